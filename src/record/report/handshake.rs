//! What came of each TLS handshake, and the handshake as a second ladder, with its steps to open.

use super::step::Tls;
use crate::direction::Direction;
use crate::handshake::{certificate_rows, certificates};
use crate::protocol::text::escape;
use crate::protocol::text::hex;
use crate::record::handshakes::Handshakes;
use crate::teach::handshake::{Purpose, explain, session_keys};
use crate::tls::Decoder;
use crate::wire::Secured;
use crate::words::{Lang, Text, text};
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

/// The TLS connections as a part of the page; nothing without one.
pub(super) fn show(all: &[Tls], handshakes: &Handshakes, lang: Lang) -> Markup {
    let chains: Vec<Chain> = handshakes.iter().map(chain).collect();
    html! {
        @for (number, (tls, (decoder, chain))) in all.iter().zip(handshakes.iter().zip(&chains)).enumerate() {
            @if number == 0 { h2 id="tls" { (lang.pick("The TLS handshake", "TLS 握手过程")) } }
            h3 { (tls.server) }
            @match &tls.secured {
                Some(secured) => (outcome(secured, chain.is_empty(), lang)),
                None => p.failed { (lang.pick("The handshake failed.", "握手未成功。")) },
            }
            (super::ladder::ends(lang))
            ol.ladder.handshake { @for step in steps(decoder, lang) { (row(&step, lang)) } }
            (keys(decoder, lang))
            (identity(chain, chains.iter().take(number).any(|known| known == chain), lang))
        }
    }
}

/// What came out of a handshake. A resumed one has no certificate of its own to show below.
fn outcome(secured: &Secured, resumed: bool, lang: Lang) -> Markup {
    let certificate = &secured.certificate;
    let of_certificate = [
        (
            text("Certificate of", "证书主体"),
            certificate.subject.clone(),
        ),
        (text("Issued by", "颁发者"), certificate.issuer.clone()),
        (text("Names", "证书上的名称"), certificate.names.join(", ")),
        (
            text("Valid", "有效期"),
            format!("{} – {}", certificate.from, certificate.until),
        ),
    ];
    let verdict = match &secured.unverified {
        Some(why) => (text("Not verified", "未通过验证"), why.say(lang)),
        None => (text("Verified for", "通过验证的名称"), secured.name.clone()),
    };
    let rows = [
        (text("Version", "版本"), secured.version.to_owned()),
        (text("Cipher suite", "密码套件"), secured.suite.clone()),
        (text("Key exchange", "密钥交换"), secured.group.clone()),
        verdict,
    ];
    let of_certificate = of_certificate.into_iter().filter(|_| resumed);
    html! {
        dl { @for (name, value) in rows.into_iter().chain(of_certificate) { @if !value.is_empty() {
            dt { (name.of(lang)) } dd { (escape(&value)) }
        } } }
    }
}

fn row(step: &Step, lang: Lang) -> Markup {
    html! {
        li class=(class(step)) {
            time { (format!("{:.2} ms", step.ms)) }
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

/// Bytes with colons between them break behind a colon, where a line is too short for them.
fn breakable(value: &str) -> Markup {
    html! { @for part in value.split_inclusive(':') { (part) @if part.ends_with(':') { wbr; } } }
}

/// The server's certificates, and who verifies what of them.
fn identity(chain: &Chain, is_known: bool, lang: Lang) -> Markup {
    html! {
        @if !chain.is_empty() {
            h3 { (lang.pick("The server's certificate, and its verification", "服务器证书及其验证")) }
            @if is_known {
                p { (lang.pick("The same certificate as above, verified in the same way.", "与上面的证书相同，验证方法也相同。")) }
            } @else {
                @for certificate in chain {
                    dl.keys { @for (name, value) in certificate {
                        dt { (name.of(lang)) } dd { (breakable(&escape(value))) }
                    } }
                }
                p { (Purpose::Verification.say(lang)) }
            }
        }
    }
}

/// The facts of each certificate.
type Chain = Vec<Vec<(Text, String)>>;

fn chain(decoder: &Decoder) -> Chain {
    certificates(decoder).iter().map(certificate_rows).collect()
}

fn class(step: &Step) -> String {
    let from = match step.direction {
        Direction::Client => "client",
        Direction::Server => "server done",
    };
    format!("{from}{}", if step.encrypted { " tls" } else { "" })
}
