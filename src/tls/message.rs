//! Handshake messages, alerts and Change Cipher Spec, as types.

use super::certificate::{Chain, Request};
use super::extension::{self, Extension, Place};
use super::hello::{ClientHello, ServerHello};
use super::keys::{ClientKeyExchange, ServerKeyExchange, Signature};
use super::names::{AlertDescription, AlertLevel, HandshakeType, Version};
use super::oddity::Oddity;
use super::reader::Reader;
use super::suite::Suite;

/// One thing that was said in a handshake.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Message {
    /// The server asks for a new handshake (TLS 1.2).
    HelloRequest,
    /// What the client offers.
    ClientHello(ClientHello),
    /// What the server takes of it.
    ServerHello(ServerHello),
    /// The server wants another Client Hello (TLS 1.3).
    HelloRetryRequest(ServerHello),
    /// What the server says to the extensions, under encryption (TLS 1.3).
    EncryptedExtensions(Vec<Extension>),
    /// A certificate chain.
    Certificate(Chain),
    /// An OCSP answer (TLS 1.2).
    CertificateStatus {
        /// `1` is OCSP.
        kind: u8,
        /// The answer.
        response: Vec<u8>,
    },
    /// The server's part of the key exchange (TLS 1.2).
    ServerKeyExchange(ServerKeyExchange),
    /// The client shall show a certificate.
    CertificateRequest(Request),
    /// It is the client's turn (TLS 1.2).
    ServerHelloDone,
    /// The proof that one has the certificate's key.
    CertificateVerify(Signature),
    /// The client's part of the key exchange (TLS 1.2).
    ClientKeyExchange(ClientKeyExchange),
    /// From here on, this side encrypts (TLS 1.2).
    ChangeCipherSpec {
        /// It means nothing and is there for middleboxes (RFC 8446 §D.4).
        fake: bool,
    },
    /// A checksum over all messages, made with the new keys.
    Finished(Vec<u8>),
    /// Something to resume from later.
    NewSessionTicket(Ticket),
    /// The client's early data is over (TLS 1.3).
    EndOfEarlyData,
    /// The sender's keys change (TLS 1.3).
    KeyUpdate {
        /// The other side's shall change as well.
        requested: bool,
    },
    /// A handshake message that is only known by its type.
    Other {
        /// The type's name.
        name: String,
        /// The type.
        kind: HandshakeType,
    },
    /// An alert.
    Alert(Alert),
    /// A record that cannot be opened.
    Encrypted(Sealed),
    /// A message that could not be read.
    Malformed {
        /// What it would have been.
        name: String,
        /// What is wrong.
        oddity: Oddity,
    },
    /// This is not TLS. The beginning of what it is.
    NotTls(Vec<u8>),
}

/// A session ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ticket {
    /// For how many seconds it is good.
    pub lifetime: u32,
    /// What disguises its age (TLS 1.3).
    pub age_add: Option<u32>,
    /// What tells tickets of one connection apart (TLS 1.3).
    pub nonce: Option<Vec<u8>>,
    /// The ticket, which only the server can read.
    pub ticket: Vec<u8>,
    /// The extensions (TLS 1.3).
    pub extensions: Vec<Extension>,
}

/// An alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Alert {
    /// Its level, which TLS 1.3 ignores.
    pub level: AlertLevel,
    /// What it says.
    pub description: AlertDescription,
}

/// Why a record is shown as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Sealed {
    /// Its secret is not known, or not yet.
    NoSecret,
    /// The decoder does not open records of this cipher suite.
    Suite,
    /// The tag does not fit: damaged, or another secret.
    Damaged,
}

/// What is known of the connection and needed to read a message.
#[derive(Debug, Clone, Default)]
pub(super) struct Context {
    pub(super) version: Option<Version>,
    pub(super) suite: Option<Suite>,
}

impl Context {
    pub(super) fn is_tls13(&self) -> bool {
        self.version == Some(Version::TLS1_3)
    }
}

impl Message {
    /// Reads a handshake message without its header of four bytes.
    pub(super) fn read(kind: HandshakeType, body: &[u8], context: &Context) -> Self {
        Self::parse(kind, body, context).unwrap_or_else(|oddity| Self::Malformed {
            name: kind.to_string(),
            oddity,
        })
    }

    fn parse(kind: HandshakeType, body: &[u8], context: &Context) -> Result<Self, Oddity> {
        let version = context.version.unwrap_or(Version::TLS1_2);
        let exchange = context.suite.and_then(Suite::key_exchange);
        let mut reader = Reader::new(body);
        let r = &mut reader;
        let message = match kind.0 {
            0 => Self::HelloRequest,
            1 => Self::ClientHello(ClientHello::read(r)?),
            2 => match ServerHello::read(r)? {
                hello if hello.is_retry() => Self::HelloRetryRequest(hello),
                hello => Self::ServerHello(hello),
            },
            4 => Self::NewSessionTicket(Ticket::read(r, version)?),
            5 => Self::EndOfEarlyData,
            8 => Self::EncryptedExtensions(extension::read(r, Place::Other)?),
            11 => Self::Certificate(Chain::read(r, version)?),
            12 => Self::ServerKeyExchange(ServerKeyExchange::read(r, version, exchange)?),
            13 => Self::CertificateRequest(Request::read(r, version)?),
            14 => Self::ServerHelloDone,
            15 => Self::CertificateVerify(Signature::read(r, version)?),
            16 => Self::ClientKeyExchange(ClientKeyExchange::read(r, exchange)?),
            20 => Self::Finished(r.rest().to_vec()),
            22 => Self::CertificateStatus {
                kind: r.u8("status type")?,
                response: r.vec24("response")?.to_vec(),
            },
            24 => Self::KeyUpdate {
                requested: r.u8("request update")? == 1,
            },
            _ => {
                r.rest();
                Self::Other {
                    name: kind.to_string(),
                    kind,
                }
            }
        };
        reader.end(kind.name().unwrap_or("message"))?;
        Ok(message)
    }

    /// The name that Wireshark gives it.
    pub fn name(&self) -> &str {
        match self {
            Self::HelloRequest => "Hello Request",
            Self::ClientHello(_) => "Client Hello",
            Self::ServerHello(_) => "Server Hello",
            Self::HelloRetryRequest(_) => "Hello Retry Request",
            Self::EncryptedExtensions(_) => "Encrypted Extensions",
            Self::Certificate(_) => "Certificate",
            Self::CertificateStatus { .. } => "Certificate Status",
            Self::ServerKeyExchange(_) => "Server Key Exchange",
            Self::CertificateRequest(_) => "Certificate Request",
            Self::ServerHelloDone => "Server Hello Done",
            Self::CertificateVerify(_) => "Certificate Verify",
            Self::ClientKeyExchange(_) => "Client Key Exchange",
            Self::ChangeCipherSpec { .. } => "Change Cipher Spec",
            Self::Finished(_) => "Finished",
            Self::NewSessionTicket(_) => "New Session Ticket",
            Self::EndOfEarlyData => "End of Early Data",
            Self::KeyUpdate { .. } => "Key Update",
            Self::Alert(_) => "Alert",
            Self::Encrypted(_) => "Encrypted Handshake Message",
            Self::Other { name, .. } | Self::Malformed { name, .. } => name,
            Self::NotTls(_) => "Not TLS",
        }
    }
}

impl Ticket {
    /// RFC 8446 §4.6.1, RFC 5077 §3.3.
    fn read(r: &mut Reader<'_>, version: Version) -> Result<Self, Oddity> {
        let tls13 = version == Version::TLS1_3;
        let lifetime = r.u32("ticket lifetime")?;
        let (age_add, nonce) = match tls13 {
            true => (
                Some(r.u32("ticket age add")?),
                Some(r.vec8("ticket nonce")?.to_vec()),
            ),
            false => (None, None),
        };
        let ticket = r.vec16("ticket")?.to_vec();
        let extensions = match tls13 {
            true => extension::read(r, Place::Ticket)?,
            false => Vec::new(),
        };
        Ok(Self {
            lifetime,
            age_add,
            nonce,
            ticket,
            extensions,
        })
    }
}

impl Alert {
    /// Reads an alert record's body.
    pub(super) fn read(body: &[u8]) -> Option<Self> {
        match body {
            [level, description] => Some(Self {
                level: AlertLevel(*level),
                description: AlertDescription(*description),
            }),
            _ => None,
        }
    }

    /// The connection ends in order.
    pub fn is_close(self) -> bool {
        self.description.name() == Some("close_notify")
    }
}
