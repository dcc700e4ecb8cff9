//! What goes wrong on the way: cut off, flipped, thrown dice. Nothing panics.

use crate::case::Case;
use proptest::prelude::*;
use smtpsh::tls::{Decoder, Direction, Message};
use std::time::Duration;

/// Cuts the case at every length, and flips every byte.
pub fn check(case: &Case) {
    cut(case);
    flip(case);
}

/// What has come so far is a beginning of the whole list, whenever it is looked at.
fn cut(case: &Case) {
    let whole = case.decode(usize::MAX, true);
    let mut decoder = Decoder::new();
    case.tell(&mut decoder);
    let mut seen = 0;
    for (number, (direction, bytes)) in (0..).zip(&case.flights) {
        for byte in bytes {
            decoder.feed(*direction, Duration::from_millis(number), &[*byte]);
            if decoder.steps().len() == seen {
                continue;
            }
            seen = decoder.steps().len();
            let mut pairs = decoder.steps().iter().zip(whole.steps());
            // What is not TLS grows byte by byte.
            let begins = pairs.all(|(part, all)| match part.message {
                Message::NotTls(_) => all.raw.starts_with(&part.raw),
                _ => part == all,
            });
            assert!(begins, "after {seen} steps");
            tour(&decoder);
        }
    }
    assert_eq!(seen, whole.steps().len());
}

/// A wrong byte may change what is read, but never stops the decoder, and what came before it in
/// time stays as it was.
fn flip(case: &Case) {
    let whole = case.decode(usize::MAX, true);
    for (flight, (_, bytes)) in case.flights.iter().enumerate() {
        for place in 0..bytes.len() {
            let mut damaged = case.flights.clone();
            damaged[flight].1[place] ^= 0x41;
            let mut decoder = Decoder::new();
            case.tell(&mut decoder);
            for (number, (direction, bytes)) in (0..).zip(&damaged) {
                decoder.feed(*direction, Duration::from_millis(number), bytes);
            }
            let before = Duration::from_millis(u64::try_from(flight).unwrap());
            let earlier = |decoder: &Decoder| {
                let steps = decoder.steps().iter();
                steps
                    .filter(|step| step.at < before)
                    .cloned()
                    .collect::<Vec<_>>()
            };
            let same = earlier(&decoder) == earlier(&whole);
            assert!(same, "flight {flight} byte {place}");
            tour(&decoder);
        }
    }
}

/// Says everything that can be said of the steps.
fn tour(decoder: &Decoder) {
    for step in decoder.steps() {
        let said = step.message.name().len() + step.message.fact().len();
        let fields = step.message.fields();
        assert!(said > 0);
        assert!(fields.iter().all(|field| !field.name.is_empty()));
    }
    let _ = decoder.summary();
}

proptest! {
    /// Anything at all, in any pieces.
    #[test]
    fn random_bytes(pieces in prop::collection::vec((any::<bool>(), prop::collection::vec(any::<u8>(), 0..80)), 0..12)) {
        let mut decoder = Decoder::new();
        for (client, bytes) in &pieces {
            let direction = if *client { Direction::Client } else { Direction::Server };
            decoder.feed(direction, Duration::ZERO, bytes);
        }
        tour(&decoder);
    }

    /// Records and handshake headers that are in order, around anything at all.
    #[test]
    fn random_messages(messages in prop::collection::vec((any::<bool>(), 0u8..26, prop::collection::vec(any::<u8>(), 0..200)), 0..12)) {
        let mut decoder = Decoder::new();
        for (client, kind, body) in &messages {
            let direction = if *client { Direction::Client } else { Direction::Server };
            let length = u8::try_from(body.len()).unwrap();
            let head = [22, 3, 3, 0, length.saturating_add(4), *kind, 0, 0, length];
            decoder.feed(direction, Duration::ZERO, &[&head, &body[..]].concat());
        }
        prop_assert!(decoder.steps().len() >= messages.len());
        tour(&decoder);
    }
}
