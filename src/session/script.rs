//! What scripts are made of beside lines: pauses, other files, variables; what stops them, and
//! where. All of it works at the prompt as well.

use super::Session;
use crate::error::{Error, Exit};
use crate::helper::{self, Action, Expectation, HelperError, Line};
use crate::note::Note;
use crate::protocol::{Until, dot, text};
use crate::screen;
use crate::source::{Script, Typed};
use crate::textfile;
use std::collections::{BTreeMap, VecDeque};
use std::path::Path;
use std::time::{Duration, Instant};
use zeroize::Zeroizing;

/// What scripts need to remember.
#[derive(Debug, Default)]
pub(super) struct Scripting {
    /// What stops the script, unless its next line expects it.
    pub(super) tolerated: Option<Stopper>,
    /// The text that was to follow a line which was refused.
    pub(super) text: Option<Until>,
    /// How many lines of message text behind a refusal were passed over, and what is left of it.
    skipping: Option<(usize, Until)>,
    /// It was said in this message that a helper in it is text.
    helper_noted: bool,
    /// No line is taken before this.
    paused_until: Option<Instant>,
    /// The number of the last line, in the file that it is from.
    line_number: usize,
    /// Those who named a file: their line number, and the lines that they still have to say.
    callers: Vec<(usize, VecDeque<Zeroizing<Vec<u8>>>)>,
    variables: BTreeMap<String, String>,
}

impl Scripting {
    /// With these variables.
    pub(super) fn new(variables: &[(String, String)]) -> Self {
        Self {
            variables: variables.iter().cloned().collect(),
            ..Self::default()
        }
    }

    /// Ends a pause, if there is one.
    pub(super) fn wake(&mut self) -> bool {
        self.is_paused() && self.paused_until.take().is_some()
    }

    pub(super) fn is_paused(&self) -> bool {
        self.paused_until
            .is_some_and(|until| until > Instant::now())
    }
}

/// What stops a script, and where.
#[derive(Debug)]
pub(super) struct Stopper {
    pub(super) at: String,
    pub(super) error: Error,
    /// Another reply has come, which is the one that the next line may expect.
    superseded: bool,
}

impl Stopper {
    /// Whether what is expected is about what stops the script.
    fn is_forgiven_by(&self, expectation: &Expectation, unasked: bool) -> bool {
        match expectation {
            Expectation::Each(_) | Expectation::Closed => true,
            // It will fail itself, if something came.
            Expectation::Nothing(_) => unasked || self.error.exit() != Exit::Refused,
            Expectation::Tls(_) | Expectation::CertificateDays(_) => false,
            _ => !self.superseded,
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
        let Some(stopper) = self.scripting.tolerated.take() else {
            return true;
        };
        let unasked = self.expecting.unasked.is_some();
        match self.action_of(line) {
            Some(Action::Nothing) => {
                self.scripting.tolerated = Some(stopper);
                return true;
            }
            Some(Action::Expect(expectation)) if stopper.is_forgiven_by(&expectation, unasked) => {
                return true;
            }
            _ => {}
        }
        if self.is_kept_going(&stopper) {
            // Headers come next, unless whoever wrote the script knew of the refusal.
            if self.is_command(line) || helper::is_helper(line) {
                self.scripting.skipping = None;
            }
            return !self.skips(line);
        }
        self.stop_at(&stopper.at, &stopper.error);
        false
    }

    /// With `--keep-going` a refusal only counts. Who sees no replies is told of it.
    pub(super) fn is_kept_going(&mut self, stopper: &Stopper) -> bool {
        let refusal = stopper.error.exit() == Exit::Refused;
        if let Error::RefusedReply { reply } = &stopper.error
            && self.options.keep_going
            && self.terminal.is_silent()
        {
            let reply = reply.clone();
            screen::print_error(&stopper.at, &Error::Refusal { reply }, self.lang.get());
        }
        self.ending.refused |= refusal;
        if refusal && self.options.keep_going {
            self.scripting.skipping = self.scripting.text.take().map(|text| (0, text));
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
                // Behind its last byte the command goes on, up to the end of that line.
                let rest = left.checked_sub(line.len() as u64 + 2);
                *left = rest.unwrap_or_default();
                rest.is_none()
            }
            Until::LineEnd { .. } => true,
        };
        if over {
            let count = *count;
            self.scripting.skipping = None;
            self.note(Note::TextSkipped { count });
        }
        true
    }

    /// Something that stops a script unless its next line expects it, and a person never.
    pub(super) fn tolerate(&mut self, at: String, error: Error) {
        if self.person.get() {
            if error.exit() != Exit::Refused {
                self.fail(&error);
            }
            return;
        }
        // What ends all of it outweighs a refusal that is only counted.
        let outweighs = self.options.keep_going && error.exit() != Exit::Refused;
        let refusal = |before: &mut Stopper| before.error.exit() == Exit::Refused;
        if outweighs && self.scripting.tolerated.take_if(refusal).is_some() {
            self.ending.refused = true;
        }
        self.scripting.tolerated.get_or_insert(Stopper {
            at,
            error,
            superseded: false,
        });
    }

    /// A reply came: what was tolerated before it is no longer about the last one.
    pub(super) fn supersede(&mut self) {
        if let Some(stopper) = &mut self.scripting.tolerated {
            stopper.superseded = true;
        }
    }

    /// A line of message text from a script. One that looks like a helper was most likely meant as
    /// one; that is said once a message.
    pub(super) fn note_helper_in_text(&mut self, line: &[u8]) {
        if !self.scripting.helper_noted && matches!(helper::interpret(line), Ok(Line::Helper(..))) {
            self.scripting.helper_noted = true;
            let line = text::visible(line);
            self.note(Note::HelperInText { line });
        }
    }

    /// Message text begins.
    pub(super) fn text_begins(&mut self) {
        self.scripting.helper_noted = false;
    }

    /// Where the script is: `lab.smtp:12`. A person knows where they are.
    pub(super) fn position(&self) -> String {
        let number = self.scripting.line_number;
        let source = self.sources.front().filter(|_| number > 0);
        let place = source.and_then(|source| source.place(number));
        place.unwrap_or_default()
    }

    pub(super) fn pause(&mut self, time: Duration) {
        self.scripting.paused_until = Instant::now().checked_add(time);
    }

    /// The lines of a file come before those of whoever named it.
    pub(super) fn source(&mut self, path: &Path) {
        if self.sources.len() >= MAX_DEPTH {
            return self.helper_failed(&HelperError::TooDeep);
        }
        if self.is_recorded(path) {
            return self.fail(&Error::recorded(path));
        }
        let file = match textfile::open(path) {
            Ok(file) => file,
            Err(error) => {
                return self.fail(&Error::unreadable(path, error));
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
        let lines = std::mem::take(&mut self.asking.lines);
        self.scripting.callers.push((number, lines));
        self.sources.push_front(Box::new(script));
    }

    /// A script's last line was taken: who named it goes on where it was.
    pub(super) fn source_done(&mut self) {
        self.sources.pop_front();
        (self.scripting.line_number, self.asking.lines) =
            self.scripting.callers.pop().unwrap_or_default();
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

    /// What a name stands for. What the environment has may be too secret for a command line.
    fn value(&self, name: &str) -> Result<String, HelperError> {
        if let Some(name) = name.strip_prefix("env:") {
            let name = text::escape(name);
            return std::env::var(&name).map_err(|_| HelperError::NotInEnvironment { name });
        }
        let value = self.scripting.variables.get(name).cloned();
        value.ok_or_else(|| HelperError::NoSuchVariable {
            name: text::escape(name),
        })
    }

    /// What a line asks of smtpsh, if it is a helper that can be understood.
    pub(super) fn action_of(&self, line: &[u8]) -> Option<Action> {
        let Ok(Line::Helper(row, argument)) = helper::interpret(line) else {
            return None;
        };
        (row.action)(&self.expand(argument).ok()?).ok()
    }

    /// A helper line with every `${NAME}` replaced by its value.
    pub(super) fn expand(&self, line: &str) -> Result<String, HelperError> {
        let mut expanded = String::new();
        let mut rest = line;
        while let Some((before, behind)) = rest.split_once("${") {
            let Some((name, after)) = behind.split_once('}') else {
                return Err(HelperError::OpenVariable);
            };
            expanded.push_str(before);
            expanded.push_str(&self.value(name)?);
            rest = after;
        }
        expanded.push_str(rest);
        Ok(expanded)
    }
}

/// How deep files may name files: enough for any use, and an end for one that names itself.
const MAX_DEPTH: usize = 16;
