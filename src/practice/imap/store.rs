//! STORE, EXPUNGE, CLOSE, COPY and MOVE (RFC 3501 §6.4; UIDs: RFC 4315; MOVE: RFC 6851).

use super::syntax::{Arguments, Bad, Set};
use super::{Answered, Server, no, well};
use crate::practice::mailbox::{Flags, Folder, Message};
use std::collections::BTreeSet;

/// What STORE does with the flags that it names.
#[derive(Clone, Copy)]
enum Change {
    Set,
    Add,
    Remove,
}

impl Server {
    pub(super) fn store(&mut self, arguments: &mut Arguments<'_>, by_uid: bool) -> Answered {
        arguments.space()?;
        let set = arguments.set()?;
        arguments.space()?;
        let change = match arguments.peek() {
            Some(b'+') => Change::Add,
            Some(b'-') => Change::Remove,
            _ => Change::Set,
        };
        if !matches!(change, Change::Set) {
            // The sign, which `peek` has seen.
            let _ = arguments.eat(b"+") || arguments.eat(b"-");
        }
        if !arguments.eat(b"FLAGS") {
            return Err(Bad("STORE changes FLAGS, +FLAGS or -FLAGS"));
        }
        let silent = arguments.eat(b".SILENT");
        arguments.space()?;
        let flags = flags(arguments)?;
        arguments.end()?;
        self.change(|selected, folder, out| {
            for (number, uid) in selected.chosen(&set, by_uid)? {
                let Some(message) = folder.message_mut(uid) else {
                    continue;
                };
                if !changed(&mut message.flags, change, &flags) {
                    return no("[LIMIT] A message does not have that many flags");
                }
                selected.told_flags(uid, &message.flags);
                if !silent {
                    let flags = selected.written_flags(uid, &message.flags);
                    let uid = if by_uid {
                        format!("UID {uid} ")
                    } else {
                        String::new()
                    };
                    let said = format!("* {number} FETCH ({uid}FLAGS {flags})\r\n");
                    out.extend_from_slice(said.as_bytes());
                }
            }
            well("STORE completed")
        })
    }

    pub(super) fn expunge(&mut self, arguments: &mut Arguments<'_>) -> Answered {
        arguments.end()?;
        self.change(|_, folder, _| {
            folder.remove(is_deleted);
            well("EXPUNGE completed")
        })
    }

    pub(super) fn uid_expunge(&mut self, arguments: &mut Arguments<'_>) -> Answered {
        arguments.space()?;
        let set = arguments.set()?;
        arguments.end()?;
        self.change(|selected, folder, _| {
            let last = selected.last().1;
            folder.remove(|message| is_deleted(message) && set.has(message.uid, last));
            well("EXPUNGE completed")
        })
    }

    /// Expunges without telling, unless the folder was only looked at.
    pub(super) fn close(&mut self, arguments: &mut Arguments<'_>) -> Answered {
        arguments.end()?;
        if self.selected.as_ref().is_some_and(|it| !it.read_only) {
            self.change(|_, folder, _| {
                folder.remove(is_deleted);
                well("")
            })?;
        }
        self.selected = None;
        well("CLOSE completed")
    }

    pub(super) fn unselect(&mut self, arguments: &mut Arguments<'_>) -> Answered {
        arguments.end()?;
        self.selected = None;
        well("UNSELECT completed")
    }

    pub(super) fn copy(&mut self, arguments: &mut Arguments<'_>, by_uid: bool) -> Answered {
        match self.copied(arguments, by_uid)? {
            Ok((code, _)) => well(format!("{code} COPY completed").trim_start()),
            Err(why) => no(why),
        }
    }

    pub(super) fn move_(&mut self, arguments: &mut Arguments<'_>, by_uid: bool) -> Answered {
        if self.selected.as_ref().is_some_and(|it| it.read_only) {
            return no(READ_ONLY);
        }
        match self.copied(arguments, by_uid)? {
            Err(why) => no(why),
            Ok((code, uids)) => {
                if !code.is_empty() {
                    self.say(&format!("* OK {code} Moved"));
                }
                self.change(|_, folder, _| {
                    folder.remove(|message| uids.contains(&message.uid));
                    well("MOVE completed")
                })
            }
        }
    }

    /// Copies messages; the response code that tells their UIDs, and these (RFC 4315 §3).
    fn copied(
        &mut self,
        arguments: &mut Arguments<'_>,
        by_uid: bool,
    ) -> Result<Result<(String, BTreeSet<u32>), &'static str>, Bad> {
        arguments.space()?;
        let set: Set = arguments.set()?;
        arguments.space()?;
        let to = arguments.folder(false)?;
        arguments.end()?;
        let (mut mailbox, user) = self.mailbox();
        // `command` has seen to it that a folder is selected.
        let Some(selected) = &self.selected else {
            return Ok(Err("No folder is selected"));
        };
        let chosen = selected.chosen(&set, by_uid)?;
        let account = mailbox.account(user);
        let Some(from) = account.folder(&selected.folder) else {
            return Ok(Err(GONE));
        };
        let messages: Vec<Message> = chosen
            .iter()
            .filter_map(|(_, uid)| from.message(*uid).cloned())
            .collect();
        let Some(folder) = account.folder_mut(&to).filter(|it| it.selectable()) else {
            return Ok(Err("[TRYCREATE] There is no such folder"));
        };
        let (mut old, mut new) = (Vec::new(), Vec::new());
        let mut uids = BTreeSet::new();
        for Message {
            uid,
            flags,
            received,
            data,
        } in messages
        {
            let copy = folder.add(data, flags, received);
            old.push(uid.to_string());
            new.push(copy.to_string());
            uids.insert(uid);
        }
        let validity = folder.validity;
        mailbox.make_room();
        let code = match old.is_empty() {
            true => String::new(),
            false => format!("[COPYUID {validity} {} {}]", old.join(","), new.join(",")),
        };
        Ok(Ok((code, uids)))
    }

    /// Changes the selected folder.
    fn change(
        &mut self,
        act: impl FnOnce(&mut super::Selected, &mut Folder, &mut Vec<u8>) -> Answered,
    ) -> Answered {
        let (Some(user), Some(selected)) = (&self.user, &mut self.selected) else {
            return no("No folder is selected");
        };
        if selected.read_only {
            return no(READ_ONLY);
        }
        let mut mailbox = self.given.mailbox.lock();
        match mailbox.account(user).folder_mut(&selected.folder) {
            Some(folder) => act(selected, folder, &mut self.out),
            None => no(GONE),
        }
    }
}

/// A list of flags, or flags without parentheses (RFC 3501 §9: store-att-flags).
pub(super) fn flags(arguments: &mut Arguments<'_>) -> Result<Flags, Bad> {
    if arguments.peek() == Some(b'(') {
        return Ok(arguments.list(Arguments::flag)?.into_iter().collect());
    }
    let mut flags = Flags::from([arguments.flag()?]);
    while arguments.eat(b" ") {
        flags.insert(arguments.flag()?);
    }
    Ok(flags)
}

/// False if there would be too many.
fn changed(flags: &mut Flags, change: Change, named: &Flags) -> bool {
    let new: Flags = match change {
        Change::Set => named.clone(),
        Change::Add => flags.union(named).cloned().collect(),
        Change::Remove => flags.difference(named).cloned().collect(),
    };
    let fits = new.len() <= MAX_FLAGS;
    if fits {
        *flags = new;
    }
    fits
}

fn is_deleted(message: &Message) -> bool {
    message.flags.contains("\\Deleted")
}

const READ_ONLY: &str = "The folder was opened by EXAMINE: it is only looked at";
const GONE: &str = "[NONEXISTENT] The folder is gone";
/// Flags of one message.
pub(super) const MAX_FLAGS: usize = 32;
