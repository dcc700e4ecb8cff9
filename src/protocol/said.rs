//! What the client says: a line as it leaves, and what it is.

use super::{To, Until, secret, text};
use std::fmt;
use std::ops::Range;
use zeroize::Zeroizing;

/// A line as it leaves, and what it is.
#[derive(Clone, PartialEq, Eq)]
pub struct Said {
    /// The bytes to send, line end included. There may be a code among them: they are wiped.
    pub bytes: Zeroizing<Vec<u8>>,
    /// The part of the line that is a secret.
    pub secret: Option<Range<usize>>,
    /// What kind of line it is.
    pub role: Role,
    /// What the reply to it will answer; nothing if there will be none.
    pub to: Option<To>,
    /// The mechanism, if the line begins an AUTH exchange.
    pub mechanism: Option<String>,
    /// The message text that follows if the server accepts the line.
    pub text: Option<Until>,
    /// The helper that says the same again, for a line that holds a code or begins an exchange.
    pub helper: Option<String>,
    /// What it is will be decided by a reply that has not come: see [`Heard::Settled`](super::Heard::Settled).
    pub early: bool,
}

impl Said {
    /// Whether what goes out next belongs to it: no reply comes before.
    pub fn goes_on(&self) -> bool {
        self.to.is_none() && !self.early
    }

    /// A command that is not answered, and begins nothing.
    pub(super) fn command(line: &[u8], secret: Option<Range<usize>>) -> Self {
        Self {
            bytes: Zeroizing::new([line, b"\r\n"].concat()),
            secret,
            role: Role::Command,
            to: None,
            mechanism: None,
            text: None,
            helper: None,
            early: false,
        }
    }
}

impl fmt::Debug for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let masked = secret::masked(&self.bytes, self.secret.as_ref());
        f.debug_struct("Said")
            .field("bytes", &text::visible(&masked))
            .field("secret", &self.secret)
            .field("role", &self.role)
            .field("to", &self.to)
            .field("mechanism", &self.mechanism)
            .field("text", &self.text)
            .field("helper", &self.helper)
            .finish()
    }
}

/// What kind of line was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// A command.
    Command,
    /// The answer to a challenge.
    Answer,
    /// Message text.
    Text,
}
