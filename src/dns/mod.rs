//! Who takes the mail of a domain (RFC 5321 §5.1), asked of a name server.
//!
//! [`message`] knows what a question and its answer look like, without I/O; `transport` carries them
//! over UDP, and over TCP where the answer was cut off; `resolver` knows the system's name servers.

pub mod message;
mod resolver;
mod transport;

pub use resolver::{address, system};

use crate::error::Error;
use message::{Answer, Kind, Record};
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;
use transport::Transport;

/// What was found out about a domain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The name server that answered.
    pub server: SocketAddr,
    /// What the domain is really called, if its name is another name for that (CNAME).
    pub alias_of: Option<String>,
    /// Who takes its mail.
    pub takers: Takers,
}

/// Who takes the mail of a domain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Takers {
    /// These hosts, the preferred first: the preference and the name.
    Hosts(Vec<(u16, String)>),
    /// Nobody, and the domain says so (null MX, RFC 7505).
    Nobody,
    /// There is no MX, so the host of that name does, at these addresses (RFC 5321 §5.1).
    Itself(Vec<IpAddr>),
    /// There is neither MX nor address.
    Unknown,
}

/// Asks the name servers, one after the other, within the time limit.
pub fn takers(servers: &[SocketAddr], domain: &str, limit: Duration) -> Result<Found, Error> {
    let mut transport = Transport::new(servers, limit);
    let (server, answer) = transport.ask(domain, Kind::Mx)?;
    let alias_of = answer.alias_of.clone();
    let takers = match hosts(&answer) {
        Some(takers) => takers,
        None => {
            let mut addresses = Vec::new();
            for kind in [Kind::A, Kind::Aaaa] {
                let (_, answer) = transport.ask(domain, kind)?;
                addresses.extend(answer.records.iter().filter_map(|record| match record {
                    Record::Address(address) => Some(*address),
                    Record::Mx(..) => None,
                }));
            }
            if addresses.is_empty() {
                Takers::Unknown
            } else {
                Takers::Itself(addresses)
            }
        }
    };
    Ok(Found {
        server,
        alias_of,
        takers,
    })
}

/// What the MX records say; nothing if there are none.
fn hosts(answer: &Answer) -> Option<Takers> {
    let mut hosts: Vec<_> = answer
        .records
        .iter()
        .filter_map(|record| match record {
            Record::Mx(preference, host) => Some((*preference, host.clone())),
            Record::Address(_) => None,
        })
        .collect();
    if hosts.is_empty() {
        return None;
    }
    // The root is no host; beside others it is a mistake that does not count (RFC 7505 §3).
    hosts.retain(|(_, host)| !host.is_empty());
    hosts.sort();
    Some(if hosts.is_empty() {
        Takers::Nobody
    } else {
        Takers::Hosts(hosts)
    })
}
