//! What a script says that must happen: the last reply, what is offered, a close, silence.

use super::{Link, Session};
use crate::error::Error;
use crate::event::Event;
use crate::helper::Expectation;
use crate::note::{Awaits, Note};
use crate::protocol::{Oddity, Part, Reply, text};
use crate::wire::{Moment, TlsVersion};
use std::time::{Duration, Instant, SystemTime};

/// What has been heard since the last line, and what is waited for.
#[derive(Debug, Default)]
pub(super) struct Expecting {
    /// The last reply.
    last: Option<Reply>,
    /// All that answered what was said last.
    replies: Vec<Reply>,
    /// The first lines of what came with it.
    heard: Vec<Vec<u8>>,
    /// What came since the last line although nothing asked for it.
    pub(super) unasked: Option<String>,
    /// `:expect-closed` waits for the server.
    pub(super) close: bool,
    /// `:expect-nothing` waits, as it was written.
    silence: Option<(Instant, Expectation)>,
}

impl Expecting {
    /// A line goes out.
    pub(super) fn said(&mut self) {
        self.heard.clear();
        self.replies.clear();
        self.unasked = None;
    }

    /// A part of a reply came: the first ones are kept.
    pub(super) fn part(&mut self, part: &Part) {
        if self.heard.len() < MAX_HEARD {
            let start = part.bytes.get(..MAX_LINE).unwrap_or(&part.bytes);
            self.heard.push(start.to_vec());
        }
    }

    /// Whether something is waited for, so that no line is taken.
    pub(super) fn is_waiting(&self) -> bool {
        self.close || self.silence.is_some()
    }

    /// Whether the server is to say nothing.
    pub(super) fn is_silence_awaited(&self) -> bool {
        self.silence.is_some()
    }

    /// Whether the last reply is as expected; if not, what it is.
    fn check(&self, expectation: &Expectation) -> Option<String> {
        let replies = match expectation {
            Expectation::Each(_) => &self.replies,
            _ => self.last.as_slice(),
        };
        let got = || {
            let lines = replies.iter().map(|reply| last_line(&reply.lines));
            lines.collect::<Vec<_>>().join("; ")
        };
        (!expectation.is_met_by_all(replies, &self.heard)).then(got)
    }
}

impl Session {
    pub(super) fn expect(&mut self, expectation: Expectation) {
        let at = self.position();
        let got = match &expectation {
            Expectation::Closed if matches!(self.connection.link, Link::Down) => None,
            Expectation::Closed => {
                self.expecting.close = true;
                self.since = Instant::now();
                return;
            }
            Expectation::Nothing(time) => return self.expect_nothing(*time, expectation),
            Expectation::Offer(_) => {
                let offers = self.dialogue.offers();
                (!expectation.is_offered(offers)).then(|| offers.join(", "))
            }
            Expectation::Tls(version) => self.other_tls_than(*version),
            Expectation::CertificateDays(days) => self.sooner_than(*days),
            _ if self.pipelining.is_expected_of_last(&at, &expectation) => return,
            _ => self.expecting.check(&expectation),
        };
        self.judge(&at, &expectation, got);
    }

    /// What protects the connection, if not this version.
    fn other_tls_than(&self, version: TlsVersion) -> Option<String> {
        match &self.connection.secured {
            Some(secured) if secured.version == version.name() => None,
            Some(secured) => Some(secured.version.to_owned()),
            None => Some(Awaits::Plain.say(self.lang.get())),
        }
    }

    /// How long the certificate is valid, if not for so many days.
    fn sooner_than(&self, days: u64) -> Option<String> {
        let lang = self.lang.get();
        let Some(secured) = &self.connection.secured else {
            return Some(Awaits::Plain.say(lang));
        };
        let until = secured.certificate.until;
        let left = Moment::from(SystemTime::now()).days_until(until);
        (left < days).then(|| {
            lang.pick(
                format!("{left} days, until {until}"),
                format!("{left} 天，到 {until}"),
            )
        })
    }

    /// A line that went out together with others is answered: whether as expected.
    pub(super) fn expect_of_line(&mut self, at: &str, expectation: &Expectation) {
        let got = self.expecting.check(expectation);
        self.judge(at, expectation, got);
    }

    /// The verdict on an expectation: `got` is what there was instead.
    pub(super) fn judge(&mut self, at: &str, expectation: &Expectation, got: Option<String>) {
        // Also of what is not so: whoever says it again expects the same.
        self.tell(Event::Helped {
            line: expectation.line(),
            forgives: got.is_none() && expectation.forgives(),
        });
        if let Some(got) = got {
            return self.not_as_expected(at, expectation, got);
        }
        let expected = expectation.say(self.lang.get());
        self.note(Note::AsExpected { expected });
    }

    pub(super) fn not_as_expected(&mut self, at: &str, expectation: &Expectation, got: String) {
        let expected = expectation.say(self.lang.get());
        let got = match got.is_empty() {
            true => self.lang.get().pick("nothing", "什么也没有").to_owned(),
            false => got,
        };
        self.ending.refused = true;
        self.fail_at(at, &Error::NotExpected { expected, got });
    }

    fn expect_nothing(&mut self, time: Duration, expectation: Expectation) {
        let closed = matches!(self.connection.link, Link::Down)
            .then(|| Expectation::Closed.say(self.lang.get()));
        if let Some(got) = self.expecting.unasked.take().or(closed) {
            let at = self.position();
            return self.judge(&at, &expectation, Some(got));
        }
        let until = Instant::now().checked_add(time);
        self.expecting.silence = until.map(|until| (until, expectation));
    }

    /// Whether it was long enough that nothing came.
    pub(super) fn look_at_silence(&mut self) {
        let over = |(until, _): &mut (Instant, Expectation)| *until <= Instant::now();
        if let Some((_, expectation)) = self.expecting.silence.take_if(over) {
            // What a reply was awaited to is none to the server, or not yet.
            self.forget_unanswered();
            self.judge("", &expectation, None);
        }
    }

    /// A reply came.
    pub(super) fn heard_reply(&mut self, reply: &Reply) {
        // What answers a line that was to be text was not asked for either.
        let asked = reply.is_awaited() && !reply.oddities.contains(&Oddity::EndedEarly);
        let got = last_line(&reply.lines);
        if let Some((_, expectation)) = self.expecting.silence.take() {
            let at = self.position();
            self.judge(&at, &expectation, Some(got));
        } else if !asked {
            self.expecting.unasked = Some(got);
        }
        if reply.is_awaited() && self.expecting.replies.len() < MAX_HEARD {
            self.expecting.replies.push(reply.clone());
        }
        self.expecting.last = Some(reply.clone());
    }

    /// The server has closed. Returns whether an expectation was about that.
    pub(super) fn close_was_expected(&mut self) -> bool {
        if let Some((_, silence)) = self.expecting.silence.take() {
            let at = self.position();
            let got = Expectation::Closed.say(self.lang.get());
            self.judge(&at, &silence, Some(got));
            return true;
        }
        let expected = std::mem::take(&mut self.expecting.close);
        if expected {
            self.judge("", &Expectation::Closed, None);
        }
        expected
    }

    /// The server has not closed in time.
    pub(super) fn close_did_not_come(&mut self) {
        self.expecting.close = false;
        self.ending.refused = true;
        self.fail(&Error::NotClosed);
    }
}

fn last_line(lines: &[Vec<u8>]) -> String {
    lines
        .last()
        .map(|line| text::visible(line))
        .unwrap_or_default()
}

/// How many lines of a long reply `:expect` looks at: a list by hand, and a mail's headers.
const MAX_HEARD: usize = 1000;
/// How much of each of them.
const MAX_LINE: usize = 1024;
