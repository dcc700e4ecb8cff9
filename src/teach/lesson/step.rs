//! What a lesson is made of.

use crate::practice::fault::Fault;
use crate::words::Text;

/// A lesson as a table.
#[derive(Debug)]
pub struct Course {
    /// Its name, for `:lesson NAME`.
    pub name: &'static str,
    /// What is learned in it.
    pub title: Text,
    /// Its steps, in order.
    pub steps: &'static [Step],
}

/// A step: a line to type, and what is to be learned from the answer.
#[derive(Debug)]
pub struct Step {
    /// The line to type.
    pub line: &'static str,
    /// When the step is done.
    pub done: Done,
    /// What is about to happen, and why.
    pub before: Text,
    /// What the answer means.
    pub after: Text,
    /// What to look at, for someone who did something else.
    pub hint: Text,
    /// What is wrong with the practice server in this step.
    pub fault: Option<Fault>,
    /// A new connection can begin with this step.
    pub fresh: bool,
    /// Whoever got here has done the steps before, in whatever way.
    pub milestone: bool,
}

/// When a step is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    /// A command with one of these verbs was answered with this code.
    Reply(&'static [&'static str], u16),
    /// A command with one of these verbs was carried out, where replies have no codes.
    Well(&'static [&'static str]),
    /// A command with this verb, and this in capitals somewhere behind it, was carried out.
    WellWith(&'static str, &'static str),
    /// An AUTH answer was answered with this code.
    Answer(u16),
    /// A header of this name was typed.
    Header(&'static str),
    /// The empty line between headers and text was typed.
    EmptyLine,
    /// A line of text was typed.
    Text,
    /// The dot was answered with this code.
    End(u16),
    /// TLS is up.
    Secured,
    /// A new connection is up.
    Connected,
    /// A new connection is up, and this protocol is spoken there.
    Opened(&'static str),
    /// The connection is gone.
    Closed,
    /// This helper was used.
    Helper(&'static str),
    /// This answer was chosen.
    Choice(usize),
}

impl Done {
    /// Whether the session is not the same without it, so that a new one needs it again.
    pub(super) fn leaves_a_trace(self) -> bool {
        match self {
            Self::Reply(_, code) | Self::Answer(code) | Self::End(code) => code < 400,
            Self::Header(_) | Self::EmptyLine | Self::Text | Self::Secured => true,
            Self::Well(_) | Self::WellWith(..) | Self::Opened(_) => true,
            Self::Connected | Self::Closed | Self::Helper(_) | Self::Choice(_) => false,
        }
    }

    /// Whether it takes a connection.
    pub(super) fn needs_connection(self) -> bool {
        !matches!(
            self,
            Self::Connected | Self::Opened(_) | Self::Closed | Self::Helper(_) | Self::Choice(_)
        )
    }

    /// Whether it is a command with one of these verbs.
    pub(super) fn is_command(self, wanted: &[&str]) -> bool {
        match self {
            Self::Reply(verbs, _) | Self::Well(verbs) => {
                verbs.iter().any(|verb| wanted.contains(verb))
            }
            Self::WellWith(verb, _) => wanted.contains(&verb),
            _ => false,
        }
    }
}

/// A row of a course.
pub(super) const fn step(
    line: &'static str,
    done: Done,
    before: Text,
    after: Text,
    hint: Text,
) -> Step {
    Step {
        line,
        done,
        before,
        after,
        hint,
        fault: None,
        fresh: false,
        milestone: false,
    }
}

impl Step {
    /// The protocol that it opens a connection for.
    pub(super) fn opens(&self) -> Option<&'static str> {
        match self.done {
            Done::Opened(protocol) => Some(protocol),
            _ => None,
        }
    }

    pub(super) const fn with(mut self, fault: Fault) -> Self {
        self.fault = Some(fault);
        self
    }

    pub(super) const fn fresh(mut self) -> Self {
        self.fresh = true;
        self
    }

    pub(super) const fn milestone(mut self) -> Self {
        self.milestone = true;
        self
    }
}
