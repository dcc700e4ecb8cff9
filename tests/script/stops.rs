//! What stops a script, and what it expects.

use crate::program::smtpsh;
use crate::server::{Certificate, line, serve};
use crate::{check, server};
use std::io::Write;

#[test]
fn an_error_names_its_line_and_ends_the_session_in_order() {
    let replies = &[("NOOP", "250 noop\r\n"), ("QUIT", "221 bye\r\n")];
    for (line, code, error) in [
        (":expect 25", 2, "-:3: '25' is nothing that a reply can be"),
        (":wait foo", 2, "-:3: 'foo' is no duration"),
        (r#":raw "a\q""#, 2, r"-:3: \q is no escape"),
        (":foo", 2, "-:3: there is no helper :foo"),
        (":send nowhere.eml", 5, "-:3: cannot read nowhere.eml"),
        (":auth plain", 2, "-:3: the script needs a user name"),
    ] {
        let script = format!("noop\n:# comment\n{line}\nnoop\n");
        let ended = check(replies, &[], &script, code, &[error]);
        assert!(
            ended
                .out
                .ends_with("C: QUIT\nS: 221 bye\n-- Connection closed.\n"),
            "{ended:?}"
        );
    }
    let refused = &[("NOOP", "500 no\r\n"), ("QUIT", "221 bye\r\n")];
    check(
        refused,
        &[],
        ":# first\nnoop\nnoop\n",
        1,
        &["-:2: stopped: the server refused: 500 no\n", "C: QUIT\n"],
    );
}

#[test]
fn a_refusal_at_the_end_counts() {
    let refused = &[("EHLO", "250 a\r\n"), ("QUIT", "421 no certificate\r\n")];
    check(
        refused,
        &[],
        "ehlo a\n",
        1,
        &["the server refused at the end: 421 no certificate"],
    );
}

#[test]
fn a_script_says_what_it_expects() {
    let good = smtpsh(
        &[],
        "rset\n:expect 250\nehlo a\n:expect-cap auth login\n:# a comment does not decide\n\
         mail from:<a@b>\n:# nor here\n:expect 5xx\n:expect /need EHLO/\nnoop\n",
    );
    assert_eq!(good.code, 0, "{good:?}");
    assert_eq!(good.out.matches("-- as expected: ").count(), 4, "{good:?}");
    for (script, error) in [
        (
            "noop\n\n:expect 354\nnoop\n",
            "-:3: expected 354, got: 502 Error",
        ),
        ("noop\n:expect 5xx\n", "-:2: expected 5xx, got: 250 OK"),
        (
            "ehlo a\n:expect-cap CHUNKING\n",
            "-:2: expected CHUNKING, got: PIPELINING, SIZE",
        ),
        (
            "mail from:<a@b>\nnoop\n",
            "stopped: the server refused: 503",
        ),
        ("mail from:<a@b>\n", "stopped: the server refused: 503"),
    ] {
        let ended = smtpsh(&[], script);
        assert_eq!(ended.code, 1, "{script}: {ended:?}");
        assert!(ended.err.contains(error), "{script}: {ended:?}");
    }
}

#[test]
fn a_close_may_be_expected() {
    let script =
        "helo a\n:auth plain\nmail from:<student@smtpsh.example>\n:expect 421\n:expect-closed\n";
    let good = smtpsh(&["--fault", "closing"], script);
    assert_eq!(good.code, 0, "{good:?}");
    assert!(good.out.contains("as expected: close"), "{good:?}");
    let unexpected = smtpsh(
        &["--fault", "closing"],
        &script.replace(":expect-closed", "noop"),
    );
    assert_eq!(unexpected.code, 3, "{unexpected:?}");
    let in_vain = smtpsh(&[], ":timeout 200ms\nnoop\n:expect-closed\n");
    assert_eq!(in_vain.code, 1, "{in_vain:?}");
    assert!(in_vain.err.contains("it is still open"), "{in_vain:?}");
}

#[test]
fn a_fault_of_the_server_fails_the_expectation_by_file_and_line() {
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("lab.smtp");
    let script = "ehlo a\n:expect 250\n:expect-cap STARTTLS\n:starttls\nehlo a\n:auth login\n:expect 235\n\
        mail from:<student@smtpsh.example>\n:expect 250\nrcpt to:<a@elsewhere.example>\n:expect 2xx\n\
        data\n\nHello.\n.\n:expect /kept here/\nquit\n:expect 221\n";
    std::fs::write(&file, script).unwrap();
    let file = file.to_str().unwrap();
    let well = smtpsh(&["-f", file], "");
    assert_eq!(well.code, 0, "{well:?}");
    for (fault, line, expected) in [
        ("no-ehlo", 2, "expected 250, got: 502 "),
        ("no-starttls", 3, "expected STARTTLS, got: "),
        ("wrong-code", 7, "expected 235, got: 535 "),
        ("relay-denied", 11, "expected 2xx, got: 554 "),
        ("unknown-recipient", 11, "expected 2xx, got: 550 "),
        ("greylisting", 11, "expected 2xx, got: 45"),
    ] {
        let ended = smtpsh(&["--fault", fault, "-f", file], "");
        assert_eq!(ended.code, 1, "{fault}: {ended:?}");
        let says = format!("smtpsh: {file}:{line}: {expected}");
        assert!(ended.err.contains(&says), "{fault}: {says}: {ended:?}");
    }
}

#[test]
fn tls_and_its_certificate_may_be_expected() {
    let run = |certificate, args: &[&str], script: &str| {
        let (address, ca) = server::serve_tls(certificate);
        let args = [&["--ca", ca.path()], args, &[&address]].concat();
        smtpsh(&args, &format!("ehlo a\n{script}"))
    };
    let good = Certificate::Good;
    let well = run(
        good,
        &[],
        "starttls\n:expect-tls 1.3\n:expect-cert-days 14\n",
    );
    assert_eq!(well.code, 0, "{well:?}");
    assert!(
        well.out
            .contains("-- as expected: TLS 1.3\n-- as expected: a certificate for 14 days more\n"),
        "{well:?}"
    );
    for (certificate, args, script, says) in [
        (
            good,
            &["--tls-version", "1.2"][..],
            "starttls\n:expect-tls 1.3\n",
            "-:3: expected TLS 1.3, got: TLS 1.2",
        ),
        (
            good,
            &[],
            "starttls\n:expect-cert-days 99999\n",
            " days, until 2100-01-02 ",
        ),
        (
            Certificate::Expired,
            &["--insecure"],
            "starttls\n:expect-cert-days 1\n",
            "got: 0 days, until 2020-01-02 ",
        ),
    ] {
        let ended = run(certificate, args, script);
        assert_eq!(ended.code, 1, "{script}: {ended:?}");
        assert!(ended.err.contains(says), "{script}: {ended:?}");
    }
    for (expectation, says) in [
        (":expect-tls 1.2", "expected TLS 1.2, got: plain"),
        (
            ":expect-cert-days 1",
            "expected a certificate for 1 days more, got: plain",
        ),
    ] {
        let ended = smtpsh(&[], expectation);
        assert_eq!(ended.code, 1, "{ended:?}");
        assert!(ended.err.contains(says), "{ended:?}");
    }
    assert_eq!(smtpsh(&[], ":expect-tls 1.1\n").code, 2);
    assert_eq!(smtpsh(&[], ":expect-cert-days soon\n").code, 2);
}

#[test]
fn a_close_outweighs_a_refusal_that_is_kept_going() {
    let address = serve(|stream| {
        stream
            .write_all(b"220 hi\r\n")
            .and_then(|()| {
                line(stream);
                stream.write_all(b"503 no\r\n421 too many errors\r\n")
            })
            .unwrap();
    });
    let ended = smtpsh(&["--keep-going", &address], "rcpt\nmail\n");
    assert_eq!(ended.code, 3, "{ended:?}");
    assert!(
        ended.err.contains("closes the connection: 421 too many"),
        "{ended:?}"
    );
    let ended = smtpsh(&[&address], "rcpt\nmail\n");
    assert_eq!(ended.code, 1, "{ended:?}");
    assert!(
        ended
            .err
            .contains("-:1: stopped: the server refused: 503 no"),
        "{ended:?}"
    );
}
