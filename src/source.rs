//! Where lines come from: a person at the prompt, or a script. The session asks, and the source
//! answers on its own thread, so that the server is never kept waiting for the keyboard.

use crate::error::Error;
use crate::teach::facts::Facts;
use crate::textfile;
use std::fmt;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;
use std::sync::mpsc::{self, Sender};
use std::thread;
use zeroize::Zeroizing;

/// What comes back from a source. There may be a code in it: it is wiped.
#[derive(PartialEq, Eq)]
pub enum Typed {
    /// Lines, without their ends. More than one if they were pasted, or are a script's.
    Lines(Vec<Zeroizing<Vec<u8>>>),
    /// The first lines of a script that is UTF-16. All that come are UTF-8.
    Utf16(Vec<Zeroizing<Vec<u8>>>),
    /// Ctrl-C.
    Cleared,
    /// Ctrl-D on an empty line, or the end of the script.
    End,
    /// Ctrl-] in message text, with the text typed so far.
    Escape(String),
    /// The line was not UTF-8 and is lost.
    Undecodable,
    /// A secret was asked for where it cannot be hidden.
    Unmaskable,
    /// Nothing more can be read, because of this.
    Failed(Error),
}

/// Without what was typed: it may be an authorization code.
impl fmt::Debug for Typed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lines(lines) | Self::Utf16(lines) => write!(f, "{} lines", lines.len()),
            Self::Cleared => f.write_str("Cleared"),
            Self::End => f.write_str("End"),
            Self::Escape(_) => f.write_str("Escape"),
            Self::Undecodable => f.write_str("Undecodable"),
            Self::Unmaskable => f.write_str("Unmaskable"),
            Self::Failed(error) => write!(f, "Failed({error})"),
        }
    }
}

/// What the session asks for.
#[derive(Debug, Clone)]
pub struct Question {
    /// The prompt, in words.
    pub prompt: String,
    /// The line to begin with.
    pub draft: String,
    /// What is awaited, and all that hints and completion look at.
    pub facts: Facts,
    /// Lines that may enter the history.
    pub remember: Vec<String>,
}

/// Takes what was typed to the session.
pub type Post = Box<dyn Fn(Typed) + Send>;

/// One who types lines.
pub trait Source {
    /// Asks for the next line. The answer is posted.
    fn ask(&mut self, question: Question);

    /// What the prompt says is no longer so; the line being typed stays.
    fn correct(&mut self, _prompt: String) {}

    /// Whether it is a person.
    fn is_person(&self) -> bool;

    /// Where its line of this number stands, if that is of use in a message: `lab.smtp:12`.
    fn place(&self, _line: usize) -> Option<String> {
        None
    }
}

/// A script: a file, `-c` lines, or standard input that is no terminal.
#[derive(Debug)]
pub struct Script {
    name: String,
    /// How many lines of the same name stand before it.
    before: usize,
    more: Sender<()>,
}

impl Script {
    /// Reads lines from `input` as they are asked for.
    pub fn new(name: String, input: impl Read + Send + 'static, post: Post) -> Self {
        let (more, asked) = mpsc::channel();
        let file = name.clone();
        thread::spawn(move || {
            // The mark that Windows editors put in front is no part of the first line.
            let (mut input, mut is_utf_16) = textfile::begin(input);
            let is_record = is_record(&mut input);
            for () in asked {
                if is_record {
                    post(Typed::Failed(Error::NotAScript { file: file.clone() }));
                    continue;
                }
                post(match read_batch(&mut input) {
                    Ok(Typed::Lines(lines)) if std::mem::take(&mut is_utf_16) => {
                        Typed::Utf16(lines)
                    }
                    Ok(typed) => typed,
                    Err(error) => Typed::Failed(Error::unreadable(Path::new(&file), error)),
                });
            }
        });
        let before = 0;
        Self { name, before, more }
    }

    /// The same behind so many lines of the same name.
    pub fn behind(self, before: usize) -> Self {
        Self { before, ..self }
    }
}

impl Source for Script {
    fn ask(&mut self, _: Question) {
        // The thread ends only with the program.
        let _ = self.more.send(());
    }

    fn is_person(&self) -> bool {
        false
    }

    fn place(&self, line: usize) -> Option<String> {
        Some(format!("{}:{}", self.name, self.before + line))
    }
}

/// Whether it is what was said, for reading: a server would take each line of it for a command.
fn is_record(input: &mut impl BufRead) -> bool {
    // An error comes once more, where it is told.
    let start = input.fill_buf().unwrap_or_default();
    RECORDS.iter().any(|record| start.starts_with(record))
}

/// One line, and those that have arrived with it.
fn read_batch<R: Read>(input: &mut BufReader<R>) -> io::Result<Typed> {
    let mut lines = Vec::new();
    while lines.is_empty() || input.buffer().contains(&b'\n') {
        match read_line(input)? {
            Some(line) => lines.push(line),
            None if lines.is_empty() => return Ok(Typed::End),
            None => break,
        }
    }
    Ok(Typed::Lines(lines))
}

/// A line without its LF or CRLF. Longest line taken: what a mistaken binary file would be.
fn read_line(input: &mut impl BufRead) -> io::Result<Option<Zeroizing<Vec<u8>>>> {
    let mut line = Zeroizing::default();
    input.take(MAX_LINE).read_until(b'\n', &mut line)?;
    if line.is_empty() {
        return Ok(None);
    }
    if line.pop_if(|last| *last == b'\n').is_some() {
        line.pop_if(|last| *last == b'\r');
    }
    Ok(Some(line))
}

/// The telnet escape, Ctrl-]: in front of a line of a script it makes a helper of it, also where
/// every line is message text. Twice it is one, and the line is text.
pub const ESCAPE: &[u8] = b"\x1d";
/// How a transcript, events and a report begin.
const RECORDS: &[&[u8]] = &[b"# smtpsh ", b"{\"type\":\"session\"", b"<!DOCTYPE html"];
/// Longest line of a script, in bytes: no server takes one of this length, and memory is bounded.
const MAX_LINE: u64 = 16 * 1024 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_a_script() {
        let mut input = BufReader::new(&b"helo a\r\n\nlast \r without end"[..]);
        let lines =
            |lines: &[&[u8]]| Typed::Lines(lines.iter().map(|line| line.to_vec().into()).collect());
        let mut read = || read_batch(&mut input).unwrap();
        assert_eq!(read(), lines(&[b"helo a", b""]));
        assert_eq!(read(), lines(&[b"last \r without end"]));
        assert_eq!(read(), Typed::End);
    }
}
