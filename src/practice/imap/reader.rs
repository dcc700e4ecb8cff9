//! Bytes to commands: lines, and the literals that continue them (RFC 3501 §4.3, LITERAL+ of RFC
//! 7888). A command is kept as it came, its literals behind their `{n}` and CRLF.

use crate::practice::limits::{Arriving, Room};
use crate::protocol::imap::announced;
use crate::protocol::line::LineReader;
use std::mem;

/// Collects a command.
#[derive(Debug)]
pub(super) struct Reader {
    lines: LineReader,
    command: Arriving,
    literal: Literal,
    /// What it has of this command is not the whole, and why.
    refused: Option<Refusal>,
    room: Room,
}

/// What is awaited, and so what is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Takes {
    /// An answer to a challenge, or DONE: a line without literals.
    Line,
    /// A command.
    Command,
    /// A command, which may be an APPEND with a message. Before the login it may not.
    Message,
}

/// What was collected.
#[derive(Debug)]
pub(super) enum Read {
    /// A command, without its last line end.
    Command(Arriving),
    /// The client waits for a word before it sends a literal.
    GoOn,
    /// A command that is not taken, as far as it was kept.
    Refused(Refusal, Arriving),
}

/// Why a command is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// It is beyond the bounds.
    TooLong,
    /// There is no room left for what is long.
    NoRoom,
}

#[derive(Debug, Default)]
enum Literal {
    #[default]
    None,
    /// So many bytes are still to come.
    Kept(usize),
    Dropped(u64),
}

impl Reader {
    pub(super) fn new(room: Room) -> Self {
        Self {
            lines: LineReader::default(),
            command: room.text(),
            literal: Literal::None,
            refused: None,
            room,
        }
    }

    /// Takes bytes up to the end of a command, or to where the client waits, and tells how many.
    pub(super) fn take(&mut self, bytes: &[u8], takes: Takes) -> (usize, Option<Read>) {
        let mut taken = 0;
        while taken < bytes.len() {
            let rest = &bytes[taken..];
            match &mut self.literal {
                Literal::None => {
                    let (length, line) = self.lines.take(rest);
                    taken += length;
                    if let Some(line) = line
                        && let Some(read) = self.line(&line.bytes, line.dropped > 0, takes)
                    {
                        return (taken, Some(read));
                    }
                }
                Literal::Kept(left) => {
                    let length = rest.len().min(*left);
                    *left -= length;
                    taken += length;
                    if *left == 0 {
                        self.literal = Literal::None;
                    }
                    self.keep(&rest[..length]);
                }
                Literal::Dropped(left) => {
                    let length = u64::try_from(rest.len()).unwrap_or(u64::MAX).min(*left);
                    *left -= length;
                    // It is no more than there are bytes.
                    taken += usize::try_from(length).unwrap_or(rest.len());
                    if *left == 0 {
                        self.literal = Literal::None;
                    }
                }
            }
        }
        (taken, None)
    }

    fn line(&mut self, line: &[u8], cut: bool, takes: Takes) -> Option<Read> {
        // What the message of an APPEND adds to the length of a command.
        let message = |command: &[u8]| match takes {
            Takes::Message if is_append(command) => MAX_MESSAGE,
            _ => 0,
        };
        if cut || self.command.len() + line.len() > MAX_COMMAND + message(&self.command) {
            self.refused.get_or_insert(Refusal::TooLong);
        }
        self.keep(line);
        let Some((_, length, waits)) = announced(line).filter(|_| takes != Takes::Line) else {
            return Some(self.over());
        };
        let most = MAX_COMMAND.max(message(&self.command));
        let fitting = usize::try_from(length).ok().filter(|it| *it <= most);
        self.refused = self.refused.or(match fitting {
            None => Some(Refusal::TooLong),
            Some(length) if !self.command.may_grow(length) => Some(Refusal::NoRoom),
            Some(_) => None,
        });
        match (self.refused, fitting) {
            (None, Some(length)) => {
                self.keep(b"\r\n");
                if length > 0 {
                    self.literal = Literal::Kept(length);
                }
                waits.then_some(Read::GoOn)
            }
            // The client has not begun to send it, and now it will not.
            _ if waits => Some(self.over()),
            _ => {
                if length > 0 {
                    self.literal = Literal::Dropped(length);
                }
                None
            }
        }
    }

    fn keep(&mut self, bytes: &[u8]) {
        if self.refused.is_none() && !self.command.add(&[bytes]) {
            // What was kept of it makes room for others.
            self.command = self.head();
            self.refused = Some(Refusal::NoRoom);
        }
    }

    /// The beginning of the command, with its tag.
    fn head(&self) -> Arriving {
        let mut head = self.room.text();
        let length = self.command.len().min(MAX_COMMAND);
        // It is short, so there is room for it.
        head.add(&[&self.command[..length]]);
        head
    }

    fn over(&mut self) -> Read {
        let command = mem::replace(&mut self.command, self.room.text());
        match self.refused.take() {
            Some(refusal) => Read::Refused(refusal, command),
            None => Read::Command(command),
        }
    }
}

fn is_append(command: &[u8]) -> bool {
    command
        .split(|byte| *byte == b' ')
        .nth(1)
        .is_some_and(|word| word.eq_ignore_ascii_case(b"APPEND"))
}

/// Longest command, without the message of an APPEND: a search for all that one has typed.
const MAX_COMMAND: usize = 8 * 1024;
/// Longest message that APPEND takes: as long as SMTP's.
pub(super) const MAX_MESSAGE: usize = 73_400_320;

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Eq)]
    enum Told {
        Command(Vec<u8>),
        GoOn,
        TooLong(Vec<u8>),
        NoRoom(Vec<u8>),
    }

    fn told(read: Read) -> Told {
        match read {
            Read::Command(command) => Told::Command(command.to_vec()),
            Read::GoOn => Told::GoOn,
            Read::Refused(Refusal::TooLong, command) => Told::TooLong(command.to_vec()),
            Read::Refused(Refusal::NoRoom, command) => Told::NoRoom(command.to_vec()),
        }
    }

    fn check(stream: &[u8], takes: Takes, expected: &[Told]) {
        check_in(&Room::default(), stream, takes, expected);
    }

    fn check_in(room: &Room, stream: &[u8], takes: Takes, expected: &[Told]) {
        for size in [1, stream.len()] {
            let mut reader = Reader::new(room.clone());
            let mut all = Vec::new();
            for chunk in stream.chunks(size) {
                let mut rest = chunk;
                while !rest.is_empty() {
                    let (taken, read) = reader.take(rest, takes);
                    all.extend(read.map(told));
                    rest = &rest[taken..];
                }
            }
            assert_eq!(all, expected, "in pieces of {size}");
            assert!(reader.command.is_empty());
        }
    }

    #[test]
    fn commands_and_literals() {
        let command = |text: &str| Told::Command(text.into());
        check(
            b"a NOOP\r\nb NOOP\n",
            Takes::Command,
            &[command("a NOOP"), command("b NOOP")],
        );
        check(
            b"a LOGIN {2}\r\nx\n {0}\r\n {3+}\r\n{1}\r\n",
            Takes::Command,
            &[
                Told::GoOn,
                Told::GoOn,
                command("a LOGIN {2}\r\nx\n {0}\r\n {3+}\r\n{1}"),
            ],
        );
        check(
            b"a SEARCH {x}\r\nb {+}\r\n",
            Takes::Command,
            &[command("a SEARCH {x}"), command("b {+}")],
        );
    }

    #[test]
    fn bounds() {
        let line = [b"a ", &[b'x'; 20_000][..]].concat();
        let long = [&line[..], b"\r\nb NOOP\r\n"].concat();
        check(
            &long,
            Takes::Command,
            &[Told::TooLong(Vec::new()), Told::Command(b"b NOOP".into())],
        );
        let synchronizing = b"a LOGIN {99999999999999999999999}\r\nb NOOP\r\n";
        check(
            synchronizing,
            Takes::Message,
            &[
                Told::TooLong(b"a LOGIN {99999999999999999999999}".into()),
                Told::Command(b"b NOOP".into()),
            ],
        );
        let dropped = [
            &b"a APPEND x {20000+}\r\n"[..],
            &[b'\n'; 20_000],
            b" {3+}\r\nabc\r\nb NOOP\r\n",
        ]
        .concat();
        check(
            &dropped,
            Takes::Command,
            &[
                Told::TooLong(b"a APPEND x {20000+}".into()),
                Told::Command(b"b NOOP".into()),
            ],
        );
        let kept = [&b"a APPEND x {20000+}\r\n"[..], &[b'\n'; 20_000]].concat();
        check(
            &[&kept[..], b"\r\n"].concat(),
            Takes::Message,
            &[Told::Command(kept.clone())],
        );
    }

    #[test]
    fn where_there_is_no_room_messages_are_refused_and_commands_are_not() {
        let long = vec![b'x'; 100_000];
        let append = [&b"a APPEND x {100000+}\r\n"[..], &long, b"\r\nb NOOP\r\n"].concat();
        let next = || Told::Command(b"b NOOP".into());
        check_in(
            &Room::full(),
            &append,
            Takes::Message,
            &[Told::NoRoom(b"a APPEND x {100000+}".into()), next()],
        );
        check_in(
            &Room::full(),
            b"a APPEND x {100000}\r\nb NOOP\r\n",
            Takes::Message,
            &[Told::NoRoom(b"a APPEND x {100000}".into()), next()],
        );
        let short = b"a APPEND x {3}\r\nabc\r\nb NOOP\r\n";
        let kept = Told::Command(b"a APPEND x {3}\r\nabc".into());
        check_in(
            &Room::full(),
            short,
            Takes::Message,
            &[Told::GoOn, kept, next()],
        );
    }
}
