//! The commands of IMAP, one row each, and what of them is a secret.

use super::scan::scan;
use crate::protocol::command::Part::{Literal, Optional, Slot};
use crate::protocol::command::{self, Command, Part, Stage, first_word, words};
use std::ops::Range;

/// A verb, as far as it changes what the responses mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// STARTTLS (RFC 9051 §6.2.1).
    StartTls,
    /// AUTHENTICATE (RFC 9051 §6.2.2).
    Authenticate,
    /// LOGIN (RFC 9051 §6.2.3).
    Login,
    /// LOGOUT (RFC 9051 §6.1.3).
    Logout,
    /// SELECT or EXAMINE (RFC 9051 §6.3.2).
    Select,
    /// CLOSE or UNSELECT (RFC 9051 §6.4.1).
    Close,
    /// IDLE (RFC 2177, RFC 9051 §6.3.13).
    Idle,
    /// Any other, known or not: its completion changes nothing here.
    Other,
}

/// Every verb and what its command looks like, in the order of a session.
pub static VERBS: &[(Verb, Command)] = &[
    (
        Verb::Other,
        Command::alone("CAPABILITY", "RFC 9051 §6.1.1", ever),
    ),
    (
        Verb::StartTls,
        Command {
            extension: Some("STARTTLS"),
            ..Command::alone("STARTTLS", "RFC 9051 §6.2.1", |stage| {
                outside(stage) && !stage.tls
            })
        },
    ),
    (
        Verb::Login,
        Command {
            parts: &[Literal(" "), Slot("user"), Literal(" "), Slot("code")],
            ..Command::alone("LOGIN", "RFC 9051 §6.2.3", |stage| {
                outside(stage) && !stage.login_disabled
            })
        },
    ),
    (
        Verb::Authenticate,
        Command {
            parts: &[
                Literal(" "),
                Slot("mechanism"),
                Optional("initial-response"),
            ],
            ..Command::alone("AUTHENTICATE", "RFC 9051 §6.2.2", outside)
        },
    ),
    (
        Verb::Other,
        Command {
            parts: &[Literal(" (\"name\" \""), Slot("client"), Literal("\")")],
            extension: Some("ID"),
            ..Command::alone("ID", "RFC 2971 §3.1", ever)
        },
    ),
    (
        Verb::Other,
        Command {
            parts: &[Literal(" "), Slot("capability")],
            extension: Some("ENABLE"),
            version: Some(REV2),
            ..Command::alone("ENABLE", "RFC 9051 §6.3.1", inside)
        },
    ),
    (
        Verb::Other,
        Command {
            extension: Some("NAMESPACE"),
            version: Some(REV2),
            ..Command::alone("NAMESPACE", "RFC 9051 §6.3.10", inside)
        },
    ),
    (
        Verb::Other,
        Command {
            parts: &[Literal(" \"\" \""), Slot("pattern"), Literal("\"")],
            ..Command::alone("LIST", "RFC 9051 §6.3.9", inside)
        },
    ),
    (
        Verb::Other,
        Command {
            parts: &[Literal(" \"\" \""), Slot("pattern"), Literal("\"")],
            ..Command::alone("LSUB", "RFC 3501 §6.3.9", inside)
        },
    ),
    (
        Verb::Other,
        Command {
            parts: &[Literal(" "), Slot("folder"), Literal(" (MESSAGES UNSEEN)")],
            ..Command::alone("STATUS", "RFC 9051 §6.3.11", inside)
        },
    ),
    (Verb::Select, folder("SELECT", "RFC 9051 §6.3.2")),
    (Verb::Select, folder("EXAMINE", "RFC 9051 §6.3.3")),
    (
        Verb::Other,
        Command {
            parts: &[Literal(" "), Slot("set"), Literal(" "), Slot("items")],
            ..Command::alone("FETCH", "RFC 9051 §6.4.5", selected)
        },
    ),
    (
        Verb::Other,
        Command {
            parts: &[Literal(" "), Slot("criteria")],
            ..Command::alone("SEARCH", "RFC 9051 §6.4.4", selected)
        },
    ),
    (
        Verb::Other,
        Command {
            parts: &[
                Literal(" "),
                Slot("set"),
                Literal(" +FLAGS ("),
                Slot("flags"),
                Literal(")"),
            ],
            ..Command::alone("STORE", "RFC 9051 §6.4.6", selected)
        },
    ),
    (
        Verb::Other,
        Command {
            parts: &[Literal(" "), Slot("set"), Literal(" "), Slot("folder")],
            ..Command::alone("COPY", "RFC 9051 §6.4.7", selected)
        },
    ),
    (
        Verb::Other,
        Command {
            parts: &[Literal(" "), Slot("set"), Literal(" "), Slot("folder")],
            extension: Some("MOVE"),
            version: Some(REV2),
            ..Command::alone("MOVE", "RFC 9051 §6.4.8", selected)
        },
    ),
    (
        Verb::Other,
        Command {
            parts: &[
                Literal(" "),
                Slot("command"),
                Literal(" "),
                Slot("arguments"),
            ],
            ..Command::alone("UID", "RFC 9051 §6.4.9", selected)
        },
    ),
    (
        Verb::Idle,
        Command {
            extension: Some("IDLE"),
            version: Some(REV2),
            ..Command::alone("IDLE", "RFC 9051 §6.3.13", inside)
        },
    ),
    (
        Verb::Other,
        Command {
            parts: &[
                Literal(" "),
                Slot("folder"),
                Literal(" {"),
                Slot("bytes"),
                Literal("}"),
            ],
            ..Command::alone("APPEND", "RFC 9051 §6.3.12", inside)
        },
    ),
    (Verb::Other, folder("CREATE", "RFC 9051 §6.3.4")),
    (Verb::Other, folder("DELETE", "RFC 9051 §6.3.5")),
    (
        Verb::Other,
        Command {
            parts: &[Literal(" "), Slot("folder"), Literal(" "), Slot("name")],
            ..Command::alone("RENAME", "RFC 9051 §6.3.6", inside)
        },
    ),
    (Verb::Other, folder("SUBSCRIBE", "RFC 9051 §6.3.7")),
    (Verb::Other, folder("UNSUBSCRIBE", "RFC 9051 §6.3.8")),
    (
        Verb::Other,
        Command::alone("CHECK", "RFC 3501 §6.4.1", selected),
    ),
    (
        Verb::Other,
        Command::alone("EXPUNGE", "RFC 9051 §6.4.3", selected),
    ),
    (
        Verb::Close,
        Command {
            extension: Some("UNSELECT"),
            version: Some(REV2),
            ..Command::alone("UNSELECT", "RFC 9051 §6.4.2", selected)
        },
    ),
    (
        Verb::Close,
        Command::alone("CLOSE", "RFC 9051 §6.4.1", selected),
    ),
    (Verb::Other, Command::alone("NOOP", "RFC 9051 §6.1.2", ever)),
    (
        Verb::Logout,
        Command::alone("LOGOUT", "RFC 9051 §6.1.3", ever),
    ),
];

/// IMAP4rev2, which has what were extensions of rev1 (RFC 9051, Appendix E).
pub(super) const REV2: &str = "IMAP4rev2";

/// A verb and a folder.
const fn folder(name: &'static str, section: &'static str) -> Command {
    const FOLDER: &[Part] = &[Literal(" "), Slot("folder")];
    Command {
        parts: FOLDER,
        ..Command::alone(name, section, inside)
    }
}

fn ever(_: &Stage) -> bool {
    true
}

/// Not authenticated (RFC 9051 §3.1).
fn outside(stage: &Stage) -> bool {
    !stage.authenticated
}

/// Authenticated, a folder open or not (§3.2).
fn inside(stage: &Stage) -> bool {
    stage.authenticated
}

/// A folder is open (§3.3).
fn selected(stage: &Stage) -> bool {
    stage.authenticated && stage.selected
}

impl Verb {
    /// The verb of this word, in any case.
    pub fn of(word: &[u8]) -> Self {
        command::find(VERBS, word).unwrap_or(Self::Other)
    }
}

/// Where the verb stands in a line that begins with a tag.
pub(super) fn behind_tag(line: &[u8]) -> Range<usize> {
    words(line).nth(1).unwrap_or(line.len()..line.len())
}

/// Whether a word is a tag (RFC 9051 §9): what the server says back.
pub fn is_tag(word: &[u8]) -> bool {
    let fits = |byte: &u8| byte.is_ascii_graphic() && !b"(){%*\"\\+".contains(byte);
    !word.is_empty() && word.iter().all(fits)
}

/// Which part of a line is a secret, whether it begins with a tag or the tag was forgotten.
pub fn secret(line: &[u8]) -> Option<Range<usize>> {
    let of = |verb: Range<usize>| scan(Verb::of(&line[verb.clone()]), 0, line, verb.end).secret;
    let found = [of(behind_tag(line)), of(first_word(line))];
    let found = found.into_iter().flatten().min_by_key(|span| span.start);
    found.or_else(|| match of_command(line) {
        Some(_) => None,
        None => command::meant_as_login(line, names()),
    })
}

/// What is secret of a line while a login is not over: all of it, unless a command stands behind its
/// tag or where the tag was forgotten. One word alone may be a tag, or the code.
pub(super) fn stray_answer(line: &[u8]) -> Option<Range<usize>> {
    let behind = &line[behind_tag(line).start..];
    if !behind.is_empty() && command::may_be_command(behind, names()) {
        return secret(line);
    }
    command::stray_answer(line, names(), secret)
}

/// The verb of a line that is a command, with its tag or without.
pub(super) fn of_command(line: &[u8]) -> Option<Verb> {
    let words = [behind_tag(line), first_word(line)].map(|word| &line[word]);
    let known = |word: &&[u8]| command::has_verb(word, names());
    words.into_iter().find(known).map(Verb::of)
}

fn names() -> impl Iterator<Item = &'static str> + Clone {
    VERBS.iter().map(|(_, command)| command.name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::case::check_secrets;

    #[test]
    fn secrets() {
        let cases = [
            ("a LOGIN me pass", "a LOGIN me ▒"),
            ("a login  me  pass word ", "a login  me  ▒"),
            (
                r#"a LOGIN "me too" "pass \" word""#,
                r#"a LOGIN "me too" ▒"#,
            ),
            (r#"a LOGIN "me pass"#, "a LOGIN ▒"),
            ("a LOGIN me", "a LOGIN me"),
            ("a LOGIN me {4}", "a LOGIN me {4}"),
            ("a LOGIN {2}", "a LOGIN {2}"),
            ("a LOGIN me x{4}", "a LOGIN me ▒"),
            ("LOGIN me pass", "LOGIN me ▒"),
            ("LOGIN LOGIN me pass", "LOGIN LOGIN ▒"),
            ("a AUTHENTICATE PLAIN AGEAYg==", "a AUTHENTICATE PLAIN ▒"),
            ("a AUTHENTICATE EXTERNAL =", "a AUTHENTICATE EXTERNAL ="),
            ("a AUTHENTICATE LOGIN", "a AUTHENTICATE LOGIN"),
            ("a SELECT pass", "a SELECT pass"),
            ("a lgoin me pass", "a lgoin me ▒"),
            ("pass letters", "pass ▒"),
            ("a pass letters", "a pass ▒"),
            ("a logout me too", "a logout me too"),
            ("", ""),
        ];
        check_secrets(secret, &cases);
    }

    #[test]
    fn stray_answers() {
        let cases = [
            ("letterslikethese", "▒"),
            ("a2 letterslikethese", "▒"),
            ("letters like these", "▒"),
            ("bGV0dGVyc2xpa2V0aGVzZQ==", "▒"),
            ("a2", "▒"),
            ("a2 s", "a2 s"),
            ("a2 select inbox", "a2 select inbox"),
            ("a2 LOGIN me pass", "a2 LOGIN me ▒"),
            ("LOGIN me pass", "LOGIN me ▒"),
            ("log", "log"),
            ("*", "*"),
            ("", ""),
        ];
        check_secrets(stray_answer, &cases);
    }

    #[test]
    fn what_rev2_has_without_extensions() {
        let offers = |list: &str| list.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let has = |list: &str, name: &str| {
            let mut rows = VERBS.iter().map(|(_, command)| command);
            let command = rows.find(|command| command.name == name).unwrap();
            command.is_offered(&offers(list))
        };
        for name in ["ENABLE", "NAMESPACE", "MOVE", "IDLE", "UNSELECT"] {
            assert!(has("IMAP4rev2", name) && has(&format!("IMAP4rev1 {name}"), name));
            assert!(!has("IMAP4rev1", name), "{name}");
        }
        assert!(!has("IMAP4rev2", "ID") && has("IMAP4rev1", "FETCH"));
    }

    #[test]
    fn commands_that_make_sense() {
        let fitting = |stage| command::fitting(VERBS, stage);
        let new = Stage::default();
        assert_eq!(
            fitting(new),
            "CAPABILITY STARTTLS LOGIN AUTHENTICATE ID NOOP LOGOUT"
        );
        let closed = Stage {
            tls: true,
            login_disabled: true,
            ..new
        };
        assert_eq!(fitting(closed), "CAPABILITY AUTHENTICATE ID NOOP LOGOUT");
        let inside = Stage {
            authenticated: true,
            ..new
        };
        assert!(fitting(inside).starts_with("CAPABILITY ID ENABLE NAMESPACE LIST"));
        assert!(!fitting(inside).contains("FETCH"));
        let selected = Stage {
            selected: true,
            ..inside
        };
        assert!(fitting(selected).contains(" FETCH SEARCH STORE COPY "));
    }
}
