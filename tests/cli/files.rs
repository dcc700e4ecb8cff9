//! Files that are sent as messages.

use crate::program::smtpsh;
use crate::server::{self, lines_until, serve};
use std::io::Write;

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
    assert_eq!(missing.code, 5, "{missing:?}");
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
    let script =
        ":auth plain\n:mail student@smtpsh.example a@b.example\n:send Cargo.toml bdat\nquit\n";
    let ended = smtpsh(&["--fault", "chunking"], &format!("ehlo a\n{script}"));
    assert_eq!(ended.code, 0, "{ended:?}");
    assert!(ended.out.contains("C: BDAT 0 LAST\n"), "{ended:?}");
    assert!(
        smtpsh(&[], ":send Cargo.toml bdat\n")
            .err
            .contains("does not offer CHUNKING")
    );
}

/// A record takes nothing away: not the script that is being read, and not an earlier record.
#[test]
fn what_a_record_would_replace_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("lab.smtp");
    let (file, kept) = (file.to_str().unwrap(), format!("{}~", file.display()));
    let script = "ehlo first\nnoop\nquit\n";
    std::fs::write(file, script).unwrap();
    let ended = smtpsh(&["-f", file, "--record", file], "");
    assert!(
        ended.code == 0 && ended.out.contains("C: noop"),
        "{ended:?}"
    );
    assert_eq!(std::fs::read_to_string(&kept).unwrap(), script);
    assert!(
        ended.out.contains(&format!("it is {kept} now")),
        "{ended:?}"
    );
    assert!(std::fs::read_to_string(file).unwrap().starts_with(":# "));

    // What this session has saved it may save again.
    let saves = format!(":save {file}\nehlo second\n:save {file}\nquit\n");
    let ended = smtpsh(&[], &saves);
    assert_eq!(
        ended.out.matches("was there already").count(),
        1,
        "{ended:?}"
    );
    assert!(
        std::fs::read_to_string(&kept)
            .unwrap()
            .contains("ehlo first")
    );
    assert!(
        std::fs::read_to_string(file)
            .unwrap()
            .contains("ehlo second")
    );
}

/// What is being recorded is neither a script, nor a message, nor another record.
#[test]
fn a_record_that_is_being_written_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("lab.txt");
    let (file, again) = (
        file.to_str().unwrap(),
        folder.path().join(".").join("lab.txt"),
    );
    let ended = smtpsh(&["--record", file, "--record", again.to_str().unwrap()], "");
    assert!(
        ended.code == 2 && ended.err.contains("name another file"),
        "{ended:?}"
    );
    for helper in [":source", ":send", ":save"] {
        let ended = smtpsh(&["--record", file], &format!("ehlo a\n{helper} {file}\n"));
        assert!(
            ended.code == 2 && ended.err.contains("is a record of this"),
            "{ended:?}"
        );
    }
}

#[test]
fn a_folder_is_no_script() {
    let folder = tempfile::tempdir().unwrap();
    let ended = smtpsh(&["-f", folder.path().to_str().unwrap()], "");
    assert!(
        ended.code == 5 && !ended.out.contains("Connecting"),
        "{ended:?}"
    );
}
