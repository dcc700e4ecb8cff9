//! Editing Chinese text: a character is two columns wide and three bytes long.

use crate::far::Far;
use crate::terminal::{BACKSPACE, LEFT};

#[test]
fn in_message_text() {
    let (far, mut terminal) = Far::in_text(80);
    terminal.press("Subject: 你好世界");
    terminal.wait_for_line("[plain] message> Subject: 你好世界", 34);
    terminal.press(LEFT);
    terminal.wait_for_line("[plain] message> Subject: 你好世界", 32);
    terminal.press(BACKSPACE);
    terminal.wait_for_line("[plain] message> Subject: 你好界", 30);
    terminal.press("a们");
    terminal.wait_for_line("[plain] message> Subject: 你好a们界", 33);
    far.says("250 by the way\r\n");
    terminal.wait_for_text("S: 250 by the way\n");
    terminal.wait_for_line("[plain] message> Subject: 你好a们界", 33);
    terminal.press(&LEFT.repeat(3));
    terminal.wait_for_line("[plain] message> Subject: 你好a们界", 28);
    terminal.enter("！");
    far.hears("Subject: 你！好a们界");
}

#[test]
fn in_a_command() {
    let (far, mut terminal) = Far::connected();
    terminal.press("# 你好世界");
    terminal.wait_for_line("[plain] command> # 你好世界", 27);
    terminal.press(&format!("{LEFT}{LEFT}{BACKSPACE}"));
    terminal.wait_for_line("[plain] command> # 你世界", 21);
    terminal.enter("");
    far.hears("# 你世界");
    far.says("500 what\r\n");
    terminal.ready_after("500 what");
    // A Chinese input method writes the full-width colon.
    terminal.say("：b64 你好", "5L2g5aW9");
    far.heard_nothing_else();
}

#[test]
fn over_the_edge_of_a_narrow_screen() {
    let (far, mut terminal) = Far::in_text(40);
    // 17 columns of prompt and 11 characters leave one column, which a character does not fit in.
    terminal.press(&"汉".repeat(12));
    terminal.wait_for_line("汉", 2);
    terminal.press(&LEFT.repeat(2));
    terminal.wait_for("the cursor on the first row", |shown| {
        shown.cursor().1 == 37 && shown.line().starts_with("[plain] message> 汉")
    });
    terminal.enter("字");
    far.hears(&format!("{}字汉汉", "汉".repeat(10)));
}
