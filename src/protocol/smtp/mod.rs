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

mod reply;
mod verb;

pub use reply::text_of;
pub use verb::{VERBS, Verb, secret as secret_of_command};

use super::command::{Command, Grammar, Stage, first_word, words};
use super::line::End;
use super::{
    Challenge, Dialogue, Expect, Heard, Oddity, Outcome, Protocol, Reply, Role, Said, To, Until,
    Upgrade, dot, sasl, text,
};
use reply::ReplyReader;
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

/// A line that went out before it was known what it is.
#[derive(Debug)]
struct Early {
    line: Vec<u8>,
    end: End,
    /// Whoever said it was told that it is one.
    told: bool,
}

impl Early {
    fn new(line: &[u8], end: End, told: bool) -> Self {
        let line = line.to_vec();
        Self { line, end, told }
    }
}

/// What a line means.
struct Meaning {
    role: Role,
    to: Option<To>,
    mechanism: Option<String>,
    text: Option<Until>,
}

impl Meaning {
    fn of(role: Role) -> Self {
        Self {
            role,
            to: None,
            mechanism: None,
            text: None,
        }
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
        Said {
            bytes: [line, b"\r\n"].concat(),
            secret,
            role: meaning.role,
            to: meaning.to,
            mechanism: meaning.mechanism,
            text: meaning.text,
            helper: None,
            early: decisive.is_some(),
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

    fn commands(&self) -> Vec<&'static Command> {
        VERBS.iter().map(|(_, command)| command).collect()
    }

    fn stage(&self) -> Stage {
        self.stage
    }

    /// The initial response of RFC 4954 §4; = is one without any bytes.
    fn authenticate(&self, mechanism: &str, initial: Option<&str>) -> Option<String> {
        Some(match initial {
            None => format!("AUTH {mechanism}"),
            Some("") => format!("AUTH {mechanism} ="),
            Some(initial) => format!("AUTH {mechanism} {initial}"),
        })
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

impl Smtp {
    /// What was said last, if its reply decides what the next line is.
    fn decisive(&self) -> Option<Pending> {
        let last = self.pending.back().map(|&(pending, _)| pending);
        last.filter(|pending| pending.is_decisive())
    }

    /// A line behind one whose reply decides what it is; for now, what it most likely is.
    fn put_off(&mut self, before: Pending, line: Early, secret: bool) -> Meaning {
        self.early.push_back(line);
        Meaning::of(match before {
            Pending::Command(Verb::Data) => Role::Text,
            _ if secret => Role::Answer,
            _ => Role::Command,
        })
    }

    /// Notes what a line means.
    fn mean(&mut self, line: &[u8], end: End) -> Meaning {
        match self.mode {
            Mode::Text => Meaning {
                to: self.text(line, end),
                ..Meaning::of(Role::Text)
            },
            Mode::Answer(_) => Meaning {
                to: self.await_reply(Pending::Answer, To::Answer),
                ..Meaning::of(Role::Answer)
            },
            Mode::Command | Mode::Border => {
                let verb = Verb::of(line);
                if verb::is_command(line) {
                    self.in_login = verb == Verb::Auth;
                }
                let mechanism = (verb == Verb::Auth).then(|| self.begin_auth(line));
                let what = self.grammar().verb_of(line);
                Meaning {
                    to: self.await_reply(Pending::Command(verb), To::Command { what }),
                    mechanism,
                    text: (verb == Verb::Data).then_some(Until::Dot),
                    ..Meaning::of(Role::Command)
                }
            }
        }
    }

    /// Notes the mechanism of an AUTH command, and returns its name.
    fn begin_auth(&mut self, line: &[u8]) -> String {
        let mechanism = words(line).nth(1).unwrap_or_default();
        self.mechanism = line[mechanism].to_vec();
        text::visible(&self.mechanism)
    }

    /// A line of text: what will be answered, if it ends it.
    fn text(&mut self, line: &[u8], end: End) -> Option<To> {
        let before = std::mem::replace(&mut self.text_end, end);
        let whole = (before, end) == (End::CrLf, End::CrLf);
        let ends = whole && dot::unstuff(line) == dot::Text::End;
        let behind = dot::behind_a_doubtful_end(line).filter(|_| !ends);
        match (&mut self.doubtful, behind) {
            (Some(doubtful), _) if doubtful.len() < MAX_DOUBTFUL => {
                doubtful.push(Early::new(line, end, false));
            }
            (None, Some(behind)) => {
                let rest = behind.map(|rest| Early::new(rest, end, false));
                self.doubtful = Some(rest.into_iter().collect());
            }
            _ => {}
        }
        if !ends {
            return None;
        }
        self.await_reply(Pending::Message, To::Text)
    }

    /// What waited for a reply means something now. Returns what will be answered of it.
    fn settle(&mut self) -> Vec<Option<To>> {
        if self.mode == Mode::Border {
            self.early.clear();
        }
        let mut settled = Vec::new();
        while self.decisive().is_none()
            && let Some(Early { line, end, told }) = self.early.pop_front()
        {
            let meaning = self.mean(&line, end);
            if told {
                settled.push(meaning.to);
            }
        }
        settled
    }

    /// A reply that nothing awaits: a dot that was taken for text did end it.
    fn believe_the_server(&mut self) -> bool {
        let Some(doubtful) = self.doubtful.take() else {
            return false;
        };
        if self.mode == Mode::Text {
            self.await_reply(Pending::Message, To::Text);
        }
        self.early.extend(doubtful);
        self.settle();
        true
    }

    fn await_reply(&mut self, what: Pending, to: To) -> Option<To> {
        self.mode = Mode::Command;
        self.pending.push_back((what, to.clone()));
        Some(to)
    }

    fn understand(&mut self, mut reply: Reply, heard: &mut Vec<Heard>) {
        // 421 is no answer: a server that closes says so at any time.
        if self.pending.is_empty() && reply.code() != Some(421) && self.believe_the_server() {
            reply.oddities.push(Oddity::EndedEarly);
        }
        let (to, answers) = self.pending.pop_front().unzip();
        reply.to = answers;
        let code = reply.code();
        // 421 may come at any time and closes the connection (RFC 5321 §3.8).
        reply.closes =
            code == Some(421) || (to, code) == (Some(Pending::Command(Verb::Quit)), Some(221));
        self.ended |= reply.closes;
        let mut then = None;
        match (to, code) {
            (Some(Pending::Command(Verb::Auth) | Pending::Answer), Some(334)) => {
                let line = reply.lines.last().map(|line| text_of(line));
                let challenge = sasl::challenge(&self.mechanism, line.unwrap_or_default());
                if challenge.plain.is_none() {
                    reply.oddities.push(Oddity::NotBase64);
                }
                self.mode = Mode::Answer(challenge.clone());
                then = Some(Heard::Challenge(challenge));
            }
            (Some(Pending::Command(Verb::Data)), Some(354)) => {
                self.mode = Mode::Text;
                self.text_end = End::CrLf;
            }
            (Some(Pending::Command(Verb::StartTls)), Some(220)) => self.mode = Mode::Border,
            (Some(Pending::Command(Verb::Ehlo)), Some(250)) => {
                self.offers = extensions(&reply);
                let before = self.clear_offers.take().filter(|before| !before.is_empty());
                then = Some(Heard::Offers {
                    now: self.offers.clone(),
                    before,
                });
            }
            (Some(Pending::Command(Verb::Helo)), Some(250)) => self.offers.clear(),
            (Some(_), Some(334 | 354)) => reply.oddities.push(Oddity::Unexpected),
            (None, _) if reply.outcome != Outcome::RefusedNow => {
                reply.oddities.push(Oddity::Unexpected);
            }
            _ => {}
        }
        self.proceed(to, &reply);
        heard.push(Heard::Reply(reply));
        heard.extend(then);
        let settled = self.settle();
        if !settled.is_empty() {
            heard.push(Heard::Settled(settled));
        }
    }

    /// Notes what the reply has confirmed.
    fn proceed(&mut self, to: Option<Pending>, reply: &Reply) {
        let stage = &mut self.stage;
        let ends_mail = matches!(
            to,
            Some(Pending::Message | Pending::Command(Verb::Ehlo | Verb::Helo | Verb::Rset))
        );
        let done = reply.outcome == Outcome::Done;
        // The envelope is gone behind the message, accepted or not (RFC 5321 §4.1.1.4).
        if ends_mail && (done || to == Some(Pending::Message)) {
            (stage.sender, stage.recipients) = (false, 0);
        }
        match to {
            _ if !done => {}
            Some(Pending::Command(verb @ (Verb::Ehlo | Verb::Helo))) => {
                stage.introduced = true;
                stage.extended = verb == Verb::Ehlo;
            }
            Some(Pending::Command(Verb::Auth) | Pending::Answer) => {
                stage.authenticated = true;
                self.in_login = false;
            }
            Some(Pending::Command(Verb::Mail)) => stage.sender = true,
            Some(Pending::Command(Verb::Rcpt)) => stage.recipients += 1,
            Some(Pending::Message) => stage.messages += 1,
            _ => {}
        }
    }
}

/// The keyword lines of a reply to EHLO: all but the first (RFC 5321 §4.1.1.1).
fn extensions(reply: &Reply) -> Vec<String> {
    reply
        .lines
        .iter()
        .skip(1)
        .map(|line| super::text::visible(text_of(line)).trim().to_owned())
        .collect()
}

/// How much of what follows a doubtful end is kept: a smuggled mail, and a bound for a long one.
const MAX_DOUBTFUL: usize = 1000;

#[cfg(test)]
mod tests;
