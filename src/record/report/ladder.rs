//! The dialogue as a ladder: an arrow for each thing that was said, between client and server.

use super::excerpt::Excerpt;
use super::explain;
use super::phase::{self, Phase};
use super::step::{Aside, GREETING, Row, What};
use super::story::Story;
use crate::direction::Direction;
use crate::protocol::Outcome;
use crate::protocol::imap::IMAP;
use crate::protocol::pop3::POP3;
use crate::protocol::smtp::SMTP;
use crate::protocol::text::visible;
use crate::teach::wording::{self, Wording};
use crate::words::Lang;
use maud::{Markup, html};

/// The dialogue as a part of the page.
pub(super) fn show(story: &Story, lang: Lang) -> Markup {
    html! {
        h2 id="dialogue" { (lang.pick("The dialogue", "对话过程")) }
        (legend(story, lang))
        (ends(lang))
        ol.ladder { @for (row, heading) in with_headings(&story.rows) {
            @if let Some(phase) = heading { li.phase.tls[row.is_tls()] { h3 { (phase.name.of(lang)) } } }
            (step(row, lang))
        } }
        @if story.rows_left_out > 0 {
            p.note { (lang.pick("Steps left out: ", "略去的步骤数：")) (story.rows_left_out) }
        }
    }
}

/// Who stands at which end of the arrows.
pub(super) fn ends(lang: Lang) -> Markup {
    html! {
        div.ends { b { (lang.pick("Client", "客户端")) } b { (lang.pick("Server", "服务器")) } }
    }
}

fn legend(story: &Story, lang: Lang) -> Markup {
    // Those of the protocols that were spoken, or the legend would be a riddle.
    let mail = story.protocols.is_empty() || story.has_spoken(&SMTP);
    let (pop3, imap) = (story.has_spoken(&POP3), story.has_spoken(&IMAP));
    let words = |of_smtp, of_pop3, of_imap| -> Vec<&str> {
        let words = [(mail, of_smtp), (pop3, of_pop3), (imap, of_imap)];
        let spoken = words.into_iter().filter(|(spoken, _)| *spoken);
        let mut words: Vec<_> = spoken.map(|(_, word)| word).collect();
        // POP3 and IMAP have the same +.
        words.dedup();
        words
    };
    let tone = |class, name: &str, words: Vec<&str>| {
        let name = match (words.is_empty(), lang) {
            (true, _) => name.to_owned(),
            (_, Lang::English) => format!("{name} ({})", words.join(", ")),
            (_, Lang::Chinese) => format!("{name}（{}）", words.join("、")),
        };
        (class, name)
    };
    let tones = [
        tone("client", lang.pick("client", "客户端发送"), Vec::new()),
        tone("done", lang.pick("done", "完成"), words("2yz", "+OK", "OK")),
        tone("go-on", lang.pick("go on", "继续"), words("3yz", "+", "+")),
        tone(
            "refused",
            lang.pick("refused", "拒绝"),
            words("4yz, 5yz", "-ERR", "NO, BAD"),
        ),
    ];
    html! {
        ul.legend {
            @for (tone, name) in tones { li class=(tone) { (name) } }
            li.tls { (lang.pick("encrypted by TLS", "经 TLS 加密")) }
        }
    }
}

/// Each step, with the heading of the phase that begins with it.
fn with_headings(rows: &[Row]) -> impl Iterator<Item = (&Row, Option<&'static Phase>)> {
    let mut now = None;
    rows.iter().map(move |row| {
        let phase = match &row.what {
            // What the server says unasked has no verb.
            What::Said { from, verb, .. } if *from == Direction::Server && verb.is_empty() => None,
            What::Said { verb, .. } => phase::of(verb),
            What::Connected(_) => phase::of(GREETING),
            What::Mark(_) | What::Failed(_) => None,
        };
        let begins = phase.filter(|phase| now != Some(*phase));
        now = phase.or(now);
        (row, begins)
    })
}

fn step(row: &Row, lang: Lang) -> Markup {
    let time = format!("{:.3} s", row.at);
    let (from, tls, protocol, verb, reply, lines, aside) = match &row.what {
        What::Mark(what) | What::Connected(what) => {
            return html! { li.mark { time { (time) } div.arrow { (what) } } };
        }
        What::Failed(what) => {
            return html! { li.mark.refused { time { (time) } div.arrow { @for line in what.lines() { (line) br; } } } };
        }
        What::Said {
            from,
            tls,
            protocol,
            verb,
            reply,
            lines,
            aside,
        } => (*from, *tls, protocol, verb, reply, lines, aside),
    };
    let why = match reply {
        Some(status) => explain::reply(protocol, verb, status, lang),
        None if from == Direction::Server => None,
        None => explain::command(protocol, verb, lang),
    };
    let refused = reply
        .as_ref()
        .is_some_and(|status| status.outcome.is_refusal());
    let known = if refused { known(lines) } else { None };
    // Servers give a code of SMTP for other reasons than its own: a known sentence is nearer to them.
    let why = why.filter(|_| known.is_none() || **protocol != SMTP);
    html! {
        li class=(class(from, tls, reply.as_ref().map(|status| status.outcome))) {
            time { (time) @if tls { " " span.lock { "TLS" } } }
            div.arrow { (said(lines, lang)) span.line {} }
            div.why {
                @if let Some(why) = why { p { (why) } }
                @if let Some(aside) = aside { (beside(aside, lang)) }
                @if let Some(known) = known {
                    p.known { (known.means.of(lang)) (lang.pick(" ", "")) (known.advice.of(lang)) }
                }
            }
        }
    }
}

fn beside(aside: &Aside, lang: Lang) -> Markup {
    let (name, plain) = match aside {
        Aside::File(what) => return html! { p.decoded { (what) } },
        Aside::Base64(plain) => (lang.pick("base64 says: ", "base64 解码："), plain.clone()),
        Aside::Names(names) => (lang.pick("decoded: ", "解码后的名称："), names.join(", ")),
    };
    html! { p.decoded { (name) code { (plain) } } }
}

/// What is known of the words of a refusal.
fn known(lines: &Excerpt) -> Option<&'static Wording> {
    let lines: Vec<_> = lines.lines.iter().map(|line| visible(line)).collect();
    wording::find(&lines.join(" "))
}

fn said(lines: &Excerpt, lang: Lang) -> Markup {
    html! {
        pre { @for line in &lines.lines { (visible(line)) "\n" } }
        @if lines.lines_left_out > 0 || lines.bytes_left_out > 0 {
            p.note { (lang.pick("left out: ", "略去：")) (lines.bytes_left_out) (lang.pick(" bytes", " 字节")) }
        }
        @if let Some(end) = &lines.end { pre { (visible(end)) } }
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
