//! POP3 (RFC 1939) with CAPA (RFC 2449), STLS (RFC 2595) and AUTH (RFC 5034).
//!
//! The rules of the state:
//!
//! * Each command and answer awaits one reply; replies come in order. The greeting answers the
//!   connection itself.
//! * Whether +OK is all of a reply, or lines follow up to a single dot, is told by the command
//!   alone (RFC 1939 §3), so each one that was said is remembered until it is answered.
//! * The lines of such a reply are parts: as they arrive, the stuffed dot removed, never kept.
//! * `+ ` to AUTH, or to an answer of it, turns the next line into an answer.
//! * +OK to STLS is the border: not a byte behind it is read as POP3.

mod hearing;
mod verb;

pub use verb::{VERBS, Verb, secret as secret_of_command};

use super::command::{Grammar, Stage, first_word, is_offered, offered, words};
use super::line::{LineReader, PieceReader};
use super::sasl::{self, APOP};
use super::secret::Secret;
use super::{
    Challenge, Dialogue, Errand, Expect, Heard, Oddity, Protocol, Role, Said, To, Upgrade, text,
};
use std::collections::VecDeque;
use std::ops::Range;

/// What can be told of POP3 without a conversation.
pub static POP3: Protocol = Protocol {
    name: "POP3",
    dissector: "pop",
    asks: "CAPA",
    farewell: "QUIT",
    greetings: &["+OK", "-ERR"],
    upgrade: Upgrade {
        command: "STLS",
        section: "RFC 2595",
        greeting: "+OK",
        exchange: &[("STLS", "+OK")],
        more: &[],
    },
    grammar: GRAMMAR,
    commands: || VERBS.iter().map(|(_, command)| command).collect(),
    dialogue,
};

/// How command lines of POP3 are written.
pub const GRAMMAR: Grammar = Grammar {
    verb: first_word,
    secret: secret_of_command,
    tagged: false,
};

/// The same while a login is not over: what is no command is most likely the code.
const GRAMMAR_IN_LOGIN: Grammar = Grammar {
    secret: verb::stray_answer,
    ..GRAMMAR
};

/// A new conversation that awaits the greeting.
pub fn dialogue() -> Box<dyn Dialogue> {
    Box::new(Pop3::default())
}

/// The state of a POP3 conversation.
#[derive(Debug)]
pub struct Pop3 {
    lines: LineReader,
    /// Reads the lines of a reply that has many.
    pieces: PieceReader,
    /// The reply whose lines are arriving.
    many: Option<Many>,
    /// What was said and is not answered, oldest first.
    pending: VecDeque<Pending>,
    mode: Mode,
    /// The last command was of a login that has not succeeded.
    in_login: bool,
    /// The mechanism named by the last AUTH command.
    mechanism: Vec<u8>,
    /// The greeting's timestamp, which APOP is made of.
    timestamp: Option<Vec<u8>>,
    offers: Vec<String>,
    /// The offers from before the upgrade, until the next CAPA.
    clear_offers: Option<Vec<String>>,
    /// The server has refused to say what it offers.
    offers_refused: bool,
    /// The newest mails that LIST has just listed.
    listed: Option<VecDeque<u32>>,
    stage: Stage,
    ended: bool,
}

#[derive(Debug)]
struct Pending {
    to: To,
    /// What was said; the greeting and an answer have none.
    verb: Option<Verb>,
    many: bool,
    /// The number of the mail that it is about.
    mail: Option<u32>,
}

#[derive(Debug)]
struct Many {
    verb: Option<Verb>,
    mail: Option<u32>,
    /// The next piece begins a line.
    at_start: bool,
    /// The lines of CAPA.
    offers: Vec<String>,
}

#[derive(Debug, PartialEq, Eq)]
enum Mode {
    Command,
    Answer(Challenge),
    /// Behind the +OK to STLS, before TLS.
    Border,
}

impl Default for Pop3 {
    fn default() -> Self {
        Self {
            lines: LineReader::default(),
            pieces: PieceReader::default(),
            many: None,
            pending: VecDeque::from([Pending {
                to: To::Greeting,
                verb: None,
                many: false,
                mail: None,
            }]),
            mode: Mode::Command,
            in_login: false,
            mechanism: Vec::new(),
            timestamp: None,
            offers: Vec::new(),
            clear_offers: None,
            offers_refused: false,
            listed: None,
            stage: Stage::default(),
            ended: false,
        }
    }
}

impl Dialogue for Pop3 {
    fn say(&mut self, line: &[u8]) -> Said {
        let mut said = Said::command(line, self.secret(line));
        let pending = if matches!(self.mode, Mode::Answer(_)) {
            said.role = Role::Answer;
            Pending {
                to: To::Answer,
                verb: Some(Verb::Auth),
                many: false,
                mail: None,
            }
        } else {
            let verb = Verb::of(line);
            if verb::is_command(line) {
                self.in_login = verb.is_of_login();
            }
            self.listed = None;
            match verb {
                Verb::Auth => {
                    let name = words(line).nth(1).map(|word| &line[word]);
                    self.mechanism = name.unwrap_or_default().to_vec();
                    said.mechanism = name.map(text::visible);
                    let mechanism = said.mechanism.as_deref();
                    let initial = said.secret.is_some();
                    said.helper = mechanism.and_then(|name| sasl::helper(name, initial));
                }
                Verb::Pass => {
                    // USER may be on its way still.
                    let last = self.pending.back().and_then(|pending| pending.verb);
                    let named = self.stage.named || last == Some(Verb::User);
                    said.helper = named.then(|| ":code".to_owned());
                }
                Verb::Apop => said.helper = sasl::helper(sasl::APOP, true),
                _ => {}
            }
            Pending {
                to: To::Command {
                    what: self.grammar().verb_of(line),
                },
                verb: Some(verb),
                many: verb.has_lines(line),
                mail: words(line).nth(1).and_then(|word| number(&line[word])),
            }
        };
        self.mode = Mode::Command;
        said.to = Some(pending.to.clone());
        self.pending.push_back(pending);
        said
    }

    fn hear(&mut self, bytes: &[u8]) -> Vec<Heard> {
        let mut heard = Vec::new();
        let mut rest = bytes;
        while !rest.is_empty() {
            if self.mode == Mode::Border {
                break;
            }
            if self.many.is_some() {
                let (taken, piece) = self.pieces.take(rest);
                rest = &rest[taken..];
                if let Some(piece) = piece {
                    self.take_piece(piece, &mut heard);
                }
            } else {
                let (taken, line) = self.lines.take(rest);
                rest = &rest[taken..];
                if let Some(line) = line {
                    let oddities = Oddity::of_line(&line);
                    self.understand(line.bytes, oddities, &mut heard);
                }
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
        if !self.pending.is_empty() || self.many.is_some() {
            return Expect::Nothing;
        }
        match &self.mode {
            Mode::Command | Mode::Border => Expect::Command,
            Mode::Answer(challenge) => Expect::Answer(challenge),
        }
    }

    fn secret(&self, draft: &[u8]) -> Option<Range<usize>> {
        match &self.mode {
            Mode::Answer(challenge) => challenge.secret(draft),
            Mode::Command | Mode::Border => (self.grammar().secret)(draft),
        }
    }

    fn grammar(&self) -> Grammar {
        if self.in_login {
            GRAMMAR_IN_LOGIN
        } else {
            GRAMMAR
        }
    }

    fn secured(&mut self) {
        *self = Self {
            pending: VecDeque::new(),
            clear_offers: Some(std::mem::take(&mut self.offers)),
            // There is no other greeting behind STLS (RFC 2595 §4), and APOP needs one.
            timestamp: self.timestamp.take(),
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
        let listed = offered(&self.offers, "SASL").unwrap_or_default();
        let apop = self.timestamp.is_some().then_some(APOP);
        listed.split_whitespace().chain(apop).collect()
    }

    fn stage(&self) -> Stage {
        self.stage
    }

    /// The initial response of RFC 5034 §4, which must fit into a line of 255 octets (RFC 2449 §4).
    fn authenticate(&self, mechanism: &str, initial: Option<&Secret>) -> Option<Secret> {
        let line = match (mechanism, initial) {
            // It is a command of its own: the name and the digest.
            (APOP, Some(digest)) => Secret::new([b"APOP ", digest.reveal()].concat()),
            (APOP, None) => return None,
            _ => sasl::command("AUTH", mechanism, initial),
        };
        (line.reveal().len() <= MAX_COMMAND).then_some(line)
    }

    fn challenge(&self, mechanism: &str) -> Option<&[u8]> {
        let timestamp = self.timestamp.as_deref();
        timestamp.filter(|_| mechanism == APOP)
    }

    fn user_command(&self, user: &str) -> Option<String> {
        Some(format!("USER {user}"))
    }

    fn code_command(&self, code: &Secret) -> Option<Secret> {
        let line = [b"PASS ", code.reveal()].concat();
        self.stage.named.then(|| Secret::new(line))
    }

    fn login(&self, user: &str, code: &Secret) -> Vec<Secret> {
        // RFC 2449 §6.3: a server that has USER and PASS, here and now, says so.
        if self.stage.extended && !is_offered(&self.offers, "USER") {
            return Vec::new();
        }
        let pass = [b"PASS ", code.reveal()].concat();
        vec![Secret::new(format!("USER {user}")), Secret::new(pass)]
    }

    /// LIST tells sizes; what a mail is about stands in its headers, which TOP brings where it is
    /// offered. A server of the time before CAPA may have it all the same.
    fn list(&mut self) -> Errand {
        if !self.stage.extended && !self.offers_refused {
            return Errand::Try(POP3.asks.to_owned());
        }
        let Some(listed) = self.listed.take() else {
            return Errand::First("LIST".to_owned());
        };
        if self.stage.extended && !is_offered(&self.offers, TOP) {
            return Errand::Without(TOP);
        }
        if listed.is_empty() {
            return Errand::Nothing;
        }
        Errand::Each {
            verb: TOP,
            commands: listed
                .iter()
                .map(|mail| format!("{TOP} {mail} 0"))
                .collect(),
            together: is_offered(&self.offers, "PIPELINING"),
        }
    }

    fn read(&self, number: u32) -> Errand {
        Errand::Last(format!("RETR {number}"))
    }

    fn farewell(&mut self) -> Option<Vec<u8>> {
        match self.expect() {
            Expect::Command => Some(POP3.farewell.into()),
            Expect::Answer(_) => Some(sasl::CANCEL.to_vec()),
            _ => None,
        }
    }

    fn partial(&self) -> Option<Vec<u8>> {
        let partial = if self.many.is_some() {
            self.pieces.partial()
        } else {
            self.lines.partial()
        };
        (!partial.is_empty()).then(|| partial.to_vec())
    }

    fn ended(&self) -> bool {
        self.ended
    }
}

/// The number of a mail.
fn number(word: &[u8]) -> Option<u32> {
    std::str::from_utf8(word).ok()?.parse().ok()
}

/// Brings the headers of a mail (RFC 1939 §7).
const TOP: &str = "TOP";
/// The longest command that a server must take, line end included (RFC 2449 §4).
const MAX_COMMAND: usize = 255 - 2;

#[cfg(test)]
mod tests;
