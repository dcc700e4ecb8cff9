//! What a line means. Nothing here knows a socket, a clock or a terminal: bytes in, facts out,
//! and the same bytes cut at any point give the same facts.
//!
//! A protocol is one folder that implements [`Dialogue`], and one row of [`SCHEMES`].
//!
//! ```
//! use smtpsh::protocol::{Asks, Expect, Heard, smtp};
//!
//! let mut dialogue = smtp::dialogue();
//! dialogue.hear(b"220 mail.example ESMTP\r\n");
//! dialogue.say(b"EHLO me");
//! let heard = dialogue.hear(b"250-mail.example\r\n250 AUTH LOGIN\r\n");
//! assert!(matches!(&heard[..], [Heard::Reply(_), Heard::Offers { .. }]));
//! assert_eq!(dialogue.mechanisms(), ["LOGIN"]);
//!
//! dialogue.say(b"AUTH LOGIN");
//! // Cut anywhere: nothing is told until the reply is whole.
//! assert!(dialogue.hear(b"334 UGFzc3").is_empty());
//! dialogue.hear(b"dvcmQ6\r\n");
//! assert!(matches!(dialogue.expect(), Expect::Answer(asked) if asked.asks == Asks::Code));
//! let said = dialogue.say(b"bGV0dGVycw==");
//! assert_eq!(said.secret, Some(0..12), "what a record must not show");
//! ```
//!
//! # A fourth protocol
//!
//! To speak it, it needs
//!
//! * a folder here: its [`Protocol`], whose `dialogue` begins a conversation, and a table of its
//!   [`Command`](command::Command)s. `pop3` is the shortest to read. What it has and others have not (tags, mails to
//!   list, a login by commands) is a method of [`Dialogue`] that has a default;
//! * a row of [`SCHEMES`] for each way to begin it.
//!
//! From these it has the prompt with its masks and completion, TLS and its border, the recorders,
//! scripts, `:auth`, `:login` and `--handshake`: none of those names a protocol, which a test
//! holds them to. If one must, the seam is wrong: mend [`Dialogue`]. Sending mail is SMTP's own
//! (`session::mailing`, `session::sending`), and asked for by [`Dialogue::takes_mail`].
//!
//! To be taught, it has rows of `teach`, by the protocol's name: `verb` (a file of lessons), `next`
//! (a file of steps), `response` or `code`, `extension`, and in `coach::mailbox` the rules; the
//! servers by name are rows of `profile`. To be practised with, a folder and a row of
//! [`crate::practice::SERVICES`].

#[cfg(test)]
mod case;
pub mod command;
pub mod dot;
pub mod encoded_word;
mod expect;
mod heard;
pub mod imap;
pub mod line;
mod oddity;
pub mod pop3;
pub mod response;
mod said;
pub mod sasl;
mod scheme;
pub mod secret;
pub mod smtp;
pub mod text;

pub use expect::{Asks, Challenge, Expect, Until};
pub(crate) use heard::DENIALS;
pub use heard::{Heard, Kind, Outcome, Part, Reply, To};
pub use oddity::Oddity;
pub use said::{Role, Said};
pub use scheme::{
    Protocol, ProtocolNames, SCHEMES, Scheme, SchemeNames, Upgrade, greeted_by, implied_by,
    implied_by_host, protocol_named, protocols, protocols_with,
};

use command::{Grammar, Stage};
use line::End;
use secret::Secret;
use std::ops::Range;
use zeroize::Zeroizing;

/// Both sides of one conversation: what may be said, what was heard, what is awaited.
pub trait Dialogue: Send {
    /// The user says a line. It goes out as it is; the dialogue only notes what it means.
    fn say(&mut self, line: &[u8]) -> Said;

    /// Exact bytes went out that hold this line, with this end. What a bare LF does is the server's
    /// business: a protocol says what it takes it for.
    fn say_ended(&mut self, line: &[u8], _end: End) -> Said {
        self.say(line)
    }

    /// The server does not answer what was said: it did not take it for whole lines.
    fn unanswered(&mut self) {}

    /// The server sent bytes. Stops at the border of an upgrade: see [`Heard::UpgradeReady`].
    fn hear(&mut self, bytes: &[u8]) -> Vec<Heard>;

    /// What the server awaits now.
    fn expect(&self) -> Expect<'_>;

    /// Which part of `draft` is a secret if it is said now.
    fn secret(&self, draft: &[u8]) -> Option<Range<usize>>;

    /// How a command line is written here.
    fn grammar(&self) -> Grammar;

    /// TLS is up: what was learned before it is forgotten (RFC 3207 §4.2).
    fn secured(&mut self);

    /// What the server offers, as far as it was asked on this side of the upgrade.
    fn offers(&self) -> &[String];

    /// The SASL mechanisms among what it offers.
    fn mechanisms(&self) -> Vec<&str>;

    /// How far the conversation has come.
    fn stage(&self) -> Stage;

    /// Whether smtpsh puts a tag in front of typed lines, where the protocol has tags.
    fn tagging(&mut self, _on: bool) {}

    /// A command without a tag as the line to say.
    fn line(&mut self, command: &[u8]) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(command.to_vec())
    }

    /// The tag that the next [`Dialogue::line`] has, where the protocol has tags.
    fn tag_next(&mut self, _tag: Option<&str>) {}

    /// The command that begins an AUTH exchange, with an initial response as
    /// [`Mechanism::coded`](sasl::Mechanism::coded) writes it; nothing if the protocol cannot carry
    /// this one in the command.
    fn authenticate(&self, mechanism: &str, initial: Option<&Secret>) -> Option<Secret>;

    /// What the mechanism answers, where the server has said it ahead: in its greeting (RFC 1939 §7).
    fn challenge(&self, _mechanism: &str) -> Option<&[u8]> {
        None
    }

    /// The command that says the user name alone, outside of any exchange.
    fn user_command(&self, _user: &str) -> Option<String> {
        None
    }

    /// What says the code alone, if such a command, or such a rest of one, may come now.
    fn code_command(&self, _code: &Secret) -> Option<Secret> {
        None
    }

    /// The commands that log in without an exchange; none where the protocol has none, or the
    /// server forbids them.
    fn login(&self, _user: &str, _code: &Secret) -> Vec<Secret> {
        Vec::new()
    }

    /// Whether mail is sent by it.
    fn takes_mail(&self) -> bool {
        false
    }

    /// How the mails are listed.
    fn list(&mut self) -> Errand {
        Errand::Impossible
    }

    /// How a mail is fetched.
    fn read(&self, _number: u32) -> Errand {
        Errand::Impossible
    }

    /// The line that brings the session nearer to its proper end from here; nothing where there is
    /// none but to close.
    fn farewell(&mut self) -> Option<Vec<u8>>;

    /// What has arrived of a line or reply that is not complete.
    fn partial(&self) -> Option<Vec<u8>>;

    /// Whether the conversation was ended in an orderly way, so that a close is no surprise.
    fn ended(&self) -> bool;
}

/// What is to be said for something that may take more than one command.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Errand {
    /// The protocol cannot do it.
    Impossible,
    /// This first; then ask again.
    First(String),
    /// This first, and it may be refused; then ask again.
    Try(String),
    /// This does it.
    Last(String),
    /// Each of these brings a part of it, or is refused; all go out `together` where the server
    /// answers what is said ahead.
    Each {
        /// Their verb.
        verb: &'static str,
        /// The commands.
        commands: Vec<String>,
        /// In one write.
        together: bool,
    },
    /// There is no mail.
    Nothing,
    /// What the last reply told is all that can be had: the server lacks this command.
    Without(&'static str),
}

/// How many mails are listed: a screen of the newest.
const LISTED: usize = 20;
