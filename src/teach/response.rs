//! How POP3 and IMAP say how a command turned out: the status words, and the response codes in
//! brackets behind them.

use crate::protocol::imap::IMAP;
use crate::protocol::pop3::POP3;
use crate::protocol::{Protocol, response};
use crate::words::{Text, text};

/// A status word or a response code.
#[derive(Debug)]
pub struct Row {
    /// Who says it.
    pub protocol: &'static Protocol,
    /// As it is written.
    pub word: &'static str,
    /// What it says.
    pub means: Text,
    /// Where it is defined.
    pub source: &'static str,
}

/// What of a reply, or of a part of one, is known: its status, then its code. The code is found alone,
/// too, in brackets or without.
pub fn find(reply: &str) -> Vec<&'static Row> {
    let reply = reply.trim();
    let mut words = reply.split_whitespace();
    let (first, second) = (words.next().unwrap_or_default(), words.next());
    let status = of(STATUSES, first);
    // In IMAP a tag or a * stands first.
    let status = status.or_else(|| {
        let row = of(STATUSES, second?)?;
        std::ptr::eq(row.protocol, &IMAP).then_some(row)
    });
    let text = reply.find('[').and_then(|at| reply.get(at..));
    let code = text.and_then(|text| response::code(text.as_bytes()));
    let alone = second.is_none().then_some(first);
    let code = code.or(alone).and_then(|code| {
        let mut rows = CODES.iter();
        rows.find(|row| row.word.eq_ignore_ascii_case(code))
    });
    let code = code.filter(|_| text.is_none() || status.is_some() || reply.starts_with('['));
    status.into_iter().chain(code).collect()
}

/// The row of a response code.
pub fn code(protocol: &Protocol, code: &str) -> Option<&'static Row> {
    let of_it = |row: &&Row| row.protocol == protocol && row.word == code;
    CODES.iter().find(of_it)
}

/// Status words are written in capitals: a NO is none in a sentence.
fn of(rows: &'static [Row], word: &str) -> Option<&'static Row> {
    rows.iter().find(|row| row.word == word)
}

/// Declares a table: word, protocol, source, meaning.
macro_rules! rows {
    ($(#[$doc:meta])* $name:ident $($word:literal $protocol:ident $source:literal => $en:literal, $zh:literal;)*) => {
        $(#[$doc])*
        pub static $name: &[Row] = &[$(Row {
            protocol: &$protocol,
            word: $word,
            means: text($en, $zh),
            source: $source,
        }),*];
    };
}

rows! {
    /// The status words.
    STATUSES
    "+OK" POP3 "RFC 1939 §3" => "done: the command was carried out", "成功：命令已完成";
    "-ERR" POP3 "RFC 1939 §3" => "refused; POP3 has one word for every reason, the text tells which", "拒绝；POP3 只有这一个词，原因要看后面的文字";
    "+" IMAP "RFC 9051 §7.6" => "go on: the server awaits the rest of the command, or an answer", "继续：服务器等待命令的其余部分或应答";
    "OK" IMAP "RFC 9051 §7.1.1" => "done: the command was carried out", "成功：命令已完成";
    "NO" IMAP "RFC 9051 §7.1.2" => "understood and refused: the line is right, but what it asks for cannot be done", "看懂了，但拒绝：命令写得没错，只是不能执行";
    "BAD" IMAP "RFC 9051 §7.1.3" => "not understood: an unknown command, wrong arguments, or not in this state", "没看懂：命令不认识、参数有误，或当前状态下不能用";
    "PREAUTH" IMAP "RFC 9051 §7.1.4" => "a greeting: you are logged in already", "问候：已经登录";
    "BYE" IMAP "RFC 9051 §7.1.5" => "goodbye: the server closes the connection", "再见：服务器将关闭连接";
}

rows! {
    /// The response codes of POP3 (RFC 2449, 3206, 6856) and of IMAP (IANA's registry).
    CODES
    "LOGIN-DELAY" POP3 "RFC 2449 §8.1.1" => "the last login was too short a time ago: wait", "离上次登录的时间太短：请等待";
    "IN-USE" POP3 "RFC 2449 §8.1.2" => "another session has the mailbox open", "另一个会话正在使用该邮箱";
    "SYS/TEMP" POP3 "RFC 3206 §4" => "the server has a trouble that will pass: try later", "服务器暂时有问题：稍后再试";
    "SYS/PERM" POP3 "RFC 3206 §4" => "the server has a trouble that will not pass by itself: ask its administrator", "服务器有问题，不会自行恢复：请联系管理员";
    "AUTH" POP3 "RFC 3206 §5" => "user name and code are wrong", "用户名或授权码错误";
    "UTF8" POP3 "RFC 6856 §5" => "the mail or the name needs UTF8", "该邮件或名称需要先使用 UTF8 命令";
    "ALERT" IMAP "RFC 9051 §7.1" => "a person must read this", "必须让用户看到的提示";
    "ALREADYEXISTS" IMAP "RFC 5530 §3" => "there is such a folder already", "已经有这个文件夹";
    "APPENDUID" IMAP "RFC 4315 §3" => "the UID that the mail has got", "新邮件得到的 UID";
    "AUTHENTICATIONFAILED" IMAP "RFC 5530 §3" => "user name and code are wrong", "用户名或授权码错误";
    "AUTHORIZATIONFAILED" IMAP "RFC 5530 §3" => "you are who you say, but may not act for that user", "身份正确，但无权代表该用户";
    "BADCHARSET" IMAP "RFC 9051 §7.1" => "the server does not know this charset; it lists those that it knows", "服务器不支持该字符集，后面列出支持的";
    "CANNOT" IMAP "RFC 5530 §3" => "it can never be done, whoever asks", "无论谁请求都做不到";
    "CAPABILITY" IMAP "RFC 9051 §7.1" => "what the server offers now", "服务器现在支持的功能";
    "CLIENTBUG" IMAP "RFC 5530 §3" => "the client did something foolish", "客户端的做法不当";
    "CLOSED" IMAP "RFC 9051 §7.1" => "the folder that was open is closed", "之前打开的文件夹已关闭";
    "CONTACTADMIN" IMAP "RFC 5530 §3" => "ask the administrator", "请联系管理员";
    "COPYUID" IMAP "RFC 4315 §3" => "the UIDs that the copies have got", "副本得到的 UID";
    "CORRUPTION" IMAP "RFC 5530 §3" => "the server's data are damaged", "服务器上的数据已损坏";
    "EXPIRED" IMAP "RFC 5530 §3" => "the password or code has expired", "密码或授权码已过期";
    "EXPUNGEISSUED" IMAP "RFC 5530 §3" => "another session has deleted mails", "另一个会话删除了邮件";
    "HASCHILDREN" IMAP "RFC 9051 §7.1" => "the folder has folders in it", "文件夹中还有子文件夹";
    "HIGHESTMODSEQ" IMAP "RFC 7162 §3.1.2.1" => "the number of the folder's last change", "文件夹最近一次变更的序号";
    "INUSE" IMAP "RFC 5530 §3" => "another session uses it: try again", "另一个会话正在使用：请重试";
    "LIMIT" IMAP "RFC 5530 §3" => "a limit of the server is reached", "达到服务器的限制";
    "NONEXISTENT" IMAP "RFC 5530 §3" => "there is no such folder", "没有这个文件夹";
    "NOPERM" IMAP "RFC 5530 §3" => "you may not do this", "没有权限";
    "OVERQUOTA" IMAP "RFC 5530 §3" => "the mailbox is full", "邮箱空间已满";
    "PARSE" IMAP "RFC 9051 §7.1" => "a mail's headers could not be read", "某封邮件的首部无法解析";
    "PERMANENTFLAGS" IMAP "RFC 9051 §7.1" => "the marks that can be kept", "可以长期保存的标记";
    "PRIVACYREQUIRED" IMAP "RFC 5530 §3" => "TLS is needed first: STARTTLS", "需要先加密：请先 STARTTLS";
    "READ-ONLY" IMAP "RFC 9051 §7.1" => "the folder is open to look only", "文件夹以只读方式打开";
    "READ-WRITE" IMAP "RFC 9051 §7.1" => "the folder is open, and can be changed", "文件夹以可写方式打开";
    "SERVERBUG" IMAP "RFC 5530 §3" => "the server made a mistake", "服务器出错";
    "TRYCREATE" IMAP "RFC 9051 §7.1" => "there is no such folder, but CREATE can make it", "没有这个文件夹，但可以先用 CREATE 新建";
    "UIDNEXT" IMAP "RFC 9051 §7.1" => "the UID of the next mail", "下一封邮件将得到的 UID";
    "UIDNOTSTICKY" IMAP "RFC 9051 §7.1" => "the UIDs of this folder do not last", "该文件夹的 UID 不会保持不变";
    "UIDVALIDITY" IMAP "RFC 9051 §7.1" => "while this number stays, the UIDs do", "只要这个数不变，UID 就不变";
    "UNAVAILABLE" IMAP "RFC 5530 §3" => "the server cannot check it now: try later", "服务器暂时无法处理：稍后再试";
    "UNKNOWN-CTE" IMAP "RFC 9051 §7.1" => "a part is encoded in an unknown way", "某部分的编码方式未知";
    "UNSEEN" IMAP "RFC 3501 §7.1" => "the first mail that is not read", "第一封未读邮件的编号";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::teach::check_texts;

    #[test]
    fn the_tables_are_complete() {
        check_texts(STATUSES.iter().chain(CODES).map(|row| row.means));
        for row in STATUSES.iter().chain(CODES) {
            assert!(
                row.source.starts_with("RFC ") && row.source.contains('§'),
                "{row:?}"
            );
        }
    }

    /// Every response code of the practice server is in the table.
    #[test]
    fn the_practice_server_says_nothing_unknown() {
        let sources = [
            include_str!("../practice/pop3/login.rs"),
            include_str!("../practice/imap/login.rs"),
            include_str!("../practice/imap/folders.rs"),
            include_str!("../practice/imap/search.rs"),
            include_str!("../practice/imap/store.rs"),
        ];
        let strings = sources
            .iter()
            .flat_map(|source| source.split("\"[").skip(1));
        let codes: Vec<_> = strings
            .filter_map(|text| text.split([' ', ']']).next())
            .collect();
        assert!(codes.len() > 5, "{codes:?}");
        for code in codes {
            assert!(CODES.iter().any(|row| row.word == code), "{code}");
        }
    }

    #[test]
    fn what_a_reply_has() {
        for (reply, words) in [
            ("+OK", &["+OK"][..]),
            ("-ERR [AUTH] no", &["-ERR", "AUTH"]),
            (
                "a1 NO [AUTHENTICATIONFAILED] no",
                &["NO", "AUTHENTICATIONFAILED"],
            ),
            ("* BYE see you", &["BYE"]),
            ("BAD", &["BAD"]),
            ("[in-use]", &["IN-USE"]),
            ("TRYCREATE", &["TRYCREATE"]),
            ("b OK [READ-WRITE] SELECT completed", &["OK", "READ-WRITE"]),
            ("a BAD", &["BAD"]),
            ("no such user", &[]),
            ("550 [AUTH] x", &[]),
            ("", &[]),
        ] {
            let found: Vec<_> = find(reply).iter().map(|row| row.word).collect();
            assert_eq!(found, words, "{reply}");
        }
    }
}
