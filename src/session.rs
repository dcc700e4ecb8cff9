//! The one loop. It alone owns the wire, the dialogue and the listeners; the keyboard, the socket
//! and the connecting thread only post to it.
//!
//! A line's way: a source posts it, [`crate::helper::interpret`] tells a helper from a line for the
//! server, [`Dialogue::say`] notes what it means, [`send`] sends it, [`receive`]
//! decrypts what comes back, [`Dialogue::hear`] makes replies of it, and every fact becomes an
//! [`Event`] for the listeners.
//!
//! [`send`]: crate::wire::Wire::send
//! [`receive`]: crate::wire::Wire::receive

mod actions;
mod answers;
mod asking;
mod codes;
mod composing;
mod connection;
mod ends;
mod envelope;
mod exchange;
mod expecting;
mod lesson;
mod lines;
mod links;
mod login;
mod lookup;
mod mailing;
mod mails;
mod opening;
mod options;
mod parts;
mod pipelining;
mod records;
mod replies;
mod script;
mod sending;
mod shows;
mod teaching;
mod timing;

use crate::dns::Found;
use crate::error::{Error, Exit};
use crate::event::{Event, Listener};
use crate::handshake::Handshake;
use crate::note::Note;
use crate::practice::Practice;
use crate::practice::fault::Fault;
use crate::profile::Profiles;
use crate::protocol::{Dialogue, Expect, Protocol, Scheme};
use crate::record::Recording;
use crate::record::journal::Journal;
use crate::screen::{self, Details};
use crate::signals::Wish;
use crate::source::{Source, Typed};
use crate::target::Target;
use crate::teach::coach::Coach;
use crate::terminal::Terminal;
use crate::why::Why;
use crate::wire::TlsClient;
use crate::words::Lang;
use asking::Asking;
use codes::Codes;
use composing::Composing;
use connection::{Connection, Link};
use ends::Ending;
use expecting::Expecting;
pub use lesson::Lessons;
use login::Login;
use lookup::Lookup;
use mailing::Mailing;
use mails::Mails;
use opening::{Opening, Reached};
pub use options::{Brought, Options, code_of, code_of_file};
pub use parts::Parts;
use pipelining::Pipelining;
use script::Scripting;
use sending::Sending;
use std::cell::Cell;
use std::collections::VecDeque;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender};
use std::time::{Duration, Instant, SystemTime};
use teaching::Learned;
use timing::Timing;

/// What the threads post.
#[derive(Debug)]
pub enum Post {
    /// A source was asked and answers.
    Typed(Typed),
    /// Ctrl-C while no line is being edited, or the system ends the program.
    Wished(Wish),
    /// The connection with this number is up, or is not to be had.
    Connected(u32, Result<Reached, Error>),
    /// What `:open` with this number has come to.
    Opened(u32, Result<Reached, Error>),
    /// Bytes of the connection with this number.
    Bytes(u32, Vec<u8>),
    /// The connection with this number is closed, in order or with an error.
    Gone(u32, Option<Why>),
    /// What the look-up with this number found out.
    LookedUp(u32, Result<Found, Error>),
}

impl From<Wish> for Post {
    fn from(wish: Wish) -> Self {
        Self::Wished(wish)
    }
}

/// A session from the first connection to the exit code.
pub struct Session {
    options: Options,
    profiles: Profiles,
    target: Target,
    practice: Option<Arc<Practice>>,
    sources: VecDeque<Box<dyn Source>>,
    listeners: Vec<Box<dyn Listener>>,
    recorders: Vec<Recording>,
    terminal: Terminal,
    lang: Rc<Cell<Lang>>,
    person: Rc<Cell<bool>>,
    details: Rc<Cell<Details>>,
    poster: SyncSender<Post>,
    posts: Receiver<Post>,

    connection: Connection,
    /// What the connection's lines mean; it tells what was said last also when the connection is gone.
    dialogue: Box<dyn Dialogue>,
    /// The last TLS handshake, also of a connection that is gone.
    handshake: Handshake,
    /// Whose sessions may be resumed, with `:set resume on`.
    remembered: Option<(String, TlsClient)>,
    /// A server that is ready for TLS begins the handshake by itself.
    upgrade: bool,
    /// smtpsh puts the tag in front of typed lines.
    tagging: bool,
    /// It was told that the server writes GBK.
    gbk_seen: bool,
    /// When something was last said, heard or asked.
    since: Instant,

    asking: Asking,
    /// A line has been taken: the program is in use.
    began: bool,
    login: Login,
    codes: Codes,
    ending: Ending,
    scripting: Scripting,
    expecting: Expecting,
    pipelining: Pipelining,
    mails: Mails,
    /// The file that is on its way.
    sending: Option<Sending>,
    /// The mail that is being composed, or was composed last.
    composing: Composing,
    /// The composed mail that is on its way.
    mailing: Option<Mailing>,
    timing: Timing,
    lookup: Lookup,
    opening: Opening,
    /// What `:explain`, `:next` and completion remember.
    learned: Learned,
    /// When the session began, by the calendar and by a clock that nobody sets.
    clock: (SystemTime, Instant),
    coach: Coach,
    /// Whether its remarks are shown; if nobody has said so, to a person they are.
    coaching: Option<bool>,
    lessons: Lessons,
    /// What is wrong with the practice server, as far as it was told.
    faults: Vec<Fault>,
    /// All that happened, for `:save`.
    journal: Journal,
    /// The files that `:save` has written.
    saved: Vec<PathBuf>,
    /// Whom it was with: each port, and what is spoken there.
    servers: Vec<(u16, &'static Scheme)>,
}

impl Session {
    /// Runs to the end.
    pub fn run(mut self) -> Exit {
        self.announce_records();
        self.tell_faults();
        self.open();
        loop {
            self.proceed();
            // Also after news: a server that says a little now and then must not stop the clock.
            self.look_at_the_clock();
            if let Some(exit) = self.ending.exit {
                self.hang_up();
                return self.finish(exit);
            }
            match self.posts.recv_timeout(TICK) {
                Ok(post) => self.receive(post),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => self.ending.exit = Some(Exit::Well),
            }
        }
    }

    /// Does all that needs no more news.
    fn proceed(&mut self) {
        self.look_at_silence();
        while self.ending.exit.is_none() && self.is_ready() && self.asking.asked.is_none() {
            if self.ending.leaving {
                return self.leave();
            }
            if self.do_next() {
                continue;
            }
            self.tell_lesson();
            if self.say_recipient() {
                continue;
            }
            // What a script has next is no answer to what is asked of the person behind it.
            let in_script = self
                .sources
                .front()
                .is_some_and(|source| !source.is_person());
            if in_script && !self.asking.wanted.is_empty() && self.asking.answered.is_none() {
                return self.ask();
            }
            match self
                .asking
                .answered
                .take()
                .or_else(|| self.asking.lines.pop_front())
            {
                Some(line) => self.take(&line),
                None if std::mem::take(&mut self.pipelining.script_ended) => {
                    let in_text = self.dialogue.expect().is_text();
                    self.source_ended(in_text);
                }
                None => return self.ask(),
            }
        }
        self.read_ahead();
    }

    /// Whether the next line may be taken.
    fn is_ready(&self) -> bool {
        if self.scripting.is_paused() || self.expecting.is_waiting() || self.is_asked_elsewhere() {
            return false;
        }
        match &self.connection.link {
            Link::Down => true,
            Link::Connecting => false,
            Link::Up(..) if self.sending.is_some() => false,
            Link::Up(wire, _) => {
                !wire.is_shaking_hands()
                    && (self.connection.impatient
                        || self.dialogue.expect() != Expect::Nothing
                        || self.is_silence_expected())
            }
        }
    }

    /// Another server than the connection's is waited for.
    fn is_asked_elsewhere(&self) -> bool {
        self.lookup.is_under_way() || self.opening.is_under_way()
    }

    fn receive(&mut self, post: Post) {
        match post {
            Post::Typed(typed) => self.typed(typed),
            Post::Wished(wish) if wish.exit == Exit::Interrupted => self.interrupt(),
            Post::Wished(wish) => self.ending.exit = Some(wish.exit),
            Post::Connected(number, result) if number == self.connection.number => {
                self.connected(result);
            }
            Post::Bytes(number, bytes) if number == self.connection.number => self.bytes(&bytes),
            Post::Gone(number, why) if number == self.connection.number => self.gone(why),
            Post::Opened(number, result) => self.opened(number, result),
            Post::LookedUp(number, result) => self.looked_up(number, result),
            // News of a connection that was given up.
            Post::Connected(..) | Post::Bytes(..) | Post::Gone(..) => {}
        }
    }

    /// Tells the listeners.
    fn tell(&mut self, event: Event) {
        // The system's clock may be set back meanwhile; what is told is in order.
        let at = self.clock.0 + self.clock.1.elapsed();
        self.journal.notice(&event, at);
        for listener in &mut self.listeners {
            listener.notice(&event, at);
        }
        for recording in &mut self.recorders {
            recording.recorder.notice(&event, at);
        }
        // They take notice even while they are not to speak: they may be asked to in mid-session.
        let lesson = self.lessons.current.as_mut();
        let taught = lesson.is_some_and(|lesson| lesson.notice(&event)) && !self.lessons.left;
        if let Some(remark) = self.coach.notice(&event)
            && self.is_coached()
            && !taught
        {
            let brief = self.is_in_lesson();
            if let Some(lesson) = &mut self.lessons.current {
                lesson.coached();
            }
            self.details.set(Details {
                brief,
                ..self.details.get()
            });
            self.tell(Event::Advised(remark));
        }
    }

    fn is_coached(&self) -> bool {
        self.coaching.unwrap_or(self.person.get())
    }

    /// Tells what passed the socket meanwhile.
    fn tell_passed(&mut self) {
        let Link::Up(wire, _) = &self.connection.link else {
            return;
        };
        let tls = wire.is_tls() || wire.is_shaking_hands();
        for passed in wire.passed() {
            if tls {
                self.handshake.follow(&passed);
            }
            self.tell(Event::Passed(passed));
        }
    }

    fn note(&mut self, note: Note) {
        self.tell(Event::Noted(note));
    }

    fn protocol(&self) -> &'static Protocol {
        self.target.scheme.protocol
    }

    fn is_tls(&self) -> bool {
        matches!(&self.connection.link, Link::Up(wire, _) if wire.is_tls())
    }

    fn show(&self, text: &str) {
        self.terminal.print(&screen::text_lines(text));
    }
}

/// How often the clock is looked at while nothing happens.
const TICK: Duration = Duration::from_millis(200);
