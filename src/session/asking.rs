//! What the sources are asked, and what they answer.

use super::composing::Field;
use super::login::Way;
use super::{Link, Session};
use crate::error::Error;
use crate::helper;
use crate::note::{Awaits, Note};
use crate::protocol::{Dialogue, Expect, text};
use crate::screen;
use crate::source::{Question, Typed};
use crate::words::Lang;
use std::collections::VecDeque;
use std::time::Instant;
use zeroize::Zeroizing;

/// What was asked and typed, and is not yet taken.
#[derive(Debug, Default)]
pub(super) struct Asking {
    /// What the source was asked and has not answered.
    pub(super) asked: Option<Awaits>,
    /// What the next answer of the source is for, if it is no line.
    pub(super) wanted: VecDeque<Want>,
    pub(super) lines: VecDeque<Zeroizing<Vec<u8>>>,
    /// What a person answered while the lines of a script wait.
    pub(super) answered: Option<Zeroizing<Vec<u8>>>,
    /// Several lines came at once.
    pub(super) pasted: bool,
    /// What the history is to keep.
    pub(super) remember: Vec<String>,
    /// Message text that stands aside for one helper.
    pub(super) escaped: Option<String>,
    /// Ctrl-C or Ctrl-D was pressed once in message text.
    warned: bool,
}

/// What is asked for aside from lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Want {
    /// The user name, for the pending challenge.
    AnswerUser,
    /// The code, for the pending challenge.
    AnswerCode,
    /// The user name, to log in.
    LoginUser(Way),
    /// The code, to log in.
    LoginCode(Way),
    /// One helper, aside from message text.
    Helper,
    /// A part of a mail.
    Field(Field),
}

impl Session {
    pub(super) fn ask(&mut self) {
        // What a script cannot know is asked of the person behind it.
        let person = self.sources.iter().position(|source| source.is_person());
        let asked = person
            .filter(|_| !self.asking.wanted.is_empty())
            .unwrap_or(0);
        let Some(source) = self.sources.get(asked) else {
            self.ending.leaving = true;
            return;
        };
        self.person.set(source.is_person());
        let kind = match self.asking.wanted.front() {
            Some(Want::AnswerUser | Want::LoginUser(_)) => Awaits::AskUser,
            Some(Want::AnswerCode | Want::LoginCode(_)) => Awaits::AskCode,
            Some(Want::Helper) => Awaits::Helper,
            Some(Want::Field(field)) => field.awaits(),
            None if self.connection.upgrade_awaited => Awaits::Upgrade,
            None if self.pipelining.is_collecting() => Awaits::Collecting,
            None => awaited(&self.connection.link, self.dialogue.as_ref()),
        };
        let lang = self.lang.get();
        let prompt = match kind {
            _ if kind.is_question() => {
                let refused = self.login.refused.as_ref();
                let refused = refused.filter(|_| kind == Awaits::AskUser);
                let refused = refused.map(|user| match lang {
                    Lang::English => format!(" ({user} was refused)"),
                    Lang::Chinese => format!("（{user} 刚才被拒绝）"),
                });
                let colon = lang.pick(": ", "：");
                let asked = self.asked_for(kind);
                let usual = self.usual_answer(kind);
                let usual = usual.map(|usual| format!(" [{}]", text::escape(&usual)));
                let (refused, usual) = (refused.unwrap_or_default(), usual.unwrap_or_default());
                format!("{asked}{refused}{usual}{colon}")
            }
            Awaits::Closed => format!("[{}] > ", kind.say(lang)),
            _ => {
                let layer = if self.is_tls() {
                    "TLS".to_owned()
                } else {
                    Awaits::Plain.say(lang)
                };
                format!("[{layer}] {}> ", kind.say(lang))
            }
        };
        let draft = match kind {
            kind if kind.is_text() => self.asking.escaped.take(),
            _ => None,
        };
        self.asking.asked = Some(kind);
        self.since = Instant::now();
        let question = Question {
            prompt,
            draft: draft.unwrap_or_default(),
            facts: self.facts(kind),
            remember: std::mem::take(&mut self.asking.remember),
        };
        if let Some(source) = self.sources.get_mut(asked) {
            source.ask(question);
        }
    }

    /// What smtpsh asks for: of a code also whose, if that is known.
    fn asked_for(&self, kind: Awaits) -> String {
        let lang = self.lang.get();
        // Who said the name by hand knows it.
        let user = match (self.asking.wanted.front(), self.dialogue.expect()) {
            (Some(Want::LoginCode(_)), _) => self.options.user.as_ref(),
            (Some(Want::AnswerCode), Expect::Answer(_)) => self.learned.user(),
            _ => None,
        };
        let user = user.filter(|user| !user.is_empty());
        let user = user.map(|user| text::escape(user));
        let whose = user.map(|user| Note::AskCodeOf { user }.say(lang));
        // Else what is typed would begin at the edge, or in a line of its own.
        let whose = whose.filter(|asked| screen::has_room(asked, LONG_CODE));
        whose.unwrap_or_else(|| kind.say(lang))
    }

    pub(super) fn typed(&mut self, typed: Typed) {
        let kind = self.asking.asked.take();
        let up = self.connection.is_up();
        let in_text = kind.is_some_and(Awaits::is_text) && (up || !self.person.get());
        let warned = std::mem::take(&mut self.asking.warned);
        if matches!(typed, Typed::Utf16(_)) {
            self.note(Note::WasUtf16);
        }
        match typed {
            Typed::Lines(lines) if self.is_outdated(kind, &lines) => self.note(Note::Outdated),
            Typed::Lines(lines)
                if !self.asking.wanted.is_empty() && !self.asking.lines.is_empty() =>
            {
                self.asking.answered = lines.into_iter().next();
            }
            Typed::Lines(lines) | Typed::Utf16(lines) => {
                self.asking.pasted = lines.len() > 1;
                self.asking.lines.extend(lines);
            }
            Typed::Escape(draft) => {
                self.asking.escaped = Some(draft);
                self.asking.wanted.push_front(Want::Helper);
            }
            Typed::Undecodable => self.note(Note::NotUtf8),
            Typed::Unmaskable => self.stop(&Error::Unmaskable),
            Typed::Failed(error) => self.stop(&error),
            Typed::Cleared | Typed::End if in_text && self.person.get() && !warned => {
                self.asking.warned = true;
                self.note(match (&typed, kind) {
                    (Typed::Cleared, Some(Awaits::Text)) => Note::InterruptInText,
                    (_, Some(Awaits::Text)) => Note::EndInText,
                    (Typed::Cleared, _) => Note::InterruptInLiteral,
                    _ => Note::EndInLiteral,
                });
            }
            Typed::Cleared if in_text => self.disconnect(),
            Typed::Cleared => self.give_up_questions(),
            // A question is given up alone: behind it may stand message text.
            Typed::End if !self.asking.wanted.is_empty() => self.give_up_questions(),
            // Read ahead: what is awaited still decides what the end means.
            Typed::End if kind == Some(Awaits::Nothing) && !self.is_ready() => {
                self.pipelining.script_ended = true;
            }
            Typed::End => self.source_ended(in_text),
        }
    }

    /// Whether the connection has closed, or the server has gone on, while a person was typing what
    /// it awaited. A code, or a line of a mail, must not be taken for a command then.
    fn is_outdated(&self, kind: Option<Awaits>, lines: &[Zeroizing<Vec<u8>>]) -> bool {
        let up = self.connection.is_up();
        let expect = self.dialogue.expect();
        let is_helper = || lines.first().is_some_and(|line| helper::is_helper(line));
        self.person.get()
            && match kind {
                Some(Awaits::Helper) => self.asking.wanted.is_empty(),
                Some(kind) if kind.is_question() => self.asking.wanted.is_empty(),
                Some(Awaits::User | Awaits::Code | Awaits::Answer) => {
                    !(up && matches!(expect, Expect::Answer(_)) || is_helper())
                }
                Some(kind) if kind.is_text() => !(up && expect.is_text() || !up && is_helper()),
                _ => false,
            }
    }

    pub(super) fn source_ended(&mut self, in_text: bool) {
        if let Some(stopper) = self.scripting.tolerated.take()
            && !self.is_kept_going(&stopper)
        {
            self.stop_at(&stopper.at, &stopper.error);
        } else if !self.person.get() && self.sources.len() > 1 {
            self.source_done();
        } else if in_text && !self.person.get() {
            self.stop(&Error::EndedInText);
        } else if let count @ 1.. = self.pipelining.forget_collected() {
            self.stop(&Error::EndedCollecting { count });
        } else {
            self.ending.leaving = true;
            if self.is_in_lesson() {
                self.leave_lesson();
            }
        }
    }

    /// Asks a person; a script has nobody to ask.
    pub(super) fn want(&mut self, want: Want, otherwise: &Error) {
        if self.sources.iter().any(|source| source.is_person()) {
            self.asking.wanted.push_back(want);
        } else {
            self.stop(otherwise);
        }
    }

    /// What was asked for was typed.
    pub(super) fn granted(&mut self, want: Want, line: &[u8]) {
        let typed = Zeroizing::new(String::from_utf8_lossy(line).into_owned());
        match want {
            // No name begins so: somebody wants a helper, and knows no way out.
            Want::AnswerUser | Want::LoginUser(_)
                if typed.trim().is_empty() || helper::is_helper(line) =>
            {
                self.note(Note::NameAwaited);
                self.asking.wanted.push_front(want);
            }
            Want::AnswerCode | Want::LoginCode(_) if typed.trim().is_empty() => {
                self.note(Note::CodeAwaited);
                self.asking.wanted.push_front(want);
            }
            Want::AnswerUser => self.give_user(typed.trim()),
            Want::AnswerCode => {
                let code = self.tidy(&typed);
                self.give_code(code);
            }
            Want::LoginUser(way) => {
                self.options.user = Some(typed.trim().to_owned());
                (self.login.typed, self.login.tried) = (true, false);
                self.log_in(way);
            }
            Want::LoginCode(way) => {
                let code = self.tidy(&typed);
                self.begin_login(way, code);
            }
            Want::Field(field) => self.field_typed(field, &typed),
            Want::Helper => {
                let colon = if typed.starts_with([':', '：']) {
                    ""
                } else {
                    ":"
                };
                let line = Zeroizing::new([colon, &typed].concat());
                if helper::is_helper(line.as_bytes()) && !line.starts_with("::") {
                    self.interpret(line.as_bytes());
                }
            }
        }
    }

    /// Ctrl-C or Ctrl-D where smtpsh asks.
    pub(super) fn give_up_questions(&mut self) {
        let part = |want: &Want| matches!(want, Want::Field(_));
        let given_up = self.asking.wanted.iter().any(part);
        self.asking.wanted.clear();
        if given_up {
            self.note(if self.composing.composed.is_some() {
                Note::ComposeKept
            } else {
                Note::ComposeGivenUp
            });
        }
    }

    /// What was asked has lost its sense, but for a mail that is being written: it needs no
    /// connection.
    pub(super) fn forget_questions(&mut self) {
        self.asking
            .wanted
            .retain(|want| matches!(want, Want::Field(_)));
    }
}

/// Columns of the codes that QQ and Gmail give, with the colon in front.
const LONG_CODE: usize = 18;

/// What the server awaits, in a word.
pub(super) fn awaited(link: &Link, dialogue: &dyn Dialogue) -> Awaits {
    match (link, dialogue.expect()) {
        (Link::Down | Link::Connecting, _) => Awaits::Closed,
        (_, Expect::Nothing) => Awaits::Nothing,
        (_, Expect::Command) => Awaits::Command,
        (_, Expect::Answer(challenge)) => screen::awaits(challenge.asks),
        (_, Expect::Text(until)) => screen::awaited_text(until),
        (_, Expect::Idle) => Awaits::Idle,
    }
}
