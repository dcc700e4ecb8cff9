//! The client's side of each protocol, and its reply reader.

use crate::assert_harmless;
use crate::session::{Act, acts};
use smtpsh::protocol::{Dialogue, Heard, protocols, text};

/// A line goes out as it is; bytes mean the same in any split; what is kept and shown is bounded
/// and harmless.
pub fn check(bytes: &[u8]) {
    for protocol in protocols() {
        let (mut whole, mut split) = ((protocol.dialogue)(), (protocol.dialogue)());
        for act in acts(bytes) {
            match act {
                Act::Client(line) => {
                    let said = whole.say(&line);
                    assert!(said.bytes[..] == [&line[..], b"\r\n"].concat(), "{said:?}");
                    let span = said.secret.clone().unwrap_or_default();
                    assert!(span.start <= span.end && span.end <= line.len(), "{said:?}");
                    assert_eq!(said, split.say(&line));
                }
                Act::Server(said) => {
                    let heard = whole.hear(&said);
                    compare(&heard, &said, split.as_mut());
                    heard.iter().for_each(look);
                }
            }
            assert_eq!(whole.expect(), split.expect());
            assert_eq!(whole.partial(), split.partial());
            assert_eq!(whole.offers(), split.offers());
            assert_eq!(whole.ended(), split.ended());
            assert!(whole.partial().unwrap_or_default().len() < MOST);
            if matches!(whole.secret(b"x"), Some(span) if span.end > 1) {
                panic!("a secret beyond the line");
            }
        }
        whole.secured();
        whole.farewell();
    }
}

/// Behind the border of an upgrade nothing is read, so that there the split shows.
fn compare(heard: &[Heard], said: &[u8], split: &mut dyn Dialogue) {
    let mut parts = Vec::new();
    for byte in said {
        for heard in split.hear(&[*byte]) {
            match (parts.last_mut(), heard) {
                (
                    Some(Heard::UpgradeReady { injected }),
                    Heard::UpgradeReady { injected: more },
                ) => injected.extend(more),
                (_, heard) => parts.push(heard),
            }
        }
    }
    assert_eq!(heard, parts);
}

fn look(heard: &Heard) {
    match heard {
        Heard::Reply(reply) => {
            let length: usize = reply.lines.iter().map(Vec::len).sum();
            assert!(length < MOST, "{length}");
            for line in &reply.lines {
                assert_harmless(&text::visible(line));
            }
            for oddity in &reply.oddities {
                oddity.say(smtpsh::words::Lang::Chinese);
            }
            assert_harmless(&reply.word);
            assert_harmless(reply.detail.as_deref().unwrap_or_default());
        }
        Heard::Part(part) => {
            assert!(part.bytes.len() < MOST);
            assert_harmless(&text::visible(&part.bytes));
        }
        Heard::Challenge(challenge) => {
            assert_harmless(&text::visible(&challenge.coded));
            assert_harmless(&text::visible(
                challenge.plain.as_deref().unwrap_or_default(),
            ));
        }
        Heard::Offers { now, before } => {
            now.iter()
                .chain(before.iter().flatten())
                .for_each(|offer| assert_harmless(offer));
        }
        _ => {}
    }
}

/// More than any reply may take.
const MOST: usize = 1 << 20;
