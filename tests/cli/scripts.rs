//! What is said: lines from everywhere, as they are.

use super::CODE_BASE64;
use crate::program::{self, Ended, smtpsh};
use crate::server::{self, serve};
use std::io::Write;

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

/// As README.md has it: whether a second mail can be hidden in the text of the first.
const SMUGGLED: &str = "helo a\n:auth login\nmail from:<student@smtpsh.example>\n\
    rcpt to:<student@smtpsh.example>\n\
    :raw \"data\\r\\nSubject: one\\r\\n\\r\\nhi\\n.\\nMAIL FROM:<student@smtpsh.example>\\r\\n.\\r\\n\"\n\
    :expect-nothing 2s\n";

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
        (
            "smuggling",
            SMUGGLED,
            "expected nothing for 2s, got: 250 OK",
            1,
        ),
        ("wrong-code", "helo a\n:auth login\n", "535 Login fail", 1),
    ] {
        let ended = smtpsh(&["--fault", fault], script);
        assert_eq!(ended.code, code, "{ended:?}");
        assert!(
            (ended.out + &ended.err).contains(expected),
            "{fault}: {expected}"
        );
    }
    assert_eq!(smtpsh(&[], SMUGGLED).code, 0, "without the fault");
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

/// Who sees no replies is told which lines were refused.
#[test]
fn in_silence_refusals_are_told() {
    let ended = smtpsh(&["--silent", "--keep-going"], "ehlo a\nfoo\nnoop\nbar\n");
    assert_eq!((ended.code, ended.out.as_str()), (1, ""), "{ended:?}");
    let told: Vec<_> = ended.err.lines().collect();
    assert_eq!(told.len(), 2, "{ended:?}");
    assert!(
        told[0].starts_with("smtpsh: -:2: the server refused: 502"),
        "{ended:?}"
    );
    assert!(
        told[1].starts_with("smtpsh: -:4: the server refused: 502"),
        "{ended:?}"
    );
}
