//! `--handshake SERVER`: brings TLS up on any port that speaks it, shows the handshake, and ends.
//!
//! A port that begins in clear text is asked for the upgrade in its own protocol, which its number
//! tells, or else its greeting.

use crate::args::Depth;
use crate::error::{Error, Exit};
use crate::handshake::Handshake;
use crate::note::Note;
use crate::patience;
use crate::protocol::line::LineReader;
use crate::protocol::{SCHEMES, Upgrade, implied_by, protocols, text};
use crate::screen;
use crate::target::Target;
use crate::terminal::Terminal;
use crate::wire::{self, Route, Secured, TlsClient, TlsSettings, Wire};
use crate::words::Lang;
use std::io::Read;
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// Shows the handshake with `target`.
pub(crate) fn inspect(
    target: &Target,
    settings: &TlsSettings,
    route: &Route,
    limit: Duration,
    depth: Depth,
    terminal: &Terminal,
    lang: Lang,
) -> Result<Exit, Error> {
    let say = |note: Note| terminal.print(&screen::text_lines(&note.say(lang)));
    say(Note::Connecting {
        target: target.to_string(),
    });
    let start = Instant::now();
    let (stream, place) = wire::connect(route, &target.host, target.port, limit)?;
    say(Note::Connected {
        place: place.to_string(),
        ms: start.elapsed().as_millis(),
    });
    let mut inspection = Inspection::new(stream, place.to_string(), limit)?;
    if let Some(upgrade) = inspection.protocol(target)? {
        inspection.upgrade(upgrade, terminal)?;
    }
    let name = settings.server_name.as_ref().unwrap_or(&target.host);
    let secured = inspection.shake_hands(&TlsClient::new(settings)?, name);
    if let Ok(secured) = &secured {
        terminal.print(&screen::secured_lines(secured, lang));
    }
    // A handshake that failed has steps as well, and an alert that says why.
    terminal.print(&screen::text_lines(&match depth {
        Depth::All => inspection.handshake.whole(lang),
        Depth::List => inspection.handshake.list(lang),
    }));
    secured.map(|_| Exit::Well)
}

struct Inspection {
    wire: Wire,
    reader: TcpStream,
    lines: LineReader,
    handshake: Handshake,
    place: String,
    limit: Duration,
    deadline: Instant,
}

impl Inspection {
    fn new(stream: TcpStream, place: String, limit: Duration) -> Result<Self, Error> {
        let wire = Wire::new(stream);
        let reader = wire.reader().map_err(lost)?;
        Ok(Self {
            wire,
            reader,
            lines: LineReader::default(),
            handshake: Handshake::default(),
            place,
            limit,
            deadline: Instant::now() + limit,
        })
    }

    /// How the server upgrades; nothing if TLS begins with the connection.
    fn protocol(&self, target: &Target) -> Result<Option<&'static Upgrade>, Error> {
        if target.scheme.implicit_tls || IMPLICIT_TLS.contains(&target.port) {
            return Ok(None);
        }
        if implied_by(target.port).is_some() || !std::ptr::eq(target.scheme, &SCHEMES[0]) {
            return Ok(Some(&target.scheme.protocol.upgrade));
        }
        // A TLS server awaits the Client Hello; one that begins in clear text speaks first. The
        // first byte tells who it is, and is left to be read with its line.
        let mut first = [0];
        self.wait_until(self.deadline.min(Instant::now() + GREETING))?;
        match self.reader.peek(&mut first) {
            Ok(0) => Err(Error::ClosedEarly),
            Ok(_) => Ok(protocols()
                .map(|protocol| &protocol.upgrade)
                .find(|upgrade| upgrade.greeting.as_bytes().starts_with(&first))),
            Err(error) if patience::is_over(&error) => Ok(None),
            Err(error) => Err(lost(error)),
        }
    }

    /// Asks for the upgrade, and shows how.
    fn upgrade(&mut self, upgrade: &Upgrade, terminal: &Terminal) -> Result<(), Error> {
        self.answer(upgrade.greeting, upgrade.more, terminal)?;
        for (command, good) in upgrade.exchange {
            terminal.print(&screen::client_line(command));
            self.wire.send(format!("{command}\r\n").as_bytes())?;
            self.answer(good, upgrade.more, terminal)?;
        }
        // What passed so far was no TLS.
        self.wire.passed();
        Ok(())
    }

    fn answer(&mut self, good: &str, more: &[&str], terminal: &Terminal) -> Result<(), Error> {
        for _ in 0..MAX_LINES {
            let line = self.line()?;
            terminal.print(&screen::server_line(&line));
            if line.starts_with(good.as_bytes()) {
                return Ok(());
            }
            if !more.iter().any(|more| line.starts_with(more.as_bytes())) {
                return Err(Error::NoUpgrade {
                    reply: text::visible(&line),
                });
            }
        }
        Err(Error::NoUpgrade {
            reply: String::new(),
        })
    }

    fn line(&mut self) -> Result<Vec<u8>, Error> {
        loop {
            // One byte at a time: what stands behind the last line belongs to TLS.
            let byte = self.read(1, self.deadline)?;
            if byte.is_empty() {
                return Err(Error::ClosedEarly);
            }
            let (_, line) = self.lines.take(&byte);
            if let Some(line) = line {
                return Ok(line.bytes);
            }
        }
    }

    /// The handshake, and what the server still says of TLS right behind it: tickets.
    fn shake_hands(&mut self, client: &TlsClient, name: &str) -> Result<Secured, Error> {
        let begun = self.wire.upgrade(client, name);
        self.handshake.begin();
        self.follow();
        begun?;
        let mut secured = None;
        let mut deadline = self.deadline;
        loop {
            let bytes = match self.read(BUFFER, deadline) {
                Ok(bytes) => bytes,
                Err(_) if secured.is_some() => break,
                Err(Error::Silent { seconds, .. }) => return Err(Error::TlsSilent { seconds }),
                Err(Error::Lost { why }) => return Err(Error::TlsLost { why }),
                Err(error) => return Err(error),
            };
            if bytes.is_empty() && secured.is_none() {
                return Err(Error::TlsClosed);
            }
            if bytes.is_empty() {
                break;
            }
            let received = self.wire.receive(&bytes);
            self.follow();
            let received = received?;
            if received.secured.is_some() {
                deadline = deadline.min(Instant::now() + TICKETS);
                secured = received.secured;
            }
        }
        self.wire.close();
        self.follow();
        secured.ok_or(Error::TlsClosed)
    }

    fn follow(&mut self) {
        for passed in self.wire.passed() {
            self.handshake.follow(&passed);
        }
    }

    fn read(&mut self, most: usize, deadline: Instant) -> Result<Vec<u8>, Error> {
        let silent = || Error::Silent {
            place: self.place.clone(),
            seconds: self.limit.as_secs(),
        };
        // A server that sends byte after byte is never silent.
        if Instant::now() >= deadline {
            return Err(silent());
        }
        self.wait_until(deadline)?;
        let mut buffer = vec![0; most];
        match self.reader.read(&mut buffer) {
            Ok(length) => {
                buffer.truncate(length);
                Ok(buffer)
            }
            Err(error) if patience::is_over(&error) => Err(silent()),
            Err(error) => Err(lost(error)),
        }
    }

    /// The next read waits no longer than this.
    fn wait_until(&self, deadline: Instant) -> Result<(), Error> {
        let left = deadline.saturating_duration_since(Instant::now());
        self.reader
            .set_read_timeout(Some(left.max(Duration::from_millis(1))))
            .map_err(lost)
    }
}

fn lost(error: std::io::Error) -> Error {
    Error::Lost { why: error.into() }
}

/// Other protocols over TLS that are asked often: nobody waits for a greeting there.
const IMPLICIT_TLS: &[u16] = &[443, 636, 853, 990];
/// How long a server may take to speak first: a round trip around the world, and a busy server.
const GREETING: Duration = Duration::from_secs(1);
/// Lines of one answer: EHLO has some twenty.
const MAX_LINES: usize = 100;
/// How long the server may take to send its tickets behind the handshake.
const TICKETS: Duration = Duration::from_millis(500);
/// What is read at once: a TLS record.
const BUFFER: usize = 16 * 1024;
