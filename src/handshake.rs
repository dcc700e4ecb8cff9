//! The view of a TLS handshake: its steps as lines of text, as Wireshark lists them, each with
//! what it is for.

use crate::direction::Direction;
use crate::protocol::sasl;
use crate::protocol::text::escape;
use crate::screen::{self, hex_dump, milliseconds, padded};
use crate::teach::handshake::{explain, session_keys};
use crate::tls::{Certificate, Decoder, Message, Step};
use crate::wire::Passed;
use crate::words::{Lang, Text, text};
use std::time::Instant;
use unicode_width::UnicodeWidthStr;

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
        let rows = rows(&self.decoder, lang);
        let shown = rows.map(|(left, fact)| screen::row(&left, left.width() + GAP.len(), &fact));
        shown.collect::<Vec<_>>().join("\n")
    }

    /// One step whole; nothing if there is none of this number.
    pub fn step(&self, number: usize, hex: bool, lang: Lang) -> Option<String> {
        let index = number.checked_sub(1)?;
        let step = self.decoder.steps().get(index)?;
        let earlier = self.decoder.steps().get(..index)?;
        let mut lines = vec![joined(row(number, step, lang))];
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
        certificates(&self.decoder)
    }
}

/// The server's certificates of a handshake, its own first; none if none were seen.
pub fn certificates(decoder: &Decoder) -> &[Certificate] {
    let mut chains = decoder
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

/// The list of the steps of a handshake, below its head.
pub fn list(decoder: &Decoder, lang: Lang) -> Vec<String> {
    rows(decoder, lang).map(joined).collect()
}

/// The list, its last column apart.
fn rows(decoder: &Decoder, lang: Lang) -> impl Iterator<Item = (String, String)> {
    let steps = decoder.steps().iter().enumerate();
    let rows = steps.map(move |(index, step)| row(index + 1, step, lang));
    let omitted = decoder.omitted();
    let more = (omitted > 0).then(|| (format!("… {omitted}"), String::new()));
    let (head, last) = HEAD;
    let head = (head.of(lang).to_owned(), last.of(lang).to_owned());
    std::iter::once(head).chain(rows).chain(more)
}

fn joined((left, fact): (String, String)) -> String {
    format!("{left}{GAP}{fact}").trim_end().to_owned()
}

/// A certificate as a person wants it.
pub fn certificate(certificate: &Certificate, lang: Lang) -> String {
    let rows = certificate_rows(certificate);
    let lines = rows.iter().flat_map(|(name, value)| {
        let value = escape(value);
        // In two halves, because a line of 80 columns does not hold a fingerprint.
        let (first, second) = value.split_at_checked(HALF).unwrap_or((&value, ""));
        let halves = if second.is_empty() || *name != FINGERPRINT {
            vec![(name.of(lang), value.clone())]
        } else {
            vec![(name.of(lang), first.to_owned()), ("", second.to_owned())]
        };
        halves
            .into_iter()
            .map(|(name, value)| format!("{} {value}", padded(name, 12)))
            .collect::<Vec<_>>()
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// What is to be told of a certificate, by name.
pub fn certificate_rows(certificate: &Certificate) -> Vec<(Text, String)> {
    let mut rows = Vec::new();
    if let Some(facts) = &certificate.facts {
        rows.extend([
            (text("subject", "主体"), facts.subject.clone()),
            (text("issuer", "颁发者"), facts.issuer.clone()),
            (text("names", "名称"), facts.about.names.join(", ")),
            (text("valid from", "生效"), facts.about.from.to_string()),
            (text("valid until", "到期"), facts.about.until.to_string()),
            (text("key", "公钥"), facts.key.clone()),
            (text("signed by", "签名算法"), facts.signed_by.clone()),
            (text("serial", "序列号"), facts.serial.clone()),
        ]);
    }
    rows.push((FINGERPRINT, certificate.fingerprint.clone()));
    rows.retain(|(_, value)| !value.is_empty());
    rows
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

const FINGERPRINT: Text = text("SHA-256", "SHA-256 指纹");
/// The bytes of half a fingerprint, with a colon behind each.
const HALF: usize = 16 * 3;

/// The columns of a list.
const HEAD: (Text, Text) = (
    text(
        " No.       ms  from    sent       message               bytes",
        "序号     毫秒  发送方  方式  消息                   字节",
    ),
    text("what", "要点"),
);
/// Between its last columns.
const GAP: &str = "  ";

fn row(number: usize, step: &Step, lang: Lang) -> (String, String) {
    let from = match step.direction {
        Direction::Client => text("client", "客户端"),
        Direction::Server => text("server", "服务器"),
    };
    let sent = if step.encrypted {
        text("encrypted", "加密")
    } else {
        text("plain", "明文")
    };
    let left = format!(
        "{number:4} {:>8}  {}  {}  {}  {:>5}",
        milliseconds(step.at),
        padded(from.of(lang), 6),
        padded(sent.of(lang), lang.pick(9, 4)),
        padded(&escape(step.message.name()), 20),
        step.length(),
    );
    (left, escape(&step.message.fact()))
}

fn dump(bytes: &[u8]) -> Vec<String> {
    hex_dump(bytes)
        .lines()
        .map(|line| format!("    {line}"))
        .collect()
}
