//! Lines that go out before what is in front of them is answered: collected and sent together, as
//! exact bytes, or by somebody impatient. Each reply finds the line that it answers.

use super::{Link, Session};
use crate::event::{By, Event, Sent};
use crate::helper::{Action, Expectation, HelperError};
use crate::note::Note;
use crate::protocol::line::End;
use crate::protocol::{Expect, Reply, Role, Said, To, Until, text};
use std::collections::VecDeque;
use std::time::Instant;
use zeroize::Zeroizing;

/// What was said and is not answered, and what is still to be said.
#[derive(Debug, Default)]
pub(super) struct Pipelining {
    /// What will be answered, oldest first.
    unanswered: VecDeque<Spoken>,
    /// What may be answered, or may be text: a reply will decide.
    early: VecDeque<Spoken>,
    /// Lines that wait for `:flush`.
    collected: Option<Vec<Line>>,
    /// Raw bytes behind the last line end.
    rest: Zeroizing<Vec<u8>>,
    /// All that went out last were lines that end with a bare LF, so perhaps none to the server.
    doubtful: bool,
    /// A script has ended whose end was read ahead.
    pub(super) script_ended: bool,
}

/// A line that is still to be said.
type Line = (Zeroizing<Vec<u8>>, Spoken);

/// A line, until it is answered.
#[derive(Debug, Default)]
pub(super) struct Spoken {
    /// What its reply answers.
    to: Option<To>,
    /// Where it stands in its script.
    pub(super) at: String,
    /// The message text that was to follow it.
    pub(super) text: Option<Until>,
    /// As it is shown, if it went out together with others: its reply names it.
    pub(super) shown: Option<String>,
    /// What its reply must be, and where a script says so.
    pub(super) expected: Vec<(String, Expectation)>,
}

impl Pipelining {
    pub(super) fn is_collecting(&self) -> bool {
        self.collected.is_some()
    }

    /// Gives up what was collected. Returns how many lines that were.
    pub(super) fn forget_collected(&mut self) -> usize {
        self.collected.take().map_or(0, |lines| lines.len())
    }

    /// Keeps a line for `:flush`, if lines are collected.
    pub(super) fn collect(&mut self, line: &[u8], at: &str) -> bool {
        let Some(collected) = &mut self.collected else {
            return false;
        };
        let spoken = Spoken {
            at: at.to_owned(),
            ..Spoken::default()
        };
        collected.push((Zeroizing::new(line.to_vec()), spoken));
        true
    }

    /// An expectation behind a line that is collected is about the reply to that line.
    pub(super) fn is_expected_of_last(&mut self, at: &str, expectation: &Expectation) -> bool {
        let Some((_, spoken)) = self.collected.as_mut().and_then(|lines| lines.last_mut()) else {
            return false;
        };
        spoken.expected.push((at.to_owned(), expectation.clone()));
        true
    }

    /// The line that a reply answers. They need not come in order (RFC 9051 §5.5).
    pub(super) fn answered(&mut self, reply: &Reply) -> Spoken {
        let at = self
            .unanswered
            .iter()
            .position(|spoken| spoken.to == reply.to);
        at.and_then(|at| self.unanswered.remove(at))
            .unwrap_or_default()
    }

    /// How many raw bytes have gone out that are not a line yet.
    pub(super) fn raw_length(&self) -> u64 {
        self.rest.len() as u64
    }

    /// The connection is new.
    pub(super) fn connected(&mut self) {
        self.unanswered.clear();
        self.early.clear();
        self.rest.clear();
    }
}

impl Session {
    /// Notes what a line brings on: a reply, and text behind it.
    pub(super) fn said(&mut self, said: &Said) {
        let at = self.position();
        self.said_as(
            said,
            Spoken {
                at,
                ..Spoken::default()
            },
        );
    }

    fn said_as(&mut self, said: &Said, spoken: Spoken) {
        self.expecting.said();
        if said.role == Role::Command {
            self.mails.said();
        }
        self.pipelining.doubtful = false;
        self.scripting.text = None;
        self.begun_by_hand(said);
        let spoken = Spoken {
            text: said.text,
            ..spoken
        };
        if said.early {
            self.pipelining.early.push_back(spoken);
        } else {
            self.awaits(spoken, said.to.clone());
        }
    }

    /// Early lines mean something now.
    pub(super) fn settled(&mut self, settled: Vec<Option<To>>) {
        for to in settled {
            if let Some(spoken) = self.pipelining.early.pop_front() {
                self.awaits(spoken, to);
            }
        }
    }

    fn awaits(&mut self, spoken: Spoken, to: Option<To>) {
        match to {
            Some(to) => {
                self.timing.said(to.clone());
                let to = Some(to);
                self.pipelining
                    .unanswered
                    .push_back(Spoken { to, ..spoken });
            }
            // A line of text is not answered.
            None => {
                for (at, expectation) in spoken.expected {
                    self.judge(&at, &expectation, Some(String::new()));
                }
            }
        }
    }

    /// Lines that went out together, and will not be answered any more: told, and not as expected.
    pub(super) fn tell_unanswered(&mut self) {
        let mut lost = std::mem::take(&mut self.pipelining.unanswered);
        lost.append(&mut self.pipelining.early);
        for Spoken {
            shown, expected, ..
        } in lost
        {
            if let Some(line) = shown {
                self.note(Note::NoReplyTo { line });
            }
            for (at, expectation) in expected {
                self.not_as_expected(&at, &expectation, String::new());
            }
        }
    }

    /// Nothing that was said will be answered.
    pub(super) fn forget_unanswered(&mut self) {
        self.dialogue.unanswered();
        self.pipelining.connected();
    }

    /// A line for the dialogue, together with the exact bytes that stand in front of it. One that gives
    /// a code away is a secret as a whole, but in message text that the server awaits: what is said
    /// ahead may turn out to be a command.
    pub(super) fn speak(&mut self, line: &[u8]) -> Said {
        let given_away = !self.dialogue.expect().is_text() && self.is_given_away(line);
        let rest = std::mem::take(&mut self.pipelining.rest);
        let mut said = self
            .dialogue
            .say(&Zeroizing::new([&rest[..], line].concat()));
        let before = rest.len().min(said.bytes.len());
        said.bytes.drain(..before);
        said.secret = said
            .secret
            .map(|span| span.start.saturating_sub(rest.len())..span.end.saturating_sub(rest.len()));
        if let Some(secret) = said.secret.clone().and_then(|span| line.get(span)) {
            self.said_secret(secret);
        }
        if given_away {
            self.codes.gave_away(line);
            said.secret = Some(0..line.len());
        }
        said
    }

    /// Sends bytes as they are. What of them is lines is noted as said.
    pub(super) fn raw(&mut self, bytes: &[u8]) {
        let Link::Up(wire, _) = &mut self.connection.link else {
            return self.helper_failed(&HelperError::NotConnected);
        };
        if self.pipelining.is_collecting() {
            return self.helper_failed(&HelperError::Collecting);
        }
        let tls = wire.is_tls();
        let sent = wire.send(bytes);
        self.since = Instant::now();
        self.tell_passed();
        let mut role = self.dialogue.expect().is_text().then_some(Role::Text);
        let whole = Zeroizing::new([&self.pipelining.rest[..], bytes].concat());
        let mut lines: Vec<&[u8]> = whole.split(|byte| *byte == b'\n').collect();
        // What never becomes a line is bounded by what was typed; a line of it is only for reading.
        let mut rest = Zeroizing::new(lines.pop().unwrap_or_default().to_vec());
        rest.truncate(MAX_REST);
        let bare = !lines.is_empty() && !lines.iter().any(|line| line.ends_with(b"\r"));
        let is_command = role.is_none();
        // Also of a line that is not at its end: the next bytes may bring the rest of a code.
        let holds_secret = is_command
            && (lines.iter().any(|line| self.holds_secret(line)) || self.holds_secret(&rest));
        let mut secret = holds_secret.then_some(0..bytes.len());
        // What says it again, if it is one line, or a command and what answers it.
        let whole = rest.is_empty() && self.pipelining.rest.is_empty() && !bare;
        let (mut helper, mut mechanism) = (None, None);
        let count = lines.len();
        for (at, line) in lines.into_iter().enumerate() {
            let said = match line.strip_suffix(b"\r") {
                Some(line) => self.dialogue.say_ended(line, End::CrLf),
                None => self.dialogue.say_ended(line, End::BareLf),
            };
            if let Some(part) = said.secret.clone().and_then(|span| said.bytes.get(span)) {
                self.said_secret(part);
                secret = match (whole, count) {
                    (true, 1) => said.secret.clone(),
                    _ => Some(0..bytes.len()),
                };
            }
            role.get_or_insert(said.role);
            match at {
                0 if whole => (helper, mechanism) = (said.helper.clone(), said.mechanism.clone()),
                _ if said.early && count == ANSWERED => {}
                _ => helper = None,
            }
            self.said(&said);
        }
        self.pipelining.rest = rest;
        self.pipelining.doubtful = bare;
        self.connection.impatient = false;
        self.tell(Event::Sent(Sent {
            line: Zeroizing::new(bytes.to_vec()),
            secret,
            role: role.unwrap_or(Role::Command),
            mechanism: mechanism.filter(|_| helper.is_some()),
            helper,
            goes_on: false,
            by: By::Helper,
            tls,
            ended: false,
        }));
        if let Err(error) = sent {
            self.not_sent(&error);
        }
    }

    pub(super) fn pipeline(&mut self) {
        self.pipelining.collected.get_or_insert_default();
        self.note(Note::Collecting);
    }

    /// Sends what was collected in one write; the replies come in the same order (RFC 2920).
    pub(super) fn flush(&mut self) {
        let Some(lines) = self.pipelining.collected.take() else {
            return self.helper_failed(&HelperError::NothingCollected);
        };
        self.say_all(lines, By::Script);
    }

    /// Says lines of a helper in one write.
    pub(super) fn say_together(&mut self, lines: Vec<Zeroizing<Vec<u8>>>) {
        let at = self.position();
        let spoken = |line| {
            let spoken = Spoken {
                at: at.clone(),
                ..Spoken::default()
            };
            (line, spoken)
        };
        self.say_all(lines.into_iter().map(spoken).collect(), By::Helper);
    }

    fn say_all(&mut self, lines: Vec<Line>, by: By) {
        if !self.connection.is_up() {
            return self.helper_failed(&HelperError::NotConnected);
        }
        let said: Vec<_> = lines.iter().map(|(line, _)| self.speak(line)).collect();
        let bytes: Vec<_> = said.iter().map(|said| said.bytes.as_slice()).collect();
        let bytes = Zeroizing::new(bytes.concat());
        let Link::Up(wire, _) = &mut self.connection.link else {
            return;
        };
        let tls = wire.is_tls();
        let sent = wire.send(&bytes);
        self.since = Instant::now();
        self.tell_passed();
        for ((line, spoken), said) in lines.into_iter().zip(said) {
            let sent = Sent {
                line,
                secret: said.secret.clone(),
                role: said.role,
                mechanism: said.mechanism.clone(),
                goes_on: said.goes_on(),
                helper: said.helper.clone(),
                by,
                tls,
                ended: true,
            };
            let shown = Some(text::visible(&sent.masked()));
            self.said_as(&said, Spoken { shown, ..spoken });
            self.tell(Event::Sent(sent));
        }
        if let Err(error) = sent {
            self.not_sent(&error);
        }
    }

    /// Whether the next line of a script says that a bare LF is not answered: then it is taken
    /// although a reply is awaited.
    pub(super) fn is_silence_expected(&self) -> bool {
        let next = self
            .asking
            .lines
            .front()
            .filter(|_| self.pipelining.doubtful);
        let action = next.and_then(|line| self.action_of(line));
        matches!(action, Some(Action::Expect(Expectation::Nothing(_))))
    }

    /// Reads on in a script although a reply is awaited, to know whether one is expected.
    pub(super) fn read_ahead(&mut self) {
        let awaits = self.connection.is_up() && self.dialogue.expect() == Expect::Nothing;
        let read = self.asking.lines.is_empty() && !self.pipelining.script_ended;
        let idle =
            self.asking.asked.is_none() && self.ending.exit.is_none() && !self.ending.leaving;
        if self.pipelining.doubtful && awaits && read && idle && !self.person.get() {
            self.ask();
        }
    }
}

/// AUTH LOGIN, the name, the code.
const ANSWERED: usize = 3;
/// How much of raw bytes without a line end is kept for what they will mean.
const MAX_REST: usize = 16 * 1024;
