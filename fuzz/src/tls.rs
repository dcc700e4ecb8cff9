//! What is read of a TLS connection: records of both sides, secrets, certificates.

use smtpsh::handshake::certificate;
use smtpsh::tls::{Decoder, Direction, Message};
use smtpsh::words::Lang;
use std::time::Duration;

/// The steps are the same in any split, are bounded, and can all be told. Parts of the input are of three
/// kinds, by their first byte: bytes of the client, of the server, a secret. The two behind it are their length.
pub fn check(bytes: &[u8]) {
    let (mut whole, mut split) = (Decoder::new(), Decoder::new());
    for (kind, bytes) in parts(bytes) {
        let direction = match kind {
            Part::Secret(label) => {
                let (random, secret) = bytes.split_at(bytes.len().min(32));
                whole.secret(label, random, secret);
                split.secret(label, random, secret);
                continue;
            }
            Part::Client => Direction::Client,
            Part::Server => Direction::Server,
        };
        whole.feed(direction, Duration::ZERO, bytes);
        for byte in bytes {
            split.feed(direction, Duration::ZERO, &[*byte]);
        }
    }
    assert_eq!(whole.steps(), split.steps());
    assert_eq!(whole.summary(), split.summary());
    let size: usize = whole.steps().iter().map(|step| step.raw.len()).sum();
    assert!(size <= 1 << 20, "{size}");
    for step in whole.steps() {
        step.message.fact();
        step.message.fields();
        if let Message::Certificate(chain) = &step.message {
            for found in &chain.certificates {
                certificate(found, Lang::Chinese);
                smtpsh::wire::Certificate::read(&found.der);
            }
        }
    }
    smtpsh::wire::Certificate::read(bytes);
}

enum Part {
    Client,
    Server,
    Secret(&'static str),
}

fn parts(mut bytes: &[u8]) -> impl Iterator<Item = (Part, &[u8])> {
    std::iter::from_fn(move || {
        let (head, rest) = bytes.split_first_chunk::<3>()?;
        let length = usize::from(u16::from_be_bytes([head[1], head[2]]));
        let (part, rest) = rest.split_at(length.min(rest.len()));
        bytes = rest;
        let kind = match head[0] {
            0 => Part::Client,
            1 => Part::Server,
            label => Part::Secret(LABELS[usize::from(label) % LABELS.len()]),
        };
        Some((kind, part))
    })
}

/// Of the NSS key log; their place is what is left when the first byte is divided by their number.
pub const LABELS: &[&str] = &[
    "CLIENT_RANDOM",
    "CLIENT_EARLY_TRAFFIC_SECRET",
    "CLIENT_HANDSHAKE_TRAFFIC_SECRET",
    "SERVER_HANDSHAKE_TRAFFIC_SECRET",
    "CLIENT_TRAFFIC_SECRET_0",
    "SERVER_TRAFFIC_SECRET_0",
    "EXPORTER_SECRET",
];
