//! What servers offer behind EHLO, one row for each keyword.

use crate::words::{Text, text};

/// An extension.
#[derive(Debug, PartialEq, Eq)]
pub struct Extension {
    /// Its EHLO keyword.
    pub keyword: &'static str,
    /// What it is for.
    pub means: Text,
    /// Where it is defined.
    pub source: &'static str,
}

/// The row of an EHLO line: its first word, with or without a `=` behind it (`AUTH=LOGIN`).
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
