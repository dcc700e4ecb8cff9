//! What each reply answers, so that it can be named.

use crate::event::Sent;
use crate::protocol::text::visible;
use crate::protocol::{Role, dot};
use std::collections::VecDeque;

/// What was said and is not answered, oldest first, by its first word.
#[derive(Debug, Default)]
pub(super) struct Pairing {
    waiting: VecDeque<String>,
    /// Exact bytes behind the last line end.
    rest: Vec<u8>,
}

impl Pairing {
    /// The connection is new: its greeting comes by itself.
    pub(super) fn connected(&mut self) {
        self.waiting.clear();
        self.rest.clear();
        self.wait_for(GREETING.to_owned());
    }

    /// A line, or exact bytes, went out.
    pub(super) fn said(&mut self, sent: &Sent) {
        if sent.ended {
            return self.line(&sent.line, sent.role);
        }
        self.rest.extend_from_slice(&sent.line);
        let whole = std::mem::take(&mut self.rest);
        let mut lines: Vec<&[u8]> = whole.split(|byte| *byte == b'\n').collect();
        self.rest = lines.pop().unwrap_or_default().to_vec();
        self.rest.truncate(MAX_REST);
        for line in lines {
            self.line(line.strip_suffix(b"\r").unwrap_or(line), sent.role);
        }
    }

    /// A reply came that something awaited: what that was.
    pub(super) fn answered(&mut self) -> Option<String> {
        self.waiting.pop_front()
    }

    fn line(&mut self, line: &[u8], role: Role) {
        match role {
            Role::Command => {
                let mut words = line.split(u8::is_ascii_whitespace);
                let word = words.find(|word| !word.is_empty()).unwrap_or_default();
                let word = visible(word).to_ascii_uppercase();
                self.wait_for(word.chars().take(MAX_WORD).collect());
            }
            Role::Answer => self.wait_for(ANSWER.to_owned()),
            Role::Text if dot::unstuff(line) == dot::Text::End => self.wait_for(".".to_owned()),
            Role::Text => {}
        }
    }

    fn wait_for(&mut self, what: String) {
        if self.waiting.len() < MAX_WAITING {
            self.waiting.push_back(what);
        }
    }
}

/// What the greeting answers.
pub(super) const GREETING: &str = "TCP";
/// What the reply to an answer of AUTH answers.
pub(super) const ANSWER: &str = "334";
/// The longest verb that is shown: twice the longest that there is.
const MAX_WORD: usize = 16;
/// How much of an unfinished line is kept for its verb.
const MAX_REST: usize = 1024;
/// How much may be pipelined: more than servers take.
const MAX_WAITING: usize = 10_000;
