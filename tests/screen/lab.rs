//! The whole lab by hand, on the practice server in the program.

use crate::terminal::{CTRL_C, CTRL_D, Terminal};
use std::os::unix::fs::PermissionsExt;

/// What smtpsh says in the lab, in one language.
struct Says {
    command: &'static str,
    command_tls: &'static str,
    user: &'static str,
    code: &'static str,
    asks_code: &'static str,
    text: &'static str,
    closed: &'static str,
    tls_is_up: &'static str,
    again: &'static str,
    now_the_message: &'static str,
    inbox: &'static str,
    afterwards: &'static str,
}

const ENGLISH: Says = Says {
    command: "[plain] command>",
    command_tls: "[TLS] command>",
    user: "[TLS] user name>",
    code: "[TLS] authorization code>",
    asks_code: "Authorization code for student@smtpsh.example (not shown):",
    text: "[TLS] message>",
    closed: "[not connected] >",
    tls_is_up: "TLS is up: TLS 1.3",
    again: "say EHLO again.",
    now_the_message: "Now the message:",
    inbox: "1  from <student@smtpsh.example> to student@smtpsh.example,",
    afterwards: ":reconnect connects again",
};

const CHINESE: Says = Says {
    command: "[明文] 命令>",
    command_tls: "[TLS] 命令>",
    user: "[TLS] 用户名>",
    code: "[TLS] 授权码>",
    asks_code: "student@smtpsh.example 的授权码（不显示）：",
    text: "[TLS] 正文>",
    closed: "[未连接] >",
    tls_is_up: "TLS 已建立：TLS 1.3",
    again: "请重新发送 EHLO。",
    now_the_message: "现在输入邮件：",
    inbox: "1  发件人 <student",
    afterwards: "查看收到的邮件",
};

#[test]
fn in_english() {
    let terminal = lab(&ENGLISH, Terminal::start(&[]));
    let mode = std::fs::metadata(terminal.history_file())
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
    let history = terminal.history();
    for kept in [
        "ehlo lab",
        ":starttls",
        ":user student@smtpsh.example",
        "data",
        ":inbox",
        "quit",
    ] {
        assert!(
            history.lines().any(|line| line == kept),
            "{kept}: {history}"
        );
    }
    for line in [
        ":code",
        "letters",
        "bGV0dGVyc2xpa2V0aGVzZQ==",
        "Subject",
        "tab\t",
        ".",
    ] {
        assert!(
            !history.lines().any(|kept| kept.starts_with(line)),
            "{line}: {history}"
        );
    }
}

#[test]
fn without_history() {
    let terminal = lab(&ENGLISH, Terminal::start(&["--no-history"]));
    assert!(std::fs::read_dir(terminal.home()).unwrap().next().is_none());
}

#[test]
fn in_chinese() {
    let terminal = lab(&CHINESE, Terminal::start(&["--lang", "zh"]));
    own_text_is_chinese(&terminal);
}

#[test]
fn in_chinese_by_the_locale_on_a_narrow_screen() {
    let locale = [("LANG", "zh_CN.UTF-8")];
    // There is no room for whose code it is.
    let narrow = Says {
        asks_code: "授权码（不显示）：",
        ..CHINESE
    };
    let terminal = lab(&narrow, Terminal::start_with(&[], &locale, 40));
    own_text_is_chinese(&terminal);
}

/// A session in which `:auth login` asks for the user name.
fn asked_who_logs_in() -> Terminal {
    let mut terminal = Terminal::start(&[]);
    terminal.ready_after(" 220 practice.smtpsh.example ");
    terminal.say("helo lab", "250 OK");
    terminal.enter(":auth login");
    terminal.ready();
    terminal
}

#[test]
fn a_mistyped_user_name_is_asked_for_again() {
    let mut terminal = asked_who_logs_in();
    at(&terminal, "User name:", "");
    terminal.enter("studnt@smtpsh.example");
    terminal.ready();
    // What has not gone out was not refused, whatever else was.
    terminal.press(CTRL_C);
    terminal.ready();
    terminal.say("hallo lab", "502 ");
    terminal.enter(":auth login");
    terminal.ready();
    at(
        &terminal,
        "Authorization code for studnt@smtpsh.example (not shown):",
        "",
    );
    terminal.say("letterslikethese", "535 ");
    terminal.enter(":auth login");
    terminal.ready();
    at(
        &terminal,
        "User name (studnt@smtpsh.example was refused):",
        "",
    );
    terminal.enter("student@smtpsh.example");
    terminal.ready();
    terminal.say("letterslikethese", "235 ");
}

/// Nothing goes to the server as the name of somebody who wants to get out.
#[test]
fn no_user_name_begins_like_a_helper() {
    let mut terminal = asked_who_logs_in();
    terminal.enter(":quit");
    terminal.ready_after("Ctrl-C cancels");
    at(&terminal, "User name:", "");
    terminal.press("\r");
    terminal.ready_after("Ctrl-C cancels");
    terminal.enter("student@smtpsh.example");
    terminal.ready();
    terminal.press("\r");
    terminal.ready_after("The code is asked for here");
    terminal.press(CTRL_C);
    terminal.ready();
    terminal.enter(":quit");
    assert_eq!(terminal.exit_code(), 0);
}

#[test]
fn a_user_name_is_refused_by_one_server_not_by_the_next() {
    let mut terminal = asked_who_logs_in();
    terminal.enter("studnt@smtpsh.example");
    terminal.ready();
    terminal.say("letterslikethese", "535 ");
    terminal.say(":open practice/imap", "* OK ");
    terminal.enter(":login");
    terminal.ready();
    at(&terminal, "User name:", "");
}

#[test]
fn a_user_name_that_was_accepted_is_not_asked_for_again() {
    let mut terminal = asked_who_logs_in();
    terminal.enter("student@smtpsh.example");
    terminal.ready();
    terminal.say("letterslikethese", "235 ");
    terminal.say(":reconnect", " 220 practice.smtpsh.example ");
    // The server refuses this, not the user.
    terminal.say("hallo lab", "502 ");
    terminal.say("helo lab", "250 OK");
    terminal.enter(":auth login");
    terminal.ready();
    at(
        &terminal,
        "Authorization code for student@smtpsh.example (not shown):",
        "",
    );
}

#[test]
fn a_file_named_at_the_prompt_asks_the_person() {
    let mut terminal = Terminal::start(&[]);
    terminal.ready_after(" 220 practice.smtpsh.example ");
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/lab-tls.smtp");
    terminal.enter(&format!(":source {file}"));
    terminal.ready();
    at(&terminal, "User name:", "");
    terminal.enter("student@smtpsh.example");
    terminal.ready();
    terminal.enter("letterslikethese");
    terminal.wait_for_output("235 ");
    terminal.wait_for_output("221 ");
}

/// A mail by hand, over TLS, with AUTH LOGIN.
fn lab(says: &Says, mut terminal: Terminal) -> Terminal {
    terminal.ready_after(" 220 practice.smtpsh.example ");
    at(&terminal, says.command, "");
    terminal.say("ehlo lab", "250 ");
    terminal.press(":star\t");
    at(&terminal, says.command, ":starttls");
    terminal.enter("");
    terminal.wait_for_output(says.tls_is_up);
    terminal.ready_after(says.again);
    at(&terminal, says.command_tls, "");
    terminal.say("ehlo lab", "AUTH");
    terminal.say("auth login", "334 VXNlcm5hbWU6");
    at(&terminal, says.user, "");
    terminal.say(":user student@smtpsh.example", "334 UGFzc3dvcmQ6");
    at(&terminal, says.code, "");
    terminal.enter(":code");
    terminal.ready();
    at(&terminal, says.asks_code, "");
    terminal.say("letterslikethese", "235 ");
    at(&terminal, says.command_tls, "");
    terminal.say("mail from:<student@smtpsh.example>", "250 ");
    terminal.say("rcpt to:<student@smtpsh.example>", "250 ");
    terminal.enter("data");
    terminal.wait_for_output("354 ");
    terminal.ready_after(says.now_the_message);
    at(&terminal, says.text, "");
    for line in ["Subject: 你好", "", "tab\there"] {
        terminal.enter(line);
        terminal.ready();
        at(&terminal, says.text, "");
    }
    terminal.say(".", "250 ");
    terminal.enter(":inbox");
    terminal.wait_for_output(says.inbox);
    terminal.wait_for_output("你好");
    terminal.ready();
    // What is not printable is shown as an escape.
    terminal.say(":inbox 1", r"tab\there");
    terminal.enter("quit");
    terminal.wait_for_output("221 ");
    terminal.ready_after(says.afterwards);
    at(&terminal, says.closed, "");
    terminal.press(CTRL_D);
    assert_eq!(terminal.exit_code(), 0);
    terminal
}

/// Waits for this prompt with what is typed behind it, and the cursor behind that.
fn at(terminal: &Terminal, prompt: &str, typed: &str) {
    // The full-width colon brings its own room.
    let space = if prompt.ends_with('：') { "" } else { " " };
    let line = format!("{prompt}{space}{typed}");
    let columns = line.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
    terminal.wait_for_line(line.trim_end(), columns);
}

/// Every line that smtpsh says has Chinese in it, but for what is only a fact.
fn own_text_is_chinese(terminal: &Terminal) {
    let output = terminal.shown().output();
    let own: Vec<&str> = output
        .lines()
        .filter_map(|line| line.strip_prefix("-- "))
        .take_while(|line| !line.starts_with("Subject:"))
        .collect();
    assert!(own.len() > 10, "{own:?}");
    for line in own {
        // What is broken at the terminal's width may leave a name or a number to itself.
        let name = !line.contains(' ');
        assert!(
            name || line.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)),
            "{line}"
        );
    }
}
