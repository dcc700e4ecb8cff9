//! What a line means. Nothing here knows a socket, a clock or a terminal: bytes in, facts out,
//! and the same bytes cut at any point give the same facts.
//!
//! A protocol is one folder that implements [`Dialogue`], and one row of [`SCHEMES`].

pub mod command;
pub mod dot;
pub mod encoded_word;
pub mod line;
pub mod sasl;
pub mod secret;
pub mod smtp;
pub mod text;

use command::{Command, Stage};
use std::ops::Range;

/// Both sides of one conversation: what may be said, what was heard, what is awaited.
pub trait Dialogue: Send {
    /// The user says a line. It goes out as it is; the dialogue only notes what it means.
    fn say(&mut self, line: &[u8]) -> Said;

    /// The server sent bytes. Stops at the border of an upgrade: see [`Heard::UpgradeReady`].
    fn hear(&mut self, bytes: &[u8]) -> Vec<Heard>;

    /// What the server awaits now.
    fn expect(&self) -> Expect<'_>;

    /// Which part of `draft` is a secret if it is said now.
    fn secret(&self, draft: &[u8]) -> Option<Range<usize>>;

    /// TLS is up: what was learned before it is forgotten (RFC 3207 §4.2).
    fn secured(&mut self);

    /// What the server offers, as far as it was asked on this side of the upgrade.
    fn offers(&self) -> &[String];

    /// The protocol's commands.
    fn commands(&self) -> Vec<&'static Command>;

    /// How far the conversation has come.
    fn stage(&self) -> Stage;

    /// The line that ends the session properly.
    fn farewell(&self) -> &'static [u8];

    /// The line that asks for the upgrade to TLS.
    fn upgrade(&self) -> &'static [u8];

    /// What has arrived of a reply that is not complete.
    fn partial(&self) -> Option<Vec<u8>>;

    /// Whether the conversation was ended in an orderly way, so that a close is no surprise.
    fn ended(&self) -> bool;
}

/// A way to begin a session: the scheme of `scheme://host:port`.
#[derive(Debug)]
pub struct Scheme {
    /// The scheme's name.
    pub name: &'static str,
    /// The port where none is given.
    pub port: u16,
    /// TLS begins with the connection, before the greeting.
    pub implicit_tls: bool,
    /// Ports that mean this scheme where none is named.
    pub implied_by: &'static [u16],
    /// A new conversation.
    pub dialogue: fn() -> Box<dyn Dialogue>,
}

/// Every scheme; the first is meant where none is named.
pub static SCHEMES: &[Scheme] = &[
    Scheme {
        name: "smtp",
        port: 587,
        implicit_tls: false,
        implied_by: &[],
        dialogue: smtp::dialogue,
    },
    Scheme {
        name: "smtps",
        port: 465,
        implicit_tls: true,
        implied_by: &[465],
        dialogue: smtp::dialogue,
    },
];

/// A line as it leaves, and what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The bytes to send, line end included.
    pub bytes: Vec<u8>,
    /// The part of the line that is a secret.
    pub secret: Option<Range<usize>>,
    /// What kind of line it is.
    pub role: Role,
}

/// What kind of line was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// A command.
    Command,
    /// The answer to a challenge.
    Answer,
    /// Message text.
    Text,
}

/// What the server awaits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expect<'a> {
    /// Nothing: it is the server's turn.
    Nothing,
    /// A command.
    Command,
    /// The answer to a challenge.
    Answer(&'a Challenge),
    /// Message text, until a line with a single dot.
    Text,
}

/// A challenge of an AUTH exchange.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Challenge {
    /// As the server sent it, in base64.
    pub coded: Vec<u8>,
    /// What it says; nothing if it is not base64.
    pub plain: Option<Vec<u8>>,
    /// What it asks for.
    pub asks: Asks,
}

/// What a challenge asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asks {
    /// The user name, which is not secret.
    User,
    /// The password or authorization code.
    Code,
    /// Whatever the mechanism says: kept secret.
    Other,
}

/// A fact about what the server sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// A complete reply.
    Reply(Reply),
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
    /// The server is ready for TLS. `injected` arrived in clear text behind its reply: it was not
    /// read, and unless it is empty the upgrade must not happen (RFC 3207 §4.2, CVE-2011-0411).
    UpgradeReady {
        /// The bytes behind the reply.
        injected: Vec<u8>,
    },
}

/// One reply, all its lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The lines as they were sent, without their ends.
    pub lines: Vec<Vec<u8>>,
    /// The reply code of the last line, if it has one.
    pub code: Option<u16>,
    /// What the code means for the command.
    pub outcome: Outcome,
    /// It answers something that was said (the greeting answers the connection).
    pub awaited: bool,
    /// What is not as the standard has it.
    pub oddities: Vec<Oddity>,
}

impl Reply {
    /// The enhanced status code behind the reply code, `5.7.8` (RFC 2034 §4).
    pub fn status(&self) -> Option<&str> {
        let text = std::str::from_utf8(self.lines.last()?.get(4..)?).ok()?;
        let word = text.split(' ').next()?;
        let mut numbers = word.split('.');
        let number = |part: Option<&str>| {
            part.is_some_and(|part| {
                (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
            })
        };
        let class = number(numbers.next()) && word.starts_with(['2', '4', '5']);
        (class && number(numbers.next()) && number(numbers.next()) && numbers.next().is_none())
            .then_some(word)
    }
}

/// The first digit of a reply code (RFC 5321 §4.2.1), in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// 2yz: done.
    Done,
    /// 3yz: go on.
    GoOn,
    /// 4yz: refused for now.
    RefusedNow,
    /// 5yz: refused.
    Refused,
    /// No code that says so.
    Unclear,
}

impl Outcome {
    /// Whether the server refused.
    pub fn is_refusal(self) -> bool {
        matches!(self, Self::RefusedNow | Self::Refused)
    }
}

crate::words! {
    /// What in a reply is not as the standard has it. The reply is shown all the same.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub enum Oddity {
        NoCode => "no SMTP reply: the line does not begin with a three-digit code", "不是 SMTP 应答：这一行不是以三位应答码开头";
        CodeOutOfRange { code: u16 } => "{code} is no reply code: the first digit is 2 to 5", "{code} 不是合法的应答码：首位数字应为 2～5";
        CodesDiffer => "the lines of this reply have different codes; the last one counts", "同一应答各行的应答码不同，以最后一行为准";
        BareLf => "a line ends with LF alone, not CRLF", "有一行只以 LF 结尾，而不是 CRLF";
        BareCr => "a CR stands inside a line", "行内出现单独的 CR";
        LineTooLong { dropped: u64 } => "a line is too long: its last {dropped} bytes were dropped", "有一行过长，末尾的 {dropped} 字节已丢弃";
        TooManyLines { dropped: u64 } => "the reply has too many lines: {dropped} were dropped", "应答行数过多，已丢弃 {dropped} 行";
        NotBase64 => "the challenge is not base64", "质询内容不是合法的 base64";
        Unexpected => "this reply does not fit what was said", "此应答与所发的命令不符";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn oddities_are_said_in_both_languages() {
        crate::words::check_table(Oddity::TABLE);
    }
}
