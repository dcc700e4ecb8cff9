//! The mail that arrived: in memory, and in a Maildir if one is named. All of it is kept for
//! `:inbox`; what is addressed to a user lies in their account as well, for POP3 and IMAP.

mod account;
mod folder;

pub(super) use account::{Account, INBOX};
pub(super) use folder::{Flags, Folder, Message, NO_SELECT};

use super::mime;
use crate::protocol::text;
use mail_parser::MessageParser;
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};
use time::OffsetDateTime;

/// A mail as it arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// The sender of the envelope.
    pub from: String,
    /// The recipients of the envelope.
    pub to: Vec<String>,
    /// The message, its stuffed dots removed, lines ended by CRLF.
    pub data: Arc<[u8]>,
}

impl Mail {
    /// The subject as a person reads it: encoded words decoded, raw 8-bit text too.
    pub fn subject(&self) -> String {
        subject(&self.data)
    }
}

/// The subject of a message, as [`Mail::subject`] has it.
pub(super) fn subject(message: &[u8]) -> String {
    let message = mime::beginning(message);
    let head = message
        .split(|byte| *byte == b'\n')
        .take_while(|line| !line.trim_ascii().is_empty());
    let raw = head.clone().find(|line| {
        line.get(..8)
            .is_some_and(|name| name.eq_ignore_ascii_case(b"subject:"))
    });
    match raw.and_then(|line| line.get(8..)) {
        // A raw subject that is not ASCII has no charset: UTF-8, else GBK.
        Some(raw) if !raw.is_ascii() => text::visible(raw.trim_ascii()),
        _ => MessageParser::default()
            .parse_headers(message)
            .and_then(|message| message.subject().map(text::escape))
            .unwrap_or_default(),
    }
}

/// The mail that all sessions share.
#[derive(Debug, Clone)]
pub(super) struct Mailboxes {
    kept: Arc<Mutex<Mailbox>>,
    maildir: Option<Arc<Maildir>>,
}

impl Mailboxes {
    pub(super) fn new(maildir: Option<PathBuf>, clock: fn() -> OffsetDateTime) -> io::Result<Self> {
        Ok(Self {
            kept: Arc::new(Mutex::new(Mailbox::new(clock))),
            maildir: maildir.map(Maildir::new).transpose()?.map(Arc::new),
        })
    }

    /// Keeps a mail, and puts it into the inboxes of these users. To the Maildir first: it is slow,
    /// and nobody waits for it but this session.
    pub(super) fn deliver(&self, mail: Mail, users: &[&str]) -> io::Result<Arc<Mail>> {
        if let Some(maildir) = &self.maildir {
            maildir.deliver(&mail.data)?;
        }
        let mail = Arc::new(mail);
        self.lock().deliver(mail.clone(), users);
        Ok(mail)
    }

    /// Nothing that holds the lock leaves the mail half changed, so a panic there spoils nothing.
    pub(super) fn lock(&self) -> MutexGuard<'_, Mailbox> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Keeps mail: of each sender the newest within the bounds, so that nobody crowds out another.
#[derive(Debug)]
pub(super) struct Mailbox {
    /// In the order of arrival.
    mails: VecDeque<Arc<Mail>>,
    bytes: usize,
    accounts: BTreeMap<String, Account>,
    /// When UIDs began (RFC 3501 §2.3.1.1): the mail of an earlier program is gone.
    validity: u32,
    clock: fn() -> OffsetDateTime,
}

impl Mailbox {
    fn new(clock: fn() -> OffsetDateTime) -> Self {
        Self {
            mails: VecDeque::new(),
            bytes: 0,
            accounts: BTreeMap::new(),
            validity: u32::try_from(clock().unix_timestamp()).unwrap_or(1),
            clock,
        }
    }

    /// What this user has.
    pub(super) fn account(&mut self, user: &str) -> &mut Account {
        let account = || Account::new(self.validity);
        self.accounts.entry(user.to_owned()).or_insert_with(account)
    }

    /// The time at which a message arrives.
    pub(super) fn now(&self) -> OffsetDateTime {
        (self.clock)()
    }

    /// Everything that arrived, oldest first.
    pub(super) fn mails(&self) -> Vec<Arc<Mail>> {
        self.mails.iter().cloned().collect()
    }

    /// What arrived for this address, oldest first.
    pub(super) fn mails_for(&self, address: &str) -> Vec<Arc<Mail>> {
        let theirs = |mail: &&Arc<Mail>| mail.to.iter().any(|to| to.eq_ignore_ascii_case(address));
        self.mails.iter().filter(theirs).cloned().collect()
    }

    fn deliver(&mut self, mail: Arc<Mail>, users: &[&str]) {
        let now = self.now();
        for user in users {
            let inbox = self.account(user).inbox_mut();
            inbox.add(mail.data.clone(), Flags::new(), now);
        }
        self.make_room();
        self.keep(mail);
    }

    fn keep(&mut self, mail: Arc<Mail>) {
        self.bytes += weight(&mail);
        self.mails.push_back(mail);
        while self.bytes > MAX_BYTES {
            let Some(sender) = self.greediest() else {
                return;
            };
            self.drop_oldest_of(&sender);
        }
        while let Some(newest) = self.mails.back().cloned()
            && self
                .mails
                .iter()
                .filter(|mail| mail.from == newest.from)
                .count()
                > MAX_MAILS
        {
            self.drop_oldest_of(&newest.from);
        }
    }

    /// Whoever has most in their folders loses the oldest of it, until it fits.
    pub(super) fn make_room(&mut self) {
        let folders = self.accounts.values().flat_map(Account::folders);
        let mut bytes: usize = folders.map(Folder::bytes).sum();
        while bytes > MAX_ACCOUNT_BYTES {
            let folders = self.accounts.values_mut().flat_map(Account::folders_mut);
            let fullest = folders.max_by_key(|folder| folder.bytes());
            match fullest.map_or(0, Folder::drop_oldest) {
                0 => return,
                dropped => bytes -= dropped,
            }
        }
    }

    /// Whose mail takes the most room.
    fn greediest(&self) -> Option<String> {
        let mut taken = HashMap::<&str, usize>::new();
        for mail in &self.mails {
            *taken.entry(&mail.from).or_default() += weight(mail);
        }
        let most = taken.into_iter().max_by_key(|(_, bytes)| *bytes);
        most.map(|(sender, _)| sender.to_owned())
    }

    fn drop_oldest_of(&mut self, sender: &str) {
        let oldest = self.mails.iter().position(|mail| mail.from == sender);
        let dropped = oldest.and_then(|at| self.mails.remove(at));
        self.bytes -= dropped.map_or(0, |mail| weight(&mail));
    }
}

/// A mail costs more than its text, and an empty one is not free.
fn weight(mail: &Mail) -> usize {
    mail.data.len() + MAIL_COST
}

/// A Maildir that gets a copy of each mail.
#[derive(Debug)]
struct Maildir {
    folder: PathBuf,
    delivered: AtomicU64,
}

impl Maildir {
    fn new(folder: PathBuf) -> io::Result<Self> {
        for part in ["tmp", "new", "cur"] {
            fs::create_dir_all(folder.join(part))?;
        }
        let delivered = AtomicU64::new(0);
        Ok(Self { folder, delivered })
    }

    /// Maildir's way: written whole under `tmp`, then moved to `new`, so that nobody reads half a mail.
    fn deliver(&self, data: &[u8]) -> io::Result<()> {
        let number = self.delivered.fetch_add(1, Ordering::Relaxed) + 1;
        let seconds = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default()
            .as_secs();
        let name = format!("{seconds}.P{}Q{number}.smtpsh", std::process::id());
        let path = self.folder.join("tmp").join(&name);
        let mut file = fs::File::create_new(&path)?;
        file.write_all(data)?;
        file.sync_all()?;
        fs::rename(path, self.folder.join("new").join(name))
    }
}

/// Mails of one sender that are kept; a lab sends a handful.
const MAX_MAILS: usize = 200;
/// Bytes of mail that are kept: a class of 1,000 with 200 KB each, or some of the largest mails.
const MAX_BYTES: usize = 256 * 1024 * 1024;
/// Bytes of mail in all accounts: a class that tries out attachments.
const MAX_ACCOUNT_BYTES: usize = 256 * 1024 * 1024;
/// What a mail takes beside its text, about: the envelope, and its place in the list.
const MAIL_COST: usize = 512;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subjects() {
        for (head, subject) in [
            ("Subject: hello", "hello"),
            ("Subject: =?UTF-8?B?5L2g5aW9?=", "你好"),
            ("SUBJECT: 你好", "你好"),
            ("Subject: =?UTF-8?Q?a=0A-- b=1B?=", "a\\n-- b\\x1b"),
            ("To: x", ""),
        ] {
            let data = format!("{head}\r\n\r\nSubject: text\r\n").into_bytes();
            assert_eq!(
                Mail {
                    from: String::new(),
                    to: Vec::new(),
                    data: data.into(),
                }
                .subject(),
                subject
            );
        }
    }

    fn mail(from: &str, to: &str, bytes: usize) -> Arc<Mail> {
        Arc::new(Mail {
            from: from.into(),
            to: vec!["ann@x".into(), to.into()],
            data: vec![0; bytes].into(),
        })
    }

    #[test]
    fn each_has_their_own_mail() {
        let mut mailbox = Mailbox::new(OffsetDateTime::now_utc);
        for to in ["bob@x", "BOB@X", "ann@x"] {
            mailbox.deliver(mail("ann@x", to, 1), &[]);
        }
        assert_eq!(mailbox.mails_for("bob@x").len(), 2);
        assert_eq!(mailbox.mails_for("ann@x").len(), 3);
        assert!(mailbox.mails_for("eve@x").is_empty());
    }

    #[test]
    fn a_flood_crowds_out_itself_only() {
        let mut mailbox = Mailbox::new(OffsetDateTime::now_utc);
        mailbox.deliver(mail("ann@x", "bob@x", 1), &[]);
        for (count, bytes) in [(MAX_MAILS + 50, 0), (20, MAX_BYTES / 8)] {
            for _ in 0..count {
                mailbox.deliver(mail("eve@x", "bob@x", bytes), &[]);
            }
            let sizes: Vec<_> = mailbox.mails().iter().map(|mail| weight(mail)).collect();
            assert_eq!(mailbox.bytes, sizes.iter().sum::<usize>());
            assert!(mailbox.bytes <= MAX_BYTES && sizes.len() <= 1 + MAX_MAILS);
            assert_eq!(mailbox.mails()[0].from, "ann@x");
        }
    }
}
