//! For tests: dialogues with a service. `C: ` is what a client sends, `S: ` what must come back;
//! `S: …` is any one line.

use super::service::{Given, Service, Then};
use super::{Happened, Settings};
use encoding_rs::GBK;

/// Runs a dialogue all at once, byte by byte and line by line, each with a server of its own.
/// Returns what happened the last time.
pub(super) fn check<S: Service>(begin: impl Fn() -> S, dialogue: &str) -> Vec<Happened> {
    let client = |line: &str| line.strip_prefix("C: ").map(|line| format!("{line}\r\n"));
    let sent: Vec<String> = dialogue.lines().filter_map(client).collect();
    let bytes = sent.concat().into_bytes();
    let cuts: [Vec<&[u8]>; 3] = [
        vec![&bytes],
        bytes.chunks(1).collect(),
        sent.iter().map(String::as_bytes).collect(),
    ];
    let mut happened = Vec::new();
    for pieces in cuts {
        let (replies, facts) = talk(&mut begin(), &pieces);
        compare(&replies, dialogue);
        happened = facts;
    }
    happened
}

/// What a server is given: nothing is wrong, and it is always the same day.
pub(super) fn given(settings: Settings) -> Given {
    Given::new(settings, || time::macros::datetime!(2026-06-01 08:00 UTC)).unwrap()
}

fn talk(server: &mut impl Service, pieces: &[&[u8]]) -> (Vec<u8>, Vec<Happened>) {
    let (mut replies, mut happened) = (Vec::new(), Vec::new());
    for piece in pieces {
        let mut rest = *piece;
        loop {
            let step = server.hear(rest);
            replies.extend(step.reply);
            happened.extend(step.happened);
            match step.then {
                Then::Continue => break,
                Then::More => rest = &rest[step.taken..],
                _ => return (replies, happened),
            }
        }
    }
    (replies, happened)
}

fn compare(replies: &[u8], dialogue: &str) {
    let replies = match std::str::from_utf8(replies) {
        Ok(text) => text.into(),
        Err(_) => GBK.decode(replies).0,
    };
    let replies: Vec<&str> = replies.split_terminator("\r\n").collect();
    let expected: Vec<&str> = dialogue
        .lines()
        .filter_map(|line| line.strip_prefix("S: "))
        .collect();
    for (reply, expected) in replies.iter().zip(&expected) {
        assert!(
            *expected == "…" || reply == expected,
            "{reply} is not {expected} in {replies:#?}"
        );
    }
    assert_eq!(replies.len(), expected.len(), "{replies:#?}");
}
