//! Mails that are fetched: `:list`, `:read`, and what `:save FILE.eml` writes.

use super::Session;
use crate::error::Error;
use crate::event::{By, Event};
use crate::helper::{HelperError, Manner};
use crate::note::Note;
use crate::protocol::secret::Secret;
use crate::protocol::{Errand, Expect, Kind, Outcome, Part, text};
use crate::reading::{self, Reading};
use crate::record;
use crate::screen::{Details, cut, padded};
use std::collections::VecDeque;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;
use tempfile::SpooledTempFile;
use unicode_width::UnicodeWidthStr;

/// What helpers still have to say, and what was fetched.
#[derive(Debug)]
pub(super) struct Mails {
    /// What is said next, each when the one before is done.
    pub(super) todo: VecDeque<Todo>,
    /// What is shown when all replies to it are whole.
    awaited: Option<Wish>,
    /// So many replies that come next may be refusals.
    optional: usize,
    /// The verb that brings what is awaited, a part each time.
    by_parts: Option<&'static str>,
    /// The mail that came last, on the disk when it gets long.
    last: Spool,
    /// The beginnings of the mails that came since the last command.
    heads: Vec<(u32, Vec<u8>)>,
    /// A command was said since text came.
    fresh: bool,
}

/// A step that waits for the one before.
#[derive(Debug)]
pub(super) enum Todo {
    /// A command, which may hold a secret.
    Say(Secret),
    /// To see what is to be said now.
    Plan(Wish),
    /// To log in by the strongest exchange that is offered.
    LogIn(Manner),
}

/// What is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wish {
    /// The list of mails.
    List,
    /// The mail of this number.
    Read(u32),
}

#[derive(Debug)]
struct Spool {
    file: SpooledTempFile,
    length: u64,
    /// There was no room for the rest of it.
    cut: bool,
    mail: Option<u32>,
}

impl Default for Spool {
    fn default() -> Self {
        Self {
            file: SpooledTempFile::new(MAX_IN_MEMORY),
            length: 0,
            cut: false,
            mail: None,
        }
    }
}

impl Default for Mails {
    fn default() -> Self {
        Self {
            todo: VecDeque::new(),
            awaited: None,
            optional: 0,
            by_parts: None,
            last: Spool::default(),
            heads: Vec::new(),
            fresh: true,
        }
    }
}

impl Mails {
    /// A command was said: what comes now is not what came before, unless it is the next part of it.
    pub(super) fn said(&mut self) {
        self.fresh |= self.optional == 0;
    }

    /// What was just said may be refused; then this.
    pub(super) fn try_then(&mut self, todo: Todo) {
        self.optional = 1;
        self.todo.push_front(todo);
    }

    fn down(&mut self) {
        self.todo.clear();
        self.awaited = None;
        self.optional = 0;
        self.by_parts = None;
    }

    /// A part came: if it is of a mail, it is kept.
    pub(super) fn take(&mut self, part: &Part) {
        if part.kind != Kind::Text {
            return;
        }
        if std::mem::take(&mut self.fresh) {
            self.heads.clear();
            self.last = Spool::default();
            self.last.mail = part.mail;
        }
        if self.last.mail != part.mail {
            self.last = Spool::default();
            self.last.mail = part.mail;
        }
        let end = part.end.map_or(&b""[..], |end| end.bytes());
        self.last.write(&[&part.bytes, end].concat());
        let Some(mail) = part.mail else { return };
        if self.heads.last().is_none_or(|(known, _)| *known != mail) {
            if self.heads.len() >= MAX_HEADS {
                return;
            }
            self.heads.push((mail, Vec::new()));
        }
        if let Some((_, head)) = self.heads.last_mut() {
            let room = MAX_HEAD.saturating_sub(head.len());
            head.extend(part.bytes.iter().chain(end).take(room));
        }
    }
}

impl Spool {
    fn write(&mut self, bytes: &[u8]) {
        // A mail with a gap would be another mail.
        let room = self.length + bytes.len() as u64 <= MAX_MAIL && !self.cut;
        if room && self.file.write_all(bytes).is_ok() {
            self.length += bytes.len() as u64;
        } else {
            self.cut = true;
        }
    }

    /// The mail, up to so many bytes.
    fn beginning(&mut self, most: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.file.rewind()?;
        Read::take(&mut self.file, most).read_to_end(&mut bytes)?;
        self.file.seek(SeekFrom::End(0))?;
        Ok(bytes)
    }

    fn copy(&mut self, out: &mut dyn Write) -> io::Result<()> {
        self.file.rewind()?;
        io::copy(&mut self.file, out)?;
        self.file.seek(SeekFrom::End(0))?;
        out.flush()
    }
}

impl Session {
    /// Says what is next of something that takes more than one command. Returns whether there was
    /// something.
    pub(super) fn do_next(&mut self) -> bool {
        if self.dialogue.expect() != Expect::Command {
            return false;
        }
        match self.mails.todo.pop_front() {
            None => return false,
            Some(Todo::Plan(wish)) => self.wish(wish),
            Some(Todo::LogIn(manner)) => self.authenticate_as_offered(None, &manner),
            Some(Todo::Say(command)) => {
                let line = self.dialogue.line(command.reveal());
                self.say(&line, false, By::Helper);
            }
        }
        true
    }

    /// Lists the mails, or fetches one.
    pub(super) fn wish(&mut self, wish: Wish) {
        if !self.may_command() {
            return;
        }
        let errand = match wish {
            Wish::List => self.dialogue.list(),
            Wish::Read(number) => self.dialogue.read(number),
        };
        match errand {
            Errand::Impossible => {
                let protocol = self.protocol().name.to_owned();
                self.helper_failed(&HelperError::NoMailsHere { protocol });
            }
            Errand::First(command) => {
                if command == "NOOP" {
                    self.note(Note::ListAsksAnew);
                }
                self.command(&command);
                self.mails.todo.push_front(Todo::Plan(wish));
            }
            Errand::Try(command) => {
                self.command(&command);
                self.mails.try_then(Todo::Plan(wish));
            }
            Errand::Last(command) => {
                self.command(&command);
                self.mails.awaited = Some(wish);
            }
            Errand::Without(command) => self.note(Note::ListBare {
                command: command.to_owned(),
            }),
            Errand::Nothing => self.note(Note::ListEmpty),
            Errand::Each {
                verb,
                commands,
                together,
            } => {
                self.mails.by_parts = Some(verb);
                self.say_each(commands, together, wish);
            }
        }
    }

    fn say_each(&mut self, commands: Vec<String>, together: bool, wish: Wish) {
        self.terse(true);
        if self.person.get() {
            self.note(Note::ListAside);
        }
        self.mails.fresh = true;
        self.mails.heads.clear();
        self.mails.awaited = Some(wish);
        self.mails.optional = commands.len();
        if together {
            let lines = commands
                .iter()
                .map(|command| self.dialogue.line(command.as_bytes()));
            let lines = lines.collect();
            return self.say_together(lines);
        }
        let commands = commands.into_iter().map(Secret::new).map(Todo::Say);
        self.mails.todo.extend(commands);
    }

    /// Of what comes along with replies a person sees nothing for a while: what counts is shown when
    /// all of it is there.
    fn terse(&mut self, terse: bool) {
        let details = self.details.get();
        self.details.set(Details { terse, ..details });
    }

    /// Nothing more of what was wanted will come.
    pub(super) fn drop_errand(&mut self) {
        self.mails.down();
        self.terse(false);
    }

    /// A command is over, with all that its reply brought along. Returns whether it could do without.
    pub(super) fn command_over(&mut self, outcome: Outcome) -> bool {
        let mails = &mut self.mails;
        let optional = mails.optional > 0;
        mails.optional = mails.optional.saturating_sub(1);
        match (outcome.is_refusal(), optional) {
            (true, false) => self.drop_errand(),
            // None of them is understood; what has not gone out need not.
            (true, true) if mails.awaited.is_some() && mails.heads.is_empty() => {
                let unsaid = mails.todo.len();
                mails.todo.clear();
                mails.optional -= unsaid.min(mails.optional);
            }
            _ => {}
        }
        if self.mails.optional == 0 {
            match self.mails.awaited.take() {
                Some(Wish::Read(number)) => self.show_mail(number),
                Some(Wish::List) => self.show_list(),
                None => {}
            }
        }
        optional
    }

    fn show_list(&mut self) {
        self.terse(false);
        let lang = self.lang.get();
        let heads = std::mem::take(&mut self.mails.heads);
        // Headers are no mail that could be saved.
        self.mails.last = Spool::default();
        if let Some(verb) = self.mails.by_parts.take().filter(|_| heads.is_empty()) {
            let command = verb.to_owned();
            return self.note(Note::ListBare { command });
        }
        if heads.is_empty() {
            return self.note(Note::ListEmpty);
        }
        let mails: Vec<_> = heads
            .iter()
            .map(|(number, head)| (number, Reading::of(head).map(|mail| mail.in_short(lang))))
            .collect();
        let senders = mails.iter().filter_map(|(_, mail)| mail.as_ref());
        let widths = senders.map(|mail| mail.from.width());
        let width = widths.max().unwrap_or_default().min(MAX_SENDER);
        let rows = mails.into_iter().map(|(number, mail)| {
            let Some(mail) = mail else {
                return format!("{number:>3}");
            };
            let from = padded(&cut(&mail.from, width), width);
            format!("{number:>3}  {:16}  {from}  {}", mail.date, mail.subject)
        });
        self.tell(Event::Read(rows.collect::<Vec<_>>().join("\n")));
        self.note(Note::ReadMore);
    }

    fn show_mail(&mut self, number: u32) {
        if self.mails.fresh || self.mails.last.length == 0 {
            // OK to a FETCH does not mean that there is such a mail (RFC 9051 §6.4.5).
            let number = number as usize;
            return self.helper_failed(&HelperError::NoSuchMail { number });
        }
        let length = self.mails.last.length;
        let bytes = self.mails.last.beginning(reading::MAX_PARSED);
        let lang = self.lang.get();
        match bytes.map(|bytes| Reading::of(&bytes).map(|mail| mail.whole(lang))) {
            Ok(Some(shown)) => self.tell(Event::Read(shown)),
            Ok(None) => self.note(Note::NoHeaders),
            Err(error) => self.note(Note::NotKept { why: error.into() }),
        }
        if length > reading::MAX_PARSED || self.mails.last.cut {
            self.note(Note::ReadInPart);
        }
        self.note(Note::MailKept { bytes: length });
    }

    /// Writes the mail that came last, as it came.
    pub(super) fn save_mail(&mut self, path: &Path) -> Result<(), Error> {
        if self.mails.last.length == 0 {
            self.helper_failed(&HelperError::NothingRead);
            return Ok(());
        }
        self.make_room(path)?;
        let mut out = record::create(path, false)?;
        let copied = self.mails.last.copy(&mut out);
        copied.map_err(|error| Error::unwritable(path, error))?;
        let (bytes, cut) = (self.mails.last.length, self.mails.last.cut);
        self.note(Note::MailSaved {
            file: text::escape(&path.display().to_string()),
            bytes,
        });
        if cut {
            self.note(Note::ReadInPart);
        }
        Ok(())
    }
}

/// How much of a mail is kept in memory: most have no more.
const MAX_IN_MEMORY: usize = 1024 * 1024;
/// How much of it is kept at all, on the disk: more than any provider delivers.
const MAX_MAIL: u64 = 256 << 20;
/// How many mails `:list` shows.
const MAX_HEADS: usize = 100;
/// Columns of a sender in the list.
const MAX_SENDER: usize = 36;
/// How much of each is looked at for it: three headers.
const MAX_HEAD: usize = 8 * 1024;
