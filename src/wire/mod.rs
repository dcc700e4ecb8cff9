//! The socket: connect, send, receive, upgrade, verify. Knows no protocol above TLS.

mod connect;
mod proxy;
mod records;
mod tap;
mod tls;
mod verify;

pub use crate::certificate::{Certificate, Moment};
pub use connect::{Family, Place, Route, connect};
pub use proxy::Proxy;
pub use tap::{Key, Passed};
pub use tls::{Identity, Roots, Secured, TlsClient, TlsSettings, TlsVersion};

use crate::direction::Direction;
use crate::error::Error;
use crate::protocol::sasl::Binding;
use records::Records;
use rustls::ClientConnection;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use tap::Tap;

/// One connection, in clear text or through TLS.
///
/// Whoever reads the socket (see [`Wire::reader`]) hands the bytes to [`Wire::receive`]: all state
/// of TLS has one owner.
#[derive(Debug)]
pub struct Wire {
    stream: TcpStream,
    tls: Option<Tls>,
    tap: Tap,
}

#[derive(Debug)]
struct Tls {
    connection: ClientConnection,
    inspector: std::sync::Arc<verify::Inspector>,
    records: Records,
    name: String,
    shaking_hands: bool,
}

/// What received bytes came to.
#[derive(Debug, Default)]
pub struct Received {
    /// Bytes for the dialogue.
    pub plain: Vec<u8>,
    /// The handshake is done with these bytes.
    pub secured: Option<Secured>,
}

impl Wire {
    /// Takes over a connected socket.
    pub fn new(stream: TcpStream) -> Self {
        Self {
            stream,
            tls: None,
            tap: Tap::default(),
        }
    }

    /// Another handle of the socket, to read from.
    pub fn reader(&self) -> io::Result<TcpStream> {
        self.stream.try_clone()
    }

    /// What passed the socket since this was last asked, in order.
    pub fn passed(&self) -> Vec<Passed> {
        self.tap.take()
    }

    /// Whether lines go through TLS.
    pub fn is_tls(&self) -> bool {
        self.tls.as_ref().is_some_and(|tls| !tls.shaking_hands)
    }

    /// Whether the handshake is under way.
    pub fn is_shaking_hands(&self) -> bool {
        self.tls.as_ref().is_some_and(|tls| tls.shaking_hands)
    }

    /// What binds an AUTH exchange to this TLS connection.
    pub fn binding(&self) -> Option<Binding> {
        let tls = self.tls.as_ref().filter(|tls| !tls.shaking_hands)?;
        tls::binding(&tls.connection)
    }

    /// Sends bytes, in one write.
    pub fn send(&mut self, bytes: &[u8]) -> Result<(), Error> {
        match &mut self.tls {
            None => {
                self.tap.bytes(Direction::Client, bytes);
                write(&mut self.stream, bytes)
            }
            Some(tls) => {
                let mut records = Vec::with_capacity(bytes.len() + bytes.len() / 64);
                for piece in bytes.chunks(PIECE) {
                    tls.connection.writer().write_all(piece).map_err(lost)?;
                    seal(&mut tls.connection, &mut records)?;
                }
                put(&records, &mut self.stream, &self.tap)
            }
        }
    }

    /// Begins the handshake: sends the Client Hello. `name` is who the server must prove to be.
    pub fn upgrade(&mut self, client: &TlsClient, name: &str) -> Result<(), Error> {
        let (mut connection, inspector) = client.connect(name, self.tap.clone())?;
        // Whether a reset comes before or behind the Client Hello is chance.
        flush(&mut connection, &mut self.stream, &self.tap).map_err(|error| match error {
            Error::Lost { why } => Error::TlsLost { why },
            error => error,
        })?;
        self.tls = Some(Tls {
            connection,
            inspector,
            records: Records::default(),
            name: name.to_owned(),
            shaking_hands: true,
        });
        Ok(())
    }

    /// Takes in what was read from the socket.
    pub fn receive(&mut self, bytes: &[u8]) -> Result<Received, Error> {
        self.tap.bytes(Direction::Server, bytes);
        let Some(tls) = &mut self.tls else {
            return Ok(Received {
                plain: bytes.to_vec(),
                secured: None,
            });
        };
        tls.records.follow(bytes);
        let mut received = Received::default();
        let mut rest = bytes;
        while !rest.is_empty() {
            // rustls takes a limited amount at a time; reading from a slice cannot fail otherwise.
            let taken = tls.connection.read_tls(&mut rest).map_err(lost)?;
            if taken == 0 {
                break;
            }
            let state = tls.connection.process_new_packets().map_err(|error| {
                // The fatal alert must still leave, or the server never learns why.
                let _ = flush(&mut tls.connection, &mut self.stream, &self.tap);
                tls::explain(&error, &tls.inspector, &tls.records)
            })?;
            let mut plain = vec![0; state.plaintext_bytes_to_read()];
            tls.connection
                .reader()
                .read_exact(&mut plain)
                .map_err(lost)?;
            received.plain.append(&mut plain);
        }
        flush(&mut tls.connection, &mut self.stream, &self.tap)?;
        if tls.shaking_hands && !tls.connection.is_handshaking() {
            tls.shaking_hands = false;
            received.secured = Some(Secured::of(&tls.connection, &tls.inspector, &tls.name));
        }
        Ok(received)
    }

    /// Closes the connection: TLS says so first (RFC 8446 §6.1).
    pub fn close(&mut self) {
        if let Some(tls) = &mut self.tls {
            tls.connection.send_close_notify();
            // It closes anyway; a server that is gone already is no error.
            let _ = flush(&mut tls.connection, &mut self.stream, &self.tap);
        }
        let _ = self.stream.shutdown(Shutdown::Both);
    }
}

fn flush(
    connection: &mut ClientConnection,
    stream: &mut TcpStream,
    tap: &Tap,
) -> Result<(), Error> {
    let mut records = Vec::new();
    seal(connection, &mut records)?;
    put(&records, stream, tap)
}

/// Takes the records that are to be sent.
fn seal(connection: &mut ClientConnection, records: &mut Vec<u8>) -> Result<(), Error> {
    while connection.wants_write() {
        connection.write_tls(records).map_err(lost)?;
    }
    Ok(())
}

fn put(records: &[u8], stream: &mut TcpStream, tap: &Tap) -> Result<(), Error> {
    tap.bytes(Direction::Client, records);
    write(stream, records)
}

fn lost(error: io::Error) -> Error {
    Error::Lost { why: error.into() }
}

/// Writes all, unless the time limit of the socket passes before it is taken.
fn write(stream: &mut TcpStream, bytes: &[u8]) -> Result<(), Error> {
    stream.write_all(bytes).map_err(|error| match error.kind() {
        ErrorKind::WouldBlock | ErrorKind::TimedOut => Error::Stuck {
            seconds: stream
                .write_timeout()
                .ok()
                .flatten()
                .map_or(0, |limit| limit.as_secs()),
        },
        _ => lost(error),
    })
}

/// What is given to rustls at once: it buffers 64 KiB of plain text by default, and refuses more.
const PIECE: usize = 16 * 1024;
