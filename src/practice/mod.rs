//! The embedded practice server, for the lab: SMTP that behaves like smtp.qq.com and keeps what it
//! receives, POP3 and IMAP to fetch it. It never relays.
//!
//! ```
//! use smtpsh::practice::{CODE, Practice, Settings, USER};
//! use smtpsh::protocol::sasl;
//! use std::io::{Read, Write};
//! use std::net::TcpStream;
//!
//! let server = Practice::start(Settings::default())?;
//! let mut client = TcpStream::connect(server.address())?;
//! let login = sasl::encode(format!("\0{USER}\0{CODE}").as_bytes());
//! write!(client, "EHLO me\r\nAUTH PLAIN {login}\r\n")?;
//! write!(client, "MAIL FROM:<{USER}>\r\nRCPT TO:<{USER}>\r\nDATA\r\n")?;
//! write!(client, "Subject: Hello\r\n\r\nA first mail.\r\n.\r\nQUIT\r\n")?;
//! let mut replies = String::new();
//! client.read_to_string(&mut replies)?;
//! assert_eq!(server.mailbox()[0].subject(), "Hello", "{replies}");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! `service` is the table of what it serves, and what a protocol is to the rest: bytes in, bytes and
//! facts out. `smtp`, `pop3` and `imap` are such; `login` is what they share, `users` are who may log in, `mime`
//! finds the parts of a mail. `listener` gives them threads, and `channel` sockets, within the `limits`;
//! `authority` is its CA, `certificate` what that signs, `mailbox` keeps the mail, `fault` is what may be made
//! wrong. `memory` is a session without sockets.

mod authority;
mod certificate;
mod channel;
#[cfg(test)]
mod dialogue;
pub mod fault;
mod imap;
pub mod limits;
mod listener;
mod login;
mod mailbox;
pub mod memory;
mod mime;
mod pop3;
mod service;
mod smtp;
pub mod users;

pub use authority::Authority;
pub use mailbox::Mail;
pub use service::{Row, SERVICES};

use fault::Faults;
use listener::{Listening, Shared};
use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use users::Users;

/// The server's name, in its greeting and its certificate.
pub const NAME: &str = "practice.smtpsh.example";
/// What its greetings have in them, in each protocol.
pub const GREETS: &str = "smtpsh practice server";
/// The domain of its users, unless a file says something else.
pub const DOMAIN: &str = "smtpsh.example";
/// The user that the server knows.
pub const USER: &str = "student@smtpsh.example";
/// Their authorization code: 16 letters, as QQ's are.
pub const CODE: &str = "letterslikethese";

/// How the server is to run.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where each service listens; what is not named is not served.
    pub places: Vec<Place>,
    /// A Maildir to deliver to as well.
    pub maildir: Option<PathBuf>,
    /// 421 after so long without a line.
    pub idle: Duration,
    /// Sessions at one time.
    pub sessions: usize,
    /// Those of them from one address.
    pub per_address: usize,
    /// Who may log in.
    pub users: Users,
    /// Its CA, if it was kept; else it makes one.
    pub authority: Option<Authority>,
    /// Names and addresses that its certificate has beside those of this computer alone.
    pub names: Vec<String>,
    /// What is wrong with it.
    pub faults: Arc<Faults>,
    /// Who is told what happens.
    pub observer: Observer,
}

/// Where a service is to listen.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// Which one.
    pub service: &'static Row,
    /// Where; port 0 lets the system choose.
    pub address: SocketAddr,
    /// Without it the server does not start.
    pub needed: bool,
}

impl Place {
    /// Every service: the first at `address`, which it needs, the others beside it: by the book if
    /// its port is, else on ports that need no rights. Port 0 is port 0 for all.
    pub fn all(address: SocketAddr) -> Vec<Self> {
        let place = |(at, service): (usize, &'static Row)| {
            let port = match (at, address.port()) {
                (0, port) | (_, port @ 0) => port,
                (_, 25 | 587) => service.usual,
                _ => service.port,
            };
            Self {
                service,
                address: (address.ip(), port).into(),
                needed: at == 0,
            }
        };
        SERVICES.iter().enumerate().map(place).collect()
    }
}

/// As a URL.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.service.scheme, self.address)
    }
}

/// A service that could not be had.
#[derive(Debug)]
pub struct NotServed {
    /// Where it was to be.
    pub place: Place,
    /// Why it is not.
    pub why: io::Error,
}

/// Why the server did not start.
#[derive(Debug)]
#[non_exhaustive]
pub enum NotStarted {
    /// It would listen nowhere: no place was given, or none could be had.
    Nowhere(Vec<NotServed>),
    /// A place that is needed could not be had, or its certificate.
    Failed(io::Error),
    /// The Maildir cannot be made.
    NoMaildir(io::Error),
}

impl From<io::Error> for NotStarted {
    fn from(error: io::Error) -> Self {
        Self::Failed(error)
    }
}

impl fmt::Display for NotStarted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nowhere(missing) if missing.is_empty() => f.write_str("no place to listen at"),
            Self::Nowhere(missing) => {
                let each = missing.iter();
                let each = each.map(|lack| format!("{}: {}", lack.place, lack.why));
                f.write_str(&each.collect::<Vec<_>>().join(", "))
            }
            Self::Failed(error) => error.fmt(f),
            Self::NoMaildir(error) => write!(f, "the Maildir cannot be made: {error}"),
        }
    }
}

impl std::error::Error for NotStarted {}

/// What happened on the practice server.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Happened {
    /// A client came.
    Came,
    /// TLS is up.
    Secured,
    /// The handshake failed; why.
    NotSecured(String),
    /// A command was refused, with this reply.
    Refused(String),
    /// The client was sent away: there are too many, or it came too often.
    Crowded,
    /// Somebody said to be this user, and the code was not the right one.
    Tried(String),
    /// A user logged in.
    LoggedIn(String),
    /// A mail was kept.
    Mail(Arc<Mail>),
    /// A mail was read, over this protocol; its subject.
    Read(&'static str, String),
    /// The client went.
    Went,
}

/// Who is told what happens, and with which client.
#[derive(Clone, Default)]
pub struct Observer(Option<Arc<dyn Fn(SocketAddr, Happened) + Send + Sync>>);

impl Observer {
    /// Tells this function.
    pub fn new(tell: impl Fn(SocketAddr, Happened) + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(tell)))
    }

    fn tell(&self, client: SocketAddr, happened: Happened) {
        if let Some(tell) = &self.0 {
            tell(client, happened);
        }
    }
}

impl fmt::Debug for Observer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() {
            "Observer"
        } else {
            "nobody"
        })
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            places: Place::all((Ipv4Addr::LOCALHOST, 0).into()),
            maildir: None,
            idle: Duration::from_secs(300),
            sessions: limits::MAX_SESSIONS,
            per_address: limits::MAX_PER_ADDRESS,
            users: Users::default(),
            authority: None,
            names: Vec::new(),
            faults: Arc::default(),
            observer: Observer::default(),
        }
    }
}

/// A running practice server. When it is dropped it listens no longer, and its ports are free again;
/// a session ends with its client.
#[derive(Debug)]
pub struct Practice {
    /// There is one at least.
    places: Vec<Place>,
    _listening: Vec<Listening>,
    missing: Vec<NotServed>,
    shared: Arc<Shared>,
}

impl Practice {
    /// Listens, and answers from now on. What can be done without is told by [`Practice::missing`],
    /// but somewhere it must listen.
    pub fn start(settings: Settings) -> Result<Self, NotStarted> {
        let wanted = settings.places.clone();
        let shared = Arc::new(Shared::new(settings)?);
        let (mut places, mut listening, mut missing) = (Vec::new(), Vec::new(), Vec::new());
        for place in wanted {
            match Listening::begin(&shared, place.service, place.address) {
                Ok(begun) => {
                    let address = begun.address;
                    places.push(Place { address, ..place });
                    listening.push(begun);
                }
                Err(why) if place.needed => return Err(why.into()),
                Err(why) => missing.push(NotServed { place, why }),
            }
        }
        if places.is_empty() {
            return Err(NotStarted::Nowhere(missing));
        }
        Ok(Self {
            places,
            _listening: listening,
            missing,
            shared,
        })
    }

    /// Where its first place is: SMTP, unless the settings name another one first.
    pub fn address(&self) -> SocketAddr {
        self.places[0].address
    }

    /// Where it serves this scheme.
    pub fn address_of(&self, scheme: &str) -> Option<SocketAddr> {
        self.places
            .iter()
            .find(|place| place.service.scheme == scheme)
            .map(|place| place.address)
    }

    /// The server that `practice` means, or `practice/SCHEME`; none if something else is meant.
    pub fn named(&self, name: &str) -> Option<String> {
        let scheme = scheme_meant(name)?;
        let is_meant = |place: &&Place| place.service.scheme.eq_ignore_ascii_case(scheme);
        self.places.iter().find(is_meant).map(Place::to_string)
    }

    /// The names that [`named`](Self::named) knows: `practice`, `practice/pop3` …
    pub fn names(&self) -> Vec<String> {
        let others = self.places.iter().skip(1);
        let others = others.map(|place| format!("practice/{}", place.service.scheme));
        std::iter::once("practice".to_owned())
            .chain(others)
            .collect()
    }

    /// Where it serves what.
    pub fn places(&self) -> &[Place] {
        &self.places
    }

    /// What it does not serve although it should, and why.
    pub fn missing(&self) -> &[NotServed] {
        &self.missing
    }

    /// Its CA's certificate, in DER.
    pub fn ca_der(&self) -> &[u8] {
        &self.shared.identity.authority.der
    }

    /// Its CA's certificate, in PEM, for other clients.
    pub fn ca_pem(&self) -> &str {
        &self.shared.identity.authority.pem
    }

    /// What is wrong with it; may be changed while it runs.
    pub fn faults(&self) -> &Faults {
        &self.shared.given.settings.faults
    }

    /// The mail that arrived, oldest first.
    pub fn mailbox(&self) -> Vec<Arc<Mail>> {
        self.shared.given.mailbox.lock().mails()
    }

    /// The mail that arrived for one of its users, oldest first.
    pub fn mailbox_of(&self, user: &str) -> Vec<Arc<Mail>> {
        self.shared.given.mailbox.lock().mails_for(user)
    }
}

/// Whether a server's name means the practice server: `practice`, `practice/pop3`.
pub fn is_practice(server: &str) -> bool {
    scheme_meant(server).is_some()
}

/// Which scheme of the practice server a name means: its first, if none is named.
fn scheme_meant(server: &str) -> Option<&str> {
    let (name, scheme) = server
        .split_once('/')
        .unwrap_or((server, SERVICES[0].scheme));
    name.eq_ignore_ascii_case("practice").then_some(scheme)
}
