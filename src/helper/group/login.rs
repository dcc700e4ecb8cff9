//! Logging in: answers to challenges, whole AUTH exchanges, base64.

use super::{Helper, alone, usage};
use crate::helper::{Action, HelperError};
use crate::protocol::sasl::{self, MECHANISMS, Mechanism};
use crate::protocol::text;
use crate::words::text as both;

pub(super) static ROWS: &[Helper] = &[
    Helper {
        name: "user",
        aliases: &[],
        arguments: "[NAME]",
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
        arguments: "",
        summary: both(
            "asks for the authorization code without showing it, and answers the pending challenge with it, in base64; in POP3 it says PASS",
            "不回显地询问授权码，并以 base64 回答当前的质询；在 POP3 中发送 PASS",
        ),
        example: ":code",
        private: true,
        action: code,
    },
    Helper {
        name: "auth",
        aliases: &[],
        arguments: "[MECHANISM [anyway]]",
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
        arguments: "",
        summary: both(
            "logs in by the protocol's own commands (USER and PASS, LOGIN); in SMTP as :auth does",
            "用协议自带的命令登录（USER 和 PASS、LOGIN）；在 SMTP 中同 :auth",
        ),
        example: ":login",
        private: false,
        action: |argument| alone("login", argument, Action::LogIn),
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
];

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
    let mut words = argument.split_whitespace();
    let named = words.next().map(mechanism).transpose()?;
    let anyway = match (words.next(), words.next()) {
        (None, _) => false,
        (Some(word), None) if word.eq_ignore_ascii_case("anyway") => true,
        _ => return Err(usage("auth")),
    };
    Ok(Action::Authenticate {
        mechanism: named,
        anyway,
    })
}

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
