//! For tests: dialogues with a service. `C: ` is what a client sends, `S: ` what must come back;
//! `S: …` is any one line.

use super::service::{Given, Service, Then};
use super::{Happened, Settings};
use encoding_rs::GBK;

/// Runs a dialogue all at once, byte by byte and line by line, each with a server of its own.
/// Returns what happened the last time.
pub(super) fn check<S: Service>(begin: impl Fn() -> S, dialogue: &str) -> Vec<Happened> {
    let client = |line: &str| line.strip_prefix("C: ").map(|line| format!("{line}\r\n"));
    let sent: Vec<String> = dialogue.lines().filter_map(client).collect();
    let bytes = sent.concat().into_bytes();
    let cuts: [Vec<&[u8]>; 3] = [
        vec![&bytes],
        bytes.chunks(1).collect(),
        sent.iter().map(String::as_bytes).collect(),
    ];
    let mut happened = Vec::new();
    for pieces in cuts {
        let (replies, facts) = talk(&mut begin(), &pieces);
        compare(&replies, dialogue);
        happened = facts;
    }
    happened
}

/// What a server is given: nothing is wrong, and it is always the same day.
pub(super) fn given(settings: Settings) -> Given {
    Given::new(settings, || time::macros::datetime!(2026-06-01 08:00 UTC)).unwrap()
}

fn talk(server: &mut impl Service, pieces: &[&[u8]]) -> (Vec<u8>, Vec<Happened>) {
    let (mut replies, mut happened) = (Vec::new(), Vec::new());
    for piece in pieces {
        let mut rest = *piece;
        loop {
            let step = server.hear(rest);
            replies.extend(step.reply);
            happened.extend(step.happened);
            match step.then {
                Then::Continue => break,
                Then::More => rest = &rest[step.taken..],
                _ => return (replies, happened),
            }
        }
    }
    (replies, happened)
}

fn compare(replies: &[u8], dialogue: &str) {
    let replies = match std::str::from_utf8(replies) {
        Ok(text) => text.into(),
        Err(_) => GBK.decode(replies).0,
    };
    let replies: Vec<&str> = replies.split_terminator("\r\n").collect();
    let expected: Vec<&str> = dialogue
        .lines()
        .filter_map(|line| line.strip_prefix("S: "))
        .collect();
    for (reply, expected) in replies.iter().zip(&expected) {
        assert!(
            *expected == "…" || reply == expected,
            "{reply} is not {expected} in {replies:#?}"
        );
    }
    assert_eq!(replies.len(), expected.len(), "{replies:#?}");
}

/// Whatever comes: no panic, and the same answers however it is cut.
mod random {
    use super::super::{imap, pop3, smtp};
    use super::*;
    use proptest::prelude::*;
    use proptest::sample::select;

    const WORDS: &[&str] = &[
        "\r\n",
        "\r\n",
        "\r\n",
        "\n",
        "a ",
        "b ",
        " ",
        "*",
        ".",
        "(",
        ")",
        "\"",
        "\\",
        "<",
        ">",
        "[",
        "]",
        "{",
        "}",
        "+",
        "{3}\r\n",
        "{3+}\r\n",
        "{99999999}",
        "1",
        "1:*",
        "2",
        "\0",
        "\u{ff}",
        "你好",
        "HELO x",
        "EHLO x",
        "STARTTLS",
        "AUTH PLAIN ",
        "AUTH LOGIN",
        "MAIL FROM:<student@smtpsh.example>",
        "RCPT TO:<student@smtpsh.example>",
        "DATA",
        "QUIT",
        "RSET",
        "Subject: x",
        "USER ",
        "PASS ",
        "STAT",
        "LIST",
        "UIDL",
        "RETR ",
        "TOP ",
        "DELE ",
        "CAPA",
        "STLS",
        "APOP ",
        "LOGIN ",
        "SELECT INBOX",
        "EXAMINE Drafts",
        "FETCH ",
        "UID ",
        "STORE ",
        "FLAGS",
        "BODY[",
        "BODY.PEEK[]",
        "HEADER.FIELDS",
        "ENVELOPE",
        "BODYSTRUCTURE",
        "SEARCH ",
        "NOT ",
        "OR ",
        "TEXT ",
        "SINCE ",
        "1-Jun-2026",
        "COPY ",
        "MOVE ",
        "Junk",
        "EXPUNGE",
        "APPEND ",
        "IDLE",
        "DONE",
        "LOGOUT",
        "CREATE ",
        "RENAME ",
        "DELETE ",
        "STATUS ",
        "AUTHENTICATE PLAIN",
        "student@smtpsh.example",
        "letterslikethese",
        "AHN0dWRlbnRAc210cHNoLmV4YW1wbGUAbGV0dGVyc2xpa2V0aGVzZQ==",
    ];
    const SMTP: &str =
        "HELO a\r\nAUTH PLAIN AHN0dWRlbnRAc210cHNoLmV4YW1wbGUAbGV0dGVyc2xpa2V0aGVzZQ==\r\n";
    const POP3: &str = "USER student@smtpsh.example\r\nPASS letterslikethese\r\n";
    const IMAP: &str = "a LOGIN student@smtpsh.example letterslikethese\r\nb SELECT INBOX\r\n";

    fn same<S: Service>(begin: fn(Given) -> S, login: &str, words: &[&str], cut: usize) {
        let bytes = [login.as_bytes(), words.concat().as_bytes()].concat();
        let (one, two) = bytes.split_at(cut.min(bytes.len()));
        let cuts: [Vec<&[u8]>; 3] = [vec![&bytes], bytes.chunks(1).collect(), vec![one, two]];
        let server = || {
            let given = given(Settings::default());
            let mail = super::super::Mail {
                from: String::new(),
                to: Vec::new(),
                data: b"Subject: x\r\n\r\ntext\r\n"[..].into(),
            };
            given.mailbox.deliver(mail, &[super::super::USER]).unwrap();
            begin(given)
        };
        let [whole, each, two] = cuts.map(|pieces| talk(&mut server(), &pieces));
        assert_eq!(
            String::from_utf8_lossy(&whole.0),
            String::from_utf8_lossy(&each.0)
        );
        assert_eq!(whole, two);
    }

    proptest! {
        #[test]
        fn any_bytes_any_cut(
            words in proptest::collection::vec(select(WORDS), 0..60),
            logged_in: bool,
            cut in 0_usize..200,
        ) {
            let login = |login: &'static str| if logged_in { login } else { "" };
            same(smtp::Server::new, login(SMTP), &words, cut);
            same(pop3::Server::new, login(POP3), &words, cut);
            same(imap::Server::new, login(IMAP), &words, cut);
        }
    }
}
