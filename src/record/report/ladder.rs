//! The dialogue as a ladder: an arrow for each thing that was said, between client and server.

use super::excerpt::Excerpt;
use super::explain;
use super::story::{Row, Story, What};
use crate::direction::Direction;
use crate::protocol::Outcome;
use crate::protocol::text::visible;
use crate::words::Lang;
use maud::{Markup, html};

/// The dialogue as a part of the page.
pub(super) fn show(story: &Story, lang: Lang) -> Markup {
    html! {
        h2 { (lang.pick("The dialogue", "对话过程")) }
        div.ends { b { (lang.pick("Client", "客户端")) } b { (lang.pick("Server", "服务器")) } }
        ol.ladder { @for row in &story.rows { (step(row, lang)) } }
        @if story.rows_left_out > 0 {
            p.note { (lang.pick("Steps left out: ", "略去的步骤数：")) (story.rows_left_out) }
        }
    }
}

fn step(row: &Row, lang: Lang) -> Markup {
    let time = format!("{:.3} s", row.at);
    let What::Said {
        from,
        tls,
        verb,
        reply,
        lines,
    } = &row.what
    else {
        let What::Mark(what) = &row.what else {
            return html! {};
        };
        return html! { li.mark { time { (time) } div.arrow { (what) } } };
    };
    let why = match reply {
        Some((code, outcome)) => explain::reply(verb, *code, *outcome, lang),
        None if verb.is_empty() => Some(lang.pick(
            "The message: headers, an empty line, the text.",
            "邮件内容：首部、空行、正文。",
        )),
        None => explain::command(verb, lang),
    };
    html! {
        li class=(class(*from, *tls, reply.map(|(_, outcome)| outcome))) {
            time { (time) @if *tls { " " span.lock { "TLS" } } }
            div.arrow { (said(lines, lang)) span.line {} }
            @if let Some(why) = why { p.why { (why) } }
        }
    }
}

fn said(lines: &Excerpt, lang: Lang) -> Markup {
    html! {
        pre { @for line in &lines.lines { (visible(line)) "\n" } }
        @if lines.lines_left_out > 0 {
            p.note {
                (lang.pick("left out: ", "略去："))
                (lines.lines_left_out) (lang.pick(" lines, ", " 行，"))
                (lines.bytes_left_out) (lang.pick(" bytes", " 字节"))
            }
        }
    }
}

fn class(from: Direction, tls: bool, outcome: Option<Outcome>) -> String {
    let from = match from {
        Direction::Client => "client",
        Direction::Server => "server",
    };
    let tone = match outcome {
        None => "",
        Some(Outcome::Done) => " done",
        Some(Outcome::GoOn) => " go-on",
        Some(Outcome::RefusedNow | Outcome::Refused) => " refused",
        Some(Outcome::Unclear) => " unclear",
    };
    format!("{from}{tone}{}", if tls { " tls" } else { "" })
}
