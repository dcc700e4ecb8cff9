//! The practice server with mail programs that are not of this project: each delivers over
//! STARTTLS, with the CA verified, and logs in; the mail lies in the Maildir as it was sent.

// The programs are Debian's.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, unreachable_pub)]

#[path = "peers/authority.rs"]
#[allow(dead_code, reason = "the practice server has its own CA")]
mod authority;
#[path = "practice/client.rs"]
mod client;
#[path = "peers/folder.rs"]
#[allow(dead_code, reason = "here no daemon is started")]
mod folder;
#[path = "practice/serving.rs"]
#[allow(dead_code, reason = "tests/serve.rs uses the rest")]
mod serving;

use client::{CURL, Client, Letter, MSMTP, SMTPLIB, SWAKS};
use serving::Serving;

const USER: &str = "student@smtpsh.example";
const CODE: &str = "letterslikethese";

#[test]
#[ignore = "needs swaks"]
fn swaks_delivers() {
    check(&SWAKS);
}

#[test]
#[ignore = "needs curl"]
fn curl_delivers() {
    check(&CURL);
}

#[test]
#[ignore = "needs python3"]
fn smtplib_delivers() {
    check(&SMTPLIB);
}

#[test]
#[ignore = "needs msmtp"]
fn msmtp_delivers() {
    check(&MSMTP);
}

#[test]
#[ignore = "needs swaks, curl, python3, msmtp"]
fn clients_at_the_same_time() {
    let server = Serving::start();
    let letters: Vec<_> = (0..8).map(|n| letter(&server, n)).collect();
    let clients = [&SWAKS, &CURL, &SMTPLIB, &MSMTP];
    let running: Vec<_> = clients
        .iter()
        .cycle()
        .zip(&letters)
        .map(|(client, letter)| (client, client.start(letter)))
        .collect();
    for (client, child) in running {
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{}: {output:?}", client.name);
    }
    let mut arrived = server.mails();
    let mut sent: Vec<_> = (0..8).map(mail).collect();
    arrived.sort();
    sent.sort();
    assert_eq!(arrived, sent);
}

/// With each mechanism: a mail arrives, a wrong code is refused, and a server of another CA is
/// not trusted with the code.
fn check(client: &Client) {
    let server = Serving::start();
    for (n, mechanism) in ["LOGIN", "PLAIN"].into_iter().enumerate() {
        let letter = Letter {
            mechanism,
            ..letter(&server, n)
        };
        let name = client.name;
        let (well, said) = client.send(&letter);
        assert!(well, "{name} {mechanism}: {said}");
        let arrived = server.mails();
        assert_eq!(arrived.len(), n + 1, "{name} {mechanism}: {said}");
        assert!(
            arrived.contains(&mail(n)),
            "{name} {mechanism}: {arrived:#?}"
        );

        let wrong = Letter {
            code: "wronghorse",
            ..letter.clone()
        };
        let (well, said) = client.send(&wrong);
        assert!(
            !well && said.contains(client.refused),
            "{name} {mechanism}: {said}"
        );

        authority::another_authority(&server.folder, "other.pem");
        let distrusted = Letter {
            ca: server.folder.at("other.pem"),
            ..letter
        };
        let (well, said) = client.send(&distrusted);
        assert!(
            !well && said.contains(client.distrusts),
            "{name} {mechanism}: {said}"
        );
        assert_eq!(server.mails().len(), n + 1, "{name} {mechanism}: {said}");
    }
}

fn letter(server: &Serving, n: usize) -> Letter {
    let path = server.folder.at(&format!("{n}.eml"));
    // Every program ends the last line; swaks does it even if it is ended.
    std::fs::write(&path, mail(n).trim_end()).unwrap();
    Letter {
        port: server.port.clone(),
        ca: server.folder.at("ca.pem"),
        mechanism: if n.is_multiple_of(2) {
            "LOGIN"
        } else {
            "PLAIN"
        },
        code: CODE,
        mail: path,
    }
}

/// A raw subject, and lines that begin with dots. It has the headers that msmtp would add.
fn mail(n: usize) -> String {
    format!(
        "From: <{USER}>\r\nTo: <{USER}>\r\nDate: Mon, 1 Jun 2026 08:00:00 +0800\r\nMessage-ID: <{n}@smtpsh.example>\r\nSubject: 你好 {n}\r\n\r\n第一封信\r\n.hidden\r\n..\r\n.\r\n\r\n \r\nthe last\r\n"
    )
}
