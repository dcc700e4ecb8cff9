//! What a line means that is said: the first of a command, and what goes on with it.

use super::scan::{Scan, scan};
use super::verb;
use super::{Current, GRAMMAR, Imap, Mode, Pending, Verb, announced};
use crate::protocol::command::words;
use crate::protocol::{Said, To, Until, sasl, text};
use std::ops::Range;
use zeroize::Zeroizing;

impl Imap {
    /// The first line of a command.
    pub(super) fn begin(&mut self, line: &[u8], said: &mut Said) {
        // What stands before the first space, so that a space in front of the line leaves none.
        let tag = line.split(|byte| *byte == b' ').next();
        let tag = tag.unwrap_or_default().to_vec();
        self.used(&tag);
        let at = verb::behind_tag(line);
        let verb = Verb::of(&line[at.clone()]);
        if let Some(verb) = verb::of_command(line) {
            self.in_login = matches!(verb, Verb::Login | Verb::Authenticate);
        }
        let to = To::Command {
            what: self.as_of_now(GRAMMAR).verb_of(line),
        };
        let mut mechanism = Vec::new();
        match verb {
            Verb::Authenticate => {
                let name = words(line).nth(2).map(|word| &line[word]);
                mechanism = name.unwrap_or_default().to_vec();
                let name = text::visible(&mechanism);
                let helper = sasl::helper(&name, said.secret.is_some());
                said.helper = helper.and_then(|helper| tagged(helper, &tag));
                said.mechanism = Some(name);
            }
            Verb::Login if !self.stage.login_disabled => {
                said.helper = tagged(":login".to_owned(), &tag);
            }
            _ => {}
        }
        said.to = Some(to.clone());
        self.mode = Mode::Command;
        let covers = |span: &Range<usize>| span.start < tag.len();
        self.pending.push(Pending {
            secret: said.secret.as_ref().is_some_and(covers),
            tag,
            verb,
            to,
            mechanism,
        });
        self.current = Some(Current { verb, arguments: 0 });
        // A literal may stand where the verb does: the server waits for it all the same.
        let from = announced(line).map_or(at.end, |(start, ..)| start.min(at.end));
        self.announce(&scan(verb, 0, line, from), said);
    }

    /// A tag that smtpsh would put one day is the user's already.
    fn used(&mut self, tag: &[u8]) {
        let number = tag.strip_prefix(b"a").filter(|digits| digits.len() == 3);
        let number = number.and_then(|digits| std::str::from_utf8(digits).ok()?.parse().ok());
        self.tags = self.tags.max(number.unwrap_or_default());
    }

    /// What is said next of the command that was said last; its reply answers this then.
    pub(super) fn go_on(&mut self, to: To) -> Option<To> {
        self.mode = Mode::Command;
        if let Some(pending) = self.pending.last_mut() {
            pending.to = to.clone();
        }
        Some(to)
    }

    /// A line while a literal is awaited: its bytes count, and what stands behind them goes on
    /// with the command.
    pub(super) fn take_literal(&mut self, left: u64, said: &mut Said) {
        let length = said.bytes.len() as u64;
        if length <= left {
            self.mode = match left - length {
                0 => Mode::Rest,
                left => Mode::Literal {
                    left,
                    secret: said.secret.is_some(),
                },
            };
            return;
        }
        let line = Zeroizing::new(said.bytes[..said.bytes.len() - 2].to_vec());
        self.take_rest(left as usize, &line, said);
    }

    /// The rest of a command, from this byte of the line on.
    pub(super) fn take_rest(&mut self, from: usize, line: &[u8], said: &mut Said) {
        let scan = self.scan_rest(line, from);
        self.mode = Mode::Command;
        said.to = self.pending.last().map(|pending| pending.to.clone());
        self.announce(&scan, said);
    }

    pub(super) fn scan_rest(&self, line: &[u8], from: usize) -> Scan {
        let (verb, before) = match &self.current {
            Some(current) => (current.verb, current.arguments),
            None => (Verb::Other, 0),
        };
        scan(verb, before, line, from.min(line.len()))
    }

    /// Notes whether a literal follows.
    fn announce(&mut self, scan: &Scan, said: &mut Said) {
        if let Some(current) = &mut self.current {
            current.arguments = scan.arguments;
        }
        let Some(literal) = scan.literal else { return };
        let (left, secret) = (literal.size, literal.secret);
        self.mode = match (literal.waits, left) {
            (true, _) => {
                said.text = Some(Until::Bytes {
                    left,
                    secret,
                    then_secret: false,
                });
                Mode::Announced(literal)
            }
            (false, 0) => Mode::Rest,
            (false, _) => Mode::Literal { left, secret },
        };
        if !literal.waits {
            // Nothing answers the announcement.
            said.to = None;
        }
    }

    /// Which part of a line is secret while so many bytes of a literal are left.
    pub(super) fn secret_of_literal(
        &self,
        left: u64,
        secret: bool,
        line: &[u8],
    ) -> Option<Range<usize>> {
        let inside = usize::try_from(left).unwrap_or(usize::MAX).min(line.len());
        let behind = self.scan_rest(line, inside).secret;
        match (secret, behind) {
            (true, Some(behind)) => Some(0..behind.end),
            (true, None) => Some(0..inside),
            (false, behind) => behind,
        }
    }
}

/// A helper that says its command with this tag.
fn tagged(helper: String, tag: &[u8]) -> Option<String> {
    let tag = std::str::from_utf8(tag).ok()?;
    verb::is_tag(tag.as_bytes()).then(|| format!("{helper} tag={tag}"))
}
