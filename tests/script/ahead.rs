//! Lines that go out before what is in front of them is answered: pipelines, exact bytes.

use crate::program::{smtpsh, smtpsh_with};
use crate::server::{line, serve};
use crate::{PIPELINE, TEXT, check};
use std::io::Write;

#[test]
fn a_refused_recipient_of_a_pipeline_does_not_cost_the_message() {
    for both in [
        &[
            ("DATA", "250 a\r\n550 b\r\n250 c\r\n354 go\r\n"),
            (".", "250 kept\r\n"),
            ("QUIT", "221 bye\r\n"),
        ][..],
        &[
            ("DATA", "250 a\r\n250 b\r\n550 c\r\n354 go\r\n"),
            (".", "250 kept\r\n"),
            ("QUIT", "221 bye\r\n"),
        ],
    ] {
        let script = format!("{PIPELINE}{TEXT}");
        check(
            both,
            &["--keep-going"],
            &script,
            1,
            &["C: x\nC: .\nS: 250 kept\nC: QUIT\n"],
        );
    }
    // Text behind a DATA that is refused is passed over.
    let none = &[
        ("DATA", "250 a\r\n550 b\r\n550 c\r\n503 no\r\n"),
        ("NOOP", "250 noop\r\n"),
        ("QUIT", "221 bye\r\n"),
    ];
    let script = format!("{PIPELINE}{TEXT}noop\n");
    check(
        none,
        &["--keep-going"],
        &script,
        1,
        &["so 4 lines of message text were passed over.\nC: noop\nS: 250 noop\n"],
    );
    // Without it the message is not sent at all.
    let one = &[("DATA", "250 a\r\n550 b\r\n250 c\r\n354 go\r\n")];
    let ended = check(
        one,
        &[],
        &script,
        1,
        &["-:3: stopped: the server refused: 550 b"],
    );
    assert!(!ended.out.contains("C: Subject"), "{ended:?}");
}

#[test]
fn each_reply_of_a_pipeline_may_be_expected() {
    let replies = &[
        (
            "DATA",
            "250 a\r\n550-b\r\n550 5.1.1 b\r\n250 c\r\n354 go\r\n",
        ),
        (".", "250 kept\r\n"),
        ("QUIT", "221 bye\r\n"),
    ];
    let expects = PIPELINE
        .replace("<bad@c>\n", "<bad@c>\n:expect 550\n:expect 5.1.1\n")
        .replace("data\n", "data\n:expect 354\n");
    check(
        replies,
        &[],
        &format!("{expects}{TEXT}"),
        0,
        &[
            "-- to rcpt to:<bad@c>\nS: 550-b\nS: 550 5.1.1 b\n-- as expected: 550\n-- as expected: 5.1.1\n",
            "S: 354 go\n-- as expected: 354\nC: Subject: hi\n",
        ],
    );
    let other = expects.replace(":expect 550", ":expect 250");
    check(
        replies,
        &[],
        &format!("{other}{TEXT}"),
        1,
        &["-:4: expected 250, got: 550 5.1.1 b"],
    );
    // An expectation behind :flush is about the last reply, and forgives no other.
    let behind = format!("{PIPELINE}\u{1d}:expect 354\n{TEXT}");
    check(
        replies,
        &[],
        &behind,
        1,
        &["-:3: stopped: the server refused: 550 5.1.1 b"],
    );
    // What turns out to be text is not answered.
    let text = ":pipeline\ndata\nx\n:expect 250\n.\n:expect 250\n:flush\nnoop\n";
    let replies = &[(".", "354 go\r\n250 kept\r\n"), ("QUIT", "221 bye\r\n")];
    check(
        replies,
        &[],
        text,
        1,
        &[
            "-:4: expected 250, got: nothing\n",
            "-- to .\nS: 250 kept\n-- as expected: 250\nC: QUIT\nS: 221",
        ],
    );
}

#[test]
fn exact_bytes_are_answered_by_what_they_mean() {
    let whole = ":raw data\\r\\nSubject: x\\r\\n\\r\\nhi\\r\\n.\\r\\n\n:expect 250\nnoop\n";
    let replies = &[
        (".", "354 go\r\n250 kept\r\n"),
        ("NOOP", "250 noop\r\n"),
        ("QUIT", "221 bye\r\n"),
    ];
    check(
        replies,
        &[],
        whole,
        0,
        &["S: 250 kept\n-- as expected: 250\nC: noop\nS: 250 noop\nC: QUIT\n"],
    );
    // A dot between bare line ends is text, or an end: what comes tells which.
    let smuggled =
        ":raw data\\r\\nhi\\n.\\nMAIL FROM:<evil@x>\\r\\n.\\r\\n\n:expect-nothing 100ms\nnoop\n";
    check(
        replies,
        &[],
        smuggled,
        0,
        &["as expected: nothing for 100ms\nC: noop\nS: 250 noop\n"],
    );
    let lax = &[
        ("MAIL", "354 go\r\n250 kept\r\n250 evil\r\n500 .\r\n"),
        ("QUIT", "221 bye\r\n"),
    ];
    check(
        lax,
        &[],
        smuggled,
        1,
        &[
            "S: 250 evil\n-- odd: the server took a dot between bare line ends",
            "-:2: expected nothing for 100ms, got: 250 evil",
        ],
    );
    // The same in message text, where the session goes on with either.
    let inside = "data\n\u{1d}:raw hi\\n.\\nRSET\\r\\n\n\u{1d}:wait 100ms\n";
    let strict = &[
        ("DATA", "354 go\r\n"),
        (".", ""),
        (".", "250 kept\r\n"),
        ("QUIT", "221 bye\r\n"),
    ];
    check(
        strict,
        &[],
        &format!("{inside}.\n:expect 250\n"),
        0,
        &["C: .\nS: 250 kept\n"],
    );
    let lax = &[
        ("DATA", "354 go\r\n"),
        ("RSET", "250 kept\r\n250 reset\r\n"),
        ("QUIT", "221 bye\r\n"),
    ];
    check(
        lax,
        &[],
        &format!("{inside}:expect /reset/\n"),
        0,
        &["S: 250 reset\n-- as expected: /reset/\nC: QUIT\nS: 221"],
    );
}

#[test]
fn a_bare_lf_may_end_a_line_or_not() {
    let script = ":raw \"NOOP\\n\"\n:expect-nothing 100ms\n";
    check(
        &[("QUIT", "221 bye\r\n")],
        &[],
        script,
        0,
        &["-- as expected: nothing for 100ms\nC: QUIT\nS: 221"],
    );
    check(
        &[("NOOP", "250 taken\r\n"), ("QUIT", "221 bye\r\n")],
        &[],
        script,
        1,
        &["-:2: expected nothing for 100ms, got: 250 taken"],
    );
    let closes = serve(|stream| {
        stream.write_all(b"220 hi\r\n").unwrap();
        line(stream);
    });
    let ended = smtpsh(&[&closes], ":raw \"NOOP\\n\"\n:expect-nothing 20s\n");
    assert_eq!(ended.code, 1, "{ended:?}");
    assert!(
        ended.err.contains("expected nothing for 20s, got: close"),
        "{ended:?}"
    );
}

#[test]
fn what_is_sent_ahead_of_a_challenge_is_masked() {
    let replies = &[
        (
            "Y29KZQ",
            "334 VXNlcm5hbWU6\r\n334 UGFzc3dvcmQ6\r\n235 in\r\n",
        ),
        ("QUIT", "221 bye\r\n"),
    ];
    let script = ":pipeline\nauth login\ndXNlcg==\nY29kZQ==\n:flush\nquit\n";
    let ended = check(replies, &[], script, 0, &["S: 235 in\nC: quit\n"]);
    assert!(!ended.out.contains("Y29kZQ"), "{ended:?}");
}

#[test]
fn what_was_collected_is_not_lost_without_a_word() {
    let ended = smtpsh(&[], ":pipeline\nnoop\nnoop\n");
    assert_eq!(ended.code, 2, "{ended:?}");
    assert!(ended.err.contains("(2): they were not sent"), "{ended:?}");
    assert!(ended.err.contains("Try: :flush sends them"), "{ended:?}");
}

#[test]
fn exact_bytes_and_lines_sent_together() {
    let (seen, heard) = std::sync::mpsc::channel();
    let address = serve(move |stream| {
        stream.write_all(b"220 hi\r\n").unwrap();
        let mut buffer = [0; 4096];
        for replies in [
            "250 raw\r\n",
            "250 a\r\n250-b\r\n250 b\r\n501 c\r\n",
            "221 bye\r\n",
        ] {
            let length = std::io::Read::read(stream, &mut buffer).unwrap();
            seen.send(buffer[..length].to_vec()).unwrap();
            stream.write_all(replies.as_bytes()).unwrap();
        }
    });
    let script =
        ":raw \"NOOP \\x00\\n\"\n:pipeline\nmail from:<a@b>\nrcpt to:<c@d>\ndata\n:flush\nquit\n";
    let ended = smtpsh(&["--keep-going", &address], script);
    assert_eq!(heard.recv().unwrap(), b"NOOP \0\n");
    assert_eq!(
        heard.recv().unwrap(),
        b"mail from:<a@b>\r\nrcpt to:<c@d>\r\ndata\r\n"
    );
    assert_eq!(heard.recv().unwrap(), b"quit\r\n");
    assert!(
        ended
            .out
            .contains("C: data\n-- to mail from:<a@b>\nS: 250 a\n-- to rcpt to:<c@d>\nS: 250-b\nS: 250 b\n-- to data\nS: 501 c\n"),
        "{ended:?}"
    );
    assert_eq!(smtpsh(&[], ":flush\n").code, 2);
}

#[test]
fn a_refusal_among_lines_sent_together_leaves_the_text_alone() {
    let envelope = "mail from:<student@smtpsh.example>\nrcpt to:<a@b>\nrcpt to:nonsense\ndata\n";
    let script = format!(
        "ehlo a\n:auth plain\n:pipeline\n{envelope}:flush\nSubject: x\n\ntext\n.\nquit\n:inbox 1\n"
    );
    let ended = smtpsh(&["--keep-going"], &script);
    assert_eq!(ended.code, 1, "{ended:?}");
    let text = [
        "-- to rcpt to:nonsense\nS: 501 ",
        "C: .\nS: 250 OK",
        "-- text\n",
    ];
    for part in text {
        assert!(ended.out.contains(part), "{part}: {ended:?}");
    }
}

/// What `:say` says is a line as one that is typed: it waits for `:flush`, and answers a challenge.
#[test]
fn lines_with_variables_are_collected() {
    let script = "ehlo a\nauth login\n:user\n:say ${env:ANSWER}\n:let to student@smtpsh.example\n\
        :pipeline\n:say mail from:<${to}>\n:say rcpt to:<${to}>\nrcpt to:<bad\n:expect 501\n:flush\nquit\n";
    let ended = smtpsh_with(&["--user", "student@smtpsh.example"], script, |command| {
        command.env("ANSWER", "bGV0dGVyc2xpa2V0aGVzZQ==");
    });
    assert_eq!(ended.code, 0, "{ended:?}");
    assert!(ended.out.contains("C: ********\nS: 235"), "{ended:?}");
    let together = "C: mail from:<student@smtpsh.example>\nC: rcpt to:<student@smtpsh.example>\nC: rcpt to:<bad\n";
    assert!(ended.out.contains(together), "{ended:?}");
    for helper in [":raw x", ":mail a b", ":auth plain"] {
        let ended = smtpsh(&[], &format!("ehlo a\n:pipeline\nnoop\n{helper}\n"));
        assert!(
            ended.err.contains("not while lines are collected"),
            "{ended:?}"
        );
    }
}

/// No reply is not as expected.
#[test]
fn what_is_expected_of_a_line_that_is_not_answered() {
    let script = "ehlo a\n:pipeline\nquit\nnoop\n:expect 250\n:flush\n";
    let ended = smtpsh(&[], script);
    assert_eq!(ended.code, 1, "{ended:?}");
    assert!(ended.out.contains("-- to noop: no reply"), "{ended:?}");
    assert!(
        ended.err.contains("-:5: expected 250, got: nothing"),
        "{ended:?}"
    );
}
