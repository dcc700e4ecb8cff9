//! The verbs of SMTP, one row each.

/// A verb, as far as it changes what the replies mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// EHLO (RFC 5321 §4.1.1.1).
    Ehlo,
    /// HELO (RFC 5321 §4.1.1.1).
    Helo,
    /// STARTTLS (RFC 3207).
    StartTls,
    /// AUTH (RFC 4954).
    Auth,
    /// DATA (RFC 5321 §4.1.1.4).
    Data,
    /// QUIT (RFC 5321 §4.1.1.10).
    Quit,
    /// Any other, known or not: its reply changes nothing here.
    Other,
}

/// The verbs that a session uses, for completion.
pub(super) static WORDS: &[&str] = &[
    "EHLO ",
    "HELO ",
    "STARTTLS",
    "AUTH LOGIN",
    "AUTH PLAIN",
    "MAIL FROM:<",
    "RCPT TO:<",
    "DATA",
    "RSET",
    "NOOP",
    "VRFY ",
    "HELP",
    "QUIT",
];

impl Verb {
    /// The verb of a command line. Verbs are read in any case (RFC 5321 §2.4).
    pub fn of(line: &[u8]) -> Self {
        const ROWS: &[(&str, Verb)] = &[
            ("EHLO", Verb::Ehlo),
            ("HELO", Verb::Helo),
            ("STARTTLS", Verb::StartTls),
            ("AUTH", Verb::Auth),
            ("DATA", Verb::Data),
            ("QUIT", Verb::Quit),
        ];
        let word = line
            .trim_ascii()
            .split(u8::is_ascii_whitespace)
            .next()
            .unwrap_or_default();
        ROWS.iter()
            .find(|(name, _)| name.as_bytes().eq_ignore_ascii_case(word))
            .map_or(Self::Other, |&(_, verb)| verb)
    }
}

/// Where the initial response of an AUTH command stands in its line: behind the mechanism.
/// A lone `=` is the empty response (RFC 4954 §4) and gives nothing away.
pub fn initial_response(line: &[u8]) -> Option<std::ops::Range<usize>> {
    if Verb::of(line) != Verb::Auth {
        return None;
    }
    let mut words = words(line).skip(2);
    let start = words.next()?.start;
    let end = line.trim_ascii_end().len();
    (line[start..end] != *b"=").then_some(start..end)
}

fn words(line: &[u8]) -> impl Iterator<Item = std::ops::Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at
            + line[at..]
                .iter()
                .position(|byte| !byte.is_ascii_whitespace())?;
        let length = line[start..]
            .iter()
            .position(u8::is_ascii_whitespace)
            .unwrap_or(line.len() - start);
        at = start + length;
        Some(start..at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_in_any_case() {
        for (line, verb) in [
            (&b"EHLO x"[..], Verb::Ehlo),
            (b"auth login", Verb::Auth),
            (b"data", Verb::Data),
            (b"  quit ", Verb::Quit),
            (b"DATAX", Verb::Other),
            (b"", Verb::Other),
        ] {
            assert_eq!(Verb::of(line), verb, "{line:?}");
        }
    }

    #[test]
    fn initial_responses() {
        for (line, span) in [
            (&b"AUTH PLAIN AGEAYg=="[..], Some(11..19)),
            (b"auth  plain  AGEA Yg== ", Some(13..22)),
            (b"AUTH PLAIN", None),
            (b"AUTH EXTERNAL =", None),
            (b"MAIL FROM: x", None),
        ] {
            assert_eq!(initial_response(line), span, "{line:?}");
        }
    }
}
