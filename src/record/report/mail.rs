//! The mail that was sent, as its reader will see it.

use crate::event::MAX_BEGINNING;
use crate::protocol::text::{escape, visible};
use crate::protocol::{Outcome, Reply, dot};
use crate::words::{Lang, text};
use mail_parser::{Address, Message, MessageParser, MimeHeaders};
use maud::{Markup, html};

/// A mail: its envelope, and the beginning of its message.
#[derive(Debug, Default)]
pub(super) struct Mail {
    /// MAIL and each RCPT, with the code that came back.
    envelope: Vec<(String, Option<u16>)>,
    /// How many of them are answered.
    answered: usize,
    /// The first bytes of the message, dots unstuffed.
    head: Vec<u8>,
    bytes: u64,
    /// The last BDAT was said.
    last_chunk: bool,
    /// What the server said to all of it.
    pub(super) accepted: Option<bool>,
}

impl Mail {
    /// A command: MAIL and RCPT make the envelope, and BDAT tells its last piece (RFC 3030 §2).
    pub(super) fn command(&mut self, verb: &str, line: &[u8]) {
        let mut words = line.split(u8::is_ascii_whitespace);
        self.last_chunk |= verb == "BDAT" && words.next_back().is_some_and(is_last);
        if is_of_envelope(verb) && self.envelope.len() < MAX_RECIPIENTS {
            let shown = line.get(..MAX_COMMAND).unwrap_or(line);
            self.envelope.push((visible(shown), None));
        }
    }

    /// What the server said to the envelope, in its order, or to the message.
    pub(super) fn answered(&mut self, verb: &str, reply: &Reply) {
        let refused = reply.outcome.is_refusal();
        if verb == "." || (verb == "BDAT" && (self.last_chunk || refused)) {
            self.accepted = Some(reply.outcome == Outcome::Done);
        } else if is_of_envelope(verb) {
            if let Some((_, code)) = self.envelope.get_mut(self.answered) {
                *code = reply.code();
            }
            self.answered += 1;
        }
    }

    /// A line of the message, as it was sent.
    pub(super) fn line(&mut self, line: &[u8]) {
        let dot::Text::Line(line) = dot::unstuff(line) else {
            return;
        };
        self.bytes += line.len() as u64 + 2;
        let room = MAX_HEAD.saturating_sub(self.head.len());
        self.head.extend(line.iter().chain(b"\r\n").take(room));
    }

    /// The message is this file.
    pub(super) fn file(&mut self, beginning: &[u8], bytes: u64) {
        self.bytes = bytes;
        self.head.extend(beginning.iter().take(MAX_HEAD));
    }

    /// No text was sent.
    pub(super) fn is_empty(&self) -> bool {
        self.bytes == 0
    }

    /// The mail as a part of the page.
    pub(super) fn show(&self, lang: Lang) -> Markup {
        let message = MessageParser::default().parse(&self.head);
        let message = message.as_ref();
        let subject = message.and_then(|mail| mail.subject()).unwrap_or_default();
        let body = message
            .and_then(|mail| mail.body_text(0))
            .unwrap_or_default();
        let body: String = body.chars().take(MAX_BODY).collect();
        let verdict = match self.accepted {
            Some(true) => text("accepted by the server", "服务器已接收"),
            Some(false) => text("refused by the server", "服务器拒绝接收"),
            None => text("not sent to its end", "没有发送完"),
        };
        let people = [
            (text("From", "发件人"), message.and_then(|mail| mail.from())),
            (text("To", "收件人"), message.and_then(|mail| mail.to())),
            (text("Cc", "抄送"), message.and_then(|mail| mail.cc())),
        ];
        let files: Vec<_> = message
            .into_iter()
            .flat_map(Message::attachments)
            .map(|part| part.attachment_name().unwrap_or("–").to_owned())
            .collect();
        html! {
            article.mail {
                h3 { @if subject.is_empty() { "–" } @else { (escape(subject)) } }
                dl {
                    @for (name, addresses) in people { @if let Some(addresses) = addresses {
                        dt { (name.of(lang)) }
                        dd { (list(addresses)) }
                    } }
                    dt { (lang.pick("Envelope", "信封")) }
                    dd { @for (line, code) in &self.envelope {
                        code { (line) }
                        @if let Some(code) = code { " " span.code.refused[*code >= 400] { (code) } }
                        br;
                    } }
                    @if !files.is_empty() {
                        dt { (lang.pick("Attachments", "附件")) }
                        dd { @for name in &files { (escape(name)) br; } }
                    }
                    dt { (lang.pick("Size", "大小")) }
                    dd { (self.bytes) " " (lang.pick("bytes", "字节")) }
                    dt { (lang.pick("Result", "结果")) }
                    dd { (verdict.of(lang)) }
                }
                pre { @for line in body.lines() { (escape(line)) "\n" } }
                @if self.bytes > MAX_HEAD as u64 || body.chars().count() == MAX_BODY {
                    p.note { (lang.pick("Only the beginning is shown.", "只显示开头部分。")) }
                }
            }
        }
    }
}

fn is_last(word: &[u8]) -> bool {
    word.eq_ignore_ascii_case(b"LAST")
}

fn is_of_envelope(verb: &str) -> bool {
    matches!(verb, "MAIL" | "RCPT")
}

/// The people of a header, as its reader sees them.
fn list(addresses: &Address<'_>) -> String {
    let people = addresses.iter().map(|person| {
        let address = person.address().unwrap_or_default();
        match person.name() {
            Some(name) => format!("{name} <{address}>"),
            None => address.to_owned(),
        }
    });
    escape(&people.collect::<Vec<_>>().join(", "))
}

/// How much of a message is kept: its header and what of the text is shown.
const MAX_HEAD: usize = MAX_BEGINNING;
/// How many characters of the text are shown: a page.
const MAX_BODY: usize = 2000;
/// How many commands of the envelope are shown (RFC 5321 §4.5.3.1.8: 100 recipients).
const MAX_RECIPIENTS: usize = 101;
/// The longest command that is shown (RFC 5321 §4.5.3.1.4: 512 bytes).
const MAX_COMMAND: usize = 512;
