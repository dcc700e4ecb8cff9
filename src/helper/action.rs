//! What helpers ask the session to do.

use super::{Expectation, Helper};
use crate::compose;
use crate::practice::fault::Fault;
use crate::protocol::Protocol;
use crate::protocol::sasl::Mechanism;
use crate::teach::lesson::Course;
use crate::wire::TlsVersion;
use crate::words::Lang;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

/// What a helper asks the session to do.
#[derive(Debug, Clone)]
pub enum Action {
    /// Send this line, and show it.
    Say(String),
    /// Ask for the upgrade to TLS.
    StartTls,
    /// Begin the handshake that the server awaits.
    Upgrade,
    /// Answer the pending challenge with the user name, asked for if it is not given.
    AnswerUser(Option<String>),
    /// Say the authorization code where it is awaited.
    AnswerCode {
        /// A wrong one.
        wrong: bool,
    },
    /// Carry out a whole AUTH exchange.
    Authenticate {
        /// By this mechanism; by the strongest if none is named.
        mechanism: Option<&'static Mechanism>,
        /// How else.
        manner: Manner,
    },
    /// Log in by the protocol's own commands, or else by the strongest mechanism.
    LogIn(Manner),
    /// List the mails on the server.
    List,
    /// Fetch a mail and show it.
    Read(u32),
    /// Show a text to the user.
    Show(String),
    /// Show the help.
    Help(Help),
    /// Say what is awaited, and the usual next step.
    Next,
    /// Explain a reply: this one, or the last.
    Explain(Option<String>),
    /// Connect to another server.
    Open(String),
    /// Close the connection, as it is.
    Close,
    /// Connect to the same server again.
    Reconnect,
    /// Show the settings.
    Settings,
    /// Change a setting.
    Set(Setting),
    /// Say where things stand.
    Status,
    /// Check the last reply, or what is offered, or that the connection is closed.
    Expect(Expectation),
    /// Do nothing for so long, but listen.
    Wait(Duration),
    /// Take the lines of a file.
    Source(PathBuf),
    /// Remember a value under a name, for `${NAME}` in helper lines.
    Let(String, String),
    /// Send these bytes and nothing more.
    Raw(Vec<u8>),
    /// Collect lines instead of sending them.
    Pipeline,
    /// Send what was collected, in one write.
    Flush,
    /// Show how long the replies of the session took.
    Timing,
    /// Send a file as the message.
    Send {
        /// The file.
        path: PathBuf,
        /// By BDAT.
        chunking: bool,
    },
    /// Say MAIL and RCPT.
    Mail(Envelope),
    /// Show the TLS handshake.
    Handshake(View),
    /// Show the server's certificates, as PEM if so wanted.
    Certificates {
        /// As PEM.
        pem: bool,
    },
    /// Look up who takes the mail of a domain.
    LookUp(String),
    /// Compose a mail, and send it.
    Compose(compose::Wishes),
    /// Write a record of the session so far.
    Save(PathBuf),
    /// List the practice server's mail, or show one.
    Inbox(Option<usize>),
    /// List the practice server's faults.
    Faults,
    /// Give the practice server a fault, or take it away.
    Fault(Fault, bool),
    /// Take all faults away.
    NoFaults,
    /// Something about the lessons.
    Lesson(LessonWish),
    /// End the session properly, and leave.
    Quit,
    /// Nothing: a comment.
    Nothing,
}

impl Action {
    /// Whether what follows goes otherwise for it, and nothing else tells of it: which answers there
    /// are, or when. How smtpsh shows things, and lines that say what they are, are no such changes.
    pub fn is_felt(&self) -> bool {
        match self {
            Self::Upgrade | Self::Wait(_) => true,
            Self::Set(setting) => matches!(
                setting,
                Setting::Upgrade(_)
                    | Setting::Resume(_)
                    | Setting::Insecure(_)
                    | Setting::Ca(_)
                    | Setting::ServerName(_)
                    | Setting::TlsVersion(_)
                    | Setting::Timeout(_)
            ),
            _ => false,
        }
    }
}

/// How a login is not as usual.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Manner {
    /// Also where the server offers it only behind TLS.
    pub anyway: bool,
    /// What answers the first challenge goes out with the command, also where that is not usual.
    pub at_once: bool,
    /// With a wrong code.
    pub wrong: bool,
    /// With this tag, where the protocol has tags.
    pub tag: Option<String>,
}

/// Who a mail is from and for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// The sender.
    pub from: String,
    /// The recipients.
    pub to: Vec<String>,
    /// Parameters of MAIL.
    pub of_mail: Vec<String>,
    /// Parameters of each RCPT.
    pub of_rcpt: Vec<String>,
}

/// What is wanted of the lessons.
#[derive(Debug, Clone, Copy)]
pub enum LessonWish {
    /// The list of them.
    List,
    /// To leave the current one.
    Leave,
    /// To answer its question.
    Choose(usize),
    /// To go on with the current one, or with that which is next.
    GoOn,
    /// To begin this one, or go on with it.
    Begin(&'static Course),
}

/// What of a handshake is to be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// The list of its steps.
    List,
    /// Every step whole.
    All,
    /// One step whole.
    Step {
        /// Its number in the list.
        number: usize,
        /// Its bytes as well.
        hex: bool,
    },
}

/// What help is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Help {
    /// The helpers' names, by groups: as much as a screen has room for.
    Names,
    /// What each helper does.
    All,
    /// The commands of a protocol.
    Commands(&'static Protocol),
    /// On one name.
    On(Topic),
}

/// What a name means to `:help`: a helper, a verb, or both, as `auth` does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    /// The helper of that name.
    pub helper: Option<&'static Helper>,
    /// The name, if a verb has it: which one it is depends on what is spoken.
    pub verb: Option<String>,
}

/// A change of a setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Setting {
    /// Whether 220 to STARTTLS begins the handshake by itself.
    Upgrade(bool),
    /// Whether TLS sessions are kept and resumed.
    Resume(bool),
    /// Whether a certificate that does not verify is no reason to stop.
    Insecure(bool),
    /// The file of the CAs to believe; none is Mozilla's list.
    Ca(Option<PathBuf>),
    /// The name to ask for and to verify; none is the host's.
    ServerName(Option<String>),
    /// The only TLS version; none is any.
    TlsVersion(Option<TlsVersion>),
    /// Whether both directions are shown as hex and text.
    Hex(bool),
    /// Whether the time of each reply is shown.
    Timing(bool),
    /// The language of smtpsh.
    Lang(Lang),
    /// How long to wait for a connection and, in scripts, for a reply.
    Timeout(Duration),
    /// Whether helpers only print answers to challenges, and the user sends them.
    ByHand(bool),
    /// The name server to ask; none is the system's.
    Dns(Option<SocketAddr>),
    /// Whether the coach speaks.
    Coach(bool),
    /// Whether smtpsh puts the tag in front of IMAP commands.
    Tag(bool),
}
