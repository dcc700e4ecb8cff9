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
//!   [`Command`]s. `pop3` is the shortest to read. What it has and others have not (tags, mails to
//!   list, a login by commands) is a method of [`Dialogue`] that has a default;
//! * a row of [`SCHEMES`] for each way to begin it.
//!
//! From these it has the prompt with its masks and completion, TLS and its border, the recorders,
//! scripts, `:auth`, `:login` and `--handshake`: none of those names a protocol, which a test below
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
pub mod imap;
pub mod line;
pub mod pop3;
pub mod response;
pub mod sasl;
pub mod secret;
pub mod smtp;
pub mod text;

use command::{Command, Grammar, Stage};
use line::{End, Line};
use secret::Secret;
use std::fmt;
use std::ops::Range;

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

    /// The protocol's commands.
    fn commands(&self) -> Vec<&'static Command>;

    /// How far the conversation has come.
    fn stage(&self) -> Stage;

    /// Whether smtpsh puts a tag in front of typed lines, where the protocol has tags.
    fn tagging(&mut self, _on: bool) {}

    /// A command without a tag as the line to say.
    fn line(&mut self, command: &[u8]) -> Vec<u8> {
        command.to_vec()
    }

    /// The command that begins an AUTH exchange, with an initial response in base64; nothing if
    /// the protocol cannot carry this one in the command.
    fn authenticate(&self, mechanism: &str, initial: Option<&str>) -> Option<String>;

    /// What the mechanism answers, where the server has said it ahead: in its greeting (RFC 1939 §7).
    fn challenge(&self, _mechanism: &str) -> Option<&[u8]> {
        None
    }

    /// The command that says the user name alone, outside of any exchange.
    fn user_command(&self, _user: &str) -> Option<String> {
        None
    }

    /// The command that says the code alone, if one that says it may come now.
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
    /// What the last reply told is all that can be had: the server lacks this command.
    Without(&'static str),
}

/// How many mails are listed: a screen of the newest.
const LISTED: usize = 20;

/// What can be told of a protocol without a conversation.
#[derive(Debug)]
pub struct Protocol {
    /// Its name.
    pub name: &'static str,
    /// What Wireshark calls its dissector.
    pub dissector: &'static str,
    /// The command that asks what the server offers.
    pub asks: &'static str,
    /// The command that ends a session.
    pub farewell: &'static str,
    /// How the first line of a server begins that speaks it, whether it welcomes or turns away.
    pub greetings: &'static [&'static str],
    /// How a session that begins in clear text upgrades to TLS.
    pub upgrade: Upgrade,
    /// A new conversation, that awaits the greeting.
    pub dialogue: fn() -> Box<dyn Dialogue>,
}

impl Protocol {
    /// Its command of this verb, in capitals.
    pub fn command(&self, verb: &str) -> Option<&'static Command> {
        let mut commands = (self.dialogue)().commands().into_iter();
        commands.find(|command| command.name == verb)
    }
}

/// How a protocol upgrades to TLS, for who wants nothing else of it.
#[derive(Debug)]
pub struct Upgrade {
    /// The command that asks for it.
    pub command: &'static str,
    /// Where it is defined, and that what was learned before it does not count behind it.
    pub section: &'static str,
    /// How the server's greeting begins.
    pub greeting: &'static str,
    /// What is said then, and how the last line of a good answer begins.
    pub exchange: &'static [(&'static str, &'static str)],
    /// How a line begins that is not the last one of an answer.
    pub more: &'static [&'static str],
}

/// A way to begin a session: the scheme of `scheme://host:port`.
#[derive(Debug)]
pub struct Scheme {
    /// The scheme's name.
    pub name: &'static str,
    /// What is spoken.
    pub protocol: &'static Protocol,
    /// The port where none is given.
    pub port: u16,
    /// TLS begins with the connection, before the greeting.
    pub implicit_tls: bool,
    /// Ports that mean this scheme where none is named.
    pub implied_by: &'static [u16],
    /// Ports on which Wireshark expects it by itself.
    pub dissected: &'static [u16],
}

/// Every scheme; the first is meant where none is named.
pub static SCHEMES: &[Scheme] = &[
    Scheme {
        name: "smtp",
        protocol: &smtp::SMTP,
        port: 587,
        implicit_tls: false,
        implied_by: &[25, 587, 2525],
        dissected: &[25, 587],
    },
    Scheme {
        name: "smtps",
        protocol: &smtp::SMTP,
        port: 465,
        implicit_tls: true,
        implied_by: &[465],
        dissected: &[465],
    },
    Scheme {
        name: "pop3",
        protocol: &pop3::POP3,
        port: 110,
        implicit_tls: false,
        implied_by: &[110],
        dissected: &[110],
    },
    Scheme {
        name: "pop3s",
        protocol: &pop3::POP3,
        port: 995,
        implicit_tls: true,
        implied_by: &[995],
        dissected: &[995],
    },
    Scheme {
        name: "imap",
        protocol: &imap::IMAP,
        port: 143,
        implicit_tls: false,
        implied_by: &[143],
        dissected: &[143],
    },
    Scheme {
        name: "imaps",
        protocol: &imap::IMAP,
        port: 993,
        implicit_tls: true,
        implied_by: &[993],
        dissected: &[993],
    },
];

/// The names of all [`SCHEMES`] in a row; with `{:#}` as Chinese has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SchemeNames;

impl fmt::Display for SchemeNames {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = SCHEMES.iter().map(|scheme| scheme.name).collect();
        f.write_str(&names.join(if f.alternate() { "、" } else { ", " }))
    }
}

/// The scheme that a port means by itself.
pub fn implied_by(port: u16) -> Option<&'static Scheme> {
    let mut schemes = SCHEMES.iter();
    schemes.find(|scheme| scheme.implied_by.contains(&port))
}

/// Every protocol, once.
pub fn protocols() -> impl Iterator<Item = &'static Protocol> {
    let plain = SCHEMES.iter().filter(|scheme| !scheme.implicit_tls);
    plain.map(|scheme| scheme.protocol)
}

/// The protocol whose server greets like this.
pub fn greeted_by(line: &[u8]) -> Option<&'static Protocol> {
    protocols().find(|protocol| {
        let mut greetings = protocol.greetings.iter();
        greetings.any(|greeting| line.starts_with(greeting.as_bytes()))
    })
}

/// The protocols that have a command of this verb, in capitals.
pub fn protocols_with(verb: &str) -> Vec<&'static Protocol> {
    protocols()
        .filter(|protocol| protocol.command(verb).is_some())
        .collect()
}

/// A line as it leaves, and what it is.
#[derive(Clone, PartialEq, Eq)]
pub struct Said {
    /// The bytes to send, line end included.
    pub bytes: Vec<u8>,
    /// The part of the line that is a secret.
    pub secret: Option<Range<usize>>,
    /// What kind of line it is.
    pub role: Role,
    /// What the reply to it will answer; nothing if there will be none.
    pub to: Option<To>,
    /// The mechanism, if the line begins an AUTH exchange.
    pub mechanism: Option<String>,
    /// The message text that follows if the server accepts the line.
    pub text: Option<Until>,
    /// The helper that says the same again, for a line with a secret outside of an exchange.
    pub helper: Option<&'static str>,
    /// What it is will be decided by a reply that has not come: see [`Heard::Settled`].
    pub early: bool,
}

impl fmt::Debug for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let masked = secret::masked(&self.bytes, self.secret.as_ref());
        f.debug_struct("Said")
            .field("bytes", &text::visible(&masked))
            .field("secret", &self.secret)
            .field("role", &self.role)
            .field("to", &self.to)
            .field("mechanism", &self.mechanism)
            .field("text", &self.text)
            .field("helper", &self.helper)
            .finish()
    }
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
#[non_exhaustive]
pub enum Expect<'a> {
    /// Nothing: it is the server's turn.
    Nothing,
    /// A command.
    Command,
    /// The answer to a challenge.
    Answer(&'a Challenge),
    /// Message text.
    Text(Until),
    /// Nothing but the line that ends its reporting (IDLE, RFC 2177).
    Idle,
}

/// Where message text ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    /// At a line with a single dot.
    Dot,
    /// After so many bytes.
    Bytes {
        /// How many are left, line ends included.
        left: u64,
        /// They are a secret.
        secret: bool,
        /// What may stand behind them in the last line is one.
        then_secret: bool,
    },
    /// With this line: it goes on with a command.
    LineEnd {
        /// What is still to come of the command is a secret.
        secret: bool,
    },
}

impl Expect<'_> {
    /// Whether message text is awaited.
    pub fn is_text(&self) -> bool {
        matches!(self, Self::Text(_))
    }
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

impl Challenge {
    /// Which part of an answer is a secret. A user name is none, and neither is what cancels.
    pub fn secret(&self, answer: &[u8]) -> Option<Range<usize>> {
        let open = self.asks == Asks::User || answer == sasl::CANCEL || answer.is_empty();
        (!open).then_some(0..answer.len())
    }
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

    /// Its status as a number, where the protocol has numbers (RFC 5321 §4.2).
    pub fn code(&self) -> Option<u16> {
        self.word.parse().ok()
    }
}

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

crate::words! {
    /// What in a reply is not as the standard has it. The reply is shown all the same.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub enum Oddity {
        NoStatus => "no POP3 reply: the line begins with neither +OK nor -ERR", "不是 POP3 应答：这一行不以 +OK 或 -ERR 开头";
        NoResponse => "no IMAP response: the line begins with none of a tag that awaits one, * and +", "不是 IMAP 响应：这一行不以等待中的标签、* 或 + 开头";
        NoStatusWord => "the tag is followed by none of OK, NO and BAD", "标签之后不是 OK、NO 或 BAD";
        BadLiteral => "a literal of more bytes than can be counted: it is read as text", "字面量的字节数大得无法计数：按普通文本处理";
        NoCode => "no SMTP reply: the line does not begin with a three-digit code", "不是 SMTP 应答：这一行不是以三位应答码开头";
        CodeOutOfRange { code: u16 } => "{code} is no reply code: the first digit is 2 to 5", "{code} 不是合法的应答码：首位数字应为 2～5";
        CodesDiffer => "the lines of this reply have different codes; the last one counts", "同一应答各行的应答码不同，以最后一行为准";
        BareLf => "a line ends with LF alone, not CRLF", "有一行只以 LF 结尾，而不是 CRLF";
        BareCr => "a CR stands inside a line", "行内出现单独的 CR";
        LineTooLong { dropped: u64 } => "a line is too long: its last {dropped} bytes were dropped", "有一行过长，末尾的 {dropped} 字节已丢弃";
        TooManyLines { dropped: u64 } => "the reply has too many lines: {dropped} were dropped", "应答行数过多，已丢弃 {dropped} 行";
        NotBase64 => "the challenge is not base64", "质询内容不是合法的 base64";
        EndedEarly => "the server took a dot between bare line ends for the end of the message, and what followed for commands: mail can be smuggled through it (CVE-2023-51764)", "服务器把裸换行之间的单独一个点当作邮件结束，并把后面的内容当作命令：可被用来走私邮件（CVE-2023-51764）";
        Unexpected => "this reply does not fit what was said", "此应答与所发的命令不符";
    }
}

impl Oddity {
    /// What is odd about a line, whatever it says.
    fn of_line(line: &Line) -> Vec<Self> {
        let dropped = line.dropped;
        let found = [
            (line.end == End::BareLf).then_some(Self::BareLf),
            line.bytes.contains(&b'\r').then_some(Self::BareCr),
            (dropped > 0).then_some(Self::LineTooLong { dropped }),
        ];
        found.into_iter().flatten().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::path::{Path, PathBuf};

    /// What the map says: these speak every protocol, and name none.
    #[test]
    fn the_rooms_that_name_no_protocol() {
        const ROOMS: &[&str] = &[
            "event.rs",
            "prompt",
            "record",
            "screen.rs",
            "session",
            "session.rs",
            "source.rs",
            "terminal.rs",
            "wire",
        ];
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut left: Vec<PathBuf> = ROOMS.iter().map(|room| source.join(room)).collect();
        let mut read = 0;
        while let Some(path) = left.pop() {
            // The report is a lesson as well: it tells of each protocol in its own words.
            if path.ends_with("record/report") || path.ends_with("record/report.rs") {
                continue;
            }
            if path.is_dir() {
                let entries = fs::read_dir(&path).unwrap();
                left.extend(entries.map(|entry| entry.unwrap().path()));
                continue;
            }
            let is_test = |path: &Path| path.components().any(|it| it.as_os_str() == "tests");
            if is_test(&path) || path.ends_with("tests.rs") {
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            for name in ["smtp::", "pop3::", "imap::", "\"POP3", "\"IMAP", "\"TOP"] {
                assert!(!code.contains(name), "{}: {name}", path.display());
            }
            read += 1;
        }
        assert!(read > 40, "{read}");
    }

    #[test]
    fn whoever_lists_the_schemes_lists_all() {
        use crate::error::Advice;
        use crate::words::Lang;
        for (lang, some) in [
            (Lang::English, "smtp, smtps"),
            (Lang::Chinese, "smtp、smtps"),
        ] {
            let help = crate::args::command(lang).render_help().to_string();
            let schemes = SchemeNames;
            let forms = Advice::ServerForms { schemes }.say(lang);
            for text in [&help, &forms] {
                assert!(text.contains(some) && !text.contains("{schemes"), "{text}");
                for scheme in SCHEMES {
                    assert!(text.contains(scheme.name), "{}: {text}", scheme.name);
                }
            }
        }
    }

    #[test]
    fn oddities_are_said_in_both_languages() {
        crate::words::check_table(Oddity::TABLE);
        crate::words::check_table(To::TABLE);
    }
}
