//! A person at the prompt: the screen, the history, all files of the home folder.

use crate::terminal::{CTRL_D, Terminal};
use crate::{CODE, USER, clean, clean_folder, plain, practice};
use smtpsh::protocol::sasl;

#[test]
fn nothing_that_a_person_leaves_has_the_code() {
    let practice = practice();
    let address = practice.address().to_string();
    let mut terminal = Terminal::start(&[&address]);
    terminal.ready_after("220 ");
    terminal.say(":set hex on", "hex");
    let code = sasl::encode(CODE.as_bytes());

    terminal.say("ehlo a", "8BITMIME");
    terminal.say("auth login", "decoded: Username:");
    terminal.say(&format!(":user {USER}"), "decoded: Password:");
    terminal.enter(&code);
    terminal.ready_after("235 ");

    again(&mut terminal);
    terminal.enter(":auth plain");
    terminal.ready();
    terminal.enter(USER);
    terminal.ready();
    terminal.enter(CODE);
    terminal.ready_after("235 ");

    again(&mut terminal);
    terminal.enter(&format!("AUTH PLAIN {}", plain()));
    terminal.ready_after("235 ");

    again(&mut terminal);
    terminal.say("auth login", "decoded: Username:");
    terminal.say(&sasl::encode(USER.as_bytes()), "decoded: Password:");
    terminal.enter(":code");
    terminal.ready();
    terminal.enter(CODE);
    terminal.ready_after("235 ");

    for kind in ["txt", "jsonl", "smtp", "html"] {
        terminal.say(&format!(":save it.{kind}"), "Saved it.");
    }
    terminal.say("mail from:<ada@smtpsh.example>", "250 ");
    terminal.press(CTRL_D);
    assert_eq!(terminal.exit_code(), 0);
    let raw = String::from_utf8_lossy(&terminal.shown().raw).into_owned();
    clean("the terminal", &raw);
    for screen in &terminal.shown().screens {
        clean("a screen", screen);
    }
    let history = terminal.history();
    assert!(
        history.contains("mail from:") && history.contains("auth login"),
        "{history}"
    );
    assert!(clean_folder(terminal.home()) >= 5);
}

fn again(terminal: &mut Terminal) {
    terminal.enter(":reconnect");
    terminal.ready_after("220 ");
    terminal.say("ehlo a", "8BITMIME");
}
