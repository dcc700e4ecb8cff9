//! What the server awaits.

use super::sasl;
use std::ops::Range;

/// What the server awaits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Expect<'a> {
    /// Nothing: it is the server's turn.
    Nothing,
    /// A command.
    Command,
    /// The answer to a challenge.
    Answer(&'a Challenge),
    /// Message text.
    Text(Until),
    /// Nothing but the line that ends its reporting (IDLE, RFC 2177).
    Idle,
}

/// Where message text ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    /// At a line with a single dot.
    Dot,
    /// After so many bytes.
    Bytes {
        /// How many are left, line ends included.
        left: u64,
        /// They are a secret.
        secret: bool,
        /// What may stand behind them in the last line is one.
        then_secret: bool,
    },
    /// With this line: it goes on with a command.
    LineEnd {
        /// What is still to come of the command is a secret.
        secret: bool,
    },
}

impl Expect<'_> {
    /// Whether message text is awaited.
    pub fn is_text(&self) -> bool {
        matches!(self, Self::Text(_))
    }
}

/// A challenge of an AUTH exchange.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Challenge {
    /// As the server sent it, in base64.
    pub coded: Vec<u8>,
    /// What it says; nothing if it is not base64.
    pub plain: Option<Vec<u8>>,
    /// What it asks for.
    pub asks: Asks,
}

impl Challenge {
    /// Which part of an answer is a secret. A user name is none, and neither is what cancels.
    pub fn secret(&self, answer: &[u8]) -> Option<Range<usize>> {
        let open = self.asks == Asks::User || answer == sasl::CANCEL || answer.is_empty();
        (!open).then_some(0..answer.len())
    }
}

/// What a challenge asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asks {
    /// The user name, which is not secret.
    User,
    /// The password or authorization code.
    Code,
    /// Whatever the mechanism says: kept secret.
    Other,
}
