//! What the listener knows of a protocol: a session of it, without I/O, and a row of the table.

use super::mailbox::Mailboxes;
use super::{Happened, Settings, smtp};
use std::io;
use std::sync::Arc;

/// One session from the server's side: bytes in, reply bytes and facts out.
pub(super) trait Service {
    /// What it says first.
    fn greet(&mut self) -> Vec<u8>;

    /// Reads what the client sent. Several commands in one piece are answered in order.
    fn hear(&mut self, bytes: &[u8]) -> Step;

    /// TLS is up: what was said before it is forgotten.
    fn secured(&mut self);
}

/// What received bytes came to.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) reply: Vec<u8>,
    pub(super) happened: Vec<Happened>,
    pub(super) then: Then,
}

/// What is to be done after the bytes of [`Step::reply`] are sent.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Then {
    Continue,
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
        }
    }
}

/// What a session is given.
#[derive(Debug, Clone)]
pub(super) struct Given {
    pub(super) settings: Arc<Settings>,
    pub(super) mailbox: Mailboxes,
}

impl Given {
    pub(super) fn new(settings: Settings) -> io::Result<Self> {
        Ok(Self {
            mailbox: Mailboxes::new(settings.maildir.clone())?,
            settings: Arc::new(settings),
        })
    }
}

/// A service as the listener runs it.
#[derive(Debug)]
pub(super) struct Row {
    /// TLS begins with the connection.
    pub(super) implicit_tls: bool,
    pub(super) begin: fn(Given) -> Box<dyn Service>,
    /// What a client hears that comes while there are too many.
    pub(super) crowded: &'static str,
    /// What a client hears that was silent for too long.
    pub(super) expired: &'static str,
}

/// Every service.
pub(super) static SERVICES: &[Row] = &[Row {
    implicit_tls: false,
    begin: |given| Box::new(smtp::Server::new(given)),
    crowded: "421 Too many connections, try again later\r\n",
    expired: "421 Timeout, closing the connection\r\n",
}];
