//! Files that go out as messages: named, or repeated where they cannot be read again.

use super::Script;
use super::line::as_typed;
use crate::event::{By, Sent};
use crate::protocol::Role;
use crate::source::ESCAPE;
use crate::words::{Text, text};

/// A file that goes out as the message.
pub(super) struct File {
    /// The line that sends it, or what comes in front of its text.
    pub(super) line: String,
    /// Its text, line by line, if that is to be repeated.
    pub(super) text: Vec<u8>,
    /// It goes out in message text that has begun.
    pub(super) in_text: bool,
    /// Its text may begin.
    pub(super) begun: bool,
    /// Its text has begun, and has not gone out whole.
    pub(super) cut: bool,
}

impl Script {
    pub(super) fn file_began(&mut self, file: &str, chunking: bool, text: Option<&[u8]>) {
        self.settle();
        // There is none of that name: the script stops there, and says what is missing.
        let file = match (file, &text) {
            (":compose", None) => TOO_LONG.of(self.lang),
            _ => file,
        };
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

    pub(super) fn file_sent(&mut self) {
        if let Some(file) = &mut self.file {
            file.cut = false;
        }
    }

    /// Whether a line is one that the helper says which sends the file.
    pub(super) fn is_of_file(&self, sent: &Sent) -> bool {
        let begins = |verb: &[u8]| {
            let start = sent.line.get(..verb.len());
            start.is_some_and(|start| start.eq_ignore_ascii_case(verb))
        };
        let says = sent.role == Role::Text || begins(b"DATA") || begins(b"BDAT");
        self.file.is_some() && sent.by == By::Helper && says
    }

    /// The user wants no more of it: what was sent is no message, and neither is nothing of it.
    pub(super) fn give_up_file(&mut self) {
        if let Some(file) = self.file.take_if(|file| file.cut)
            && !file.in_text
        {
            self.line(b"DATA");
        }
    }

    pub(super) fn write_file(&mut self, file: &File) {
        if !file.line.is_empty() {
            self.line(file.line.as_bytes());
        }
        // Where DATA was refused, its lines would be commands.
        if file.begun {
            self.written.extend_from_slice(&file.text);
        }
    }
}

const TOO_LONG: Text = text(
    "a composed message that was too long to be kept",
    "撰写的邮件内容过长而未保留",
);
