//! From a name to a connected socket, within a time limit.

use super::proxy::Proxy;
use crate::error::Error;
use crate::why::Why;
use crate::words::{Text, text};
use socket2::{Domain, Socket, Type};
use std::fmt;
use std::io::{self, ErrorKind};
use std::net::{IpAddr, SocketAddr, TcpStream, ToSocketAddrs};
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

/// How to get to a server.
#[derive(Debug, Clone, Default)]
pub struct Route {
    /// Only addresses of this family.
    pub family: Option<Family>,
    /// The address to come from.
    pub source: Option<IpAddr>,
    /// The proxy to go through.
    pub proxy: Option<Proxy>,
}

/// A family of addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// IPv4.
    V4,
    /// IPv6.
    V6,
}

impl Route {
    fn takes(&self, address: &SocketAddr) -> bool {
        let family = match self.family {
            None => true,
            Some(Family::V4) => address.is_ipv4(),
            Some(Family::V6) => address.is_ipv6(),
        };
        let source = self
            .source
            .is_none_or(|ip| ip.is_ipv4() == address.is_ipv4());
        family && source
    }

    /// Nothing that it takes is among the host's addresses.
    fn no_family(&self, host: &str) -> Error {
        let four = match (self.family, self.source) {
            (Some(family), _) => family == Family::V4,
            (None, source) => source.is_some_and(|source| source.is_ipv4()),
        };
        let host = host.to_owned();
        let family = if four { "IPv4" } else { "IPv6" };
        match self.source {
            Some(source) if self.family.is_none() => Error::BadSource {
                source: source.to_string(),
                why: Why::said(|lang| {
                    Error::NoFamily {
                        host: host.clone(),
                        family,
                    }
                    .say(lang)
                }),
            },
            _ => Error::NoFamily { host, family },
        }
    }

    fn reach(&self, address: &SocketAddr, limit: Duration) -> Result<TcpStream, Failed> {
        let Some(source) = self.source else {
            return TcpStream::connect_timeout(address, limit).map_err(Failed::Way);
        };
        let socket = Socket::new(Domain::for_address(*address), Type::STREAM, None);
        let socket = socket.map_err(Failed::Way)?;
        let from = SocketAddr::new(source, 0).into();
        socket.bind(&from).map_err(|error| {
            Failed::Source(Error::BadSource {
                source: source.to_string(),
                why: error.into(),
            })
        })?;
        let far = (*address).into();
        socket.connect_timeout(&far, limit).map_err(Failed::Way)?;
        Ok(socket.into())
    }
}

/// Why an address was not reached.
enum Failed {
    /// There is nowhere to come from, which would be so for the next one.
    Source(Error),
    Way(io::Error),
}

/// Connects to a server, through the proxy if the route has one.
pub fn connect(
    route: &Route,
    host: &str,
    port: u16,
    limit: Duration,
) -> Result<(TcpStream, Place), Error> {
    let Some(proxy) = &route.proxy else {
        return directly(route, host, port, limit);
    };
    let near = directly(route, &proxy.host, proxy.port, limit);
    let (mut stream, mut place) = near.map_err(|error| Error::NoProxy {
        proxy: proxy.to_string(),
        why: Why::said(|lang| error.say(lang)),
    })?;
    let lost = |error: io::Error| Error::Lost { why: error.into() };
    stream.set_read_timeout(Some(limit)).map_err(lost)?;
    proxy.go_on(&mut stream, host, port, limit)?;
    stream.set_read_timeout(None).map_err(lost)?;
    place.host = host.to_owned();
    Ok((stream, place))
}

/// Connects to the first address of `host` that answers. Each address gets its share of what is
/// left of `limit`, so that a dead one does not use it up.
fn directly(
    route: &Route,
    host: &str,
    port: u16,
    limit: Duration,
) -> Result<(TcpStream, Place), Error> {
    let deadline = Instant::now() + limit;
    let mut addresses = resolve(host, port, limit)?;
    addresses.retain(|address| route.takes(address));
    let mut failure = None;
    for (tried, &address) in addresses.iter().enumerate() {
        let left = deadline.saturating_duration_since(Instant::now());
        let share = (left / (addresses.len() - tried) as u32).max(Duration::from_millis(1));
        let place = Place {
            host: host.to_owned(),
            address,
        };
        match route
            .reach(&address, share)
            .and_then(|stream| ready(stream, limit).map_err(Failed::Way))
        {
            Ok(stream) => return Ok((stream, place)),
            Err(Failed::Source(error)) => return Err(error),
            Err(Failed::Way(error)) => failure = Some(explain(&error, &place, limit)),
        }
    }
    Err(failure.unwrap_or_else(|| route.no_family(host)))
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
        Ok(Ok(_)) => Err(no_such_name(host, text("no address", "没有地址"))),
        Ok(Err(error)) => Err(no_such_name(host, looked_up(&error.to_string()))),
        Err(_) => Err(no_such_name(host, SILENT)),
    }
}

fn no_such_name(host: &str, why: impl Into<Why>) -> Error {
    Error::NoSuchName {
        host: host.to_owned(),
        why: why.into(),
        own: Vec::new(),
    }
}

/// What the system's resolver says.
fn looked_up(why: &str) -> Why {
    let prefix = "failed to lookup address information: ";
    let why = why.strip_prefix(prefix).unwrap_or(why);
    match LOOKUPS.iter().find(|(said, _)| *said == why) {
        Some((_, meant)) => Why::meaning(why, meant),
        None => why.into(),
    }
}

const SILENT: Text = text("the name server does not answer", "DNS 服务器没有应答");
/// What the resolvers of glibc, musl and macOS say, in Chinese. Without a network too they say that a
/// name is not known.
const LOOKUPS: &[(&str, &str)] = &[
    ("Name or service not known", "查不到这个域名"),
    ("Name does not resolve", "查不到这个域名"),
    (
        "nodename nor servname provided, or not known",
        "查不到这个域名",
    ),
    ("Temporary failure in name resolution", "DNS 服务器没有应答"),
    ("Try again", "DNS 服务器没有应答"),
    ("No address associated with hostname", "该域名没有地址"),
];

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
            why: error.into(),
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
            connect(&Route::default(), "127.0.0.1", port, limit),
            Err(Error::Refused { .. })
        ));
        let six = Route {
            family: Some(Family::V6),
            ..Route::default()
        };
        assert!(matches!(
            connect(&six, "127.0.0.1", port, limit),
            Err(Error::NoFamily { family: "IPv6", .. })
        ));
        // TEST-NET-1 is nobody's (RFC 5737), and the other family leads nowhere.
        for source in ["192.0.2.1", "::1"] {
            let route = Route {
                source: source.parse().ok(),
                ..Route::default()
            };
            assert!(matches!(
                connect(&route, "127.0.0.1", port, limit),
                Err(Error::BadSource { .. })
            ));
        }
        let dead = Route {
            proxy: format!("socks5://u:secret@127.0.0.1:{port}").parse().ok(),
            ..Route::default()
        };
        let error = connect(&dead, "a.example", 25, limit).unwrap_err();
        let said = error.to_string();
        let named = format!(
            "the proxy socks5://127.0.0.1:{port} cannot be reached: 127.0.0.1:{port} refuses"
        );
        assert!(said.starts_with(&named), "{said}");
        assert!(matches!(
            connect(&Route::default(), "no such name", 25, limit),
            Err(Error::NoSuchName { .. })
        ));
    }
}
