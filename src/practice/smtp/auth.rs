//! AUTH from the server's side (RFC 4954).

use super::{Server, State, UNKNOWN};
use crate::practice::Happened;
use crate::practice::fault::Fault;
use crate::practice::login::{self, Answered, Awaited};

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
        match Awaited::first(mechanism) {
            None => "504 Error: unrecognized authentication type".into(),
            Some(awaited) if initial.is_empty() => self.challenge(awaited),
            Some(awaited) => self.answer(awaited, initial.as_bytes()),
        }
    }

    fn challenge(&mut self, awaited: Awaited) -> String {
        let challenge = format!("334 {}", awaited.challenge());
        self.state = State::Auth(awaited);
        challenge
    }

    /// An answer to a challenge.
    pub(super) fn answer(&mut self, awaited: Awaited, line: &[u8]) -> String {
        match awaited.answer(line) {
            Ok(Answered::Awaits(awaited)) => self.challenge(awaited),
            Ok(Answered::Login(user, code)) => self.check(&user, code.reveal()),
            Err(mistake) => format!("501 Error: {}", mistake.text()),
        }
    }

    fn check(&mut self, user: &str, code: &[u8]) -> String {
        let settings = &self.given.settings;
        let Some(name) = settings.login(user, |secret| login::is(secret, code)) else {
            return format!("535 {}", settings.faults.login_refusal());
        };
        let name = name.to_owned();
        self.happened.push(Happened::LoggedIn(name.clone()));
        self.user = Some(name);
        "235 Authentication successful".into()
    }
}
