//! Events as the steps of a lesson look at them: a reply together with the line that it answers.

use super::step::Done;
use crate::event::{Event, Sent};
use crate::protocol::{Role, dot};
use std::collections::VecDeque;

/// Something that a step may be waiting for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fact {
    /// A line was answered.
    Replied(Said, u16),
    /// A line of message text was typed.
    Text(String),
    Secured,
    Connected,
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
}

impl Follower {
    /// The fact that an event comes to while a lesson is at this step, and the step at which the
    /// line that brought it on was said.
    pub(super) fn follow(&mut self, event: &Event, at: usize) -> Option<(Fact, usize)> {
        let fact = match event {
            Event::Connected { .. } => {
                self.pending.clear();
                self.greeting = true;
                Fact::Connected
            }
            Event::Sent(sent) => self.sent(sent, at)?,
            Event::Heard { reply, .. } if !reply.is_awaited() => return None,
            Event::Heard { .. } if std::mem::take(&mut self.greeting) => return None,
            Event::Heard { reply, .. } => {
                let (said, said_at) = self.pending.pop_front()?;
                let code = reply.code().unwrap_or_default();
                return Some((Fact::Replied(said, code), said_at));
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
            Role::Answer => self.pending.push_back((Said::Answer, at)),
            Role::Text if sent.line == dot::END => self.pending.push_back((Said::End, at)),
            Role::Text => {
                let start = sent.line.get(..MAX_LINE).unwrap_or(&sent.line);
                return Some(Fact::Text(String::from_utf8_lossy(start).into_owned()));
            }
            // Exact bytes may be several lines, and what is no whole line is not answered.
            Role::Command if !sent.ended => {
                let whole = lines.clone().count().saturating_sub(1);
                let commands = lines.take(whole).map(command);
                self.pending.extend(commands.map(|command| (command, at)));
            }
            Role::Command => self.pending.push_back((command(&sent.line), at)),
        }
        None
    }
}

impl Fact {
    /// Whether this is what a step waits for.
    pub(super) fn meets(&self, done: Done) -> bool {
        match (self, done) {
            (Self::Replied(Said::Command(verb), code), Done::Reply(verbs, wanted)) => {
                *code == wanted && verbs.contains(&verb.as_str())
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
            | (Self::Connected, Done::Connected)
            | (Self::Closed, Done::Closed) => true,
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
            Self::Replied(Said::Answer, code) => *code != 334,
            Self::Replied(Said::End, _) | Self::Chosen(_) => true,
            Self::Text(_) | Self::Secured | Self::Connected | Self::Closed | Self::Helper(_) => {
                false
            }
        }
    }
}

fn command(line: &[u8]) -> Said {
    let mut words = line.split(u8::is_ascii_whitespace);
    let verb = words.find(|word| !word.is_empty()).unwrap_or_default();
    let verb = verb.get(..MAX_VERB).unwrap_or(verb);
    Said::Command(String::from_utf8_lossy(verb).to_ascii_uppercase())
}

/// How much of a text line is looked at: a header's name is shorter.
const MAX_LINE: usize = 200;
/// How much of a verb is looked at: more than the longest one.
const MAX_VERB: usize = 40;
