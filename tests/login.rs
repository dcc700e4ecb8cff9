//! What `:auth` sends, and where it sends nothing.

#![allow(clippy::unwrap_used, clippy::expect_used, unreachable_pub)]

#[path = "cli/program.rs"]
#[allow(dead_code, reason = "other test crates use the rest")]
mod program;
#[path = "cli/server.rs"]
#[allow(dead_code, reason = "other test crates use the rest")]
mod server;

use program::{Ended, smtpsh_with};
use server::{line, lines_until, serve};
use std::io::Write;

/// A server that offers this, and that refuses AUTH.
fn run(offers: &'static str, script: &str, more: &[&str]) -> Ended {
    let address = serve(move |stream| {
        stream.write_all(b"220 hi\r\n").unwrap();
        loop {
            let line = line(stream).to_ascii_uppercase();
            let reply = match line.get(..4) {
                Some(b"EHLO") => offers,
                Some(b"AUTH") => "503 not here\r\n",
                _ => break,
            };
            stream.write_all(reply.as_bytes()).unwrap();
        }
    });
    let args: Vec<_> = [&address, "--user", "me"]
        .into_iter()
        .chain(more.iter().copied())
        .collect();
    smtpsh_with(&args, script, |command| {
        command.env("SMTPSH_CODE", "letters");
    })
}

#[test]
fn a_code_is_not_given_away_where_tls_comes_first() {
    let tls_first = "250-a\r\n250 STARTTLS\r\n";
    for (script, says) in [
        (
            "ehlo a\n:auth plain\n",
            "-:2: not sent: PLAIN shows the code to everybody",
        ),
        ("ehlo a\n:auth login\n", ":auth login anyway sends it"),
        (
            "ehlo a\n:auth\n",
            "no AUTH in clear text, but STARTTLS: :starttls first, then EHLO again",
        ),
    ] {
        let ended = run(tls_first, script, &["--timeout", "5"]);
        assert_eq!(ended.code, 2, "{script}: {ended:?}");
        assert!(ended.err.contains(says), "{script}: {ended:?}");
        assert!(!ended.out.contains("C: AUTH"), "{script}: {ended:?}");
    }
    let chinese = run(tls_first, "ehlo a\n:auth plain\n", &["--lang", "zh"]);
    assert!(chinese.err.contains("没有发送：PLAIN"), "{chinese:?}");
}

/// POP3's own commands give it away as well (RFC 2449 §6.3 has CAPA tell whether they may come).
#[test]
fn pass_is_not_said_where_capa_offers_stls_alone() {
    for (capa, code) in [("STLS", 2), ("STLS\r\nUSER", 0)] {
        let address = serve(move |stream| {
            stream.write_all(b"+OK hi\r\n").unwrap();
            lines_until(stream, "CAPA");
            stream
                .write_all(format!("+OK\r\n{capa}\r\n.\r\n").as_bytes())
                .unwrap();
            while !line(stream).is_empty() {
                stream.write_all(b"+OK\r\n").unwrap();
            }
        });
        let args = [&format!("pop3://{address}"), "--user", "me"];
        let ended = smtpsh_with(&args, "capa\n:login\n", |command| {
            command.env("SMTPSH_CODE", "letters");
        });
        assert_eq!(ended.code, code, "{capa}: {ended:?}");
        assert_eq!(ended.out.contains("C: USER me"), code == 0, "{ended:?}");
    }
}

#[test]
fn it_is_sent_where_it_is_wanted_or_may_be_right() {
    let tls_first = "250-a\r\n250 STARTTLS\r\n";
    for (offers, script) in [
        (tls_first, "ehlo a\n:auth plain anyway\n"),
        (tls_first, "ehlo a\nauth plain AGEAYg==\n"),
        // It may be that only EHLO would tell of AUTH, or that there is no TLS to be had.
        ("250 a\r\n", "ehlo a\n:auth plain\n"),
        (
            "250-a\r\n250-AUTH PLAIN\r\n250 STARTTLS\r\n",
            "ehlo a\n:auth\n",
        ),
    ] {
        let ended = run(offers, script, &[]);
        assert_eq!(ended.code, 1, "{script}: {ended:?}");
        assert!(
            ended
                .out
                .to_uppercase()
                .contains("C: AUTH PLAIN ********\n"),
            "{script}: {ended:?}"
        );
    }
    let usage = run(tls_first, "ehlo a\n:auth plain now\n", &[]);
    assert!(
        usage.err.contains(":auth [MECHANISM] [anyway|wrong]"),
        "{usage:?}"
    );
}
