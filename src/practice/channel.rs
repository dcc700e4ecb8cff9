//! A client's socket, in clear text or through TLS, with a deadline for what it is to send.

use crate::patience;
use rustls::{ServerConfig, ServerConnection};
use std::io::{self, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The way to a client.
#[derive(Debug)]
pub(super) struct Channel<'s> {
    socket: &'s TcpStream,
    tls: Option<Box<ServerConnection>>,
    /// Until when the client has to go on. Bytes that trickle in do not move it.
    pub(super) deadline: Instant,
}

impl<'s> Channel<'s> {
    pub(super) fn new(socket: &'s TcpStream, deadline: Instant) -> io::Result<Self> {
        socket.set_nodelay(true)?;
        socket.set_write_timeout(Some(WRITE_TIMEOUT))?;
        Ok(Self {
            socket,
            tls: None,
            deadline,
        })
    }

    /// Shakes hands, and goes through TLS from then on.
    pub(super) fn secure(&mut self, config: Arc<ServerConfig>) -> io::Result<()> {
        let tls = ServerConnection::new(config).map_err(io::Error::other)?;
        self.tls = Some(Box::new(tls));
        while self.tls.as_ref().is_some_and(|tls| tls.is_handshaking()) {
            if self.fill()? == 0 {
                return Err(ErrorKind::UnexpectedEof.into());
            }
        }
        Ok(())
    }

    /// Waits for bytes; there are none at the end of the connection.
    pub(super) fn receive(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let Some(tls) = &mut self.tls else {
                return uninterrupted(self.socket, self.deadline, |mut socket| socket.read(buffer));
            };
            match tls.reader().read(buffer) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                read => return read,
            }
            if self.fill()? == 0 {
                return Ok(0);
            }
        }
    }

    pub(super) fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        if self.tls.is_none() {
            return self.socket.write_all(bytes);
        }
        // Piece by piece: what rustls takes before it is written is bounded.
        for piece in bytes.chunks(PIECE) {
            if let Some(tls) = &mut self.tls {
                tls.writer().write_all(piece)?;
            }
            self.flush()?;
        }
        Ok(())
    }

    /// Says goodbye to TLS, so that the client knows that nothing was cut off.
    pub(super) fn close(&mut self) -> io::Result<()> {
        if let Some(tls) = &mut self.tls {
            tls.send_close_notify();
        }
        self.flush()
    }

    /// One read for TLS, and what it makes of it.
    fn fill(&mut self) -> io::Result<usize> {
        let Some(tls) = &mut self.tls else {
            return Ok(0);
        };
        let length = uninterrupted(self.socket, self.deadline, |mut socket| {
            tls.read_tls(&mut socket)
        })?;
        let processed = tls.process_new_packets();
        // Also the alert that tells the client what was wrong.
        self.flush()?;
        processed.map_err(|error| io::Error::new(ErrorKind::InvalidData, error))?;
        Ok(length)
    }

    fn flush(&mut self) -> io::Result<()> {
        while let Some(tls) = self.tls.as_mut().filter(|tls| tls.wants_write()) {
            tls.write_tls(&mut self.socket)?;
        }
        Ok(())
    }
}

/// Reads up to the deadline, also where the program is stopped and goes on (Ctrl-Z, `fg`): that
/// interrupts a read with a time limit, signal(7).
fn uninterrupted(
    socket: &TcpStream,
    deadline: Instant,
    mut read: impl FnMut(&TcpStream) -> io::Result<usize>,
) -> io::Result<usize> {
    loop {
        socket.set_read_timeout(Some(patience::left(deadline)?))?;
        match read(socket) {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            read => return read,
        }
    }
}

/// A client that does not read its replies for so long is gone.
const WRITE_TIMEOUT: Duration = Duration::from_secs(60);
/// A TLS record's worth.
const PIECE: usize = 16 * 1024;
