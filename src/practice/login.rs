//! Who logs in: SASL PLAIN and LOGIN from the server's side (RFC 4616), and whether the code is
//! the right one.

use super::Settings;
use super::fault::Fault;
use crate::protocol::sasl;
use crate::protocol::secret::Secret;
use std::collections::BTreeSet;

/// An exchange, by what it awaits.
#[derive(Debug)]
pub(super) enum Awaited {
    LoginUser,
    LoginCode(String),
    Plain,
}

/// What an answer came to.
#[derive(Debug)]
pub(super) enum Answered {
    /// It takes one more.
    Awaits(Awaited),
    /// A user name and a code, right or not.
    Login(String, Secret),
}

/// Why an answer is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mistake {
    Cancelled,
    NotBase64,
    NotPlain,
}

impl Awaited {
    /// The mechanism of that name, in any case.
    pub(super) fn first(mechanism: &str) -> Option<Self> {
        match mechanism.to_ascii_uppercase().as_str() {
            "LOGIN" => Some(Self::LoginUser),
            "PLAIN" => Some(Self::Plain),
            _ => None,
        }
    }

    /// The challenge that asks for it, in base64.
    pub(super) fn challenge(&self) -> &'static str {
        match self {
            Self::LoginUser => "VXNlcm5hbWU6",
            Self::LoginCode(_) => "UGFzc3dvcmQ6",
            Self::Plain => "",
        }
    }

    /// Reads the answer to the challenge, in base64.
    pub(super) fn answer(self, line: &[u8]) -> Result<Answered, Mistake> {
        let plain = match line.trim_ascii() {
            b"*" => return Err(Mistake::Cancelled),
            b"=" => Vec::new(),
            line => sasl::decode(line).ok_or(Mistake::NotBase64)?,
        };
        let name = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        match self {
            Self::LoginUser => Ok(Answered::Awaits(Self::LoginCode(name(&plain)))),
            Self::LoginCode(user) => Ok(Answered::Login(user, Secret::new(plain))),
            Self::Plain => {
                // RFC 4616: authorization identity, NUL, user name, NUL, code.
                let mut parts = plain.splitn(3, |byte| *byte == 0).skip(1);
                match (parts.next(), parts.next()) {
                    (Some(user), Some(code)) => Ok(Answered::Login(name(user), Secret::new(code))),
                    _ => Err(Mistake::NotPlain),
                }
            }
        }
    }
}

impl Mistake {
    /// What a server says to it, behind its code or tag.
    pub(super) fn text(self) -> &'static str {
        match self {
            Self::Cancelled => "authentication cancelled",
            Self::NotBase64 => "that is not base64",
            Self::NotPlain => "PLAIN is NUL, user name, NUL, code",
        }
    }
}

impl Settings {
    /// The users among these addresses, each once.
    pub(super) fn users_of(&self, addresses: &[String]) -> Vec<&str> {
        let known = addresses.iter().filter_map(|to| self.users.find(to));
        let names: BTreeSet<_> = known.map(|user| user.name.as_str()).collect();
        names.into_iter().collect()
    }

    /// The user of this name whose code `fits`.
    pub(super) fn login(&self, user: &str, fits: impl Fn(&Secret) -> bool) -> Option<&str> {
        self.users
            .find(user)
            .filter(|user| fits(&user.code))
            .filter(|_| !self.faults.has(Fault::WrongCode) && !self.faults.has(Fault::ServiceOff))
            .map(|user| user.name.as_str())
    }
}

/// Compares in a time that tells nothing about where the two differ.
pub(super) fn is(secret: &Secret, code: &[u8]) -> bool {
    let expected = secret.reveal();
    let differing = expected
        .iter()
        .zip(code)
        .fold(0, |all, (a, b)| all | (a ^ b));
    expected.len() == code.len() && differing == 0
}
