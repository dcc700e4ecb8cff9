//! smtpsh fetches mail from Dovecot: whole sessions by POP3 and IMAP, clear text, upgraded and with TLS
//! from the start; every way to log in; and what tshark reads in their captures.

// Debian's packages, Unix sockets and owners of files.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, unreachable_pub)]

#[path = "peers/authority.rs"]
#[allow(dead_code, reason = "other tests have another authority as well")]
mod authority;
#[path = "peers/dovecot.rs"]
#[allow(dead_code, reason = "here no token is sent to Postfix")]
mod dovecot;
#[path = "peers/folder.rs"]
mod folder;
#[path = "peers/mailboxes.rs"]
mod mailboxes;
#[path = "peers/peer.rs"]
#[allow(dead_code, reason = "here nobody looks at how its challenges read")]
mod peer;
#[path = "peers/postfix.rs"]
mod postfix;
#[path = "cli/program.rs"]
#[allow(dead_code, reason = "here it runs in one of its ways only")]
mod program;

use mail_parser::{MessageParser, MimeHeaders};
use mailboxes::{MAIL, Mailboxes, SHOWN, WAYS, Way, token};
use std::fs;
use std::process::Command;

/// The user that the server knows.
const USER: &str = "student@smtpsh.example";
const CODE: &str = "letterslikethese";

#[test]
#[ignore = "needs dovecot-imapd, dovecot-pop3d"]
fn a_mail_is_read_back_whole() {
    let server = Mailboxes::start();
    for way in WAYS {
        let file = server.folder.text_of("read.eml");
        let by_hand = if way.is_imap() {
            "a select inbox\nb fetch 1 body.peek[]\n:expect ok\nc logout\n"
        } else {
            "list\nretr 1\n:expect +OK\nquit\n"
        };
        let script = format!(
            "{}:login\n:list\n:read 1\n:save {file}\n{by_hand}",
            way.upgrade
        );
        let ended = server.smtpsh(way, CODE, &[], &script);
        assert_eq!(ended.code, 0, "{way:?}: {ended:?}");
        for line in SHOWN {
            assert!(ended.out.contains(line), "{way:?}: {line}: {ended:?}");
        }
        assert!(!ended.out.contains(CODE), "{way:?}: {ended:?}");
        assert!(fs::read(&file).unwrap() == MAIL, "{way:?}");
        // By hand and by helper the same comes.
        let raw = ended
            .out
            .matches("S: Subject: =?gbk?B?xOO6w6OsysC95w==?=\n");
        assert!(raw.count() >= 2, "{way:?}: {ended:?}");
    }
}

/// From `:compose` through Postfix, which delivers it where Dovecot looks, and back.
#[test]
#[ignore = "needs postfix, dovecot-imapd, dovecot-pop3d"]
fn what_compose_sent_comes_back_whole() {
    let server = Mailboxes::start();
    // Of a setting that is there twice, the last one counts (postconf(5)).
    let peer = postfix::start(&format!(
        "virtual_mailbox_base = {}\nvirtual_mailbox_maps = static:{USER}/",
        server.folder.text_of("mail")
    ));
    let [letter, picture] = ["信.txt", "截图 1.png"].map(|name| server.folder.text_of(name));
    // "你好，世界" in GBK, and lines that look like the end of the text.
    let text = b"\xc4\xe3\xba\xc3\xa3\xac\xca\xc0\xbd\xe7\r\n.\r\n..dots\r\n";
    fs::write(&letter, text).unwrap();
    let bytes: Vec<u8> = (0..=255).cycle().take(5000).collect();
    fs::write(&picture, &bytes).unwrap();
    let script = format!(
        "ehlo a\nstarttls\nehlo a\n:auth\n:compose to=\"张三 <{USER}>\" subject=\"实验一：你好\" \
         body=\"{letter}\" attach=\"{letter}\" attach=\"{picture}\"\nquit\n"
    );
    let sent = peer.smtpsh(&[], &script);
    assert_eq!(sent.code, 0, "{sent:?}");
    folder::wait_for("the mail", || {
        let mails = folder::mails(&server.folder.at(&format!("mail/{USER}")));
        (mails.len() == 2).then_some(())
    });
    for way in WAYS {
        let file = server
            .folder
            .text_of(&format!("{}{}.eml", way.scheme, way.upgrade.len()));
        let end = if way.is_imap() { "z logout" } else { "quit" };
        let script = format!(
            "{}:login\n:list\n:read 2\n:save {file}\n{end}\n",
            way.upgrade
        );
        let ended = server.smtpsh(way, CODE, &[], &script);
        assert_eq!(ended.code, 0, "{way:?}: {ended:?}");
        // The sender is a column, as wide as the longest.
        let mut lines = ended.out.lines();
        let row = lines.find(|line| line.ends_with("  实验一：你好"));
        let sender = row.is_some_and(|row| row.contains("  student@smtpsh.example  "));
        assert!(sender, "{way:?}: {ended:?}");
        for line in [
            "-- Subject: 实验一：你好\n",
            "-- To: 张三 <student@smtpsh.example>\n",
            "\n-- 你好，世界\n-- .\n-- ..dots\n",
            "  信.txt  text/plain  ",
            "  截图 1.png  image/png  5000 bytes\n",
        ] {
            assert!(ended.out.contains(line), "{way:?}: {line}: {ended:?}");
        }
        let mail = fs::read(&file).unwrap();
        let mail = MessageParser::default().parse(&mail).unwrap();
        assert_eq!(mail.subject(), Some("实验一：你好"));
        assert_eq!(
            mail.body_text(0).unwrap().trim_end(),
            "你好，世界\r\n.\r\n..dots"
        );
        let files: Vec<_> = mail.attachments().collect();
        assert_eq!(files.len(), 2, "{way:?}");
        assert_eq!(files[0].attachment_name(), Some("信.txt"));
        let charset = files[0].content_type().unwrap().attribute("charset");
        assert_eq!(charset, Some("gb18030"));
        assert_eq!(
            files[0].text_contents(),
            Some("你好，世界\r\n.\r\n..dots\r\n")
        );
        assert_eq!(files[1].attachment_name(), Some("截图 1.png"));
        assert!(files[1].contents() == bytes, "{way:?}");
    }
}

#[test]
#[ignore = "needs dovecot-imapd, dovecot-pop3d"]
fn every_way_to_log_in() {
    let server = Mailboxes::start();
    let token = token();
    for way in WAYS.into_iter().filter(|way| way.upgrade.is_empty()) {
        let own = if way.is_imap() {
            ":login"
        } else {
            ":auth apop"
        };
        for (login, code) in [
            (":login", CODE),
            (own, CODE),
            (":auth plain", CODE),
            (":auth login", CODE),
            (":auth cram-md5", CODE),
            (":auth scram-sha-1", CODE),
            (":auth scram-sha-256", CODE),
            (":auth", CODE),
            (":auth xoauth2", &token),
            (":auth oauthbearer", &token),
        ] {
            let inside = if way.is_imap() { "b NOOP" } else { "STAT" };
            let end = if way.is_imap() { "c LOGOUT" } else { "QUIT" };
            let script = format!("{}{login}\n{inside}\n{end}\n", way.capabilities());
            let right = server.smtpsh(way, code, &[], &script);
            assert_eq!(right.code, 0, "{way:?} {login}: {right:?}");
            assert!(
                !format!("{right:?}").contains(code),
                "{way:?} {login}: {right:?}"
            );
            let wrong = server.smtpsh(way, "wronghorse", &[], &script);
            assert_eq!(wrong.code, 1, "{way:?} {login}: {wrong:?}");
            assert!(
                !format!("{wrong:?}").contains("wronghorse"),
                "{way:?} {login}: {wrong:?}"
            );
        }
    }
}

#[test]
#[ignore = "needs dovecot-imapd, dovecot-pop3d"]
fn imap_by_hand() {
    let server = Mailboxes::start();
    let way = WAYS[3];
    let script = format!(
        "a LOGIN {{{}}}\n{USER} {{{}+}}\n{CODE}\n:expect ok\n\
         b CREATE \"&UXZO1mWHTvZZOQ-\"\nc LIST \"\" \"*\"\n:expect /UXZO1mWHTvZZOQ/\n\
         d APPEND INBOX {{17}}\nSubject: two\n\n.\n:expect ok\n\
         :set tag on\nSELECT INBOX\nIDLE\nDONE\n:expect ok\nFETCH 2 BODY[]\n:expect /Subject: two/\n\
         APPEND nowhere {{5}}\n:expect [TRYCREATE]\nLOGOUT\n",
        USER.len(),
        CODE.len(),
    );
    let ended = server.smtpsh(way, CODE, &[], &script);
    assert_eq!(ended.code, 0, "{ended:?}");
    for line in [
        "-- the name, decoded: 其他文件夹\n",
        "C: a001 SELECT INBOX\n",
        "S: + idling\n",
    ] {
        assert!(ended.out.contains(line), "{line}: {ended:?}");
    }
    assert!(!ended.out.contains(CODE), "{ended:?}");
}

#[test]
#[ignore = "needs dovecot-imapd, dovecot-pop3d, tshark"]
fn tshark_names_and_decrypts_them() {
    let server = Mailboxes::start();
    for way in WAYS {
        let file = server.folder.text_of("session.pcapng");
        let end = if way.is_imap() { "z LOGOUT" } else { "QUIT" };
        let script = format!("{}:login\n:read 1\n{end}\n", way.upgrade);
        let ended = server.smtpsh(way, CODE, &["--record", &file], &script);
        assert_eq!(ended.code, 0, "{way:?}: {ended:?}");
        let hint = ended.out.split("tshark -r FILE ").nth(1).unwrap();
        let hint = hint.lines().next().unwrap();
        let fields = fields(&file, hint, way);
        for wanted in wanted(way) {
            assert!(
                fields.iter().any(|said| said == wanted),
                "{way:?}: {wanted}: {fields:?}"
            );
        }
        assert!(!fields.is_empty());
    }
}

/// The commands that tshark reads in a capture, and the subject of the mail.
fn fields(file: &str, hint: &str, way: Way) -> Vec<String> {
    let command = if way.is_imap() {
        "imap.request.command"
    } else {
        "pop.request.command"
    };
    let output = Command::new("tshark")
        .args(["-r", file])
        .args(hint.split_whitespace())
        .args([
            "-Y",
            if way.is_imap() { "imap" } else { "pop" },
            "-T",
            "fields",
        ])
        .args(["-e", command, "-e", "imf.subject"])
        .output()
        .expect("tshark runs");
    let text = String::from_utf8(output.stdout).unwrap();
    let said = text.split(['\t', '\n', ',']).map(str::trim);
    said.filter(|said| !said.is_empty())
        .map(str::to_owned)
        .collect()
}

fn wanted(way: Way) -> &'static [&'static str] {
    match (way.is_imap(), way.upgrade.is_empty()) {
        (true, true) => &["LOGIN", "SELECT", "FETCH", "LOGOUT"],
        (true, false) => &["STARTTLS", "LOGIN", "SELECT", "FETCH", "LOGOUT"],
        (false, true) => &["USER", "PASS", "RETR", "QUIT"],
        (false, false) => &["STLS", "USER", "PASS", "RETR", "QUIT"],
    }
}
