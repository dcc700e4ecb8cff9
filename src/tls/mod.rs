//! What a TLS handshake consists of, step by step, as Wireshark lists it. No I/O: record bytes of
//! both directions and the secrets of a key log in, [`Step`]s out.
//!
//! * [`Decoder`] takes bytes in any split. The framing, the AEADs and the reassembly are behind it.
//! * [`Step`]: one [`Message`] with its bytes, and when and in which direction it went.
//! * [`Message::fact`] and [`Message::fields`]: what it says, in one line or field by field.
//! * [`Summary`]: what the handshake came to.
//!
//! Values are as they came: escape them to show them.
//!
//! ```
//! use smtpsh::tls::{Decoder, Direction, Version};
//! use std::time::Duration;
//!
//! // RFC 8448 §3.
//! let server_hello = "\
//!     160303005a020000560303a6af06a4121860dc5e6e60249cd34c95930c8ac5cb1434dac155772ed3\
//!     e2692800130100002e00330024001d0020c9828876112095fe66762bdbf7c672e156d6cc253b833d\
//!     f1dd69b1b04e751f0f002b00020304";
//! let server_hello = hex(server_hello)?;
//!
//! let mut decoder = Decoder::new();
//! decoder.feed(Direction::Server, Duration::ZERO, &server_hello);
//! let step = &decoder.steps()[0];
//! assert_eq!(step.message.name(), "Server Hello");
//! assert_eq!(step.message.fact(), "TLS 1.3, TLS_AES_128_GCM_SHA256");
//! assert_eq!(decoder.summary().version, Some(Version::TLS1_3));
//! # fn hex(digits: &str) -> Result<Vec<u8>, std::num::ParseIntError> {
//! #     let starts = (0..digits.len()).step_by(2);
//! #     starts.map(|at| u8::from_str_radix(&digits[at..at + 2], 16)).collect()
//! # }
//! # Ok::<(), std::num::ParseIntError>(())
//! ```
//!
//! `examples/handshake.rs` decodes one whole, with its key log.

mod certificate;
mod decoder;
mod extension;
mod fact;
mod fields;
mod hello;
mod keys;
mod message;
mod names;
mod oddity;
mod protection;
mod reader;
mod record;
mod secrets;
mod steps;
mod suite;
mod summary;

pub use crate::direction::Direction;
pub use certificate::{Certificate, Chain, Facts, Request};
pub use decoder::Decoder;
pub use extension::{Body, Extension, KeyShare, PskOffer};
pub use fields::Field;
pub use hello::{ClientHello, ServerHello};
pub use keys::{ClientKeyExchange, ServerKeyExchange, Signature};
pub use message::{Alert, Message, Sealed, Ticket};
pub use names::{
    AlertDescription, AlertLevel, ClientCertificateType, Compression, ExtensionType, Group,
    HandshakeType, PointFormat, PskMode, Scheme, Version,
};
pub use oddity::Oddity;
pub use secrets::Label;
pub use steps::Step;
pub use suite::{KeyExchange, Parts, Suite};
pub use summary::{Resumption, Summary};
