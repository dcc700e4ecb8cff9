//! The TLS handshakes of a session, read again for who explains them.

use crate::direction::Direction;
use crate::tls::Decoder;
use crate::wire::Passed;
use std::time::Duration;

/// The handshakes so far, in order.
#[derive(Debug, Default)]
pub(super) struct Handshakes {
    /// One decoder for each, and when it began.
    all: Vec<(Decoder, Duration)>,
    /// The bytes that pass belong to the last of them.
    in_tls: bool,
}

impl Handshakes {
    /// Bytes or a secret passed. A TLS record of the client is where the clear text ends: a line
    /// of a mail session does not begin so (RFC 8446 §5.1).
    pub(super) fn passed(&mut self, passed: &Passed, since: Duration) {
        if let Passed::Bytes(Direction::Client, bytes) = passed
            && !self.in_tls
            && bytes.starts_with(&[22, 3])
            && self.all.len() < MAX_HANDSHAKES
        {
            self.all.push((Decoder::default(), since));
            self.in_tls = true;
        }
        let Some((decoder, began)) = self.all.last_mut().filter(|_| self.in_tls) else {
            return;
        };
        match passed {
            Passed::Bytes(direction, bytes) => {
                decoder.feed(*direction, since.saturating_sub(*began), bytes);
            }
            Passed::Key(key) => {
                decoder.secret(&key.label, &key.client_random, key.secret.reveal());
            }
        }
    }

    /// The connection is gone: what passes next is clear text again.
    pub(super) fn ended(&mut self) {
        self.in_tls = false;
    }

    /// The handshake that is under way or was last.
    pub(super) fn current(&self) -> Option<&Decoder> {
        let last = self.all.last().filter(|_| self.in_tls);
        last.map(|(decoder, _)| decoder)
    }

    /// All of them.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Decoder> {
        self.all.iter().map(|(decoder, _)| decoder)
    }
}

/// How many handshakes of a session are explained.
const MAX_HANDSHAKES: usize = 20;
