//! What a person is told about each verb. What its command looks like is the protocol's table.

mod imap;
mod pop3;

use super::{code, response};
use crate::protocol::Protocol;
use crate::protocol::command::Command;
use crate::protocol::smtp::SMTP;
use crate::words::{Lang, Text, text};

/// A verb, explained.
#[derive(Debug)]
pub struct Lesson {
    /// Whose verb it is.
    pub protocol: &'static Protocol,
    /// The verb, as the protocol's table has it.
    pub name: &'static str,
    /// What it does.
    pub summary: Text,
    /// A line to type.
    pub example: &'static str,
    /// The reply codes to expect, the usual one first.
    pub replies: &'static [u16],
    /// Or, where replies have none, the response codes that may refine them.
    pub codes: &'static [&'static str],
}

/// The verbs of a protocol.
pub fn lessons(protocol: &Protocol) -> impl Iterator<Item = &'static Lesson> {
    all().filter(move |lesson| lesson.protocol == protocol)
}

/// The verbs of every protocol.
pub fn all() -> impl Iterator<Item = &'static Lesson> {
    LESSONS.iter().chain(pop3::LESSONS).chain(imap::LESSONS)
}

/// The lesson about this verb, in any case; if the protocol that is spoken has none of that name,
/// another's.
pub fn find(name: &str, spoken: &Protocol) -> Option<&'static Lesson> {
    let mut of_it = lessons(spoken).chain(all());
    of_it.find(|lesson| lesson.name.eq_ignore_ascii_case(name))
}

impl Lesson {
    /// The row of the protocol's table.
    pub fn command(&self) -> Option<&'static Command> {
        self.protocol.command(self.name)
    }

    /// The whole explanation, one line a fact, to someone who speaks this protocol.
    pub fn say(&self, spoken: &Protocol, lang: Lang) -> String {
        let mut lines = Vec::new();
        let (protocol, asks) = (self.protocol.name, self.protocol.asks);
        if protocol != spoken.name {
            lines.push(lang.pick(
                format!("A command of {protocol}; here {} is spoken.", spoken.name),
                format!("这是 {protocol} 的命令；现在用的是 {}。", spoken.name),
            ));
        }
        let command = self.command();
        if let Some(command) = command {
            lines.push(format!("{}  ({})", command.syntax(), command.section));
        }
        lines.push(self.summary.of(lang).to_owned());
        if let Some(command) = command
            && let Some(extension) = command.extension
        {
            let or = lang.pick(" or ", " 或 ");
            let extension = match command.version {
                Some(version) => format!("{extension}{or}{version}"),
                None => extension.to_owned(),
            };
            lines.push(lang.pick(
                format!("Only where the answer to {asks} has {extension}."),
                format!("只有 {asks} 的应答中列出 {extension} 时才可用。"),
            ));
        }
        lines.push(format!(
            "{}{}",
            lang.pick("Example: ", "例："),
            self.example
        ));
        for reply in self.replies {
            let means = code::find(*reply).map_or("", |row| row.means.of(lang));
            lines.push(format!("  {reply}  {means}"));
        }
        for code in self.codes {
            let means = response::code(self.protocol, code).map_or("", |row| row.means.of(lang));
            lines.push(format!("  [{code}]  {means}"));
        }
        for parameter in command.map_or(&[][..], |command| command.parameters) {
            let (shape, extension) = (parameter.shape, parameter.extension);
            lines.push(lang.pick(
                format!(
                    "  [{shape}]  where EHLO has {extension} ({})",
                    parameter.section
                ),
                format!(
                    "  [{shape}]  EHLO 应答中有 {extension} 时可用（{}）",
                    parameter.section
                ),
            ));
        }
        lines.join("\n")
    }
}

/// Every verb of SMTP's table, in the same order.
static LESSONS: &[Lesson] = &[
    lesson(
        "EHLO",
        text(
            "says who you are, and asks what the server offers: one extension a line. Say it first, and again behind STARTTLS.",
            "自报主机名，并询问服务器支持的扩展，每行一个。连接后先发它；STARTTLS 之后要重新发送。",
        ),
        "EHLO localhost",
        &[250, 501, 502, 504, 550],
    ),
    lesson(
        "HELO",
        text(
            "says who you are, as in 1982: without extensions, so without a list of AUTH mechanisms and without STARTTLS.",
            "自报主机名的旧命令（1982 年）：没有扩展，因此看不到 AUTH 机制，也没有 STARTTLS。",
        ),
        "HELO localhost",
        &[250, 501, 550],
    ),
    lesson(
        "STARTTLS",
        text(
            "turns this connection into a TLS one: behind 220 the handshake begins, and everything said before is forgotten.",
            "把当前连接升级为 TLS：收到 220 后开始握手，之前说过的全部作废。",
        ),
        "STARTTLS",
        &[220, 454, 501, 502, 503],
    ),
    lesson(
        "AUTH",
        text(
            "logs in. LOGIN asks for user name and code one by one (334), PLAIN takes both at once; all of it in base64, which is no encryption.",
            "登录。LOGIN 分两次询问用户名和授权码（334），PLAIN 一次给出；都用 base64 编码，而 base64 不是加密。",
        ),
        "AUTH LOGIN",
        &[235, 334, 454, 501, 503, 504, 530, 534, 535, 538],
    ),
    lesson(
        "MAIL",
        text(
            "begins a mail and names its sender, to whom bounces go. No space behind the colon.",
            "开始一封邮件，并说明发件人（退信寄往此处）。冒号后不要空格。",
        ),
        "MAIL FROM:<student@smtpsh.example>",
        &[250, 451, 452, 501, 503, 530, 550, 552, 553, 555],
    ),
    lesson(
        "RCPT",
        text(
            "names one recipient; say it once for each.",
            "指定一个收件人；有几个收件人就发几次。",
        ),
        "RCPT TO:<teacher@smtpsh.example>",
        &[250, 251, 450, 451, 452, 501, 503, 550, 551, 552, 553, 554],
    ),
    lesson(
        "DATA",
        text(
            "begins the message: headers, an empty line, the text, and a line with a single dot. The second reply tells whether it was accepted.",
            "开始发送邮件内容：首部、空行、正文，最后是只有一个点的一行。结尾之后的应答才表示邮件是否被接受。",
        ),
        "DATA",
        &[354, 250, 451, 452, 503, 550, 552, 554],
    ),
    lesson(
        "BDAT",
        text(
            "sends the message in pieces of so many bytes, without dots. For programs: nobody counts bytes while typing.",
            "按字节数分块发送邮件内容，不用结尾的点。供程序使用：手工输入时没法数字节。",
        ),
        "BDAT 86 LAST",
        &[250, 451, 452, 503, 552, 554],
    ),
    lesson(
        "RSET",
        text(
            "gives the mail up that was begun: sender and recipients are forgotten, the login is not.",
            "放弃当前这封邮件：清除发件人和收件人，登录状态不变。",
        ),
        "RSET",
        &[250],
    ),
    lesson(
        "VRFY",
        text(
            "asks whether a mailbox exists. Most servers do not tell (252), because spammers asked.",
            "查询邮箱是否存在。为防垃圾邮件，多数服务器不回答（252）。",
        ),
        "VRFY student",
        &[250, 251, 252, 502, 550, 551, 553],
    ),
    lesson(
        "EXPN",
        text(
            "asks who is on a mailing list. Hardly any server tells.",
            "查询邮件列表的成员。几乎没有服务器会回答。",
        ),
        "EXPN students",
        &[250, 252, 502, 550],
    ),
    lesson(
        "HELP",
        text("asks the server for help.", "请服务器给出帮助信息。"),
        "HELP",
        &[214, 211, 502, 504],
    ),
    lesson(
        "NOOP",
        text(
            "does nothing: the server answers, and the connection does not fall idle.",
            "空操作：服务器只应答一下，可避免连接因空闲而断开。",
        ),
        "NOOP",
        &[250],
    ),
    lesson(
        "ETRN",
        text(
            "asks the server to send on what it keeps for a domain. For mail servers that dial in.",
            "请服务器投递它为某个域保存的邮件，供拨号上网的邮件服务器使用。",
        ),
        "ETRN example.org",
        &[250, 251, 252, 253, 458, 459, 501],
    ),
    lesson(
        "QUIT",
        text(
            "ends the session in order; the server closes the connection.",
            "正常结束会话，由服务器关闭连接。",
        ),
        "QUIT",
        &[221],
    ),
];

const fn lesson(
    name: &'static str,
    summary: Text,
    example: &'static str,
    replies: &'static [u16],
) -> Lesson {
    Lesson {
        protocol: &SMTP,
        name,
        summary,
        example,
        replies,
        codes: &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::imap::IMAP;
    use crate::protocol::pop3::POP3;
    use crate::teach::check_texts;
    use unicode_width::UnicodeWidthStr;

    #[test]
    fn every_verb_is_explained() {
        check_texts(all().map(|lesson| lesson.summary));
        for protocol in crate::protocol::protocols() {
            let commands = (protocol.commands)();
            let verbs: Vec<_> = commands.iter().map(|command| command.name).collect();
            let explained: Vec<_> = lessons(protocol).map(|lesson| lesson.name).collect();
            assert_eq!(verbs, explained);
        }
        for lesson in all() {
            let command = lesson.command().unwrap();
            let verb = (lesson.protocol.grammar.verb)(lesson.example.as_bytes());
            assert_eq!(
                command
                    .rest(&lesson.example[verb.start..], &[])
                    .map(|rest| rest.contains('<')),
                Some(false),
                "{lesson:?}"
            );
            for reply in lesson.replies {
                assert!(code::find(*reply).is_some(), "{}: {reply}", lesson.name);
            }
            for code in lesson.codes {
                let row = response::code(lesson.protocol, code);
                assert!(row.is_some(), "{}: {code}", lesson.name);
            }
        }
    }

    #[test]
    fn an_explanation() {
        assert_eq!(
            find("starttls", &SMTP).unwrap().say(&SMTP, Lang::English),
            "STARTTLS  (RFC 3207 §4)\n\
             turns this connection into a TLS one: behind 220 the handshake begins, and everything said before is forgotten.\n\
             Only where the answer to EHLO has STARTTLS.\n\
             Example: STARTTLS\n  \
             220  the service is ready: the greeting, or ready for TLS behind STARTTLS (RFC 3207 §4)\n  \
             454  authentication fails for a temporary reason; behind STARTTLS: TLS is not available now (RFC 3207 §4)\n  \
             501  syntax error in the arguments\n  \
             502  the command is known but not implemented\n  \
             503  bad sequence of commands: another command must come first"
        );
        let mail = find("Mail", &SMTP).unwrap().say(&SMTP, Lang::Chinese);
        assert!(
            mail.starts_with("MAIL FROM:<address> [SIZE=n] [BODY=8BITMIME] "),
            "{mail}"
        );
        assert!(
            mail.contains("\n  [SIZE=n]  EHLO 应答中有 SIZE 时可用（RFC 1870 §6）\n"),
            "{mail}"
        );
        assert!(find("MAILX", &SMTP).is_none());
    }

    /// On a terminal of 60 columns too nothing of it is broken inside a word.
    #[test]
    fn every_page_of_help_has_room() {
        for lang in [Lang::English, Lang::Chinese] {
            let verbs = all().map(|lesson| lesson.say(&SMTP, lang));
            let helpers = crate::helper::helpers().map(|row| row.help(lang));
            for page in verbs.chain(helpers) {
                for line in page.lines().flat_map(|line| crate::fold::fold(line, 56)) {
                    assert!(line.width() <= 56, "{line}");
                }
            }
        }
    }

    #[test]
    fn the_protocol_that_is_spoken_comes_first() {
        let list = |spoken| find("list", spoken).unwrap().say(spoken, Lang::English);
        assert!(list(&POP3).starts_with("LIST [message]  (RFC 1939 §5)\n"));
        assert!(list(&IMAP).starts_with("LIST \"\" \"pattern\"  (RFC 9051 §6.3.9)\n"));
        assert!(list(&SMTP).starts_with("A command of POP3; here SMTP is spoken.\nLIST "));
        let stls = find("stls", &POP3).unwrap().say(&POP3, Lang::Chinese);
        assert!(
            stls.contains("只有 CAPA 的应答中列出 STLS 时才可用。"),
            "{stls}"
        );
        let login = find("LOGIN", &IMAP).unwrap().say(&IMAP, Lang::English);
        assert!(
            login.contains("\n  [AUTHENTICATIONFAILED]  user name and code are wrong\n"),
            "{login}"
        );
    }
}
