//! The settings: one row each.

use super::{Action, HelperError, Setting};
use crate::dns;
use crate::why::Why;
use crate::wire::TlsVersion;
use crate::words::{Lang, Text, same, text as both};
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

/// A setting: its name, its values and what it is for.
#[derive(Debug)]
pub struct SettingRow {
    /// Its name.
    pub name: &'static str,
    /// The values that it takes.
    pub values: Text,
    /// What it is for.
    pub summary: Text,
    set: fn(&str) -> Option<Setting>,
    now: fn(&Settings<'_>) -> String,
}

/// What all of them are now.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the rows say what each is for")]
pub struct Settings<'a> {
    pub upgrade: bool,
    pub resume: bool,
    pub insecure: bool,
    pub ca: Option<&'a Path>,
    pub server_name: Option<&'a str>,
    pub tls_version: Option<TlsVersion>,
    pub hex: bool,
    pub timing: bool,
    pub lang: Lang,
    pub coach: bool,
    pub by_hand: bool,
    pub dns: Option<SocketAddr>,
    pub tag: bool,
    pub timeout: Duration,
}

impl SettingRow {
    /// Its value, as it is set.
    pub fn value(&self, settings: &Settings<'_>) -> String {
        (self.now)(settings)
    }
}

/// Every setting.
pub static SETTINGS: &[SettingRow] = &[
    SettingRow {
        name: "upgrade",
        values: same("on|off"),
        summary: both(
            "the server's consent to STARTTLS begins the TLS handshake by itself",
            "服务器同意 STARTTLS 后自动开始 TLS 握手",
        ),
        set: |value| switch(value).map(Setting::Upgrade),
        now: |now| on_or_off(now.upgrade),
    },
    SettingRow {
        name: "resume",
        values: same("on|off"),
        summary: both(
            "keep TLS sessions, and resume them when connecting to the same server again",
            "保留 TLS 会话，再次连接同一服务器时恢复会话",
        ),
        set: |value| switch(value).map(Setting::Resume),
        now: |now| on_or_off(now.resume),
    },
    SettingRow {
        name: "insecure",
        values: same("on|off"),
        summary: both(
            "go on although the certificate does not verify (for a lab)",
            "证书验证失败也继续（仅供实验）",
        ),
        set: |value| switch(value).map(Setting::Insecure),
        now: |now| on_or_off(now.insecure),
    },
    SettingRow {
        name: "ca",
        values: both("FILE|default", "文件|default"),
        summary: both(
            "believe the CAs of this PEM file",
            "只信任此 PEM 文件中的 CA",
        ),
        set: |value| {
            let default = value.eq_ignore_ascii_case("default");
            Some(Setting::Ca((!default).then(|| super::file(value))))
        },
        now: |now| or_default(now.ca.map(Path::display)),
    },
    SettingRow {
        name: "servername",
        values: both("NAME|default", "名称|default"),
        summary: both(
            "the name to ask for and to verify",
            "请求并验证的服务器名称",
        ),
        set: |value| {
            let default = value.eq_ignore_ascii_case("default");
            Some(Setting::ServerName((!default).then(|| value.to_owned())))
        },
        now: |now| or_default(now.server_name),
    },
    SettingRow {
        name: "tls-version",
        values: same("1.2|1.3|any"),
        summary: both("offer only this TLS version", "只使用此 TLS 版本"),
        set: |value| match value {
            "any" => Some(Setting::TlsVersion(None)),
            _ => TlsVersion::named(value).map(|version| Setting::TlsVersion(Some(version))),
        },
        now: |now| now.tls_version.map_or("any", TlsVersion::number).to_owned(),
    },
    SettingRow {
        name: "hex",
        values: same("on|off"),
        summary: both(
            "show both directions as hex and text",
            "以十六进制和文本显示双方的数据",
        ),
        set: |value| switch(value).map(Setting::Hex),
        now: |now| on_or_off(now.hex),
    },
    SettingRow {
        name: "timing",
        values: same("on|off"),
        summary: both(
            "show how long each reply took, to its first and its last byte",
            "显示每个应答的首字节和末字节用时",
        ),
        set: |value| switch(value).map(Setting::Timing),
        now: |now| on_or_off(now.timing),
    },
    SettingRow {
        name: "lang",
        values: same("en|zh"),
        summary: both("the language of smtpsh", "smtpsh 的语言"),
        set: |value| value.parse().ok().map(Setting::Lang),
        now: |now| now.lang.pick("en", "zh").to_owned(),
    },
    SettingRow {
        name: "coach",
        values: same("on|off"),
        summary: both(
            "say which mistake was made and what to type instead: for people on, for scripts off",
            "指出哪里错了、应该输入什么：有人操作时默认 on，脚本默认 off",
        ),
        set: |value| switch(value).map(Setting::Coach),
        now: |now| on_or_off(now.coach),
    },
    SettingRow {
        name: "auth",
        values: same("helper|by-hand"),
        summary: both(
            "by-hand: :auth, :user and :code only print what is to be sent, also the code, and you send it",
            "by-hand：:auth、:user 和 :code 只显示应发送的内容（包括授权码），由你自己发送",
        ),
        set: |value| match value {
            "helper" => Some(Setting::ByHand(false)),
            "by-hand" => Some(Setting::ByHand(true)),
            _ => None,
        },
        now: |now| if now.by_hand { "by-hand" } else { "helper" }.to_owned(),
    },
    SettingRow {
        name: "dns",
        values: both("ADDRESS|default", "地址|default"),
        summary: both("the name server that :mx asks", ":mx 查询所用的 DNS 服务器"),
        set: |value| match dns::address(value) {
            Some(address) => Some(Setting::Dns(Some(address))),
            None => value
                .eq_ignore_ascii_case("default")
                .then_some(Setting::Dns(None)),
        },
        now: |now| or_default(now.dns),
    },
    SettingRow {
        name: "tag",
        values: same("on|off"),
        summary: both(
            "put the tag in front of typed IMAP commands, which is shown as it is sent",
            "自动在输入的 IMAP 命令前加标签（发送内容会显示出来）",
        ),
        set: |value| switch(value).map(Setting::Tag),
        now: |now| on_or_off(now.tag),
    },
    SettingRow {
        name: "timeout",
        values: both("DURATION", "时长"),
        summary: both(
            "how long to wait for a connection and, in scripts, for a reply",
            "等待连接（脚本中还有等待应答）的秒数",
        ),
        set: |value| {
            duration(value)
                .filter(|limit| !limit.is_zero())
                .map(Setting::Timeout)
        },
        now: |now| format!("{:?}", now.timeout),
    },
];

pub(super) fn set(argument: &str) -> Result<Action, HelperError> {
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
        usage: Why::said(|lang| format!(":set {} {}", row.name, row.values.of(lang))),
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

fn on_or_off(setting: bool) -> String {
    if setting { "on" } else { "off" }.to_owned()
}

fn or_default(setting: Option<impl ToString>) -> String {
    setting.map_or_else(|| "default".to_owned(), |value| value.to_string())
}

/// `500ms`, `2s`, `1m`; a number alone is seconds.
pub(super) fn duration(text: &str) -> Option<Duration> {
    let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    let number: u64 = digits.parse().ok()?;
    match &text[digits.len()..] {
        "ms" => Some(Duration::from_millis(number)),
        "" | "s" => Some(Duration::from_secs(number)),
        "m" => number.checked_mul(60).map(Duration::from_secs),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `:set` shows can be typed to have it again.
    #[test]
    fn a_value_that_is_shown_can_be_set() {
        let usual = Settings {
            upgrade: true,
            resume: false,
            insecure: false,
            ca: None,
            server_name: None,
            tls_version: None,
            hex: false,
            timing: false,
            lang: Lang::English,
            coach: true,
            by_hand: false,
            dns: None,
            tag: true,
            timeout: Duration::from_secs(30),
        };
        let other = Settings {
            ca: Some(Path::new("ca.pem")),
            server_name: Some("mail.example"),
            tls_version: Some(TlsVersion::V1_2),
            lang: Lang::Chinese,
            by_hand: true,
            dns: Some(SocketAddr::from(([192, 0, 2, 1], 53))),
            timeout: Duration::from_millis(500),
            ..usual.clone()
        };
        for settings in [usual, other] {
            for row in SETTINGS {
                let value = row.value(&settings);
                assert!((row.set)(&value).is_some(), "{} {value}", row.name);
            }
        }
    }
}
