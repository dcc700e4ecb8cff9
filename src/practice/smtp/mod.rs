//! SMTP from the server's side, without I/O: bytes in, reply bytes out. It answers as
//! smtp.qq.com does, and is as strict about the order of things.

mod auth;
mod chunk;
mod envelope;

use super::fault::{self, Fault};
use super::limits::Arriving;
use super::login::{self, Awaited};
use super::service::{Given, Service, Step, Then};
use super::{GREETS, Happened, NAME};
use crate::protocol::line::{LineReader, PieceReader};
use chunk::Chunk;
use encoding_rs::GBK;
use std::mem;

/// One session of the server.
#[derive(Debug)]
pub(super) struct Server {
    given: Given,
    lines: LineReader,
    /// Message text is read by this one: nothing of a long line may be lost.
    text: PieceReader,
    state: State,
    greeted: bool,
    user: Option<String>,
    tls: bool,
    from: Option<String>,
    to: Vec<String>,
    /// What came by BDAT, until the last piece of it.
    chunks: Option<Message>,
    /// Recipients that were refused once, with [`Fault::Greylisting`].
    greylisted: Vec<String>,
    /// What is still to be told.
    happened: Vec<Happened>,
}

#[derive(Debug)]
enum State {
    Command,
    Auth(Awaited),
    Data(Message),
    Chunk(Chunk),
}

/// Message text, and why it will not be kept, if it will not.
#[derive(Debug)]
struct Message {
    text: Arriving,
    /// A line begins here: only then does a dot mean something.
    begins: bool,
    refused: Option<&'static str>,
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
    ("BDAT", Server::bdat),
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

impl Service for Server {
    fn greet(&mut self) -> Vec<u8> {
        format!("220 {NAME} ESMTP {GREETS}\r\n").into_bytes()
    }

    /// Everything is forgotten (RFC 3207 §4.2).
    fn secured(&mut self) {
        *self = Self {
            tls: true,
            greylisted: mem::take(&mut self.greylisted),
            ..Self::new(self.given.clone())
        };
    }

    fn hear(&mut self, bytes: &[u8]) -> Step {
        let mut step = Step::default();
        let mut rest = bytes;
        while !rest.is_empty() && step.then == Then::Continue {
            let (taken, reply) = match self.state {
                State::Data(_) => self.hear_text(rest, &mut step.then),
                State::Chunk(_) => self.hear_chunk(rest, &mut step.then),
                State::Command | State::Auth(_) => self.hear_line(rest, &mut step.then),
            };
            rest = &rest[taken..];
            // BDAT is answered behind its bytes.
            if let Some(reply) = reply.filter(|reply| !reply.is_empty()) {
                if reply.starts_with(['4', '5']) {
                    self.happened.push(Happened::Refused(reply.clone()));
                }
                self.say(&reply, &mut step.reply);
            }
        }
        if let Then::StartTls { injected } = &mut step.then {
            *injected = !rest.is_empty();
        }
        step.happened = mem::take(&mut self.happened);
        step
    }
}

impl Server {
    pub(super) fn new(given: Given) -> Self {
        Self {
            given,
            lines: LineReader::default(),
            text: PieceReader::default(),
            state: State::Command,
            greeted: false,
            user: None,
            tls: false,
            from: None,
            to: Vec::new(),
            chunks: None,
            greylisted: Vec::new(),
            happened: Vec::new(),
        }
    }

    /// A command, or what answers a challenge. RFC 5321 §2.3.8 has lines end with CRLF only; here a LF
    /// will do, as for most servers.
    fn hear_line(&mut self, bytes: &[u8], then: &mut Then) -> (usize, Option<String>) {
        let (taken, line) = self.lines.take(bytes);
        let Some(line) = line else {
            return (taken, None);
        };
        let too_long = line.dropped > 0 || line.bytes.len() > MAX_COMMAND;
        let reply = match mem::replace(&mut self.state, State::Command) {
            State::Auth(awaited) => self.answer(awaited, &line.bytes),
            _ if too_long => "500 Line too long".into(),
            _ => self.command(&line.bytes, then),
        };
        (taken, Some(reply))
    }

    fn say(&self, reply: &str, said: &mut Vec<u8>) {
        if self.has(Fault::Gbk) {
            said.extend_from_slice(&GBK.encode(&fault::in_chinese(reply)).0);
        } else {
            said.extend_from_slice(reply.as_bytes());
        }
        said.extend_from_slice(b"\r\n");
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
            return UNKNOWN.into();
        };
        let reply = handler(self, argument.trim());
        match *verb {
            "QUIT" => *then = Then::Close,
            _ if reply.starts_with("421") => *then = Then::Close,
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
        if self.has(Fault::NoEhlo) {
            return format!("250 {NAME}");
        }
        format!("250-{NAME}\r\n250-SIZE {}\r\n250 OK", self.max_size())
    }

    fn ehlo(&mut self, argument: &str) -> String {
        if self.has(Fault::NoEhlo) {
            return UNKNOWN.into();
        }
        if argument.is_empty() {
            return "501 Error: EHLO needs your domain".into();
        }
        self.hello();
        let size = self.max_size();
        let starttls = if self.tls || self.has(Fault::NoStartTls) {
            ""
        } else {
            "250-STARTTLS\r\n"
        };
        let auth = if self.needs_tls() {
            String::new()
        } else {
            let proofs = login::proofs(&self.given.settings.faults);
            let names = [&["LOGIN", "PLAIN"], proofs].concat().join(" ");
            format!("250-AUTH {names}\r\n250-AUTH=LOGIN\r\n")
        };
        let chunking = if self.has(Fault::Chunking) {
            "250-CHUNKING\r\n"
        } else {
            ""
        };
        format!(
            "250-{NAME}\r\n250-PIPELINING\r\n250-SIZE {size}\r\n{starttls}{auth}{chunking}250-SMTPUTF8\r\n250 8BITMIME"
        )
    }

    fn hello(&mut self) {
        self.greeted = true;
        self.reset();
    }

    fn has(&self, fault: Fault) -> bool {
        self.given.settings.faults.has(fault)
    }

    fn needs_tls(&self) -> bool {
        !self.tls && self.has(Fault::TlsFirst)
    }

    fn max_size(&self) -> usize {
        if self.has(Fault::TooLarge) {
            TOO_LARGE
        } else {
            MAX_SIZE
        }
    }

    fn reset(&mut self) {
        self.from = None;
        self.to.clear();
        self.chunks = None;
    }

    fn rset(&mut self, _: &str) -> String {
        self.reset();
        "250 OK".into()
    }

    fn starttls(&mut self, argument: &str) -> String {
        match (argument, self.tls) {
            _ if self.has(Fault::NoStartTls) || self.has(Fault::NoEhlo) => UNKNOWN.into(),
            ("", false) => "220 Ready to start TLS".into(),
            ("", true) => "503 Error: TLS is already up".into(),
            _ => "501 Error: STARTTLS takes no argument".into(),
        }
    }
}

/// The reply to a command that is not served.
const UNKNOWN: &str = "502 Error: command not implemented";
/// What a message may weigh: what smtp.qq.com says in its EHLO.
const MAX_SIZE: usize = 73_400_320;
/// What it may weigh with [`Fault::TooLarge`].
const TOO_LARGE: usize = 100;
/// Longest command line. RFC 5321 §4.5.3.1.4 asks for 512, AUTH answers need more.
const MAX_COMMAND: usize = 2048;
#[cfg(test)]
mod tests;
