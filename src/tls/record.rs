//! The record layer's frames (RFC 8446 §5.1, RFC 5246 §6.2.1).

/// What a record carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    ChangeCipherSpec,
    Alert,
    Handshake,
    ApplicationData,
    /// Something else, such as RFC 6520's heartbeat.
    Other,
}

/// One record.
#[derive(Debug, Clone)]
pub(super) struct Record {
    pub(super) content: Content,
    /// The five bytes before the body: TLS 1.3 authenticates them as they are.
    pub(super) header: [u8; 5],
    pub(super) body: Vec<u8>,
}

/// What comes out of a stream of bytes.
#[derive(Debug)]
pub(super) enum Framed {
    Record(Record),
    /// This byte and all that follow are no records.
    NotTls(Vec<u8>),
}

/// Cuts one direction's bytes into records.
#[derive(Debug, Default)]
pub(super) struct Framer {
    /// Never more than one record.
    partial: Vec<u8>,
    foreign: bool,
}

impl Content {
    pub(super) fn of(byte: u8) -> Option<Self> {
        match byte {
            20 => Some(Self::ChangeCipherSpec),
            21 => Some(Self::Alert),
            22 => Some(Self::Handshake),
            23 => Some(Self::ApplicationData),
            24..=26 => Some(Self::Other),
            _ => None,
        }
    }
}

impl Framer {
    /// Takes from `bytes` what belongs to the next record; nothing when it is not complete.
    pub(super) fn next(&mut self, bytes: &mut &[u8]) -> Option<Framed> {
        if self.foreign {
            let rest = std::mem::take(bytes);
            return (!rest.is_empty()).then(|| Framed::NotTls(rest.to_vec()));
        }
        loop {
            let Some(wanted) = self.wanted() else {
                self.foreign = true;
                return Some(Framed::NotTls(std::mem::take(&mut self.partial)));
            };
            let missing = wanted.saturating_sub(self.partial.len());
            if missing == 0 {
                let record = record(std::mem::take(&mut self.partial));
                return record.map(Framed::Record);
            }
            let (taken, rest) = bytes.split_at(missing.min(bytes.len()));
            if taken.is_empty() {
                return None;
            }
            self.partial.extend_from_slice(taken);
            *bytes = rest;
        }
    }

    /// How long the record is as far as can be told by now; nothing if this is no record.
    ///
    /// The header is read byte by byte, so that the answer does not depend on how bytes arrive.
    fn wanted(&self) -> Option<usize> {
        match self.partial.as_slice() {
            [] => Some(1),
            [content, ..] if Content::of(*content).is_none() => None,
            [_] => Some(2),
            // Every version from SSL 3.0 to TLS 1.3 has 3 here.
            [_, major, ..] if *major != 3 => None,
            [_, _, _, high, low, ..] => {
                let length = usize::from(u16::from_be_bytes([*high, *low]));
                (length <= MAX_BODY).then_some(HEADER + length)
            }
            partial => Some(partial.len() + 1),
        }
    }
}

fn record(bytes: Vec<u8>) -> Option<Record> {
    let (header, body) = bytes.split_first_chunk::<HEADER>()?;
    Some(Record {
        content: Content::of(*header.first()?)?,
        header: *header,
        body: body.to_vec(),
    })
}

const HEADER: usize = 5;
/// The longest body that TLS 1.2 allows, which is longer than TLS 1.3's (RFC 5246 §6.2.3).
const MAX_BODY: usize = (1 << 14) + 2048;

#[cfg(test)]
mod tests {
    use super::*;

    fn frames(bytes: &[u8], step: usize) -> Vec<String> {
        let mut framer = Framer::default();
        let mut seen = Vec::new();
        for mut part in bytes.chunks(step) {
            while let Some(framed) = framer.next(&mut part) {
                match framed {
                    Framed::Record(r) => seen.push(format!("{:?} {}", r.content, r.body.len())),
                    Framed::NotTls(bytes) => {
                        let text = String::from_utf8_lossy(&bytes).into_owned();
                        match seen.last_mut().filter(|last| last.starts_with("no ")) {
                            Some(last) => last.push_str(&text),
                            None => seen.push(format!("no {text}")),
                        }
                    }
                }
            }
        }
        seen
    }

    #[test]
    fn records_in_any_split() {
        let cases: &[(&[u8], &[&str])] = &[
            (b"", &[]),
            (
                b"\x16\x03\x01\0\x02ab\x15\x03\x03\0\0\x17\x03",
                &["Handshake 2", "Alert 0"],
            ),
            (b"454 no TLS\r\n", &["no 454 no TLS\r\n"]),
            (
                b"\x14\x03\x03\0\x01\x01\x16HTTP",
                &["ChangeCipherSpec 1", "no \x16HTTP"],
            ),
            (
                b"\x16\x03\x03\xff\xffab",
                &["no \x16\x03\x03\u{fffd}\u{fffd}ab"],
            ),
        ];
        for (bytes, wanted) in cases {
            for step in [1, 2, 3, 5, 100] {
                assert_eq!(frames(bytes, step), *wanted, "{bytes:?} by {step}");
            }
        }
    }
}
