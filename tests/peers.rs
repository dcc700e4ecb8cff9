//! smtpsh against mail servers that are not its own: Postfix with Dovecot, and aiosmtpd. Each test
//! starts its own, with a CA of the test, and looks at the mail that arrived.

// Debian's packages, Unix sockets and owners of files.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, unreachable_pub)]

#[path = "peers/aiosmtpd.rs"]
mod aiosmtpd;
#[path = "peers/authority.rs"]
mod authority;
#[path = "peers/cases.rs"]
mod cases;
#[path = "peers/dovecot.rs"]
mod dovecot;
#[path = "peers/folder.rs"]
mod folder;
#[path = "peers/peer.rs"]
mod peer;
#[path = "peers/postfix.rs"]
mod postfix;
#[path = "cli/program.rs"]
#[allow(dead_code, reason = "here it runs in one of its ways only")]
mod program;

use cases::{CODE_BASE64, LOGIN, PLAIN_BASE64, TLS};

/// The user that every server knows.
const USER: &str = "student@smtpsh.example";
const CODE: &str = "letterslikethese";

/// Each case is a test with each server.
macro_rules! with_both_servers {
    ($($case:ident)*) => {
        mod with_postfix {
            $(#[test]
            #[ignore = "needs postfix, dovecot"]
            fn $case() {
                super::cases::$case(&super::postfix::start(""));
            })*
        }

        mod with_aiosmtpd {
            $(#[test]
            #[ignore = "needs python3-aiosmtpd"]
            fn $case() {
                super::cases::$case(&super::aiosmtpd::start());
            })*
        }
    };
}

with_both_servers! {
    mail_arrives_byte_for_byte
    a_long_mail_arrives_whole
    login_with_helpers_and_by_hand
    plain_with_and_without_its_initial_response
    a_cancelled_exchange_leaves_the_session_as_it_was
    a_wrong_code_is_refused_and_shown_nowhere
    nothing_goes_on_in_clear_text_if_the_ca_is_another
    what_is_offered_changes_with_tls
    nobody_sends_mail_without_logging_in
}

#[test]
#[ignore = "needs postfix, dovecot"]
fn postfix_hears_nothing_behind_a_failed_handshake() {
    let peer = postfix::start("");
    cases::nothing_goes_on_in_clear_text_if_the_ca_is_another(&peer);
    let log = folder::wait_for("Postfix's count of the commands", || {
        let log = peer.folder.read("maillog");
        let ended = log.lines().filter(|line| line.contains(": disconnect "));
        (ended.count() == 2).then_some(log)
    });
    assert!(
        log.contains("ehlo=1 starttls=0/1 commands=1/2"),
        "more than EHLO and STARTTLS: {log}"
    );
}

#[test]
#[ignore = "needs postfix, dovecot"]
fn a_code_in_clear_text_is_masked_as_well() {
    let peer = postfix::start("smtpd_tls_auth_only = no");
    for lines in [
        "auth login\n:user\n:code\n".to_owned(),
        format!("AUTH PLAIN {PLAIN_BASE64}\n"),
    ] {
        let ended = peer.smtpsh(&[], &format!("ehlo a\n{lines}quit\n"));
        assert_eq!(ended.code, 0, "{ended:?}");
        assert!(ended.out.contains("\nS: 235 "), "{ended:?}");
        for secret in [CODE, CODE_BASE64, PLAIN_BASE64] {
            assert!(!format!("{ended:?}").contains(secret), "{ended:?}");
        }
    }
    let strict = postfix::start("");
    let ended = strict.smtpsh(&[], "ehlo a\nauth login\n:user\n:code\n");
    assert_eq!(ended.code, 1, "{ended:?}");
    assert!(ended.err.contains("the server refused: 503 "), "{ended:?}");
    assert!(!ended.out.contains("********"), "{ended:?}");
}

/// Where Postfix takes no login, nobody is told to log in, and `:next` names nobody who was refused.
#[test]
#[ignore = "needs postfix, dovecot"]
fn the_advice_knows_that_there_is_no_login() {
    let settings =
        "smtpd_sasl_auth_enable = no\nsmtpd_relay_restrictions = reject_unauth_destination";
    let clear = format!("{settings}\nsmtpd_tls_security_level = none");
    for (settings, hello) in [
        (clear.as_str(), "ehlo a\n"),
        (settings, "ehlo a\n:starttls\nehlo a\n"),
    ] {
        let peer = postfix::start(settings);
        let lines =
            "mail from:<a@b.example>\nrcpt to:<x@elsewhere.example>\n:next\nauth login\nquit\n";
        let ended = peer.smtpsh(&["--keep-going"], &format!(":set coach on\n{hello}{lines}"));
        for said in [
            "Relay access denied",
            "=> Type: RCPT TO:<an address in the server's own domain>, or :open smtp://",
            "authentication not enabled",
            "=> This server takes no login here",
        ] {
            assert!(ended.out.contains(said), "{said}: {ended:?}");
        }
        assert!(!ended.out.contains("Type: RCPT TO:<x@"), "{ended:?}");
        assert!(!ended.out.contains("STARTTLS (then"), "{ended:?}");
    }
}

#[test]
#[ignore = "needs postfix, dovecot"]
fn what_is_sent_ahead_is_answered_by_what_it_means() {
    let peer = postfix::start("");
    let envelope = format!("mail from:<{USER}>\nrcpt to:<>\n:expect 5xx\nrcpt to:<{USER}>\ndata\n");
    let together = format!("{LOGIN}:pipeline\n{envelope}:expect 354\n:flush\nSubject: 1\n\n1\n.\n");
    let raw = r":raw data\r\nSubject: 2\r\n\r\n2\r\n.\r\n";
    let exact = format!(":mail {USER} {USER}\n{raw}\n:expect 250\n:expect-nothing 300ms\nquit\n");
    let ended = peer.smtpsh(&[], &format!("{together}{exact}"));
    assert_eq!(ended.code, 0, "{ended:?}");
    folder::wait_for("both mails", || {
        let mails = folder::mails(&peer.maildir);
        let has = |subject: &[u8]| {
            let mut mails = mails.iter();
            mails.any(|mail| mail.windows(subject.len()).any(|part| part == subject))
        };
        (has(b"Subject: 1\n") && has(b"Subject: 2\n")).then_some(())
    });
    // In clear text it offers no AUTH, so that nothing is given away.
    let clear = peer.smtpsh(&[], "ehlo a\n:auth plain\n");
    assert_eq!(clear.code, 2, "{clear:?}");
    assert!(
        !clear.out.contains("C: AUTH") && clear.err.contains("not sent: PLAIN"),
        "{clear:?}"
    );
}

#[test]
#[ignore = "needs postfix, dovecot"]
fn no_tls_version_in_common() {
    let peer =
        postfix::start("smtpd_tls_protocols = TLSv1.2\nsmtpd_tls_mandatory_protocols = TLSv1.2");
    for server in [&peer.smtp, &peer.smtps] {
        let script = if server == &peer.smtp {
            TLS
        } else {
            "ehlo a\n"
        };
        let ended = peer.smtpsh_at(server, &["--tls-version", "1.3"], script);
        assert_eq!(ended.code, 4, "{ended:?}");
        assert!(ended.err.contains("TLS failed: "), "{ended:?}");
        let ended = peer.smtpsh_at(server, &[], &format!("{script}quit\n"));
        assert_eq!(ended.code, 0, "{ended:?}");
        assert!(ended.out.contains("TLS is up: TLS 1.2, "), "{ended:?}");
    }
}

#[test]
#[ignore = "needs postfix, dovecot"]
fn a_server_that_goes_away_is_named() {
    let peer = postfix::start("smtpd_hard_error_limit = 1");
    let ended = peer.smtpsh(&["--keep-going"], &format!("{LOGIN}rcpt\nmail\nnoop\n"));
    assert_eq!(ended.code, 3, "{ended:?}");
    assert!(
        ended.out.contains("\nS: 421 ") && ended.err.contains("closes the connection: 421 "),
        "{ended:?}"
    );
}

#[test]
#[ignore = "needs postfix, dovecot"]
fn dovecot_takes_every_mechanism_and_refuses_a_wrong_code() {
    let peer = postfix::start("");
    for mechanism in [
        "",
        "scram-sha-256",
        "scram-sha-1",
        "cram-md5",
        "plain",
        "login",
    ] {
        let script = format!("{TLS}:auth {mechanism}\n");
        let right = peer.smtpsh(&[], &format!("{script}quit\n"));
        assert_eq!(right.code, 0, "{mechanism}: {right:?}");
        assert!(right.out.contains("\nS: 235 "), "{mechanism}: {right:?}");
        let wrong = peer.smtpsh_with_code("wronghorse", &peer.smtp, &[], &script);
        assert_eq!(wrong.code, 1, "{mechanism}: {wrong:?}");
        assert!(wrong.out.contains("\nS: 535 "), "{mechanism}: {wrong:?}");
    }
}

#[test]
#[ignore = "needs postfix, dovecot"]
fn dovecot_takes_an_access_token_and_refuses_a_wrong_one() {
    let peer = postfix::start("");
    let token = dovecot::token();
    let wrong = token.replacen("eyJ", "eyK", 1);
    for mechanism in ["xoauth2", "oauthbearer"] {
        let script = format!("{TLS}:auth {mechanism}\n");
        let right = peer.smtpsh_with_code(&token, &peer.smtp, &[], &format!("{script}quit\n"));
        assert_eq!(right.code, 0, "{mechanism}: {right:?}");
        assert!(right.out.contains("\nS: 235 "), "{mechanism}: {right:?}");
        let refused = peer.smtpsh_with_code(&wrong, &peer.smtp, &[], &script);
        assert_eq!(refused.code, 1, "{mechanism}: {refused:?}");
        // The server says why in a challenge, and refuses behind the answer to it.
        let why = "\n-- the challenge, decoded: {\"";
        assert!(refused.out.contains(why), "{mechanism}: {refused:?}");
        assert!(
            refused.out.contains("\nS: 535 "),
            "{mechanism}: {refused:?}"
        );
        for secret in [&token, &wrong] {
            assert!(!format!("{right:?}{refused:?}").contains(secret.as_str()));
        }
    }
}

#[test]
#[ignore = "needs postfix, dovecot"]
fn replies_to_lines_sent_together_stand_beside_their_commands() {
    let nobody = "inline:{{nobody@smtpsh.example = REJECT no such user}}";
    let restrictions = format!("smtpd_recipient_restrictions = check_recipient_access {nobody}");
    let peer = postfix::start(&restrictions);
    let (mail, one) = (format!("mail from:<{USER}>"), format!("rcpt to:<{USER}>"));
    let (none, two) = (
        "rcpt to:<nobody@smtpsh.example>",
        "rcpt to:<other@smtpsh.example>",
    );
    let together = format!(":pipeline\n{mail}\n{one}\n{none}\n{two}\ndata\n:flush\n");
    let text = "Subject: together\n\none refused, two accepted\n.\nquit\n";
    let ended = peer.smtpsh(&["--keep-going"], &format!("{LOGIN}{together}{text}"));
    assert_eq!(ended.code, 1, "one was refused: {ended:?}");
    let (_, replies) = ended.out.split_once("C: data\n").unwrap();
    let replies: Vec<&str> = replies.lines().take(10).collect();
    let expected = [
        (mail.as_str(), "S: 250 2.1.0 "),
        (one.as_str(), "S: 250 2.1.5 "),
        (none, "S: 554 5.7.1 "),
        (two, "S: 250 2.1.5 "),
        ("data", "S: 354 "),
    ];
    for (pair, (line, reply)) in replies.chunks(2).zip(expected) {
        assert_eq!(pair[0], format!("-- to {line}"), "{ended:?}");
        assert!(pair[1].starts_with(reply), "{line}: {ended:?}");
    }
    // Each recipient that was accepted has it.
    let mails = peer.mails(2);
    assert_eq!(mails.len(), 2);
    for mail in mails {
        assert!(mail.ends_with(b"one refused, two accepted\n"));
    }
}

#[test]
#[ignore = "needs postfix, dovecot"]
fn the_handshake_is_listed_and_a_ticket_resumes_it() {
    let peer = postfix::start("");
    for (server, version) in [
        (peer.smtp.clone(), "1.2"),
        (peer.smtp.clone(), "1.3"),
        (peer.smtps.clone(), "1.2"),
        (peer.smtps.clone(), "1.3"),
    ] {
        let ended = peer.smtpsh_at(&server, &["--handshake", "--tls-version", version], "");
        assert_eq!(ended.code, 0, "{ended:?}");
        let last = if version == "1.2" {
            "master secret = PRF("
        } else {
            "Handshake Secret = HKDF-Extract("
        };
        for said in ["TLS is up: TLS 1.", "Client Hello", "Finished", last] {
            assert!(ended.out.contains(said), "{said}: {ended:?}");
        }
    }
    let script =
        format!(":set resume on\n{TLS}:reconnect\n{TLS}:handshake\n:handshake all\nquit\n");
    for version in ["1.2", "1.3"] {
        let ended = peer.smtpsh(&["--tls-version", version], &script);
        assert_eq!(ended.code, 0, "{ended:?}");
        assert!(
            ended.out.contains("session resumed"),
            "{version}: {ended:?}"
        );
        let listed = ended.out.split_once(" No. ").unwrap().1;
        assert!(!listed.contains("Certificate "), "{version}: {ended:?}");
        assert!(
            listed.contains("It goes on from an earlier session"),
            "{ended:?}"
        );
    }
}
