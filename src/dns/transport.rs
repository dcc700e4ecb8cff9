//! The way to a name server and back: UDP, and TCP where the answer was cut off (RFC 7766).

use super::message::{Answer, Kind, Query, Reading};
use crate::error::Error;
use crate::patience::left;
use ring::rand::{SecureRandom, SystemRandom};
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream, UdpSocket};
use std::time::{Duration, Instant};

/// The name servers and the time that is left.
#[derive(Debug)]
pub(super) struct Transport<'a> {
    servers: &'a [SocketAddr],
    begun: Instant,
    deadline: Instant,
}

impl<'a> Transport<'a> {
    /// Asks these servers, within the time limit.
    pub(super) fn new(servers: &'a [SocketAddr], limit: Duration) -> Self {
        let begun = Instant::now();
        Self {
            servers,
            begun,
            deadline: begun + limit,
        }
    }

    /// Asks until one answers: a packet may get lost, and a server be down. What the last one
    /// failed with is told.
    pub(super) fn ask(&mut self, domain: &str, kind: Kind) -> Result<(SocketAddr, Answer), Error> {
        let mut failure = None;
        for _ in 0..ROUNDS {
            for &server in self.servers {
                let left = self.deadline.saturating_duration_since(Instant::now());
                if left.is_zero() {
                    break;
                }
                let id = random()?;
                let query = Query::new(id, domain, kind).ok_or_else(|| Error::BadDomain {
                    domain: domain.to_owned(),
                })?;
                match exchange(&query, server, left.min(PATIENCE)) {
                    Ok(Reading::Answer(answer)) => return Ok((server, answer)),
                    Ok(Reading::NoSuchDomain) => {
                        return Err(Error::NoSuchDomain {
                            domain: domain.to_owned(),
                        });
                    }
                    Ok(Reading::Failed(why)) => {
                        let server = server.to_string();
                        let why = why.into();
                        failure = Some(Error::NameServerFailed { server, why });
                    }
                    Ok(Reading::Truncated | Reading::NotOurs) => {}
                    Err(error) => failure = unreached(server, &error).or(failure),
                }
            }
        }
        Err(failure.unwrap_or_else(|| Error::NameServerSilent {
            server: list(self.servers),
            // It is given up before the limit if each server was asked often enough.
            seconds: self.begun.elapsed().as_secs_f64().round() as u64,
        }))
    }
}

/// Why a server cannot be asked; nothing if it only did not answer, which the next time it may.
fn unreached(server: SocketAddr, error: &io::Error) -> Option<Error> {
    let server = server.to_string();
    match error.kind() {
        ErrorKind::WouldBlock | ErrorKind::TimedOut => None,
        // Windows says reset of a packet that came back.
        ErrorKind::ConnectionRefused | ErrorKind::ConnectionReset => {
            Some(Error::NameServerRefused { server })
        }
        _ => Some(Error::NameServerUnreached {
            server,
            why: error.into(),
        }),
    }
}

/// One question over UDP; again over TCP if the answer was cut off.
fn exchange(query: &Query<'_>, server: SocketAddr, limit: Duration) -> io::Result<Reading> {
    let bytes = query.bytes().ok_or(ErrorKind::InvalidInput)?;
    let deadline = Instant::now() + limit;
    match over_udp(query, &bytes, server, deadline)? {
        Reading::Truncated => over_tcp(query, &bytes, server, deadline),
        reading => Ok(reading),
    }
}

/// From a port that the system chooses, to one server: packets of others do not arrive.
fn over_udp(
    query: &Query<'_>,
    bytes: &[u8],
    server: SocketAddr,
    deadline: Instant,
) -> io::Result<Reading> {
    let from: SocketAddr = if server.is_ipv4() {
        (Ipv4Addr::UNSPECIFIED, 0).into()
    } else {
        (Ipv6Addr::UNSPECIFIED, 0).into()
    };
    let socket = UdpSocket::bind(from)?;
    socket.connect(server)?;
    socket.send(bytes)?;
    let mut packet = [0; MAX_UDP];
    loop {
        socket.set_read_timeout(Some(left(deadline)?))?;
        let length = socket.recv(&mut packet)?;
        match query.read(&packet[..length]) {
            Reading::NotOurs => {}
            reading => return Ok(reading),
        }
    }
}

/// Each message has its length in front (RFC 1035 §4.2.2).
fn over_tcp(
    query: &Query<'_>,
    bytes: &[u8],
    server: SocketAddr,
    deadline: Instant,
) -> io::Result<Reading> {
    let mut stream = TcpStream::connect_timeout(&server, left(deadline)?)?;
    stream.set_write_timeout(Some(left(deadline)?))?;
    let length = u16::try_from(bytes.len()).map_err(io::Error::other)?;
    stream.write_all(&[&length.to_be_bytes(), bytes].concat())?;
    let mut answer = Until { stream, deadline };
    let mut length = [0; 2];
    answer.read_exact(&mut length)?;
    let mut packet = vec![0; u16::from_be_bytes(length).into()];
    answer.read_exact(&mut packet)?;
    Ok(query.read(&packet))
}

/// Reads until a deadline, which bytes that trickle in do not move.
struct Until {
    stream: TcpStream,
    deadline: Instant,
}

impl Read for Until {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.stream.set_read_timeout(Some(left(self.deadline)?))?;
        self.stream.read(buffer)
    }
}

/// A number that nobody can guess (RFC 5452 §9.2).
fn random() -> Result<u16, Error> {
    let mut bytes = [0; 2];
    SystemRandom::new()
        .fill(&mut bytes)
        .map_err(|_| Error::NoNameServer)?;
    Ok(u16::from_be_bytes(bytes))
}

fn list(servers: &[SocketAddr]) -> String {
    let servers: Vec<_> = servers.iter().map(ToString::to_string).collect();
    servers.join(", ")
}

/// How often each server is asked.
const ROUNDS: usize = 2;
/// How long one try may take: as long as the C library's resolver waits.
const PATIENCE: Duration = Duration::from_secs(5);
/// The longest answer over UDP without an extension is 512 bytes (RFC 1035 §4.2.1); some send more.
const MAX_UDP: usize = 4096;
