//! A folder of a user's mail: messages with numbers that stay theirs, and flags (RFC 3501 §2.3).

use std::collections::BTreeSet;
use std::sync::Arc;
use time::OffsetDateTime;

/// A folder.
#[derive(Debug)]
pub(in crate::practice) struct Folder {
    /// Its name as it goes over the wire: modified UTF-7 (RFC 3501 §5.1.3).
    pub(in crate::practice) name: String,
    /// What it is for (RFC 6154), or that it holds folders only.
    pub(in crate::practice) attribute: Option<&'static str>,
    pub(in crate::practice) subscribed: bool,
    /// Changes whenever UIDs begin anew.
    pub(in crate::practice) validity: u32,
    next: u32,
    /// Messages from here on have been announced to nobody.
    recent: u32,
    messages: Vec<Message>,
}

/// A message in a folder.
#[derive(Debug, Clone)]
pub(in crate::practice) struct Message {
    pub(in crate::practice) uid: u32,
    pub(in crate::practice) flags: Flags,
    pub(in crate::practice) received: OffsetDateTime,
    pub(in crate::practice) data: Arc<[u8]>,
}

/// The flags of a message, as they are written. `\Recent` is the session's.
pub(in crate::practice) type Flags = BTreeSet<String>;

impl Folder {
    pub(super) fn new(name: &str, attribute: Option<&'static str>, validity: u32) -> Self {
        Self {
            name: name.to_owned(),
            attribute,
            subscribed: true,
            validity,
            next: 1,
            recent: 1,
            messages: Vec::new(),
        }
    }

    pub(in crate::practice) fn selectable(&self) -> bool {
        self.attribute != Some(NO_SELECT)
    }

    pub(in crate::practice) fn messages(&self) -> &[Message] {
        &self.messages
    }

    /// The UID of the message that comes next.
    pub(in crate::practice) fn next(&self) -> u32 {
        self.next
    }

    /// The message of this UID, if it is still there.
    pub(in crate::practice) fn message(&self, uid: u32) -> Option<&Message> {
        let at = self.messages.binary_search_by_key(&uid, |it| it.uid);
        at.ok().and_then(|at| self.messages.get(at))
    }

    pub(in crate::practice) fn message_mut(&mut self, uid: u32) -> Option<&mut Message> {
        let at = self.messages.binary_search_by_key(&uid, |it| it.uid);
        at.ok().and_then(|at| self.messages.get_mut(at))
    }

    /// Adds a message, and tells its UID. The oldest goes if there are too many.
    pub(in crate::practice) fn add(
        &mut self,
        data: Arc<[u8]>,
        flags: Flags,
        received: OffsetDateTime,
    ) -> u32 {
        let uid = self.next;
        self.next += 1;
        self.messages.push(Message {
            uid,
            flags,
            received,
            data,
        });
        if self.messages.len() > MAX_MESSAGES {
            self.messages.remove(0);
        }
        uid
    }

    /// Removes the messages that `gone` says.
    pub(in crate::practice) fn remove(&mut self, gone: impl Fn(&Message) -> bool) {
        self.messages.retain(|message| !gone(message));
    }

    /// Removes the oldest message, and tells how long it was.
    pub(super) fn drop_oldest(&mut self) -> usize {
        if self.messages.is_empty() {
            return 0;
        }
        self.messages.remove(0).data.len()
    }

    /// How many messages nobody has been told of.
    pub(in crate::practice) fn recent(&self) -> usize {
        let new = |message: &&Message| message.uid >= self.recent;
        self.messages.iter().rev().take_while(new).count()
    }

    /// The first UID that nobody has been told of.
    pub(in crate::practice) fn first_recent(&self) -> u32 {
        self.recent
    }

    /// The same; from now on somebody has been told.
    pub(in crate::practice) fn claim_recent(&mut self) -> u32 {
        std::mem::replace(&mut self.recent, self.next)
    }

    /// Bytes of all its messages.
    pub(in crate::practice) fn bytes(&self) -> usize {
        self.messages.iter().map(|message| message.data.len()).sum()
    }
}

/// The attribute of a folder that holds folders only.
pub(in crate::practice) const NO_SELECT: &str = "\\Noselect";
/// Messages of one folder; a lab sends a handful.
const MAX_MESSAGES: usize = 500;
