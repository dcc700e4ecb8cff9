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

/// Each file is a test of its own.
macro_rules! cases {
    ($($test:ident: $name:literal,)*) => {
        $(#[test]
        fn $test() {
            check($name);
        })*
    };
}

cases! {
    rfc_8448_section_3_simple_1_rtt: "rfc8448-3",
    rfc_8448_section_4_resumed_0_rtt: "rfc8448-4",
    rfc_8448_section_5_hello_retry_request: "rfc8448-5",
    tls12_ecdsa_with_a_ticket: "tls12-ecdsa-aes128",
    tls12_resumed_by_ticket: "tls12-ticket",
    tls12_chacha20: "tls12-chacha20",
    tls12_resumed_by_session_id: "tls12-session-id",
    tls12_client_certificate: "tls12-client-auth",
    tls12_rsa_key_exchange: "tls12-rsa",
    tls12_cbc_stays_closed: "tls12-cbc",
    tls12_dhe: "tls12-dhe",
    tls12_no_suite_in_common: "tls12-handshake-failure",
    tls12_no_version_in_common: "tls12-protocol-version",
    tls13_with_a_ticket: "tls13-aes256",
    tls13_resumed: "tls13-resumed",
    tls13_client_certificate: "tls13-client-auth",
    tls13_client_certificate_missing: "tls13-certificate-required",
    tls13_unknown_ca: "tls13-unknown-ca",
    smtp_instead_of_tls: "not-tls",
}
