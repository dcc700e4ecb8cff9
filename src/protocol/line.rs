//! Line framing with a limit: received bytes in, lines out.
//!
//! A line ends with CRLF (RFC 5321 §2.3.8). A bare LF ends one too, because servers exist that
//! send it, but it is told apart; a bare CR is part of the line and shows up in it.

use memchr::memchr;
use std::fmt;

/// Longest line that is kept, in bytes without its end. RFC 5321 §4.5.3.1.5 allows 512 for a
/// reply line, and real servers stay below 2 KiB; what goes beyond is counted and dropped.
pub const MAX_LINE: usize = 16 * 1024;

/// One line, without its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The bytes before the line end, at most [`MAX_LINE`].
    pub bytes: Vec<u8>,
    /// How the line ended.
    pub end: End,
    /// How many bytes were dropped behind the limit.
    pub dropped: u64,
}

/// How a line ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// CR LF, as it should be.
    CrLf,
    /// A line feed alone.
    BareLf,
}

/// Cuts a stream of bytes into lines.
#[derive(Default)]
pub struct LineReader {
    partial: Vec<u8>,
    dropped: u64,
    /// The last byte seen was a CR: part of the line's end if a LF follows.
    cr: bool,
}

impl LineReader {
    /// Takes bytes up to and with the first line end, and returns how many it took and the line
    /// that they complete, if they do. The rest is left to the caller: after the 220 to STARTTLS
    /// it must not be read as lines (RFC 3207 §4.2).
    pub fn take(&mut self, bytes: &[u8]) -> (usize, Option<Line>) {
        let Some(feed) = memchr(b'\n', bytes) else {
            self.keep(bytes);
            return (bytes.len(), None);
        };
        self.keep(&bytes[..feed]);
        (feed + 1, Some(self.finish()))
    }

    /// What has arrived of a line that is not complete.
    pub fn partial(&self) -> &[u8] {
        &self.partial
    }

    fn keep(&mut self, bytes: &[u8]) {
        let Some((&last, before)) = bytes.split_last() else {
            return;
        };
        if self.cr {
            self.store(b"\r");
        }
        self.cr = last == b'\r';
        self.store(if self.cr { before } else { bytes });
    }

    fn store(&mut self, bytes: &[u8]) {
        let room = MAX_LINE.saturating_sub(self.partial.len()).min(bytes.len());
        self.partial.extend_from_slice(&bytes[..room]);
        self.dropped += (bytes.len() - room) as u64;
    }

    fn finish(&mut self) -> Line {
        let end = if std::mem::take(&mut self.cr) {
            End::CrLf
        } else {
            End::BareLf
        };
        Line {
            bytes: std::mem::take(&mut self.partial),
            end,
            dropped: std::mem::take(&mut self.dropped),
        }
    }
}

/// Without what has arrived: a client's line may be an authorization code.
impl fmt::Debug for LineReader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LineReader({} bytes)", self.partial.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(chunks: impl Iterator<Item = Vec<u8>>) -> Vec<Line> {
        let mut reader = LineReader::default();
        let mut lines = Vec::new();
        for chunk in chunks {
            let mut rest = &chunk[..];
            while !rest.is_empty() {
                let (taken, line) = reader.take(rest);
                lines.extend(line);
                rest = &rest[taken..];
            }
        }
        lines
    }

    /// Reads `stream` whole and byte by byte, and expects the same lines.
    fn check(stream: &[u8], expected: &[(&[u8], End, u64)]) {
        let expected: Vec<Line> = expected
            .iter()
            .map(|&(bytes, end, dropped)| Line {
                bytes: bytes.to_vec(),
                end,
                dropped,
            })
            .collect();
        assert_eq!(lines([stream.to_vec()].into_iter()), expected, "whole");
        assert_eq!(
            lines(stream.iter().map(|&b| vec![b])),
            expected,
            "byte by byte"
        );
    }

    #[test]
    fn line_ends() {
        check(b"220 hi\r\n", &[(b"220 hi", End::CrLf, 0)]);
        check(b"a\nb\r\n", &[(b"a", End::BareLf, 0), (b"b", End::CrLf, 0)]);
        check(b"a\rb\r\r\n", &[(b"a\rb\r", End::CrLf, 0)]);
        check(b"\r\n\n", &[(b"", End::CrLf, 0), (b"", End::BareLf, 0)]);
        check(b"no end", &[]);
    }

    #[test]
    fn a_line_without_end_is_bounded() {
        let long = vec![b'x'; MAX_LINE + 10];
        let stream = [&long[..], b"\r\n250 ok\r\n"].concat();
        check(
            &stream,
            &[
                (&long[..MAX_LINE], End::CrLf, 10),
                (b"250 ok", End::CrLf, 0),
            ],
        );
    }
}
