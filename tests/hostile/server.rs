//! The server of a case.

use crate::case::Act;
use crate::certificate::{self, Identity};
use crate::record::Records;
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use socket2::SockRef;
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::time::Duration;

/// Serves one connection with `session`; returns the address.
pub fn serve(session: impl FnOnce(TcpStream) -> io::Result<()> + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    std::thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        stream.set_nodelay(true).unwrap();
        stream.set_read_timeout(Some(LONG)).unwrap();
        stream.set_write_timeout(Some(LONG)).unwrap();
        // The program may close at any time; what it makes of the server is what is tested.
        let _ = session(stream);
    });
    address
}

/// Plays the server's part of the acts.
pub fn play(acts: Vec<Act>) -> String {
    serve(move |stream| {
        let mut peer = Peer::Plain(stream);
        for act in &acts {
            peer = match peer.act(act)? {
                Some(peer) => peer,
                None => return Ok(()),
            };
        }
        peer.wait_for_the_end();
        Ok(())
    })
}

enum Peer {
    Plain(TcpStream),
    Tls(Box<StreamOwned<ServerConnection, TcpStream>>),
    Records(Box<Records>),
}

impl Peer {
    /// Does what there is to do; nothing is left of a connection that is closed.
    fn act(mut self, act: &Act) -> io::Result<Option<Self>> {
        match act {
            Act::Says(bytes) => self.say(bytes)?,
            Act::Drips(bytes) => {
                for byte in bytes {
                    self.say(&[*byte])?;
                }
            }
            Act::Trickles(count, bytes) => {
                for _ in 0..*count {
                    self.say(bytes)?;
                    std::thread::sleep(PAUSE);
                }
            }
            Act::Repeats(count, bytes) => {
                let many = BLOCK / bytes.len();
                let block = bytes.repeat(many);
                for _ in 0..count / many {
                    self.say(&block)?;
                }
                self.say(&bytes.repeat(count % many))?;
            }
            Act::Typed(line) if line.starts_with(':') => {}
            Act::Typed(line) | Act::Hears(line) => self.hear(line),
            Act::Tls(certificate) => self = self.upgrade(certificate::named(certificate))?,
            Act::Record(count, kind, body) => {
                let mut records = self.records();
                records.send(*count, *kind, body)?;
                self = Self::Records(records);
            }
            Act::Beneath(bytes) => self.stream().write_all(bytes)?,
            Act::Half => drop(self.stream().read(&mut [0; 512])?),
            Act::Closes => return Ok(None),
            Act::Resets => {
                // What the program has sent is there, so that nothing of it crosses the reset.
                SockRef::from(&*self.stream()).set_linger(Some(Duration::ZERO))?;
                return Ok(None);
            }
            Act::Scripted(_) | Act::Shown(..) | Act::Never(_) | Act::Interrupt => {}
        }
        Ok(Some(self))
    }

    fn stream(&mut self) -> &mut TcpStream {
        match self {
            Self::Plain(stream) => stream,
            Self::Tls(tls) => &mut tls.sock,
            Self::Records(records) => &mut records.stream,
        }
    }

    fn say(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Self::Plain(stream) => stream.write_all(bytes),
            Self::Tls(tls) => tls.write_all(bytes).and_then(|()| tls.flush()),
            Self::Records(records) => records.send(1, 23, bytes),
        }
    }

    /// Reads on to a line that begins so, or to the end.
    fn hear(&mut self, beginning: &str) {
        let beginning = beginning.to_ascii_uppercase();
        loop {
            let line = match self {
                Self::Plain(stream) => line(stream),
                Self::Tls(tls) => line(tls),
                // What the client says is sealed; it says something.
                Self::Records(records) => {
                    let _ = records.stream.read(&mut [0; 512]);
                    return;
                }
            };
            let line = line.to_ascii_uppercase();
            if line.is_empty() || line.starts_with(beginning.as_bytes()) {
                return;
            }
        }
    }

    fn wait_for_the_end(&mut self) {
        let _ = match self {
            Self::Plain(stream) => io::copy(stream, &mut io::sink()),
            Self::Tls(tls) => io::copy(tls, &mut io::sink()),
            Self::Records(records) => io::copy(&mut records.stream, &mut io::sink()),
        };
    }

    fn upgrade(self, identity: Identity) -> io::Result<Self> {
        let Self::Plain(stream) = self else {
            panic!("TLS is up");
        };
        let mut tls = StreamOwned::new(connection(identity), stream);
        while tls.conn.is_handshaking() {
            tls.conn.complete_io(&mut tls.sock)?;
        }
        Ok(Self::Tls(Box::new(tls)))
    }

    fn records(self) -> Box<Records> {
        match self {
            Self::Plain(_) => panic!("no TLS"),
            Self::Tls(tls) => Box::new(Records::new(tls.conn, tls.sock)),
            Self::Records(records) => records,
        }
    }
}

/// One line, with its end; nothing at the end of the connection.
pub fn line(stream: &mut impl Read) -> Vec<u8> {
    let mut line = Vec::new();
    let mut byte = [0];
    while !line.ends_with(b"\n") && stream.read(&mut byte).unwrap_or(0) == 1 {
        line.push(byte[0]);
    }
    line
}

fn connection((chain, key): Identity) -> ServerConnection {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let key = provider.key_provider.load_private_key(key).unwrap();
    // Whatever the certificates are.
    let identity = SingleCertAndKey::from(CertifiedKey::new(chain, key));
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(rustls::ALL_VERSIONS)
        .unwrap()
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(identity));
    config.enable_secret_extraction = true;
    ServerConnection::new(config.into()).unwrap()
}

/// How long the program may leave a server waiting: longer than any case takes.
const LONG: Duration = Duration::from_secs(120);
/// Between two pieces of a trickle: shorter than the program's look at the clock.
const PAUSE: Duration = Duration::from_millis(20);
/// What is written at once.
const BLOCK: usize = 64 * 1024;
