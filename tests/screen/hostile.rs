//! Bytes that a server sends to take the terminal over.

use crate::far::Far;
use crate::terminal::Terminal;

const BYTES: &[u8] = b"\x1b[2J\x1b]52;c;aGk=\x07 \x9b31m \x00 \x08\x7f";
const VISIBLE: &str = r"\x1b[2J\x1b]52;c;aGk=\x07 \x9b31m \0 \x08\x7f";
const TEXT: &str = "\u{9b}31m \u{202e}evil\u{2066} \u{feff}";
const TEXT_VISIBLE: &str = r"\u{9b}31m \u{202e}evil\u{2066} \u{feff}";
/// 密码错误, in GBK.
const GBK: &[u8] = b"\xc3\xdc\xc2\xeb\xb4\xed\xce\xf3";

#[test]
fn nothing_raw_reaches_the_terminal() {
    let far = Far::new();
    let mut terminal = Terminal::start(&[&far.address]);
    let greeting = [
        b"220-",
        BYTES,
        b"\r\n220-",
        TEXT.as_bytes(),
        b"\r\n220 ",
        GBK,
        b"\r\n",
    ];
    far.says(greeting.concat());
    terminal.ready_after("密码错误");
    for line in [VISIBLE, TEXT_VISIBLE, "密码错误"] {
        terminal.wait_for_text(line);
    }

    // Decoded, and while a line is being typed.
    terminal.enter("auth login");
    far.hears("auth login");
    far.says("334 G1sySg==\r\n");
    terminal.ready_after(r"decoded: \x1b[2J");
    terminal.enter("*");
    far.hears("*");
    far.says("501 cancelled\r\n");
    terminal.ready_after("501 cancelled");
    terminal.press("half");
    far.says([b"421 ", BYTES, b"\x1b[H\r\n"].concat());
    terminal.wait_for_text(&format!("S: 421 {VISIBLE}\\x1b[H\n"));
    far.says(b"421 half a line \x1b[2J");
    far.closes();
    terminal.wait_for_text(r"half a line \x1b[2J");

    let shown = terminal.shown();
    let raw = std::str::from_utf8(&shown.raw).unwrap();
    for never in [
        "\x1b[2J", "\x1b[H", "\x1b]", "\u{9b}", "\u{202e}", "\u{2066}", "\u{feff}",
    ] {
        assert!(!raw.contains(never), "{never:?}\n{}", shown.report());
    }
    let controls: Vec<char> = shown.output().chars().filter(|c| c.is_control()).collect();
    assert!(
        controls.iter().all(|c| matches!(c, '\r' | '\n')),
        "{controls:?}\n{}",
        shown.report()
    );
}
