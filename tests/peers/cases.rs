//! What must hold with every server.

use super::authority::another_authority;
use super::peer::Peer;
use super::{CODE, USER};

pub const TLS: &str = "ehlo a\nstarttls\nehlo a\n";
pub const LOGIN: &str = "ehlo a\nstarttls\nehlo a\n:auth login\n";
pub const CODE_BASE64: &str = "bGV0dGVyc2xpa2V0aGVzZQ==";
pub const PLAIN_BASE64: &str = "AHN0dWRlbnRAc210cHNoLmV4YW1wbGUAbGV0dGVyc2xpa2V0aGVzZQ==";
const USER_BASE64: &str = "c3R1ZGVudEBzbXRwc2guZXhhbXBsZQ==";

/// Over both ways to TLS and both versions; a raw subject and an encoded one.
pub fn mail_arrives_byte_for_byte(peer: &Peer) {
    let mut arrived = 0;
    for version in ["1.2", "1.3"] {
        for (server, to_tls) in [(&peer.smtp, TLS), (&peer.smtps, "EHLO a\n")] {
            for subject in ["你好，第一封信", "=?UTF-8?B?5L2g5aW977yM56ys5LiA5bCB5L+h?="] {
                let head = format!(
                    "From: <{USER}>\nSubject: {subject}\nX-Session: {version} {to_tls:?}\n\n"
                );
                // A line that begins with a dot is typed with one more (RFC 5321 §4.5.2).
                let typed = "你好\n..hidden\n...\n \n\ttext\\n \n..\n";
                let text = "你好\n.hidden\n..\n \n\ttext\\n \n.\n";
                let script = format!(
                    "{to_tls}:auth login\nmail from:<{USER}>\nrcpt to:<{USER}>\ndata\n{head}{typed}.\nquit\n"
                );
                let ended = peer.smtpsh_at(server, &["--tls-version", version], &script);
                assert_eq!(ended.code, 0, "{}: {ended:?}", peer.name);
                let up = format!("TLS is up: TLS {version}, ");
                assert!(
                    ended.out.contains(&up) && ended.out.contains("verified for 127.0.0.1"),
                    "{}: {ended:?}",
                    peer.name
                );
                arrived += 1;
                let sent = (head + text).replace('\n', peer.line_end);
                check_arrived(peer, arrived, sent.as_bytes());
            }
        }
    }
}

/// Many TLS records each way, in one paste.
pub fn a_long_mail_arrives_whole(peer: &Peer) {
    let lines: String = (0..20_000)
        .map(|n| format!("{n} 一二三四五六七八九十\n"))
        .collect();
    let mail = format!("Subject: long\n\n{lines}");
    let script = format!("{LOGIN}mail from:<{USER}>\nrcpt to:<{USER}>\ndata\n{mail}.\nquit\n");
    let ended = peer.smtpsh(&[], &script);
    assert_eq!(ended.code, 0, "{}: {}", peer.name, ended.err);
    check_arrived(peer, 1, mail.replace('\n', peer.line_end).as_bytes());
}

/// Verbs in any case; the mechanism in capitals, because aiosmtpd knows no others.
pub fn login_with_helpers_and_by_hand(peer: &Peer) {
    for exchange in [
        ":auth login\n".to_owned(),
        "AUTH LOGIN\n:user\n:code\n".to_owned(),
        format!("auth LOGIN\n:user {USER}\n:code\n"),
        format!("Auth LOGIN\n{USER_BASE64}\n{CODE_BASE64}\n"),
    ] {
        let ended = peer.smtpsh(&[], &format!("{TLS}{exchange}quit\n"));
        assert_eq!(ended.code, 0, "{}: {exchange:?}: {ended:?}", peer.name);
        for challenge in peer.challenges {
            let decoded = format!("-- the challenge, decoded: {challenge}\n");
            assert!(ended.out.contains(&decoded), "{}: {ended:?}", peer.name);
        }
        let answers = ended.out.matches(&format!("C: {USER_BASE64}\n")).count();
        assert_eq!(answers, 1, "the user name is no secret: {ended:?}");
        check_secret(peer, &ended.out, "C: ********\n");
    }
    let initial = format!("{TLS}AUTH LOGIN {USER_BASE64}\n:code\nquit\n");
    let ended = peer.smtpsh(&[], &initial);
    assert_eq!(ended.code, 0, "{}: {ended:?}", peer.name);
    check_secret(peer, &ended.out, "C: ********\n");
}

pub fn plain_with_and_without_its_initial_response(peer: &Peer) {
    for (exchange, masked) in [
        (":auth plain\n".to_owned(), "C: AUTH PLAIN ********\n"),
        (
            format!("auth PLAIN {PLAIN_BASE64}\n"),
            "C: auth PLAIN ********\n",
        ),
        (format!("AUTH PLAIN\n{PLAIN_BASE64}\n"), "C: ********\n"),
    ] {
        let ended = peer.smtpsh(&[], &format!("{TLS}{exchange}quit\n"));
        assert_eq!(ended.code, 0, "{}: {exchange:?}: {ended:?}", peer.name);
        check_secret(peer, &ended.out, masked);
    }
}

pub fn a_cancelled_exchange_leaves_the_session_as_it_was(peer: &Peer) {
    let cancelled = "auth LOGIN\n*\nauth LOGIN\n:user\n*\nauth PLAIN\n*\n";
    let ended = peer.smtpsh(
        &["--keep-going"],
        &format!("{TLS}{cancelled}noop\n:auth login\nquit\n"),
    );
    assert_eq!(ended.code, 1, "{}: {ended:?}", peer.name);
    assert_eq!(
        ended.out.matches("C: *\nS: 501 ").count(),
        3,
        "{}: {ended:?}",
        peer.name
    );
    assert!(
        ended.out.contains("C: noop\nS: 250 "),
        "{}: {ended:?}",
        peer.name
    );
    check_secret(peer, &ended.out, "C: ********\n");

    let stopped = peer.smtpsh(&[], &format!("{TLS}auth LOGIN\n*\nnoop\n"));
    assert_eq!(stopped.code, 1, "{}: {stopped:?}", peer.name);
    assert!(
        stopped.err.contains("the server refused: 501 ") && !stopped.out.contains("C: noop"),
        "{}: {stopped:?}",
        peer.name
    );
}

pub fn a_wrong_code_is_refused_and_shown_nowhere(peer: &Peer) {
    let coded = "d3Jvbmdob3JzZQ==";
    let plain = "AHN0dWRlbnRAc210cHNoLmV4YW1wbGUAd3Jvbmdob3JzZQ==";
    for exchange in [
        ":auth login\n".to_owned(),
        ":auth plain\n".to_owned(),
        format!("auth LOGIN\n:user\n{coded}\n"),
        format!("auth PLAIN {plain}\n"),
        format!("auth PLAIN\n{plain}\n"),
    ] {
        let script = format!("{TLS}{exchange}noop\n");
        let ended = peer.smtpsh_with_code("wronghorse", &peer.smtp, &[], &script);
        assert_eq!(ended.code, 1, "{}: {exchange:?}: {ended:?}", peer.name);
        assert!(
            ended.out.contains("\nS: 535 ") && ended.err.contains("the server refused: 535 "),
            "{}: {ended:?}",
            peer.name
        );
        assert!(!ended.out.contains("C: noop"), "{}: {ended:?}", peer.name);
        for secret in ["wronghorse", coded, plain] {
            assert!(
                !format!("{ended:?}").contains(secret),
                "{}: {ended:?}",
                peer.name
            );
        }
    }
}

pub fn nothing_goes_on_in_clear_text_if_the_ca_is_another(peer: &Peer) {
    another_authority(&peer.folder, "other.pem");
    let other = peer.folder.text_of("other.pem");
    for (server, script) in [(&peer.smtp, LOGIN), (&peer.smtps, "ehlo a\n:auth plain\n")] {
        let ended = super::program::smtpsh_with(
            &["--ca", &other, "--user", USER, server],
            script,
            |command| {
                command.env("SMTPSH_CODE", CODE);
            },
        );
        assert_eq!(ended.code, 4, "{}: {ended:?}", peer.name);
        assert!(
            ended
                .err
                .contains("certificate refused: unknown issuer: CA of the test"),
            "{}: {ended:?}",
            peer.name
        );
        let behind = ended.out.split_once("C: starttls\n").map(|(_, out)| out);
        assert!(
            !behind.unwrap_or(&ended.out).contains("C: "),
            "{}: {ended:?}",
            peer.name
        );
    }
}

pub fn what_is_offered_changes_with_tls(peer: &Peer) {
    let ended = peer.smtpsh(&[], &format!("{TLS}:status\nhelo a\nquit\n"));
    assert_eq!(ended.code, 0, "{}: {ended:?}", peer.name);
    let (clear, tls) = ended.out.split_once("-- TLS is up: ").unwrap();
    assert!(
        clear.contains("STARTTLS\n") && !clear.contains("AUTH"),
        "{}: {ended:?}",
        peer.name
    );
    let note = |begin: &str| tls.lines().find(|line| line.starts_with(begin)).unwrap();
    assert!(
        note("-- Offered now and not before TLS: ").contains("AUTH "),
        "{}: {ended:?}",
        peer.name
    );
    assert!(
        note("-- Offered before TLS and no longer: ").contains("STARTTLS"),
        "{}: {ended:?}",
        peer.name
    );
    assert!(
        note("-- Offered: ").contains("PLAIN")
            && note("-- The server awaits: ").contains("command"),
        "{}: {ended:?}",
        peer.name
    );
}

pub fn nobody_sends_mail_without_logging_in(peer: &Peer) {
    let script = format!("{TLS}mail from:<{USER}>\nrcpt to:<{USER}>\ndata\n");
    let ended = peer.smtpsh(&[], &script);
    assert_eq!(ended.code, 1, "{}: {ended:?}", peer.name);
    assert!(
        ended.err.contains("the server refused: 5") && !ended.out.contains("C: data"),
        "{}: {ended:?}",
        peer.name
    );
    let (_, refused) = ended.out.rsplit_once("\nS: 5").unwrap();
    assert!(
        refused.contains("\nC: QUIT\nS: 221 "),
        "it does not end in order: {}: {ended:?}",
        peer.name
    );
}

/// The server puts its trace headers in front (RFC 5321 §4.4), and changes nothing else.
fn check_arrived(peer: &Peer, count: usize, sent: &[u8]) {
    let mails = peer.mails(count);
    assert_eq!(mails.len(), count, "{}", peer.name);
    let found = mails.iter().find_map(|mail| mail.strip_suffix(sent));
    let Some(trace) = found.map(String::from_utf8_lossy) else {
        let mails: Vec<_> = mails.iter().map(|m| String::from_utf8_lossy(m)).collect();
        panic!("{}: it did not arrive: {mails:#?}", peer.name);
    };
    let added = trace.lines().filter(|line| !line.starts_with([' ', '\t']));
    for line in added {
        let known = [
            "Return-Path:",
            "X-Original-To:",
            "Delivered-To:",
            "Received:",
        ];
        assert!(
            known.iter().any(|name| line.starts_with(name)),
            "{}: {line}",
            peer.name
        );
    }
}

/// Logged in, and of the code there is nothing but its mask.
fn check_secret(peer: &Peer, out: &str, masked: &str) {
    assert!(out.contains("\nS: 235 "), "{}: {out}", peer.name);
    assert_eq!(out.matches(masked).count(), 1, "{}: {out}", peer.name);
    for secret in [CODE, CODE_BASE64, PLAIN_BASE64] {
        assert!(!out.contains(secret), "{}: {out}", peer.name);
    }
}
