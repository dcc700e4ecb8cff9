//! A line's way to the server.

use super::asking::Want;
use super::{Link, Session};
use crate::error::Error;
use crate::event::{By, Event, Sent};
use crate::helper::{self, Line};
use crate::protocol::command;
use crate::protocol::secret::MASK;
use crate::protocol::{Expect, text};
use crate::source::ESCAPE;
use std::time::Instant;
use zeroize::Zeroizing;

impl Session {
    /// Takes one typed line.
    pub(super) fn take(&mut self, line: &[u8]) {
        self.began = true;
        self.know_codes();
        let escaped = line.strip_prefix(ESCAPE).filter(|_| !self.person.get());
        if !self.tolerates(escaped.unwrap_or(line)) {
            return;
        }
        if let Some(want) = self.asking.wanted.pop_front() {
            return self.granted(want, line);
        }
        match escaped {
            // As `::` is one colon.
            Some(line) if line.starts_with(ESCAPE) => self.take_unescaped(line),
            Some(line) => self.granted(Want::Helper, line),
            None => self.take_unescaped(line),
        }
    }

    fn take_unescaped(&mut self, line: &[u8]) {
        if self.connection.is_up() && self.dialogue.expect().is_text() {
            self.say(line, false, self.typist());
            if !self.person.get() {
                self.note_helper_in_text(line);
            }
            return;
        }
        self.interpret(line);
    }

    /// A helper, or a line for the server.
    pub(super) fn interpret(&mut self, line: &[u8]) {
        match helper::interpret(line) {
            Ok(Line::Verbatim(line)) => {
                self.keep_in_history(line);
                let tagged = self.tagged(line);
                // With a tag that nobody typed it is shown as it goes out.
                let by = if tagged[..] == *line {
                    self.typist()
                } else {
                    By::Script
                };
                let at = self.position();
                if !self.pipelining.collect(&tagged, &at) {
                    self.say(&tagged, false, by);
                }
            }
            Ok(Line::Helper(row, argument)) => {
                if !row.private {
                    self.asking
                        .remember
                        .push(String::from_utf8_lossy(line).into_owned());
                }
                let action = self
                    .expand(argument)
                    .and_then(|argument| Ok(((row.action)(&argument)?, argument)));
                match action {
                    Ok((action, argument)) => {
                        if action.is_felt() {
                            let line = format!(":{} {argument}", row.name);
                            let line = line.trim_end().to_owned();
                            let forgives = false;
                            self.tell(Event::Helped { line, forgives });
                        }
                        self.perform(action);
                        self.lesson_helped(row.name);
                    }
                    Err(error) => self.helper_failed(&error),
                }
            }
            Err(error) => self.helper_failed(&error),
        }
    }

    /// A typed line as it is said: with a tag, if smtpsh is to put one.
    pub(super) fn tagged(&mut self, line: &[u8]) -> Zeroizing<Vec<u8>> {
        let is_command = self.dialogue.expect() == Expect::Command;
        if self.tagging && is_command && self.connection.is_up() {
            return self.dialogue.line(line);
        }
        Zeroizing::new(line.to_vec())
    }

    /// The history has commands only: no answers, no message text, nothing with a secret in it.
    pub(super) fn keep_in_history(&mut self, line: &[u8]) {
        // While a reply is pending, a line may be the answer to the challenge that it brings.
        let awaited = self.dialogue.expect() == Expect::Command;
        if awaited && !self.holds_secret(line) && self.is_like_a_command(line) {
            self.asking
                .remember
                .push(String::from_utf8_lossy(line).into_owned());
        }
    }

    /// Whether the line begins with a verb, or nearly: what stands alone may be a code that was
    /// meant for a question which is no longer asked.
    fn is_like_a_command(&self, line: &[u8]) -> bool {
        self.begins_with_verb(line, command::MAX_TYPOS)
    }

    /// Whether the line begins with a verb.
    pub(super) fn is_command(&self, line: &[u8]) -> bool {
        self.begins_with_verb(line, 0)
    }

    fn begins_with_verb(&self, line: &[u8], typos: usize) -> bool {
        let verb = self.dialogue.grammar().verb_of(line);
        let commands = (self.protocol().commands)();
        commands
            .iter()
            .any(|command| command::edit_distance(command.name, &verb) <= typos)
    }

    pub(super) fn typist(&self) -> By {
        if self.person.get() && !self.asking.pasted {
            By::Typist
        } else {
            By::Script
        }
    }

    /// Says a line to the server, as it is.
    pub(super) fn say(&mut self, line: &[u8], secret: bool, by: By) {
        if !self.connection.is_up() {
            if self.is_farewell(line) && self.person.get() {
                self.ending.leaving = true;
                return;
            }
            let line = match self.dialogue.secret(line) {
                _ if secret || self.is_given_away(line) => MASK.as_bytes().to_vec(),
                Some(span) => {
                    [line.get(..span.start).unwrap_or_default(), MASK.as_bytes()].concat()
                }
                None => line.to_vec(),
            };
            return self.fail(&Error::NotConnected {
                line: text::visible(&line),
            });
        }
        let mut said = self.speak(line);
        if secret {
            said.secret = Some(0..line.len());
            self.said_secret(line);
        }
        self.learned.line(line, &said);
        let Link::Up(wire, _) = &mut self.connection.link else {
            return;
        };
        let tls = wire.is_tls();
        let sent = wire.send(&said.bytes);
        let goes_on = said.goes_on();
        self.connection.impatient = false;
        self.since = Instant::now();
        self.tell_passed();
        self.said(&said);
        self.tell(Event::Sent(Sent {
            line: Zeroizing::new(line.to_vec()),
            secret: said.secret,
            role: said.role,
            mechanism: said.mechanism,
            goes_on,
            helper: said.helper,
            by,
            tls,
            ended: true,
        }));
        if let Err(error) = sent {
            self.not_sent(&error);
        }
    }

    /// Whether this is how a session is ended.
    fn is_farewell(&self, line: &[u8]) -> bool {
        self.dialogue.grammar().verb_of(line) == self.protocol().farewell
    }
}
