//! Events as the steps of a lesson look at them: a reply together with the line that it answers.

use super::step::Done;
use crate::event::{Event, Sent};
use crate::protocol::command::Grammar;
use crate::protocol::{Outcome, Role, dot};
use std::collections::VecDeque;

/// Something that a step may be waiting for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fact {
    /// A line was answered.
    Replied(Said, u16),
    /// A line was answered where replies have no codes: whether it was carried out.
    Turned(Said, bool),
    /// A line of message text was typed.
    Text(String),
    Secured,
    /// A connection is up, and this is spoken there.
    Connected(&'static str),
    Closed,
    Helper(&'static str),
    Chosen(usize),
}

/// What was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Said {
    /// A command with this verb, in capitals.
    Command(String),
    Answer,
    /// The dot that ends a message.
    End,
}

/// Follows a session.
#[derive(Debug, Default)]
pub(super) struct Follower {
    /// What was said and is not answered, oldest first, and at which step.
    pending: VecDeque<(Said, usize)>,
    /// The greeting is still to come.
    greeting: bool,
    /// How command lines are written.
    grammar: Grammar,
}

impl Follower {
    /// The fact that an event comes to while a lesson is at this step, and the step at which the
    /// line that brought it on was said.
    pub(super) fn follow(&mut self, event: &Event, at: usize) -> Option<(Fact, usize)> {
        let fact = match event {
            Event::Connected { scheme, .. } => {
                self.grammar = (scheme.protocol.dialogue)().grammar();
                self.pending.clear();
                self.greeting = true;
                Fact::Connected(scheme.protocol.name)
            }
            Event::Sent(sent) => self.sent(sent, at)?,
            Event::Heard { reply, .. } if !reply.is_awaited() => return None,
            Event::Heard { .. } if std::mem::take(&mut self.greeting) => return None,
            // A command of IMAP goes on behind it, and is answered later.
            Event::Heard { reply, .. } if self.grammar.tagged && reply.outcome == Outcome::GoOn => {
                return None;
            }
            Event::Heard { reply, .. } => {
                let (said, said_at) = self.pending.pop_front()?;
                let done = reply.outcome == Outcome::Done;
                let fact = match (reply.code(), &reply.outcome) {
                    (None, Outcome::Done | Outcome::Refused | Outcome::RefusedNow) => {
                        Fact::Turned(said, done)
                    }
                    (code, _) => Fact::Replied(said, code.unwrap_or_default()),
                };
                return Some((fact, said_at));
            }
            Event::Secured { again, .. } => {
                self.pending.clear();
                again.map(|_| Fact::Secured)?
            }
            Event::Ended { .. } => Fact::Closed,
            _ => return None,
        };
        Some((fact, at))
    }

    fn sent(&mut self, sent: &Sent, at: usize) -> Option<Fact> {
        let lines = sent.line.split(|byte| *byte == b'\n');
        match sent.role {
            // In IMAP the command that asked is answered.
            Role::Answer if self.grammar.tagged => {}
            Role::Answer => self.pending.push_back((Said::Answer, at)),
            Role::Text if sent.line == dot::END => self.pending.push_back((Said::End, at)),
            Role::Text => {
                let start = sent.line.get(..MAX_LINE).unwrap_or(&sent.line);
                return Some(Fact::Text(String::from_utf8_lossy(start).into_owned()));
            }
            // Exact bytes may be several lines, and what is no whole line is not answered.
            Role::Command if !sent.ended => {
                let whole = lines.clone().count().saturating_sub(1);
                let commands = lines.take(whole).map(|line| self.command(line));
                let commands: Vec<_> = commands.map(|command| (command, at)).collect();
                self.pending.extend(commands);
            }
            Role::Command => {
                let command = self.command(&sent.line);
                self.pending.push_back((command, at));
            }
        }
        None
    }

    fn command(&self, line: &[u8]) -> Said {
        Said::Command(self.grammar.verb_of(line))
    }
}

impl Fact {
    /// Whether this is what a step waits for.
    pub(super) fn meets(&self, done: Done) -> bool {
        match (self, done) {
            (Self::Replied(Said::Command(verb), code), Done::Reply(verbs, wanted)) => {
                *code == wanted && verbs.contains(&verb.as_str())
            }
            (Self::Turned(Said::Command(verb), true), Done::Well(verbs)) => {
                verbs.contains(&verb.as_str())
            }
            // However the login was done, this ends it (RFC 4954 §6).
            (Self::Replied(_, 235), Done::Answer(235)) => true,
            (Self::Replied(Said::Answer, code), Done::Answer(wanted))
            | (Self::Replied(Said::End, code), Done::End(wanted)) => *code == wanted,
            (Self::Text(line), Done::Header(name)) => {
                let header = line.split_once(':');
                header.is_some_and(|(typed, _)| typed.eq_ignore_ascii_case(name))
            }
            (Self::Text(line), Done::EmptyLine) => line.is_empty(),
            (Self::Text(line), Done::Text) => !line.is_empty(),
            (Self::Secured, Done::Secured)
            | (Self::Connected(_), Done::Connected)
            | (Self::Closed, Done::Closed) => true,
            (Self::Connected(spoken), Done::Opened(wanted)) => *spoken == wanted,
            (Self::Helper(name), Done::Helper(wanted)) => *name == wanted,
            (Self::Chosen(number), Done::Choice(right)) => *number == right,
            _ => false,
        }
    }

    /// Whether it was a try at something: helpers and questions without an effect are none.
    pub(super) fn is_try(&self) -> bool {
        match self {
            Self::Replied(Said::Command(verb), code) => {
                let upgrade = verb == "STARTTLS" && *code == 220;
                !upgrade && !["NOOP", "HELP", "VRFY"].contains(&verb.as_str())
            }
            Self::Turned(Said::Command(verb), _) => !LOOKS.contains(&verb.as_str()),
            Self::Turned(..) => true,
            Self::Replied(Said::Answer, code) => *code != 334,
            Self::Replied(Said::End, _) | Self::Chosen(_) => true,
            Self::Text(_) | Self::Secured | Self::Connected(_) | Self::Closed | Self::Helper(_) => {
                false
            }
        }
    }
}

/// Commands of POP3 and IMAP that only look at something.
const LOOKS: &[&str] = &[
    "CAPA",
    "CAPABILITY",
    "ID",
    "LIST",
    "NOOP",
    "SEARCH",
    "STAT",
    "STATUS",
    "TOP",
    "UIDL",
];
/// How much of a text line is looked at: a header's name is shorter.
const MAX_LINE: usize = 200;
