//! The whole program, by pipes: scripts in, transcript and exit code out, against the embedded
//! practice server and against servers of the test, well-behaved and hostile.

#![allow(clippy::unwrap_used, clippy::expect_used, unreachable_pub)]

#[path = "cli/program.rs"]
#[allow(dead_code, reason = "other test crates use the rest")]
mod program;
#[path = "cli/server.rs"]
mod server;

use program::{Ended, smtpsh, smtpsh_with};
use server::{Certificate, lines_until, serve};
use std::io::Write;

const CODE: &str = "letterslikethese";
const CODE_BASE64: &str = "bGV0dGVyc2xpa2V0aGVzZQ==";
const LOGIN: &str = "ehlo a\nstarttls\nehlo a\n:auth login\n";
/// Which variable names the folder for configuration, and where in it the file is.
const CONFIG_HOME: &str = if cfg!(windows) {
    "APPDATA"
} else {
    "XDG_CONFIG_HOME"
};
const CONFIG: &str = if cfg!(windows) {
    "smtpsh/config/config.toml"
} else {
    "smtpsh/config.toml"
};
const MAIL: &str = "mail from:<student@smtpsh.example>\nrcpt to:<student@smtpsh.example>\ndata\nSubject: 你好\n\ntext\n.\n";

#[test]
fn the_example_scripts_deliver_a_mail() {
    for name in ["lab", "lab-tls"] {
        let path = format!("{}/examples/{name}.smtp", env!("CARGO_MANIFEST_DIR"));
        let ended = smtpsh(&["-f", &path], "");
        assert_eq!(ended.code, 0, "{name}: {ended:?}");
        assert!(
            ended.out.contains("S: 235 ") && ended.out.contains("第一封信\n"),
            "{name}: {ended:?}"
        );
        assert!(
            !ended.out.contains(CODE_BASE64),
            "{name}: the code is in the transcript"
        );
    }
}

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
                    .contains(&format!("TLS is up: TLSv{version}, TLS_")),
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
fn lines_come_from_arguments_a_file_or_standard_input() {
    let from_arguments = smtpsh(&["-c", "noop", "-c", "quit"], "");
    let from_input = smtpsh(&[], "noop\r\nquit\n");
    let without_quit = smtpsh(&[], "noop");
    for ended in [from_arguments, from_input, without_quit] {
        assert_eq!(ended.code, 0, "{ended:?}");
        assert!(ended.out.contains("C: noop\nS: 250 OK\n"), "{ended:?}");
        assert!(
            ended.out.to_lowercase().contains("c: quit\ns: 221 bye.\n"),
            "{ended:?}"
        );
    }
}

#[test]
fn a_script_stops_at_a_refusal_unless_it_is_to_keep_going() {
    let script = "mail from:<a@b>\nnoop\n";
    let stopped = smtpsh(&[], script);
    assert_eq!(stopped.code, 1, "{stopped:?}");
    assert!(
        stopped.err.contains("stopped: the server refused: 503"),
        "{stopped:?}"
    );
    assert!(
        !stopped.out.contains("C: noop") && stopped.out.contains("C: QUIT"),
        "{stopped:?}"
    );
    let went_on = smtpsh(&["--keep-going"], script);
    assert_eq!(went_on.code, 1, "{went_on:?}");
    assert!(went_on.out.contains("C: noop\nS: 250 OK"), "{went_on:?}");
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
fn usage_errors() {
    for (args, script, says) in [
        (&["http://x"][..], "", "is not a valid server address"),
        (&["-f", "/no/such/file"], "", "cannot read /no/such/file"),
        (&[], ":hlep\n", "the nearest is :help"),
        (&[], ":user\n", "awaits none"),
        (
            &[],
            &format!("{LOGIN}mail from:<student@smtpsh.example>\nrcpt to:<a@b>\ndata\ntext\n"),
            "inside the message text",
        ),
        (&["--nonsense"], "", "--nonsense"),
    ] {
        let ended = smtpsh(args, script);
        assert_eq!(ended.code, 2, "{args:?}: {ended:?}");
        assert!(ended.err.contains(says), "{args:?}: {ended:?}");
    }
}

#[test]
fn connections_that_fail() {
    let unused = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let refused = smtpsh(&[&unused.to_string()], "noop\n");
    assert_eq!(refused.code, 3, "{refused:?}");
    assert!(
        refused.err.contains("refuses the connection") && refused.err.contains("Try: "),
        "{refused:?}"
    );

    let unresolved = smtpsh(&["no-such-host.invalid"], "noop\n");
    assert_eq!(unresolved.code, 3, "{unresolved:?}");
    assert!(
        unresolved.err.contains("does not resolve"),
        "{unresolved:?}"
    );

    let silent = serve(server::to_the_end);
    let ended = smtpsh(&["--timeout", "1", &silent], "noop\n");
    assert_eq!(ended.code, 3, "{ended:?}");
    assert!(
        ended.err.contains("said nothing for 1 s") && ended.err.contains("smtps://"),
        "{ended:?}"
    );

    let half = serve(|stream| stream.write_all(b"220-half a").unwrap());
    let ended = smtpsh(&[&half], "noop\n");
    assert_eq!(ended.code, 3, "{ended:?}");
    assert!(
        ended.out.contains("220-half a") && ended.err.contains("closed the connection before"),
        "{ended:?}"
    );
}

#[test]
fn lines_go_out_as_they_are() {
    let (heard, hears) = std::sync::mpsc::channel();
    let server = serve(move |stream| {
        stream.write_all(b"220 hi\r\n").unwrap();
        for _ in 0..5 {
            heard.send(server::line(stream)).unwrap();
            stream.write_all(b"250 ok\r\n").unwrap();
        }
    });
    let lines: [&[u8]; 5] = [b"  eHLo\t x ", b"", b"\xff\xfe\x00\x1b", b"::x", b".."];
    let script = lines.map(|line| [line, b"\n"].concat()).concat();
    let ended = program::smtpsh_bytes(&["--keep-going", &server], &script);
    assert!(!ended.out.contains('\u{1b}'), "{ended:?}");
    for line in lines {
        let expected = [line.strip_prefix(b":").unwrap_or(line), b"\r\n"].concat();
        assert_eq!(hears.recv().unwrap(), expected);
    }
}

#[test]
fn nothing_raw_reaches_the_output() {
    let server = serve(|stream| {
        stream.write_all(b"220-\x1b[2J\x1b]52;c;aGk=\x07 \xc2\x9b2J \x00\r\n220 \xc3\xdc\xc2\xeb\xb4\xed\xce\xf3\r\n").unwrap();
        lines_until(stream, "QUIT");
        stream.write_all("221 \u{202e}bye\r\n".as_bytes()).unwrap();
    });
    let ended = smtpsh(&[&server], "");
    assert_eq!(ended.code, 0, "{ended:?}");
    assert!(
        !ended.out.chars().any(|c| c.is_control() && c != '\n'),
        "{ended:?}"
    );
    for shown in [
        r"\x1b[2J\x1b]52;c;aGk=\x07 \u{9b}2J \0",
        "220 密码错误",
        r"221 \u{202e}bye",
    ] {
        assert!(ended.out.contains(shown), "{shown}: {ended:?}");
    }
}

#[test]
fn clear_text_behind_the_220_is_refused_by_name() {
    for moment_later in [false, true] {
        let server = serve(move |stream| {
            stream.write_all(b"220 hi\r\n").unwrap();
            lines_until(stream, "STARTTLS");
            if moment_later {
                stream.write_all(b"220 go\r\n").unwrap();
                // The Client Hello proves that the 220 was read alone.
                server::some_bytes(stream);
                stream.write_all(b"250 injected\r\n").unwrap();
            } else {
                stream.write_all(b"220 go\r\n250 injected\r\n").unwrap();
            }
            server::to_the_end(stream);
        });
        let ended = smtpsh(&[&server], "STARTTLS\nEHLO a\n");
        assert_eq!(ended.code, 4, "{ended:?}");
        assert!(
            ended
                .err
                .contains("clear text stood behind the server's consent")
                && ended.err.contains("250 injected"),
            "{ended:?}"
        );
        assert!(
            !ended.out.contains("C: EHLO a"),
            "it went on in clear text: {ended:?}"
        );
    }
}

#[test]
fn a_certificate_that_does_not_verify_is_refused_by_name() {
    for (certificate, says) in [
        (Certificate::Expired, "it expired on 2020-01-02"),
        (
            Certificate::OtherName,
            "expected 127.0.0.1, the certificate has other.example",
        ),
        (Certificate::UnknownIssuer, "unknown issuer: an unknown CA"),
    ] {
        let (server, ca) = server::serve_tls(certificate);
        let args = ["--ca", ca.path(), &server];
        let ended = smtpsh(&args, "EHLO a\nSTARTTLS\nEHLO b\n");
        assert_eq!(ended.code, 4, "{ended:?}");
        assert!(
            ended.err.contains(says) && ended.err.contains("Try: "),
            "{says}: {ended:?}"
        );
        assert!(
            !ended.out.contains("C: EHLO b"),
            "it went on in clear text: {ended:?}"
        );

        let insecure = smtpsh(
            &[&args[..], &["--insecure"]].concat(),
            "EHLO a\nSTARTTLS\nQUIT\n",
        );
        assert_eq!(insecure.code, 0, "{insecure:?}");
        assert!(
            insecure.out.contains("!! NOT VERIFIED") && insecure.out.contains(says),
            "{insecure:?}"
        );
    }
    let (server, ca) = server::serve_tls(Certificate::Good);
    let good = smtpsh(&["--ca", ca.path(), &server], "EHLO a\nSTARTTLS\nQUIT\n");
    assert_eq!(good.code, 0, "{good:?}");
    assert!(good.out.contains("verified for 127.0.0.1"), "{good:?}");
}

#[test]
fn tls_to_a_plain_port_says_so() {
    let server = serve(|stream| {
        stream.write_all(b"220 plain\r\n").unwrap();
        server::to_the_end(stream);
    });
    let ended = smtpsh(&[&format!("smtps://{server}")], "");
    assert_eq!(ended.code, 4, "{ended:?}");
    assert!(
        ended
            .err
            .contains("the server answered in clear text: 220 plain"),
        "{ended:?}"
    );
}

#[test]
fn the_upgrade_may_be_left_to_the_user() {
    let ended = smtpsh(
        &[],
        ":set upgrade off\nehlo a\nstarttls\n:upgrade\nehlo a\nquit\n",
    );
    assert_eq!(ended.code, 0, "{ended:?}");
    let awaited = ended.out.find(":upgrade begins it").unwrap();
    assert!(ended.out.find("TLS is up").unwrap() > awaited, "{ended:?}");
}

#[test]
fn smtpsh_speaks_chinese_and_leaves_the_dialogue_alone() {
    let ended = smtpsh(&["--lang", "zh"], "noop\nquit\n");
    assert!(
        ended.out.contains("练习服务器") && ended.out.contains("S: 250 OK\n"),
        "{ended:?}"
    );
    assert!(
        smtpsh(&["--lang", "zh", "--help"], "")
            .out
            .contains("退出码：0 成功")
    );
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

/// What clap says in English only.
#[test]
fn a_wrong_command_line_is_told_in_chinese() {
    for (args, says) in [
        (
            &["--fault", "x"][..],
            "--fault <NAME> 的值“x”无效，可用的有：no-ehlo, ",
        ),
        (
            &["--lesson", "foo"],
            "--lesson [<NAME>] 的值“foo”无效，可用的有：plain, starttls, ehlo, receive, faults, list。",
        ),
        (&["--tls-version", "9"], "的值“9”无效，可用的有：1.2, 1.3。"),
        (&["--record"], "--record <FILE> 后面缺少一个值。"),
        (&["--foo"], "没有选项 --foo。"),
    ] {
        let ended = smtpsh(&[&["--lang", "zh"], args].concat(), "");
        assert!(ended.code == 2 && ended.err.contains(says), "{ended:?}");
        let english = smtpsh(&[&["--lang", "en"], args].concat(), "");
        assert!(english.code == 2 && english.err.is_ascii(), "{english:?}");
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
    let named = smtpsh(&[], "helo lab\n:auth login\nquit\n");
    assert!(named.out.contains("S: 235 "), "{named:?}");
}

#[test]
fn the_practice_server_has_faults_on_request() {
    for (fault, script, expected, code) in [
        ("cert-expired", "ehlo a\nstarttls\n", "it expired on", 4),
        (
            "cert-other-name",
            "ehlo a\nstarttls\n",
            "the certificate has other.example",
            4,
        ),
        (
            "cert-self-signed",
            "ehlo a\nstarttls\n",
            "it is self-signed",
            4,
        ),
        ("gbk", "foo\n", "502 错误：不支持该命令", 1),
        (
            "gbk",
            "foo\n",
            "-- The server writes Chinese in GBK, not UTF-8.",
            1,
        ),
        ("no-ehlo", "helo a\nauth login\n", "502 Error", 1),
        ("wrong-code", "helo a\n:auth login\n", "535 Login fail", 1),
    ] {
        let ended = smtpsh(&["--fault", fault], script);
        assert_eq!(ended.code, code, "{ended:?}");
        assert!(
            (ended.out + &ended.err).contains(expected),
            "{fault}: {expected}"
        );
    }
    let by_helper = smtpsh(
        &["--keep-going"],
        ":fault no-ehlo\nehlo a\n:fault off\nehlo a\nquit\n",
    );
    assert!(by_helper.out.contains("S: 502 ") && by_helper.out.contains("S: 250 8BITMIME"));
    assert_eq!(smtpsh(&["--fault", "nothing"], "").code, 2);
}

#[test]
fn bytes_and_times_are_shown_on_request() {
    let script = ":set hex on\n:set timing on\nhelo a\n:auth plain\n:timing\nquit\n";
    let ended = smtpsh(&[], script);
    assert_eq!(ended.code, 0, "{ended:?}");
    let sent = "C> 0000  68 65 6c 6f 20 61 0d 0a                          helo a..\n";
    assert!(ended.out.contains(sent), "{ended:?}");
    assert!(ended.out.contains("S> 0000  32 35 30 2d"), "{ended:?}");
    assert!(ended.out.contains("AUTH PLAIN *****\n"), "{ended:?}");
    assert_eq!(ended.out.matches("-- first byte after ").count(), 3);
    assert!(ended.out.contains("-- AUTH       235 "), "{ended:?}");
}

#[test]
fn a_server_may_have_a_name() {
    let address = serve(|stream| {
        stream.write_all(b"220 named\r\n").unwrap();
        lines_until(stream, "QUIT");
        stream.write_all(b"221 bye\r\n").unwrap();
    });
    let port = address.rsplit(':').next().unwrap().to_owned();
    let folder = std::env::temp_dir().join(format!("smtpsh-cli-{}-config", std::process::id()));
    let file = folder.join(CONFIG);
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    let with_config = |text: &str, args: &[&str]| {
        std::fs::write(&file, text).unwrap();
        smtpsh_with(args, "quit\n", |command| {
            command.env(CONFIG_HOME, &folder);
        })
    };
    let config = format!("[server.lab]\nhost = \"{address}\"\n");
    let named = with_config(&config, &["LAB"]);
    assert!(
        named.code == 0 && named.out.contains("S: 220 named"),
        "{named:?}"
    );
    // What was for one server is not for another.
    let code = folder.join("code");
    std::fs::write(&code, "letterslikethese\n").unwrap();
    let config = format!(
        "[server.lab]\nhost = \"{address}\"\nuser = \"me\"\ncode-file = '{}'\n\
         [server.other]\nhost = \"localhost:{port}\"\n",
        code.display()
    );
    let other = with_config(&config, &["lab", "-c", ":open other", "-c", ":auth plain"]);
    assert_eq!(other.code, 2, "{other:?}");
    assert!(other.err.contains("needs a user name"), "{other:?}");
    let wrong = with_config("[server.lab]\n", &["lab"]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.err.contains("server.lab has no host"), "{wrong:?}");
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn texts_are_taken_as_windows_saves_them() {
    let folder = std::env::temp_dir().join(format!("smtpsh-cli-{}-windows", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = |name: &str, bytes: &[u8]| {
        let path = folder.join(name);
        std::fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let utf_16 = |text: &str| -> Vec<u8> {
        let text = format!("\u{feff}{text}").replace('\n', "\r\n");
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    };

    let script = "ehlo a\n:subject 上课\nvrfy 上\nnoop\n";
    let clean = smtpsh(&["--keep-going"], script);
    assert!(clean.out.contains("C: vrfy 上\n"), "{clean:?}");
    let said = |ended: &Ended| {
        let lines = ended.out.lines().filter(|line| !line.starts_with("-- "));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    let marked = format!("\u{feff}{}", script.replace('\n', "\r\n"));
    for (bytes, is_utf_16) in [(marked.as_bytes(), false), (&utf_16(script), true)] {
        let path = file("script.smtp", bytes);
        let sourced = format!(":source {path}\n");
        for ended in [
            smtpsh(&["--keep-going", "-f", &path], ""),
            program::smtpsh_bytes(&["--keep-going"], bytes),
            smtpsh(&["--keep-going"], &sourced),
        ] {
            assert_eq!(said(&ended), said(&clean), "{ended:?}");
            assert_eq!(
                ended.out.contains("The script is UTF-16"),
                is_utf_16,
                "{ended:?}"
            );
        }
    }

    for code in [
        utf_16("letters like these\n"),
        b"\xef\xbb\xbfletterslikethese\r\n".to_vec(),
    ] {
        let path = file("code.txt", &code);
        let args = ["--user", "student@smtpsh.example", "--code-file", &path];
        let ended = smtpsh(&args, "ehlo a\n:auth plain\n");
        assert!(
            ended.code == 0 && ended.out.contains("S: 235 "),
            "{ended:?}"
        );
    }

    let letter = file("letter.eml", &utf_16("Subject: a\n\nb\n"));
    let mail = ":mail student@smtpsh.example student@smtpsh.example\n";
    let sent = smtpsh(&[], &format!("ehlo a\n:auth plain\n{mail}:send {letter}\n"));
    assert!(
        sent.out
            .contains("begins with a byte order mark (UTF-16LE)"),
        "{sent:?}"
    );

    let gbk = program::smtpsh_bytes(&[], b":subject \xc4\xe3\n");
    assert_eq!(gbk.code, 2);
    assert!(gbk.err.contains("must be UTF-8"), "{gbk:?}");
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_file_is_sent_as_it_is() {
    let folder = std::env::temp_dir().join(format!("smtpsh-cli-{}-send", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("letter.eml");
    // Longer than what is read at once, so that a line is cut at the border; and dots, which make
    // it longer than what TLS takes at once.
    let text = [
        &b"Subject: dots\n\n.\n..\n.x\r\nbare\rcr \xff\x00\n"[..],
        &b"a line of some length.\n".repeat(10_000),
        &b".\n".repeat(100_000),
        b".no end",
    ]
    .concat();
    std::fs::write(&file, &text).unwrap();
    let script = format!(
        ":auth plain\n:mail student@smtpsh.example student@smtpsh.example <a@b.example>\n:send {}\nquit\n",
        file.display()
    );
    let mut expected = Vec::new();
    for line in text.split(|byte| *byte == b'\n') {
        expected.extend_from_slice(line.strip_suffix(b"\r").unwrap_or(line));
        expected.extend_from_slice(b"\r\n");
    }
    for (name, way) in [
        ("plain", "helo a\n"),
        ("tls", "ehlo a\n:starttls\nehlo a\n"),
    ] {
        let maildir = folder.join(name);
        let script = format!("{way}{script}");
        let ended = smtpsh(&["--maildir", maildir.to_str().unwrap()], &script);
        assert_eq!(ended.code, 0, "{ended:?}");
        assert!(
            ended.out.contains("C: RCPT TO:<a@b.example>\nS: 250 "),
            "{ended:?}"
        );
        let mut mails = std::fs::read_dir(maildir.join("new")).unwrap();
        let arrived = std::fs::read(mails.next().unwrap().unwrap().path()).unwrap();
        assert!(
            arrived.ends_with(&expected),
            "{name}: {} of {}",
            arrived.len(),
            expected.len()
        );
    }

    let refused = smtpsh(&["--fault", "too-large"], &format!("helo a\n{script}"));
    assert_eq!(refused.code, 1, "{refused:?}");
    assert!(refused.out.contains("the server takes 100 (SIZE)") || refused.out.contains("S: 552 "));
    let missing = smtpsh(&[], ":send /no/such/file\n");
    assert_eq!(missing.code, 2, "{missing:?}");
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_file_is_sent_in_chunks() {
    let address = serve(|stream| {
        stream.write_all(b"220 hi\r\n").unwrap();
        lines_until(stream, "EHLO");
        stream.write_all(b"250-hi\r\n250 CHUNKING\r\n").unwrap();
        let mut text = Vec::new();
        loop {
            let command = String::from_utf8(server::line(stream)).unwrap();
            let words: Vec<_> = command.split_whitespace().collect();
            assert_eq!(words[0], "BDAT");
            let mut chunk = vec![0; words[1].parse().unwrap()];
            std::io::Read::read_exact(stream, &mut chunk).unwrap();
            text.extend(chunk);
            stream.write_all(b"250 ok\r\n").unwrap();
            if words.get(2) == Some(&"LAST") {
                break;
            }
        }
        let expected = [&b".\r\n".repeat(40_000)[..], b"end"].concat();
        assert_eq!(text, expected);
        lines_until(stream, "QUIT");
        stream.write_all(b"221 bye\r\n").unwrap();
    });
    let file = std::env::temp_dir().join(format!("smtpsh-cli-{}-bdat", std::process::id()));
    std::fs::write(&file, [&b".\n".repeat(40_000)[..], b"end"].concat()).unwrap();
    let ended = smtpsh(
        &[&address],
        &format!("ehlo a\n:send {} bdat\nquit\n", file.display()),
    );
    std::fs::remove_file(&file).unwrap();
    assert_eq!(ended.code, 0, "{ended:?}");
    assert_eq!(
        ended.out.matches("S: 250 ok").count(),
        ended.out.matches("C: BDAT ").count()
    );
    assert!(
        smtpsh(&[], ":send Cargo.toml bdat\n")
            .err
            .contains("does not offer CHUNKING")
    );
}

#[test]
fn ways_to_a_server() {
    let address = serve(|stream| {
        stream.write_all(b"220 there\r\n").unwrap();
        lines_until(stream, "QUIT");
        stream.write_all(b"221 bye\r\n").unwrap();
    });
    let proxied = address.clone();
    let proxy = serve(move |stream| {
        let request = lines_until(stream, "\r\n");
        assert_eq!(request, 2);
        stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").unwrap();
        let mut far = std::net::TcpStream::connect(&proxied).unwrap();
        let (mut out, mut back) = (stream.try_clone().unwrap(), far.try_clone().unwrap());
        std::thread::spawn(move || {
            let _ = std::io::copy(&mut back, &mut out);
        });
        let _ = std::io::copy(stream, &mut far);
    });
    let proxy = format!("http://{proxy}");
    for args in [
        &["--proxy", &proxy, "no.such.name.example:587"][..],
        &["--source-address", "127.0.0.1", &address],
        &["-4", &address],
    ] {
        let ended = smtpsh(args, "quit\n");
        assert!(
            ended.code == 0 && ended.out.contains("S: 220 there"),
            "{args:?}: {ended:?}"
        );
    }
    for (args, code, error) in [
        (
            &["--proxy", "p", &address][..],
            2,
            "the proxy is written as",
        ),
        (&["-6", &address], 3, "no address of the wanted family"),
        (
            &["--source-address", "192.0.2.1", &address],
            3,
            "cannot connect to",
        ),
    ] {
        let ended = smtpsh(args, "quit\n");
        assert!(
            ended.code == code && ended.err.contains(error),
            "{args:?}: {ended:?}"
        );
    }
}

#[test]
fn the_handshake_is_explained_in_both_languages() {
    let explained = |args: &[&str]| {
        let args = [args, &["--tls-version", "1.2"]].concat();
        let ended = smtpsh(
            &args,
            "ehlo a\nstarttls\n:handshake\n:handshake all\n:cert\n:cert pem\nquit\n",
        );
        assert_eq!(ended.code, 0, "{ended:?}");
        ended.out
    };
    let steps = [
        "Client Hello",
        "Server Hello",
        "Certificate",
        "Server Key Exchange",
        "Server Hello Done",
        "Client Key Exchange",
        "Change Cipher Spec",
        "Finished",
        "New Session Ticket",
        "Change Cipher Spec",
        "Finished",
    ];
    let english = explained(&["--lang", "en"]);
    let listed: Vec<&str> = english
        .lines()
        .skip_while(|line| !line.contains("from    sent"))
        .skip(1)
        .map_while(|line| line.get(35..55))
        .map(str::trim)
        .take(steps.len())
        .collect();
    assert_eq!(listed, steps, "{english}");
    let chinese = explained(&["--lang", "zh"]);
    for (english_words, chinese_words) in [
        (
            "gives its random, the first of the values",
            "客户端随机数——生成密钥所需的第一个值",
        ),
        (
            "Its random is the second",
            "服务器随机数——生成密钥所需的第二个值",
        ),
        ("Anybody can copy a certificate", "证书谁都可以复制"),
        (
            "signed with the key of its certificate",
            "用证书对应的私钥对它和两个随机数一起签名",
        ),
        ("it is the client's turn", "轮到客户端"),
        ("without its ever being sent", "它从未在线路上出现"),
        ("This connection used ECDHE instead", "本次连接用的是 ECDHE"),
        (
            "From here on the client encrypts",
            "客户端用新的会话密钥加密",
        ),
        ("A checksum over all messages", "对此前全部握手消息的校验值"),
        (
            "the kind of the server's key, which proves who it is; AES_256_GCM encrypts",
            "用来证明身份；AES_256_GCM 负责加密，并自带完整性校验（AEAD）；SHA384 是 PRF 用的哈希",
        ),
        ("the letters DOWNGRD", "字母 DOWNGRD"),
        (
            "4. that the server has the private key",
            "④服务器确有私钥：验证它的签名",
        ),
        (
            "In this session: verified for 127.0.0.1",
            "本次会话：已通过验证，名称 127.0.0.1",
        ),
        (
            "The practice server's CA was made by this program",
            "练习服务器的 CA 是本程序启动时临时生成的",
        ),
        (
            "master secret = PRF(pre-master secret",
            "主密钥 = PRF(预主密钥",
        ),
        (
            "subject      CN=practice.smtpsh.example",
            "主体         CN=practice.smtpsh.example",
        ),
        ("-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"),
    ] {
        assert!(
            english.contains(english_words),
            "{english_words}: {english}"
        );
        assert!(
            chinese.contains(chinese_words),
            "{chinese_words}: {chinese}"
        );
    }
    assert!(
        smtpsh(&[], ":handshake\n")
            .out
            .contains("no TLS handshake yet")
    );
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
