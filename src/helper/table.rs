//! The rows: `:help`, completion and the README derive from them.

use super::{Action, HelperError, Setting, Topic, find};
use crate::practice::fault;
use crate::protocol::sasl::{self, Mechanism};
use crate::protocol::text;
use crate::teach::verb;
use crate::words::{Text, text as both};
use std::fmt;

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
        arguments: "login|plain",
        summary: both(
            "does the whole AUTH exchange, each line of it shown",
            "完成整个 AUTH 过程，并显示每一行",
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
        name: "open",
        aliases: &[],
        arguments: "SERVER",
        summary: both("connects to another server", "连接另一台服务器"),
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
            "writes the session so far to FILE.pcapng, which Wireshark opens and decrypts",
            "把到目前为止的会话写入 FILE.pcapng，可用 Wireshark 打开并解密",
        ),
        example: ":save lab.pcapng",
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
        name: "lang",
        values: "en|zh",
        summary: both("the language of smtpsh", "smtpsh 的语言"),
        set: |value| value.parse().ok().map(Setting::Lang),
    },
    SettingRow {
        name: "timeout",
        values: "SECONDS",
        summary: both(
            "how long to wait for a connection and, in scripts, for a reply",
            "等待连接（脚本中还有等待应答）的秒数",
        ),
        set: |value| {
            value
                .parse()
                .ok()
                .filter(|seconds| *seconds > 0)
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
        return Err(usage("auth"));
    }
    Mechanism::named(argument)
        .map(Action::Authenticate)
        .ok_or_else(|| HelperError::UnknownMechanism {
            name: argument.to_owned(),
            known: Mechanism::ALL
                .iter()
                .map(|mechanism| mechanism.name())
                .collect::<Vec<_>>()
                .join(", "),
        })
}

fn b64(argument: &str) -> Result<Action, HelperError> {
    Ok(Action::Show(sasl::encode(argument.as_bytes())))
}

fn unb64(argument: &str) -> Result<Action, HelperError> {
    let plain = sasl::decode(argument.as_bytes()).ok_or(HelperError::NotBase64)?;
    Ok(Action::Show(text::visible(&plain)))
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

fn usage(name: &str) -> HelperError {
    HelperError::Usage {
        usage: find(name).map(Helper::usage).unwrap_or_default(),
    }
}
