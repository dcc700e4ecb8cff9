//! Records of whole sessions: each kind is written, replays or parses, shows a hostile server's text
//! as text, and holds no secret.

#![allow(clippy::unwrap_used, clippy::expect_used, unreachable_pub)]

#[path = "records/replay.rs"]
mod replay;
#[path = "records/report.rs"]
mod report;
#[path = "records/schema.rs"]
mod schema;

use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

const SCRIPT: &str = "ehlo a\nstarttls\nehlo a\n:auth plain\nmail from:<x@y>\n:expect 501\n\
    mail from:<student@smtpsh.example>\nrcpt to:<student@smtpsh.example>\ndata\n\
    Subject: =?UTF-8?B?5L2g5aW9?=\n\n<b>text</b>\n..dot\n.\n:raw \"NOOP\\r\\n\"\nquit\n";
const KINDS: [&str; 4] = ["txt", "jsonl", "smtp", "html"];
/// The practice server's code: in clear, in base64 as LOGIN and as PLAIN sends it.
const SECRETS: [&str; 3] = [
    "letterslikethese",
    "bGV0dGVyc2xpa2V0aGVzZQ",
    "AHN0dWRlbnRAc210cHNoLmV4YW1wbGUAbGV0dGVyc2xpa2V0aGVzZQ==",
];

/// Runs `script` with a record of each kind, and returns them in order.
fn record(folder: &Path, server: &[&str], script: &str) -> (Output, Vec<String>) {
    let said = folder.join("said");
    // A command line of Windows has no room for a long one.
    std::fs::write(&said, script).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_smtpsh"));
    command.args(["--lang", "en", "-f"]).arg(said).args(server);
    command
        .env_remove("SMTPSH_CODE")
        .env_remove("SSLKEYLOGFILE");
    let files = KINDS.map(|kind| folder.join(format!("session.{kind}")));
    for file in &files {
        command.arg("--record").arg(file);
    }
    let output = command.output().unwrap();
    let read = |file| std::fs::read_to_string(file).unwrap();
    (output, files.iter().map(read).collect())
}

/// What was said, without the times.
fn dialogue(transcript: &str) -> Vec<&str> {
    let lines = transcript.lines().filter_map(|line| line.get(14..));
    let said = lines.filter(|line| line.starts_with("C: ") || line.starts_with("S: "));
    said.collect()
}

/// An answer that nothing asks for is one all the same: without a login, for the session knows the
/// code, and behind a login that was broken off, whatever it is.
#[test]
fn an_answer_to_nothing_is_in_no_record() {
    let code = "bGV0dGVyc2xpa2V0aGVzZQ==";
    let blob = SECRETS[2];
    let other = "b3RoZXItY29kZS0xMjM0";
    let script = format!(
        "ehlo a\n{code}\n:expect 502\n{blob}\n:expect 502\n\
         auth login\nstudent\n:expect 501\n{other}\n:expect 502\nother-code-1234\n:expect 502\n\
         auth login\n*\n:expect 501\n{code}\n:expect 502\nquit\n"
    );
    let folder = TempDir::new().unwrap();
    let (output, records) = record(folder.path(), &[], &script);
    assert!(output.status.success(), "{output:?}");
    let shown = String::from_utf8(output.stdout).unwrap();
    for record in records.iter().chain([&shown]) {
        for secret in SECRETS.iter().chain(&[other, "other-code-1234"]) {
            let told = record.replace("authorization code letterslikethese", "");
            assert!(!told.contains(secret), "{secret}: {record}");
        }
    }
    assert_eq!(
        records[0].matches("C: ********").count(),
        5,
        "{}",
        records[0]
    );
    // In the script stars stand for them, which are answered alike.
    let again = TempDir::new().unwrap();
    let (replayed, _) = record(again.path(), &[], records[2].trim_end());
    assert!(replayed.status.success(), "{replayed:?}\n{}", records[2]);
}

#[test]
fn a_script_says_the_same_again_and_no_record_has_the_code() {
    let (first, second) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let (output, records) = record(first.path(), &[], SCRIPT);
    assert!(output.status.success(), "{output:?}");
    let (again, replayed) = record(second.path(), &[], records[2].trim_end());
    assert!(again.status.success(), "{again:?}");
    assert!(dialogue(&records[0]).len() > 30, "{}", records[0]);
    assert_eq!(dialogue(&records[0]), dialogue(&replayed[0]));
    assert!(records[2].contains("\n:auth plain\n"), "{}", records[2]);
    for record in records.iter().chain(&replayed) {
        for secret in SECRETS {
            assert!(!record.contains(secret), "{secret} in {record}");
        }
    }
    let page = &records[3];
    for part in ["你好", "&lt;b&gt;text", "TLS 1.3", "<svg", "********"] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(
        !page.contains("<b>text") && !page.contains("http"),
        "{page}"
    );
}

/// What `:handshake` and `:cert` would show stands in the records too.
#[test]
fn the_handshake_is_explained_in_the_report_and_in_the_transcript() {
    let folder = TempDir::new().unwrap();
    let script = "ehlo a\nstarttls\nehlo a\nquit\n";
    let (output, records) = record(folder.path(), &["--tls-version", "1.2"], script);
    assert!(output.status.success(), "{output:?}");
    let (transcript, page) = (&records[0], &records[3]);
    let print = transcript
        .split_once("SHA-256      ")
        .and_then(|(_, rest)| rest.get(..47))
        .unwrap();
    // In the page it may break behind a colon, and nowhere else.
    let page = page.replace(":<wbr>", ":");
    assert!(page.contains(print), "{print}: {page}");
    for said in [
        "Server Key Exchange",
        "-- subject      CN=practice.smtpsh.example",
    ] {
        assert!(transcript.contains(said), "{said}: {transcript}");
    }
    for said in [
        "Client random</dt>",
        "444f574e47524401</code>",
        "How the session keys came to be (TLS 1.2, ",
        "master secret = PRF(pre-master secret",
        "AES_256_GCM encrypts and also notices every change",
        "<dt>serial</dt>",
        "<dt>key</dt><dd>EC P-256</dd>",
        "4. that the server has the private key",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
}

#[test]
fn a_hostile_server_is_shown_as_text() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let server = listener.local_addr().unwrap().to_string();
    let serving = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        stream
            .write_all(b"220 <script>alert(1)</script>\x1b[2J\0\xff\xe2\x80\xae\r\n")
            .unwrap();
        let _ = stream.read(&mut [0; 100]);
        let _ = stream.write_all(b"221 </style>\"\r\n");
    });
    let folder = TempDir::new().unwrap();
    let (_, records) = record(folder.path(), &[&server], "quit");
    serving.join().unwrap();
    for record in &records {
        let raw = |c: char| c.is_control() && c != '\n' || c == '\u{202e}';
        assert!(!record.contains(raw), "{record:?}");
    }
    assert!(
        records[0].contains("\\x1b[2J\\0\\xff\\u{202e}"),
        "{}",
        records[0]
    );
    assert!(records[1].contains("1b5b324a00ffe280ae"), "{}", records[1]);
    assert!(records[3].contains("&lt;script&gt;alert"), "{}", records[3]);
    assert!(!records[3].contains("<script"), "{}", records[3]);
}

#[test]
fn every_line_of_json_parses() {
    let (text, events) = events(&["--lang", "zh", "-c", SCRIPT]);
    let count = |kind| events.iter().filter(|event| event["type"] == kind).count();
    assert_eq!((count("session"), count("secured")), (1, 1), "{text}");
    assert!(count("sent") > 10 && count("reply") > 10, "{text}");
    let refused = events
        .iter()
        .any(|event| event["code"] == 501 && event["outcome"] == "refused");
    assert!(refused, "{text}");
    let mut times = events.iter().map(|event| event["at"].as_f64().unwrap());
    let mut last = 0.0;
    assert!(
        times.all(|at| std::mem::replace(&mut last, at) <= at),
        "{text}"
    );
}

#[test]
fn what_fails_is_an_event() {
    for (args, kind, exit) in [
        (&["-c", "helo a", "-c", "foo"][..], "refused_reply", 1),
        (&["-c", ":foo"], "helper", 2),
        (&["127.0.0.1:1"], "refused", 3),
        (
            &["--fault", "cert-expired", "-c", "ehlo a\nstarttls"],
            "certificate_expired",
            4,
        ),
    ] {
        let (text, events) = events(args);
        let failed: Vec<_> = events
            .iter()
            .filter(|event| event["type"] == "failed")
            .collect();
        assert_eq!(failed.len(), 1, "{text}");
        assert_eq!(failed[0]["kind"], kind, "{text}");
        assert_eq!(failed[0]["exit"], exit, "{text}");
    }
}

/// What is printed with `--json`, and the events in it.
fn events(args: &[&str]) -> (String, Vec<serde_json::Value>) {
    let output = Command::new(env!("CARGO_BIN_EXE_smtpsh"))
        .arg("--json")
        .args(args)
        .env_remove("SMTPSH_CODE")
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let events = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    (text, events)
}

#[test]
fn a_session_is_saved_in_each_kind() {
    let folder = TempDir::new().unwrap();
    let saves = KINDS.map(|kind| format!(":save {}/it.{kind}\n", folder.path().display()));
    let script = format!("ehlo a\n{}quit", saves.concat());
    let (output, _) = record(folder.path(), &[], &script);
    assert!(output.status.success(), "{output:?}");
    for (kind, part) in KINDS
        .iter()
        .zip(["C: ehlo a", "\"ehlo a\"", "\nehlo a\n", "<pre>ehlo a"])
    {
        let saved = std::fs::read_to_string(folder.path().join(format!("it.{kind}"))).unwrap();
        assert!(saved.contains(part), "{kind}: {saved}");
    }
}

#[test]
fn a_long_message_is_saved_whole() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("long.smtp");
    let mail = "x".repeat(1000) + "\n";
    let script = format!(
        "ehlo a\n:auth plain\nmail from:<student@smtpsh.example>\nrcpt to:<student@smtpsh.example>\ndata\n\n{}.\n:save {}\nquit",
        mail.repeat(100),
        file.display()
    );
    let (output, records) = record(folder.path(), &[], &script);
    assert!(output.status.success(), "{output:?}");
    let saved = std::fs::read_to_string(file).unwrap();
    assert_eq!(saved.matches(&mail).count(), 100);
    assert!(saved.contains("\n.\n"), "the message has its end");
    assert!(records[3].contains("left out: "), "the report is bounded");
}

#[test]
fn a_session_that_never_connected_has_a_report() {
    let folder = TempDir::new().unwrap();
    let (output, records) = record(folder.path(), &["127.0.0.1:1"], "quit");
    assert_eq!(output.status.code(), Some(3), "{output:?}");
    let report = &records[3];
    for part in [
        "<dd>127.0.0.1:1<br>",
        "<pre class=\"failed\">127.0.0.1:1 refuses the connection",
        "\nTry: ",
    ] {
        assert!(report.contains(part), "{part}: {report}");
    }
}

/// TZ counts west of Greenwich (POSIX); Windows does not ask it.
#[test]
#[cfg(unix)]
fn every_record_has_the_local_time() {
    let folder = TempDir::new().unwrap();
    for kind in KINDS {
        let file = folder.path().join(format!("session.{kind}"));
        let output = Command::new(env!("CARGO_BIN_EXE_smtpsh"))
            .args(["-c", "quit", "--record"])
            .arg(&file)
            .env("TZ", "XYZ-5:30")
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        let record = std::fs::read_to_string(file).unwrap();
        assert!(record.contains("+05:30"), "{record}");
    }
}

/// Also one that was there, open to all.
#[cfg(unix)]
#[test]
fn only_its_owner_may_read_a_record() {
    use std::fs::{Permissions, metadata, set_permissions};
    use std::os::unix::fs::PermissionsExt;
    let folder = TempDir::new().unwrap();
    for kind in KINDS {
        let file = folder.path().join(format!("session.{kind}"));
        std::fs::write(&file, "old").unwrap();
        set_permissions(&file, Permissions::from_mode(0o644)).unwrap();
    }
    record(folder.path(), &[], "quit\n");
    for kind in KINDS {
        let file = folder.path().join(format!("session.{kind}"));
        let mode = metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{kind}");
    }
}

/// Wireshark must be told of each port, in one command.
#[test]
fn a_capture_of_two_servers_tells_how_both_are_decoded() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("it.pcapng");
    let script = format!(
        "quit\n:open practice/pop3\nquit\n:save {}\n:close\n",
        file.display()
    );
    let output = Command::new(env!("CARGO_BIN_EXE_smtpsh"))
        .args(["--lang", "en", "-c", &script])
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let shown = String::from_utf8(output.stdout)
        .unwrap()
        .replace("\n   ", " ");
    let ports: Vec<&str> = shown
        .lines()
        .filter_map(|line| {
            line.strip_prefix("-- Connected to 127.0.0.1:")?
                .split(' ')
                .next()
        })
        .collect();
    let [smtp, pop3] = ports[..] else {
        panic!("{shown}");
    };
    for part in [
        format!("(TCP port {smtp}, SMTP; TCP port {pop3}, POP3)"),
        format!("tshark -r FILE -d tcp.port=={smtp},smtp -d tcp.port=={pop3},pop"),
    ] {
        assert!(shown.contains(&part), "{part}: {shown}");
    }
}
