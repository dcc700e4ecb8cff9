//! `--handshake` against servers that are not of this project: what it lists is what passed.

// openssl and tshark are Debian's.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, unreachable_pub)]

#[path = "handshake/identity.rs"]
mod identity;
#[path = "handshake/openssl.rs"]
mod openssl;
#[path = "cli/program.rs"]
#[allow(dead_code, reason = "here it runs in one of its ways only")]
mod program;
#[path = "handshake/tshark.rs"]
mod tshark;
#[path = "handshake/upgrades.rs"]
mod upgrades;

use program::{Ended, smtpsh};

/// The steps that the program listed: who, how, and the message's name.
pub fn steps(ended: &Ended) -> Vec<String> {
    let rows = ended.out.lines().filter_map(|line| {
        let mut words = line.strip_prefix("-- ")?.split_whitespace();
        words.next()?.parse::<usize>().ok()?;
        words.next()?.parse::<f64>().ok()?;
        let from = words.next()?;
        let sent = words.next()?;
        let rest = line.split_once(sent)?.1.trim_start();
        let name = rest.split("  ").next()?;
        Some(format!("{from} {sent} {name}"))
    });
    rows.collect()
}

/// Shows the handshake with a server.
pub fn handshake(server: &str, args: &[&str]) -> Ended {
    let ended = smtpsh(&[args, &["--handshake", server]].concat(), "");
    assert!(!ended.err.contains("panicked"), "{ended:?}");
    ended
}

const FULL_12: &[&str] = &[
    "client plain Client Hello",
    "server plain Server Hello",
    "server plain Certificate",
    "server plain Server Key Exchange",
    "server plain Server Hello Done",
    "client plain Client Key Exchange",
    "client plain Change Cipher Spec",
    "client encrypted Finished",
    "server plain New Session Ticket",
    "server plain Change Cipher Spec",
    "server encrypted Finished",
    "client encrypted Alert",
];

const FULL_13: &[&str] = &[
    "client plain Client Hello",
    "server plain Server Hello",
    "server plain Change Cipher Spec",
    "server encrypted Encrypted Extensions",
    "server encrypted Certificate",
    "server encrypted Certificate Verify",
    "server encrypted Finished",
    "client plain Change Cipher Spec",
    "client encrypted Finished",
    "server encrypted New Session Ticket",
    "server encrypted New Session Ticket",
    "client encrypted Alert",
];
