use super::*;
use crate::protocol::LISTED;
use crate::protocol::case;
use proptest::prelude::*;

fn check(script: &str) {
    case::check(dialogue, script);
}

#[test]
fn a_session_by_hand() {
    check(
        "
S: +OK POP3 server ready <1896.697170952@dbc.mtview.ca.us>
    Done to (greeting)
? Command
C: USER me
? Nothing
S: +OK
    Done to USER
C: PASS letters like these => PASS ▒
S: +OK 2 messages
    Done to PASS
C: STAT
S: +OK 2 320
    Done to STAT
C: list
S: +OK 2 messages
S: 1 120
S: 2 200
S: .
    Done to LIST, more
    data 1 120
    data 2 200
    end .
C: LIST 2
S: +OK 2 200
    Done to LIST
C: UIDL
S: +OK
S: 1 whqtswO00WBw418f9t5JxYwZ
S: .
    Done to UIDL, more
    data 1 whqtswO00WBw418f9t5JxYwZ
    end .
C: UIDL 1
S: +OK 1 whqtswO00WBw418f9t5JxYwZ
    Done to UIDL
C: RETR 2
S: +OK 200 octets
S: Subject: dots
S:
S: ..
S: ..two
S: .
    Done to RETR, more
    text of 2 Subject: dots
    text of 2
    text of 2 .
    text of 2 .two
    end .
C: TOP 1 0
S: -ERR [SYS/TEMP] not now
    RefusedNow to TOP, [SYS/TEMP]
C: QUIT
S: +OK bye
    Done to QUIT, closes
",
    );
}

#[test]
fn pipelined_commands_keep_their_order() {
    check(
        "
S: +OK
    Done to (greeting)
C: USER me
C: PASS x => PASS ▒
C: LIST
C: LIST 1
C: RETR 1
C: CAPA
C: NOOP
S: +OK
S: +OK
S: +OK
S: 1 10
S: .
S: +OK 1 10
S: -ERR no such message
S: +OK
S: TOP
S: SASL PLAIN LOGIN
S: .
S: +OK
    Done to USER
    Done to PASS
    Done to LIST, more
    data 1 10
    end .
    Done to LIST
    Refused to RETR
    Done to CAPA, more
    data TOP
    data SASL PLAIN LOGIN
    end .
    offers TOP,SASL PLAIN LOGIN
    Done to NOOP
? Command
",
    );
}

#[test]
fn exchanges() {
    check(
        "
S: +OK
    Done to (greeting)
C: AUTH PLAIN AGEAYg== => AUTH PLAIN ▒; begins PLAIN
S: -ERR [AUTH] no
    Refused to AUTH, [AUTH]
C: AUTH PLAIN => begins PLAIN
S: +
    GoOn to AUTH
    asks Other:
? answer Other
C: AGEAYg== => ▒; answer
S: -ERR [IN-USE] locked
    RefusedNow to (answer), [IN-USE]
C: AUTH LOGIN => begins LOGIN
S: + VXNlcm5hbWU6
    GoOn to AUTH
    asks User: Username:
C: bWU= => answer
S: + UGFzc3dvcmQ6
    GoOn to (answer)
    asks Code: Password:
C: * => answer
S: -ERR cancelled
    Refused to (answer)
C: AUTH CRAM-MD5 => begins CRAM-MD5
S: + %%
    GoOn to AUTH, NotBase64
    asks Other:
C: * => answer
S: -ERR
    Refused to (answer)
C: APOP me c4c9334bac560ecc979e58001b3e22fb => APOP me ▒
S: +OK maildrop locked
    Done to APOP
C: AUTH
S: +OK
S: PLAIN
S: .
    Done to AUTH, more
    data PLAIN
    end .
",
    );
}

#[test]
fn stls_forgets_and_compares() {
    check(
        "
S: +OK <1@a>
    Done to (greeting)
C: CAPA
S: +OK
S: STLS
S: .
    Done to CAPA, more
    data STLS
    end .
    offers STLS
C: STLS
S: +OK go
    Done to STLS
    upgrade, injected 0
TLS
? Command
C: CAPA
S: +OK
S: SASL PLAIN
S: .
    Done to CAPA, more
    data SASL PLAIN
    end .
    offers SASL PLAIN before STLS
",
    );
}

#[test]
fn clear_text_behind_the_border_is_not_read() {
    for later in [false, true] {
        let mut pop3 = Pop3::default();
        pop3.hear(b"+OK\r\n");
        pop3.say(b"STLS");
        let heard = if later {
            pop3.hear(b"+OK\r\n");
            pop3.hear(b"-ERR injected\r\n")
        } else {
            pop3.hear(b"+OK\r\n-ERR injected\r\n")
        };
        let injected = b"-ERR injected\r\n".to_vec();
        assert_eq!(heard.last(), Some(&Heard::UpgradeReady { injected }));
    }
    let mut refused = Pop3::default();
    refused.hear(b"+OK\r\n");
    refused.say(b"STLS");
    refused.hear(b"-ERR no\r\n");
    assert_eq!(refused.expect(), Expect::Command);
}

#[test]
fn what_comes_unasked_or_is_odd() {
    check(
        "
S: 220 an SMTP server
    Unclear to (greeting), NoStatus
C: STAT
S: + what?
    GoOn to STAT, Unexpected
C: X
S: what?
    Unclear to X, NoStatus
S: +OK more
    Done to nothing, Unexpected
S: .
    Unclear to nothing, NoStatus, Unexpected
S: -ERR idle for too long
    Refused to nothing, closes
",
    );
}

#[test]
fn a_code_without_its_verb_is_hidden_all_the_same() {
    check(
        "
S: +OK
    Done to (greeting)
C: USER me
S: +OK
    Done to USER
C: letterslikethese => ▒
S: -ERR unknown command
    Refused to ********
C: NOOP
S: -ERR
    Refused to NOOP
C: letterslikethese
S: -ERR
    Refused to LETTERSLIKETHESE
C: USER me
S: +OK
    Done to USER
C: PASS x => PASS ▒
S: +OK
    Done to PASS
C: XTND
S: -ERR
    Refused to XTND
",
    );
}

#[test]
fn what_is_offered_to_log_in_with() {
    let mut pop3 = Pop3::default();
    pop3.hear(b"+OK hi <1.2@host>\r\n");
    assert_eq!(pop3.mechanisms(), ["APOP"]);
    assert_eq!(pop3.challenge("APOP"), Some(&b"<1.2@host>"[..]));
    pop3.say(b"CAPA");
    pop3.hear(b"+OK\r\nSASL PLAIN CRAM-MD5\r\n.\r\n");
    assert_eq!(pop3.mechanisms(), ["PLAIN", "CRAM-MD5", "APOP"]);
    // RFC 2449 §4: what does not fit into a line is not said in one.
    let long = Secret::new("A".repeat(300));
    assert_eq!(pop3.authenticate("XOAUTH2", Some(&long)), None);
    assert!(pop3.authenticate("XOAUTH2", None).is_some());
    for greeting in ["+OK hi", "+OK <no at>", "+OK >@<", "+OK <a@\x07>"] {
        let mut pop3 = Pop3::default();
        pop3.hear(format!("{greeting}\r\n").as_bytes());
        assert!(pop3.mechanisms().is_empty(), "{greeting}");
    }
}

#[test]
fn a_mail_of_any_size_leaves_as_it_comes() {
    let mut pop3 = Pop3::default();
    pop3.hear(b"+OK\r\n");
    pop3.say(b"RETR 1");
    pop3.hear(b"+OK\r\n");
    let mut total = 0;
    for chunk in [&b"no line end "[..], &b"\r\n..x\r\n".repeat(1000)] {
        for _ in 0..400 {
            for heard in pop3.hear(chunk) {
                let Heard::Part(part) = heard else {
                    panic!("{heard:?}")
                };
                total += part.bytes.len();
            }
            let kept = pop3.partial().map_or(0, |kept| kept.len());
            assert!(kept <= crate::protocol::line::MAX_LINE + 1);
        }
    }
    assert_eq!(total, 400 * b"no line end ".len() + 400 * 1000 * 2);
    assert_eq!(pop3.expect(), Expect::Nothing);
    pop3.hear(b"\r\n.\r\n");
    assert_eq!(pop3.expect(), Expect::Command);
}

proptest! {
    #[test]
    fn cut_anywhere_they_give_the_same_facts(
        bytes in r"((\+OK|-ERR|\+|\.|\.\.)?.{0,6}\r?\n|.){0,12}",
        cut in 0..200_usize,
    ) {
        let listing = || -> Box<dyn Dialogue> {
            let mut pop3 = Pop3::default();
            for line in [&b"AUTH PLAIN"[..], b"LIST", b"RETR 1"] {
                pop3.say(line);
            }
            Box::new(pop3)
        };
        case::same_in_pieces(listing, bytes.as_bytes(), cut);
    }
}

/// What is asked for `:list`, each with what the server answers.
fn listing(answers: &[(&str, &str)]) -> Errand {
    let mut pop3 = Pop3::default();
    pop3.hear(b"+OK\r\n");
    for (command, answer) in answers {
        let (Errand::First(said) | Errand::Try(said)) = pop3.list() else {
            panic!("not {command}");
        };
        assert_eq!(said, *command);
        pop3.say(said.as_bytes());
        pop3.hear(answer.replace('\n', "\r\n").as_bytes());
    }
    pop3.list()
}

#[test]
fn how_mails_are_listed() {
    let list = ("LIST", "+OK\n1 120\n3 5\n.\n");
    let each = |together| Errand::Each {
        verb: "TOP",
        commands: vec!["TOP 1 0".to_owned(), "TOP 3 0".to_owned()],
        together,
    };
    let capa = ("CAPA", "+OK\nTOP\nPIPELINING\n.\n");
    assert_eq!(listing(&[capa, list]), each(true));
    assert_eq!(listing(&[("CAPA", "+OK\nTOP\n.\n"), list]), each(false));
    assert_eq!(listing(&[("CAPA", "-ERR what?\n"), list]), each(false));
    assert_eq!(
        listing(&[("CAPA", "+OK\nUIDL\n.\n"), list]),
        Errand::Without("TOP")
    );
    assert_eq!(listing(&[capa, ("LIST", "+OK\n.\n")]), Errand::Nothing);
    let many: String = (1..=300).map(|mail| format!("{mail} 9\n")).collect();
    let many = format!("+OK\n{many}garbage\n.\n");
    let Errand::Each { commands, .. } = listing(&[capa, ("LIST", &many)]) else {
        panic!("not each");
    };
    assert_eq!(commands.len(), LISTED - 1);
    assert_eq!(commands.last().map(String::as_str), Some("TOP 300 0"));
    // What was listed before something else was said may not be so any more.
    let mut pop3 = Pop3::default();
    pop3.hear(b"+OK\r\n");
    pop3.say(b"CAPA");
    pop3.hear(b"-ERR\r\n");
    pop3.say(b"LIST");
    pop3.hear(b"+OK\r\n1 120\r\n.\r\n");
    pop3.say(b"DELE 1");
    pop3.hear(b"+OK\r\n");
    assert_eq!(pop3.list(), Errand::First("LIST".into()));
}
