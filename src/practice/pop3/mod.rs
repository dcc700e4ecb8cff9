//! POP3 from the server's side, without I/O (RFC 1939; CAPA: RFC 2449; STLS: RFC 2595; AUTH: RFC
//! 5034). Its refusals read as those of pop.qq.com.

mod login;
mod maildrop;

use super::fault::{self, FIRST_LOG_IN, Fault, UNKNOWN_COMMAND};
use super::login::Awaited;
use super::service::{ENOUGH, Given, Service, Step, Then};
use super::{GREETS, Happened, NAME};
use crate::protocol::dot::Stuffer;
use crate::protocol::line::LineReader;
use encoding_rs::GBK;
use maildrop::Maildrop;
use std::mem;
use std::ops::Range;
use std::sync::Arc;

/// One session of the server.
#[derive(Debug)]
pub(super) struct Server {
    given: Given,
    lines: LineReader,
    /// An AUTH exchange, and what it awaits.
    exchange: Option<Awaited>,
    tls: bool,
    /// What USER said.
    named: Option<String>,
    /// The mail, once the user has logged in.
    maildrop: Option<Maildrop>,
    /// A message that is being sent.
    sending: Option<Sending>,
    /// What is still to be told.
    happened: Vec<Happened>,
}

/// What a command is answered.
enum Reply {
    /// `+OK`, and a text for people.
    Well(String),
    /// `-ERR`.
    Refused(String),
    /// `+OK`, and lines none of which begins with a dot.
    Lines(String, Vec<u8>),
    /// `+OK`, and a message.
    Message(String, Sending),
    /// A challenge of AUTH.
    Challenge(String),
}

/// The beginning of a message, or all of it, and how far it is sent. It may be long, and is never
/// kept twice.
#[derive(Debug)]
struct Sending {
    message: Arc<[u8]>,
    left: Range<usize>,
    stuffer: Stuffer,
}

impl Sending {
    fn new(message: &Arc<[u8]>, length: usize) -> Self {
        Self {
            message: message.clone(),
            left: 0..length,
            stuffer: Stuffer::new(true),
        }
    }

    /// Adds what is sent at once, and gives back what is not through.
    fn send(mut self, out: &mut Vec<u8>) -> Option<Self> {
        let end = self.left.end.min(self.left.start + ENOUGH);
        let piece = &self.message[self.left.start..end];
        self.stuffer.take(piece, out);
        self.left.start = end;
        if self.left.is_empty() {
            out.extend_from_slice(self.stuffer.end());
            out.extend_from_slice(b".\r\n");
            return None;
        }
        Some(self)
    }
}

/// The state that a command belongs to (RFC 1939 §3).
#[derive(Clone, Copy, PartialEq, Eq)]
enum When {
    Authorization,
    Transaction,
    Always,
}

type Handler = fn(&mut Server, &str) -> Reply;

/// Every command. QUIT and STLS also change what [`Server::hear`] does.
const COMMANDS: &[(&str, When, Handler)] = &[
    ("CAPA", When::Always, Server::capa),
    ("STLS", When::Authorization, Server::stls),
    ("USER", When::Authorization, Server::user),
    ("PASS", When::Authorization, Server::pass),
    ("APOP", When::Authorization, Server::apop),
    ("AUTH", When::Authorization, Server::auth),
    ("STAT", When::Transaction, |it, _| {
        it.transact(Maildrop::stat)
    }),
    ("LIST", When::Transaction, |it, of| {
        it.transact(|drop| drop.list(of))
    }),
    ("UIDL", When::Transaction, |it, of| {
        it.transact(|drop| drop.uidl(of))
    }),
    ("RETR", When::Transaction, Server::retr),
    ("TOP", When::Transaction, |it, of| {
        it.transact(|drop| drop.top(of))
    }),
    ("DELE", When::Transaction, |it, of| {
        it.transact(|drop| drop.dele(of))
    }),
    ("RSET", When::Transaction, |it, _| {
        it.transact(Maildrop::rset)
    }),
    ("NOOP", When::Transaction, |_, _| Reply::Well(String::new())),
    ("QUIT", When::Always, Server::quit),
];

impl Service for Server {
    fn greet(&mut self) -> Vec<u8> {
        let stamp = &self.given.stamp;
        format!("+OK {NAME} POP3 {GREETS} {stamp}\r\n").into_bytes()
    }

    /// What was said before is forgotten (RFC 2595 §4).
    fn secured(&mut self) {
        *self = Self {
            tls: true,
            ..Self::new(self.given.clone())
        };
    }

    fn hear(&mut self, bytes: &[u8]) -> Step {
        let mut step = Step::default();
        let mut rest = bytes;
        while step.then == Then::Continue && step.reply.len() < ENOUGH {
            if let Some(sending) = self.sending.take() {
                self.sending = sending.send(&mut step.reply);
                continue;
            }
            if rest.is_empty() {
                break;
            }
            let (taken, line) = self.lines.take(rest);
            rest = &rest[taken..];
            let Some(line) = line else { continue };
            let too_long = line.dropped > 0 || line.bytes.len() > MAX_COMMAND;
            let reply = match self.exchange.take() {
                _ if too_long => refused("Line too long"),
                Some(awaited) => self.answer(awaited, &line.bytes),
                None => self.command(&line.bytes, &mut step.then),
            };
            if let Reply::Refused(text) = &reply {
                self.happened
                    .push(Happened::Refused(format!("-ERR {text}")));
            }
            self.say(reply, &mut step.reply);
        }
        match &mut step.then {
            Then::StartTls { injected } => *injected = !rest.is_empty(),
            Then::Continue if !rest.is_empty() || self.sending.is_some() => step.then = Then::More,
            _ => {}
        }
        step.taken = bytes.len() - rest.len();
        step.happened = mem::take(&mut self.happened);
        step
    }
}

impl Server {
    pub(super) fn new(given: Given) -> Self {
        Self {
            given,
            lines: LineReader::default(),
            exchange: None,
            tls: false,
            named: None,
            maildrop: None,
            sending: None,
            happened: Vec::new(),
        }
    }

    fn command(&mut self, line: &[u8], then: &mut Then) -> Reply {
        let line = String::from_utf8_lossy(line);
        let (word, argument) = line.split_once(' ').unwrap_or((&line, ""));
        let row = COMMANDS
            .iter()
            .find(|(name, ..)| name.eq_ignore_ascii_case(word.trim()));
        let Some((name, when, handler)) = row else {
            return refused(UNKNOWN_COMMAND);
        };
        let reply = match (when, &self.maildrop) {
            (When::Transaction, None) => refused(FIRST_LOG_IN),
            (When::Authorization, Some(_)) => refused("You have logged in already"),
            _ => handler(self, argument),
        };
        match (*name, &reply) {
            ("QUIT", _) => *then = Then::Close,
            ("STLS", Reply::Well(_)) => *then = Then::StartTls { injected: false },
            _ => {}
        }
        reply
    }

    fn transact(&mut self, act: impl FnOnce(&mut Maildrop) -> Reply) -> Reply {
        // `command` has seen to it that there is one.
        self.maildrop.as_mut().map_or(refused(FIRST_LOG_IN), act)
    }

    fn retr(&mut self, of: &str) -> Reply {
        let mut subject = None;
        let reply = self.transact(|drop| {
            subject = drop.subject(of);
            drop.retr(of)
        });
        let read = subject.map(|subject| Happened::Read("POP3", subject));
        self.happened.extend(read);
        reply
    }

    fn capa(&mut self, _: &str) -> Reply {
        let mut lines = String::from("TOP\r\nUIDL\r\n");
        if self.maildrop.is_none() {
            if self.offers_stls() {
                lines += "STLS\r\n";
            }
            if !self.needs_tls() {
                let names = self.mechanisms().join(" ");
                lines += &format!("USER\r\nSASL {names}\r\n");
            }
        }
        lines += "RESP-CODES\r\nPIPELINING\r\n";
        lines += "IMPLEMENTATION smtpsh practice server\r\n";
        Reply::Lines("Capability list follows".into(), lines.into_bytes())
    }

    fn stls(&mut self, argument: &str) -> Reply {
        match argument.trim() {
            _ if self.tls => refused("TLS is already up"),
            _ if !self.offers_stls() => refused(UNKNOWN_COMMAND),
            "" => well("Begin TLS negotiation"),
            _ => refused("STLS takes no argument"),
        }
    }

    /// In the transaction state it leads to the update state (RFC 1939 §6).
    fn quit(&mut self, _: &str) -> Reply {
        match self.maildrop.take().map_or(0, Maildrop::update) {
            0 => well("Bye"),
            1 => well("1 message deleted, bye"),
            count => well(format!("{count} messages deleted, bye")),
        }
    }

    fn offers_stls(&self) -> bool {
        !self.tls && !self.has(Fault::NoStartTls)
    }

    fn needs_tls(&self) -> bool {
        !self.tls && self.has(Fault::TlsFirst)
    }

    fn has(&self, fault: Fault) -> bool {
        self.given.settings.faults.has(fault)
    }

    fn say(&mut self, reply: Reply, said: &mut Vec<u8>) {
        let text = match &reply {
            Reply::Well(text) | Reply::Lines(text, _) | Reply::Message(text, _)
                if text.is_empty() =>
            {
                "+OK".into()
            }
            Reply::Well(text) | Reply::Lines(text, _) | Reply::Message(text, _) => {
                format!("+OK {text}")
            }
            Reply::Refused(text) if self.has(Fault::Gbk) => {
                format!("-ERR {}", fault::text_in_chinese(text))
            }
            Reply::Refused(text) => format!("-ERR {text}"),
            Reply::Challenge(challenge) => format!("+ {challenge}"),
        };
        said.extend_from_slice(&match self.has(Fault::Gbk) {
            true => GBK.encode(&text).0,
            false => text.as_bytes().into(),
        });
        said.extend_from_slice(b"\r\n");
        match reply {
            Reply::Lines(_, lines) => {
                said.extend_from_slice(&lines);
                said.extend_from_slice(b".\r\n");
            }
            Reply::Message(_, message) => self.sending = Some(message),
            _ => {}
        }
    }
}

fn well(text: impl Into<String>) -> Reply {
    Reply::Well(text.into())
}

fn refused(text: impl Into<String>) -> Reply {
    Reply::Refused(text.into())
}

/// Longest command line. RFC 2449 §4 asks for 255, AUTH answers need more.
const MAX_COMMAND: usize = 2048;

#[cfg(test)]
mod tests;
