//! What is kept of a session: each record is read back, is harmless, and has no secret.

#[path = "../../src/record/tests/reader.rs"]
mod reader;

use crate::assert_harmless;
use crate::session::{Act, acts};
use smtpsh::event::{By, Event, Listener, Sent};
use smtpsh::helper::{Action, Line, interpret};
use smtpsh::note::Note;
use smtpsh::protocol::{Dialogue, Heard, Role, SCHEMES, Scheme, sasl, text};
use smtpsh::record::journal::Journal;
use smtpsh::record::{Direction, Options, RECORDERS, Row, UtcOffset};
use smtpsh::source::ESCAPE;
use smtpsh::teach::coach::Coach;
use smtpsh::wire::{Passed, Place};
use smtpsh::words::Lang;
use std::cell::RefCell;
use std::io::{self, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::rc::Rc;
use std::time::{Duration, SystemTime};

/// Where the dialogue knows a secret, the session says this one.
const SECRET: &str = "Opensesame-42";

/// Writes the session in every kind.
pub fn check(bytes: &[u8]) {
    for scheme in SCHEMES.iter().filter(|scheme| !scheme.implicit_tls) {
        let events = events(scheme, bytes);
        for row in RECORDERS {
            let written = record(row, &events);
            match row.extension {
                "pcapng" => packets(&written, &events),
                kind => {
                    // A script has the client's bytes as they were.
                    let text = String::from_utf8_lossy(&written).into_owned();
                    if kind != "smtp" {
                        assert!(text.as_bytes() == written);
                        text.lines().for_each(assert_harmless);
                    }
                    has_no_secret(&text);
                    match kind {
                        "html" => assert!(!text.contains("<xss"), "{text}"),
                        "jsonl" => json(&text, &events),
                        "smtp" => script(&written, &events),
                        _ => {}
                    }
                }
            }
        }
        has_no_secret(&format!("{events:?}"));
    }
}

/// The events of a session. The coach listens, as it does to a person.
fn events(scheme: &'static Scheme, bytes: &[u8]) -> Vec<Event> {
    let server = SocketAddr::from((Ipv4Addr::LOCALHOST, scheme.port));
    let mut events = vec![
        Event::Noted(Note::Connecting {
            target: server.to_string(),
        }),
        Event::Connected {
            scheme,
            place: Place {
                host: "127.0.0.1".to_owned(),
                address: server,
            },
            local: (Ipv4Addr::LOCALHOST, 40000).into(),
            took: Duration::ZERO,
            practice: false,
        },
    ];
    let mut dialogue = (scheme.protocol.dialogue)();
    let mut coach = Coach::default();
    for act in acts(bytes) {
        let before = events.len();
        match act {
            Act::Client(line) => say(dialogue.as_mut(), line, &mut events),
            Act::Server(said) => hear(dialogue.as_mut(), said, &mut events),
        }
        let remarks: Vec<Event> = events[before..]
            .iter()
            .filter_map(|event| coach.notice(event))
            .map(Event::Advised)
            .collect();
        for remark in &remarks {
            if let Event::Advised(remark) = remark {
                has_no_secret(&remark.say(Lang::Chinese));
            }
        }
        events.extend(remarks);
    }
    events.push(Event::Ended {
        by: Direction::Server,
        abrupt: false,
    });
    events.push(Event::Closed {
        orderly: false,
        partial: dialogue.partial(),
    });
    events
}

fn say(dialogue: &mut dyn Dialogue, mut line: Vec<u8>, events: &mut Vec<Event>) {
    if let Some(span) = dialogue.secret(&line) {
        line.splice(span, sasl::encode(SECRET.as_bytes()).into_bytes());
    }
    let said = dialogue.say(&line);
    let goes_on = said.goes_on();
    events.push(Event::Passed(Passed::Bytes(
        Direction::Client,
        said.bytes.to_vec(),
    )));
    events.push(Event::Sent(Sent {
        line: line.into(),
        secret: said.secret,
        role: said.role,
        mechanism: said.mechanism,
        goes_on,
        helper: said.helper,
        by: By::Typist,
        tls: false,
        ended: true,
    }));
}

fn hear(dialogue: &mut dyn Dialogue, said: Vec<u8>, events: &mut Vec<Event>) {
    let (tls, took) = (false, None);
    let heard = dialogue.hear(&said);
    if !said.is_empty() {
        events.push(Event::Passed(Passed::Bytes(
            Direction::Server,
            said.clone(),
        )));
        events.push(Event::Arrived(said));
    }
    for heard in heard {
        events.push(match heard {
            Heard::Reply(reply) => Event::Heard { reply, tls, took },
            Heard::Part(part) => Event::Part { part, tls, took },
            Heard::Challenge(challenge) => Event::Challenged(challenge),
            Heard::Offers { now, .. } => Event::Offered { now, tls },
            _ => continue,
        });
    }
    if dialogue.expect().is_text() {
        events.push(Event::TextBegan);
    }
}

/// What a recorder makes of the events, at once and from the journal.
fn record(row: &Row, events: &[Event]) -> Vec<u8> {
    let start = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
    let options = Options {
        secrets: true,
        lang: Lang::Chinese,
        offset: UtcOffset::UTC,
    };
    let sink = Sink::default();
    let mut recorder = (row.make)(Box::new(sink.clone()), options).unwrap();
    let mut journal = Journal::default();
    for (second, event) in (0..).zip(events) {
        let at = start + Duration::from_secs(second);
        recorder.notice(event, at);
        journal.notice(event, at);
    }
    recorder.finish().unwrap();
    let again = Sink::default();
    let mut recorder = (row.make)(Box::new(again.clone()), options).unwrap();
    if journal.replay(recorder.as_mut()).unwrap() {
        recorder.finish().unwrap();
        assert!(sink.0 == again.0, "the journal tells something else");
    }
    sink.0.take()
}

/// A file in memory.
#[derive(Clone, Default)]
struct Sink(Rc<RefCell<Vec<u8>>>);

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn sent(events: &[Event]) -> impl Iterator<Item = &Sent> {
    events.iter().filter_map(|event| match event {
        Event::Sent(sent) => Some(sent),
        _ => None,
    })
}

fn has_no_secret(text: &str) {
    let hex = text::hex(SECRET.as_bytes());
    let coded = sasl::encode(SECRET.as_bytes());
    for form in [
        SECRET,
        &coded,
        &hex,
        &hex.to_uppercase(),
        &text::hex(coded.as_bytes()),
    ] {
        assert!(!text.contains(form), "{form} in {text}");
    }
}

/// Each line is an object, and what was sent can be read from it.
fn json(text: &str, events: &[Event]) {
    let objects = text.lines().map(|line| {
        let value: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(
            value["type"].is_string() && value["at"].is_number(),
            "{line}"
        );
        value
    });
    let lines: Vec<Vec<u8>> = objects
        .filter(|value| value["type"] == "sent")
        .map(|value| match value["hex"].as_str() {
            Some(hex) => bytes_of(hex),
            None => value["line"].as_str().unwrap().as_bytes().to_vec(),
        })
        .collect();
    let masked: Vec<Vec<u8>> = sent(events).map(Sent::masked).collect();
    assert_eq!(lines, masked);
}

fn bytes_of(hex: &str) -> Vec<u8> {
    let digits = hex.as_bytes().chunks(2);
    let digits = digits.map(|pair| std::str::from_utf8(pair).unwrap());
    digits
        .map(|pair| u8::from_str_radix(pair, 16).unwrap())
        .collect()
}

/// Commands alone are said again as they were, whatever is in them.
fn script(written: &[u8], events: &[Event]) {
    let plain = |sent: &Sent| {
        sent.role == Role::Command && sent.secret.is_none() && sent.mechanism.is_none()
    };
    if !sent(events).all(plain) {
        return;
    }
    let mut said = Vec::new();
    for line in written.split_inclusive(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\n").unwrap();
        // In message text, which DATA begins, a helper stands behind Ctrl-].
        let escaped = line.strip_prefix(ESCAPE);
        let line = escaped.filter(|it| it.starts_with(b":")).unwrap_or(line);
        match interpret(line).unwrap() {
            Line::Verbatim(line) => said.push([line, b"\r\n"].concat()),
            Line::Helper(row, argument) => {
                if let Action::Raw(bytes) = (row.action)(argument).unwrap() {
                    said.push(bytes);
                }
            }
        }
    }
    let lines: Vec<_> = sent(events)
        .map(|sent| [&sent.line[..], b"\r\n"].concat())
        .collect();
    assert_eq!(said, lines, "{}", written.escape_ascii());
}

/// The packets carry what both sides said.
fn packets(file: &[u8], events: &[Event]) {
    let mut said: Vec<(Direction, Vec<u8>)> = Vec::new();
    for event in events {
        let Event::Passed(Passed::Bytes(direction, bytes)) = event else {
            continue;
        };
        match said.last_mut() {
            Some((last, so_far)) if last == direction => so_far.extend(bytes),
            _ => said.push((*direction, bytes.clone())),
        }
    }
    assert_eq!(reader::reassemble(file), said);
}
