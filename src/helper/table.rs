//! The rows: `:help`, completion and the README derive from them.

use super::{Action, Expectation, HelperError, LessonWish, Setting, Topic, View, escape, find};
use crate::practice::fault;
use crate::protocol::sasl::{self, MECHANISMS, Mechanism};
use crate::protocol::{encoded_word, text};
use crate::teach::lesson;
use crate::teach::verb;
use crate::wire::TlsVersion;
use crate::words::{Text, text as both};
use std::fmt;
use std::time::Duration;

/// A helper.
pub struct Helper {
    /// Its name, without the colon.
    pub name: &'static str,
    /// Other names.
    pub aliases: &'static [&'static str],
    /// Its arguments, as usage shows them.
    pub arguments: &'static str,
    /// What it does, in one line.
    pub summary: Text,
    /// A line to type.
    pub example: &'static str,
    /// Its line may hold a secret, and stays out of the history.
    pub private: bool,
    /// From the argument to what is to be done.
    pub action: fn(&str) -> Result<Action, HelperError>,
}

/// A setting: its name, its values and what it is for.
pub struct SettingRow {
    /// Its name.
    pub name: &'static str,
    /// The values that it takes.
    pub values: &'static str,
    /// What it is for.
    pub summary: Text,
    set: fn(&str) -> Option<Setting>,
}

/// Every helper, in the order of `:help`.
pub static HELPERS: &[Helper] = &[
    Helper {
        name: "help",
        aliases: &["h", "?"],
        arguments: "[HELPER|VERB]",
        summary: both(
            "lists the helpers, or explains a helper or an SMTP verb",
            "列出全部辅助命令，或说明一个辅助命令或 SMTP 命令",
        ),
        example: ":help mail",
        private: false,
        action: help,
    },
    Helper {
        name: "next",
        aliases: &[],
        arguments: "",
        summary: both(
            "tells what the server awaits now, and the usual next line to type",
            "说明服务器现在等待什么，以及通常的下一步该输入什么",
        ),
        example: ":next",
        private: false,
        action: |argument| alone("next", argument, Action::Next),
    },
    Helper {
        name: "explain",
        aliases: &[],
        arguments: "[CODE|TEXT]",
        summary: both(
            "explains the last reply, or this one: code, digits, enhanced status, known sentences",
            "解释最近一个应答（或给出的应答）：应答码、各位数字、增强状态码、常见语句",
        ),
        example: ":explain 535 5.7.8",
        private: false,
        action: |argument| {
            Ok(Action::Explain(
                (!argument.is_empty()).then(|| argument.to_owned()),
            ))
        },
    },
    Helper {
        name: "user",
        aliases: &[],
        arguments: "[NAME]",
        summary: both(
            "answers the pending 334 with the user name, in base64",
            "用 base64 编码的用户名回答当前的 334",
        ),
        example: ":user student@smtpsh.example",
        private: false,
        action: user,
    },
    Helper {
        name: "code",
        aliases: &["pass"],
        arguments: "",
        summary: both(
            "asks for the authorization code without showing it, and answers the pending 334 with it, in base64",
            "不回显地询问授权码，并以 base64 回答当前的 334",
        ),
        example: ":code",
        private: true,
        action: code,
    },
    Helper {
        name: "auth",
        aliases: &[],
        arguments: "[MECHANISM]",
        summary: both(
            "does the whole AUTH exchange, each step explained; by the strongest mechanism if none is named",
            "完成整个 AUTH 过程并解释每一步；未指明机制时选用最强的",
        ),
        example: ":auth login",
        private: false,
        action: auth,
    },
    Helper {
        name: "b64",
        aliases: &["base64"],
        arguments: "TEXT",
        summary: both(
            "shows TEXT in base64; sends nothing",
            "显示 TEXT 的 base64，不发送",
        ),
        example: ":b64 student@smtpsh.example",
        private: true,
        action: b64,
    },
    Helper {
        name: "unb64",
        aliases: &["unbase64"],
        arguments: "TEXT",
        summary: both(
            "shows what base64 TEXT says; sends nothing",
            "显示 base64 文本的原文，不发送",
        ),
        example: ":unb64 VXNlcm5hbWU6",
        private: true,
        action: unb64,
    },
    Helper {
        name: "mail",
        aliases: &[],
        arguments: "FROM TO…",
        summary: both(
            "says MAIL FROM and RCPT TO with these addresses",
            "用这些地址发送 MAIL FROM 和 RCPT TO",
        ),
        example: ":mail student@smtpsh.example student@smtpsh.example",
        private: false,
        action: mail,
    },
    Helper {
        name: "send",
        aliases: &[],
        arguments: "FILE [bdat]",
        summary: both(
            "sends a file as the message, line ends and dots made right; with bdat by BDAT",
            "把文件作为邮件内容发出，自动处理行尾和句点；加 bdat 则用 BDAT",
        ),
        example: ":send letter.eml",
        private: false,
        action: send,
    },
    Helper {
        name: "subject",
        aliases: &[],
        arguments: "TEXT",
        summary: both(
            "shows the Subject header for TEXT in any language (RFC 2047); sends nothing",
            "显示中文等主题的首部写法（RFC 2047），不发送",
        ),
        example: ":subject 你好",
        private: false,
        action: subject,
    },
    Helper {
        name: "starttls",
        aliases: &["tls"],
        arguments: "",
        summary: both(
            "sends STARTTLS and upgrades the connection to TLS",
            "发送 STARTTLS 并把连接升级为 TLS",
        ),
        example: ":starttls",
        private: false,
        action: |argument| alone("starttls", argument, Action::StartTls),
    },
    Helper {
        name: "upgrade",
        aliases: &[],
        arguments: "",
        summary: both(
            "begins the TLS handshake after a 220 to STARTTLS, where :set upgrade is off",
            "在 :set upgrade off 时，于 220 之后开始 TLS 握手",
        ),
        example: ":upgrade",
        private: false,
        action: |argument| alone("upgrade", argument, Action::Upgrade),
    },
    Helper {
        name: "handshake",
        aliases: &["hs"],
        arguments: "[all|STEP [hex]]",
        summary: both(
            "lists the steps of the TLS handshake as Wireshark names them, or explains one, or all",
            "按 Wireshark 的名称列出 TLS 握手的各步，或讲解其中一步、全部",
        ),
        example: ":handshake 5",
        private: false,
        action: handshake,
    },
    Helper {
        name: "cert",
        aliases: &[],
        arguments: "[pem]",
        summary: both(
            "shows the server's certificate chain, or prints it as PEM",
            "显示服务器的证书链，或以 PEM 格式输出",
        ),
        example: ":cert",
        private: false,
        action: |argument| match argument {
            "" => Ok(Action::Certificates { pem: false }),
            "pem" => Ok(Action::Certificates { pem: true }),
            _ => Err(usage("cert")),
        },
    },
    Helper {
        name: "open",
        aliases: &[],
        arguments: "SERVER",
        summary: both(
            "connects to another server; :open practice to the one in this program",
            "连接另一台服务器；:open practice 连接本程序内的练习服务器",
        ),
        example: ":open smtp.qq.com:587",
        private: false,
        action: open,
    },
    Helper {
        name: "close",
        aliases: &[],
        arguments: "",
        summary: both(
            "closes the connection without QUIT",
            "不发送 QUIT，直接断开连接",
        ),
        example: ":close",
        private: false,
        action: |argument| alone("close", argument, Action::Close),
    },
    Helper {
        name: "reconnect",
        aliases: &[],
        arguments: "",
        summary: both("connects to the same server again", "重新连接同一台服务器"),
        example: ":reconnect",
        private: false,
        action: |argument| alone("reconnect", argument, Action::Reconnect),
    },
    Helper {
        name: "set",
        aliases: &[],
        arguments: "[NAME VALUE]",
        summary: both("shows or changes the settings", "查看或修改设置"),
        example: ":set upgrade off",
        private: false,
        action: set,
    },
    Helper {
        name: "status",
        aliases: &[],
        arguments: "",
        summary: both(
            "tells the address, TLS, what the server offers and what it awaits",
            "显示地址、TLS、服务器的扩展以及它在等待什么",
        ),
        example: ":status",
        private: false,
        action: |argument| alone("status", argument, Action::Status),
    },
    Helper {
        name: "say",
        aliases: &[],
        arguments: "TEXT",
        summary: both(
            "sends TEXT, in which ${NAME} stands for what :let gave it",
            "发送 TEXT，其中 ${NAME} 替换为 :let 所赋的值",
        ),
        example: ":say RCPT TO:<${to}>",
        private: false,
        action: say,
    },
    Helper {
        name: "let",
        aliases: &[],
        arguments: "NAME VALUE",
        summary: both(
            "gives ${NAME} a value, for helper lines",
            "给变量 ${NAME} 赋值，供辅助命令使用",
        ),
        example: ":let to student@smtpsh.example",
        private: true,
        action: set_variable,
    },
    Helper {
        name: "expect",
        aliases: &[],
        arguments: "CODE|STATUS|/REGEX/",
        summary: both(
            "checks the last reply; a refusal that is expected does not stop a script",
            "检查最近一次应答；意料之中的拒绝不会中止脚本",
        ),
        example: ":expect 5xx",
        private: false,
        action: |argument| Expectation::parse(argument).map(Action::Expect),
    },
    Helper {
        name: "expect-cap",
        aliases: &[],
        arguments: "EXTENSION",
        summary: both(
            "checks that the server offers an extension",
            "检查服务器是否提供某项扩展",
        ),
        example: ":expect-cap AUTH LOGIN",
        private: false,
        action: expect_cap,
    },
    Helper {
        name: "expect-closed",
        aliases: &[],
        arguments: "",
        summary: both(
            "checks that the server closes the connection",
            "检查服务器是否关闭连接",
        ),
        example: ":expect-closed",
        private: false,
        action: |argument| {
            alone(
                "expect-closed",
                argument,
                Action::Expect(Expectation::Closed),
            )
        },
    },
    Helper {
        name: "wait",
        aliases: &[],
        arguments: "DURATION",
        summary: both(
            "does nothing for so long (500ms, 2s, 1m), but listens",
            "等待一段时间（500ms、2s、1m），期间仍接收应答",
        ),
        example: ":wait 2s",
        private: false,
        action: |argument| {
            duration(argument)
                .map(Action::Wait)
                .ok_or_else(|| usage("wait"))
        },
    },
    Helper {
        name: "timeout",
        aliases: &[],
        arguments: "DURATION",
        summary: both(
            "how long to wait for a connection and, in scripts, for a reply",
            "等待连接（脚本中还有等待应答）的时限",
        ),
        example: ":timeout 5s",
        private: false,
        action: |argument| {
            duration(argument)
                .filter(|limit| !limit.is_zero())
                .map(|limit| Action::Set(Setting::Timeout(limit)))
                .ok_or_else(|| usage("timeout"))
        },
    },
    Helper {
        name: "source",
        aliases: &[],
        arguments: "FILE",
        summary: both(
            "takes the lines of a file, as if they were typed",
            "执行文件中的各行，如同亲手输入",
        ),
        example: ":source examples/lab.smtp",
        private: false,
        action: source,
    },
    Helper {
        name: "raw",
        aliases: &[],
        arguments: "BYTES",
        summary: both(
            "sends these bytes and no line end: \\r \\n \\t \\0 \\xHH are escapes",
            "只发送这些字节，不加行结束符；转义有 \\r \\n \\t \\0 \\xHH",
        ),
        example: ":raw \"EHLO a\\n\"",
        private: true,
        action: raw,
    },
    Helper {
        name: "pipeline",
        aliases: &[],
        arguments: "",
        summary: both(
            "collects the next lines; :flush sends them in one write (RFC 2920)",
            "收集后续各行，由 :flush 一次发出（RFC 2920）",
        ),
        example: ":pipeline",
        private: false,
        action: |argument| alone("pipeline", argument, Action::Pipeline),
    },
    Helper {
        name: "flush",
        aliases: &[],
        arguments: "",
        summary: both(
            "sends the collected lines in one write, and shows each reply with its command",
            "一次发出所收集的各行，并逐一对应显示应答",
        ),
        example: ":flush",
        private: false,
        action: |argument| alone("flush", argument, Action::Flush),
    },
    Helper {
        name: "timing",
        aliases: &[],
        arguments: "",
        summary: both(
            "tells how long each reply of the session took",
            "列出本次会话每个应答的用时",
        ),
        example: ":timing",
        private: false,
        action: |argument| alone("timing", argument, Action::Timing),
    },
    Helper {
        name: "fault",
        aliases: &[],
        arguments: "[NAME] [off]",
        summary: both(
            "makes something wrong with the practice server, for exercises; alone it lists what there is",
            "给练习服务器设置一种故障，用于练习；不带参数则列出全部",
        ),
        example: ":fault greylisting",
        private: false,
        action: fault,
    },
    Helper {
        name: "save",
        aliases: &[],
        arguments: "FILE",
        summary: both(
            "writes the session so far to FILE: .html lab report, .txt transcript, .jsonl events, .smtp script, .pcapng for Wireshark",
            "把到目前为止的会话写入 FILE：.html 实验报告、.txt 对话记录、.jsonl 事件、.smtp 脚本、.pcapng 供 Wireshark 打开",
        ),
        example: ":save lab.html",
        private: false,
        action: save,
    },
    Helper {
        name: "inbox",
        aliases: &[],
        arguments: "[NUMBER]",
        summary: both(
            "shows the mail that the practice server received",
            "查看练习服务器收到的邮件",
        ),
        example: ":inbox 1",
        private: false,
        action: inbox,
    },
    Helper {
        name: "lesson",
        aliases: &[],
        arguments: "[NAME|1-4|list|leave]",
        summary: both(
            "a guided lesson on the practice server: goes on, begins NAME, answers its question, lists them, or leaves",
            "练习服务器上的引导课程：继续、开始 NAME、回答题目（1-4）、列出课程或离开",
        ),
        example: ":lesson plain",
        private: false,
        action: lesson,
    },
    Helper {
        name: "quit",
        aliases: &["q", "exit"],
        arguments: "",
        summary: both("says QUIT and leaves", "发送 QUIT 并退出"),
        example: ":quit",
        private: false,
        action: |argument| alone("quit", argument, Action::Quit),
    },
    Helper {
        name: "#",
        aliases: &[],
        arguments: "[TEXT]",
        summary: both("a comment, for scripts", "注释，供脚本使用"),
        example: ":# the lab",
        private: false,
        action: |_| Ok(Action::Nothing),
    },
];

/// Every setting.
pub static SETTINGS: &[SettingRow] = &[
    SettingRow {
        name: "upgrade",
        values: "on|off",
        summary: both(
            "220 to STARTTLS begins the TLS handshake by itself",
            "STARTTLS 得到 220 后自动开始 TLS 握手",
        ),
        set: |value| switch(value).map(Setting::Upgrade),
    },
    SettingRow {
        name: "resume",
        values: "on|off",
        summary: both(
            "keep TLS sessions, and resume them when connecting to the same server again",
            "保留 TLS 会话，再次连接同一服务器时恢复会话",
        ),
        set: |value| switch(value).map(Setting::Resume),
    },
    SettingRow {
        name: "insecure",
        values: "on|off",
        summary: both(
            "go on although the certificate does not verify (for a lab)",
            "证书验证失败也继续（仅供实验）",
        ),
        set: |value| switch(value).map(Setting::Insecure),
    },
    SettingRow {
        name: "ca",
        values: "FILE|default",
        summary: both(
            "believe the CAs of this PEM file",
            "只信任此 PEM 文件中的 CA",
        ),
        set: |value| {
            let default = value.eq_ignore_ascii_case("default");
            Some(Setting::Ca((!default).then(|| value.into())))
        },
    },
    SettingRow {
        name: "servername",
        values: "NAME|default",
        summary: both(
            "the name to ask for and to verify",
            "请求并验证的服务器名称",
        ),
        set: |value| {
            let default = value.eq_ignore_ascii_case("default");
            Some(Setting::ServerName((!default).then(|| value.to_owned())))
        },
    },
    SettingRow {
        name: "tls-version",
        values: "1.2|1.3|any",
        summary: both("offer only this TLS version", "只使用此 TLS 版本"),
        set: |value| match value {
            "1.2" => Some(Setting::TlsVersion(Some(TlsVersion::V1_2))),
            "1.3" => Some(Setting::TlsVersion(Some(TlsVersion::V1_3))),
            "any" => Some(Setting::TlsVersion(None)),
            _ => None,
        },
    },
    SettingRow {
        name: "hex",
        values: "on|off",
        summary: both(
            "show both directions as hex and text",
            "以十六进制和文本显示双方的数据",
        ),
        set: |value| switch(value).map(Setting::Hex),
    },
    SettingRow {
        name: "timing",
        values: "on|off",
        summary: both(
            "show how long each reply took, to its first and its last byte",
            "显示每个应答的首字节和末字节用时",
        ),
        set: |value| switch(value).map(Setting::Timing),
    },
    SettingRow {
        name: "lang",
        values: "en|zh",
        summary: both("the language of smtpsh", "smtpsh 的语言"),
        set: |value| value.parse().ok().map(Setting::Lang),
    },
    SettingRow {
        name: "coach",
        values: "on|off",
        summary: both(
            "say which mistake was made and what to type instead: for people on, for scripts off",
            "指出哪里错了、应该输入什么：有人操作时默认 on，脚本默认 off",
        ),
        set: |value| switch(value).map(Setting::Coach),
    },
    SettingRow {
        name: "timeout",
        values: "DURATION",
        summary: both(
            "how long to wait for a connection and, in scripts, for a reply",
            "等待连接（脚本中还有等待应答）的秒数",
        ),
        set: |value| {
            duration(value)
                .filter(|limit| !limit.is_zero())
                .map(Setting::Timeout)
        },
    },
];

impl Helper {
    /// How to write it: `:user [NAME]`.
    pub fn usage(&self) -> String {
        format!(":{} {}", self.name, self.arguments)
            .trim_end()
            .to_owned()
    }
}

impl fmt::Debug for Helper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.usage())
    }
}

impl PartialEq for Helper {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Helper {}

fn help(argument: &str) -> Result<Action, HelperError> {
    let name = argument.trim_start_matches([':', '：']);
    if name.is_empty() {
        return Ok(Action::Help(None));
    }
    let topic = Topic {
        helper: find(name),
        verb: verb::find(name).filter(|_| name == argument),
    };
    if topic.helper.is_none() && topic.verb.is_none() {
        return Err(usage("help"));
    }
    Ok(Action::Help(Some(topic)))
}

fn user(argument: &str) -> Result<Action, HelperError> {
    Ok(Action::AnswerUser(
        (!argument.is_empty()).then(|| argument.to_owned()),
    ))
}

fn code(argument: &str) -> Result<Action, HelperError> {
    if argument.is_empty() {
        Ok(Action::AnswerCode)
    } else {
        Err(HelperError::CodeInLine)
    }
}

fn auth(argument: &str) -> Result<Action, HelperError> {
    if argument.is_empty() {
        return Ok(Action::Authenticate(None));
    }
    Mechanism::named(argument)
        .map(|mechanism| Action::Authenticate(Some(mechanism)))
        .ok_or_else(|| HelperError::UnknownMechanism {
            name: argument.to_owned(),
            known: MECHANISMS
                .iter()
                .map(|mechanism| mechanism.name)
                .collect::<Vec<_>>()
                .join(", "),
        })
}

fn b64(argument: &str) -> Result<Action, HelperError> {
    if argument.is_empty() {
        return Err(usage("b64"));
    }
    Ok(Action::Show(sasl::encode(argument.as_bytes())))
}

fn unb64(argument: &str) -> Result<Action, HelperError> {
    let plain = sasl::decode(argument.as_bytes()).ok_or(HelperError::NotBase64)?;
    Ok(Action::Show(text::visible(&plain)))
}

fn subject(argument: &str) -> Result<Action, HelperError> {
    if argument.is_empty() {
        return Err(usage("subject"));
    }
    let folded = encoded_word::encode(argument).replace("\r\n", "\n");
    Ok(Action::Show(format!("Subject: {folded}")))
}

fn open(argument: &str) -> Result<Action, HelperError> {
    if argument.is_empty() {
        Err(usage("open"))
    } else {
        Ok(Action::Open(argument.to_owned()))
    }
}

fn inbox(argument: &str) -> Result<Action, HelperError> {
    if argument.is_empty() {
        return Ok(Action::Inbox(None));
    }
    argument
        .parse()
        .map(|number| Action::Inbox(Some(number)))
        .map_err(|_| usage("inbox"))
}

fn fault(argument: &str) -> Result<Action, HelperError> {
    let (name, off) = match argument.split_once(char::is_whitespace) {
        None => (argument, false),
        Some((name, word)) if word.trim().eq_ignore_ascii_case("off") => (name, true),
        Some(_) => return Err(usage("fault")),
    };
    match (name, fault::find(name)) {
        ("", _) => Ok(Action::Faults),
        ("off", _) => Ok(Action::NoFaults),
        (_, Some(row)) => Ok(Action::Fault(row.fault, !off)),
        (_, None) => Err(HelperError::UnknownFault {
            name: text::escape(name),
            known: fault::names(),
        }),
    }
}

fn say(argument: &str) -> Result<Action, HelperError> {
    if argument.is_empty() {
        return Err(usage("say"));
    }
    Ok(Action::Say(argument.to_owned()))
}

fn set_variable(argument: &str) -> Result<Action, HelperError> {
    let (name, value) = argument
        .split_once(char::is_whitespace)
        .ok_or_else(|| usage("let"))?;
    let word = |c: char| c.is_alphanumeric() || c == '_';
    if name.is_empty() || !name.chars().all(word) {
        return Err(usage("let"));
    }
    Ok(Action::Let(name.to_owned(), value.trim().to_owned()))
}

fn expect_cap(argument: &str) -> Result<Action, HelperError> {
    if argument.is_empty() {
        return Err(usage("expect-cap"));
    }
    Ok(Action::Expect(Expectation::Offer(argument.to_owned())))
}

fn source(argument: &str) -> Result<Action, HelperError> {
    if argument.is_empty() {
        return Err(usage("source"));
    }
    Ok(Action::Source(argument.into()))
}

fn raw(argument: &str) -> Result<Action, HelperError> {
    match escape::bytes(argument) {
        Some(bytes) if !bytes.is_empty() => Ok(Action::Raw(bytes)),
        _ => Err(usage("raw")),
    }
}

/// `500ms`, `2s`, `1m`; a number alone is seconds.
fn duration(text: &str) -> Option<Duration> {
    let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    let number: u64 = digits.parse().ok()?;
    match &text[digits.len()..] {
        "ms" => Some(Duration::from_millis(number)),
        "" | "s" => Some(Duration::from_secs(number)),
        "m" => number.checked_mul(60).map(Duration::from_secs),
        _ => None,
    }
}

fn handshake(argument: &str) -> Result<Action, HelperError> {
    let words: Vec<&str> = argument.split_whitespace().collect();
    let number = |word: &str| word.parse().map_err(|_| usage("handshake"));
    let view = match words[..] {
        [] => View::List,
        ["all"] => View::All,
        [step] => View::Step {
            number: number(step)?,
            hex: false,
        },
        [step, "hex"] => View::Step {
            number: number(step)?,
            hex: true,
        },
        _ => return Err(usage("handshake")),
    };
    Ok(Action::Handshake(view))
}

fn mail(argument: &str) -> Result<Action, HelperError> {
    let address = |word: &str| word.trim_matches(['<', '>', ',']).to_owned();
    let mut words = argument.split_whitespace().map(address);
    let (Some(from), to) = (words.next(), words.by_ref().collect::<Vec<_>>()) else {
        return Err(usage("mail"));
    };
    if to.is_empty() {
        return Err(usage("mail"));
    }
    Ok(Action::Mail { from, to })
}

fn send(argument: &str) -> Result<Action, HelperError> {
    let (path, chunking) = match argument.rsplit_once(char::is_whitespace) {
        Some((path, word)) if word.eq_ignore_ascii_case("bdat") => (path.trim_end(), true),
        _ => (argument, false),
    };
    if path.is_empty() {
        return Err(usage("send"));
    }
    let path = path.into();
    Ok(Action::Send { path, chunking })
}

fn lesson(argument: &str) -> Result<Action, HelperError> {
    let wish = match argument {
        "" => LessonWish::GoOn,
        "list" => LessonWish::List,
        "leave" => LessonWish::Leave,
        word => match word.parse() {
            Ok(number @ 1..=4) => LessonWish::Choose(number),
            _ => LessonWish::Begin(lesson::find(word).ok_or_else(|| usage("lesson"))?),
        },
    };
    Ok(Action::Lesson(wish))
}

fn save(argument: &str) -> Result<Action, HelperError> {
    if argument.is_empty() {
        return Err(usage("save"));
    }
    Ok(Action::Save(argument.into()))
}

fn set(argument: &str) -> Result<Action, HelperError> {
    if argument.is_empty() {
        return Ok(Action::Settings);
    }
    let (name, value) = argument
        .split_once(char::is_whitespace)
        .unwrap_or((argument, ""));
    let row = SETTINGS
        .iter()
        .find(|row| row.name == name)
        .ok_or_else(|| HelperError::UnknownSetting {
            name: name.to_owned(),
            known: SETTINGS
                .iter()
                .map(|row| row.name)
                .collect::<Vec<_>>()
                .join(", "),
        })?;
    let usage = || HelperError::Usage {
        usage: format!(":set {} {}", row.name, row.values),
    };
    (row.set)(value.trim()).map(Action::Set).ok_or_else(usage)
}

fn switch(value: &str) -> Option<bool> {
    match value {
        "on" => Some(true),
        "off" => Some(false),
        _ => None,
    }
}

fn alone(name: &str, argument: &str, action: Action) -> Result<Action, HelperError> {
    if argument.is_empty() {
        Ok(action)
    } else {
        Err(usage(name))
    }
}

pub(super) fn usage(name: &str) -> HelperError {
    HelperError::Usage {
        usage: find(name).map(Helper::usage).unwrap_or_default(),
    }
}
