//! The whole program fetching mail, by pipes: by POP3 and IMAP from the practice server, and from
//! servers of the test, most of them hostile.

#![allow(clippy::unwrap_used, clippy::expect_used, unreachable_pub)]

#[path = "cli/program.rs"]
#[allow(dead_code, reason = "here it runs in some of its ways only")]
mod program;
#[path = "cli/server.rs"]
#[allow(dead_code, reason = "here some of its kinds are not needed")]
mod server;

use program::{Ended, smtpsh, smtpsh_with};
use server::{lines_until, serve};
use std::fs;
use std::io::Write;
#[cfg(target_os = "linux")]
use std::net::TcpStream;

const USER: &str = "student@smtpsh.example";
const CODE: &str = "letterslikethese";

const POP3: &str = ":open practice/pop3\n";
const IMAP: &str = ":open practice/imap\n";

/// Sends this mail to oneself first.
const SEND: &str = "ehlo a\n:auth plain\n:mail student@smtpsh.example student@smtpsh.example\n\
    data\nFrom: student@smtpsh.example\nSubject: =?gbk?B?xOO6ww==?=\nContent-Type: text/plain; charset=utf-8\n\n\
    你好\n..dots\n.\nquit\n";

#[test]
fn what_was_sent_is_fetched_by_both() {
    let folder = tempfile::tempdir().unwrap();
    let [one, two] = ["one.eml", "two.eml"].map(|name| folder.path().join(name));
    let script = format!(
        "{SEND}:open practice/pop3\n:login\n:list\n:read 1\n:save {}\nquit\n\
         :open practice/imap\n:starttls\n:auth\n:list\n:read 1\n:save {}\nz logout\n",
        one.display(),
        two.display()
    );
    let ended = smtpsh(&[], &script);
    assert_eq!(ended.code, 0, "{ended:?}");
    assert_eq!(
        ended.out.matches("-- Subject: 你好\n").count(),
        2,
        "{ended:?}"
    );
    assert_eq!(ended.out.matches("-- .dots\n").count(), 2, "{ended:?}");
    let listed = ended.out.matches("  student@smtpsh.example  你好\n");
    assert_eq!(listed.count(), 2, "{ended:?}");
    assert!(ended.out.contains("-- to TOP 1 0\n"), "{ended:?}");
    assert!(ended.out.contains("-- TLS is up: "), "{ended:?}");
    // What was offered before TLS is void, so it is asked anew which exchange is the strongest.
    let asked = ended.out.find("C: a002 CAPABILITY\n").expect("not asked");
    let logged_in = ended.out.find("C: a003 AUTHENTICATE PLAIN ********\n");
    assert!(logged_in.is_some_and(|at| at > asked), "{ended:?}");
    let [one, two] = [one, two].map(|path| fs::read(path).unwrap());
    assert!(
        one == two && one.ends_with("你好\r\n.dots\r\n".as_bytes()),
        "{one:?}"
    );
}

/// What the practice server offers on request, by the same code over all three.
#[test]
fn a_login_without_sending_the_code() {
    for (open, asks, end) in [
        ("", "ehlo a\n", "quit\n"),
        (POP3, "capa\n", "quit\n"),
        (IMAP, "a capability\n", "b logout\n"),
    ] {
        for login in [":auth", ":auth scram-sha-256", ":auth cram-md5"] {
            let script = format!("{open}{asks}{login}\n{end}");
            let right = smtpsh(&["--fault", "proofs"], &script);
            assert_eq!(right.code, 0, "{script}: {right:?}");
            let name = login.strip_prefix(":auth ").unwrap_or("scram-sha-256");
            let command = format!(" {}", name.to_ascii_uppercase());
            assert!(right.out.contains(&command), "{script}: {right:?}");
            let wrong = smtpsh_with(&["--fault", "proofs"], &script, |command| {
                command.env("SMTPSH_CODE", "wronghorse");
            });
            assert_eq!(wrong.code, 1, "{script}: {wrong:?}");
            assert!(wrong.err.contains("Login fail."), "{script}: {wrong:?}");
        }
        let unasked = smtpsh(&[], &format!("{open}{asks}:auth cram-md5\n{end}"));
        assert_eq!(unasked.code, 1, "{open}: {unasked:?}");
    }
}

/// POP3 as old servers speak it: each line and what it is answered.
fn old(answers: &'static [(&str, &str)]) -> String {
    serve(move |stream| {
        stream.write_all(b"+OK\r\n").unwrap();
        for (line, answer) in answers {
            lines_until(stream, line);
            stream.write_all(answer.as_bytes()).unwrap();
        }
        server::to_the_end(stream);
    })
}

#[test]
fn pop3_lists_subjects_where_it_can() {
    const LIST: (&str, &str) = ("LIST", "+OK\r\n1 120\r\n2 130\r\n.\r\n");
    const FIRST: &str = "+OK\r\nSubject: first\r\nFrom: a@b\r\n\r\n.\r\n";
    const NO: &str = "-ERR unknown command\r\n";
    const QUIT: (&str, &str) = ("QUIT", "+OK\r\n");
    let list = |answers| {
        let server = format!("pop3://{}", old(answers));
        let ended = smtpsh(&[&server], ":list\nquit\n");
        assert_eq!(ended.code, 0, "{ended:?}");
        ended.out
    };
    // It says nothing of itself, and knows TOP.
    let out = list(&[
        ("CAPA", NO),
        LIST,
        ("TOP 1 0", FIRST),
        ("TOP 2 0", "-ERR not this one\r\n"),
        QUIT,
    ]);
    assert!(out.contains("a@b  first\n"), "{out}");
    let out = list(&[("CAPA", NO), LIST, ("TOP 1 0", NO), QUIT]);
    assert!(out.contains("does not offer TOP"), "{out}");
    let out = list(&[("CAPA", "+OK\r\nUIDL\r\n.\r\n"), LIST, QUIT]);
    assert!(out.contains("does not offer TOP"), "{out}");
    let out = list(&[("CAPA", NO), ("LIST", "+OK\r\n.\r\n"), QUIT]);
    assert!(out.contains("-- There is no mail.\n"), "{out}");
    let ended = smtpsh(&["practice/imap"], ":login\n:list\nz logout\n");
    assert!(ended.out.contains("-- There is no mail.\n"), "{ended:?}");
}

#[test]
fn helpers_that_do_not_fit_say_so() {
    for (script, why) in [
        (":read 1\n", "SMTP does not fetch mail"),
        (":list\n", "SMTP does not fetch mail"),
        (":save x.eml\n", "no mail was fetched yet"),
        (
            ":open practice/pop3\n:mail a b\n",
            "POP3 does not send mail",
        ),
        (
            ":open practice/imap\n:login\n:read 7\n",
            "There is no message of that number",
        ),
        (":read\n", "use it like this: :read NUMBER"),
    ] {
        let ended = smtpsh(&["-c", script.trim_end()], "");
        assert!(ended.err.contains(why), "{script}: {ended:?}");
    }
}

#[test]
fn the_code_is_shown_nowhere() {
    let folder = tempfile::tempdir().unwrap();
    for (login, helper) in [
        (format!("{POP3}user {USER}\npass {CODE}\nquit\n"), ":code"),
        (format!("{POP3}:set hex on\n:user\n:code\nquit\n"), ":code"),
        (format!("{POP3}:auth apop\nquit\n"), ":auth apop"),
        (format!("{IMAP}a login {USER} {CODE}\nb logout\n"), ":login"),
        (
            format!("{IMAP}LOGIN {USER} {CODE}\n:expect bad\nb logout\n"),
            ":# Here a line with a secret",
        ),
        (
            format!("{IMAP}a login {USER} {{16+}}\n{CODE}\nb logout\n"),
            "a login",
        ),
        (
            format!("{IMAP}:set tag on\nLOGIN \"{USER}\" \"{CODE}\"\nlogout\n"),
            ":login",
        ),
    ] {
        let records = ["txt", "jsonl", "html", "smtp"];
        let records = records.map(|kind| folder.path().join("r").with_extension(kind));
        let paths = records.iter().map(|path| path.to_str().unwrap());
        let args: Vec<&str> = paths.flat_map(|path| ["--record", path]).collect();
        let ended = smtpsh(&args, &format!("quit\n{login}"));
        assert_eq!(ended.code, 0, "{login}: {ended:?}");
        // The practice server's code is told once, at the start.
        let told = format!("{ended:?}").matches(CODE).count();
        assert_eq!(told, 1, "{login}: {ended:?}");
        for path in &records {
            let text = fs::read_to_string(path).unwrap();
            assert!(!text.contains(CODE), "{login}: {}: {text}", path.display());
        }
        let script = fs::read_to_string(&records[3]).unwrap();
        assert!(script.contains(helper), "{login}: {script}");
    }
}

#[test]
fn clear_text_behind_the_border_is_refused() {
    for (scheme, greeting, border) in [
        ("pop3", "+OK\r\n", "+OK go\r\n-ERR injected\r\n"),
        ("imap", "* OK\r\n", "a001 OK go\r\n* OK injected\r\n"),
    ] {
        let server = serve(move |stream| {
            stream.write_all(greeting.as_bytes()).unwrap();
            server::some_bytes(stream);
            stream.write_all(border.as_bytes()).unwrap();
            server::to_the_end(stream);
        });
        let ended = smtpsh(&[&format!("{scheme}://{server}")], ":starttls\n");
        assert_eq!(ended.code, 4, "{ended:?}");
        assert!(ended.err.contains("injected"), "{ended:?}");
        assert!(!ended.out.contains("injected"), "{ended:?}");
    }
}

#[test]
fn what_hostile_servers_say_is_harmless() {
    for says in [
        "* OK \x1b[2J\r\n* 1 FETCH (BODY[] {99999999999}\r\n\x1b]0;x\x07",
        "* OK\r\nb OK not yours\r\n+ what?\r\n* BYE \x1b[2J\r\n",
        "* OK\r\n* 1 FETCH (BODY[] {99999999999999999999}\r\n* LIST () \"\" \"&2Dw-\x1b\"\r\n",
        "nothing of this is IMAP\r\n\r\n\r\n",
        "+\r\n+\r\n* OK\r\n",
    ] {
        for scheme in ["imap", "pop3"] {
            let server = serve(move |stream| {
                stream.write_all(says.as_bytes()).unwrap();
            });
            let ended = smtpsh(&[&format!("{scheme}://{server}")], "a NOOP\n");
            assert!(ended.code != 0, "{says:?}: {ended:?}");
            assert!(
                !format!("{}{}", ended.out, ended.err).contains('\x1b'),
                "{ended:?}"
            );
            assert!(!ended.err.contains("panicked"), "{ended:?}");
        }
    }
}

/// A literal, and a mail, of 100 MB: recorded, and in memory that does not grow with it.
#[test]
#[cfg(target_os = "linux")]
fn a_mail_of_100_mb_takes_constant_memory() {
    let peaks = [1_000_000, 100_000_000].map(|size| {
        let imap = peak("imap", "a FETCH 1 BODY[]", size, |stream, size| {
            write!(stream, "* 1 FETCH (BODY[] {{{size}}}\r\n").unwrap();
            text(stream, size);
            stream.write_all(b")\r\na OK\r\n").unwrap();
        });
        let pop3 = peak("pop3", "RETR 1", size, |stream, size| {
            stream.write_all(b"+OK\r\n").unwrap();
            text(stream, size);
            stream.write_all(b".\r\n").unwrap();
        });
        imap.max(pop3)
    });
    // The journal's spool and the pipe are all that fills up, and both are bounded.
    assert!(peaks[1] < peaks[0] + 16_000, "{peaks:?} KB");
}

/// Lines of a mail, so many bytes of them.
#[cfg(target_os = "linux")]
fn text(stream: &mut TcpStream, size: usize) {
    let line = [&[b'x'; 998][..], b"\r\n"].concat();
    let chunk = line.repeat(100);
    for _ in 0..size / chunk.len() {
        stream.write_all(&chunk).unwrap();
    }
}

/// The most memory that the program had, in KB, when the server had said all.
#[cfg(target_os = "linux")]
fn peak(scheme: &str, command: &str, size: usize, say: fn(&mut TcpStream, usize)) -> usize {
    use std::io::Read;
    use std::process::{Command, Stdio};
    use std::sync::mpsc;
    let (told, peaks) = mpsc::channel();
    let (pid, pids) = mpsc::channel::<u32>();
    let pids = std::sync::Mutex::new(pids);
    let greeting = if scheme == "imap" {
        "* OK\r\n"
    } else {
        "+OK\r\n"
    };
    let server = serve(move |stream| {
        stream.write_all(greeting.as_bytes()).unwrap();
        server::some_bytes(stream);
        say(stream, size);
        // Its goodbye proves that it has read all.
        server::some_bytes(stream);
        let pid = pids.lock().unwrap().recv().unwrap();
        let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
        let line = status
            .lines()
            .find(|line| line.starts_with("VmHWM:"))
            .unwrap();
        let digits: String = line.chars().filter(char::is_ascii_digit).collect();
        told.send(digits.parse::<usize>().unwrap()).unwrap();
    });
    let folder = tempfile::tempdir().unwrap();
    let record = folder.path().join("r.html");
    let mut child = Command::new(env!("CARGO_BIN_EXE_smtpsh"))
        .args(["--record", record.to_str().unwrap(), "-c", command])
        .arg(format!("{scheme}://{server}"))
        .env_remove("SSLKEYLOGFILE")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    pid.send(child.id()).unwrap();
    let mut out = child.stdout.take().unwrap();
    let mut buffer = vec![0; 64 * 1024];
    let mut shown = 0;
    while let Ok(length @ 1..) = out.read(&mut buffer) {
        shown += length;
    }
    child.wait().unwrap();
    // A script is shown all of it.
    assert!(shown > size, "{shown}");
    peaks.recv().unwrap()
}

#[test]
fn a_literal_is_said_byte_for_byte() {
    let server = serve(|stream| {
        stream.write_all(b"* OK\r\n").unwrap();
        lines_until(stream, "A APPEND");
        stream.write_all(b"+ go\r\n").unwrap();
        lines_until(stream, ":QUIT");
        stream.write_all(b"a OK\r\n").unwrap();
        server::to_the_end(stream);
    });
    let args = [&format!("imap://{server}")[..]];
    let ended: Ended = smtpsh_with(&args, "a APPEND INBOX {9}\n.\n:quit\n", |_| {});
    assert!(
        ended.out.contains("C: :quit\n") && ended.out.contains("S: a OK\n"),
        "{ended:?}"
    );
}

#[test]
fn a_server_of_another_protocol_is_named_and_left() {
    for (greeting, opened, spoken) in [
        ("+OK ready\r\n", "smtp", "pop3"),
        ("220-hi\r\n220 hi\r\n", "pop3", "smtp"),
        ("* OK [CAPABILITY IMAP4rev1] ready\r\n", "pop3", "imap"),
        ("* PREAUTH ready\r\n", "smtp", "imap"),
        ("+OK ready\r\n", "imap", "pop3"),
    ] {
        let address = serve(move |stream| {
            stream.write_all(greeting.as_bytes()).unwrap();
            assert_eq!(lines_until(stream, "QUIT"), 0, "{greeting}");
        });
        let ended = smtpsh(&[&format!("{opened}://{address}")], "noop\n");
        assert_eq!(ended.code, 3, "{greeting}: {ended:?}");
        let (spoke, meant) = (spoken.to_uppercase(), opened.to_uppercase());
        let what = format!("{address} speaks {spoke}, and {meant} was meant");
        let advice = format!(":open {spoken}://{address}");
        assert!(ended.err.contains(&what), "{ended:?}");
        assert!(ended.err.contains(&advice), "{ended:?}");
        assert!(!ended.out.to_uppercase().contains("C: "), "{ended:?}");
    }
}
