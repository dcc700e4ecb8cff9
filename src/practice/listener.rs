//! Sockets and threads for the practice server: one thread a connection, bounded in number.

use super::certificate::Identity;
use super::fault::{Fault, Faults};
use super::service::{Given, Row, Service, Then};
use super::{Happened, NAME, Observer, Settings};
use rustls::{ServerConnection, StreamOwned};
use std::io::{self, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use time::OffsetDateTime;

/// What all sessions share.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) given: Given,
    pub(super) identity: Identity,
    /// How many there are now.
    pub(super) sessions: AtomicUsize,
    /// How many there have been.
    pub(super) served: AtomicUsize,
}

impl Shared {
    pub(super) fn new(settings: Settings) -> io::Result<Self> {
        Ok(Self {
            identity: Identity::new().map_err(io::Error::other)?,
            given: Given::new(settings, OffsetDateTime::now_utc)?,
            sessions: AtomicUsize::new(0),
            served: AtomicUsize::new(0),
        })
    }
}

/// Listens for a service on a thread of its own, and tells where.
pub(super) fn listen(
    shared: &Arc<Shared>,
    service: &'static Row,
    address: SocketAddr,
) -> io::Result<SocketAddr> {
    let listener = TcpListener::bind(address)?;
    let address = listener.local_addr()?;
    let shared = shared.clone();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            shared.clone().accept(service, stream);
        }
    });
    Ok(address)
}

impl Shared {
    fn accept(self: Arc<Self>, service: &'static Row, mut stream: TcpStream) {
        if self.sessions.fetch_add(1, Ordering::Relaxed) >= MAX_SESSIONS {
            self.sessions.fetch_sub(1, Ordering::Relaxed);
            if !service.implicit_tls {
                // It is refused whether it hears it or not.
                let _ = stream.write_all(service.crowded.as_bytes());
            }
            return;
        }
        let shared = self.clone();
        let spawned = thread::Builder::new().stack_size(STACK).spawn(move || {
            if let Ok(client) = stream.peer_addr() {
                let observer = &shared.given.settings.observer;
                observer.tell(client, Happened::Came);
                // A client that goes away in the middle is its own affair.
                let _ = shared.serve(service, stream, client);
                observer.tell(client, Happened::Went);
            }
            shared.sessions.fetch_sub(1, Ordering::Relaxed);
        });
        if spawned.is_err() {
            self.sessions.fetch_sub(1, Ordering::Relaxed);
        }
    }

    /// RFC 1939 §7: the process, and something that does not come again.
    fn stamp(&self) -> String {
        let process = std::process::id();
        let clock = OffsetDateTime::now_utc().unix_timestamp();
        let number = self.served.fetch_add(1, Ordering::Relaxed);
        format!("<{process}.{clock}.{number}@{NAME}>")
    }

    fn serve(
        &self,
        service: &'static Row,
        mut stream: TcpStream,
        client: SocketAddr,
    ) -> io::Result<()> {
        let idle = self.given.settings.idle;
        stream.set_nodelay(true)?;
        // The handshake of a port that begins with it waits before anything is received.
        stream.set_read_timeout(Some(idle))?;
        stream.set_write_timeout(Some(idle))?;
        let mut talk = Talk {
            service,
            session: (service.begin)(Given {
                stamp: self.stamp(),
                ..self.given.clone()
            }),
            socket: stream.try_clone()?,
            idle,
            faults: &self.given.settings.faults,
            observer: &self.given.settings.observer,
            client,
        };
        if service.implicit_tls {
            talk.session.secured();
        } else {
            stream.write_all(&talk.session.greet())?;
            if !talk.until_tls(&mut stream)? {
                return Ok(());
            }
            talk.session.secured();
        }
        let config = self.identity.config(&self.given.settings.faults);
        let connection = ServerConnection::new(config).map_err(io::Error::other)?;
        // The handshake itself takes place with the first line.
        let mut stream = StreamOwned::new(connection, stream);
        if service.implicit_tls {
            stream.write_all(&talk.session.greet())?;
        }
        talk.until_tls(&mut stream)?;
        stream.conn.send_close_notify();
        stream.flush()
    }
}

/// A session and its client.
struct Talk<'s> {
    service: &'static Row,
    session: Box<dyn Service>,
    /// What the stream goes through, for its timeouts.
    socket: TcpStream,
    idle: Duration,
    faults: &'s Faults,
    observer: &'s Observer,
    client: SocketAddr,
}

impl Talk<'_> {
    /// Talks until the end, or until TLS is to begin: true then.
    fn until_tls(&mut self, stream: &mut (impl Read + Write)) -> io::Result<bool> {
        let mut buffer = vec![0; BUFFER];
        loop {
            let length = self.receive(stream, &mut buffer)?;
            if length == 0 {
                return Ok(false);
            }
            match self.answer(stream, &buffer[..length])? {
                Then::Continue | Then::More => {}
                Then::Close => return Ok(false),
                // CVE-2011-0411 from the server's side: what stood behind STARTTLS is not obeyed.
                Then::StartTls { injected: true } => return Ok(false),
                Then::StartTls { injected: false } => return Ok(true),
            }
        }
    }

    /// Waits for the client, and tells it meanwhile what it waits for. Nothing is the end.
    fn receive(
        &mut self,
        stream: &mut (impl Read + Write),
        buffer: &mut [u8],
    ) -> io::Result<usize> {
        let begun = Instant::now();
        loop {
            let news = self.session.news();
            if let Some(news) = news.as_deref().filter(|news| !news.is_empty()) {
                stream.write_all(news)?;
                stream.flush()?;
            }
            let (patience, limit) = match news {
                Some(_) => (LOOK, MAX_WAIT),
                None => (self.idle, self.idle),
            };
            self.socket.set_read_timeout(Some(patience))?;
            match stream.read(buffer) {
                Err(error) if is_silence(&error) && begun.elapsed() < limit && news.is_some() => {}
                Err(error) if is_silence(&error) => {
                    stream.write_all(self.service.expired.as_bytes())?;
                    return Ok(0);
                }
                result => return result,
            }
        }
    }

    /// Answers what was received, and tells what then.
    fn answer(&mut self, stream: &mut impl Write, mut received: &[u8]) -> io::Result<Then> {
        loop {
            let step = self.session.hear(received);
            for happened in step.happened {
                self.observer.tell(self.client, happened);
            }
            if self.faults.has(Fault::Slow) && !step.reply.is_empty() {
                thread::sleep(SLOW);
            }
            stream.write_all(&step.reply)?;
            stream.flush()?;
            if step.then != Then::More {
                return Ok(step.then);
            }
            received = &received[step.taken..];
        }
    }
}

fn is_silence(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut)
}

/// Sessions at one time: a large class.
const MAX_SESSIONS: usize = 2000;
/// A session's stack: the deepest is a search through the parts of parts of a mail.
const STACK: usize = 1024 * 1024;
/// How often a session looks whether there is news.
const LOOK: Duration = Duration::from_millis(500);
/// How long a client may wait for news (RFC 2177).
const MAX_WAIT: Duration = Duration::from_secs(30 * 60);
/// How long a reply takes with [`Fault::Slow`].
const SLOW: Duration = Duration::from_secs(3);
/// What is read at once.
const BUFFER: usize = 16 * 1024;
