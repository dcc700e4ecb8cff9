//! FETCH (RFC 3501 §6.4.5), one message after the other: what is asked for may be all there is.

use super::section::Section;
use super::structure;
use super::syntax::{Arguments, Bad};
use super::{Answer, Answered, Server, date, no, output, well};
use crate::practice::Happened;
use crate::practice::mailbox::{Message, subject};
use std::collections::VecDeque;

/// A FETCH that is not through.
#[derive(Debug)]
pub(super) struct Fetching {
    items: Vec<Item>,
    /// Numbers and UIDs of the messages that are still to be told.
    left: VecDeque<(u32, u32)>,
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
        self.fetch_next(Fetching { items, left });
        Ok(Answer::Later)
    }

    /// Tells about one message, and comes back for the others.
    pub(super) fn fetch_next(&mut self, mut fetching: Fetching) {
        let Some((number, uid)) = fetching.left.pop_front() else {
            return self.finish(well("FETCH completed"), false);
        };
        let reads = |item: &Item| matches!(item, Item::Text(_, _, true));
        let reads = fetching.items.iter().any(reads);
        // It may be gone, and the client not have been told yet.
        if let Some((message, newly_seen)) = self.message(uid, reads) {
            if fetching.items.iter().any(Item::is_whole) {
                let read = Happened::Read("IMAP", subject(&message.data));
                self.happened.push(read);
            }
            let also_flags = newly_seen && !fetching.items.contains(&Item::Flags);
            let flags = also_flags.then_some(&Item::Flags);
            let items = fetching.items.iter().chain(flags);
            self.out
                .extend_from_slice(format!("* {number} FETCH (").as_bytes());
            for (at, item) in items.enumerate() {
                if at > 0 {
                    self.out.push(b' ');
                }
                self.tell(item, &message);
            }
            self.out.extend_from_slice(b")\r\n");
        }
        self.fetching = Some(fetching);
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

    fn tell(&mut self, item: &Item, message: &Message) {
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
                return structure::envelope(&message.data, out);
            }
            Item::Structure(extended) => {
                let name: &[u8] = if *extended {
                    b"BODYSTRUCTURE "
                } else {
                    b"BODY "
                };
                out.extend_from_slice(name);
                return structure::structure(&message.data, *extended, out);
            }
            Item::Text(section, name, _) => {
                match name {
                    Some(name) => out.extend_from_slice(name.as_bytes()),
                    None => out.extend_from_slice(&section.label()),
                }
                out.push(b' ');
                // What would be more than any message is not told at once.
                let bytes = section.bytes(&message.data);
                return match bytes.filter(|bytes| out.len() + bytes.len() <= MAX_REPLY) {
                    Some(bytes) => output::literal(&bytes, out),
                    None => out.extend_from_slice(b"NIL"),
                };
            }
        };
        out.extend_from_slice(said.as_bytes());
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
/// Bytes about one message: twice the longest.
const MAX_REPLY: usize = 2 * super::reader::MAX_MESSAGE;
