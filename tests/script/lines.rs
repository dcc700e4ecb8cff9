//! Where lines and values come from, and what stands among them: files, variables, pauses, helpers in
//! message text.

use crate::check;
use crate::program::{smtpsh, smtpsh_with};

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
