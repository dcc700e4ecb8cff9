//! All that happened so far, so that a record can be made of it at any time.
//!
//! Facts stay in memory; the bytes of the wire and message text go to a spool, which is an unnamed file as soon as
//! it gets long: memory does not grow with the size of a message.

use crate::direction::Direction;
use crate::event::{Event, Listener, Sent};
use crate::protocol::line::End;
use crate::protocol::{Kind, Part, Role};
use crate::wire::Passed;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::time::SystemTime;
use tempfile::SpooledTempFile;

/// The facts of a session, in order.
#[derive(Debug)]
pub struct Journal {
    facts: Vec<(SystemTime, Fact)>,
    spool: SpooledTempFile,
    spooled: u64,
    /// How much memory the facts take, about.
    weight: usize,
    /// Nothing more is kept: a bound was reached, or the disk is full.
    full: bool,
}

#[derive(Debug)]
enum Fact {
    Plain(Box<Event>),
    /// Bytes of the wire, of this length, next in the spool.
    Bytes(Direction, usize),
    /// A part of a reply, without its bytes: they are so many, next in the spool. There may be a
    /// million of them, so it is small.
    Part {
        length: usize,
        end: Option<End>,
        kind: Kind,
        mail: Option<u32>,
        tls: bool,
    },
    /// A line of a message, without it: it is of this length, next in the spool.
    Text(Box<Sent>, usize),
}

impl Default for Journal {
    fn default() -> Self {
        Self {
            facts: Vec::new(),
            spool: SpooledTempFile::new(MAX_IN_MEMORY),
            spooled: 0,
            weight: 0,
            full: false,
        }
    }
}

impl Journal {
    /// Tells everything again. Returns whether that is all that happened.
    pub fn replay(&mut self, listener: &mut dyn Listener) -> io::Result<bool> {
        self.spool.rewind()?;
        for (at, fact) in &self.facts {
            match fact {
                Fact::Plain(event) => listener.notice(event, *at),
                Fact::Bytes(direction, length) => {
                    let mut bytes = vec![0; *length];
                    self.spool.read_exact(&mut bytes)?;
                    listener.notice(&Event::Passed(Passed::Bytes(*direction, bytes)), *at);
                }
                Fact::Part {
                    length,
                    end,
                    kind,
                    mail,
                    tls,
                } => {
                    let mut bytes = vec![0; *length];
                    self.spool.read_exact(&mut bytes)?;
                    let part = Part {
                        bytes,
                        end: *end,
                        kind: *kind,
                        mail: *mail,
                        plain: None,
                        oddities: Vec::new(),
                    };
                    let (tls, took) = (*tls, None);
                    listener.notice(&Event::Part { part, tls, took }, *at);
                }
                Fact::Text(sent, length) => {
                    let mut line = vec![0; *length];
                    self.spool.read_exact(&mut line)?;
                    let sent = Sent {
                        line: line.into(),
                        ..sent.as_ref().clone()
                    };
                    listener.notice(&Event::Sent(sent), *at);
                }
            }
        }
        self.spool.seek(SeekFrom::End(0))?;
        Ok(!self.full)
    }

    fn keep(&mut self, event: &Event) -> Option<Fact> {
        match event {
            // Parts of replies are text as well: as long as a mail.
            Event::Part {
                part,
                tls,
                took: None,
            } if part.plain.is_none() && part.oddities.is_empty() => {
                self.spool(&part.bytes)?;
                Some(Fact::Part {
                    length: part.bytes.len(),
                    end: part.end,
                    kind: part.kind,
                    mail: part.mail,
                    tls: *tls,
                })
            }
            Event::Passed(Passed::Bytes(direction, bytes)) => {
                self.spool(bytes)?;
                Some(Fact::Bytes(*direction, bytes.len()))
            }
            Event::Sent(sent) if sent.role == Role::Text => {
                let mut sent = sent.forgetting();
                let line = std::mem::take(&mut sent.line);
                self.spool(&line)?;
                Some(Fact::Text(Box::new(sent), line.len()))
            }
            Event::Sent(sent) => Some(Fact::Plain(Box::new(Event::Sent(sent.forgetting())))),
            _ => Some(Fact::Plain(Box::new(event.clone()))),
        }
    }

    fn spool(&mut self, bytes: &[u8]) -> Option<()> {
        self.spooled += bytes.len() as u64;
        if self.spooled > MAX_SPOOL {
            return None;
        }
        self.spool.write_all(bytes).ok()
    }
}

impl Fact {
    /// What it takes in memory: itself, and what is long in it.
    fn weight(&self) -> usize {
        let long = match self {
            Self::Bytes(..) | Self::Part { .. } => 0,
            Self::Text(..) => size_of::<Sent>(),
            Self::Plain(event) => size_of::<Event>() + length(event),
        };
        size_of::<(SystemTime, Self)>() + long
    }
}

/// The length of what may be long in an event.
fn length(event: &Event) -> usize {
    match event {
        Event::Heard { reply, .. } => {
            let lines = reply.lines.iter();
            lines.map(|line| size_of_val(line) + line.len()).sum()
        }
        Event::Sent(sent) => sent.line.len(),
        Event::FileSent { beginning, .. } => beginning.len(),
        Event::Read(text) => text.len(),
        Event::FileBegan { text, .. } => text.as_ref().map_or(0, Vec::len),
        Event::Closed { partial, .. } => partial.as_ref().map_or(0, Vec::len),
        _ => 0,
    }
}

impl Listener for Journal {
    fn notice(&mut self, event: &Event, at: SystemTime) {
        // What arrived is told again as what it meant.
        if self.full || matches!(event, Event::Arrived(_)) {
            return;
        }
        let fact = self.keep(event).filter(|fact| {
            self.weight += fact.weight();
            self.weight <= MAX_WEIGHT
        });
        match fact {
            Some(fact) => self.facts.push((at, fact)),
            // A record with a gap would be read as if the gap were the server's.
            None => self.full = true,
        }
    }
}

/// How much of the wire is kept in memory: a session by hand, many times over.
const MAX_IN_MEMORY: usize = 1024 * 1024;
/// How much of the wire is kept at all, on the disk: what is longer is recorded from the start.
const MAX_SPOOL: u64 = 64 << 20;
/// How much memory the facts may take: a week of typing, and an end for a server that does not stop.
const MAX_WEIGHT: usize = 16 << 20;

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct Heard(Vec<(Direction, Vec<u8>)>);

    impl Listener for Heard {
        fn notice(&mut self, event: &Event, _: SystemTime) {
            if let Event::Passed(Passed::Bytes(direction, bytes)) = event {
                self.0.push((*direction, bytes.clone()));
            }
        }
    }

    #[test]
    fn what_was_kept_is_told_again_in_order_also_from_the_disk() {
        let mut journal = Journal::default();
        let mut expected = Vec::new();
        for number in 0..40_u8 {
            let direction = [Direction::Client, Direction::Server][usize::from(number % 2)];
            let bytes = vec![number; 100_000];
            journal.notice(
                &Event::Passed(Passed::Bytes(direction, bytes.clone())),
                SystemTime::now(),
            );
            expected.push((direction, bytes));
            if number == 20 {
                let mut heard = Heard::default();
                assert!(journal.replay(&mut heard).unwrap());
                assert_eq!(heard.0, expected, "in the middle");
            }
        }
        let mut heard = Heard::default();
        assert!(journal.replay(&mut heard).unwrap());
        assert_eq!(heard.0, expected);
    }

    #[test]
    fn message_text_is_kept_whole_and_in_its_place() {
        #[derive(Default)]
        struct Lines(Vec<Vec<u8>>);
        impl Listener for Lines {
            fn notice(&mut self, event: &Event, _: SystemTime) {
                if let Event::Sent(sent) = event {
                    self.0.push(sent.line.to_vec());
                }
            }
        }
        let mut journal = Journal::default();
        let mut lines = vec![vec![b'x'; 1024]; 6 * 1024];
        lines.push(b".".to_vec());
        for line in &lines {
            let sent = Sent {
                line: line.clone().into(),
                secret: None,
                role: Role::Text,
                mechanism: None,
                helper: None,
                goes_on: false,
                by: crate::event::By::Script,
                tls: false,
                ended: true,
            };
            journal.notice(&Event::Sent(sent), SystemTime::now());
        }
        let mut heard = Lines::default();
        assert!(journal.replay(&mut heard).unwrap());
        assert!(heard.0 == lines);
    }
}
