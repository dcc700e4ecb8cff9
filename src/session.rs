//! The one loop. It alone owns the wire, the dialogue and the listeners; the keyboard, the socket
//! and the connecting thread only post to it.
//!
//! A line's way: a source posts it, [`helper::interpret`] tells a helper from a line for the
//! server, [`Dialogue::say`] notes what it means, [`Wire::send`] sends it, [`Wire::receive`]
//! decrypts what comes back, [`Dialogue::hear`] makes replies of it, and every fact becomes an
//! [`Event`] for the listeners.

mod actions;
mod links;

use crate::error::{Error, Exit};
use crate::event::{By, Event, Listener, Sent};
use crate::helper::{self, Line};
use crate::note::{Awaits, Note};
use crate::practice::Practice;
use crate::protocol::sasl::{Exchange, Mechanism};
use crate::protocol::secret::{MASK, Secret};
use crate::protocol::{Dialogue, Expect, Heard, Outcome, Reply, text};
use crate::screen;
use crate::source::{Question, Source, Typed};
use crate::target::Target;
use crate::terminal::Terminal;
use crate::wire::{Place, Secured, TlsSettings, Wire};
use crate::words::Lang;
use std::cell::Cell;
use std::collections::VecDeque;
use std::net::TcpStream;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender};
use std::time::{Duration, Instant};

/// What the threads post.
#[derive(Debug)]
pub enum Post {
    /// A source was asked and answers.
    Typed(Typed),
    /// Ctrl-C while no line is being edited.
    Interrupt,
    /// The connection with this number is up, or is not to be had.
    Connected(u32, Result<(TcpStream, Place, Duration), Error>),
    /// Bytes of the connection with this number.
    Bytes(u32, Vec<u8>),
    /// The connection with this number is closed, in order or with an error.
    Gone(u32, Option<String>),
}

/// What the user asked for on the command line.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// How TLS is to be spoken.
    pub tls: TlsSettings,
    /// Time limit for a connection and, in scripts, for a reply.
    pub timeout: Duration,
    /// The user name for helpers.
    pub user: Option<String>,
    /// The authorization code for helpers.
    pub code: Option<Secret>,
    /// A script goes on after a refusal.
    pub keep_going: bool,
}

/// A session from the first connection to the exit code.
pub struct Session {
    options: Options,
    target: Target,
    practice: Option<Arc<Practice>>,
    sources: VecDeque<Box<dyn Source>>,
    listeners: Vec<Box<dyn Listener>>,
    terminal: Terminal,
    lang: Rc<Cell<Lang>>,
    person: Rc<Cell<bool>>,
    poster: SyncSender<Post>,
    posts: Receiver<Post>,

    link: Link,
    dialogue: Box<dyn Dialogue>,
    /// The number of the connection: what an older one still posts is not for us.
    number: u32,
    secured: Option<Secured>,
    /// 220 to STARTTLS begins the handshake by itself.
    upgrade: bool,
    upgrade_awaited: bool,
    exchange: Option<Exchange>,

    /// What the source was asked and has not answered.
    asked: Option<Awaits>,
    /// What the next answer of the source is for, if it is no line.
    wanted: VecDeque<Want>,
    lines: VecDeque<Vec<u8>>,
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
    refused: bool,
    since: Instant,
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
    /// The user name, for an exchange.
    ExchangeUser(Mechanism),
    /// The code, for an exchange.
    ExchangeCode(Mechanism),
    /// One helper, aside from message text.
    Helper,
}

/// What a session is made of.
pub struct Parts {
    /// What the user asked for.
    pub options: Options,
    /// The first server.
    pub target: Target,
    /// The embedded practice server, if it runs.
    pub practice: Option<Arc<Practice>>,
    /// Who types, in order.
    pub sources: VecDeque<Box<dyn Source>>,
    /// Who wants to know what happens.
    pub listeners: Vec<Box<dyn Listener>>,
    /// Standard output.
    pub terminal: Terminal,
    /// The language, which `:set lang` changes for all.
    pub lang: Rc<Cell<Lang>>,
    /// Whether a person types, which changes when a script ends and the prompt begins.
    pub person: Rc<Cell<bool>>,
    /// Where the sources and the socket post.
    pub channel: (SyncSender<Post>, Receiver<Post>),
}

impl Session {
    /// A session that has not begun.
    pub fn new(parts: Parts) -> Self {
        let (poster, posts) = parts.channel;
        Self {
            dialogue: (parts.target.scheme.dialogue)(),
            options: parts.options,
            target: parts.target,
            practice: parts.practice,
            sources: parts.sources,
            listeners: parts.listeners,
            terminal: parts.terminal,
            lang: parts.lang,
            person: parts.person,
            poster,
            posts,
            link: Link::Down,
            number: 0,
            secured: None,
            upgrade: true,
            upgrade_awaited: false,
            exchange: None,
            asked: None,
            wanted: VecDeque::new(),
            lines: VecDeque::new(),
            pasted: false,
            remember: Vec::new(),
            escaped: None,
            began: false,
            impatient: false,
            warned: false,
            leaving: false,
            refused: false,
            since: Instant::now(),
            silence_said: false,
            exit: None,
        }
    }

    /// Runs to the end.
    pub fn run(mut self) -> Exit {
        self.open();
        loop {
            self.proceed();
            if let Some(exit) = self.exit {
                self.hang_up();
                return exit;
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
        while self.exit.is_none() && self.is_ready() && self.asked.is_none() {
            if self.leaving {
                return self.leave();
            }
            match self.lines.pop_front() {
                Some(line) => self.take(&line),
                None => return self.ask(),
            }
        }
    }

    /// Whether the next line may be taken.
    fn is_ready(&self) -> bool {
        match &self.link {
            Link::Down => true,
            Link::Connecting => false,
            Link::Up(wire, _) => {
                !wire.is_shaking_hands()
                    && (self.impatient || self.dialogue.expect() != Expect::Nothing)
            }
        }
    }

    fn receive(&mut self, post: Post) {
        match post {
            Post::Typed(typed) => self.typed(typed),
            Post::Interrupt => self.interrupt(),
            Post::Connected(number, result) if number == self.number => self.connected(result),
            Post::Bytes(number, bytes) if number == self.number => self.bytes(&bytes),
            Post::Gone(number, why) if number == self.number => self.gone(why),
            // News of a connection that was given up.
            Post::Connected(..) | Post::Bytes(..) | Post::Gone(..) => {}
        }
    }

    fn ask(&mut self) {
        let Some(source) = self.sources.front_mut() else {
            self.leaving = true;
            return;
        };
        self.person.set(source.is_person());
        let kind = match self.wanted.front() {
            Some(Want::AnswerUser | Want::ExchangeUser(_)) => Awaits::AskUser,
            Some(Want::AnswerCode | Want::ExchangeCode(_)) => Awaits::AskCode,
            Some(Want::Helper) => Awaits::Helper,
            None => awaited(&self.link, self.dialogue.as_ref()),
        };
        let lang = self.lang.get();
        let prompt = match kind {
            Awaits::AskUser | Awaits::AskCode => format!("{}: ", kind.say(lang)),
            Awaits::Closed => format!("[{}] > ", kind.say(lang)),
            _ => {
                let tls = matches!(&self.link, Link::Up(wire, _) if wire.is_tls());
                let layer = if tls {
                    "TLS".to_owned()
                } else {
                    Awaits::Plain.say(lang)
                };
                format!("[{layer}] {}> ", kind.say(lang))
            }
        };
        let words = match kind {
            Awaits::Command => self
                .dialogue
                .words()
                .iter()
                .map(|word| (*word).to_owned())
                .collect(),
            _ => Vec::new(),
        };
        let draft = if kind == Awaits::Text {
            self.escaped.take()
        } else {
            None
        };
        self.asked = Some(kind);
        self.since = Instant::now();
        source.ask(Question {
            kind,
            prompt,
            draft: draft.unwrap_or_default(),
            words,
            remember: std::mem::take(&mut self.remember),
        });
    }

    fn typed(&mut self, typed: Typed) {
        let kind = self.asked.take();
        let in_text = kind == Some(Awaits::Text);
        let warned = std::mem::take(&mut self.warned);
        match typed {
            Typed::Lines(lines) if self.is_outdated(kind, &lines) => self.note(Note::Outdated),
            Typed::Lines(lines) => {
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
                self.note(if typed == Typed::Cleared {
                    Note::InterruptInText
                } else {
                    Note::EndInText
                });
            }
            Typed::Cleared if in_text => self.disconnect(),
            Typed::Cleared => self.wanted.clear(),
            // A question is given up alone: behind it may stand message text.
            Typed::End if !self.wanted.is_empty() => self.wanted.clear(),
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
                Some(Awaits::AskUser | Awaits::AskCode | Awaits::Helper) => self.wanted.is_empty(),
                Some(Awaits::User | Awaits::Code | Awaits::Answer) => {
                    !(up && matches!(expect, Expect::Answer(_)) || is_helper())
                }
                Some(Awaits::Text) => !(up && expect == Expect::Text),
                _ => false,
            }
    }

    fn source_ended(&mut self, in_text: bool) {
        if !self.person.get() && self.sources.len() > 1 {
            self.sources.pop_front();
        } else if in_text && !self.person.get() {
            self.stop(&Error::EndedInText);
        } else {
            self.leaving = true;
        }
    }

    /// Takes one typed line.
    fn take(&mut self, line: &[u8]) {
        self.began = true;
        if let Some(want) = self.wanted.pop_front() {
            return self.granted(want, line);
        }
        if matches!(self.link, Link::Up(..)) && self.dialogue.expect() == Expect::Text {
            return self.say(line, false, self.typist());
        }
        match helper::interpret(line) {
            Ok(Line::Verbatim(line)) => {
                self.keep_in_history(line);
                self.say(line, false, self.typist());
            }
            Ok(Line::Helper(row, argument)) => {
                if row.name != "code" {
                    self.remember
                        .push(String::from_utf8_lossy(line).into_owned());
                }
                match (row.action)(argument) {
                    Ok(action) => self.perform(action),
                    Err(error) => self.helper_failed(&error),
                }
            }
            Err(error) => self.helper_failed(&error),
        }
    }

    /// The history has commands only: no answers, no message text, nothing with a secret in it.
    fn keep_in_history(&mut self, line: &[u8]) {
        // While a reply is pending, a line may be the answer to the challenge that it brings.
        let command = self.dialogue.expect() == Expect::Command;
        if command && self.dialogue.secret(line).is_none() && !line.is_empty() {
            self.remember
                .push(String::from_utf8_lossy(line).into_owned());
        }
    }

    fn typist(&self) -> By {
        if self.person.get() && !self.pasted {
            By::Typist
        } else {
            By::Script
        }
    }

    /// Says a line to the server, as it is.
    fn say(&mut self, line: &[u8], secret: bool, by: By) {
        let Link::Up(wire, _) = &mut self.link else {
            if line.eq_ignore_ascii_case(self.dialogue.farewell()) && self.person.get() {
                self.leaving = true;
                return;
            }
            let line = match self.dialogue.secret(line) {
                Some(span) => {
                    [line.get(..span.start).unwrap_or_default(), MASK.as_bytes()].concat()
                }
                None => line.to_vec(),
            };
            return self.fail(&Error::NotConnected {
                line: text::visible(&line),
            });
        };
        let said = self.dialogue.say(line);
        let tls = wire.is_tls();
        let sent = wire.send(&said.bytes);
        let secret = if secret {
            Some(0..line.len())
        } else {
            said.secret
        };
        self.impatient = false;
        self.since = Instant::now();
        self.tell(Event::Sent(Sent {
            line: line.to_vec(),
            secret,
            role: said.role,
            by,
            tls,
        }));
        if let Err(error) = sent {
            // Why may be told by what the server said last, which is still to be read: see `gone`.
            self.show(&error.say(self.lang.get()));
        }
    }

    /// A fact that the dialogue heard.
    fn heard(&mut self, heard: Heard, tls: bool) {
        match heard {
            Heard::Reply(reply) => self.replied(reply, tls),
            Heard::Challenge(challenge) => {
                self.tell(Event::Challenged(challenge));
                self.continue_exchange();
            }
            Heard::Offers { now, before } => {
                let Some(before) = before else { return };
                let only = |some: &[String], others: &[String]| {
                    some.iter()
                        .filter(|name| !others.contains(name))
                        .cloned()
                        .collect()
                };
                self.tell(Event::OffersChanged {
                    gained: only(&now, &before),
                    lost: only(&before, &now),
                });
            }
            Heard::UpgradeReady { injected } if !injected.is_empty() => {
                let shown = &injected[..injected.len().min(MAX_SHOWN)];
                self.fail_link(&Error::Injected {
                    bytes: text::visible(shown),
                });
            }
            Heard::UpgradeReady { .. } if self.upgrade => self.shake_hands(),
            Heard::UpgradeReady { .. } => {
                self.upgrade_awaited = true;
                self.note(Note::UpgradeAwaited);
            }
        }
    }

    fn replied(&mut self, reply: Reply, tls: bool) {
        let (refused, awaited) = (reply.outcome.is_refusal(), reply.awaited);
        let goodbye = reply.outcome == Outcome::Done && self.dialogue.ended();
        let shown = reply
            .lines
            .last()
            .map(|line| text::visible(line))
            .unwrap_or_default();
        let challenged = reply.code == Some(334);
        let text_begins = reply.code == Some(354) && self.dialogue.expect() == Expect::Text;
        self.impatient = false;
        self.since = Instant::now();
        self.tell(Event::Heard { reply, tls });
        if text_begins {
            self.tell(Event::TextBegan);
        }
        if awaited && !challenged {
            self.exchange = None;
        }
        if goodbye {
            return self.disconnect();
        }
        if refused && awaited && !self.leaving {
            self.refused = true;
            if !self.person.get() && !self.options.keep_going {
                self.stop(&Error::RefusedReply { reply: shown });
            }
        }
    }

    /// Tells the listeners.
    fn tell(&mut self, event: Event) {
        for listener in &mut self.listeners {
            listener.notice(&event);
        }
    }

    fn note(&mut self, note: Note) {
        self.tell(Event::Noted(note));
    }

    fn show(&self, text: &str) {
        self.terminal.print(&screen::text_lines(text));
    }

    /// An error that stops a script, and only this step of a person.
    fn fail(&mut self, error: &Error) {
        if self.person.get() {
            self.terminal
                .print(&screen::error_lines(error, self.lang.get()));
            self.drop_lines();
        } else {
            self.stop(error);
        }
    }

    /// An error that ends the session.
    fn stop(&mut self, error: &Error) {
        if self.person.get() {
            self.terminal
                .print(&screen::error_lines(error, self.lang.get()));
        } else {
            let lang = self.lang.get();
            eprintln!(
                "smtpsh: {}",
                text::escape(&screen::pair(&error.say(lang), error.advice(), lang))
                    .replace("\\n", "\n")
            );
        }
        self.refused |= error.exit() == Exit::Refused;
        if error.exit() == Exit::Refused && matches!(self.link, Link::Up(..)) {
            // It ends in order, as a person would end it.
            self.lines.clear();
            self.sources.clear();
            self.leaving = true;
        } else {
            self.exit = Some(error.exit());
        }
    }

    fn drop_lines(&mut self) {
        let count = self.lines.len();
        self.lines.clear();
        self.wanted.clear();
        if count > 0 {
            self.note(Note::LinesDropped { count });
        }
    }

    fn helper_failed(&mut self, error: &helper::HelperError) {
        let what = error.say(self.lang.get());
        self.fail(&Error::Helper { what });
    }

    /// Ends in order: says QUIT if the server awaits a command, then closes.
    fn leave(&mut self) {
        let may_quit = matches!(self.link, Link::Up(..)) && !self.dialogue.ended();
        if may_quit && self.dialogue.expect() == Expect::Command && !self.impatient {
            let farewell = self.dialogue.farewell();
            return self.say(farewell, false, By::Helper);
        }
        if may_quit {
            self.hang_up();
        }
        let refused = self.refused && !self.person.get();
        self.exit
            .get_or_insert(if refused { Exit::Refused } else { Exit::Well });
    }

    fn look_at_the_clock(&mut self) {
        let silent = self.since.elapsed();
        if self.is_ready() || self.asked.is_some() {
            return;
        }
        let Link::Up(wire, place) = &self.link else {
            return;
        };
        let (place, shaking_hands) = (place.to_string(), wire.is_shaking_hands());
        let seconds = silent.as_secs();
        if self.leaving && silent > GOODBYE {
            self.exit = Some(if self.refused {
                Exit::Refused
            } else {
                Exit::Well
            });
        } else if shaking_hands && silent > self.options.timeout {
            self.fail_link(&Error::TlsSilent { seconds });
        } else if !self.person.get() && silent > self.options.timeout {
            self.stop(&Error::Silent { place, seconds });
        } else if silent > SILENCE
            && !std::mem::replace(&mut self.silence_said, true)
            && self.person.get()
        {
            self.note(Note::StillSilent { seconds });
        }
    }
}

/// What the server awaits, in a word.
fn awaited(link: &Link, dialogue: &dyn Dialogue) -> Awaits {
    match (link, dialogue.expect()) {
        (Link::Down | Link::Connecting, _) => Awaits::Closed,
        (_, Expect::Nothing) => Awaits::Nothing,
        (_, Expect::Command) => Awaits::Command,
        (_, Expect::Answer(challenge)) => screen::awaits(challenge.asks),
        (_, Expect::Text) => Awaits::Text,
    }
}

/// How often the clock is looked at while nothing happens.
const TICK: Duration = Duration::from_millis(200);
/// How long a server may be silent before a person is told what may be the matter.
const SILENCE: Duration = Duration::from_secs(5);
/// How long the reply to the last QUIT is waited for.
const GOODBYE: Duration = Duration::from_secs(5);
/// How much of injected text is repeated.
const MAX_SHOWN: usize = 120;
