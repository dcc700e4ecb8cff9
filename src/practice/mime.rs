//! Where the parts of a message are.

/// The header fields with the empty line, and the text.
pub(super) fn split(message: &[u8]) -> (&[u8], &[u8]) {
    let mut end = 0;
    for line in message.split_inclusive(|byte| *byte == b'\n') {
        end += line.len();
        if line.trim_ascii().is_empty() && line.len() <= 2 {
            break;
        }
    }
    message.split_at(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn header_and_text() {
        for (message, head) in [
            (&b"A: b\r\n\r\ntext"[..], &b"A: b\r\n\r\n"[..]),
            (b"\r\ntext", b"\r\n"),
            (b"A: b\r\n", b"A: b\r\n"),
            (b"", b""),
            (b"A: b\n\ntext", b"A: b\n\n"),
        ] {
            assert_eq!(split(message).0, head);
        }
    }
}
