//! What one user has: an inbox, and the folders that QQ shows over IMAP.

use super::folder::{Folder, NO_SELECT};

/// A user's folders.
#[derive(Debug)]
pub(in crate::practice) struct Account {
    folders: Vec<Folder>,
    /// A POP3 session works on the inbox (RFC 1939 §4).
    pub(in crate::practice) locked: bool,
    /// Folders that were made later count on from here.
    validity: u32,
}

impl Account {
    pub(super) fn new(validity: u32) -> Self {
        let folders = FOLDERS.iter();
        Self {
            folders: folders
                .map(|(name, attribute)| Folder::new(name, *attribute, validity))
                .collect(),
            locked: false,
            validity,
        }
    }

    pub(in crate::practice) fn folders(&self) -> &[Folder] {
        &self.folders
    }

    pub(super) fn folders_mut(&mut self) -> &mut [Folder] {
        &mut self.folders
    }

    /// The folder of this name. INBOX is INBOX in any case (RFC 3501 §5.1).
    pub(in crate::practice) fn folder(&self, name: &str) -> Option<&Folder> {
        self.folders.iter().find(|folder| is(&folder.name, name))
    }

    pub(in crate::practice) fn folder_mut(&mut self, name: &str) -> Option<&mut Folder> {
        self.folders
            .iter_mut()
            .find(|folder| is(&folder.name, name))
    }

    pub(in crate::practice) fn inbox_mut(&mut self) -> &mut Folder {
        // The first row of FOLDERS, which cannot be deleted.
        &mut self.folders[0]
    }

    /// Makes a folder, unless there are too many.
    pub(in crate::practice) fn create(&mut self, name: &str) -> Option<&mut Folder> {
        if self.folders.len() >= MAX_FOLDERS {
            return None;
        }
        self.validity += 1;
        self.folders.push(Folder::new(name, None, self.validity));
        self.folders.last_mut()
    }

    pub(in crate::practice) fn delete(&mut self, name: &str) {
        self.folders.retain(|folder| !is(&folder.name, name));
    }
}

fn is(folder: &str, name: &str) -> bool {
    folder == name || folder == INBOX && name.eq_ignore_ascii_case(INBOX)
}

/// The folder that mail arrives in.
pub(in crate::practice) const INBOX: &str = "INBOX";
/// What QQ shows; the last two are 其他文件夹 and 其他文件夹/实验报告.
const FOLDERS: &[(&str, Option<&str>)] = &[
    (INBOX, None),
    ("Sent Messages", Some("\\Sent")),
    ("Drafts", Some("\\Drafts")),
    ("Deleted Messages", Some("\\Trash")),
    ("Junk", Some("\\Junk")),
    ("&UXZO1mWHTvZZOQ-", Some(NO_SELECT)),
    ("&UXZO1mWHTvZZOQ-/&W56ajGKlVEo-", None),
];
/// Folders of one user: more than a mail program makes.
const MAX_FOLDERS: usize = 50;
