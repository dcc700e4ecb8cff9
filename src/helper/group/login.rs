//! Logging in: answers to challenges, whole AUTH exchanges, base64.

use super::{Helper, usage};
use crate::helper::{Action, HelperError, Manner};
use crate::protocol::sasl::{self, MECHANISMS, Mechanism};
use crate::protocol::text;
use crate::words::{same, text as both};

pub(super) static ROWS: &[Helper] = &[
    Helper {
        name: "user",
        aliases: &[],
        arguments: both("[NAME]", "[用户名]"),
        summary: both(
            "answers the pending challenge with the user name, in base64; in POP3 it says USER",
            "用 base64 编码的用户名回答当前的质询；在 POP3 中发送 USER",
        ),
        example: ":user student@smtpsh.example",
        private: false,
        action: user,
    },
    Helper {
        name: "code",
        aliases: &["pass"],
        arguments: same("[wrong]"),
        summary: both(
            "asks for the authorization code without showing it, and says it where it is awaited: to a challenge in base64, in POP3 by PASS, in IMAP as the literal of LOGIN",
            "不回显地询问授权码，并在服务器需要时给出：回答质询时用 base64，在 POP3 中用 PASS，在 IMAP 中作为 LOGIN 的字面量",
        ),
        example: ":code",
        private: true,
        action: code,
    },
    Helper {
        name: "auth",
        aliases: &[],
        arguments: both("[MECHANISM] [anyway|wrong]", "[机制] [anyway|wrong]"),
        summary: both(
            "does the whole AUTH exchange, each step explained; by the strongest mechanism if none is named",
            "完成整个 AUTH 过程并解释每一步；未指明机制时选用最强的",
        ),
        example: ":auth login",
        private: false,
        action: auth,
    },
    Helper {
        name: "login",
        aliases: &[],
        arguments: same("[wrong]"),
        summary: both(
            "logs in by the protocol's own commands (USER and PASS, LOGIN); in SMTP as :auth does; with wrong, here and in :auth and :code, the practice server gets a wrong code",
            "用协议自带的命令登录（USER 和 PASS、LOGIN）；在 SMTP 中同 :auth；加 wrong（:auth、:code 同样可加）时，发给练习服务器的是错误的授权码",
        ),
        example: ":login",
        private: false,
        action: login,
    },
    Helper {
        name: "b64",
        aliases: &["base64"],
        arguments: both("TEXT", "文字"),
        summary: both(
            "shows TEXT in base64; sends nothing",
            "显示文字的 base64，不发送",
        ),
        example: ":b64 student@smtpsh.example",
        private: true,
        action: b64,
    },
    Helper {
        name: "unb64",
        aliases: &["unbase64"],
        arguments: both("TEXT", "文字"),
        summary: both(
            "shows what base64 TEXT says; sends nothing",
            "显示 base64 文本的原文，不发送",
        ),
        example: ":unb64 VXNlcm5hbWU6",
        private: true,
        action: unb64,
    },
];

fn user(argument: &str) -> Result<Action, HelperError> {
    Ok(Action::AnswerUser(
        (!argument.is_empty()).then(|| argument.to_owned()),
    ))
}

fn code(argument: &str) -> Result<Action, HelperError> {
    match argument {
        "" => Ok(Action::AnswerCode { wrong: false }),
        WRONG => Ok(Action::AnswerCode { wrong: true }),
        _ => Err(HelperError::CodeInLine),
    }
}

fn login(argument: &str) -> Result<Action, HelperError> {
    let manner = manner(argument.split_whitespace()).filter(|manner| !manner.anyway);
    manner.map(Action::LogIn).ok_or_else(|| usage("login"))
}

fn auth(argument: &str) -> Result<Action, HelperError> {
    let mut words = argument.split_whitespace().peekable();
    let named = words.next_if(|word| manner([*word].into_iter()).is_none());
    let mechanism = named.map(mechanism).transpose()?;
    let manner = manner(words).ok_or_else(|| usage("auth"))?;
    Ok(Action::Authenticate { mechanism, manner })
}

/// How a login is not as usual, in words.
fn manner<'a>(mut words: impl Iterator<Item = &'a str>) -> Option<Manner> {
    words.try_fold(Manner::default(), |mut manner, word| {
        match word.to_ascii_lowercase().as_str() {
            "anyway" => manner.anyway = true,
            "at-once" => manner.at_once = true,
            WRONG => manner.wrong = true,
            _ => manner.tag = Some(word.strip_prefix("tag=")?.to_owned()),
        }
        Some(manner)
    })
}

const WRONG: &str = "wrong";

fn mechanism(name: &str) -> Result<&'static Mechanism, HelperError> {
    Mechanism::named(name).ok_or_else(|| HelperError::UnknownMechanism {
        name: name.to_owned(),
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
