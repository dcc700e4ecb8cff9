//! Dialogues with the IMAP server.

use super::*;
use crate::practice::limits::Room;
use crate::practice::mailbox::Mail;
use crate::practice::{Settings, USER, dialogue};

const LAB: &str = r#"C: a CAPABILITY
S: * CAPABILITY IMAP4rev1 LITERAL+ ID STARTTLS SASL-IR AUTH=PLAIN AUTH=LOGIN IDLE NAMESPACE CHILDREN SPECIAL-USE UIDPLUS UNSELECT MOVE
S: a OK CAPABILITY completed
C: b ID ("name" "x" "version" NIL)
S: * ID ("name" "smtpsh practice server")
S: b OK ID completed
C: c login student@smtpsh.example letterslikethese
S: c OK [CAPABILITY IMAP4rev1 LITERAL+ ID IDLE NAMESPACE CHILDREN SPECIAL-USE UIDPLUS UNSELECT MOVE] Logged in
C: d NAMESPACE
S: * NAMESPACE (("" "/")) NIL NIL
S: d OK NAMESPACE completed
C: e LIST "" *
S: * LIST (\HasNoChildren) "/" "INBOX"
S: * LIST (\Sent \HasNoChildren) "/" "Sent Messages"
S: * LIST (\Drafts \HasNoChildren) "/" "Drafts"
S: * LIST (\Trash \HasNoChildren) "/" "Deleted Messages"
S: * LIST (\Junk \HasNoChildren) "/" "Junk"
S: * LIST (\Noselect \HasChildren) "/" "&UXZO1mWHTvZZOQ-"
S: * LIST (\HasNoChildren) "/" "&UXZO1mWHTvZZOQ-/&W56ajGKlVEo-"
S: e OK LIST completed
C: f LIST "" ""
S: * LIST (\Noselect) "/" ""
S: f OK LIST completed
C: g STATUS inbox (MESSAGES RECENT UIDNEXT UIDVALIDITY UNSEEN)
S: * STATUS "INBOX" (MESSAGES 2 RECENT 2 UIDNEXT 3 UIDVALIDITY 1780300800 UNSEEN 2)
S: g OK STATUS completed
C: h SELECT INBOX
S: * FLAGS (\Answered \Flagged \Deleted \Seen \Draft)
S: * 2 EXISTS
S: * 2 RECENT
S: * OK [UNSEEN 1] The first that was not read
S: * OK [PERMANENTFLAGS (\Answered \Flagged \Deleted \Seen \Draft \*)] Flags that stay
S: * OK [UIDVALIDITY 1780300800] UIDs are valid
S: * OK [UIDNEXT 3] The next UID
S: h OK [READ-WRITE] SELECT completed
C: i FETCH 1:* FAST
S: * 1 FETCH (FLAGS (\Recent) INTERNALDATE " 1-Jun-2026 08:00:00 +0000" RFC822.SIZE 38)
S: * 2 FETCH (FLAGS (\Recent) INTERNALDATE " 1-Jun-2026 08:00:00 +0000" RFC822.SIZE 21)
S: i OK FETCH completed
C: j FETCH 1 BODY[]
S: * 1 FETCH (BODY[] {38}
S: Subject: a
S: From: Ann <ann@x>
S: 
S: one
S:  FLAGS (\Seen \Recent))
S: j OK FETCH completed
C: k FETCH 1 (UID BODY.PEEK[TEXT]<1.2> BODY[HEADER.FIELDS (FROM)])
S: * 1 FETCH (UID 1 BODY[TEXT]<1> {2}
S: ne BODY[HEADER.FIELDS (FROM)] {21}
S: From: Ann <ann@x>
S: 
S: )
S: k OK FETCH completed
C: l UID FETCH 2:9 (ENVELOPE BODY RFC822.SIZE)
S: * 2 FETCH (UID 2 ENVELOPE (NIL "b" NIL NIL NIL NIL NIL NIL NIL NIL) BODY ("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 7 0) RFC822.SIZE 21)
S: l OK FETCH completed
C: m STORE 2 +FLAGS (\Deleted $Lab)
S: * 2 FETCH (FLAGS ($Lab \Deleted \Recent))
S: m OK STORE completed
C: n UID STORE 1 -FLAGS.SILENT \Seen
S: n OK STORE completed
C: o SEARCH UNSEEN NOT DELETED
S: * SEARCH 1
S: o OK SEARCH completed
C: p UID SEARCH OR SUBJECT "B" FROM ann SINCE 1-Jun-2026
S: * SEARCH 1 2
S: p OK SEARCH completed
C: q COPY 1 "Sent Messages"
S: q OK [COPYUID 1780300800 1 1] COPY completed
C: r EXPUNGE
S: * 2 EXPUNGE
S: r OK EXPUNGE completed
C: s APPEND Drafts (\Draft) "01-Jun-2026 16:00:00 +0800" {17}
S: + Ready for the literal
C: Subject: d
C: 
C: x
C: 
S: s OK [APPENDUID 1780300800 1] APPEND completed
C: t MOVE 1 Drafts
S: * OK [COPYUID 1780300800 1 2] Moved
S: * 1 EXPUNGE
S: t OK MOVE completed
C: u EXAMINE Drafts
S: …
S: * 2 EXISTS
S: * 2 RECENT
S: * OK [UNSEEN 1] The first that was not read
S: * OK [PERMANENTFLAGS ()] Flags that stay
S: …
S: …
S: u OK [READ-ONLY] EXAMINE completed
C: v FETCH 1 (FLAGS INTERNALDATE BODY[TEXT])
S: * 1 FETCH (FLAGS (\Draft \Recent) INTERNALDATE " 1-Jun-2026 16:00:00 +0800" BODY[TEXT] {3}
S: x
S: )
S: v OK FETCH completed
C: w STORE 1 FLAGS ()
S: w NO The folder was opened by EXAMINE: it is only looked at
C: x UNSELECT
S: x OK UNSELECT completed
C: y LOGOUT
S: * BYE The practice server says goodbye
S: y OK LOGOUT completed
"#;

const REFUSALS: &str = r#"C: LOGIN
S: LOGIN BAD Unknown command
C: 
S: * BAD A command begins with a tag, and a space behind it
C: + NOOP
S: * BAD A command begins with a tag, and a space behind it
C: u{20}
S: * BAD A command begins with a tag, and a space behind it
C: login student@smtpsh.example letterslikethese
S: login BAD Unknown command
C: a SELECT INBOX
S: a BAD Log in first
C: b LOGIN student@smtpsh.example wrong
S: b NO Login fail. Please use your authorization code, not your password
C: c LOGIN student@smtpsh.example
S: c BAD An argument is missing, or the space before it
C: d AUTHENTICATE CRAM-MD5
S: d NO Unrecognized authentication type
C: e AUTHENTICATE LOGIN
S: + VXNlcm5hbWU6
C: *
S: e BAD authentication cancelled
C: e2 AUTHENTICATE LOGIN
S: + VXNlcm5hbWU6
C: me {2}
S: e2 BAD that is not base64
C: f AUTHENTICATE PLAIN =
S: f BAD PLAIN is NUL, user name, NUL, code
C: g AUTHENTICATE PLAIN
S: + 
C: AHN0dWRlbnRAc210cHNoLmV4YW1wbGUAbGV0dGVyc2xpa2V0aGVzZQ==
S: …
C: h LOGIN x y
S: h BAD You have logged in already
C: i FETCH 1 ALL
S: i BAD Select a folder first: SELECT INBOX
C: j SELECT Nowhere
S: j NO [NONEXISTENT] There is no such folder
C: k SELECT &UXZO1mWHTvZZOQ-
S: k NO [CANNOT] It holds folders only
C: l DELETE INBOX
S: l NO [CANNOT] INBOX stays, and what holds folders
C: m CREATE a/b
S: m OK CREATE completed
C: mm CREATE Abc&def
S: mm NO [CANNOT] The name is not modified UTF-7: a single & is written &-
C: n CREATE a/b
S: n NO [ALREADYEXISTS] There is such a folder
C: oo RENAME a/b &AGE-
S: oo NO [CANNOT] The name is not modified UTF-7: a single & is written &-
C: o RENAME a/b a/c
S: o OK RENAME completed
C: p UNSUBSCRIBE a/c
S: p OK Completed
C: q LSUB "" a/*
S: q OK LSUB completed
C: r DELETE a/c
S: r OK DELETE completed
C: s APPEND Nowhere {1+}
C: x
S: s NO [TRYCREATE] There is no such folder
C: t SELECT INBOX
S: …
S: …
S: …
S: …
S: …
S: …
S: …
S: …
C: u FETCH 3 ALL
S: u BAD There is no message of that number
C: v FETCH 1 FOO
S: v BAD FETCH knows no such item: try FLAGS, ENVELOPE, BODY[]
C: w FETCH 1 BODY[9]
S: * 1 FETCH (BODY[9] NIL FLAGS (\Seen \Recent))
S: w OK FETCH completed
C: x UID NOOP
S: x BAD UID stands before FETCH, STORE, SEARCH, COPY, MOVE, EXPUNGE
C: y SEARCH CHARSET KLINGON ALL
S: y NO [BADCHARSET (UTF-8 US-ASCII GBK)] The charset is not known
C: z SEARCH FOO
S: z BAD SEARCH knows no such key: try ALL, UNSEEN, FROM "…"
C: aa IDLE
S: + idling
C: NOOP
S: aa BAD IDLE is ended by DONE
C: ab IDLE
S: + idling
C: done
S: ab OK IDLE terminated
C: ac CLOSE
S: ac OK CLOSE completed
C: ad STARTTLS
S: ad BAD You have logged in already
"#;

/// What the server says with a fault.
const FAULTY: &[(Fault, &str)] = &[
    (
        Fault::ServiceOff,
        "C: a LOGIN student@smtpsh.example letterslikethese\nS: a NO Login fail. Account is abnormal, service is not open, password is incorrect, login frequency limited, or system is busy. More information at https://help.mail.qq.com/detail/108/1023\n",
    ),
    (
        Fault::WrongCode,
        "C: a LOGIN student@smtpsh.example letterslikethese\nS: a NO Login fail. Please use your authorization code, not your password\n",
    ),
    (
        Fault::TlsFirst,
        "C: a CAPABILITY\nS: * CAPABILITY IMAP4rev1 LITERAL+ ID STARTTLS LOGINDISABLED IDLE NAMESPACE CHILDREN SPECIAL-USE UIDPLUS UNSELECT MOVE\nS: …\nC: b LOGIN a b\nS: b NO [PRIVACYREQUIRED] Send STARTTLS first\nC: c AUTHENTICATE PLAIN\nS: c NO [PRIVACYREQUIRED] Send STARTTLS first\n",
    ),
    (
        Fault::NoStartTls,
        "C: a STARTTLS\nS: a BAD Unknown command\n",
    ),
    (
        Fault::Gbk,
        "C: a FOO\nS: a BAD 错误：不支持该命令\nC: b SELECT x\nS: b BAD 错误：请先登录\n",
    ),
];

const LOGIN: &[u8] = b"a LOGIN student@smtpsh.example letterslikethese\r\nb SELECT INBOX\r\n";

/// A server with two mails for the user, and one for somebody else.
fn server() -> Server {
    let server = Server::new(dialogue::given(Settings::default()));
    deliver(
        &server,
        "Subject: a\r\nFrom: Ann <ann@x>\r\n\r\none\r\n",
        USER,
    );
    deliver(&server, "Subject: b\r\n\r\nthe end", USER);
    deliver(&server, "Subject: c\r\n\r\n", "other@smtpsh.example");
    server
}

fn deliver(server: &Server, text: &str, to: &str) {
    let mail = Mail {
        from: USER.to_owned(),
        to: vec![to.to_owned()],
        data: text.as_bytes().into(),
    };
    let users = server.given.settings.users_of(&mail.to);
    server.given.mailbox.deliver(mail, &users).unwrap();
}

fn with(fault: Fault) -> Server {
    let server = server();
    server.given.settings.faults.set(fault, true);
    server
}

fn said(server: &mut Server, line: &str) -> String {
    let mut said = Vec::new();
    let mut rest = line.as_bytes();
    loop {
        let step = server.hear(rest);
        said.extend(step.reply);
        if step.then != Then::More {
            return String::from_utf8(said).unwrap();
        }
        rest = &rest[step.taken..];
    }
}

#[test]
fn dialogues() {
    let happened = dialogue::check(server, LAB);
    let read = |it: &&Happened| matches!(it, Happened::Read("IMAP", subject) if subject == "a");
    assert_eq!(happened.iter().filter(read).count(), 1);
    dialogue::check(server, REFUSALS);
    for (fault, dialogue) in FAULTY {
        dialogue::check(|| with(*fault), dialogue);
    }
}

/// RFC 3501 §7: another session's changes, and new mail, at the next command; in IDLE at once.
#[test]
fn two_sessions_see_the_same_folder() {
    let mut one = server();
    let mut two = Server::new(one.given.clone());
    one.hear(LOGIN);
    assert!(
        String::from_utf8(two.hear(LOGIN).reply)
            .unwrap()
            .contains("* 0 RECENT")
    );
    assert_eq!(two.news(), None);
    two.hear(b"c IDLE\r\n");
    assert_eq!(two.news().unwrap(), b"");
    one.hear(b"c STORE 1 +FLAGS (\\Deleted)\r\n");
    assert_eq!(two.news().unwrap(), b"* 1 FETCH (FLAGS (\\Deleted))\r\n");
    one.hear(b"d EXPUNGE\r\n");
    deliver(&one, "Subject: new\r\n\r\n", USER);
    assert_eq!(
        two.news().unwrap(),
        b"* 1 EXPUNGE\r\n* 2 EXISTS\r\n* 1 RECENT\r\n"
    );
    assert_eq!(said(&mut two, "DONE\r\n"), "c OK IDLE terminated\r\n");
    assert_eq!(
        said(&mut one, "e NOOP\r\n"),
        "* 2 EXISTS\r\n* 1 RECENT\r\ne OK NOOP completed\r\n"
    );
    // Numbers stay what they are while they are used.
    two.hear(b"d UID STORE 2 +FLAGS.SILENT (\\Deleted)\r\ne EXPUNGE\r\n");
    assert_eq!(
        said(&mut one, "f FETCH 1:2 UID\r\n"),
        "* 2 FETCH (UID 3)\r\nf OK FETCH completed\r\n"
    );
    assert_eq!(
        said(&mut one, "g NOOP\r\n"),
        "* 1 EXPUNGE\r\ng OK NOOP completed\r\n"
    );
}

#[test]
fn starttls_is_a_border() {
    let mut server = server();
    let step = server.hear(b"a STARTTLS\r\nb LOGIN student@smtpsh.example letterslikethese\r\n");
    assert_eq!(step.then, Then::StartTls { injected: true });
    assert_eq!(step.reply, b"a OK Begin TLS negotiation now\r\n");
    server.secured();
    assert!(!said(&mut server, "c CAPABILITY\r\n").contains("STARTTLS"));
    assert_eq!(
        said(&mut server, "d STARTTLS\r\n"),
        "d BAD TLS is already up\r\n"
    );
}

/// In a long mail too, wherever it stands.
#[test]
fn searches_a_long_mail() {
    let mut server = Server::new(dialogue::given(Settings::default()));
    let filled = |before: usize| {
        format!(
            "Content-Type: a/b\r\n\r\n{}Needle你\r\n",
            "y".repeat(before)
        )
    };
    for before in [0, ENOUGH - 20, ENOUGH - 8, ENOUGH - 5, 3 * ENOUGH] {
        deliver(&server, &filled(before), USER);
    }
    server.hear(LOGIN);
    let said = said(
        &mut server,
        "c SEARCH CHARSET UTF-8 BODY {9}\r\nnEEDLE你\r\n",
    );
    assert!(said.contains("* SEARCH 1 2 3 4 5\r\n"), "{said}");
}

/// Chinese in GBK and base64 is found; what is encoded is found as it is read.
#[test]
fn searches() {
    let mut server = Server::new(dialogue::given(Settings::default()));
    deliver(
        &server,
        "Subject: =?UTF-8?B?5L2g5aW9?=\r\nDate: Sun, 31 May 2026 23:00:00 +0000\r\nContent-Type: text/plain; charset=gbk\r\nContent-Transfer-Encoding: base64\r\n\r\nxOO6ww==\r\n",
        USER,
    );
    deliver(&server, "Subject: Hello\r\n\r\nsecond\r\n", USER);
    server.hear(LOGIN);
    for (keys, found) in [
        ("ALL", " 1 2"),
        ("2", " 2"),
        ("*", " 2"),
        ("NEW", " 1 2"),
        ("OLD", ""),
        ("UID 1:* LARGER 50", " 1"),
        ("SMALLER 50", " 2"),
        ("SUBJECT hello", " 2"),
        ("SUBJECT {6+}\r\n你好", " 1"),
        ("CHARSET UTF-8 BODY {6+}\r\n你好", " 1"),
        ("TEXT SECOND", " 2"),
        ("HEADER Subject \"\"", " 1 2"),
        ("HEADER Date \"\"", " 1"),
        ("SENTON 31-May-2026", " 1"),
        ("SENTBEFORE 31-May-2026", ""),
        ("SENTSINCE 31-May-2026", " 1"),
        ("BEFORE 2-Jun-2026", " 1 2"),
        ("ON 31-May-2026", ""),
        ("NOT (1 2)", " 1 2"),
        ("NOT (ALL 2)", " 1"),
        ("KEYWORD $Lab", ""),
        ("UNKEYWORD $Lab UNSEEN", " 1 2"),
    ] {
        let reply = said(&mut server, &format!("x SEARCH {keys}\r\n"));
        assert_eq!(
            reply,
            format!("* SEARCH{found}\r\nx OK SEARCH completed\r\n"),
            "{keys}"
        );
    }
    for keys in ["", "ON x", "LARGER x", "OR ALL", "(ALL", "NOT", "SUBJECT"] {
        let reply = said(&mut server, &format!("x SEARCH {keys}\r\n"));
        assert!(reply.starts_with("x BAD "), "{keys}: {reply}");
    }
    let deep = "NOT ".repeat(1000) + "ALL";
    assert!(said(&mut server, &format!("x SEARCH {deep}\r\n")).starts_with("x BAD "));
    let many = "TEXT x ".repeat(1000) + "ALL";
    assert!(said(&mut server, &format!("x SEARCH {many}\r\n")).starts_with("x BAD "));
}

/// What is asked for at once may be many times the message: it leaves in pieces.
#[test]
fn a_long_message_is_told_in_pieces() {
    let mut server = server();
    let text = format!(
        "Subject: long\r\n\r\n{}",
        "0123456789abc\r\n".repeat(100_000)
    );
    deliver(&server, &text, USER);
    server.hear(LOGIN);
    let mut rest: &[u8] = b"c FETCH 3 (BODY.PEEK[] BODY.PEEK[TEXT] RFC822.SIZE BODY.PEEK[9])\r\n";
    let mut told = Vec::new();
    loop {
        let step = server.hear(rest);
        assert!(step.reply.len() <= 2 * ENOUGH + 100, "{}", step.reply.len());
        told.extend(step.reply);
        rest = &rest[step.taken..];
        if step.then != Then::More {
            break;
        }
    }
    let body = text.split_once("\r\n\r\n").unwrap().1;
    let expected = format!(
        "* 3 FETCH (BODY[] {{{}}}\r\n{text} BODY[TEXT] {{{}}}\r\n{body} RFC822.SIZE {} BODY[9] NIL)\r\n\
         c OK FETCH completed\r\n",
        text.len(),
        body.len(),
        text.len(),
    );
    assert!(told == expected.as_bytes());
}

/// What is made of a header is in memory at once, so of an endless one it is not all told.
#[test]
fn an_endless_header_is_told_in_part() {
    let mut server = server();
    let to = format!("To: {}\r\n", "a@b,\r\n ".repeat(500_000));
    let part = format!(
        "--b\r\nContent-Type: a/b; c=\"{}\"\r\n\r\n",
        "d".repeat(60_000)
    );
    let head = "Content-Type: multipart/mixed; boundary=b\r\n";
    let text = format!("{head}{to}\r\n{}--b--\r\n", part.repeat(50));
    deliver(&server, &text, USER);
    server.hear(LOGIN);
    for item in ["ENVELOPE", "BODYSTRUCTURE", "BODY.PEEK[HEADER.FIELDS (To)]"] {
        let said = said(&mut server, &format!("c FETCH 3 {item}\r\n"));
        assert!(said.ends_with(")\r\nc OK FETCH completed\r\n"), "{item}");
        assert!(
            (50_000..1_000_000).contains(&said.len()),
            "{item}: {}",
            said.len()
        );
    }
}

#[test]
fn long_messages_take_room_together() {
    let given = dialogue::given(Settings::default());
    let mut server = Server::new(Given {
        room: Room::full(),
        ..given
    });
    server.hear(LOGIN);
    for (append, answer) in [
        (
            "c APPEND INBOX {70000000}\r\n",
            "c NO [LIMIT] Too many long messages arrive now, try again later\r\n",
        ),
        ("d APPEND INBOX {3}\r\n", "+ Ready for the literal\r\n"),
        (
            "abc\r\n",
            "d OK [APPENDUID 1780300800 1] APPEND completed\r\n",
        ),
    ] {
        assert!(said(&mut server, append).ends_with(answer), "{append}");
    }
    let mut empty = Server::new(dialogue::given(Settings::default()));
    empty.hear(LOGIN);
    let append = said(&mut empty, "c APPEND INBOX {70000000}\r\n");
    assert_eq!(append, "+ Ready for the literal\r\n");
}

#[test]
fn bounds() {
    let mut server = server();
    server.hear(LOGIN);
    for _ in 0..4 {
        deliver(&server, &"x".repeat(ENOUGH), USER);
    }
    server.hear(b"c NOOP\r\n");
    let step = server.hear(b"c FETCH 1:* BODY.PEEK[]\r\nd NOOP\r\n");
    assert_eq!(step.then, Then::More);
    assert!(step.reply.len() < 2 * ENOUGH);

    let flags: Vec<_> = (0..100).map(|n| format!("f{n}")).collect();
    let store = format!("x STORE 1 FLAGS ({})\r\n", flags.join(" "));
    assert!(
        said(&mut server, &store)
            .ends_with("x NO [LIMIT] A message does not have that many flags\r\n")
    );
    for n in 0..100 {
        said(&mut server, &format!("x CREATE folder{n}\r\n"));
    }
    assert_eq!(
        said(&mut server, "x CREATE more\r\n"),
        "x NO [LIMIT] There are too many folders\r\n"
    );
    let long = format!("x LOGIN {}\r\ny NOOP\r\n", "a".repeat(20_000));
    assert_eq!(
        said(&mut server, &long),
        "* BAD [TOOBIG] The command is too long\r\ny OK NOOP completed\r\n"
    );
    assert_eq!(
        said(&mut server, "x APPEND INBOX {99999999}\r\n"),
        "x BAD [TOOBIG] The command is too long\r\n"
    );
}
