//! Servers that everybody knows, by name.

use crate::words::{Text, text};

/// A server that everybody knows.
#[derive(Debug)]
pub struct BuiltIn {
    /// Its name.
    pub name: &'static str,
    /// The server.
    pub server: &'static str,
    /// What its password is.
    pub about: Text,
}

const QQ: Text = text(
    "The code is an authorization code (授权码) of 16 letters: the web mail's settings, under account, make it when SMTP, POP3 or IMAP is switched on.",
    "这里要用 16 个字母的授权码：在网页邮箱“设置－账号”中开启 SMTP、POP3 或 IMAP 服务后生成。",
);
const NETEASE: Text = text(
    "The code is an authorization code (授权码): switch the service on in the web mail's settings; it is shown once.",
    "这里要用授权码：在网页邮箱的设置中开启相应服务后生成，只显示一次。",
);
const NETEASE_IMAP: Text = text(
    "The code is an authorization code (授权码), shown once when IMAP is switched on in the web mail's settings. Before SELECT this server wants to know the program: a ID (\"name\" \"smtpsh\")",
    "这里要用授权码：在网页邮箱的设置中开启 IMAP 服务后生成，只显示一次。SELECT 之前，服务器要求先报客户端名称：a ID (\"name\" \"smtpsh\")",
);
const GOOGLE: Text = text(
    "The code is an app password of 16 letters; the account must have 2-step verification.",
    "这里要用 16 个字母的应用专用密码；账号须先开启两步验证。",
);
const MICROSOFT: Text = text(
    "Personal accounts log in with OAuth only (XOAUTH2, a token), not with a password.",
    "个人账号只能用 OAuth 登录（XOAUTH2，令牌），不能用密码。",
);
const APPLE: Text = text(
    "The code is an app-specific password; the account must have two-factor authentication.",
    "这里要用 App 专用密码；账号须先开启双重认证。",
);

/// Every server that everybody knows.
pub static BUILT_IN: &[BuiltIn] = &[
    row("qq", "smtp.qq.com:587", QQ),
    row("qq/pop3", "pop3s://pop.qq.com", QQ),
    row("qq/imap", "imaps://imap.qq.com", QQ),
    row("163", "smtps://smtp.163.com", NETEASE),
    row("163/pop3", "pop3s://pop.163.com", NETEASE),
    row("163/imap", "imaps://imap.163.com", NETEASE_IMAP),
    row("126", "smtps://smtp.126.com", NETEASE),
    row("126/pop3", "pop3s://pop.126.com", NETEASE),
    row("126/imap", "imaps://imap.126.com", NETEASE_IMAP),
    row("gmail", "smtp.gmail.com:587", GOOGLE),
    row("gmail/pop3", "pop3s://pop.gmail.com", GOOGLE),
    row("gmail/imap", "imaps://imap.gmail.com", GOOGLE),
    row("outlook", "smtp-mail.outlook.com:587", MICROSOFT),
    row("outlook/pop3", "pop3s://outlook.office365.com", MICROSOFT),
    row("outlook/imap", "imaps://outlook.office365.com", MICROSOFT),
    row("icloud", "smtp.mail.me.com:587", APPLE),
    // Apple has no POP3.
    row("icloud/imap", "imaps://imap.mail.me.com", APPLE),
];

const fn row(name: &'static str, server: &'static str, about: Text) -> BuiltIn {
    BuiltIn {
        name,
        server,
        about,
    }
}

/// The names of the servers that everybody knows, by which mail is sent.
pub fn names_of_servers() -> Vec<&'static str> {
    let names = BUILT_IN.iter().map(|row| row.name);
    names.filter(|name| !name.contains('/')).collect()
}
