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

use super::format::{Format, Formatted, Moment, date};
use super::{Options, Output, Recorder};
use crate::direction::Direction;
use crate::event::{By, Event, Sent};
use crate::note::Note;
use crate::protocol::dot::{self, Stuffer};
use crate::protocol::text::escape;
use crate::protocol::{Asks, Outcome, Reply, Role};
use crate::source::ESCAPE;
use crate::target::Target;
use crate::words::{Lang, Text, text};
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
    last: Option<String>,
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
    line: Vec<u8>,
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

/// The command that begins an exchange, without a secret in it.
struct Begun {
    line: Vec<u8>,
    helper: Option<String>,
    by: By,
}

/// A line with a secret.
struct Given {
    /// What says it again, if anything does.
    helper: Option<String>,
    /// The line with something else for the secret, which the server does not take either.
    otherwise: Vec<u8>,
    role: Role,
    by: By,
    tls: bool,
}

/// A file that goes out as the message.
struct File {
    /// The line that sends it, or what comes in front of its text.
    line: String,
    /// Its text, line by line, if that is to be repeated.
    text: Vec<u8>,
    /// It goes out in message text that has begun.
    in_text: bool,
    /// Its text may begin.
    begun: bool,
    /// Its text has begun, and has not gone out whole.
    cut: bool,
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
                if sent.secret.is_some() {
                    self.comment(LEFT_OUT.of(self.lang));
                } else {
                    let escape: &[u8] = if in_text { ESCAPE } else { b"" };
                    self.line(&[escape, &raw(&sent.line)].concat());
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
            Role::Command if sent.secret.is_some() => self.give(sent, sent.helper.clone()),
            Role::Command => {
                if !self.together.iter().any(|line| line.awaits) {
                    self.settle();
                }
                self.carried = false;
                self.push(typed(&sent.line), sent, !sent.goes_on);
            }
        }
    }

    /// Whether what goes on belongs to lines that are not answered.
    fn is_together(&self) -> bool {
        let awaits = self.together.iter().any(|line| line.awaits);
        awaits && !self.together.last().is_some_and(|line| line.goes_on)
    }

    fn push(&mut self, line: Vec<u8>, sent: &Sent, awaits: bool) {
        self.together.push(Unwritten {
            line,
            awaits,
            answered: false,
            goes_on: sent.role == Role::Command && sent.goes_on,
            refused: None,
            expected: Vec::new(),
        });
    }

    fn text(&mut self, line: &[u8]) {
        // An expectation would be sent as text.
        self.refused = false;
        self.settle();
        self.in_text = dot::unstuff(line) != dot::Text::End;
        self.line(&escaped(line));
    }

    /// Text that is a secret: the helper says it if it is the code and nothing else.
    fn literal(&mut self, sent: &Sent) {
        self.refused = false;
        let begins = !std::mem::replace(&mut self.in_literal, sent.goes_on);
        let whole = begins && !sent.goes_on && sent.secret == Some(0..sent.line.len());
        let escape = String::from_utf8_lossy(ESCAPE);
        self.give(sent, whole.then(|| format!("{escape}:code")));
    }

    /// A line with a secret goes out.
    fn give(&mut self, sent: &Sent, helper: Option<String>) {
        self.settle();
        self.given = Some(Given {
            helper,
            otherwise: typed(&otherwise(sent)),
            role: sent.role,
            by: sent.by,
            tls: sent.tls,
        });
    }

    fn authenticate(&mut self, sent: &Sent) {
        self.settle();
        self.carried = sent.secret.is_some();
        if self.carried {
            return self.give(sent, sent.helper.clone());
        }
        self.asks = None;
        self.auth = Some(Begun {
            line: typed(&sent.line),
            helper: sent.helper.clone(),
            by: sent.by,
        });
    }

    fn answer(&mut self, sent: &Sent) {
        let secret = sent.secret.is_some();
        let asks = self.asks.take();
        if self.carried && (secret || sent.by == By::Helper) {
            return;
        }
        // Nothing asks for what goes out ahead: a helper cannot say that.
        let ahead = secret && asks.is_none();
        let folds = |begun: &mut Begun| {
            let helped = (begun.by, sent.by) == (By::Helper, By::Helper);
            begun.helper.is_some() && (ahead || helped)
        };
        if let Some(begun) = self.auth.take_if(folds) {
            self.carried = true;
            self.given = Some(Given {
                helper: begun.helper,
                otherwise: begun.line,
                role: Role::Command,
                by: sent.by,
                tls: sent.tls,
            });
            return;
        }
        if !secret {
            self.settle();
            return self.line(&typed(&sent.line));
        }
        self.give(sent, Some(":code".to_owned()));
        // The helper knows what the mechanism asks for next.
        self.carried = asks == Some(Asks::Other);
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
            (line.awaits, line.answered) = (false, true);
            line.refused = word.filter(|_| refused);
            return;
        }
        self.refused |= refused;
        self.last = word;
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
        if let Some(answered) = answered {
            answered.refused.take_if(|_| forgives);
            answered.expected.push(line.to_owned());
            return;
        }
        self.refused &= !forgives;
        self.settle();
        self.aside(line);
    }

    fn file_began(&mut self, file: &str, chunking: bool, text: Option<&[u8]>) {
        self.settle();
        let bare = file.trim() == file && !file.starts_with('"') && !file.ends_with(" bdat");
        let file = if bare {
            file.to_owned()
        } else {
            format!("\"{file}\"")
        };
        let bdat = if chunking { " bdat" } else { "" };
        let in_text = self.in_text;
        let text = text.filter(|_| !chunking);
        let line = match (text, in_text) {
            (None, false) => format!(":send {file}{bdat}"),
            (None, true) => format!("{}:send {file}", String::from_utf8_lossy(ESCAPE)),
            (Some(_), false) => "DATA".to_owned(),
            (Some(_), true) => String::new(),
        };
        self.file = Some(File {
            line,
            text: text.map(as_typed).unwrap_or_default(),
            in_text,
            begun: in_text,
            cut: in_text,
        });
    }

    fn file_sent(&mut self) {
        match &mut self.file {
            Some(file) => file.cut = false,
            None => {
                self.settle();
                self.aside(&format!(":# {}", TEXT_LEFT_OUT.of(self.lang)));
            }
        }
    }

    /// Whether a line is one that the helper says which sends the file.
    fn is_of_file(&self, sent: &Sent) -> bool {
        let begins = |verb: &[u8]| {
            let start = sent.line.get(..verb.len());
            start.is_some_and(|start| start.eq_ignore_ascii_case(verb))
        };
        let says = sent.role == Role::Text || begins(b"DATA") || begins(b"BDAT");
        self.file.is_some() && sent.by == By::Helper && says
    }

    fn ended(&mut self, by: Direction) {
        if by == Direction::Client && self.file.as_ref().is_some_and(|file| file.cut) {
            // What was sent of it is no message, and neither is nothing of it.
            let file = self.file.take();
            if !file.is_some_and(|file| file.in_text) {
                self.line(b"DATA");
            }
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
            if !file.line.is_empty() {
                self.line(file.line.as_bytes());
            }
            // Where DATA was refused, its lines would be commands.
            if file.begun {
                self.written.extend_from_slice(&file.text);
            }
        }
        if std::mem::take(&mut self.refused)
            && let Some(word) = self.last.clone()
        {
            self.expect(&word);
        }
    }

    fn write_given(&mut self, given: Given, reply: Option<&Reply>) {
        let refused = reply.is_some_and(|reply| reply.outcome.is_refusal());
        let denied = refused && reply.is_some_and(Reply::denies);
        match given.helper {
            Some(helper) if denied => self.line(format!("{helper} wrong").as_bytes()),
            // It may have been refused for want of TLS.
            Some(helper) if refused && given.by == By::Helper && !given.tls => {
                let anyway = if given.role == Role::Command && helper.starts_with(":auth ") {
                    " anyway"
                } else {
                    ""
                };
                self.line(format!("{helper}{anyway}").as_bytes());
            }
            Some(helper) if !refused || given.by == By::Helper => self.line(helper.as_bytes()),
            _ => {
                let escape: &[u8] = if given.role == Role::Text {
                    ESCAPE
                } else {
                    b""
                };
                self.written.extend_from_slice(escape);
                self.comment(OTHERWISE.of(self.lang));
                self.line(&given.otherwise);
            }
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
        let lines = std::mem::take(&mut self.together);
        let several = lines.len() > 1;
        if several {
            self.line(b":pipeline");
        }
        for Unwritten {
            line,
            refused,
            expected,
            ..
        } in lines
        {
            self.line(&line);
            if let Some(word) = refused {
                self.expect(&word);
            }
            for line in expected {
                self.line(line.as_bytes());
            }
        }
        if several {
            self.line(b":flush");
        }
    }

    /// A helper, which in message text stands aside.
    fn aside(&mut self, helper: &str) {
        let escape: &[u8] = if self.in_text { ESCAPE } else { b"" };
        self.line(&[escape, helper.as_bytes()].concat());
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

/// A line as one types it, so that it goes out as it did.
fn typed(line: &[u8]) -> Vec<u8> {
    if line.ends_with(b"\r") || line.contains(&b'\n') {
        return raw(&[line, b"\r\n"].concat());
    }
    let colon = line.starts_with(b":") || line.starts_with("：".as_bytes());
    [if colon { &b":"[..] } else { b"" }, &escaped(line)].concat()
}

/// A line with the word wrong for its secret: no base64, no code, no command, and a word in every
/// protocol. In text its bytes may be counted.
fn otherwise(sent: &Sent) -> Vec<u8> {
    let span = sent.secret.clone().unwrap_or_default();
    let before = sent.line.get(..span.start).unwrap_or_default();
    let behind = sent.line.get(span.end..).unwrap_or_default();
    let wrong = match sent.role {
        Role::Text => b"wrong".iter().copied().cycle().take(span.len()).collect(),
        _ => b"wrong".to_vec(),
    };
    [before, &wrong, behind].concat()
}

/// A line that is no helper although it begins with Ctrl-].
fn escaped(line: &[u8]) -> Vec<u8> {
    let escape = if line.starts_with(ESCAPE) {
        ESCAPE
    } else {
        b""
    };
    [escape, line].concat()
}

/// A message as it is typed, with its end (RFC 5321 §4.5.2).
fn as_typed(message: &[u8]) -> Vec<u8> {
    let (mut stuffer, mut stuffed) = (Stuffer::new(true), Vec::new());
    stuffer.take(message, &mut stuffed);
    stuffed.extend_from_slice(stuffer.end());
    let mut lines = Vec::new();
    for line in stuffed.split_inclusive(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\r\n").unwrap_or(line);
        lines.extend_from_slice(&escaped(line));
        lines.push(b'\n');
    }
    lines.extend_from_slice(b".\n");
    lines
}

/// Exact bytes, for `:raw`. A `$` might begin a variable.
fn raw(bytes: &[u8]) -> Vec<u8> {
    let escaped: String = bytes
        .iter()
        .map(|byte| match byte {
            b'\r' => "\\r".to_owned(),
            b'\n' => "\\n".to_owned(),
            b'"' | b'\\' => format!("\\{}", char::from(*byte)),
            b' '..=b'~' if *byte != b'$' => char::from(*byte).to_string(),
            _ => format!("\\x{byte:02x}"),
        })
        .collect();
    format!(":raw \"{escaped}\"").into_bytes()
}

const USE: Text = text(
    "Replay: smtpsh -f FILE --user NAME --code-file FILE SERVER (--keep-going, if a refusal stops it)",
    "重放：smtpsh -f 文件 --user 用户名 --code-file 授权码文件 SERVER（若因服务器拒绝而中止，加 --keep-going）",
);
/// What says that the server closes.
const EXPECT_CLOSED: &str = ":expect-closed";
const TEXT_LEFT_OUT: Text = text(
    "Here a composed message went out; it is too long to be kept.",
    "此处发出了一封撰写的邮件，内容过长，未保留。",
);
const OTHERWISE: Text = text(
    "Here a line with a secret was sent; the word wrong stands for the secret.",
    "此处发送过含有保密内容的一行，保密部分用 wrong 代替。",
);
const LEFT_OUT: Text = text(
    "Here a line with a secret was sent; it is left out.",
    "此处发送过一行含授权码的内容，已略去。",
);
