//! The practice server's mailboxes over POP3 and IMAP: a mail that was sent over SMTP is read, by
//! hand and with mail programs that are not of this project.

#![allow(clippy::unwrap_used, clippy::expect_used, unreachable_pub)]

#[path = "peers/authority.rs"]
#[cfg(unix)]
#[allow(dead_code, reason = "the practice server has its own CA")]
mod authority;
#[path = "peers/folder.rs"]
#[allow(dead_code, reason = "here no daemon is started")]
mod folder;
#[path = "mailboxes/line.rs"]
mod line;
#[path = "mailboxes/reader.rs"]
#[cfg(unix)]
mod reader;

use line::Line;
use smtpsh::practice::{CODE, NotStarted, Place, Practice, SERVICES, Settings, USER};
use std::io::ErrorKind;
use std::net::{SocketAddr, TcpListener, TcpStream};

const MAIL: &str = "From: student@smtpsh.example\r\nTo: student@smtpsh.example\r\nSubject: =?UTF-8?B?5L2g5aW9?=\r\nDate: Mon, 1 Jun 2026 08:00:00 +0800\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n第一封信\r\n.hidden\r\n..\r\nthe last\r\n";

#[test]
fn one_mail_three_protocols() {
    let practice = Practice::start(Settings::default()).unwrap();
    let mut imap = Line::open(practice.address_of("imap").unwrap(), "* OK ");
    imap.say(&format!("a LOGIN {USER} {CODE}"), "a OK ");
    imap.say("b SELECT INBOX", "b OK ");
    imap.say("c IDLE", "+ ");

    send(&practice, USER);
    send(&practice, "other@smtpsh.example");

    // Who waits is told, without a word of theirs.
    let news = imap.until("* 1 RECENT");
    assert!(news.ends_with("* 1 EXISTS\r\n* 1 RECENT\r\n"), "{news}");
    imap.say("DONE", "c OK ");
    let fetched = imap.say("d FETCH 1 BODY[]", "d OK ");
    let literal = format!("* 1 FETCH (BODY[] {{{}}}\r\n{MAIL} FLAGS", MAIL.len());
    assert!(fetched.starts_with(&literal), "{fetched}");

    let mut pop3 = Line::open(practice.address_of("pop3").unwrap(), "+OK ");
    pop3.say(&format!("USER {USER}"), "+OK");
    pop3.say(&format!("PASS {CODE}"), "+OK 1 message ");
    let fetched = pop3.say("RETR 1", ".\r\n");
    assert!(
        fetched.ends_with(&MAIL.replace("\r\n.", "\r\n..")),
        "{fetched}"
    );
    pop3.say("DELE 1", "+OK ");
    pop3.say("QUIT", "+OK 1 message deleted");

    imap.say("e NOOP", "* 1 EXPUNGE");
    assert_eq!(
        practice.mailbox().len(),
        2,
        "the inbox of the program keeps all"
    );
}

#[test]
fn ports_that_begin_with_tls_do() {
    let practice = Practice::start(Settings::default()).unwrap();
    for place in practice.places() {
        let mut line = std::net::TcpStream::connect(place.address).unwrap();
        let limit = std::time::Duration::from_millis(if place.service.implicit_tls {
            300
        } else {
            60_000
        });
        line.set_read_timeout(Some(limit)).unwrap();
        let read = std::io::Read::read(&mut line, &mut [0]);
        let speaks_first = !place.service.implicit_tls;
        assert_eq!(read.is_ok(), speaks_first, "{}", place.service.scheme);
    }
    assert!(practice.missing().is_empty());
}

/// A port that is taken stops the server only if it is needed.
#[test]
fn a_port_that_cannot_be_had_is_told() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let settings = |needed| {
        let mut settings = Settings::default();
        let imap = settings
            .places
            .iter_mut()
            .find(|it| it.service.scheme == "imap");
        let imap = imap.unwrap();
        (imap.address, imap.needed) = (taken.local_addr().unwrap(), needed);
        settings
    };
    let practice = Practice::start(settings(false)).unwrap();
    let missing = practice.missing();
    assert_eq!(missing.len(), 1);
    assert_eq!(missing[0].place.address, taken.local_addr().unwrap());
    assert_eq!(practice.address_of("imap"), None);
    assert!(practice.address_of("pop3").is_some());
    assert!(
        practice
            .named("practice/IMAPS")
            .unwrap()
            .starts_with("imaps://127.0.0.1:")
    );
    assert_eq!(practice.named("practice/imap"), None);
    assert!(Practice::start(settings(true)).is_err());
}

#[test]
fn a_server_listens_somewhere_until_it_is_dropped() {
    let places = |addresses: &[SocketAddr]| Settings {
        places: addresses
            .iter()
            .map(|address| Place {
                service: &SERVICES[0],
                address: *address,
                needed: false,
            })
            .collect(),
        ..Settings::default()
    };
    let nowhere = Practice::start(places(&[])).unwrap_err();
    assert!(matches!(&nowhere, NotStarted::Nowhere(missing) if missing.is_empty()));
    assert_eq!(nowhere.to_string(), "no place to listen at");
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let nowhere = Practice::start(places(&[address])).unwrap_err();
    let says = format!("smtp://{address}: ");
    assert!(nowhere.to_string().starts_with(&says), "{nowhere}");
    let practice = Practice::start(Settings::default()).unwrap();
    let addresses: Vec<_> = practice.places().iter().map(|it| it.address).collect();
    let mut going_on = Line::open(addresses[0], "220 ");
    drop(practice);
    for address in addresses {
        let refused = TcpStream::connect(address).unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::ConnectionRefused, "{address}");
    }
    going_on.say("NOOP", "250 ");
}

/// Sends the mail over SMTP.
fn send(practice: &Practice, to: &str) {
    let mut smtp = Line::open(practice.address(), "220 ");
    smtp.say("HELO lab", "250 ");
    smtp.say(
        "AUTH PLAIN AHN0dWRlbnRAc210cHNoLmV4YW1wbGUAbGV0dGVyc2xpa2V0aGVzZQ==",
        "235 ",
    );
    smtp.say(&format!("MAIL FROM:<{USER}>"), "250 ");
    smtp.say(&format!("RCPT TO:<{to}>"), "250 ");
    smtp.say("DATA", "354 ");
    let text = MAIL.replace("\r\n.", "\r\n..");
    smtp.say(&format!("{text}."), "250 ");
    smtp.say("QUIT", "221 ");
}

#[cfg(unix)]
mod programs {
    use super::reader::{CURL, MUTT, PYTHON, Reader, S_NAIL};
    use super::*;
    use folder::Folder;

    #[test]
    #[ignore = "needs curl"]
    fn curl_reads() {
        check(&CURL);
    }

    #[test]
    #[ignore = "needs python3"]
    fn poplib_and_imaplib_read() {
        check(&PYTHON);
    }

    #[test]
    #[ignore = "needs mutt"]
    fn mutt_reads() {
        check(&MUTT);
    }

    #[test]
    #[ignore = "needs s-nail"]
    fn s_nail_reads() {
        check(&S_NAIL);
    }

    /// Over each scheme: the mail is read whole, a wrong code is refused, and a server of another
    /// CA is not trusted with the code.
    fn check(reader: &Reader) {
        let practice = Practice::start(Settings::default()).unwrap();
        let folder = Folder::new();
        std::fs::write(folder.at("ca.pem"), practice.ca_pem()).unwrap();
        authority::another_authority(&folder, "other.pem");
        send(&practice, USER);
        for scheme in ["pop3", "pop3s", "imap", "imaps"] {
            let port = practice.address_of(scheme).unwrap().port();
            let read = |code, ca| {
                let (well, said) = reader.read(scheme, port, code, &folder.at(ca), &folder);
                (well, said.replace("\r\n", "\n"))
            };
            let (well, said) = read(CODE, "ca.pem");
            let mail = MAIL.replace("\r\n", "\n");
            let (head, text) = mail.split_once("\n\n").unwrap();
            assert!(well, "{scheme}: {said}");
            for part in head.lines().chain([text]) {
                let shown = reader.decodes && part.starts_with("Subject");
                let part = if shown { "Subject: 你好" } else { part };
                assert!(said.contains(part), "{scheme} lacks {part:?}: {said}");
            }
            let Some(complaints) = reader.complains else {
                continue;
            };
            let wrong = [("wronghorse", "ca.pem"), (CODE, "other.pem")];
            for ((code, ca), complaint) in wrong.into_iter().zip(complaints) {
                let (_, said) = read(code, ca);
                assert!(!said.contains(text), "{scheme}: {said}");
                assert!(said.contains(complaint), "{scheme}: {said}");
            }
        }
    }
}
