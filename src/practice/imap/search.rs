//! SEARCH (RFC 3501 §6.4.4).

use super::selected::Selected;
use super::syntax::{Arguments, Bad, Set};
use super::{Answered, Server, date, no, well};
use crate::practice::mailbox::Message;
use crate::practice::mime::{self, Kind, Part};
use encoding_rs::{Encoding, UTF_8};
use mail_parser::{HeaderValue, MessageParser};
use std::cell::Cell;
use std::cmp::Ordering;
use time::Date;

/// What a message must be.
#[derive(Debug)]
enum Key {
    All,
    Numbers(Set),
    Uids(Set),
    /// It has this flag, or has it not.
    Flag(String, bool),
    Recent(bool),
    /// A header field has this in it.
    Header(String, String),
    Body(String),
    Text(String),
    /// When it came.
    Received(Ordering, Date),
    /// What its Date says.
    Sent(Ordering, Date),
    Larger(usize),
    Smaller(usize),
    Not(Box<Key>),
    Or(Box<(Key, Key)>),
    And(Vec<Key>),
}

/// A message in its folder.
struct Candidate<'f> {
    number: u32,
    message: &'f Message,
    selected: &'f Selected,
}

/// Reads keys.
struct Reader {
    charset: &'static Encoding,
    left: Cell<usize>,
}

impl Server {
    pub(super) fn search(&mut self, arguments: &mut Arguments<'_>, by_uid: bool) -> Answered {
        arguments.space()?;
        let mut reader = Reader {
            charset: UTF_8,
            left: Cell::new(MAX_KEYS),
        };
        if arguments.eat(b"CHARSET ") {
            let name = arguments.astring()?;
            match Encoding::for_label(&name) {
                Some(charset) => reader.charset = charset,
                None => return no("[BADCHARSET (UTF-8 US-ASCII GBK)] The charset is not known"),
            }
            arguments.space()?;
        }
        let mut keys = vec![reader.key(arguments, MAX_DEPTH)?];
        while !arguments.is_empty() {
            arguments.space()?;
            keys.push(reader.key(arguments, MAX_DEPTH)?);
        }
        let key = Key::And(keys);
        let (messages, user) = (self.messages(), self.selected.as_ref());
        let Some(selected) = user else {
            return no("No folder is selected");
        };
        let mut found = String::from("* SEARCH");
        for (number, message) in &messages {
            let candidate = Candidate {
                number: *number,
                message,
                selected,
            };
            if key.fits(&candidate) {
                let number = if by_uid { message.uid } else { *number };
                found += &format!(" {number}");
            }
        }
        self.say(&found);
        well("SEARCH completed")
    }

    /// The messages that the client knows and that are still there. Nobody waits for a search.
    fn messages(&self) -> Vec<(u32, Message)> {
        let (mut mailbox, user) = self.mailbox();
        let Some(selected) = &self.selected else {
            return Vec::new();
        };
        let Some(folder) = mailbox.account(user).folder(&selected.folder) else {
            return Vec::new();
        };
        let known = selected.all();
        known
            .filter_map(|(number, uid)| Some((number, folder.message(uid)?.clone())))
            .collect()
    }
}

impl Reader {
    fn key(&self, arguments: &mut Arguments<'_>, depth: usize) -> Result<Key, Bad> {
        if depth == 0 || self.left.get() == 0 {
            return Err(Bad("The search is too long"));
        }
        self.left.set(self.left.get() - 1);
        match arguments.peek() {
            Some(b'(') => {
                let keys = arguments.list(|it| self.key(it, depth - 1))?;
                return Ok(Key::And(keys));
            }
            Some(b'0'..=b'9' | b'*') => return Ok(Key::Numbers(arguments.set()?)),
            _ => {}
        }
        let name = arguments.atom()?.to_ascii_uppercase();
        if let Some((_, flag, has)) = FLAGS.iter().find(|(key, ..)| *key == name) {
            return Ok(Key::Flag((*flag).to_owned(), *has));
        }
        let flag = |name: &str, has| Key::Flag(name.to_owned(), has);
        Ok(match name.as_str() {
            "ALL" => Key::All,
            "RECENT" => Key::Recent(true),
            "OLD" => Key::Recent(false),
            "NEW" => Key::And(vec![Key::Recent(true), flag("\\Seen", false)]),
            "UID" => {
                arguments.space()?;
                Key::Uids(arguments.set()?)
            }
            "KEYWORD" | "UNKEYWORD" => {
                arguments.space()?;
                flag(&arguments.flag()?, name == "KEYWORD")
            }
            "BCC" | "CC" | "FROM" | "SUBJECT" | "TO" => Key::Header(name, self.text(arguments)?),
            "HEADER" => {
                arguments.space()?;
                let name = String::from_utf8_lossy(&arguments.astring()?).into_owned();
                Key::Header(name, self.text(arguments)?)
            }
            "BODY" => Key::Body(self.text(arguments)?),
            "TEXT" => Key::Text(self.text(arguments)?),
            "BEFORE" => Key::Received(Ordering::Less, day(arguments)?),
            "ON" => Key::Received(Ordering::Equal, day(arguments)?),
            "SINCE" => Key::Received(Ordering::Greater, day(arguments)?),
            "SENTBEFORE" => Key::Sent(Ordering::Less, day(arguments)?),
            "SENTON" => Key::Sent(Ordering::Equal, day(arguments)?),
            "SENTSINCE" => Key::Sent(Ordering::Greater, day(arguments)?),
            "LARGER" => Key::Larger(size(arguments)?),
            "SMALLER" => Key::Smaller(size(arguments)?),
            "NOT" => {
                arguments.space()?;
                Key::Not(Box::new(self.key(arguments, depth - 1)?))
            }
            "OR" => {
                arguments.space()?;
                let one = self.key(arguments, depth - 1)?;
                arguments.space()?;
                Key::Or(Box::new((one, self.key(arguments, depth - 1)?)))
            }
            _ => return Err(Bad("SEARCH knows no such key: try ALL, UNSEEN, FROM \"…\"")),
        })
    }

    fn text(&self, arguments: &mut Arguments<'_>) -> Result<String, Bad> {
        arguments.space()?;
        let bytes = arguments.astring()?;
        Ok(self.charset.decode(&bytes).0.to_lowercase())
    }
}

fn day(arguments: &mut Arguments<'_>) -> Result<Date, Bad> {
    arguments.space()?;
    date::day(&String::from_utf8_lossy(&arguments.astring()?))
}

fn size(arguments: &mut Arguments<'_>) -> Result<usize, Bad> {
    arguments.space()?;
    Ok(arguments.number()? as usize)
}

impl Key {
    fn fits(&self, it: &Candidate<'_>) -> bool {
        let message = it.message;
        match self {
            Self::All => true,
            Self::Numbers(set) => set.has(it.number, it.selected.last().0),
            Self::Uids(set) => set.has(message.uid, it.selected.last().1),
            Self::Flag(flag, has) => message.flags.contains(flag) == *has,
            Self::Recent(is) => it.selected.is_recent(message.uid) == *is,
            Self::Header(name, text) => header_has(&message.data, name, text),
            Self::Body(text) => body_has(&message.data, text),
            Self::Text(text) => {
                let (head, _) = mime::split(&message.data);
                has(head, text) || header_has(head, "", text) || body_has(&message.data, text)
            }
            Self::Received(how, day) => compares(message.received.date(), *how, *day),
            Self::Sent(how, day) => {
                sent(&message.data).is_some_and(|sent| compares(sent, *how, *day))
            }
            Self::Larger(size) => message.data.len() > *size,
            Self::Smaller(size) => message.data.len() < *size,
            Self::Not(key) => !key.fits(it),
            Self::Or(keys) => keys.0.fits(it) || keys.1.fits(it),
            Self::And(keys) => keys.iter().all(|key| key.fits(it)),
        }
    }
}

/// SINCE has the day in it.
fn compares(date: Date, how: Ordering, day: Date) -> bool {
    date.cmp(&day) == how || how == Ordering::Greater && date == day
}

fn sent(message: &[u8]) -> Option<Date> {
    let (head, _) = mime::split(message);
    let headers = mime::headers(head);
    let date = headers.date()?;
    let month = time::Month::try_from(date.month).ok()?;
    Date::from_calendar_date(i32::from(date.year), month, date.day).ok()
}

/// Whether a field of this name has the text, as it stands there or decoded. Any field, if the
/// name is empty.
fn header_has(message: &[u8], name: &str, text: &str) -> bool {
    let (head, _) = mime::split(message);
    let headers = mime::headers(head);
    headers
        .headers()
        .iter()
        .filter(|header| name.is_empty() || header.name().eq_ignore_ascii_case(name))
        .any(|header| {
            let range = header.offset_start() as usize..header.offset_end() as usize;
            let raw = head.get(range).unwrap_or_default();
            has(raw, text) || decoded(header.value()).to_lowercase().contains(text)
        })
}

fn decoded(value: &HeaderValue<'_>) -> String {
    if let Some(address) = value.as_address() {
        let parts = address.iter().flat_map(|it| [&it.name, &it.address]);
        let parts: Vec<&str> = parts.filter_map(|part| part.as_deref()).collect();
        return parts.join(" ");
    }
    value.as_text_list().unwrap_or_default().join(" ")
}

/// Whether the body has the text, as it stands there or in a part of it, decoded.
fn body_has(message: &[u8], text: &str) -> bool {
    let (_, body) = mime::split(message);
    has(body, text) || part_has(message, &Part::of(message), text)
}

fn part_has(message: &[u8], part: &Part, text: &str) -> bool {
    match &part.kind {
        Kind::Multipart(parts) => parts.iter().any(|part| part_has(message, part, text)),
        Kind::Message(inner) => part_has(message, inner, text),
        Kind::Leaf => {
            let head = mime::headers(&message[part.head.clone()]);
            let is_text = mime::content_type(&head).is_none_or(|it| it.ctype() == "text");
            let end = part.body.end.min(part.body.start + MAX_DECODED);
            let whole = &message[part.head.start..end];
            is_text
                && MessageParser::default()
                    .parse(whole)
                    .and_then(|parsed| parsed.parts.first()?.text_contents().map(str::to_lowercase))
                    .is_some_and(|body| body.contains(text))
        }
    }
}

/// Whether the text is in there, in any case. Pieces are looked at that overlap: what is long is not
/// copied at once.
fn has(bytes: &[u8], text: &str) -> bool {
    // In capitals it may be longer.
    let overlap = 4 * text.len();
    (0..bytes.len().max(1)).step_by(PIECE).any(|start| {
        let end = bytes.len().min(start + PIECE + overlap);
        let piece = String::from_utf8_lossy(&bytes[start..end]);
        piece.to_lowercase().contains(text)
    })
}

/// Keys that ask for a flag.
const FLAGS: &[(&str, &str, bool)] = &[
    ("ANSWERED", "\\Answered", true),
    ("DELETED", "\\Deleted", true),
    ("DRAFT", "\\Draft", true),
    ("FLAGGED", "\\Flagged", true),
    ("SEEN", "\\Seen", true),
    ("UNANSWERED", "\\Answered", false),
    ("UNDELETED", "\\Deleted", false),
    ("UNDRAFT", "\\Draft", false),
    ("UNFLAGGED", "\\Flagged", false),
    ("UNSEEN", "\\Seen", false),
];
/// How much of a text is in memory at once while something is looked for in it.
const PIECE: usize = 64 * 1024;
/// How much of a part is decoded for it: the longest of letters.
const MAX_DECODED: usize = 512 * 1024;
/// Keys of one search: each may look through all that there is.
const MAX_KEYS: usize = 64;
/// Keys in keys.
const MAX_DEPTH: usize = 16;
