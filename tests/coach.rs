//! The coach: each of the usual mistakes is named, with the line to type instead, and a session
//! without one gets no advice.
//!
//! The cases are texts in `tests/coach/`: a title behind `==`, then `C:` and `S:` lines, `TLS` where
//! the handshake of STARTTLS is done (`SMTPS` where it came first), `TAG` where smtpsh puts the tags, and behind the line that it is
//! about the remark in both languages, as `en:` and `zh:` lines.

#![allow(clippy::unwrap_used, clippy::expect_used, unreachable_pub)]

#[path = "coach/case.rs"]
mod case;
#[path = "cli/program.rs"]
#[allow(dead_code, reason = "other test crates use the rest")]
mod program;
// Windows would need a ConPTY: see tests/screen.rs.
#[cfg(unix)]
#[path = "coach/prompt.rs"]
mod prompt;
#[path = "coach/random.rs"]
mod random;
#[path = "cli/server.rs"]
#[allow(dead_code, reason = "other test crates use the rest")]
mod server;
#[path = "coach/whole.rs"]
mod whole;

use case::{Case, cases};
use smtpsh::teach::coach::Remark;
use std::collections::BTreeSet;

#[test]
fn mistakes_of_typing() {
    check(include_str!("coach/typing.txt"));
}

#[test]
fn mistakes_of_order() {
    check(include_str!("coach/order.txt"));
}

#[test]
fn mistakes_of_login() {
    check(include_str!("coach/login.txt"));
}

#[test]
fn mistakes_of_the_envelope() {
    check(include_str!("coach/envelope.txt"));
}

#[test]
fn mistakes_of_the_text() {
    check(include_str!("coach/text.txt"));
}

#[test]
fn mistakes_with_pop3() {
    check(include_str!("coach/pop3.txt"));
}

#[test]
fn mistakes_with_imap() {
    check(include_str!("coach/imap.txt"));
}

#[test]
fn sessions_without_a_mistake_get_no_advice() {
    let remarks = check(include_str!("coach/none.txt"));
    assert_eq!(remarks, [], "a false alarm");
}

/// The forty mistakes: in the texts, or, where a connection fails, by the whole program.
#[test]
fn every_mistake_and_every_remark_has_its_case() {
    let all: Vec<_> = ALL.iter().flat_map(|text| cases(text)).collect();
    let mut numbers: BTreeSet<u32> = all.iter().filter_map(Case::number).collect();
    numbers.extend(whole::MISTAKES);
    assert_eq!(
        numbers.into_iter().collect::<Vec<_>>(),
        (1..=40).collect::<Vec<_>>()
    );

    let seen: BTreeSet<_> = all
        .iter()
        .flat_map(Case::remarks)
        .map(|remark| name(&remark))
        .collect();
    for (row, ..) in Remark::TABLE {
        assert!(seen.contains(*row), "no case has {row}");
    }
}

const ALL: &[&str] = &[
    include_str!("coach/typing.txt"),
    include_str!("coach/order.txt"),
    include_str!("coach/login.txt"),
    include_str!("coach/envelope.txt"),
    include_str!("coach/text.txt"),
    include_str!("coach/pop3.txt"),
    include_str!("coach/imap.txt"),
];

/// Plays every case of a file, in both languages, and returns what was remarked.
fn check(text: &str) -> Vec<Remark> {
    cases(text).iter().flat_map(Case::check).collect()
}

/// The row's name, from how it is debugged.
fn name(remark: &Remark) -> String {
    let debugged = format!("{remark:?}");
    debugged.split([' ', '{']).next().unwrap().to_owned()
}
