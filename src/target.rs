//! The SERVER argument: which scheme, host and port are meant.

use crate::error::Error;
use crate::protocol::{SCHEMES, Scheme, implied_by, implied_by_host};
use crate::words::{Text, text};
use std::fmt;
use std::net::Ipv6Addr;

/// A server to connect to.
#[derive(Debug, Clone)]
pub struct Target {
    /// Protocol, and whether TLS begins with the connection.
    pub scheme: &'static Scheme,
    /// A name, or an address without brackets.
    pub host: String,
    /// The port.
    pub port: u16,
    /// The host's name alone told the scheme.
    pub by_host: bool,
}

impl Target {
    /// Reads `HOST`, `HOST:PORT`, `[v6]:PORT` or `scheme://…`. Without a scheme the port tells it; without
    /// either, the name of the host may: `pop.qq.com`.
    pub fn parse(given: &str) -> Result<Self, Error> {
        let bad = |why: Text| Error::BadServer {
            given: given.to_owned(),
            why: why.into(),
        };
        // A Chinese input method writes the colon full-width.
        let plain = given.trim().replace('：', ":");
        let (named, rest) = match plain.split_once("://") {
            None => (None, plain.as_str()),
            Some((name, rest)) => {
                let scheme = SCHEMES
                    .iter()
                    .find(|scheme| scheme.name.eq_ignore_ascii_case(name));
                (
                    Some(scheme.ok_or_else(|| bad(UNKNOWN_SCHEME))?),
                    rest.trim_end_matches('/'),
                )
            }
        };
        let (host, port) = split_port(rest).map_err(bad)?;
        if host.is_empty()
            || host.contains(|c: char| c.is_whitespace() || matches!(c, '/' | '@' | '[' | ']'))
        {
            return Err(bad(NO_HOST));
        }
        let implied = || port.and_then(implied_by);
        let by_host = Some(host)
            .filter(|_| named.is_none() && port.is_none())
            .and_then(implied_by_host);
        let scheme = named.or_else(implied).or(by_host).unwrap_or(&SCHEMES[0]);
        Ok(Self {
            scheme,
            by_host: by_host.is_some(),
            host: host.to_owned(),
            port: port.unwrap_or(scheme.port),
        })
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&authority(&self.host, self.port))
    }
}

/// Host and port as a URL has them (RFC 3986 §3.2.2).
pub(crate) fn authority(host: &str, port: u16) -> String {
    if host.contains(':') {
        format!("[{host}]:{port}")
    } else {
        format!("{host}:{port}")
    }
}

fn split_port(text: &str) -> Result<(&str, Option<u16>), Text> {
    // An IPv6 address without brackets has no room for a port.
    if text.parse::<Ipv6Addr>().is_ok() {
        return Ok((text, None));
    }
    let (host, port) = match text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((host, rest)) => (
            host,
            rest.strip_prefix(':').or((!rest.is_empty()).then_some("?")),
        ),
        None => match text.rsplit_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (text, None),
        },
    };
    if host.contains(':') && host.parse::<Ipv6Addr>().is_err() {
        return Err(NO_IPV6);
    }
    match port.map(str::parse) {
        None => Ok((host, None)),
        Some(Ok(0) | Err(_)) => Err(NO_PORT),
        Some(Ok(port)) => Ok((host, Some(port))),
    }
}

const UNKNOWN_SCHEME: Text = text("unknown scheme", "没有这种协议");
const NO_HOST: Text = text(
    "the host name is missing or malformed",
    "缺少主机名，或主机名不合法",
);
const NO_IPV6: Text = text(
    "the part before the port is no IPv6 address",
    "端口之前的部分不是 IPv6 地址",
);
const NO_PORT: Text = text(
    "the port is a number from 1 to 65535",
    "端口应为 1～65535 的数字",
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers() {
        for (given, scheme, shown) in [
            ("smtp.qq.com", "smtp", "smtp.qq.com:587"),
            ("pop.qq.com", "pop3s", "pop.qq.com:995"),
            ("POP3.163.com", "pop3s", "POP3.163.com:995"),
            ("imap.gmail.com", "imaps", "imap.gmail.com:993"),
            ("imap.gmail.com:143", "imap", "imap.gmail.com:143"),
            ("pop.qq.com:2525", "smtp", "pop.qq.com:2525"),
            ("smtp://pop.qq.com", "smtp", "pop.qq.com:587"),
            ("popular.example", "smtp", "popular.example:587"),
            ("smtp.qq.com:25", "smtp", "smtp.qq.com:25"),
            ("smtp.qq.com:465", "smtps", "smtp.qq.com:465"),
            ("smtp.qq.com：465", "smtps", "smtp.qq.com:465"),
            ("smtps://smtp.qq.com/", "smtps", "smtp.qq.com:465"),
            ("SMTP://h:465", "smtp", "h:465"),
            ("h:110", "pop3", "h:110"),
            ("h:995", "pop3s", "h:995"),
            ("h:143", "imap", "h:143"),
            ("h:993", "imaps", "h:993"),
            ("pop3s://h", "pop3s", "h:995"),
            ("imap://h", "imap", "h:143"),
            ("pop3://h:1100", "pop3", "h:1100"),
            ("[::1]:2525", "smtp", "[::1]:2525"),
            ("::1", "smtp", "[::1]:587"),
            ("[::1]", "smtp", "[::1]:587"),
        ] {
            let target = Target::parse(given).unwrap();
            assert_eq!(
                (target.scheme.name, target.to_string().as_str()),
                (scheme, shown),
                "{given}"
            );
        }
        for given in [
            "", ":25", "h:0", "h:99999", "h:x", "http://h", "a b", "[::1]x", "[::1:25", "u@h",
            "a:b:1",
        ] {
            assert!(Target::parse(given).is_err(), "{given:?} is taken");
        }
    }
}
