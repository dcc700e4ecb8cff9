//! A line's way to the server, and the way of a reply back.

use super::asking::Want;
use super::pipelining::Spoken;
use super::{Link, Session};
use crate::error::Error;
use crate::event::{By, Event, Sent};
use crate::helper::{self, Line};
use crate::note::Note;
use crate::practice::GREETS;
use crate::protocol::command;
use crate::protocol::secret::MASK;
use crate::protocol::{Expect, Heard, Kind, Outcome, Part, Reply, To, Until, greeted_by, text};
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

    /// A fact that the dialogue heard.
    pub(super) fn heard(&mut self, heard: Heard, tls: bool) {
        match self.without_codes(heard) {
            Heard::Reply(reply) => self.replied(reply, tls),
            Heard::Challenge(challenge) => {
                let plain = challenge.plain.clone();
                let told = self.challenge_without_codes(challenge);
                self.tell(Event::Challenged(told));
                self.continue_exchange(plain.as_deref());
            }
            Heard::Part(part) => self.part(part, tls),
            Heard::Settled(settled) => self.settled(settled),
            Heard::Offers { now, before } => {
                self.tell(Event::Offered {
                    now: now.clone(),
                    tls,
                });
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
                // Its first line tells what it is.
                let line = injected.split(|byte| *byte == b'\n').next();
                let line = line.unwrap_or_default().trim_ascii_end();
                self.fail_link(&Error::Injected {
                    bytes: text::visible(&line[..line.len().min(MAX_SHOWN)]),
                });
            }
            Heard::UpgradeReady { .. } if self.upgrade => self.shake_hands(),
            Heard::UpgradeReady { .. } => {
                self.connection.upgrade_awaited = true;
                self.note(Note::UpgradeAwaited);
            }
        }
    }

    /// A part of something long, or something that nothing asked for.
    fn part(&mut self, part: Part, tls: bool) {
        self.connection.impatient = false;
        self.since = Instant::now();
        let took = (part.kind == Kind::End).then(|| self.timing.ended());
        self.expecting.part(&part);
        self.mails.take(&part);
        let ends = part.kind == Kind::End;
        self.tell(Event::Part {
            part,
            tls,
            took: took.flatten(),
        });
        if ends {
            self.command_over(Outcome::Done);
        }
    }

    pub(super) fn replied(&mut self, reply: Reply, tls: bool) {
        let (refused, awaited) = (reply.outcome.is_refusal(), reply.is_awaited());
        let goodbye = reply.outcome == Outcome::Done && reply.closes;
        let closes = refused && reply.closes;
        let shown = reply
            .lines
            .last()
            .map(|line| text::visible(line))
            .unwrap_or_default();
        let done = reply.outcome == Outcome::Done;
        let goes_on = reply.outcome == Outcome::GoOn;
        let (outcome, over) = (reply.outcome, awaited && !goes_on && !reply.more);
        let text_begins = goes_on && self.dialogue.expect() == Expect::Text(Until::Dot);
        self.connection.impatient = false;
        self.since = Instant::now();
        self.learned.reply(&reply);
        let line = if awaited {
            self.supersede();
            self.pipelining.answered(&reply)
        } else {
            Spoken::default()
        };
        if let Some(line) = line.shown {
            self.note(Note::ReplyTo { line });
        }
        let answers_farewell = self.is_reply_to_farewell(&reply);
        let took = self.timing.replied(&reply);
        let kept = reply.clone();
        let for_file = self.sending.is_some().then(|| reply.clone());
        let gbk = reply.lines.iter().any(|line| text::gbk(line).is_some());
        self.tell(Event::Heard { reply, tls, took });
        if gbk && !std::mem::replace(&mut self.gbk_seen, true) {
            self.note(Note::Gbk);
        }
        if text_begins && self.sending.is_none() && self.mailing.is_none() {
            self.text_begins();
            self.tell(Event::TextBegan);
        }
        if kept.to == Some(To::Greeting) {
            let mut lines = kept.lines.iter();
            self.connection.practice = lines.any(|line| text::visible(line).contains(GREETS));
        }
        if kept.to == Some(To::Greeting)
            && let Some(spoken) = kept.lines.first().and_then(|line| greeted_by(line))
            && spoken != self.protocol()
        {
            return self.fail_protocol(spoken);
        }
        self.heard_reply(&kept);
        if self.dialogue.stage().authenticated {
            self.login.accepted();
        } else if awaited && !goes_on && refused {
            self.doubt_the_user();
        }
        if awaited && !goes_on && !self.end_exchange(done) {
            return;
        }
        if let Some(reply) = for_file.filter(|_| awaited) {
            self.go_on_sending(&reply);
        }
        if awaited {
            self.go_on_mailing(&kept);
        }
        let optional = over && self.command_over(outcome);
        if goodbye {
            return self.disconnect();
        }
        let is_expected = !line.expected.is_empty();
        for (at, expectation) in &line.expected {
            self.expect_of_line(at, expectation);
        }
        if !refused || is_expected || optional {
            return;
        }
        let at = if line.at.is_empty() {
            self.position()
        } else {
            line.at
        };
        if closes && !self.ending.leaving && !self.person.get() {
            self.tolerate(at, Error::Closing { reply: shown });
        } else if self.ending.leaving && answers_farewell && !self.person.get() {
            self.ending.refused = true;
            self.print_error("", &Error::RefusedFarewell { reply: shown });
        } else if awaited && !self.ending.leaving {
            // Whether that stops a script is told by its next line, which may expect it.
            self.scripting.text = line.text.or(self.scripting.text);
            self.tolerate(at, Error::RefusedReply { reply: shown });
        }
    }

    fn is_reply_to_farewell(&self, reply: &Reply) -> bool {
        let farewell = self.protocol().farewell;
        matches!(&reply.to, Some(To::Command { what }) if what == farewell)
    }
}

/// How much of injected text is repeated.
const MAX_SHOWN: usize = 120;
