//! How a step fails, how a session ends, and what the clock says while nothing happens.

use super::{Link, Session};
use crate::error::{Error, Exit};
use crate::event::{By, Event};
use crate::helper;
use crate::note::Note;
use crate::protocol::Expect;
use crate::screen;
use std::time::{Duration, Instant};

/// How the session ends.
#[derive(Debug, Default)]
pub(super) struct Ending {
    /// It ends as soon as the server has agreed.
    pub(super) leaving: bool,
    /// How often the server was told that this is the end.
    goodbyes: u8,
    /// Something was refused.
    pub(super) refused: bool,
    /// What the first error means for the exit code.
    verdict: Option<Exit>,
    /// It has ended.
    pub(super) exit: Option<Exit>,
}

impl Session {
    /// An error that stops a script, and only this step of a person.
    pub(super) fn fail(&mut self, error: &Error) {
        let at = self.position();
        self.fail_at(&at, error);
    }

    /// The same, of a line that was taken before the last one.
    pub(super) fn fail_at(&mut self, at: &str, error: &Error) {
        if self.person.get() {
            self.print_error(at, error);
            self.drop_lines();
        } else {
            self.stop_at(at, error);
        }
    }

    /// An error that ends the session.
    pub(super) fn stop(&mut self, error: &Error) {
        let at = self.position();
        self.stop_at(&at, error);
    }

    /// The same, of a line that was taken before the last one.
    pub(super) fn stop_at(&mut self, at: &str, error: &Error) {
        if self.began && self.back_to_the_person() {
            return self.fail_at(at, error);
        }
        self.print_error(at, error);
        self.ending.refused |= error.exit() == Exit::Refused;
        self.ending.verdict.get_or_insert(error.exit());
        let in_order = matches!(error.exit(), Exit::Refused | Exit::Usage | Exit::System);
        // Another server may have failed it: this one listens.
        let in_order = in_order || self.dialogue.expect() == Expect::Command;
        if in_order && self.connection.is_up() {
            // It ends in order, as a person would end it.
            self.asking.lines.clear();
            self.asking.wanted.clear();
            self.sources.clear();
            self.ending.leaving = true;
        } else {
            self.ending.exit = self.ending.verdict;
        }
    }

    /// A person reads it where they type; who calls a script reads standard error.
    pub(super) fn print_error(&mut self, at: &str, error: &Error) {
        let lang = self.lang.get();
        if !self.person.get() {
            screen::print_error(at, error, lang);
        }
        self.tell(Event::Failed {
            at: at.to_owned(),
            error: error.clone(),
        });
    }

    pub(super) fn drop_lines(&mut self) {
        let count = self.asking.lines.len();
        self.asking.lines.clear();
        self.forget_questions();
        if count > 0 {
            self.note(Note::LinesDropped { count });
        }
    }

    pub(super) fn helper_failed(&mut self, error: &helper::HelperError) {
        let what = error.say(self.lang.get());
        self.fail(&Error::Helper { what });
    }

    /// Ends in order: says what ends the session, where it can be said, then closes.
    pub(super) fn leave(&mut self) {
        let may_say = self.connection.is_up()
            && !self.connection.impatient
            && !self.dialogue.ended()
            && self.ending.goodbyes < MAX_GOODBYES;
        if may_say && let Some(farewell) = self.dialogue.farewell() {
            self.ending.goodbyes += 1;
            return self.say(&farewell, false, By::Helper);
        }
        self.disconnect();
        self.ending.exit.get_or_insert(self.outcome());
    }

    /// How the session ends if nothing more happens. A person has seen what was refused.
    fn outcome(&self) -> Exit {
        let refused = (self.ending.refused && !self.person.get()).then_some(Exit::Refused);
        self.ending.verdict.or(refused).unwrap_or(Exit::Well)
    }

    /// Completes the records. A session that went well but was not recorded did not go well.
    pub(super) fn finish(&mut self, exit: Exit) -> Exit {
        let mut exit = exit;
        for mut recording in std::mem::take(&mut self.recorders) {
            if let Err(error) = recording.recorder.finish() {
                let error = Error::unwritable(&recording.path, error);
                self.print_error("", &error);
                if exit == Exit::Well {
                    exit = error.exit();
                }
            }
        }
        exit
    }

    pub(super) fn look_at_the_clock(&mut self) {
        if let Some(target) = self.opening.slow() {
            self.note(Note::Reaching { target });
        }
        if self.scripting.is_paused() || self.expecting.is_silence_awaited() {
            // The server owes nothing meanwhile.
            self.since = Instant::now();
            return;
        }
        let silent = self.since.elapsed();
        if self.expecting.close && silent > self.options.timeout {
            return self.close_did_not_come();
        }
        if self.is_ready() || self.asking.asked.is_some() || self.is_asked_elsewhere() {
            return;
        }
        let Link::Up(wire, place) = &self.connection.link else {
            return;
        };
        let shaking_hands = wire.is_shaking_hands();
        let seconds = silent.as_secs();
        if self.ending.leaving && silent > GOODBYE {
            self.ending.exit = Some(self.outcome());
        } else if shaking_hands && silent > self.options.timeout {
            self.fail_link(&Error::TlsSilent { seconds });
        } else if !self.person.get() && silent > self.options.timeout {
            let place = place.to_string();
            self.stop(&if self.connection.heard {
                Error::Slow { place, seconds }
            } else {
                Error::Silent { place, seconds }
            });
        } else if silent > SILENCE
            && !std::mem::replace(&mut self.connection.silence_said, true)
            && self.person.get()
        {
            self.note(if self.connection.heard {
                Note::StillWaiting { seconds }
            } else {
                Note::StillSilent { seconds }
            });
        }
    }
}

/// How long a server may be silent before a person is told what may be the matter.
const SILENCE: Duration = Duration::from_secs(5);
/// How long the reply to the last QUIT is waited for.
const GOODBYE: Duration = Duration::from_secs(5);
/// Steps to the end: an exchange is cancelled, then QUIT is said. A server that never agrees would
/// hear it again and again.
const MAX_GOODBYES: u8 = 3;
