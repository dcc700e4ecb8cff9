//! LIST and what else concerns folders (RFC 3501 §6.3), and NAMESPACE.

use super::selected::Selected;
use super::syntax::{Arguments, Bad, SYSTEM_FLAGS};
use super::{Answered, Server, no, output, well};
use crate::practice::mailbox::{Account, Folder, INBOX, NO_SELECT};
use crate::protocol::imap::utf7;

impl Server {
    pub(super) fn namespace(&mut self, arguments: &mut Arguments<'_>) -> Answered {
        arguments.end()?;
        self.say("* NAMESPACE ((\"\" \"/\")) NIL NIL");
        well("NAMESPACE completed")
    }

    pub(super) fn list(&mut self, arguments: &mut Arguments<'_>) -> Answered {
        self.listed("LIST", arguments)
    }

    /// The folders that are subscribed.
    pub(super) fn lsub(&mut self, arguments: &mut Arguments<'_>) -> Answered {
        self.listed("LSUB", arguments)
    }

    fn listed(&mut self, command: &str, arguments: &mut Arguments<'_>) -> Answered {
        arguments.space()?;
        let reference = arguments.folder(true)?;
        arguments.space()?;
        let pattern = arguments.folder(true)?;
        arguments.end()?;
        if pattern.is_empty() {
            // RFC 3501 §6.3.8: what separates the levels is asked for.
            let said = format!("* {command} ({NO_SELECT}) \"/\" \"\"");
            self.say(&said);
            return well(format!("{command} completed"));
        }
        let pattern = reference + &pattern;
        let (mut mailbox, user) = self.mailbox();
        let account = mailbox.account(user);
        let mut said = String::new();
        for folder in account.folders() {
            if matches(&pattern, &folder.name) && (command == "LIST" || folder.subscribed) {
                let (attributes, name) = (attributes(account, folder), &folder.name);
                let name = output::folder(name);
                said += &format!("* {command} {attributes} \"/\" {name}\r\n");
            }
        }
        drop(mailbox);
        self.out.extend_from_slice(said.as_bytes());
        well(format!("{command} completed"))
    }

    pub(super) fn select(&mut self, arguments: &mut Arguments<'_>) -> Answered {
        self.open(arguments, false)
    }

    pub(super) fn examine(&mut self, arguments: &mut Arguments<'_>) -> Answered {
        self.open(arguments, true)
    }

    fn open(&mut self, arguments: &mut Arguments<'_>, read_only: bool) -> Answered {
        let name = named(arguments)?;
        arguments.end()?;
        // RFC 3501 §6.3.1: even if it fails, nothing is selected any more.
        self.selected = None;
        let (mut mailbox, user) = self.mailbox();
        let Some(folder) = mailbox.account(user).folder_mut(&name) else {
            return no(NONEXISTENT);
        };
        if !folder.selectable() {
            return no("[CANNOT] It holds folders only");
        }
        let selected = Selected::new(folder, read_only);
        let (validity, next) = (folder.validity, folder.next());
        drop(mailbox);
        let flags = output::list(SYSTEM_FLAGS.iter().copied());
        let (count, recent) = (selected.count(), selected.recent());
        self.say(&format!("* FLAGS {flags}"));
        self.say(&format!("* {count} EXISTS"));
        self.say(&format!("* {recent} RECENT"));
        if let Some(unseen) = selected.first_unseen() {
            self.say(&format!(
                "* OK [UNSEEN {unseen}] The first that was not read"
            ));
        }
        let permanent = match read_only {
            true => output::list([]),
            false => output::list(SYSTEM_FLAGS.iter().copied().chain(["\\*"])),
        };
        self.say(&format!(
            "* OK [PERMANENTFLAGS {permanent}] Flags that stay"
        ));
        self.say(&format!("* OK [UIDVALIDITY {validity}] UIDs are valid"));
        self.say(&format!("* OK [UIDNEXT {next}] The next UID"));
        self.selected = Some(selected);
        well(match read_only {
            true => "[READ-ONLY] EXAMINE completed",
            false => "[READ-WRITE] SELECT completed",
        })
    }

    pub(super) fn status(&mut self, arguments: &mut Arguments<'_>) -> Answered {
        let name = named(arguments)?;
        arguments.space()?;
        let items = arguments.list(|item| Ok(item.atom()?.to_ascii_uppercase()))?;
        arguments.end()?;
        let (mut mailbox, user) = self.mailbox();
        let Some(folder) = mailbox.account(user).folder(&name) else {
            return no(NONEXISTENT);
        };
        if !folder.selectable() {
            return no("[CANNOT] It holds folders only");
        }
        let unseen = |folder: &Folder| {
            let messages = folder.messages().iter();
            messages.filter(|it| !it.flags.contains("\\Seen")).count()
        };
        let mut told = Vec::new();
        for item in items {
            let value = match item.as_str() {
                "MESSAGES" => folder.messages().len().to_string(),
                "RECENT" => folder.recent().to_string(),
                "UIDNEXT" => folder.next().to_string(),
                "UIDVALIDITY" => folder.validity.to_string(),
                "UNSEEN" => unseen(folder).to_string(),
                _ => {
                    return Err(Bad(
                        "STATUS tells MESSAGES RECENT UIDNEXT UIDVALIDITY UNSEEN",
                    ));
                }
            };
            told.push(format!("{item} {value}"));
        }
        let told = output::list(told.iter().map(String::as_str));
        let said = format!("* STATUS {} {told}", output::folder(&folder.name));
        drop(mailbox);
        self.say(&said);
        well("STATUS completed")
    }

    pub(super) fn create(&mut self, arguments: &mut Arguments<'_>) -> Answered {
        let name = named(arguments)?;
        arguments.end()?;
        let name = name.trim_end_matches('/');
        if !utf7::is_valid(name) {
            return no(UNCODED);
        }
        let (mut mailbox, user) = self.mailbox();
        let account = mailbox.account(user);
        if account.folder(name).is_some() {
            return no("[ALREADYEXISTS] There is such a folder");
        }
        match account.create(name) {
            Some(_) => well("CREATE completed"),
            None => no("[LIMIT] There are too many folders"),
        }
    }

    pub(super) fn delete(&mut self, arguments: &mut Arguments<'_>) -> Answered {
        let name = named(arguments)?;
        arguments.end()?;
        let (mut mailbox, user) = self.mailbox();
        let account = mailbox.account(user);
        let Some(folder) = account.folder(&name) else {
            return no(NONEXISTENT);
        };
        if folder.name == INBOX || has_children(account, folder) {
            return no("[CANNOT] INBOX stays, and what holds folders");
        }
        account.delete(&name);
        well("DELETE completed")
    }

    pub(super) fn rename(&mut self, arguments: &mut Arguments<'_>) -> Answered {
        let name = named(arguments)?;
        let new = named(arguments)?;
        arguments.end()?;
        if !utf7::is_valid(&new) {
            return no(UNCODED);
        }
        let (mut mailbox, user) = self.mailbox();
        let account = mailbox.account(user);
        if account.folder(&new).is_some() {
            return no("[ALREADYEXISTS] There is such a folder");
        }
        let Some(folder) = account.folder(&name) else {
            return no(NONEXISTENT);
        };
        if folder.name == INBOX || has_children(account, folder) {
            return no("[CANNOT] INBOX stays, and what holds folders");
        }
        if let Some(folder) = account.folder_mut(&name) {
            folder.name = new;
        }
        well("RENAME completed")
    }

    pub(super) fn subscribe(&mut self, arguments: &mut Arguments<'_>) -> Answered {
        self.subscription(arguments, true)
    }

    pub(super) fn unsubscribe(&mut self, arguments: &mut Arguments<'_>) -> Answered {
        self.subscription(arguments, false)
    }

    fn subscription(&mut self, arguments: &mut Arguments<'_>, on: bool) -> Answered {
        let name = named(arguments)?;
        arguments.end()?;
        let (mut mailbox, user) = self.mailbox();
        match mailbox.account(user).folder_mut(&name) {
            None => no(NONEXISTENT),
            Some(folder) => {
                folder.subscribed = on;
                well("Completed")
            }
        }
    }
}

fn named(arguments: &mut Arguments<'_>) -> Result<String, Bad> {
    arguments.space()?;
    arguments.folder(false)
}

fn attributes(account: &Account, folder: &Folder) -> String {
    let children = match has_children(account, folder) {
        true => "\\HasChildren",
        false => "\\HasNoChildren",
    };
    output::list(folder.attribute.into_iter().chain([children]))
}

fn has_children(account: &Account, folder: &Folder) -> bool {
    let below = |other: &Folder| {
        let rest = other.name.strip_prefix(&folder.name);
        rest.is_some_and(|rest| rest.starts_with('/'))
    };
    account.folders().iter().any(below)
}

/// RFC 3501 §6.3.8: `*` is anything, `%` anything within a level. INBOX is it in any case.
fn matches(pattern: &str, name: &str) -> bool {
    let pattern = match pattern.eq_ignore_ascii_case(INBOX) {
        true => INBOX,
        false => pattern,
    };
    let (pattern, name) = (pattern.as_bytes(), name.as_bytes());
    // Whether the pattern so far ends at each place of the name.
    let mut ends = vec![false; name.len() + 1];
    ends[0] = true;
    for wanted in pattern {
        let mut next = vec![false; name.len() + 1];
        for at in 0..=name.len() {
            let before = at.checked_sub(1);
            next[at] = match wanted {
                b'*' => ends[at] || before.is_some_and(|at| next[at]),
                b'%' => ends[at] || before.is_some_and(|at| next[at] && name[at] != b'/'),
                _ => before.is_some_and(|at| ends[at] && name[at] == *wanted),
            };
        }
        ends = next;
    }
    ends[name.len()]
}

/// RFC 3501 §5.1.3, with the code of RFC 5530 §3.
const UNCODED: &str = "[CANNOT] The name is not modified UTF-7: a single & is written &-";
const NONEXISTENT: &str = "[NONEXISTENT] There is no such folder";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        for (pattern, name, fits) in [
            ("*", "a/b", true),
            ("%", "a/b", false),
            ("%", "ab", true),
            ("a/%", "a/b", true),
            ("a%b", "axxb", true),
            ("a*c", "a/b/c", true),
            ("a%c", "a/b/c", false),
            ("inbox", "INBOX", true),
            ("a", "ab", false),
            ("***", "", true),
        ] {
            assert_eq!(matches(pattern, name), fits, "{pattern} {name}");
        }
    }
}
