//! The lab report: one page that holds all it needs, to read on a screen, on a phone or on paper.
//!
//! The page is made by `maud`, which escapes every text; what a server sent is made visible before
//! ([`crate::protocol::text`]). There is no script in it and nothing is loaded.

mod chart;
mod excerpt;
mod explain;
mod handshake;
mod ladder;
mod mail;
mod offers;
mod phase;
mod story;
mod summary;

use super::format::{Format, Formatted, Moment, date};
use super::{Options, Output, Recorder};
use crate::event::Event;
use crate::protocol::text::escape;
use crate::wire::Secured;
use crate::words::{Lang, Text, text};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use std::io;
use story::Story;

/// A recorder of a report.
pub(super) fn recorder(out: Output, options: Options) -> io::Result<Box<dyn Recorder>> {
    let report = Report {
        lang: options.lang,
        story: Story::default(),
    };
    Ok(Formatted::boxed(report, out, options))
}

struct Report {
    lang: Lang,
    story: Story,
}

impl Format for Report {
    fn tell(&mut self, event: &Event, at: Moment) -> Vec<u8> {
        self.story.tell(event, at, self.lang);
        Vec::new()
    }

    fn end(&mut self) -> Vec<u8> {
        page(&self.story, self.lang).into_string().into_bytes()
    }
}

fn page(story: &Story, lang: Lang) -> Markup {
    let protocols = if story.protocols.is_empty() {
        "SMTP".to_owned()
    } else {
        let names: Vec<_> = story.protocols.iter().map(|known| known.name).collect();
        names.join(" / ")
    };
    let title = protocols + lang.pick(" lab report", " 实验报告");
    html! {
        (DOCTYPE)
        html lang=(lang.pick("en", "zh-CN")) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    h1 { (title) }
                    dl.person { @for name in PERSON {
                        dt { (name.of(lang)) }
                        dd contenteditable="plaintext-only" role="textbox" aria-label=(name.of(lang)) {}
                    } }
                    p.note.screen { (lang.pick("Click on a line to fill it in before you print the page.", "点击横线即可填写，然后打印或另存为 PDF。")) }
                    dl {
                        dt { (lang.pick("Server", "服务器")) }
                        dd { @if story.servers.is_empty() { "–" } @for server in &story.servers { (server) br; } }
                        dt { (lang.pick("Date", "日期")) }
                        dd { (story.start.map(date).unwrap_or_default()) }
                        dt { (lang.pick("Written by", "生成程序")) }
                        dd { "smtpsh " (env!("CARGO_PKG_VERSION")) }
                    }
                    (summary::show(story, lang))
                    @if let Some(failure) = &story.failure { pre.failed { (failure) } }
                    p.note { (lang.pick("Authorization codes are replaced by ********.", "授权码均以 ******** 代替。")) }
                    (contents(story, !handshake::is_empty(&story.handshakes), lang))
                }
                main {
                    (ladder::show(story, lang))
                    (protection(&story.secured, lang))
                    (handshake::show(&story.handshakes, lang))
                    (chart::show(&story.times, lang))
                    (offers::show(&story.offers, lang))
                    @for (number, mail) in story.mails.iter().filter(|mail| !mail.is_empty()).enumerate() {
                        @if number == 0 { h2 id="mail" { (lang.pick("The mail", "发送的邮件")) } }
                        (mail.show(lang))
                    }
                }
            }
        }
    }
}

/// Where the parts of the page are.
fn contents(story: &Story, handshake: bool, lang: Lang) -> Markup {
    let parts = [
        (true, "dialogue", lang.pick("Dialogue", "对话过程")),
        (!story.secured.is_empty(), "tls", "TLS"),
        (handshake, "handshake", lang.pick("Handshake", "握手过程")),
        (
            !story.times.is_empty(),
            "times",
            lang.pick("Times", "应答耗时"),
        ),
        (
            story.offers.iter().any(Option::is_some),
            "offers",
            lang.pick("Extensions", "扩展"),
        ),
        (
            !story.mails.iter().all(mail::Mail::is_empty),
            "mail",
            lang.pick("Mail", "邮件"),
        ),
    ];
    html! {
        nav { @for (there, id, name) in parts { @if there { a href=(format!("#{id}")) { (name) } " " } } }
    }
}

/// What came out of the handshakes.
fn protection(all: &[Secured], lang: Lang) -> Markup {
    let rows = |secured: &Secured| {
        let certificate = &secured.certificate;
        [
            (lang.pick("Version", "版本"), secured.version.to_owned()),
            (lang.pick("Cipher suite", "密码套件"), secured.suite.clone()),
            (lang.pick("Key exchange", "密钥交换"), secured.group.clone()),
            (
                lang.pick("Certificate of", "证书主体"),
                certificate.subject.clone(),
            ),
            (lang.pick("Issued by", "颁发者"), certificate.issuer.clone()),
            (
                lang.pick("Names", "证书上的名称"),
                certificate.names.join(", "),
            ),
            (
                lang.pick("Valid", "有效期"),
                format!("{} – {}", certificate.from, certificate.until),
            ),
            (
                lang.pick("Verified for", "验证的名称"),
                secured.name.clone(),
            ),
            (
                lang.pick("Not verified", "未通过验证"),
                secured
                    .unverified
                    .as_ref()
                    .map(|why| why.say(lang))
                    .unwrap_or_default(),
            ),
        ]
    };
    html! {
        @if !all.is_empty() { h2 id="tls" { (lang.pick("TLS", "TLS 连接信息")) } }
        @for secured in all {
            dl { @for (name, value) in rows(secured) { @if !value.is_empty() {
                dt { (name) } dd { (escape(&value)) }
            } } }
        }
    }
}

/// Whose report it is: to be filled in, as nobody told the program.
const PERSON: [Text; 3] = [
    text("Name", "姓名"),
    text("Student number", "学号"),
    text("Class", "班级"),
];
const STYLE: &str = include_str!("report/style.css");
