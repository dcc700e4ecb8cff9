//! Challenge in, answer out: the SASL mechanisms and base64 (RFC 4954 §4, RFC 4616).

use super::secret::Secret;
use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};

/// Encodes as RFC 4648 §4, with padding and without line breaks.
pub fn encode(bytes: &[u8]) -> String {
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

/// Decodes base64. Missing padding is forgiven, as most servers forgive it.
pub fn decode(text: &[u8]) -> Option<Vec<u8>> {
    const FORGIVING: GeneralPurpose = GeneralPurpose::new(
        &STANDARD,
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
    );
    FORGIVING.decode(text.trim_ascii()).ok()
}

/// Who logs in, and what proves it.
#[derive(Debug, Clone, Default)]
pub struct Credentials {
    /// The user name: for most providers the whole address.
    pub user: String,
    /// The authorization code (授权码) or password.
    pub code: Secret,
}

/// A mechanism that smtpsh can carry out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mechanism {
    /// Never a standard, spoken everywhere: user name and code, each behind its own 334.
    Login,
    /// RFC 4616: NUL, user name, NUL, code, in one answer.
    Plain,
}

impl Mechanism {
    /// Every mechanism, the usual one first.
    pub const ALL: &[Self] = &[Self::Login, Self::Plain];

    /// The mechanism's name, as the server lists it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Login => "LOGIN",
            Self::Plain => "PLAIN",
        }
    }

    /// The mechanism of that name, in any case.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|mechanism| mechanism.name().eq_ignore_ascii_case(name))
    }
}

/// One exchange on the way: answers each challenge in turn.
#[derive(Debug)]
pub struct Exchange {
    mechanism: Mechanism,
    credentials: Credentials,
    answered: usize,
}

/// What answers a challenge, before base64.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The bytes to encode and send.
    pub bytes: Secret,
    /// Whether they hold the code. A user name is not secret.
    pub secret: bool,
    /// What they hold, for the one who learns.
    pub holds: Holds,
}

/// What an answer holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// The user name.
    User,
    /// The authorization code.
    Code,
    /// NUL, user name, NUL, code.
    Plain,
}

impl Exchange {
    /// An exchange that has not begun.
    pub fn new(mechanism: Mechanism, credentials: Credentials) -> Self {
        Self {
            mechanism,
            credentials,
            answered: 0,
        }
    }

    /// The mechanism.
    pub fn mechanism(&self) -> Mechanism {
        self.mechanism
    }

    /// The answer to the next challenge, or nothing if the mechanism has no more to say.
    pub fn answer(&mut self) -> Option<Answer> {
        let Credentials { user, code } = &self.credentials;
        let answer = match (self.mechanism, self.answered) {
            (Mechanism::Login, 0) => Answer {
                bytes: Secret::new(user.as_bytes()),
                secret: false,
                holds: Holds::User,
            },
            (Mechanism::Login, 1) => Answer {
                bytes: code.clone(),
                secret: true,
                holds: Holds::Code,
            },
            (Mechanism::Plain, 0) => {
                let bytes = [b"\0", user.as_bytes(), b"\0", code.reveal()].concat();
                Answer {
                    bytes: Secret::new(bytes),
                    secret: true,
                    holds: Holds::Plain,
                }
            }
            _ => return None,
        };
        self.answered += 1;
        Some(answer)
    }
}

/// Removes what a copied authorization code brings along from the page it was shown on: spaces
/// (some pages print the code in groups of four), tabs, line ends and invisible characters.
/// Returns the code and how many characters were removed.
pub fn tidy_code(pasted: &str) -> (String, usize) {
    let kept: String = pasted.chars().filter(|c| !is_stray(*c)).collect();
    let removed = pasted.chars().count() - kept.chars().count();
    (kept, removed)
}

fn is_stray(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ada() -> Credentials {
        Credentials {
            user: "ada@lab.example".into(),
            code: Secret::new("abcd"),
        }
    }

    #[test]
    fn base64_both_ways() {
        for (plain, coded) in [
            (&b"Username:"[..], "VXNlcm5hbWU6"),
            (b"User Name\0", "VXNlciBOYW1lAA=="),
            (b"", ""),
        ] {
            assert_eq!(encode(plain), coded);
            assert_eq!(decode(coded.as_bytes()).as_deref(), Some(plain));
        }
        assert_eq!(decode(b"YQ").as_deref(), Some(&b"a"[..]), "lost padding");
        assert_eq!(decode(b"not base64!"), None);
    }

    #[test]
    fn login_answers_twice_and_plain_once() {
        let mut login = Exchange::new(Mechanism::Login, ada());
        let user = login.answer().unwrap();
        assert_eq!(
            (user.bytes.reveal(), user.secret),
            (&b"ada@lab.example"[..], false)
        );
        let code = login.answer().unwrap();
        assert_eq!((code.bytes.reveal(), code.secret), (&b"abcd"[..], true));
        assert_eq!(login.answer(), None);

        let mut plain = Exchange::new(Mechanism::Plain, ada());
        assert_eq!(
            plain.answer().unwrap().bytes.reveal(),
            b"\0ada@lab.example\0abcd"
        );
        assert_eq!(plain.answer(), None);
    }

    #[test]
    fn a_pasted_code_is_tidied() {
        assert_eq!(
            tidy_code("abcd efgh\tijkl\u{a0}mnop\r\n"),
            ("abcdefghijklmnop".into(), 5)
        );
        assert_eq!(tidy_code("abcd"), ("abcd".into(), 0));
    }
}
