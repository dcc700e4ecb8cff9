//! The TLS handshake as a second ladder, with its steps to open.

use crate::direction::Direction;
use crate::handshake::{certificate_rows, certificates};
use crate::protocol::text::escape;
use crate::protocol::text::hex;
use crate::record::handshakes::Handshakes;
use crate::teach::handshake::{Purpose, explain, session_keys};
use crate::tls::Decoder;
use crate::words::Lang;
use maud::{Markup, html};

/// One message of the handshake.
#[derive(Debug, Clone)]
struct Step {
    /// Its place in the handshake, from 1.
    number: usize,
    /// Milliseconds since the handshake began.
    ms: f64,
    /// Who sent it.
    direction: Direction,
    /// It was encrypted on the wire.
    encrypted: bool,
    /// Its name, as Wireshark has it.
    name: String,
    /// The facts of it in a line.
    fact: String,
    /// What it is for.
    explanation: String,
}

/// What a decoder has found, explained.
fn steps(decoder: &Decoder, lang: Lang) -> Vec<Step> {
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

/// The handshakes as a part of the page; nothing without one.
pub(super) fn show(all: &Handshakes, lang: Lang) -> Markup {
    html! {
        @if !is_empty(all) {
            h2 id="handshake" { (lang.pick("The TLS handshake", "TLS 握手过程")) }
            @for decoder in all.iter() {
                (super::ladder::ends(lang))
                ol.ladder { @for step in steps(decoder, lang) { (row(&step, lang)) } }
                (keys(decoder, lang))
                (identity(decoder, lang))
            }
        }
    }
}

/// Whether there is nothing to show.
pub(super) fn is_empty(all: &Handshakes) -> bool {
    all.iter().all(|decoder| decoder.steps().is_empty())
}

fn row(step: &Step, lang: Lang) -> Markup {
    html! {
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

/// The randoms whole, and how the session keys came to be.
fn keys(decoder: &Decoder, lang: Lang) -> Markup {
    let summary = decoder.summary();
    let randoms = [
        (
            lang.pick("Client random", "客户端随机数"),
            summary.client_random,
        ),
        (
            lang.pick("Server random", "服务器随机数"),
            summary.server_random,
        ),
    ];
    html! {
        dl.keys { @for (name, random) in randoms { @if let Some(random) = random {
            dt { (name) } dd { code { (hex(&random)) } }
        } } }
        @for (number, origin) in session_keys(&summary).iter().enumerate() {
            @if number == 0 { h3 { (escape(&origin.say(lang))) } }
            @else { p { (escape(&origin.say(lang))) } }
        }
    }
}

/// The server's certificates, and who verifies what of them.
fn identity(decoder: &Decoder, lang: Lang) -> Markup {
    let chain = certificates(decoder);
    html! {
        @if !chain.is_empty() {
            h3 { (lang.pick("The server's certificate, and its verification", "服务器证书及其验证")) }
            @for certificate in chain {
                dl.keys { @for (name, value) in certificate_rows(certificate) {
                    dt { (name.of(lang)) } dd { (escape(&value)) }
                } }
            }
            p { (Purpose::Verification.say(lang)) }
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
