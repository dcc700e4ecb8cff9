//! `smtpsh --serve` with a class: students who send each other mail, and clients that do not behave.

#![allow(clippy::unwrap_used, clippy::expect_used, unreachable_pub)]

#[path = "peers/folder.rs"]
#[allow(dead_code, reason = "here no daemon is started")]
mod folder;
#[path = "cli/program.rs"]
#[allow(dead_code, reason = "tests/cli.rs uses the rest")]
mod program;
#[path = "practice/serving.rs"]
#[allow(dead_code, reason = "tests/practice.rs uses the rest")]
mod serving;

use folder::Folder;
use program::{Ended, smtpsh, smtpsh_with};
use serving::Serving;
use smtpsh::practice::{Happened, Observer, Practice, Settings};
use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

#[test]
fn a_class_sends_each_other_mail() {
    let folder = Folder::new();
    let list = folder.text_of("class.txt");
    fs::write(&list, "# class 3\nann\nbob\n").unwrap();
    let printed = smtpsh(&["--users", &list, "--print-codes", "--lang", "en"], "");
    assert_eq!(printed.code, 0, "{printed:?}");
    assert!(printed.err.contains("users without one (2)"), "{printed:?}");
    let codes: Vec<_> = printed
        .out
        .lines()
        .filter_map(|line| line.split_once("  "))
        .collect();
    assert_eq!(codes[0].0, "ann@smtpsh.example", "{printed:?}");
    let again = smtpsh(&["--users", &list, "--print-codes", "--lang", "en"], "");
    assert_eq!((again.out, again.err), (printed.out.clone(), String::new()));

    let server = Serving::start_with(&["--users", &list]);
    let text = "rcpt to:<bob@smtpsh.example>\ndata\nSubject: to bob\n\nhi\n.\nquit\n";
    let sent = student(&server, codes[0], text);
    assert_eq!(sent.code, 0, "{sent:?}");
    assert!(
        sent.out
            .contains("kept here; the practice server never relays"),
        "{sent:?}"
    );
    let swapped = student(&server, (codes[1].0, codes[0].1), text);
    assert!(swapped.out.contains("535 Login fail"), "{swapped:?}");
    let nobody = student(&server, codes[1], "rcpt to:<eve@smtpsh.example>\n");
    assert!(
        nobody.out.contains("550 5.1.1 Error: mailbox not found"),
        "{nobody:?}"
    );
    let told = server.wait_for("was told: 550");
    for line in [
        "is behind TLS",
        "logged in as ann@smtpsh.example",
        "sent a mail from <ann@smtpsh.example> to bob@smtpsh.example",
        "was told: 535 Login fail",
    ] {
        assert!(told.contains(line), "{line}: {told}");
    }
    assert!(!told.contains(codes[0].1), "{told}");
}

/// One writes to two, who read it by POP3 and IMAP: in clear text, upgraded, and with TLS from the start.
#[test]
fn a_class_reads_its_mail_on_all_ports() {
    let folder = Folder::new();
    let list = folder.text_of("class.txt");
    fs::write(&list, "ann one\nbob two\neve three\n").unwrap();
    let server = Serving::start_with(&["--users", &list]);
    let text = "rcpt to:<bob@smtpsh.example>\nrcpt to:<eve@smtpsh.example>\ndata\nSubject: 你好\n\nhi\n.\nquit\n";
    let sent = student(&server, ("ann@smtpsh.example", "one"), text);
    assert_eq!(sent.code, 0, "{sent:?}");
    let ca = server.folder.text_of("ca.pem");
    for (scheme, (name, code), upgrade) in [
        ("pop3", ("bob", "two"), ""),
        ("pop3", ("bob", "two"), ":starttls\n"),
        ("pop3s", ("bob", "two"), ""),
        ("imap", ("eve", "three"), ""),
        ("imap", ("eve", "three"), ":starttls\n"),
        ("imaps", ("eve", "three"), ""),
    ] {
        let address = format!("{scheme}://{}", server.address_of(scheme));
        let user = format!("{name}@smtpsh.example");
        let end = if scheme.starts_with("imap") {
            "z logout"
        } else {
            "quit"
        };
        let read = |code: &str| {
            let script = format!("{upgrade}:login\n:list\n:read 1\n{end}\n");
            smtpsh_with(&["--ca", &ca, "--user", &user, &address], &script, |it| {
                it.env("SMTPSH_CODE", code);
            })
        };
        let ended = read(code);
        assert_eq!(ended.code, 0, "{scheme} {upgrade}: {ended:?}");
        assert!(
            ended.out.contains("-- Subject: 你好\n"),
            "{scheme}: {ended:?}"
        );
        assert_eq!(read("one").code, 1, "{scheme}: another one's code");
    }
    let told = server.wait_for("over IMAP");
    for line in ["logged in as bob@", "logged in as eve@", "over POP3"] {
        assert!(told.contains(line), "{line}: {told}");
    }
}

/// A long mail that many ask for at once, and do not read, is in memory once.
#[test]
#[cfg(target_os = "linux")]
fn who_does_not_read_a_long_mail_costs_little() {
    use smtpsh::practice::{CODE, USER};
    const LENGTH: usize = 20_000_000;
    const SESSIONS: usize = 60;
    let server = Serving::start();
    let peak = || -> usize {
        let status = fs::read_to_string(format!("/proc/{}/status", server.pid())).unwrap();
        let line = status.lines().find(|it| it.starts_with("VmHWM:")).unwrap();
        let digits: String = line.chars().filter(char::is_ascii_digit).collect();
        digits.parse().unwrap()
    };
    let come = |scheme: &str, login: &str| {
        let mut stream = TcpStream::connect(server.address_of(scheme)).unwrap();
        line(&mut stream);
        for said in login.lines() {
            stream.write_all(format!("{said}\r\n").as_bytes()).unwrap();
            line(&mut stream);
        }
        stream
    };
    let login = format!("a LOGIN {USER} {CODE}\n");
    let mut first = come("imap", &format!("{login}b APPEND INBOX {{{LENGTH}}}\n"));
    first.write_all(&vec![b'x'; LENGTH]).unwrap();
    first.write_all(b"\r\n").unwrap();
    assert!(line(&mut first).starts_with("b OK "));
    let before = peak();
    let mut waiting: Vec<_> = (0..SESSIONS)
        .map(|_| {
            let mut stream = come("imap", &format!("{login}b EXAMINE INBOX\n"));
            let asks = b"c FETCH 1 (BODY.PEEK[] BODY.PEEK[]<0.19999999> BODY.PEEK[TEXT])\r\n";
            stream.write_all(asks).unwrap();
            stream
        })
        .collect();
    let mut pop3 = come("pop3", &format!("USER {USER}\nPASS {CODE}\n"));
    pop3.write_all(b"RETR 1\r\n").unwrap();
    waiting.push(pop3);
    for stream in &mut waiting {
        // It has begun to tell.
        while !line(stream).contains(&LENGTH.to_string()) {}
    }
    // A copy for each would be 1.2 GB and more.
    assert!(peak() < before + 40_000, "{before} KB, then {} KB", peak());
}

/// A record says that a code was refused; the class's server is one to refuse it again.
#[test]
fn a_wrong_code_is_refused_again() {
    let folder = Folder::new();
    let list = folder.text_of("class.txt");
    fs::write(&list, "ann one\n").unwrap();
    let server = Serving::start_with(&["--users", &list]);
    for (scheme, login, refused) in [
        (
            "smtp",
            "ehlo a\n:auth plain wrong\n:expect 535\n:auth plain\nquit\n",
            "S: 535",
        ),
        (
            "pop3",
            ":login wrong\n:expect -ERR\n:login\nquit\n",
            "S: -ERR",
        ),
        ("imap", ":login wrong\n:expect NO\n:login\n", " NO "),
    ] {
        let place = match scheme {
            "smtp" => format!("127.0.0.1:{}", server.port),
            _ => server.address_of(scheme),
        };
        let address = format!("{scheme}://{place}");
        let user = ["--user", "ann@smtpsh.example", &address];
        let ended = smtpsh_with(&user, login, |command| {
            command.env("SMTPSH_CODE", "one");
        });
        assert!(ended.code == 0 && ended.out.contains(refused), "{ended:?}");
    }
}

/// Logs in behind TLS and begins a mail.
fn student(server: &Serving, (name, code): (&str, &str), then: &str) -> Ended {
    let script = format!("ehlo a\nstarttls\nehlo a\n:auth login\nmail from:<{name}>\n{then}");
    let ca = server.folder.text_of("ca.pem");
    let address = format!("127.0.0.1:{}", server.port);
    smtpsh_with(
        &["--ca", &ca, "--user", name, &address],
        &script,
        |command| {
            command.env("SMTPSH_CODE", code);
        },
    )
}

#[test]
fn a_list_that_is_wrong_is_told_with_its_line() {
    let folder = Folder::new();
    let list = folder.text_of("class.txt");
    fs::write(&list, "ann one\nbob two three\n").unwrap();
    let ended = smtpsh(
        &["--serve", "127.0.0.1:0", "--users", &list, "--lang", "en"],
        "",
    );
    assert_eq!(ended.code, 2, "{ended:?}");
    assert!(
        ended
            .err
            .contains("class.txt, line 2: a line is a name and a code"),
        "{ended:?}"
    );
    let ended = smtpsh(&["--users", &list, "--lang", "en"], "");
    assert_eq!(ended.code, 2, "{ended:?}");
}

#[test]
fn one_address_gets_so_many_connections() {
    let server = Serving::start_with(&["--per-address", "2"]);
    let come = || {
        let mut stream = TcpStream::connect(format!("127.0.0.1:{}", server.port)).unwrap();
        let greeting = line(&mut stream);
        (stream, greeting)
    };
    let (first, second, (_, third)) = (come(), come(), come());
    assert!(first.1.starts_with("220 ") && second.1.starts_with("220 "));
    assert_eq!(third, "421 Too many connections, try again later\r\n");
    server.wait_for("was sent away");
    drop(first);
    server.wait_for(" went");
    assert!(come().1.starts_with("220 "));
}

#[test]
fn garbage_disturbs_nobody() {
    let garbage: Vec<u8> = (0..1_000_000_u32).map(|n| (n * 31 % 251) as u8).collect();
    let (server, facts) = practice(Duration::from_secs(60));
    let flooders: Vec<_> = (0..8)
        .map(|_| {
            let (mut stream, garbage) = (
                TcpStream::connect(server.address()).unwrap(),
                garbage.clone(),
            );
            stream
                .set_write_timeout(Some(Duration::from_secs(60)))
                .unwrap();
            // Until it is thrown out, or slowed down.
            thread::spawn(move || (0..100).all(|_| stream.write_all(&garbage).is_ok()))
        })
        .collect();
    let address = server.address().to_string();
    let user = "SMTPSH_CODE";
    let mail = "ehlo a\n:auth plain\n:mail student@smtpsh.example a@b\ndata\nhi\n.\nquit\n";
    let ended = smtpsh_with(
        &["--user", "student@smtpsh.example", &address],
        mail,
        |command| {
            command.env(user, smtpsh::practice::CODE);
        },
    );
    assert_eq!(ended.code, 0, "{ended:?}");
    assert_eq!(server.mailbox().len(), 1);
    let facts = facts.lock().unwrap();
    let came = facts.iter().filter(|fact| **fact == Happened::Came).count();
    assert_eq!(came, 9, "{facts:?}");
    drop(flooders);
}

/// Who sends a byte now and then, and never a line, is sent away all the same, in clear text and in the
/// handshake.
#[test]
fn who_dawdles_is_sent_away() {
    let (server, facts) = practice(Duration::from_millis(300));
    let heard = dawdle(TcpStream::connect(server.address()).unwrap());
    assert!(heard.contains("421 Timeout"), "{heard:?}");
    // On a busy machine its patience may be over before that: then again.
    let mut attempts = (0..20).filter_map(|_| asked_for_tls(server.address()));
    dawdle(attempts.next().unwrap());
    let facts = facts.lock().unwrap();
    let lost = |fact: &Happened| matches!(fact, Happened::NotSecured(_));
    assert!(facts.iter().any(lost), "{facts:?}");
}

/// A connection whose next line is the Client Hello.
fn asked_for_tls(address: SocketAddr) -> Option<TcpStream> {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(b"EHLO a\r\nSTARTTLS\r\n").ok()?;
    let mut lines = std::iter::repeat_with(|| line(&mut stream));
    lines
        .find(|line| line.is_empty() || line.starts_with("220 Ready"))
        .filter(|line| !line.is_empty())?;
    Some(stream)
}

/// Sends the start of a Client Hello, or of a line, a byte now and then; returns what was heard to the end.
fn dawdle(mut stream: TcpStream) -> String {
    let mut reader = stream.try_clone().unwrap();
    let heard = thread::spawn(move || {
        let mut heard = Vec::new();
        let _ = reader.read_to_end(&mut heard);
        String::from_utf8_lossy(&heard).into_owned()
    });
    let deadline = Instant::now() + Duration::from_secs(60);
    for byte in [22, 3, 1, 2, 0, 1].into_iter().chain(std::iter::repeat(1)) {
        if stream.write_all(&[byte]).is_err() || heard.is_finished() {
            break;
        }
        assert!(Instant::now() < deadline, "it is still there");
        thread::sleep(Duration::from_millis(50));
    }
    heard.join().unwrap()
}

type Facts = Arc<Mutex<Vec<Happened>>>;

/// A practice server in this process, and what happened on it.
fn practice(idle: Duration) -> (Practice, Facts) {
    let facts = Facts::default();
    let told = facts.clone();
    let observer = Observer::new(move |_: SocketAddr, happened| {
        // Garbage is refused many times.
        if !matches!(happened, Happened::Refused(_)) {
            told.lock().unwrap().push(happened);
        }
    });
    let settings = Settings {
        idle,
        observer,
        ..Settings::default()
    };
    (Practice::start(settings).unwrap(), facts)
}

fn line(stream: &mut impl Read) -> String {
    let mut line = Vec::new();
    let mut byte = [0];
    while !line.ends_with(b"\n") && stream.read(&mut byte).unwrap_or(0) == 1 {
        line.push(byte[0]);
    }
    String::from_utf8(line).unwrap()
}

/// Who was given the CA's file before a restart goes on with it; another CA of its name is told as such.
#[test]
fn a_restart_keeps_the_ca() {
    let folder = Folder::new();
    let [kept, other] = ["kept", "other"].map(|name| folder.text_of(name));
    let serve = |state: &str| Serving::start_in(state, &[]);
    let first = serve(&kept);
    let ca = folder.text_of("first.pem");
    fs::copy(first.folder.at("ca.pem"), &ca).unwrap();
    drop(first);
    for (state, code, says) in [
        (&kept, 0, ""),
        (&other, 4, "by another one of the same name"),
    ] {
        let server = serve(state);
        let address = format!("127.0.0.1:{}", server.port);
        let ended = smtpsh(&["--ca", &ca, &address], "ehlo a\n:starttls\nquit\n");
        assert_eq!(ended.code, code, "{ended:?}");
        assert!(ended.err.contains(says), "{ended:?}");
    }
}
