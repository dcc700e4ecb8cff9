//! A mail as its writer thinks of it, and the message that is made of it: headers (RFC 5322), text
//! and attachments (MIME, RFC 2045 to 2049). No I/O: the files come read, the date and what is
//! unique come with them.

mod address;
mod argument;
mod attachment;

pub use address::{Person, people};
pub use argument::{Wishes, parse};
pub use attachment::Attachment;

use crate::why::Why;
use mail_builder::MessageBuilder;
use mail_builder::headers::address::Address;
use mail_builder::headers::date::Date;

crate::words! {
    /// What is wrong with a part of a mail.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub enum Flaw {
        NotAnAddress { given: String } => "this is no mail address: {given}", "这不是合法的邮箱地址：{given}";
        NoRecipient => "a mail needs a recipient", "邮件至少要有一个收件人";
        NoSender => "a mail needs a sender: from=ADDRESS, or :user", "邮件需要发件人：from=地址，或先用 :user 指定";
        Control => "line ends and control characters have no place in a header", "首部中不能有换行和控制字符";
        TooLarge { file: String, most: u64 } => "{file} makes the mail larger than {most} bytes; :send FILE sends a finished message of any size", "加上 {file} 后邮件超过 {most} 字节；已写好的大邮件可用 :send 文件 发送";
        Unreadable { file: String, why: Why } => "cannot read {file}: {why}", "无法读取 {file}：{why:#}";
        NothingKept => "no mail has been composed yet", "还没有撰写过邮件";
    }
}

/// A mail as its writer thinks of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Who writes.
    pub from: Person,
    /// To whom.
    pub to: Vec<Person>,
    /// Who gets a copy.
    pub cc: Vec<Person>,
    /// What it is about.
    pub subject: String,
    /// The text, lines ended by LF.
    pub text: String,
    /// The files that go with it.
    pub files: Vec<Attachment>,
}

/// What makes a message one of its kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// Seconds since 1970.
    pub seconds: i64,
    /// Letters and digits that no other message has.
    pub unique: String,
}

/// A message, and the envelope to send it in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Composed {
    /// The sender of the envelope.
    pub from: String,
    /// Its recipients.
    pub to: Vec<String>,
    /// The message, lines ended by CRLF.
    pub message: Vec<u8>,
}

impl Draft {
    /// Makes the message.
    pub fn compose(self, stamp: &Stamp) -> Composed {
        let recipients = self.to.iter().chain(&self.cc);
        let to = recipients.map(|person| person.address.clone()).collect();
        let from = self.from.address.clone();
        let host = from.rsplit('@').next().filter(|host| host.is_ascii());
        let id = format!("{}@{}", stamp.unique, host.unwrap_or("localhost"));
        let mut mail = MessageBuilder::new()
            .from(list(&[self.from]))
            .to(list(&self.to));
        if !self.cc.is_empty() {
            mail = mail.cc(list(&self.cc));
        }
        mail = mail
            .subject(self.subject)
            .date(Date::new(stamp.seconds))
            .message_id(id)
            .text_body(plain(&self.text));
        if !self.files.is_empty() {
            let parts = self.files.iter().map(Attachment::part);
            mail.attachments = Some(parts.collect());
        }
        let mut message = Vec::new();
        mail.serialize(&mut message);
        if !message.ends_with(b"\r\n") {
            message.extend(b"\r\n");
        }
        Composed { from, to, message }
    }
}

impl Composed {
    /// Its lines, without their ends.
    pub fn lines(&self) -> impl Iterator<Item = &[u8]> {
        let text = self.message.strip_suffix(b"\r\n").unwrap_or(&self.message);
        text.split(|byte| *byte == b'\n')
            .map(|line| line.strip_suffix(b"\r").unwrap_or(line))
    }

    /// Whether an address has letters beyond ASCII, for which the server must know SMTPUTF8
    /// (RFC 6531).
    pub fn is_international(&self) -> bool {
        !self.from.is_ascii() || self.to.iter().any(|to| !to.is_ascii())
    }
}

/// Text with CRLF ends, and no other control characters than tabs.
fn plain(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let kept = |c: &char| matches!(c, '\n' | '\t') || !c.is_control();
    let text: String = text.chars().filter(kept).collect();
    text.replace('\n', "\r\n")
}

fn list(people: &[Person]) -> Address<'static> {
    let people = people.iter().cloned();
    let one = |person: Person| Address::new_address(person.name, person.address);
    Address::new_list(people.map(one).collect())
}

/// What a header may not have: it would end it, or be shown as something else.
pub fn without_controls(text: &str) -> Result<String, Flaw> {
    let text = text.trim();
    if text.chars().any(char::is_control) {
        return Err(Flaw::Control);
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use mail_parser::{MessageParser, MimeHeaders};
    use proptest::prelude::*;

    fn stamp() -> Stamp {
        Stamp {
            seconds: 1_793_606_400,
            unique: "abc".into(),
        }
    }

    fn draft(subject: &str, text: &str, files: Vec<Attachment>) -> Draft {
        Draft {
            from: Person::parse("王小明 <ming@example.com>").unwrap(),
            to: people("teacher@example.com, \"李, 老师\" <li@example.com>").unwrap(),
            cc: Vec::new(),
            subject: subject.into(),
            text: text.into(),
            files,
        }
    }

    #[test]
    fn a_message_reads_as_it_was_written() {
        let report = Attachment::new("实验报告 第1次.pdf", b"%PDF\0\r\n.\n".to_vec());
        let bad = Attachment::new("a\r\nBcc: x@y\"\\.txt", "文本".as_bytes().to_vec());
        let subject =
            "第一次实验：用 telnet 发邮件，很长的主题要分成几个编码字，每个都不能超过七十五个字符";
        let composed = draft(subject, "老师：\n.\n您好！\n", vec![report, bad]).compose(&stamp());
        assert_eq!(composed.from, "ming@example.com");
        assert_eq!(composed.to, ["teacher@example.com", "li@example.com"]);
        let message = MessageParser::default().parse(&composed.message).unwrap();
        assert_eq!(message.subject(), Some(subject));
        assert_eq!(
            message.from().unwrap().first().unwrap().name(),
            Some("王小明")
        );
        let to = message.to().unwrap();
        assert_eq!(to.last().unwrap().name(), Some("李, 老师"));
        assert_eq!(message.message_id(), Some("abc@example.com"));
        assert_eq!(
            message.body_text(0).unwrap().trim_end(),
            "老师：\r\n.\r\n您好！"
        );
        assert!(message.bcc().is_none());
        let files: Vec<_> = message.attachments().collect();
        assert_eq!(files[0].attachment_name(), Some("实验报告 第1次.pdf"));
        assert_eq!(files[0].contents(), b"%PDF\0\r\n.\n");
        assert_eq!(files[1].contents(), "文本".as_bytes());
        let name = files[1].attachment_name().unwrap();
        assert_eq!(name, "a__Bcc: x@y\"\\.txt");
    }

    #[test]
    fn the_parts_are_as_the_standards_have_them() {
        let composed = draft("hello", "plain\n", Vec::new()).compose(&stamp());
        let text = String::from_utf8(composed.message.clone()).unwrap();
        for line in [
            "Subject: hello\r\n",
            "Date: Mon, 2 Nov 2026 08:00:00 +0000\r\n",
            "Message-ID: <abc@example.com>\r\n",
            "MIME-Version: 1.0\r\n",
            "From: =?",
        ] {
            assert!(text.contains(line), "{line}: {text}");
        }
        assert!(!composed.is_international());
        let file = Attachment::new("图.png", vec![0; 200]);
        let text = draft("hello", "中文\n", vec![file])
            .compose(&stamp())
            .message;
        let text = String::from_utf8(text).unwrap();
        assert!(text.contains("Content-Type: image/png;"), "{text}");
        assert!(text.contains("filename*=UTF-8''%E5%9B%BE.png"), "{text}");
        assert!(text.contains("multipart/mixed"), "{text}");
        crate::words::check_table(Flaw::TABLE);
    }

    proptest! {
        /// Whatever is written: ASCII lines of at most 998 bytes with CRLF ends and nothing bare
        /// (RFC 5322 §2.1.1), and it reads as it was written.
        #[test]
        fn any_text(subject in "[你好=?a-z_-]{0,90}", text in "(\\PC{0,300}\n){0,5}", name in "\\PC{1,60}", content in proptest::collection::vec(any::<u8>(), 0..300)) {
            let file = Attachment::new(&name, content.clone());
            let composed = draft(subject.trim(), &text, vec![file]).compose(&stamp());
            prop_assert!(composed.message.is_ascii());
            for line in composed.lines() {
                prop_assert!(line.len() <= 998, "{}", String::from_utf8_lossy(line));
                prop_assert!(!line.contains(&b'\r'));
            }
            let message = MessageParser::default().parse(&composed.message).unwrap();
            prop_assert_eq!(message.subject().unwrap_or_default(), &subject);
            let attached = message.attachments().next().unwrap();
            prop_assert_eq!(attached.contents(), &content[..]);
            prop_assert_eq!(message.attachments().count(), 1);
        }
    }
}
