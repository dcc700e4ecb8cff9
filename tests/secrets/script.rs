//! Scripts: every way of logging in, every kind of record.

use crate::{CODE, USER, clean, clean_folder, plain, practice};
use smtpsh::protocol::sasl;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};

/// Each login on a connection of its own; wrong ones, too, and answers that come too early.
fn script(folder: &Path) -> String {
    let (user, code, plain) = (
        sasl::encode(USER.as_bytes()),
        sasl::encode(CODE.as_bytes()),
        plain(),
    );
    let logins = [
        ":auth login".to_owned(),
        ":auth plain".to_owned(),
        format!("auth login\n:user {USER}\n:code"),
        format!("auth login\n{user}\n{code}"),
        format!("AUTH PLAIN {plain}"),
        format!("auth  plain   {plain}  "),
        format!("auth plain\n{plain}"),
        format!("auth login {user}\n{code}"),
        format!(":pipeline\nauth login\n{user}\n{code}\n:flush"),
        // Where the name is asked for, and in text that is said ahead.
        format!("auth login\n{code}\n{code}\n:expect 535\n:auth plain"),
        format!(
            ":auth plain\n:pipeline\nmail from:<{USER}>\nrcpt to:<{USER}>\ndata\n{code}\nis {CODE} .\n.\n:flush"
        ),
        format!(":raw \"AUTH PLAIN {plain}\\r\\n\"\n:wait 300ms"),
        format!(":raw \"AUTH LOGIN\\r\\n{user}\\r\\n{code}\\r\\n\"\n:wait 300ms"),
        format!(":starttls\nehlo a\nAUTH PLAIN {plain}\n:handshake all\n:cert"),
    ];
    let logins = logins.map(|login| format!("ehlo a\n{login}\n:explain\n:next\n:reconnect\n"));
    let kinds = ["txt", "jsonl", "smtp", "html"];
    let saves = kinds.map(|kind| {
        format!(
            ":save {}\n",
            folder.join("saved").with_extension(kind).display()
        )
    });
    format!(
        ":set hex on\n:set coach on\n{}:status\n:timing\n:set\n{}quit\n",
        logins.concat(),
        saves.concat()
    )
}

/// Runs it with these arguments; the process list is looked at while it runs.
fn run(args: &[&str], env: &[(&str, &str)], script: &str) -> String {
    let mut child = Command::new(env!("CARGO_BIN_EXE_smtpsh"))
        .args(args)
        .env_remove("SMTPSH_CODE")
        .env_remove("SSLKEYLOGFILE")
        .envs(env.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut out = child.stdout.take().unwrap();
    input.write_all(script.as_bytes()).unwrap();
    let mut first = [0; 1];
    out.read_exact(&mut first).unwrap();
    // It has begun, and awaits more of its script.
    let listed = std::fs::read(format!("/proc/{}/cmdline", child.id()));
    if cfg!(target_os = "linux") {
        let listed = String::from_utf8(listed.unwrap()).unwrap();
        assert!(listed.contains("smtpsh"), "{listed}");
        clean("the process list", &listed);
    }
    drop(input);
    let mut shown = String::new();
    out.read_to_string(&mut shown).unwrap();
    let output = child.wait_with_output().unwrap();
    let shown = shown + &String::from_utf8(output.stderr).unwrap();
    // To its end: what is not there was not looked at.
    let (saved, code) = (shown.matches("saved.").count(), output.status.code());
    assert!(saved >= 4 && code == Some(0), "{saved}, {code:?}: {shown}");
    shown
}

#[test]
fn nothing_that_a_script_leaves_has_the_code() {
    let practice = practice();
    let address = practice.address().to_string();
    let folder = tempfile::tempdir().unwrap();
    let secret = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(&secret, format!("{CODE}\n")).unwrap();
    let code_file = secret.path().to_str().unwrap();
    let ca = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(&ca, practice.ca_pem()).unwrap();
    let mut args = vec![
        "--keep-going",
        // However busy the machine is.
        "--timeout",
        "300",
        "--user",
        USER,
        "--ca",
        ca.path().to_str().unwrap(),
    ];
    let records = ["txt", "jsonl", "smtp", "html"].map(|kind| {
        let file = folder.path().join("recorded").with_extension(kind);
        file.to_str().unwrap().to_owned()
    });
    args.extend(records.iter().flat_map(|file| ["--record", file]));
    let script = script(folder.path());

    let with_file = [&args[..], &["--code-file", code_file, &address]].concat();
    let shown = run(&with_file, &[], &script);
    clean("what is shown", &shown);
    assert!(
        shown.matches("235 Authentication successful").count() >= 6,
        "{shown}"
    );
    assert!(
        shown.contains("TLS is up") && shown.contains("C> 0000"),
        "{shown}"
    );
    assert_eq!(clean_folder(folder.path()), 8);

    let with_env = [&args[..], &["--lang", "zh", "--json", &address]].concat();
    let shown = run(&with_env, &[("SMTPSH_CODE", CODE)], &script);
    clean("JSON on standard output", &shown);
    assert!(shown.contains("\"masked\":true"), "{shown}");
    // The first ones are kept.
    assert_eq!(clean_folder(folder.path()), 16);
}
