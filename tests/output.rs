//! What is written where: standard output, standard error, records; and what ends the program before
//! its session is at its end.

#![allow(clippy::unwrap_used, clippy::expect_used, unreachable_pub)]

#[path = "cli/program.rs"]
#[allow(dead_code, reason = "other test crates use the rest")]
mod program;
#[path = "cli/server.rs"]
#[allow(dead_code, reason = "other test crates use the rest")]
mod server;

use program::smtpsh;

#[test]
fn a_reader_that_goes_away_is_no_crash() {
    let ended = program::smtpsh_into_closed_pipe(&[], "noop\nquit\n");
    assert_eq!(ended.code, 0, "{ended:?}");
    assert!(!ended.err.contains("panicked"), "{ended:?}");
}

#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_written_does_not_pass_for_well() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(&file, "ann one\n").unwrap();
    let list = file.path().to_str().unwrap();
    for args in [
        &["-c", "noop"][..],
        &["--json", "-c", "noop"],
        &["--lesson", "list"],
        &["--help"],
        &["-V"],
        &["--man"],
        &["--users", list, "--print-codes"],
        &["--serve", "127.0.0.1:0"],
    ] {
        let full = std::fs::File::create("/dev/full").unwrap();
        let ended = program::smtpsh_with(args, "", |command| {
            command.stdout(full);
        });
        assert_eq!(ended.code, 5, "{ended:?}");
        assert!(
            ended.err.contains("cannot write to standard output: "),
            "{ended:?}"
        );
    }
}

#[cfg(target_os = "linux")]
#[test]
fn nobody_need_read_standard_error() {
    for (args, code) in [
        (&["-c", "mail from:<a@b>"][..], 1),
        (&["--lang", "zh", "--fault", "what"], 2),
        (&["--users", "/dev/null/no", "--print-codes"], 5),
    ] {
        let full = std::fs::File::create("/dev/full").unwrap();
        let ended = program::smtpsh_with(args, "", |command| {
            command.stderr(full);
        });
        assert_eq!(ended.code, code, "{args:?}: {ended:?}");
    }
}

#[test]
fn silence_is_broken_by_errors_alone() {
    let well = smtpsh(&["--silent"], "noop\n:timing\n:inbox\n");
    assert_eq!(
        (well.code, well.out, well.err),
        (0, String::new(), String::new())
    );
    let refused = smtpsh(&["--silent"], "noop\nmail from:<a@b>\n");
    assert_eq!((refused.code, refused.out), (1, String::new()));
    assert!(
        refused
            .err
            .starts_with("smtpsh: -:2: stopped: the server refused: 503 "),
        "{}",
        refused.err
    );
}

// Windows can send Ctrl-C only to a whole console, and the tests run in that one.
#[cfg(unix)]
mod signals {
    use crate::program::smtpsh_until;
    use crate::server::{self, lines_until, serve};
    use std::io::Write;

    #[test]
    fn whatever_ends_a_script_leaves_whole_records() {
        let address = serve(|stream| {
            stream.write_all(b"220 hi\r\n").unwrap();
            lines_until(stream, "EHLO");
            server::to_the_end(stream);
        });
        // `nohup` has the program go on behind a SIGHUP.
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
        let ignored =
            ignored.is_some_and(|set| u64::from_str_radix(set.trim(), 16).unwrap() & 1 == 1);
        let hangup = if ignored {
            (&["-HUP", "-TERM"][..], 143)
        } else {
            (&["-HUP"][..], 129)
        };
        for (signals, code) in [(&["-INT"][..], 130), (&["-TERM"], 143), hangup] {
            let folder = tempfile::TempDir::new().unwrap();
            let [packets, report] = ["a.pcapng", "a.html"].map(|name| folder.path().join(name));
            let [first, second] = [&packets, &report].map(|path| path.to_str().unwrap());
            let ended = smtpsh_until(
                &["--record", first, "--record", second, &address],
                "ehlo a\n",
                "C: ehlo a",
                |child| {
                    for signal in signals {
                        kill(child, signal);
                    }
                },
            );
            assert_eq!(ended.code, code, "{signals:?}: {ended:?}");
            let record = std::fs::read(&packets).unwrap();
            let holds = |needle: &[u8]| record.windows(needle.len()).any(|part| part == needle);
            assert!(holds(b"220 hi\r\n") && holds(b"ehlo a\r\n"), "{signals:?}");
            let report = std::fs::read_to_string(&report).unwrap();
            assert!(
                report.contains("ehlo a") && report.contains("</html>"),
                "{signals:?}"
            );
        }
    }

    /// A flood leaves room for nothing else to be told.
    #[test]
    fn a_signal_is_heard_through_a_flood() {
        for (signal, code) in [("-INT", 130), ("-TERM", 143)] {
            let address = serve(|stream| {
                stream.write_all(b"220 hi\r\n").unwrap();
                let flood = b"250-what\r\n".repeat(10_000);
                while stream.write_all(&flood).is_ok() {}
            });
            let ended = smtpsh_until(&[&address], "noop\n", "S: 220 hi", |child| {
                kill(child, signal);
            });
            assert_eq!(ended.code, code, "{signal}: {}", ended.err);
        }
    }

    /// Sends a signal.
    fn kill(child: &std::process::Child, signal: &str) {
        let mut kill = std::process::Command::new("kill");
        let sent = kill.args([signal, &child.id().to_string()]).status();
        assert!(sent.unwrap().success());
    }
}
