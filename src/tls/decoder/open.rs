//! Opening protected records: which secret, which keys, and what if there are none.

use super::Decoder;
use super::side::{Arrived, Epoch};
use crate::tls::Direction;
use crate::tls::message::Sealed;
use crate::tls::protection::{Cipher, Inner, Protection};
use crate::tls::record::Record;
use crate::tls::secrets::Label;
use crate::tls::suite::Suite;

/// What came of opening a record.
pub(super) enum Opened {
    Inner(Inner),
    /// Its secret is not known yet.
    Wait,
    /// Early data that the server does not read either (RFC 8446 §4.2.10).
    Skipped,
    Failed(Sealed),
}

impl Decoder {
    pub(super) fn open(&mut self, direction: Direction, arrived: &Arrived) -> Opened {
        let record = &arrived.record;
        let side = self.side(direction);
        let sequence = match side.epoch {
            Epoch::Changed => arrived.sequence,
            _ => side.sequence,
        };
        if side.keys.is_none() {
            match self.keys(direction, record) {
                Ok(keys) => self.side(direction).keys = Some(keys),
                Err(opened) => return opened,
            }
        }
        let side = self.side(direction);
        if let Some(inner) = side
            .keys
            .as_ref()
            .and_then(|keys| keys.open(record, sequence))
        {
            if side.epoch != Epoch::Changed {
                side.sequence = sequence.saturating_add(1);
            }
            return Opened::Inner(inner);
        }
        if side.epoch == Epoch::Early && self.server_random.is_some() {
            // The server did not take the early data, so no End of Early Data comes.
            self.side(direction).enter(Epoch::Handshake);
            return self.open(direction, arrived);
        }
        Opened::Failed(Sealed::Damaged)
    }

    /// The keys of a direction's present epoch. `record` is what they are tried on.
    fn keys(&mut self, direction: Direction, record: &Record) -> Result<Protection, Opened> {
        let epoch = self.side(direction).epoch;
        let secret = |label| {
            let random = &self.offer.as_ref()?.random;
            self.secrets.find(label, random)
        };
        if epoch == Epoch::Early {
            return self.early_keys(record);
        }
        let cipher = self.context.suite.and_then(Suite::cipher);
        let cipher = cipher.ok_or(Opened::Failed(Sealed::Suite))?;
        let found = match (epoch, &self.offer, &self.server_random) {
            (Epoch::Changed, Some(offer), Some(server_random)) => secret(Label::Master)
                .map(|s| Protection::tls12(cipher, s, &offer.random, server_random, direction)),
            (Epoch::Handshake, ..) => {
                secret(Label::handshake(direction)).map(|s| Protection::tls13(cipher, s))
            }
            (Epoch::Application, ..) => {
                let updated = match direction {
                    Direction::Client => &self.client.updated,
                    Direction::Server => &self.server.updated,
                };
                updated
                    .as_ref()
                    .map(|s| s.as_slice())
                    .or_else(|| secret(Label::application(direction)))
                    .map(|s| Protection::tls13(cipher, s))
            }
            _ => None,
        };
        match found {
            Some(keys) => keys.ok_or(Opened::Failed(Sealed::Damaged)),
            None => Err(Opened::Wait),
        }
    }

    /// Early data is of the ticket's suite, which no message tells: the tag does.
    fn early_keys(&mut self, record: &Record) -> Result<Protection, Opened> {
        let offer = self.offer.as_ref().ok_or(Opened::Wait)?;
        let secret = self.secrets.find(Label::ClientEarly, &offer.random);
        let found = secret.and_then(|secret| {
            let suites = offer.suites.iter().filter(|suite| suite.is_tls13());
            suites
                .filter_map(|suite| suite.cipher())
                .filter(|cipher: &Cipher| cipher.secret_length() == secret.len())
                .filter_map(|cipher| Protection::tls13(cipher, secret))
                .find(|keys| keys.open(record, 0).is_some())
        });
        if let Some(keys) = found {
            return Ok(keys);
        }
        if self.server_random.is_none() {
            return Err(Opened::Wait);
        }
        // The first record that the handshake's keys open ends the early data; what they do not
        // open is skipped, as the server does it.
        let cipher = self.context.suite.and_then(Suite::cipher);
        let cipher = cipher.ok_or(Opened::Failed(Sealed::Suite))?;
        let secret = self.secrets.find(Label::ClientHandshake, &offer.random);
        let keys = Protection::tls13(cipher, secret.ok_or(Opened::Wait)?);
        let keys = keys.ok_or(Opened::Failed(Sealed::Damaged))?;
        if keys.open(record, 0).is_none() {
            return Err(Opened::Skipped);
        }
        self.client.enter(Epoch::Handshake);
        Ok(keys)
    }
}
