//! Bracketed pastes.

use crate::far::Far;

#[test]
fn two_hundred_lines_of_message_text_arrive_as_they_are() {
    let (far, mut terminal) = Far::in_text(80);

    let kinds = [
        "Subject: 你好，世界",
        "",
        "\ttabs\there",
        ".leading",
        "..",
        "trail ",
        ":help",
    ];
    let lines: Vec<String> = (0..200)
        .map(|number| match number % 10 {
            kind @ 0..=6 => kinds[kind].to_owned(),
            _ => format!("line {number}: {}", "0123456789".repeat(number % 9)),
        })
        .collect();
    terminal.paste(&(lines.join("\n") + "\n"));
    terminal.enter("");
    for line in &lines {
        far.hears(line);
    }
    terminal.ready();
    terminal.enter(".");
    far.hears(".");
    far.says("250 kept\r\n");
    terminal.ready_after("250 kept");
    far.heard_nothing_else();
}

#[test]
fn pasted_commands_wait_for_their_turn() {
    let (far, mut terminal) = Far::connected();
    let commands = ["ehlo a", "mail from:<a@b>", "rcpt to:<c@d>", "rset"];
    terminal.paste(&commands.join("\r\n"));
    terminal.enter("");
    for command in commands {
        far.hears(command);
        far.heard_nothing_else();
        far.says(format!("250 to {command}\r\n"));
        // Had it been sent before the reply, it would stand above the reply.
        let dialogue = format!("{command}\r\nS: 250 to {command}\r\n");
        terminal.wait_for("the reply, below its command", |shown| {
            shown.output().contains(&dialogue)
        });
    }
    terminal.ready_after("250 to rset");
}
