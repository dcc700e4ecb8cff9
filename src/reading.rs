//! A mail as a person wants it: who wrote to whom, when, about what; its text, whatever its charset;
//! its attachments by name and size. Decoding is `mail-parser`'s; what it finds is made harmless.

use crate::protocol::text::escape;
use crate::words::Lang;
use mail_parser::{Address, DateTime, Message, MessageParser, MimeHeaders};

/// A mail that was read.
#[derive(Debug)]
pub struct Reading<'a>(Message<'a>);

/// What a list says of a mail.
#[derive(Debug, PartialEq, Eq)]
pub struct Short {
    /// Date and time, to the minute; empty if the mail has none.
    pub date: String,
    /// Who it is from.
    pub from: String,
    /// What it is about.
    pub subject: String,
}

impl<'a> Reading<'a> {
    /// Reads a mail; nothing if it has no headers.
    pub fn of(mail: &'a [u8]) -> Option<Self> {
        MessageParser::default().parse(mail).map(Self)
    }

    /// Date, sender and subject.
    pub fn in_short(&self, lang: Lang) -> Short {
        let date = self.0.date().map(DateTime::to_rfc3339);
        let from =
            people(self.0.from()).unwrap_or_else(|| lang.pick("(none)", "（无）").to_owned());
        let subject = self.0.subject().unwrap_or(lang.pick("(none)", "（无）"));
        let date = date.as_deref().and_then(|date| date.get(..16));
        Short {
            date: date.unwrap_or_default().replace('T', " "),
            from,
            subject: one_line(subject),
        }
    }

    /// Headers, text, and the list of what is attached.
    pub fn whole(&self, lang: Lang) -> String {
        let mail = &self.0;
        let headers = [
            (lang.pick("From", "发件人"), people(mail.from())),
            (lang.pick("To", "收件人"), people(mail.to())),
            (lang.pick("Cc", "抄送"), people(mail.cc())),
            (lang.pick("Subject", "主题"), mail.subject().map(one_line)),
            (
                lang.pick("Date", "日期"),
                mail.date().map(DateTime::to_rfc822),
            ),
        ];
        let colon = lang.pick(": ", "：");
        let mut shown: Vec<String> = headers
            .into_iter()
            .filter_map(|(name, value)| Some(format!("{name}{colon}{}", value?)))
            .collect();
        shown.push(String::new());
        let body = mail.body_text(0).unwrap_or_default();
        let mut lines = body.lines().map(escape);
        shown.extend(lines.by_ref().take(MAX_LINES));
        let left = lines.count();
        if left > 0 {
            shown.push(match lang {
                Lang::English => format!("… {left} more lines"),
                Lang::Chinese => format!("…… 其余 {left} 行"),
            });
        }
        let attached: Vec<String> = self.attached(lang).collect();
        if !attached.is_empty() {
            shown.push(String::new());
            shown.push(lang.pick("Attached:", "附件：").to_owned());
            shown.extend(attached);
        }
        shown.join("\n")
    }

    fn attached(&self, lang: Lang) -> impl Iterator<Item = String> {
        self.0.attachments().take(MAX_ATTACHED).map(move |part| {
            let name = part.attachment_name().map(one_line);
            let name = name.unwrap_or_else(|| lang.pick("(no name)", "（无名）").to_owned());
            let kind = part.content_type().map(|kind| {
                let sub = kind.subtype().unwrap_or_default();
                one_line(&format!("{}/{sub}", kind.ctype()))
            });
            let bytes = part.len();
            let size = match lang {
                Lang::English => format!("{bytes} bytes"),
                Lang::Chinese => format!("{bytes} 字节"),
            };
            format!("  {name}  {}  {size}", kind.unwrap_or_default())
        })
    }
}

/// Names and addresses.
fn people(address: Option<&Address<'_>>) -> Option<String> {
    let shown = address?.iter().take(MAX_PEOPLE).map(|person| {
        let address = person.address().unwrap_or_default();
        match person.name() {
            Some(name) => one_line(&format!("{name} <{address}>")),
            None => one_line(address),
        }
    });
    Some(shown.collect::<Vec<_>>().join(", "))
}

/// What a header says, in one line that is safe to show and not too long.
fn one_line(text: &str) -> String {
    let start: String = text.chars().take(MAX_HEADER).collect();
    escape(&start.replace(['\r', '\n'], " "))
}

/// How much of a mail is taken apart; text and headers stand before what is long.
pub const MAX_PARSED: u64 = 16 << 20;
/// Lines of text that are shown: some screens, to scroll back through.
const MAX_LINES: usize = 400;
/// Attachments that are listed.
const MAX_ATTACHED: usize = 100;
/// Names of one header that are shown.
const MAX_PEOPLE: usize = 20;
/// Characters of one header that are shown.
const MAX_HEADER: usize = 500;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gbk_and_attachments() {
        let mail = [
            &b"From: =?gb18030?B?1cXI/Q==?= <zhang@qq.com>\r\nTo: me@qq.com\r\n\
               Subject: =?gbk?B?xOO6ww==?=\r\nDate: Thu, 1 Jan 2026 08:00:00 +0800\r\n\
               MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n\
               --x\r\nContent-Type: text/plain; charset=gbk\r\n\r\n"[..],
            b"\xc4\xe3\xba\xc3\x1b[2J\r\n",
            b"--x\r\nContent-Type: application/pdf; name=\"=?utf-8?B?5L2c5LiaLnBkZg==?=\"\r\n\
              Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment\r\n\r\n\
              AAECAwQ=\r\n--x--\r\n",
        ]
        .concat();
        let mail = Reading::of(&mail).unwrap();
        assert_eq!(
            mail.whole(Lang::Chinese),
            "发件人：张三 <zhang@qq.com>\n收件人：me@qq.com\n主题：你好\n\
             日期：Thu, 1 Jan 2026 08:00:00 +0800\n\n你好\\x1b[2J\n\n附件：\n  \
             作业.pdf  application/pdf  5 字节"
        );
        assert_eq!(
            mail.in_short(Lang::English),
            Short {
                date: "2026-01-01 08:00".to_owned(),
                from: "张三 <zhang@qq.com>".to_owned(),
                subject: "你好".to_owned(),
            }
        );
    }

    #[test]
    fn hostile_mails_are_bounded() {
        let long = [b"Subject: ", &b"x\x07".repeat(100_000)[..], b"\r\n\r\n"].concat();
        let body = b"a line\r\n".repeat(100_000);
        let shown = Reading::of(&[long, body].concat())
            .unwrap()
            .whole(Lang::English);
        assert!(
            shown.len() < 20_000 && !shown.contains('\x07'),
            "{}",
            shown.len()
        );
        assert!(Reading::of(b"").is_none());
    }
}
