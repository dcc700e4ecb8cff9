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

/// A line, or a part of a long one. Nothing of it is dropped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The bytes, without the line's end.
    pub bytes: Vec<u8>,
    /// How the line ended; nothing if it goes on in the next piece.
    pub end: Option<End>,
}

/// Cuts a stream of bytes into lines, and lines that are too long to be kept into pieces: for what
/// must arrive whole, as a mail must.
#[derive(Debug, Default)]
pub struct PieceReader {
    /// At most one byte more than a piece: it may be the CR of a line's end.
    partial: Vec<u8>,
}

impl PieceReader {
    /// Takes bytes up to and with the first line end, or as many as a piece has room for, and
    /// returns how many it took and the piece that they complete, if they do.
    pub fn take(&mut self, bytes: &[u8]) -> (usize, Option<Piece>) {
        let feed = memchr(b'\n', bytes);
        let line = feed.unwrap_or(bytes.len());
        let taken = line.min(MAX_LINE + 1 - self.partial.len());
        self.partial.extend_from_slice(&bytes[..taken]);
        if taken < line {
            let rest = self.partial.split_off(MAX_LINE);
            let bytes = std::mem::replace(&mut self.partial, rest);
            return (taken, Some(Piece { bytes, end: None }));
        }
        if feed.is_none() {
            return (taken, None);
        }
        let mut bytes = std::mem::take(&mut self.partial);
        let end = match bytes.pop_if(|last| *last == b'\r') {
            Some(_) => End::CrLf,
            None => End::BareLf,
        };
        let end = Some(end);
        (taken + 1, Some(Piece { bytes, end }))
    }

    /// What has come of a piece, as one that ends here: a literal ends anywhere.
    pub fn cut(&mut self) -> Option<Piece> {
        let bytes = std::mem::take(&mut self.partial);
        (!bytes.is_empty()).then_some(Piece { bytes, end: None })
    }

    /// What has arrived of a piece that is not complete.
    pub fn partial(&self) -> &[u8] {
        &self.partial
    }
}

impl End {
    /// Its bytes.
    pub fn bytes(self) -> &'static [u8] {
        match self {
            Self::CrLf => b"\r\n",
            Self::BareLf => b"\n",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

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

    /// Reads `stream` in chunks, and puts together again what comes out.
    fn pieces(stream: &[u8], chunk: usize) -> (Vec<Piece>, Vec<u8>) {
        let mut reader = PieceReader::default();
        let mut pieces = Vec::new();
        for chunk in stream.chunks(chunk.max(1)) {
            let mut rest = chunk;
            while !rest.is_empty() {
                let (taken, piece) = reader.take(rest);
                pieces.extend(piece);
                rest = &rest[taken..];
            }
        }
        pieces.extend(reader.cut());
        let whole = pieces.iter().flat_map(|piece| {
            let end = piece.end.map_or(&b""[..], End::bytes);
            [&piece.bytes[..], end].concat()
        });
        let whole = whole.collect();
        (pieces, whole)
    }

    proptest! {
        #[test]
        fn pieces_are_whole_and_bounded(
            parts in prop::collection::vec(
                (prop::sample::select(vec!["", "a", "\r", "\n", "\r\n"]), 0..4_usize),
                0..8,
            ),
            chunk in 1..40_000_usize,
        ) {
            let lengths = [0, 1, MAX_LINE - 1, MAX_LINE];
            let stream: Vec<u8> = parts
                .iter()
                .flat_map(|(part, length)| [part.as_bytes(), &vec![b'x'; lengths[*length]]].concat())
                .collect();
            let (read, whole) = pieces(&stream, chunk);
            prop_assert!(whole == stream);
            prop_assert!(read.iter().all(|piece| piece.bytes.len() <= MAX_LINE + 1));
            prop_assert!(read == pieces(&stream, usize::MAX).0);
        }
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
