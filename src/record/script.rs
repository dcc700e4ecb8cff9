//! The session as a script that replays it: the lines as they were sent, with a helper wherever a
//! secret was.
//!
//! * A line with a code becomes the helper that says it again: `:code` where it was asked for,
//!   `:login` or `:auth MECHANISM` for a command that has it in it. Where the server said that the
//!   code is wrong, the helper is to give a wrong one. Where it refused the line for another reason,
//!   a word stands for the secret that is refused alike.
//! * `:expect CODE` follows a refusal, which would stop the script otherwise, unless the script itself
//!   expected something there. It cannot stand in front of message text, where every line is the
//!   message's.
//! * Lines that did not wait for a reply stand between `:pipeline` and `:flush`, each with its own
//!   `:expect`.
//! * Helpers and exact bytes in message text stand behind Ctrl-], as they do at the prompt.
//! * A file that was sent is named, and not kept; a short one from standard input is text.
//! * The QUIT that smtpsh says at the end is a line as any other: said by the script, it is not
//!   said again.

mod file;
mod line;
mod login;

use super::format::{Format, Formatted, Moment, date};
use super::{Options, Output, Recorder};
use crate::direction::Direction;
use crate::event::{Event, Sent};
use crate::note::Note;
use crate::protocol::text::escape;
use crate::protocol::{Asks, Outcome, Reply, Role, dot};
use crate::target::Target;
use crate::words::{Lang, Text, text};
use file::File;
use line::{escape_if, escaped, otherwise, raw, typed};
use login::{Begun, Given};
use std::io;

/// A recorder of a script.
pub(super) fn recorder(out: Output, options: Options) -> io::Result<Box<dyn Recorder>> {
    let script = Script {
        lang: options.lang,
        ..Script::default()
    };
    Ok(Formatted::boxed(script, out, options))
}

#[derive(Default)]
struct Script {
    lang: Lang,
    written: Vec<u8>,
    /// The server that the script is for, and the one that is being connected to.
    server: Option<String>,
    opening: Option<String>,
    /// Lines that are not written yet: what is expected of each is told behind its reply.
    together: Vec<Unwritten>,
    /// A command that begins an exchange: if its helper answers as well, that stands for all.
    auth: Option<Begun>,
    /// A line with a code: how it is written depends on its reply.
    given: Option<Given>,
    /// A helper carries the exchange on: its answers are the helper's.
    carried: bool,
    file: Option<File>,
    asks: Option<Asks>,
    refused: bool,
    /// The words of the replies to what was said last: exact bytes may be several commands.
    words: Vec<String>,
    in_text: bool,
    /// A part of a secret literal has gone out, and more is to come.
    in_literal: bool,
    /// The server has said that it closes: that the connection does is no news.
    farewell: bool,
    /// It was written that the server closes.
    close_expected: bool,
}

/// A line that has gone out, and is not written yet.
struct Unwritten {
    line: Line,
    /// It is answered, and no reply has come.
    awaits: bool,
    answered: bool,
    /// What goes out next belongs to it.
    goes_on: bool,
    /// How it was refused.
    refused: Option<String>,
    /// What the script expects of the reply.
    expected: Vec<String>,
}

enum Line {
    Typed(Vec<u8>),
    /// One with a code that did not wait for its reply either, which is the last that it has.
    Given(Given, Option<Reply>),
}

impl Format for Script {
    fn tell(&mut self, event: &Event, at: Moment) -> Vec<u8> {
        if at.first {
            let program = concat!("smtpsh ", env!("CARGO_PKG_VERSION"));
            self.comment(&format!("{program}, {}", date(at.at)));
            self.comment(USE.of(self.lang));
        }
        match event {
            Event::Noted(Note::Connecting { target }) => {
                self.settle();
                self.close_expected = false;
                self.opening = Some(target.clone());
            }
            Event::Connected {
                scheme,
                practice: true,
                ..
            } if self.opening.is_some() => {
                self.opening = Some(format!("practice/{}", scheme.name));
            }
            Event::Connected { scheme, .. } => {
                if let Some(target) = &mut self.opening
                    && !Target::parse(target).is_ok_and(|meant| meant.scheme.name == scheme.name)
                {
                    *target = format!("{}://{target}", scheme.name);
                }
            }
            Event::Sent(sent) => self.sent(sent),
            Event::Heard { reply, .. } => self.heard(reply),
            Event::Challenged(challenge) => {
                self.asks = Some(challenge.asks);
                self.in_text = false;
            }
            Event::TextBegan => {
                self.settle();
                self.in_text = true;
            }
            Event::Helped { line, forgives } => self.helped(line, *forgives),
            Event::FileBegan {
                file,
                chunking,
                text,
            } => self.file_began(file, *chunking, text.as_deref()),
            Event::FileSent { .. } => self.file_sent(),
            Event::Ended { by, .. } => self.ended(*by),
            _ => {}
        }
        std::mem::take(&mut self.written)
    }

    fn end(&mut self) -> Vec<u8> {
        self.settle();
        std::mem::take(&mut self.written)
    }
}

impl Script {
    fn sent(&mut self, sent: &Sent) {
        // Nothing is to be written about what they said.
        if !self.refused {
            self.words.clear();
        }
        if self.is_of_file(sent) {
            return;
        }
        self.in_text &= sent.role == Role::Text;
        self.in_literal &= sent.role == Role::Text;
        match sent.role {
            _ if !sent.ended => {
                let in_text = sent.role == Role::Text;
                self.refused &= !in_text;
                self.settle();
                match sent.role {
                    _ if sent.secret.is_none() => {
                        self.line(&[escape_if(in_text), &raw(&sent.line)].concat());
                    }
                    Role::Answer => self.answer(sent),
                    _ if sent.mechanism.is_some() => self.authenticate(sent),
                    _ if sent.helper.is_some() => self.give(sent, sent.helper.clone()),
                    _ => self.left_out(),
                }
            }
            // In a pipeline it goes out with the command in front of it.
            Role::Text if self.is_together() => {
                let line = match sent.secret {
                    Some(_) => otherwise(sent),
                    None => escaped(&sent.line),
                };
                self.push(line, sent, false);
            }
            Role::Text if sent.secret.is_some() => self.literal(sent),
            Role::Text => self.text(&sent.line),
            Role::Answer => self.answer(sent),
            Role::Command if sent.mechanism.is_some() => self.authenticate(sent),
            // Behind lines that are not answered.
            Role::Command if sent.secret.is_some() && self.is_awaited() => {
                self.push_given(Given::new(sent, sent.helper.clone()));
            }
            Role::Command if sent.secret.is_some() => self.give(sent, sent.helper.clone()),
            Role::Command => {
                match self.given.take() {
                    // Nobody waited for what the server says to it.
                    Some(given) => self.push_given(given),
                    None if self.is_awaited() => {}
                    None => self.settle(),
                }
                self.carried = false;
                self.push(typed(&sent.line), sent, !sent.goes_on);
            }
        }
    }

    /// Whether a line has gone out whose reply has not come.
    fn is_awaited(&self) -> bool {
        self.together.iter().any(|line| line.awaits)
    }

    /// Whether what goes on belongs to lines that are not answered.
    fn is_together(&self) -> bool {
        self.is_awaited() && !self.together.last().is_some_and(|line| line.goes_on)
    }

    fn push_given(&mut self, given: Given) {
        let line = Line::Given(given, None);
        self.together.push(Unwritten::new(line, true));
    }

    fn push(&mut self, line: Vec<u8>, sent: &Sent, awaits: bool) {
        self.together.push(Unwritten {
            goes_on: sent.role == Role::Command && sent.goes_on,
            ..Unwritten::new(Line::Typed(line), awaits)
        });
    }

    fn text(&mut self, line: &[u8]) {
        // An expectation would be sent as text.
        self.refused = false;
        self.settle();
        self.in_text = dot::unstuff(line) != dot::Text::End;
        self.line(&escaped(line));
    }

    fn heard(&mut self, reply: &Reply) {
        self.farewell |= reply.closes;
        if !reply.is_awaited() {
            return;
        }
        let word = (!reply.word.is_empty()).then(|| reply.word.clone());
        let refused = reply.outcome.is_refusal();
        let goes_on = reply.outcome == Outcome::GoOn;
        if let Some(file) = &mut self.file {
            file.begun |= goes_on;
            file.cut |= goes_on;
        }
        self.in_text = goes_on;
        if self.given.is_some() && self.carried && goes_on {
            return;
        }
        if let Some(given) = self.given.take() {
            self.write_given(given, Some(reply));
        } else if let Some(line) = self.together.iter_mut().find(|line| line.awaits) {
            if let Line::Given(_, last) = &mut line.line {
                *last = Some(reply.clone());
                // What answers it has gone out already.
                if goes_on {
                    return;
                }
            }
            (line.awaits, line.answered) = (false, true);
            line.refused = word.filter(|_| refused);
            return;
        }
        self.refused |= refused;
        self.words.extend(word);
    }

    /// What a helper did, where it did it. An expectation is about the last reply.
    fn helped(&mut self, line: &str, forgives: bool) {
        if std::mem::take(&mut self.close_expected) && line == EXPECT_CLOSED {
            return;
        }
        // In the middle of an exchange for which one helper stands.
        if self.given.is_some() {
            return;
        }
        let answered = self.together.iter_mut().rfind(|line| line.answered);
        // Only what is about a reply can stand in a pipeline.
        if let Some(answered) = answered.filter(|_| line.starts_with(":expect ")) {
            answered.refused.take_if(|_| forgives);
            answered.expected.push(line.to_owned());
            return;
        }
        // One word is about the last of several replies.
        let of_each = line.split(' ').count() > self.words.len();
        self.refused &= !(forgives && of_each);
        self.settle();
        self.aside(line);
    }

    fn ended(&mut self, by: Direction) {
        if by == Direction::Client {
            self.give_up_file();
        }
        self.settle();
        if !self.farewell {
            match by {
                Direction::Client => self.aside(":close"),
                Direction::Server => {
                    self.aside(EXPECT_CLOSED);
                    self.close_expected = true;
                }
            }
        }
        self.in_text = false;
        self.carried = false;
        self.farewell = false;
    }

    /// Writes what waited, in front of the next step.
    fn settle(&mut self) {
        if let Some(target) = self.opening.take() {
            self.open(&target);
        }
        self.flush();
        if let Some(begun) = self.auth.take() {
            self.line(&begun.line);
        }
        if let Some(given) = self.given.take() {
            self.write_given(given, None);
        }
        if let Some(file) = self.file.take() {
            self.write_file(&file);
        }
        let words = std::mem::take(&mut self.words);
        if std::mem::take(&mut self.refused) && !words.is_empty() {
            self.expect(&words.join(" "));
        }
    }

    /// The first server is named by who replays the script.
    fn open(&mut self, target: &str) {
        let first = self.server.is_none();
        let same = self.server.replace(target.to_owned()).as_deref() == Some(target);
        match (first, same) {
            (true, _) => self.comment(&format!("SERVER: {}", escape(target))),
            (_, true) => self.line(b":reconnect"),
            _ => self.line(format!(":open {}", escape(target)).as_bytes()),
        }
    }

    fn flush(&mut self) {
        let mut lines = std::mem::take(&mut self.together).into_iter().peekable();
        let typed = |line: &Unwritten| matches!(line.line, Line::Typed(_));
        let mut collecting = false;
        while let Some(unwritten) = lines.next() {
            // A helper does not stand in a pipeline.
            let goes_on = typed(&unwritten) && lines.peek().is_some_and(typed);
            if goes_on && !std::mem::replace(&mut collecting, true) {
                self.line(b":pipeline");
            }
            match unwritten.line {
                Line::Typed(line) => self.line(&line),
                Line::Given(given, reply) => {
                    self.write_given(given, reply.as_ref());
                }
            }
            if let Some(word) = unwritten.refused {
                self.expect(&word);
            }
            for line in unwritten.expected {
                self.line(line.as_bytes());
            }
            if !goes_on && std::mem::take(&mut collecting) {
                self.line(b":flush");
            }
        }
    }

    /// A helper, which in message text stands aside.
    fn aside(&mut self, helper: &str) {
        self.line(&[escape_if(self.in_text), helper.as_bytes()].concat());
    }

    fn expect(&mut self, word: &str) {
        self.line(format!(":expect {word}").as_bytes());
    }

    fn comment(&mut self, text: &str) {
        self.line(format!(":# {text}").as_bytes());
    }

    fn line(&mut self, line: &[u8]) {
        self.written.extend_from_slice(line);
        self.written.push(b'\n');
    }
}

impl Unwritten {
    fn new(line: Line, awaits: bool) -> Self {
        Self {
            line,
            awaits,
            answered: false,
            goes_on: false,
            refused: None,
            expected: Vec::new(),
        }
    }
}

const USE: Text = text(
    "Replay: smtpsh -f FILE --user NAME --code-file FILE SERVER (--keep-going, if a refusal stops it)",
    "重放：smtpsh -f 文件 --user 用户名 --code-file 授权码文件 SERVER（若因服务器拒绝而中止，加 --keep-going）",
);
/// What says that the server closes.
const EXPECT_CLOSED: &str = ":expect-closed";
