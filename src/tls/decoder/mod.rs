//! From bytes to steps: epochs, reassembly, and what has to wait for its secret.

mod messages;
mod open;
mod side;

use super::Direction;
use super::message::{Context, Message, Sealed};
use super::protection::Inner;
use super::record::{Content, Framed, Record};
use super::secrets::Secrets;
use super::steps::{MAX_FOREIGN, Step, Steps};
use super::suite::Suite;
use super::summary::Summary;
use open::Opened;
use side::{Arrived, Epoch, Side};
use std::time::Duration;

/// Decodes one connection. Feed it with both directions' bytes in the order of their time.
#[derive(Debug, Default)]
pub struct Decoder {
    client: Side,
    server: Side,
    secrets: Secrets,
    context: Context,
    offer: Option<Offer>,
    server_random: Option<[u8; 32]>,
    steps: Steps,
    records: u64,
}

/// What of a Client Hello is needed to open records.
#[derive(Debug)]
struct Offer {
    random: [u8; 32],
    suites: Vec<Suite>,
}

impl Decoder {
    /// A connection of which nothing has been seen.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes bytes of one direction, in any split.
    pub fn feed(&mut self, direction: Direction, at: Duration, mut bytes: &[u8]) {
        while let Some(framed) = self.side(direction).framer.next(&mut bytes) {
            match framed {
                Framed::Record(record) => self.arrive(direction, at, record),
                Framed::NotTls(foreign) => self.foreign(direction, at, &foreign),
            }
        }
    }

    /// Takes a secret by its label of the NSS key log, as rustls's `KeyLog` has it. What waited
    /// for it is decoded now.
    pub fn secret(&mut self, label: &str, client_random: &[u8], secret: &[u8]) {
        self.secrets.add(label, client_random, secret);
        self.release();
    }

    /// The steps so far, in the order of their records.
    pub fn steps(&self) -> &[Step] {
        self.steps.list()
    }

    /// How many steps were dropped because there were too many.
    pub fn omitted(&self) -> usize {
        self.steps.omitted()
    }

    /// What the handshake has come to so far.
    pub fn summary(&self) -> Summary {
        Summary::of(self.steps())
    }

    /// How many bytes of application data records went in a direction, as they were on the wire.
    pub fn application_data(&self, direction: Direction) -> u64 {
        match direction {
            Direction::Client => self.client.application,
            Direction::Server => self.server.application,
        }
    }

    fn side(&mut self, direction: Direction) -> &mut Side {
        match direction {
            Direction::Client => &mut self.client,
            Direction::Server => &mut self.server,
        }
    }

    fn foreign(&mut self, direction: Direction, at: Duration, bytes: &[u8]) {
        if self.steps.continues_foreign(direction, bytes) {
            return;
        }
        self.records += 1;
        let raw: Vec<u8> = bytes.iter().copied().take(MAX_FOREIGN).collect();
        self.steps.add(Step {
            at,
            direction,
            encrypted: false,
            message: Message::NotTls(raw.clone()),
            raw,
            record: self.records,
            header: 0,
        });
    }

    fn arrive(&mut self, direction: Direction, at: Duration, record: Record) {
        self.records += 1;
        let number = self.records;
        let side = self.side(direction);
        let sequence = side.sequence;
        let changed = side.epoch == Epoch::Changed;
        if changed {
            side.sequence = sequence.saturating_add(1);
        }
        if changed && record.content == Content::ApplicationData {
            side.count(&record);
            return;
        }
        if side.epoch == Epoch::Application
            && side.waiting.is_empty()
            && record.body.len() > LONGEST_MESSAGE
        {
            // It costs time to open, and is mail.
            side.sequence = sequence.saturating_add(1);
            side.count(&record);
            return;
        }
        let queued = side.protects(record.content) && !side.waiting.is_empty();
        let arrived = Arrived {
            number,
            at,
            sequence,
            record,
        };
        let kept = match queued {
            true => Some(arrived),
            false => self.process(direction, arrived),
        };
        if let Some(arrived) = kept {
            self.hold(direction, arrived);
        }
        self.release();
    }

    /// Decodes a record. Gives it back if it has to wait.
    fn process(&mut self, direction: Direction, arrived: Arrived) -> Option<Arrived> {
        let side = self.side(direction);
        let record = &arrived.record;
        if side.protects(record.content) {
            if side.lost {
                side.count(record);
                return None;
            }
            match self.open(direction, &arrived) {
                Opened::Inner(inner) => self.take(direction, &arrived, inner, true),
                Opened::Wait => return Some(arrived),
                Opened::Skipped => self.side(direction).count(record),
                Opened::Failed(sealed) => {
                    self.side(direction).lost |= self.context.is_tls13();
                    self.sealed(direction, &arrived, sealed);
                }
            }
            return None;
        }
        let inner = Inner {
            content: record.content,
            body: record.body.clone(),
        };
        self.take(direction, &arrived, inner, false);
        None
    }

    /// Keeps a record for later, and shows that it is there.
    fn hold(&mut self, direction: Direction, arrived: Arrived) {
        let side = self.side(direction);
        if side.lost || side.waiting.len() == MAX_WAITING {
            side.lost = true;
            side.waiting.clear();
            side.count(&arrived.record);
            return;
        }
        self.sealed(direction, &arrived, Sealed::NoSecret);
        self.side(direction).waiting.push_back(arrived);
    }

    /// Decodes what waited, as far as that is possible by now.
    fn release(&mut self) {
        let mut progress = true;
        while progress {
            progress = false;
            for direction in [Direction::Server, Direction::Client] {
                while let Some(arrived) = self.side(direction).waiting.pop_front() {
                    let number = arrived.number;
                    if let Some(arrived) = self.process(direction, arrived) {
                        self.side(direction).waiting.push_front(arrived);
                        break;
                    }
                    self.steps.opened(number);
                    progress = true;
                }
            }
        }
    }

    fn sealed(&mut self, direction: Direction, arrived: &Arrived, sealed: Sealed) {
        let body = arrived.record.body.clone();
        self.add(
            direction,
            arrived,
            Message::Encrypted(sealed),
            true,
            body,
            0,
        );
    }

    fn add(
        &mut self,
        direction: Direction,
        arrived: &Arrived,
        message: Message,
        encrypted: bool,
        raw: Vec<u8>,
        header: usize,
    ) {
        self.steps.add(Step {
            at: arrived.at,
            direction,
            encrypted,
            message,
            raw,
            record: arrived.number,
            header,
        });
    }
}

/// Longest record that may hold a message of TLS 1.3 behind the handshake: a ticket has some hundred
/// bytes, with the client's certificate in it a few thousand.
const LONGEST_MESSAGE: usize = 8 * 1024;
/// A server's flight in TLS 1.3 has a record for each message, seldom more than eight.
const MAX_WAITING: usize = 16;
