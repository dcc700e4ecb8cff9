//! Everything that passes the socket, and the secrets of TLS as they become known, in order: for
//! the view of the handshake and for captures.

use crate::direction::Direction;
use crate::protocol::secret::Secret;
use crate::protocol::text::hex;
use rustls::KeyLog;
use std::fmt;
use std::mem;
use std::sync::{Arc, Mutex, PoisonError};

/// Something that passed.
#[derive(Clone)]
pub enum Passed {
    /// Bytes, as they were on the wire.
    Bytes(Direction, Vec<u8>),
    /// A secret of the TLS session.
    Key(Key),
}

/// Without the bytes: there may be an authorization code among them.
impl fmt::Debug for Passed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bytes(from, bytes) => write!(f, "{} bytes of the {from:?}", bytes.len()),
            Self::Key(key) => key.fmt(f),
        }
    }
}

/// A secret as an NSS key log has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// Which secret: `CLIENT_RANDOM`, `SERVER_HANDSHAKE_TRAFFIC_SECRET` …
    pub label: String,
    /// The random of the Client Hello: which connection.
    pub client_random: Vec<u8>,
    /// The secret itself.
    pub secret: Secret,
}

impl Key {
    /// The line of an NSS key log, its end included.
    pub fn line(&self) -> String {
        format!(
            "{} {} {}\n",
            self.label,
            hex(&self.client_random),
            hex(self.secret.reveal())
        )
    }
}

/// Collects what passes until it is asked for.
#[derive(Debug, Clone, Default)]
pub(super) struct Tap(Arc<Mutex<Vec<Passed>>>);

impl Tap {
    pub(super) fn bytes(&self, direction: Direction, bytes: &[u8]) {
        if !bytes.is_empty() {
            self.push(Passed::Bytes(direction, bytes.to_vec()));
        }
    }

    pub(super) fn take(&self) -> Vec<Passed> {
        mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn push(&self, passed: Passed) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(passed);
    }
}

impl KeyLog for Tap {
    fn log(&self, label: &str, client_random: &[u8], secret: &[u8]) {
        self.push(Passed::Key(Key {
            label: label.to_owned(),
            client_random: client_random.to_vec(),
            secret: Secret::new(secret),
        }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_a_line_of_an_nss_key_log() {
        let tap = Tap::default();
        tap.bytes(Direction::Client, b"");
        tap.log("CLIENT_RANDOM", &[0, 255], &[18, 52]);
        let passed = tap.take();
        assert!(
            matches!(&passed[..], [Passed::Key(key)] if key.line() == "CLIENT_RANDOM 00ff 1234\n")
        );
        assert!(!format!("{passed:?}").contains("18"), "the secret shows");
        assert!(tap.take().is_empty());
    }
}
