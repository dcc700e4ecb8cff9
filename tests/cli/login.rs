//! Logging in, and the code that is shown nowhere.

use super::{CODE_BASE64, LOGIN};
use crate::program::{smtpsh, smtpsh_with};
use crate::server::{self, lines_until, serve};
use std::io::Write;

const CODE: &str = "letterslikethese";
const MAIL: &str = "mail from:<student@smtpsh.example>\nrcpt to:<student@smtpsh.example>\ndata\nSubject: 你好\n\ntext\n.\n";

#[test]
fn a_mail_over_each_tls_version_and_mechanism() {
    for version in ["1.2", "1.3"] {
        for mechanism in ["login", "plain"] {
            let script =
                format!("ehlo a\nstarttls\nehlo a\n:auth {mechanism}\n{MAIL}quit\n:inbox 1\n");
            let ended = smtpsh(&["--tls-version", version], &script);
            assert_eq!(ended.code, 0, "{ended:?}");
            assert!(
                ended
                    .out
                    .contains(&format!("TLS is up: TLS {version}, TLS_")),
                "{ended:?}"
            );
            assert!(ended.out.contains("verified for 127.0.0.1"), "{ended:?}");
            assert!(ended.out.contains("-- Subject: 你好"), "{ended:?}");
            assert_eq!(
                ended.out.matches("C: ********").count()
                    + ended.out.matches("PLAIN ********").count(),
                1
            );
        }
    }
}

#[test]
fn a_wrong_code_is_refused_and_shown_nowhere() {
    let ended = smtpsh_with(&["--user", "student@smtpsh.example"], LOGIN, |command| {
        command.env("SMTPSH_CODE", "wrong horse");
    });
    assert_eq!(ended.code, 1, "{ended:?}");
    assert!(ended.out.contains("S: 535 "), "{ended:?}");
    for secret in ["wrong", "d3Jvbmdob3JzZQ=="] {
        assert!(!format!("{ended:?}").contains(secret), "{ended:?}");
    }
}

#[test]
fn no_argument_and_no_output_holds_the_code() {
    let ended = smtpsh(&[], &format!("{LOGIN}{MAIL}quit\n"));
    let after_banner = ended.out.split_once("Connecting").unwrap().1;
    assert!(
        !after_banner.contains(CODE) && !ended.out.contains(CODE_BASE64),
        "{ended:?}"
    );
}

/// The code in clear, as a word of a command.
#[test]
fn a_code_that_the_session_knows_is_masked_wherever_it_stands() {
    let ended = smtpsh(
        &["--keep-going"],
        "noop letterslikethese\n:close\nnoop letterslikethese\n",
    );
    let told = format!("{}{}", ended.out, ended.err);
    assert_eq!(told.matches("letterslikethese").count(), 1, "{told}");
    assert_eq!(told.matches("********").count(), 2, "{told}");
    for script in [
        ":pipeline\nnoop letterslikethese\n:flush\n",
        ":raw noop letterslikethese\\r\\n\n",
        // AUTH PLAIN in two halves, of which the second is another PLAIN answer's as well.
        "ehlo a\n:raw auth plain AHN0dWRlbnRAc210cHNo\n:raw LmV4YW1wbGUAbGV0dGVyc2xpa2V0aGVzZQ==\\r\\n\n",
    ] {
        let ended = smtpsh(&["--keep-going"], script);
        let told = format!("{}{}", ended.out, ended.err);
        assert_eq!(told.matches("letterslikethese").count(), 1, "{told}");
        assert!(
            !told.contains("AHN0") && !told.contains("GV0dGVyc2xpa2"),
            "{told}"
        );
    }
}

/// HELO does not tell what is offered, so the strongest mechanism is not known.
#[test]
fn a_login_behind_helo_asks_for_ehlo() {
    for (lang, says) in [
        ("en", "is not known yet; type: EHLO localhost"),
        (
            "zh",
            "还不知道服务器支持哪些登录机制（HELO 的应答里没有）。请输入：EHLO localhost",
        ),
    ] {
        let ended = smtpsh(&["--lang", lang], "helo lab\n:auth\n");
        assert!(ended.err.contains(says), "{ended:?}");
    }
    for (lang, says) in [
        ("en", "this server knows no EHLO, so no AUTH"),
        ("zh", "服务器不认识 EHLO，因此也没有 AUTH"),
    ] {
        let old = ["--fault", "no-ehlo", "--keep-going", "--lang", lang];
        for script in ["ehlo a\n:auth\n", "ehlo a\nhelo a\n:auth\n"] {
            let ended = smtpsh(&old, script);
            assert!(ended.err.contains(says), "{ended:?}");
        }
    }
    let named = smtpsh(&[], "helo lab\n:auth login\nquit\n");
    assert!(named.out.contains("S: 235 "), "{named:?}");
}

/// A server that offers SCRAM and goes on with these replies.
fn scram_server(last: &'static str) -> String {
    serve(move |stream| {
        stream.write_all(b"220 hi\r\n").unwrap();
        server::line(stream);
        stream
            .write_all(b"250-hi\r\n250 AUTH LOGIN SCRAM-SHA-256\r\n")
            .unwrap();
        let auth = String::from_utf8(server::line(stream)).unwrap();
        let first = auth.trim_end().rsplit(' ').next().unwrap();
        let first = smtpsh::protocol::sasl::decode(first.as_bytes()).unwrap();
        let first = String::from_utf8(first).unwrap();
        let nonce = first.rsplit("r=").next().unwrap();
        let challenge = format!("r={nonce}server,s=QSXC,i=4096");
        let coded = smtpsh::protocol::sasl::encode(challenge.as_bytes());
        stream
            .write_all(format!("334 {coded}\r\n").as_bytes())
            .unwrap();
        server::line(stream);
        stream.write_all(last.as_bytes()).unwrap();
        if server::line(stream) == b"*\r\n" {
            stream.write_all(b"501 cancelled\r\n").unwrap();
            lines_until(stream, "QUIT");
            stream.write_all(b"221 bye\r\n").unwrap();
        }
    })
}

#[test]
fn a_server_that_does_not_know_the_code_is_refused() {
    for (last, says, code) in [
        ("334 dj1BQUFB\r\n", "its SCRAM signature is wrong", "C: *\n"),
        ("334 !!!\r\n", "its challenge is not base64", "C: *\n"),
        (
            "235 welcome\r\n",
            "has not proved with its SCRAM signature",
            "S: 235 welcome\n",
        ),
    ] {
        let server = scram_server(last);
        let ended = smtpsh_with(
            &["--user", "ada", &server],
            "ehlo a\n:auth\nnoop\n",
            |command| {
                command.env("SMTPSH_CODE", CODE);
            },
        );
        assert_eq!(ended.code, 1, "{says}: {ended:?}");
        assert!(ended.err.contains(says), "{says}: {ended:?}");
        assert!(ended.out.contains(code), "{says}: {ended:?}");
        assert!(
            ended.out.contains("SCRAM-SHA-256 is the strongest") && !ended.out.contains("C: noop"),
            "{says}: {ended:?}"
        );
        assert!(!format!("{ended:?}").contains(CODE), "{ended:?}");
    }
}
