//! The mail that arrived: in memory, and in a Maildir if one is named.

use crate::protocol::text;
use mail_parser::MessageParser;
use std::collections::{HashMap, VecDeque};
use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

/// A mail as it arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// The sender of the envelope.
    pub from: String,
    /// The recipients of the envelope.
    pub to: Vec<String>,
    /// The message, its stuffed dots removed, lines ended by CRLF.
    pub data: Vec<u8>,
}

impl Mail {
    /// The subject as a person reads it: encoded words decoded, raw 8-bit text too.
    pub fn subject(&self) -> String {
        let head = self
            .data
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
                .parse_headers(&self.data)
                .and_then(|message| message.subject().map(str::to_owned))
                .unwrap_or_default(),
        }
    }
}

/// The mail that all sessions share.
#[derive(Debug, Clone)]
pub(super) struct Mailboxes {
    kept: Arc<Mutex<Mailbox>>,
    maildir: Option<Arc<Maildir>>,
}

impl Mailboxes {
    pub(super) fn new(maildir: Option<PathBuf>) -> io::Result<Self> {
        Ok(Self {
            kept: Arc::default(),
            maildir: maildir.map(Maildir::new).transpose()?.map(Arc::new),
        })
    }

    /// To the folder first: it is slow, and nobody waits for it but this session.
    pub(super) fn deliver(&self, mail: Mail) -> io::Result<Arc<Mail>> {
        if let Some(maildir) = &self.maildir {
            maildir.deliver(&mail.data)?;
        }
        let mail = Arc::new(mail);
        self.lock().deliver(mail.clone());
        Ok(mail)
    }

    /// Nothing that holds the lock leaves the mail half changed, so a panic there spoils nothing.
    pub(super) fn lock(&self) -> MutexGuard<'_, Mailbox> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Keeps mail: of each sender the newest within the bounds, so that nobody crowds out another.
#[derive(Debug, Default)]
pub(super) struct Mailbox {
    /// In the order of arrival.
    mails: VecDeque<Arc<Mail>>,
    bytes: usize,
}

impl Mailbox {
    /// Everything that arrived, oldest first.
    pub(super) fn mails(&self) -> Vec<Arc<Mail>> {
        self.mails.iter().cloned().collect()
    }

    /// What arrived for this address, oldest first.
    pub(super) fn mails_for(&self, address: &str) -> Vec<Arc<Mail>> {
        let theirs = |mail: &&Arc<Mail>| mail.to.iter().any(|to| to.eq_ignore_ascii_case(address));
        self.mails.iter().filter(theirs).cloned().collect()
    }

    fn deliver(&mut self, mail: Arc<Mail>) {
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
            ("To: x", ""),
        ] {
            let data = format!("{head}\r\n\r\nSubject: text\r\n").into_bytes();
            assert_eq!(
                Mail {
                    from: String::new(),
                    to: Vec::new(),
                    data
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
            data: vec![0; bytes],
        })
    }

    #[test]
    fn each_has_their_own_mail() {
        let mut mailbox = Mailbox::default();
        for to in ["bob@x", "BOB@X", "ann@x"] {
            mailbox.deliver(mail("ann@x", to, 1));
        }
        assert_eq!(mailbox.mails_for("bob@x").len(), 2);
        assert_eq!(mailbox.mails_for("ann@x").len(), 3);
        assert!(mailbox.mails_for("eve@x").is_empty());
    }

    #[test]
    fn a_flood_crowds_out_itself_only() {
        let mut mailbox = Mailbox::default();
        mailbox.deliver(mail("ann@x", "bob@x", 1));
        for (count, bytes) in [(MAX_MAILS + 50, 0), (20, MAX_BYTES / 8)] {
            for _ in 0..count {
                mailbox.deliver(mail("eve@x", "bob@x", bytes));
            }
            let sizes: Vec<_> = mailbox.mails().iter().map(|mail| weight(mail)).collect();
            assert_eq!(mailbox.bytes, sizes.iter().sum::<usize>());
            assert!(mailbox.bytes <= MAX_BYTES && sizes.len() <= 1 + MAX_MAILS);
            assert_eq!(mailbox.mails()[0].from, "ann@x");
        }
    }
}
