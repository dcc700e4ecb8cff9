//! Challenge in, answer out: the SASL mechanisms (RFC 4422, RFC 4954 §4), one row each.
//!
//! An exchange has no randomness and no connection of its own: its nonce and what binds it to TLS
//! come with its [`Terms`].
//!
//! ```
//! use smtpsh::protocol::sasl::{self, Mechanism, Terms};
//! use smtpsh::protocol::secret::Secret;
//!
//! // RFC 2195 §2.
//! let terms = Terms {
//!     user: "tim".to_owned(),
//!     code: Secret::new("tanstaaftanstaaf"),
//!     ..Terms::default()
//! };
//! let mut exchange = Mechanism::named("cram-md5").ok_or("unknown")?.begin(terms);
//! let challenge = b"<1896.697170952@postoffice.reston.mci.net>";
//! let answer = exchange.answer(challenge).map_err(|_| "a bad challenge")?;
//! assert_eq!(
//!     sasl::encode(answer.bytes.reveal()),
//!     "dGltIGI5MTNhNjAyYzdlZGE3YTQ5NWI0ZTZlNzMzNGQzODkw"
//! );
//! # Ok::<(), &str>(())
//! ```

mod apop;
mod bearer;
mod cram;
mod encoding;
mod plain;
pub(crate) mod scram;
mod step;

pub use encoding::{decode, encode, tidy_code};
pub use step::{Mistake, Step};

use super::secret::Secret;
use super::{Asks, Challenge};
use std::fmt;

/// A mechanism that smtpsh can carry out.
pub struct Mechanism {
    /// The name, as the server lists it.
    pub name: &'static str,
    /// What it needs beside a user name.
    pub needs: Need,
    /// What it sends can be read by everybody on the way, unless it goes through TLS.
    pub reveals: bool,
    /// The client speaks first: the AUTH command carries its message (RFC 4954 §4).
    pub initial: bool,
    begin: fn(Terms) -> Box<dyn Exchange>,
}

/// What a mechanism needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Need {
    /// The authorization code or password.
    Code,
    /// The code, and TLS to bind to.
    CodeAndBinding,
    /// An OAuth access token.
    Token,
    /// A client certificate, shown in the handshake.
    Certificate,
}

/// Every mechanism, the strongest first. Those that need a token stand last: who has a code has
/// no token, and servers offer both.
pub static MECHANISMS: &[Mechanism] = &[
    Mechanism {
        name: "EXTERNAL",
        needs: Need::Certificate,
        reveals: false,
        initial: true,
        begin: plain::external,
    },
    Mechanism {
        name: "SCRAM-SHA-256-PLUS",
        needs: Need::CodeAndBinding,
        reveals: false,
        initial: true,
        begin: scram::sha256_plus,
    },
    Mechanism {
        name: "SCRAM-SHA-1-PLUS",
        needs: Need::CodeAndBinding,
        reveals: false,
        initial: true,
        begin: scram::sha1_plus,
    },
    Mechanism {
        name: "SCRAM-SHA-256",
        needs: Need::Code,
        reveals: false,
        initial: true,
        begin: scram::sha256,
    },
    Mechanism {
        name: "SCRAM-SHA-1",
        needs: Need::Code,
        reveals: false,
        initial: true,
        begin: scram::sha1,
    },
    Mechanism {
        name: "CRAM-MD5",
        needs: Need::Code,
        reveals: false,
        initial: false,
        begin: cram::begin,
    },
    // No SASL mechanism, but as good as one: a challenge, and an answer made of it.
    Mechanism {
        name: APOP,
        needs: Need::Code,
        reveals: false,
        initial: true,
        begin: apop::begin,
    },
    Mechanism {
        name: "PLAIN",
        needs: Need::Code,
        reveals: true,
        initial: true,
        begin: plain::plain,
    },
    Mechanism {
        name: LOGIN,
        needs: Need::Code,
        reveals: true,
        initial: false,
        begin: plain::login,
    },
    Mechanism {
        name: "OAUTHBEARER",
        needs: Need::Token,
        reveals: true,
        initial: true,
        begin: bearer::oauthbearer,
    },
    Mechanism {
        name: "XOAUTH2",
        needs: Need::Token,
        reveals: true,
        initial: true,
        begin: bearer::xoauth2,
    },
];

/// The mechanism that asks for the name and the code, each by itself.
pub const LOGIN: &str = "LOGIN";

/// The login of POP3 that is a command of its own (RFC 1939 §7): what it says is not in base64.
pub const APOP: &str = "APOP";

/// The line that gives an exchange up, in every protocol (RFC 4954 §4, RFC 5034 §4, RFC 9051 §6.2.2).
pub const CANCEL: &[u8] = b"*";

/// Who logs in and by what, and what an exchange takes from outside.
#[derive(Debug, Clone, Default)]
pub struct Terms {
    /// The user name: for most providers the whole address. EXTERNAL may have none.
    pub user: String,
    /// The authorization code (授权码), password or access token.
    pub code: Secret,
    /// The server, as the user named it.
    pub host: String,
    /// The server's port.
    pub port: u16,
    /// Letters that were never used before, for SCRAM.
    pub nonce: String,
    /// What binds to the TLS connection, where it gives that.
    pub binding: Option<Binding>,
    /// The server offers the mechanism with -PLUS as well.
    pub plus_offered: bool,
}

/// A channel binding (RFC 5056).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binding {
    /// Its IANA name: `tls-exporter`, `tls-server-end-point`.
    pub kind: &'static str,
    /// What both ends of this connection know.
    pub data: Vec<u8>,
}

/// One exchange on the way.
pub trait Exchange: fmt::Debug {
    /// The answer to a challenge. What the client says first answers an empty challenge.
    fn answer(&mut self, challenge: &[u8]) -> Result<Answer, Mistake>;

    /// The server says that we are logged in: whether it may be believed.
    fn succeeded(&self) -> Result<(), Mistake> {
        Ok(())
    }
}

/// What answers a challenge, before base64.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The bytes to encode and send.
    pub bytes: Secret,
    /// Whether they are to be masked. A user name is not secret, and neither is nothing.
    pub secret: bool,
    /// What the challenge and the answer hold, for the one who learns.
    pub steps: Vec<Step>,
}

/// The helper that logs in by the mechanism of this name, with an initial response or without.
pub fn helper(name: &str, initial: bool) -> Option<String> {
    let row = Mechanism::named(name)?;
    let at_once = if initial && !row.initial {
        " at-once"
    } else {
        ""
    };
    Some(format!(":auth {}{at_once}", row.name.to_ascii_lowercase()))
}

impl Mechanism {
    /// The mechanism of that name, in any case.
    pub fn named(name: &str) -> Option<&'static Self> {
        MECHANISMS
            .iter()
            .find(|row| row.name.eq_ignore_ascii_case(name))
    }

    /// An exchange that has not begun.
    pub fn begin(&self, terms: Terms) -> Box<dyn Exchange> {
        (self.begin)(terms)
    }

    /// An answer as it is said: in base64, but for APOP, which is no mechanism of SASL.
    pub fn coded(&self, answer: &Answer) -> Secret {
        if self.name == APOP {
            return answer.bytes.clone();
        }
        answer.coded()
    }

    /// The strongest of the mechanisms that are offered and `fits` finds usable.
    pub fn strongest(offered: &[&str], fits: impl Fn(&Self) -> bool) -> Option<&'static Self> {
        MECHANISMS
            .iter()
            .find(|row| fits(row) && row.is_among(offered))
    }

    /// Whether it is one of these names.
    pub fn is_among(&self, names: &[&str]) -> bool {
        names
            .iter()
            .any(|name| name.eq_ignore_ascii_case(self.name))
    }
}

/// The mechanisms that a server's extensions name: `AUTH PLAIN LOGIN`, or `AUTH=PLAIN` as servers
/// of the time before the standard write it.
pub fn offered(extensions: &[String]) -> Vec<&str> {
    let listed = |line: &'_ str| {
        line.get(..4)
            .is_some_and(|word| word.eq_ignore_ascii_case("AUTH"))
    };
    extensions
        .iter()
        .filter(|line| listed(line))
        .filter_map(|line| line.get(4..)?.strip_prefix([' ', '=']))
        .flat_map(str::split_whitespace)
        .collect()
}

/// The command that begins an exchange, with an initial response if there is one; = is one without
/// any bytes (RFC 4954 §4, RFC 5034 §4, RFC 4959 §3).
pub(super) fn command(verb: &str, mechanism: &str, initial: Option<&Secret>) -> Secret {
    let head = [verb, mechanism].join(" ");
    Secret::new(match initial.map(Secret::reveal) {
        None => head.into_bytes(),
        Some(b"") => [head.as_bytes(), b" ="].concat(),
        Some(initial) => [head.as_bytes(), b" ", initial].concat(),
    })
}

/// A challenge of the exchange that was begun with this mechanism.
pub fn challenge(mechanism: &[u8], coded: &[u8]) -> Challenge {
    let plain = decode(coded);
    let asks = if mechanism.eq_ignore_ascii_case(LOGIN.as_bytes()) {
        login_asks(plain.as_deref())
    } else {
        Asks::Other
    };
    Challenge {
        coded: coded.to_vec(),
        plain,
        asks,
    }
}

/// What a prompt of AUTH LOGIN asks for. There is no standard: most say `Username:` and
/// `Password:`, aiosmtpd says `User Name\0`. By its words and not by its turn, because a server
/// may ask for the password first.
fn login_asks(prompt: Option<&[u8]>) -> Asks {
    let prompt = prompt.unwrap_or_default().to_ascii_lowercase();
    let says = |word: &[u8]| prompt.windows(word.len()).any(|part| part == word);
    match () {
        () if says(b"pass") => Asks::Code,
        () if says(b"user") => Asks::User,
        () => Asks::Other,
    }
}

impl Answer {
    /// It as it is said, in base64.
    pub fn coded(&self) -> Secret {
        Secret::new(encode(self.bytes.reveal()))
    }

    fn open(bytes: impl Into<Vec<u8>>, step: Step) -> Self {
        Self {
            bytes: Secret::new(bytes),
            secret: false,
            steps: vec![step],
        }
    }

    fn secret(bytes: impl Into<Vec<u8>>, steps: Vec<Step>) -> Self {
        Self {
            bytes: Secret::new(bytes),
            secret: true,
            steps,
        }
    }
}

impl fmt::Debug for Mechanism {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl PartialEq for Mechanism {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Mechanism {}

/// What the client says first answers nothing: a server that does not take it with AUTH sends an
/// empty challenge.
fn must_be_empty(challenge: &[u8]) -> Result<(), Mistake> {
    if challenge.is_empty() {
        return Ok(());
    }
    Err(Mistake::NotEmpty {
        got: super::text::visible(challenge),
    })
}

#[cfg(test)]
mod tests;
