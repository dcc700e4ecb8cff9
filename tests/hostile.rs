//! Servers that do what no server should, one habit a case. Whatever they do: the message is clear, the
//! session goes on or ends in order with the right exit code, memory and time are bounded, and
//! nothing reaches a terminal raw. Each case is run as a script, and by a person at a terminal.

#![allow(clippy::unwrap_used, clippy::expect_used, unreachable_pub)]

#[path = "hostile/case.rs"]
mod case;
#[path = "hostile/certificate.rs"]
mod certificate;
#[path = "hostile/flood.rs"]
mod flood;
#[path = "hostile/program.rs"]
mod program;
#[path = "hostile/record.rs"]
mod record;
#[path = "hostile/server.rs"]
mod server;
#[cfg(unix)]
#[allow(dead_code, reason = "tests/screen.rs uses the rest")]
#[path = "screen/terminal.rs"]
mod terminal;

use case::{Case, check};

#[test]
fn replies() {
    check(Case::all(include_str!("hostile/replies.txt")));
}

#[test]
fn bytes_that_a_terminal_obeys() {
    check(Case::all(include_str!("hostile/bytes.txt")));
}

#[test]
fn closed() {
    check(Case::all(include_str!("hostile/closed.txt")));
}

/// Not run under Wine (.ci/windows).
#[test]
fn ended_by_a_reset() {
    check(Case::all(include_str!("hostile/reset.txt")));
}

#[test]
fn logging_in() {
    check(Case::all(include_str!("hostile/auth.txt")));
}

#[test]
fn the_border_of_tls() {
    check(Case::all(include_str!("hostile/border.txt")));
}

#[test]
fn certificates() {
    check(Case::all(include_str!("hostile/certificates.txt")));
}

#[test]
fn tls_records() {
    check(Case::all(include_str!("hostile/records.txt")));
}

#[test]
fn the_handshake_alone() {
    check(Case::all(include_str!("hostile/handshake.txt")));
}

#[test]
fn pop3() {
    check(Case::all(include_str!("hostile/pop3.txt")));
}

#[test]
fn imap() {
    check(Case::all(include_str!("hostile/imap.txt")));
}

#[test]
fn silence() {
    check(Case::all(include_str!("hostile/silence.txt")));
}
