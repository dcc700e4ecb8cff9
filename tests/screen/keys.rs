//! Ctrl-C, Ctrl-D and Ctrl-].

use crate::far::Far;
use crate::terminal::{CTRL_BRACKET, CTRL_C, CTRL_D, UP};

#[test]
fn control_c_clears_the_line_and_control_d_leaves() {
    let (far, mut terminal) = Far::connected();
    let before = terminal.modes_before.clone();
    terminal.press("rubbish");
    terminal.wait_for_line("[plain] command> rubbish", 24);
    terminal.press(CTRL_C);
    terminal.ready();
    terminal.wait_for_line("[plain] command>", 17);
    // Ctrl-] is for message text only, and takes no key with it.
    terminal.press(CTRL_BRACKET);
    terminal.enter("noop");
    far.hears("noop");
    far.says("250 ok\r\n");
    terminal.ready_after("250 ok");
    terminal.press(CTRL_D);
    far.hears("QUIT");
    far.says("221 bye\r\n");
    assert_eq!(terminal.exit_code(), 0);
    assert!(terminal.shown().text().contains("S: 221 bye\n"));
    assert_eq!(terminal.modes(), before);
}

#[test]
fn tab_completes_a_name_with_a_space_as_the_helper_takes_it() {
    let (far, mut terminal) = Far::connected();
    std::fs::write(terminal.home().join("my letter.eml"), "Subject: a\n\nb\n").unwrap();
    terminal.press(":send my\t");
    terminal.wait_for_line("[plain] command> :send my letter.eml", 36);
    terminal.enter("");
    far.hears("DATA");
    far.says("554 no\r\n");
    terminal.ready_after("554 no");
}

#[test]
fn control_d_leaves_message_text_at_the_second_press() {
    let (far, mut terminal) = Far::in_text(80);
    terminal.press(CTRL_D);
    terminal.ready_after("Ctrl-D once more leaves");
    // What is typed in between makes it the first press again.
    terminal.enter("text");
    far.hears("text");
    terminal.ready();
    terminal.press(CTRL_D);
    terminal.ready_after("Ctrl-D once more leaves");
    terminal.press(CTRL_D);
    assert_eq!(terminal.exit_code(), 0);
    far.heard_nothing_else();
}

#[test]
fn control_c_gives_message_text_up_at_the_second_press() {
    let (far, mut terminal) = Far::in_text(80);
    terminal.press("never sent");
    terminal.press(CTRL_C);
    terminal.ready_after("Ctrl-C once more gives the message up");
    terminal.wait_for_line("[plain] message>", 17);
    terminal.press(CTRL_C);
    terminal.ready_after("Connection closed.");
    terminal.wait_for_line("[not connected] >", 18);
    far.heard_nothing_else();
}

#[test]
fn control_c_stops_waiting_for_a_reply() {
    let (far, mut terminal) = Far::connected();
    terminal.enter("noop");
    far.hears("noop");
    terminal.press(CTRL_C);
    terminal.ready_after("Not waiting any more");
    terminal.wait_for_line("[plain] reply pending>", 23);
    terminal.press("rs");
    far.says("250 late\r\n");
    terminal.wait_for_text("S: 250 late\n");
    terminal.enter("et");
    far.hears("rset");
    far.says("250 in time\r\n");
    terminal.ready_after("250 in time");
    terminal.wait_for_line("[plain] command>", 17);
}

#[test]
fn control_bracket_gives_a_helper_prompt_and_the_draft_back() {
    let (far, mut terminal) = Far::in_text(80);
    for helper in ["b64 x", ":b64 x"] {
        terminal.press(&format!("half a li{CTRL_BRACKET}"));
        terminal.ready();
        terminal.wait_for_line("[plain] helper>", 16);
        terminal.say(helper, "eA==");
        terminal.wait_for_line("[plain] message> half a li", 26);
        terminal.enter("ne");
        far.hears("half a line");
        terminal.ready();
    }
    terminal.press(&format!("half a li{CTRL_BRACKET}"));
    terminal.ready();
    terminal.press(CTRL_C);
    terminal.ready();
    terminal.wait_for_line("[plain] message> half a li", 26);
    terminal.enter("ne");
    far.hears("half a line");
    terminal.ready();
    terminal.enter(".");
    far.hears(".");
    far.says("250 kept\r\n");
    terminal.ready_after("250 kept");
}

#[test]
fn a_pasted_draft_comes_back_whole() {
    let (far, mut terminal) = Far::in_text(80);
    terminal.paste("one\r\n\r\n三");
    terminal.press(CTRL_BRACKET);
    terminal.ready();
    terminal.say("b64 x", "eA==");
    terminal.enter("!");
    for line in ["one", "", "三!"] {
        far.hears(line);
    }
}

#[test]
fn control_d_at_a_question_gives_only_the_question_up() {
    let (far, mut terminal) = Far::in_text(80);
    terminal.press(&format!("half a li{CTRL_BRACKET}"));
    terminal.ready();
    terminal.press(CTRL_D);
    terminal.ready();
    terminal.wait_for_line("[plain] message> half a li", 26);
    terminal.enter("ne");
    far.hears("half a line");
    terminal.ready();
    terminal.enter(".");
    far.hears(".");
    far.says("250 kept\r\n");
    terminal.ready_after("250 kept");
    for key in [CTRL_D, CTRL_C] {
        terminal.enter(":auth login");
        terminal.ready();
        terminal.wait_for_line("User name:", 11);
        terminal.press(key);
        terminal.ready();
        terminal.wait_for_line("[plain] command>", 17);
    }
}

/// A server that is not to be had costs nothing: the session that there is goes on.
#[test]
fn the_session_outlives_a_server_that_is_not_reached() {
    let (far, mut terminal) = Far::connected();
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    terminal.enter(&format!(":open 127.0.0.1:{port}"));
    terminal.ready_after("refuses the connection");
    terminal.enter("noop");
    far.hears("noop");
}

#[test]
fn control_c_stops_looking_up() {
    // It hears the question and never answers.
    let silent = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
    let (far, mut terminal) = Far::connected();
    terminal.enter(&format!(":set dns {}", silent.local_addr().unwrap()));
    terminal.ready();
    terminal.enter(":mx a.example");
    silent.recv_from(&mut [0; 512]).unwrap();
    terminal.press(CTRL_C);
    terminal.ready_after("Stopped looking it up.");
    terminal.enter("noop");
    far.hears("noop");
}

#[test]
fn bare_line_ends_in_message_text_do_not_end_it() {
    let (far, mut terminal) = Far::in_text(80);
    terminal.press(CTRL_BRACKET);
    terminal.wait_for_line("[plain] helper>", 16);
    terminal.enter(r":raw x\n.\ny\r\n");
    terminal.wait_for_text(r"C: x\n.\ny\r\n");
    terminal.wait_for_line("[plain] message>", 17);
    for line in [&b"x\n"[..], b".\n", b"y\r\n"] {
        far.hears_bytes(line);
    }
    terminal.enter(".");
    far.hears(".");
    far.says("250 kept\r\n");
    terminal.ready_after("250 kept");
    terminal.wait_for_line("[plain] command>", 17);
    // Or they do: then the line behind them was a command.
    let (far, mut terminal) = Far::in_text(80);
    terminal.press(CTRL_BRACKET);
    terminal.wait_for_line("[plain] helper>", 16);
    terminal.enter(r":raw x\n.\nnoop\r\n");
    for line in [&b"x\n"[..], b".\n", b"noop\r\n"] {
        far.hears_bytes(line);
    }
    far.says("250 kept\r\n250 noop\r\n");
    terminal.wait_for_text("S: 250 noop\n");
    terminal.enter("not text");
    terminal.ready_after("Not sent: the connection");
    terminal.wait_for_line("[plain] command>", 17);
}

#[test]
fn control_c_gives_up_a_file_on_its_way() {
    let (far, mut terminal) = Far::connected();
    std::fs::write(terminal.home().join("a.eml"), "Subject: a\n\nb\n").unwrap();
    terminal.enter(":send a.eml");
    far.hears("DATA");
    terminal.press(CTRL_C);
    terminal.ready_after("a.eml was not sent.");
    terminal.wait_for_text("-- Connection closed.\n");
    // What is out is out: only its reply is not waited for.
    let (far, mut terminal) = Far::connected();
    std::fs::write(terminal.home().join("a.eml"), "Subject: a\n\nb\n").unwrap();
    terminal.enter(":send a.eml");
    far.hears("DATA");
    far.says("354 go\r\n");
    terminal.wait_for_text("went out as the message");
    terminal.press(CTRL_C);
    terminal.ready_after("Not waiting any more");
    far.says("250 kept\r\n");
    terminal.wait_for_text("S: 250 kept\n");
}

#[test]
fn the_history_has_what_was_typed_and_not_what_a_helper_says() {
    let (far, mut terminal) = Far::connected();
    terminal.enter(":mail a@b c@d");
    far.hears("MAIL FROM:<a@b>");
    far.says("250 a\r\n");
    far.hears("RCPT TO:<c@d>");
    far.says("250 c\r\n");
    terminal.ready_after("250 c");
    terminal.press(UP);
    terminal.wait_for_line("[plain] command> :mail a@b c@d", 30);
}
