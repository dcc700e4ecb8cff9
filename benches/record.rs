//! How fast a conversation is turned into packets.

#![allow(clippy::unwrap_used, clippy::expect_used, unreachable_pub)]

use divan::Bencher;
use divan::counter::BytesCount;
use smtpsh::record::Direction::Client;
use smtpsh::record::capture::{Capture, CaptureOptions};
use std::hint::black_box;
use std::io;
use std::net::IpAddr;
use std::time::UNIX_EPOCH;

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

const MESSAGE: usize = 1 << 20;
const PIECES: [usize; 3] = [78, 16 * 1024 + 22, 256 * 1024];
