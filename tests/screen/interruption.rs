//! The server speaks while a line is being typed.

use crate::far::Far;
use crate::terminal::{BACKSPACE, LEFT, Terminal};

#[test]
fn a_half_typed_line_survives_the_servers_goodbye() {
    let (far, mut terminal) = Far::connected();
    terminal.press("mail from:<stu");
    terminal.wait_for_line("[plain] command> mail from:<stu", 31);
    far.says("421 idle too long\r\n");
    far.closes();
    terminal.wait_for_text("S: 421 idle too long\n");
    terminal.wait_for_text("-- The server closed the connection.\n");
    terminal.wait_for_text("-- :reconnect connects again");
    // The prompt says what is so now, in the room of the old one.
    terminal.wait_for_line("[closed]       > mail from:<stu", 31);
    terminal.press(&format!("{LEFT}{LEFT}x{BACKSPACE}y"));
    terminal.wait_for_line("[closed]       > mail from:<sytu", 30);
    // Ctrl-C would drop it; Enter says why it goes nowhere.
    terminal.say("", "there is no connection");
    terminal.wait_for_line("[not connected] >", 18);
}

/// It is the person who is asked, though the script has lines left.
#[test]
fn a_question_of_a_script_is_corrected_too() {
    let far = Far::new();
    let args = ["-c", ":auth plain", "-c", "quit", "-i", &far.address];
    let mut terminal = Terminal::start(&args);
    far.says("220 far\r\n");
    terminal.wait_for_text("User name:");
    terminal.press("stu");
    terminal.wait_for("the name", |shown| shown.line().ends_with(": stu"));
    far.says("421 idle too long\r\n");
    far.closes();
    terminal.wait_for("the close", |shown| {
        let line = shown.line();
        line.starts_with("[closed]") && line.ends_with("> stu")
    });
}

#[test]
fn a_half_typed_line_is_edited_on_below_what_the_server_says() {
    let (far, mut terminal) = Far::connected();
    terminal.press("mail from:<stu");
    terminal.wait_for_line("[plain] command> mail from:<stu", 31);
    far.says("250-by the\r\n250 way\r\n");
    terminal.wait_for("the reply above the line", |shown| {
        let rows = shown.rows();
        let at = usize::from(shown.cursor().0);
        let above: Vec<&str> = rows[..at].iter().map(|row| row.trim_end()).collect();
        above.ends_with(&[
            "S: 250-by the",
            "S: 250 way",
            "-- odd: this reply does not fit what was said",
        ])
    });
    terminal.wait_for_line("[plain] command> mail from:<stu", 31);
    terminal.press(&format!("{LEFT}{BACKSPACE}de"));
    terminal.wait_for_line("[plain] command> mail from:<sdeu", 31);
    far.says("250 again\r\n");
    terminal.wait_for_text("S: 250 again\n");
    terminal.wait_for_line("[plain] command> mail from:<sdeu", 31);
    terminal.enter("");
    far.hears("mail from:<sdeu");
    far.heard_nothing_else();
}

#[test]
fn a_line_of_several_rows_survives_too() {
    let (far, mut terminal) = Far::connected();
    let long = "rcpt to:<".to_owned() + &"0123456789".repeat(15);
    terminal.press(&long);
    let (row, column) = ((17 + long.len()) / 80, (17 + long.len()) % 80);
    assert_eq!(row, 2);
    let end = &long[long.len() - column..];
    terminal.wait_for_line(end, column);
    far.says("421 idle\r\n");
    terminal.wait_for_text("S: 421 idle\n");
    terminal.wait_for_line(end, column);
    terminal.enter(">");
    far.hears(&(long + ">"));
}

#[test]
fn the_line_follows_the_terminals_width() {
    let (far, mut terminal) = Far::connected();
    terminal.press("mail from:<student@example");
    terminal.wait_for_line("[plain] command> mail from:<student@example", 43);
    terminal.resize(40);
    terminal.wait_for_line("ple", 3);
    far.says("250 narrow\r\n");
    terminal.wait_for_text("S: 250 narrow\n");
    terminal.press(&format!("{BACKSPACE}{BACKSPACE}{BACKSPACE}{BACKSPACE}"));
    terminal.wait_for_line("[plain] command> mail from:<student@exa", 39);
    terminal.enter(">");
    far.hears("mail from:<student@exa>");
}

#[test]
fn nothing_is_lost_while_lines_are_entered() {
    let (far, mut terminal) = Far::connected();
    let count = 150;
    for number in 0..count {
        far.says(format!("250 number {number} ends\r\n"));
        terminal.enter(":# x");
    }
    let all: Vec<usize> = (0..count).collect();
    terminal.wait_for("every reply, once", |shown| {
        let output = shown.output();
        let replies = output.split("S: 250 number ").skip(1);
        let mut numbers: Vec<usize> = replies
            .filter_map(|reply| reply.split_once(" ends\r\n")?.0.parse().ok())
            .collect();
        numbers.sort_unstable();
        numbers == all
    });
}
