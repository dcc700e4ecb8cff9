//! `:compose` asks a person.

use crate::terminal::{CTRL_C, CTRL_D, Terminal};

/// Logged in at the practice server.
fn logged_in() -> Terminal {
    let mut terminal = Terminal::start(&[]);
    terminal.ready();
    terminal.say("ehlo a", "250 8BITMIME");
    terminal.say(":user student@smtpsh.example", "The user name for");
    terminal.enter(":auth plain");
    terminal.ready();
    terminal.wait_for_line(
        "Authorization code for student@smtpsh.example (not shown):",
        59,
    );
    terminal.say("letterslikethese", "235 ");
    terminal
}

#[test]
fn a_mail_is_asked_for_shown_and_sent() {
    let mut terminal = logged_in();
    let file = terminal.home().join("报告 1.pdf");
    std::fs::write(&file, "PDF").unwrap();
    terminal.enter(":compose");
    terminal.wait_for_line("From [student@smtpsh.example]:", 31);
    terminal.press("\r");
    // Nobody else was written to.
    terminal.wait_for_line("To [student@smtpsh.example]:", 29);
    terminal.press("nonsense\r");
    terminal.ready_after("this is no mail address: nonsense");
    terminal.press("李老师 <li@smtpsh.example>\r");
    terminal.ready();
    terminal.wait_for_line("Subject:", 9);
    terminal.say("你好", "a line with a single dot ends it.");
    terminal.paste("第一行\n:no helper\n..two dots\n.");
    terminal.press("\r");
    terminal.ready_after("Attachments, one file at a time");
    terminal.say("/no/such/file", "cannot read /no/such/file");
    terminal.enter(&format!("\"{}\"", file.display()));
    terminal.ready();
    terminal.press("\r");
    terminal.ready_after("not by the headers");
    terminal.wait_for_line("Send it? (yes, no, or save FILE) [yes]:", 40);
    terminal.press("\r");
    terminal.ready_after("taken the mail; recipients: 1.");
    terminal.say(":inbox", "你好");
    terminal.say(":inbox 1", "filename*=UTF-8''%E6%8A%A5%E5%91%8A%201.pdf");
    terminal.wait_for_line("[plain] command>", 17);
    // What was answered is in no history, and the last address is the next one's.
    terminal.enter(":compose subject=x text=y");
    terminal.press("\r");
    terminal.wait_for_line("To [li@smtpsh.example]:", 24);
    terminal.press("\r");
    terminal.ready_after("not by the headers");
    terminal.press("no\r");
    terminal.ready_after("The mail is kept");
    terminal.say(":compose again", "not by the headers");
    terminal.press(CTRL_C);
    terminal.ready_after("The mail is kept");
    terminal.enter(":quit");
    assert_eq!(terminal.exit_code(), 0);
    for line in ["nonsense", "no helper", "two dots", "li@smtpsh"] {
        assert!(!terminal.history().contains(line), "{line}");
    }
}

#[test]
fn a_mail_is_given_up_and_survives_the_connection() {
    let mut terminal = logged_in();
    terminal.enter(":compose to=a@b");
    terminal.press("\r");
    terminal.ready();
    terminal.wait_for_line("Subject:", 9);
    terminal.press(CTRL_D);
    terminal.ready_after("nothing was sent");
    terminal.say(":close", "closed");
    terminal.enter(":compose to=a@b subject=x text=y");
    terminal.press("\r");
    terminal.ready_after("not by the headers");
    terminal.wait_for_line("Send it? (yes, no, or save FILE) [save mail.eml]:", 50);
    terminal.press("yes\r");
    terminal.ready_after("It cannot be sent now");
    // An answer that is none is named.
    terminal.press("x\r");
    terminal.ready_after("Answer yes, no, or save");
    terminal.press("yes\r");
    terminal.ready_after("It cannot be sent now");
    let file = terminal.home().join("kept.eml");
    terminal.press(&format!("save {}\r", file.display()));
    terminal.ready_after("kept.eml is written");
    let mail = std::fs::read_to_string(file).unwrap();
    assert!(
        mail.contains("Subject: x\r\n") && mail.ends_with("\r\ny\r\n"),
        "{mail}"
    );
}
