//! Events as the steps of a lesson look at them: a reply together with the line that it answers.

use super::step::Done;
use crate::event::{Event, Sent};
use crate::protocol::command::Grammar;
use crate::protocol::{Kind, Outcome, Part, Reply, Role, command, dot, sasl};
use std::collections::VecDeque;

/// Something that a step may be waiting for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fact {
    /// A line was answered.
    Replied(Said, u16),
    /// A line was answered where replies have no codes: whether it was carried out.
    Turned(Said, bool),
    /// A command of this verb was carried out, and told that there is no mail.
    Empty(String),
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
    /// A command: its verb and what stands behind it, both in capitals. Of one with a secret only
    /// the verb is kept.
    Command(String, String),
    Answer {
        /// It is the one that the step asks for, or none that a step could know ahead.
        as_told: bool,
    },
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
    /// The exchange that goes on is that of AUTH LOGIN.
    auth_login: bool,
    /// IDLE goes on: the next line ends it, and is answered as one with it (RFC 2177 §3).
    idle: bool,
    /// The folder that was opened last is empty.
    empty: bool,
}

impl Follower {
    /// The fact that an event comes to while a lesson is at this step, which wants this line, and the
    /// step at which the line that brought it on was said.
    pub(super) fn follow(&mut self, event: &Event, at: usize, line: &str) -> Option<(Fact, usize)> {
        let fact = match event {
            Event::Connected { scheme, .. } => {
                self.grammar = scheme.protocol.grammar;
                self.pending.clear();
                (self.greeting, self.idle) = (true, false);
                Fact::Connected(scheme.protocol.name)
            }
            Event::Sent(sent) => self.sent(sent, at, line)?,
            Event::Part { part, .. } => {
                self.count(part);
                return None;
            }
            Event::Heard { reply, .. } if !reply.is_awaited() => return None,
            Event::Heard { .. } if std::mem::take(&mut self.greeting) => return None,
            // A command of IMAP goes on behind it, and is answered later.
            Event::Heard { reply, .. } if self.grammar.tagged && reply.outcome == Outcome::GoOn => {
                self.idle = self
                    .pending
                    .front()
                    .is_some_and(|(said, _)| said.is("IDLE"));
                return None;
            }
            Event::Heard { reply, .. } => {
                let (said, said_at) = self.pending.pop_front()?;
                let done = reply.outcome == Outcome::Done;
                let fact = match (reply.code(), &reply.outcome) {
                    _ if done && self.is_empty(&said, reply) => Fact::Empty(said.verb().to_owned()),
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

    fn sent(&mut self, sent: &Sent, at: usize, wanted: &str) -> Option<Fact> {
        let lines = sent.line.split(|byte| *byte == b'\n');
        match sent.role {
            // In IMAP the command that asked is answered.
            Role::Answer if self.grammar.tagged => {}
            Role::Answer => {
                let told = sasl::decode(wanted.as_bytes());
                let as_told =
                    !self.auth_login || told.is_some() && sasl::decode(&sent.line) == told;
                self.pending.push_back((Said::Answer { as_told }, at));
            }
            Role::Text if sent.line[..] == *dot::END => self.pending.push_back((Said::End, at)),
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
            Role::Command if std::mem::take(&mut self.idle) => {}
            Role::Command => {
                let mechanism = sent.mechanism.as_deref();
                self.auth_login = mechanism.is_some_and(|name| name.eq_ignore_ascii_case("LOGIN"));
                let command = self.command(&sent.line);
                self.pending.push_back((command, at));
            }
        }
        None
    }

    fn command(&self, line: &[u8]) -> Said {
        let verb = self.grammar.verb_of(line);
        if (self.grammar.secret)(line).is_some() {
            return Said::Command(verb, String::new());
        }
        let rest = line.get((self.grammar.verb)(line).end..);
        let rest = rest.unwrap_or_default().trim_ascii();
        let start = rest.get(..MAX_LINE).unwrap_or(rest);
        Said::Command(verb, String::from_utf8_lossy(start).to_ascii_uppercase())
    }

    /// Takes notice of how many mails a folder has (RFC 9051 §7.4.1).
    fn count(&mut self, part: &Part) {
        if part.kind != Kind::Data || !self.grammar.tagged {
            return;
        }
        let mut words = command::words(&part.bytes).map(|word| &part.bytes[word]);
        let number = words.nth(1);
        if words
            .next()
            .is_some_and(|word| word.eq_ignore_ascii_case(b"EXISTS"))
        {
            self.empty = number == Some(b"0");
        }
    }

    /// Whether the reply to this says that the mailbox has no mail.
    fn is_empty(&self, said: &Said, reply: &Reply) -> bool {
        match said {
            Said::Command(verb, rest) if verb == "SELECT" => {
                self.empty && rest.trim_matches('"') == "INBOX"
            }
            // RFC 1939 §5: the number of mails stands first.
            Said::Command(verb, _) if verb == "STAT" => {
                let line = reply.lines.first();
                line.is_some_and(|line| line.starts_with(b"+OK 0 "))
            }
            _ => false,
        }
    }
}

impl Said {
    /// Its verb, if it is a command.
    fn verb(&self) -> &str {
        match self {
            Self::Command(verb, _) => verb,
            Self::Answer { .. } | Self::End => "",
        }
    }

    fn is(&self, verb: &str) -> bool {
        self.verb() == verb
    }
}

impl Fact {
    /// Whether this is what a step waits for.
    pub(super) fn meets(&self, done: Done) -> bool {
        match (self, done) {
            (Self::Replied(Said::Command(verb, _), code), Done::Reply(verbs, wanted)) => {
                *code == wanted && verbs.contains(&verb.as_str())
            }
            (Self::Turned(Said::Command(verb, _), true), Done::Well(verbs)) => {
                verbs.contains(&verb.as_str())
            }
            (Self::Turned(Said::Command(verb, rest), true), Done::WellWith(wanted, piece)) => {
                verb == wanted && rest.contains(piece)
            }
            // However the login was done, this ends it (RFC 4954 §6).
            (Self::Replied(_, 235), Done::Answer(235)) => true,
            (Self::Replied(Said::Answer { as_told: false }, 334), _) => false,
            (Self::Replied(Said::Answer { .. }, code), Done::Answer(wanted))
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
            Self::Replied(Said::Command(verb, _), code) => {
                let upgrade = verb == "STARTTLS" && *code == 220;
                !upgrade && !["NOOP", "HELP", "VRFY"].contains(&verb.as_str())
            }
            Self::Turned(Said::Command(verb, _), _) => !LOOKS.contains(&verb.as_str()),
            Self::Turned(..) => true,
            Self::Replied(Said::Answer { .. }, code) => *code != 334,
            Self::Replied(Said::End, _) | Self::Chosen(_) => true,
            Self::Text(_) | Self::Secured | Self::Connected(_) | Self::Closed => false,
            Self::Empty(_) | Self::Helper(_) => false,
        }
    }

    /// Whether a line did what it is for.
    pub(super) fn went_well(&self) -> bool {
        match self {
            Self::Replied(_, code) => (200..400).contains(code),
            Self::Turned(_, done) => *done,
            _ => false,
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
/// How much of a line is looked at: a header's name is shorter, and the arguments that count.
const MAX_LINE: usize = 200;
