//! A line's way to the server, and the way of a reply back.

use super::{Link, Session};
use crate::error::Error;
use crate::event::{By, Event, Sent};
use crate::helper::{self, Line};
use crate::note::Note;
use crate::protocol::{Expect, Heard, Outcome, Reply, text};
use std::time::Instant;

impl Session {
    /// Takes one typed line.
    pub(super) fn take(&mut self, line: &[u8]) {
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
                if !row.private {
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
    pub(super) fn keep_in_history(&mut self, line: &[u8]) {
        let command = !matches!(self.dialogue.expect(), Expect::Answer(_) | Expect::Text);
        if command && self.dialogue.secret(line).is_none() && !line.is_empty() {
            self.remember
                .push(String::from_utf8_lossy(line).into_owned());
        }
    }

    pub(super) fn typist(&self) -> By {
        if self.person.get() && !self.pasted {
            By::Typist
        } else {
            By::Script
        }
    }

    /// Says a line to the server, as it is.
    pub(super) fn say(&mut self, line: &[u8], secret: bool, by: By) {
        let Link::Up(wire, _) = &mut self.link else {
            if line.eq_ignore_ascii_case(self.dialogue.farewell()) && self.person.get() {
                self.leaving = true;
                return;
            }
            return self.fail(&Error::NotConnected {
                line: text::visible(line),
            });
        };
        let said = self.dialogue.say(line);
        if !secret {
            self.learned.line(line, &said);
        }
        let tls = wire.is_tls();
        let sent = wire.send(&said.bytes);
        let secret = if secret {
            Some(0..line.len())
        } else {
            said.secret
        };
        self.impatient = false;
        self.since = Instant::now();
        self.tell_passed();
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
    pub(super) fn heard(&mut self, heard: Heard, tls: bool) {
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

    pub(super) fn replied(&mut self, reply: Reply, tls: bool) {
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
        self.learned.reply(&reply);
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
}

/// How much of injected text is repeated.
const MAX_SHOWN: usize = 120;
