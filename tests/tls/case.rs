//! A case: what was on the wire, and what it means.

use smtpsh::tls::{Decoder, Direction, Message, Summary};
use std::fmt::Write;
use std::path::Path;
use std::time::Duration;

pub struct Case {
    pub secrets: Vec<(String, Vec<u8>, Vec<u8>)>,
    pub flights: Vec<(Direction, Vec<u8>)>,
    pub wanted: String,
}

impl Case {
    pub fn read(name: &str) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/tls/{name}.txt"));
        let text = std::fs::read_to_string(path).unwrap();
        let (input, wanted) = text.split_once("\nsteps\n").unwrap();
        let joined = input.replace("\n  ", "");
        let mut case = Self {
            secrets: Vec::new(),
            flights: Vec::new(),
            wanted: wanted.to_owned(),
        };
        for line in joined.lines().filter(|line| !line.starts_with('#')) {
            let words: Vec<&str> = line.split(' ').collect();
            match words.as_slice() {
                ["client", bytes] => case.flights.push((Direction::Client, hex(bytes))),
                ["server", bytes] => case.flights.push((Direction::Server, hex(bytes))),
                ["secret", label, both] => {
                    let both = hex(both);
                    let (random, secret) = both.split_at(32);
                    let row = ((*label).to_owned(), random.to_vec(), secret.to_vec());
                    case.secrets.push(row);
                }
                other => panic!("{name}: {other:?}"),
            }
        }
        case
    }

    /// Decodes it in pieces, with the secrets before the bytes or after them.
    pub fn decode(&self, step: usize, secrets_first: bool) -> Decoder {
        let mut decoder = Decoder::new();
        if secrets_first {
            self.tell(&mut decoder);
        }
        for (number, (direction, bytes)) in (0..).zip(&self.flights) {
            for piece in bytes.chunks(step) {
                decoder.feed(*direction, Duration::from_millis(number), piece);
            }
        }
        if !secrets_first {
            self.tell(&mut decoder);
        }
        decoder
    }

    pub fn tell(&self, decoder: &mut Decoder) {
        for (label, random, secret) in &self.secrets {
            decoder.secret(label, random, secret);
        }
    }
}

/// The steps and what they came to, as a case's file has them.
pub fn shown(decoder: &Decoder) -> String {
    let mut text = String::new();
    for step in decoder.steps() {
        let who = match step.direction {
            Direction::Client => "client",
            Direction::Server => "server",
        };
        let how = match (step.encrypted, &step.message) {
            (true, _) => "sealed",
            (_, Message::ChangeCipherSpec { fake: true }) => "fake",
            _ => "plain",
        };
        let (name, length, fact) = (step.message.name(), step.length(), step.message.fact());
        let line = format!("{who} {how} {name} ({length}): {fact}");
        writeln!(text, "{}", line.trim_end()).unwrap();
    }
    text + &summed(&decoder.summary()) + &counted(decoder)
}

fn summed(summary: &Summary) -> String {
    let show = |value: Option<String>| value.unwrap_or_else(|| "-".to_owned());
    let key = |key: &Option<Vec<u8>>| show(key.as_ref().map(|key| format!("{} bytes", key.len())));
    let text = |bytes: &Option<Vec<u8>>| {
        show(
            bytes
                .as_ref()
                .map(|bytes| String::from_utf8_lossy(bytes).into_owned()),
        )
    };
    format!(
        "{} {}\nkeys: {} {}, shares of {} and {}\nfor {}, ALPN {}, resumed {}, retried {}, early \
         data {}, extended master secret {}\nclient certificate {}, finished {} {}\n",
        show(summary.version.map(|version| version.to_string())),
        show(summary.suite.map(|suite| suite.to_string())),
        show(summary.key_exchange.map(|exchange| format!("{exchange:?}"))),
        show(summary.group.map(|group| group.to_string())),
        key(&summary.client_share),
        key(&summary.server_share),
        text(&summary.server_name),
        text(&summary.alpn),
        show(summary.resumed.map(|resumed| format!("{resumed:?}"))),
        summary.retried,
        summary.early_data,
        summary.extended_master_secret,
        summary.client_certificate,
        summary.client_finished,
        summary.server_finished,
    )
}

fn counted(decoder: &Decoder) -> String {
    format!(
        "application data: {} and {} bytes\n",
        decoder.application_data(Direction::Client),
        decoder.application_data(Direction::Server),
    )
}

pub fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text
        .chars()
        .map(|digit| u8::try_from(digit.to_digit(16).unwrap()).unwrap())
        .collect();
    digits
        .chunks(2)
        .map(|pair| pair[0] << 4 | pair[1])
        .collect()
}
