//! What the coach knows of the session: what was said, and what came of it.

use super::answer::{Answer, Holds};
use super::command::{Command, behind};
use crate::protocol::Asks;

/// Where the session stands.
#[derive(Debug, Default)]
pub(super) struct State {
    /// The name that was connected to.
    pub(super) host: String,
    /// The greeting, in small letters.
    pub(super) greeting: String,
    /// Lines go through TLS.
    pub(super) tls: bool,
    /// There was a clear-text session before TLS.
    pub(super) upgraded: bool,
    /// What began the session.
    pub(super) hello: Option<Hello>,
    /// EHLO was refused, so HELO is all there is.
    pub(super) ehlo_refused: bool,
    /// The name that the client last gave itself.
    pub(super) name: Option<String>,
    /// What the server offers, in capitals.
    pub(super) offers: Vec<String>,
    /// The login that is under way or was last.
    pub(super) login: Login,
    /// Somebody has logged in.
    pub(super) logged_in: bool,
    /// Who, if the mechanism is one that tells the coach.
    pub(super) user: Option<String>,
    /// A sender was accepted; whether its message may have headers in UTF-8 (RFC 6531).
    pub(super) mail: Option<Mail>,
    /// How many recipients were accepted.
    pub(super) recipients: usize,
    /// The message that is being typed, or was last.
    pub(super) message: Message,
}

/// What began a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hello {
    Ehlo,
    Helo,
}

/// A login on its way.
#[derive(Debug, Default)]
pub(super) struct Login {
    mechanism: String,
    pub(super) asks: Option<Asks>,
    pub(super) user: Option<String>,
    /// Something in it was remarked upon already: its refusal is no surprise.
    pub(super) remarked: bool,
}

/// What MAIL said, where it was accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mail {
    pub(super) utf8: bool,
}

/// A message on its way.
#[derive(Debug)]
pub(super) struct Message {
    /// Something other than a header was typed: the text.
    pub(super) in_text: bool,
    /// Headers that every mail should have, and this one has not yet.
    pub(super) missing: Vec<&'static str>,
    /// The names of the rules that had a remark: each has one in a message.
    pub(super) said: Vec<&'static str>,
}

/// Whose server it is, and what its logins are like.
#[derive(Debug)]
pub(super) struct Provider {
    /// How its host names end, or what its greeting has.
    known_by: &'static str,
    /// The domain of its users.
    pub(super) domain: &'static str,
    /// Its authorization codes are 16 letters.
    pub(super) sixteen_letters: bool,
}

const PROVIDERS: &[Provider] = &[
    Provider {
        known_by: "smtpsh practice server",
        domain: "smtpsh.example",
        sixteen_letters: true,
    },
    Provider {
        known_by: "exmail.qq.com",
        domain: "example.com",
        sixteen_letters: false,
    },
    Provider {
        known_by: ".qq.com",
        domain: "qq.com",
        sixteen_letters: true,
    },
    Provider {
        known_by: ".163.com",
        domain: "163.com",
        sixteen_letters: false,
    },
    Provider {
        known_by: ".126.com",
        domain: "126.com",
        sixteen_letters: false,
    },
    Provider {
        known_by: ".gmail.com",
        domain: "gmail.com",
        sixteen_letters: false,
    },
];

impl State {
    /// Who runs the server, if the coach knows: by its name, or by what its greeting says.
    pub(super) fn provider(&self) -> Option<&'static Provider> {
        PROVIDERS
            .iter()
            .find(|row| self.host.ends_with(row.known_by) || self.greeting.contains(row.known_by))
    }

    /// Whether the server offers this extension.
    pub(super) fn offers(&self, name: &str) -> bool {
        let word = |line: &String| {
            behind(line, name).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '=']))
        };
        self.offers.iter().any(word)
    }

    /// The largest message that the server takes (RFC 1870).
    pub(super) fn size_limit(&self) -> Option<&str> {
        let rows = self.offers.iter();
        let mut limits = rows.filter_map(|line| behind(line, "SIZE ").map(str::trim));
        limits.find(|limit| !limit.is_empty() && *limit != "0")
    }

    /// The line that begins the session: the name is the one that the client gave itself.
    pub(super) fn ehlo(&self) -> String {
        let name = self.name.as_deref().filter(|name| !name.is_empty());
        format!("EHLO {}", name.unwrap_or("localhost"))
    }

    /// AUTH was said.
    pub(super) fn begin_login(&mut self, command: &Command) {
        let mechanism = command.argument.split_whitespace().next();
        self.login = Login {
            mechanism: mechanism.unwrap_or_default().to_ascii_uppercase(),
            ..Login::default()
        };
    }

    /// What the next answer is to hold, if the coach knows.
    pub(super) fn awaited_answer(&self) -> Option<Holds> {
        match (self.login.mechanism.as_str(), self.login.asks) {
            ("PLAIN", _) => Some(Holds::Plain),
            ("LOGIN", None | Some(Asks::User)) => Some(Holds::User),
            ("LOGIN", Some(Asks::Code)) => Some(Holds::Code),
            _ => None,
        }
    }

    /// The login succeeded.
    pub(super) fn logged_in(&mut self) {
        self.logged_in = true;
        self.user = self.login.user.take();
    }

    /// An answer was given.
    pub(super) fn answered(&mut self, answer: &Answer) {
        if answer.user.is_some() {
            self.login.user.clone_from(&answer.user);
        }
    }

    /// The mail transaction begins anew (RFC 5321 §4.1.4).
    pub(super) fn reset(&mut self) {
        self.mail = None;
        self.recipients = 0;
    }

    /// TLS is up: what came before is forgotten (RFC 3207 §4.2), but for the names.
    pub(super) fn secured(&mut self, again: bool) {
        *self = Self {
            tls: true,
            upgraded: again,
            host: std::mem::take(&mut self.host),
            greeting: std::mem::take(&mut self.greeting),
            name: self.name.take(),
            ..Self::default()
        };
    }
}

impl Default for Message {
    fn default() -> Self {
        Self {
            in_text: false,
            missing: WANTED.to_vec(),
            said: Vec::new(),
        }
    }
}

impl Message {
    /// A line of text was typed.
    pub(super) fn take(&mut self, line: &str) {
        match header_name(line) {
            _ if self.in_text || line.starts_with([' ', '\t']) => {}
            Some(name) => self
                .missing
                .retain(|missing| !missing.eq_ignore_ascii_case(name)),
            None => self.in_text = true,
        }
    }
}

/// Headers that every mail should have: From and Date must (RFC 5322 §3.6), and without a subject
/// it passes for spam.
pub(super) const WANTED: &[&str] = &["From", "Subject", "Date"];

/// The name of a header line (RFC 5322 §2.2).
pub(super) fn header_name(line: &str) -> Option<&str> {
    let (name, _) = line.split_once(':')?;
    let name = name.trim_end();
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic());
    is_name.then_some(name)
}
