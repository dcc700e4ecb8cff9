//! The coach: takes notice of what happens in a session, and says which of the usual mistakes was
//! made and what to type instead. It only watches: every line goes out as it was typed.
//!
//! A rule is a row of `rules::RULES`; a remark is a row of [`Remark`]. Of a secret the coach keeps what
//! is wrong with it and nothing else, so no remark can give one away.

mod answer;
mod command;
mod mailbox;
mod rules;
mod state;
mod typo;

pub use crate::remark::Remark;

use crate::event::{Event, Sent};
use crate::protocol::smtp::{SMTP, text_of};
use crate::protocol::{Outcome, Reply, Role, dot, text};
use answer::Answer;
use command::{Command, Form};
use rules::{Facts, Heard, When};
use state::{Hello, Mail, Message, State};
use std::collections::VecDeque;

/// Watches one session after another.
#[derive(Debug, Default)]
pub struct Coach {
    state: State,
    /// What was said and is not answered, oldest first.
    pending: VecDeque<Turn>,
    /// Watches instead where mail is fetched.
    mailbox: Option<mailbox::Watcher>,
    /// smtpsh puts the tags of IMAP.
    tagging: bool,
}

/// Something that was said, as far as the rules look at it.
#[derive(Debug, Default)]
struct Turn {
    said: Said,
    /// The line, or the start of a long one, its secret masked.
    line: String,
    /// How long it was, in bytes.
    bytes: usize,
    /// What was noticed about the AUTH answer in it.
    answer: Option<Answer>,
    /// There was a remark on it already.
    remarked: bool,
}

#[derive(Debug, Default)]
enum Said {
    /// The connection itself, which the greeting answers; or nothing.
    #[default]
    Nothing,
    Command(Command),
    /// Something secret where a command was awaited; if it is near to a command, that.
    Stray(Option<String>),
    Answer,
    Text,
    /// The dot that ends a message.
    End,
}

impl Coach {
    /// Takes notice of a fact, and says something if there is something worth saying.
    pub fn notice(&mut self, event: &Event) -> Option<Remark> {
        if let Event::Connected { scheme, place, .. } = event {
            let tagging = self.tagging;
            let fetches = *scheme.protocol != SMTP;
            let watcher = || mailbox::Watcher::new(scheme.protocol, &place.host, tagging);
            *self = Self {
                mailbox: fetches.then(watcher),
                tagging,
                ..Self::default()
            };
            self.state.host.clone_from(&place.host);
            self.pending.push_back(Turn::default());
            return None;
        }
        if let Some(mailbox) = &mut self.mailbox {
            return mailbox.notice(event);
        }
        match event {
            Event::Sent(sent) => self.sent(sent),
            Event::Heard { reply, .. } => self.heard(reply),
            Event::Challenged(challenge) => {
                self.state.login.asks = Some(challenge.asks);
                None
            }
            Event::Secured { again, .. } => {
                // With TLS from the start the greeting is still to come.
                self.pending.retain(|_| again.is_none());
                self.state.secured(again.is_some());
                None
            }
            _ => None,
        }
    }

    /// Whether smtpsh puts the tags of IMAP from now on.
    pub fn tagging(&mut self, on: bool) {
        self.tagging = on;
        if let Some(mailbox) = &mut self.mailbox {
            mailbox.tagging(on);
        }
    }

    fn sent(&mut self, sent: &Sent) -> Option<Remark> {
        // Whoever sends exact bytes as text means them.
        if sent.role == Role::Text && !sent.ended {
            return None;
        }
        let masked = sent.masked();
        let start = masked.get(..MAX_LINE).unwrap_or(&masked);
        let line = String::from_utf8_lossy(start).into_owned();
        let (said, when) = match sent.role {
            Role::Command if sent.secret == Some(0..sent.line.len()) => {
                let typed = String::from_utf8_lossy(&sent.line);
                (Said::Stray(rules::nearest(&typed)), When::Sent)
            }
            Role::Command => (Said::Command(Command::of(&line)), When::Sent),
            Role::Answer => (Said::Answer, When::Sent),
            Role::Text if sent.line[..] == *dot::END => (Said::End, When::Text),
            Role::Text => (Said::Text, When::Text),
        };
        if let Said::Command(command) = &said
            && command.verb == "AUTH"
        {
            self.state.begin_login(command);
        }
        let mut turn = Turn {
            answer: self.look_at_answer(sent, &said),
            said,
            bytes: sent.line.len(),
            line,
            remarked: false,
        };
        let remark = self.ask(when, &turn, None);
        turn.remarked = remark.is_some();
        if let Some(answer) = &turn.answer {
            self.state.answered(answer);
            self.state.login.remarked |= turn.remarked;
        }
        if matches!(turn.said, Said::Text) {
            self.state.message.take(&turn.line);
        } else {
            self.pending.push_back(turn);
        }
        remark
    }

    fn look_at_answer(&self, sent: &Sent, said: &Said) -> Option<Answer> {
        let answer = match said {
            Said::Answer => sent.line.as_slice(),
            // The initial response of RFC 4954 §4.
            Said::Command(_) => sent.line.get(sent.secret.clone()?)?,
            _ => return None,
        };
        let holds = self.state.awaited_answer()?;
        Some(Answer::of(answer, holds))
    }

    fn heard(&mut self, reply: &Reply) -> Option<Remark> {
        let turn = if reply.is_awaited() {
            self.pending.pop_front()
        } else {
            None
        };
        let heard = Heard::of(reply);
        let Some(turn) = turn else {
            return self.ask(When::Unasked, &Turn::default(), Some(&heard));
        };
        if reply.outcome.is_refusal() {
            let told = turn.remarked || turn.answer.is_some() && self.state.login.remarked;
            let remark = if told {
                None
            } else {
                self.ask(When::Refused, &turn, Some(&heard))
            };
            self.refused(&turn);
            return remark;
        }
        let remark = self.ask(When::GoesOn, &turn, Some(&heard));
        self.accepted(&turn, reply);
        remark.filter(|_| reply.outcome == Outcome::GoOn)
    }

    /// The first rule that applies. In message text each rule has its say once a message.
    fn ask(&mut self, when: When, turn: &Turn, heard: Option<&Heard>) -> Option<Remark> {
        let facts = Facts {
            turn,
            heard,
            state: &self.state,
        };
        let (name, remark) = rules::first(when, &facts)?;
        if when == When::Text {
            let said = &mut self.state.message.said;
            if said.contains(&name) {
                return None;
            }
            said.push(name);
        }
        Some(remark)
    }

    fn refused(&mut self, turn: &Turn) {
        match &turn.said {
            Said::Command(command) if command.verb == "EHLO" => {
                self.state.ehlo_refused = true;
                if !command.argument.is_empty() {
                    self.state.name = Some(command.argument.clone());
                }
            }
            Said::End => self.state.reset(),
            _ => {}
        }
    }

    fn accepted(&mut self, turn: &Turn, reply: &Reply) {
        let state = &mut self.state;
        let command = match &turn.said {
            Said::Command(command) => command,
            Said::Nothing => {
                state.greeting = Heard::of(reply).text;
                return;
            }
            Said::End => return state.reset(),
            Said::Answer if reply.code() == Some(235) => return state.logged_in(),
            Said::Answer | Said::Text | Said::Stray(_) => return,
        };
        state.takes_spaces |= command.form() == Form::Spaced;
        match (command.verb.as_str(), reply.code()) {
            ("EHLO", _) => {
                state.hello = Some(Hello::Ehlo);
                state.name = Some(command.argument.clone());
                let lines = reply.lines.iter().skip(1);
                let offers = lines.map(|line| text::visible(text_of(line)).to_ascii_uppercase());
                state.offers = offers.collect();
                state.reset();
            }
            ("HELO", _) => {
                state.hello = Some(Hello::Helo);
                state.name = Some(command.argument.clone());
                state.offers.clear();
                state.reset();
            }
            ("AUTH", Some(235)) => state.logged_in(),
            ("MAIL", _) => {
                state.reset();
                let mut parameters = command.parameters();
                let utf8 = parameters.any(|word| word.eq_ignore_ascii_case("SMTPUTF8"));
                state.mail = Some(Mail { utf8 });
            }
            ("RCPT", _) => state.recipients += 1,
            ("DATA", Some(354)) => state.message = Message::default(),
            ("RSET", _) => state.reset(),
            _ => {}
        }
    }
}

/// Stands for a secret in a line to type: who sees stars there types stars.
const LEFT_OUT: &str = "…";
/// How much of a line the rules look at: more than any rule repeats, and any server takes.
const MAX_LINE: usize = 4096;
