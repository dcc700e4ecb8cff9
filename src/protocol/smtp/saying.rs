//! What a line means that is said, now or when the reply before it has come.

use super::{Mode, Pending, Smtp, Verb, verb};
use crate::protocol::command::words;
use crate::protocol::line::End;
use crate::protocol::{Dialogue, Role, To, Until, dot, text};

/// A line that went out before it was known what it is.
#[derive(Debug)]
pub(super) struct Early {
    line: Vec<u8>,
    end: End,
    /// Whoever said it was told that it is one.
    told: bool,
}

impl Early {
    pub(super) fn new(line: &[u8], end: End, told: bool) -> Self {
        let line = line.to_vec();
        Self { line, end, told }
    }
}

/// What a line means.
pub(super) struct Meaning {
    pub(super) role: Role,
    pub(super) to: Option<To>,
    pub(super) mechanism: Option<String>,
    pub(super) text: Option<Until>,
}

impl Meaning {
    fn of(role: Role) -> Self {
        Self {
            role,
            to: None,
            mechanism: None,
            text: None,
        }
    }
}

impl Smtp {
    /// What was said last, if its reply decides what the next line is.
    pub(super) fn decisive(&self) -> Option<Pending> {
        let last = self.pending.back().map(|&(pending, _)| pending);
        last.filter(|pending| pending.is_decisive())
    }

    /// A line behind one whose reply decides what it is; for now, what it most likely is.
    pub(super) fn put_off(&mut self, before: Pending, line: Early, secret: bool) -> Meaning {
        self.early.push_back(line);
        Meaning::of(match before {
            Pending::Command(Verb::Data) => Role::Text,
            _ if secret => Role::Answer,
            _ => Role::Command,
        })
    }

    /// Notes what a line means.
    pub(super) fn mean(&mut self, line: &[u8], end: End) -> Meaning {
        match self.mode {
            Mode::Text => Meaning {
                to: self.text(line, end),
                ..Meaning::of(Role::Text)
            },
            Mode::Answer(_) => Meaning {
                to: self.await_reply(Pending::Answer, To::Answer),
                ..Meaning::of(Role::Answer)
            },
            Mode::Command | Mode::Border => {
                let verb = Verb::of(line);
                if verb::is_command(line) {
                    self.in_login = verb == Verb::Auth;
                }
                let mechanism = (verb == Verb::Auth).then(|| self.begin_auth(line));
                let what = self.grammar().verb_of(line);
                Meaning {
                    to: self.await_reply(Pending::Command(verb), To::Command { what }),
                    mechanism,
                    text: (verb == Verb::Data).then_some(Until::Dot),
                    ..Meaning::of(Role::Command)
                }
            }
        }
    }

    /// Notes the mechanism of an AUTH command, and returns its name.
    fn begin_auth(&mut self, line: &[u8]) -> String {
        let mechanism = words(line).nth(1).unwrap_or_default();
        self.mechanism = line[mechanism].to_vec();
        text::visible(&self.mechanism)
    }

    /// A line of text: what will be answered, if it ends it.
    fn text(&mut self, line: &[u8], end: End) -> Option<To> {
        let before = std::mem::replace(&mut self.text_end, end);
        let whole = (before, end) == (End::CrLf, End::CrLf);
        let ends = whole && dot::unstuff(line) == dot::Text::End;
        let behind = dot::behind_a_doubtful_end(line).filter(|_| !ends);
        match (&mut self.doubtful, behind) {
            (Some(doubtful), _) if doubtful.len() < MAX_DOUBTFUL => {
                doubtful.push(Early::new(line, end, false));
            }
            (None, Some(behind)) => {
                let rest = behind.map(|rest| Early::new(rest, end, false));
                self.doubtful = Some(rest.into_iter().collect());
            }
            _ => {}
        }
        if !ends {
            return None;
        }
        self.await_reply(Pending::Message, To::Text)
    }

    /// What waited for a reply means something now. Returns what will be answered of it.
    pub(super) fn settle(&mut self) -> Vec<Option<To>> {
        if self.mode == Mode::Border {
            self.early.clear();
        }
        let mut settled = Vec::new();
        while self.decisive().is_none()
            && let Some(Early { line, end, told }) = self.early.pop_front()
        {
            let meaning = self.mean(&line, end);
            if told {
                settled.push(meaning.to);
            }
        }
        settled
    }

    /// A reply that nothing awaits: a dot that was taken for text did end it.
    pub(super) fn believe_the_server(&mut self) -> bool {
        let Some(doubtful) = self.doubtful.take() else {
            return false;
        };
        if self.mode == Mode::Text {
            self.await_reply(Pending::Message, To::Text);
        }
        self.early.extend(doubtful);
        self.settle();
        true
    }

    fn await_reply(&mut self, what: Pending, to: To) -> Option<To> {
        self.mode = Mode::Command;
        self.pending.push_back((what, to.clone()));
        Some(to)
    }
}

/// How much of what follows a doubtful end is kept: a smuggled mail, and a bound for a long one.
const MAX_DOUBTFUL: usize = 1000;
