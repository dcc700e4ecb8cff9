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

mod reader;
pub mod utf7;
mod verb;

pub use verb::{VERBS, Verb, announced, is_tag, secret as secret_of_command};

use super::command::{Command, Grammar, Stage, first_word, words};
use super::line::Piece;
use super::secret::{MASK, Secret};
use super::{
    Challenge, Dialogue, Errand, Expect, Heard, Kind, LISTED, Oddity, Outcome, Part, Protocol,
    Reply, Role, Said, To, Until, Upgrade, response, sasl, text,
};
use reader::{Came, Reader};
use std::ops::Range;
use verb::{Announced, REV2, Scan, scan};

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
    /// It puts them in front of typed lines as well.
    tagging: bool,
    offers: Vec<String>,
    /// The offers from before the upgrade, until they are listed again.
    clear_offers: Option<Vec<String>>,
    /// How many mails the open folder has.
    exists: u32,
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
            tagging: false,
            offers: Vec::new(),
            clear_offers: None,
            exists: 0,
            utf8: false,
            stage: Stage::default(),
            ended: false,
        }
    }
}

impl Dialogue for Imap {
    fn say(&mut self, line: &[u8]) -> Said {
        let mut said = Said {
            bytes: [line, b"\r\n"].concat(),
            secret: self.secret(line),
            role: Role::Command,
            to: None,
            mechanism: None,
            text: None,
            helper: None,
            early: false,
        };
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

    fn commands(&self) -> Vec<&'static Command> {
        VERBS.iter().map(|(_, command)| command).collect()
    }

    fn stage(&self) -> Stage {
        self.stage
    }

    fn tagging(&mut self, on: bool) {
        self.tagging = on;
    }

    fn line(&mut self, command: &[u8]) -> Vec<u8> {
        let mut tag;
        loop {
            self.tags += 1;
            tag = format!("a{:03}", self.tags).into_bytes();
            if !self.pending.iter().any(|pending| pending.tag == tag) {
                break;
            }
        }
        [&tag[..], b" ", command].concat()
    }

    /// The initial response is an extension (RFC 4959); = is one without any bytes.
    fn authenticate(&self, mechanism: &str, initial: Option<&str>) -> Option<String> {
        match initial {
            None => Some(format!("AUTHENTICATE {mechanism}")),
            Some(_) if !self.offers("SASL-IR") && !self.offers(REV2) => None,
            Some("") => Some(format!("AUTHENTICATE {mechanism} =")),
            Some(initial) => Some(format!("AUTHENTICATE {mechanism} {initial}")),
        }
    }

    fn login(&self, user: &str, code: &Secret) -> Vec<Secret> {
        if self.stage.login_disabled {
            return Vec::new();
        }
        let line = [
            b"LOGIN ",
            &quoted(user.as_bytes())[..],
            b" ",
            &quoted(code.reveal())[..],
        ];
        vec![Secret::new(line.concat())]
    }

    fn list(&mut self) -> Errand {
        if !self.stage.selected {
            return Errand::First(SELECT.to_owned());
        }
        if self.exists == 0 {
            return Errand::Last("NOOP".to_owned());
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
            Expect::Command => Some(self.line(IMAP.farewell.as_bytes())),
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

    /// The first line of a command.
    fn begin(&mut self, line: &[u8], said: &mut Said) {
        // What stands before the first space, so that a space in front of the line leaves none.
        let tag = line.split(|byte| *byte == b' ').next();
        let tag = tag.unwrap_or_default().to_vec();
        let at = verb::behind_tag(line);
        let verb = Verb::of(&line[at.clone()]);
        if let Some(verb) = verb::of_command(line) {
            self.in_login = matches!(verb, Verb::Login | Verb::Authenticate);
        }
        let to = To::Command {
            what: self.as_of_now(GRAMMAR).verb_of(line),
        };
        let mut mechanism = Vec::new();
        match verb {
            Verb::Authenticate => {
                let name = words(line).nth(2).map(|word| &line[word]);
                mechanism = name.unwrap_or_default().to_vec();
                said.mechanism = Some(text::visible(&mechanism));
            }
            Verb::Login => said.helper = Some(":login"),
            _ => {}
        }
        said.to = Some(to.clone());
        self.mode = Mode::Command;
        let covers = |span: &Range<usize>| span.start < tag.len();
        self.pending.push(Pending {
            secret: said.secret.as_ref().is_some_and(covers),
            tag,
            verb,
            to,
            mechanism,
        });
        self.current = Some(Current { verb, arguments: 0 });
        // A literal may stand where the verb does: the server waits for it all the same.
        let from = announced(line).map_or(at.end, |(start, ..)| start.min(at.end));
        self.announce(&scan(verb, 0, line, from), said);
    }

    /// What is said next of the command that was said last; its reply answers this then.
    fn go_on(&mut self, to: To) -> Option<To> {
        self.mode = Mode::Command;
        if let Some(pending) = self.pending.last_mut() {
            pending.to = to.clone();
        }
        Some(to)
    }

    /// A line while a literal is awaited: its bytes count, and what stands behind them goes on
    /// with the command.
    fn take_literal(&mut self, left: u64, said: &mut Said) {
        let length = said.bytes.len() as u64;
        if length <= left {
            self.mode = match left - length {
                0 => Mode::Rest,
                left => Mode::Literal {
                    left,
                    secret: said.secret.is_some(),
                },
            };
            return;
        }
        let line = said.bytes[..said.bytes.len() - 2].to_vec();
        self.take_rest(left as usize, &line, said);
    }

    /// The rest of a command, from this byte of the line on.
    fn take_rest(&mut self, from: usize, line: &[u8], said: &mut Said) {
        let scan = self.scan_rest(line, from);
        self.mode = Mode::Command;
        said.to = self.pending.last().map(|pending| pending.to.clone());
        self.announce(&scan, said);
    }

    fn scan_rest(&self, line: &[u8], from: usize) -> Scan {
        let (verb, before) = match &self.current {
            Some(current) => (current.verb, current.arguments),
            None => (Verb::Other, 0),
        };
        scan(verb, before, line, from.min(line.len()))
    }

    /// Notes whether a literal follows.
    fn announce(&mut self, scan: &Scan, said: &mut Said) {
        if let Some(current) = &mut self.current {
            current.arguments = scan.arguments;
        }
        let Some(literal) = scan.literal else { return };
        let (left, secret) = (literal.size, literal.secret);
        self.mode = match (literal.waits, left) {
            (true, _) => {
                said.text = Some(Until::Bytes {
                    left,
                    secret,
                    then_secret: false,
                });
                Mode::Announced(literal)
            }
            (false, 0) => Mode::Rest,
            (false, _) => Mode::Literal { left, secret },
        };
        if !literal.waits {
            // Nothing answers the announcement.
            said.to = None;
        }
    }

    /// Which part of a line is secret while so many bytes of a literal are left.
    fn secret_of_literal(&self, left: u64, secret: bool, line: &[u8]) -> Option<Range<usize>> {
        let inside = usize::try_from(left).unwrap_or(usize::MAX).min(line.len());
        let behind = self.scan_rest(line, inside).secret;
        match (secret, behind) {
            (true, Some(behind)) => Some(0..behind.end),
            (true, None) => Some(0..inside),
            (false, behind) => behind,
        }
    }

    /// A line with a status.
    fn status(&mut self, mut line: Piece, mut oddities: Vec<Oddity>, heard: &mut Vec<Heard>) {
        let mut words = words(&line.bytes);
        let first = line.bytes[words.next().unwrap_or_default()].to_vec();
        let second = words.next();
        drop(words);
        if first == b"+" {
            return self.go_ahead(line.bytes, oddities, heard);
        }
        let (word, outcome) = match &second {
            Some(word) => outcome(&line.bytes[word.clone()]),
            None => ("", Outcome::Unclear),
        };
        let text = second.map_or(&b""[..], |word| line.bytes[word.end..].trim_ascii_start());
        let offers = capabilities(text);
        let mut reply = Reply {
            word: word.to_owned(),
            detail: response::code(text).map(str::to_owned),
            outcome,
            to: None,
            more: false,
            closes: word == "BYE",
            oddities: Vec::new(),
            lines: Vec::new(),
        };
        // BAD without a tag answers what has none to repeat (RFC 3501 §7.1.3).
        let untagged_bad = first == b"*" && word == "BAD";
        let answered = self.pending.iter().position(|it| match untagged_bad {
            true => !verb::is_tag(&it.tag),
            false => it.tag == first,
        });
        if first == b"*" && answered.is_none() {
            self.ended |= reply.closes;
            if std::mem::take(&mut self.greeting) {
                reply.to = Some(To::Greeting);
                self.stage.authenticated = word == "PREAUTH";
            } else if word != "BYE" || self.pending.iter().any(|it| it.verb == Verb::Logout) {
                heard.push(data(line, None, oddities));
                self.offered(offers, heard);
                return;
            }
        } else if let Some(at) = answered {
            let pending = self.pending.remove(at);
            if pending.secret && first == pending.tag {
                line.bytes.splice(..first.len(), MASK.bytes());
            }
            if word.is_empty() {
                oddities.push(Oddity::NoStatusWord);
            }
            self.over(&pending, at, &reply);
            reply.closes = pending.verb == Verb::Logout && outcome == Outcome::Done;
            self.ended |= reply.closes;
            reply.to = Some(pending.to);
        } else {
            oddities.push(Oddity::NoResponse);
            if std::mem::take(&mut self.greeting) {
                reply.to = Some(To::Greeting);
            }
        }
        reply.oddities = oddities;
        reply.lines = vec![line.bytes];
        heard.push(Heard::Reply(reply));
        self.offered(offers, heard);
    }

    /// `+`: go on.
    fn go_ahead(&mut self, line: Vec<u8>, mut oddities: Vec<Oddity>, heard: &mut Vec<Heard>) {
        let last = self.pending.last();
        let to = last.map(|pending| pending.to.clone());
        let mut challenge = None;
        let verb = last.map(|pending| pending.verb);
        match (&self.mode, verb) {
            (Mode::Announced(literal), _) => {
                self.mode = match (literal.size, literal.secret) {
                    (0, _) => Mode::Rest,
                    (left, secret) => Mode::Literal { left, secret },
                };
            }
            (Mode::Command, Some(Verb::Authenticate)) => {
                let coded = line.get(1..).unwrap_or_default().trim_ascii();
                let mechanism = last.map_or(&b""[..], |pending| &pending.mechanism);
                let asked = sasl::challenge(mechanism, coded);
                if asked.plain.is_none() {
                    oddities.push(Oddity::NotBase64);
                }
                self.mode = Mode::Answer(asked.clone());
                challenge = Some(asked);
            }
            (Mode::Command, Some(Verb::Idle)) => self.mode = Mode::Idle,
            _ => oddities.push(Oddity::Unexpected),
        }
        heard.push(Heard::Reply(Reply {
            lines: vec![line],
            word: "+".to_owned(),
            detail: None,
            outcome: Outcome::GoOn,
            to,
            more: false,
            closes: false,
            oddities,
        }));
        heard.extend(challenge.map(Heard::Challenge));
    }

    /// A command is over: what that confirms.
    fn over(&mut self, pending: &Pending, at: usize, reply: &Reply) {
        // It was the last that was said: what of it was still to be said is not awaited any more.
        if at == self.pending.len() {
            self.mode = Mode::Command;
            self.current = None;
        }
        let done = reply.outcome == Outcome::Done;
        let stage = &mut self.stage;
        match pending.verb {
            Verb::Login | Verb::Authenticate if done => {
                stage.authenticated = true;
                self.in_login = false;
            }
            // A folder that cannot be opened closes the one before (RFC 9051 §6.3.2); a line that the
            // server could not read does nothing.
            Verb::Select if reply.word != "BAD" => stage.selected = done,
            Verb::Close if done => stage.selected = false,
            Verb::StartTls if done => self.mode = Mode::Border,
            _ => {}
        }
    }

    /// A line of data, or a piece of one.
    fn data(&mut self, piece: Piece, first: bool, oddity: Option<Oddity>, heard: &mut Vec<Heard>) {
        let (mut plain, mut offers) = (None, None);
        if first {
            let mut words = words(&piece.bytes).skip(1).map(|word| &piece.bytes[word]);
            let (one, two) = (words.next().unwrap_or_default(), words.next());
            if one.eq_ignore_ascii_case(b"CAPABILITY") {
                offers = Some(list(&piece.bytes[verb::behind_tag(&piece.bytes).end..]));
            } else if one.eq_ignore_ascii_case(b"ENABLED") {
                let enabled = list(&piece.bytes[verb::behind_tag(&piece.bytes).end..]);
                let means = |name: &String| UTF8.iter().any(|it| it.eq_ignore_ascii_case(name));
                self.utf8 |= enabled.iter().any(means);
            } else if !self.utf8 && NAMES.iter().any(|name| name.eq_ignore_ascii_case(one)) {
                plain = names(&piece.bytes);
            } else if two.is_some_and(|word| word.eq_ignore_ascii_case(b"EXISTS")) {
                let number = std::str::from_utf8(one).ok();
                self.exists = number.and_then(|one| one.parse().ok()).unwrap_or_default();
            } else if two.is_some_and(|word| word.eq_ignore_ascii_case(b"EXPUNGE")) {
                self.exists = self.exists.saturating_sub(1);
            }
        }
        heard.push(data(piece, plain, oddity.into_iter().collect()));
        self.offered(offers, heard);
    }

    fn offered(&mut self, offers: Option<Vec<String>>, heard: &mut Vec<Heard>) {
        let Some(now) = offers else { return };
        self.offers = now.clone();
        self.stage.extended = true;
        self.stage.login_disabled = self.offers("LOGINDISABLED");
        let before = self.clear_offers.take().filter(|before| !before.is_empty());
        heard.push(Heard::Offers { now, before });
    }

    fn offers(&self, name: &str) -> bool {
        let mut offers = self.offers.iter();
        offers.any(|offer| offer.eq_ignore_ascii_case(name))
    }
}

fn data(piece: Piece, plain: Option<String>, oddities: Vec<Oddity>) -> Heard {
    Heard::Part(Part {
        bytes: piece.bytes,
        end: piece.end,
        kind: Kind::Data,
        mail: None,
        plain,
        oddities,
    })
}

/// What a status word says (RFC 9051 §7.1).
fn outcome(word: &[u8]) -> (&'static str, Outcome) {
    let row = WORDS
        .iter()
        .find(|(known, _)| known.as_bytes().eq_ignore_ascii_case(word));
    row.copied().unwrap_or(("", Outcome::Unclear))
}

/// The capabilities that a response code lists (RFC 9051 §7.1).
fn capabilities(text: &[u8]) -> Option<Vec<String>> {
    let code = response::code(text)?;
    let listed = code.eq_ignore_ascii_case("CAPABILITY");
    listed.then(|| list(response::arguments(text).unwrap_or_default().as_bytes()))
}

fn list(names: &[u8]) -> Vec<String> {
    let names = words(names).map(|word| &names[word]);
    names
        .map(|name| text::visible(name.get(..MAX_OFFER).unwrap_or(name)))
        .take(MAX_OFFERS)
        .collect()
}

/// What the coded names in a line say.
fn names(line: &[u8]) -> Option<String> {
    let line = std::str::from_utf8(line).ok()?;
    let apart = |c: char| matches!(c, '"' | '(' | ')');
    // A name in quotes may have spaces in it; coded it has letters on both sides of them.
    let words = line.split(apart).flat_map(|part| {
        let coded = part.contains('&');
        coded.then_some(part.trim())
    });
    let decoded: Vec<String> = words
        .filter_map(|part| utf7::decode(part).or_else(|| part.split(' ').find_map(utf7::decode)))
        .collect();
    (!decoded.is_empty()).then(|| decoded.join(", "))
}

fn is_auth(offer: &str) -> bool {
    let name = offer.get(..AUTH.len());
    name.is_some_and(|name| name.eq_ignore_ascii_case(AUTH))
}

/// A quoted string (RFC 9051 §4.3).
fn quoted(text: &[u8]) -> Vec<u8> {
    let escaped = text.iter().flat_map(|byte| match byte {
        b'"' | b'\\' => vec![b'\\', *byte],
        _ => vec![*byte],
    });
    let mut quoted = vec![b'"'];
    quoted.extend(escaped);
    quoted.push(b'"');
    quoted
}

const WORDS: &[(&str, Outcome)] = &[
    ("OK", Outcome::Done),
    ("PREAUTH", Outcome::Done),
    ("NO", Outcome::Refused),
    ("BAD", Outcome::Refused),
    ("BYE", Outcome::RefusedNow),
];
/// Responses that name folders.
const NAMES: &[&[u8]] = &[b"LIST", b"LSUB", b"XLIST", b"STATUS", b"NAMESPACE"];
/// What makes names UTF-8 when it is enabled.
const UTF8: &[&str] = &[REV2, "UTF8=ACCEPT"];
/// How a capability names a mechanism (RFC 9051 §6.1.1).
const AUTH: &str = "AUTH=";
/// What ends IDLE.
const DONE: &[u8] = b"DONE";
/// The folder that every user has.
const SELECT: &str = "SELECT INBOX";
/// Capabilities of a server; Gmail has some thirty.
const MAX_OFFERS: usize = 100;
/// The longest of them that is kept: real ones are words.
const MAX_OFFER: usize = 512;

#[cfg(test)]
mod tests;
