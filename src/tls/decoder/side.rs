//! One direction of a connection: how its records are protected, and what waits.

use crate::tls::protection::Protection;
use crate::tls::record::{Content, Framer, Record};
use std::collections::VecDeque;
use std::fmt;
use std::time::Duration;
use zeroize::Zeroizing;

/// One direction.
#[derive(Default)]
pub(super) struct Side {
    pub(super) framer: Framer,
    /// A handshake message that is not complete.
    pub(super) partial: Vec<u8>,
    pub(super) epoch: Epoch,
    pub(super) keys: Option<Protection>,
    /// The traffic secret after a key update.
    pub(super) updated: Option<Zeroizing<Vec<u8>>>,
    pub(super) sequence: u64,
    pub(super) waiting: VecDeque<Arrived>,
    /// The order of messages or the keys are lost for good: records are only counted.
    pub(super) lost: bool,
    pub(super) application: u64,
}

/// What protects a direction's records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Epoch {
    #[default]
    Plain,
    /// TLS 1.2, after Change Cipher Spec.
    Changed,
    /// TLS 1.3's epochs.
    Early,
    Handshake,
    Application,
}

/// A record, and which one it is.
#[derive(Debug)]
pub(super) struct Arrived {
    pub(super) number: u64,
    pub(super) at: Duration,
    /// TLS 1.2's sequence number, which also counts the application data between.
    pub(super) sequence: u64,
    pub(super) record: Record,
}

impl Side {
    pub(super) fn enter(&mut self, epoch: Epoch) {
        self.epoch = epoch;
        self.keys = None;
        self.updated = None;
        self.sequence = 0;
    }

    /// Whether records of this kind are encrypted by now. TLS 1.3 encrypts under the type
    /// Application Data; whatever else it sends is plain.
    pub(super) fn protects(&self, content: Content) -> bool {
        match self.epoch {
            Epoch::Plain => false,
            Epoch::Changed => matches!(content, Content::Handshake | Content::Alert),
            _ => content == Content::ApplicationData,
        }
    }

    pub(super) fn count(&mut self, record: &Record) {
        if record.content == Content::ApplicationData {
            let length = u64::try_from(record.body.len()).unwrap_or(u64::MAX);
            self.application = self.application.saturating_add(length);
        }
    }
}

impl fmt::Debug for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Side")
            .field("epoch", &self.epoch)
            .field("sequence", &self.sequence)
            .field("waiting", &self.waiting.len())
            .field("lost", &self.lost)
            .finish_non_exhaustive()
    }
}
