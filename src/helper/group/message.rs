//! The message: its envelope, its text, and the mail that has arrived.

use super::{Helper, alone, usage};
use crate::compose;
use crate::helper::{Action, Envelope, HelperError, file};
use crate::protocol::encoded_word;
use crate::protocol::smtp::Verb;
use crate::words::{same, text as both};

pub(super) static ROWS: &[Helper] = &[
    Helper {
        name: "mail",
        aliases: &[],
        arguments: both("FROM TO… [PARAMETER…]", "发件人 收件人… [参数…]"),
        summary: both(
            "says MAIL FROM and RCPT TO with these addresses, and with parameters such as SIZE=1000 or NOTIFY=NEVER",
            "用这些地址发送 MAIL FROM 和 RCPT TO，可带参数，如 SIZE=1000、NOTIFY=NEVER",
        ),
        example: ":mail student@smtpsh.example student@smtpsh.example",
        private: false,
        action: mail,
    },
    Helper {
        name: "send",
        aliases: &[],
        arguments: both("FILE [bdat]", "文件 [bdat]"),
        summary: both(
            "sends a file as the message, line ends and dots made right; with bdat by BDAT; - is standard input",
            "把文件作为邮件内容发出，自动处理行尾和句点；加 bdat 则用 BDAT；- 表示标准输入",
        ),
        example: ":send letter.eml",
        private: false,
        action: send,
    },
    Helper {
        name: "compose",
        aliases: &[],
        arguments: both("[NAME=VALUE…|again]", "[名称=值…|again]"),
        summary: both(
            "asks for sender, recipients, subject, text and files, shows the message made of them, and sends it; NAME is from, to, cc, subject, text, body, attach or save",
            "询问发件人、收件人、主题、正文和附件，显示生成的邮件后发送；名称可以是 from、to、cc、subject、text、body、attach、save",
        ),
        example: ":compose to=student@smtpsh.example subject=你好 text=\"第一封信\"",
        private: false,
        action: compose,
    },
    Helper {
        name: "list",
        aliases: &[],
        arguments: same(""),
        summary: both(
            "lists the newest twenty mails on a POP3 or IMAP server: number, date, sender, subject",
            "列出 POP3 或 IMAP 服务器上最新的二十封邮件：编号、日期、发件人、主题",
        ),
        example: ":list",
        private: false,
        action: |argument| alone("list", argument, Action::List),
    },
    Helper {
        name: "read",
        aliases: &[],
        arguments: both("NUMBER", "编号"),
        summary: both(
            "fetches a mail by POP3 or IMAP and shows it decoded: text, charset, attachments",
            "用 POP3 或 IMAP 收取一封邮件，并解码显示：正文、字符集、附件",
        ),
        example: ":read 1",
        private: false,
        action: read,
    },
    Helper {
        name: "subject",
        aliases: &[],
        arguments: both("TEXT", "文字"),
        summary: both(
            "shows the Subject header for TEXT in any language (RFC 2047); sends nothing",
            "显示中文等主题的首部写法（RFC 2047），不发送",
        ),
        example: ":subject 你好",
        private: false,
        action: subject,
    },
    Helper {
        name: "inbox",
        aliases: &[],
        arguments: both("[NUMBER]", "[编号]"),
        summary: both(
            "shows the mail that the practice server received",
            "查看练习服务器收到的邮件",
        ),
        example: ":inbox 1",
        private: false,
        action: inbox,
    },
];

fn read(argument: &str) -> Result<Action, HelperError> {
    let number = argument.parse().ok().filter(|number| *number > 0);
    number.map(Action::Read).ok_or_else(|| usage("read"))
}

/// Parameters stand anywhere among the addresses: those of RCPT go with each recipient, all others
/// with the sender.
fn mail(argument: &str) -> Result<Action, HelperError> {
    let words = argument.split_whitespace();
    let (parameters, addresses): (Vec<&str>, Vec<&str>) =
        words.partition(|word| is_parameter(word));
    let address = |word: &&str| word.trim_matches(['<', '>', ',']).to_owned();
    let mut addresses = addresses.iter().map(address);
    let from = addresses.next().ok_or_else(|| usage("mail"))?;
    let to: Vec<_> = addresses.collect();
    if to.is_empty() {
        return Err(usage("mail"));
    }
    let (of_rcpt, of_mail) = parameters
        .into_iter()
        .map(str::to_owned)
        .partition(|word| Verb::Rcpt.takes(name_of(word)));
    Ok(Action::Mail(Envelope {
        from,
        to,
        of_mail,
        of_rcpt,
    }))
}

/// Whether a word is no address: it has the name of a parameter, or a value.
fn is_parameter(word: &str) -> bool {
    let name = name_of(word);
    let known = Verb::Mail.takes(name) || Verb::Rcpt.takes(name);
    known || word.contains('=') && !word.contains('@')
}

fn name_of(parameter: &str) -> &str {
    parameter.split('=').next().unwrap_or_default()
}

fn send(argument: &str) -> Result<Action, HelperError> {
    let (path, chunking) = match argument.rsplit_once(char::is_whitespace) {
        Some((path, word)) if word.eq_ignore_ascii_case("bdat") => (path.trim_end(), true),
        _ => (argument, false),
    };
    if path.is_empty() {
        return Err(usage("send"));
    }
    let path = file(path);
    Ok(Action::Send { path, chunking })
}

fn compose(argument: &str) -> Result<Action, HelperError> {
    compose::parse(argument)
        .map(Action::Compose)
        .ok_or_else(|| usage("compose"))
}

fn subject(argument: &str) -> Result<Action, HelperError> {
    if argument.is_empty() {
        return Err(usage("subject"));
    }
    let folded = encoded_word::encode(argument).replace("\r\n", "\n");
    Ok(Action::Show(format!("Subject: {folded}")))
}

fn inbox(argument: &str) -> Result<Action, HelperError> {
    if argument.is_empty() {
        return Ok(Action::Inbox(None));
    }
    argument
        .parse()
        .map(|number| Action::Inbox(Some(number)))
        .map_err(|_| usage("inbox"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn envelopes() {
        for (argument, expected) in [
            ("a@b c@d", Some("a@b > c@d [] []")),
            ("<a@b>, <c@d>, <e@f>", Some("a@b > c@d e@f [] []")),
            ("<> c@d", Some(" > c@d [] []")),
            (
                "a@b c@d SIZE=9 notify=never RET=HDRS ORCPT=rfc822;x@y smtputf8",
                Some("a@b > c@d [SIZE=9 RET=HDRS smtputf8] [notify=never ORCPT=rfc822;x@y]"),
            ),
            ("X-NEW=1 a@b c@d", Some("a@b > c@d [X-NEW=1] []")),
            ("bounce+a=b@c d@e", Some("bounce+a=b@c > d@e [] []")),
            ("a@b SIZE=9", None),
            ("", None),
        ] {
            let shown = mail(argument).ok().map(|action| match action {
                Action::Mail(it) => format!(
                    "{} > {} [{}] [{}]",
                    it.from,
                    it.to.join(" "),
                    it.of_mail.join(" "),
                    it.of_rcpt.join(" ")
                ),
                other => panic!("{other:?}"),
            });
            assert_eq!(shown.as_deref(), expected, "{argument}");
        }
    }
}
