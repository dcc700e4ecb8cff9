//! The view of a TLS handshake: its steps as lines of text, as Wireshark lists them, each with
//! what it is for.

use crate::direction::Direction;
use crate::protocol::sasl;
use crate::protocol::text::escape;
use crate::screen::{fitting, hex_dump, milliseconds, padded};
use crate::teach::handshake::{explain, session_keys};
use crate::tls::{Certificate, Decoder, Message, Step};
use crate::wire::Passed;
use crate::words::{Lang, Text, text};
use std::time::Instant;

/// The last handshake of a session.
#[derive(Debug, Default)]
pub struct Handshake {
    decoder: Decoder,
    began: Option<Instant>,
}

impl Handshake {
    /// A new handshake begins now; the one before is forgotten.
    pub fn begin(&mut self) {
        *self = Self {
            decoder: Decoder::default(),
            began: Some(Instant::now()),
        };
    }

    /// Takes notice of what passed the wire since it began.
    pub fn follow(&mut self, passed: &Passed) {
        let Some(began) = self.began else { return };
        match passed {
            Passed::Bytes(direction, bytes) => {
                self.decoder.feed(*direction, began.elapsed(), bytes);
            }
            Passed::Key(key) => {
                self.decoder
                    .secret(&key.label, &key.client_random, key.secret.reveal());
            }
        }
    }

    /// Whether the server asked for a client certificate.
    pub fn asks_for_certificate(&self) -> bool {
        let mut steps = self.decoder.steps().iter();
        steps.any(|step| matches!(step.message, Message::CertificateRequest(_)))
    }

    /// How many steps there are.
    pub fn len(&self) -> usize {
        self.decoder.steps().len()
    }

    /// Whether there was no handshake.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The list: number, milliseconds, who sent it, whether it travelled encrypted, Wireshark's
    /// name, length, one fact.
    pub fn list(&self, lang: Lang) -> String {
        let mut lines = vec![HEAD.of(lang).to_owned()];
        lines.extend(
            self.decoder
                .steps()
                .iter()
                .enumerate()
                .map(|(index, step)| fitting(&row(index + 1, step, lang))),
        );
        if self.decoder.omitted() > 0 {
            lines.push(format!("… {}", self.decoder.omitted()));
        }
        lines.join("\n")
    }

    /// One step whole; nothing if there is none of this number.
    pub fn step(&self, number: usize, hex: bool, lang: Lang) -> Option<String> {
        let index = number.checked_sub(1)?;
        let step = self.decoder.steps().get(index)?;
        let earlier = self.decoder.steps().get(..index)?;
        let mut lines = vec![row(number, step, lang)];
        let said = explain(step, earlier, &self.decoder.summary()).say(lang);
        lines.extend(said.lines().map(|line| format!("  {line}")));
        lines.extend(step.message.fields().iter().map(|field| {
            let indent = "  ".repeat(field.depth + 2);
            let value = escape(&field.value);
            format!("{indent}{}: {value}", escape(&field.name))
                .trim_end()
                .to_owned()
        }));
        if hex {
            lines.extend(dump(&step.raw));
        }
        Some(lines.join("\n"))
    }

    /// Every step whole, and how the session keys came to be.
    pub fn whole(&self, lang: Lang) -> String {
        let mut parts: Vec<String> = (1..=self.len())
            .filter_map(|number| self.step(number, false, lang))
            .collect();
        parts.push(self.keys(lang));
        parts.join("\n\n")
    }

    /// How the session keys came to be.
    pub fn keys(&self, lang: Lang) -> String {
        session_keys(&self.decoder.summary())
            .iter()
            .map(|origin| origin.say(lang))
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// The server's certificates, its own first; none if none were seen.
    pub fn certificates(&self) -> &[Certificate] {
        let mut chains = self
            .decoder
            .steps()
            .iter()
            .filter_map(|step| match &step.message {
                Message::Certificate(chain) if step.direction == Direction::Server => {
                    Some(&chain.certificates[..])
                }
                _ => None,
            });
        chains.next_back().unwrap_or_default()
    }
}

/// A certificate as a person wants it.
pub fn certificate(certificate: &Certificate, lang: Lang) -> String {
    let mut lines = Vec::new();
    let mut say = |what: Text, value: &str| {
        if !value.is_empty() {
            lines.push(format!("{} {}", padded(what.of(lang), 12), escape(value)));
        }
    };
    if let Some(facts) = &certificate.facts {
        say(text("subject", "主体"), &facts.subject);
        say(text("issuer", "颁发者"), &facts.issuer);
        say(text("names", "名称"), &facts.about.names.join(", "));
        say(text("valid from", "生效"), &facts.about.from.to_string());
        say(text("valid until", "到期"), &facts.about.until.to_string());
        say(text("key", "公钥"), &facts.key);
        say(text("signed by", "签名算法"), &facts.signed_by);
        say(text("serial", "序列号"), &facts.serial);
    }
    // In two halves, because a line of 80 columns does not hold it.
    let print = &certificate.fingerprint;
    let (first, second) = print.split_at_checked(HALF).unwrap_or((print, ""));
    say(text("SHA-256", "SHA-256 指纹"), first);
    say(text("fingerprint", ""), second);
    lines.join("\n")
}

/// A certificate in PEM.
pub fn pem(certificate: &Certificate) -> String {
    let coded = sasl::encode(&certificate.der);
    let lines = coded.as_bytes().chunks(64).map(String::from_utf8_lossy);
    let body: Vec<_> = lines.collect();
    format!(
        "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n",
        body.join("\n")
    )
}

/// The bytes of half a fingerprint, with a colon behind each.
const HALF: usize = 16 * 3;

/// The columns of a list.
const HEAD: Text = text(
    " No.     ms  from    sent       message               bytes  what",
    "序号   毫秒  发送方  方式  消息                   字节  要点",
);

fn row(number: usize, step: &Step, lang: Lang) -> String {
    let from = match step.direction {
        Direction::Client => text("client", "客户端"),
        Direction::Server => text("server", "服务器"),
    };
    let sent = if step.encrypted {
        text("encrypted", "加密")
    } else {
        text("plain", "明文")
    };
    format!(
        "{number:4} {:>6}  {}  {}  {}  {:>5}  {}",
        milliseconds(step.at),
        padded(from.of(lang), 6),
        padded(sent.of(lang), lang.pick(9, 4)),
        padded(&escape(step.message.name()), 20),
        step.length(),
        escape(&step.message.fact())
    )
    .trim_end()
    .to_owned()
}

fn dump(bytes: &[u8]) -> Vec<String> {
    hex_dump(bytes)
        .lines()
        .map(|line| format!("    {line}"))
        .collect()
}
