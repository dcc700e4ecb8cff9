//! The session as a script that replays it: the lines as they were sent, with a helper wherever a
//! secret was.
//!
//! * A line with a secret becomes the helper that asks for it: `:code` where LOGIN asked for the
//!   code, else `:auth MECHANISM` in place of the whole exchange.
//! * `:expect CODE` follows a refusal, which would stop the script otherwise. It cannot stand in
//!   front of message text, where every line is the message's.
//! * Lines that did not wait for a reply stand between `:pipeline` and `:flush`, each with its own
//!   `:expect`.
//! * Exact bytes in message text stand behind Ctrl-], as they do at the prompt.
//! * The QUIT that smtpsh says at the end is a line as any other: said by the script, it is not
//!   said again.

use super::format::{Format, Formatted, Moment, date};
use super::{Options, Output, Recorder};
use crate::direction::Direction;
use crate::event::{Event, Sent};
use crate::note::Note;
use crate::protocol::secret::MASK;
use crate::protocol::text::escape;
use crate::protocol::{Asks, Reply, Role, dot};
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
    /// Lines of which one at least no reply has followed yet.
    together: Vec<Unanswered>,
    auth: Option<Auth>,
    asks: Option<Asks>,
    refused: bool,
    last: Option<String>,
    in_text: bool,
    /// The server has said that it closes: that the connection does is no news.
    farewell: bool,
}

/// A line that has gone out, until all that went out with it are answered.
struct Unanswered {
    line: Vec<u8>,
    /// It is no text, and no reply has come.
    awaits: bool,
    /// How it was refused.
    refused: Option<String>,
}

/// An AUTH exchange on the way. Its lines wait: a secret changes what stands for them.
struct Auth {
    mechanism: String,
    lines: Vec<Vec<u8>>,
    /// One helper stands for all of it.
    folded: bool,
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
            Event::Challenged(challenge) => self.asks = Some(challenge.asks),
            Event::TextBegan => self.in_text = true,
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
        self.in_text &= sent.role == Role::Text;
        match sent.role {
            Role::Text if sent.secret.is_some() => {
                self.settle();
                self.comment(LEFT_OUT.of(self.lang));
            }
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
            Role::Text if !self.together.is_empty() => {
                self.push(escaped(&sent.line), false);
            }
            Role::Text => self.text(&sent.line),
            Role::Answer => self.answer(sent),
            Role::Command if sent.mechanism.is_some() => {
                self.settle();
                self.authenticate(sent);
            }
            Role::Command if sent.secret.is_some() => {
                self.settle();
                match sent.helper {
                    Some(helper) => self.line(helper.as_bytes()),
                    // What nothing asks for is as unknown to the server as what stands for it.
                    None => {
                        self.comment(STARS.of(self.lang));
                        self.line(MASK.as_bytes());
                    }
                }
            }
            Role::Command => {
                if self.together.is_empty() {
                    self.settle();
                }
                self.push(typed(&sent.line), true);
            }
        }
    }

    fn push(&mut self, line: Vec<u8>, awaits: bool) {
        self.together.push(Unanswered {
            line,
            awaits,
            refused: None,
        });
    }

    fn text(&mut self, line: &[u8]) {
        // An expectation would be sent as text.
        self.refused = false;
        self.settle();
        self.in_text = dot::unstuff(line) != dot::Text::End;
        self.line(&escaped(line));
    }

    fn authenticate(&mut self, sent: &Sent) {
        let name = sent.mechanism.as_deref().unwrap_or_default();
        let mut auth = Auth {
            mechanism: name.to_ascii_lowercase(),
            lines: vec![typed(&sent.line)],
            folded: false,
        };
        if sent.secret.is_some() {
            auth.fold();
        }
        self.auth = Some(auth);
    }

    fn answer(&mut self, sent: &Sent) {
        let secret = sent.secret.is_some();
        let line = if secret {
            b":code".to_vec()
        } else {
            typed(&sent.line)
        };
        let asked_for_code = self.asks == Some(Asks::Code);
        match &mut self.auth {
            Some(auth) if auth.folded => {}
            Some(auth) if secret && !asked_for_code => auth.fold(),
            Some(auth) => auth.lines.push(line),
            None if secret && !asked_for_code => self.comment(LEFT_OUT.of(self.lang)),
            None => self.line(&line),
        }
    }

    fn heard(&mut self, reply: &Reply) {
        self.farewell |= reply.closes;
        if !reply.is_awaited() {
            return;
        }
        let word = (!reply.word.is_empty()).then(|| reply.word.clone());
        let refused = reply.outcome.is_refusal();
        if let Some(line) = self.together.iter_mut().find(|line| line.awaits) {
            line.awaits = false;
            line.refused = word.clone().filter(|_| refused);
        }
        self.refused |= refused;
        self.last = word;
        if !self.together.iter().any(|line| line.awaits) {
            self.flush();
        }
    }

    fn ended(&mut self, by: Direction) {
        self.settle();
        if !self.in_text && !self.farewell {
            match by {
                Direction::Client => self.line(b":close"),
                Direction::Server => self.line(b":expect-closed"),
            }
        }
        self.in_text = false;
        self.farewell = false;
    }

    /// Writes what waited, in front of the next step.
    fn settle(&mut self) {
        if let Some(target) = self.opening.take() {
            self.open(&target);
        }
        self.flush();
        for line in self.auth.take().into_iter().flat_map(|auth| auth.lines) {
            self.line(&line);
        }
        if std::mem::take(&mut self.refused)
            && let Some(word) = self.last.clone()
        {
            self.expect(&word);
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
        if let [line] = &lines[..] {
            return self.line(&line.line);
        }
        if lines.is_empty() {
            return;
        }
        self.line(b":pipeline");
        for Unanswered { line, refused, .. } in &lines {
            self.line(line);
            if let Some(word) = refused {
                self.expect(word);
            }
        }
        self.line(b":flush");
        // Each has its own.
        self.refused = false;
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

impl Auth {
    fn fold(&mut self) {
        self.folded = true;
        self.lines = vec![format!(":auth {}", self.mechanism).into_bytes()];
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

/// A line that is no helper although it begins with Ctrl-].
fn escaped(line: &[u8]) -> Vec<u8> {
    let escape = if line.starts_with(ESCAPE) {
        ESCAPE
    } else {
        b""
    };
    [escape, line].concat()
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
const STARS: Text = text(
    "Here a line with a secret was sent; stars stand for it.",
    "这里发送过含有保密内容的一行，用星号代替。",
);
const LEFT_OUT: Text = text(
    "Here a line with a secret was sent; it is left out.",
    "此处发送过一行含授权码的内容，已略去。",
);
