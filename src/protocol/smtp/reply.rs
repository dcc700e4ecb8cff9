//! Lines into replies (RFC 5321 §4.2).

use crate::protocol::line::{End, Line, LineReader};
use crate::protocol::{Oddity, Outcome, Reply};

/// Most lines of one reply that are kept. The longest real ones, to HELP, have about a hundred.
pub(super) const MAX_LINES: usize = 1000;
/// Most bytes of one reply that are kept: lines of RFC 5321's length, as many as may be.
const MAX_BYTES: usize = MAX_LINES * 512;

/// Collects the lines of a reply until its last one.
#[derive(Debug, Default)]
pub(super) struct ReplyReader {
    lines: LineReader,
    kept: Vec<Vec<u8>>,
    bytes: usize,
    code: Option<u16>,
    dropped: u64,
    oddities: Vec<Oddity>,
}

impl ReplyReader {
    /// Takes bytes up to the end of a reply: how many, and the reply that they complete.
    pub(super) fn take(&mut self, bytes: &[u8]) -> (usize, Option<Reply>) {
        let mut taken = 0;
        while taken < bytes.len() {
            let (used, line) = self.lines.take(&bytes[taken..]);
            taken += used;
            if let Some(reply) = line.and_then(|line| self.add(line)) {
                return (taken, Some(reply));
            }
        }
        (taken, None)
    }

    /// What has arrived of a reply that is not complete.
    pub(super) fn partial(&self) -> Option<Vec<u8>> {
        let begun = !self.kept.is_empty() || !self.lines.partial().is_empty();
        begun.then(|| {
            let mut lines = self.kept.clone();
            lines.push(self.lines.partial().to_vec());
            lines.join(&b"\r\n"[..])
        })
    }

    fn add(&mut self, line: Line) -> Option<Reply> {
        if line.end == End::BareLf {
            self.note(Oddity::BareLf);
        }
        if line.bytes.contains(&b'\r') {
            self.note(Oddity::BareCr);
        }
        if line.dropped > 0 {
            self.note(Oddity::LineTooLong {
                dropped: line.dropped,
            });
        }
        let head = Head::of(&line.bytes);
        match head {
            Some(Head { code, .. }) => {
                if !(200..600).contains(&code) {
                    self.note(Oddity::CodeOutOfRange { code });
                }
                if self.code.is_some_and(|before| before != code) {
                    self.note(Oddity::CodesDiffer);
                }
                self.code = Some(code);
            }
            None => self.note(Oddity::NoCode),
        }
        self.bytes += line.bytes.len();
        if self.kept.len() < MAX_LINES && self.bytes <= MAX_BYTES {
            self.kept.push(line.bytes);
        } else {
            self.dropped += 1;
        }
        // A line without a code inside a reply belongs to it; alone, it is all there is.
        let more = head.map_or(self.code.is_some(), |head| head.more);
        (!more).then(|| self.finish())
    }

    fn finish(&mut self) -> Reply {
        if self.dropped > 0 {
            self.oddities.push(Oddity::TooManyLines {
                dropped: self.dropped,
            });
            self.dropped = 0;
        }
        self.bytes = 0;
        let code = self.code.take();
        let lines = std::mem::take(&mut self.kept);
        Reply {
            word: code.map(|code| format!("{code:03}")).unwrap_or_default(),
            detail: lines
                .last()
                .and_then(|line| status(line))
                .map(str::to_owned),
            lines,
            outcome: outcome(code),
            to: None,
            more: false,
            closes: false,
            oddities: std::mem::take(&mut self.oddities),
        }
    }

    /// Each oddity once, however many lines have it: a hostile server sends a million.
    fn note(&mut self, oddity: Oddity) {
        let kind = std::mem::discriminant(&oddity);
        if !self
            .oddities
            .iter()
            .any(|known| std::mem::discriminant(known) == kind)
        {
            self.oddities.push(oddity);
        }
    }
}

/// The code in front of a line, and whether another line follows.
#[derive(Clone, Copy)]
struct Head {
    code: u16,
    more: bool,
}

impl Head {
    /// `250-`, `250 ` or `250` alone (RFC 5321 §4.2.1 asks clients to accept the last).
    fn of(line: &[u8]) -> Option<Self> {
        let digits = line
            .first_chunk::<3>()
            .filter(|digits| digits.iter().all(u8::is_ascii_digit))?;
        let code = digits
            .iter()
            .fold(0, |code, digit| code * 10 + u16::from(digit - b'0'));
        match line.get(3) {
            None | Some(b' ') => Some(Self { code, more: false }),
            Some(b'-') => Some(Self { code, more: true }),
            Some(_) => None,
        }
    }
}

/// The enhanced status code behind the reply code, `5.7.8` (RFC 2034 §4).
fn status(line: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(line.get(4..)?).ok()?;
    let word = text.split(' ').next()?;
    let mut numbers = word.split('.');
    let number = |part: Option<&str>| {
        part.is_some_and(|part| {
            (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
        })
    };
    let class = number(numbers.next()) && word.starts_with(['2', '4', '5']);
    (class && number(numbers.next()) && number(numbers.next()) && numbers.next().is_none())
        .then_some(word)
}

/// What the first digit of a reply code says (RFC 5321 §4.2.1).
fn outcome(code: Option<u16>) -> Outcome {
    match code {
        Some(200..=299) => Outcome::Done,
        Some(300..=399) => Outcome::GoOn,
        Some(400..=499) => Outcome::RefusedNow,
        Some(500..=599) => Outcome::Refused,
        _ => Outcome::Unclear,
    }
}

/// The text of a reply line, behind its code.
pub fn text_of(line: &[u8]) -> &[u8] {
    match Head::of(line) {
        Some(_) => line.get(4..).unwrap_or_default(),
        None => line,
    }
}
