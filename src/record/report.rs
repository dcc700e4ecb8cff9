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
mod step;
mod story;
mod summary;

use super::format::{Format, Formatted, Moment, date};
use super::{Options, Output, Recorder};
use crate::event::Event;
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
                    p.note.screen { (lang.pick("Click on a line to fill it in, write your conclusion at the end, then print the page or save it as PDF.", "点击横线即可填写，实验小结写在最后，然后打印或另存为 PDF。")) }
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
                    (contents(story, lang))
                }
                main {
                    (ladder::show(story, lang))
                    (handshake::show(&story.secured, &story.handshakes, lang))
                    (chart::show(&story.times, lang))
                    (offers::show(&story.offers, lang))
                    @for (number, mail) in story.mails.iter().filter(|mail| !mail.is_empty()).enumerate() {
                        @if number == 0 { h2 id="mail" { (lang.pick("The mail", "发送的邮件")) } }
                        (mail.show(lang))
                    }
                    (conclusion(lang))
                }
            }
        }
    }
}

/// Where the parts of the page are.
fn contents(story: &Story, lang: Lang) -> Markup {
    let parts = [
        (true, "dialogue", lang.pick("Dialogue", "对话过程")),
        (
            !story.secured.is_empty(),
            "tls",
            lang.pick("Handshake", "握手过程"),
        ),
        (
            !story.times.is_empty(),
            "times",
            lang.pick("Times", "应答耗时"),
        ),
        (
            !story.offers.is_empty(),
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

/// What the student has to say of it.
fn conclusion(lang: Lang) -> Markup {
    let name = lang.pick("Conclusion", "实验小结");
    html! {
        h2 { (name) }
        div.conclusion contenteditable="plaintext-only" role="textbox" aria-multiline="true" aria-label=(name) {}
    }
}

/// Whose report it is: to be filled in, as nobody told the program.
const PERSON: [Text; 3] = [
    text("Name", "姓名"),
    text("Student number", "学号"),
    text("Class", "班级"),
];
const STYLE: &str = include_str!("report/style.css");
