//! Received bytes into lines and literals (RFC 9051 §2.2.2, §4.3). Nothing is kept of what can be
//! long: data and literals leave in pieces, as they arrive.

use crate::protocol::Oddity;
use crate::protocol::command::words;
use crate::protocol::line::{End, Line, MAX_LINE, Piece, PieceReader};

/// What came.
#[derive(Debug)]
pub(super) enum Came {
    /// A line that tells how something turned out: tagged, `+`, or untagged OK, NO, BAD, BYE.
    Status(Line),
    /// A line of data, or a piece of one.
    Data {
        piece: Piece,
        /// It begins the response.
        first: bool,
        oddity: Option<Oddity>,
    },
    /// A piece of a literal.
    Literal {
        piece: Piece,
        /// It is the text of this mail, or of a part of it.
        text: bool,
        mail: Option<u32>,
    },
}

/// Takes responses apart.
#[derive(Debug, Default)]
pub(super) struct Reader {
    pieces: PieceReader,
    state: State,
    /// The last bytes of the line so far: a literal is announced there.
    tail: Vec<u8>,
    /// The mail that the response is about.
    mail: Option<u32>,
}

#[derive(Debug, Default)]
enum State {
    /// Between two responses.
    #[default]
    Between,
    /// In a status line that is longer than what is kept of it.
    Status(Line),
    /// In the data of a response.
    Data,
    Literal {
        left: u64,
        text: bool,
    },
}

impl Reader {
    /// Takes bytes up to the end of a line or of a literal: how many, and what they complete.
    pub(super) fn take(&mut self, bytes: &[u8]) -> (usize, Option<Came>) {
        let State::Literal { left, text } = &mut self.state else {
            let (taken, piece) = self.pieces.take(bytes);
            return (taken, piece.and_then(|piece| self.line(piece)));
        };
        let room = usize::try_from(*left).unwrap_or(usize::MAX);
        let bytes = &bytes[..bytes.len().min(room)];
        let (taken, piece) = self.pieces.take(bytes);
        *left -= taken as u64;
        let text = *text;
        let is_over = *left == 0;
        // What has no line end is cut where the literal ends.
        let piece = match piece {
            None if is_over => self.pieces.cut(),
            piece => piece,
        };
        if is_over && self.pieces.partial().is_empty() {
            self.state = State::Data;
            self.tail.clear();
        }
        let mail = self.mail;
        (
            taken,
            piece.map(|piece| Came::Literal { piece, text, mail }),
        )
    }

    /// What has arrived of a line or literal that is not complete.
    pub(super) fn partial(&self) -> &[u8] {
        self.pieces.partial()
    }

    fn line(&mut self, piece: Piece) -> Option<Came> {
        match std::mem::take(&mut self.state) {
            State::Status(mut line) => {
                line.dropped += piece.bytes.len() as u64;
                self.status(line, &piece)
            }
            State::Between if is_status(&piece.bytes) => {
                let line = Line {
                    bytes: piece.bytes.get(..MAX_LINE).unwrap_or(&piece.bytes).to_vec(),
                    end: piece.end.unwrap_or(End::CrLf),
                    dropped: piece.bytes.len().saturating_sub(MAX_LINE) as u64,
                };
                self.status(line, &piece)
            }
            state => {
                let first = matches!(state, State::Between);
                if first {
                    self.mail = mail(&piece.bytes);
                    self.tail.clear();
                }
                Some(self.data(piece, first))
            }
        }
    }

    fn status(&mut self, mut line: Line, piece: &Piece) -> Option<Came> {
        let Some(end) = piece.end else {
            self.state = State::Status(line);
            return None;
        };
        line.end = end;
        Some(Came::Status(line))
    }

    fn data(&mut self, piece: Piece, first: bool) -> Came {
        self.tail.extend_from_slice(&piece.bytes);
        let start = self.tail.len().saturating_sub(MAX_TAIL);
        self.tail.drain(..start);
        let mut oddity = None;
        self.state = if piece.end.is_none() {
            State::Data
        } else {
            match announced(&self.tail) {
                Some(Ok(left)) if left > 0 => State::Literal {
                    left,
                    text: is_text(&self.tail),
                },
                // An empty literal: the line goes on.
                Some(Ok(_)) => {
                    self.tail.clear();
                    State::Data
                }
                Some(Err(())) => {
                    oddity = Some(Oddity::BadLiteral);
                    State::Between
                }
                None => State::Between,
            }
        };
        Came::Data {
            piece,
            first,
            oddity,
        }
    }
}

/// Whether a line has a status, and so text that may end with anything (RFC 9051 §7.1).
fn is_status(line: &[u8]) -> bool {
    let mut words = words(line).map(|word| &line[word]);
    match words.next() {
        Some(b"*") => words.next().is_some_and(|word| {
            STATUSES
                .iter()
                .any(|status| status.as_bytes().eq_ignore_ascii_case(word))
        }),
        _ => true,
    }
}

/// The number of the mail that a FETCH response is about: `* 12 FETCH (…` (RFC 9051 §7.5.2).
fn mail(line: &[u8]) -> Option<u32> {
    let mut words = words(line).skip(1).map(|word| &line[word]);
    let number = std::str::from_utf8(words.next()?).ok()?.parse().ok()?;
    let fetch = words.next()?.eq_ignore_ascii_case(b"FETCH");
    fetch.then_some(number)
}

/// The size of the literal that a line announces, if that can be counted.
fn announced(tail: &[u8]) -> Option<Result<u64, ()>> {
    let (start, digits) = braces(tail)?;
    let apart = start == 0 || matches!(tail[start - 1], b' ' | b'(' | b'~');
    (apart && !digits.is_empty() && digits.iter().all(u8::is_ascii_digit)).then(|| {
        let digits = std::str::from_utf8(digits).map_err(drop)?;
        digits.parse().map_err(drop)
    })
}

/// Whether what stands before the literal's size is an item that holds the text of a mail
/// (RFC 9051 §6.4.5, RFC 3501 §6.4.5).
fn is_text(tail: &[u8]) -> bool {
    let start = braces(tail).map_or(0, |(start, _)| start);
    let before = tail[..start].trim_ascii_end();
    let before = before.strip_suffix(b"~").unwrap_or(before).trim_ascii_end();
    let mut words = before.split(|byte| matches!(byte, b' ' | b'('));
    let word = words.next_back().unwrap_or_default();
    word.ends_with(b"]") || word.ends_with(b">") || word.to_ascii_uppercase().starts_with(b"RFC822")
}

/// Where the braces at the end of a line open, and what stands in them.
fn braces(line: &[u8]) -> Option<(usize, &[u8])> {
    let inside = line.strip_suffix(b"}")?;
    let start = inside.iter().rposition(|byte| *byte == b'{')?;
    Some((start, &inside[start + 1..]))
}

/// How an untagged status begins (RFC 9051 §7.1).
const STATUSES: [&str; 5] = ["OK", "NO", "BAD", "PREAUTH", "BYE"];
/// How much of a line's end is looked at for a literal: its item and its size.
const MAX_TAIL: usize = 64;
