//! A composed mail on its way: MAIL, a RCPT for each recipient, DATA and the text, each line shown.

use super::Session;
use crate::compose::Composed;
use crate::event::{By, Event};
use crate::helper::HelperError;
use crate::note::Note;
use crate::protocol::{Expect, Outcome, Reply};
use std::collections::VecDeque;
use std::io::Cursor;

/// A composed mail that is on its way.
pub(super) struct Mailing {
    composed: Composed,
    /// RCPTs that are still to be said.
    recipients: VecDeque<String>,
    /// Recipients that the server takes.
    accepted: usize,
    said: Said,
}

/// What the next reply is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    Mail,
    Recipient,
    Data,
    Text,
}

impl Session {
    pub(super) fn begin_mailing(&mut self, composed: Composed) {
        if !self.may_command() {
            return;
        }
        if !self.may_mail() {
            return self.helper_failed(&HelperError::NotNow);
        }
        let size = composed.message.len() as u64;
        if let Some(limit) = self.size_limit().filter(|limit| size > *limit) {
            self.note(Note::OverSize { size, limit });
        }
        let parameter = if self.says_smtputf8(composed.is_international()) {
            " SMTPUTF8"
        } else {
            ""
        };
        let line = format!("MAIL FROM:<{}>{parameter}", composed.from);
        self.mailing = Some(Mailing {
            recipients: composed.to.iter().cloned().collect(),
            composed,
            accepted: 0,
            said: Said::Mail,
        });
        self.say(line.as_bytes(), false, By::Helper);
    }

    /// A reply came while a mail is on its way: it decides what is next.
    pub(super) fn go_on_mailing(&mut self, reply: &Reply) {
        let awaits_text = matches!(self.dialogue.expect(), Expect::Text(_));
        let Some(mailing) = &mut self.mailing else {
            return;
        };
        let done = reply.outcome == Outcome::Done;
        match mailing.said {
            Said::Mail if !done => return self.mailing_ended(false),
            Said::Recipient => mailing.accepted += usize::from(done),
            Said::Data if awaits_text => return self.say_message(),
            Said::Data => return self.mailing_ended(false),
            Said::Text => return self.mailing_ended(done),
            Said::Mail => {}
        }
        let line = match mailing.recipients.pop_front() {
            Some(to) => {
                mailing.said = Said::Recipient;
                format!("RCPT TO:<{to}>")
            }
            // Nobody would get it.
            None if mailing.accepted == 0 => return self.mailing_ended(false),
            None => {
                mailing.said = Said::Data;
                "DATA".to_owned()
            }
        };
        self.say(line.as_bytes(), false, By::Helper);
    }

    /// Says the text, a line with a dot in front of each that begins with one (RFC 5321 §4.5.2).
    /// What is too long to read goes out as a file does.
    fn say_message(&mut self) {
        let Some(mailing) = &mut self.mailing else {
            return;
        };
        mailing.said = Said::Text;
        let composed = mailing.composed.clone();
        if composed.message.len() > LONG {
            let size = composed.message.len() as u64;
            let kept = composed.message.len() <= LONGEST_KEPT;
            self.tell(Event::FileBegan {
                file: ":compose".to_owned(),
                chunking: false,
                text: kept.then(|| composed.message.clone()),
            });
            let file = Box::new(Cursor::new(composed.message));
            self.begin_sending(file, ":compose".to_owned(), size, false);
            return self.stream();
        }
        let count = composed.lines().count();
        self.note(Note::ComposeGoes { count });
        for line in composed.lines() {
            let dot: &[u8] = if line.starts_with(b".") { b"." } else { b"" };
            self.say(&[dot, line].concat(), false, By::Helper);
        }
        self.say(b".", false, By::Helper);
    }

    pub(super) fn mailing_ended(&mut self, well: bool) {
        let Some(mailing) = self.mailing.take() else {
            return;
        };
        if well {
            let count = mailing.accepted;
            self.note(Note::ComposeSent { count });
        } else {
            self.note(Note::ComposeNotSent);
            self.note(Note::ComposeKept);
        }
    }
}

/// A message is shown line by line up to this many bytes: some screens.
const LONG: usize = 64 * 1024;
/// A message is kept for a record up to this many bytes: some of them fit into what `:save` holds.
const LONGEST_KEPT: usize = 1024 * 1024;
