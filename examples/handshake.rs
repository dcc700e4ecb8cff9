//! Decodes a captured TLS handshake, and opens what is encrypted in it with a key log.
//!
//! `cargo run --example handshake` reads that of RFC 8448 §3; `cargo run --example handshake -- FILE`
//! another one of `tests/tls`. In it stand the bytes of each direction, in the order of their time,
//! and behind `secret` what a line of `SSLKEYLOGFILE` has: label, client random and secret.

use smtpsh::handshake;
use smtpsh::teach::handshake::{explain, session_keys};
use smtpsh::tls::{Decoder, Direction};
use smtpsh::words::Lang;
use std::error::Error;
use std::num::ParseIntError;
use std::time::Duration;

/// The RFC tells no times.
const AT: Duration = Duration::ZERO;
const CAPTURED: &str = include_str!("../tests/tls/rfc8448-3.txt");

fn main() -> Result<(), Box<dyn Error>> {
    let captured = match std::env::args_os().nth(1) {
        Some(file) => std::fs::read_to_string(file)?,
        None => CAPTURED.to_owned(),
    };
    // A line may be long: it goes on where the next one is indented.
    let lines = captured.replace("\n  ", "");
    let mut decoder = Decoder::new();
    for line in lines.lines().take_while(|line| *line != "steps") {
        match line.split(' ').collect::<Vec<_>>()[..] {
            ["client", bytes] => decoder.feed(Direction::Client, AT, &octets(bytes)?),
            ["server", bytes] => decoder.feed(Direction::Server, AT, &octets(bytes)?),
            ["secret", label, both] => {
                let both = octets(both)?;
                let (random, secret) = both.split_at_checked(32).ok_or("no client random")?;
                decoder.secret(label, random, secret);
            }
            _ => {}
        }
    }
    for line in handshake::list(&decoder, Lang::English) {
        println!("{line}");
    }
    let (steps, summary) = (decoder.steps(), decoder.summary());
    for (at, step) in steps.iter().enumerate() {
        let why = explain(step, &steps[..at], &summary).say(Lang::English);
        println!("\n{}. {}: {why}", at + 1, step.message.name());
    }
    for origin in session_keys(&summary) {
        println!("\n{}", origin.say(Lang::English));
    }
    Ok(())
}

fn octets(digits: &str) -> Result<Vec<u8>, ParseIntError> {
    let starts = (0..digits.len()).step_by(2);
    let octet = |at| u8::from_str_radix(digits.get(at..at + 2).unwrap_or_default(), 16);
    starts.map(octet).collect()
}
