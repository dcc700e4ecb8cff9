//! `:compose` from scripts: the mail that arrives reads as it was written, whatever is in it, and
//! what goes wrong is said. How it asks a person is in tests/screen.

#![allow(clippy::unwrap_used, clippy::expect_used, unreachable_pub)]

#[path = "cli/program.rs"]
#[allow(dead_code, reason = "here it runs in one of its ways only")]
mod program;
#[path = "cli/server.rs"]
#[allow(dead_code, reason = "here it serves in one of its ways only")]
mod server;

use mail_parser::{MessageParser, MimeHeaders};
use program::smtpsh;
use std::fs;
use std::io::Write;
use tempfile::TempDir;

const LOGIN: &str = "ehlo a\n:auth plain\n";

/// The mail that is in this Maildir.
fn delivered(folder: &TempDir) -> Vec<u8> {
    let mails: Vec<_> = fs::read_dir(folder.path().join("mail/new"))
        .unwrap()
        .collect();
    assert_eq!(mails.len(), 1);
    fs::read(mails[0].as_ref().unwrap().path()).unwrap()
}

#[test]
fn a_mail_with_files_arrives_as_it_was_written() {
    let folder = TempDir::new().unwrap();
    let at = |name: &str| folder.path().join(name).display().to_string();
    let picture: Vec<u8> = (0..=255).cycle().take(3000).collect();
    fs::write(at("截图 1.png"), &picture).unwrap();
    // "文本" as editors in China wrote it before UTF-8.
    fs::write(at("letter.txt"), b"\xce\xc4\xb1\xbe\r\n.\r\nend").unwrap();
    let script = format!(
        "{LOGIN}:compose to=\"李老师 <li@smtpsh.example>，b@smtpsh.example\" cc=c@smtpsh.example \
         subject=\"实验一：\\\"你好\\\"\" body=\"{}\" attach=\"{}\" attach=\"{}\"\nquit\n",
        at("letter.txt"),
        at("截图 1.png"),
        at("letter.txt"),
    );
    let ended = smtpsh(&["--maildir", &at("mail")], &script);
    assert_eq!(ended.code, 0, "{ended:?}");
    for line in [
        "C: MAIL FROM:<student@smtpsh.example>\nS: 250 OK\n",
        "C: RCPT TO:<li@smtpsh.example>\n",
        "C: RCPT TO:<b@smtpsh.example>\n",
        "C: RCPT TO:<c@smtpsh.example>\n",
        "C: DATA\nS: 354 ",
        "taken the mail; recipients: 3.",
    ] {
        assert!(ended.out.contains(line), "{line}: {ended:?}");
    }
    let mail = delivered(&folder);
    let message = MessageParser::default().parse(&mail).unwrap();
    assert_eq!(message.subject(), Some("实验一：\"你好\""));
    assert_eq!(
        message.to().unwrap().first().unwrap().name(),
        Some("李老师")
    );
    assert_eq!(message.body_text(0).unwrap().trim_end(), "文本\r\n.\r\nend");
    let files: Vec<_> = message.attachments().collect();
    assert_eq!(files[0].attachment_name(), Some("截图 1.png"));
    assert_eq!(files[0].contents(), picture);
    let text = files[1].content_type().unwrap();
    assert_eq!(text.attribute("charset"), Some("gb18030"));
}

#[test]
fn a_long_mail_arrives_whole() {
    let folder = TempDir::new().unwrap();
    let at = |name: &str| folder.path().join(name).display().to_string();
    let big: Vec<u8> = (0..1_000_000u32).flat_map(u32::to_le_bytes).collect();
    fs::write(at("big.bin"), &big).unwrap();
    let script = format!(
        "{LOGIN}:compose to=a@smtpsh.example subject=x text=.dots attach={}\nquit\n",
        at("big.bin")
    );
    let ended = smtpsh(&["--maildir", &at("mail")], &script);
    assert_eq!(ended.code, 0, "{}", ended.err);
    let mail = delivered(&folder);
    let message = MessageParser::default().parse(&mail).unwrap();
    assert_eq!(message.body_text(0).unwrap().trim_end(), ".dots");
    assert_eq!(message.attachments().next().unwrap().contents(), big);
}

#[test]
fn a_mail_is_saved_and_sent_as_a_file() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("mail.eml").display().to_string();
    let save = format!(":compose from=a@b to=c@d subject=你好 text=\"一\\n二\" save={file}\n");
    let saved = smtpsh(&[], &format!(":close\n{save}"));
    assert_eq!(saved.code, 0, "{saved:?}");
    assert!(
        saved.out.contains("-- Subject: =?utf-8?B?5L2g5aW9?="),
        "{saved:?}"
    );
    let mail = fs::read(&file).unwrap();
    assert!(mail.ends_with(b"\r\n") && mail.is_ascii());
    let sent = smtpsh(
        &[],
        &format!("{LOGIN}:mail student@smtpsh.example c@d\n:send {file}\n:inbox 1\nquit\n"),
    );
    assert_eq!(sent.code, 0, "{sent:?}");
    assert!(sent.out.contains("-- Subject: =?utf-8?B?"), "{sent:?}");
    let again = smtpsh(&[], &save);
    assert_eq!(again.code, 5, "a file is not overwritten: {again:?}");
    assert_eq!(fs::read(&file).unwrap(), mail);
}

#[test]
fn a_refusal_keeps_the_mail() {
    let compose = ":compose to=c@d subject=x text=y";
    let script = format!(
        "ehlo a\n:user student@smtpsh.example\n{compose}\n:expect 503\n:auth plain\n:compose again\n:inbox\nquit\n"
    );
    let ended = smtpsh(&[], &script);
    assert_eq!(ended.code, 0, "{ended:?}");
    assert!(
        ended.out.contains(":compose again goes on with it"),
        "{ended:?}"
    );
    assert!(
        ended.out.contains("taken the mail; recipients: 1."),
        "{ended:?}"
    );
    assert!(!ended.out.contains("C: DATA\nS: 503"), "{ended:?}");

    let refused = smtpsh(
        &["--keep-going", "--fault", "unknown-recipient"],
        &format!("{LOGIN}{compose}\nnoop\nquit\n"),
    );
    assert_eq!(refused.code, 1, "{refused:?}");
    assert!(
        !refused.out.contains("C: DATA") && refused.out.contains("C: noop"),
        "{refused:?}"
    );
}

#[test]
fn one_refused_recipient_does_not_keep_the_others_from_their_mail() {
    let address = server::serve(|stream| {
        stream.write_all(b"220 hi\r\n").unwrap();
        for reply in [
            "250 ok",
            "250 ok",
            "250 ok",
            "550 nobody",
            "250 ok",
            "354 go",
        ] {
            server::line(stream);
            stream.write_all(format!("{reply}\r\n").as_bytes()).unwrap();
        }
        server::lines_until(stream, ".\r");
        stream.write_all(b"250 taken\r\n").unwrap();
        server::lines_until(stream, "QUIT");
        stream.write_all(b"221 bye\r\n").unwrap();
    });
    let script = "helo a\n:compose from=a@b to=c@d,e@f,g@h text=x subject=\"\"\n";
    let ended = smtpsh(&[&address], script);
    assert_eq!(ended.code, 1, "one was refused: {ended:?}");
    assert!(
        ended.out.contains("taken the mail; recipients: 2."),
        "{ended:?}"
    );
}

#[test]
fn what_cannot_be_a_mail_is_said() {
    for (compose, says) in [
        ("to=c@d text=x", "a mail needs a sender"),
        ("from=a@b text=x", "a mail needs a recipient"),
        ("from=a@b to=c text=x", "this is no mail address: c"),
        (
            "from=a@b to=c@d subject=\"x\\nBcc: e@f\" text=x",
            "have no place in a header",
        ),
        (
            "from=a@b to=c@d text=x attach=/no/such",
            "cannot read /no/such",
        ),
        ("from=a@b to=c@d text=x attach=/", "cannot read /"),
        ("nonsense", ":compose [NAME=VALUE…|again]"),
        ("again", "no mail has been composed yet"),
        (
            "from=a@b to=\"c@d\\nRCPT TO:<e@f>\" text=x",
            "have no place in a header",
        ),
    ] {
        let server = server::serve(|stream| {
            stream.write_all(b"220 hi\r\n").unwrap();
            server::lines_until(stream, "QUIT");
            let _ = stream.write_all(b"221 bye\r\n");
        });
        let ended = smtpsh(&[&server], &format!(":compose {compose}\n"));
        // A file that cannot be read is this computer's failure, as with :send.
        let of_file = says.starts_with("cannot read");
        assert_eq!(
            ended.code,
            if of_file { 5 } else { 2 },
            "{compose}: {ended:?}"
        );
        assert!(
            !of_file || ended.err.contains("Try: "),
            "{compose}: {ended:?}"
        );
        assert!(ended.err.contains(says), "{compose}: {ended:?}");
        assert!(!ended.out.contains("C: MAIL"), "{compose}: {ended:?}");
    }
}
