//! A packet capture for Wireshark (pcapng): the connections of a session, rebuilt as packets from
//! the bytes of the socket, with the secrets that decrypt them.

use super::Direction;
use super::packets::Connection;
use super::queue::Queue;
use crate::protocol::Scheme;
use std::fmt;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::time::{SystemTime, UNIX_EPOCH};

/// What goes into the file besides packets.
#[derive(Debug, Clone, Default)]
pub struct CaptureOptions {
    /// Put the session secrets in: whoever has the file can read what TLS protected.
    pub secrets: bool,
    /// What Wireshark shows as the comment of the file: that its packets are rebuilt.
    pub comment: String,
    /// The name and version of the program that writes it.
    pub application: String,
}

/// How a connection ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Close {
    /// In order; the client closed first.
    ByClient,
    /// In order; the server closed first.
    ByServer,
    /// The server, or something on the way, reset it.
    Reset,
}

/// A capture file that is being written.
///
/// While a TLS handshake is under way packets wait in memory for its secrets, so the file is
/// complete only after [`Capture::finish`].
pub struct Capture<W: Write> {
    queue: Queue<W>,
    connection: Option<Connection>,
    /// How many connections there were before.
    earlier: u32,
    /// The time of the last packet, in nanoseconds since 1970.
    last: u64,
}

impl<W: Write> Capture<W> {
    /// Begins a file.
    pub fn new(out: W, options: CaptureOptions) -> io::Result<Self> {
        let mut queue = Queue::new(out, options.secrets);
        queue.preamble(&options.comment, &options.application)?;
        Ok(Self {
            queue,
            connection: None,
            earlier: 0,
            last: 0,
        })
    }

    /// A connection came up. One that is still open is left as it is, without an end.
    pub fn connected(
        &mut self,
        at: SystemTime,
        client: SocketAddr,
        server: SocketAddr,
    ) -> io::Result<()> {
        let time = self.time(at);
        self.queue.begin()?;
        let initial = initial_sequence(time, self.earlier);
        self.earlier = self.earlier.wrapping_add(1);
        let connection = Connection::new(client, server, initial);
        self.connection
            .insert(connection)
            .open(&mut |frame| self.queue.packet(time, frame))?;
        self.queue.drain()
    }

    /// Bytes as they were on the wire, cut anywhere.
    pub fn bytes(&mut self, at: SystemTime, direction: Direction, bytes: &[u8]) -> io::Result<()> {
        let time = self.time(at);
        let connection = self.connection.as_mut().ok_or_else(not_connected)?;
        if direction == Direction::Client {
            self.queue.watch(bytes);
        }
        connection.send(direction, bytes, &mut |frame| {
            self.queue.packet(time, frame)
        })?;
        self.queue.drain()
    }

    /// A line of an NSS key log: what rustls hands to its `KeyLog`.
    pub fn secret(&mut self, label: &str, client_random: &[u8], secret: &[u8]) {
        self.queue.secret(label, client_random, secret);
    }

    /// The connection ended.
    pub fn closed(&mut self, at: SystemTime, how: Close) -> io::Result<()> {
        let time = self.time(at);
        let mut connection = self.connection.take().ok_or_else(not_connected)?;
        connection.close(how, &mut |frame| self.queue.packet(time, frame))?;
        self.queue.release()
    }

    /// Writes what still waits.
    pub fn finish(&mut self) -> io::Result<()> {
        self.queue.release()?;
        self.queue.flush()
    }

    /// The time as the file has it. The system's clock may be set back; the file's is not.
    fn time(&mut self, at: SystemTime) -> u64 {
        let since = at.duration_since(UNIX_EPOCH).unwrap_or_default();
        let time = u64::try_from(since.as_nanos()).unwrap_or(u64::MAX);
        self.last = self.last.max(time);
        self.last
    }

    /// How much memory the packets that wait take.
    #[cfg(test)]
    pub(super) fn held(&self) -> usize {
        self.queue.capacity()
    }
}

/// Without what waits: there may be secrets in it.
impl<W: Write> fmt::Debug for Capture<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Capture").finish_non_exhaustive()
    }
}

/// What to give to Wireshark (`tshark`) so that it reads the traffic of `port` as this scheme's;
/// nothing where it does so by itself.
pub fn decode_as_hint(port: u16, scheme: &Scheme) -> Option<String> {
    if scheme.dissected.contains(&port) {
        return None;
    }
    let name = scheme.protocol.dissector;
    Some(if scheme.implicit_tls {
        format!("-d tcp.port=={port},tls -d tls.port=={port},{name}")
    } else {
        format!("-d tcp.port=={port},{name}")
    })
}

/// The initial sequence numbers of client and server: a clock of 4 µs (RFC 9293 §3.4.1), and a step
/// for each connection. With equal numbers a second connection between the same ports would look
/// like a retransmission of the first.
fn initial_sequence(time: u64, earlier: u32) -> [u32; 2] {
    let clock = (time / 4000) as u32;
    let client = clock.wrapping_add(earlier.wrapping_mul(STEP));
    [client, client.wrapping_add(u32::MAX / 2)]
}

fn not_connected() -> io::Error {
    io::ErrorKind::NotConnected.into()
}

/// Far enough from the connection before.
const STEP: u32 = 64_000;
