//! Where the server's TLS records end and something else begins (RFC 8446 §5.1).

/// Follows the records of one direction, without what is in them.
#[derive(Debug, Default)]
pub(super) struct Records {
    header: Vec<u8>,
    /// What is still to come of the record's body.
    body: usize,
    count: u64,
    foreign: Vec<u8>,
}

impl Records {
    /// Takes notice of bytes, cut anywhere.
    pub(super) fn follow(&mut self, mut bytes: &[u8]) {
        while let Some(&byte) = bytes.first() {
            if self.body > 0 {
                let skipped = self.body.min(bytes.len());
                self.body -= skipped;
                bytes = &bytes[skipped..];
            } else if self.foreign.is_empty() && (!self.header.is_empty() || is_content(byte)) {
                self.header.push(byte);
                bytes = &bytes[1..];
                if let [_, _, _, high, low] = self.header[..] {
                    self.body = usize::from(u16::from_be_bytes([high, low]));
                    self.count += 1;
                    self.header.clear();
                }
            } else {
                let room = MAX_SHOWN.saturating_sub(self.foreign.len());
                self.foreign.extend(bytes.iter().take(room));
                return;
            }
        }
    }

    /// How many records there were.
    pub(super) fn count(&self) -> u64 {
        self.count
    }

    /// What stood where a record should begin.
    pub(super) fn foreign(&self) -> Option<&[u8]> {
        (!self.foreign.is_empty()).then_some(&self.foreign)
    }
}

/// From Change Cipher Spec to Heartbeat.
fn is_content(byte: u8) -> bool {
    (20..=24).contains(&byte)
}

/// How much of a clear-text answer is repeated in an error.
const MAX_SHOWN: usize = 120;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_end_where_their_headers_say() {
        let cases: [(&[u8], u64, &[u8]); 5] = [
            (b"", 0, b""),
            (b"454 no TLS\r\n", 0, b"454 no TLS\r\n"),
            (b"\x16\x03\x03\0\x03 5 \x17\x03\x03\0\0", 2, b""),
            (
                b"\x16\x03\x03\0\x02abOut\x16\x03\x03\0\x01a",
                1,
                b"Out\x16\x03\x03\0\x01a",
            ),
            (b"\x16\x03\x03\xff\xffabc", 1, b""),
        ];
        for (bytes, count, foreign) in cases {
            for size in [1, 2, 3, 7, 100] {
                let mut records = Records::default();
                bytes.chunks(size).for_each(|part| records.follow(part));
                assert_eq!(records.count(), count, "{bytes:?} by {size}");
                assert_eq!(
                    records.foreign().unwrap_or_default(),
                    foreign,
                    "{bytes:?} by {size}"
                );
            }
        }
    }
}
