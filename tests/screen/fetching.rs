//! POP3 and IMAP at the prompt: counted literals, secrets where they stand, and what comes unasked.

use crate::far::Far;
use crate::terminal::{CTRL_D, CTRL_U, CTRL_Y, Terminal};

const CODE: &str = "sesame-open-1234";

/// A server of this scheme with its greeting, and smtpsh at its prompt.
fn connected(scheme: &str, greeting: &str) -> (Far, Terminal) {
    let far = Far::new();
    let mut terminal = Terminal::start(&[&format!("{scheme}://{}", far.address)]);
    far.says(format!("{greeting}\r\n"));
    terminal.ready_after(greeting);
    (far, terminal)
}

/// Types the start of a secret, and waits until it stands there in stars.
fn starred(terminal: &mut Terminal, before: &str, secret: &str) {
    terminal.press(secret);
    let line = format!("{before}{}", "*".repeat(secret.len()));
    let column = line.len();
    terminal.wait_for_line(&line, column);
}

#[test]
fn a_code_is_masked_wherever_imap_has_it() {
    let (far, mut terminal) = connected("imap", "* OK ready");
    // Where the tag was forgotten as well.
    for start in ["a login me ", "login me ", "a login \"me too\" "] {
        terminal.press(start);
        starred(&mut terminal, &format!("[plain] command> {start}"), CODE);
        terminal.press(CTRL_U);
        terminal.wait_for_line("[plain] command>", 17);
    }
    terminal.enter("a login {2}");
    far.hears("a login {2}");
    far.says("+ go\r\n");
    terminal.ready_after("+ go");
    terminal.press("me {16}");
    terminal.wait_for_line("[plain] literal, 2 bytes> me*****", 33);
    terminal.enter("");
    far.hears("me {16}");
    far.says("+ on\r\n");
    terminal.ready_after("+ on");
    starred(&mut terminal, "[plain] secret literal, 16 bytes> ", CODE);
    terminal.enter("");
    far.hears(CODE);
    far.says("a OK in\r\n");
    terminal.ready_after("a OK in");
    terminal.press(CTRL_Y);
    terminal.press("x");
    terminal.wait_for_line("[plain] command> x", 18);
    terminal.press(CTRL_U);
    // Behind a login that was refused, also where the command was forgotten.
    terminal.enter("b login me wrong");
    far.hears("b login me wrong");
    far.says("b NO sorry\r\n");
    terminal.ready_after("b NO sorry");
    starred(&mut terminal, "[plain] command> ", CODE);
    terminal.enter("");
    far.hears(CODE);
    far.says(format!("{CODE} BAD what?\r\n"));
    terminal.ready_after("******** BAD what?");
    // A tag shows when a verb begins behind it.
    terminal.press("x1");
    terminal.wait_for_line("[plain] command> **", 19);
    terminal.press(" n");
    terminal.wait_for_line("[plain] command> x1 n", 21);
    assert!(!terminal.shown().output().contains("sesam"));
    assert!(!terminal.history().contains("sesam"));
}

#[test]
fn a_code_is_masked_in_pop3() {
    let (far, mut terminal) = connected("pop3", "+OK ready");
    terminal.enter("user me");
    far.hears("user me");
    far.says("+OK go on\r\n");
    terminal.ready_after("+OK go on");
    // Where the verb was forgotten as well.
    starred(&mut terminal, "[plain] command> ", CODE);
    terminal.press(CTRL_U);
    terminal.press("pass ");
    terminal.wait_for_line("[plain] command> pass", 22);
    terminal.press(CODE);
    let stars = "*".repeat(CODE.len());
    terminal.wait_for_line(&format!("[plain] command> pass {stars}"), 38);
    terminal.enter("");
    far.hears(&format!("pass {CODE}"));
    far.says("-ERR [AUTH] no\r\n");
    terminal.ready_after("-ERR [AUTH] no");
    assert!(!terminal.shown().output().contains("sesam"));
    assert!(!terminal.history().contains("sesam"));
}

#[test]
fn bytes_of_a_literal_are_counted_and_helpers_are_not_read_in_it() {
    let (far, mut terminal) = connected("imap", "* OK ready");
    terminal.enter("a append inbox {12}");
    far.hears("a append inbox {12}");
    far.says("+ go\r\n");
    terminal.ready_after("+ go");
    terminal.wait_for_line("[plain] literal, 12 bytes>", 27);
    terminal.enter(":quit");
    far.hears(":quit");
    terminal.wait_for_line("[plain] literal, 5 bytes>", 26);
    terminal.enter("abc");
    far.hears("abc");
    terminal.wait_for_line("[plain] rest of the command, Enter ends it>", 44);
    terminal.enter("");
    far.hears("");
    far.says("a OK\r\n");
    terminal.ready_after("a OK");
}

#[test]
fn what_idle_tells_stands_above_the_line() {
    let (far, mut terminal) = connected("imap", "* OK ready");
    terminal.enter("a idle");
    far.hears("a idle");
    far.says("+ idling\r\n");
    terminal.ready_after("+ idling");
    terminal.press("don");
    terminal.wait_for_line("[plain] idle, until DONE> don", 29);
    far.says("* 4 EXISTS\r\n");
    terminal.wait_for_text("S: * 4 EXISTS\n");
    terminal.wait_for_line("[plain] idle, until DONE> don", 29);
    terminal.enter("e");
    far.hears("done");
    far.says("a OK\r\n");
    terminal.ready_after("a OK");
    // Ctrl-D ends it in order, also out of IDLE.
    terminal.enter("b idle");
    far.hears("b idle");
    far.says("+ again\r\n");
    terminal.ready_after("+ again");
    terminal.press(CTRL_D);
    far.hears("DONE");
    far.says("b OK\r\n");
    far.hears("a001 LOGOUT");
    far.says("* BYE\r\na001 OK\r\n");
    assert_eq!(terminal.exit_code(), 0);
}

#[test]
fn a_long_mail_does_not_push_away_what_was_typed() {
    let (far, mut terminal) = connected("pop3", "+OK ready");
    terminal.enter("retr 1");
    far.hears("retr 1");
    let lines: String = (0..5000)
        .map(|number| format!("line {number}\r\n"))
        .collect();
    far.says(format!("+OK\r\n{lines}.\r\n"));
    terminal.ready_after("more lines, ");
    let output = terminal.shown().output();
    assert!(output.contains("line 150\r\n") && !output.contains("line 300\r\n"));
    assert!(output.contains("more lines, "), "{output}");
}
