//! The arguments of a command: what of them is a secret, and the literal that a line ends with.

use super::verb::Verb;
use std::ops::Range;

/// What of a command line's arguments is a secret, and the literal that it ends with.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Scan {
    pub(super) secret: Option<Range<usize>>,
    pub(super) literal: Option<Announced>,
    /// Arguments so far, the literal among them.
    pub(super) arguments: usize,
}

/// A literal that a line announces (RFC 9051 §4.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Announced {
    pub(super) size: u64,
    /// The server must agree before it is sent; not so with `{n+}`.
    pub(super) waits: bool,
    pub(super) secret: bool,
}

/// Reads arguments from `from` on, behind so many `before` that earlier lines of the command had.
pub(super) fn scan(verb: Verb, before: usize, line: &[u8], from: usize) -> Scan {
    let announced = announced(line).filter(|(start, ..)| *start >= from);
    let end = announced.map_or(line.len(), |(start, ..)| start);
    let mut scan = Scan {
        secret: None,
        literal: None,
        arguments: before,
    };
    let mut at = from;
    while let Some(start) = line[at..end]
        .iter()
        .position(|byte| !byte.is_ascii_whitespace())
        .map(|skipped| at + skipped)
    {
        scan.arguments += 1;
        let closed = closing_quote(&line[start..end]);
        let is_secret = match verb {
            // What is not closed may hold what follows.
            Verb::Login => scan.arguments > 1 || closed == Some(None),
            Verb::Authenticate => scan.arguments > 1 && line[start..].trim_ascii() != b"=",
            _ => false,
        };
        if is_secret {
            scan.secret.get_or_insert(start..line.len());
        }
        at = match closed {
            Some(Some(length)) => start + length,
            Some(None) => end,
            None => line[start..end]
                .iter()
                .position(u8::is_ascii_whitespace)
                .map_or(end, |length| start + length),
        };
    }
    if let Some((start, size, waits)) = announced {
        scan.arguments += 1;
        let secret = verb == Verb::Login && scan.arguments > 1;
        // The size of a secret is none, if it stands alone.
        scan.secret = scan.secret.filter(|span| span.start < start);
        scan.literal = Some(Announced {
            size,
            waits,
            secret,
        });
    }
    scan
}

/// The literal that a line ends with: where it is announced, its size, and whether the client waits
/// for a word before it (RFC 9051 §4.3).
pub fn announced(line: &[u8]) -> Option<(usize, u64, bool)> {
    let inside = line.strip_suffix(b"}")?;
    let start = inside.iter().rposition(|byte| *byte == b'{')?;
    let digits = &inside[start + 1..];
    let (digits, waits) = match digits.strip_suffix(b"+") {
        Some(digits) => (digits, false),
        None => (digits, true),
    };
    let apart = start == 0 || matches!(line[start - 1], b' ' | b'(' | b'~');
    (apart && !digits.is_empty() && digits.iter().all(u8::is_ascii_digit))
        .then(|| (start, size(digits), waits))
}

/// A count of bytes; one that no computer can count is as good as endless.
fn size(digits: &[u8]) -> u64 {
    digits.iter().fold(0_u64, |size, digit| {
        size.saturating_mul(10)
            .saturating_add(u64::from(digit - b'0'))
    })
}

/// Of a quoted string (RFC 9051 §4.3) its length, or that it is not closed.
fn closing_quote(text: &[u8]) -> Option<Option<usize>> {
    let inside = text.strip_prefix(b"\"")?;
    let mut escaped = false;
    let end = inside.iter().position(|byte| {
        let closes = *byte == b'"' && !escaped;
        escaped = *byte == b'\\' && !escaped;
        closes
    });
    Some(end.map(|end| end + 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals() {
        let literal = |line: &str, verb| {
            let scan = scan(verb, 0, line.as_bytes(), 0);
            let literal = scan.literal;
            literal.map(|literal| (literal.size, literal.waits, literal.secret))
        };
        for (line, expected) in [
            ("INBOX {310}", Some((310, true, false))),
            ("INBOX (\\Seen) {310+}", Some((310, false, false))),
            ("INBOX ~{0}", Some((0, true, false))),
            ("{99999999999}", Some((99_999_999_999, true, false))),
            ("{99999999999999999999999}", Some((u64::MAX, true, false))),
            ("INBOX{3}", None),
            ("INBOX {}", None),
            ("INBOX {+}", None),
            ("INBOX {-1}", None),
            ("INBOX {3} ", None),
        ] {
            assert_eq!(literal(line, Verb::Other), expected, "{line}");
        }
        assert_eq!(literal("{2}", Verb::Login), Some((2, true, false)));
        assert_eq!(literal("me {4}", Verb::Login), Some((4, true, true)));
    }
}
