//! What belongs to one connection. It is replaced as a whole, so that nothing of one is taken for
//! something of the next.

use super::exchange::Underway;
use crate::why::Why;
use crate::wire::{Place, Secured, Wire};
use std::collections::VecDeque;

/// One connection, or none.
pub(super) struct Connection {
    pub(super) link: Link,
    /// What an older one still posts is not for us.
    pub(super) number: u32,
    /// The greeting is a practice server's: of this program, or of another one on its network.
    pub(super) practice: bool,
    /// The server has said something.
    pub(super) heard: bool,
    /// A person was told that it says nothing.
    pub(super) silence_said: bool,
    /// The user stopped waiting for the reply.
    pub(super) impatient: bool,
    /// Why the last line could not be sent.
    pub(super) broken: Option<Why>,
    pub(super) upgrade_awaited: bool,
    pub(super) secured: Option<Secured>,
    pub(super) exchange: Option<Underway>,
    /// The mechanism that the last command named, if it was one that begins an exchange.
    pub(super) mechanism: Option<String>,
    /// RCPT commands that `:mail` still has to say.
    pub(super) recipients: VecDeque<String>,
}

/// How far it is.
pub(super) enum Link {
    Down,
    Connecting,
    Up(Box<Wire>, Place),
}

impl Connection {
    /// None, before the first one.
    pub(super) fn none() -> Self {
        Self::new(Link::Down, 0)
    }

    /// The next one, of which nothing is known yet.
    pub(super) fn next(&self, link: Link) -> Self {
        Self::new(link, self.number + 1)
    }

    fn new(link: Link, number: u32) -> Self {
        Self {
            link,
            number,
            practice: false,
            heard: false,
            silence_said: false,
            impatient: false,
            broken: None,
            upgrade_awaited: false,
            secured: None,
            exchange: None,
            mechanism: None,
            recipients: VecDeque::new(),
        }
    }

    pub(super) fn is_up(&self) -> bool {
        matches!(self.link, Link::Up(..))
    }
}
