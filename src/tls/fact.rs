//! A message's short fact, for a row of a list.

use super::extension::{Body, Extension, Find, number};
use super::hello::{ClientHello, ServerHello};
use super::keys::{ClientKeyExchange, ServerKeyExchange, Signature};
use super::message::{Message, Sealed, Ticket};
use crate::words::Lang;
use std::fmt::Display;

impl Message {
    /// The one thing to know about it, in the terms of the standards; empty if there is none.
    pub fn fact(&self) -> String {
        match self {
            Self::ClientHello(hello) => client_hello(hello),
            Self::ServerHello(hello) => server_hello(hello),
            Self::HelloRetryRequest(hello) => match hello.group() {
                Some(group) => format!("key_share={group}"),
                None => hello.suite.to_string(),
            },
            Self::EncryptedExtensions(extensions) => match alpn(extensions) {
                Some(alpn) => format!("ALPN={alpn}"),
                None => list(extensions.iter().map(|extension| extension.kind)),
            },
            Self::Certificate(chain) => match chain.owner() {
                Some(owner) => format!("CN={owner}"),
                None => format!("{} certificates", chain.certificates.len()),
            },
            Self::CertificateStatus { .. } => "OCSP".to_owned(),
            Self::ServerKeyExchange(exchange) => server_exchange(exchange),
            Self::CertificateRequest(request) => match request.kinds.as_slice() {
                [] => list(request.extensions.iter().map(|extension| extension.kind)),
                kinds => list(kinds.iter()),
            },
            Self::CertificateVerify(signature) => algorithm(signature),
            Self::ClientKeyExchange(exchange) => match exchange {
                ClientKeyExchange::Ecdhe(_) => "ECDHE".to_owned(),
                ClientKeyExchange::Dhe(_) => "DHE".to_owned(),
                ClientKeyExchange::Rsa(_) => "RSA".to_owned(),
                ClientKeyExchange::Other(bytes) => format!("{} bytes", bytes.len()),
            },
            Self::ChangeCipherSpec { fake: true } => "RFC 8446 D.4".to_owned(),
            Self::NewSessionTicket(ticket) => lifetime(ticket),
            Self::KeyUpdate { requested: true } => "update_requested".to_owned(),
            Self::KeyUpdate { requested: false } => "update_not_requested".to_owned(),
            Self::Alert(alert) => format!("{}, {}", alert.level, alert.description),
            Self::Finished(_) => "verify_data".to_owned(),
            Self::Encrypted(Sealed::Damaged) => "bad_record_mac".to_owned(),
            Self::Malformed { oddity, .. } => {
                format!("[Malformed] {}", oddity.say(Lang::English))
            }
            Self::HelloRequest
            | Self::ServerHelloDone
            | Self::ChangeCipherSpec { fake: false }
            | Self::EndOfEarlyData
            | Self::Encrypted(_)
            | Self::Other { .. } => String::new(),
            Self::NotTls(beginning) => String::from_utf8_lossy(beginning).into_owned(),
        }
    }
}

fn client_hello(hello: &ClientHello) -> String {
    let versions = hello.versions();
    // GREASE is no version.
    let versions = list(versions.iter().filter(|version| version.name().is_some()));
    match hello.server_name() {
        Some(name) => format!("SNI={}, {versions}", String::from_utf8_lossy(name)),
        None => versions,
    }
}

fn server_hello(hello: &ServerHello) -> String {
    format!("{}, {}", hello.version(), hello.suite)
}

fn server_exchange(exchange: &ServerKeyExchange) -> String {
    let signature = exchange.signature().map(algorithm).unwrap_or_default();
    match exchange {
        ServerKeyExchange::Ecdhe { share, .. } => format!("ECDHE {}, {signature}", share.group),
        ServerKeyExchange::Dhe { prime, .. } => {
            format!("DHE {} bits, {signature}", prime.len() * 8)
        }
        ServerKeyExchange::Other(bytes) => format!("{} bytes", bytes.len()),
    }
}

fn algorithm(signature: &Signature) -> String {
    match signature.scheme {
        Some(scheme) => scheme.to_string(),
        None => format!("{} bytes", signature.bytes.len()),
    }
}

fn alpn(extensions: &[Extension]) -> Option<String> {
    match extensions.body(number::ALPN)? {
        Body::Alpn(protocols) => Some(list(
            protocols.iter().map(|name| String::from_utf8_lossy(name)),
        )),
        _ => None,
    }
}

fn lifetime(ticket: &Ticket) -> String {
    format!("lifetime {} s", ticket.lifetime)
}

/// The values with commas between them.
pub(super) fn list<T: Display>(values: impl Iterator<Item = T>) -> String {
    let values: Vec<String> = values.map(|value| value.to_string()).collect();
    values.join(", ")
}
