//! The one loop. It alone owns the wire, the dialogue and the listeners; the keyboard, the socket
//! and the connecting thread only post to it.
//!
//! A line's way: a source posts it, [`crate::helper::interpret`] tells a helper from a line for the
//! server, [`Dialogue::say`] notes what it means, [`Wire::send`] sends it, [`Wire::receive`]
//! decrypts what comes back, [`Dialogue::hear`] makes replies of it, and every fact becomes an
//! [`Event`] for the listeners.

mod actions;
mod answers;
mod composing;
mod ends;
mod envelope;
mod expecting;
mod lesson;
mod lines;
mod links;
mod lookup;
mod mailing;
mod mails;
mod pipelining;
mod script;
mod sending;
mod shows;
mod teaching;
mod timing;

use crate::dns::Found;
use crate::error::{Error, Exit};
use crate::event::{Event, Listener};
use crate::handshake::Handshake;
use crate::helper;
use crate::note::{Awaits, Note};
use crate::practice::Practice;
use crate::profile::{Profile, Profiles};
use crate::protocol::sasl;
use crate::protocol::secret::Secret;
use crate::protocol::{Dialogue, Expect, Protocol};
use crate::record::journal::Journal;
use crate::record::{self, Recording};
use crate::screen::{self, Details};
use crate::source::{Question, Source, Typed};
use crate::target::Target;
use crate::teach::coach::Coach;
use crate::terminal::Terminal;
use crate::textfile;
use crate::wire::{Place, Route, Secured, TlsClient, TlsSettings, Wire};
use crate::words::Lang;
use answers::{Underway, Way};
use composing::{Composing, Field};
use expecting::Expecting;
pub use lesson::Lessons;
use lookup::Lookup;
use mailing::Mailing;
use mails::Mails;
use pipelining::Pipelining;
use script::Scripting;
use sending::Sending;
use std::cell::Cell;
use std::collections::VecDeque;
use std::io;
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
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
    /// Ctrl-C while no line is being edited.
    Interrupt,
    /// The system ends the program.
    Ended(Exit),
    /// The connection with this number is up, or is not to be had.
    Connected(u32, Result<(TcpStream, Place, Duration), Error>),
    /// Bytes of the connection with this number.
    Bytes(u32, Vec<u8>),
    /// The connection with this number is closed, in order or with an error.
    Gone(u32, Option<String>),
    /// What the look-up with this number found out.
    LookedUp(u32, Result<Found, Error>),
}

/// What the user asked for on the command line.
#[derive(Debug, Clone)]
pub struct Options {
    /// How to get to servers.
    pub route: Route,
    /// How TLS is to be spoken.
    pub tls: TlsSettings,
    /// TLS sessions are kept, and resumed with the same server.
    pub resume: bool,
    /// Time limit for a connection and, in scripts, for a reply.
    pub timeout: Duration,
    /// The user name for helpers.
    pub user: Option<String>,
    /// The authorization code for helpers.
    pub code: Option<Secret>,
    /// Standard input can be read for a message.
    pub input_is_free: bool,
    /// What `${NAME}` stands for from the start.
    pub variables: Vec<(String, String)>,
    /// A script goes on after a refusal.
    pub keep_going: bool,
    /// The name server to ask instead of the system's.
    pub dns: Option<SocketAddr>,
    /// What records shall hold.
    pub record: record::Options,
    /// No remarks of the coach.
    pub quiet: bool,
}

impl Options {
    /// Takes over what a named server brings, where the user gave nothing else.
    pub fn adopt(&mut self, profile: &Profile) -> Result<(), Error> {
        if self.user.is_none() {
            self.user.clone_from(&profile.user);
        }
        if let (None, Some(path)) = (&self.code, &profile.code_file) {
            self.code = code_of_file(path)?;
        }
        Ok(())
    }
}

/// The authorization code that a file holds, without what surrounds it.
pub fn code_of_file(path: &Path) -> Result<Option<Secret>, Error> {
    code_of(textfile::read(path), path)
}

/// The authorization code in what was read of `path`.
pub fn code_of(text: io::Result<String>, path: &Path) -> Result<Option<Secret>, Error> {
    let text = text.map_err(|error| Error::BadFile {
        file: path.display().to_string(),
        why: error.to_string(),
    })?;
    let code = sasl::tidy_code(&text).0;
    Ok((!code.is_empty()).then(|| Secret::new(code)))
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

    link: Link,
    dialogue: Box<dyn Dialogue>,
    /// The number of the connection: what an older one still posts is not for us.
    number: u32,
    /// Why the last line could not be sent.
    broken: Option<String>,
    secured: Option<Secured>,
    /// The last TLS handshake, also of a connection that is gone.
    handshake: Handshake,
    /// Whose sessions may be resumed, with `:set resume on`.
    remembered: Option<(String, TlsClient)>,
    /// A server that is ready for TLS begins the handshake by itself.
    upgrade: bool,
    upgrade_awaited: bool,
    /// The user name was typed, not given with the options.
    user_was_typed: bool,
    /// What was typed as the user name and was refused.
    refused_user: Option<String>,
    /// It was told that the server writes GBK.
    gbk_seen: bool,
    /// The codes that the session knows: a line that gives one away is masked wherever it stands.
    codes: Vec<Secret>,
    exchange: Option<Underway>,
    /// Helpers only print the answers to challenges.
    by_hand: bool,

    /// What the source was asked and has not answered.
    asked: Option<Awaits>,
    /// What the next answer of the source is for, if it is no line.
    wanted: VecDeque<Want>,
    lines: VecDeque<Vec<u8>>,
    /// RCPT commands that `:mail` still has to say.
    recipients: VecDeque<String>,
    /// What a person answered while the lines of a script wait.
    answered: Option<Vec<u8>>,
    pasted: bool,
    remember: Vec<String>,
    /// Message text that stands aside for one helper.
    escaped: Option<String>,
    /// A line has been taken: the program is in use.
    began: bool,
    /// The user stopped waiting for the reply.
    impatient: bool,
    /// Ctrl-C or Ctrl-D was pressed once in message text.
    warned: bool,
    leaving: bool,
    /// How often the server was told that this is the end.
    goodbyes: u8,
    refused: bool,
    /// What the first error means for the exit code.
    verdict: Option<Exit>,
    scripting: Scripting,
    expecting: Expecting,
    pipelining: Pipelining,
    mails: Mails,
    /// smtpsh puts the tag in front of typed lines.
    tagging: bool,
    /// The file that is on its way.
    sending: Option<Sending>,
    /// The mail that is being composed, or was composed last.
    composing: Composing,
    /// The composed mail that is on its way.
    mailing: Option<Mailing>,
    timing: Timing,
    lookup: Lookup,
    /// What `:explain`, `:next` and completion remember.
    learned: Learned,
    /// When the session began, by the calendar and by a clock that nobody sets.
    clock: (SystemTime, Instant),
    coach: Coach,
    /// Whether its remarks are shown; if nobody has said so, to a person they are.
    coaching: Option<bool>,
    lessons: Lessons,
    /// All that happened, for `:save`.
    journal: Journal,
    since: Instant,
    /// The server of this connection has said something.
    heard: bool,
    silence_said: bool,
    exit: Option<Exit>,
}

enum Link {
    Down,
    Connecting,
    Up(Box<Wire>, Place),
}

/// What is asked for aside from lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Want {
    /// The user name, for the pending challenge.
    AnswerUser,
    /// The code, for the pending challenge.
    AnswerCode,
    /// The user name, to log in.
    LoginUser(Way),
    /// The code, to log in.
    LoginCode(Way),
    /// One helper, aside from message text.
    Helper,
    /// A part of a mail.
    Field(Field),
}

/// What a session is made of.
pub struct Parts {
    /// What the user asked for.
    pub options: Options,
    /// Servers by name, for `:open`.
    pub profiles: Profiles,
    /// The first server.
    pub target: Target,
    /// The embedded practice server, if it runs.
    pub practice: Option<Arc<Practice>>,
    /// Who types, in order.
    pub sources: VecDeque<Box<dyn Source>>,
    /// Who wants to know what happens.
    pub listeners: Vec<Box<dyn Listener>>,
    /// What is recorded as it happens.
    pub recorders: Vec<Recording>,
    /// The lessons, one of them begun if it was asked for.
    pub lessons: Lessons,
    /// Standard output.
    pub terminal: Terminal,
    /// The language, which `:set lang` changes for all.
    pub lang: Rc<Cell<Lang>>,
    /// Whether a person types, which changes when a script ends and the prompt begins.
    pub person: Rc<Cell<bool>>,
    /// What the screen shows beside the dialogue, which `:set` changes.
    pub details: Rc<Cell<Details>>,
    /// Where the sources and the socket post.
    pub channel: (SyncSender<Post>, Receiver<Post>),
}

impl Session {
    /// A session that has not begun.
    pub fn new(parts: Parts) -> Self {
        let (poster, posts) = parts.channel;
        let scripting = Scripting::new(&parts.options.variables);
        Self {
            dialogue: (parts.target.scheme.protocol.dialogue)(),
            coaching: parts.options.quiet.then_some(false),
            options: parts.options,
            profiles: parts.profiles,
            target: parts.target,
            practice: parts.practice,
            sources: parts.sources,
            listeners: parts.listeners,
            recorders: parts.recorders,
            terminal: parts.terminal,
            lang: parts.lang,
            person: parts.person,
            details: parts.details,
            poster,
            posts,
            link: Link::Down,
            number: 0,
            broken: None,
            secured: None,
            handshake: Handshake::default(),
            remembered: None,
            upgrade: true,
            upgrade_awaited: false,
            user_was_typed: false,
            refused_user: None,
            gbk_seen: false,
            codes: Vec::new(),
            exchange: None,
            by_hand: false,
            asked: None,
            wanted: VecDeque::new(),
            lines: VecDeque::new(),
            recipients: VecDeque::new(),
            answered: None,
            pasted: false,
            remember: Vec::new(),
            escaped: None,
            began: false,
            impatient: false,
            warned: false,
            leaving: false,
            goodbyes: 0,
            refused: false,
            verdict: None,
            scripting,
            expecting: Expecting::default(),
            pipelining: Pipelining::default(),
            mails: Mails::default(),
            tagging: false,
            sending: None,
            composing: Composing::default(),
            mailing: None,
            timing: Timing::default(),
            lookup: Lookup::default(),
            learned: Learned::default(),
            clock: (SystemTime::now(), Instant::now()),
            coach: Coach::default(),
            lessons: parts.lessons,
            journal: Journal::default(),
            since: Instant::now(),
            heard: false,
            silence_said: false,
            exit: None,
        }
    }

    /// Runs to the end.
    pub fn run(mut self) -> Exit {
        self.announce_records();
        self.open();
        loop {
            self.proceed();
            if let Some(exit) = self.exit {
                self.hang_up();
                return self.finish(exit);
            }
            match self.posts.recv_timeout(TICK) {
                Ok(post) => self.receive(post),
                Err(RecvTimeoutError::Timeout) => self.look_at_the_clock(),
                Err(RecvTimeoutError::Disconnected) => self.exit = Some(Exit::Well),
            }
        }
    }

    /// Does all that needs no more news.
    fn proceed(&mut self) {
        self.look_at_silence();
        while self.exit.is_none() && self.is_ready() && self.asked.is_none() {
            if self.leaving {
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
            if in_script && !self.wanted.is_empty() && self.answered.is_none() {
                return self.ask();
            }
            match self.answered.take().or_else(|| self.lines.pop_front()) {
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
        let paused = self.scripting.paused_until;
        if paused.is_some_and(|until| until > Instant::now())
            || self.expecting.is_waiting()
            || self.lookup.is_under_way()
        {
            return false;
        }
        match &self.link {
            Link::Down => true,
            Link::Connecting => false,
            Link::Up(..) if self.sending.is_some() => false,
            Link::Up(wire, _) => {
                !wire.is_shaking_hands()
                    && (self.impatient
                        || self.dialogue.expect() != Expect::Nothing
                        || self.is_silence_expected())
            }
        }
    }

    fn receive(&mut self, post: Post) {
        match post {
            Post::Typed(typed) => self.typed(typed),
            Post::Interrupt => self.interrupt(),
            Post::Ended(exit) => self.exit = Some(exit),
            Post::Connected(number, result) if number == self.number => self.connected(result),
            Post::Bytes(number, bytes) if number == self.number => self.bytes(&bytes),
            Post::Gone(number, why) if number == self.number => self.gone(why),
            Post::LookedUp(number, result) => self.looked_up(number, result),
            // News of a connection that was given up.
            Post::Connected(..) | Post::Bytes(..) | Post::Gone(..) => {}
        }
    }

    fn ask(&mut self) {
        // What a script cannot know is asked of the person behind it.
        let person = self.sources.iter().position(|source| source.is_person());
        let asked = person.filter(|_| !self.wanted.is_empty()).unwrap_or(0);
        let Some(source) = self.sources.get(asked) else {
            self.leaving = true;
            return;
        };
        self.person.set(source.is_person());
        let kind = match self.wanted.front() {
            Some(Want::AnswerUser | Want::LoginUser(_)) => Awaits::AskUser,
            Some(Want::AnswerCode | Want::LoginCode(_)) => Awaits::AskCode,
            Some(Want::Helper) => Awaits::Helper,
            Some(Want::Field(field)) => field.awaits(),
            None if self.upgrade_awaited => Awaits::Upgrade,
            None if self.pipelining.is_collecting() => Awaits::Collecting,
            None => awaited(&self.link, self.dialogue.as_ref()),
        };
        let lang = self.lang.get();
        let prompt = match kind {
            _ if kind.is_question() => {
                let refused = self.refused_user.as_ref();
                let refused = refused.filter(|_| kind == Awaits::AskUser);
                let refused = refused.map(|user| match lang {
                    Lang::English => format!(" ({user} was refused)"),
                    Lang::Chinese => format!("（{user} 刚才被拒绝）"),
                });
                let colon = lang.pick(": ", "：");
                format!("{}{}{colon}", kind.say(lang), refused.unwrap_or_default())
            }
            Awaits::Closed => format!("[{}] > ", kind.say(lang)),
            _ => {
                let layer = if self.is_tls() {
                    "TLS".to_owned()
                } else {
                    Awaits::Plain.say(lang)
                };
                format!("[{layer}] {}> ", kind.say(lang))
            }
        };
        let draft = match kind {
            kind if kind.is_text() => self.escaped.take(),
            _ if kind.is_question() => self.field_draft(kind),
            _ => None,
        };
        self.asked = Some(kind);
        self.since = Instant::now();
        let question = Question {
            prompt,
            draft: draft.unwrap_or_default(),
            facts: self.facts(kind),
            remember: std::mem::take(&mut self.remember),
        };
        if let Some(source) = self.sources.get_mut(asked) {
            source.ask(question);
        }
    }

    fn typed(&mut self, typed: Typed) {
        let kind = self.asked.take();
        let up = matches!(self.link, Link::Up(..));
        let in_text = kind.is_some_and(Awaits::is_text) && (up || !self.person.get());
        let warned = std::mem::take(&mut self.warned);
        if matches!(typed, Typed::Utf16(_)) {
            self.note(Note::WasUtf16);
        }
        match typed {
            Typed::Lines(lines) if self.is_outdated(kind, &lines) => self.note(Note::Outdated),
            Typed::Lines(lines) if !self.wanted.is_empty() && !self.lines.is_empty() => {
                self.answered = lines.into_iter().next();
            }
            Typed::Lines(lines) | Typed::Utf16(lines) => {
                self.pasted = lines.len() > 1;
                self.lines.extend(lines);
            }
            Typed::Escape(draft) => {
                self.escaped = Some(draft);
                self.wanted.push_front(Want::Helper);
            }
            Typed::Undecodable => self.note(Note::NotUtf8),
            Typed::Unmaskable => self.stop(&Error::Unmaskable),
            Typed::Failed(why) => self.stop(&Error::Terminal { why }),
            Typed::Cleared | Typed::End if in_text && self.person.get() && !warned => {
                self.warned = true;
                self.note(match (&typed, kind) {
                    (Typed::Cleared, Some(Awaits::Text)) => Note::InterruptInText,
                    (_, Some(Awaits::Text)) => Note::EndInText,
                    (Typed::Cleared, _) => Note::InterruptInLiteral,
                    _ => Note::EndInLiteral,
                });
            }
            Typed::Cleared if in_text => self.disconnect(),
            Typed::Cleared => self.give_up_questions(),
            // A question is given up alone: behind it may stand message text.
            Typed::End if !self.wanted.is_empty() => self.give_up_questions(),
            // Read ahead: what is awaited still decides what the end means.
            Typed::End if kind == Some(Awaits::Nothing) && !self.is_ready() => {
                self.pipelining.script_ended = true;
            }
            Typed::End => self.source_ended(in_text),
        }
    }

    /// Whether the connection has closed, or the server has gone on, while a person was typing what
    /// it awaited. A code, or a line of a mail, must not be taken for a command then.
    fn is_outdated(&self, kind: Option<Awaits>, lines: &[Vec<u8>]) -> bool {
        let up = matches!(self.link, Link::Up(..));
        let expect = self.dialogue.expect();
        let is_helper = || lines.first().is_some_and(|line| helper::is_helper(line));
        self.person.get()
            && match kind {
                Some(Awaits::Helper) => self.wanted.is_empty(),
                Some(kind) if kind.is_question() => self.wanted.is_empty(),
                Some(Awaits::User | Awaits::Code | Awaits::Answer) => {
                    !(up && matches!(expect, Expect::Answer(_)) || is_helper())
                }
                Some(kind) if kind.is_text() => !(up && expect.is_text() || !up && is_helper()),
                _ => false,
            }
    }

    fn source_ended(&mut self, in_text: bool) {
        if let Some(stopper) = self.scripting.tolerated.take()
            && !self.is_kept_going(&stopper.error)
        {
            self.stop_at(&stopper.at, &stopper.error);
        } else if !self.person.get() && self.sources.len() > 1 {
            self.source_done();
        } else if in_text && !self.person.get() {
            self.stop(&Error::EndedInText);
        } else {
            self.leaving = true;
            if self.is_in_lesson() {
                self.leave_lesson();
            }
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
            if let Some(lesson) = &mut self.lessons.current {
                lesson.coached();
            }
            self.tell(Event::Advised(remark));
        }
    }

    fn is_coached(&self) -> bool {
        self.coaching.unwrap_or(self.person.get())
    }

    /// Tells what passed the socket meanwhile.
    fn tell_passed(&mut self) {
        let Link::Up(wire, _) = &self.link else {
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
        matches!(&self.link, Link::Up(wire, _) if wire.is_tls())
    }

    fn show(&self, text: &str) {
        self.terminal.print(&screen::text_lines(text));
    }
}

/// What the server awaits, in a word.
fn awaited(link: &Link, dialogue: &dyn Dialogue) -> Awaits {
    match (link, dialogue.expect()) {
        (Link::Down | Link::Connecting, _) => Awaits::Closed,
        (_, Expect::Nothing) => Awaits::Nothing,
        (_, Expect::Command) => Awaits::Command,
        (_, Expect::Answer(challenge)) => screen::awaits(challenge.asks),
        (_, Expect::Text(until)) => screen::awaited_text(until),
        (_, Expect::Idle) => Awaits::Idle,
    }
}

/// How often the clock is looked at while nothing happens.
const TICK: Duration = Duration::from_millis(200);
