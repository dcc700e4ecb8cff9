//! SMTP from the server's side, without I/O: bytes in, reply bytes out. It answers as
//! smtp.qq.com does, and is as strict about the order of things.

use super::mailbox::Mail;
use super::{NAME, Settings};
use crate::protocol::dot::{self, Text};
use crate::protocol::line::LineReader;
use crate::protocol::sasl;
use std::mem;
use std::sync::Arc;

/// One session of the server.
#[derive(Debug)]
pub(super) struct Server {
    settings: Arc<Settings>,
    lines: LineReader,
    state: State,
    greeted: bool,
    user: Option<String>,
    tls: bool,
    from: Option<String>,
    to: Vec<String>,
}

/// What is to be done after the bytes of [`Step::reply`] are sent.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Then {
    Continue,
    /// Begin TLS. `injected`: clear text stood behind the STARTTLS.
    StartTls {
        injected: bool,
    },
    Close,
}

/// What received bytes came to.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) reply: String,
    pub(super) mails: Vec<Mail>,
    pub(super) then: Then,
}

#[derive(Debug)]
enum State {
    Command,
    LoginUser,
    LoginCode(String),
    Plain,
    Data { text: Vec<u8>, too_large: bool },
}

type Handler = fn(&mut Server, &str) -> String;

/// Every verb and its handler. STARTTLS, DATA and QUIT also change what [`Server::hear`] does.
const VERBS: &[(&str, Handler)] = &[
    ("HELO", Server::helo),
    ("EHLO", Server::ehlo),
    ("AUTH", Server::auth),
    ("MAIL", Server::mail),
    ("RCPT", Server::rcpt),
    ("DATA", Server::data),
    ("RSET", Server::rset),
    ("NOOP", |_, _| "250 OK".into()),
    ("VRFY", |_, _| {
        "252 Cannot VRFY user, but will take the message".into()
    }),
    ("HELP", |_, _| {
        "214 HELO EHLO STARTTLS AUTH MAIL RCPT DATA RSET NOOP VRFY HELP QUIT".into()
    }),
    ("STARTTLS", Server::starttls),
    ("QUIT", |_, _| "221 Bye.".into()),
];

impl Server {
    pub(super) fn new(settings: Arc<Settings>) -> Self {
        Self {
            settings,
            lines: LineReader::default(),
            state: State::Command,
            greeted: false,
            user: None,
            tls: false,
            from: None,
            to: Vec::new(),
        }
    }

    pub(super) fn greet(&self) -> String {
        format!("220 {NAME} ESMTP smtpsh practice server\r\n")
    }

    /// TLS is up: everything is forgotten (RFC 3207 §4.2).
    pub(super) fn secured(&mut self) {
        *self = Self {
            tls: true,
            ..Self::new(self.settings.clone())
        };
    }

    /// Reads what the client sent. Several commands in one piece are answered in order.
    pub(super) fn hear(&mut self, bytes: &[u8]) -> Step {
        let mut step = Step {
            reply: String::new(),
            mails: Vec::new(),
            then: Then::Continue,
        };
        let mut rest = bytes;
        while !rest.is_empty() && step.then == Then::Continue {
            let (taken, line) = self.lines.take(rest);
            rest = &rest[taken..];
            let Some(line) = line else { continue };
            let too_long = line.dropped > 0 || line.bytes.len() > MAX_COMMAND;
            let reply = match mem::replace(&mut self.state, State::Command) {
                State::Data { text, too_large } => {
                    self.text(&line.bytes, text, too_large, &mut step.mails)
                }
                State::Command if too_long => Some("500 Line too long".into()),
                State::Command => Some(self.command(&line.bytes, &mut step.then)),
                answered => Some(self.answer(&answered, &line.bytes)),
            };
            if let Some(reply) = reply {
                step.reply.push_str(&reply);
                step.reply.push_str("\r\n");
            }
        }
        if let Then::StartTls { injected } = &mut step.then {
            *injected = !rest.is_empty();
        }
        step
    }

    fn command(&mut self, line: &[u8], then: &mut Then) -> String {
        let line = String::from_utf8_lossy(line);
        let (word, argument) = line
            .trim()
            .split_once(char::is_whitespace)
            .unwrap_or((line.trim(), ""));
        let Some((verb, handler)) = VERBS
            .iter()
            .find(|(verb, _)| verb.eq_ignore_ascii_case(word))
        else {
            return "502 Error: command not implemented".into();
        };
        let reply = handler(self, argument.trim());
        match *verb {
            "QUIT" => *then = Then::Close,
            "STARTTLS" if reply.starts_with("220") => *then = Then::StartTls { injected: false },
            _ => {}
        }
        reply
    }

    fn helo(&mut self, argument: &str) -> String {
        if argument.is_empty() {
            return "501 Error: HELO needs your domain".into();
        }
        self.hello();
        format!("250-{NAME}\r\n250-SIZE {MAX_SIZE}\r\n250 OK")
    }

    fn ehlo(&mut self, argument: &str) -> String {
        if argument.is_empty() {
            return "501 Error: EHLO needs your domain".into();
        }
        self.hello();
        let starttls = if self.tls { "" } else { "250-STARTTLS\r\n" };
        format!(
            "250-{NAME}\r\n250-PIPELINING\r\n250-SIZE {MAX_SIZE}\r\n{starttls}250-AUTH LOGIN PLAIN\r\n250-AUTH=LOGIN\r\n250-SMTPUTF8\r\n250 8BITMIME"
        )
    }

    fn hello(&mut self) {
        self.greeted = true;
        self.reset();
    }

    fn reset(&mut self) {
        self.from = None;
        self.to.clear();
    }

    fn rset(&mut self, _: &str) -> String {
        self.reset();
        "250 OK".into()
    }

    fn starttls(&mut self, argument: &str) -> String {
        match (argument, self.tls) {
            ("", false) => "220 Ready to start TLS".into(),
            ("", true) => "503 Error: TLS is already up".into(),
            _ => "501 Error: STARTTLS takes no argument".into(),
        }
    }

    fn auth(&mut self, argument: &str) -> String {
        if !self.greeted {
            return "503 Error: send HELO/EHLO first".into();
        }
        if self.user.is_some() {
            return "503 Error: already authenticated".into();
        }
        let (mechanism, initial) = argument
            .split_once(char::is_whitespace)
            .unwrap_or((argument, ""));
        let (state, prompt) = match mechanism.to_ascii_uppercase().as_str() {
            "LOGIN" => (State::LoginUser, "334 VXNlcm5hbWU6"),
            "PLAIN" => (State::Plain, "334 "),
            "" => return "501 Error: AUTH needs a mechanism".into(),
            _ => return "504 Error: unrecognized authentication type".into(),
        };
        if initial.is_empty() {
            self.state = state;
            return prompt.into();
        }
        self.answer(&state, initial.trim().as_bytes())
    }

    /// An answer to a challenge.
    fn answer(&mut self, state: &State, line: &[u8]) -> String {
        if line == b"*" {
            return "501 Error: authentication cancelled".into();
        }
        let line = if line == b"=" { b"" } else { line };
        let Some(plain) = sasl::decode(line) else {
            return "501 Error: that is not base64".into();
        };
        match state {
            State::LoginUser => {
                self.state = State::LoginCode(String::from_utf8_lossy(&plain).into_owned());
                "334 UGFzc3dvcmQ6".into()
            }
            State::LoginCode(user) => self.check(user, &plain),
            _ => {
                // RFC 4616: authorization identity, NUL, user name, NUL, code.
                let mut parts = plain.splitn(3, |byte| *byte == 0).skip(1);
                match (parts.next(), parts.next()) {
                    (Some(user), Some(code)) => self.check(&String::from_utf8_lossy(user), code),
                    _ => "501 Error: PLAIN is NUL, user name, NUL, code".into(),
                }
            }
        }
    }

    fn check(&mut self, user: &str, code: &[u8]) -> String {
        let known =
            |(name, secret): &&(String, _)| name.eq_ignore_ascii_case(user) && is(secret, code);
        match self.settings.users.iter().find(known) {
            Some((name, _)) => {
                self.user = Some(name.clone());
                "235 Authentication successful".into()
            }
            None => "535 Login fail. Please use your authorization code, not your password".into(),
        }
    }

    fn mail(&mut self, argument: &str) -> String {
        let Some(user) = self.user.clone().filter(|_| self.greeted) else {
            return "503 Error: need EHLO and AUTH first !".into();
        };
        if self.from.is_some() {
            return "503 Error: nested MAIL command".into();
        }
        let Some((address, parameters)) = path(argument, "FROM:") else {
            return "501 Error: syntax is MAIL FROM:<address>".into();
        };
        for parameter in parameters.split_whitespace() {
            let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            match name.to_ascii_uppercase().as_str() {
                "SIZE" if value.parse::<usize>().is_ok_and(|size| size <= MAX_SIZE) => {}
                "SIZE" => return "552 Error: message exceeds the size limit".into(),
                "BODY" | "SMTPUTF8" | "AUTH" => {}
                _ => return format!("555 Error: unsupported parameter {name}"),
            }
        }
        if !address.eq_ignore_ascii_case(&user) {
            return "501 mail from address must be same as authorization user".into();
        }
        self.from = Some(address.to_owned());
        "250 OK".into()
    }

    fn rcpt(&mut self, argument: &str) -> String {
        if self.from.is_none() {
            return "503 Error: need MAIL command".into();
        }
        match path(argument, "TO:") {
            Some((address, "")) if is_address(address) => {
                if self.to.len() >= MAX_RECIPIENTS {
                    return "452 Error: too many recipients".into();
                }
                self.to.push(address.to_owned());
                "250 OK".into()
            }
            Some((_, parameters)) if !parameters.is_empty() => {
                "555 Error: unsupported parameter".into()
            }
            _ => "501 Error: syntax is RCPT TO:<address>".into(),
        }
    }

    fn data(&mut self, argument: &str) -> String {
        if !argument.is_empty() {
            return "501 Error: DATA takes no argument".into();
        }
        if self.to.is_empty() {
            return "503 Error: need RCPT command".into();
        }
        self.state = State::Data {
            text: Vec::new(),
            too_large: false,
        };
        "354 End data with <CR><LF>.<CR><LF>.".into()
    }

    /// A line of message text; the reply, if it is the last one.
    fn text(
        &mut self,
        line: &[u8],
        mut text: Vec<u8>,
        mut too_large: bool,
        mails: &mut Vec<Mail>,
    ) -> Option<String> {
        match dot::unstuff(line) {
            Text::Line(line) => {
                too_large |= text.len() + line.len() + 2 > MAX_SIZE;
                if !too_large {
                    text.extend_from_slice(line);
                    text.extend_from_slice(b"\r\n");
                }
                self.state = State::Data { text, too_large };
                None
            }
            Text::End => {
                let mail = Mail {
                    from: self.from.take().unwrap_or_default(),
                    to: mem::take(&mut self.to),
                    data: text,
                };
                if too_large {
                    return Some("552 Error: message exceeds the size limit".into());
                }
                mails.push(mail);
                Some("250 OK: kept here; the practice server never relays".into())
            }
        }
    }
}

/// The address of `FROM:<address> parameters`. As QQ does, it takes a space behind the colon.
fn path<'a>(argument: &'a str, keyword: &str) -> Option<(&'a str, &'a str)> {
    let head = argument
        .get(..keyword.len())
        .filter(|head| head.eq_ignore_ascii_case(keyword))?;
    let rest = argument[head.len()..].trim_start().strip_prefix('<')?;
    let (address, parameters) = rest.split_once('>')?;
    (!address.contains(['<', ' '])).then_some((address, parameters.trim()))
}

fn is_address(address: &str) -> bool {
    address
        .rsplit_once('@')
        .is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty())
}

/// Compares in a time that tells nothing about where the two differ.
fn is(secret: &crate::protocol::secret::Secret, code: &[u8]) -> bool {
    let expected = secret.reveal();
    let differing = expected
        .iter()
        .zip(code)
        .fold(0, |all, (a, b)| all | (a ^ b));
    expected.len() == code.len() && differing == 0
}

/// What a message may weigh: what smtp.qq.com says in its EHLO.
const MAX_SIZE: usize = 73_400_320;
/// Longest command line. RFC 5321 §4.5.3.1.4 asks for 512, AUTH answers need more.
const MAX_COMMAND: usize = 2048;
/// RFC 5321 §4.5.3.1.8: at least 100 must be taken.
const MAX_RECIPIENTS: usize = 100;

#[cfg(test)]
mod tests;
