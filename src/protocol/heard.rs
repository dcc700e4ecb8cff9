//! What the server sends, as facts.

use super::line::End;
use super::{Challenge, Oddity};

/// A fact about what the server sent.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Heard {
    /// A reply: the lines of it that tell how it turned out.
    Reply(Reply),
    /// A part of what is too long to be kept until it is whole, or what nothing asked for.
    Part(Part),
    /// The reply asked for an answer.
    Challenge(Challenge),
    /// The server listed what it offers. `before` is the list from the other side of the upgrade,
    /// the first time that there is one to compare with.
    Offers {
        /// What it offers now.
        now: Vec<String>,
        /// What it offered in clear text.
        before: Option<Vec<String>>,
    },
    /// So many of the early lines, oldest first, mean something now: what each reply will answer;
    /// nothing for a line that has none.
    Settled(Vec<Option<To>>),
    /// The server is ready for TLS. `injected` arrived in clear text behind its reply: it was not
    /// read, and unless it is empty the upgrade must not happen (RFC 3207 §4.2, CVE-2011-0411).
    UpgradeReady {
        /// The bytes behind the reply.
        injected: Vec<u8>,
    },
}

/// A reply, as far as it tells how a command turned out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The lines as they were sent, without their ends.
    pub lines: Vec<Vec<u8>>,
    /// Its status in the server's own word: `250`, `+OK`, `NO`; empty if it has none.
    pub word: String,
    /// The code that refines it: `5.7.8` (RFC 2034 §4), `AUTH` (RFC 3206), `TRYCREATE`.
    pub detail: Option<String>,
    /// What that means for the command.
    pub outcome: Outcome,
    /// What it answers; nothing if nothing asked for it.
    pub to: Option<To>,
    /// More of it follows, as parts, up to one that ends it.
    pub more: bool,
    /// The server closes the connection behind it.
    pub closes: bool,
    /// What is not as the standard has it.
    pub oddities: Vec<Oddity>,
}

impl Reply {
    /// Whether it answers something that was said (the greeting answers the connection).
    pub fn is_awaited(&self) -> bool {
        self.to.is_some()
    }

    /// Whether it says that the code is wrong, to a line that has one: 535 (RFC 4954 §6), or what has
    /// no number and gives no other reason (RFC 3206 §4, RFC 5530 §3).
    pub fn denies(&self) -> bool {
        let reason = self.detail.as_deref();
        let for_the_code = reason.is_none_or(|code| DENIALS.contains(&code));
        match self.code() {
            Some(code) => code == 535,
            None => self.outcome.is_refusal() && self.word != "BAD" && for_the_code,
        }
    }

    /// Its status as a number, where the protocol has numbers (RFC 5321 §4.2).
    pub fn code(&self) -> Option<u16> {
        self.word.parse().ok()
    }
}

/// Response codes of a wrong user name or code (RFC 3206 §4, RFC 5530 §3).
pub(crate) const DENIALS: &[&str] = &["AUTH", "AUTHENTICATIONFAILED"];

/// A line, or a piece of one, of what a reply brings along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Its bytes without the line's end, dot-stuffing undone.
    pub bytes: Vec<u8>,
    /// How the line ended; nothing if it goes on in the next part.
    pub end: Option<End>,
    /// What it is.
    pub kind: Kind,
    /// The number of the mail that its text is of.
    pub mail: Option<u32>,
    /// What a coded name in it says (RFC 3501 §5.1.3).
    pub plain: Option<String>,
    /// What is not as the standard has it.
    pub oddities: Vec<Oddity>,
}

/// What a part of a reply is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Something that the server tells.
    Data,
    /// The text of a message.
    Text,
    /// The line that ends a reply of which more was to come.
    End,
}

crate::words! {
    /// What a reply answers.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub enum To {
        Greeting => "(greeting)", "（问候）";
        Command { what: String } => "{what}", "{what}";
        Answer => "(answer)", "（应答）";
        Text => "(message)", "（邮件内容）";
    }
}

/// How a reply turned out, whatever word the protocol has for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Done.
    Done,
    /// Go on.
    GoOn,
    /// Refused for now.
    RefusedNow,
    /// Refused.
    Refused,
    /// Nothing says so.
    Unclear,
}

impl Outcome {
    /// Whether the server refused.
    pub fn is_refusal(self) -> bool {
        matches!(self, Self::RefusedNow | Self::Refused)
    }
}

#[cfg(test)]
#[test]
fn what_is_answered_is_said_in_both_languages() {
    crate::words::check_table(To::TABLE);
}
