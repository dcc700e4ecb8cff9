//! A way through a proxy: SOCKS5 (RFC 1928, RFC 1929) and HTTP CONNECT (RFC 9110 §9.3.6).

use crate::error::Error;
use crate::protocol::sasl;
use crate::protocol::secret::Secret;
use crate::target::authority;
use crate::why::Why;
use crate::words::{Lang, Text, text};
use std::fmt;
use std::io::{ErrorKind, Read, Write};
use std::net::IpAddr;
use std::str::FromStr;
use std::time::Duration;
use zeroize::Zeroizing;

/// A proxy, as `socks5://[USER:PASSWORD@]HOST:PORT` or `http://…`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proxy {
    kind: Kind,
    /// Its name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    login: Option<(String, Secret)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Socks5,
    Http,
}

impl Kind {
    fn scheme(self) -> &'static str {
        match self {
            Self::Socks5 => "socks5",
            Self::Http => "http",
        }
    }
}

/// Why a proxy did not go on.
#[derive(Debug)]
enum Failed {
    /// It is a proxy of this kind, and would or could not.
    Refused(Why),
    /// It does not speak as one of this kind does, if at all.
    Foreign(Why),
}

impl From<Why> for Failed {
    fn from(why: Why) -> Self {
        Self::Refused(why)
    }
}

impl From<Text> for Failed {
    fn from(why: Text) -> Self {
        Self::Refused(why.into())
    }
}

impl FromStr for Proxy {
    type Err = Error;

    fn from_str(url: &str) -> Result<Self, Error> {
        let (scheme, rest) = url.split_once("://").ok_or(Error::BadProxy)?;
        let kind = match scheme.to_ascii_lowercase().as_str() {
            "socks5" | "socks5h" => Kind::Socks5,
            "http" => Kind::Http,
            _ => return Err(Error::BadProxy),
        };
        let (login, place) = match rest.trim_end_matches('/').rsplit_once('@') {
            Some((login, place)) => (Some(login), place),
            None => (None, rest.trim_end_matches('/')),
        };
        let (host, port) = place.rsplit_once(':').ok_or(Error::BadProxy)?;
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let login = match login.map(|login| login.split_once(':')) {
            None => None,
            Some(Some((user, password))) => Some((user.to_owned(), Secret::new(password))),
            Some(None) => return Err(Error::BadProxy),
        };
        if host.is_empty() {
            return Err(Error::BadProxy);
        }
        Ok(Self {
            kind,
            host: host.to_owned(),
            port: port.parse().map_err(|_| Error::BadProxy)?,
            login,
        })
    }
}

/// Without the login.
impl fmt::Display for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = self.kind.scheme();
        write!(f, "{scheme}://{}", authority(&self.host, self.port))
    }
}

impl Proxy {
    /// Asks the proxy, over a fresh connection to it, to go on to `host`, whose name it resolves.
    pub(super) fn go_on(
        &self,
        stream: &mut (impl Read + Write),
        host: &str,
        port: u16,
        limit: Duration,
    ) -> Result<(), Error> {
        let result = match self.kind {
            Kind::Socks5 => self.socks5(stream, host, port),
            Kind::Http => self.http(stream, host, port),
        };
        let proxy = self.to_string();
        result.map_err(|failed| match failed {
            Failed::Refused(why) => Error::Proxy {
                proxy,
                target: authority(host, port),
                why: unsaid(why, limit),
            },
            Failed::Foreign(why) => Error::ProxyOther {
                other: self.other(),
                proxy,
                why: unsaid(why, limit),
            },
        })
    }

    /// The same place as the other kind of proxy.
    fn other(&self) -> String {
        let kind = match self.kind {
            Kind::Socks5 => Kind::Http,
            Kind::Http => Kind::Socks5,
        };
        format!("{}://{}", kind.scheme(), authority(&self.host, self.port))
    }

    fn socks5(
        &self,
        stream: &mut (impl Read + Write),
        host: &str,
        port: u16,
    ) -> Result<(), Failed> {
        let method = if self.login.is_some() { 2 } else { 0 };
        send(stream, &[5, 1, method])?;
        match receive(stream).map_err(Failed::Foreign)? {
            [5, chosen] if chosen == method => {}
            [5, _] => {
                return Err(text("it wants another kind of login", "它要求别的登录方式").into());
            }
            _ => {
                let why = text("it does not speak SOCKS5", "它不是 SOCKS5 代理");
                return Err(Failed::Foreign(why.into()));
            }
        }
        if let Some((user, password)) = &self.login {
            let mut login = Zeroizing::new(Vec::with_capacity(LOGIN));
            login.push(1);
            counted(&mut login, user.as_bytes())?;
            counted(&mut login, password.reveal())?;
            send(stream, &login)?;
            if receive(stream)? != [1, 0] {
                return Err(text("it refuses the login", "它拒绝登录").into());
            }
        }
        let mut request = vec![5, 1, 0];
        match host.parse() {
            Ok(IpAddr::V4(address)) => {
                request.push(1);
                request.extend(address.octets());
            }
            Ok(IpAddr::V6(address)) => {
                request.push(4);
                request.extend(address.octets());
            }
            Err(_) => {
                request.push(3);
                counted(&mut request, host.as_bytes())?;
            }
        }
        request.extend(port.to_be_bytes());
        send(stream, &request)?;
        let [_, reply, _, kind] = receive(stream)?;
        if reply != 0 {
            let why = REPLIES.get(usize::from(reply)).unwrap_or(&UNKNOWN);
            let says = |lang| format!("SOCKS5 {reply}: {}", why.of(lang));
            return Err(Why::said(says).into());
        }
        // The address that it uses there, which nobody needs.
        let length = match kind {
            1 => 4,
            4 => 16,
            _ => usize::from(receive::<1>(stream)?[0]),
        };
        let mut rest = vec![0; length + 2];
        stream.read_exact(&mut rest).map_err(Why::from)?;
        Ok(())
    }

    fn http(&self, stream: &mut (impl Read + Write), host: &str, port: u16) -> Result<(), Failed> {
        let place = authority(host, port);
        let login = self.login.as_ref().map(|(user, password)| {
            let login = Zeroizing::new([user.as_bytes(), b":", password.reveal()].concat());
            Zeroizing::new(sasl::encode(&login))
        });
        let head = format!("CONNECT {place} HTTP/1.1\r\nHost: {place}\r\n");
        let request = match &login {
            Some(login) => [&head, "Proxy-Authorization: Basic ", login, "\r\n\r\n"].concat(),
            None => head + "\r\n",
        };
        send(stream, Zeroizing::new(request).as_bytes())?;
        let mut head = Vec::new();
        // One byte at a time: what stands behind the head is the server's greeting.
        while !head.ends_with(b"\r\n\r\n") {
            if head.len() > MAX_HEAD {
                let why = text("its answer has no end", "它的应答没有结尾");
                return Err(Failed::Foreign(why.into()));
            }
            head.extend(receive::<1>(stream).map_err(Failed::Foreign)?);
        }
        let head = String::from_utf8_lossy(&head);
        let status = head.lines().next().unwrap_or_default();
        let code = status.split(' ').nth(1).unwrap_or_default();
        if !status.starts_with("HTTP/1.") {
            let why = text("it does not speak HTTP", "它不是 HTTP 代理");
            return Err(Failed::Foreign(why.into()));
        }
        if code.len() == 3 && code.starts_with('2') {
            return Ok(());
        }
        let says = |lang: Lang| lang.pick("it answers: ", "它的应答是：").to_owned() + status;
        Err(Why::said(says).into())
    }
}

fn counted(request: &mut Vec<u8>, bytes: &[u8]) -> Result<(), Why> {
    let length = u8::try_from(bytes.len()).map_err(|_| {
        text(
            "a name is too long for SOCKS5",
            "名称超过了 SOCKS5 的长度限制",
        )
    })?;
    request.push(length);
    request.extend_from_slice(bytes);
    Ok(())
}

fn send(stream: &mut impl Write, bytes: &[u8]) -> Result<(), Why> {
    stream.write_all(bytes).map_err(Why::from)
}

fn receive<const LENGTH: usize>(stream: &mut impl Read) -> Result<[u8; LENGTH], Why> {
    let mut bytes = [0; LENGTH];
    stream.read_exact(&mut bytes).map_err(Why::from)?;
    Ok(bytes)
}

/// The same where the system only says that nothing came.
fn unsaid(why: Why, limit: Duration) -> Why {
    let seconds = limit.as_secs();
    match why.kind() {
        Some(ErrorKind::WouldBlock | ErrorKind::TimedOut) => Why::said(|lang| match lang {
            Lang::English => format!("it said nothing for {seconds} s"),
            Lang::Chinese => format!("它在 {seconds} 秒内没有任何应答"),
        }),
        Some(ErrorKind::UnexpectedEof) => text("it closed the connection", "它断开了连接").into(),
        _ => why,
    }
}

/// RFC 1928 §6.
const REPLIES: &[Text] = &[
    text("succeeded", "成功"),
    text("general failure", "一般性故障"),
    text("not allowed", "规则不允许"),
    text("network unreachable", "网络不可达"),
    text("host unreachable", "主机不可达"),
    text("connection refused", "目标拒绝连接"),
    text("TTL expired", "TTL 已过期"),
    text("command not supported", "不支持该命令"),
    text("address type not supported", "不支持该地址类型"),
];
const UNKNOWN: Text = text("unknown", "含义不明");
/// The longest login (RFC 1929 §2): a version, and two lengths with as much behind them.
const LOGIN: usize = 1 + 2 * 256;
/// Longest head of an HTTP answer.
const MAX_HEAD: usize = 8 * 1024;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Advice;
    use std::io;

    /// A proxy that says what it was told to, and remembers what it heard.
    struct Far {
        says: io::Cursor<Vec<u8>>,
        heard: Vec<u8>,
    }

    impl Read for Far {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.says.read(buffer)
        }
    }

    impl Write for Far {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.heard.write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn check(proxy: &str, host: &str, says: &[u8]) -> (Result<(), Error>, Vec<u8>, usize) {
        let mut far = Far {
            says: io::Cursor::new(says.to_vec()),
            heard: Vec::new(),
        };
        let proxy: Proxy = proxy.parse().unwrap();
        let result = proxy.go_on(&mut far, host, 587, Duration::from_secs(2));
        let left = says.len() - usize::try_from(far.says.position()).unwrap();
        (result, far.heard, left)
    }

    #[test]
    fn socks5() {
        let answer = [&[5, 0, 5, 0, 0, 1, 127, 0, 0, 1, 0, 1][..], b"220 hi"].concat();
        let (result, heard, left) = check("socks5://p:1080", "smtp.qq.com", &answer);
        assert_eq!((result, left), (Ok(()), 6));
        assert_eq!(
            heard,
            [&[5, 1, 0, 5, 1, 0, 3, 11][..], b"smtp.qq.com", &[2, 75]].concat()
        );
        let answer = [5, 2, 1, 0, 5, 5, 0, 1];
        let (result, heard, _) = check("socks5://u:pw@[::1]:1080", "192.0.2.1", &answer);
        let refused = "the proxy socks5://[::1]:1080 does not go on to 192.0.2.1:587: SOCKS5 5: connection refused";
        assert_eq!(result.unwrap_err().to_string(), refused);
        assert_eq!(
            heard,
            [
                &[5, 1, 2, 1, 1][..],
                b"u",
                &[2],
                b"pw",
                &[5, 1, 0, 1, 192, 0, 2, 1, 2, 75]
            ]
            .concat()
        );
        for cut in 0..answer.len() {
            assert!(check("socks5://u:pw@p:1", "a", &answer[..cut]).0.is_err());
        }
    }

    #[test]
    fn http() {
        let answer = b"HTTP/1.1 200 OK\r\nVia: x\r\n\r\n220 hi";
        let (result, heard, left) = check("http://u:pw@p:3128/", "::1", answer);
        assert_eq!((result, left), (Ok(()), 6));
        assert_eq!(
            String::from_utf8(heard).unwrap(),
            "CONNECT [::1]:587 HTTP/1.1\r\nHost: [::1]:587\r\nProxy-Authorization: Basic dTpwdw==\r\n\r\n"
        );
        let refused = check("http://p:1", "a", b"HTTP/1.1 407 Login\r\n\r\n").0;
        assert!(refused.unwrap_err().to_string().contains("407 Login"));
        assert!(check("http://p:1", "a", &[b'x'; 20_000]).0.is_err());
    }

    #[test]
    fn the_other_kind_of_proxy() {
        for (proxy, says, other) in [
            (
                "socks5://u:pw@p:1",
                &b"HTTP/1.1 400 Bad\r\n\r\n"[..],
                "http://p:1",
            ),
            ("socks5://p:1", b"", "http://p:1"),
            ("http://p:1", b"\x05\xff", "socks5://p:1"),
            ("http://p:1", b"SSH-2.0\r\n\r\n", "socks5://p:1"),
        ] {
            let error = check(proxy, "a", says).0.unwrap_err();
            let other = other.to_owned();
            assert_eq!(error.advice(), Some(Advice::OtherKind { other }), "{error}");
        }
    }

    #[test]
    fn what_is_no_proxy() {
        for text in [
            "",
            "p:1",
            "ftp://p:1",
            "http://p",
            "http://:1",
            "http://u@p:1",
            "http://p:x",
        ] {
            assert!(text.parse::<Proxy>().is_err(), "{text}");
        }
    }
}
