//! What servers offer behind EHLO, CAPA and CAPABILITY, one row for each keyword.

use crate::protocol::Protocol;
use crate::protocol::imap::IMAP;
use crate::protocol::pop3::POP3;
use crate::protocol::smtp::SMTP;
use crate::words::{Text, text};

/// An extension.
#[derive(Debug)]
pub struct Extension {
    /// Of what: a keyword of one protocol may mean something else in another.
    pub protocol: &'static Protocol,
    /// Its keyword.
    pub keyword: &'static str,
    /// What it is for.
    pub means: Text,
    /// Where it is defined.
    pub source: &'static str,
}

/// The row of a line of theirs: its first word, with or without a `=` behind it (`AUTH=LOGIN`).
pub fn find(protocol: &Protocol, line: &str) -> Option<&'static Extension> {
    let word = line.split([' ', '=']).next()?;
    EXTENSIONS
        .iter()
        .find(|row| row.protocol == protocol && row.keyword.eq_ignore_ascii_case(word))
}

/// Declares [`EXTENSIONS`]: protocol, keyword, source, meaning.
macro_rules! extensions {
    ($($protocol:ident $keyword:literal $source:literal => $en:literal, $zh:literal;)*) => {
        /// Every extension that servers are known to offer.
        pub static EXTENSIONS: &[Extension] =
            &[$(Extension { protocol: &$protocol, keyword: $keyword, means: text($en, $zh), source: $source }),*];
    };
}

extensions! {
    SMTP "STARTTLS" "RFC 3207" => "the connection can be upgraded to TLS", "可在本连接上升级为 TLS";
    SMTP "AUTH" "RFC 4954" => "the user can log in, by one of these mechanisms", "支持登录，后面列出可用的认证机制";
    SMTP "SIZE" "RFC 1870" => "the largest message that is taken, in bytes", "允许的最大邮件长度（字节）";
    SMTP "PIPELINING" "RFC 2920" => "several commands may be sent without waiting for each reply", "可连续发送多条命令，不必逐条等待应答";
    SMTP "8BITMIME" "RFC 6152" => "the text may have bytes above 127, as Chinese does", "正文可以含大于 127 的字节，例如中文";
    SMTP "SMTPUTF8" "RFC 6531" => "addresses and headers may be in UTF-8", "地址和首部可以使用 UTF-8";
    SMTP "ENHANCEDSTATUSCODES" "RFC 2034" => "replies have a second, finer code such as 5.7.8", "应答中附有更细的状态码，如 5.7.8";
    SMTP "CHUNKING" "RFC 3030" => "the message may be sent by BDAT, in pieces of a known length, without a final dot", "可用 BDAT 按已知长度分块发送，不用点号结束";
    SMTP "BINARYMIME" "RFC 3030" => "the message may be binary, if it is sent by BDAT", "用 BDAT 时邮件可以是二进制内容";
    SMTP "DSN" "RFC 3461" => "the sender can ask for a report on the delivery", "发件人可要求投递状态通知";
    SMTP "HELP" "RFC 5321 §4.1.1.8" => "the server answers HELP", "支持 HELP 命令";
    SMTP "VRFY" "RFC 5321 §4.1.1.6" => "the server answers VRFY", "支持 VRFY 命令";
    SMTP "EXPN" "RFC 5321 §4.1.1.7" => "the server answers EXPN", "支持 EXPN 命令";
    SMTP "ETRN" "RFC 1985" => "a client can ask for the delivery of mail that waits for it", "客户端可请求投递排队中的邮件";
    SMTP "DELIVERBY" "RFC 2852" => "the sender can set a time by which the mail must be delivered", "发件人可规定投递期限";
    SMTP "MT-PRIORITY" "RFC 6710" => "a mail can have a priority", "邮件可带优先级";
    SMTP "FUTURERELEASE" "RFC 4865" => "a mail can be held back until a time", "邮件可延迟到指定时间发出";
    SMTP "REQUIRETLS" "RFC 8689" => "the sender can demand TLS for the whole way", "发件人可要求全程使用 TLS";
    SMTP "LIMITS" "RFC 9422" => "how many mails and recipients one session may have", "说明一次会话的邮件数和收件人数上限";
    SMTP "NO-SOLICITING" "RFC 3865" => "the server wants no advertising", "服务器声明不接收广告邮件";
    SMTP "BURL" "RFC 4468" => "the message can be fetched from an IMAP server", "邮件内容可直接取自 IMAP 服务器";
    SMTP "XCLIENT" "Postfix" => "a trusted proxy can name the client that it speaks for", "受信任的代理可说明它所代表的客户端";
    SMTP "XFORWARD" "Postfix" => "a trusted filter can name where a mail came from", "受信任的过滤器可说明邮件的来源";
    SMTP "X-EXPS" "Exchange" => "Exchange's own way of logging in", "Exchange 自有的登录方式";
    SMTP "XEXCH50" "Exchange" => "Exchange servers pass on properties of a mail", "Exchange 服务器之间传递邮件属性";
    POP3 "STLS" "RFC 2595" => "the connection can be upgraded to TLS", "可在本连接上升级为 TLS";
    POP3 "SASL" "RFC 5034" => "the user can log in by AUTH, by one of these mechanisms", "支持用 AUTH 登录，后面列出机制";
    POP3 "USER" "RFC 1939 §7" => "USER and PASS are taken", "支持 USER 和 PASS 登录";
    POP3 "TOP" "RFC 1939 §7" => "a mail's headers can be fetched alone", "可以只取邮件首部";
    POP3 "UIDL" "RFC 1939 §7" => "each mail has a name that stays", "每封邮件有不变的标识";
    POP3 "RESP-CODES" "RFC 2449 §6.4" => "refusals have a code in brackets", "拒绝时在方括号中给出代码";
    POP3 "AUTH-RESP-CODE" "RFC 3206" => "[AUTH] tells a wrong code from other troubles", "用 [AUTH] 把授权码错误与其他问题区分开";
    POP3 "EXPIRE" "RFC 2449 §6.7" => "how many days mail is kept", "邮件保留的天数";
    POP3 "LOGIN-DELAY" "RFC 2449 §6.5" => "how many seconds must be between two logins", "两次登录至少间隔的秒数";
    POP3 "IMPLEMENTATION" "RFC 2449 §6.9" => "which program the server is", "服务器程序的名称";
    POP3 "PIPELINING" "RFC 2449 §6.8" => "several commands may be sent without waiting for each reply", "可连续发送多条命令，不必逐条等待应答";
    POP3 "UTF8" "RFC 6856" => "user names and mails may be in UTF-8", "用户名和邮件可以使用 UTF-8";
    POP3 "LANG" "RFC 6856" => "the language of the replies can be chosen", "可以选择应答所用的语言";
    IMAP "IMAP4rev1" "RFC 3501" => "the protocol, as most servers speak it", "协议版本，多数服务器使用";
    IMAP "IMAP4rev2" "RFC 9051" => "the protocol, newest version", "协议的最新版本";
    IMAP "STARTTLS" "RFC 9051 §6.2.1" => "the connection can be upgraded to TLS", "可在本连接上升级为 TLS";
    IMAP "AUTH" "RFC 9051 §6.2.2" => "AUTHENTICATE takes this mechanism", "AUTHENTICATE 可以使用这一认证机制";
    IMAP "LOGINDISABLED" "RFC 9051 §6.2.3" => "LOGIN is refused here: STARTTLS first", "这里不接受 LOGIN：请先 STARTTLS";
    IMAP "SASL-IR" "RFC 4959" => "AUTHENTICATE may bring the first answer along", "AUTHENTICATE 可以直接带上第一个应答";
    IMAP "IDLE" "RFC 2177" => "the server can tell of new mail at once", "服务器可以即时通知新邮件";
    IMAP "LITERAL+" "RFC 7888" => "a literal need not wait for the server's +", "发送字面量不必等服务器的 +";
    IMAP "ID" "RFC 2971" => "client and server can say which programs they are", "双方可以说明自己是什么程序";
    IMAP "UIDPLUS" "RFC 4315" => "UIDs of new and copied mails are told", "告知新邮件和副本的 UID";
    IMAP "NAMESPACE" "RFC 2342" => "own, others' and shared folders are told apart", "区分自己的、他人的和共享的文件夹";
    IMAP "CHILDREN" "RFC 3348" => "LIST tells which folders have folders in them", "LIST 会说明哪些文件夹有子文件夹";
    IMAP "SPECIAL-USE" "RFC 6154" => "LIST tells which folder is for drafts, for sent mail and so on", "LIST 会说明草稿箱、已发送等特殊文件夹";
    IMAP "UNSELECT" "RFC 3691" => "a folder can be closed without deleting anything", "可以关闭文件夹而不删除邮件";
    IMAP "MOVE" "RFC 6851" => "mails can be moved", "可以移动邮件";
    IMAP "ENABLE" "RFC 5161" => "extensions can be switched on", "可以启用扩展";
    IMAP "ESEARCH" "RFC 4731" => "SEARCH can tell how many there are, or the first and the last, in ESEARCH responses", "SEARCH 可以只返回数量、第一封或最后一封（ESEARCH 应答）";
    IMAP "SEARCHRES" "RFC 5182" => "$ stands for what the last SEARCH found", "可以用 $ 表示上一次 SEARCH 的结果";
    IMAP "LIST-EXTENDED" "RFC 5258" => "LIST can choose folders, and tell more of them", "LIST 可以筛选文件夹，并返回更多信息";
    IMAP "LIST-STATUS" "RFC 5819" => "LIST can tell how many mails each folder has", "LIST 可以同时返回各文件夹的邮件数";
    IMAP "LITERAL-" "RFC 7888" => "a literal of up to 4096 bytes need not wait for the server's +", "4096 字节以内的字面量不必等服务器的 +";
    IMAP "BINARY" "RFC 3516" => "attachments can be fetched decoded", "可以取回解码后的附件";
    IMAP "STATUS" "RFC 8438" => "STATUS can tell how many bytes a folder has", "STATUS 可以返回文件夹的总字节数";
    IMAP "UTF8" "RFC 6855" => "names of folders and headers may be in UTF-8, once that is enabled", "启用后，文件夹名和首部可以使用 UTF-8";
    IMAP "CONDSTORE" "RFC 7162" => "each change of a mail has a number, so that nobody overwrites another's", "邮件的每次变更都有序号，避免互相覆盖";
    IMAP "QRESYNC" "RFC 7162" => "a client can ask what has changed since it was here", "客户端可以只询问上次之后的变化";
    IMAP "SORT" "RFC 5256" => "the server sorts mails", "服务器可以对邮件排序";
    IMAP "QUOTA" "RFC 9208" => "the server tells how much room is left", "服务器可以告知剩余空间";
    IMAP "COMPRESS" "RFC 4978" => "the connection can be compressed", "连接可以压缩";
    IMAP "THREAD" "RFC 5256" => "the server groups mails by conversation", "服务器可以按会话归并邮件";
    IMAP "WITHIN" "RFC 5032" => "SEARCH can ask for mails of a certain age", "SEARCH 可以按邮件距今的时间查找";
    IMAP "MULTIAPPEND" "RFC 3502" => "one APPEND can bring several mails", "一次 APPEND 可以上传多封邮件";
    IMAP "APPENDLIMIT" "RFC 7889" => "the largest mail that APPEND takes, in bytes", "APPEND 允许的最大邮件长度（字节）";
    IMAP "ACL" "RFC 4314" => "a folder can be shared, with rights for each user", "文件夹可以共享，并为每个用户设置权限";
    IMAP "NOTIFY" "RFC 5465" => "the server can tell of changes in folders that are not open", "服务器可以通知未打开的文件夹中的变化";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::teach::check_texts;

    #[test]
    fn a_line_of_the_reply_has_its_row() {
        check_texts(EXTENSIONS.iter().map(|row| row.means));
        for (protocol, line, source) in [
            (&SMTP, "SIZE 73400320", Some("RFC 1870")),
            (&SMTP, "auth=LOGIN", Some("RFC 4954")),
            (&IMAP, "AUTH=PLAIN", Some("RFC 9051 §6.2.2")),
            (&SMTP, "STARTTLS", Some("RFC 3207")),
            (&IMAP, "STARTTLS", Some("RFC 9051 §6.2.1")),
            (&POP3, "SASL PLAIN", Some("RFC 5034")),
            (&SMTP, "8BITMIME", Some("RFC 6152")),
            (&POP3, "8BITMIME", None),
            (&SMTP, "XUNKNOWN", None),
            (&SMTP, "", None),
        ] {
            assert_eq!(find(protocol, line).map(|row| row.source), source, "{line}");
        }
    }
}
