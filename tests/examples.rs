//! The examples of the library run, and say what they are there for. (`class` is a measurement, and
//! `.ci/run` runs it.)

#![allow(clippy::unwrap_used, clippy::expect_used, unreachable_pub)]

use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;

#[test]
fn dialogue() {
    let said = run("dialogue", &[]);
    assert!(said.contains("it offers PIPELINING, AUTH LOGIN PLAIN, 8BITMIME\n"));
    assert!(said.contains("the server awaits a password\n"));
    assert!(!said.contains("bGV0dGVyc2xpa2V0aGVzZQ=="), "{said}");
}

#[test]
fn practice() {
    let said = run("practice", &[]);
    assert!(said.contains("sent and arrived: First try\n"), "{said}");
    assert!(said.contains("with a full mailbox: 452 "), "{said}");
}

#[test]
fn handshake() {
    let said = run("handshake", &[]);
    assert!(said.contains("encrypted  Encrypted Extensions "), "{said}");
    assert!(said.contains("CN=rsa\n"), "{said}");
    assert!(said.contains("\n4. Certificate: "), "{said}");
}

#[test]
fn capture() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("session.pcapng");
    let said = run("capture", &[path.as_os_str()]);
    let written = std::fs::read(&path).unwrap();
    assert!(said.ends_with(&format!(": {} bytes\n", written.len())));
    let has = |bytes: &[u8]| written.windows(bytes.len()).any(|part| part == bytes);
    assert!(written.starts_with(b"\x0a\x0d\x0d\x0a"));
    assert!(has(b"550 5.1.1 no such user\r\n") && has(b"an example"));
}

/// Runs an example to its end, and returns what it printed. `cargo test` has built it.
#[track_caller]
fn run(name: &str, arguments: &[&OsStr]) -> String {
    let beside = Path::new(env!("CARGO_BIN_EXE_smtpsh")).parent().unwrap();
    let program = beside
        .join("examples")
        .join(name)
        .with_extension(std::env::consts::EXE_EXTENSION);
    assert!(program.exists(), "cargo build --examples builds it: {name}");
    let output = Command::new(program).args(arguments).output().unwrap();
    assert!(output.status.success(), "{name}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}
