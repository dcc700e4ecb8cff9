//! What the listener knows of a protocol: a session of it, without I/O, and a row of the table.

use super::limits::Room;
use super::mailbox::Mailboxes;
use super::{Happened, Settings, imap, pop3, smtp};
use std::io;
use std::sync::Arc;
use time::OffsetDateTime;

/// One session from the server's side: bytes in, reply bytes and facts out.
pub(super) trait Service {
    /// What it says first.
    fn greet(&mut self) -> Vec<u8>;

    /// Reads what the client sent. Several commands in one piece are answered in order, up to
    /// [`ENOUGH`] bytes of replies.
    fn hear(&mut self, bytes: &[u8]) -> Step;

    /// TLS is up: what was said before it is forgotten.
    fn secured(&mut self);

    /// What has changed since, for a client that waits for it and says nothing; none if it does
    /// not.
    fn news(&mut self) -> Option<Vec<u8>> {
        None
    }
}

/// What received bytes came to.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) reply: Vec<u8>,
    pub(super) happened: Vec<Happened>,
    pub(super) then: Then,
    /// How many of the bytes were read, before [`Then::More`].
    pub(super) taken: usize,
}

/// What is to be done after the bytes of [`Step::reply`] are sent.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Then {
    Continue,
    /// Go on with the bytes behind [`Step::taken`], though there may be none.
    More,
    /// Begin TLS. `injected`: clear text stood behind the command that asked for it.
    StartTls {
        injected: bool,
    },
    Close,
}

impl Default for Step {
    fn default() -> Self {
        Self {
            reply: Vec::new(),
            happened: Vec::new(),
            then: Then::Continue,
            taken: 0,
        }
    }
}

/// What a session is given.
#[derive(Debug, Clone)]
pub(super) struct Given {
    pub(super) settings: Arc<Settings>,
    pub(super) mailbox: Mailboxes,
    pub(super) room: Room,
    /// What tells this session from all others: `<1.2@host>`, the timestamp of APOP.
    pub(super) stamp: String,
}

impl Given {
    pub(super) fn new(settings: Settings, clock: fn() -> OffsetDateTime) -> io::Result<Self> {
        Ok(Self {
            mailbox: Mailboxes::new(settings.maildir.clone(), clock)?,
            settings: Arc::new(settings),
            room: Room::default(),
            stamp: String::new(),
        })
    }
}

/// A service as the listener runs it.
#[derive(Debug)]
pub struct Row {
    /// The scheme of its URL.
    pub scheme: &'static str,
    /// TLS begins with the connection.
    pub implicit_tls: bool,
    /// Its port by the book, which cannot be had everywhere without rights.
    pub usual: u16,
    /// Where it listens if nothing else is said.
    pub port: u16,
    pub(super) begin: fn(Given) -> Box<dyn Service>,
    /// What a client hears that comes while there are too many.
    pub(super) crowded: &'static str,
    /// What a client hears that was silent for too long.
    pub(super) expired: &'static str,
}

/// Every service. The first is what a session with the practice server talks to.
pub static SERVICES: &[Row] = &[
    SMTP,
    Row {
        scheme: "smtps",
        implicit_tls: true,
        usual: 465,
        port: 2465,
        ..SMTP
    },
    POP3,
    Row {
        scheme: "pop3s",
        implicit_tls: true,
        usual: 995,
        port: 2995,
        ..POP3
    },
    IMAP,
    Row {
        scheme: "imaps",
        implicit_tls: true,
        usual: 993,
        port: 2993,
        ..IMAP
    },
];

const SMTP: Row = Row {
    scheme: "smtp",
    implicit_tls: false,
    usual: 587,
    port: 2525,
    begin: |given| Box::new(smtp::Server::new(given)),
    crowded: "421 Too many connections, try again later\r\n",
    expired: "421 Timeout, closing the connection\r\n",
};

const POP3: Row = Row {
    scheme: "pop3",
    implicit_tls: false,
    usual: 110,
    port: 2110,
    begin: |given| Box::new(pop3::Server::new(given)),
    crowded: "-ERR [SYS/TEMP] Too many connections, try again later\r\n",
    expired: "-ERR Timeout, closing the connection\r\n",
};

const IMAP: Row = Row {
    scheme: "imap",
    implicit_tls: false,
    usual: 143,
    port: 2143,
    begin: |given| Box::new(imap::Server::new(given)),
    crowded: "* BYE [UNAVAILABLE] Too many connections, try again later\r\n",
    expired: "* BYE Timeout, closing the connection\r\n",
};

/// Bytes of replies that are sent before a session goes on: what pipelined commands ask for is
/// not kept all at once.
pub(super) const ENOUGH: usize = 64 * 1024;
