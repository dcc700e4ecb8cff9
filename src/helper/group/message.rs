//! The message: its envelope, its text, and the mail that has arrived.

use super::{Helper, alone, usage};
use crate::compose;
use crate::helper::{Action, HelperError, file};
use crate::protocol::encoded_word;
use crate::words::text as both;

pub(super) static ROWS: &[Helper] = &[
    Helper {
        name: "mail",
        aliases: &[],
        arguments: "FROM TO…",
        summary: both(
            "says MAIL FROM and RCPT TO with these addresses",
            "用这些地址发送 MAIL FROM 和 RCPT TO",
        ),
        example: ":mail student@smtpsh.example student@smtpsh.example",
        private: false,
        action: mail,
    },
    Helper {
        name: "send",
        aliases: &[],
        arguments: "FILE [bdat]",
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
        arguments: "[NAME=VALUE…|again]",
        summary: both(
            "asks for sender, recipients, subject, text and files, shows the message made of them, and sends it; NAME is from, to, cc, subject, text, body, attach or save",
            "询问发件人、收件人、主题、正文和附件，显示生成的邮件后发送；NAME 可以是 from、to、cc、subject、text、body、attach、save",
        ),
        example: ":compose to=student@smtpsh.example subject=你好 text=\"第一封信\"",
        private: false,
        action: compose,
    },
    Helper {
        name: "list",
        aliases: &[],
        arguments: "",
        summary: both(
            "lists the mails on a POP3 or IMAP server (of IMAP the newest twenty of INBOX)",
            "列出 POP3 或 IMAP 服务器上的邮件（IMAP 列出 INBOX 最新的二十封）",
        ),
        example: ":list",
        private: false,
        action: |argument| alone("list", argument, Action::List),
    },
    Helper {
        name: "read",
        aliases: &[],
        arguments: "NUMBER",
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
        arguments: "TEXT",
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
        arguments: "[NUMBER]",
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

fn mail(argument: &str) -> Result<Action, HelperError> {
    let address = |word: &str| word.trim_matches(['<', '>', ',']).to_owned();
    let mut words = argument.split_whitespace().map(address);
    let (Some(from), to) = (words.next(), words.by_ref().collect::<Vec<_>>()) else {
        return Err(usage("mail"));
    };
    if to.is_empty() {
        return Err(usage("mail"));
    }
    Ok(Action::Mail { from, to })
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
