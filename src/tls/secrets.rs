//! The secrets of a key log (`SSLKEYLOGFILE`), wiped when they are dropped.

use super::Direction;
use std::fmt;
use zeroize::Zeroizing;

/// What a secret is for, by its label in an NSS key log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Label {
    /// TLS 1.2's master secret.
    Master,
    /// TLS 1.3: 0-RTT data.
    ClientEarly,
    /// TLS 1.3: the rest of the handshake, from the client.
    ClientHandshake,
    /// TLS 1.3: the rest of the handshake, from the server.
    ServerHandshake,
    /// TLS 1.3: application data from the client.
    ClientApplication,
    /// TLS 1.3: application data from the server.
    ServerApplication,
}

const LABELS: &[(&str, Label)] = &[
    ("CLIENT_RANDOM", Label::Master),
    ("CLIENT_EARLY_TRAFFIC_SECRET", Label::ClientEarly),
    ("CLIENT_HANDSHAKE_TRAFFIC_SECRET", Label::ClientHandshake),
    ("SERVER_HANDSHAKE_TRAFFIC_SECRET", Label::ServerHandshake),
    ("CLIENT_TRAFFIC_SECRET_0", Label::ClientApplication),
    ("SERVER_TRAFFIC_SECRET_0", Label::ServerApplication),
];

impl Label {
    /// The secret of a direction's handshake records in TLS 1.3.
    pub(super) fn handshake(direction: Direction) -> Self {
        match direction {
            Direction::Client => Self::ClientHandshake,
            Direction::Server => Self::ServerHandshake,
        }
    }

    /// The secret of a direction's records after the handshake in TLS 1.3.
    pub(super) fn application(direction: Direction) -> Self {
        match direction {
            Direction::Client => Self::ClientApplication,
            Direction::Server => Self::ServerApplication,
        }
    }
}

/// The secrets that were given, for any client random.
#[derive(Default)]
pub(super) struct Secrets(Vec<Entry>);

struct Entry {
    label: Label,
    client_random: [u8; 32],
    secret: Zeroizing<Vec<u8>>,
}

impl Secrets {
    /// Keeps a secret. A label that decryption has no use for, such as the exporter's, is ignored.
    pub(super) fn add(&mut self, label: &str, client_random: &[u8], secret: &[u8]) {
        let known = LABELS.iter().find(|(name, _)| *name == label);
        let (Some((_, label)), Ok(client_random)) = (known, client_random.try_into()) else {
            return;
        };
        if self.0.len() == MAX_SECRETS || secret.len() > MAX_SECRET {
            return;
        }
        self.0.push(Entry {
            label: *label,
            client_random,
            secret: Zeroizing::new(secret.to_vec()),
        });
    }

    /// The secret for a connection.
    pub(super) fn find(&self, label: Label, client_random: &[u8; 32]) -> Option<&[u8]> {
        self.0
            .iter()
            .find(|entry| entry.label == label && entry.client_random == *client_random)
            .map(|entry| entry.secret.as_slice())
    }
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.0.iter().map(|entry| entry.label))
            .finish()
    }
}

/// A connection has five; a client that tries again with a new random has five more.
const MAX_SECRETS: usize = 32;
/// TLS 1.3's are as long as a hash, at most 48 bytes; TLS 1.2's has 48.
const MAX_SECRET: usize = 64;
