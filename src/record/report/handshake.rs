//! The TLS handshake as a second ladder, with its steps to open.

use crate::direction::Direction;
use crate::protocol::text::escape;
use crate::teach::handshake::explain;
use crate::tls::Decoder;
use crate::words::Lang;
use maud::{Markup, html};

/// One message of the handshake.
#[derive(Debug, Clone)]
pub struct Step {
    /// Its place in the handshake, from 1.
    pub number: usize,
    /// Milliseconds since the handshake began.
    pub ms: f64,
    /// Who sent it.
    pub direction: Direction,
    /// It was encrypted on the wire.
    pub encrypted: bool,
    /// Its name, as Wireshark has it.
    pub name: String,
    /// The facts of it in a line.
    pub fact: String,
    /// What it is for.
    pub explanation: String,
}

/// What a decoder has found, explained.
pub(super) fn steps(decoder: &Decoder, lang: Lang) -> Vec<Step> {
    let (all, summary) = (decoder.steps(), decoder.summary());
    let steps = all.iter().enumerate().map(|(index, step)| {
        let earlier = all.get(..index).unwrap_or_default();
        Step {
            number: index + 1,
            ms: step.at.as_secs_f64() * 1000.0,
            direction: step.direction,
            encrypted: step.encrypted,
            name: step.message.name().to_owned(),
            fact: step.message.fact(),
            explanation: explain(step, earlier, &summary).say(lang),
        }
    });
    steps.collect()
}

/// The steps as a part of the page; nothing without steps.
pub(super) fn show(steps: &[Step], lang: Lang) -> Markup {
    html! {
        @if !steps.is_empty() {
            h2 id="handshake" { (lang.pick("The TLS handshake", "TLS 握手过程")) }
            (super::ladder::ends(lang))
            ol.ladder {
                @for step in steps {
                    li class=(class(step)) {
                        time { (format!("{:.1} ms", step.ms)) }
                        div.arrow { b { (step.number) " " (escape(&step.name)) } span.line {} }
                        details.why {
                            summary { @if step.fact.is_empty() { (lang.pick("what it is for", "说明")) } @else { (escape(&step.fact)) } }
                            @for line in step.explanation.lines() { p { (escape(line)) } }
                        }
                    }
                }
            }
        }
    }
}

fn class(step: &Step) -> String {
    let from = match step.direction {
        Direction::Client => "client",
        Direction::Server => "server done",
    };
    format!("{from}{}", if step.encrypted { " tls" } else { "" })
}
