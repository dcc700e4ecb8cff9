//! The codes that the session knows, and how they are known again: in a line that gives one away where
//! none is awaited, and in what a server repeats.

use super::Session;
use crate::practice::CODE;
use crate::protocol::sasl;
use crate::protocol::secret::{self, Secret};
use crate::protocol::{Challenge, Heard, Kind, text};
use std::collections::VecDeque;
use std::ops::Range;
use zeroize::Zeroizing;

/// The codes, oldest first.
#[derive(Debug, Default)]
pub(super) struct Codes(VecDeque<Known>);

/// A code that was given with the options, typed where one was asked for, or said where a secret
/// stands.
#[derive(Debug)]
struct Known {
    code: Secret,
    faces: Vec<Face>,
    /// More likely it is the user's name, said where the code was to stand: a line may have it.
    doubtful: bool,
}

/// A form in which a code shows, in lower case: servers repeat commands in either.
#[derive(Debug)]
struct Face {
    text: Secret,
    kind: Of,
}

/// What a face is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Of {
    /// A short code, which is a word like others: it counts where it stands alone.
    Word,
    /// A long one, wherever it stands.
    Code,
    /// A part of base64: all of that belongs to it.
    Base64,
}

impl Codes {
    /// A code was given.
    pub(super) fn give(&mut self, code: &[u8]) {
        self.know(code, false);
    }

    fn know(&mut self, code: &[u8], doubtful: bool) {
        if code.is_empty() || self.0.iter().any(|known| known.code.reveal() == code) {
            return;
        }
        if self.0.len() == MAX_CODES {
            self.0.pop_front();
        }
        self.0.push_back(Known {
            code: Secret::new(code),
            faces: faces(code),
            doubtful,
        });
    }

    /// A line that gives one away was said.
    pub(super) fn gave_away(&mut self, line: &[u8]) {
        if let Some(word) = self.given_away(line) {
            self.give(word);
        }
    }

    /// Something was said where a secret stands: a code, quoted perhaps, or the base64 of an answer. The
    /// user's name may stand there as well (EXTERNAL has nothing else).
    pub(super) fn said(&mut self, said: &[u8], user: Option<&str>) {
        let said = said.trim_ascii();
        let quoted = said
            .strip_prefix(b"\"")
            .and_then(|it| it.strip_suffix(b"\""));
        let said = quoted.unwrap_or(said);
        let plain = sasl::decode(said).map(Zeroizing::new);
        let plain = plain.filter(|plain| std::str::from_utf8(plain).is_ok());
        let is_user = |code: &&[u8]| user.is_some_and(|user| user.as_bytes() == *code);
        let codes = [Some(said), plain.as_ref().map(|plain| last_of(plain))];
        for code in codes.into_iter().flatten().filter(|code| !is_user(code)) {
            self.know(code, is_like_an_address(code));
        }
    }

    /// The word of a command that gives a code away: it is the code, its base64, or the answer of
    /// PLAIN that has it. A short code is a word like others.
    fn given_away<'a>(&self, line: &'a [u8]) -> Option<&'a [u8]> {
        let mut words = line.split(u8::is_ascii_whitespace);
        words.find(|word| {
            let plain = sasl::decode(word).map(Zeroizing::new);
            let last = plain.as_ref().map(|plain| last_of(plain));
            let codes = self.0.iter().filter(|known| !known.doubtful);
            let mut codes = codes.map(|known| known.code.reveal());
            codes.any(|code| last == Some(code) || code.len() >= LONG_CODE && *word == code)
        })
    }

    /// The same bytes with a mask over each code; nothing if there is none in them.
    fn masked(&self, heard: &[u8]) -> Option<Vec<u8>> {
        let lower = heard.to_ascii_lowercase();
        let mut spans: Vec<Range<usize>> = Vec::new();
        for face in self.0.iter().flat_map(|known| &known.faces) {
            let length = face.text.reveal().len();
            let found = memchr::memmem::find_iter(&lower, face.text.reveal());
            let found = found.map(|at| at..at + length);
            spans.extend(found.filter_map(|span| face.kind.span(&lower, span)));
        }
        // From the end, so that what stands in front keeps its place; of two that overlap, both.
        spans.sort_by_key(|span| span.start);
        spans.dedup_by(|next, span| {
            let meets = next.start <= span.end;
            if meets {
                span.end = span.end.max(next.end);
            }
            meets
        });
        let mut spans = spans.iter().rev();
        let last = secret::masked(heard, Some(spans.next()?));
        Some(spans.fold(last, |heard, span| secret::masked(&heard, Some(span))))
    }

    fn mask(&self, heard: &mut Vec<u8>) {
        if let Some(masked) = self.masked(heard) {
            *heard = masked;
        }
    }
}

impl Of {
    /// How far it reaches, if it counts there.
    fn span(self, text: &[u8], found: Range<usize>) -> Option<Range<usize>> {
        let (before, behind) = (&text[..found.start], &text[found.end..]);
        match self {
            Self::Code => Some(found),
            Self::Word => {
                let ends =
                    |byte: Option<&u8>| byte.is_none_or(|byte| !byte.is_ascii_alphanumeric());
                (ends(before.last()) && ends(behind.first())).then_some(found)
            }
            Self::Base64 => {
                let other = |byte: &u8| !byte.is_ascii_alphanumeric() && !b"+/=".contains(byte);
                let start = before.iter().rposition(other).map_or(0, |at| at + 1);
                let end = behind.iter().position(other).unwrap_or(behind.len());
                Some(start..found.end + end)
            }
        }
    }
}

impl Session {
    /// Something was said where a secret stands.
    pub(super) fn said_secret(&mut self, secret: &[u8]) {
        self.codes.said(secret, self.options.user.as_deref());
    }

    /// Notes the codes that nobody has to type.
    pub(super) fn know_codes(&mut self) {
        if let Some(code) = &self.options.code {
            self.codes.give(code.reveal());
        }
        if self.practice.is_some() {
            self.codes.give(CODE.as_bytes());
        }
    }

    /// Whether a command has a secret in it, by its verb or because the session knows the code.
    pub(super) fn holds_secret(&self, line: &[u8]) -> bool {
        self.dialogue.secret(line).is_some() || self.codes.given_away(line).is_some()
    }

    /// Whether all of a command is to be masked: it gives a code away where the dialogue knows of none.
    pub(super) fn is_given_away(&self, line: &[u8]) -> bool {
        self.dialogue.secret(line).is_none() && self.codes.given_away(line).is_some()
    }

    /// A fact about what the server sent, without the codes that it repeats. The text of a mail is its
    /// writer's, as it is where the mail is sent.
    pub(super) fn without_codes(&self, mut heard: Heard) -> Heard {
        match &mut heard {
            Heard::Reply(reply) => {
                for line in &mut reply.lines {
                    self.codes.mask(line);
                }
            }
            Heard::Part(part) if part.kind != Kind::Text => self.codes.mask(&mut part.bytes),
            Heard::UpgradeReady { injected } => self.codes.mask(injected),
            _ => {}
        }
        heard
    }

    /// A challenge as it is told: the exchange itself has it as it came.
    pub(super) fn challenge_without_codes(&self, mut challenge: Challenge) -> Challenge {
        self.codes.mask(&mut challenge.coded);
        if let Some(plain) = &mut challenge.plain {
            self.codes.mask(plain);
        }
        challenge
    }

    /// Bytes of the server as they are told.
    pub(super) fn bytes_without_codes(&self, mut heard: Vec<u8>) -> Vec<u8> {
        self.codes.mask(&mut heard);
        heard
    }
}

/// The faces of a code: as it is, in hex, in base64.
fn faces(code: &[u8]) -> Vec<Face> {
    if code.len() < SHORT_CODE {
        return Vec::new();
    }
    let face = |text: &[u8], kind| Face {
        text: Secret::new(text.to_ascii_lowercase()),
        kind,
    };
    let long = code.len() >= LONG_CODE;
    let mut faces = vec![
        face(code, if long { Of::Code } else { Of::Word }),
        face(text::hex(code).as_bytes(), Of::Code),
    ];
    // Base64 of a text shows one of three faces, by where in it the code begins.
    for before in 0..3 {
        let plain = Zeroizing::new([&[0; 2][..before], code].concat());
        let coded = Zeroizing::new(sasl::encode(&plain));
        let whole = (before * 8).div_ceil(6)..plain.len() * 8 / 6;
        let inner = coded.get(whole).unwrap_or_default();
        if inner.len() >= LONG_CODE {
            faces.push(face(inner.as_bytes(), Of::Base64));
        }
    }
    faces
}

/// Whether it is written as a mail address is.
fn is_like_an_address(code: &[u8]) -> bool {
    let domain = code.rsplit(|byte| *byte == b'@').next().unwrap_or_default();
    domain.len() < code.len() && domain.contains(&b'.')
}

/// Where PLAIN has the code: behind the last NUL (RFC 4616 §2); all of what has none.
fn last_of(plain: &[u8]) -> &[u8] {
    plain.rsplit(|byte| *byte == 0).next().unwrap_or_default()
}

/// A code of so many bytes is no word that a command has by chance.
const LONG_CODE: usize = 8;
/// What is shorter hides nothing, and most replies have a word like it.
const SHORT_CODE: usize = 4;
/// How many are known again: more than anybody tries.
const MAX_CODES: usize = 32;

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(code: &str, heard: &str, expected: &str) {
        let mut codes = Codes::default();
        codes.give(code.as_bytes());
        let mut masked = heard.as_bytes().to_vec();
        codes.mask(&mut masked);
        assert_eq!(String::from_utf8_lossy(&masked), expected, "{heard}");
    }

    #[test]
    fn what_is_masked_in_what_is_heard() {
        let code = "letterslikethese";
        check(code, "letterslikethese BAD no", "******** BAD no");
        check(code, "500 <LettersLikeThese>", "500 <********>");
        check(code, "xletterslikethesex", "x********x");
        let twice = "letterslikethese\tletterslikethese";
        check(code, twice, "********\t********");
        check(code, "6c6574746572736C696B657468657365", "********");
        for before in ["", "-", "--", "\0me\0"] {
            let coded = sasl::encode(format!("{before}{code}").as_bytes());
            check(code, &format!("334 {coded}."), "334 ********.");
        }
        check(code, "letterslike these", "letterslike these");
    }

    #[test]
    fn a_short_code_is_a_word() {
        check("mail", "500 mail", "500 ********");
        check(
            "mail",
            "500 <mail:x> mailbox email",
            "500 <********:x> mailbox email",
        );
        check("ok", "a ok done", "a ok done");
    }

    #[test]
    fn lines_that_give_a_code_away() {
        let mut codes = Codes::default();
        codes.give(b"letterslikethese");
        codes.said(b"\"some thing\"", None);
        codes.said(b"me@smtpsh.example", None);
        codes.said(b"the user", Some("the user"));
        codes.said(sasl::encode(b"\0me\0another-code").as_bytes(), Some("me"));
        for (line, gives_away) in [
            ("letterslikethese", true),
            ("helo letterslikethese", true),
            ("helo bGV0dGVyc2xpa2V0aGVzZQ==", true),
            ("helo another-code", true),
            ("helo some thing", false),
            ("user the user", false),
            ("user me@smtpsh.example", false),
        ] {
            let word = codes.given_away(line.as_bytes());
            assert_eq!(word.is_some(), gives_away, "{line}");
        }
    }
}
