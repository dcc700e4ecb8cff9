//! A case: a dialogue, and the remarks that are expected at its lines.

use smtpsh::event::{By, Event, Sent};
use smtpsh::protocol::{Dialogue, Heard, SCHEMES, Scheme, sasl};
use smtpsh::teach::coach::{Coach, Remark};
use smtpsh::wire::{Certificate, Place, Secured};
use smtpsh::words::Lang;
use std::time::Duration;

/// A title, and lines.
pub struct Case<'a> {
    title: &'a str,
    lines: Vec<&'a str>,
}

/// The cases of a file: each begins with `==`, and `#` begins a comment.
pub fn cases(text: &str) -> Vec<Case<'_>> {
    let blocks = text.split("\n== ").skip(1);
    let cases = blocks.map(|block| {
        let mut lines = block.lines();
        let title = lines.next().unwrap();
        let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
        Case {
            title,
            lines: lines.collect(),
        }
    });
    cases.collect()
}

impl Case<'_> {
    /// The number of the mistake: `(7) …`.
    pub fn number(&self) -> Option<u32> {
        let (number, _) = self.title.strip_prefix('(')?.split_once(')')?;
        number.parse().ok()
    }

    /// Plays it, with the server's bytes whole and one by one.
    pub fn check(&self) -> Vec<Remark> {
        let whole = self.play(usize::MAX);
        assert_eq!(self.play(1), whole, "{}: byte by byte", self.title);
        for (lang, mark) in [(Lang::English, "en: "), (Lang::Chinese, "zh: ")] {
            let said: Vec<_> = whole
                .iter()
                .map(|(at, remark)| (*at, remark.say(lang)))
                .collect();
            assert_eq!(said, self.expected(mark), "{}", self.title);
        }
        whole.into_iter().map(|(_, remark)| remark).collect()
    }

    /// What is remarked when it is played.
    pub fn remarks(&self) -> Vec<Remark> {
        self.play(usize::MAX)
            .into_iter()
            .map(|(_, remark)| remark)
            .collect()
    }

    /// The remarks that the text has, each with the number of the dialogue's line in front of it.
    fn expected(&self, mark: &str) -> Vec<(usize, String)> {
        let mut expected: Vec<(usize, String)> = Vec::new();
        let mut at = 0;
        for line in &self.lines {
            match (line.strip_prefix(mark), expected.last_mut()) {
                (Some(said), Some((last, remark))) if *last == at => {
                    remark.push_str(&format!("\n{said}"));
                }
                (Some(said), _) => expected.push((at, said.to_owned())),
                _ => at += usize::from(!is_remark(line)),
            }
        }
        expected
    }

    fn play(&self, piece: usize) -> Vec<(usize, Remark)> {
        let mut stage = Stage::new(
            self.lines[0]
                .strip_prefix("server: ")
                .unwrap_or("localhost"),
        );
        let mut remarks = Vec::new();
        for (at, line) in self
            .lines
            .iter()
            .filter(|line| !is_remark(line))
            .enumerate()
        {
            let (who, said) = line.split_once(':').unwrap();
            let events = match (who, said.strip_prefix(' ').unwrap_or(said)) {
                ("server", _) => Vec::new(),
                ("C", line) => vec![stage.say(&unescaped(line))],
                ("S", line) => stage.hear(line, piece),
                ("TLS", _) => vec![stage.secure(true)],
                ("SMTPS", _) => vec![stage.secure(false)],
                ("TAG", _) => {
                    stage.coach.tagging(true);
                    Vec::new()
                }
                _ => panic!("{}: what is {line:?}?", self.title),
            };
            let said = stage.notice(&events);
            assert!(said.len() < 2, "{}: {line}: {said:?}", self.title);
            let told = format!("{said:?}");
            for secret in &stage.secrets {
                assert!(!told.contains(secret), "{}: a secret: {told}", self.title);
            }
            remarks.extend(said.into_iter().map(|remark| (at + 1, remark)));
        }
        remarks
    }
}

/// A dialogue and a coach, without a socket.
pub struct Stage {
    scheme: &'static Scheme,
    dialogue: Box<dyn Dialogue>,
    coach: Coach,
    tls: bool,
    /// What must be in no remark: secrets as they were sent, and decoded.
    secrets: Vec<String>,
}

impl Stage {
    /// With a server by its host, or by scheme and host.
    pub fn new(server: &str) -> Self {
        let (scheme, host) = server.split_once("://").unwrap_or(("smtp", server));
        let mut schemes = SCHEMES.iter();
        let scheme = schemes.find(|row| row.name == scheme).unwrap();
        let address = "127.0.0.1:25".parse().unwrap();
        let connected = Event::Connected {
            scheme,
            place: Place {
                host: host.to_owned(),
                address,
            },
            local: address,
            took: Duration::ZERO,
            practice: false,
        };
        let mut coach = Coach::default();
        assert_eq!(coach.notice(&connected), None);
        Self {
            scheme,
            dialogue: (scheme.protocol.dialogue)(),
            coach,
            tls: false,
            secrets: Vec::new(),
        }
    }

    pub fn say(&mut self, line: &str) -> Event {
        let said = self.dialogue.say(line.as_bytes());
        if let Some(secret) = said.secret.clone() {
            let secret = &line[secret];
            self.secrets.push(secret.to_owned());
            let plain = sasl::decode(secret.as_bytes()).unwrap_or_default();
            // In PLAIN the code is the last part.
            let code = plain.split(|byte| *byte == 0).next_back().unwrap();
            let code = String::from_utf8_lossy(code).into_owned();
            self.secrets
                .extend(Some(code).filter(|code| !code.is_empty()));
        }
        let goes_on = said.goes_on();
        Event::Sent(Sent {
            line: line.as_bytes().to_vec().into(),
            secret: said.secret,
            role: said.role,
            mechanism: said.mechanism,
            goes_on,
            helper: said.helper,
            by: By::Typist,
            tls: self.tls,
            ended: true,
        })
    }

    pub fn hear(&mut self, line: &str, piece: usize) -> Vec<Event> {
        let bytes = format!("{line}\r\n").into_bytes();
        let pieces = bytes.chunks(piece.min(bytes.len()));
        let heard = pieces.flat_map(|piece| self.dialogue.hear(piece));
        let tls = self.tls;
        let events = heard.filter_map(|heard| match heard {
            Heard::Reply(reply) => Some(Event::Heard {
                reply,
                tls,
                took: None,
            }),
            Heard::Challenge(challenge) => Some(Event::Challenged(challenge)),
            Heard::Part(part) => Some(Event::Part {
                part,
                tls,
                took: None,
            }),
            Heard::Offers { now, .. } => Some(Event::Offered { now, tls }),
            _ => None,
        });
        events.collect()
    }

    /// TLS is up: behind STARTTLS the dialogue begins again.
    fn secure(&mut self, again: bool) -> Event {
        self.tls = true;
        if again {
            self.dialogue.secured();
        }
        Event::Secured {
            secured: Secured {
                version: "TLS 1.3",
                suite: "TLS13_AES_256_GCM_SHA384".to_owned(),
                group: "X25519".to_owned(),
                certificate: Certificate::default(),
                name: String::new(),
                resumed: false,
                unverified: None,
            },
            again: again.then_some(self.scheme.protocol),
        }
    }

    pub fn notice(&mut self, events: &[Event]) -> Vec<Remark> {
        let events = events.iter();
        events
            .filter_map(|event| self.coach.notice(event))
            .collect()
    }
}

fn is_remark(line: &str) -> bool {
    line.starts_with("en: ") || line.starts_with("zh: ")
}

/// `\u{a0}` is that character, `{999 x}` is a line of 999 letters.
fn unescaped(line: &str) -> String {
    if let Some(count) = line
        .strip_prefix('{')
        .and_then(|rest| rest.strip_suffix(" x}"))
    {
        return "x".repeat(count.parse().unwrap());
    }
    let mut parts = line.split("\\u{");
    let mut text = parts.next().unwrap().to_owned();
    for part in parts {
        let (code, rest) = part.split_once('}').unwrap();
        text.push(char::from_u32(u32::from_str_radix(code, 16).unwrap()).unwrap());
        text += rest;
    }
    text
}
