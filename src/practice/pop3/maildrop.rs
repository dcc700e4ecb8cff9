//! The transaction state: the messages as they were at login, locked, and what is to be deleted.

use super::{Reply, Sending, refused, well};
use crate::practice::mailbox::{Mailboxes, Message, subject};
use crate::practice::mime;
use std::collections::BTreeSet;

/// A user's inbox during a session.
#[derive(Debug)]
pub(super) struct Maildrop {
    mailbox: Mailboxes,
    user: String,
    validity: u32,
    messages: Vec<Message>,
    /// Marked by DELE, by their places in `messages`.
    deleted: BTreeSet<usize>,
}

impl Maildrop {
    /// Takes the lock, if no other session has it (RFC 1939 §4).
    pub(super) fn open(mailbox: &Mailboxes, user: &str) -> Option<Self> {
        let mut locked = mailbox.lock();
        let account = locked.account(user);
        if account.locked {
            return None;
        }
        account.locked = true;
        let inbox = account.inbox_mut();
        Some(Self {
            mailbox: mailbox.clone(),
            user: user.to_owned(),
            validity: inbox.validity,
            messages: inbox.messages().to_vec(),
            deleted: BTreeSet::new(),
        })
    }

    /// How much there is, in words.
    pub(super) fn size(&self) -> String {
        let (count, bytes) = self.total();
        let s = if count == 1 { "" } else { "s" };
        format!("{count} message{s} ({bytes} octets)")
    }

    pub(super) fn stat(&mut self) -> Reply {
        let (count, bytes) = self.total();
        well(format!("{count} {bytes}"))
    }

    pub(super) fn list(&mut self, of: &str) -> Reply {
        self.each(of, |message, _| message.data.len().to_string())
    }

    pub(super) fn uidl(&mut self, of: &str) -> Reply {
        self.each(of, |message, validity| {
            format!("{validity}.{}", message.uid)
        })
    }

    pub(super) fn retr(&mut self, of: &str) -> Reply {
        match self.message(of) {
            Err(why) => refused(why),
            Ok((_, message)) => {
                let size = format!("{} octets", message.data.len());
                let all = Sending::new(&message.data, message.data.len());
                Reply::Message(size, all)
            }
        }
    }

    /// The subject of a message, if there is one.
    pub(super) fn subject(&self, of: &str) -> Option<String> {
        let (_, message) = self.message(of).ok()?;
        Some(subject(&message.data))
    }

    /// The headers, the empty line, and so many lines of the text (RFC 1939 §7).
    pub(super) fn top(&mut self, arguments: &str) -> Reply {
        let (of, lines) = arguments.trim().split_once(' ').unwrap_or_default();
        let Ok(count) = lines.trim().parse::<usize>() else {
            return refused("Syntax is TOP message lines");
        };
        let message = match self.message(of) {
            Err(why) => return refused(why),
            Ok((_, message)) => message,
        };
        let (head, text) = mime::split(&message.data);
        let lines = text.split_inclusive(|byte| *byte == b'\n').take(count);
        let length = head.len() + lines.map(<[u8]>::len).sum::<usize>();
        Reply::Message(String::new(), Sending::new(&message.data, length))
    }

    pub(super) fn dele(&mut self, of: &str) -> Reply {
        match self.message(of) {
            Err(why) => refused(why),
            Ok((at, _)) => {
                self.deleted.insert(at);
                well(format!("Message {} will be deleted at QUIT", at + 1))
            }
        }
    }

    pub(super) fn rset(&mut self) -> Reply {
        self.deleted.clear();
        well(self.size())
    }

    /// The update state: deletes what was marked, and tells how many (RFC 1939 §6).
    pub(super) fn update(self) -> usize {
        let gone: BTreeSet<u32> = self
            .deleted
            .iter()
            .filter_map(|at| self.messages.get(*at))
            .map(|message| message.uid)
            .collect();
        let mut mailbox = self.mailbox.lock();
        let inbox = mailbox.account(&self.user).inbox_mut();
        inbox.remove(|message| gone.contains(&message.uid));
        gone.len()
    }

    fn total(&self) -> (usize, usize) {
        let left = self.left();
        left.fold((0, 0), |(count, bytes), (_, message)| {
            (count + 1, bytes + message.data.len())
        })
    }

    /// The messages that are not marked, and their places.
    fn left(&self) -> impl Iterator<Item = (usize, &Message)> {
        let all = self.messages.iter().enumerate();
        all.filter(|(at, _)| !self.deleted.contains(at))
    }

    /// `of` one message, or of each.
    fn each(&self, of: &str, tell: impl Fn(&Message, u32) -> String) -> Reply {
        let line = |at: usize, message| format!("{} {}", at + 1, tell(message, self.validity));
        if !of.trim().is_empty() {
            return match self.message(of) {
                Err(why) => refused(why),
                Ok((at, message)) => well(line(at, message)),
            };
        }
        let lines: String = self
            .left()
            .map(|(at, message)| line(at, message) + "\r\n")
            .collect();
        Reply::Lines(self.size(), lines.into_bytes())
    }

    fn message(&self, of: &str) -> Result<(usize, &Message), String> {
        let number = of.trim().parse::<usize>();
        let Some(at) = number.ok().and_then(|number| number.checked_sub(1)) else {
            return Err("Which message? They are counted from 1".into());
        };
        match self.messages.get(at) {
            None => Err("No such message".into()),
            Some(_) if self.deleted.contains(&at) => Err(format!("Message {} is deleted", at + 1)),
            Some(message) => Ok((at, message)),
        }
    }
}

impl Drop for Maildrop {
    fn drop(&mut self) {
        self.mailbox.lock().account(&self.user).locked = false;
    }
}
