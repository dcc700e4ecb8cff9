//! Sockets and threads for the practice server: one thread a connection, bounded in number.

use super::authority::Authority;
use super::certificate::Identity;
use super::channel::Channel;
use super::fault::{Fault, Faults};
use super::limits::{Pace, Seats, worked};
use super::service::{Given, Row, Service, Then};
use super::{Happened, NAME, NotStarted, Observer, Settings};
use crate::patience;
use rustls::ServerConfig;
use std::io::{self, Write};
use std::mem;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};
use time::OffsetDateTime;

/// What all sessions share.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) given: Given,
    pub(super) identity: Identity,
    pub(super) seats: Arc<Seats>,
    /// How many sessions there have been.
    pub(super) served: AtomicUsize,
}

impl Shared {
    pub(super) fn new(settings: Settings) -> Result<Self, NotStarted> {
        let given = Given::new(settings.clone(), OffsetDateTime::now_utc);
        let authority = match &settings.authority {
            Some(kept) => kept.clone(),
            None => Authority::new()?,
        };
        let identity = Identity::new(authority, &settings.names);
        Ok(Self {
            identity: identity.map_err(io::Error::other)?,
            seats: Arc::new(Seats::new(settings.sessions, settings.per_address)),
            given: given.map_err(NotStarted::NoMaildir)?,
            served: AtomicUsize::new(0),
        })
    }
}

/// A place where a thread listens, until this is dropped.
#[derive(Debug)]
pub(super) struct Listening {
    pub(super) address: SocketAddr,
    over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Listening {
    /// Listens for a service on a thread of its own.
    pub(super) fn begin(
        shared: &Arc<Shared>,
        service: &'static Row,
        address: SocketAddr,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind(address)?;
        let address = listener.local_addr()?;
        let over = Arc::new(AtomicBool::new(false));
        let (shared, is_over) = (shared.clone(), over.clone());
        let thread = thread::Builder::new().spawn(move || {
            loop {
                let accepted = listener.accept();
                if is_over.load(Ordering::Acquire) {
                    return;
                }
                match accepted {
                    Ok((stream, client)) => shared.clone().accept(service, stream, client),
                    // Out of files or memory: it would fail again at once.
                    Err(_) => thread::sleep(RECOVERY),
                }
            }
        })?;
        Ok(Self {
            address,
            over,
            thread: Some(thread),
        })
    }
}

impl Drop for Listening {
    /// A thread that waits for a client sees that it is over when one comes.
    fn drop(&mut self) {
        self.over.store(true, Ordering::Release);
        let mut address = self.address;
        if address.ip().is_unspecified() {
            address.set_ip(match address {
                SocketAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
                SocketAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
            });
        }
        if TcpStream::connect_timeout(&address, AWAKENING).is_ok()
            && let Some(thread) = self.thread.take()
        {
            // It has nothing to tell.
            let _ = thread.join();
        }
    }
}

impl Shared {
    fn accept(self: Arc<Self>, service: &'static Row, stream: TcpStream, client: SocketAddr) {
        let stream = Arc::new(stream);
        let Some(seat) = self.seats.take(client.ip(), Instant::now()) else {
            return self.refuse(service, &stream, client);
        };
        let (shared, socket) = (self.clone(), stream.clone());
        let spawned = thread::Builder::new().stack_size(STACK).spawn(move || {
            let observer = &shared.given.settings.observer;
            observer.tell(client, Happened::Came);
            // A client that goes away in the middle is its own affair.
            let _ = shared.serve(service, &socket, client);
            drop(seat);
            observer.tell(client, Happened::Went);
        });
        if spawned.is_err() {
            self.refuse(service, &stream, client);
        }
    }

    fn refuse(&self, service: &'static Row, mut stream: &TcpStream, client: SocketAddr) {
        self.given.settings.observer.tell(client, Happened::Crowded);
        if !service.implicit_tls {
            // It is refused whether it hears it or not, and nobody waits for it.
            let _ = stream
                .set_nonblocking(true)
                .and_then(|()| stream.write_all(service.crowded.as_bytes()));
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
        socket: &TcpStream,
        client: SocketAddr,
    ) -> io::Result<()> {
        let settings = &self.given.settings;
        let deadline = Instant::now() + settings.idle;
        let mut talk = Talk {
            service,
            session: (service.begin)(Given {
                stamp: self.stamp(),
                ..self.given.clone()
            }),
            channel: Channel::new(socket, deadline)?,
            deadline,
            pace: Pace::of_work(Instant::now()),
            work: Duration::ZERO,
            idle: settings.idle,
            faults: &settings.faults,
            observer: &settings.observer,
            client,
        };
        if !service.implicit_tls {
            let greeting = talk.session.greet();
            talk.channel.send(&greeting)?;
            if !talk.until_tls()? {
                return Ok(());
            }
        }
        talk.secure(self.identity.config(&settings.faults))?;
        if service.implicit_tls {
            let greeting = talk.session.greet();
            talk.channel.send(&greeting)?;
        }
        talk.until_tls()?;
        talk.channel.close()
    }
}

/// A session and its client.
struct Talk<'s> {
    service: &'static Row,
    session: Box<dyn Service>,
    channel: Channel<'s>,
    /// Until when there has to be a line.
    deadline: Instant,
    pace: Pace,
    /// How long the server was at work on what came last.
    work: Duration,
    idle: Duration,
    faults: &'s Faults,
    observer: &'s Observer,
    client: SocketAddr,
}

impl Talk<'_> {
    /// Talks until the end, or until TLS is to begin: true then.
    fn until_tls(&mut self) -> io::Result<bool> {
        let mut buffer = vec![0; BUFFER];
        loop {
            let length = self.receive(&mut buffer)?;
            if length == 0 {
                return Ok(false);
            }
            let received = &buffer[..length];
            if received.contains(&b'\n') {
                self.deadline = Instant::now() + self.idle;
            }
            match self.answer(received)? {
                Then::Continue | Then::More => {}
                Then::Close => return Ok(false),
                // CVE-2011-0411 from the server's side: what stood behind STARTTLS is not obeyed.
                Then::StartTls { injected: true } => return Ok(false),
                Then::StartTls { injected: false } => return Ok(true),
            }
            let work = mem::take(&mut self.work);
            thread::sleep(self.pace.spend(work, Instant::now()));
        }
    }

    /// Waits for the client, and tells it meanwhile what it waits for. Nothing is the end.
    fn receive(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let begun = Instant::now();
        loop {
            let news = self.session.news();
            let (look, limit) = match &news {
                Some(_) => (Instant::now() + LOOK, begun + MAX_WAIT),
                None => (self.deadline, self.deadline),
            };
            self.channel.send(&news.unwrap_or_default())?;
            self.channel.deadline = look.min(limit);
            match self.channel.receive(buffer) {
                Err(error) if patience::is_over(&error) && Instant::now() < limit => {}
                Err(error) if patience::is_over(&error) => {
                    self.channel.send(self.service.expired.as_bytes())?;
                    return Ok(0);
                }
                result => return result,
            }
        }
    }

    /// Answers what was received, and tells what then.
    fn answer(&mut self, mut received: &[u8]) -> io::Result<Then> {
        let mut begins = true;
        loop {
            let (step, work) = worked(|| self.session.hear(received));
            self.work += work;
            self.tell(step.happened);
            // The next piece of a long reply is not another one.
            begins |= step.taken > 0;
            if self.faults.has(Fault::Slow) && !step.reply.is_empty() && begins {
                thread::sleep(SLOW);
            }
            begins = false;
            self.channel.send(&step.reply)?;
            if step.then != Then::More {
                return Ok(step.then);
            }
            received = &received[step.taken..];
        }
    }

    /// Of many refusals at once the last one tells enough: garbage makes thousands.
    fn tell(&self, happened: Vec<Happened>) {
        let refused = |fact: &Happened| matches!(fact, Happened::Refused(_));
        let last = happened.iter().rposition(refused);
        for (at, fact) in happened.into_iter().enumerate() {
            if !refused(&fact) || Some(at) == last {
                self.observer.tell(self.client, fact);
            }
        }
    }

    fn secure(&mut self, config: Arc<ServerConfig>) -> io::Result<()> {
        self.session.secured();
        self.channel.deadline = self.deadline;
        let secured = self.channel.secure(config);
        let happened = match &secured {
            Ok(()) => Happened::Secured,
            Err(error) => Happened::NotSecured(error.to_string()),
        };
        self.observer.tell(self.client, happened);
        self.deadline = Instant::now() + self.idle;
        secured
    }
}

/// A session's stack: the deepest is a search through the parts of parts of a mail.
const STACK: usize = 1024 * 1024;
/// How often a session looks whether there is news.
const LOOK: Duration = Duration::from_millis(500);
/// How long a client may wait for news (RFC 2177).
const MAX_WAIT: Duration = Duration::from_secs(30 * 60);
/// How long a reply takes with [`Fault::Slow`].
const SLOW: Duration = Duration::from_secs(3);
/// How long to wait when no connection can be accepted.
const RECOVERY: Duration = Duration::from_millis(100);
/// How long to try to wake a listener: it is on this computer.
const AWAKENING: Duration = Duration::from_secs(1);
/// What is read at once: each session holds as much while it waits.
const BUFFER: usize = 4 * 1024;
