//! The way of a reply back: told, and what it brings on.

use super::Session;
use super::pipelining::Spoken;
use crate::error::Error;
use crate::event::Event;
use crate::note::Note;
use crate::practice::GREETS;
use crate::protocol::{
    Expect, Heard, Kind, Oddity, Outcome, Part, Reply, To, Until, greeted_by, text,
};
use crate::screen;
use std::time::Instant;

impl Session {
    /// A fact that the dialogue heard.
    pub(super) fn heard(&mut self, heard: Heard, tls: bool) {
        match self.without_codes(heard) {
            Heard::Reply(reply) => self.replied(&reply, tls),
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

    pub(super) fn replied(&mut self, reply: &Reply, tls: bool) {
        self.connection.impatient = false;
        self.since = Instant::now();
        self.learned.reply(reply);
        let line = self.line_of(reply);
        self.tell_reply(reply, tls);
        if reply.to == Some(To::Greeting) && !self.greeted(reply) {
            return;
        }
        self.heard_reply(reply);
        let Some(optional) = self.go_on_behind(reply) else {
            return;
        };
        if reply.closes && reply.outcome == Outcome::Done {
            return self.disconnect();
        }
        for (at, expectation) in &line.expected {
            self.expect_of_line(at, expectation);
        }
        if reply.outcome.is_refusal() && line.expected.is_empty() && !optional {
            self.refused(reply, line);
        }
    }

    /// The line that a reply answers.
    fn line_of(&mut self, reply: &Reply) -> Spoken {
        if !reply.is_awaited() {
            return Spoken::default();
        }
        self.supersede();
        let mut line = self.pipelining.answered(reply);
        if let Some(line) = line.shown.take() {
            self.note(Note::ReplyTo { line });
        }
        line
    }

    fn tell_reply(&mut self, reply: &Reply, tls: bool) {
        let took = self.timing.replied(reply);
        self.tell(Event::Heard {
            reply: reply.clone(),
            tls,
            took,
        });
        // The alert unexpected_message ends with the byte 10, which ends a line.
        if let [line] = &reply.lines[..]
            && reply.oddities.contains(&Oddity::BareLf)
            && let Some(note) = screen::alert_note(&[line, &b"\n"[..]].concat())
        {
            self.note(note);
        }
        let gbk = reply.lines.iter().any(|line| text::gbk(line).is_some());
        if gbk && !std::mem::replace(&mut self.gbk_seen, true) {
            self.note(Note::Gbk);
        }
        let goes_on = reply.outcome == Outcome::GoOn;
        if goes_on
            && self.dialogue.expect() == Expect::Text(Until::Dot)
            && self.sending.is_none()
            && self.mailing.is_none()
        {
            self.text_begins();
            self.tell(Event::TextBegan);
        }
    }

    /// Who the server is. Returns whether it speaks what was meant.
    fn greeted(&mut self, reply: &Reply) -> bool {
        let mut lines = reply.lines.iter();
        self.connection.practice = lines.any(|line| text::visible(line).contains(GREETS));
        let spoken = reply.lines.first().and_then(|line| greeted_by(line));
        let other = spoken.filter(|spoken| *spoken != self.protocol());
        if let Some(spoken) = other {
            self.fail_protocol(spoken);
        }
        other.is_none()
    }

    /// What helpers have under way goes on. Returns whether the command need not have succeeded; nothing,
    /// if the connection was given up.
    fn go_on_behind(&mut self, reply: &Reply) -> Option<bool> {
        let decides = reply.is_awaited() && reply.outcome != Outcome::GoOn;
        if self.dialogue.stage().authenticated {
            self.login.accepted();
        } else if decides && reply.outcome.is_refusal() {
            self.doubt_the_user();
        }
        if decides && !self.end_exchange(reply.outcome == Outcome::Done) {
            return None;
        }
        if reply.is_awaited() && self.sending.is_some() {
            self.go_on_sending(reply);
        }
        if reply.is_awaited() {
            self.go_on_mailing(reply);
        }
        Some(decides && !reply.more && self.command_over(reply.outcome))
    }

    /// A refusal that nobody expects. Whether it stops a script is told by its next line, which may
    /// expect it after all.
    fn refused(&mut self, reply: &Reply, line: Spoken) {
        let last = reply.lines.last();
        let shown = last.map(|line| text::visible(line)).unwrap_or_default();
        let at = match line.at.is_empty() {
            true => self.position(),
            false => line.at,
        };
        let leaving = self.ending.leaving;
        if reply.closes && !leaving && !self.person.get() {
            self.tolerate(at, Error::Closing { reply: shown });
        } else if leaving && self.is_reply_to_farewell(reply) && !self.person.get() {
            self.ending.refused = true;
            self.print_error("", &Error::RefusedFarewell { reply: shown });
        } else if reply.is_awaited() && !leaving {
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
