//! What `--completions` and `--man` print: whole, and taken by the programs that it is for.

#![allow(clippy::unwrap_used, clippy::expect_used, unreachable_pub)]

#[allow(dead_code, reason = "tests/cli.rs uses the rest")]
#[path = "cli/program.rs"]
mod program;

use program::smtpsh;
use smtpsh::args;
use smtpsh::words::Lang;

#[test]
fn each_has_every_option() {
    let command = args::command(Lang::English);
    let options: Vec<_> = command
        .get_arguments()
        .filter_map(|arg| arg.get_long())
        .collect();
    assert!(options.len() > 20);
    for args in [
        &["--completions", "bash"][..],
        &["--completions", "zsh"],
        &["--completions", "fish"],
        &["--completions", "powershell"],
        &["--completions", "elvish"],
        &["--man"],
    ] {
        let ended = smtpsh(args, "");
        assert_eq!((ended.code, &*ended.err), (0, ""), "{args:?}");
        // The dash of a manual page is escaped.
        let text = ended.out.replace("\\-", "-");
        for option in &options {
            assert!(text.contains(option), "{args:?} has no {option}: {text}");
        }
        // What a value may be comes from the tables.
        let proposed = args[0] == "--completions" && !["powershell", "elvish"].contains(&args[1]);
        for value in ["starttls", "mailbox-full", "zh"] {
            assert!(!proposed || text.contains(value), "{args:?}: {value}");
        }
    }
    let chinese = smtpsh(&["--man", "--lang", "zh"], "");
    assert!(chinese.out.contains("授权码") && chinese.out.contains("~/.config/smtpsh"));
    assert_eq!(smtpsh(&["--completions", "tcsh"], "").code, 2);
}

#[cfg(unix)]
mod peers {
    use super::smtpsh;
    use std::io::Write;
    use std::process::{Command, Stdio};

    #[test]
    #[ignore = "needs groff"]
    fn groff_sets_the_page_without_a_warning() {
        for lang in ["en", "zh"] {
            let page = smtpsh(&["--man", "--lang", lang], "").out;
            let (set, warnings) = pipe("groff", &["-k", "-man", "-Tutf8", "-ww", "-P-cbou"], &page);
            assert_eq!(warnings, "", "{lang}");
            assert!(set.contains("SMTPSH_CODE"), "{set}");
        }
    }

    #[test]
    #[ignore = "needs bash, zsh and fish"]
    fn shells_complete_an_option() {
        for (shell, ask) in [
            (
                "bash",
                "COMP_WORDS=(smtpsh --han); COMP_CWORD=1; _smtpsh smtpsh --han smtpsh; echo ${COMPREPLY[@]}",
            ),
            ("zsh", "echo --handshake ${(t)functions[_smtpsh]}"),
            ("fish", "complete -C 'smtpsh --han'"),
        ] {
            let script = smtpsh(&["--completions", shell], "").out;
            // zsh registers a function of its completion system.
            let before = if shell == "zsh" {
                "compdef() { :; }\n"
            } else {
                ""
            };
            let (said, errors) = pipe(shell, &[], &format!("{before}{script}\n{ask}\n"));
            assert_eq!(errors, "", "{shell}");
            assert!(said.starts_with("--handshake"), "{shell}: {said}");
        }
    }

    /// What a program makes of `text`: its output, and its errors.
    fn pipe(program: &str, args: &[&str], text: &str) -> (String, String) {
        let mut child = Command::new(program)
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut input = child.stdin.take().unwrap();
        let text = text.to_owned();
        let writer = std::thread::spawn(move || input.write_all(text.as_bytes()).unwrap());
        let output = child.wait_with_output().unwrap();
        writer.join().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (text(output.stdout), text(output.stderr))
    }
}
