//! What a TLS handshake consists of, step by step, as Wireshark lists it. No I/O: record bytes of
//! both directions and the secrets of a key log in, [`Step`]s out.
//!
//! * [`Decoder`] takes bytes in any split. The framing, the AEADs and the reassembly are behind it.
//! * [`Step`]: one [`Message`] with its bytes, and when and in which direction it went.
//! * [`Message::fact`] and [`Message::fields`]: what it says, in one line or field by field.
//! * [`Summary`]: what the handshake came to.
//!
//! Values are as they came: escape them to show them.

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
