//! The connection's part of the session: up, through TLS, and down.

use super::opening::Reached;
use super::{Link, Post, Sending, Session};
use crate::direction::Direction;
use crate::error::{Error, Exit};
use crate::event::Event;
use crate::note::{Awaits, Note};
use crate::protocol::{Expect, Protocol, SCHEMES};
use crate::target::Target;
use crate::terminal::Terminal;
use crate::why::Why;
use crate::wire::{Roots, TlsClient, TlsSettings, Wire};
use std::io::Read;
use std::net::TcpStream;
use std::sync::mpsc::SyncSender;
use std::thread;
use std::time::Instant;

impl Session {
    /// Connects to the target.
    pub(super) fn open(&mut self) {
        self.begin_connection();
        self.announce();
        let number = self.connection.number;
        self.reach(&self.target, move |reached| {
            Post::Connected(number, reached)
        });
    }

    /// The next connection begins: nothing is known of it yet.
    pub(super) fn begin_connection(&mut self) {
        self.connection = self.connection.next(Link::Connecting);
        self.dialogue = (self.target.scheme.protocol.dialogue)();
        self.dialogue.tagging(self.tagging);
        self.since = Instant::now();
    }

    pub(super) fn connected(&mut self, result: Result<Reached, Error>) {
        let (stream, place, took) = match result {
            Ok(connected) => connected,
            Err(error) => return self.fail_link(&error),
        };
        let wire = Wire::new(stream);
        let local = match wire.reader().and_then(|reader| {
            let local = reader.local_addr()?;
            listen(
                reader,
                self.connection.number,
                self.poster.clone(),
                self.terminal.clone(),
            );
            Ok(local)
        }) {
            Ok(local) => local,
            Err(error) => {
                return self.fail_link(&Error::Lost { why: error.into() });
            }
        };
        self.since = Instant::now();
        self.tell(Event::Connected {
            scheme: self.target.scheme,
            place: place.clone(),
            local,
            took,
            practice: self.is_practice(&self.target),
        });
        self.about_server();
        self.timing.connected();
        self.pipelining.connected();
        self.connection.link = Link::Up(Box::new(wire), place);
        if self.target.scheme.implicit_tls {
            self.shake_hands();
        }
    }

    /// Begins the TLS handshake.
    pub(super) fn shake_hands(&mut self) {
        self.connection.upgrade_awaited = false;
        self.since = Instant::now();
        let begun = self.begin_tls();
        self.tell_passed();
        if let Err(error) = begun {
            self.fail_link(&error);
        }
    }

    fn begin_tls(&mut self) -> Result<(), Error> {
        let target = self.target.to_string();
        // What may be resumed is known only to the client that made it.
        let client = match self.remembered.take() {
            Some((known, client)) if known == target => client,
            _ => TlsClient::new(&self.tls_settings())?,
        };
        let name = self.options.tls.server_name.as_ref();
        self.handshake.begin();
        if let Link::Up(wire, _) = &mut self.connection.link {
            wire.upgrade(&client, name.unwrap_or(&self.target.host))?;
        }
        if self.options.resume {
            self.remembered = Some((target, client));
        }
        Ok(())
    }

    /// Whether this is the practice server of this program.
    pub(super) fn is_practice(&self, target: &Target) -> bool {
        let target = target.to_string();
        self.practice.as_ref().is_some_and(|practice| {
            let mut places = practice.places().iter();
            places.any(|place| place.address.to_string() == target)
        })
    }

    /// The practice server is verified as any other, by its own CA and no other.
    fn tls_settings(&self) -> TlsSettings {
        let mut settings = self.options.tls.clone();
        if let (Some(practice), Roots::WebPki) = (&self.practice, &settings.roots)
            && self.is_practice(&self.target)
        {
            settings.roots = Roots::Der(practice.ca_der().to_vec());
        }
        settings
    }

    /// Bytes from the socket.
    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        let Link::Up(wire, _) = &mut self.connection.link else {
            return;
        };
        self.connection.heard = true;
        let received = wire.receive(bytes);
        let tls = wire.is_tls();
        self.tell_passed();
        let received = match received {
            Ok(received) => received,
            // In a session that began in clear text, clear text at the border is an injection.
            Err(Error::NotTls { got }) if !self.target.scheme.implicit_tls => {
                return self.fail_link(&Error::Injected { bytes: got });
            }
            Err(error) => return self.fail_link(&error),
        };
        if let Some(secured) = received.secured {
            let again = (!self.target.scheme.implicit_tls).then(|| self.protocol());
            if again.is_some() {
                self.dialogue.secured();
                self.tell_unanswered();
            }
            self.since = Instant::now();
            self.connection.secured = Some(secured.clone());
            self.tell(Event::Secured { secured, again });
            if self.handshake.asks_for_certificate() && self.options.tls.identity.is_none() {
                self.note(Note::CertificateWanted);
            }
        }
        if received.plain.is_empty() {
            return;
        }
        self.timing.arrived();
        if self.details.get().hex {
            let arrived = self.bytes_without_codes(received.plain.clone());
            self.tell(Event::Arrived(arrived));
        }
        for heard in self.dialogue.hear(&received.plain) {
            self.heard(heard, tls);
        }
    }

    /// The server closed, or the network did.
    pub(super) fn gone(&mut self, why: Option<Why>) {
        // The system tells each side of the socket once.
        let why = why.or_else(|| self.connection.broken.take());
        let Link::Up(wire, _) = &self.connection.link else {
            return;
        };
        if wire.is_shaking_hands() {
            let error = why.map_or(Error::TlsClosed, |why| Error::TlsLost { why });
            return self.fail_link(&error);
        }
        let partial = self.dialogue.partial();
        let partial = partial.map(|partial| self.bytes_without_codes(partial));
        let answered = self.dialogue.expect() != Expect::Nothing;
        let orderly = self.dialogue.ended() && answered || self.ending.leaving;
        self.tell(Event::Ended {
            by: Direction::Server,
            abrupt: why.is_some(),
        });
        self.down();
        // Behind a script stands the person who is asked what it does not know.
        let mut sources = self.sources.iter_mut();
        if self.asking.asked.is_some()
            && self.person.get()
            && let Some(source) = sources.find(|source| source.is_person())
        {
            source.correct(format!("[{}] > ", Awaits::Gone.say(self.lang.get())));
        }
        self.tell(Event::Closed {
            orderly: false,
            partial,
        });
        self.tell_unanswered();
        if self.close_was_expected() {
            return;
        }
        if orderly {
            self.afterwards();
        } else {
            // Who has said that it closes may reset what still comes (RFC 5321 §3.8).
            let why = why.filter(|_| !self.dialogue.ended());
            let error = why.map_or(Error::ClosedEarly, |why| Error::Lost { why });
            let at = self.position();
            self.tolerate(at, error);
        }
    }

    /// A line could not be sent. Why the connection is gone may be told by what the server said last,
    /// which is still to be read: see `gone`. What is not taken stays half sent.
    pub(super) fn not_sent(&mut self, error: &Error) {
        match error {
            Error::Lost { why } => self.connection.broken = Some(why.clone()),
            _ => self.fail_link(error),
        }
    }

    /// Closes from this side, and says so and what can be done then.
    pub(super) fn disconnect(&mut self) {
        if self.close() {
            self.afterwards();
        }
    }

    /// Closes from this side, and says so, if there is a connection.
    pub(super) fn close(&mut self) -> bool {
        let is_up = self.connection.is_up();
        if is_up {
            self.hang_up();
            self.tell(Event::Closed {
                orderly: true,
                partial: None,
            });
            self.tell_unanswered();
        }
        is_up
    }

    /// Closes from this side.
    pub(super) fn hang_up(&mut self) {
        if let Link::Up(wire, _) = &mut self.connection.link {
            wire.close();
            self.tell_passed();
            self.tell(Event::Ended {
                by: Direction::Client,
                abrupt: false,
            });
        }
        self.down();
    }

    fn down(&mut self) {
        self.connection = self.connection.next(Link::Down);
        self.drop_errand();
        let whole = self.sending.as_ref().is_some_and(Sending::is_whole);
        self.sending_ended(whole);
        self.mailing_ended(false);
        self.forget_questions();
        self.asking.escaped = None;
    }

    /// What stops this connection. Never goes on in clear text behind the user's back.
    pub(super) fn fail_link(&mut self, error: &Error) {
        self.hang_up();
        // The program was called for this connection alone.
        if self.began {
            self.fail(error);
        } else {
            self.stop(error);
        }
    }

    /// The server speaks another protocol than was meant: nothing said here would be understood,
    /// least of all a farewell.
    pub(super) fn fail_protocol(&mut self, spoken: &'static Protocol) {
        let meant = self.target.scheme;
        let scheme = SCHEMES
            .iter()
            .find(|scheme| scheme.protocol == spoken && scheme.implicit_tls == meant.implicit_tls);
        let error = Error::OtherProtocol {
            place: self.target.to_string(),
            spoken: spoken.name,
            meant: meant.protocol.name,
            scheme: scheme.unwrap_or(meant).name,
        };
        self.hang_up();
        self.fail(&error);
    }

    fn afterwards(&mut self) {
        if self.person.get() && !self.ending.leaving {
            let practice = self.practice.is_some();
            self.note(if practice {
                Note::AfterwardsPractice
            } else {
                Note::Afterwards
            });
        }
    }

    /// Ctrl-C while nothing is being typed.
    pub(super) fn interrupt(&mut self) {
        if !self.person.get() {
            self.ending.exit = Some(Exit::Interrupted);
            return;
        }
        if self.stop_looking_up() {
            return self.note(Note::StoppedLooking);
        }
        if self.opening.stop() {
            return self.note(Note::StoppedConnecting);
        }
        if self.scripting.wake() {
            self.drop_lines();
            return self.note(Note::WaitEnded);
        }
        match self.connection.link {
            Link::Connecting => {
                self.down();
                self.note(Note::StoppedConnecting);
            }
            Link::Up(..) if self.ending.leaving => self.ending.exit = Some(Exit::Well),
            Link::Up(..) if self.sending.is_some() => self.give_up_sending(),
            Link::Up(..) if !self.is_ready() => self.stop_waiting(),
            _ => {}
        }
    }

    pub(super) fn stop_waiting(&mut self) {
        self.connection.impatient = true;
        self.asking.lines.clear();
        self.connection.recipients.clear();
        self.note(Note::StoppedWaiting);
    }
}

/// Reads the socket and posts what arrives. The channel is bounded and the terminal is waited for, so
/// a flood waits in the server's own buffers.
fn listen(mut stream: TcpStream, number: u32, poster: SyncSender<Post>, terminal: Terminal) {
    thread::spawn(move || {
        let mut buffer = vec![0; BUFFER];
        let why = loop {
            terminal.wait_for_room();
            match stream.read(&mut buffer) {
                Ok(0) => break None,
                Ok(length) => {
                    if poster
                        .send(Post::Bytes(number, buffer[..length].to_vec()))
                        .is_err()
                    {
                        return;
                    }
                }
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => break Some(error.into()),
            }
        };
        // Nobody listens any more if the program has ended.
        let _ = poster.send(Post::Gone(number, why));
    });
}

/// What is read at once: a TLS record.
const BUFFER: usize = 16 * 1024;
