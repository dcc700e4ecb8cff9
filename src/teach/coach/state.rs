//! What the coach knows of the session: what was said, and what came of it.

use super::Remark;
use super::answer::{Answer, Holds};
use super::command::{Command, behind};
use crate::practice::GREETS;
use crate::protocol::{Asks, Protocol};
use crate::teach::header;

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
    /// The server has taken an address with a space in front of it.
    pub(super) takes_spaces: bool,
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
    /// The first answer that has something wrong for sure.
    pub(super) flawed: Option<Answer>,
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
        known_by: GREETS,
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

/// Whether this greeting, in small letters, is the practice server's.
pub(super) fn is_practice(greeting: &str) -> bool {
    greeting.contains(GREETS)
}

/// Who runs a server, by its name, or by its greeting in small letters.
pub(super) fn provider(host: &str, greeting: &str) -> Option<&'static Provider> {
    PROVIDERS
        .iter()
        .find(|row| host.ends_with(row.known_by) || greeting.contains(row.known_by))
}

impl State {
    /// Who runs the server, if the coach knows: by its name, or by what its greeting says.
    pub(super) fn provider(&self) -> Option<&'static Provider> {
        provider(&self.host, &self.greeting)
    }

    /// Whether the server offers this extension.
    pub(super) fn offers(&self, name: &str) -> bool {
        let word = |line: &String| {
            behind(line, name).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '=']))
        };
        self.offers.iter().any(word)
    }

    /// The mechanisms of AUTH that the server offers (RFC 4954 §3).
    pub(super) fn mechanisms(&self) -> Vec<&str> {
        let rows = self.offers.iter();
        let lists = rows.filter_map(|line| behind(line, "AUTH"));
        let lists = lists.filter(|list| list.starts_with([' ', '=']));
        lists
            .flat_map(|list| list.split([' ', '=']))
            .filter(|name| !name.is_empty())
            .collect()
    }

    /// The largest message that the server takes (RFC 1870).
    pub(super) fn size_limit(&self) -> Option<&str> {
        let rows = self.offers.iter();
        let mut limits = rows.filter_map(|line| behind(line, "SIZE ").map(str::trim));
        limits.find(|limit| !limit.is_empty() && *limit != "0")
    }

    /// The line that begins the session: the name is the one that the client gave itself.
    pub(super) fn ehlo(&self) -> String {
        self.hello_line("EHLO")
    }

    /// The same with either verb.
    pub(super) fn hello_line(&self, verb: &str) -> String {
        let name = self.name.as_deref().filter(|name| !name.is_empty());
        format!("{verb} {}", name.unwrap_or("localhost"))
    }

    /// Whether the server lists no AUTH, with nothing that could still bring one (RFC 4954 §4).
    pub(super) fn takes_no_login(&self) -> bool {
        let tls_may_bring_it = !self.tls && self.offers("STARTTLS");
        self.hello == Some(Hello::Ehlo) && !self.offers("AUTH") && !tls_may_bring_it
    }

    /// What is said of that.
    pub(super) fn no_login(&self) -> Remark {
        Remark::NoLogin {
            host: self.host.clone(),
        }
    }

    /// The next line on the way to a login.
    pub(super) fn toward_login(&self) -> String {
        if self.hello.is_none() {
            return self.ehlo();
        }
        let hidden = !self.tls && self.offers("STARTTLS") && !self.offers("AUTH");
        if hidden { "STARTTLS" } else { "AUTH LOGIN" }.to_owned()
    }

    /// The next line on the way to a mail.
    pub(super) fn toward_mail(&self) -> String {
        let wants_login = self.provider().is_some() || self.offers("AUTH");
        if self.hello.is_none() || wants_login && !self.logged_in && self.mail.is_none() {
            return self.toward_login();
        }
        match (self.mail, self.recipients) {
            (None, _) => self
                .mail_from()
                .unwrap_or_else(|| "MAIL FROM:<…>".to_owned()),
            (Some(_), 0) => "RCPT TO:<…>".to_owned(),
            _ => "DATA".to_owned(),
        }
    }

    /// The line that is to be typed before a command with this verb is in order, if there is one.
    pub(super) fn before(&self, verb: &str) -> Option<String> {
        let unknown = self.hello.is_none();
        let early = match verb {
            "AUTH" | "STARTTLS" => unknown,
            "MAIL" => unknown || self.provider().is_some() && !self.logged_in,
            "RCPT" => self.mail.is_none(),
            "DATA" => self.recipients == 0,
            _ => false,
        };
        early.then(|| self.toward_mail())
    }

    /// The line that names the user as the sender, if it is known who that is.
    pub(super) fn mail_from(&self) -> Option<String> {
        let user = self.user.as_ref().filter(|user| user.contains('@'))?;
        Some(format!("MAIL FROM:<{user}>"))
    }

    /// Whether a login was begun that did not succeed.
    pub(super) fn in_login(&self) -> bool {
        !self.logged_in && !self.login.mechanism.is_empty()
    }

    /// The line that opens the same user's mailbox by this protocol.
    pub(super) fn to_fetch(&self, protocol: &Protocol) -> String {
        let scheme = protocol.name.to_ascii_lowercase();
        match self.host.strip_prefix("smtp.") {
            _ if self.is_practice() => format!(":open practice/{scheme}"),
            // So the providers name their hosts: smtp.qq.com, pop.qq.com, imap.qq.com.
            Some(domain) if self.provider().is_some() => {
                format!(
                    ":open {scheme}s://{}.{domain}",
                    scheme.trim_end_matches('3')
                )
            }
            _ => format!(":open {scheme}://{}", self.host),
        }
    }

    /// Whether it is the practice server, which has no other port.
    pub(super) fn is_practice(&self) -> bool {
        is_practice(&self.greeting)
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
        Holds::of(&self.login.mechanism, self.login.asks)
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
        if self.login.flawed.is_none() && answer.flaw.is_some() {
            self.login.flawed = Some(answer.clone());
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
        let wide = line
            .split_once('：')
            .and_then(|(name, _)| header::known(name));
        match header_name(line).or(wide) {
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
