//! From a name to a connected socket, within a time limit.

use crate::error::Error;
use std::fmt;
use std::io::{self, ErrorKind};
use std::net::{SocketAddr, TcpStream, ToSocketAddrs};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

/// Where a connection leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The name that was asked for.
    pub host: String,
    /// The address that answered.
    pub address: SocketAddr,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.host == self.address.ip().to_string() {
            write!(f, "{}", self.address)
        } else {
            write!(f, "{} ({})", self.host, self.address)
        }
    }
}

/// Connects to the first address of `host` that answers. Each address gets its share of what is
/// left of `limit`, so that a dead one does not use it up.
pub fn connect(host: &str, port: u16, limit: Duration) -> Result<(TcpStream, Place), Error> {
    let deadline = Instant::now() + limit;
    let addresses = resolve(host, port, limit)?;
    let mut failure = None;
    for (tried, &address) in addresses.iter().enumerate() {
        let left = deadline.saturating_duration_since(Instant::now());
        let share = (left / (addresses.len() - tried) as u32).max(Duration::from_millis(1));
        let place = Place {
            host: host.to_owned(),
            address,
        };
        match TcpStream::connect_timeout(&address, share).and_then(|stream| ready(stream, limit)) {
            Ok(stream) => return Ok((stream, place)),
            Err(error) => failure = Some(explain(&error, &place, limit)),
        }
    }
    Err(failure.unwrap_or_else(|| no_such_name(host, "no address")))
}

/// A line is sent at once, and a server that reads nothing does not hang the program.
fn ready(stream: TcpStream, limit: Duration) -> io::Result<TcpStream> {
    stream.set_nodelay(true)?;
    stream.set_write_timeout(Some(limit))?;
    Ok(stream)
}

/// The system's resolver has no time limit of its own, so it runs beside.
fn resolve(host: &str, port: u16, limit: Duration) -> Result<Vec<SocketAddr>, Error> {
    let (answer, answered) = mpsc::channel();
    let name = host.to_owned();
    thread::spawn(move || {
        // Nobody listens any more if the limit has passed.
        let _ = answer.send((name.as_str(), port).to_socket_addrs().map(Vec::from_iter));
    });
    match answered.recv_timeout(limit) {
        Ok(Ok(addresses)) if !addresses.is_empty() => Ok(addresses),
        Ok(Ok(_)) => Err(no_such_name(host, "no address")),
        Ok(Err(error)) => Err(no_such_name(host, &error.to_string())),
        Err(_) => Err(no_such_name(host, "the name server does not answer")),
    }
}

fn no_such_name(host: &str, why: &str) -> Error {
    let why = why
        .strip_prefix("failed to lookup address information: ")
        .unwrap_or(why);
    Error::NoSuchName {
        host: host.to_owned(),
        why: why.to_owned(),
    }
}

fn explain(error: &io::Error, place: &Place, limit: Duration) -> Error {
    let place = place.to_string();
    match error.kind() {
        ErrorKind::ConnectionRefused => Error::Refused { place },
        ErrorKind::TimedOut | ErrorKind::WouldBlock => Error::NoAnswer {
            place,
            seconds: limit.as_secs(),
        },
        _ => Error::CannotConnect {
            place,
            why: error.to_string(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;

    #[test]
    fn what_failed_is_named() {
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let limit = Duration::from_secs(5);
        assert!(matches!(
            connect("127.0.0.1", port, limit),
            Err(Error::Refused { .. })
        ));
        assert!(matches!(
            connect("no such name", 25, limit),
            Err(Error::NoSuchName { .. })
        ));
    }
}
