//! What in a reply is not as the standard has it.

use super::line::{End, Line};

crate::words! {
    /// What in a reply is not as the standard has it. The reply is shown all the same.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub enum Oddity {
        NoStatus => "no POP3 reply: the line begins with neither +OK nor -ERR", "不是 POP3 应答：这一行不以 +OK 或 -ERR 开头";
        NoResponse => "no IMAP response: the line begins with none of a tag that awaits one, * and +", "不是 IMAP 应答：这一行不以等待中的标签、* 或 + 开头";
        NoStatusWord => "the tag is followed by none of OK, NO and BAD", "标签之后不是 OK、NO 或 BAD";
        BadLiteral => "a literal of more bytes than can be counted: it is read as text", "字面量的字节数大得无法计数：按普通文本处理";
        NoCode => "no SMTP reply: the line does not begin with a three-digit code", "不是 SMTP 应答：这一行不是以三位应答码开头";
        CodeOutOfRange { code: u16 } => "{code} is no reply code: the first digit is 2 to 5", "{code} 不是合法的应答码：首位数字应为 2～5";
        CodesDiffer => "the lines of this reply have different codes; the last one counts", "同一应答各行的应答码不同，以最后一行为准";
        BareLf => "a line ends with LF alone, not CRLF", "有一行只以 LF 结尾，而不是 CRLF";
        BareCr => "a CR stands inside a line", "行内出现单独的 CR";
        LineTooLong { dropped: u64 } => "a line is too long: its last {dropped} bytes were dropped", "有一行过长，末尾的 {dropped} 字节已丢弃";
        TooManyLines { dropped: u64 } => "the reply has too many lines: {dropped} were dropped", "应答行数过多，已丢弃 {dropped} 行";
        NotBase64 => "the challenge is not base64", "质询内容不是合法的 base64";
        EndedEarly => "the server took a dot between bare line ends for the end of the message, and what followed for commands: mail can be smuggled through it (CVE-2023-51764)", "服务器把裸换行之间的单独一个点当作邮件结束，并把后面的内容当作命令：可被用来走私邮件（CVE-2023-51764）";
        Unexpected => "this reply does not fit what was said", "此应答与所发的命令不符";
    }
}

impl Oddity {
    /// What is odd about a line, whatever it says.
    pub(super) fn of_line(line: &Line) -> Vec<Self> {
        let dropped = line.dropped;
        let found = [
            (line.end == End::BareLf).then_some(Self::BareLf),
            line.bytes.contains(&b'\r').then_some(Self::BareCr),
            (dropped > 0).then_some(Self::LineTooLong { dropped }),
        ];
        found.into_iter().flatten().collect()
    }
}

#[cfg(test)]
#[test]
fn oddities_are_said_in_both_languages() {
    crate::words::check_table(Oddity::TABLE);
}
