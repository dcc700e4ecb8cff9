//! Dialogues with servers. Each is heard whole, byte by byte, and with trailing bytes.

use super::*;

/// One step: a line that is said, or bytes that arrive and the facts they must give.
enum Step<'a> {
    Say(&'a str),
    /// Bytes that are lines with any ends.
    Raw(&'a str),
    Hear(&'a str, &'a str),
}
use Step::{Hear, Raw, Say};

/// Facts in short: `250 x2 Done` for a reply of two lines, then what came with it.
fn short(heard: &[Heard]) -> String {
    let facts = heard.iter().map(|fact| match fact {
        Heard::Reply(reply) => {
            let code = if reply.word.is_empty() {
                "none"
            } else {
                &reply.word
            };
            let odd: String = reply
                .oddities
                .iter()
                .map(|oddity| format!(" {oddity:?}"))
                .collect();
            let awaited = if reply.is_awaited() { "" } else { " unawaited" };
            format!("{code}x{}{awaited}{odd}", reply.lines.len())
        }
        Heard::Part(part) => panic!("SMTP has no parts: {part:?}"),
        Heard::Challenge(challenge) => format!("asks {:?}", challenge.asks),
        Heard::Offers { now, before } => format!("offers {now:?} before {before:?}"),
        Heard::Settled(settled) => {
            let answered = settled.iter().filter(|to| to.is_some()).count();
            format!("{} settled, {answered} answered", settled.len())
        }
        Heard::UpgradeReady { injected } => format!("upgrade, injected {}", injected.len()),
    });
    facts.collect::<Vec<_>>().join("; ")
}

fn check<'a>(steps: impl IntoIterator<Item = &'a Step<'a>> + Clone) {
    for piece in [usize::MAX, 1, 3] {
        let mut smtp = Smtp::default();
        for step in steps.clone() {
            match step {
                Say(line) => {
                    let said = smtp.say(line.as_bytes());
                    assert_eq!(said.bytes[..], *format!("{line}\r\n").as_bytes());
                }
                Raw(lines) => {
                    for line in lines.split_inclusive('\n') {
                        let line = line.strip_suffix('\n').unwrap();
                        match line.strip_suffix('\r') {
                            Some(line) => smtp.say_ended(line.as_bytes(), End::CrLf),
                            None => smtp.say_ended(line.as_bytes(), End::BareLf),
                        };
                    }
                }
                Hear(bytes, expected) => {
                    let pieces = bytes.as_bytes().chunks(piece.min(bytes.len()));
                    let heard: Vec<Heard> = pieces.flat_map(|piece| smtp.hear(piece)).collect();
                    assert_eq!(short(&heard), *expected, "{bytes:?} in pieces of {piece}");
                }
            }
        }
    }
}

#[test]
fn the_lab_with_qq_as_it_answers() {
    check(&[
        Hear(
            "220 newxmesmtplogicsvrsza.qq.com XMail Esmtp QQ Mail Server.\r\n",
            "220x1",
        ),
        Say("helo qq.com"),
        Hear(
            "250-newxmesmtp.qq.com\r\n250-SIZE 73400320\r\n250 OK\r\n",
            "250x3",
        ),
        Say("auth login"),
        Hear("334 VXNlcm5hbWU6\r\n", "334x1; asks User"),
        Say("dXNlcg=="),
        Hear("334 UGFzc3dvcmQ6\r\n", "334x1; asks Code"),
        Say("Y29kZQ=="),
        Hear("235 Authentication successful\r\n", "235x1"),
        Say("data"),
        Hear("354 End data with <CR><LF>.<CR><LF>.\r\n", "354x1"),
        Say("quit"),
        Say(".."),
        Say("."),
        Hear("250 OK: queued as.\r\n", "250x1"),
        Say("quit"),
        Hear("221 Bye.\r\n", "221x1"),
    ]);
}

const SMUGGLES: &str = "EndedEarly";

#[test]
fn lines_behind_data_are_text_or_commands_when_it_is_answered() {
    check(&[
        Hear("220 hi\r\n", "220x1"),
        Raw("data\r\nSubject: x\r\n\r\n.\r\nquit\r\n"),
        Hear("354 go\r\n", "354x1; 4 settled, 2 answered"),
        Hear("250 kept\r\n221 bye\r\n", "250x1; 221x1"),
    ]);
    check(&[
        Hear("220 hi\r\n", "220x1"),
        Raw("data\r\nSubject: x\r\n.\r\n"),
        Hear("503 no\r\n", "503x1; 2 settled, 2 answered"),
        Hear("500 what\r\n500 what\r\n", "500x1; 500x1"),
        Hear("250 odd\r\n", "250x1 unawaited Unexpected"),
    ]);
    check(&[
        Hear("220 hi\r\n", "220x1"),
        Raw("auth login\r\ndXNlcg==\r\nY29kZQ==\r\nnoop\r\n"),
        Hear(
            "334 VXNlcm5hbWU6\r\n",
            "334x1; asks User; 1 settled, 1 answered",
        ),
        Hear(
            "334 UGFzc3dvcmQ6\r\n",
            "334x1; asks Code; 1 settled, 1 answered",
        ),
        Hear("235 in\r\n", "235x1; 1 settled, 1 answered"),
        Hear("250 noop\r\n", "250x1"),
    ]);
}

#[test]
fn only_crlf_dot_crlf_ends_the_text_for_sure() {
    for doubtful in [
        "hi\n.\nRSET\r\n",
        "hi\r\n.\nRSET\r\n",
        "hi\n.\r\nRSET\r\n",
        "hi\r.\rRSET\r\n",
        "hi\r.\r\nRSET\r\n",
    ] {
        let begin = || {
            vec![
                Hear("220 hi\r\n", "220x1"),
                Say("data"),
                Hear("354 go\r\n", "354x1"),
                Raw(doubtful),
            ]
        };
        // It is text, or it is not.
        let mut strict = begin();
        strict.extend([
            Say("."),
            Hear("250 kept\r\n", "250x1"),
            Say("quit"),
            Hear("221 bye\r\n", "221x1"),
        ]);
        check(&strict);
        let odd = format!("250x1 {SMUGGLES}");
        let mut lax = begin();
        lax.extend([
            Hear("250 kept\r\n", &odd),
            Hear("250 reset\r\n", "250x1"),
            Say("quit"),
            Hear("221 bye\r\n", "221x1"),
        ]);
        check(&lax);
        // The end came as well before anything was heard.
        let mut late = begin();
        late.extend([
            Say("."),
            Hear("250 kept\r\n", "250x1"),
            Hear("250 reset\r\n", &odd),
            Hear("500 what\r\n", "500x1"),
        ]);
        check(&late);
        // A server that gives up does not end it.
        let mut gone = begin();
        gone.push(Hear("421 timeout\r\n", "421x1 unawaited"));
        check(&gone);
    }
}

#[test]
fn a_line_that_is_not_taken_for_one_is_not_awaited() {
    let mut smtp = Smtp::default();
    smtp.hear(b"220 hi\r\n");
    smtp.say_ended(b"NOOP", End::BareLf);
    assert_eq!(smtp.expect(), Expect::Nothing);
    smtp.unanswered();
    assert_eq!(smtp.expect(), Expect::Command);
}

#[test]
fn what_may_be_an_answer_is_a_secret() {
    let mut smtp = Smtp::default();
    smtp.hear(b"220 hi\r\n");
    smtp.say(b"auth login");
    for (line, secret) in [
        (&b"Y29kZQ=="[..], Some(0..8)),
        (b"mail from:<a@b>", None),
        (b"*", None),
    ] {
        let said = smtp.say(line);
        assert_eq!((said.early, said.secret), (true, secret), "{line:?}");
    }
}

#[test]
fn starttls_forgets_and_compares() {
    let mut smtp = Smtp::default();
    smtp.hear(b"220 hi\r\n");
    smtp.say(b"EHLO a");
    let heard = smtp.hear(b"250-hi\r\n250-STARTTLS\r\n250 SIZE 10\r\n");
    assert_eq!(
        short(&heard),
        r#"250x3; offers ["STARTTLS", "SIZE 10"] before None"#
    );
    smtp.say(b"STARTTLS");
    assert_eq!(
        short(&smtp.hear(b"220 go\r\n")),
        "220x1; upgrade, injected 0"
    );
    smtp.secured();
    assert!(smtp.offers().is_empty());
    assert_eq!(smtp.expect(), Expect::Command);
    smtp.say(b"EHLO a");
    let heard = smtp.hear(b"250-hi\r\n250 AUTH PLAIN\r\n");
    assert_eq!(
        short(&heard),
        r#"250x2; offers ["AUTH PLAIN"] before Some(["STARTTLS", "SIZE 10"])"#
    );
}

#[test]
fn clear_text_behind_the_220_is_not_read() {
    for later in [false, true] {
        let mut smtp = Smtp::default();
        smtp.hear(b"220 hi\r\n");
        smtp.say(b"STARTTLS");
        let heard = if later {
            smtp.hear(b"220 go\r\n");
            smtp.hear(b"250 injected\r\n")
        } else {
            smtp.hear(b"220 go\r\n250 injected\r\n")
        };
        assert!(
            short(&heard).ends_with("upgrade, injected 14"),
            "{}",
            short(&heard)
        );
    }
}

#[test]
fn secrets_are_marked_by_what_is_awaited() {
    let mut smtp = Smtp::default();
    smtp.hear(b"220 hi\r\n");
    assert_eq!(smtp.say(b"AUTH PLAIN AGEAYg==").secret, Some(11..19));
    smtp.hear(b"535 no\r\n");
    assert_eq!(smtp.say(b"AUTH LOGIN").secret, None);
    smtp.hear(b"334 UGFzc3dvcmQ6\r\n"); // asks for the password first
    assert_eq!(smtp.say(b"Y29kZQ==").secret, Some(0..8));
    smtp.hear(b"334 VXNlciBOYW1lAA==\r\n"); // aiosmtpd's `User Name\0`
    assert_eq!(smtp.secret(b"dXNlcg=="), None);
    assert_eq!(smtp.say(b"*").secret, None);
    smtp.hear(b"501 cancelled\r\n");
    assert_eq!(smtp.expect(), Expect::Command);
}

/// The stage in short: what is true of it.
fn stage(smtp: &Smtp) -> String {
    let Stage {
        introduced,
        extended,
        tls,
        authenticated,
        sender,
        recipients,
        messages,
        ..
    } = smtp.stage();
    let flags = [
        (introduced, "introduced"),
        (extended, "extended"),
        (tls, "tls"),
        (authenticated, "authenticated"),
        (sender, "sender"),
    ];
    let mut words: Vec<_> = flags
        .iter()
        .filter(|(flag, _)| *flag)
        .map(|(_, word)| (*word).to_owned())
        .collect();
    words.push(format!("{recipients}/{messages}"));
    words.join(" ")
}

#[test]
fn replies_confirm_how_far_it_has_come() {
    let mut smtp = Smtp::default();
    smtp.hear(b"220 hi\r\n");
    let steps = [
        ("MAIL FROM:<a@b>", "503 no\r\n", "0/0"),
        ("HELO a", "250 a\r\n", "introduced 0/0"),
        ("EHLO a", "250 a\r\n", "introduced extended 0/0"),
        (
            "AUTH LOGIN",
            "334 VXNlcm5hbWU6\r\n",
            "introduced extended 0/0",
        ),
        ("YQ==", "334 UGFzc3dvcmQ6\r\n", "introduced extended 0/0"),
        (
            "YQ==",
            "235 ok\r\n",
            "introduced extended authenticated 0/0",
        ),
        (
            "MAIL FROM:<a@b>",
            "250 ok\r\n",
            "introduced extended authenticated sender 0/0",
        ),
        (
            "RCPT TO:<a@b>",
            "550 no\r\n",
            "introduced extended authenticated sender 0/0",
        ),
        (
            "RCPT TO:<a@b>",
            "251 ok\r\n",
            "introduced extended authenticated sender 1/0",
        ),
        (
            "RSET",
            "250 ok\r\n",
            "introduced extended authenticated 0/0",
        ),
        (
            "MAIL FROM:<a@b>",
            "250 ok\r\n",
            "introduced extended authenticated sender 0/0",
        ),
        (
            "RCPT TO:<a@b>",
            "250 ok\r\n",
            "introduced extended authenticated sender 1/0",
        ),
        (
            "DATA",
            "354 go\r\n",
            "introduced extended authenticated sender 1/0",
        ),
        (".", "250 ok\r\n", "introduced extended authenticated 0/1"),
        (
            "STARTTLS",
            "220 ok\r\n",
            "introduced extended authenticated 0/1",
        ),
    ];
    for (line, reply, expected) in steps {
        smtp.say(line.as_bytes());
        smtp.hear(reply.as_bytes());
        assert_eq!(stage(&smtp), expected, "{line}");
    }
    smtp.secured();
    assert_eq!(stage(&smtp), "tls 0/0");
}

#[test]
fn odd_replies_are_kept_and_named() {
    check(&[
        Hear("220-a\n220 b\r\n", "220x2 BareLf"),
        Say("EHLO a"),
        Hear("250-a\r\n251 b\rc\r\n", "251x2 BareCr CodesDiffer"),
        Say("X"),
        Hear("what?\r\n", "nonex1 NoCode"),
        Say("X"),
        Hear("999 x\r\n", "999x1 CodeOutOfRange { code: 999 }"),
        Say("AUTH LOGIN"),
        Hear("334 %%\r\n", "334x1 NotBase64; asks Other"),
        Say("*"),
        Hear("501\r\n", "501x1"),
        Hear("250 to nothing\r\n", "250x1 unawaited Unexpected"),
        Hear("421 idle\r\n", "421x1 unawaited"),
    ]);
}

#[test]
fn a_million_lines_are_bounded() {
    let mut smtp = Smtp::default();
    let many = b"220-x\r\n".repeat(1000);
    for _ in 0..1000 {
        assert!(smtp.hear(&many).is_empty());
    }
    let heard = smtp.hear(b"220 x\r\n");
    assert_eq!(short(&heard), "220x1000 TooManyLines { dropped: 999001 }");
}

mod any_bytes {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn cut_anywhere_they_give_the_same_facts(bytes in r"([2-5][0-9]{2}[ -]?.{0,6}\r?\n|.){0,12}", cut in any::<prop::sample::Index>()) {
            let bytes = bytes.into_bytes();
            let at = cut.index(bytes.len() + 1);
            let (mut whole, mut parts) = (Smtp::default(), Smtp::default());
            let heard = whole.hear(&bytes);
            let mut pieces = parts.hear(&bytes[..at]);
            pieces.extend(parts.hear(&bytes[at..]));
            prop_assert_eq!(heard, pieces);
        }
    }
}
