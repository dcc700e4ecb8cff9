//! The system's name servers.

use std::net::{IpAddr, SocketAddr};

/// The name servers that this computer uses, the first three at most, as the C library does.
pub fn system() -> Vec<SocketAddr> {
    let mut servers = found();
    servers.truncate(MAX_SERVERS);
    servers
}

/// An address of a name server: with a port, or for port 53.
pub fn address(text: &str) -> Option<SocketAddr> {
    let with_port = || text.parse().ok();
    let bare = text.trim_start_matches('[').trim_end_matches(']');
    let alone = bare.parse().ok().map(|ip: IpAddr| (ip, PORT).into());
    alone.or_else(with_port)
}

#[cfg(unix)]
fn found() -> Vec<SocketAddr> {
    std::fs::read_to_string("/etc/resolv.conf").map_or(Vec::new(), |text| listed(&text))
}

/// The `nameserver` lines of resolv.conf(5).
#[cfg(any(unix, test))]
fn listed(text: &str) -> Vec<SocketAddr> {
    let servers = text.lines().filter_map(|line| {
        let mut words = line.split_whitespace();
        (words.next() == Some("nameserver")).then(|| words.next())?
    });
    servers.filter_map(address).collect()
}

#[cfg(windows)]
fn found() -> Vec<SocketAddr> {
    let Ok(adapters) = ipconfig::get_adapters() else {
        return Vec::new();
    };
    let up = adapters
        .iter()
        .filter(|adapter| adapter.oper_status() == ipconfig::OperStatus::IfOperStatusUp);
    let servers = up.flat_map(ipconfig::Adapter::dns_servers);
    // Windows lists site-local addresses that nobody answers at (fec0::/10, RFC 3879).
    let real =
        servers.filter(|ip| !matches!(ip, IpAddr::V6(six) if six.segments()[0] & 0xffc0 == 0xfec0));
    let mut found = Vec::new();
    for ip in real {
        let server = SocketAddr::from((*ip, PORT));
        if !found.contains(&server) {
            found.push(server);
        }
    }
    found
}

/// The port of name servers.
const PORT: u16 = 53;
/// How many servers are asked: MAXNS of resolv.conf(5).
const MAX_SERVERS: usize = 3;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_servers_of_a_configuration() {
        let text = "# comment\nsearch example\nnameserver 192.0.2.1\n nameserver\t2001:db8::1\n\
            nameserver\nnameserver fe80::1%eth0\nnameservers 192.0.2.2\n";
        let expected = ["192.0.2.1:53", "[2001:db8::1]:53"];
        assert_eq!(listed(text), expected.map(|text| text.parse().unwrap()));
    }

    #[test]
    fn addresses() {
        for (text, expected) in [
            ("192.0.2.1", Some("192.0.2.1:53")),
            ("192.0.2.1:5353", Some("192.0.2.1:5353")),
            ("::1", Some("[::1]:53")),
            ("[::1]", Some("[::1]:53")),
            ("[::1]:5353", Some("[::1]:5353")),
            ("localhost", None),
            ("", None),
        ] {
            assert_eq!(address(text).map(|it| it.to_string()).as_deref(), expected);
        }
    }
}
