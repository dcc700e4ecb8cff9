//! `:compose`: asks for the parts of a mail, shows the message that is made of them, and hands it
//! to [`super::mailing`]. In a script nobody is asked: what is missing has a default, or is an error.

use super::Session;
use super::asking::Want;
use crate::compose::{self, Attachment, Composed, Draft, Flaw, Person, Stamp, Wishes, people};
use crate::error::Error;
use crate::helper;
use crate::note::{Awaits, Note};
use crate::protocol::{Expect, text};
use crate::words::Lang;
use encoding_rs::{GBK, UTF_8};
use ring::rand::{SecureRandom, SystemRandom};
use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

/// The mail that is being composed, and the one that was composed last.
#[derive(Debug, Default)]
pub(super) struct Composing {
    wishes: Wishes,
    lines: Vec<String>,
    pub(super) composed: Option<Composed>,
}

/// A part of a mail that is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    From,
    To,
    Subject,
    Text,
    File,
    /// What is to be done with it.
    Send,
}

impl Field {
    pub(super) fn awaits(self) -> Awaits {
        match self {
            Self::From => Awaits::AskFrom,
            Self::To => Awaits::AskTo,
            Self::Subject => Awaits::AskSubject,
            Self::Text => Awaits::AskText,
            Self::File => Awaits::AskFile,
            Self::Send => Awaits::AskSend,
        }
    }
}

impl Session {
    pub(super) fn compose(&mut self, wishes: Wishes) {
        if wishes.again {
            return match &self.composing.composed {
                Some(_) if self.person.get() => self.show_composed(),
                Some(_) => self.mail_out(),
                None => self.flawed(&Flaw::NothingKept),
            };
        }
        self.composing.wishes = wishes;
        self.composing.lines.clear();
        if self.person.get() {
            self.note(Note::ComposeBegins);
            self.ask_for(Field::From);
        } else {
            self.finish_composing();
        }
    }

    /// Asks for this part, or for the next one that was not given beforehand.
    fn ask_for(&mut self, field: Field) {
        let wishes = &self.composing.wishes;
        let has_text = wishes.text.is_some() || wishes.body.is_some();
        let (given, next) = match field {
            Field::From => (wishes.from.is_some(), Field::To),
            Field::To => (wishes.to.is_some(), Field::Subject),
            Field::Subject => (wishes.subject.is_some(), Field::Text),
            Field::Text => (has_text, Field::File),
            // Who gives the text beforehand gives the files with it.
            Field::File if has_text => return self.finish_composing(),
            Field::File | Field::Send => (false, Field::Send),
        };
        if given {
            return self.ask_for(next);
        }
        match field {
            Field::Text => self.note(Note::ComposeText),
            Field::File => self.note(Note::ComposeFiles),
            _ => {}
        }
        self.asking.wanted.push_back(Want::Field(field));
    }

    /// What an empty answer stands for.
    pub(super) fn usual_answer(&self, kind: Awaits) -> Option<String> {
        match kind {
            Awaits::AskFrom => self.usual_sender(),
            Awaits::AskTo => self.usual_recipient(),
            Awaits::AskSend if self.may_mail() => Some("yes".to_owned()),
            Awaits::AskSend => Some("save mail.eml".to_owned()),
            _ => None,
        }
    }

    fn usual_sender(&self) -> Option<String> {
        let facts = self.facts(Awaits::Command);
        let user = facts.user.filter(|user| user.contains('@'));
        user.or_else(|| facts.addresses.first().cloned())
    }

    /// The last other address; who has used none writes to themselves.
    fn usual_recipient(&self) -> Option<String> {
        let sender = self.usual_sender();
        let addresses = self.facts(Awaits::Command).addresses;
        let other = addresses.into_iter().find(|it| Some(it) != sender.as_ref());
        other.or(sender)
    }

    /// A part was typed. One with a flaw is asked for again.
    pub(super) fn field_typed(&mut self, field: Field, typed: &str) {
        let usual = self.usual_answer(field.awaits());
        let usual = usual.filter(|_| typed.trim().is_empty());
        let typed = usual.as_deref().unwrap_or(typed);
        match self.take_field(field, typed) {
            Ok(Then::Ask(next)) => self.ask_for(next),
            Ok(Then::Again) => self.asking.wanted.push_back(Want::Field(field)),
            Ok(Then::Finish) => self.finish_composing(),
            Ok(Then::Decide) => self.decide(typed.trim()),
            Err(flaw) => {
                let what = flaw.say(self.lang.get());
                self.note(Note::ComposeFlaw { what });
                self.asking.wanted.push_back(Want::Field(field));
            }
        }
    }

    fn take_field(&mut self, field: Field, typed: &str) -> Result<Then, Flaw> {
        let Composing { wishes, lines, .. } = &mut self.composing;
        Ok(match field {
            Field::From => {
                Person::parse(typed)?;
                wishes.from = Some(typed.to_owned());
                Then::Ask(Field::To)
            }
            Field::To => {
                people(typed)?;
                wishes.to = Some(typed.to_owned());
                Then::Ask(Field::Subject)
            }
            Field::Subject => {
                wishes.subject = Some(compose::without_controls(typed)?);
                Then::Ask(Field::Text)
            }
            Field::Text if typed == "." => Then::Ask(Field::File),
            Field::Text => {
                lines.push(typed.to_owned());
                Then::Again
            }
            Field::File if typed.trim().is_empty() => Then::Finish,
            Field::File => {
                wishes.attach.push(helper::file(typed.trim()));
                if let Err(flaw) = attachments(&wishes.attach) {
                    wishes.attach.pop();
                    return Err(flaw);
                }
                Then::Again
            }
            Field::Send => Then::Decide,
        })
    }

    /// All that was to be asked is known: makes the message.
    fn finish_composing(&mut self) {
        match self.composed() {
            Ok(composed) => self.composing.composed = Some(composed),
            Err(flaw) => return self.flawed(&flaw),
        }
        self.show_composed();
        if self.person.get() {
            return;
        }
        match self.composing.wishes.save.clone() {
            Some(path) => self.save_composed(&path),
            None => self.mail_out(),
        }
    }

    fn composed(&self) -> Result<Composed, Flaw> {
        let Composing { wishes, lines, .. } = &self.composing;
        let sender = wishes.from.clone().or_else(|| self.usual_sender());
        let mut text = match (&wishes.text, &wishes.body) {
            (Some(text), _) => text.clone(),
            (None, Some(path)) => decoded(&read(path, MAX_MAIL)?),
            (None, None) => lines.join("\n"),
        };
        if !text.ends_with('\n') {
            text.push('\n');
        }
        let draft = Draft {
            from: Person::parse(&sender.ok_or(Flaw::NoSender)?)?,
            to: people(wishes.to.as_deref().ok_or(Flaw::NoRecipient)?)?,
            cc: wishes.cc.as_deref().map_or(Ok(Vec::new()), people)?,
            subject: compose::without_controls(wishes.subject.as_deref().unwrap_or_default())?,
            text,
            files: attachments(&wishes.attach)?,
        };
        Ok(draft.compose(&stamp()))
    }

    /// Shows the message, what it is made of, and asks what is to be done with it.
    fn show_composed(&mut self) {
        let Some(composed) = &self.composing.composed else {
            return;
        };
        let lines: Vec<String> = composed.lines().map(text::visible).collect();
        let mut shown = preview(&lines, self.lang.get());
        let more = shown.len().saturating_sub(MAX_LINES);
        shown.truncate(MAX_LINES);
        let (from, to) = (
            text::escape(&composed.from),
            text::escape(&composed.to.join(", ")),
        );
        let notes = remarks(&lines);
        self.show(&shown.join("\n"));
        if more > 0 {
            self.note(Note::ComposeMore { count: more });
        }
        for note in notes {
            self.note(note);
        }
        self.note(Note::ComposeEnvelope { from, to });
        if self.person.get() {
            self.asking.wanted.push_back(Want::Field(Field::Send));
        }
    }

    fn decide(&mut self, typed: &str) {
        let (word, file) = typed.split_once(char::is_whitespace).unwrap_or((typed, ""));
        match decision(&word.to_lowercase()) {
            Some(Decision::Send) if self.may_mail() => self.mail_out(),
            Some(Decision::Send) => {
                self.note(Note::ComposeNotConnected);
                self.asking.wanted.push_back(Want::Field(Field::Send));
            }
            Some(Decision::Keep) => self.note(Note::ComposeKept),
            Some(Decision::Save) if !file.trim().is_empty() => {
                self.save_composed(&helper::file(file.trim()));
            }
            _ => {
                self.note(Note::ComposeAnswers);
                self.asking.wanted.push_back(Want::Field(Field::Send));
            }
        }
    }

    /// Writes the message to a new file: none is overwritten.
    fn save_composed(&mut self, path: &Path) {
        let Some(composed) = &self.composing.composed else {
            return;
        };
        let bytes = composed.message.len();
        let file = fs::File::create_new(path);
        if let Err(error) = file.and_then(|mut file| file.write_all(&composed.message)) {
            let error = Error::unwritable(path, error);
            if self.person.get() {
                self.asking.wanted.push_back(Want::Field(Field::Send));
                let what = error.say(self.lang.get());
                return self.note(Note::ComposeFlaw { what });
            }
            return self.fail(&error);
        }
        let file = path.display().to_string();
        self.note(Note::ComposeSaved { file, bytes });
    }

    /// Whether a mail can begin now, with a server that takes mail.
    pub(super) fn may_mail(&self) -> bool {
        self.connection.is_up()
            && self.dialogue.expect() == Expect::Command
            && self.dialogue.takes_mail()
    }

    /// The composed mail goes out.
    fn mail_out(&mut self) {
        if let Some(composed) = self.composing.composed.clone() {
            self.begin_mailing(composed);
        }
    }

    /// A flaw that nobody can be asked about.
    fn flawed(&mut self, flaw: &Flaw) {
        let error = match flaw.clone() {
            Flaw::Unreadable { file, why } => Error::BadFile { file, why },
            flaw => Error::Helper {
                what: flaw.say(self.lang.get()),
            },
        };
        self.fail(&error);
    }
}

/// What comes behind a part.
enum Then {
    Ask(Field),
    /// More of the same.
    Again,
    /// The message is made.
    Finish,
    /// What was typed says what to do with it.
    Decide,
}

/// The headers, and of each paragraph behind them the beginning: a file in base64 is one, and long.
fn preview(lines: &[String], lang: Lang) -> Vec<String> {
    let paragraphs = lines.split_inclusive(String::is_empty).enumerate();
    let shown = paragraphs.flat_map(|(number, paragraph)| {
        let most = if number == 0 {
            usize::MAX
        } else {
            MAX_PARAGRAPH
        };
        let left = paragraph.len().saturating_sub(most);
        // The line that says so takes one as well.
        let most = if left > 1 { most - 1 } else { paragraph.len() };
        let count = paragraph.len() - most;
        let more = (count > 0).then(|| Note::ComposeMore { count }.say(lang));
        paragraph.iter().take(most).cloned().chain(more)
    });
    shown.collect()
}

/// What there is to be learned from a message.
fn remarks(lines: &[String]) -> Vec<Note> {
    let head = lines.iter().take_while(|line| !line.is_empty());
    let mut notes = Vec::new();
    if head.clone().any(|line| line.contains("=?")) {
        notes.push(Note::ComposeWords);
    }
    let coding = lines
        .iter()
        .find_map(|line| line.strip_prefix("Content-Transfer-Encoding: "));
    if let Some(how) = coding.filter(|how| *how != "7bit") {
        let how = how.to_owned();
        notes.push(Note::ComposeCoded { how });
    }
    if head.clone().any(|line| line.contains("multipart/")) {
        notes.push(Note::ComposeParts);
    }
    notes
}

fn attachments(paths: &[PathBuf]) -> Result<Vec<Attachment>, Flaw> {
    let mut room = MAX_MAIL;
    let read = |path: &PathBuf| {
        let content = read(path, room)?;
        room -= content.len() as u64;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        Ok(Attachment::new(&name, content))
    };
    paths.iter().map(read).collect()
}

/// A file of at most so many bytes.
fn read(path: &Path, most: u64) -> Result<Vec<u8>, Flaw> {
    let file = path.display().to_string();
    let unreadable = |error: io::Error| Flaw::Unreadable {
        file: file.clone(),
        why: error.into(),
    };
    let size = fs::metadata(path).map_err(unreadable)?;
    if !size.is_file() {
        return Err(unreadable(ErrorKind::IsADirectory.into()));
    }
    if size.len() > most {
        let most = MAX_MAIL;
        return Err(Flaw::TooLarge { file, most });
    }
    fs::read(path).map_err(unreadable)
}

/// Text in UTF-8 or UTF-16, or as editors in China wrote it before.
fn decoded(text: &[u8]) -> String {
    let (decoded, _, damaged) = UTF_8.decode(text);
    if damaged {
        return GBK.decode(text).0.into_owned();
    }
    decoded.into_owned()
}

/// What becomes of a composed mail.
#[derive(Debug, Clone, Copy)]
enum Decision {
    Send,
    Keep,
    Save,
}

fn decision(word: &str) -> Option<Decision> {
    let row = DECISIONS.iter().find(|(words, _)| words.contains(&word))?;
    Some(row.1)
}

fn stamp() -> Stamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let since = since.unwrap_or_default();
    let mut random = [0; 8];
    // Without randomness the time alone makes it unique enough.
    let _ = SystemRandom::new().fill(&mut random);
    Stamp {
        seconds: i64::try_from(since.as_secs()).unwrap_or_default(),
        unique: format!("{:x}.{}", since.as_millis(), text::hex(&random)),
    }
}

/// The largest mail that is composed, before base64: what most servers take (QQ: 50 MB), and it is
/// held in memory.
const MAX_MAIL: u64 = 50 * 1024 * 1024;
/// What can be answered to whether it is to go out. Behind the words of the last stands a file.
const DECISIONS: &[(&[&str], Decision)] = &[
    (&["yes", "y", "send", "是", "发送"], Decision::Send),
    (&["no", "n", "否"], Decision::Keep),
    (&["save", "保存"], Decision::Save),
];
/// How many lines of a message are shown before it goes out.
const MAX_LINES: usize = 60;
/// How many of a paragraph of its text.
const MAX_PARAGRAPH: usize = 6;
