//! What a record says again: its script, run against a new practice server, has the same replies.

use crate::{KINDS, SECRETS, dialogue, record};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// What sessions are made of. Each piece may be refused where it stands.
const PIECES: &[&str] = &[
    "helo a",
    "EHLO a.example",
    ":starttls",
    ":auth plain",
    ":auth login",
    ":auth plain wrong",
    "auth login\nc3R1ZGVudEBzbXRwc2guZXhhbXBsZQ==\n:code wrong",
    "auth plain\n:code",
    "auth login\nc3R1ZGVudEBzbXRwc2guZXhhbXBsZQ==\n:code",
    "AUTH LOGIN\n*",
    "auth plain\n*",
    "mail from:<student@smtpsh.example>",
    "MAIL FROM:<other@smtpsh.example> SIZE=10",
    "rcpt to:<a@b>\nrcpt to:<学生@smtpsh.example>",
    "data\nSubject: 你好\n\n..\n::text\n :x\n\n.",
    "data\n.",
    ":pipeline\nmail from:<student@smtpsh.example>\nrcpt to:<a@b>\nnoop\n:flush",
    "rset",
    "NOOP  x\t",
    "::help",
    "elho a",
    "",
    ":raw \"NOOP\\r\\nRSET\\r\\n\"",
    ":raw \"NO\"\n:raw \"OP\\r\\n\"",
    ":reconnect",
    "quit\n:reconnect",
    ":close\n:reconnect",
];

/// Sessions of random pieces, always the same ones.
fn sessions() -> impl Iterator<Item = String> {
    let mut state = 1u32;
    let mut random = move |below: usize| {
        // Numerical Recipes' generator; its high bits are the good ones.
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 16) as usize % below
    };
    (0..SESSIONS).map(move |_| {
        let pieces = (0..12).map(|_| PIECES[random(PIECES.len())]);
        pieces.collect::<Vec<_>>().join("\n")
    })
}

/// Some seconds.
const SESSIONS: usize = 40;

#[test]
fn any_session_replays_to_the_same_replies() {
    let mut said = 0;
    for session in sessions() {
        let folder = TempDir::new().unwrap();
        let (_, records) = record(folder.path(), &["--keep-going"], &session);
        let mut scripts = vec![records[2].trim_end().to_owned()];
        // What went out in one write, or in pieces, is not seen in the transcript.
        if !session.contains(":raw") && !session.contains(":pipeline") {
            scripts.push(typed_again(&records[0]));
        }
        said += dialogue(&records[0]).len();
        for script in scripts {
            let (again, replayed) = record(folder.path(), &["--keep-going"], &script);
            let what = format!("{session}\n== replayed by\n{script}\n== {again:?}");
            assert_eq!(dialogue(&records[0]), dialogue(&replayed[0]), "{what}");
        }
    }
    assert!(said > 20 * SESSIONS, "hardly anything was said");
}

/// A transcript as a person types it again: what is masked is asked for.
fn typed_again(transcript: &str) -> String {
    let (mut lines, mut in_text, mut connections) = (Vec::new(), false, 0);
    let mut asked = false;
    for line in transcript.lines().filter_map(|line| line.get(14..)) {
        let Some(said) = line.strip_prefix("C: ") else {
            in_text |= line.starts_with("S: 354 ");
            asked = asked && !line.starts_with("S: ") || line.starts_with("S: 334 ");
            if let Some(code) = refusal(line) {
                // Whoever reads it sees which code was a wrong one.
                if let Some(last) = lines.last_mut().filter(|_| code == "535") {
                    *last += " wrong";
                }
                lines.push(format!(":expect {code}"));
            }
            connections += usize::from(line.starts_with("-- Connected to "));
            if line.starts_with("-- Connected to ") && connections > 1 {
                lines.push(":reconnect".to_owned());
            }
            continue;
        };
        lines.push(match said {
            // What nothing asks for is not known, whatever it is.
            "********" if asked => ":code".to_owned(),
            "AUTH PLAIN ********" => ":auth plain".to_owned(),
            _ if in_text || !said.starts_with(':') => said.to_owned(),
            _ => format!(":{said}"),
        });
        in_text &= said != ".";
    }
    // A script that failed did not say QUIT.
    if !lines
        .last()
        .is_some_and(|line| line.eq_ignore_ascii_case("quit"))
    {
        lines.push(":close".to_owned());
    }
    lines.join("\n")
}

/// The code of a refusal's last line.
fn refusal(line: &str) -> Option<&str> {
    let reply = line.strip_prefix("S: ")?;
    let last = reply.starts_with(['4', '5']) && reply.get(3..4) == Some(" ");
    last.then(|| &reply[..3])
}

/// Sessions that one would want to see again, and how the program is called for them.
const DIALOGUES: &[(&[&str], &str)] = &[
    // Who logs in with what, right and wrong, by hand and with helpers.
    (
        &[],
        "ehlo a\nauth login\nUSER64\nd3Jvbmc=\n:expect 535\nauth login\nUSER64\nCODE64\nquit\n",
    ),
    (
        &[],
        "ehlo a\nauth login\nUSER64\nwrong!\n:expect 501\nauth login\n:user\n:code wrong\n:expect 535\nauth login USER64\nd3Jvbmc=\n:expect 535\nauth login USER64\nCODE64\nquit\n",
    ),
    (
        &[],
        "ehlo a\nauth plain AHgAeQ==\n:expect 535\nauth plain x!\n:expect 501\nauth foo bar\n:expect 504\nauth plain PLAIN64\nquit\n",
    ),
    (
        &[],
        "ehlo a\nauth plain\nAHgAeQ==\n:expect 535\nauth plain\n*\n:expect 501\nauth plain\nPLAIN64\nauth plain PLAIN64\n:expect 503\nquit\n",
    ),
    (
        &[],
        "ehlo a\n:auth plain wrong\n:expect 535\n:auth login wrong\n:expect 535\n:login wrong\n:expect 535\n:login\nquit\n",
    ),
    (
        &["--fault", "proofs"],
        "ehlo a\n:auth cram-md5 wrong\n:expect 535\nauth cram-md5\n:code wrong\n:expect 535\n:auth scram-sha-256 wrong\n:expect 535\nauth scram-sha-256\n:code\nquit\n",
    ),
    (
        &["--fault", "tls-first"],
        "ehlo a\n:auth plain anyway\n:expect 530\nauth plain PLAIN64\n:expect 530\n:starttls\nehlo a\n:auth plain\nquit\n",
    ),
    (
        &[],
        "ehlo a\nCODE\n:expect 502\nCODE64\n:expect 502\nquit\n",
    ),
    (
        &[],
        ":open practice/pop3\nCODE\n:expect -ERR\npass CODE\n:expect -ERR\nuser USER\npass wrong\n:expect -ERR\nuser USER\npass CODE\nstat\nquit\n",
    ),
    (
        &[],
        ":open practice/pop3\n:login wrong\n:expect -ERR\n:auth apop wrong\n:expect -ERR\nauth plain AHgAeQ==\n:expect -ERR\nauth login\nUSER64\nCODE64\nquit\n",
    ),
    (
        &[],
        ":open practice/imap\na login USER wrong\n:expect NO\nlogin USER CODE\n:expect BAD\nCODE\n:expect BAD\nx1 login USER CODE\nx2 login USER CODE\n:expect BAD\nb logout\n",
    ),
    (
        &[],
        ":open practice/imap\na login {22}\nUSER {16}\nCODE\nb select inbox\nc logout\n",
    ),
    (
        &[],
        ":open practice/imap\na login {22+}\nUSER {5+}\nwrong\n:expect NO\nb login {3}\nbob CODE\n:expect NO\nc login {22+}\nUSER {16+}\nCODE\nd logout\n",
    ),
    (
        &[],
        ":open practice/imap\na login {22}\nUSER {16}\nshort\nand long!\n:expect NO\nb login {22}\nUSER {16}\nCODEx\n:expect BAD\nc logout\n",
    ),
    (
        &[],
        ":open practice/imap\na authenticate plain AHgAeQ==\n:expect NO\nb authenticate plain\nAHgAeQ==\n:expect NO\nc authenticate plain\n*\n:expect BAD\nd authenticate plain\nPLAIN64\ne logout\n",
    ),
    (
        &[],
        ":open practice/imap\na authenticate plain PLAIN64\nb logout\n:open practice/imap\na authenticate login\nUSER64\nCODE64\nb logout\n",
    ),
    (
        &[],
        ":open practice/imaps\n:auth plain wrong\n:expect NO\n:login wrong\n:expect NO\n:auth login\n:set tag on\nnoop\nlogout\n",
    ),
    (
        &[],
        "ehlo a\n:pipeline\nauth login\nUSER64\nCODE64\n:flush\nauth login\n:expect 503\n:reconnect\nehlo a\n\
         :auth plain\n:pipeline\nmail from:<USER>\nrcpt to:<USER>\ndata\nis CODE .\n.\n:flush\nquit\n",
    ),
    (
        &[],
        ":open practice/pop3\n:pipeline\nuser USER\npass wrong\n:expect -ERR\nuser USER\npass CODE\nstat\n:flush\nquit\n",
    ),
    // What is expected stays, and what changes the server.
    (
        &[],
        ":expect 220\nehlo a\n:expect 2xx\n:expect-cap STARTTLS\n:expect /SIZE/\n:starttls\nehlo a\n:expect-tls 1.3\nfoo\n:expect 502\n:expect-nothing 50ms\nauth login\n:expect 334\n:user\n:expect 334\n:code\n:expect 235\nquit\n:expect-closed\n",
    ),
    (
        &[],
        "ehlo a\n:auth plain\n:pipeline\nmail from:<USER>\n:expect 250\nrcpt to:<bad\n:expect 501\nrcpt to:<USER>\ndata\n:flush\n:expect 354\nSubject: x\n\nx\n.\nquit\n",
    ),
    (
        &[],
        "ehlo a\n:auth plain\n:pipeline\nnoop\nmail from:<USER>\n:flush\n:fault closing\nrset\n:expect 250\nquit\n",
    ),
    (
        &[],
        ":fault closes-in-data\nehlo a\n:auth plain\n:mail USER USER\ndata\nx\n.\n:expect-closed\n:fault off\n:reconnect\nehlo a\nquit\n",
    ),
    (
        &["--keep-going"],
        ":fault greylisting\nehlo a\n:auth plain\n:mail USER USER\n:wait 50ms\nrcpt to:<USER>\ndata\nx\n.\nquit\n",
    ),
    (
        &["--fault", "closing"],
        "ehlo a\n:auth plain\nmail from:<USER>\n:expect-closed\n",
    ),
    (
        &[],
        "ehlo a\n:set upgrade off\nstarttls\n:upgrade\n:set upgrade on\nehlo a\n:reconnect\nstarttls\nehlo a\nquit\n",
    ),
    (
        &[],
        "ehlo a\n:raw \"NO\"\n:expect-nothing 50ms\n:raw \"OP\\r\\n\"\nbdat 5 last\n:expect 502\n:let x noop\n:say ${x}\n:timeout 9s\nquit\n",
    ),
    // Several commands in one write, some of them refused.
    (
        &[],
        "ehlo a\n:raw \"FOO\\r\\nBAR\\r\\nNOOP\\r\\n\"\n:expect 502 5xx 250\n:raw \"NOOP\\r\\nFOO\\r\\n\"\n:expect 502\nquit\n",
    ),
    (
        &["--keep-going"],
        "ehlo a\n:raw \"FOO\\r\\nBAR\\r\\nNOOP\\r\\n\"\n:expect 250\nquit\n",
    ),
    (
        &[],
        "ehlo a\n:pipeline\nAUTH PLAIN PLAIN64\nmail from:<USER>\nrcpt to:<bad\n:expect 501\nrcpt to:<a@b>\ndata\nSubject: x\n\nhi\n.\n:flush\nquit\n",
    ),
    (
        &["--keep-going"],
        "ehlo a\n:pipeline\nAUTH PLAIN AHgAeQ==\nmail from:<USER>\nnoop\n:flush\n:pipeline\nauth login\nUSER64\nd3Jvbmc=\nmail from:<USER>\nnoop\n:flush\nquit\n",
    ),
    // A code in exact bytes.
    (
        &[],
        "ehlo a\n:raw \"AUTH PLAIN AHgAeQ==\\r\\n\"\n:expect 535\n:raw \"AUTH PLAIN PLAIN64\\r\\n\"\n:reconnect\nehlo a\nauth login\n:user\n:raw \"x\\r\\n\"\n:expect 501\n\
         auth login\n:user\n:raw \"CODE64\\r\\n\"\n:reconnect\nehlo a\n:raw \"AUTH LOGIN\\r\\nUSER64\\r\\nd3Jvbmc=\\r\\n\"\n:expect 535\n:raw \"AUTH LOGIN\\r\\nUSER64\\r\\nCODE64\\r\\n\"\nquit\n",
    ),
    (
        &[],
        ":open practice/imap\na login {22}\nUSER wrong\n:expect NO\nb login {22}\nUSER CODE\nc logout\n",
    ),
    (
        &["--fault", "smuggling"],
        "ehlo a\n:auth plain\n:mail USER USER\n:raw \"data\\r\\nSubject: one\\r\\n\\r\\nhi\\n.\\nNOOP\\r\\n\"\n:wait 200ms\n:inbox\nquit\n",
    ),
    // Messages, and what is broken off.
    (
        &[],
        "ehlo a\n:auth plain\n:mail USER USER\n:send FILE\n:mail USER USER\nDATA\n\x1d:send FILE\n:send FILE\n:expect 503\n:inbox 2\nquit\n",
    ),
    (
        &["--fault", "too-large"],
        "ehlo a\n:auth plain\n:mail USER USER\n:send FILE\n:expect 552\nquit\n",
    ),
    (
        &[],
        "ehlo a\n:auth plain\n:compose to=USER subject=hi text=\"one\\n.two\"\nquit\n:open practice/pop3\n:login\n:list\n:read 1\nquit\n",
    ),
    (
        &[],
        "ehlo a\n:auth plain\n:mail USER USER\ndata\nx\n\x1d:close\n:reconnect\nehlo a\nauth login\n:user\n:close\n:reconnect\nhelo a\nquit\n",
    ),
    (
        &[],
        "ehlo a\n:auth plain\n:compose to=USER subject=long text=\"LONG\"\nquit\n:open practice/pop3\n:login\nlist\nquit\n",
    ),
    (
        &[],
        ":open practice/imap\n:login\na append inbox {5}\n\x1d:close\n:reconnect\n:login\na append inbox {5}\nhello\nb append inbox {5+}\nhello\nc select inbox\nd idle\ndone\ne fetch 2 body[]\n:expect OK\nf logout\n",
    ),
];

/// What the dialogues and the examples are said with.
fn spelled(script: &str, file: &Path) -> String {
    // Longer than what is shown line by line.
    let long = "long, and a dot\\n.\\n".repeat(8 * 1024);
    let names = [
        ("USER64", "c3R1ZGVudEBzbXRwc2guZXhhbXBsZQ=="),
        ("CODE64", "bGV0dGVyc2xpa2V0aGVzZQ=="),
        ("PLAIN64", SECRETS[2]),
        ("USER", "student@smtpsh.example"),
        ("CODE", "letterslikethese"),
        ("FILE", file.to_str().unwrap()),
        ("LONG", &long),
    ];
    names
        .iter()
        .fold(script.to_owned(), |script, (name, value)| {
            script.replace(name, value)
        })
}

#[test]
fn each_dialogue_replays_to_the_same_replies() {
    for (args, script) in DIALOGUES {
        check(args, script);
    }
}

#[test]
fn the_examples_replay() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let mut count = 0;
    for entry in std::fs::read_dir(examples).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|it| it == "smtp") {
            check(&[], &std::fs::read_to_string(path).unwrap());
            count += 1;
        }
    }
    assert!(count > 1);
}

/// The session goes well, so does its replay, and the replay of the replay is the same script; no
/// record has the code.
fn check(args: &[&str], script: &str) {
    let folders = [(); 3].map(|()| TempDir::new().unwrap());
    let file = folders[0].path().join("mail.eml");
    let mail = format!("Subject: x\n\n.dot\r\n\n{}\nno end", "long ".repeat(30));
    std::fs::write(&file, mail).unwrap();
    let script = spelled(script, &file);
    let (first, records) = record(folders[0].path(), args, &script);
    // The record names the fault.
    let args: &[&str] = if args.contains(&"--fault") { &[] } else { args };
    let (second, again) = record(folders[1].path(), args, &records[2]);
    let (_, third) = record(folders[2].path(), args, &again[2]);
    let what = format!("{script}\n== replayed by\n{}\n== {second:?}", records[2]);
    let status = |output: &std::process::Output| output.status.code();
    let kept_going = args.contains(&"--keep-going").then_some(1);
    assert_eq!(
        status(&first),
        Some(kept_going.unwrap_or(0)),
        "{first:?}\n{script}"
    );
    assert_eq!(status(&second), Some(0), "{what}");
    assert!(!replies(&records[0]).is_empty(), "{what}");
    assert_eq!(replies(&records[0]), replies(&again[0]), "{what}");
    assert_eq!(without_dates(&again[2]), without_dates(&third[2]), "{what}");
    for record in records.iter().chain(&again) {
        for secret in SECRETS {
            assert!(!record.contains(secret), "{secret} in {record}");
        }
    }
}

/// A record that is no script is not said to the server.
#[test]
fn what_only_tells_of_a_session_is_no_script() {
    let folder = TempDir::new().unwrap();
    let (_, records) = record(folder.path(), &[], "ehlo a\nquit\n");
    for (kind, told) in KINDS.iter().zip(&records) {
        let (again, replayed) = record(folder.path(), &[], told);
        let said = String::from_utf8_lossy(&again.stderr);
        let (status, refused, commands) = match *kind {
            "smtp" => (0, false, vec!["C: ehlo a", "C: quit"]),
            _ => (2, true, vec!["C: QUIT"]),
        };
        assert_eq!(again.status.code(), Some(status), "{kind}: {said}");
        assert_eq!(said.contains("is a record to read"), refused, "{said}");
        let mut lines = dialogue(&replayed[0]);
        lines.retain(|line| line.starts_with("C: "));
        assert_eq!(lines, commands, "{kind}");
    }
}

/// Nothing says again several commands with a code among them: the script stops there.
#[test]
fn exact_bytes_that_were_left_out_stop_the_script() {
    let folder = TempDir::new().unwrap();
    let raw = spelled(r"user USER\r\npass CODE\r\nstat\r\n", folder.path());
    let script = format!(":open practice/pop3\n:raw \"{raw}\"\nquit\n");
    let (first, records) = record(folder.path(), &[], &script);
    assert!(first.status.success(), "{first:?}");
    let (second, again) = record(folder.path(), &[], &records[2]);
    assert_eq!(second.status.code(), Some(2), "{second:?}");
    let said = String::from_utf8_lossy(&second.stderr);
    assert!(said.contains("SMTPSH_LEFT_OUT"), "{said}");
    assert!(!again[0].contains("-ERR"), "{}", again[0]);
}

/// A composed message that is too long is not replaced by an empty one: the script stops there.
#[test]
fn what_was_too_long_to_be_kept_stops_the_script() {
    let folder = TempDir::new().unwrap();
    let attached = folder.path().join("attached.bin");
    std::fs::write(&attached, vec![b'x'; 2 * 1024 * 1024]).unwrap();
    let to = "student@smtpsh.example";
    let compose = format!(
        "ehlo a\n:auth plain\n:compose to={to} subject=x text=x attach=\"{}\"\nquit\n",
        attached.display().to_string().replace('\\', "\\\\")
    );
    let (first, records) = record(folder.path(), &[], &compose);
    assert!(first.status.success(), "{first:?}");
    let (second, again) = record(folder.path(), &[], &records[2]);
    assert!(!second.status.success(), "{}", records[2]);
    let said = String::from_utf8_lossy(&second.stderr);
    assert!(said.contains("too long to be kept"), "{said}");
    assert!(!again[0].contains("S: 250 OK: kept here"), "{}", again[0]);
}

/// A file's name is whole in the record, which is read in another folder.
#[test]
fn a_file_is_found_from_another_folder() {
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join("mail.eml"), "Subject: x\n\nx\n").unwrap();
    let to = "student@smtpsh.example";
    let mailing = format!(":mail {to} {to}");
    let output = Command::new(env!("CARGO_BIN_EXE_smtpsh"))
        .args(["-c", "ehlo a", "-c", ":auth plain", "-c", &mailing])
        .args(["-c", ":send mail.eml", "-c", "quit"])
        .args(["--record", "session.smtp"])
        .env_remove("SMTPSH_CODE")
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let script = std::fs::read_to_string(folder.path().join("session.smtp")).unwrap();
    let (again, records) = record(folder.path(), &[], &script);
    assert!(again.status.success(), "{again:?}\n{script}");
    assert!(records[0].contains("S: 250 OK: kept here"), "{script}");
}

/// What cannot be read again is in the record, if it is short.
#[test]
fn a_message_from_standard_input_is_repeated() {
    let folder = TempDir::new().unwrap();
    let mail = "Subject: piped\n\n.dot\n:quit\n\x1dx\nno end";
    let mailing = ":mail student@smtpsh.example student@smtpsh.example\n";
    for (fault, to, data, code) in [
        ("proofs", mailing, ":send -", "S: 250 OK: kept here"),
        ("too-large", mailing, "data\n\x1d:send -", "S: 552 "),
        ("proofs", "", ":send -", "S: 503 "),
    ] {
        let said = folder.path().join("said");
        let lines = format!("ehlo a\n:auth plain\n{to}{data}\nquit\n");
        std::fs::write(&said, lines).unwrap();
        let script = folder.path().join("said.smtp");
        let sent = run(&said, &script, fault, &mail.repeat(3));
        let again = run(&script, &folder.path().join("again.smtp"), fault, "other");
        assert!(sent.contains(code), "{sent}");
        assert_eq!(sent, again, "{}", std::fs::read_to_string(script).unwrap());
    }
}

/// What the server says to a script, and what has arrived.
fn run(script: &Path, record: &Path, fault: &str, input: &str) -> String {
    let mut child = Command::new(env!("CARGO_BIN_EXE_smtpsh"))
        .args(["--lang", "en", "--keep-going", "--fault", fault, "-f"])
        .arg(script)
        .args(["-c", ":inbox 1", "--record"])
        .arg(record)
        .env_remove("SMTPSH_CODE")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(input.as_bytes()).unwrap();
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    let shown = String::from_utf8(output.stdout).unwrap();
    let inbox = shown
        .lines()
        .skip_while(|line| !line.starts_with("-- Subject"));
    let said = shown.lines().filter(|line| line.starts_with("S: "));
    said.chain(inbox).collect::<Vec<_>>().join("\n")
}

/// What the server said, but for what it never says twice: a folder's number, a challenge (RFC 2195
/// §2, RFC 5802 §3), and the timestamp of a greeting (RFC 1939 §7).
fn replies(transcript: &str) -> Vec<&str> {
    let once = [
        "UIDVALIDITY",
        "APPENDUID",
        "POP3 smtpsh",
        "S: 334 PD",
        "S: 334 cj",
        "S: 334 dj",
    ];
    let lines = dialogue(transcript).into_iter();
    let said = lines.filter(|line| line.starts_with("S: "));
    said.filter(|line| !once.iter().any(|part| line.contains(part)))
        .collect()
}

fn without_dates(script: &str) -> Vec<&str> {
    let lines = script.lines();
    lines
        .filter(|line| !line.starts_with(":# smtpsh "))
        .collect()
}

/// The ports of the practice server are others in each program.
#[test]
fn what_was_opened_of_the_practice_server_replays() {
    let folder = TempDir::new().unwrap();
    let script = "ehlo a\nquit\n:open practice/pop3\nuser student@smtpsh.example\n:code\nstat\nquit\n\
        :open practice/imap\n:login\nb select inbox\nc logout\n";
    let (output, records) = record(folder.path(), &[], script);
    assert!(output.status.success(), "{output:?}");
    for opened in ["\n:open practice/pop3\n", "\n:open practice/imap\n"] {
        assert!(records[2].contains(opened), "{}", records[2]);
    }
    let again = TempDir::new().unwrap();
    let (output, replayed) = record(again.path(), &[], &records[2]);
    assert!(output.status.success(), "{output:?}\n{}", records[2]);
    assert_eq!(replies(&replayed[0]), replies(&records[0]));
}
