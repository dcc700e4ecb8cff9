//! The steps that a report shows, and what else it counts.

use super::excerpt::Excerpt;
use crate::direction::Direction;
use crate::event::Took;
use crate::protocol::{Outcome, Protocol};
use crate::wire::Secured;

/// A step of the dialogue.
#[derive(Debug)]
pub(super) struct Row {
    /// Seconds since the beginning.
    pub(super) at: f64,
    pub(super) what: What,
}

impl Row {
    /// Whether it went through TLS.
    pub(super) fn is_tls(&self) -> bool {
        matches!(self.what, What::Said { tls: true, .. })
    }
}

/// What a step is.
#[derive(Debug)]
pub(super) enum What {
    /// Something was said.
    Said {
        from: Direction,
        tls: bool,
        protocol: &'static Protocol,
        /// The verb, or what a reply answers.
        verb: String,
        /// Of a reply, how the command turned out.
        reply: Option<Status>,
        lines: Excerpt,
        /// What stands beside it.
        aside: Option<Aside>,
    },
    /// A connection came up.
    Connected(String),
    /// A remark between the arrows.
    Mark(String),
    /// Something failed: what happened, and what to try.
    Failed(String),
}

/// What a step says that cannot be read in its bytes.
#[derive(Debug)]
pub(super) enum Aside {
    /// Its base64 says this, of a challenge or of an answer that is no secret.
    Base64(String),
    /// Its coded names say this (RFC 3501 §5.1.3).
    Names(Vec<String>),
    /// It went out from a file.
    File(String),
}

/// A TLS connection.
#[derive(Debug)]
pub(super) struct Tls {
    /// With whom.
    pub(super) server: String,
    /// What came out of the handshake, if it went well.
    pub(super) secured: Option<Secured>,
}

/// How a command turned out.
#[derive(Debug, Clone)]
pub(super) struct Status {
    /// In the server's word.
    pub(super) word: String,
    /// The code that refines it.
    pub(super) detail: Option<String>,
    pub(super) outcome: Outcome,
}

/// How long a reply took.
#[derive(Debug)]
pub(super) struct Time {
    pub(super) verb: String,
    pub(super) word: String,
    pub(super) took: Took,
}

/// What the greeting answers.
pub(super) const GREETING: &str = "TCP";
/// What the reply to an answer of AUTH answers.
pub(super) const ANSWER: &str = "334";
