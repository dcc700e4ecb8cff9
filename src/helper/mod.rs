//! The helpers: lines that begin with `:` in column 1, one row each.
//!
//! A helper does nothing by itself: it returns [`Action`]s, and the session performs them.

mod escape;
mod expect;
mod group;
mod setting;

pub use expect::Expectation;
pub use group::{GROUPS, Group, Helper, helpers, is_variable};
pub use setting::{SETTINGS, SettingRow};

use crate::compose;
use crate::wire::TlsVersion;
use crate::words::Lang;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

/// What a typed line is.
#[derive(Debug, Clone, Copy)]
pub enum Line<'a> {
    /// Goes to the server as it is.
    Verbatim(&'a [u8]),
    /// A helper, and what stands behind its name.
    Helper(&'static Helper, &'a str),
}

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
    /// Answer the pending challenge with the authorization code.
    AnswerCode,
    /// Carry out a whole AUTH exchange.
    Authenticate {
        /// By this mechanism; by the strongest if none is named.
        mechanism: Option<&'static crate::protocol::sasl::Mechanism>,
        /// Also where the server offers it only behind TLS.
        anyway: bool,
    },
    /// Log in by the protocol's own commands, or else by the strongest mechanism.
    LogIn,
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
    Fault(crate::practice::fault::Fault, bool),
    /// Take all faults away.
    NoFaults,
    /// Something about the lessons.
    Lesson(LessonWish),
    /// End the session properly, and leave.
    Quit,
    /// Nothing: a comment.
    Nothing,
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
    Begin(&'static crate::teach::lesson::Course),
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

crate::words! {
    /// Why a helper did nothing. Nothing was sent.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub enum HelperError {
        Nowhere { name: String } => "there is no helper :{name}; :help lists them. Nothing was sent. (::{name} sends it with one colon.)", "没有辅助命令 :{name}，用 :help 查看全部。没有发送任何内容。（想把 :{name} 原样发给服务器，请输入 ::{name}。）";
        Unknown { name: String, nearest: String } => "there is no helper :{name}; the nearest is :{nearest}. Nothing was sent. (::{name} sends it with one colon.)", "没有辅助命令 :{name}，最接近的是 :{nearest}。没有发送任何内容。（想把 :{name} 原样发给服务器，请输入 ::{name}。）";
        NotUtf8 => "a line for smtpsh must be UTF-8: save the script as UTF-8 (on a Chinese Windows, Notepad's ANSI is GBK)", "给 smtpsh 的行必须是 UTF-8：请把脚本另存为 UTF-8（中文 Windows 上，记事本的“ANSI”是 GBK）";
        Usage { usage: String } => "use it like this: {usage}", "用法：{usage}";
        NoChallenge { name: String } => ":{name} answers a challenge, and the server awaits none: begin an AUTH exchange first, or :auth login for the whole exchange", ":{name} 用来回答质询，而服务器现在并没有质询：请先开始 AUTH 交换，或用 :auth login 完成整个过程";
        CodeInLine => "the code is asked for without being shown: write :code alone", "授权码会另行询问且不回显：只输入 :code 即可";
        NotBase64 => "this is not base64", "这不是合法的 base64";
        UnknownMechanism { name: String, known: String } => "smtpsh does not know the mechanism {name}; it knows {known}", "smtpsh 不支持机制 {name}，支持的有 {known}";
        NotAsked { line: String } => "which mechanisms the server offers is not known yet; type: {line}", "还不知道服务器支持哪些登录机制（HELO 的应答里没有）。请输入：{line}";
        LoginNeedsTls { upgrade: String, asks: String } => "the server offers no AUTH in clear text, but {upgrade}: :starttls first, then {asks} again, then :auth", "服务器在明文连接上不提供 AUTH，但提供 {upgrade}：请先 :starttls，再发送一次 {asks}，然后 :auth";
        InTheClear { name: String, argument: String, upgrade: String, asks: String } => "not sent: {name} shows the code to everybody on the way, and the server offers no AUTH in clear text, but {upgrade}. :starttls first, then {asks} again, then :auth {argument}. (:auth {argument} anyway sends it all the same.)", "没有发送：{name} 会让途中任何人看到授权码，而服务器在明文连接上不提供 AUTH，但提供 {upgrade}。请先 :starttls，再发送一次 {asks}，然后 :auth {argument}。（一定要发送，请用 :auth {argument} anyway。）";
        NothingFits { command: String, offered: String } => "no mechanism that fits is offered; offered (by {command}): {offered}", "服务器没有提供可用的机制；{command} 列出的有：{offered}";
        NoMailsHere { protocol: String } => "{protocol} does not fetch mail; :open a server of POP3 or IMAP (pop3://HOST, imap://HOST)", "{protocol} 不能收取邮件：请用 :open 连接 POP3 或 IMAP 服务器（pop3://HOST、imap://HOST）";
        NotToSend { protocol: String } => "{protocol} does not send mail; :open a server of SMTP", "{protocol} 不能发送邮件：请用 :open 连接 SMTP 服务器";
        NothingRead => "no mail was fetched yet: :read NUMBER first", "还没有收取邮件：请先用 :read 编号";
        NoBinding { name: String } => "{name} needs TLS that it can be bound to: :starttls first", "{name} 需要可绑定的 TLS 连接：请先 :starttls";
        UnknownSetting { name: String, known: String } => "there is no setting {name}; there are {known}", "没有设置项 {name}，可用的有 {known}";
        NotNow => "not now: the server does not await a command", "现在不行：服务器等待的不是命令";
        NotConnected => "there is no connection: :reconnect or :open SERVER", "没有连接：请用 :reconnect 或 :open SERVER";
        NoPractice => "there is no practice server in this program: start smtpsh without SERVER", "本程序内没有练习服务器：请不带 SERVER 参数启动 smtpsh";
        UnknownFault { name: String, known: String } => "there is no fault {name}; there are {known}", "没有故障 {name}，可用的有 {known}";
        BadPattern { why: String } => "the expression cannot be used: {why}", "正则表达式有误：{why}";
        NoSuchVariable { name: String } => "${{{name}}} has no value: :let {name} VALUE gives it one", "变量 ${{{name}}} 没有值：请先用 :let {name} 值 赋值";
        NotInEnvironment { name: String } => "the environment has no variable {name}", "环境变量 {name} 不存在";
        TooDeep => "files name files too deeply", "文件嵌套层数过多";
        NothingCollected => "no lines are being collected: :pipeline begins", "没有在收集命令：请先用 :pipeline 开始";
        NotOffered { name: String } => "the server does not offer {name}", "服务器不提供 {name} 扩展";
        NoSuchStep { number: usize, count: usize } => "there is no step {number}; there are {count}", "没有第 {number} 步，共 {count} 步";
        NoReplyYet => "there is no reply yet that could be explained", "还没有收到可以解释的应答";
        NotExplained { text: String } => "smtpsh knows nothing about this: {text}", "smtpsh 没有关于这段内容的说明：{text}";
        NoQuestion => "no question is asked now: :lesson tells where the lesson stands", "现在没有要回答的题目：用 :lesson 查看课程进行到哪里";
        NoSuchMail { number: usize } => "there is no mail {number}", "没有编号为 {number} 的邮件";
    }
}

/// Tells a helper from a line for the server. `::x` is the line `:x`.
pub fn interpret(line: &[u8]) -> Result<Line<'_>, HelperError> {
    let Some(rest) = without_colon(line) else {
        return Ok(Line::Verbatim(line));
    };
    if without_colon(rest).is_some() {
        return Ok(Line::Verbatim(rest));
    }
    let text = std::str::from_utf8(rest).map_err(|_| HelperError::NotUtf8)?;
    let (name, argument) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    match find(name) {
        Some(helper) => Ok(Line::Helper(helper, argument.trim())),
        None => Err(unknown(name)),
    }
}

/// There is no such helper. One that is near is named; what shares hardly a letter is not guessed.
fn unknown(typed: &str) -> HelperError {
    let name = crate::protocol::text::escape(typed);
    let near = nearest(typed);
    let letters = typed.chars().count();
    let distance = edit_distance(near, typed);
    if distance > (letters / 2).max(1) || distance >= letters {
        return HelperError::Nowhere { name };
    }
    HelperError::Unknown {
        name,
        nearest: near.into(),
    }
}

/// Whether a line is meant for smtpsh, and so is no secret.
pub fn is_helper(line: &[u8]) -> bool {
    without_colon(line).is_some()
}

/// What stands behind a colon in column 1: the ASCII one, or the full-width one that a Chinese
/// input method writes.
fn without_colon(line: &[u8]) -> Option<&[u8]> {
    line.strip_prefix(b":")
        .or_else(|| line.strip_prefix("：".as_bytes()))
}

/// A file by its name as it is typed, or in quotes, as Windows copies a path.
pub(crate) fn file(argument: &str) -> PathBuf {
    let bare = argument
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    bare.unwrap_or(argument).into()
}

/// The helper of that name or alias.
pub fn find(name: &str) -> Option<&'static Helper> {
    helpers().find(|row| row.name == name || row.aliases.contains(&name))
}

fn nearest(name: &str) -> &'static str {
    let distance = |row: &&Helper| edit_distance(row.name, name);
    helpers()
        .min_by_key(distance)
        .map_or("help", |row| row.name)
}

/// Levenshtein's distance; bounded, because a pasted line can be long.
pub(crate) fn edit_distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().take(32).collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, y) in b.iter().enumerate() {
            let change = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = change.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files() {
        for (typed, meant) in [
            (r"C:\Users\Li Si\a.txt", r"C:\Users\Li Si\a.txt"),
            (r#""C:\Users\Li Si\a.txt""#, r"C:\Users\Li Si\a.txt"),
            (r#"a"b"#, r#"a"b"#),
            ("\"", "\""),
        ] {
            assert_eq!(file(typed), PathBuf::from(meant));
        }
    }

    #[test]
    fn verbatim_or_helper() {
        for line in [
            &b"EHLO x"[..],
            b"",
            b" :help",
            b"/base64+",
            b"*",
            b"=",
            b".",
            b"\xff\xfe",
        ] {
            assert!(
                matches!(interpret(line), Ok(Line::Verbatim(same)) if same == line),
                "{line:?}"
            );
        }
        assert!(matches!(interpret(b"::x"), Ok(Line::Verbatim(b":x"))));
        assert!(
            matches!(interpret("：help".as_bytes()), Ok(Line::Helper(row, "")) if row.name == "help")
        );
        assert!(
            matches!(interpret(b":b64 a b "), Ok(Line::Helper(row, "a b")) if row.name == "b64")
        );
        assert!(matches!(interpret(b":pass"), Ok(Line::Helper(row, "")) if row.name == "code"));
    }

    #[test]
    fn an_unknown_helper_names_the_nearest() {
        for (typed, nearest) in [
            ("hlep", "help"),
            ("stattls", "starttls"),
            ("usr", "user"),
            ("inbx", "inbox"),
        ] {
            let expected = HelperError::Unknown {
                name: typed.into(),
                nearest: nearest.into(),
            };
            assert_eq!(
                interpret(format!(":{typed}").as_bytes()).unwrap_err(),
                expected
            );
        }
        for far in ["foo", "x", "信", "frobnicate"] {
            let expected = HelperError::Nowhere { name: far.into() };
            assert_eq!(
                interpret(format!(":{far}").as_bytes()).unwrap_err(),
                expected
            );
        }
    }

    #[test]
    fn every_row_is_whole() {
        for row in helpers() {
            assert!(
                row.example.starts_with(&format!(":{}", row.name)),
                ":{}",
                row.name
            );
            assert!(
                !row.summary.en.is_empty() && !row.summary.zh.is_ascii(),
                ":{}",
                row.name
            );
            let names = helpers().flat_map(|row| row.aliases.iter().chain([&row.name]));
            assert_eq!(
                names.filter(|name| **name == row.name).count(),
                1,
                ":{} twice",
                row.name
            );
            let line = row.example.lines().next().unwrap();
            let argument = line.split_once(' ').map_or("", |(_, argument)| argument);
            assert!(
                (row.action)(argument).is_ok(),
                "the example {} does not work",
                row.example
            );
        }
        crate::words::check_table(HelperError::TABLE);
    }
}
