//! BDAT: the message in pieces of a length that is said before (RFC 3030 §2).

use super::{Message, Server, State, UNKNOWN};
use crate::practice::fault::Fault;
use crate::practice::service::Then;
use std::mem;

/// A piece that is arriving.
#[derive(Debug)]
pub(super) struct Chunk {
    /// How many bytes are still to come.
    left: usize,
    size: usize,
    last: bool,
    /// Nothing is wanted of it, for this reason; its bytes come all the same.
    refused: Option<&'static str>,
}

impl Server {
    /// The reply is to the bytes that follow; where there will be none, to the command.
    pub(super) fn bdat(&mut self, argument: &str) -> String {
        if !self.has(Fault::Chunking) {
            return UNKNOWN.into();
        }
        let mut words = argument.split_whitespace();
        let size = words.next().and_then(size);
        let last = words.next().map(|word| word.eq_ignore_ascii_case("LAST"));
        let (Some(size), true, None) = (size, last != Some(false), words.next()) else {
            return "501 Error: syntax is BDAT size [LAST]".into();
        };
        let chunk = Chunk {
            left: size,
            size,
            last: last.is_some(),
            refused: (self.to.is_empty()).then_some("503 Error: need RCPT command"),
        };
        if size == 0 {
            return self.take_chunk(&chunk);
        }
        self.state = State::Chunk(chunk);
        String::new()
    }

    /// A part of the piece; the reply, if it is the end.
    pub(super) fn hear_chunk(&mut self, bytes: &[u8], then: &mut Then) -> (usize, Option<String>) {
        let State::Chunk(mut chunk) = mem::replace(&mut self.state, State::Command) else {
            return (0, None);
        };
        if self.has(Fault::ClosesInData) {
            *then = Then::Close;
            return (bytes.len(), None);
        }
        let taken = bytes.len().min(chunk.left);
        chunk.left -= taken;
        if chunk.refused.is_none() {
            let mut message = self.chunks.take().unwrap_or_else(|| self.message());
            self.add_lines(&mut message, &bytes[..taken]);
            self.chunks = Some(message);
        }
        if chunk.left > 0 {
            self.state = State::Chunk(chunk);
            return (taken, None);
        }
        (taken, Some(self.take_chunk(&chunk)))
    }

    /// A bare LF becomes CRLF, also where a piece ends in the middle of one.
    fn add_lines(&self, message: &mut Message, bytes: &[u8]) {
        for line in bytes.split_inclusive(|byte| *byte == b'\n') {
            let before = line.len().checked_sub(2).map(|at| line[at]);
            let before = before.or(message.text.last().copied());
            match line.strip_suffix(b"\n") {
                Some(text) if before != Some(b'\r') => self.append(message, text, true),
                _ => self.append(message, line, false),
            }
        }
    }

    /// A piece is there whole. A refusal is the message's end (RFC 3030 §2).
    fn take_chunk(&mut self, chunk: &Chunk) -> String {
        if let Some(refusal) = chunk.refused {
            return refusal.into();
        }
        let mut message = self.chunks.take().unwrap_or_else(|| self.message());
        if chunk.last && !message.text.is_empty() && !message.text.ends_with(b"\r\n") {
            self.append(&mut message, b"", true);
        }
        if chunk.last || message.refused.is_some() {
            return self.keep(message);
        }
        self.chunks = Some(message);
        format!("250 OK: {} bytes", chunk.size)
    }
}

/// 1 to 20 digits (RFC 3030 §2); more than can be counted is more than is taken.
fn size(word: &str) -> Option<usize> {
    let digits = matches!(word.len(), 1..=20) && word.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| word.parse().unwrap_or(usize::MAX))
}
