//! Wrong turns in the lessons: hints that get plainer, a lesson that goes back with the server, and a
//! coach that does not say the same.

#![allow(clippy::unwrap_used, clippy::expect_used, unreachable_pub)]

#[path = "cli/program.rs"]
#[allow(dead_code, reason = "other test crates use the rest")]
mod program;

use program::smtpsh;

const LOGIN: &str =
    "helo lab\nauth login\n:b64 x\nc3R1ZGVudEBzbXRwc2guZXhhbXBsZQ==\nbGV0dGVyc2xpa2V0aGVzZQ==\n";

const PLAIN: &str = "auth plain AHN0dWRlbnRAc210cHNoLmV4YW1wbGUAbGV0dGVyc2xpa2V0aGVzZQ==\n";

/// What a lesson says, after each line that went to the server: `C:` lines, and those of the lesson
/// and the coach.
fn said(args: &[&str], script: &str) -> String {
    let args = [&["--keep-going", "--lesson"], args].concat();
    let ended = smtpsh(&args, script);
    let marks = ["C: ", "## ", "=> "];
    let lines = ended.out.lines();
    let lines = lines.filter(|line| marks.iter().any(|mark| line.starts_with(mark)));
    lines.map(|line| format!("{line}\n")).collect()
}

/// The dialogue has this piece.
fn check(args: &[&str], script: &str, piece: &str) {
    let said = said(args, script);
    assert!(said.contains(piece), "{piece}\n--- is not in\n{said}");
}

#[test]
fn hints_get_plainer() {
    check(
        &["plain"],
        "hello lab\nhelp\nehol\nhelo\nhelo lab\n",
        "\
C: hello lab
## That did not do this step. Compare what you typed, letter by letter.
## 1/16 Type: helo lab
C: help
C: ehol
## HELO, a space, and any name: without it the server takes nothing else.
## 1/16 Type: helo lab
C: helo
## HELO, a space, and any name: without it the server takes nothing else.
## Still stuck? :reconnect begins the session anew, :lesson leave leaves.
## 1/16 Type: helo lab
C: helo lab
## 250: understood.",
    );
    check(
        &["plain", "--lang", "zh"],
        "hello lab\n",
        "\
C: hello lab
## 这一步还没有完成。请逐个字母核对输入的内容。
## 1/16 请输入：helo lab
",
    );
}

#[test]
fn the_coach_and_the_lesson_do_not_say_the_same() {
    check(
        &["plain"],
        ":set coach on\nelho lab\nelho lab\nelho lab\nhelo lab\n",
        "\
C: elho lab
=> SMTP has no command elho.
## 1/16 Type: helo lab
C: elho lab
=> SMTP has no command elho.
## 1/16 Type: helo lab
C: elho lab
=> SMTP has no command elho.
## HELO, a space, and any name: without it the server takes nothing else.
## Still stuck? :reconnect begins the session anew, :lesson leave leaves.
## 1/16 Type: helo lab
C: helo lab
## 250: understood.",
    );
}

/// What a question asks for, the coach does not give away; when the lesson is left, it speaks again.
#[test]
fn the_coach_is_quiet_where_the_student_is_to_think() {
    let script =
        ":set coach on\nehlo a\nehlo b\n:lesson 1\n:lesson 3\nehlo c\nauth login\nauth login\n";
    let said = said(&["faults"], script);
    assert_eq!(said.matches("=> ").count(), 0, "{said}");
    assert!(said.contains("## No, that is not it."), "{said}");
    assert!(said.contains("## Right: 502 is"), "{said}");
    check(
        &["faults", "--lang", "zh"],
        "ehlo a\n3\n:lesson 3\n",
        "C: 3\n## 数字发给了服务器。要作答请输入：:lesson 3\n## 对：502",
    );
    let left = ":set coach on\n:lesson leave\nauth login\n";
    check(&["faults"], left, "C: auth login\n=> ");
}

#[test]
fn a_refused_login_goes_back_to_auth() {
    check(
        &["plain"],
        "helo lab\nauth login\n:b64 x\nc3R1ZGVudA==\neA==\nauth login\n",
        "\
C: ********
## The server has begun anew here: go on from this step.
## 2/16 Type: auth login
C: auth login
## Now answer the question with it, and with both of its =.
## 4/16 Type: c3R1ZGVudEBzbXRwc2guZXhhbXBsZQ==
",
    );
}

#[test]
fn a_reset_goes_back_to_the_sender() {
    let mail = "mail from:<student@smtpsh.example>\n";
    check(
        &["plain"],
        &format!("{LOGIN}{mail}rset\n{mail}"),
        "\
C: rset
## The server has begun anew here: go on from this step.
## 6/16 Type: mail from:<student@smtpsh.example>
C: mail from:<student@smtpsh.example>
## RCPT TO names",
    );
}

#[test]
fn tls_goes_back_to_the_beginning() {
    check(
        &["plain"],
        "helo lab\nstarttls\nhelo lab\n",
        "\
C: starttls
## The server has begun anew here: go on from this step.
## 1/16 Type: helo lab
C: helo lab
## The server wants",
    );
}

#[test]
fn a_lost_connection_is_made_again() {
    check(
        &["plain"],
        "helo lab\nquit\n:reconnect\nhelo lab\n",
        "\
C: quit
## The connection is gone: :reconnect makes a new one, and the lesson goes on.
## The connection is a new one: the commands before are to be said once more.
## 1/16 Type: helo lab
C: helo lab
## The server wants",
    );
}

#[test]
fn a_login_by_a_helper_is_one_too() {
    check(
        &["plain"],
        "helo lab\n:auth login\n",
        "## 235: you are logged in (RFC 4954 §6).\n## Now the envelope.",
    );
    check(
        &["plain"],
        "helo lab\n:auth plain\n",
        "## 235: you are logged in (RFC 4954 §6).\n## Now the envelope.",
    );
}

/// What was sent together is answered while the next step is on: that is no try at it.
#[test]
fn the_second_reply_to_the_pipelined_lines_is_no_miss() {
    let to_raw = "ehlo lab\n:raw noop\\r\\nrset\\r\\n\n";
    for (lang, told) in [
        (
            "en",
            "\
## Two replies, in the order of the commands.
## AUTH LOGIN PLAIN: the mechanisms (RFC 4954); AUTH= is for old clients.
## PLAIN says it at once: NUL, user name, NUL, code, in base64 (RFC 4616).
## (In clear only because this server is on your own computer: else TLS first.)
## 3/8 (a long line; all of it)
## Type: auth plain AHN0",
        ),
        (
            "zh",
            "\
## （练习服务器就在本机，才可以明文登录；真实服务器要先建立 TLS。）
## 3/8（这一行较长，要完整输入）
## 请输入：auth plain AHN0",
        ),
    ] {
        check(&["ehlo", "--lang", lang], to_raw, told);
    }
    let rest = format!(
        "{PLAIN}{MAIL}\n",
        MAIL = "mail from:<student@smtpsh.example> size=99999999\n\
                mail from:<student@smtpsh.example> body=8bitmime smtputf8\n\
                starttls\nehlo lab\nquit\n"
    );
    check(
        &["ehlo"],
        &(to_raw.trim_end().to_owned() + "\n" + &rest),
        "## The lesson is done: 8 steps, 0 wrong turns.",
    );
}

/// Headers come in any order, each once; what is none gets a hint, and more text is no mistake.
#[test]
fn headers_in_another_order() {
    let to_data = format!(
        "{LOGIN}mail from:<student@smtpsh.example>\nrcpt to:<student@smtpsh.example>\ndata\n"
    );
    let text = "From: a\nsubject: hello\nTwo: a\nTo: a\nDate: today\n\none\ntwo: lines\n.\n";
    let said = said(&["plain"], &(to_data.clone() + text));
    let text = said.split_once("C: From: a\n").unwrap().1;
    let text = text
        .split_once("## 250: the server has the mail")
        .unwrap()
        .0;
    assert_eq!(
        text,
        "\
## 10/16 Type: To: <student@smtpsh.example>
C: subject: hello
## Subject is written; this line is still missing:
## 10/16 Type: To: <student@smtpsh.example>
C: Two: a
## That did not do this step. Compare what you typed, letter by letter.
## 10/16 Type: To: <student@smtpsh.example>
C: To: a
## An empty line parts the headers from the text (RFC 5322 §2.1).
## 12/16 Type: (nothing, only Enter)
C: Date: today
## Date is written; this line is still missing:
## 12/16 Type: (nothing, only Enter)
C:\u{20}
## Now the text, as many lines as you like.
## 13/16 Type: This is my first mail by hand.
C: one
## A line with a single dot ends the letter and sends it (RFC 5321 §4.5.2).
## 14/16 Type: .
C: two: lines
C: .
"
    );
    check(
        &["plain", "--lang", "zh"],
        &(to_data + "From: a\nSubject: a\n"),
        "## Subject 已经写上，还缺下面这一行：\n## 10/16 请输入：To: <student@smtpsh.example>\n",
    );
}

#[test]
fn the_list_and_what_is_no_lesson() {
    let listed = smtpsh(&["--lesson", "list", "--lang", "zh", "--no-history"], "");
    assert_eq!(listed.code, 0, "{listed:?}");
    for name in ["plain", "starttls", "ehlo", "faults"] {
        assert!(listed.out.contains(name), "{listed:?}");
    }
    assert_eq!(smtpsh(&["--lesson", "other"], "").code, 2);
    let none = smtpsh(&[], ":lesson 2\n");
    assert!(none.err.contains("no question is asked now"), "{none:?}");
    let columns = |line: &str| unicode_width::UnicodeWidthStr::width(line);
    let lines: Vec<_> = listed.out.lines().take(4).collect();
    let states = lines.iter().map(|line| {
        let (before, _) = line.rsplit_once("  ").unwrap();
        columns(before)
    });
    let states: std::collections::BTreeSet<_> = states.collect();
    assert_eq!(states.len(), 1, "not in columns: {lines:#?}");
}

/// In a lesson the coach says only what is wrong: the line to type is the lesson's.
#[test]
fn what_to_type_is_said_once() {
    let so_far = FETCHED.strip_suffix("retr 1\n").unwrap();
    check(
        &["receive"],
        &format!(":set coach on\n{SENT}{so_far}rter 1\ndele 1\nretr 1\n"),
        "\
C: rter 1
=> POP3 has no command rter.
## 18/25 Type: retr 1
C: dele 1
## The mail is marked as deleted and goes at QUIT; RSET takes the mark off again.
## 18/25 Type: retr 1
C: retr 1
=> Mail 1 is marked as deleted: it goes at QUIT, unless RSET takes the mark off.
## 18/25 Type: retr 1
",
    );
}

/// Also where the coach would lead elsewhere, or speaks ahead of the reply.
#[test]
fn the_lesson_keeps_its_line_behind_the_coach() {
    check(
        &["receive"],
        ":set coach on\nhelo lab\nretr 1\n",
        "\
=> RETR is a command of POP3; this connection speaks SMTP.
## 2/25 Type: auth login
",
    );
    check(
        &["plain", "--lang", "zh"],
        ":set coach on\nhelo lab\nａｕｔｈ login\n",
        "\
C: ａｕｔｈ login
=> 命令里有中文输入法打出的全角字符，SMTP 只认半角字符，请先切换到英文输入。
## 2/16 请输入：auth login
",
    );
}

#[test]
fn another_user_name_is_not_this_one() {
    check(
        &["receive", "--lang", "zh"],
        "helo lab\nauth login\nbm9uc2Vuc2U=\n*\n",
        "\
## 这不是这一步的用户名。输入 * 取消登录，再从头登录。
C: *
## 会话状态已重置，请从这一步重做。
## 2/25 请输入：auth login
",
    );
}

/// A login that no step asks for in this way has no user name of the step's.
#[test]
fn a_login_out_of_turn_names_whom_it_likes() {
    for script in [
        "helo lab\nauth login\nc3R1ZGVudEBzbXRwc2guZXhhbXBsZQ==\n",
        "ehlo lab\nauth login\nc3R1ZGVudEBzbXRwc2guZXhhbXBsZQ==\n",
    ] {
        for lesson in ["plain", "ehlo"] {
            let said = said(&[lesson], script);
            assert!(said.contains("C: c3R1ZGVudEBzbXRw"), "{said}");
            assert!(!said.contains("not the user name"), "{said}");
        }
    }
}

/// The lesson as far as its mail is sent.
const SENT: &str = "helo lab\nauth plain AHN0dWRlbnRAc210cHNoLmV4YW1wbGUAbGV0dGVyc2xpa2V0aGVzZQ==\n\
    mail from:<student@smtpsh.example>\nrcpt to:<student@smtpsh.example>\ndata\n\
    Subject: there and back\n\nSent by SMTP.\n.\nquit\n";
const FETCHED: &str = ":open practice/pop3\nuser student@smtpsh.example\npass letterslikethese\n\
    stat\nlist\nretr 1\n";
const SELECTED: &str = "quit\n:open practice/imap\n\
    a login student@smtpsh.example letterslikethese\nb select inbox\n";

#[test]
fn a_deleted_mail_is_sent_anew() {
    let script = format!("{SENT}{FETCHED}dele 1\n{SELECTED}c logout\n:open practice\nhelo lab\n");
    let said = said(&["receive"], &script);
    assert!(!said.contains("one mail. The line with your tag"), "{said}");
    let (_, empty) = said.split_once("C: b select inbox\n").unwrap();
    assert!(
        empty.starts_with(
            "\
## The mailbox is empty: the mail was deleted. Send another one first.
## 1/25 Type: :open practice
"
        ),
        "{said}"
    );
    let (_, anew) = said.rsplit_once("C: c logout\n").unwrap();
    assert!(
        anew.contains("## 1/25 Type: helo lab\nC: helo lab\n## 2/25 "),
        "{said}"
    );
    // The part of POP3 was done, and need not be once more.
    let again = format!(
        "{script}{}{SELECTED}",
        SENT.trim_start_matches("helo lab\n")
    );
    let again = again.replace("quit\nquit\n", "quit\n");
    check(
        &["receive"],
        &again,
        "## * 1 EXISTS: one mail. The line with your tag comes last.\n## FETCH takes",
    );
}

/// What was carried out is not mistyped, and does not do a step that wants something else.
#[test]
fn what_was_carried_out_is_not_mistyped() {
    let to_fetch = format!("{SENT}{FETCHED}{SELECTED}c fetch 1 flags\n");
    check(
        &["receive"],
        &format!("{to_fetch}d fetch 1 body[header]\n:list\nd fetch 1 (flags body[])\n"),
        "\
C: d fetch 1 body[header]
## The server carried that out, but this step wants something else.
## A tag, FETCH, 1, BODY and two square brackets.
## 24/25 Type: d fetch 1 body[]
",
    );
    let to_the_end = format!("{to_fetch}:list\nd fetch 1 (flags body[])\nd fetch 1 body[]\n");
    let told = said(&["receive", "--lang", "zh"], &to_the_end);
    assert!(!told.contains("逐个字母"), "{told}");
    assert_eq!(told.matches("（\\Seen）").count(), 1, "{told}");
    assert!(
        told.contains(
            "\
C: d fetch 1 body[]
## 服务器执行了这条命令，但这一步要的不是它。
## 标签、LOGOUT。
## 25/25 请输入：e logout
"
        ),
        "{told}"
    );
}

/// DONE ends IDLE, and is no command of its own.
#[test]
fn idle_hides_no_logout() {
    let to_logout = format!("{SENT}{FETCHED}{SELECTED}c fetch 1 flags\nd fetch 1 body[]\n");
    check(
        &["receive"],
        &format!("{to_logout}d idle\ndone\ne logout\n"),
        "## The lesson is done: 25 steps, 0 wrong turns.",
    );
}
