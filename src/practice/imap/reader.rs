//! Bytes to commands: lines, and the literals that continue them (RFC 3501 §4.3, LITERAL+ of RFC
//! 7888). A command is kept as it came, its literals behind their `{n}` and CRLF.

use crate::protocol::imap::announced;
use crate::protocol::line::LineReader;

/// Collects a command.
#[derive(Debug, Default)]
pub(super) struct Reader {
    lines: LineReader,
    command: Vec<u8>,
    literal: Literal,
    /// What it has of this command is not the whole: it is too long.
    too_long: bool,
    /// Messages are taken as well, by APPEND. Before the login they are not.
    pub(super) takes_messages: bool,
}

/// What was collected.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Read {
    /// A command, without its last line end.
    Command(Vec<u8>),
    /// The client waits for a word before it sends a literal.
    GoOn,
    /// A command beyond the bounds, as far as it was kept.
    TooLong(Vec<u8>),
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
    /// Takes bytes up to the end of a command, or to where the client waits, and tells how many.
    pub(super) fn take(&mut self, bytes: &[u8]) -> (usize, Option<Read>) {
        let mut taken = 0;
        while taken < bytes.len() {
            let rest = &bytes[taken..];
            match &mut self.literal {
                Literal::None => {
                    let (length, line) = self.lines.take(rest);
                    taken += length;
                    if let Some(line) = line
                        && let Some(read) = self.line(&line.bytes, line.dropped > 0)
                    {
                        return (taken, Some(read));
                    }
                }
                Literal::Kept(left) => {
                    let length = rest.len().min(*left);
                    self.command.extend_from_slice(&rest[..length]);
                    *left -= length;
                    taken += length;
                    if *left == 0 {
                        self.literal = Literal::None;
                    }
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

    fn line(&mut self, line: &[u8], cut: bool) -> Option<Read> {
        self.too_long |= cut || self.command.len() + line.len() > MAX_COMMAND + self.message();
        if !self.too_long {
            self.command.extend_from_slice(line);
        }
        let Some((_, length, waits)) = announced(line) else {
            let command = std::mem::take(&mut self.command);
            return Some(match std::mem::take(&mut self.too_long) {
                true => Read::TooLong(command),
                false => Read::Command(command),
            });
        };
        let room = if is_append(&self.command) && self.takes_messages {
            MAX_MESSAGE
        } else {
            MAX_COMMAND
        };
        match usize::try_from(length) {
            Ok(length) if length <= room && !self.too_long => {
                self.command.extend_from_slice(b"\r\n");
                if length > 0 {
                    self.literal = Literal::Kept(length);
                }
                waits.then_some(Read::GoOn)
            }
            // The client has not begun to send it, and now it will not.
            _ if waits => {
                self.too_long = false;
                Some(Read::TooLong(std::mem::take(&mut self.command)))
            }
            _ => {
                self.too_long = true;
                if length > 0 {
                    self.literal = Literal::Dropped(length);
                }
                None
            }
        }
    }

    /// What the message of an APPEND adds to the length of a command.
    fn message(&self) -> usize {
        match is_append(&self.command) && self.takes_messages {
            true => MAX_MESSAGE,
            false => 0,
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

    fn check(stream: &[u8], takes_messages: bool, expected: &[Read]) {
        for size in [1, stream.len()] {
            let mut reader = Reader {
                takes_messages,
                ..Reader::default()
            };
            let mut all = Vec::new();
            for chunk in stream.chunks(size) {
                let mut rest = chunk;
                while !rest.is_empty() {
                    let (taken, read) = reader.take(rest);
                    all.extend(read);
                    rest = &rest[taken..];
                }
            }
            assert_eq!(all, expected, "in pieces of {size}");
            assert!(reader.command.is_empty());
        }
    }

    #[test]
    fn commands_and_literals() {
        let command = |text: &str| Read::Command(text.into());
        check(
            b"a NOOP\r\nb NOOP\n",
            false,
            &[command("a NOOP"), command("b NOOP")],
        );
        check(
            b"a LOGIN {2}\r\nx\n {0}\r\n {3+}\r\n{1}\r\n",
            false,
            &[
                Read::GoOn,
                Read::GoOn,
                command("a LOGIN {2}\r\nx\n {0}\r\n {3+}\r\n{1}"),
            ],
        );
        check(
            b"a SEARCH {x}\r\nb {+}\r\n",
            false,
            &[command("a SEARCH {x}"), command("b {+}")],
        );
    }

    #[test]
    fn bounds() {
        let line = [b"a ", &[b'x'; 20_000][..]].concat();
        let long = [&line[..], b"\r\nb NOOP\r\n"].concat();
        check(
            &long,
            false,
            &[Read::TooLong(Vec::new()), Read::Command(b"b NOOP".into())],
        );
        let synchronizing = b"a LOGIN {99999999999999999999999}\r\nb NOOP\r\n";
        check(
            synchronizing,
            true,
            &[
                Read::TooLong(b"a LOGIN {99999999999999999999999}".into()),
                Read::Command(b"b NOOP".into()),
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
            false,
            &[
                Read::TooLong(b"a APPEND x {20000+}".into()),
                Read::Command(b"b NOOP".into()),
            ],
        );
        let kept = [&b"a APPEND x {20000+}\r\n"[..], &[b'\n'; 20_000]].concat();
        check(
            &[&kept[..], b"\r\n"].concat(),
            true,
            &[Read::Command(kept.clone())],
        );
    }
}
