//! Recorders: a conversation as a file that others can open.
//!
//! A recorder is a file of this room that turns what happened into a format; it writes to any
//! [`std::io::Write`] and knows no socket. [`capture`] is the one for Wireshark. It is fed with the
//! bytes of the wire; recorders of another kind listen to [`crate::event`] instead.

pub mod capture;
mod packets;
mod pcapng;
mod queue;
#[cfg(test)]
mod tests;

/// Who sent some bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// The client, to the server.
    Client,
    /// The server, to the client.
    Server,
}

impl Direction {
    /// The other side.
    pub fn reverse(self) -> Self {
        match self {
            Self::Client => Self::Server,
            Self::Server => Self::Client,
        }
    }
}
