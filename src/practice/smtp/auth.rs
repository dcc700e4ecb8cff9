//! AUTH from the server's side (RFC 4954).

use super::{Server, State, UNKNOWN};
use crate::practice::Happened;
use crate::practice::fault::Fault;
use crate::practice::login::{self, Answered, Awaited, Mistake, Who};

impl Server {
    pub(super) fn auth(&mut self, argument: &str) -> String {
        if self.has(Fault::NoEhlo) {
            return UNKNOWN.into();
        }
        if !self.greeted {
            return "503 Error: send HELO/EHLO first".into();
        }
        if self.needs_tls() {
            return "530 5.7.0 Must issue a STARTTLS command first".into();
        }
        if self.user.is_some() {
            return "503 Error: already authenticated".into();
        }
        let (mechanism, initial) = argument
            .split_once(char::is_whitespace)
            .unwrap_or((argument, ""));
        if mechanism.is_empty() {
            return "501 Error: AUTH needs a mechanism".into();
        }
        let (faults, stamp) = (&self.given.settings.faults, &self.given.stamp);
        match Awaited::first(mechanism, faults, stamp) {
            None => "504 Error: unrecognized authentication type".into(),
            Some(awaited) if initial.is_empty() => self.challenge(awaited),
            Some(awaited) => {
                let answered = awaited.initial(initial.as_bytes(), &self.given.settings);
                self.answered(answered)
            }
        }
    }

    fn challenge(&mut self, awaited: Awaited) -> String {
        let challenge = format!("334 {}", awaited.challenge());
        self.state = State::Auth(awaited);
        challenge
    }

    /// An answer to a challenge.
    pub(super) fn answer(&mut self, awaited: Awaited, line: &[u8]) -> String {
        let answered = awaited.answer(line, &self.given.settings);
        self.answered(answered)
    }

    fn answered(&mut self, answered: Result<Answered, Mistake>) -> String {
        match answered {
            Ok(Answered::Awaits(awaited)) => self.challenge(awaited),
            Ok(Answered::Login(user)) => self.log_in(user),
            Err(mistake) => format!("501 Error: {}", mistake.text()),
        }
    }

    fn log_in(&mut self, user: Who) -> String {
        let Some(name) = login::admitted(user, &mut self.happened) else {
            return format!("535 {}", self.given.settings.faults.login_refusal());
        };
        self.happened.push(Happened::LoggedIn(name.clone()));
        self.user = Some(name);
        "235 Authentication successful".into()
    }
}
