//! What servers offer behind EHLO, CAPA and CAPABILITY, one row for each keyword.

use crate::words::{Text, text};

/// An extension.
#[derive(Debug, PartialEq, Eq)]
pub struct Extension {
    /// Its keyword.
    pub keyword: &'static str,
    /// What it is for.
    pub means: Text,
    /// Where it is defined.
    pub source: &'static str,
}

/// The row of a line of theirs: its first word, with or without a `=` behind it (`AUTH=LOGIN`).
pub fn find(line: &str) -> Option<&'static Extension> {
    let word = line.split([' ', '=']).next()?;
    EXTENSIONS
        .iter()
        .find(|row| row.keyword.eq_ignore_ascii_case(word))
}

/// Declares [`EXTENSIONS`]: keyword, source, meaning.
macro_rules! extensions {
    ($($keyword:literal $source:literal => $en:literal, $zh:literal;)*) => {
        /// Every extension that servers are known to offer.
        pub static EXTENSIONS: &[Extension] =
            &[$(Extension { keyword: $keyword, means: text($en, $zh), source: $source }),*];
    };
}

extensions! {
    "STARTTLS" "RFC 3207" => "the connection can be upgraded to TLS", "可在本连接上升级为 TLS";
    "AUTH" "RFC 4954" => "the user can log in, by one of these mechanisms", "支持登录，后面列出可用的认证机制";
    "SIZE" "RFC 1870" => "the largest message that is taken, in bytes", "允许的最大邮件长度（字节）";
    "PIPELINING" "RFC 2920" => "several commands may be sent without waiting for each reply", "可连续发送多条命令，不必逐条等待应答";
    "8BITMIME" "RFC 6152" => "the text may have bytes above 127, as Chinese does", "正文可以含大于 127 的字节，例如中文";
    "SMTPUTF8" "RFC 6531" => "addresses and headers may be in UTF-8", "地址和首部可以使用 UTF-8";
    "ENHANCEDSTATUSCODES" "RFC 2034" => "replies have a second, finer code such as 5.7.8", "应答中附有更细的状态码，如 5.7.8";
    "CHUNKING" "RFC 3030" => "the message may be sent by BDAT, in pieces of a known length, without a final dot", "可用 BDAT 按已知长度分块发送，不用点号结束";
    "BINARYMIME" "RFC 3030" => "the message may be binary, if it is sent by BDAT", "用 BDAT 时邮件可以是二进制内容";
    "DSN" "RFC 3461" => "the sender can ask for a report on the delivery", "发件人可要求投递状态通知";
    "HELP" "RFC 5321 §4.1.1.8" => "the server answers HELP", "支持 HELP 命令";
    "VRFY" "RFC 5321 §4.1.1.6" => "the server answers VRFY", "支持 VRFY 命令";
    "EXPN" "RFC 5321 §4.1.1.7" => "the server answers EXPN", "支持 EXPN 命令";
    "ETRN" "RFC 1985" => "a client can ask for the delivery of mail that waits for it", "客户端可请求投递排队中的邮件";
    "DELIVERBY" "RFC 2852" => "the sender can set a time by which the mail must be delivered", "发件人可规定投递期限";
    "MT-PRIORITY" "RFC 6710" => "a mail can have a priority", "邮件可带优先级";
    "FUTURERELEASE" "RFC 4865" => "a mail can be held back until a time", "邮件可延迟到指定时间发出";
    "REQUIRETLS" "RFC 8689" => "the sender can demand TLS for the whole way", "发件人可要求全程使用 TLS";
    "LIMITS" "RFC 9422" => "how many mails and recipients one session may have", "说明一次会话的邮件数和收件人数上限";
    "NO-SOLICITING" "RFC 3865" => "the server wants no advertising", "服务器声明不接收广告邮件";
    "BURL" "RFC 4468" => "the message can be fetched from an IMAP server", "邮件内容可直接取自 IMAP 服务器";
    "XCLIENT" "Postfix" => "a trusted proxy can name the client that it speaks for", "受信任的代理可说明它所代表的客户端";
    "XFORWARD" "Postfix" => "a trusted filter can name where a mail came from", "受信任的过滤器可说明邮件的来源";
    "STLS" "RFC 2595" => "POP3: the connection can be upgraded to TLS", "POP3：可在本连接上升级为 TLS";
    "SASL" "RFC 5034" => "POP3: the user can log in by AUTH, by one of these mechanisms", "POP3：支持用 AUTH 登录，后面列出机制";
    "USER" "RFC 1939 §7" => "POP3: USER and PASS are taken", "POP3：支持 USER 和 PASS 登录";
    "TOP" "RFC 1939 §7" => "POP3: a mail's headers can be fetched alone", "POP3：可以只取邮件首部";
    "UIDL" "RFC 1939 §7" => "POP3: each mail has a name that stays", "POP3：每封邮件有不变的标识";
    "RESP-CODES" "RFC 2449 §6.4" => "refusals have a code in brackets", "拒绝时在方括号中给出代码";
    "AUTH-RESP-CODE" "RFC 3206" => "[AUTH] tells a wrong code from other troubles", "用 [AUTH] 把授权码错误与其他问题区分开";
    "EXPIRE" "RFC 2449 §6.7" => "how many days mail is kept", "邮件保留的天数";
    "LOGIN-DELAY" "RFC 2449 §6.5" => "how many seconds must be between two logins", "两次登录至少间隔的秒数";
    "IMPLEMENTATION" "RFC 2449 §6.9" => "which program the server is", "服务器程序的名称";
    "IMAP4rev1" "RFC 3501" => "the protocol, as most servers speak it", "协议版本，多数服务器使用";
    "IMAP4rev2" "RFC 9051" => "the protocol, newest version", "协议的最新版本";
    "LOGINDISABLED" "RFC 9051 §6.2.3" => "LOGIN is refused here: STARTTLS first", "这里不接受 LOGIN：请先 STARTTLS";
    "SASL-IR" "RFC 4959" => "AUTHENTICATE may bring the first answer along", "AUTHENTICATE 可以直接带上第一个应答";
    "IDLE" "RFC 2177" => "the server can tell of new mail at once", "服务器可以即时通知新邮件";
    "LITERAL+" "RFC 7888" => "a literal need not wait for the server's +", "发送字面量不必等服务器的 +";
    "ID" "RFC 2971" => "client and server can say which programs they are", "双方可以说明自己是什么程序";
    "UIDPLUS" "RFC 4315" => "UIDs of new and copied mails are told", "告知新邮件和副本的 UID";
    "NAMESPACE" "RFC 2342" => "own, others' and shared folders are told apart", "区分自己的、他人的和共享的文件夹";
    "CHILDREN" "RFC 3348" => "LIST tells which folders have folders in them", "LIST 会说明哪些文件夹有子文件夹";
    "SPECIAL-USE" "RFC 6154" => "LIST tells which folder is for drafts, for sent mail and so on", "LIST 会说明草稿箱、已发送等特殊文件夹";
    "UNSELECT" "RFC 3691" => "a folder can be closed without deleting anything", "可以关闭文件夹而不删除邮件";
    "MOVE" "RFC 6851" => "mails can be moved", "可以移动邮件";
    "ENABLE" "RFC 5161" => "extensions can be switched on", "可以启用扩展";
    "ESEARCH" "RFC 4731" => "SEARCH can tell how many there are, or the first and the last, in ESEARCH responses", "SEARCH 可以只返回数量、第一封或最后一封（ESEARCH 响应）";
    "SEARCHRES" "RFC 5182" => "$ stands for what the last SEARCH found", "可以用 $ 表示上一次 SEARCH 的结果";
    "LIST-EXTENDED" "RFC 5258" => "LIST can choose folders, and tell more of them", "LIST 可以筛选文件夹，并返回更多信息";
    "LIST-STATUS" "RFC 5819" => "LIST can tell how many mails each folder has", "LIST 可以同时返回各文件夹的邮件数";
    "LITERAL-" "RFC 7888" => "a literal of up to 4096 bytes need not wait for the server's +", "4096 字节以内的字面量不必等服务器的 +";
    "BINARY" "RFC 3516" => "attachments can be fetched decoded", "可以取回解码后的附件";
    "STATUS" "RFC 8438" => "STATUS can tell how many bytes a folder has", "STATUS 可以返回文件夹的总字节数";
    "UTF8" "RFC 6855" => "names of folders and headers may be in UTF-8, once that is enabled", "启用后，文件夹名和首部可以使用 UTF-8";
    "CONDSTORE" "RFC 7162" => "each change of a mail has a number, so that nobody overwrites another's", "邮件的每次变更都有序号，避免互相覆盖";
    "QRESYNC" "RFC 7162" => "a client can ask what has changed since it was here", "客户端可以只询问上次之后的变化";
    "SORT" "RFC 5256" => "the server sorts mails", "服务器可以对邮件排序";
    "QUOTA" "RFC 9208" => "the server tells how much room is left", "服务器可以告知剩余空间";
    "COMPRESS" "RFC 4978" => "the connection can be compressed", "连接可以压缩";
    "X-EXPS" "Exchange" => "Exchange's own way of logging in", "Exchange 自有的登录方式";
    "XEXCH50" "Exchange" => "Exchange servers pass on properties of a mail", "Exchange 服务器之间传递邮件属性";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::teach::check_texts;

    #[test]
    fn a_line_of_the_reply_has_its_row() {
        check_texts(EXTENSIONS.iter().map(|row| row.means));
        for (line, keyword) in [
            ("SIZE 73400320", "SIZE"),
            ("auth=LOGIN", "AUTH"),
            ("8BITMIME", "8BITMIME"),
        ] {
            assert_eq!(find(line).map(|row| row.keyword), Some(keyword));
        }
        assert_eq!(find("XUNKNOWN"), None);
        assert_eq!(find(""), None);
    }
}
