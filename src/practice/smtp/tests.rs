//! Dialogues with the SMTP server.

use super::*;
use crate::practice::Settings;
use crate::practice::dialogue;
use crate::practice::mailbox::Mail;
use crate::practice::users::Users;
use std::sync::Arc;

const LAB: &str = "\
C: helo qq.com
S: 250-practice.smtpsh.example
S: 250-SIZE 73400320
S: 250 OK
C: auth login
S: 334 VXNlcm5hbWU6
C: c3R1ZGVudEBzbXRwc2guZXhhbXBsZQ==
S: 334 UGFzc3dvcmQ6
C: bGV0dGVyc2xpa2V0aGVzZQ==
S: 235 Authentication successful
C: mail from:<student@smtpsh.example>
S: 250 OK
C: rcpt to:<student@smtpsh.example>
S: 250 OK
C: data
S: 354 End data with <CR><LF>.<CR><LF>.
C: Subject: lab
C: 
C: ..a dot
C: .
S: 250 OK: kept here; the practice server never relays
C: quit
S: 221 Bye.
";

const REFUSALS: &str = "\
C: MAIL FROM:<a@b>
S: 503 Error: need EHLO and AUTH first !
C: AUTH LOGIN
S: 503 Error: send HELO/EHLO first
C: helo
S: 501 Error: HELO needs your domain
C: HELLO x
S: 502 Error: command not implemented
C: HELO x
S: …
S: …
S: …
C: AUTH LOGIN
S: …
C: *
S: 501 Error: authentication cancelled
C: AUTH CRAM-MD5
S: 504 Error: unrecognized authentication type
C: AUTH LOGIN c3R1ZGVudEBzbXRwc2guZXhhbXBsZQ==
S: 334 UGFzc3dvcmQ6
C: !!!
S: 501 Error: that is not base64
C: AUTH PLAIN
S: 334 
C: AHN0dWRlbnRAc210cHNoLmV4YW1wbGUAd3Jvbmc=
S: 535 Login fail. Please use your authorization code, not your password
C: AUTH PLAIN AHN0dWRlbnRAc210cHNoLmV4YW1wbGUAbGV0dGVyc2xpa2V0aGVzZQ==
S: 235 Authentication successful
C: AUTH PLAIN
S: 503 Error: already authenticated
C: RCPT TO:<a@b>
S: 503 Error: need MAIL command
C: MAIL FROM:student@smtpsh.example
S: 501 Error: syntax is MAIL FROM:<address>
C: MAIL FROM:<other@smtpsh.example>
S: 501 mail from address must be same as authorization user
C: MAIL FROM:<student@smtpsh.example> SIZE=99999999999
S: 552 Error: message exceeds the size limit
C: MAIL FROM:<student@smtpsh.example> SIZE=99999999999999999999
S: 552 Error: message exceeds the size limit
C: MAIL FROM:<student@smtpsh.example> SIZE=abc
S: 501 Error: SIZE is a number of bytes
C: MAIL FROM:<student@smtpsh.example> SIZE
S: 501 Error: SIZE is a number of bytes
C: MAIL FROM:<student@smtpsh.example> SIZE=+1
S: 501 Error: SIZE is a number of bytes
C: MAIL FROM:<student@smtpsh.example> FOO=1
S: 555 Error: unsupported parameter FOO
C: MAIL FROM: <student@smtpsh.example> SIZE=10 BODY=8BITMIME
S: 250 OK
C: MAIL FROM:<student@smtpsh.example>
S: 503 Error: nested MAIL command
C: DATA
S: 503 Error: need RCPT command
C: RCPT TO:<nobody>
S: 501 Error: syntax is RCPT TO:<address>
C: RSET
S: 250 OK
C: STARTTLS now
S: 501 Error: STARTTLS takes no argument
";

/// Pieces, behind a MAIL.
const CHUNKS: &str = "\
C: BDAT 3
C: a
S: 503 Error: need RCPT command
C: RCPT TO:<student@smtpsh.example>
S: 250 OK
C: BDAT
S: 501 Error: syntax is BDAT size [LAST]
C: BDAT 1 FIRST
S: 501 Error: syntax is BDAT size [LAST]
C: BDAT +1
S: 501 Error: syntax is BDAT size [LAST]
C: BDAT 4
C: .
C: .BDAT 3
C: x
S: 250 OK: 4 bytes
S: 250 OK: 3 bytes
C: DATA
S: 503 Error: BDAT has begun, and DATA does not go with it
C: RCPT TO:<student@smtpsh.example>
S: 503 Error: BDAT has begun
C: bdat 0 last
S: 250 OK: kept here; the practice server never relays
C: BDAT 2 LAST
C: 
S: 503 Error: need RCPT command
C: MAIL FROM:<student@smtpsh.example>
S: 250 OK
C: RCPT TO:<student@smtpsh.example>
S: 250 OK
C: BDAT 2
C: 
S: 250 OK: 2 bytes
C: RSET
S: 250 OK
C: BDAT 2 LAST
C: 
S: 503 Error: need RCPT command
";

/// What each fault makes of a session.
const FAULTY: &[(Fault, &str)] = &[
    (
        Fault::Proofs,
        "C: EHLO a\nS: …\nS: …\nS: …\nS: …\nS: 250-AUTH LOGIN PLAIN CRAM-MD5 SCRAM-SHA-256\nS: …\nS: …\nS: …\nC: AUTH CRAM-MD5 eA==\nS: 501 Error: in this mechanism the server speaks first\nC: AUTH CRAM-MD5\nS: 334 \nC: eA==\nS: 501 Error: CRAM-MD5 is user name, space, digest\nC: AUTH SCRAM-SHA-256\nS: 334 \nC: eA==\nS: 501 Error: that is no message of SCRAM\nC: AUTH SCRAM-SHA-256 biwsbj1ub2JvZHkscj1hYmM=\nS: 334 cj1hYmMscz1jSEpoWTNScFkyVT0saT00MDk2\nC: Yz1iaXdzLHI9YWJkLHA9QUFBQQ==\nS: 501 Error: that is no message of SCRAM\nC: AUTH SCRAM-SHA-256 biwsbj1ub2JvZHkscj1hYmM=\nS: 334 cj1hYmMscz1jSEpoWTNScFkyVT0saT00MDk2\nC: Yz1iaXdzLHI9YWJjLHA9QUFBQQ==\nS: 535 Login fail. Please use your authorization code, not your password\nC: AUTH XOAUTH2\nS: 504 Error: unrecognized authentication type\n",
    ),
    (
        Fault::NoEhlo,
        "C: EHLO a\nS: 502 Error: command not implemented\nC: MAIL FROM:<a@b>\nS: 503 Error: need EHLO and AUTH first !\nC: HELO a\nS: 250 practice.smtpsh.example\nC: AUTH LOGIN\nS: 502 Error: command not implemented\nC: STARTTLS\nS: 502 Error: command not implemented\nC: MAIL FROM:<a@b>\nS: 250 OK\n",
    ),
    (
        Fault::NoStartTls,
        "C: EHLO a\nS: …\nS: 250-PIPELINING\nS: …\nS: 250-AUTH LOGIN PLAIN\nS: …\nS: …\nS: …\nC: STARTTLS\nS: 502 Error: command not implemented\n",
    ),
    (
        Fault::TlsFirst,
        "C: EHLO a\nS: …\nS: …\nS: …\nS: 250-STARTTLS\nS: 250-SMTPUTF8\nS: …\nC: AUTH LOGIN\nS: 530 5.7.0 Must issue a STARTTLS command first\n",
    ),
    (
        Fault::ServiceOff,
        "C: HELO a\nS: …\nS: …\nS: …\nC: AUTH PLAIN AHN0dWRlbnRAc210cHNoLmV4YW1wbGUAbGV0dGVyc2xpa2V0aGVzZQ==\nS: 535 Login fail. Account is abnormal, service is not open, password is incorrect, login frequency limited, or system is busy. More information at https://help.mail.qq.com/detail/108/1023\n",
    ),
    (
        Fault::WrongCode,
        "C: HELO a\nS: …\nS: …\nS: …\nC: AUTH PLAIN AHN0dWRlbnRAc210cHNoLmV4YW1wbGUAbGV0dGVyc2xpa2V0aGVzZQ==\nS: 535 Login fail. Please use your authorization code, not your password\n",
    ),
    (
        Fault::Gbk,
        "C: FOO\nS: 502 错误：不支持该命令\nC: RSET\nS: 250 成功\n",
    ),
    (
        Fault::RelayDenied,
        "C: RCPT TO:<a@elsewhere.example>\nS: 554 5.7.1 Error: relay access denied\nC: RCPT TO:<student@smtpsh.example>\nS: 250 OK\n",
    ),
    (
        Fault::UnknownRecipient,
        "C: RCPT TO:<a@b>\nS: 550 5.1.1 Error: mailbox not found\nC: DATA\nS: 503 Error: need RCPT command\n",
    ),
    (
        Fault::MailboxFull,
        "C: RCPT TO:<a@b>\nS: 452 4.2.2 Error: mailbox full\n",
    ),
    (
        Fault::Greylisting,
        "C: RCPT TO:<a@b>\nS: 451 4.7.1 Greylisting in action, please try again later\nC: RCPT TO:<a@b>\nS: 250 OK\n",
    ),
    (
        Fault::TooLarge,
        "C: RCPT TO:<a@b>\nS: 250 OK\nC: DATA\nS: …\nC: 0123456789012345678901234567890123456789012345678901234567890123456789\nC: 0123456789012345678901234567890123456789\nC: .\nS: 552 Error: message exceeds the size limit\n",
    ),
    (
        Fault::ClosesInData,
        "C: RCPT TO:<a@b>\nS: 250 OK\nC: DATA\nS: …\nC: text\nC: .\n",
    ),
];

/// Of two users, each with a code of their own. AUTH PLAIN of ann with `one`, then with `two`.
const CLASS: &str = "\
C: HELO a
S: …
S: …
S: …
C: AUTH PLAIN AGFubkBzbXRwc2guZXhhbXBsZQB0d28=
S: 535 Login fail. Please use your authorization code, not your password
C: AUTH PLAIN AEFubkBzbXRwc2guZXhhbXBsZQBvbmU=
S: 235 Authentication successful
C: MAIL FROM:<bob@smtpsh.example>
S: 501 mail from address must be same as authorization user
C: MAIL FROM:<ann@smtpsh.example>
S: 250 OK
C: RCPT TO:<bobb@smtpsh.example>
S: 550 5.1.1 Error: mailbox not found
C: RCPT TO:<bob@smtpsh.example>
S: 250 OK
C: RCPT TO:<c@elsewhere.example>
S: 250 OK
C: DATA
S: …
C: .
S: 250 OK: kept here; the practice server never relays
";

const LOGGED_IN: &str = "C: HELO a\nS: …\nS: …\nS: …\nC: AUTH PLAIN AHN0dWRlbnRAc210cHNoLmV4YW1wbGUAbGV0dGVyc2xpa2V0aGVzZQ==\nS: 235 Authentication successful\nC: MAIL FROM:<student@smtpsh.example>\nS: 250 OK\n";

/// Runs a dialogue; returns the mails that arrived.
fn check(dialogue: &str) -> Vec<Arc<Mail>> {
    check_with(None, dialogue)
}

/// BDAT, and what does not go with it; without [`Fault::Chunking`] it is unknown.
#[test]
fn a_mail_in_pieces() {
    let dialogue = format!("{LOGGED_IN}{CHUNKS}");
    let mails = check_with(Some(Fault::Chunking), &dialogue);
    let mails: Vec<_> = mails.iter().map(|mail| &*mail.data).collect();
    assert_eq!(mails, [&b".\r\n.x\r\n"[..]]);
    check_with(
        None,
        &format!("{LOGGED_IN}C: BDAT 3 LAST\nS: 502 Error: command not implemented\n"),
    );
}

fn check_with(fault: Option<Fault>, dialogue: &str) -> Vec<Arc<Mail>> {
    let settings = || {
        let settings = Settings::default();
        if let Some(fault) = fault {
            settings.faults.set(fault, true);
        }
        settings
    };
    check_in(settings, dialogue)
}

fn check_in(settings: impl Fn() -> Settings, dialogue: &str) -> Vec<Arc<Mail>> {
    let begin = || Server::new(dialogue::given(settings()));
    let mail = |happened| match happened {
        Happened::Mail(mail) => Some(mail),
        _ => None,
    };
    let happened = dialogue::check(begin, dialogue).into_iter();
    happened.filter_map(mail).collect()
}

#[test]
fn the_lab() {
    let mails = check(LAB);
    assert_eq!(mails.len(), 1);
    assert_eq!(&*mails[0].data, b"Subject: lab\r\n\r\n.a dot\r\n");
    assert_eq!(mails[0].from, "student@smtpsh.example");
}

#[test]
fn refusals() {
    assert!(check(REFUSALS).is_empty());
}

#[test]
fn faults() {
    for (fault, dialogue) in FAULTY {
        let logged_in = if dialogue.contains("RCPT") {
            LOGGED_IN
        } else {
            ""
        };
        assert!(check_with(Some(*fault), &format!("{logged_in}{dialogue}")).is_empty());
    }
    let closing = LOGGED_IN.replace(
        "<student@smtpsh.example>\nS: 250 OK",
        "<student@smtpsh.example>\nS: 421 4.3.2 Service shutting down, closing the connection",
    );
    check_with(Some(Fault::Closing), &closing);
}

#[test]
fn a_class() {
    let users = Users::parse("ann one\nbob two\n").unwrap();
    let settings = || Settings {
        users: users.clone(),
        ..Settings::default()
    };
    let mails = check_in(settings, CLASS);
    assert_eq!(mails[0].to, ["bob@smtpsh.example", "c@elsewhere.example"]);
}

#[test]
fn starttls_is_a_border() {
    let mut server = Server::new(dialogue::given(Settings::default()));
    let step = server.hear(b"EHLO a\r\nSTARTTLS\r\nRSET\r\n");
    assert_eq!(step.then, Then::StartTls { injected: true });
    assert!(step.reply.ends_with(b"220 Ready to start TLS\r\n"));
    server.secured();
    let step = server.hear(b"MAIL FROM:<a@b>\r\nEHLO a\r\nSTARTTLS\r\n");
    let reply = String::from_utf8(step.reply).unwrap();
    assert!(reply.starts_with("503 ") && !reply.contains("250-STARTTLS"));
    assert!(reply.ends_with("503 Error: TLS is already up\r\n"));
}

#[test]
fn bounds() {
    let mut server = Server::new(dialogue::given(Settings::default()));
    let mut long = vec![b'x'; 3000];
    long.extend(b"\r\nNOOP\r\n");
    assert_eq!(server.hear(&long).reply, b"500 Line too long\r\n250 OK\r\n");
}

/// Sends message text, all at once and in pieces: the mails that come of it, and the reply behind it.
fn send(fault: Option<Fault>, text: &[u8]) -> (Vec<Vec<u8>>, String) {
    let client = |line: &str| line.strip_prefix("C: ").map(|line| format!("{line}\r\n"));
    let before: String = LOGGED_IN.lines().filter_map(client).collect();
    let before = before + "RCPT TO:<student@smtpsh.example>\r\nDATA\r\n";
    let in_pieces = |length: usize| {
        let given = dialogue::given(Settings::default());
        if let Some(fault) = fault {
            given.settings.faults.set(fault, true);
        }
        let mut server = Server::new(given);
        server.hear(before.as_bytes());
        let steps: Vec<_> = text.chunks(length).map(|it| server.hear(it)).collect();
        let reply = steps.iter().flat_map(|step| step.reply.clone()).collect();
        let happened = steps.into_iter().flat_map(|step| step.happened);
        let mails = happened.filter_map(|happened| match happened {
            Happened::Mail(mail) => Some(mail.data.to_vec()),
            _ => None,
        });
        (mails.collect(), String::from_utf8(reply).unwrap())
    };
    let whole = in_pieces(text.len());
    for length in [1, 7, 4096] {
        assert!(whole == in_pieces(length), "{length}: {:?}", whole.1);
    }
    whole
}

/// RFC 5321 §4.1.1.4, and what a server does that does not keep to it (CVE-2023-51764).
#[test]
fn only_crlf_dot_crlf_ends_a_message() {
    const KEPT: &str = "250 OK: kept here; the practice server never relays\r\n";
    for (sent, strict, lax) in [
        ("a\n.\nRSET\r\n.\r\n", "a\r\n.\r\nRSET\r\n", "a\r\n"),
        ("a\n.\r\nRSET\r\n.\r\n", "a\r\n.\r\nRSET\r\n", "a\r\n"),
        ("a\r\n.\nRSET\r\n.\r\n", "a\r\n\r\nRSET\r\n", "a\r\n"),
        (".\nRSET\r\n.\r\n", "\r\nRSET\r\n", ""),
        ("a\r.\rRSET\r\n.\r\n", "a\r.\rRSET\r\n", "a\r.\rRSET\r\n"),
        (
            "a\n..b\r\n..c\r\n.\r\n",
            "a\r\n..b\r\n.c\r\n",
            "a\r\n.b\r\n.c\r\n",
        ),
    ] {
        let (mails, reply) = send(None, sent.as_bytes());
        assert_eq!(
            (mails, reply.as_str()),
            (vec![strict.into()], KEPT),
            "{sent:?}"
        );
        let (mails, reply) = send(Some(Fault::Smuggling), sent.as_bytes());
        assert_eq!(mails, [lax.as_bytes()], "{sent:?}");
        let obeyed = reply.starts_with(&format!("{KEPT}250 OK\r\n"));
        assert_eq!(
            obeyed,
            !lax.contains("RSET") && sent.contains("RSET"),
            "{sent:?}: {reply}"
        );
    }
}

#[test]
fn a_long_line_is_kept_whole() {
    let lines = [16 * 1024 - 1, 16 * 1024, 16 * 1024 + 1, 40_000];
    for length in lines {
        let text = [&b"."[..], &vec![b'.'; length], b"\r\nend\r\n"].concat();
        let (mails, reply) = send(None, &[&text[..], b".\r\n"].concat());
        assert!(
            mails == [&text[1..]] && reply.starts_with("250 "),
            "{length}"
        );
    }
    let text = [&vec![b'x'; 40_000][..], b"\r\n.\r\nNOOP\r\n"].concat();
    let (mails, reply) = send(Some(Fault::TooLarge), &text);
    assert!(mails.is_empty(), "{mails:?}");
    assert_eq!(
        reply,
        "552 Error: message exceeds the size limit\r\n250 OK\r\n"
    );
}
