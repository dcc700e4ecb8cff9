//! SMTP (RFC 5321) with STARTTLS (RFC 3207) and AUTH (RFC 4954).
//!
//! The rules of the state:
//!
//! * Each command, answer and end of message awaits one reply; replies come in order (RFC 2920).
//!   The greeting answers the connection itself.
//! * 334 to AUTH, or to an answer of it, turns the next line into an answer.
//! * After AUTH, until it succeeds or another command is said, a line that is no command answers
//!   nothing, but is as secret as an answer: it was meant for one.
//! * 354 to DATA turns the next lines into message text, until a line with a single dot.
//! * 220 to STARTTLS is the border: not a byte behind it is read as SMTP.
//! * A reply that nothing awaits (421 after idling, say) is heard all the same.
//! * What goes out behind DATA, AUTH or an answer before the reply is text, an answer or a command
//!   only when that reply has come: until then such lines wait in `early`.
//! * Only CRLF.CRLF ends message text for sure (RFC 5321 §4.1.1.4). A dot between bare line ends is
//!   text; if the server answers it nevertheless, what went out behind it was commands
//!   (CVE-2023-51764).

mod hearing;
mod reply;
mod saying;
mod verb;

pub use reply::text_of;
pub use verb::{VERBS, Verb, secret as secret_of_command};

use super::command::{Grammar, Stage, first_word};
use super::line::End;
use super::secret::Secret;
use super::{Challenge, Dialogue, Expect, Heard, Protocol, Said, To, Until, Upgrade, sasl};
use reply::ReplyReader;
use saying::Early;
use std::collections::VecDeque;
use std::ops::Range;

/// What can be told of SMTP without a conversation.
pub static SMTP: Protocol = Protocol {
    name: "SMTP",
    dissector: "smtp",
    asks: "EHLO",
    farewell: "QUIT",
    greetings: &["220", "421", "554"],
    upgrade: Upgrade {
        command: "STARTTLS",
        section: "RFC 3207",
        greeting: "220 ",
        exchange: &[("EHLO smtpsh.example", "250 "), ("STARTTLS", "220 ")],
        more: &["220-", "250-"],
    },
    grammar: GRAMMAR,
    commands: || VERBS.iter().map(|(_, command)| command).collect(),
    dialogue,
};

/// How command lines of SMTP are written.
pub const GRAMMAR: Grammar = Grammar {
    verb: first_word,
    secret: secret_of_command,
    tagged: false,
};

/// The same while a login is begun and no command came since: what is no command answers a question
/// that is not asked, or not yet, and is as secret as if it were.
const GRAMMAR_IN_LOGIN: Grammar = Grammar {
    secret: verb::stray_answer,
    ..GRAMMAR
};

/// A new conversation that awaits the greeting.
pub fn dialogue() -> Box<dyn Dialogue> {
    Box::new(Smtp::default())
}

/// The state of an SMTP conversation.
#[derive(Debug)]
pub struct Smtp {
    replies: ReplyReader,
    /// What was said and is not answered, oldest first.
    pending: VecDeque<(Pending, To)>,
    mode: Mode,
    /// The mechanism named by the last AUTH command.
    mechanism: Vec<u8>,
    /// AUTH was said, has not succeeded, and was the last command.
    in_login: bool,
    offers: Vec<String>,
    /// The offers from before the upgrade, until the next EHLO.
    clear_offers: Option<Vec<String>>,
    stage: Stage,
    /// What went out behind a line whose reply decides what it is.
    early: VecDeque<Early>,
    /// How the line of text before ended.
    text_end: End,
    /// What went out behind a dot that ends the text for some servers and not for others.
    doubtful: Option<Vec<Early>>,
    ended: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pending {
    Greeting,
    Command(Verb),
    Answer,
    Message,
}

impl Pending {
    /// Whether its reply decides what the next line is.
    fn is_decisive(self) -> bool {
        matches!(
            self,
            Self::Answer | Self::Command(Verb::Data | Verb::Auth | Verb::StartTls)
        )
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Mode {
    Command,
    Answer(Challenge),
    Text,
    /// Behind the 220 to STARTTLS, before TLS.
    Border,
}

impl Default for Smtp {
    fn default() -> Self {
        Self {
            replies: ReplyReader::default(),
            pending: VecDeque::from([(Pending::Greeting, To::Greeting)]),
            mode: Mode::Command,
            mechanism: Vec::new(),
            in_login: false,
            offers: Vec::new(),
            clear_offers: None,
            stage: Stage::default(),
            early: VecDeque::new(),
            text_end: End::CrLf,
            doubtful: None,
            ended: false,
        }
    }
}

impl Dialogue for Smtp {
    fn say(&mut self, line: &[u8]) -> Said {
        self.say_ended(line, End::CrLf)
    }

    fn say_ended(&mut self, line: &[u8], end: End) -> Said {
        let secret = self.secret(line);
        let decisive = self.decisive();
        let meaning = match decisive {
            Some(before) => self.put_off(before, Early::new(line, end, true), secret.is_some()),
            None => {
                // Commands go on behind the text: it has ended where it was to end.
                if self.pending.is_empty() && self.mode != Mode::Text {
                    self.doubtful = None;
                }
                self.mean(line, end)
            }
        };
        let mechanism = meaning.mechanism.as_deref();
        let helper = mechanism.and_then(|name| sasl::helper(name, secret.is_some()));
        Said {
            role: meaning.role,
            to: meaning.to,
            helper,
            mechanism: meaning.mechanism,
            text: meaning.text,
            early: decisive.is_some(),
            ..Said::command(line, secret)
        }
    }

    fn unanswered(&mut self) {
        self.pending.clear();
        self.early.clear();
    }

    fn hear(&mut self, bytes: &[u8]) -> Vec<Heard> {
        if self.mode == Mode::Border {
            return vec![Heard::UpgradeReady {
                injected: bytes.to_vec(),
            }];
        }
        let mut heard = Vec::new();
        let mut rest = bytes;
        while !rest.is_empty() {
            let (taken, reply) = self.replies.take(rest);
            rest = &rest[taken..];
            if let Some(reply) = reply {
                self.understand(reply, &mut heard);
            }
            if self.mode == Mode::Border {
                heard.push(Heard::UpgradeReady {
                    injected: rest.to_vec(),
                });
                break;
            }
        }
        heard
    }

    fn expect(&self) -> Expect<'_> {
        if !self.pending.is_empty() {
            return Expect::Nothing;
        }
        match &self.mode {
            Mode::Command | Mode::Border => Expect::Command,
            Mode::Answer(challenge) => Expect::Answer(challenge),
            Mode::Text => Expect::Text(Until::Dot),
        }
    }

    fn secret(&self, draft: &[u8]) -> Option<Range<usize>> {
        match &self.mode {
            Mode::Text => None,
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
        let before = std::mem::take(&mut self.offers);
        *self = Self {
            pending: VecDeque::new(),
            clear_offers: Some(before),
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
        sasl::offered(&self.offers)
    }

    fn stage(&self) -> Stage {
        self.stage
    }

    /// The initial response of RFC 4954 §4.
    fn authenticate(&self, mechanism: &str, initial: Option<&Secret>) -> Option<Secret> {
        Some(sasl::command("AUTH", mechanism, initial))
    }

    fn takes_mail(&self) -> bool {
        true
    }

    fn farewell(&mut self) -> Option<Vec<u8>> {
        match self.expect() {
            Expect::Command => Some(SMTP.farewell.into()),
            Expect::Answer(_) => Some(sasl::CANCEL.to_vec()),
            _ => None,
        }
    }

    fn partial(&self) -> Option<Vec<u8>> {
        self.replies.partial()
    }

    fn ended(&self) -> bool {
        self.ended
    }
}

#[cfg(test)]
mod tests;
