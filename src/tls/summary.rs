//! What a handshake came to.

use super::Direction;
use super::extension::{Body, Extension, Find, number};
use super::hello::{ClientHello, ServerHello};
use super::keys::{ClientKeyExchange, ServerKeyExchange};
use super::message::Message;
use super::names::{Group, Version};
use super::steps::Step;
use super::suite::{KeyExchange, Suite};

/// What a handshake came to, as far as its steps tell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// The version that is spoken.
    pub version: Option<Version>,
    /// The cipher suite.
    pub suite: Option<Suite>,
    /// How the common secret was agreed on; nothing if an earlier session's was used alone.
    pub key_exchange: Option<KeyExchange>,
    /// The group of the key exchange.
    pub group: Option<Group>,
    /// The client's public key.
    pub client_share: Option<Vec<u8>>,
    /// The server's public key.
    pub server_share: Option<Vec<u8>>,
    /// The client's random.
    pub client_random: Option<[u8; 32]>,
    /// The server's random.
    pub server_random: Option<[u8; 32]>,
    /// The host name that the client asked for.
    pub server_name: Option<Vec<u8>>,
    /// The protocol that both agreed on.
    pub alpn: Option<Vec<u8>>,
    /// What earlier session this one goes on from.
    pub resumed: Option<Resumption>,
    /// The server asked for another Client Hello.
    pub retried: bool,
    /// The client sent data with its first flight, and the server took it.
    pub early_data: bool,
    /// The master secret depends on the whole handshake (RFC 7627).
    pub extended_master_secret: bool,
    /// The client showed a certificate.
    pub client_certificate: bool,
    /// The client's Finished was seen and read.
    pub client_finished: bool,
    /// The server's Finished was seen and read.
    pub server_finished: bool,
}

/// How an earlier session was named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resumption {
    /// A pre-shared key, by a ticket of TLS 1.3.
    Psk,
    /// A ticket of TLS 1.2 (RFC 5077).
    Ticket,
    /// The session id of TLS 1.2 and older.
    SessionId,
}

impl Summary {
    /// Gathers what the steps tell.
    pub(super) fn of(steps: &[Step]) -> Self {
        let mut summary = Self::default();
        let mut offer = None;
        let mut answer = None;
        let mut full = false;
        for step in steps {
            match (step.direction, &step.message) {
                (Direction::Client, Message::ClientHello(hello)) => {
                    summary.offered(hello);
                    offer = Some(hello);
                }
                (Direction::Server, Message::HelloRetryRequest(hello)) => {
                    summary.version = Some(hello.version());
                    summary.retried = true;
                }
                (Direction::Server, Message::ServerHello(hello)) => {
                    summary.answered(hello, offer);
                    answer = Some(hello);
                    full = false;
                }
                (Direction::Server, Message::EncryptedExtensions(extensions)) => {
                    summary.extended(extensions);
                    summary.early_data = extensions.body(number::EARLY_DATA).is_some();
                }
                (Direction::Server, Message::ServerKeyExchange(exchange)) => {
                    summary.exchanged(exchange);
                    full = true;
                }
                (Direction::Server, Message::Certificate(_) | Message::ServerHelloDone) => {
                    full = true;
                }
                (Direction::Client, Message::Certificate(chain)) => {
                    summary.client_certificate = !chain.certificates.is_empty();
                }
                (Direction::Client, Message::ClientKeyExchange(exchange)) => {
                    summary.client_share = exchange.share().map(<[u8]>::to_vec);
                }
                (Direction::Server, Message::ChangeCipherSpec { fake: false }) if !full => {
                    summary.resumed = resumption(offer, answer);
                }
                (Direction::Client, Message::Finished(_)) => summary.client_finished = true,
                (Direction::Server, Message::Finished(_)) => summary.server_finished = true,
                _ => {}
            }
        }
        if matches!(
            summary.resumed,
            Some(Resumption::Ticket | Resumption::SessionId)
        ) {
            summary.key_exchange = None;
        }
        summary
    }

    fn offered(&mut self, hello: &ClientHello) {
        self.client_random = Some(hello.random);
        self.server_name = hello.server_name().map(<[u8]>::to_vec);
    }

    fn answered(&mut self, hello: &ServerHello, offer: Option<&ClientHello>) {
        self.version = Some(hello.version());
        self.suite = Some(hello.suite);
        self.server_random = Some(hello.random);
        let ems = number::EXTENDED_MASTER_SECRET;
        self.extended_master_secret = hello.extensions.body(ems).is_some();
        self.extended(&hello.extensions);
        if hello.version() != Version::TLS1_3 {
            self.key_exchange = hello.suite.key_exchange();
            return;
        }
        if hello.takes_psk() {
            self.resumed = Some(Resumption::Psk);
        }
        self.group = hello.group();
        self.key_exchange = self.group.map(|group| match group.name() {
            Some(name) if name.starts_with("ffdhe") => KeyExchange::Dhe,
            _ => KeyExchange::Ecdhe,
        });
        self.server_share = hello.share().map(<[u8]>::to_vec);
        let share = self.group.and_then(|group| offer?.share(group));
        self.client_share = share.map(<[u8]>::to_vec);
    }

    fn extended(&mut self, extensions: &[Extension]) {
        if let Some(Body::Alpn(protocols)) = extensions.body(number::ALPN) {
            self.alpn = protocols.first().cloned();
        }
    }

    fn exchanged(&mut self, exchange: &ServerKeyExchange) {
        match exchange {
            ServerKeyExchange::Ecdhe { share, .. } => {
                self.group = Some(share.group);
                self.server_share = Some(share.key.clone());
            }
            ServerKeyExchange::Dhe { key, .. } => self.server_share = Some(key.clone()),
            ServerKeyExchange::Other(_) => {}
        }
    }
}

impl ClientKeyExchange {
    /// The client's public key.
    pub fn share(&self) -> Option<&[u8]> {
        match self {
            Self::Ecdhe(key) | Self::Dhe(key) => Some(key),
            Self::Rsa(_) | Self::Other(_) => None,
        }
    }
}

/// In TLS 1.2, a server that goes on from an earlier session changes its keys without having shown
/// a certificate (RFC 5246 §7.3).
fn resumption(offer: Option<&ClientHello>, answer: Option<&ServerHello>) -> Option<Resumption> {
    let (offer, answer) = (offer?, answer?);
    if offer.ticket() {
        return Some(Resumption::Ticket);
    }
    let named = !offer.session.is_empty() && offer.session == answer.session;
    named.then_some(Resumption::SessionId)
}
