//! `:next`, `:explain` and `:help VERB`, by pipes, in both languages.

#![allow(clippy::unwrap_used, clippy::expect_used, unreachable_pub)]

#[path = "cli/program.rs"]
#[allow(dead_code, reason = "shared with the tests of the whole program")]
mod program;

use program::smtpsh;
use smtpsh::note::Note;
use smtpsh::words::Lang::{self, Chinese, English};

/// What smtpsh itself says in this session, behind how it began and but for how it ended.
fn said(lang: Lang, script: &str) -> Vec<String> {
    let ended = smtpsh(
        &["--lang", lang.pick("en", "zh"), "--keep-going"],
        &format!(":# begin\n{script}"),
    );
    let lines = ended.out.lines();
    let own = lines.filter_map(|line| line.strip_prefix("-- "));
    let closed = Note::ClosedOrderly.say(lang);
    let lines = own.skip(4).filter(|line| *line != closed);
    lines.map(str::to_owned).collect()
}

#[test]
fn the_next_step() {
    assert_eq!(
        said(English, ":next\nehlo a\n:next\nauth login\n:next\n"),
        [
            "Say who you are: the server tells what it offers.",
            "Type: EHLO localhost",
            "The connection is clear text, and the server offers TLS: protect the code before you log in.",
            "Type: STARTTLS",
            "the challenge, decoded: Username:",
            "The server asks for the user name, in base64: usually the whole address. The helper encodes and sends it.",
            "Type: :user student@smtpsh.example",
        ]
    );
    assert_eq!(
        said(Chinese, ":close\n:next\n"),
        ["当前没有连接。", "输入：:reconnect"]
    );
}

#[test]
fn the_last_reply_explained() {
    assert_eq!(
        said(English, ":fault tls-first\nehlo a\nauth login\n:explain\n")[2..],
        [
            "530  log in first; before TLS: say STARTTLS first (RFC 3207 §4) [RFC 4954 §6]",
            "  5yz  refused: do not repeat the same command, change it first",
            "  x3z  not specified by RFC 5321; RFC 4954 uses it for authentication",
            "  xy0  tells codes of this kind apart",
            "5.7.0  something about security or policy [RFC 3463 §3.8]",
            "  5.x.x  permanent failure: change something first",
            "  x.7.x  security or policy",
            "A known sentence of Gmail, Postfix, OpenSMTPD: The server wants TLS before it takes mail or a login.",
            "Try: Say STARTTLS (:starttls), then EHLO again.",
        ]
    );
    assert_eq!(
        said(Chinese, ":explain 4.2.2\n"),
        [
            "4.2.2  邮箱已满 [RFC 3463 §3.3]",
            "  4.x.x  暂时失败：稍后再试",
            "  x.2.x  邮箱",
        ]
    );
}

#[test]
fn what_cannot_be_explained() {
    let ended = smtpsh(&["--keep-going"], ":explain hello\n");
    assert!(
        ended.err.contains("smtpsh knows nothing about this: hello"),
        "{ended:?}"
    );
}

#[test]
fn help_for_a_verb_a_helper_and_both() {
    let first = |argument: &str| said(English, &format!(":help {argument}\n"));
    assert!(first("rcpt")[0].starts_with("RCPT TO:<address> "));
    assert_eq!(first("inbox")[0], ":inbox [NUMBER]");
    let both = first("auth");
    assert_eq!(both[0], ":auth [MECHANISM] [anyway|wrong]");
    assert_eq!(both[4], "AUTH mechanism [initial-response]  (RFC 4954 §4)");
    assert!(first(":auth").iter().all(|line| !line.starts_with("AUTH ")));
    // The protocol that is spoken comes first.
    assert_eq!(first("retr")[0], "A command of POP3; here SMTP is spoken.");
    let pop3 = said(English, ":open practice/pop3\n:help list\n");
    assert!(
        pop3.contains(&"LIST [message]  (RFC 1939 §5)".to_owned()),
        "{pop3:?}"
    );
    let ended = smtpsh(&["--keep-going"], ":help mial\n");
    assert!(ended.err.contains("nothing is named mial"), "{ended:?}");
    // The commands of a protocol, whatever is spoken: what fits now is explained, all are named.
    for protocol in smtpsh::protocol::protocols() {
        let shown = said(English, &format!(":help {}\n", protocol.name));
        let words: Vec<_> = shown.iter().flat_map(|line| line.split(' ')).collect();
        for command in (protocol.commands)() {
            assert!(words.contains(&command.name), "{shown:?}");
        }
        assert!(shown.len() < 20, "{shown:?}");
    }
    let imap = said(English, ":open practice/imap\n:help imap\n");
    let row = |start| imap.iter().any(|line| line.starts_with(start));
    assert!(row("LOGIN           logs in with"), "{imap:?}");
    assert!(row("At other times  ENABLE "), "{imap:?}");
}
