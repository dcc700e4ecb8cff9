//! Who logs in: SASL from the server's side, the same for every protocol, and whether the code is the
//! right one. PLAIN and LOGIN (RFC 4616); with [`Fault::Proofs`] CRAM-MD5 (RFC 2195) and SCRAM (RFC 7677).

mod proof;

use super::fault::{Fault, Faults};
use super::{Happened, Settings};
use crate::protocol::sasl;
use crate::protocol::secret::Secret;
use proof::Scram;
use std::collections::BTreeSet;

/// An exchange, by what it awaits.
#[derive(Debug)]
pub(super) enum Awaited {
    LoginUser,
    LoginCode(String),
    Plain,
    /// The digest of this challenge.
    CramMd5(String),
    Scram(Scram),
    /// The empty line behind the server's own proof; who has proved theirs.
    ScramEnd {
        proof: String,
        user: String,
    },
}

/// What an answer came to.
#[derive(Debug)]
pub(super) enum Answered {
    /// It takes one more.
    Awaits(Awaited),
    Login(Who),
}

/// Who it is; if the code is not the right one, who they said they are.
pub(super) type Who = Result<String, String>;

/// Who may come in. That another one tried is told.
pub(super) fn admitted(who: Who, happened: &mut Vec<Happened>) -> Option<String> {
    who.map_err(|tried| happened.push(Happened::Tried(tried)))
        .ok()
}

/// Why an answer is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mistake {
    Cancelled,
    NotBase64,
    NotPlain,
    NotCram,
    NotScram,
    SpokeFirst,
}

/// The mechanisms that are offered.
pub(super) fn mechanisms(faults: &Faults) -> Vec<&'static str> {
    [&["PLAIN", "LOGIN"], proofs(faults)].concat()
}

/// Those beside PLAIN and LOGIN.
pub(super) fn proofs(faults: &Faults) -> &'static [&'static str] {
    match faults.has(Fault::Proofs) {
        true => &["CRAM-MD5", "SCRAM-SHA-256"],
        false => &[],
    }
}

impl Awaited {
    /// The mechanism of that name, in any case. `stamp`: what comes only once.
    pub(super) fn first(mechanism: &str, faults: &Faults, stamp: &str) -> Option<Self> {
        let name = mechanism.to_ascii_uppercase();
        match name.as_str() {
            "LOGIN" => Some(Self::LoginUser),
            "PLAIN" => Some(Self::Plain),
            _ if !proofs(faults).contains(&name.as_str()) => None,
            "CRAM-MD5" => Some(Self::CramMd5(stamp.to_owned())),
            _ => Some(Self::Scram(Scram::new(stamp))),
        }
    }

    /// Reads what the command brought along (RFC 4954 §4), which answers an empty challenge.
    pub(super) fn initial(self, line: &[u8], settings: &Settings) -> Result<Answered, Mistake> {
        match self {
            Self::CramMd5(_) => Err(Mistake::SpokeFirst),
            awaited => awaited.answer(line, settings),
        }
    }

    /// The challenge that asks for it, in base64.
    pub(super) fn challenge(&self) -> String {
        match self {
            Self::LoginUser => sasl::encode(b"Username:"),
            Self::LoginCode(_) => sasl::encode(b"Password:"),
            Self::Plain => String::new(),
            Self::CramMd5(challenge) => sasl::encode(challenge.as_bytes()),
            Self::Scram(scram) => sasl::encode(scram.challenge().as_bytes()),
            Self::ScramEnd { proof, .. } => sasl::encode(proof.as_bytes()),
        }
    }

    /// Reads the answer to the challenge, in base64.
    pub(super) fn answer(self, line: &[u8], settings: &Settings) -> Result<Answered, Mistake> {
        let plain = match line.trim_ascii() {
            b"*" => return Err(Mistake::Cancelled),
            b"=" => Vec::new(),
            line => sasl::decode(line).ok_or(Mistake::NotBase64)?,
        };
        let name = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let code = |user: &str, code: &[u8]| {
            Answered::Login(settings.login(user, |secret| is(secret, code)))
        };
        Ok(match self {
            Self::LoginUser => Answered::Awaits(Self::LoginCode(name(&plain))),
            Self::LoginCode(user) => code(&user, &plain),
            Self::Plain => {
                // RFC 4616: authorization identity, NUL, user name, NUL, code.
                let mut parts = plain.splitn(3, |byte| *byte == 0).skip(1);
                match (parts.next(), parts.next()) {
                    (Some(user), Some(secret)) => code(&name(user), secret),
                    _ => return Err(Mistake::NotPlain),
                }
            }
            Self::CramMd5(challenge) => {
                let text = name(&plain);
                let (user, digest) = text.rsplit_once(' ').ok_or(Mistake::NotCram)?;
                let fits = |secret: &Secret| proof::cram_md5_fits(secret, &challenge, digest);
                Answered::Login(settings.login(user, fits))
            }
            Self::Scram(scram) => scram.answer(&plain, settings)?,
            Self::ScramEnd { user, .. } if plain.is_empty() => Answered::Login(Ok(user)),
            Self::ScramEnd { .. } => return Err(Mistake::NotScram),
        })
    }
}

impl Mistake {
    /// What a server says to it, behind its code or tag.
    pub(super) fn text(self) -> &'static str {
        match self {
            Self::Cancelled => "authentication cancelled",
            Self::NotBase64 => "that is not base64",
            Self::NotPlain => "PLAIN is NUL, user name, NUL, code",
            Self::NotCram => "CRAM-MD5 is user name, space, digest",
            Self::NotScram => "that is no message of SCRAM",
            Self::SpokeFirst => "in this mechanism the server speaks first",
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
    pub(super) fn login(&self, user: &str, fits: impl Fn(&Secret) -> bool) -> Who {
        self.users
            .find(user)
            .filter(|user| fits(&user.code))
            .filter(|_| !self.faults.has(Fault::WrongCode) && !self.faults.has(Fault::ServiceOff))
            .map(|user| user.name.clone())
            .ok_or_else(|| user.to_owned())
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
