//! How long each reply took, as bars: to its first byte, and to its last.

use super::step::{ANSWER, GREETING, Time};
use crate::screen::milliseconds;
use crate::words::Lang;
use maud::{Markup, html};

/// The times as a part of the page; nothing without times.
pub(super) fn show(times: &[Time], lang: Lang) -> Markup {
    let longest = times
        .iter()
        .map(|time| time.took.last)
        .max()
        .unwrap_or_default();
    let scale = 100.0 / longest.as_secs_f64().max(SHORTEST);
    html! {
        @if !times.is_empty() {
            h2 id="times" { (lang.pick("How long the replies took", "应答耗时")) }
            div.chart {
                @for time in times {
                    span.what { (name(&time.verb, lang)) @if !time.word.is_empty() { " → " (time.word) } }
                    // Each bar stretches with the page; its text does not.
                    svg viewBox="0 0 100 10" preserveAspectRatio="none" role="presentation" {
                        rect.last width=(width(time.took.last.as_secs_f64() * scale)) height="10" {}
                        rect.first width=(width(time.took.first.as_secs_f64() * scale)) height="10" {}
                    }
                    span.ms { (milliseconds(time.took.last)) " ms" }
                }
            }
            p.note { (lang.pick("Full colour: to the first byte of the reply. Pale: to its last byte.", "实色：到应答的第一个字节；淡色：到最后一个字节。")) }
        }
    }
}

/// What was answered: a verb is the server's word, the rest is ours.
fn name(verb: &str, lang: Lang) -> &str {
    match verb {
        ANSWER => lang.pick("answer", "回答质询"),
        GREETING => lang.pick("connection", "建立连接"),
        "." => lang.pick("message", "邮件内容"),
        verb => verb,
    }
}

/// A bar that can be seen, however short.
fn width(percent: f64) -> String {
    format!("{:.2}", percent.clamp(0.3, 100.0))
}

/// Keeps the scale finite where nothing took any time: a microsecond.
const SHORTEST: f64 = 1e-6;
