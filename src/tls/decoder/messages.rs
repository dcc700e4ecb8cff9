//! From the contents of records to messages, and what a message changes.

use super::side::{Arrived, Epoch};
use super::{Decoder, Offer};
use crate::tls::Direction;
use crate::tls::hello::ClientHello;
use crate::tls::message::{Alert, Message};
use crate::tls::names::HandshakeType;
use crate::tls::oddity::Oddity;
use crate::tls::protection::Inner;
use crate::tls::record::Content;
use crate::tls::secrets::Label;
use crate::tls::suite::Suite;

impl Decoder {
    /// Takes what a record carries.
    pub(super) fn take(
        &mut self,
        direction: Direction,
        arrived: &Arrived,
        inner: Inner,
        encrypted: bool,
    ) {
        let fake = self.context.is_tls13() || self.server_random.is_none();
        let passes = match inner.content {
            Content::Handshake => true,
            Content::ChangeCipherSpec => fake,
            _ => false,
        };
        if !passes && !self.side(direction).partial.is_empty() {
            self.interrupted(direction, arrived);
        }
        let message = match inner.content {
            Content::Handshake => return self.assemble(direction, arrived, &inner.body, encrypted),
            Content::ApplicationData => return self.side(direction).count(&arrived.record),
            Content::Other => return,
            Content::Alert => match Alert::read(&inner.body) {
                Some(alert) => Message::Alert(alert),
                None => malformed("Alert"),
            },
            Content::ChangeCipherSpec if inner.body != [1] => malformed("Change Cipher Spec"),
            Content::ChangeCipherSpec => {
                if !fake {
                    self.side(direction).enter(Epoch::Changed);
                }
                Message::ChangeCipherSpec { fake }
            }
        };
        self.add(direction, arrived, message, encrypted, inner.body, 0);
    }

    /// Puts handshake messages together: one may span records, and a record may have several.
    fn assemble(&mut self, direction: Direction, arrived: &Arrived, body: &[u8], encrypted: bool) {
        let side = self.side(direction);
        if side.lost {
            return;
        }
        side.partial.extend_from_slice(body);
        while let Some([kind, length @ ..]) = self.side(direction).partial.first_chunk::<HEADER>() {
            let kind = HandshakeType(*kind);
            let length = length
                .iter()
                .fold(0, |sum, byte| sum << 8 | usize::from(*byte));
            let side = self.side(direction);
            if length > MAX_MESSAGE {
                side.lost = true;
                let raw = std::mem::take(&mut side.partial);
                let message = Message::Malformed {
                    name: kind.to_string(),
                    oddity: Oddity::TooLong {
                        what: kind.name().unwrap_or("message"),
                        length,
                    },
                };
                return self.add(direction, arrived, message, encrypted, raw, HEADER);
            }
            if side.partial.len() < HEADER + length {
                return;
            }
            let rest = side.partial.split_off(HEADER + length);
            let raw = std::mem::replace(&mut side.partial, rest);
            let message = Message::read(kind, raw.get(HEADER..).unwrap_or_default(), &self.context);
            let new_keys = self.follow(direction, &message);
            self.add(direction, arrived, message, encrypted, raw, HEADER);
            if new_keys && !self.side(direction).partial.is_empty() {
                self.interrupted(direction, arrived);
            }
        }
    }

    /// Draws the consequences of a message. Whether its sender has new keys from here on.
    fn follow(&mut self, direction: Direction, message: &Message) -> bool {
        match (direction, message) {
            (Direction::Client, Message::ClientHello(hello)) => self.offered(hello),
            (Direction::Server, Message::HelloRetryRequest(hello)) => {
                self.context.version = Some(hello.version());
                self.context.suite = Some(hello.suite);
                self.client.enter(Epoch::Plain);
            }
            (Direction::Server, Message::ServerHello(hello)) => {
                self.context.version = Some(hello.version());
                self.context.suite = Some(hello.suite);
                self.server_random = Some(hello.random);
                if self.context.is_tls13() {
                    self.server.enter(Epoch::Handshake);
                    if self.client.epoch != Epoch::Early {
                        self.client.enter(Epoch::Handshake);
                    }
                    return true;
                }
                if self.client.epoch == Epoch::Early {
                    self.client.enter(Epoch::Plain);
                }
            }
            (Direction::Client, Message::EndOfEarlyData) => {
                self.client.enter(Epoch::Handshake);
                return true;
            }
            (_, Message::Finished(_)) if self.side(direction).epoch == Epoch::Handshake => {
                self.side(direction).enter(Epoch::Application);
                return true;
            }
            (_, Message::KeyUpdate { .. }) => {
                self.update(direction);
                return true;
            }
            _ => {}
        }
        false
    }

    fn offered(&mut self, hello: &ClientHello) {
        self.offer = Some(Offer {
            random: hello.random,
            suites: hello.suites.clone(),
        });
        if hello.early_data() && self.server_random.is_none() {
            self.client.enter(Epoch::Early);
        }
    }

    fn update(&mut self, direction: Direction) {
        let Some(cipher) = self.context.suite.and_then(Suite::cipher) else {
            return;
        };
        let side = self.side(direction);
        if side.epoch != Epoch::Application {
            return;
        }
        let updated = side.updated.take();
        let random = self.offer.as_ref().map(|offer| offer.random);
        let logged = random.and_then(|r| self.secrets.find(Label::application(direction), &r));
        let present = updated.as_ref().map(|s| s.as_slice()).or(logged);
        let next = present.and_then(|secret| cipher.next_secret(secret));
        let side = self.side(direction);
        side.enter(Epoch::Application);
        side.updated = next;
    }

    fn interrupted(&mut self, direction: Direction, arrived: &Arrived) {
        let raw = std::mem::take(&mut self.side(direction).partial);
        let kind = raw.first().copied().map(HandshakeType);
        let message = Message::Malformed {
            name: kind.map(|kind| kind.to_string()).unwrap_or_default(),
            oddity: Oddity::Interrupted,
        };
        self.add(direction, arrived, message, false, raw, HEADER);
    }
}

fn malformed(name: &'static str) -> Message {
    Message::Malformed {
        name: name.to_owned(),
        oddity: Oddity::Value { what: name },
    }
}

/// Type and length.
const HEADER: usize = 4;
/// Large chains have some 10 kB; rustls and OpenSSL refuse more than this as well.
const MAX_MESSAGE: usize = 1 << 16;
