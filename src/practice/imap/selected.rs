//! The selected folder as the client knows it: its messages are numbered, and it is told what
//! changes (RFC 3501 §7.3, §7.4).

use super::output;
use super::syntax::{Bad, Set};
use crate::practice::mailbox::{Flags, Folder};

/// A folder, as far as the client has been told.
#[derive(Debug)]
pub(super) struct Selected {
    pub(super) folder: String,
    pub(super) read_only: bool,
    validity: u32,
    known: Vec<Known>,
}

/// A message that the client knows; its place is its number.
#[derive(Debug)]
struct Known {
    uid: u32,
    flags: Flags,
    recent: bool,
}

impl Selected {
    /// Tells the client what is in the folder.
    pub(super) fn new(folder: &mut Folder, read_only: bool) -> Self {
        let recent = match read_only {
            true => folder.first_recent(),
            false => folder.claim_recent(),
        };
        let known = folder.messages().iter().map(|message| Known {
            uid: message.uid,
            flags: message.flags.clone(),
            recent: message.uid >= recent,
        });
        Self {
            folder: folder.name.clone(),
            read_only,
            validity: folder.validity,
            known: known.collect(),
        }
    }

    pub(super) fn count(&self) -> u32 {
        u32::try_from(self.known.len()).unwrap_or(u32::MAX)
    }

    pub(super) fn recent(&self) -> usize {
        self.known.iter().filter(|known| known.recent).count()
    }

    pub(super) fn is_recent(&self, uid: u32) -> bool {
        self.known
            .iter()
            .any(|known| known.uid == uid && known.recent)
    }

    /// The number of the first message that was not read.
    pub(super) fn first_unseen(&self) -> Option<usize> {
        let unseen = |known: &Known| !known.flags.contains("\\Seen");
        self.known.iter().position(unseen).map(|at| at + 1)
    }

    /// Numbers and UIDs of all messages.
    pub(super) fn all(&self) -> impl Iterator<Item = (u32, u32)> {
        (1..).zip(self.known.iter().map(|known| known.uid))
    }

    /// The number of the last message, and its UID.
    pub(super) fn last(&self) -> (u32, u32) {
        self.all().last().unwrap_or_default()
    }

    /// Numbers and UIDs of these messages. A UID may name nothing (RFC 3501 §6.4.8), a number may
    /// not.
    pub(super) fn chosen(&self, set: &Set, by_uid: bool) -> Result<Vec<(u32, u32)>, Bad> {
        let (last, last_uid) = self.last();
        if !by_uid && (set.highest() > last || last == 0) {
            return Err(Bad("There is no message of that number"));
        }
        let named = |(number, uid): &(u32, u32)| match by_uid {
            true => set.has(*uid, last_uid),
            false => set.has(*number, last),
        };
        Ok(self.all().filter(named).collect())
    }

    /// The client knows already that the flags of a message are these.
    pub(super) fn told_flags(&mut self, uid: u32, flags: &Flags) {
        if let Some(known) = self.known.iter_mut().find(|known| known.uid == uid) {
            known.flags.clone_from(flags);
        }
    }

    /// The flags of a message as FETCH has them.
    pub(super) fn written_flags(&self, uid: u32, flags: &Flags) -> String {
        let recent = self.is_recent(uid).then_some("\\Recent");
        output::list(flags.iter().map(String::as_str).chain(recent))
    }

    /// Tells what has changed. Without `expunges` messages stay that are gone, so that numbers
    /// keep their meaning.
    pub(super) fn follow(
        &mut self,
        folder: Option<&mut Folder>,
        expunges: bool,
        out: &mut Vec<u8>,
    ) {
        let folder = folder.filter(|folder| folder.validity == self.validity);
        let mut say = |line: String| out.extend_from_slice(format!("* {line}\r\n").as_bytes());
        let is_there = |uid| {
            let folder = folder.as_deref();
            folder.is_some_and(|folder| folder.message(uid).is_some())
        };
        if expunges {
            // From behind: the numbers before stay as they are.
            for at in (0..self.known.len()).rev() {
                if !is_there(self.known[at].uid) {
                    self.known.remove(at);
                    say(format!("{} EXPUNGE", at + 1));
                }
            }
        }
        let Some(folder) = folder else { return };
        for (at, known) in self.known.iter_mut().enumerate() {
            if let Some(message) = folder.message(known.uid)
                && message.flags != known.flags
            {
                known.flags.clone_from(&message.flags);
                let recent = known.recent.then_some("\\Recent");
                let flags = output::list(known.flags.iter().map(String::as_str).chain(recent));
                say(format!("{} FETCH (FLAGS {flags})", at + 1));
            }
        }
        let last = self.last().1;
        let new = folder.messages().iter().filter(|it| it.uid > last);
        let new: Vec<_> = new.map(|it| (it.uid, it.flags.clone())).collect();
        if new.is_empty() {
            return;
        }
        let recent = match self.read_only {
            true => folder.first_recent(),
            false => folder.claim_recent(),
        };
        self.known.extend(new.into_iter().map(|(uid, flags)| Known {
            uid,
            flags,
            recent: uid >= recent,
        }));
        say(format!("{} EXISTS", self.known.len()));
        say(format!("{} RECENT", self.recent()));
    }
}
