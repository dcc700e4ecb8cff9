//! The commands of POP3, one row each.

use crate::protocol::command::Part::{Literal, Optional, Slot};
use crate::protocol::command::{self, Command, Stage, first_word, words};
use std::ops::Range;

/// A verb, as far as it changes what the replies mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// CAPA (RFC 2449 §5).
    Capa,
    /// STLS (RFC 2595 §4).
    Stls,
    /// USER (RFC 1939 §7).
    User,
    /// PASS (RFC 1939 §7).
    Pass,
    /// APOP (RFC 1939 §7).
    Apop,
    /// AUTH (RFC 5034 §4).
    Auth,
    /// LIST (RFC 1939 §5).
    List,
    /// UIDL (RFC 1939 §7).
    Uidl,
    /// RETR (RFC 1939 §5).
    Retr,
    /// TOP (RFC 1939 §7).
    Top,
    /// QUIT (RFC 1939 §6).
    Quit,
    /// Any other, known or not: its reply is one line and changes nothing here.
    Other,
}

/// Every verb and what its command looks like, in the order of a session.
pub static VERBS: &[(Verb, Command)] = &[
    (Verb::Capa, Command::alone("CAPA", "RFC 2449 §5", |_| true)),
    (
        Verb::Stls,
        Command {
            extension: Some("STLS"),
            ..Command::alone("STLS", "RFC 2595 §4", |stage| {
                !stage.tls && !stage.authenticated
            })
        },
    ),
    (
        Verb::User,
        Command {
            parts: &[Literal(" "), Slot("name")],
            ..Command::alone("USER", "RFC 1939 §7", |stage| {
                !stage.authenticated && !stage.named
            })
        },
    ),
    (
        Verb::Pass,
        Command {
            parts: &[Literal(" "), Slot("code")],
            ..Command::alone("PASS", "RFC 1939 §7", |stage| stage.named)
        },
    ),
    (
        Verb::Apop,
        Command {
            parts: &[Literal(" "), Slot("name"), Literal(" "), Slot("digest")],
            ..Command::alone("APOP", "RFC 1939 §7", outside)
        },
    ),
    (
        Verb::Auth,
        Command {
            parts: &[
                Literal(" "),
                Slot("mechanism"),
                Optional("initial-response"),
            ],
            extension: Some("SASL"),
            ..Command::alone("AUTH", "RFC 5034 §4", outside)
        },
    ),
    (Verb::Other, Command::alone("STAT", "RFC 1939 §5", inside)),
    (
        Verb::List,
        Command {
            parts: &[Optional("message")],
            ..Command::alone("LIST", "RFC 1939 §5", inside)
        },
    ),
    (
        Verb::Uidl,
        Command {
            parts: &[Optional("message")],
            extension: Some("UIDL"),
            ..Command::alone("UIDL", "RFC 1939 §7", inside)
        },
    ),
    (
        Verb::Retr,
        Command {
            parts: &[Literal(" "), Slot("message")],
            ..Command::alone("RETR", "RFC 1939 §5", inside)
        },
    ),
    (
        Verb::Top,
        Command {
            parts: &[Literal(" "), Slot("message"), Literal(" "), Slot("lines")],
            extension: Some("TOP"),
            ..Command::alone("TOP", "RFC 1939 §7", inside)
        },
    ),
    (
        Verb::Other,
        Command {
            parts: &[Literal(" "), Slot("message")],
            ..Command::alone("DELE", "RFC 1939 §5", inside)
        },
    ),
    (Verb::Other, Command::alone("RSET", "RFC 1939 §5", inside)),
    (Verb::Other, Command::alone("NOOP", "RFC 1939 §5", inside)),
    (
        Verb::Other,
        Command {
            extension: Some("UTF8"),
            ..Command::alone("UTF8", "RFC 6856 §2", outside)
        },
    ),
    (Verb::Quit, Command::alone("QUIT", "RFC 1939 §6", |_| true)),
];

/// The AUTHORIZATION state, no name given yet.
fn outside(stage: &Stage) -> bool {
    !stage.authenticated && !stage.named
}

/// The TRANSACTION state.
fn inside(stage: &Stage) -> bool {
    stage.authenticated
}

impl Verb {
    /// The verb of a command line, in any case (RFC 1939 §3).
    pub fn of(line: &[u8]) -> Self {
        let word = &line[first_word(line)];
        command::find(VERBS, word).unwrap_or(Self::Other)
    }

    /// Whether it is a step of logging in.
    pub(super) fn is_of_login(self) -> bool {
        matches!(self, Self::User | Self::Pass | Self::Apop | Self::Auth)
    }

    /// Whether its reply, if it is +OK, goes on up to a line with a dot.
    pub fn has_lines(self, line: &[u8]) -> bool {
        match self {
            Self::Capa | Self::Retr | Self::Top => true,
            // Alone they list everything; of one message they tell in one line. AUTH alone lists
            // the mechanisms with servers of the time before CAPA.
            Self::List | Self::Uidl | Self::Auth => words(line).nth(1).is_none(),
            _ => false,
        }
    }
}

/// Which part of a command is a secret: the code, a digest made of it, an initial response.
pub fn secret(line: &[u8]) -> Option<Range<usize>> {
    let words: Vec<_> = words(line).take(3).map(|word| word.start).collect();
    let (start, end) = match Verb::of(line) {
        // A code may have spaces in it, also at its end (RFC 1939 §7).
        Verb::Pass => (*words.get(1)?, line.len()),
        Verb::Apop => (*words.get(2)?, line.len()),
        Verb::Auth => (*words.get(2)?, line.trim_ascii_end().len()),
        // A user name has no spaces.
        Verb::User => (*words.get(2)?, line.len()),
        _ => return command::meant_as_login(line, names()),
    };
    (line[start..end] != *b"=").then_some(start..end)
}

/// What is secret of a line while a login is not over.
pub(super) fn stray_answer(line: &[u8]) -> Option<Range<usize>> {
    command::stray_answer(line, names(), secret)
}

/// Whether a line begins with a verb.
pub(super) fn is_command(line: &[u8]) -> bool {
    command::has_verb(line, names())
}

fn names() -> impl Iterator<Item = &'static str> + Clone {
    VERBS.iter().map(|(_, command)| command.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replies_of_one_line_and_of_many() {
        for (line, many) in [
            ("LIST", true),
            ("list ", true),
            ("LIST 1", false),
            ("UIDL", true),
            ("uidl 2", false),
            ("RETR 1", true),
            ("RETR", true),
            ("TOP 1 0", true),
            ("CAPA", true),
            ("AUTH", true),
            ("AUTH PLAIN", false),
            ("STAT", false),
            ("XTND", false),
            ("", false),
        ] {
            let line = line.as_bytes();
            assert_eq!(Verb::of(line).has_lines(line), many, "{line:?}");
        }
    }

    #[test]
    fn secrets() {
        for (line, span) in [
            ("PASS letters like these ", Some(5..24)),
            ("pass x", Some(5..6)),
            ("PASS", None),
            ("APOP me c4c9334bac560ecc979e58001b3e22fb", Some(8..40)),
            ("APOP me", None),
            ("AUTH PLAIN AGEAYg== ", Some(11..19)),
            ("AUTH EXTERNAL =", None),
            ("USER me", None),
            ("USER me x", Some(8..9)),
            ("a login me x", Some(11..12)),
            ("psas x", Some(5..6)),
            ("RETR 1", None),
        ] {
            assert_eq!(secret(line.as_bytes()), span, "{line}");
        }
    }

    #[test]
    fn commands_that_make_sense() {
        let fitting = |stage| command::fitting(VERBS, stage);
        let new = Stage::default();
        let named = Stage { named: true, ..new };
        let inside = Stage {
            authenticated: true,
            ..new
        };
        assert_eq!(fitting(new), "CAPA STLS USER APOP AUTH UTF8 QUIT");
        assert_eq!(fitting(named), "CAPA STLS PASS QUIT");
        assert_eq!(
            fitting(inside),
            "CAPA STAT LIST UIDL RETR TOP DELE RSET NOOP QUIT"
        );
    }
}
