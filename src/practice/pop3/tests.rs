//! Dialogues with the POP3 server.

use super::*;
use crate::practice::mailbox::Mail;
use crate::practice::{Settings, USER, dialogue};

const LAB: &str = "\
C: USER student@smtpsh.example
S: +OK
C: PASS letterslikethese
S: +OK 2 messages (48 octets)
C: stat
S: +OK 2 48
C: LIST
S: +OK 2 messages (48 octets)
S: 1 27
S: 2 21
S: .
C: LIST 2
S: +OK 2 21
C: UIDL
S: +OK 2 messages (48 octets)
S: 1 1780300800.1
S: 2 1780300800.2
S: .
C: RETR 1
S: +OK 27 octets
S: Subject: a
S: 
S: ..dot
S: two
S: 
S: .
C: TOP 1 1
S: +OK
S: Subject: a
S: 
S: ..dot
S: .
C: TOP 1 0
S: +OK
S: Subject: a
S: 
S: .
C: DELE 1
S: +OK Message 1 will be deleted at QUIT
C: RETR 1
S: -ERR Message 1 is deleted
C: LIST
S: +OK 1 message (21 octets)
S: 2 21
S: .
C: RSET
S: +OK 2 messages (48 octets)
C: DELE 2
S: +OK Message 2 will be deleted at QUIT
C: NOOP
S: +OK
C: QUIT
S: +OK 1 message deleted, bye
";

const REFUSALS: &str = "\
C: STAT
S: -ERR Log in first
C: PASS letterslikethese
S: -ERR Send USER first
C: USER
S: -ERR Syntax is USER name
C: EHLO a
S: -ERR Unknown command
C: USER student@smtpsh.example
S: +OK
C: PASS wrong
S: -ERR Login fail. Please use your authorization code, not your password
C: PASS letterslikethese
S: -ERR Send USER first
C: APOP student@smtpsh.example
S: -ERR Syntax is APOP name digest
C: APOP student@smtpsh.example 00
S: -ERR Login fail. Please use your authorization code, not your password
C: AUTH CRAM-MD5
S: -ERR Unrecognized authentication type
C: AUTH
S: +OK
S: PLAIN
S: LOGIN
S: .
C: AUTH LOGIN
S: + VXNlcm5hbWU6
C: *
S: -ERR authentication cancelled
C: AUTH PLAIN
S: + 
C: !!!
S: -ERR that is not base64
C: AUTH LOGIN c3R1ZGVudEBzbXRwc2guZXhhbXBsZQ==
S: + UGFzc3dvcmQ6
C: bGV0dGVyc2xpa2V0aGVzZQ==
S: +OK 2 messages (48 octets)
C: USER x
S: -ERR You have logged in already
C: LIST 0
S: -ERR Which message? They are counted from 1
C: RETR 3
S: -ERR No such message
C: TOP 1
S: -ERR Syntax is TOP message lines
C: QUIT
S: +OK Bye
";

/// What the server says with a fault.
const FAULTY: &[(Fault, &str)] = &[
    (
        Fault::ServiceOff,
        "C: USER student@smtpsh.example\nS: +OK\nC: PASS letterslikethese\nS: -ERR Login fail. Account is abnormal, service is not open, password is incorrect, login frequency limited, or system is busy. More information at https://help.mail.qq.com/detail/108/1023\n",
    ),
    (
        Fault::WrongCode,
        "C: USER student@smtpsh.example\nS: +OK\nC: PASS letterslikethese\nS: -ERR Login fail. Please use your authorization code, not your password\n",
    ),
    (
        Fault::TlsFirst,
        "C: CAPA\nS: …\nS: TOP\nS: UIDL\nS: STLS\nS: RESP-CODES\nS: PIPELINING\nS: IMPLEMENTATION smtpsh practice server\nS: .\nC: USER a\nS: -ERR Send STLS first\nC: AUTH PLAIN\nS: -ERR Send STLS first\n",
    ),
    (Fault::NoStartTls, "C: STLS\nS: -ERR Unknown command\n"),
    (
        Fault::Gbk,
        "C: FOO\nS: -ERR 错误：不支持该命令\nC: STAT\nS: -ERR 错误：请先登录\n",
    ),
];

/// A server with two mails for the user, and one for somebody else.
fn server() -> Server {
    let given = Given {
        stamp: "<1896.697170952@dbc.mtview.ca.us>".to_owned(),
        ..dialogue::given(Settings::default())
    };
    for (text, to) in [
        ("Subject: a\r\n\r\n.dot\r\ntwo\r\n\r\n", USER),
        ("Subject: b\r\n\r\nthe end", USER),
        ("Subject: c\r\n\r\n", "other@smtpsh.example"),
    ] {
        let mail = Mail {
            from: USER.to_owned(),
            to: vec![to.to_owned()],
            data: text.as_bytes().into(),
        };
        let users = given.settings.users_of(&mail.to);
        given.mailbox.deliver(mail, &users).unwrap();
    }
    Server::new(given)
}

fn with(fault: Fault) -> Server {
    let server = server();
    server.given.settings.faults.set(fault, true);
    server
}

#[test]
fn dialogues() {
    let happened = dialogue::check(server, LAB);
    assert!(happened.contains(&Happened::Read("POP3", "a".into())));
    dialogue::check(server, REFUSALS);
    for (fault, dialogue) in FAULTY {
        dialogue::check(|| with(*fault), dialogue);
    }
}

/// RFC 1939 §6: who goes without QUIT deletes nothing; and only they have the mail meanwhile.
#[test]
fn mail_is_deleted_at_quit() {
    const LOGIN: &[u8] = b"USER student@smtpsh.example\r\nPASS letterslikethese\r\n";
    let mut first = server();
    let mut second = Server::new(first.given.clone());
    let said = |step: Step| String::from_utf8(step.reply).unwrap();
    assert!(said(first.hear(LOGIN)).ends_with("+OK 2 messages (48 octets)\r\n"));
    assert!(
        said(second.hear(LOGIN))
            .ends_with("-ERR [IN-USE] Another POP3 session has this mailbox\r\n")
    );
    first.hear(b"DELE 1\r\n");
    drop(first);
    assert!(said(second.hear(LOGIN)).ends_with("+OK 2 messages (48 octets)\r\n"));
    second.hear(b"DELE 1\r\nQUIT\r\n");
    let mut third = Server::new(second.given.clone());
    assert!(said(third.hear(LOGIN)).ends_with("+OK 1 message (21 octets)\r\n"));
    assert!(said(third.hear(b"UIDL\r\n")).contains("\r\n1 1780300800.2\r\n"));
}

/// RFC 1939 §7, with its own timestamp; the digest is md5sum's.
#[test]
fn apop() {
    let mut server = server();
    assert!(
        server
            .greet()
            .ends_with(b" <1896.697170952@dbc.mtview.ca.us>\r\n")
    );
    let step = server.hear(b"APOP student@smtpsh.example 6762caf2b10b30e0420585a97b637090\r\n");
    assert!(step.reply.starts_with(b"+OK 2 messages"));
    assert_eq!(step.happened, [Happened::LoggedIn(USER.into())]);
}

#[test]
fn stls_is_a_border() {
    let mut server = server();
    let step = server.hear(b"USER student@smtpsh.example\r\nSTLS\r\nCAPA\r\n");
    assert_eq!(step.then, Then::StartTls { injected: true });
    server.secured();
    let step = server.hear(b"PASS letterslikethese\r\nSTLS\r\n");
    assert_eq!(
        step.reply,
        b"-ERR Send USER first\r\n-ERR TLS is already up\r\n"
    );
}

#[test]
fn a_long_message_is_sent_in_pieces() {
    let mut server = server();
    let text = ".a line\r\n".repeat(100_000);
    let mail = Mail {
        from: USER.to_owned(),
        to: vec![USER.to_owned()],
        data: text.as_bytes().into(),
    };
    server.given.mailbox.deliver(mail, &[USER]).unwrap();
    server.hear(b"USER student@smtpsh.example\r\nPASS letterslikethese\r\n");
    let mut rest: &[u8] = b"RETR 3\r\nNOOP\r\n";
    let mut said = Vec::new();
    loop {
        let step = server.hear(rest);
        assert!(step.reply.len() <= 4 * ENOUGH, "{}", step.reply.len());
        said.extend(step.reply);
        rest = &rest[step.taken..];
        if step.then != Then::More {
            break;
        }
    }
    let stuffed = text.replace(".a", "..a");
    assert!(said == format!("+OK {} octets\r\n{stuffed}.\r\n+OK\r\n", text.len()).as_bytes());
}

#[test]
fn bounds() {
    let mut server = server();
    let long = [&vec![b'x'; 3000][..], b"\r\nCAPA\r\n"].concat();
    let step = server.hear(&long);
    assert!(step.reply.starts_with(b"-ERR Line too long\r\n+OK"));

    server.hear(b"USER student@smtpsh.example\r\nPASS letterslikethese\r\n");
    let many = b"RETR 1\r\n".repeat(5000);
    let step = server.hear(&many);
    assert_eq!(step.then, Then::More);
    assert!(step.taken < many.len() && step.reply.len() < 2 * ENOUGH);
}
