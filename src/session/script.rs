//! What scripts are made of beside lines: expectations, pauses, other files, variables, exact
//! bytes, lines that are collected and sent together. All of it works at the prompt as well.

use super::{Link, Session};
use crate::error::{Error, Exit};
use crate::event::{By, Event, Sent};
use crate::helper::{self, Expectation, HelperError, Line};
use crate::note::Note;
use crate::protocol::{Expect, Part, Reply, Role, Until, dot, text};
use crate::source::{Script, Typed};
use std::collections::{BTreeMap, VecDeque};
use std::fs::File;
use std::path::Path;
use std::time::{Duration, Instant};

/// What scripts need to remember.
#[derive(Debug, Default)]
pub(super) struct Scripting {
    /// The last reply, for `:expect`.
    pub(super) last: Option<Reply>,
    /// What stops the script, unless its next line expects it.
    pub(super) tolerated: Option<Error>,
    /// The first lines of what came with it, for `:expect`.
    pub(super) heard: Vec<Vec<u8>>,
    /// The text that was to follow the last line.
    pub(super) text: Option<Until>,
    /// How many lines of message text behind a refusal were passed over, and what is left of it.
    skipping: Option<(usize, Until)>,
    /// `:expect-closed` waits for the server.
    pub(super) close_expected: bool,
    /// No line is taken before this.
    pub(super) paused_until: Option<Instant>,
    /// The number of the last line, in the file that it is from.
    pub(super) line_number: usize,
    /// Those who named a file: their line number, and the lines that they still have to say.
    callers: Vec<(usize, VecDeque<Vec<u8>>)>,
    variables: BTreeMap<String, String>,
    /// Raw bytes behind the last line end.
    rest: Vec<u8>,
    /// Lines that went out together, as they are shown; each reply names its own.
    flushed: VecDeque<String>,
    /// Lines that wait for `:flush`.
    pub(super) collected: Option<Vec<Vec<u8>>>,
}

impl Scripting {
    /// A part of a reply came: the first ones are kept for `:expect`.
    pub(super) fn hear(&mut self, part: &Part) {
        if self.heard.len() < MAX_HEARD {
            let start = part.bytes.get(..MAX_LINE).unwrap_or(&part.bytes);
            self.heard.push(start.to_vec());
        }
    }
}

impl Session {
    /// Before a line of a script is taken: what happened before it stops the script, unless the
    /// line expects it. A comment does not decide. Returns whether the line may be taken.
    pub(super) fn tolerates(&mut self, line: &[u8]) -> bool {
        self.scripting.line_number += 1;
        if self.skips(line) {
            return false;
        }
        let Some(error) = self.scripting.tolerated.take() else {
            return true;
        };
        match helper::interpret(line) {
            Ok(Line::Helper(row, _)) if row.name == "#" => {
                self.scripting.tolerated = Some(error);
                return true;
            }
            Ok(Line::Helper(row, _)) if row.name.starts_with("expect") => return true,
            _ => {}
        }
        if self.is_kept_going(&error) {
            // Headers come next, unless whoever wrote the script knew of the refusal.
            if self.is_command(line) || helper::is_helper(line) {
                self.scripting.skipping = None;
            }
            return !self.skips(line);
        }
        self.stop(&error);
        false
    }

    /// With `--keep-going` a refusal only counts.
    pub(super) fn is_kept_going(&mut self, error: &Error) -> bool {
        let refusal = error.exit() == Exit::Refused;
        self.refused |= refusal;
        // Of lines that went out together, another may have been refused.
        let awaited = matches!(self.dialogue.expect(), Expect::Text(_));
        if refusal && self.options.keep_going && !awaited {
            self.scripting.skipping = self.scripting.text.map(|text| (0, text));
        }
        refusal && self.options.keep_going
    }

    /// The text of a command that was refused is no commands.
    pub(super) fn skips(&mut self, line: &[u8]) -> bool {
        let Some((count, text)) = &mut self.scripting.skipping else {
            return false;
        };
        *count += 1;
        let over = match text {
            Until::Dot => line == dot::END,
            Until::Bytes { left, .. } => {
                *left = left.saturating_sub(line.len() as u64 + 2);
                *left == 0
            }
        };
        if over {
            let count = *count;
            self.scripting.skipping = None;
            self.note(Note::TextSkipped { count });
        }
        true
    }

    /// Something that stops a script unless its next line expects it, and a person never.
    pub(super) fn tolerate(&mut self, error: Error) {
        if self.person.get() {
            if error.exit() != Exit::Refused {
                self.fail(&error);
            }
        } else if self.scripting.tolerated.is_none() {
            self.scripting.tolerated = Some(error);
        }
    }

    pub(super) fn expect(&mut self, expectation: &Expectation) {
        let got = match expectation {
            Expectation::Closed if matches!(self.link, Link::Down) => None,
            Expectation::Closed => {
                self.scripting.close_expected = true;
                self.since = Instant::now();
                return;
            }
            Expectation::Offer(_) => {
                let offers = self.dialogue.offers();
                (!expectation.is_offered(offers)).then(|| offers.join(", "))
            }
            _ => match &self.scripting.last {
                Some(reply) if expectation.is_met_by(reply, &self.scripting.heard) => None,
                Some(reply) => Some(last_line(&reply.lines)),
                None => Some(String::new()),
            },
        };
        self.judge(expectation, got);
    }

    /// The verdict on an expectation: `got` is what there was instead.
    fn judge(&mut self, expectation: &Expectation, got: Option<String>) {
        let expected = expectation.to_string();
        let Some(got) = got else {
            return self.note(Note::AsExpected { expected });
        };
        let at = self.position();
        self.refused = true;
        self.fail(&Error::NotExpected { at, expected, got });
    }

    /// The server has closed. Returns whether that was expected.
    pub(super) fn close_was_expected(&mut self) -> bool {
        let expected = std::mem::take(&mut self.scripting.close_expected);
        if expected {
            self.judge(&Expectation::Closed, None);
        }
        expected
    }

    /// The server has not closed in time.
    pub(super) fn close_did_not_come(&mut self) {
        self.scripting.close_expected = false;
        self.refused = true;
        let at = self.position();
        self.fail(&Error::NotClosed { at });
    }

    /// Where the script is: `lab.smtp:12: `. A person knows where they are.
    fn position(&self) -> String {
        match self.sources.front().and_then(|source| source.name()) {
            Some(name) => format!("{name}:{}: ", self.scripting.line_number),
            None => String::new(),
        }
    }

    pub(super) fn pause(&mut self, time: Duration) {
        self.scripting.paused_until = Instant::now().checked_add(time);
    }

    /// The lines of a file come before those of whoever named it.
    pub(super) fn source(&mut self, path: &Path) {
        if self.sources.len() >= MAX_DEPTH {
            return self.helper_failed(&HelperError::TooDeep);
        }
        let file = match File::open(path) {
            Ok(file) => file,
            Err(error) => {
                return self.fail(&Error::BadFile {
                    file: path.display().to_string(),
                    why: error.to_string(),
                });
            }
        };
        let poster = self.poster.clone();
        let name = path.display().to_string();
        let script = Script::new(
            name,
            file,
            Box::new(move |typed: Typed| {
                // Nobody listens any more if the program has ended.
                let _ = poster.send(super::Post::Typed(typed));
            }),
        );
        let number = std::mem::take(&mut self.scripting.line_number);
        let lines = std::mem::take(&mut self.lines);
        self.scripting.callers.push((number, lines));
        self.sources.push_front(Box::new(script));
    }

    /// A script's last line was taken: who named it goes on where it was.
    pub(super) fn source_done(&mut self) {
        self.sources.pop_front();
        (self.scripting.line_number, self.lines) = self.scripting.callers.pop().unwrap_or_default();
    }

    /// A script has failed that a person named, or that was to end at the prompt: they go on.
    /// Returns whether there is one.
    pub(super) fn back_to_the_person(&mut self) -> bool {
        let in_script = self
            .sources
            .front()
            .is_some_and(|source| !source.is_person());
        if !in_script || !self.sources.iter().any(|source| source.is_person()) {
            return false;
        }
        while self
            .sources
            .front()
            .is_some_and(|source| !source.is_person())
        {
            self.source_done();
        }
        self.person.set(true);
        true
    }

    pub(super) fn set_variable(&mut self, name: String, value: String) {
        self.scripting.variables.insert(name, value);
    }

    /// A helper line with every `${NAME}` replaced by its value.
    pub(super) fn expand(&self, line: &str) -> Result<String, HelperError> {
        let mut expanded = String::new();
        let mut rest = line;
        while let Some((before, behind)) = rest.split_once("${") {
            let Some((name, after)) = behind.split_once('}') else {
                break;
            };
            let value =
                self.scripting
                    .variables
                    .get(name)
                    .ok_or_else(|| HelperError::NoSuchVariable {
                        name: text::escape(name),
                    })?;
            expanded.push_str(before);
            expanded.push_str(value);
            rest = after;
        }
        expanded.push_str(rest);
        Ok(expanded)
    }

    /// Sends bytes as they are. What of them is lines is noted as said.
    pub(super) fn raw(&mut self, bytes: &[u8]) {
        let Link::Up(wire, _) = &mut self.link else {
            return self.helper_failed(&HelperError::NotConnected);
        };
        let tls = wire.is_tls();
        let sent = wire.send(bytes);
        self.since = Instant::now();
        self.tell_passed();
        self.scripting.rest.extend_from_slice(bytes);
        let whole = std::mem::take(&mut self.scripting.rest);
        let mut lines: Vec<&[u8]> = whole.split(|byte| *byte == b'\n').collect();
        self.scripting.rest = lines.pop().unwrap_or_default().to_vec();
        // What never becomes a line is bounded by what was typed; a line of it is only for reading.
        self.scripting.rest.truncate(MAX_REST);
        let mut secret = None;
        let mut role = Role::Command;
        for line in lines {
            let said = self.dialogue.say(line.strip_suffix(b"\r").unwrap_or(line));
            secret = secret.or(said.secret.as_ref().map(|_| 0..bytes.len()));
            role = said.role;
            self.said(&said);
        }
        self.impatient = false;
        self.tell(Event::Sent(Sent {
            line: bytes.to_vec(),
            secret,
            role,
            mechanism: None,
            helper: None,
            by: By::Helper,
            tls,
            ended: false,
        }));
        if let Err(error) = sent {
            self.not_sent(&error);
        }
    }

    pub(super) fn pipeline(&mut self) {
        self.scripting.collected.get_or_insert_default();
        self.note(Note::Collecting);
    }

    /// A reply comes: of lines that went out together it names the one that it answers.
    pub(super) fn name_the_line(&mut self) {
        if let Some(line) = self.scripting.flushed.pop_front() {
            self.note(Note::ReplyTo { line });
        }
    }

    /// Sends what was collected in one write; the replies come in the same order (RFC 2920).
    pub(super) fn flush(&mut self) {
        let Some(lines) = self.scripting.collected.take() else {
            return self.helper_failed(&HelperError::NothingCollected);
        };
        let Link::Up(wire, _) = &mut self.link else {
            return self.helper_failed(&HelperError::NotConnected);
        };
        let tls = wire.is_tls();
        let said: Vec<_> = lines.iter().map(|line| self.dialogue.say(line)).collect();
        let bytes: Vec<u8> = said.iter().flat_map(|said| said.bytes.clone()).collect();
        let sent = wire.send(&bytes);
        self.since = Instant::now();
        self.tell_passed();
        for (line, said) in lines.into_iter().zip(said) {
            self.said(&said);
            let sent = Sent {
                line,
                secret: said.secret,
                role: said.role,
                mechanism: said.mechanism,
                helper: said.helper,
                by: By::Script,
                tls,
                ended: true,
            };
            let shown = text::visible(&sent.masked());
            self.scripting.flushed.push_back(shown);
            self.tell(Event::Sent(sent));
        }
        if let Err(error) = sent {
            self.not_sent(&error);
        }
    }
}

fn last_line(lines: &[Vec<u8>]) -> String {
    lines
        .last()
        .map(|line| text::visible(line))
        .unwrap_or_default()
}

/// How deep files may name files: enough for any use, and an end for one that names itself.
const MAX_DEPTH: usize = 16;
/// How many lines of a long reply `:expect` looks at: a list by hand, and a mail's headers.
const MAX_HEARD: usize = 1000;
/// How much of each of them.
const MAX_LINE: usize = 1024;
/// How much of raw bytes without a line end is kept for what they will mean.
const MAX_REST: usize = 16 * 1024;
