//! The end of DATA and dot-stuffing (RFC 5321 §4.5.2).

use memchr::memchr;

/// The line that ends a message.
pub const END: &[u8] = b".";

/// What a line of message text means to the one who receives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Text<'a> {
    /// A line of the message, its stuffed dot removed.
    Line(&'a [u8]),
    /// The end of the message.
    End,
}

/// Reads one line of message text as the receiver does: a lone dot ends the message, and of any
/// other line that begins with a dot that dot is removed.
pub fn unstuff(line: &[u8]) -> Text<'_> {
    match line {
        END => Text::End,
        [b'.', rest @ ..] => Text::Line(rest),
        _ => Text::Line(line),
    }
}

/// Whether a line of text would lose its first dot, or end the message, if it were sent as it is.
pub fn needs_stuffing(line: &[u8]) -> bool {
    line.starts_with(END)
}

/// Whether a line of text holds a dot that stands alone for who takes a bare CR for a line end; if
/// so, what of the line stands behind it.
pub fn behind_a_doubtful_end(line: &[u8]) -> Option<Option<&[u8]>> {
    let mut start = 0;
    for piece in line.split(|byte| *byte == b'\r') {
        let end = start + piece.len();
        if piece == END {
            return Some(line.get(end + 1..));
        }
        start = end + 1;
    }
    None
}

/// Makes message text of a file's bytes: a lone LF becomes CRLF, and dots are stuffed. A lone CR
/// stays. Takes the bytes in any pieces.
#[derive(Debug)]
pub struct Stuffer {
    stuffs: bool,
    previous: u8,
}

impl Stuffer {
    /// For DATA; without `stuffs`, for BDAT, which counts bytes and needs no dots (RFC 3030).
    pub fn new(stuffs: bool) -> Self {
        Self {
            stuffs,
            previous: b'\n',
        }
    }

    /// Adds what `bytes` become to `out`.
    pub fn take(&mut self, bytes: &[u8], out: &mut Vec<u8>) {
        let mut rest = bytes;
        while let Some(&first) = rest.first() {
            if self.stuffs && self.previous == b'\n' && first == b'.' {
                out.push(b'.');
            }
            // A line at a time: most bytes need no look.
            let feed = memchr(b'\n', rest);
            let (line, ends) = match feed {
                Some(feed) => (&rest[..feed], true),
                None => (rest, false),
            };
            out.extend_from_slice(line);
            self.previous = *line.last().unwrap_or(&self.previous);
            if ends {
                if self.previous != b'\r' {
                    out.push(b'\r');
                }
                out.push(b'\n');
                self.previous = b'\n';
            }
            rest = &rest[line.len() + usize::from(ends)..];
        }
    }

    /// The line end that is missing at the end of the text.
    pub fn end(&self) -> &'static [u8] {
        if self.previous == b'\n' { b"" } else { b"\r\n" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn stuffed(pieces: &[&[u8]], stuffs: bool) -> Vec<u8> {
        let mut stuffer = Stuffer::new(stuffs);
        let mut out = Vec::new();
        for piece in pieces {
            stuffer.take(piece, &mut out);
        }
        out.extend_from_slice(stuffer.end());
        out
    }

    #[test]
    fn a_file_becomes_message_text() {
        for (file, text) in [
            (&b""[..], &b""[..]),
            (b"a", b"a\r\n"),
            (b"a\nb\r\n", b"a\r\nb\r\n"),
            (b".\n..\n.a", b"..\r\n...\r\n..a\r\n"),
            (b"a\rb\r", b"a\rb\r\r\n"),
            (b"\n\n", b"\r\n\r\n"),
            (b"\r\n.\xff\0", b"\r\n..\xff\0\r\n"),
        ] {
            assert_eq!(stuffed(&[file], true), text, "{file:?}");
            let bytes: Vec<&[u8]> = file.chunks(1).collect();
            assert_eq!(stuffed(&bytes, true), text, "{file:?} byte by byte");
        }
        assert_eq!(stuffed(&[b".a\n"], false), b".a\r\n");
    }

    proptest! {
        #[test]
        fn the_receiver_reads_the_file(file in "[.\ra\n\0é]{0,60}", cut in 0_usize..60) {
            let (one, two) = file.as_bytes().split_at(cut.min(file.len()));
            let sent = stuffed(&[one, two], true);
            let mut read = Vec::new();
            for line in sent.split_inclusive(|byte| *byte == b'\n') {
                prop_assert!(line.ends_with(b"\r\n"));
                match unstuff(&line[..line.len() - 2]) {
                    Text::Line(line) => read.extend([line, b"\r\n"].concat()),
                    Text::End => prop_assert!(false, "ended early"),
                }
            }
            prop_assert_eq!(read, stuffed(&[file.as_bytes()], false));
        }
    }

    #[test]
    fn what_the_receiver_reads() {
        for (sent, read) in [
            (&b"."[..], Text::End),
            (b"..", Text::Line(b".")),
            (b".text", Text::Line(b"text")),
            (b". ", Text::Line(b" ")),
            (b"text.", Text::Line(b"text.")),
            (b"", Text::Line(b"")),
        ] {
            assert_eq!(unstuff(sent), read, "{sent:?}");
        }
        assert!(needs_stuffing(b".x") && !needs_stuffing(b"x."));
        for (line, behind) in [
            (&b"."[..], Some(None)),
            (b"hi\r.", Some(None)),
            (b".\rquit", Some(Some(&b"quit"[..]))),
            (b"hi\r.\r", Some(Some(b""))),
            (b"..", None),
            (b"", None),
            (b"hi.\r..", None),
        ] {
            assert_eq!(behind_a_doubtful_end(line), behind, "{line:?}");
        }
    }
}
