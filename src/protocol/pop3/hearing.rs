//! What a reply means, and the lines that it brings.

use super::{Many, Mode, Pending, Pop3, Verb, number};
use crate::protocol::command::first_word;
use crate::protocol::line::Piece;
use crate::protocol::{
    Heard, Kind, LISTED, Oddity, Outcome, Part, Reply, dot, response, sasl, text,
};
use std::collections::VecDeque;

impl Pop3 {
    /// The line that tells how a command turned out.
    pub(super) fn understand(
        &mut self,
        line: Vec<u8>,
        mut oddities: Vec<Oddity>,
        heard: &mut Vec<Heard>,
    ) {
        let pending = self.pending.pop_front();
        let status = Status::of(&line);
        if status.word.is_empty() {
            oddities.push(Oddity::NoStatus);
        }
        let verb = pending.as_ref().and_then(|pending| pending.verb);
        let done = status.outcome == Outcome::Done;
        let mut challenge = None;
        match (&pending, status.outcome) {
            (Some(_), Outcome::GoOn) if verb == Some(Verb::Auth) => {
                let asked = sasl::challenge(&self.mechanism, status.text);
                if asked.plain.is_none() {
                    oddities.push(Oddity::NotBase64);
                }
                self.mode = Mode::Answer(asked.clone());
                challenge = Some(asked);
            }
            // A server may say why it closes (RFC 1939 §3); nothing else comes unasked.
            (None, Outcome::Refused | Outcome::RefusedNow) => {}
            (None, _) | (_, Outcome::GoOn) => oddities.push(Oddity::Unexpected),
            _ => {}
        }
        let closes = match &pending {
            Some(_) => done && verb == Some(Verb::Quit),
            None => status.outcome.is_refusal(),
        };
        self.ended |= closes;
        let many = pending.as_ref().is_some_and(|pending| pending.many) && done;
        match &pending {
            Some(pending) if done => self.proceed(pending, &line),
            // Behind a wrong code the name must be said again (RFC 1939 §7).
            Some(_) if verb == Some(Verb::Pass) => self.stage.named = false,
            Some(_) if verb == Some(Verb::Capa) => self.offers_refused = true,
            _ => {}
        }
        heard.push(Heard::Reply(Reply {
            word: status.word.to_owned(),
            detail: status.code.map(str::to_owned),
            outcome: status.outcome,
            to: pending.as_ref().map(|pending| pending.to.clone()),
            more: many,
            closes,
            oddities,
            lines: vec![line],
        }));
        heard.extend(challenge.map(Heard::Challenge));
        if many {
            if verb == Some(Verb::List) {
                self.listed = Some(VecDeque::new());
            }
            self.many = Some(Many {
                verb,
                mail: pending.as_ref().and_then(|pending| pending.mail),
                at_start: true,
                offers: Vec::new(),
            });
        }
    }

    /// Notes what +OK has confirmed.
    fn proceed(&mut self, pending: &Pending, line: &[u8]) {
        let stage = &mut self.stage;
        match pending.verb {
            None => self.timestamp = timestamp(line),
            Some(Verb::Stls) => self.mode = Mode::Border,
            Some(Verb::User) => stage.named = true,
            // AUTH alone lists the mechanisms, and logs nobody in.
            Some(Verb::Pass | Verb::Apop | Verb::Auth) if !pending.many => {
                stage.authenticated = true;
                stage.named = false;
                self.in_login = false;
            }
            _ => {}
        }
    }

    /// A piece of a reply with many lines.
    pub(super) fn take_piece(&mut self, piece: Piece, heard: &mut Vec<Heard>) {
        let Some(many) = &mut self.many else { return };
        let begins = std::mem::replace(&mut many.at_start, piece.end.is_some());
        let mut bytes = piece.bytes;
        let mut kind = match many.verb {
            Some(Verb::Retr | Verb::Top) => Kind::Text,
            _ => Kind::Data,
        };
        if begins {
            match dot::unstuff(&bytes) {
                dot::Text::End if piece.end.is_some() => kind = Kind::End,
                dot::Text::Line(line) if line.len() < bytes.len() => {
                    bytes.remove(0);
                }
                _ => {}
            }
        }
        if many.verb == Some(Verb::Capa) && begins && kind == Kind::Data {
            let start = bytes.get(..MAX_OFFER).unwrap_or(&bytes);
            if many.offers.len() < MAX_OFFERS {
                many.offers.push(text::visible(start).trim().to_owned());
            }
        }
        if let Some(listed) = &mut self.listed
            && many.verb == Some(Verb::List)
            && begins
            && kind == Kind::Data
        {
            if listed.len() == LISTED {
                listed.pop_front();
            }
            listed.extend(number(&bytes[first_word(&bytes)]));
        }
        heard.push(Heard::Part(Part {
            bytes,
            end: piece.end,
            kind,
            mail: many.mail.filter(|_| kind == Kind::Text),
            plain: None,
            oddities: Vec::new(),
        }));
        if kind == Kind::End {
            self.end_of_lines(heard);
        }
    }

    fn end_of_lines(&mut self, heard: &mut Vec<Heard>) {
        let Some(many) = self.many.take() else { return };
        if many.verb == Some(Verb::Capa) {
            self.offers = many.offers;
            self.stage.extended = true;
            let before = self.stage.comparable(self.clear_offers.take());
            heard.push(Heard::Offers {
                now: self.offers.clone(),
                before,
            });
        }
    }
}

/// How a reply begins (RFC 1939 §3, RFC 5034 §4).
struct Status<'a> {
    word: &'static str,
    outcome: Outcome,
    /// The response code (RFC 2449 §8).
    code: Option<&'a str>,
    text: &'a [u8],
}

impl<'a> Status<'a> {
    pub(super) fn of(line: &'a [u8]) -> Self {
        let end = first_word(line).end;
        let (word, text) = (&line[..end], line[end..].trim_ascii_start());
        let (word, outcome) = match word {
            b"+" => ("+", Outcome::GoOn),
            _ if word.eq_ignore_ascii_case(b"+OK") => ("+OK", Outcome::Done),
            _ if word.eq_ignore_ascii_case(b"-ERR") => ("-ERR", Outcome::Refused),
            _ => ("", Outcome::Unclear),
        };
        let code = response::code(text);
        let for_now =
            code.is_some_and(|code| FOR_NOW.iter().any(|known| known.eq_ignore_ascii_case(code)));
        Self {
            word,
            outcome: match outcome {
                Outcome::Refused if for_now => Outcome::RefusedNow,
                outcome => outcome,
            },
            code,
            text,
        }
    }
}

/// The timestamp of a greeting, which the digest of APOP is made of (RFC 1939 §7).
fn timestamp(greeting: &[u8]) -> Option<Vec<u8>> {
    let start = greeting.iter().position(|byte| *byte == b'<')?;
    let length = greeting[start..].iter().position(|byte| *byte == b'>')?;
    let timestamp = &greeting[start..=start + length];
    let right = timestamp.contains(&b'@') && timestamp.iter().all(u8::is_ascii_graphic);
    right.then(|| timestamp.to_vec())
}

/// Response codes of what may succeed later (RFC 2449 §8.1, RFC 3206 §4).
const FOR_NOW: &[&str] = &["IN-USE", "LOGIN-DELAY", "SYS/TEMP"];
/// Capabilities of a server; real ones have some twenty.
const MAX_OFFERS: usize = 100;
/// The longest of them that is kept (RFC 2449 §4: 512 octets).
const MAX_OFFER: usize = 512;
