//! How fast the parts without I/O are: what a server says is read, message text is stuffed, a TLS
//! handshake is decoded.

#![allow(clippy::unwrap_used, clippy::expect_used, unreachable_pub)]

#[path = "../tests/tls/case.rs"]
#[allow(dead_code, reason = "tests/tls.rs uses the rest")]
mod case;

use case::Case;
use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use smtpsh::protocol::dot::{Stuffer, Text, unstuff};
use smtpsh::protocol::smtp::SMTP;
use std::hint::black_box;

fn main() {
    divan::main();
}

/// Replies of a lab session, by what arrives at once: bytes, a reply's worth, everything.
#[divan::bench(args = [1, 64, usize::MAX])]
fn replies(bencher: Bencher<'_, '_>, piece: usize) {
    let text = REPLIES.repeat(100);
    let mut dialogue = (SMTP.dialogue)();
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| {
        for piece in black_box(text.as_bytes()).chunks(piece) {
            black_box(dialogue.hear(piece));
        }
    });
}

/// The text of a file made message text; the lines are the usual ones, all dots, or one.
#[divan::bench(args = ["lines", "dots", "one line"])]
fn stuffing(bencher: Bencher<'_, '_>, text: &str) {
    let text = message(text);
    let mut out = Vec::with_capacity(text.len() * 2);
    bencher
        .counter(BytesCount::of_slice(&text))
        .bench_local(|| {
            out.clear();
            Stuffer::new(true).take(black_box(&text), &mut out);
            black_box(&out);
        });
}

/// The same back, line by line.
#[divan::bench(args = ["lines", "dots"])]
fn unstuffing(bencher: Bencher<'_, '_>, text: &str) {
    let text = message(text);
    bencher
        .counter(BytesCount::of_slice(&text))
        .bench_local(|| {
            let lines = black_box(&text[..]).split_inclusive(|byte| *byte == b'\n');
            lines.filter(|line| unstuff(line) != Text::End).count()
        });
}

/// Whole connections, with the secrets that open them.
#[divan::bench(args = ["rfc8448-3", "tls13-client-auth", "tls12-ecdsa-aes128"])]
fn handshakes(bencher: Bencher<'_, '_>, name: &str) {
    let case = Case::read(name);
    let steps = case.decode(usize::MAX, true).steps().len();
    bencher
        .counter(ItemsCount::new(steps))
        .bench_local(|| black_box(case.decode(usize::MAX, true)));
}

fn message(kind: &str) -> Vec<u8> {
    let line: &[u8] = match kind {
        "lines" => &[b"x".repeat(76), b"\r\n".to_vec()].concat(),
        "dots" => b".\n",
        _ => b"x",
    };
    line.repeat(MESSAGE / line.len())
}

const REPLIES: &str = "220 practice.smtpsh.example ESMTP\r\n250-practice.smtpsh.example\r\n250-PIPELINING\r\n250-SIZE 73400320\r\n250-AUTH LOGIN PLAIN\r\n250 8BITMIME\r\n334 VXNlcm5hbWU6\r\n235 2.7.0 Authentication successful\r\n550 5.1.1 <nobody@example>: mailbox not found\r\n";
const MESSAGE: usize = 1 << 20;
