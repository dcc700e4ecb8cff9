use super::*;
use crate::protocol::case;
use crate::protocol::line::MAX_LINE;
use proptest::prelude::*;

fn check(script: &str) {
    case::check(dialogue, script);
}

#[test]
fn a_session_by_hand() {
    check(
        "
S: * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN AUTH=LOGIN LOGINDISABLED] ready
    Done to (greeting), [CAPABILITY]
    offers IMAP4rev1,AUTH=PLAIN,AUTH=LOGIN,LOGINDISABLED
? Command
C: a1 LOGIN me letterslikethese => a1 LOGIN me ▒
? Nothing
S: a1 OK [CAPABILITY IMAP4rev1 IDLE] in
    Done to LOGIN, [CAPABILITY]
    offers IMAP4rev1,IDLE
C: a2 select inbox
S: * FLAGS (\\Answered \\Seen)
S: * 3 EXISTS
S: * OK [UIDVALIDITY 1] valid
S: a2 OK [READ-WRITE] selected
    data * FLAGS (\\Answered \\Seen)
    data * 3 EXISTS
    data * OK [UIDVALIDITY 1] valid
    Done to SELECT, [READ-WRITE]
C: a3 fetch 2 (flags body[])
S: * 2 FETCH (FLAGS (\\Seen) BODY[] {20}
S: Subject: hi
S:
S+ .text
S: )
S: a3 OK done
    data * 2 FETCH (FLAGS (\\Seen) BODY[] {20}
    text of 2 Subject: hi
    text of 2
    text of 2… .text
    data )
    Done to FETCH
C: a4 close
S: a4 OK
    Done to CLOSE
C: a5 LOGOUT
S: * BYE going
S: a5 OK done
    data * BYE going
    Done to LOGOUT, closes
",
    );
}

#[test]
fn a_command_without_a_tag_is_answered_without_one() {
    check(
        "
S: * OK hi
    Done to (greeting)
C: * noop
? Nothing
S: * BAD what?
    Refused to NOOP
? Command
C:  b noop
S: * BAD what?
    Refused to NOOP
C: a noop
S: * BAD something else
    data * BAD something else
? Nothing
S: a OK
    Done to NOOP
",
    );
}

#[test]
fn a_literal_may_stand_where_the_verb_does() {
    check(
        "
S: * OK hi
    Done to (greeting)
C: x {3} => then 3
? Nothing
S: + go
    GoOn to {3}
? 3 bytes
C: abc => text
S: x BAD what?
    Refused to {3}
",
    );
}

#[test]
fn replies_are_matched_to_tags() {
    check(
        "
S: * OK hi
    Done to (greeting)
C: a NOOP
C: b CAPABILITY
C: c X
S: c BAD what?
S: * CAPABILITY IMAP4rev2
S: b OK
S: d OK
S: * 5 EXISTS
S: a NO [ALERT] no
    Refused to X
    data * CAPABILITY IMAP4rev2
    offers IMAP4rev2
    Done to CAPABILITY
    Done to nothing, NoResponse
    data * 5 EXISTS
    Refused to NOOP, [ALERT]
? Command
S: * 6 EXISTS
S: * BYE idle for too long
    data * 6 EXISTS
    RefusedNow to nothing, closes
",
    );
}

#[test]
fn literals_that_are_said() {
    check(
        "
S: * OK
    Done to (greeting)
C: a APPEND INBOX {10} => then 10
? Nothing
S: + go
    GoOn to APPEND
? 10 bytes
C: ab => text; unanswered
? 6 bytes
C: quit => text; unanswered
? LineEnd { secret: false }
C:  => text
S: a OK
    Done to APPEND
C: b APPEND INBOX {3} => then 3
S: +
    GoOn to APPEND
C: abc => text
S: b OK
    Done to APPEND
C: c APPEND INBOX {3+} => unanswered
? 3 bytes
C: abc => text
S: c OK
    Done to APPEND
C: d APPEND nowhere {3} => then 3
S: d NO [TRYCREATE] no
    Refused to APPEND, [TRYCREATE]
? Command
C: e RENAME {1} => then 1
S: +
    GoOn to RENAME
C: a {1} => text; then 1
S: +
    GoOn to RENAME
C: b => text
? Nothing
S: e OK
    Done to RENAME
",
    );
}

#[test]
fn logging_in_by_literals() {
    check(
        "
S: * OK
    Done to (greeting)
C: a LOGIN {2} => then 2
S: +
    GoOn to LOGIN
C: me {4} => text; then 4 secret
S: +
    GoOn to LOGIN
? 4 bytes, secret
C: pass => ▒; text
S: a NO [AUTHENTICATIONFAILED] no
    Refused to LOGIN, [AUTHENTICATIONFAILED]
C: b LOGIN {2+} => unanswered
C: me \"pass\" => me ▒; text
S: b NO
    Refused to LOGIN
C: c LOGIN me {4+} => unanswered
C: pass => ▒; text
? Nothing
S: c OK
    Done to LOGIN
",
    );
}

#[test]
fn exchanges() {
    check(
        "
S: * OK
    Done to (greeting)
C: a AUTHENTICATE PLAIN AGEAYg== => a AUTHENTICATE PLAIN ▒; begins PLAIN
S: a NO
    Refused to AUTHENTICATE
C: b AUTHENTICATE LOGIN => begins LOGIN
S: + VXNlcm5hbWU6
    GoOn to AUTHENTICATE
    asks User: Username:
C: bWU= => answer
S: * OK still here
S: + UGFzc3dvcmQ6
    data * OK still here
    GoOn to (answer)
    asks Code: Password:
C: Y29kZQ== => ▒; answer
S: b OK
    Done to (answer)
C: c AUTHENTICATE PLAIN => begins PLAIN
S: +
    GoOn to AUTHENTICATE
    asks Other:
C: * => answer
S: c BAD cancelled
    Refused to (answer)
? Command
",
    );
}

#[test]
fn a_code_without_its_command_is_hidden_all_the_same() {
    check(
        "
S: * OK
    Done to (greeting)
C: letterslikethese
S: letterslikethese BAD what?
    Refused to
C: a LOGIN me wrong => a LOGIN me ▒
S: a NO [AUTHENTICATIONFAILED] no
    Refused to LOGIN, [AUTHENTICATIONFAILED]
C: letterslikethese => ▒
S: letterslikethese BAD what?
    Refused to
C: b letterslikethese => ▒
S: b BAD what?
    Refused to ********
C: c SELECT INBOX
S: c BAD not yet
    Refused to SELECT
C: letterslikethese
S: letterslikethese BAD what?
    Refused to
C: d AUTHENTICATE LOGIN => begins LOGIN
S: + VXNlcm5hbWU6
    GoOn to AUTHENTICATE
    asks User: Username:
C: bWU= => answer
S: d NO no
    Refused to (answer)
C: bGV0dGVyc2xpa2V0aGVzZQ== => ▒
S: bGV0dGVyc2xpa2V0aGVzZQ== BAD what?
    Refused to
C: e LOGIN me right => e LOGIN me ▒
S: e OK in
    Done to LOGIN
C: f X
S: f BAD what?
    Refused to X
",
    );
}

#[test]
fn a_code_that_was_taken_for_a_tag_is_not_repeated() {
    let mut imap = Imap::default();
    imap.hear(b"* OK\r\n");
    imap.say(b"a LOGIN me wrong");
    imap.hear(b"a NO\r\n");
    imap.say(b"letterslikethese");
    let heard = imap.hear(b"letterslikethese BAD what?\r\n");
    let [Heard::Reply(reply)] = &heard[..] else {
        panic!("{heard:?}");
    };
    assert_eq!(reply.lines, [b"******** BAD what?"]);
}

#[test]
fn idle_tells_what_happens() {
    check(
        "
S: * PREAUTH
    Done to (greeting)
C: a IDLE
S: + idling
    GoOn to IDLE
? Idle
S: * 4 EXISTS
    data * 4 EXISTS
? Idle
C: DONE
? Nothing
S: * 5 EXISTS
S: a OK done
    data * 5 EXISTS
    Done to DONE
? Command
",
    );
}

#[test]
fn starttls_forgets_and_compares() {
    check(
        "
S: * OK [CAPABILITY STARTTLS LOGINDISABLED] hi
    Done to (greeting), [CAPABILITY]
    offers STARTTLS,LOGINDISABLED
C: a STARTTLS
S: a OK go
    Done to STARTTLS
    upgrade, injected 0
TLS
? Command
C: b CAPABILITY
S: * CAPABILITY AUTH=PLAIN
S: b OK
    data * CAPABILITY AUTH=PLAIN
    offers AUTH=PLAIN before STARTTLS,LOGINDISABLED
    Done to CAPABILITY
",
    );
}

#[test]
fn what_a_login_changes_is_not_the_doing_of_tls() {
    check(
        "
S: * OK [CAPABILITY STARTTLS AUTH=PLAIN] hi
    Done to (greeting), [CAPABILITY]
    offers STARTTLS,AUTH=PLAIN
C: a STARTTLS
S: a OK go
    Done to STARTTLS
    upgrade, injected 0
TLS
C: b LOGIN me secret => b LOGIN me ▒
S: b OK [CAPABILITY IDLE] in
    Done to LOGIN, [CAPABILITY]
    offers IDLE
C: c CAPABILITY
S: * CAPABILITY IDLE
S: c OK
    data * CAPABILITY IDLE
    offers IDLE
    Done to CAPABILITY
",
    );
}

#[test]
fn clear_text_behind_the_border_is_not_read() {
    for later in [false, true] {
        let mut imap = Imap::default();
        imap.hear(b"* OK\r\n");
        imap.say(b"a STARTTLS");
        let heard = if later {
            imap.hear(b"a OK\r\n");
            imap.hear(b"* OK injected\r\n")
        } else {
            imap.hear(b"a OK\r\n* OK injected\r\n")
        };
        let injected = b"* OK injected\r\n".to_vec();
        assert_eq!(heard.last(), Some(&Heard::UpgradeReady { injected }));
    }
}

#[test]
fn names_of_folders_are_decoded() {
    check(
        "
S: * OK
    Done to (greeting)
C: a LIST \"\" *
S: * LIST (\\HasNoChildren) \"/\" \"&UXZO1mWHTvZZOQ-/QQ&kK5O9g-\"
S: * LIST (\\NoSelect) \"/\" &g0l6P3ux-
S: * LIST () \"/\" \"Sent Messages\"
S: * LIST () \"/\" {3}
S+ a b
S:
S: a OK
    data * LIST (\\HasNoChildren) \"/\" \"&UXZO1mWHTvZZOQ-/QQ&kK5O9g-\", says 其他文件夹/QQ邮件
    data * LIST (\\NoSelect) \"/\" &g0l6P3ux-, says 草稿箱
    data * LIST () \"/\" \"Sent Messages\"
    data * LIST () \"/\" {3}
    data… a b
    data
    Done to LIST
",
    );
}

/// RFC 9051, Appendix E: ENABLE, ESEARCH, names in UTF-8, CLOSED, sizes of 63 bits, BINARY's literals.
#[test]
fn rev2() {
    check(
        "
S: * PREAUTH [CAPABILITY IMAP4rev2 AUTH=PLAIN] hi
    Done to (greeting), [CAPABILITY]
    offers IMAP4rev2,AUTH=PLAIN
C: a LIST \"\" *
S: * LIST () \"/\" &g0l6P3ux-
S: a OK
    data * LIST () \"/\" &g0l6P3ux-, says 草稿箱
    Done to LIST
C: b ENABLE IMAP4rev2
S: * ENABLED IMAP4rev2
S: b OK
    data * ENABLED IMAP4rev2
    Done to ENABLE
C: c LIST \"\" *
S: * LIST () \"/\" \"草稿箱\"
S: * LIST () \"/\" &g0l6P3ux- (\"OLDNAME\" (\"a\"))
S: c OK
    data * LIST () \"/\" \"草稿箱\"
    data * LIST () \"/\" &g0l6P3ux- (\"OLDNAME\" (\"a\"))
    Done to LIST
C: d SELECT 草稿箱
S: * OK [CLOSED]
S: * 3 EXISTS
S: * LIST () \"/\" \"草稿箱\"
S: d OK [READ-WRITE]
    data * OK [CLOSED]
    data * 3 EXISTS
    data * LIST () \"/\" \"草稿箱\"
    Done to SELECT, [READ-WRITE]
C: e SEARCH RETURN (COUNT ALL) UNSEEN
S: * ESEARCH (TAG \"e\") COUNT 2 ALL 1,3
S: e OK
    data * ESEARCH (TAG \"e\") COUNT 2 ALL 1,3
    Done to SEARCH
C: f FETCH 1 (RFC822.SIZE BINARY[1])
S: * 1 FETCH (UID 4 RFC822.SIZE 9223372036854775807 BINARY[1] ~{2}
S+ ab
S: )
S: f OK
    data * 1 FETCH (UID 4 RFC822.SIZE 9223372036854775807 BINARY[1] ~{2}
    text of 1… ab
    data )
    Done to FETCH
",
    );
    let mut imap = Imap::default();
    imap.hear(b"* OK [CAPABILITY IMAP4rev2 AUTH=PLAIN]\r\n");
    let line = imap.authenticate("PLAIN", Some(&Secret::new("AGEAYg==")));
    assert_eq!(line, Some(Secret::new("AUTHENTICATE PLAIN AGEAYg==")));
}

#[test]
fn what_is_odd_is_told() {
    check(
        "
S: 220 an SMTP server
    Unclear to (greeting), NoResponse
C: a NOOP
S: + go on with what?
S: a what?
S: * 1 FETCH (BODY[] {99999999999999999999999}
S: x
    GoOn to NOOP, Unexpected
    Unclear to NOOP, NoStatusWord
    data * 1 FETCH (BODY[] {99999999999999999999999}, BadLiteral
    Unclear to nothing, NoResponse
C: b SEARCH ALL
S: * OK a text that ends with {5}
S: * SEARCH
S: b OK {3}
    data * OK a text that ends with {5}
    data * SEARCH
    Done to SEARCH
? Command
",
    );
}

#[test]
fn a_missing_tag_hides_the_code_all_the_same() {
    let mut imap = Imap::default();
    imap.hear(b"* OK\r\n");
    assert_eq!(imap.say(b"LOGIN me pass").secret, Some(9..13));
    imap.tagging(true);
    assert_eq!(imap.secret(b"LOGIN me pass"), Some(9..13));
    assert_eq!(imap.line(b"NOOP")[..], *b"a001 NOOP");
    imap.say(b"a002 NOOP");
    assert_eq!(imap.line(b"NOOP")[..], *b"a003 NOOP");
}

fn fetch(mails: &str) -> Errand {
    Errand::Last(format!(
        "FETCH {mails} (RFC822.SIZE BODY.PEEK[HEADER.FIELDS (FROM SUBJECT DATE)])"
    ))
}

#[test]
fn how_mails_are_listed_and_read() {
    let mut imap = Imap::default();
    imap.hear(b"* PREAUTH\r\n");
    assert_eq!(imap.read(1), Errand::First("SELECT INBOX".into()));
    imap.say(b"a SELECT INBOX");
    imap.hear(b"* 30 EXISTS\r\na OK\r\n");
    assert_eq!(imap.read(7), Errand::Last("FETCH 7 BODY.PEEK[]".into()));
    assert_eq!(imap.list(), fetch("11:30"));
    imap.hear(b"* 1 EXPUNGE\r\n* 2 EXPUNGE\r\n");
    assert_eq!(imap.list(), fetch("9:28"));
    // What came into an empty folder is asked for, once.
    imap.say(b"d SELECT empty");
    imap.hear(b"* 0 EXISTS\r\nd OK\r\n");
    for (news, then) in [("", Errand::Nothing), ("* 1 EXISTS\r\n", fetch("1:1"))] {
        assert_eq!(imap.list(), Errand::First("NOOP".into()));
        imap.say(b"e NOOP");
        imap.hear(format!("{news}e OK\r\n").as_bytes());
        assert_eq!(imap.list(), then);
    }
    // What could not be read leaves the folder open (RFC 9051 §6.3.2).
    imap.say(b"c SELECT INBOX INBOX");
    imap.hear(b"c BAD\r\n");
    assert_eq!(imap.read(7), Errand::Last("FETCH 7 BODY.PEEK[]".into()));
    imap.say(b"b SELECT nowhere");
    imap.hear(b"b NO\r\n");
    assert_eq!(imap.list(), Errand::First("SELECT INBOX".into()));
}

#[test]
fn a_literal_of_any_size_leaves_as_it_comes() {
    let mut imap = Imap::default();
    imap.hear(b"* OK\r\n");
    imap.say(b"a FETCH 1 BODY[]");
    let size = 100_000_000_usize;
    imap.hear(format!("* 1 FETCH (BODY[] {{{size}}}\r\n").as_bytes());
    let chunk = [
        b"x".repeat(60_000),
        b"\r\n".repeat(2_000),
        b".\ry".repeat(12_000),
    ]
    .concat();
    assert_eq!(size % chunk.len(), 0);
    let mut total = 0;
    for _ in 0..size / chunk.len() {
        for heard in imap.hear(&chunk) {
            let Heard::Part(part) = heard else {
                panic!("{heard:?}")
            };
            assert_eq!((part.kind, part.mail), (Kind::Text, Some(1)));
            total += part.bytes.len() + part.end.map_or(0, |end| end.bytes().len());
        }
        assert!(imap.partial().is_none_or(|kept| kept.len() <= MAX_LINE + 1));
    }
    let rest = imap.hear(b")\r\na OK\r\n");
    for heard in &rest {
        if let Heard::Part(Part {
            kind: Kind::Text,
            bytes,
            ..
        }) = heard
        {
            total += bytes.len();
        }
    }
    assert_eq!(total, size);
    assert_eq!(imap.expect(), Expect::Command);
}

#[test]
fn endless_lines_are_bounded() {
    for start in ["* SEARCH", "a ", "* OK ", "+ ", "* LIST () "] {
        let mut imap = Imap::default();
        imap.hear(b"* OK\r\n");
        imap.say(b"a SEARCH ALL");
        imap.hear(start.as_bytes());
        for _ in 0..1000 {
            for heard in imap.hear(&[b'1'; 4096]) {
                assert!(matches!(heard, Heard::Part(part) if part.bytes.len() <= MAX_LINE + 1));
            }
            assert!(imap.partial().is_none_or(|kept| kept.len() <= MAX_LINE + 1));
        }
        assert!(!imap.hear(b"\r\n").is_empty(), "{start}");
    }
}

proptest! {
    #[test]
    fn cut_anywhere_they_give_the_same_facts(
        bytes in r"((a |b |\* |\+ |\* 1 FETCH |\* OK )?(OK |NO |\[X\] |BODY\[\] )?.{0,6}(\{[0-9]{1,2}\})?\r?\n|.){0,12}",
        cut in 0..300_usize,
    ) {
        let busy = || -> Box<dyn Dialogue> {
            let mut imap = Imap::default();
            imap.say(b"a AUTHENTICATE LOGIN");
            imap.say(b"b FETCH 1 BODY[]");
            Box::new(imap)
        };
        case::same_in_pieces(busy, bytes.as_bytes(), cut);
    }
}
