//! AUTH LOGIN and PLAIN, from the server's side (RFC 4954, RFC 4616).

use super::{Server, State};
use crate::practice::fault::Fault;
use crate::protocol::sasl;
use crate::protocol::secret::Secret;

impl Server {
    pub(super) fn auth(&mut self, argument: &str) -> String {
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
        let (state, prompt) = match mechanism.to_ascii_uppercase().as_str() {
            "LOGIN" => (State::LoginUser, "334 VXNlcm5hbWU6"),
            "PLAIN" => (State::Plain, "334 "),
            "" => return "501 Error: AUTH needs a mechanism".into(),
            _ => return "504 Error: unrecognized authentication type".into(),
        };
        if initial.is_empty() {
            self.state = state;
            return prompt.into();
        }
        self.answer(&state, initial.trim().as_bytes())
    }

    /// An answer to a challenge.
    pub(super) fn answer(&mut self, state: &State, line: &[u8]) -> String {
        if line == b"*" {
            return "501 Error: authentication cancelled".into();
        }
        let line = if line == b"=" { b"" } else { line };
        let Some(plain) = sasl::decode(line) else {
            return "501 Error: that is not base64".into();
        };
        match state {
            State::LoginUser => {
                self.state = State::LoginCode(String::from_utf8_lossy(&plain).into_owned());
                "334 UGFzc3dvcmQ6".into()
            }
            State::LoginCode(user) => self.check(user, &plain),
            _ => {
                // RFC 4616: authorization identity, NUL, user name, NUL, code.
                let mut parts = plain.splitn(3, |byte| *byte == 0).skip(1);
                match (parts.next(), parts.next()) {
                    (Some(user), Some(code)) => self.check(&String::from_utf8_lossy(user), code),
                    _ => "501 Error: PLAIN is NUL, user name, NUL, code".into(),
                }
            }
        }
    }

    pub(super) fn check(&mut self, user: &str, code: &[u8]) -> String {
        let known =
            |(name, secret): &&(String, _)| name.eq_ignore_ascii_case(user) && is(secret, code);
        match self.settings.users.iter().find(known) {
            Some((name, _)) if !self.has(Fault::WrongCode) => {
                self.user = Some(name.clone());
                "235 Authentication successful".into()
            }
            _ => "535 Login fail. Please use your authorization code, not your password".into(),
        }
    }
}

/// Compares in a time that tells nothing about where the two differ.
fn is(secret: &Secret, code: &[u8]) -> bool {
    let expected = secret.reveal();
    let differing = expected
        .iter()
        .zip(code)
        .fold(0, |all, (a, b)| all | (a ^ b));
    expected.len() == code.len() && differing == 0
}
