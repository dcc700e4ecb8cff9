//! What a response means.

use super::verb::{self, REV2};
use super::{Imap, Mode, Pending, Verb, utf7};
use crate::protocol::command::words;
use crate::protocol::line::Piece;
use crate::protocol::secret::MASK;
use crate::protocol::{Heard, Kind, Oddity, Outcome, Part, Reply, To, response, sasl, text};

impl Imap {
    /// A line with a status.
    pub(super) fn status(
        &mut self,
        mut line: Piece,
        mut oddities: Vec<Oddity>,
        heard: &mut Vec<Heard>,
    ) {
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
    pub(super) fn data(
        &mut self,
        piece: Piece,
        first: bool,
        oddity: Option<Oddity>,
        heard: &mut Vec<Heard>,
    ) {
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
        let before = self.stage.comparable(self.clear_offers.take());
        heard.push(Heard::Offers { now, before });
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
/// Capabilities of a server; Gmail has some thirty.
const MAX_OFFERS: usize = 100;
/// The longest of them that is kept: real ones are words.
const MAX_OFFER: usize = 512;
