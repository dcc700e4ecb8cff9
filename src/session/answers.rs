//! Answers to challenges, one by one.

use super::Session;
use super::asking::Want;
use super::login::Way;
use crate::error::Error;
use crate::event::By;
use crate::helper::HelperError;
use crate::note::Note;
use crate::protocol::sasl::{self, Answer, Mechanism, Step};
use crate::protocol::secret::Secret;
use crate::protocol::{Asks, Expect, Until, text};

impl Session {
    pub(super) fn answer_user(&mut self, name: Option<String>) {
        if !self.takes_user() {
            let Some(user) = name else {
                return self.helper_failed(&HelperError::NoChallenge {
                    name: "user".into(),
                });
            };
            self.options.user = Some(user.clone());
            return self.note(Note::UserIs { user });
        }
        match name.or_else(|| self.options.user.clone()) {
            Some(user) => self.give_user(&user),
            None => self.want(Want::AnswerUser, &Error::NoUser),
        }
    }

    /// Whether the user name may come now, as an answer or as a command of its own.
    fn takes_user(&self) -> bool {
        match self.dialogue.expect() {
            Expect::Answer(_) => true,
            Expect::Command if self.connection.is_up() => self.dialogue.user_command("").is_some(),
            _ => false,
        }
    }

    pub(super) fn give_user(&mut self, user: &str) {
        match (self.dialogue.expect(), self.dialogue.user_command(user)) {
            (Expect::Command, Some(command)) => {
                self.options.user = Some(user.to_owned());
                self.command(&command);
            }
            _ => self.answer(&user_answer(user)),
        }
    }

    /// Whether the code may come now, as an answer or as a command of its own.
    fn takes_code(&self) -> bool {
        match self.dialogue.expect() {
            Expect::Answer(_) | Expect::Text(Until::Bytes { secret: true, .. }) => true,
            Expect::Text(Until::Bytes { left, .. }) => self.goes_on_behind(left),
            Expect::Command if self.connection.is_up() => {
                let command = self.dialogue.code_command(&Secret::default());
                command.is_some()
            }
            _ => false,
        }
    }

    pub(super) fn give_code(&mut self, code: Secret) {
        match (self.dialogue.expect(), self.dialogue.code_command(&code)) {
            (Expect::Command, Some(command)) => {
                let line = self.dialogue.line(command.reveal());
                self.say(&line, false, By::Helper);
            }
            (Expect::Text(Until::Bytes { left, .. }), Some(rest)) if self.goes_on_behind(left) => {
                self.say(rest.reveal(), true, By::Helper);
            }
            (Expect::Text(Until::Bytes { left, .. }), _) => self.give_bytes(left, &code),
            _ => self.answer(&code_answer(code)),
        }
    }

    /// Whether a literal of so many bytes has gone out raw, and a part of the command behind it, which
    /// awaits the code.
    fn goes_on_behind(&self, left: u64) -> bool {
        let begun = self.pipelining.raw_length() > left;
        begun && self.dialogue.code_command(&Secret::default()).is_some()
    }

    /// The code where so many bytes are awaited. A wrong one is as long as it has to be.
    fn give_bytes(&mut self, left: u64, code: &Secret) {
        let fits = code.reveal().len() as u64 == left;
        if !fits && !self.login.wrong {
            return self.helper_failed(&HelperError::CodeOfOtherLength { bytes: left });
        }
        let stars = Secret::new("*".repeat(usize::try_from(left).unwrap_or_default()));
        let said = if fits { code } else { &stars };
        self.say(said.reveal(), true, By::Helper);
    }

    pub(super) fn answer_code(&mut self, wrong: bool) {
        if !self.takes_code() {
            return self.helper_failed(&HelperError::NoChallenge {
                name: "code".into(),
            });
        }
        self.login.wrong = wrong;
        if let Some(mechanism) = self.mechanism_to_go_on() {
            return self.log_in(Way::Exchange(mechanism));
        }
        self.warn_of_clear_text();
        match self.given_code() {
            Some(code) => {
                if !wrong {
                    self.note(Note::CodeFromOptions);
                }
                self.give_code(code);
            }
            None => self.want(Want::AnswerCode, &Error::NoCode),
        }
    }

    /// The mechanism of the pending challenge, if it does not ask for the code itself.
    fn mechanism_to_go_on(&self) -> Option<&'static Mechanism> {
        match self.dialogue.expect() {
            Expect::Answer(challenge) if challenge.asks == Asks::Other => {}
            _ => return None,
        }
        let named = self.connection.mechanism.as_deref();
        named
            .and_then(Mechanism::named)
            .filter(|row| row.name != sasl::LOGIN)
    }

    pub(super) fn answer(&mut self, answer: &Answer) {
        if !matches!(self.dialogue.expect(), Expect::Answer(_)) {
            return self.helper_failed(&HelperError::NotNow);
        }
        self.explain(answer);
        let coded = answer.coded();
        if self.login.by_hand {
            self.leave_to_the_user(coded.reveal(), answer.secret);
        } else {
            self.say(coded.reveal(), answer.secret, By::Helper);
        }
    }

    /// Shows a line that the user is to say: on the screen alone, no record has it.
    pub(super) fn leave_to_the_user(&mut self, line: &[u8], secret: bool) {
        if line.is_empty() {
            return self.note(Note::ByHandEmpty);
        }
        self.show(&String::from_utf8_lossy(line));
        self.note(if secret {
            Note::ByHandSecret
        } else {
            Note::ByHandLine
        });
    }

    pub(super) fn explain(&mut self, answer: &Answer) {
        for step in &answer.steps {
            let what = text::escape(&step.say(self.lang.get()));
            self.note(Note::Explained { what });
        }
    }
}

fn user_answer(user: &str) -> Answer {
    Answer {
        bytes: Secret::new(user),
        secret: false,
        steps: vec![Step::User {
            user: user.to_owned(),
        }],
    }
}

fn code_answer(code: Secret) -> Answer {
    Answer {
        bytes: code,
        secret: true,
        steps: vec![Step::Code],
    }
}
