//! The verbs of SMTP, one row each.

use crate::protocol::command::Part::{Literal, Optional, Slot};
use crate::protocol::command::{self, Command, Parameter, Stage, first_word, words};

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
    /// MAIL (RFC 5321 §4.1.1.2).
    Mail,
    /// RCPT (RFC 5321 §4.1.1.3).
    Rcpt,
    /// DATA (RFC 5321 §4.1.1.4).
    Data,
    /// RSET (RFC 5321 §4.1.1.5).
    Rset,
    /// QUIT (RFC 5321 §4.1.1.10).
    Quit,
    /// Any other, known or not: its reply changes nothing here.
    Other,
}

/// Every verb and what its command looks like, in the order of a session.
pub static VERBS: &[(Verb, Command)] = &[
    (
        Verb::Ehlo,
        Command {
            parts: &[Literal(" "), Slot("domain")],
            fits: |stage| !stage.sender,
            ..command("EHLO", "RFC 5321 §4.1.1.1")
        },
    ),
    (
        Verb::Helo,
        Command {
            parts: &[Literal(" "), Slot("domain")],
            fits: |stage| !stage.introduced,
            ..command("HELO", "RFC 5321 §4.1.1.1")
        },
    ),
    (
        Verb::StartTls,
        Command {
            extension: Some("STARTTLS"),
            fits: |stage| stage.introduced && !stage.tls && !stage.sender,
            ..command("STARTTLS", "RFC 3207 §4")
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
            extension: Some("AUTH"),
            fits: |stage| stage.introduced && !stage.authenticated && !stage.sender,
            ..command("AUTH", "RFC 4954 §4")
        },
    ),
    (
        Verb::Mail,
        Command {
            parts: &[Literal(" FROM:<"), Slot("address"), Literal(">")],
            parameters: &[
                parameter("SIZE=n", "SIZE", "RFC 1870 §6"),
                parameter("BODY=8BITMIME", "8BITMIME", "RFC 6152 §2"),
                parameter("SMTPUTF8", "SMTPUTF8", "RFC 6531 §3.4"),
                parameter("AUTH=<>", "AUTH", "RFC 4954 §5"),
                parameter("RET=HDRS", "DSN", "RFC 3461 §4.3"),
                parameter("ENVID=id", "DSN", "RFC 3461 §4.4"),
                parameter("BY=seconds;R", "DELIVERBY", "RFC 2852 §4"),
                parameter("MT-PRIORITY=n", "MT-PRIORITY", "RFC 6710 §4"),
                parameter("REQUIRETLS", "REQUIRETLS", "RFC 8689 §3"),
            ],
            fits: |stage| stage.introduced && !stage.sender,
            ..command("MAIL", "RFC 5321 §4.1.1.2")
        },
    ),
    (
        Verb::Rcpt,
        Command {
            parts: &[Literal(" TO:<"), Slot("address"), Literal(">")],
            parameters: &[
                parameter("NOTIFY=NEVER", "DSN", "RFC 3461 §4.1"),
                parameter("ORCPT=rfc822;address", "DSN", "RFC 3461 §4.2"),
                parameter("RRVS=date", "RRVS", "RFC 7293 §3"),
            ],
            fits: |stage| stage.sender,
            ..command("RCPT", "RFC 5321 §4.1.1.3")
        },
    ),
    (
        Verb::Data,
        Command {
            fits: |stage| stage.recipients > 0,
            ..command("DATA", "RFC 5321 §4.1.1.4")
        },
    ),
    (
        Verb::Other,
        Command {
            parts: &[Literal(" "), Slot("size"), Optional("LAST")],
            extension: Some("CHUNKING"),
            // It counts bytes, which nobody can while typing.
            fits: |_| false,
            ..command("BDAT", "RFC 3030 §2")
        },
    ),
    (
        Verb::Rset,
        Command {
            fits: |stage| stage.sender,
            ..command("RSET", "RFC 5321 §4.1.1.5")
        },
    ),
    (
        Verb::Other,
        Command {
            parts: &[Literal(" "), Slot("name")],
            fits: |stage| stage.introduced,
            ..command("VRFY", "RFC 5321 §4.1.1.6")
        },
    ),
    (
        Verb::Other,
        Command {
            parts: &[Literal(" "), Slot("list")],
            fits: |stage| stage.introduced,
            ..command("EXPN", "RFC 5321 §4.1.1.7")
        },
    ),
    (
        Verb::Other,
        Command {
            parts: &[Optional("verb")],
            ..command("HELP", "RFC 5321 §4.1.1.8")
        },
    ),
    (
        Verb::Other,
        Command {
            parts: &[Optional("text")],
            ..command("NOOP", "RFC 5321 §4.1.1.9")
        },
    ),
    (
        Verb::Other,
        Command {
            parts: &[Literal(" "), Slot("domain")],
            extension: Some("ETRN"),
            fits: |stage| stage.extended && !stage.sender,
            ..command("ETRN", "RFC 1985 §5")
        },
    ),
    (Verb::Quit, command("QUIT", "RFC 5321 §4.1.1.10")),
];

/// A verb alone, that always fits.
const fn command(name: &'static str, section: &'static str) -> Command {
    const fn always(_: &Stage) -> bool {
        true
    }
    Command::alone(name, section, always)
}

const fn parameter(
    shape: &'static str,
    extension: &'static str,
    section: &'static str,
) -> Parameter {
    Parameter {
        shape,
        extension,
        section,
    }
}

impl Verb {
    /// Whether its command has an optional parameter of this name.
    pub fn takes(self, parameter: &str) -> bool {
        let rows = VERBS.iter().filter(|(verb, _)| *verb == self);
        let mut parameters = rows.flat_map(|(_, command)| command.parameters);
        parameters.any(|row| row.name().eq_ignore_ascii_case(parameter))
    }

    /// The verb of a command line. Verbs are read in any case (RFC 5321 §2.4).
    pub fn of(line: &[u8]) -> Self {
        let word = &line[first_word(line)];
        command::find(VERBS, word).unwrap_or(Self::Other)
    }
}

/// Where the initial response of an AUTH command stands in its line: behind the mechanism.
/// A lone `=` is the empty response (RFC 4954 §4) and gives nothing away.
fn initial_response(line: &[u8]) -> Option<std::ops::Range<usize>> {
    if Verb::of(line) != Verb::Auth {
        return None;
    }
    let mut words = words(line).skip(2);
    let start = words.next()?.start;
    let end = line.trim_ascii_end().len();
    (line[start..end] != *b"=").then_some(start..end)
}

/// What is secret of a command line.
pub fn secret(line: &[u8]) -> Option<std::ops::Range<usize>> {
    match Verb::of(line) {
        Verb::Auth => initial_response(line),
        _ => command::meant_as_login(line, names()),
    }
}

/// What is secret of a line while a login is not over.
pub(super) fn stray_answer(line: &[u8]) -> Option<std::ops::Range<usize>> {
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
    use crate::protocol::case::check_secrets;

    #[test]
    fn verbs_in_any_case() {
        for (line, verb) in [
            (&b"EHLO x"[..], Verb::Ehlo),
            (b"auth login", Verb::Auth),
            (b"data", Verb::Data),
            (b"Rcpt TO:<a@b>", Verb::Rcpt),
            (b"VRFY a", Verb::Other),
            (b"  quit ", Verb::Quit),
            (b"DATAX", Verb::Other),
            (b"", Verb::Other),
        ] {
            assert_eq!(Verb::of(line), verb, "{line:?}");
        }
    }

    #[test]
    fn commands_that_make_sense() {
        let fitting = |stage| command::fitting(VERBS, stage);
        let new = Stage::default();
        let known = Stage {
            introduced: true,
            extended: true,
            ..new
        };
        let inside = Stage {
            authenticated: true,
            tls: true,
            ..known
        };
        let mail = Stage {
            sender: true,
            ..inside
        };
        let whole = Stage {
            recipients: 2,
            ..mail
        };
        assert_eq!(fitting(new), "EHLO HELO HELP NOOP QUIT");
        assert_eq!(
            fitting(known),
            "EHLO STARTTLS AUTH MAIL VRFY EXPN HELP NOOP ETRN QUIT"
        );
        assert_eq!(fitting(inside), "EHLO MAIL VRFY EXPN HELP NOOP ETRN QUIT");
        assert_eq!(fitting(mail), "RCPT RSET VRFY EXPN HELP NOOP QUIT");
        assert_eq!(fitting(whole), "RCPT DATA RSET VRFY EXPN HELP NOOP QUIT");
    }

    #[test]
    fn stray_answers() {
        for (line, secret) in [
            (&b"bGV0dGVyc2xpa2V0aGVzZQ=="[..], true),
            (b"lett ersl iket hese", true),
            (b"auht login", true),
            (b"*", false),
            (b"", false),
            (b"qui", false),
            (b"NOOP", false),
            (b"auth login", false),
            (b"mail from:<a@b>", false),
        ] {
            let expected = secret.then_some(0..line.len());
            assert_eq!(stray_answer(line), expected, "{line:?}");
        }
        assert_eq!(stray_answer(b"AUTH PLAIN AGEAYg=="), Some(11..19));
    }

    #[test]
    fn meant_as_a_login() {
        let cases = [
            ("pass letters", "pass ▒"),
            ("a login me letters", "a login me ▒"),
            ("login me letters", "login me ▒"),
            ("auht plain AGEAYg==", "auht plain ▒"),
            ("login me", "login me"),
            ("data pass it on", "data pass it on"),
            ("Subject: pass it on", "Subject: pass it on"),
            ("vrfy me you", "vrfy me you"),
            ("auth login me@x letters", "auth login ▒"),
        ];
        check_secrets(secret, &cases);
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
