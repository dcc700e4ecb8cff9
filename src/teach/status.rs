//! Enhanced status codes (RFC 3463), and the whole of IANA's registry of them.

use crate::words::{Text, text};
use std::fmt;

/// An enhanced status code as it stands in a reply: `5.1.1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Status {
    /// 2, 4 or 5.
    pub class: u16,
    /// What it is about.
    pub subject: u16,
    /// What exactly.
    pub detail: u16,
}

/// A row of the registry.
#[derive(Debug)]
pub struct Row {
    /// What it is about.
    pub subject: u16,
    /// What exactly.
    pub detail: u16,
    /// What it says.
    pub means: Text,
    /// Where it is defined.
    pub source: &'static str,
}

impl Status {
    /// The status at the start of a reply's text, behind the code (RFC 2034 §4).
    pub fn at_start(text: &str) -> Option<Self> {
        let word = text
            .split(|c: char| !c.is_ascii_digit() && c != '.')
            .next()?;
        let mut parts = word.split('.');
        let mut number = |longest: usize| {
            let part = parts
                .next()
                .filter(|part| (1..=longest).contains(&part.len()))?;
            part.parse::<u16>().ok()
        };
        let status = Self {
            class: number(1)?,
            subject: number(3)?,
            detail: number(3)?,
        };
        let whole = parts.next().is_none() && matches!(status.class, 2 | 4 | 5);
        whole.then_some(status)
    }

    /// What its class says.
    pub fn class(self) -> Option<Text> {
        find(CLASSES, self.class)
    }

    /// What its subject says.
    pub fn subject(self) -> Option<Text> {
        find(SUBJECTS, self.subject)
    }

    /// The row of its subject and detail.
    pub fn detail(self) -> Option<&'static Row> {
        REGISTRY
            .iter()
            .find(|row| (row.subject, row.detail) == (self.subject, self.detail))
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.class, self.subject, self.detail)
    }
}

fn find(table: &[(u16, Text)], number: u16) -> Option<Text> {
    let row = table.iter().find(|(known, _)| *known == number);
    row.map(|(_, means)| *means)
}

/// The classes (RFC 3463 §3.1).
pub static CLASSES: &[(u16, Text)] = &[
    (2, text("success", "成功")),
    (
        4,
        text("transient failure: try again later", "暂时失败：稍后再试"),
    ),
    (
        5,
        text(
            "permanent failure: change something first",
            "永久失败：须先修改",
        ),
    ),
];

/// The subjects (RFC 3463 §3.2 to §3.8).
pub static SUBJECTS: &[(u16, Text)] = &[
    (0, text("other or undefined", "其他或未定义")),
    (1, text("the address", "地址")),
    (2, text("the mailbox", "邮箱")),
    (3, text("the mail system", "邮件系统")),
    (4, text("network and routing", "网络与路由")),
    (5, text("the mail protocol", "邮件传输协议")),
    (6, text("the message's content or form", "邮件内容或格式")),
    (7, text("security or policy", "安全或策略")),
];

/// Declares [`REGISTRY`]: subject, detail, source, meaning.
macro_rules! registry {
    ($($subject:literal $detail:literal $source:literal => $en:literal, $zh:literal;)*) => {
        /// IANA's registry "SMTP Enhanced Status Codes", in its order.
        pub static REGISTRY: &[Row] = &[$(Row {
            subject: $subject,
            detail: $detail,
            means: text($en, $zh),
            source: $source,
        }),*];
    };
}

registry! {
    0 0 "RFC 3463 §3.1" => "other or undefined status", "其他或未定义的状态";
    1 0 "RFC 3463 §3.2" => "something about the address", "其他地址状态";
    1 1 "RFC 3463 §3.2" => "there is no such recipient mailbox", "收件人邮箱不存在";
    1 2 "RFC 3463 §3.2" => "the recipient's domain does not exist, or takes no mail", "收件人的域不存在或不能接收邮件";
    1 3 "RFC 3463 §3.2" => "the recipient's address is not well formed", "收件人地址语法错误";
    1 4 "RFC 3463 §3.2" => "the recipient's address is ambiguous", "收件人地址有歧义";
    1 5 "RFC 3463 §3.2" => "the recipient's address is valid", "收件人地址有效";
    1 6 "RFC 3463 §3.2" => "the mailbox has moved, and nobody knows where", "邮箱已迁移，且没有转发地址";
    1 7 "RFC 3463 §3.2" => "the sender's address is not well formed", "发件人地址语法错误";
    1 8 "RFC 3463 §3.2" => "the sender's domain does not exist, or takes no mail", "发件人的域不存在或不能接收邮件";
    1 9 "RFC 5248 §2.4" => "the message was relayed to a mailer that speaks no enhanced status codes", "邮件已转交给不支持增强状态码的邮件系统";
    1 10 "RFC 7505 §4.2" => "the recipient's domain has a null MX: it takes no mail", "收件人的域设置了空 MX：不接收邮件";
    2 0 "RFC 3463 §3.3" => "something about the mailbox", "其他邮箱状态";
    2 1 "RFC 3463 §3.3" => "the mailbox is disabled and takes no messages", "邮箱已停用，不接收邮件";
    2 2 "RFC 3463 §3.3" => "the mailbox is full", "邮箱已满";
    2 3 "RFC 3463 §3.3" => "the message is longer than this mailbox allows", "邮件超过该邮箱允许的长度";
    2 4 "RFC 3463 §3.3" => "the mailing list cannot be expanded", "邮件列表无法展开";
    3 0 "RFC 3463 §3.4" => "something about the mail system", "其他邮件系统状态";
    3 1 "RFC 3463 §3.4" => "the mail system's storage is full", "邮件系统存储已满";
    3 2 "RFC 3463 §3.4" => "the system takes no messages: it is shut down, overloaded or in maintenance", "系统不接收邮件：正在关闭、过载或维护";
    3 3 "RFC 3463 §3.4" => "the system cannot do what the message needs", "系统不具备邮件所需的功能";
    3 4 "RFC 3463 §3.4" => "the message is too big for the system", "邮件超过系统允许的大小";
    3 5 "RFC 3463 §3.4" => "the system is not configured for this message", "系统配置有误，不能处理该邮件";
    3 6 "RFC 6710 §7" => "the message was accepted with another priority", "邮件已接受，但优先级被更改";
    4 0 "RFC 3463 §3.5" => "something about the network or routing", "其他网络或路由状态";
    4 1 "RFC 3463 §3.5" => "the next host does not answer", "下一跳主机没有应答";
    4 2 "RFC 3463 §3.5" => "the connection broke or is bad", "连接中断或质量差";
    4 3 "RFC 3463 §3.5" => "a directory server (DNS, say) could not be asked", "目录服务器（如 DNS）查询失败";
    4 4 "RFC 3463 §3.5" => "no route to the next host was found", "找不到通往下一跳的路由";
    4 5 "RFC 3463 §3.5" => "the mail system is congested", "邮件系统拥塞";
    4 6 "RFC 3463 §3.5" => "the message runs in a loop", "邮件陷入循环转发";
    4 7 "RFC 3463 §3.5" => "the message was in the queue for too long", "邮件在队列中滞留过久，已过期";
    5 0 "RFC 3463 §3.6" => "something about the protocol", "其他协议状态";
    5 1 "RFC 3463 §3.6" => "the command is unknown or comes at the wrong time", "命令无效：不认识或时机不对";
    5 2 "RFC 3463 §3.6" => "syntax error", "语法错误";
    5 3 "RFC 3463 §3.6" => "too many recipients", "收件人过多";
    5 4 "RFC 3463 §3.6" => "the arguments of the command are wrong", "命令参数无效";
    5 5 "RFC 3463 §3.6" => "another version of the protocol is needed", "协议版本不符";
    5 6 "RFC 4954 §6" => "a line of the AUTH exchange is too long", "AUTH 交互中的一行过长";
    6 0 "RFC 3463 §3.7" => "something about the content", "其他内容状态";
    6 1 "RFC 3463 §3.7" => "the media of the message is not supported", "不支持邮件的媒体类型";
    6 2 "RFC 3463 §3.7" => "a conversion is needed and forbidden", "需要转换格式，但不允许转换";
    6 3 "RFC 3463 §3.7" => "a conversion is needed and not supported", "需要转换格式，但系统不支持";
    6 4 "RFC 3463 §3.7" => "the message was converted, and something was lost", "已转换格式，但有信息丢失";
    6 5 "RFC 3463 §3.7" => "the conversion failed", "格式转换失败";
    6 6 "RFC 4468 §6" => "the content to fetch (BURL) is not available", "无法取得（BURL 引用的）邮件内容";
    6 7 "RFC 6531 §3.5" => "addresses that are not ASCII are not allowed for this sender or recipient", "该发件人或收件人不允许非 ASCII 地址";
    6 8 "RFC 6531 §3.5" => "the reply needs UTF-8, which the client has not allowed", "应答需要 UTF-8，而客户端未声明支持";
    6 9 "RFC 6531 §3.5" => "a message with UTF-8 headers cannot go to one of the recipients", "首部含 UTF-8 的邮件无法发给其中某个收件人";
    6 10 "RFC 6531 §3.5" => "the same as X.6.8; not to be used any more", "与 X.6.8 相同，已不再使用";
    7 0 "RFC 3463 §3.8" => "something about security or policy", "其他安全状态";
    7 1 "RFC 3463 §3.8" => "not authorized: relaying, the sender or the message is refused by a policy", "未获授权：中继、发件人或邮件被策略拒绝";
    7 2 "RFC 3463 §3.8" => "the sender may not write to this mailing list", "发件人无权向该邮件列表发信";
    7 3 "RFC 3463 §3.8" => "a conversion between security systems is needed and not possible", "需要转换安全机制，但无法做到";
    7 4 "RFC 3463 §3.8" => "a security feature that the message needs is not supported", "不支持邮件所需的安全功能";
    7 5 "RFC 3463 §3.8" => "decrypting or checking a signature failed", "解密或验签失败";
    7 6 "RFC 3463 §3.8" => "the cryptographic algorithm is not supported", "不支持该密码算法";
    7 7 "RFC 3463 §3.8" => "the message was changed on the way", "邮件完整性校验失败";
    7 8 "RFC 4954 §6" => "the user name, the password or the authorization code is wrong", "用户名、密码或授权码无效";
    7 9 "RFC 4954 §6" => "the authentication mechanism is too weak for this user", "认证机制太弱";
    7 10 "RFC 5248 §2.4" => "encryption is needed: STARTTLS first", "需要加密：请先 STARTTLS";
    7 11 "RFC 4954 §6" => "this authentication mechanism needs encryption: STARTTLS first", "该认证机制要求加密：请先 STARTTLS";
    7 12 "RFC 4954 §6" => "a password transition is needed: log in by PLAIN once", "需要密码过渡：请先用 PLAIN 登录一次";
    7 13 "RFC 5248 §2.4" => "the user's account is disabled", "用户账号已停用";
    7 14 "RFC 5248 §2.4" => "the server needs a relation of trust with a third server", "需要与第三方服务器建立信任关系";
    7 15 "RFC 6710 §7" => "the message's priority is too low now", "邮件优先级太低";
    7 16 "RFC 6710 §7" => "the message is too big for its priority", "邮件对其优先级而言过大";
    7 17 "RFC 7293 §14" => "the mailbox has another owner since the given date", "自指定日期以来邮箱已换主人";
    7 18 "RFC 7293 §14" => "the domain has another owner since the given date", "自指定日期以来域名已换主人";
    7 19 "RFC 7293 §14" => "whether the owner has changed cannot be checked", "无法检查邮箱主人是否变更";
    7 20 "RFC 7372 §3.1" => "no DKIM signature passed", "没有通过验证的 DKIM 签名";
    7 21 "RFC 7372 §3.1" => "no DKIM signature is acceptable", "没有可接受的 DKIM 签名";
    7 22 "RFC 7372 §3.1" => "no valid DKIM signature belongs to the author's domain", "没有与作者域名一致的有效 DKIM 签名";
    7 23 "RFC 7372 §3.2" => "SPF says that this host may not send for the domain", "SPF 验证失败：该主机无权替此域发信";
    7 24 "RFC 7372 §3.2" => "SPF could not be evaluated", "SPF 检查出错";
    7 25 "RFC 7372 §3.3" => "the client's address has no matching reverse DNS name", "客户端 IP 的反向 DNS 检查失败";
    7 26 "RFC 7372 §3.4" => "several checks failed together (SPF and DKIM, say)", "多项身份验证（如 SPF 和 DKIM）均未通过";
    7 27 "RFC 7505 §4.3" => "the sender's domain has a null MX: it could not take an answer", "发件人的域设置了空 MX：无法接收回信";
    7 28 "IANA" => "too much mail in a short time", "检测到邮件泛滥：短时间内发信过多";
    7 29 "RFC 8617 §10.3" => "the ARC chain could not be validated", "ARC 验证失败";
    7 30 "RFC 8689 §5" => "the next server does not support REQUIRETLS, which the message needs", "邮件要求 REQUIRETLS，而下一跳不支持";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::teach::check_texts;

    #[test]
    fn the_registry_is_complete_and_in_order() {
        check_texts(REGISTRY.iter().map(|row| row.means));
        check_texts(CLASSES.iter().chain(SUBJECTS).map(|(_, means)| *means));
        assert!(REGISTRY.is_sorted_by_key(|row| (row.subject, row.detail)));
        // The registry numbers details without a gap.
        let last = [0, 10, 4, 6, 7, 6, 10, 30];
        for (subject, last) in (0..).zip(last) {
            let details: Vec<_> = REGISTRY
                .iter()
                .filter(|row| row.subject == subject)
                .map(|row| row.detail)
                .collect();
            assert_eq!(details, (0..=last).collect::<Vec<_>>(), "X.{subject}");
        }
    }

    #[test]
    fn a_status_is_read_at_the_start_of_a_text() {
        for (text, status) in [
            ("5.1.1 no such user", Some("5.1.1")),
            ("4.7.28", Some("4.7.28")),
            ("5.7.8-Username", Some("5.7.8")),
            ("5.7.1: refused", Some("5.7.1")),
            ("3.1.1 x", None),
            ("5.1 x", None),
            ("5.1.1.1 x", None),
            ("127.0.0.1", None),
            ("5.1000.1", None),
            ("", None),
            ("OK", None),
        ] {
            let read = Status::at_start(text).map(|status| status.to_string());
            assert_eq!(read.as_deref(), status, "{text:?}");
        }
    }
}
