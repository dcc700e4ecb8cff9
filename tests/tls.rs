//! Handshakes as text: the octets of RFC 8448, sessions of OpenSSL and rustls, and damaged ones.
//!
//! A case is a file of `tests/tls/`: the secrets, the bytes of each direction in the order of
//! their time, and behind `steps` what they mean.

#![allow(clippy::unwrap_used, clippy::expect_used, unreachable_pub)]

#[path = "tls/case.rs"]
mod case;
#[path = "tls/damage.rs"]
mod damage;

use case::Case;

/// Reads the file whole, byte by byte, in odd pieces, and with the secrets given last.
#[track_caller]
fn check(name: &str) {
    let case = Case::read(name);
    let whole = case.decode(usize::MAX, true);
    assert_eq!(case::shown(&whole), case.wanted, "{name}");
    for step in [1, 2, 7] {
        let split = case.decode(step, true);
        assert!(split.steps() == whole.steps(), "{name} by {step}");
        assert!(split.summary() == whole.summary(), "{name} by {step}");
    }
    let late = case.decode(usize::MAX, false);
    assert_eq!(case::shown(&late), case.wanted, "{name}, the secrets last");
    damage::check(&case);
}

#[test]
fn rfc_8448_section_3_simple_1_rtt() {
    check("rfc8448-3");
}

#[test]
fn rfc_8448_section_4_resumed_0_rtt() {
    check("rfc8448-4");
}

#[test]
fn rfc_8448_section_5_hello_retry_request() {
    check("rfc8448-5");
}
