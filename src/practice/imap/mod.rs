//! IMAP4rev1 from the server's side, without I/O (RFC 3501), with what mail programs ask for beside
//! it: IDLE (RFC 2177), NAMESPACE (2342), ID (2971), UNSELECT (3691), UIDPLUS (4315), SASL-IR (4959),
//! SPECIAL-USE (6154), MOVE (6851), LITERAL+ (7888).

mod append;
mod date;
mod fetch;
mod folders;
mod login;
mod output;
mod reader;
mod search;
mod section;
mod selected;
mod store;
mod structure;
mod syntax;

use super::fault::{self, FIRST_LOG_IN, Fault, UNKNOWN_COMMAND};
use super::login::Awaited;
use super::mailbox::Mailbox;
use super::service::{ENOUGH, Given, Service, Step, Then};
use super::{GREETS, Happened, NAME};
use crate::protocol::imap::is_tag;
use encoding_rs::GBK;
use fetch::Fetching;
use reader::{Read, Reader, Refusal, Takes};
use selected::Selected;
use std::mem;
use std::sync::MutexGuard;
use syntax::{Arguments, Bad};

/// One session of the server.
#[derive(Debug)]
pub(super) struct Server {
    given: Given,
    reader: Reader,
    tls: bool,
    user: Option<String>,
    selected: Option<Selected>,
    /// The tag of the command that is being answered.
    tag: String,
    awaits: Awaits,
    /// A FETCH that is not through.
    fetching: Option<Fetching>,
    /// What is still to be sent.
    out: Vec<u8>,
    /// What is still to be told.
    happened: Vec<Happened>,
}

/// What the next line is.
#[derive(Debug, Default)]
enum Awaits {
    #[default]
    Command,
    /// The answer to a challenge of AUTHENTICATE.
    Answer(Awaited),
    /// DONE, behind IDLE.
    Done,
}

/// What a command is answered behind its tag.
#[derive(Debug)]
enum Answer {
    Well(String),
    /// It is a command, but it cannot be done.
    No(String),
    /// Something must be said or heard before.
    Later,
}

type Answered = Result<Answer, Bad>;

/// Where in a session a command makes sense (RFC 3501 §3).
#[derive(Clone, Copy, PartialEq, Eq)]
enum When {
    Always,
    LoggedOut,
    LoggedIn,
    Selected,
}

/// A command.
struct Row {
    name: &'static str,
    when: When,
    handler: fn(&mut Server, &mut Arguments<'_>) -> Answered,
    /// Its answer may tell that messages are gone: they are not counted in it (RFC 3501 §7.4.1).
    expunges: bool,
}

const COMMANDS: &[Row] = &[
    row("CAPABILITY", When::Always, Server::capability),
    row("ID", When::Always, Server::id),
    row("NOOP", When::Always, |_, arguments| {
        arguments.end()?;
        well("NOOP completed")
    }),
    row("LOGOUT", When::Always, Server::logout),
    row("STARTTLS", When::LoggedOut, Server::starttls),
    row("AUTHENTICATE", When::LoggedOut, Server::authenticate),
    row("LOGIN", When::LoggedOut, Server::login),
    row("NAMESPACE", When::LoggedIn, Server::namespace),
    row("LIST", When::LoggedIn, Server::list),
    row("LSUB", When::LoggedIn, Server::lsub),
    row("SELECT", When::LoggedIn, Server::select),
    row("EXAMINE", When::LoggedIn, Server::examine),
    row("STATUS", When::LoggedIn, Server::status),
    row("CREATE", When::LoggedIn, Server::create),
    row("DELETE", When::LoggedIn, Server::delete),
    row("RENAME", When::LoggedIn, Server::rename),
    row("SUBSCRIBE", When::LoggedIn, Server::subscribe),
    row("UNSUBSCRIBE", When::LoggedIn, Server::unsubscribe),
    row("APPEND", When::LoggedIn, Server::append),
    row("IDLE", When::LoggedIn, Server::idle),
    row("CHECK", When::Selected, |_, arguments| {
        arguments.end()?;
        well("CHECK completed")
    }),
    row("CLOSE", When::Selected, Server::close),
    row("UNSELECT", When::Selected, Server::unselect),
    row("EXPUNGE", When::Selected, Server::expunge),
    row("COPY", When::Selected, |it, arguments| {
        it.copy(arguments, false)
    }),
    row("MOVE", When::Selected, |it, arguments| {
        it.move_(arguments, false)
    }),
    row("UID", When::Selected, Server::uid),
    by_number("FETCH", |it, arguments| it.fetch(arguments, false)),
    by_number("STORE", |it, arguments| it.store(arguments, false)),
    by_number("SEARCH", |it, arguments| it.search(arguments, false)),
];

/// What UID may stand before.
const BY_UID: &[Row] = &[
    row("FETCH", When::Selected, |it, arguments| {
        it.fetch(arguments, true)
    }),
    row("STORE", When::Selected, |it, arguments| {
        it.store(arguments, true)
    }),
    row("SEARCH", When::Selected, |it, arguments| {
        it.search(arguments, true)
    }),
    row("COPY", When::Selected, |it, arguments| {
        it.copy(arguments, true)
    }),
    row("MOVE", When::Selected, |it, arguments| {
        it.move_(arguments, true)
    }),
    row("EXPUNGE", When::Selected, Server::uid_expunge),
];

const fn row(
    name: &'static str,
    when: When,
    handler: fn(&mut Server, &mut Arguments<'_>) -> Answered,
) -> Row {
    Row {
        name,
        when,
        handler,
        expunges: true,
    }
}

const fn by_number(
    name: &'static str,
    handler: fn(&mut Server, &mut Arguments<'_>) -> Answered,
) -> Row {
    Row {
        expunges: false,
        ..row(name, When::Selected, handler)
    }
}

impl Service for Server {
    fn greet(&mut self) -> Vec<u8> {
        let capabilities = self.capabilities();
        format!("* OK [CAPABILITY {capabilities}] {NAME} {GREETS} ready\r\n").into_bytes()
    }

    /// Everything is forgotten (RFC 3501 §6.2.1).
    fn secured(&mut self) {
        *self = Self {
            tls: true,
            ..Self::new(self.given.clone())
        };
    }

    fn hear(&mut self, bytes: &[u8]) -> Step {
        let mut step = Step::default();
        let mut rest = bytes;
        while step.then == Then::Continue && self.out.len() < ENOUGH {
            if let Some(fetching) = self.fetching.take() {
                self.fetch_next(fetching);
                continue;
            }
            if rest.is_empty() {
                break;
            }
            let takes = match self.awaits {
                Awaits::Command if self.user.is_some() => Takes::Message,
                Awaits::Command => Takes::Command,
                Awaits::Answer(_) | Awaits::Done => Takes::Line,
            };
            let (taken, read) = self.reader.take(rest, takes);
            rest = &rest[taken..];
            match read {
                None => {}
                Some(Read::GoOn) => self.say("+ Ready for the literal"),
                Some(Read::Refused(refusal, command)) => self.refuse(refusal, &command),
                Some(Read::Command(line)) => step.then = self.line(&line),
            }
        }
        match &mut step.then {
            Then::StartTls { injected } => *injected = !rest.is_empty(),
            Then::Continue if !rest.is_empty() || self.fetching.is_some() => step.then = Then::More,
            _ => {}
        }
        step.taken = bytes.len() - rest.len();
        step.reply = mem::take(&mut self.out);
        step.happened = mem::take(&mut self.happened);
        step
    }

    fn news(&mut self) -> Option<Vec<u8>> {
        if !matches!(self.awaits, Awaits::Done) {
            return None;
        }
        self.tell_changes(true);
        Some(mem::take(&mut self.out))
    }
}

impl Server {
    pub(super) fn new(given: Given) -> Self {
        Self {
            reader: Reader::new(given.room.clone()),
            given,
            tls: false,
            user: None,
            selected: None,
            tag: String::new(),
            awaits: Awaits::Command,
            fetching: None,
            out: Vec::new(),
            happened: Vec::new(),
        }
    }

    fn line(&mut self, line: &[u8]) -> Then {
        match mem::take(&mut self.awaits) {
            Awaits::Command => return self.command(line),
            Awaits::Answer(awaited) => {
                let answered = self.answer(awaited, line);
                self.finish(answered, true);
            }
            Awaits::Done if line.trim_ascii().eq_ignore_ascii_case(b"DONE") => {
                self.finish(well("IDLE terminated"), true);
            }
            Awaits::Done => self.finish(Err(Bad("IDLE is ended by DONE")), true),
        }
        Then::Continue
    }

    fn command(&mut self, line: &[u8]) -> Then {
        let mut arguments = Arguments::new(line);
        let Some(tag) = tag(arguments.word()) else {
            self.say("* BAD A command begins with a tag, and a space behind it");
            return Then::Continue;
        };
        tag.clone_into(&mut self.tag);
        let verb = match arguments.space() {
            Ok(()) => arguments.word(),
            Err(_) => b"",
        };
        let Some(row) = find(COMMANDS, verb) else {
            self.finish(Err(Bad(UNKNOWN_COMMAND)), true);
            return Then::Continue;
        };
        let answered = match (row.when, &self.user, &self.selected) {
            (When::LoggedIn | When::Selected, None, _) => Err(Bad(FIRST_LOG_IN)),
            (When::LoggedOut, Some(_), _) => Err(Bad("You have logged in already")),
            (When::Selected, _, None) => Err(Bad("Select a folder first: SELECT INBOX")),
            _ => (row.handler)(self, &mut arguments),
        };
        let well = matches!(answered, Ok(Answer::Well(_)));
        self.finish(answered, row.expunges);
        match row.name {
            "LOGOUT" if well => Then::Close,
            "STARTTLS" if well => Then::StartTls { injected: false },
            _ => Then::Continue,
        }
    }

    /// What changed meanwhile, then the answer behind its tag.
    fn finish(&mut self, answered: Answered, expunges: bool) {
        let (word, text) = match answered {
            Ok(Answer::Later) => return,
            Ok(Answer::Well(text)) => ("OK", text),
            Ok(Answer::No(text)) => ("NO", text),
            Err(Bad(text)) => ("BAD", text.to_owned()),
        };
        if word != "OK" {
            self.happened
                .push(Happened::Refused(format!("{word} {text}")));
        }
        self.tell_changes(expunges);
        let said = format!("{} {word} ", self.tag);
        self.out.extend_from_slice(said.as_bytes());
        if self.has(Fault::Gbk) {
            let chinese = GBK.encode(fault::text_in_chinese(&text));
            self.out.extend_from_slice(&chinese.0);
        } else {
            self.out.extend_from_slice(text.as_bytes());
        }
        self.out.extend_from_slice(b"\r\n");
    }

    fn refuse(&mut self, refusal: Refusal, command: &[u8]) {
        let tag = tag(Arguments::new(command).word()).unwrap_or("*");
        let said = match refusal {
            Refusal::TooLong => format!("{tag} BAD [TOOBIG] The command is too long"),
            Refusal::NoRoom => {
                format!("{tag} NO [LIMIT] Too many long messages arrive now, try again later")
            }
        };
        self.awaits = Awaits::Command;
        self.say(&said);
    }

    fn say(&mut self, line: &str) {
        self.out.extend_from_slice(line.as_bytes());
        self.out.extend_from_slice(b"\r\n");
    }

    fn uid(&mut self, arguments: &mut Arguments<'_>) -> Answered {
        arguments.space()?;
        match find(BY_UID, arguments.word()) {
            Some(row) => (row.handler)(self, arguments),
            None => Err(Bad(
                "UID stands before FETCH, STORE, SEARCH, COPY, MOVE, EXPUNGE",
            )),
        }
    }

    /// `+ idling`, and from then on what changes is told (RFC 2177).
    fn idle(&mut self, arguments: &mut Arguments<'_>) -> Answered {
        arguments.end()?;
        self.say("+ idling");
        self.awaits = Awaits::Done;
        Ok(Answer::Later)
    }

    fn tell_changes(&mut self, expunges: bool) {
        let (Some(user), Some(selected)) = (&self.user, &mut self.selected) else {
            return;
        };
        let mut mailbox = self.given.mailbox.lock();
        let folder = mailbox.account(user).folder_mut(&selected.folder);
        selected.follow(folder, expunges, &mut self.out);
    }

    /// All mail, and whose session this is; `command` has seen to it that there is a user.
    fn mailbox(&self) -> (MutexGuard<'_, Mailbox>, &str) {
        let user = self.user.as_deref().unwrap_or_default();
        (self.given.mailbox.lock(), user)
    }

    fn has(&self, fault: Fault) -> bool {
        self.given.settings.faults.has(fault)
    }

    fn needs_tls(&self) -> bool {
        !self.tls && self.has(Fault::TlsFirst)
    }
}

fn find(rows: &'static [Row], verb: &[u8]) -> Option<&'static Row> {
    rows.iter()
        .find(|row| row.name.as_bytes().eq_ignore_ascii_case(verb))
}

/// RFC 3501 §9: any characters of an atom but `+`. `*` is what has no tag.
fn tag(word: &[u8]) -> Option<&str> {
    std::str::from_utf8(word).ok().filter(|_| is_tag(word))
}

fn well(text: impl Into<String>) -> Answered {
    Ok(Answer::Well(text.into()))
}

fn no(text: impl Into<String>) -> Answered {
    Ok(Answer::No(text.into()))
}

#[cfg(test)]
mod tests;
