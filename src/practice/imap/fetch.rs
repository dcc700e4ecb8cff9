//! FETCH (RFC 3501 §6.4.5), one message after the other: what is asked for may be all there is.

use super::section::{Section, Text};
use super::structure;
use super::syntax::{Arguments, Bad};
use super::{Answer, Answered, Server, date, no, output, well};
use crate::practice::Happened;
use crate::practice::mailbox::{Message, subject};
use crate::practice::service::ENOUGH;
use std::collections::VecDeque;

/// A FETCH that is not through.
#[derive(Debug)]
pub(super) struct Fetching {
    items: Vec<Item>,
    /// Numbers and UIDs of the messages that are still to be told.
    left: VecDeque<(u32, u32)>,
    /// The one that is being told.
    now: Option<Telling>,
}

/// A message that is being told. Its text may be long, and is never kept twice.
#[derive(Debug)]
struct Telling {
    message: Message,
    /// What is still to be told of it.
    items: VecDeque<Item>,
    /// What is told now, and how far it is.
    text: Option<(Text, usize)>,
}

/// What is asked for of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Item {
    Uid,
    Flags,
    InternalDate,
    Size,
    Envelope,
    /// With what extends it (BODYSTRUCTURE), or without (BODY).
    Structure(bool),
    /// Some of its text, by the name that was used; whether it counts as read then.
    Text(Section, Option<&'static str>, bool),
}

impl Server {
    pub(super) fn fetch(&mut self, arguments: &mut Arguments<'_>, by_uid: bool) -> Answered {
        arguments.space()?;
        let set = arguments.set()?;
        arguments.space()?;
        let mut items = Item::read_all(arguments)?;
        arguments.end()?;
        if by_uid && !items.contains(&Item::Uid) {
            items.insert(0, Item::Uid);
        }
        // `command` has seen to it that a folder is selected.
        let Some(selected) = &self.selected else {
            return no("No folder is selected");
        };
        let left = selected.chosen(&set, by_uid)?.into();
        self.fetch_next(Fetching {
            items,
            left,
            now: None,
        });
        Ok(Answer::Later)
    }

    /// Tells about a message as much as is sent at once, and comes back for the rest.
    pub(super) fn fetch_next(&mut self, mut fetching: Fetching) {
        if let Some(telling) = fetching.now.take() {
            fetching.now = self.tell_on(telling);
        } else {
            let Some((number, uid)) = fetching.left.pop_front() else {
                return self.finish(well("FETCH completed"), false);
            };
            fetching.now = self.begin_telling(number, uid, &fetching.items);
        }
        self.fetching = Some(fetching);
    }

    fn begin_telling(&mut self, number: u32, uid: u32, items: &[Item]) -> Option<Telling> {
        let reads = |item: &Item| matches!(item, Item::Text(_, _, true));
        // It may be gone, and the client not have been told yet.
        let (message, newly_seen) = self.message(uid, items.iter().any(reads))?;
        if items.iter().any(Item::is_whole) {
            let read = Happened::Read("IMAP", subject(&message.data));
            self.happened.push(read);
        }
        let also_flags = newly_seen && !items.contains(&Item::Flags);
        let flags = also_flags.then_some(&Item::Flags);
        let begun = format!("* {number} FETCH (");
        self.out.extend_from_slice(begun.as_bytes());
        Some(Telling {
            message,
            items: items.iter().chain(flags).cloned().collect(),
            text: None,
        })
    }

    /// Goes on up to [`ENOUGH`], and gives back what is not through.
    fn tell_on(&mut self, mut telling: Telling) -> Option<Telling> {
        while self.out.len() < ENOUGH {
            if let Some((text, at)) = telling.text.take() {
                let left = &text.bytes(&telling.message.data)[at..];
                let piece = &left[..left.len().min(ENOUGH)];
                self.out.extend_from_slice(piece);
                let at = at + piece.len();
                if at < text.len() {
                    telling.text = Some((text, at));
                } else {
                    self.between(&telling);
                }
                continue;
            }
            let Some(item) = telling.items.pop_front() else {
                self.out.extend_from_slice(b")\r\n");
                return None;
            };
            match self.tell(&item, &telling.message) {
                Some(text) => telling.text = Some((text, 0)),
                None => self.between(&telling),
            }
        }
        Some(telling)
    }

    /// What stands behind an item.
    fn between(&mut self, telling: &Telling) {
        if !telling.items.is_empty() {
            self.out.push(b' ');
        }
    }

    /// The message, marked as read if it is; and whether it was not before.
    fn message(&mut self, uid: u32, reads: bool) -> Option<(Message, bool)> {
        let selected = self.selected.as_mut()?;
        let user = self.user.as_deref()?;
        let mut mailbox = self.given.mailbox.lock();
        let folder = mailbox.account(user).folder_mut(&selected.folder)?;
        let message = folder.message_mut(uid)?;
        let newly_seen = reads && !selected.read_only && message.flags.insert("\\Seen".to_owned());
        if newly_seen {
            selected.told_flags(uid, &message.flags);
        }
        Some((message.clone(), newly_seen))
    }

    /// Tells an item; of a text its length, and returns it.
    fn tell(&mut self, item: &Item, message: &Message) -> Option<Text> {
        let out = &mut self.out;
        let said = match item {
            Item::Uid => format!("UID {}", message.uid),
            Item::Flags => {
                let selected = self.selected.as_ref();
                let flags = selected.map(|it| it.written_flags(message.uid, &message.flags));
                format!("FLAGS {}", flags.unwrap_or_default())
            }
            Item::InternalDate => format!("INTERNALDATE \"{}\"", date::written(message.received)),
            Item::Size => format!("RFC822.SIZE {}", message.data.len()),
            Item::Envelope => {
                out.extend_from_slice(b"ENVELOPE ");
                structure::envelope(&message.data, out);
                return None;
            }
            Item::Structure(extended) => {
                let name: &[u8] = if *extended {
                    b"BODYSTRUCTURE "
                } else {
                    b"BODY "
                };
                out.extend_from_slice(name);
                structure::structure(&message.data, *extended, out);
                return None;
            }
            Item::Text(section, name, _) => {
                match name {
                    Some(name) => out.extend_from_slice(name.as_bytes()),
                    None => out.extend_from_slice(&section.label()),
                }
                out.push(b' ');
                let text = section.of_message(&message.data);
                match &text {
                    Some(text) => output::announce(text.len(), out),
                    None => out.extend_from_slice(b"NIL"),
                }
                return text;
            }
        };
        out.extend_from_slice(said.as_bytes());
        None
    }
}

impl Item {
    /// The whole message, by whatever name.
    fn is_whole(&self) -> bool {
        matches!(self, Self::Text(section, ..) if section.is_whole())
    }

    /// One, a list, or a macro.
    fn read_all(arguments: &mut Arguments<'_>) -> Result<Vec<Self>, Bad> {
        for (name, items) in MACROS {
            let mut after = arguments.clone();
            if after.eat(name.as_bytes()) && after.is_empty() {
                *arguments = after;
                return Ok(items.to_vec());
            }
        }
        let mut items = match arguments.peek() {
            Some(b'(') => arguments.list(Self::read)?,
            _ => vec![Self::read(arguments)?],
        };
        let mut known = Vec::new();
        items.retain(|item| {
            let new = !known.contains(item);
            known.extend(new.then(|| item.clone()));
            new
        });
        match items.len() {
            1..=MAX_ITEMS => Ok(items),
            _ => Err(Bad("FETCH asks for some items, and not that many")),
        }
    }

    fn read(arguments: &mut Arguments<'_>) -> Result<Self, Bad> {
        if arguments.eat(b"BODY.PEEK[") {
            return Ok(Self::Text(Section::read(arguments)?, None, false));
        }
        if arguments.eat(b"BODY[") {
            return Ok(Self::Text(Section::read(arguments)?, None, true));
        }
        let text = |section, name, reads| Self::Text(section, Some(name), reads);
        Ok(match arguments.atom()?.to_ascii_uppercase().as_str() {
            "UID" => Self::Uid,
            "FLAGS" => Self::Flags,
            "INTERNALDATE" => Self::InternalDate,
            "RFC822.SIZE" => Self::Size,
            "ENVELOPE" => Self::Envelope,
            "BODY" => Self::Structure(false),
            "BODYSTRUCTURE" => Self::Structure(true),
            "RFC822" => text(Section::whole(), "RFC822", true),
            "RFC822.HEADER" => text(Section::header(), "RFC822.HEADER", false),
            "RFC822.TEXT" => text(Section::text(), "RFC822.TEXT", true),
            _ => return Err(Bad("FETCH knows no such item: try FLAGS, ENVELOPE, BODY[]")),
        })
    }
}

/// Words for several items (RFC 3501 §6.4.5).
const MACROS: &[(&str, &[Item])] = &[
    (
        "ALL",
        &[Item::Flags, Item::InternalDate, Item::Size, Item::Envelope],
    ),
    ("FAST", &[Item::Flags, Item::InternalDate, Item::Size]),
    (
        "FULL",
        &[
            Item::Flags,
            Item::InternalDate,
            Item::Size,
            Item::Envelope,
            Item::Structure(false),
        ],
    ),
];

/// Items of one FETCH.
const MAX_ITEMS: usize = 32;
