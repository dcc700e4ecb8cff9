//! Blocks on their way to the file, in the order that Wireshark needs: the secrets of a TLS
//! handshake before its packets.
//!
//! Wireshark reads once, from the front. It decides at the Server Hello whether it can decrypt, so
//! a Decryption Secrets Block further down comes too late; but the secrets exist only after the
//! Server Hello was received. Therefore packets wait, from the Client Hello on.

use super::pcapng;
use crate::protocol::text::hex;
use std::io::{self, Write};

/// Writes blocks, after secrets that belong before them.
pub(super) struct Queue<W> {
    out: W,
    blocks: Vec<u8>,
    /// Key log lines that are not yet in the file.
    key_log: String,
    wait: Wait,
    /// Secrets go into the file.
    embed: bool,
}

/// What the packets wait for.
#[derive(Debug, Clone, Copy)]
enum Wait {
    /// Nothing yet: so many bytes of the client's current line look like a Client Hello.
    Hello(Option<usize>),
    /// The secrets of a handshake under way: TLS 1.3 has one for each side.
    Secrets { client: bool, server: bool },
    /// Nothing more.
    Over,
}

impl<W: Write> Queue<W> {
    pub(super) fn new(out: W, embed: bool) -> Self {
        Self {
            out,
            blocks: Vec::new(),
            key_log: String::new(),
            wait: Wait::Over,
            embed,
        }
    }

    /// What describes the file.
    pub(super) fn preamble(&mut self, comment: &str, application: &str) -> io::Result<()> {
        pcapng::section(&mut self.blocks, comment, application);
        pcapng::interface(&mut self.blocks);
        self.write()
    }

    /// A connection begins: TLS may begin in it.
    pub(super) fn begin(&mut self) -> io::Result<()> {
        self.release()?;
        if self.embed {
            self.wait = Wait::Hello(Some(0));
        }
        Ok(())
    }

    /// Looks for a Client Hello in what the client sends, before its packets are queued.
    pub(super) fn watch(&mut self, bytes: &[u8]) {
        let Wait::Hello(mut matched) = self.wait else {
            return;
        };
        for &byte in bytes {
            let awaited = matched.and_then(|so_far| CLIENT_HELLO.get(so_far));
            matched = match awaited {
                Some(awaited) if awaited.is_none_or(|awaited| awaited == byte) => {
                    matched.map(|so_far| so_far + 1)
                }
                _ if byte == b'\n' => Some(0),
                _ => None,
            };
            if matched == Some(CLIENT_HELLO.len()) {
                self.wait = Wait::Secrets {
                    client: false,
                    server: false,
                };
                return;
            }
        }
        self.wait = Wait::Hello(matched);
    }

    /// A secret: in the file before the packets that are queued now.
    pub(super) fn secret(&mut self, label: &str, client_random: &[u8], secret: &[u8]) {
        if !self.embed {
            return;
        }
        self.key_log += &[label, &hex(client_random), &hex(secret)].join(" ");
        self.key_log.push('\n');
        self.wait = match (self.wait, label) {
            (Wait::Secrets { .. }, "CLIENT_RANDOM")
            | (Wait::Secrets { server: true, .. }, "CLIENT_TRAFFIC_SECRET_0")
            | (Wait::Secrets { client: true, .. }, "SERVER_TRAFFIC_SECRET_0") => Wait::Over,
            (Wait::Secrets { server, .. }, "CLIENT_TRAFFIC_SECRET_0") => Wait::Secrets {
                client: true,
                server,
            },
            (Wait::Secrets { client, .. }, "SERVER_TRAFFIC_SECRET_0") => Wait::Secrets {
                client,
                server: true,
            },
            (wait, _) => wait,
        };
    }

    /// A packet, at a time in nanoseconds.
    pub(super) fn packet(&mut self, time: u64, frame: &[u8]) -> io::Result<()> {
        pcapng::packet(&mut self.blocks, time, frame);
        if self.blocks.len() < MAX_HELD {
            return Ok(());
        }
        if self.wait.holds() {
            self.wait = Wait::Over;
        }
        self.write()
    }

    /// Writes what does not have to wait.
    pub(super) fn drain(&mut self) -> io::Result<()> {
        if self.wait.holds() {
            return Ok(());
        }
        self.write()
    }

    /// Writes everything: nothing more is to be waited for.
    pub(super) fn release(&mut self) -> io::Result<()> {
        self.wait = Wait::Over;
        self.write()
    }

    /// Hands over what the system may still hold.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    /// How much memory the blocks take.
    #[cfg(test)]
    pub(super) fn capacity(&self) -> usize {
        self.blocks.capacity()
    }

    fn write(&mut self) -> io::Result<()> {
        let mut secrets = Vec::new();
        if !self.key_log.is_empty() {
            pcapng::secrets(&mut secrets, &self.key_log);
            self.key_log.clear();
        }
        let written = self.out.write_all(&secrets);
        let written = written.and_then(|()| self.out.write_all(&self.blocks));
        // Also after an error, or they would pile up.
        self.blocks.clear();
        // Whoever is killed leaves what was captured.
        written.and_then(|()| self.out.flush())
    }
}

impl Wait {
    fn holds(self) -> bool {
        match self {
            Self::Hello(matched) => matched.is_some_and(|so_far| so_far > 0),
            Self::Secrets { .. } => true,
            Self::Over => false,
        }
    }
}

/// How a line that is no line begins: a handshake record (RFC 8446 §5.1) of TLS 1.x, of any minor
/// version and length, with a Client Hello (§4).
const CLIENT_HELLO: [Option<u8>; 6] = [Some(22), Some(3), None, None, None, Some(1)];

/// Most bytes of packets that wait. A handshake has a few KiB; this is room for four of the longest
/// messages that rustls accepts (64 KiB). What is longer is no handshake, and is written without
/// waiting any more. It also bounds what is written at once.
const MAX_HELD: usize = 256 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_need_not_wait_is_in_the_file() {
        let mut file = tempfile::tempfile().unwrap();
        let mut queue = Queue::new(io::BufWriter::new(file.try_clone().unwrap()), true);
        let mut length = || io::Seek::seek(&mut file, io::SeekFrom::End(0)).unwrap();
        queue.preamble("", "smtpsh").unwrap();
        let begun = length();
        queue.packet(0, b"frame").unwrap();
        queue.drain().unwrap();
        assert!(begun > 0 && length() > begun);
    }
}
