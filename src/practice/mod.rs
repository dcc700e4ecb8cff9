//! The embedded practice server: an SMTP server for the lab, which behaves like smtp.qq.com and
//! keeps what it receives. It never relays.
//!
//! `service` is the table of what it serves, and what a protocol is to the rest: bytes in, bytes and
//! facts out. `smtp` is one, `login` is what they share, `users` are who may log in. `listener` gives
//! them sockets and threads, `certificate` makes the CA, `mailbox` keeps the mail, `fault` is what may
//! be made wrong.

mod certificate;
pub mod fault;
mod listener;
mod login;
mod mailbox;
mod service;
mod smtp;
pub mod users;

pub use mailbox::Mail;

use certificate::Identity;
use fault::Faults;
use listener::Shared;
use service::{Given, SERVICES};
use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::time::Duration;
use users::Users;

/// The server's name, in its greeting and its certificate.
pub const NAME: &str = "practice.smtpsh.example";
/// The domain of its users, unless a file says something else.
pub const DOMAIN: &str = "smtpsh.example";
/// The user that the server knows.
pub const USER: &str = "student@smtpsh.example";
/// Their authorization code: 16 letters, as QQ's are.
pub const CODE: &str = "letterslikethese";

/// How the server is to run.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where to listen; port 0 lets the system choose.
    pub address: SocketAddr,
    /// A Maildir to deliver to as well.
    pub maildir: Option<PathBuf>,
    /// 421 after so long without a line.
    pub idle: Duration,
    /// Who may log in.
    pub users: Users,
    /// What is wrong with it.
    pub faults: Arc<Faults>,
    /// Who is told what happens.
    pub observer: Observer,
}

/// What happened on the practice server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happened {
    /// A client came.
    Came,
    /// A user logged in.
    LoggedIn(String),
    /// A mail was kept.
    Mail(Arc<Mail>),
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
            address: (Ipv4Addr::LOCALHOST, 0).into(),
            maildir: None,
            idle: Duration::from_secs(300),
            users: Users::default(),
            faults: Arc::default(),
            observer: Observer::default(),
        }
    }
}

/// A running practice server. Its threads end with the program.
#[derive(Debug)]
pub struct Practice {
    address: SocketAddr,
    shared: Arc<Shared>,
}

impl Practice {
    /// Listens, and answers from now on.
    pub fn start(settings: Settings) -> io::Result<Self> {
        let address = settings.address;
        let shared = Arc::new(Shared {
            identity: Identity::new().map_err(io::Error::other)?,
            given: Given::new(settings)?,
            sessions: AtomicUsize::new(0),
        });
        let address = listener::listen(&shared, &SERVICES[0], address)?;
        Ok(Self { address, shared })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its CA's certificate, in DER.
    pub fn ca_der(&self) -> &[u8] {
        &self.shared.identity.ca_der
    }

    /// Its CA's certificate, in PEM, for other clients.
    pub fn ca_pem(&self) -> &str {
        &self.shared.identity.ca_pem
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
