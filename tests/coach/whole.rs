//! The whole program: where its own messages name the mistake, and where the coach does, against
//! the practice server and its faults.

use crate::program::{Ended, smtpsh};
use crate::server::{self, Certificate, serve};
use smtpsh::error::Error;
use smtpsh::teach::coach::Remark;
use smtpsh::words::Lang;
use std::io::Write;

/// Mistakes of connecting, which smtpsh's errors and notes name: the coach does not repeat them.
pub const MISTAKES: &[u32] = &[25, 26, 37, 38];

const LOGIN: &str = "ehlo a\nstarttls\nehlo a\n:auth login\n";

/// A script that asks for the coach.
fn coached(args: &[&str], lines: &str) -> Ended {
    let args = [&["--keep-going"], args].concat();
    smtpsh(&args, &format!(":set coach on\n{lines}"))
}

/// How the screen shows a remark.
fn shown(remark: &Remark, lang: Lang) -> String {
    let said = remark.say(lang);
    said.lines().map(|line| format!("=> {line}\n")).collect()
}

#[test]
fn the_remark_stands_behind_the_reply_in_both_languages() {
    let line = "EHLO a".to_owned();
    let remark = Remark::MisspelledVerb {
        protocol: "SMTP",
        typed: "elho".into(),
        line,
    };
    for (name, lang) in [("en", Lang::English), ("zh", Lang::Chinese)] {
        let ended = coached(&["--lang", name], "elho a\nehlo a\n");
        let refused = "C: elho a\nS: 502 Error: command not implemented\n";
        let expected = format!("{refused}{}C: ehlo a\n", shown(&remark, lang));
        assert!(ended.out.contains(&expected), "{ended:?}");
        assert_eq!(ended.out.matches("=> ").count(), 2, "{ended:?}");
    }
}

#[test]
fn it_speaks_on_request_only_to_scripts() {
    for (args, lines) in [
        (&["--keep-going"][..], "elho a\n"),
        (&["--keep-going"], ":set coach on\n:set coach off\nelho a\n"),
        (&["--keep-going", "--quiet"], "elho a\n"),
    ] {
        let ended = smtpsh(args, lines);
        assert!(!ended.out.contains("=> "), "{args:?}: {ended:?}");
    }
}

#[test]
fn the_practice_server_is_coached_on_through_tls() {
    let mail = "mail from:<student@smtpsh.example>\n";
    for (args, lines, says) in [
        // The line goes out all the same, and the remark stands before the reply.
        (
            &[][..],
            format!("{LOGIN}mail from：<student@smtpsh.example>\n"),
            "C: mail from：<student@smtpsh.example>\n=> The line has full-width",
        ),
        (
            &[],
            "ehlo a\nstarttls\n:auth login\n".to_owned(),
            "=> Type: EHLO a\n",
        ),
        (
            &[],
            format!("{LOGIN}{mail}data\n"),
            "=> The server has no recipient",
        ),
        (
            &[],
            format!("{LOGIN}mail from:<teacher@smtpsh.example>\n"),
            "=> Type: MAIL FROM:<student@smtpsh.example>\n",
        ),
        (
            &[],
            format!("{LOGIN}mail from:student@smtpsh.example\n"),
            "=> The address stands between < and >",
        ),
        (
            &[],
            format!("{LOGIN}{mail}rcpt to:<a@b.example>\ndata\nSubject: a\nHi,\nquit\n.\n"),
            "=> An empty line parts headers from text",
        ),
        (
            &["--fault", "tls-first"],
            "ehlo a\nauth login\n".to_owned(),
            "=> This server asks for TLS first",
        ),
        (
            &["--fault", "no-starttls"],
            "ehlo a\nstarttls\n".to_owned(),
            "=> The server does not offer STARTTLS",
        ),
        (
            &["--fault", "wrong-code"],
            LOGIN.to_owned(),
            "=> The mailbox password does not log in here",
        ),
        (
            &["--fault", "relay-denied"],
            format!("{LOGIN}{mail}rcpt to:<a@b.example>\n"),
            "=> The recipient is elsewhere",
        ),
        (
            &["--fault", "unknown-recipient"],
            format!("{LOGIN}{mail}rcpt to:<a@b.example>\n"),
            "=> There is no mailbox a@b.example",
        ),
        (
            &["--fault", "unknown-recipient", "--fault", "gbk"],
            format!("{LOGIN}{mail}rcpt to:<a@b.example>\n"),
            "=> There is no mailbox a@b.example",
        ),
        (
            &["--fault", "mailbox-full"],
            format!("{LOGIN}{mail}rcpt to:<a@b.example>\n"),
            "=> The recipient's mailbox is full",
        ),
        (
            &["--fault", "greylisting"],
            format!("{LOGIN}{mail}rcpt to:<a@b.example>\n"),
            "=> Greylisting",
        ),
        (
            &["--fault", "too-large"],
            format!("{LOGIN}mail from:<student@smtpsh.example> size=101\n"),
            "SIZE 100 in its reply to EHLO",
        ),
    ] {
        let ended = coached(args, &lines);
        assert!(ended.out.contains(says), "{says}: {ended:?}");
        let remarks = ended.out.matches("=> ").count();
        let expected = if lines.contains("quit") { 4 } else { 2 };
        assert_eq!(remarks, expected, "{says}: {ended:?}");
    }
}

/// (30), (39) and (40), which the practice server does not say.
#[test]
fn other_servers_are_coached_on_as_well() {
    for (replies, script, remark) in [
        (
            &["220 hi\r\n", "550 Connection frequency limited.\r\n"][..],
            "ehlo a\n",
            Remark::FrequencyLimited,
        ),
        (
            &[
                "220 hi\r\n",
                "250 ok\r\n421 4.4.2 Error: timeout exceeded\r\n",
            ],
            "noop\n",
            Remark::IdleClosed,
        ),
        (
            &[
                "220 hi\r\n",
                "354 go\r\n",
                "521 5.5.2 bare <LF> received\r\n",
            ],
            "data\n.\n",
            Remark::BareLf,
        ),
    ] {
        let server = serve(move |stream| {
            for reply in replies {
                stream.write_all(reply.as_bytes()).unwrap();
                server::line(stream);
            }
        });
        for (name, lang) in [("en", Lang::English), ("zh", Lang::Chinese)] {
            let ended = coached(&["--lang", name, &server], script);
            assert!(ended.out.contains(&shown(&remark, lang)), "{ended:?}");
        }
    }
}

#[test]
fn a_code_that_was_typed_as_it_is_is_not_repeated() {
    let user = "c3R1ZGVudEBzbXRwc2guZXhhbXBsZQ==";
    let ended = coached(
        &[],
        &format!("ehlo a\nauth login\n{user}\nwrongwrongwrongw\n"),
    );
    assert!(ended.out.contains("=> Type: :auth login"), "{ended:?}");
    assert!(!format!("{ended:?}").contains("wrongwrong"), "{ended:?}");
}

#[test]
fn the_lab_without_a_mistake_gets_no_advice() {
    for name in ["lab", "lab-tls"] {
        let path = format!("{}/examples/{name}.smtp", env!("CARGO_MANIFEST_DIR"));
        let lab = std::fs::read_to_string(path).unwrap();
        let encoded = lab.replace("第一封信", "=?UTF-8?B?56ys5LiA5bCB5L+h?=");
        let ended = coached(&[], &encoded);
        assert_eq!(ended.code, 0, "{name}: {ended:?}");
        assert!(!ended.out.contains("=> "), "{name}: {ended:?}");
    }
}

#[test]
fn a_subject_is_shown_folded_and_not_sent() {
    let subject = "计算机网络实验三：用命令行发送一封电子邮件";
    let ended = smtpsh(
        &["--keep-going"],
        &format!(":subject 你好\n:subject {subject}\n:subject\n"),
    );
    assert!(
        ended.out.contains("-- Subject: =?UTF-8?B?5L2g5aW9?=\n"),
        "{ended:?}"
    );
    assert_eq!(
        ended.out.matches("\n--  =?UTF-8?B?").count(),
        1,
        "{ended:?}"
    );
    assert!(
        !ended.out.contains("C: Subject") && ended.err.contains(":subject TEXT"),
        "{ended:?}"
    );
}

/// (25) and (26): TLS where none is, and none where it is, whatever is spoken.
#[test]
fn the_wrong_kind_of_port_is_named() {
    for (scheme, greeting) in [
        ("smtp", &b"220 plain\r\n"[..]),
        ("pop3", b"+OK plain\r\n"),
        ("imap", b"* OK plain\r\n"),
    ] {
        let silent = format!("{scheme}://{}", serve(server::to_the_end));
        let ended = coached(&["--timeout", "1", &silent], "noop\n");
        assert!(
            ended
                .err
                .contains("Try: if the port awaits a TLS Client Hello first, as 465, 993"),
            "{scheme}: {ended:?}"
        );
        assert!(!ended.out.contains("=> "), "{scheme}: {ended:?}");

        let plain = serve(move |stream| {
            stream.write_all(greeting).unwrap();
            server::to_the_end(stream);
        });
        let ended = coached(&[&format!("{scheme}s://{plain}")], "");
        assert!(
            ended
                .err
                .contains("Try: connect without TLS (smtp://, pop3:// or imap://HOST:PORT)"),
            "{scheme}: {ended:?}"
        );
    }
}

#[test]
fn the_practice_server_is_coached_on_where_mail_is_fetched() {
    for (lines, says) in [
        ("user\n", "=> Type: :open practice/pop3\n"),
        (":open practice/pop3\nehlo a\n", "=> Type: CAPA\n"),
        (
            ":open practice/pop3\nretr 1\n",
            "=> RETR comes behind the login.\n",
        ),
        (
            ":open practice/pop3\npass letterslikethese\n",
            "=> PASS is taken right behind a USER only",
        ),
        (
            ":open practice/pop3\nuser student@smtpsh.example\npass wrong\n",
            "=> The mailbox password does not log in by POP3",
        ),
        (
            ":open practice/pop3\n:login\nretr 9\n",
            "=> There is no mail 9 here.\n=> Type: LIST",
        ),
        (
            ":fault tls-first\n:open practice/pop3\nuser student@smtpsh.example\n",
            "=> Type: STLS, then log in again\n",
        ),
        (
            ":open practice/imap\ncapability\n",
            "=> Type: a capability (",
        ),
        (
            ":open practice/imap\n:login\nb fetch 1 body[]\n",
            "=> Type: b SELECT INBOX\n",
        ),
        (
            ":set tag on\n:open practice/imap\n:login\nfetch 1 body[]\n",
            "=> Type: SELECT INBOX\n",
        ),
        (
            ":fault tls-first\n:open practice/imap\na login student@smtpsh.example x\n",
            "=> Type: a STARTTLS, then log in again\n",
        ),
        (
            ":fault service-off\n:open practice/imaps\n:login\n",
            "=> Behind this sentence may be: IMAP is not switched on",
        ),
    ] {
        let ended = coached(&[], lines);
        assert!(ended.out.contains(says), "{lines}: {ended:?}");
        assert_eq!(ended.out.matches("=> ").count(), 2, "{lines}: {ended:?}");
    }
}

/// (37): what cannot be had on this computer is read from the error itself.
#[test]
fn a_connection_that_fails_is_named() {
    let unused = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    for (server, says) in [
        (unused.to_string(), "Try: check the port"),
        ("no-such-host.invalid".to_owned(), "Try: check the spelling"),
    ] {
        let ended = coached(&[&server], "noop\n");
        assert!(ended.err.contains(says), "{ended:?}");
        assert!(!ended.out.contains("=> "), "{ended:?}");
    }
    let error = Error::NoAnswer {
        place: "smtp.qq.com:25".into(),
        seconds: 30,
    };
    let advice = error.advice().unwrap();
    assert!(advice.say(Lang::English).contains("block port 25"));
    assert!(advice.say(Lang::Chinese).contains("封锁 25 端口"));
}

/// (38).
#[test]
fn a_certificate_that_fails_is_named() {
    for (certificate, says) in [
        (Certificate::Expired, "it expired on"),
        (Certificate::OtherName, "it is for other names"),
        (Certificate::UnknownIssuer, "unknown issuer"),
    ] {
        let (server, ca) = server::serve_tls(certificate);
        let ended = coached(&["--ca", ca.path(), &server], "ehlo a\nstarttls\n");
        assert!(
            ended.err.contains(says) && ended.err.contains("Try: "),
            "{ended:?}"
        );
        assert!(!ended.out.contains("=> "), "{ended:?}");
    }
    let too_old = Error::TlsVersion;
    assert!(
        too_old
            .advice()
            .unwrap()
            .say(Lang::English)
            .contains("nothing older")
    );
    assert!(
        too_old
            .advice()
            .unwrap()
            .say(Lang::Chinese)
            .contains("更旧")
    );
}
