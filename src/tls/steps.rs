//! The list of steps, in the order in which their records came, and bounded.

use super::Direction;
use super::message::{Message, Sealed};
use std::time::Duration;

/// One step of a handshake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// When its last byte came, by the clock of whoever feeds the decoder.
    pub at: Duration,
    /// Who said it.
    pub direction: Direction,
    /// It came encrypted.
    pub encrypted: bool,
    /// What was said.
    pub message: Message,
    /// Its bytes, decrypted where that was possible: a handshake message with its header, or the
    /// body of another record.
    pub raw: Vec<u8>,
    /// The number of the record that completed it.
    pub(super) record: u64,
    /// How much of `raw` is a handshake header.
    pub(super) header: usize,
}

impl Step {
    /// What Wireshark shows as "Length": the bytes without the handshake header.
    pub fn length(&self) -> usize {
        self.raw.len().saturating_sub(self.header)
    }

    fn waits(&self) -> bool {
        self.message == Message::Encrypted(Sealed::NoSecret)
    }
}

/// The steps so far.
#[derive(Debug, Default)]
pub(super) struct Steps {
    list: Vec<Step>,
    bytes: usize,
    omitted: usize,
}

impl Steps {
    pub(super) fn list(&self) -> &[Step] {
        &self.list
    }

    pub(super) fn omitted(&self) -> usize {
        self.omitted
    }

    /// Adds a step where its record belongs: a record that waited for its secret comes late.
    pub(super) fn add(&mut self, step: Step) {
        if self.list.len() >= MAX_STEPS || self.bytes + step.raw.len() > MAX_BYTES {
            self.omitted += 1;
            return;
        }
        self.bytes += step.raw.len();
        let place = self
            .list
            .partition_point(|other| other.record <= step.record);
        self.list.insert(place, step);
    }

    /// Forgets that a record could not be opened.
    pub(super) fn opened(&mut self, record: u64) {
        let waits = |step: &Step| step.record == record && step.waits();
        if let Some(place) = self.list.iter().position(waits) {
            let step = self.list.remove(place);
            self.bytes = self.bytes.saturating_sub(step.raw.len());
        }
    }

    /// More of what is not TLS. Whether there is a step that it belongs to.
    pub(super) fn continues_foreign(&mut self, direction: Direction, bytes: &[u8]) -> bool {
        let mut steps = self.list.iter_mut().rev();
        let foreign = steps.find_map(|step| match &mut step.message {
            Message::NotTls(beginning) if step.direction == direction => {
                Some((beginning, &mut step.raw))
            }
            _ => None,
        });
        let Some((beginning, raw)) = foreign else {
            return false;
        };
        let room = MAX_FOREIGN.saturating_sub(raw.len());
        raw.extend(bytes.iter().take(room));
        beginning.clone_from(raw);
        true
    }
}

/// A full handshake has about twenty; tickets, key updates and alerts may follow for hours.
const MAX_STEPS: usize = 256;
/// A handshake with two large chains has some 20 kB.
const MAX_BYTES: usize = 1 << 20;
/// Enough to recognize what was said instead of TLS, such as an SMTP reply.
pub(super) const MAX_FOREIGN: usize = 128;
