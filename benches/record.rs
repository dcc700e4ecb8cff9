//! How fast a conversation is turned into packets, and a session into each kind of record.

#![allow(clippy::unwrap_used, clippy::expect_used, unreachable_pub)]

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use smtpsh::event::{By, Event, Sent};
use smtpsh::protocol::{Heard, SCHEMES};
use smtpsh::record::Direction::{Client, Server};
use smtpsh::record::capture::{Capture, CaptureOptions};
use smtpsh::record::{Options, RECORDERS, UtcOffset};
use smtpsh::wire::{Passed, Place};
use smtpsh::words::Lang;
use std::hint::black_box;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, UNIX_EPOCH};

fn main() {
    divan::main();
}

/// A message in pieces: a line, a TLS record, what a socket takes at once.
#[divan::bench(args = PIECES)]
fn ipv4(bencher: Bencher<'_, '_>, piece: usize) {
    write(bencher, [127, 0, 0, 1].into(), piece);
}

#[divan::bench(args = PIECES)]
fn ipv6(bencher: Bencher<'_, '_>, piece: usize) {
    write(bencher, [0, 0, 0, 0, 0, 0, 0, 1_u16].into(), piece);
}

fn write(bencher: Bencher<'_, '_>, ip: IpAddr, piece: usize) {
    let message = vec![b'x'; MESSAGE];
    let options = CaptureOptions::default();
    let mut capture = Capture::new(io::sink(), options).unwrap();
    capture
        .connected(UNIX_EPOCH, (ip, 50_000).into(), (ip, 587).into())
        .unwrap();
    bencher.counter(BytesCount::new(MESSAGE)).bench_local(|| {
        for piece in black_box(&message[..]).chunks(piece) {
            capture.bytes(UNIX_EPOCH, Client, piece).unwrap();
        }
    });
}

/// A session in every kind of record: commands and their replies, as they were said and as they passed.
#[divan::bench(args = RECORDERS.iter().map(|row| row.extension))]
fn sessions(bencher: Bencher<'_, '_>, extension: &str) {
    let row = RECORDERS
        .iter()
        .find(|row| row.extension == extension)
        .unwrap();
    let options = Options {
        secrets: true,
        lang: Lang::English,
        offset: UtcOffset::UTC,
    };
    let events = session();
    bencher.counter(ItemsCount::new(COMMANDS)).bench_local(|| {
        let mut recorder = (row.make)(Box::new(io::sink()), options).unwrap();
        for event in black_box(&events) {
            recorder.notice(event, UNIX_EPOCH);
        }
        recorder.finish().unwrap();
    });
}

fn session() -> Vec<Event> {
    let address: SocketAddr = ([127, 0, 0, 1], 587).into();
    let connected = Event::Connected {
        scheme: &SCHEMES[0],
        place: Place {
            host: "mail.example".into(),
            address,
        },
        local: ([127, 0, 0, 1], 50_000).into(),
        took: Duration::from_millis(1),
        practice: false,
    };
    let mut dialogue = (SCHEMES[0].protocol.dialogue)();
    dialogue.hear(b"220 mail.example\r\n");
    let mut events = vec![connected];
    for _ in 0..COMMANDS {
        let said = dialogue.say(b"RCPT TO:<nobody@example>");
        let goes_on = said.goes_on();
        let answer = b"550 5.1.1 <nobody@example>: mailbox not found\r\n";
        events.push(Event::Passed(Passed::Bytes(Client, said.bytes.to_vec())));
        events.push(Event::Sent(Sent {
            line: b"RCPT TO:<nobody@example>".to_vec().into(),
            secret: said.secret,
            role: said.role,
            mechanism: said.mechanism,
            goes_on,
            helper: said.helper,
            by: By::Script,
            tls: false,
            ended: true,
        }));
        events.push(Event::Passed(Passed::Bytes(Server, answer.to_vec())));
        for heard in dialogue.hear(answer) {
            if let Heard::Reply(reply) = heard {
                let (tls, took) = (false, None);
                events.push(Event::Heard { reply, tls, took });
            }
        }
    }
    events
}

const MESSAGE: usize = 1 << 20;
const PIECES: [usize; 3] = [78, 16 * 1024 + 22, 256 * 1024];
const COMMANDS: usize = 200;
