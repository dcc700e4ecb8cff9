//! What scripts are made of beside lines, and what stops them: expectations, pipelines, exact bytes,
//! helpers inside of message text. The servers say what the test has them say.

#![allow(clippy::unwrap_used, clippy::expect_used, unreachable_pub)]

#[path = "cli/program.rs"]
#[allow(dead_code, reason = "other test crates use the rest")]
mod program;
#[path = "cli/server.rs"]
#[allow(dead_code, reason = "other test crates use the rest")]
mod server;

use program::{Ended, smtpsh, smtpsh_with};
use server::{Certificate, line, lines_until, serve};
use std::io::Write;

/// Says each of `says` as soon as a line has come that begins with the word in front of it, and
/// then awaits the end.
fn server(says: &'static [(&str, &str)]) -> String {
    serve(move |stream| {
        stream.write_all(b"220 hi\r\n").unwrap();
        for (word, reply) in says {
            lines_until(stream, word);
            stream.write_all(reply.as_bytes()).unwrap();
        }
        server::to_the_end(stream);
    })
}

/// A script with a server of that kind: what it says, the exit code, and whether the last line that
/// smtpsh says itself is QUIT.
fn check(
    says: &'static [(&str, &str)],
    args: &[&str],
    script: &str,
    code: i32,
    shown: &[&str],
) -> Ended {
    let address = server(says);
    let args: Vec<_> = args.iter().chain([&address.as_str()]).copied().collect();
    let ended = smtpsh(&args, script);
    assert_eq!(ended.code, code, "{script}: {ended:?}");
    for shown in shown {
        let shows = ended.out.contains(shown) || ended.err.contains(shown);
        assert!(shows, "{script}: no {shown:?} in {ended:?}");
    }
    ended
}

const PIPELINE: &str =
    ":pipeline\nmail from:<a@b>\nrcpt to:<bad@c>\nrcpt to:<ok@c>\ndata\n:flush\n";
const TEXT: &str = "Subject: hi\n\nx\n.\n";

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
fn ctrl_right_bracket_makes_a_helper_of_a_line_in_message_text() {
    let replies = &[
        ("DATA", "354 go\r\n"),
        (".", "250 kept\r\n"),
        ("QUIT", "221 bye\r\n"),
    ];
    let script = "data\n\u{1d}:expect 354\n:expect 250\n:also text\n\u{1d}\u{1d}x\n.\n";
    let ended = check(
        replies,
        &[],
        script,
        0,
        &[
            "S: 354 go\n-- as expected: 354\nC: :expect 250\n-- :expect 250 is message text here",
            "C: \\x1dx\nC: .\n",
        ],
    );
    assert_eq!(
        ended.out.matches("is message text here").count(),
        1,
        "{ended:?}"
    );
}

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
fn what_was_collected_is_not_lost_without_a_word() {
    let ended = smtpsh(&[], ":pipeline\nnoop\nnoop\n");
    assert_eq!(ended.code, 2, "{ended:?}");
    assert!(ended.err.contains("(2): they were not sent"), "{ended:?}");
    assert!(ended.err.contains("Try: :flush sends them"), "{ended:?}");
}

/// Pauses of the script's own are none of the server's.
#[test]
fn a_pause_may_be_longer_than_the_time_limit() {
    let script = "noop\n:wait 1500ms\n:expect-nothing 1500ms\nnoop\n:expect 250\n";
    let ended = smtpsh(&["--timeout", "1"], script);
    assert_eq!(ended.code, 0, "{ended:?}");
}

#[test]
fn files_variables_and_pauses() {
    let folder = std::env::temp_dir().join(format!("smtpsh-cli-{}-files", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let inner = folder.join("inner.smtp");
    std::fs::write(&inner, ":say NOOP ${what}\n:wait 50ms\n").unwrap();
    let outer = folder.join("outer.smtp");
    let text = format!(
        ":let what 你好\n:source {}\nverbatim ${{what}}\n:expect 502\n:say ${{none}}\n",
        inner.display()
    );
    std::fs::write(&outer, text).unwrap();
    let ended = smtpsh(&["-f", outer.to_str().unwrap()], "");
    assert_eq!(ended.code, 2, "{ended:?}");
    assert!(ended.out.contains("C: NOOP 你好\n") && ended.out.contains("C: verbatim ${what}\n"));
    assert!(ended.err.contains("${none} has no value"), "{ended:?}");
    std::fs::write(&inner, format!(":source {}\n", inner.display())).unwrap();
    let endless = smtpsh(&["-f", inner.to_str().unwrap()], "");
    assert!(endless.err.contains("too deeply"), "{endless:?}");
    std::fs::remove_dir_all(&folder).unwrap();
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

#[test]
fn lines_and_files_are_taken_in_their_order() {
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("two.smtp");
    std::fs::write(&file, "NOOP 2\n").unwrap();
    let file = file.to_str().unwrap();
    let args = ["-c", "NOOP 1", "-f", file, "-c", "NOOP 3", "-c", ":foo"];
    let ended = smtpsh(&args, "");
    let said = ["C: NOOP 1\n", "C: NOOP 2\n", "C: NOOP 3\n"].map(|line| ended.out.find(line));
    assert!(said.is_sorted() && said[0].is_some(), "{ended:?}");
    assert!(
        ended.err.contains("smtpsh: -c:3: there is no helper :foo"),
        "{ended:?}"
    );
}

#[test]
fn values_come_from_outside() {
    let run = |args: &[&str], script: &str| {
        smtpsh_with(args, script, |command| {
            command.env("SMTPSH_TEST_VALUE", "from the environment");
        })
    };
    let script = ":say NOOP ${a} ${b}\n:say NOOP ${env:SMTPSH_TEST_VALUE}\n";
    let good = run(&["--let", "a=1=2", "--let", "b="], script);
    assert_eq!(good.code, 0, "{good:?}");
    assert!(good.out.contains("C: NOOP 1=2 \n"), "{good:?}");
    assert!(
        good.out.contains("C: NOOP from the environment\n"),
        "{good:?}"
    );
    let none = run(&[], ":say NOOP ${env:SMTPSH_TEST_NO_VALUE}\n");
    assert!(
        none.err
            .contains("the environment has no variable SMTPSH_TEST_NO_VALUE"),
        "{none:?}"
    );
    for bad in ["a", "=b", "a b=c"] {
        assert_eq!(run(&["--let", bad], "").code, 2, "{bad}");
    }
}

#[test]
fn standard_input_may_be_the_message_or_the_code() {
    let mail = smtpsh(
        &[
            "-c",
            "ehlo a",
            "-c",
            ":auth plain",
            "-c",
            ":mail student@smtpsh.example student@smtpsh.example",
            "-c",
            ":send -",
            "-c",
            ":inbox 1",
        ],
        "Subject: piped\n\n.dot\n",
    );
    assert_eq!(mail.code, 0, "{mail:?}");
    assert!(
        mail.out
            .contains("-- standard input went out as the message: 21 bytes"),
        "{mail:?}"
    );
    assert!(mail.out.contains("-- .dot\n"), "{mail:?}");
    let args = ["--code-file", "-", "-c", "ehlo a", "-c", ":auth login"];
    let [right, wrong] = ["letterslikethese\n", "other\n"].map(|code| smtpsh(&args, code));
    assert_eq!((right.code, wrong.code), (0, 1), "{right:?} {wrong:?}");
    for (args, script) in [
        (&["--code-file", "-"][..], "noop\n"),
        (&[], "noop\n:send -\n"),
        (
            &["--code-file", "-", "-c", "ehlo a", "-c", ":send -"],
            "code",
        ),
    ] {
        let ended = smtpsh(args, script);
        assert_eq!(ended.code, 2, "{args:?}: {ended:?}");
        assert!(
            ended
                .err
                .contains("- is standard input, which is the script"),
            "{ended:?}"
        );
    }
}

#[test]
fn the_envelope_goes_out_one_after_the_other() {
    let all = &[
        ("EHLO", "250-a\r\n250-SMTPUTF8\r\n250 DSN\r\n"),
        ("MAIL", "250 a\r\n"),
        ("RCPT", "250 b\r\n"),
        ("RCPT", "250 c\r\n"),
        ("NOOP", "250 d\r\n"),
        ("QUIT", "221 bye\r\n"),
    ];
    let script = "ehlo a\n:mail 学生@b c@d e@f RET=HDRS NOTIFY=NEVER\nnoop\n:foo\n";
    check(
        all,
        &[],
        script,
        2,
        &[
            "C: MAIL FROM:<学生@b> RET=HDRS SMTPUTF8\nS: 250 a\nC: RCPT TO:<c@d> NOTIFY=NEVER\nS: 250 b\n\
         C: RCPT TO:<e@f> NOTIFY=NEVER\nS: 250 c\nC: noop\n",
            // The lines of the helper are none of the script.
            "-:4: there is no helper :foo",
        ],
    );
    let plain = &[("MAIL", "550 no\r\n"), ("QUIT", "221 bye\r\n")];
    let ended = check(
        plain,
        &["--keep-going"],
        ":mail 学生@b c@d\n",
        1,
        &["does not offer SMTPUTF8", "C: MAIL FROM:<学生@b>\n"],
    );
    assert!(!ended.out.contains("RCPT"), "{ended:?}");
    let refused = &[
        ("MAIL", "250 a\r\n"),
        ("RCPT", "550 b\r\n"),
        ("QUIT", "221 bye\r\n"),
    ];
    let ended = check(
        refused,
        &[],
        ":mail a@b c@d e@f\n:expect 550\n",
        0,
        &["-- as expected: 550\nC: QUIT"],
    );
    assert!(!ended.out.contains("e@f>"), "{ended:?}");
    let kept: &[_] = &[
        ("MAIL", "250 a\r\n"),
        ("RCPT", "550 b\r\n"),
        ("RCPT", "250 c\r\n"),
        ("QUIT", "221 bye\r\n"),
    ];
    check(
        kept,
        &["--keep-going"],
        ":mail a@b c@d e@f\n",
        1,
        &["S: 550 b\nC: RCPT TO:<e@f>\nS: 250 c\n"],
    );
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
            .contains("-- as expected: TLSv1.3\n-- as expected: a certificate for 14 days more\n"),
        "{well:?}"
    );
    for (certificate, args, script, says) in [
        (
            good,
            &["--tls-version", "1.2"][..],
            "starttls\n:expect-tls 1.3\n",
            "-:3: expected TLSv1.3, got: TLSv1.2",
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
        (":expect-tls 1.2", "expected TLSv1.2, got: plain"),
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
