//! What a command of a protocol looks like, and where in a session it makes sense. Hints,
//! completion and `:help` derive from it.

mod guess;
mod line;

pub use guess::{may_be_command, meant_as_login, stray_answer};
pub use line::{Grammar, MAX_TYPOS, edit_distance, first_word, has_verb, words};

/// A command, one row of a protocol's table.
#[derive(Debug)]
pub struct Command {
    /// Its verb, in capitals.
    pub name: &'static str,
    /// What stands behind the verb, in order, each part joined as it is written.
    pub parts: &'static [Part],
    /// Optional parameters behind that, each brought by an extension.
    pub parameters: &'static [Parameter],
    /// The extension that brings the command, if one must be offered.
    pub extension: Option<&'static str>,
    /// The version of the protocol that has it without an extension; the server offers it as well.
    pub version: Option<&'static str>,
    /// Where it is defined.
    pub section: &'static str,
    /// Whether it makes sense now.
    pub fits: fn(&Stage) -> bool,
}

/// A piece of a command's syntax.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Stands there as it is, in any case.
    Literal(&'static str),
    /// Something to fill in, by its name.
    Slot(&'static str),
    /// May follow, behind a space.
    Optional(&'static str),
}

/// An optional parameter: `SIZE=n`.
#[derive(Debug)]
pub struct Parameter {
    /// How it is written.
    pub shape: &'static str,
    /// The extension that brings it.
    pub extension: &'static str,
    /// Where it is defined.
    pub section: &'static str,
}

/// How far a conversation has come, as the server's replies have confirmed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stage {
    /// The client has said who it is (EHLO or HELO).
    pub introduced: bool,
    /// It did so by EHLO, so what the server offers is known.
    pub extended: bool,
    /// The server knows no EHLO, so it has no extensions (RFC 5321 §3.2).
    pub unextended: bool,
    /// The connection goes through TLS. The wire knows; a dialogue only where it was upgraded.
    pub tls: bool,
    /// The client has logged in.
    pub authenticated: bool,
    /// A user name has been accepted, and the code is to follow.
    pub named: bool,
    /// The server does not take the protocol's own login here (LOGINDISABLED, RFC 9051 §6.2.3).
    pub login_disabled: bool,
    /// A folder is open.
    pub selected: bool,
    /// A sender has been accepted.
    pub sender: bool,
    /// How many recipients have been accepted.
    pub recipients: usize,
    /// How many messages have been accepted.
    pub messages: usize,
}

impl Stage {
    /// What was offered before TLS, if what is offered now tells by it what TLS has changed: a login
    /// changes the list as well (RFC 2449 §5, RFC 9051 §6.2.2).
    pub(super) fn comparable(&self, before: Option<Vec<String>>) -> Option<Vec<String>> {
        before.filter(|before| !self.authenticated && !before.is_empty())
    }
}

impl Command {
    /// Whether a server that offers this has it.
    pub fn is_offered(&self, offers: &[String]) -> bool {
        let mut either = self.extension.iter().chain(&self.version);
        self.extension.is_none() || either.any(|name| is_offered(offers, name))
    }

    /// A verb alone.
    pub const fn alone(
        name: &'static str,
        section: &'static str,
        fits: fn(&Stage) -> bool,
    ) -> Self {
        Self {
            name,
            parts: &[],
            parameters: &[],
            extension: None,
            version: None,
            section,
            fits,
        }
    }

    /// Its syntax with every optional parameter: `MAIL FROM:<address> [SIZE=n]`.
    pub fn syntax(&self) -> String {
        let mut syntax = self.name.to_owned();
        for part in self.parts {
            syntax += &part.shown();
        }
        for parameter in self.parameters {
            syntax += &format!(" [{}]", parameter.shape);
        }
        syntax
    }

    /// What can be typed of it before something must be filled in: `MAIL FROM:<`.
    pub fn opening(&self) -> String {
        let literals = self.parts.iter().map_while(|part| match part {
            Part::Literal(text) => Some(*text),
            Part::Slot(_) | Part::Optional(_) => None,
        });
        [self.name].into_iter().chain(literals).collect()
    }

    /// What is still to be typed behind `line`, with the parameters that `offers` has; nothing if
    /// the line does not begin with this command, or is not as its syntax has it.
    pub fn rest(&self, line: &str, offers: &[String]) -> Option<String> {
        let mut typed = strip(line, self.name)?;
        let mut parts = self.parts.iter().peekable();
        while let Some(part) = parts.next() {
            typed = match part {
                Part::Literal(text) => match strip(typed, text) {
                    Some(behind) => behind,
                    None => {
                        let missing = strip(text, typed)?;
                        return Some(self.with_rest(missing, parts, "", offers));
                    }
                },
                Part::Slot(name) => {
                    let end = match parts.peek() {
                        Some(Part::Literal(next)) => typed.find(next),
                        _ => typed.find(' '),
                    };
                    match end {
                        Some(end) if end > 0 => typed.get(end..)?,
                        Some(_) => return None,
                        None if typed.is_empty() => {
                            return Some(self.with_rest(name, parts, "", offers));
                        }
                        None => return Some(self.with_rest("", parts, "", offers)),
                    }
                }
                Part::Optional(_) if typed.trim().is_empty() => {
                    let shown = part.shown();
                    let shown = shown.strip_prefix(typed).unwrap_or(&shown);
                    return Some(self.with_rest(shown, parts, "", offers));
                }
                Part::Optional(_) => "",
            };
        }
        Some(self.with_rest("", parts, typed, offers))
    }

    /// `first`, the parts that are left, and the offered parameters that `typed` does not have.
    fn with_rest<'p>(
        &self,
        first: &str,
        parts: impl Iterator<Item = &'p Part>,
        typed: &str,
        offers: &[String],
    ) -> String {
        let mut rest = first.to_owned();
        for part in parts {
            rest += &part.shown();
        }
        let begun = typed.rsplit(' ').next().unwrap_or_default();
        let begun = if typed.is_empty() { "" } else { begun };
        for parameter in self.parameters {
            let name = parameter.name();
            let given = typed
                .split(' ')
                .any(|word| is(word.split('=').next(), name));
            if given || !begun.is_empty() || !is_offered(offers, parameter.extension) {
                continue;
            }
            let space = if rest.is_empty() && typed.ends_with(' ') {
                ""
            } else {
                " "
            };
            rest += &format!("{space}[{}]", parameter.shape);
        }
        rest
    }
}

impl Part {
    fn shown(self) -> String {
        match self {
            Self::Literal(text) | Self::Slot(text) => text.to_owned(),
            Self::Optional(text) => format!(" [{text}]"),
        }
    }
}

impl Parameter {
    /// Its name: what stands before the `=`.
    pub fn name(&self) -> &'static str {
        self.shape.split('=').next().unwrap_or(self.shape)
    }
}

/// The verb of this word in a protocol's table, in any case.
pub fn find<V: Copy>(rows: &[(V, Command)], word: &[u8]) -> Option<V> {
    let mut rows = rows.iter();
    let row = rows.find(|(_, command)| command.name.as_bytes().eq_ignore_ascii_case(word))?;
    Some(row.0)
}

/// The words behind `keyword` in the line that offers it.
pub fn offered<'o>(offers: &'o [String], keyword: &str) -> Option<&'o str> {
    offers.iter().find_map(|offer| {
        let (name, words) = offer.split_once(' ').unwrap_or((offer, ""));
        name.eq_ignore_ascii_case(keyword).then_some(words)
    })
}

/// Whether the server offers the extension of this keyword.
pub fn is_offered(offers: &[String], keyword: &str) -> bool {
    offered(offers, keyword).is_some()
}

fn is(word: Option<&str>, name: &str) -> bool {
    word.is_some_and(|word| word.eq_ignore_ascii_case(name))
}

/// What stands behind `start`, which is read in any case.
pub fn strip<'l>(line: &'l str, start: &str) -> Option<&'l str> {
    let head = line.get(..start.len())?;
    head.eq_ignore_ascii_case(start)
        .then(|| &line[start.len()..])
}

/// The names of the commands that fit, for the tests of the tables.
#[cfg(test)]
pub(super) fn fitting<V>(rows: &[(V, Command)], stage: Stage) -> String {
    let fitting = rows.iter().filter(|(_, command)| (command.fits)(&stage));
    let names: Vec<_> = fitting.map(|(_, command)| command.name).collect();
    names.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    static MAIL: Command = Command {
        name: "MAIL",
        parts: &[
            Part::Literal(" FROM:<"),
            Part::Slot("address"),
            Part::Literal(">"),
        ],
        parameters: &[
            Parameter {
                shape: "SIZE=n",
                extension: "SIZE",
                section: "",
            },
            Parameter {
                shape: "SMTPUTF8",
                extension: "SMTPUTF8",
                section: "",
            },
        ],
        extension: None,
        version: None,
        section: "",
        fits: |_| true,
    };

    static AUTH: Command = Command {
        name: "AUTH",
        parts: &[
            Part::Literal(" "),
            Part::Slot("mechanism"),
            Part::Optional("response"),
        ],
        parameters: &[],
        ..MAIL
    };

    #[test]
    fn how_it_is_written() {
        assert_eq!(MAIL.syntax(), "MAIL FROM:<address> [SIZE=n] [SMTPUTF8]");
        assert_eq!(MAIL.opening(), "MAIL FROM:<");
        assert_eq!(AUTH.syntax(), "AUTH mechanism [response]");
    }

    #[test]
    fn what_is_still_to_be_typed() {
        let check = |command: &Command, offers: &[&str], line: &str, rest: Option<&str>| {
            let offers: Vec<_> = offers.iter().map(|offer| (*offer).to_owned()).collect();
            assert_eq!(command.rest(line, &offers).as_deref(), rest, "{line:?}");
        };
        let size = &["PIPELINING", "size 100"][..];
        let both = &["SMTPUTF8", "SIZE"][..];
        check(&MAIL, &[], "mai", None);
        check(&MAIL, &[], "MAIL", Some(" FROM:<address>"));
        check(&MAIL, size, "mail", Some(" FROM:<address> [SIZE=n]"));
        check(&MAIL, size, "mail fr", Some("OM:<address> [SIZE=n]"));
        check(&MAIL, size, "mail from:<", Some("address> [SIZE=n]"));
        check(&MAIL, size, "MAIL FROM:<a@b", Some("> [SIZE=n]"));
        check(&MAIL, both, "MAIL FROM:<a@b>", Some(" [SIZE=n] [SMTPUTF8]"));
        check(&MAIL, both, "MAIL FROM:<a@b> ", Some("[SIZE=n] [SMTPUTF8]"));
        check(&MAIL, both, "MAIL FROM:<a@b> size=3", Some(""));
        check(&MAIL, both, "MAIL FROM:<a@b> size=3 ", Some("[SMTPUTF8]"));
        check(&MAIL, both, "MAIL FROM: <a@b>", None);
        check(&MAIL, both, "MAIL FROM:<>", None);
        check(&MAIL, both, "MAILX", None);
        check(
            &MAIL,
            both,
            "MAIL FROM:<地址",
            Some("> [SIZE=n] [SMTPUTF8]"),
        );
        check(&AUTH, &[], "auth", Some(" mechanism [response]"));
        check(&AUTH, &[], "auth ", Some("mechanism [response]"));
        check(&AUTH, &[], "auth log", Some(" [response]"));
        check(&AUTH, &[], "auth login", Some(" [response]"));
        check(&AUTH, &[], "auth login ", Some("[response]"));
        check(&AUTH, &[], "auth plain AGE=", Some(""));
    }
}
