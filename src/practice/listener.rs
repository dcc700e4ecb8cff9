//! Sockets and threads for the practice server: one thread a connection, bounded in number.

use super::certificate::Identity;
use super::fault::Fault;
use super::mailbox::Mailbox;
use super::server::{Server, Then};
use super::{Happened, Settings};
use encoding_rs::GBK;
use rustls::{ServerConnection, StreamOwned};
use std::borrow::Cow;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// Listens on a thread of its own, and tells where.
pub(super) fn start(
    settings: Settings,
    identity: Arc<Identity>,
    mailbox: Arc<Mutex<Mailbox>>,
) -> io::Result<SocketAddr> {
    let listener = TcpListener::bind(settings.address)?;
    let address = listener.local_addr()?;
    let shared = Arc::new(Shared {
        settings: Arc::new(settings),
        identity,
        mailbox,
        sessions: AtomicUsize::new(0),
    });
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            shared.clone().accept(stream);
        }
    });
    Ok(address)
}

struct Shared {
    settings: Arc<Settings>,
    identity: Arc<Identity>,
    mailbox: Arc<Mutex<Mailbox>>,
    sessions: AtomicUsize,
}

impl Shared {
    fn accept(self: Arc<Self>, mut stream: TcpStream) {
        if self.sessions.fetch_add(1, Ordering::Relaxed) >= MAX_SESSIONS {
            self.sessions.fetch_sub(1, Ordering::Relaxed);
            // It is refused whether it hears it or not.
            let _ = stream.write_all(b"421 Too many connections, try again later\r\n");
            return;
        }
        let shared = self.clone();
        let spawned = thread::Builder::new().stack_size(STACK).spawn(move || {
            let Ok(client) = stream.peer_addr() else {
                return;
            };
            let observer = &shared.settings.observer;
            observer.tell(client, Happened::Came);
            // A client that goes away in the middle is its own affair.
            let _ = shared.serve(stream, client);
            observer.tell(client, Happened::Went);
            shared.sessions.fetch_sub(1, Ordering::Relaxed);
        });
        if spawned.is_err() {
            self.sessions.fetch_sub(1, Ordering::Relaxed);
        }
    }

    fn serve(&self, mut stream: TcpStream, client: SocketAddr) -> io::Result<()> {
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(self.settings.idle))?;
        stream.set_write_timeout(Some(self.settings.idle))?;
        let mut server = Server::new(self.settings.clone());
        stream.write_all(server.greet().as_bytes())?;
        if !self.talk(&mut server, &mut stream, client)? {
            return Ok(());
        }
        let connection = ServerConnection::new(self.identity.config(&self.settings.faults))
            .map_err(io::Error::other)?;
        let mut secured = StreamOwned::new(connection, stream);
        server.secured();
        // The handshake itself takes place with the first line.
        self.talk(&mut server, &mut secured, client)?;
        secured.conn.send_close_notify();
        secured.flush()
    }

    /// Talks until the end, or until TLS is to begin: true then.
    fn talk(
        &self,
        server: &mut Server,
        stream: &mut (impl Read + Write),
        client: SocketAddr,
    ) -> io::Result<bool> {
        let observer = &self.settings.observer;
        let mut buffer = vec![0; BUFFER];
        loop {
            let length = match stream.read(&mut buffer) {
                Ok(0) => return Ok(false),
                Ok(length) => length,
                Err(error)
                    if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) =>
                {
                    stream.write_all(b"421 Timeout, closing the connection\r\n")?;
                    return Ok(false);
                }
                Err(error) => return Err(error),
            };
            let before = server.user().map(str::to_owned);
            let mut step = server.hear(&buffer[..length]);
            if let Some(user) = server.user()
                && before.as_deref() != Some(user)
            {
                observer.tell(client, Happened::LoggedIn(user.to_owned()));
            }
            for mail in step.mails {
                observer.tell(client, Happened::Mail(mail.clone()));
                let mut mailbox = self.mailbox.lock().unwrap_or_else(PoisonError::into_inner);
                if mailbox.deliver(mail).is_err() {
                    step.reply = "452 Error: cannot store the mail\r\n".into();
                }
            }
            let faults = &self.settings.faults;
            if faults.has(Fault::Slow) && !step.reply.is_empty() {
                thread::sleep(SLOW);
            }
            let reply = if faults.has(Fault::Gbk) {
                GBK.encode(&step.reply).0
            } else {
                Cow::from(step.reply.as_bytes())
            };
            stream.write_all(&reply)?;
            stream.flush()?;
            match step.then {
                Then::Continue => {}
                Then::Close => return Ok(false),
                // CVE-2011-0411 from the server's side: what stood behind STARTTLS is not obeyed.
                Then::StartTls { injected: true } => return Ok(false),
                Then::StartTls { injected: false } => return Ok(true),
            }
        }
    }
}

/// Sessions at one time: a large class.
const MAX_SESSIONS: usize = 2000;
/// A session's stack: it calls nothing deep.
const STACK: usize = 256 * 1024;
/// How long a reply takes with [`Fault::Slow`].
const SLOW: Duration = Duration::from_secs(3);
/// What is read at once.
const BUFFER: usize = 16 * 1024;
