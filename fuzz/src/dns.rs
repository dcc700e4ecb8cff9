//! What is asked of a name server, and what it or anybody else sends back.

use crate::assert_harmless;
use smtpsh::dns::message::{Answer, Kind, Query, Reading, Record};
use smtpsh::protocol::text;

/// A domain that can be asked about can be written, and its question is answered by nothing else. What
/// comes back has no more records than its bytes can hold, and their names can be shown.
pub fn check(bytes: &[u8]) {
    if let Ok(domain) = std::str::from_utf8(bytes) {
        ask(domain);
    }
    for kind in [Kind::Mx, Kind::A, Kind::Aaaa] {
        let query = Query::new(NUMBER, DOMAIN, kind).expect("a domain");
        match query.read(bytes) {
            Reading::Answer(answer) => hold(&answer, bytes.len()),
            Reading::Failed(why) => assert_harmless(&why),
            Reading::NotOurs | Reading::Truncated | Reading::NoSuchDomain => {}
        }
    }
}

fn ask(domain: &str) {
    let Some(query) = Query::new(NUMBER, domain, Kind::Mx) else {
        return;
    };
    let mut packet = query.bytes().expect("what is asked can be written");
    assert!(packet.len() <= LONGEST_QUESTION, "{packet:?}");
    assert_eq!(query.read(&packet), Reading::NotOurs, "a question");
    // The flags' highest bit makes a reply of it (RFC 1035 §4.1.1).
    packet[2] |= 0x80;
    assert_eq!(query.read(&packet), Reading::Answer(Answer::default()));
    for length in 0..packet.len() {
        assert_eq!(query.read(&packet[..length]), Reading::NotOurs);
    }
    packet[1] ^= 1;
    assert_eq!(query.read(&packet), Reading::NotOurs, "another number");
}

fn hold(answer: &Answer, length: usize) {
    assert!(answer.records.len() * SHORTEST_RECORD <= length);
    let hosts = answer.records.iter().filter_map(|record| match record {
        Record::Mx(_, host) => Some(host),
        Record::Address(_) => None,
    });
    for name in hosts.chain(&answer.alias_of) {
        assert!(name.len() <= LONGEST_NAME, "{name:?}");
        assert_harmless(&text::escape(name));
    }
}

const NUMBER: u16 = 7;
/// What the seeds are about.
pub const DOMAIN: &str = "a.example";
/// A header, a name, type and class.
const LONGEST_QUESTION: usize = 12 + 255 + 4;
/// A pointer to its name, type, class, time to live, length, and an address or a preference with a host.
const SHORTEST_RECORD: usize = 2 + 2 + 2 + 4 + 2 + 3;
/// 255 bytes, of which each may be shown as a backslash and three digits.
const LONGEST_NAME: usize = 4 * 255;
