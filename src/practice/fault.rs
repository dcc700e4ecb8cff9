//! Faults that the practice server can be given, for exercises: what a student meets on real
//! servers, at will.

use crate::words::{Text, text};
use std::sync::atomic::{AtomicU32, Ordering};

/// Something that is wrong with the server, or that it is strict about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "FAULTS tells what each one is")]
#[non_exhaustive]
pub enum Fault {
    WrongCode,
    ServiceOff,
    TlsFirst,
    NoStartTls,
    NoEhlo,
    RelayDenied,
    UnknownRecipient,
    MailboxFull,
    Greylisting,
    TooLarge,
    Expired,
    OtherName,
    SelfSigned,
    Closing,
    ClosesInData,
    Smuggling,
    Slow,
    Gbk,
    Proofs,
    /// CHUNKING is offered as well (RFC 3030).
    Chunking,
}

/// A fault as exercises name it.
#[derive(Debug)]
pub struct Row {
    /// Which one.
    pub fault: Fault,
    /// Its name.
    pub name: &'static str,
    /// What the server does.
    pub does: Text,
    /// What is to be learned from it.
    pub teaches: Text,
}

/// Every fault, in the order of a session.
pub static FAULTS: &[Row] = &[
    row(
        Fault::NoEhlo,
        "no-ehlo",
        text("EHLO is refused (502)", "拒绝 EHLO（502）"),
        text(
            "an old server knows HELO only: no extensions, so neither AUTH nor STARTTLS",
            "老服务器只认 HELO：没有扩展，也就没有 AUTH 和 STARTTLS",
        ),
    ),
    row(
        Fault::NoStartTls,
        "no-starttls",
        text("STARTTLS is missing", "不提供 STARTTLS"),
        text(
            "not every port upgrades, and an attacker may hide STARTTLS: do not log in in clear text",
            "不是每个端口都能升级，攻击者也可能隐藏 STARTTLS：此时不要用明文登录",
        ),
    ),
    row(
        Fault::TlsFirst,
        "tls-first",
        text("AUTH only after TLS (530)", "没有 TLS 时拒绝 AUTH（530）"),
        text(
            "a server protects the code by asking for STARTTLS first",
            "服务器要求先 STARTTLS，以保护授权码",
        ),
    ),
    row(
        Fault::Expired,
        "cert-expired",
        text("the certificate has expired", "证书已过期"),
        text("what a certificate's dates are for", "证书有效期的作用"),
    ),
    row(
        Fault::OtherName,
        "cert-other-name",
        text("the certificate is for another name", "证书上的名称不符"),
        text(
            "a certificate proves a name, and it must be the one that was asked for",
            "证书证明的是名称，必须与要连接的名称一致",
        ),
    ),
    row(
        Fault::SelfSigned,
        "cert-self-signed",
        text("the certificate is signed by itself", "证书是自签名的"),
        text(
            "trust comes from a CA that is known already",
            "信任来自事先已知的 CA",
        ),
    ),
    row(
        Fault::WrongCode,
        "wrong-code",
        text("every code is refused (535)", "任何授权码都被拒绝（535）"),
        text(
            "the authorization code is not the mailbox password; it may have been revoked",
            "授权码不是邮箱密码，而且可能已被撤销",
        ),
    ),
    row(
        Fault::ServiceOff,
        "service-off",
        text(
            "SMTP, POP3 and IMAP are not turned on: every login is refused",
            "没有开启 SMTP/POP3/IMAP 服务：任何登录都被拒绝",
        ),
        text(
            "a provider's mailbox serves mail programs only once that is turned on in its settings",
            "须先在邮箱设置中开启服务，才能用客户端收发邮件",
        ),
    ),
    row(
        Fault::RelayDenied,
        "relay-denied",
        text(
            "recipients elsewhere are refused (554 5.7.1)",
            "拒绝外域收件人（554 5.7.1）",
        ),
        text(
            "a server takes mail for its own users, or from users who have logged in",
            "服务器只收本域用户的邮件，或替已登录的用户转发",
        ),
    ),
    row(
        Fault::UnknownRecipient,
        "unknown-recipient",
        text("there is no such recipient (550)", "收件人不存在（550）"),
        text(
            "5yz is final: correct the address, do not try again",
            "5yz 是永久拒绝：应改正地址，而不是重试",
        ),
    ),
    row(
        Fault::MailboxFull,
        "mailbox-full",
        text("the mailbox is full (452)", "邮箱已满（452）"),
        text(
            "4yz is for now: try again later",
            "4yz 是暂时拒绝：稍后再试",
        ),
    ),
    row(
        Fault::Greylisting,
        "greylisting",
        text(
            "each recipient is refused once (451)",
            "每个收件人第一次都被拒绝（451）",
        ),
        text(
            "a real server tries again after a while, a spammer does not",
            "正规服务器过一会儿会重试，垃圾邮件程序不会",
        ),
    ),
    row(
        Fault::TooLarge,
        "too-large",
        text(
            "a message may have 100 bytes (SIZE 100, 552)",
            "邮件最大 100 字节（SIZE 100，552）",
        ),
        text(
            "EHLO says SIZE, and MAIL FROM may say it before the message is sent",
            "EHLO 会告知 SIZE，MAIL FROM 可在发送前声明大小",
        ),
    ),
    row(
        Fault::ClosesInData,
        "closes-in-data",
        text(
            "the connection breaks in the message text",
            "在正文中途断开连接",
        ),
        text(
            "without the 250 behind the final dot nothing may pass for delivered",
            "没有收到结尾“.”之后的 250，就不能当作已送达",
        ),
    ),
    row(
        Fault::Smuggling,
        "smuggling",
        text(
            "a dot between bare line ends ends the message, too (\\n.\\n)",
            "裸换行之间的点（\\n.\\n）也被当作正文结束",
        ),
        text(
            "what one server takes for text the next one obeys: only CRLF.CRLF ends a message (CVE-2023-51764)",
            "前一台服务器看作正文的内容，被后一台当作命令执行：只有 CRLF.CRLF 才能结束邮件（CVE-2023-51764）",
        ),
    ),
    row(
        Fault::Closing,
        "closing",
        text(
            "421 behind MAIL FROM, and it closes",
            "MAIL FROM 之后回 421 并断开",
        ),
        text(
            "421 may come at any time: connect again and start over",
            "421 随时可能出现：重新连接，从头再来",
        ),
    ),
    row(
        Fault::Slow,
        "slow",
        text("each reply takes 3 s", "每个应答延迟 3 秒"),
        text(
            "a client waits, minutes if need be (RFC 5321 §4.5.3.2)",
            "客户端必须等待，必要时长达数分钟（RFC 5321 §4.5.3.2）",
        ),
    ),
    row(
        Fault::Gbk,
        "gbk",
        text("replies are Chinese in GBK", "应答是 GBK 编码的中文"),
        text(
            "the text behind a reply code is for people, and may be in any charset",
            "应答码后面的文字是给人看的，字符集不一定",
        ),
    ),
    row(
        Fault::Proofs,
        "proofs",
        text(
            "CRAM-MD5 and SCRAM-SHA-256 are offered as well, which QQ does not",
            "另外提供 CRAM-MD5 和 SCRAM-SHA-256（QQ 没有）",
        ),
        text(
            "who knows the code can prove it without sending it",
            "不发送授权码，也能证明自己知道它",
        ),
    ),
    row(
        Fault::Chunking,
        "chunking",
        text(
            "CHUNKING is offered as well, which QQ does not: BDAT takes the message in pieces",
            "另外提供 CHUNKING（QQ 没有）：可用 BDAT 分块发送邮件",
        ),
        text(
            "a length in front needs no dot at the end: :send FILE bdat",
            "先说长度，就不用以点结尾：:send 文件 bdat",
        ),
    ),
];

const fn row(fault: Fault, name: &'static str, does: Text, teaches: Text) -> Row {
    Row {
        fault,
        name,
        does,
        teaches,
    }
}

/// The row with this name.
pub fn find(name: &str) -> Option<&'static Row> {
    FAULTS
        .iter()
        .find(|row| row.name.eq_ignore_ascii_case(name))
}

/// All names, for whoever gave one that is none of them.
pub fn names() -> String {
    FAULTS
        .iter()
        .map(|row| row.name)
        .collect::<Vec<_>>()
        .join(", ")
}

/// The faults that a server has now: shared, and changed while it runs.
#[derive(Debug, Default)]
pub struct Faults(AtomicU32);

impl Faults {
    /// Whether it has this one.
    pub fn has(&self, fault: Fault) -> bool {
        self.0.load(Ordering::Relaxed) & bit(fault) != 0
    }

    /// What a login is refused with.
    pub(super) fn login_refusal(&self) -> &'static str {
        match self.has(Fault::ServiceOff) {
            true => SERVICE_OFF,
            false => WRONG_CODE,
        }
    }

    /// Gives it this one, or takes it away.
    pub fn set(&self, fault: Fault, on: bool) {
        if on {
            self.0.fetch_or(bit(fault), Ordering::Relaxed);
        } else {
            self.0.fetch_and(!bit(fault), Ordering::Relaxed);
        }
    }

    /// Takes all away.
    pub fn clear(&self) {
        self.0.store(0, Ordering::Relaxed);
    }
}

/// A reply of one line with Chinese text, as QQ has it.
pub(super) fn in_chinese(reply: &str) -> String {
    let chinese = match reply.get(..4) {
        _ if reply.contains('\n') => None,
        Some("221 ") => Some("再见"),
        Some("235 ") => Some("登录成功"),
        Some("250 ") => Some("成功"),
        Some("354 ") => Some("请输入邮件内容，以单独一行的“.”结束"),
        Some("501 ") => Some("错误：参数格式不正确"),
        Some("502 ") => Some("错误：不支持该命令"),
        Some("503 ") => Some("错误：命令次序不正确"),
        Some("535 ") => Some("登录失败：请使用授权码登录，不要使用邮箱密码"),
        Some("550 ") => Some("错误：收件人不存在"),
        _ => None,
    };
    chinese.map_or_else(|| reply.to_owned(), |text| format!("{}{text}", &reply[..4]))
}

/// A text of POP3 or IMAP in Chinese, if there is one.
pub(super) fn text_in_chinese(text: &str) -> &str {
    let chinese = CHINESE.iter().find(|(english, _)| *english == text);
    chinese.map_or(text, |(_, chinese)| chinese)
}

/// What is said to a wrong code.
pub(super) const WRONG_CODE: &str =
    "Login fail. Please use your authorization code, not your password";
/// What all say with [`Fault::ServiceOff`]: QQ's one sentence for many reasons.
pub(super) const SERVICE_OFF: &str = "Login fail. Account is abnormal, service is not open, password is incorrect, login frequency limited, or system is busy. More information at https://help.mail.qq.com/detail/108/1023";
pub(super) const UNKNOWN_COMMAND: &str = "Unknown command";
pub(super) const FIRST_LOG_IN: &str = "Log in first";

const CHINESE: &[(&str, &str)] = &[
    (WRONG_CODE, "登录失败：请使用授权码登录，不要使用邮箱密码"),
    (UNKNOWN_COMMAND, "错误：不支持该命令"),
    (FIRST_LOG_IN, "错误：请先登录"),
];

fn bit(fault: Fault) -> u32 {
    1 << fault as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_has_a_row_of_its_own() {
        let faults = Faults::default();
        for row in FAULTS {
            assert!(!faults.has(row.fault), "{} twice", row.name);
            faults.set(row.fault, true);
            assert!(faults.has(row.fault) && find(row.name).is_some());
            for text in [row.does, row.teaches] {
                assert!(!text.en.is_empty() && !text.zh.is_ascii(), "{}", row.name);
            }
        }
        faults.set(Fault::Slow, false);
        assert!(!faults.has(Fault::Slow) && faults.has(Fault::Gbk));
        faults.clear();
        assert!(FAULTS.iter().all(|row| !faults.has(row.fault)));
    }
}
