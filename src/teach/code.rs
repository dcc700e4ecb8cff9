//! The reply codes of SMTP, one row each, and what each digit of one says.

use crate::words::{Text, text};

/// A reply code.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// Its number.
    pub code: u16,
    /// What it says.
    pub means: Text,
    /// Where it is defined.
    pub source: &'static str,
}

/// The row of this code, if a standard has it.
pub fn find(code: u16) -> Option<&'static Code> {
    CODES.iter().find(|row| row.code == code)
}

/// Each digit of a reply code and what it says (RFC 5321 §4.2.1); nothing for a number that is no
/// reply code. The third digit only tells codes of one kind apart.
pub fn digits(code: u16) -> Vec<(String, Text)> {
    if !(200..600).contains(&code) {
        return Vec::new();
    }
    let (first, second, third) = (code / 100, code / 10 % 10, code % 10);
    let meaning = |table: &[(u16, Text)], digit| {
        let row = table.iter().find(|(known, _)| *known == digit);
        row.map_or(UNKNOWN_DIGIT, |(_, means)| *means)
    };
    vec![
        (format!("{first}yz"), meaning(FIRST, first)),
        (format!("x{second}z"), meaning(SECOND, second)),
        (format!("xy{third}"), THIRD),
    ]
}

/// The first digit: is it done, shall one go on, was it refused?
pub static FIRST: &[(u16, Text)] = &[
    (
        2,
        text("done: the command was carried out", "成功：命令已完成"),
    ),
    (
        3,
        text(
            "go on: the server awaits what belongs to the command",
            "继续：服务器等待该命令的后续内容",
        ),
    ),
    (
        4,
        text(
            "refused for now: the same command may succeed later",
            "暂时拒绝：同样的命令稍后再试可能成功",
        ),
    ),
    (
        5,
        text(
            "refused: do not repeat the same command, change it first",
            "永久拒绝：不要原样重发，应先修改",
        ),
    ),
];

/// The second digit: what it is about.
pub static SECOND: &[(u16, Text)] = &[
    (
        0,
        text(
            "about syntax: a command that is wrong, unknown or out of place",
            "关于语法：命令写错、不认识或次序不对",
        ),
    ),
    (
        1,
        text(
            "about information that was asked for, such as help",
            "关于所查询的信息，如帮助",
        ),
    ),
    (2, text("about the connection", "关于连接")),
    (
        3,
        text(
            "not specified by RFC 5321; RFC 4954 uses it for authentication",
            "RFC 5321 未规定；RFC 4954 用于身份认证",
        ),
    ),
    (4, text("not specified", "未规定")),
    (
        5,
        text(
            "about the mail system: mailbox, storage, delivery",
            "关于邮件系统：邮箱、存储、投递",
        ),
    ),
];

const THIRD: Text = text(
    "tells codes of this kind apart",
    "用来区分同一类中的不同情况",
);

const UNKNOWN_DIGIT: Text = text("no meaning in RFC 5321", "RFC 5321 未定义");

/// Declares [`CODES`]: number, source, meaning.
macro_rules! codes {
    ($($code:literal $source:literal => $en:literal, $zh:literal;)*) => {
        /// Every reply code that a standard gives a meaning, by number.
        pub static CODES: &[Code] =
            &[$(Code { code: $code, means: text($en, $zh), source: $source }),*];
    };
}

codes! {
    211 "RFC 5321 §4.2.3" => "system status, or help", "系统状态或帮助";
    214 "RFC 5321 §4.2.3" => "help, meant for a person", "给人看的帮助信息";
    220 "RFC 5321 §4.2.3" => "the service is ready: the greeting, or ready for TLS behind STARTTLS (RFC 3207 §4)", "服务就绪：连接后的问候，或 STARTTLS 之后表示可以开始 TLS（RFC 3207 §4）";
    221 "RFC 5321 §4.2.3" => "goodbye: the server closes the connection", "再见：服务器将关闭连接";
    235 "RFC 4954 §6" => "authentication succeeded", "身份认证成功";
    250 "RFC 5321 §4.2.3" => "all well: what was asked for is done", "正常：所要求的操作已完成";
    251 "RFC 5321 §3.4" => "the user is not local; the server will forward the message", "用户不在本机，服务器会转发";
    252 "RFC 5321 §3.5.3" => "the user cannot be verified, but the server will accept a message and try to deliver it", "无法核实该用户，但会接受邮件并尝试投递";
    253 "RFC 1985 §5.3" => "messages for the node are waiting, and their delivery begins", "有该节点的待发邮件，开始投递";
    334 "RFC 4954 §4" => "a challenge in base64: the server awaits the answer to it", "base64 编码的质询：服务器等待回答";
    354 "RFC 5321 §4.2.3" => "begin the message; a line with a single dot ends it", "请输入邮件内容，以单独一行的“.”结束";
    421 "RFC 5321 §3.8" => "the service is not available, and the server closes the connection; it may come at any time", "服务不可用，服务器将关闭连接；任何时候都可能出现";
    432 "RFC 4954 §6" => "a password transition is needed: the account must log in by PLAIN once", "需要密码过渡：该账号须先用 PLAIN 登录一次";
    450 "RFC 5321 §4.2.3" => "the mailbox is not available now: busy, or blocked for the moment by a policy", "邮箱暂时不可用：正忙，或因策略被暂时阻止";
    451 "RFC 5321 §4.2.3" => "the server failed while it worked; greylisting uses this code, too", "服务器处理时出错；灰名单（greylisting）也用这个代码";
    452 "RFC 5321 §4.2.3" => "too little storage, or too many recipients", "存储空间不足，或收件人过多";
    453 "RFC 2645 §5" => "there is no mail for you", "没有你的邮件";
    454 "RFC 4954 §6" => "authentication fails for a temporary reason; behind STARTTLS: TLS is not available now (RFC 3207 §4)", "认证暂时失败；STARTTLS 之后则表示 TLS 暂不可用（RFC 3207 §4）";
    455 "RFC 5321 §4.1.1.11" => "the server cannot take the parameters of MAIL or RCPT now", "服务器暂时无法处理 MAIL 或 RCPT 的参数";
    458 "RFC 1985 §5.3" => "messages for the node cannot be queued now", "暂时无法为该节点排队邮件";
    459 "RFC 1985 §5.3" => "the node is not allowed to ask for its queue", "不允许该节点请求投递队列";
    500 "RFC 5321 §4.2.3" => "syntax error: the command is not recognized, or the line is too long", "语法错误：不认识该命令，或命令行过长";
    501 "RFC 5321 §4.2.3" => "syntax error in the arguments", "参数语法错误";
    502 "RFC 5321 §4.2.4" => "the command is known but not implemented", "命令未实现";
    503 "RFC 5321 §4.2.3" => "bad sequence of commands: another command must come first", "命令次序错误：应先发送别的命令";
    504 "RFC 5321 §4.2.3" => "the argument is not implemented; for AUTH: no such mechanism (RFC 4954 §4)", "参数未实现；对 AUTH 则是不支持该认证机制（RFC 4954 §4）";
    521 "RFC 7504 §3" => "this host takes no mail at all (so also RFC 1846)", "这台主机根本不接收邮件（RFC 1846 亦同）";
    530 "RFC 4954 §6" => "log in first; before TLS: say STARTTLS first (RFC 3207 §4)", "需要先登录；TLS 之前则是要求先 STARTTLS（RFC 3207 §4）";
    534 "RFC 4954 §6" => "the mechanism is too weak for this user", "该认证机制对此用户而言太弱";
    535 "RFC 4954 §6" => "the user name, the password or the authorization code is wrong", "用户名、密码或授权码错误";
    538 "RFC 4954 §6" => "the mechanism needs encryption: say STARTTLS first", "该机制要求加密：请先 STARTTLS";
    550 "RFC 5321 §4.2.3" => "the mailbox is not available: no such mailbox, no access, or refused by a policy", "邮箱不可用：不存在、无权访问，或因策略被拒绝";
    551 "RFC 5321 §3.4" => "the user is not local; try the address that the reply names", "用户不在本机，请改用应答中给出的地址";
    552 "RFC 5321 §4.2.3" => "more than the storage allows: the message is too large (RFC 1870) or the mailbox full", "超出存储限额：邮件过大（RFC 1870）或邮箱已满";
    553 "RFC 5321 §4.2.3" => "the mailbox name is not allowed: wrong syntax, or not your own address", "邮箱名不被允许：格式不对，或不是你自己的地址";
    554 "RFC 5321 §4.2.3" => "the transaction failed; as the greeting: no SMTP service here", "事务失败；若出现在连接之初，表示此处不提供 SMTP 服务";
    555 "RFC 5321 §4.1.1.11" => "the parameters of MAIL or RCPT are not recognized", "不认识 MAIL 或 RCPT 的参数";
    556 "RFC 7504 §4" => "the recipient's domain takes no mail", "收件人的域不接收邮件";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::teach::check_texts;

    #[test]
    fn the_tables_are_complete_and_in_order() {
        assert!(CODES.is_sorted_by(|a, b| a.code < b.code));
        check_texts(CODES.iter().map(|row| row.means));
        check_texts(FIRST.iter().chain(SECOND).map(|(_, means)| *means));
        check_texts([THIRD, UNKNOWN_DIGIT]);
        for row in CODES {
            assert!(
                row.source.starts_with("RFC ") && row.source.contains('§'),
                "{row:?}"
            );
            assert_eq!(digits(row.code).len(), 3);
        }
    }

    /// Every reply of the practice server is a string that begins with its code.
    #[test]
    fn the_practice_server_says_nothing_unknown() {
        let sources = [
            include_str!("../practice/smtp/mod.rs"),
            include_str!("../practice/smtp/auth.rs"),
            include_str!("../practice/smtp/envelope.rs"),
        ];
        let strings = sources.iter().flat_map(|source| source.split('"').skip(1));
        let heads = strings.filter_map(|text| text.get(..4));
        let heads = heads.filter(|head| head.ends_with([' ', '-']));
        let codes: std::collections::BTreeSet<u16> =
            heads.filter_map(|head| head[..3].parse().ok()).collect();
        assert!(codes.len() > 15, "{codes:?}");
        for code in codes {
            assert!(find(code).is_some(), "{code}");
        }
    }

    #[test]
    fn each_digit_speaks() {
        let said = |code| {
            let digits = digits(code).into_iter();
            digits
                .map(|(place, means)| format!("{place} {}", means.en))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            said(452),
            [
                "4yz refused for now: the same command may succeed later",
                "x5z about the mail system: mailbox, storage, delivery",
                "xy2 tells codes of this kind apart",
            ]
        );
        assert!(said(269)[1].contains("no meaning"));
        assert!(said(199).is_empty() && said(600).is_empty());
    }
}
