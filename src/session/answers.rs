//! Answers to challenges: one by one, and whole AUTH exchanges.

use super::{Link, Session, Want};
use crate::error::Error;
use crate::event::By;
use crate::helper::{self, HelperError, Line};
use crate::note::Note;
use crate::protocol::sasl::{self, Answer, Credentials, Exchange, Holds, Mechanism};
use crate::protocol::secret::Secret;
use crate::protocol::{Expect, text};

impl Session {
    pub(super) fn answer_user(&mut self, name: Option<String>) {
        if !matches!(self.dialogue.expect(), Expect::Answer(_)) {
            return self.helper_failed(&HelperError::NoChallenge {
                name: "user".into(),
            });
        }
        match name.or_else(|| self.options.user.clone()) {
            Some(user) => self.answer(&user_answer(&user)),
            None => self.want(Want::AnswerUser, &Error::NoUser),
        }
    }

    pub(super) fn answer_code(&mut self) {
        if !matches!(self.dialogue.expect(), Expect::Answer(_)) {
            return self.helper_failed(&HelperError::NoChallenge {
                name: "code".into(),
            });
        }
        self.warn_of_clear_text();
        match self.options.code.clone() {
            Some(code) => {
                self.note(Note::CodeFromOptions);
                self.answer(&code_answer(code));
            }
            None => self.want(Want::AnswerCode, &Error::NoCode),
        }
    }

    pub(super) fn authenticate(&mut self, mechanism: Mechanism) {
        match (&self.link, self.dialogue.expect()) {
            (Link::Down | Link::Connecting, _) => {
                return self.helper_failed(&HelperError::NotConnected);
            }
            (_, Expect::Command) => {}
            _ => return self.helper_failed(&HelperError::NotNow),
        }
        let Some(user) = self.options.user.clone() else {
            return self.want(Want::ExchangeUser(mechanism), &Error::NoUser);
        };
        self.warn_of_clear_text();
        let Some(code) = self.options.code.clone() else {
            return self.want(Want::ExchangeCode(mechanism), &Error::NoCode);
        };
        self.begin_exchange(mechanism, Credentials { user, code });
    }

    /// Asks a person; a script has nobody to ask.
    fn want(&mut self, want: Want, otherwise: &Error) {
        if self.person.get() {
            self.wanted.push_back(want);
        } else {
            self.stop(otherwise);
        }
    }

    /// What was asked for was typed.
    pub(super) fn granted(&mut self, want: Want, line: &[u8]) {
        let typed = String::from_utf8_lossy(line).into_owned();
        match want {
            Want::AnswerUser => self.answer(&user_answer(typed.trim())),
            Want::AnswerCode => {
                let code = self.tidy(&typed);
                self.answer(&code_answer(code));
            }
            Want::ExchangeUser(mechanism) => {
                self.options.user = Some(typed.trim().to_owned());
                self.authenticate(mechanism);
            }
            Want::ExchangeCode(mechanism) => {
                let user = self.options.user.clone().unwrap_or_default();
                let code = self.tidy(&typed);
                self.begin_exchange(mechanism, Credentials { user, code });
            }
            Want::Helper => {
                let line = if typed.starts_with([':', '：']) {
                    typed
                } else {
                    format!(":{typed}")
                };
                match helper::interpret(line.as_bytes()) {
                    Ok(Line::Helper(row, argument)) => match (row.action)(argument) {
                        Ok(action) => self.perform(action),
                        Err(error) => self.helper_failed(&error),
                    },
                    Ok(Line::Verbatim(_)) => {}
                    Err(error) => self.helper_failed(&error),
                }
            }
        }
    }

    /// A pasted code without what was copied along with it.
    fn tidy(&mut self, typed: &str) -> Secret {
        let (code, count) = sasl::tidy_code(typed);
        if count > 0 {
            self.note(Note::CodeTidied { count });
        }
        Secret::new(code)
    }

    fn begin_exchange(&mut self, mechanism: Mechanism, credentials: Credentials) {
        let mut exchange = Exchange::new(mechanism, credentials);
        let command = format!("AUTH {}", mechanism.name());
        // PLAIN has all it needs at once: the initial response of RFC 4954 §4.
        if mechanism == Mechanism::Plain
            && let Some(answer) = exchange.answer()
        {
            self.explain(&answer);
            let line = format!("{command} {}", sasl::encode(answer.bytes.reveal()));
            self.exchange = Some(exchange);
            return self.say(line.as_bytes(), false, By::Helper);
        }
        self.exchange = Some(exchange);
        self.say(command.as_bytes(), false, By::Helper);
    }

    /// The server has sent a challenge: if a helper carries the exchange out, it answers.
    pub(super) fn continue_exchange(&mut self) {
        let Some(exchange) = &mut self.exchange else {
            return;
        };
        match exchange.answer() {
            Some(answer) => self.answer(&answer),
            None => {
                self.exchange = None;
                self.note(Note::NothingMoreToSay);
            }
        }
    }

    /// Base64 hides nothing. On this computer itself nobody is on the way.
    fn warn_of_clear_text(&mut self) {
        if let Link::Up(wire, place) = &self.link
            && !wire.is_tls()
            && !place.address.ip().is_loopback()
        {
            self.note(Note::CodeInTheClear);
        }
    }

    fn answer(&mut self, answer: &Answer) {
        if !matches!(self.dialogue.expect(), Expect::Answer(_)) {
            return self.helper_failed(&HelperError::NotNow);
        }
        self.explain(answer);
        let coded = sasl::encode(answer.bytes.reveal());
        self.say(coded.as_bytes(), answer.secret, By::Helper);
    }

    fn explain(&mut self, answer: &Answer) {
        let user = || {
            let bytes = answer.bytes.reveal();
            let name = bytes.split(|byte| *byte == 0).find(|part| !part.is_empty());
            text::visible(name.unwrap_or_default())
        };
        let note = match answer.holds {
            Holds::User => Note::HoldsUser { user: user() },
            Holds::Code => Note::HoldsCode,
            Holds::Plain => Note::HoldsPlain { user: user() },
        };
        self.note(note);
    }
}

fn user_answer(user: &str) -> Answer {
    Answer {
        bytes: Secret::new(user.as_bytes()),
        secret: false,
        holds: Holds::User,
    }
}

fn code_answer(code: Secret) -> Answer {
    Answer {
        bytes: code,
        secret: true,
        holds: Holds::Code,
    }
}
