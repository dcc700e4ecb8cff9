//! The mail that arrived: in memory, and in a Maildir if one is named.

use crate::protocol::text;
use mail_parser::MessageParser;
use std::collections::VecDeque;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
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
pub(super) struct Mailboxes(Arc<Mutex<Mailbox>>);

impl Mailboxes {
    pub(super) fn new(maildir: Option<PathBuf>) -> io::Result<Self> {
        Ok(Self(Arc::new(Mutex::new(Mailbox::new(maildir)?))))
    }

    /// Nothing that holds the lock leaves the mail half changed, so a panic there spoils nothing.
    pub(super) fn lock(&self) -> MutexGuard<'_, Mailbox> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Keeps mail, the newest within the bounds.
#[derive(Debug)]
pub(super) struct Mailbox {
    mails: VecDeque<Mail>,
    bytes: usize,
    maildir: Option<PathBuf>,
    delivered: u64,
}

impl Mailbox {
    fn new(maildir: Option<PathBuf>) -> io::Result<Self> {
        if let Some(folder) = &maildir {
            for part in ["tmp", "new", "cur"] {
                fs::create_dir_all(folder.join(part))?;
            }
        }
        Ok(Self {
            mails: VecDeque::new(),
            bytes: 0,
            maildir,
            delivered: 0,
        })
    }

    pub(super) fn mails(&self) -> Vec<Mail> {
        self.mails.iter().cloned().collect()
    }

    pub(super) fn deliver(&mut self, mail: Mail) -> io::Result<()> {
        self.delivered += 1;
        if let Some(folder) = &self.maildir {
            write(folder, self.delivered, &mail.data)?;
        }
        self.bytes += mail.data.len();
        self.mails.push_back(mail);
        while self.mails.len() > MAX_MAILS || (self.bytes > MAX_BYTES && self.mails.len() > 1) {
            self.bytes -= self.mails.pop_front().map_or(0, |mail| mail.data.len());
        }
        Ok(())
    }
}

/// Maildir's way: written whole under `tmp`, then moved to `new`, so that nobody reads half a mail.
fn write(folder: &Path, number: u64, data: &[u8]) -> io::Result<()> {
    let seconds = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
        .as_secs();
    let name = format!("{seconds}.P{}Q{number}.smtpsh", std::process::id());
    let path = folder.join("tmp").join(&name);
    let mut file = fs::File::create_new(&path)?;
    file.write_all(data)?;
    file.sync_all()?;
    fs::rename(path, folder.join("new").join(name))
}

/// Mails that are kept; a lab sends a handful.
const MAX_MAILS: usize = 200;
/// Bytes of mail that are kept, beyond the newest mail.
const MAX_BYTES: usize = 64 * 1024 * 1024;

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
}
