//! What a script needs more than a person does.

use super::{Helper, alone, usage};
use crate::helper::setting::duration;
use crate::helper::{Action, Expectation, HelperError, Setting, file};
use crate::protocol::text;
use crate::wire::TlsVersion;
use crate::words::{same, text as both};
use std::time::Duration;

pub(super) static ROWS: &[Helper] = &[
    Helper {
        name: "say",
        aliases: &[],
        arguments: both("TEXT", "文字"),
        summary: both(
            "sends TEXT, in which ${NAME} stands for what :let gave it, ${env:NAME} for a variable of the environment",
            "发送文字，其中 ${NAME} 替换为 :let 所赋的值，${env:NAME} 替换为环境变量的值",
        ),
        example: ":say RCPT TO:<${to}>",
        private: false,
        action: say,
    },
    Helper {
        name: "let",
        aliases: &[],
        arguments: both("NAME VALUE", "名称 值"),
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
        arguments: both("CODE…|STATUS|/REGEX/", "应答码…|状态码|/正则表达式/"),
        summary: both(
            "checks the last reply, or with several codes each reply to what was sent last; a refusal that is expected does not stop a script",
            "检查最近一次应答；写多个应答码时，依次检查最近所发内容的各个应答。意料之中的拒绝不会中止脚本",
        ),
        example: ":expect 5xx",
        private: false,
        action: |argument| Expectation::parse(argument).map(Action::Expect),
    },
    Helper {
        name: "expect-cap",
        aliases: &[],
        arguments: both("EXTENSION", "扩展"),
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
        arguments: same(""),
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
        name: "expect-nothing",
        aliases: &[],
        arguments: both("DURATION", "时长"),
        summary: both(
            "checks that nothing more came than the reply to the last line, and comes for so long; behind a bare LF, not even that",
            "检查除上一行的应答外没有收到别的内容，并且在这段时间内也不会有；上一行以裸 LF 结尾时，连应答也不应有",
        ),
        example: ":expect-nothing 2s",
        private: false,
        action: |argument| {
            time("expect-nothing", argument).map(|time| Action::Expect(Expectation::Nothing(time)))
        },
    },
    Helper {
        name: "expect-tls",
        aliases: &[],
        arguments: same("1.2|1.3"),
        summary: both(
            "checks that the connection goes through this version of TLS",
            "检查连接使用的是不是此 TLS 版本",
        ),
        example: ":expect-tls 1.3",
        private: false,
        action: |argument| {
            TlsVersion::named(argument)
                .map(|version| Action::Expect(Expectation::Tls(version)))
                .ok_or_else(|| usage("expect-tls"))
        },
    },
    Helper {
        name: "expect-cert-days",
        aliases: &[],
        arguments: both("DAYS", "天数"),
        summary: both(
            "checks that the server's certificate is valid for so many days more",
            "检查服务器证书的有效期是否还有这么多天",
        ),
        example: ":expect-cert-days 14",
        private: false,
        action: |argument| {
            argument
                .parse()
                .map(|days| Action::Expect(Expectation::CertificateDays(days)))
                .map_err(|_| usage("expect-cert-days"))
        },
    },
    Helper {
        name: "wait",
        aliases: &[],
        arguments: both("DURATION", "时长"),
        summary: both(
            "does nothing for so long (500ms, 2s, 1m), but listens",
            "等待一段时间（500ms、2s、1m），期间仍接收应答",
        ),
        example: ":wait 2s",
        private: false,
        action: |argument| time("wait", argument).map(Action::Wait),
    },
    Helper {
        name: "timeout",
        aliases: &[],
        arguments: both("DURATION", "时长"),
        summary: both(
            "how long to wait for a connection and, in scripts, for a reply",
            "等待连接（脚本中还有等待应答）的时限",
        ),
        example: ":timeout 5s",
        private: false,
        action: |argument| {
            let limit = time("timeout", argument)?;
            if limit.is_zero() {
                return Err(usage("timeout"));
            }
            Ok(Action::Set(Setting::Timeout(limit)))
        },
    },
    Helper {
        name: "source",
        aliases: &[],
        arguments: both("FILE", "文件"),
        summary: both(
            "takes the lines of a file, as if they were typed",
            "执行文件中的各行，如同亲手输入",
        ),
        example: ":source examples/lab.smtp",
        private: false,
        action: source,
    },
    Helper {
        name: "#",
        aliases: &[],
        arguments: both("[TEXT]", "[文字]"),
        summary: both("a comment, for scripts", "注释，供脚本使用"),
        example: ":# the lab",
        private: false,
        action: |_| Ok(Action::Nothing),
    },
];

/// How long, for the helper of this name.
fn time(name: &str, argument: &str) -> Result<Duration, HelperError> {
    if argument.is_empty() {
        return Err(usage(name));
    }
    duration(argument).ok_or_else(|| HelperError::NoDuration {
        text: text::escape(argument),
    })
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
    if !is_variable(name) {
        return Err(usage("let"));
    }
    Ok(Action::Let(name.to_owned(), value.trim().to_owned()))
}

/// Whether this can be the name of a variable.
pub fn is_variable(name: &str) -> bool {
    let word = |c: char| c.is_alphanumeric() || c == '_';
    !name.is_empty() && name.chars().all(word)
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
    Ok(Action::Source(file(argument)))
}
