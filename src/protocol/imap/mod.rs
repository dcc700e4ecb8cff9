//! IMAP4rev1 (RFC 3501) and rev2 (RFC 9051), with IDLE (RFC 2177) and LITERAL+ (RFC 7888).
//!
//! The rules of the state:
//!
//! * A command has a tag, and is over when a line with that tag says OK, NO or BAD. The greeting
//!   answers the connection itself.
//! * What is untagged may come at any time and answers nothing; it is told as it arrives, in parts,
//!   and so are literals, of any size.
//! * A line that ends with `{n}` announces a literal: behind the server's `+` the next n bytes, line
//!   ends among them, are its text, and then the command goes on. `{n+}` does not wait.
//! * `+` to AUTHENTICATE, or to an answer of it, turns the next line into an answer; `+` to IDLE
//!   awaits DONE.
//! * OK to STARTTLS is the border: not a byte behind it is read as IMAP.

mod hearing;
mod reader;
mod saying;
mod scan;
pub mod utf7;
mod verb;

pub use scan::announced;
pub use verb::{VERBS, Verb, is_tag, secret as secret_of_command};

use super::command::{Grammar, Stage, first_word};
use super::line::Piece;
use super::secret::Secret;
use super::{
    Challenge, Dialogue, Errand, Expect, Heard, Kind, LISTED, Oddity, Part, Protocol, Role, Said,
    To, Until, Upgrade, sasl,
};
use reader::{Came, Reader};
use scan::Announced;
use std::ops::Range;
use verb::REV2;
use zeroize::Zeroizing;

/// What can be told of IMAP without a conversation.
pub static IMAP: Protocol = Protocol {
    name: "IMAP",
    dissector: "imap",
    asks: "CAPABILITY",
    farewell: "LOGOUT",
    greetings: &["* OK", "* PREAUTH", "* BYE"],
    upgrade: Upgrade {
        command: "STARTTLS",
        section: "RFC 9051",
        greeting: "* OK",
        exchange: &[("a STARTTLS", "a OK")],
        more: &["* "],
    },
    grammar: GRAMMAR,
    commands: || VERBS.iter().map(|(_, command)| command).collect(),
    dialogue,
};

/// How command lines of IMAP are written: behind a tag.
pub const GRAMMAR: Grammar = Grammar {
    verb: verb::behind_tag,
    secret: secret_of_command,
    tagged: true,
};

/// How they are typed where smtpsh puts the tag in front of them.
const UNTAGGED: Grammar = Grammar {
    verb: first_word,
    secret: secret_of_command,
    tagged: false,
};

/// A new conversation that awaits the greeting.
pub fn dialogue() -> Box<dyn Dialogue> {
    Box::new(Imap::default())
}

/// The state of an IMAP conversation.
#[derive(Debug)]
pub struct Imap {
    reader: Reader,
    /// The greeting is still to come.
    greeting: bool,
    /// Commands that are not over, oldest first.
    pending: Vec<Pending>,
    /// The command that is being said, from its first line to its last.
    current: Option<Current>,
    mode: Mode,
    /// The last command was of a login that has not succeeded.
    in_login: bool,
    /// How many tags smtpsh has put.
    tags: u32,
    /// The one that it puts next.
    next_tag: Option<Vec<u8>>,
    /// It puts them in front of typed lines as well.
    tagging: bool,
    offers: Vec<String>,
    /// The offers from before the upgrade, until they are listed again.
    clear_offers: Option<Vec<String>>,
    /// How many mails the open folder has.
    exists: u32,
    /// A NOOP has asked what came into the empty folder.
    asked_anew: bool,
    /// Names of folders are in UTF-8, and & in them is an & (RFC 9051 §5.1, RFC 6855 §3).
    utf8: bool,
    stage: Stage,
    ended: bool,
}

#[derive(Debug)]
struct Pending {
    tag: Vec<u8>,
    /// The tag is no tag: it is a secret that the server will repeat.
    secret: bool,
    verb: Verb,
    to: To,
    /// The mechanism, of AUTHENTICATE.
    mechanism: Vec<u8>,
}

/// A command on the way.
#[derive(Debug, Clone)]
struct Current {
    verb: Verb,
    arguments: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Mode {
    Command,
    /// A literal was announced; the server has not agreed to it.
    Announced(Announced),
    Literal {
        left: u64,
        secret: bool,
    },
    /// Behind a literal: the rest of the command.
    Rest,
    Answer(Challenge),
    Idle,
    /// Behind the OK to STARTTLS, before TLS.
    Border,
}

impl Default for Imap {
    fn default() -> Self {
        Self {
            reader: Reader::default(),
            greeting: true,
            pending: Vec::new(),
            current: None,
            mode: Mode::Command,
            in_login: false,
            tags: 0,
            next_tag: None,
            tagging: false,
            offers: Vec::new(),
            clear_offers: None,
            exists: 0,
            asked_anew: false,
            utf8: false,
            stage: Stage::default(),
            ended: false,
        }
    }
}

impl Dialogue for Imap {
    fn say(&mut self, line: &[u8]) -> Said {
        let mut said = Said::command(line, self.secret(line));
        match self.mode.clone() {
            Mode::Answer(_) => {
                said.role = Role::Answer;
                said.to = self.go_on(To::Answer);
            }
            Mode::Idle => {
                let what = UNTAGGED.verb_of(line);
                said.to = self.go_on(To::Command { what });
            }
            Mode::Literal { left, .. } | Mode::Announced(Announced { size: left, .. }) => {
                said.role = Role::Text;
                self.take_literal(left, &mut said);
            }
            Mode::Rest => {
                said.role = Role::Text;
                self.take_rest(0, line, &mut said);
            }
            Mode::Command | Mode::Border => self.begin(line, &mut said),
        }
        said
    }

    fn hear(&mut self, bytes: &[u8]) -> Vec<Heard> {
        let mut heard = Vec::new();
        let mut rest = bytes;
        while !rest.is_empty() && self.mode != Mode::Border {
            let (taken, came) = self.reader.take(rest);
            rest = &rest[taken..];
            match came {
                Some(Came::Status(line)) => {
                    let oddities = Oddity::of_line(&line);
                    let piece = Piece {
                        bytes: line.bytes,
                        end: Some(line.end),
                    };
                    self.status(piece, oddities, &mut heard);
                }
                Some(Came::Data {
                    piece,
                    first,
                    oddity,
                }) => self.data(piece, first, oddity, &mut heard),
                Some(Came::Literal { piece, text, mail }) => heard.push(Heard::Part(Part {
                    plain: None,
                    kind: if text { Kind::Text } else { Kind::Data },
                    mail: mail.filter(|_| text),
                    bytes: piece.bytes,
                    end: piece.end,
                    oddities: Vec::new(),
                })),
                None => {}
            }
        }
        if self.mode == Mode::Border {
            heard.push(Heard::UpgradeReady {
                injected: rest.to_vec(),
            });
        }
        heard
    }

    fn expect(&self) -> Expect<'_> {
        match &self.mode {
            Mode::Announced(_) => Expect::Nothing,
            Mode::Literal { left, secret } => Expect::Text(Until::Bytes {
                left: *left,
                secret: *secret,
                then_secret: self.is_login(),
            }),
            Mode::Rest => Expect::Text(Until::LineEnd {
                secret: self.is_login(),
            }),
            Mode::Answer(challenge) => Expect::Answer(challenge),
            Mode::Idle => Expect::Idle,
            Mode::Command | Mode::Border if self.greeting || !self.pending.is_empty() => {
                Expect::Nothing
            }
            Mode::Command | Mode::Border => Expect::Command,
        }
    }

    fn secret(&self, draft: &[u8]) -> Option<Range<usize>> {
        match &self.mode {
            Mode::Answer(challenge) => challenge.secret(draft),
            Mode::Literal { left, secret } => self.secret_of_literal(*left, *secret, draft),
            Mode::Announced(literal) => self.secret_of_literal(literal.size, literal.secret, draft),
            Mode::Rest => self.scan_rest(draft, 0).secret,
            Mode::Idle => None,
            Mode::Command | Mode::Border => (self.grammar().secret)(draft),
        }
    }

    fn grammar(&self) -> Grammar {
        self.as_of_now(if self.tagging { UNTAGGED } else { GRAMMAR })
    }

    fn secured(&mut self) {
        *self = Self {
            greeting: false,
            tags: self.tags,
            tagging: self.tagging,
            clear_offers: Some(std::mem::take(&mut self.offers)),
            stage: Stage {
                tls: true,
                ..Stage::default()
            },
            ..Self::default()
        };
    }

    fn offers(&self) -> &[String] {
        &self.offers
    }

    fn mechanisms(&self) -> Vec<&str> {
        let offers = self.offers.iter();
        offers
            .filter_map(|offer| offer.get(AUTH.len()..).filter(|_| is_auth(offer)))
            .collect()
    }

    fn stage(&self) -> Stage {
        self.stage
    }

    fn tagging(&mut self, on: bool) {
        self.tagging = on;
    }

    fn tag_next(&mut self, tag: Option<&str>) {
        self.next_tag = tag.map(|tag| tag.as_bytes().to_vec());
    }

    fn line(&mut self, command: &[u8]) -> Zeroizing<Vec<u8>> {
        let wanted = self.next_tag.take();
        let tag = wanted.unwrap_or_else(|| self.new_tag());
        Zeroizing::new([&tag[..], b" ", command].concat())
    }

    /// The initial response is an extension (RFC 4959).
    fn authenticate(&self, mechanism: &str, initial: Option<&Secret>) -> Option<Secret> {
        let carried = initial.is_none() || self.offers("SASL-IR") || self.offers(REV2);
        carried.then(|| sasl::command("AUTHENTICATE", mechanism, initial))
    }

    fn login(&self, user: &str, code: &Secret) -> Vec<Secret> {
        if self.stage.login_disabled {
            return Vec::new();
        }
        let (user, code) = (quoted(user.as_bytes()), quoted(code.reveal()));
        vec![Secret::new([b"LOGIN ", &user[..], b" ", &code].concat())]
    }

    /// What goes on behind the literal that has the name.
    fn code_command(&self, code: &Secret) -> Option<Secret> {
        let named = matches!(self.mode, Mode::Literal { secret: false, .. });
        (named && self.is_login()).then(|| Secret::new(quoted(code.reveal()).to_vec()))
    }

    fn list(&mut self) -> Errand {
        if !self.stage.selected {
            return Errand::First(SELECT.to_owned());
        }
        // What came meanwhile a NOOP brings (RFC 9051 §6.1.2).
        let asked = std::mem::take(&mut self.asked_anew);
        if self.exists == 0 && asked {
            return Errand::Nothing;
        }
        if self.exists == 0 {
            self.asked_anew = true;
            return Errand::First("NOOP".to_owned());
        }
        let first = self.exists.saturating_sub(LISTED as u32 - 1).max(1);
        Errand::Last(format!(
            "FETCH {first}:{} (RFC822.SIZE BODY.PEEK[HEADER.FIELDS (FROM SUBJECT DATE)])",
            self.exists
        ))
    }

    fn read(&self, number: u32) -> Errand {
        if !self.stage.selected {
            return Errand::First(SELECT.to_owned());
        }
        // PEEK leaves the mail unseen, as the user's other programs want it.
        Errand::Last(format!("FETCH {number} BODY.PEEK[]"))
    }

    fn farewell(&mut self) -> Option<Vec<u8>> {
        match self.expect() {
            Expect::Command => Some(self.line(IMAP.farewell.as_bytes()).to_vec()),
            Expect::Answer(_) => Some(sasl::CANCEL.to_vec()),
            Expect::Idle => Some(DONE.to_vec()),
            _ => None,
        }
    }

    fn partial(&self) -> Option<Vec<u8>> {
        let partial = self.reader.partial();
        (!partial.is_empty()).then(|| partial.to_vec())
    }

    fn ended(&self) -> bool {
        self.ended
    }
}

impl Imap {
    /// A tag that no command on the way has.
    fn new_tag(&mut self) -> Vec<u8> {
        loop {
            self.tags += 1;
            let tag = format!("a{:03}", self.tags).into_bytes();
            if !self.pending.iter().any(|pending| pending.tag == tag) {
                return tag;
            }
        }
    }

    /// Whether the command that goes on may name the code next.
    fn is_login(&self) -> bool {
        let current = self.current.as_ref();
        current.is_some_and(|current| current.verb == Verb::Login)
    }

    /// The grammar as it is now: while a login is not over, what is no command is most likely the code.
    fn as_of_now(&self, grammar: Grammar) -> Grammar {
        if !self.in_login {
            return grammar;
        }
        Grammar {
            secret: verb::stray_answer,
            ..grammar
        }
    }

    fn offers(&self, name: &str) -> bool {
        let mut offers = self.offers.iter();
        offers.any(|offer| offer.eq_ignore_ascii_case(name))
    }
}

fn is_auth(offer: &str) -> bool {
    let name = offer.get(..AUTH.len());
    name.is_some_and(|name| name.eq_ignore_ascii_case(AUTH))
}

/// A quoted string (RFC 9051 §4.3).
fn quoted(text: &[u8]) -> Zeroizing<Vec<u8>> {
    // Room for all of it: what grows leaves copies behind.
    let mut quoted = Zeroizing::new(Vec::with_capacity(2 * text.len() + 2));
    quoted.push(b'"');
    for byte in text {
        if matches!(byte, b'"' | b'\\') {
            quoted.push(b'\\');
        }
        quoted.push(*byte);
    }
    quoted.push(b'"');
    quoted
}

/// How a capability names a mechanism (RFC 9051 §6.1.1).
const AUTH: &str = "AUTH=";
/// What ends IDLE.
const DONE: &[u8] = b"DONE";
/// The folder that every user has.
const SELECT: &str = "SELECT INBOX";

#[cfg(test)]
mod tests;
