//! The authorization code is on no screen, in no history and in no kill ring.

use crate::far::Far;
use crate::terminal::{
    BACKSPACE, CTRL_C, CTRL_U, CTRL_W, CTRL_Y, CTRL_Z, EDITOR_ENDS, Terminal, UP,
};

const CODE: &str = "sesame-open-1234";
const CODE_BASE64: &str = "c2VzYW1lLW9wZW4tMTIzNA==";
/// Enough of each to know it again.
const TRACES: [&str; 4] = ["sesam", "1234", "c2Vz", "zNA="];

#[test]
fn a_typed_code_is_masked() {
    typed_code(&[]);
}

#[test]
fn a_typed_code_is_masked_without_colours() {
    typed_code(&[("NO_COLOR", "1")]);
}

fn typed_code(env: &[(&str, &str)]) {
    let (far, mut terminal) = Far::connected_with(env, 80);

    // The helper, which encodes.
    until_the_code(&far, &mut terminal);
    terminal.enter(":code");
    terminal.ready();
    let asks = "Authorization code for student (not shown):";
    masked(&mut terminal, asks, CODE);
    far.hears(CODE_BASE64);
    far.says("535 no\r\n");
    terminal.ready_after("535 no");

    // By hand, in base64.
    until_the_code(&far, &mut terminal);
    masked(&mut terminal, "[plain] authorization code>", CODE_BASE64);
    far.hears(CODE_BASE64);
    far.says("235 yes\r\n");
    terminal.ready_after("235 yes");

    terminal.press(&format!("{CTRL_Y}x"));
    terminal.wait_for_line("[plain] command> x", 18);
    terminal.press(&format!("{CTRL_U}{UP}"));
    terminal.wait_for_line("[plain] command> :user student", 30);
    // The history's oldest line, and no further.
    terminal.press(&UP.repeat(8));
    terminal.wait_for_line("[plain] command> auth login", 27);
    forgotten(&terminal);
}

/// The terminal is the shell's meanwhile, with its echo, and smtpsh's again behind `fg`.
#[test]
fn a_half_typed_code_survives_ctrl_z() {
    let far = Far::new();
    let shell = r#""$@"; echo it stands; read line; fg; echo "it ended: $?""#;
    let mut terminal = Terminal::start_as_job(shell, &[&far.address]);
    far.says("220 far\r\n");
    terminal.ready_after("220 far");
    until_the_code(&far, &mut terminal);
    let (half, rest) = CODE_BASE64.split_at(10);
    terminal.press(half);
    let line = format!("[plain] authorization code> {}", "*".repeat(half.len()));
    terminal.wait_for_line(&line, 38);
    let modes = terminal.modes();

    terminal.press(CTRL_Z);
    terminal.wait_for_output(EDITOR_ENDS);
    terminal.wait_for_output("it stands");
    assert_eq!(terminal.modes(), terminal.modes_before);
    terminal.press("go on");
    terminal.wait_for_line("go on", 5);
    terminal.enter("");

    terminal.ready();
    assert_eq!(terminal.modes(), modes);
    terminal.wait_for_line(&line, 38);
    terminal.enter(rest);
    far.hears(CODE_BASE64);
    far.says("235 yes\r\n");
    terminal.ready_after("235 yes");
    terminal.enter("quit");
    far.hears("quit");
    far.says("221 bye\r\n");
    far.closes();
    terminal.ready_after("221 bye");
    forgotten(&terminal);
    terminal.enter(":quit");
    terminal.wait_for_output("it ended: 0");
    assert_eq!(terminal.modes(), terminal.modes_before);
}

/// While a reply is pending the system stops the program, and the shell turns the echo on.
#[test]
fn what_is_typed_ahead_behind_fg_is_not_shown() {
    let far = Far::new();
    let shell = r#""$@"; stty echo; echo it stands; read line; fg"#;
    let mut terminal = Terminal::start_as_job(shell, &[&far.address]);
    far.says("220 far\r\n");
    terminal.ready_after("220 far");
    terminal.enter("auth login");
    far.hears("auth login");
    terminal.wait_for_output(EDITOR_ENDS);
    let modes = terminal.modes();
    terminal.press(CTRL_Z);
    terminal.wait_for_output("it stands");
    assert_eq!(terminal.modes(), terminal.modes_before);
    terminal.enter("go on");
    terminal.wait_for_modes(&modes);
    terminal.press(CODE_BASE64);
    far.says("334 UGFzc3dvcmQ6\r\n");
    terminal.ready_after("decoded: Password:");
    terminal.enter("");
    far.hears(CODE_BASE64);
    far.says("235 yes\r\n");
    terminal.ready_after("235 yes");
    forgotten(&terminal);
}

#[test]
fn auth_plain_typed_in_one_line_is_masked() {
    let (far, mut terminal) = Far::connected();
    terminal.enter("noop");
    far.hears("noop");
    far.says("250 ok\r\n");
    terminal.ready_after("250 ok");
    terminal.press(&format!("AUTH PLAIN {CODE_BASE64}"));
    let stars = "*".repeat(CODE_BASE64.len());
    terminal.wait_for_line(
        &format!("[plain] command> AUTH PLAIN {stars}"),
        28 + stars.len(),
    );
    terminal.press(CTRL_W);
    terminal.wait_for_line("[plain] command> AUTH PLAIN", 28);
    terminal.enter(CODE_BASE64);
    far.hears(&format!("AUTH PLAIN {CODE_BASE64}"));
    far.says("235 yes\r\n");
    terminal.ready_after("235 yes");
    terminal.press(&format!("{CTRL_Y}x"));
    terminal.wait_for_line("[plain] command> x", 18);
    // What the server says still stands above the line, and the history is still there.
    far.says("250 by the way\r\n");
    terminal.wait_for_text("S: 250 by the way\n");
    terminal.wait_for_line("[plain] command> x", 18);
    terminal.press(&format!("{BACKSPACE}{UP}"));
    terminal.wait_for_line("[plain] command> noop", 21);
    forgotten(&terminal);
}

#[test]
fn a_code_that_a_helper_asks_for_is_masked() {
    let (far, mut terminal) = Far::connected();
    terminal.enter(":auth plain");
    terminal.ready();
    terminal.wait_for_line("User name:", 11);
    terminal.enter("student");
    terminal.ready();
    masked(
        &mut terminal,
        "Authorization code for student (not shown):",
        CODE,
    );
    // RFC 4616: NUL, the name, NUL, the code.
    let answer = "AHN0dWRlbnQAc2VzYW1lLW9wZW4tMTIzNA==";
    far.hears(&format!("AUTH PLAIN {answer}"));
    far.says("235 yes\r\n");
    terminal.wait_for_output("AUTH PLAIN ********");
    terminal.ready_after("235 yes");
    assert!(!terminal.shown().ever("AHN0"));
    terminal.press(&format!("{CTRL_Y}x"));
    terminal.wait_for_line("[plain] command> x", 18);
    forgotten(&terminal);
}

#[test]
fn a_code_typed_ahead_of_the_challenge_is_masked() {
    let (far, mut terminal) = Far::connected();
    terminal.enter("auth login");
    far.hears("auth login");
    terminal.press(CODE_BASE64);
    far.says("334 UGFzc3dvcmQ6\r\n");
    terminal.ready_after("decoded: Password:");
    let stars = "*".repeat(CODE_BASE64.len());
    terminal.wait_for_line(
        &format!("[plain] authorization code> {stars}"),
        28 + stars.len(),
    );
    terminal.enter("");
    far.hears(CODE_BASE64);
    far.says("235 yes\r\n");
    terminal.ready_after("235 yes");
    forgotten(&terminal);
}

#[test]
fn an_answer_ahead_of_its_challenge_is_not_remembered() {
    let (far, mut terminal) = Far::connected();
    terminal.enter("auth login");
    far.hears("auth login");
    terminal.press(CTRL_C);
    terminal.ready_after("Not waiting any more");
    terminal.enter(CODE_BASE64);
    far.hears(CODE_BASE64);
    far.says("502 no\r\n500 no\r\n");
    terminal.ready_after("500 no");
    terminal.press(UP);
    terminal.wait_for_line("[plain] command> auth login", 27);
    assert_eq!(terminal.history().lines().last(), Some("auth login"));
}

/// Behind a login that was broken off, a line that is no command was meant for an answer.
#[test]
fn an_answer_to_nothing_is_masked() {
    let (far, mut terminal) = Far::connected();
    terminal.enter("auth login");
    far.hears("auth login");
    far.says("334 VXNlcm5hbWU6\r\n");
    terminal.ready_after("decoded: Username:");
    terminal.enter("student");
    far.hears("student");
    far.says("501 no\r\n");
    terminal.ready_after("501 no");
    terminal.press(CODE_BASE64);
    let stars = "*".repeat(CODE_BASE64.len());
    let line = format!("[plain] command> {stars}");
    terminal.wait_for_line(&line, 17 + stars.len());
    terminal.enter("");
    far.hears(CODE_BASE64);
    far.says("502 no\r\n");
    terminal.ready_after("502 no");
    // Helpers and commands are shown as they are typed, from their first letter.
    terminal.press(":sta");
    terminal.wait_for_line("[plain] command> :sta", 21);
    terminal.press(&format!("{CTRL_U}qui"));
    terminal.wait_for_line("[plain] command> qui", 20);
    terminal.press(&format!("{CTRL_U}noop"));
    terminal.wait_for_line("[plain] command> noop", 21);
    terminal.enter("");
    far.hears("noop");
    far.says("250 ok\r\n");
    terminal.ready_after("250 ok");
    terminal.press("hello");
    terminal.wait_for_line("[plain] command> hello", 22);
    forgotten(&terminal);
}

#[test]
fn a_terminal_that_cannot_mask_shows_nothing_of_the_code() {
    let far = Far::new();
    let args = ["--user", "student", &far.address];
    let mut terminal = Terminal::start_with(&args, &[("TERM", "dumb")], 80);
    far.says("220 far\r\n");
    terminal.wait_for_output("220 far");
    terminal.enter("auth login");
    far.hears("auth login");
    far.says("334 VXNlcm5hbWU6\r\n");
    terminal.wait_for_output("decoded: Username:");
    terminal.enter(":user student");
    far.hears("c3R1ZGVudA==");
    far.says("334 UGFzc3dvcmQ6\r\n");
    terminal.wait_for_output("authorization code>");
    terminal.enter(CODE_BASE64);
    far.hears(CODE_BASE64);
    far.says("535 no\r\n");
    terminal.wait_for_output("535 no");
    // What is asked for is hidden as well, and commands are shown again.
    terminal.enter(":auth login");
    terminal.wait_for_output("(not shown):");
    terminal.enter(CODE);
    far.hears("AUTH LOGIN");
    far.says("334 VXNlcm5hbWU6\r\n");
    far.hears("c3R1ZGVudA==");
    far.says("334 UGFzc3dvcmQ6\r\n");
    far.hears(CODE_BASE64);
    far.says("235 yes\r\n");
    terminal.wait_for_output("235 yes");
    terminal.enter("noop seen");
    far.hears("noop seen");
    terminal.wait_for_output("noop seen");
    forgotten(&terminal);
}

#[test]
fn a_terminal_that_cannot_mask_has_the_code_of_the_options() {
    let far = Far::new();
    let env = [("TERM", "dumb"), ("SMTPSH_CODE", CODE)];
    let mut terminal = Terminal::start_with(&["--user", "student", &far.address], &env, 80);
    far.says("220 far\r\n");
    terminal.wait_for_output("220 far");
    terminal.enter(":auth login");
    far.hears("AUTH LOGIN");
    far.says("334 VXNlcm5hbWU6\r\n");
    far.hears("c3R1ZGVudA==");
    far.says("334 UGFzc3dvcmQ6\r\n");
    far.hears(CODE_BASE64);
    far.says("235 yes\r\n");
    terminal.wait_for_output("235 yes");
    forgotten(&terminal);
}

#[test]
fn what_the_server_says_meanwhile_waits_for_the_end_of_the_secret() {
    let (far, mut terminal) = Far::connected();
    until_the_code(&far, &mut terminal);
    terminal.press("c2Vz");
    terminal.wait_for_line("[plain] authorization code> ****", 32);
    far.says("421 too slow\r\n");
    far.closes();
    far.hears_the_end();
    terminal.press("YW1l");
    terminal.wait_for_line("[plain] authorization code> ********", 36);
    terminal.enter("");
    terminal.wait_for_output("421 too slow");
    // The secret is taken for no command: it is neither repeated nor remembered.
    terminal.ready_after("Not sent: the connection was closed, or the server");
    terminal.wait_for_line("[not connected] >", 18);
    terminal.press(&format!("{UP}x"));
    terminal.wait_for_line("[not connected] > :user studentx", 32);
    forgotten(&terminal);
}

#[test]
fn a_code_that_is_no_longer_awaited_is_no_command() {
    let (far, mut terminal) = Far::connected();
    for helper in ["", ":code"] {
        until_the_code(&far, &mut terminal);
        if !helper.is_empty() {
            terminal.enter(helper);
            terminal.ready();
        }
        terminal.press(CODE);
        let typed = "*".repeat(CODE.len());
        terminal.wait_for("the mask", |shown| shown.line().ends_with(&typed));
        far.says("421 too slow\r\n");
        far.closes();
        far.hears_the_end();
        terminal.enter("");
        terminal.wait_for_output("421 too slow");
        terminal.ready_after("Not sent: the connection was closed, or the server");
        terminal.enter(":reconnect");
        far.says("220 far\r\n");
        terminal.ready_after("220 far");
    }
    // Typed where there is no connection, too.
    terminal.say(":close", "Connection closed.");
    terminal.say(&format!("AUTH PLAIN {CODE_BASE64}"), "AUTH PLAIN ********");
    forgotten(&terminal);
}

/// Says what leads to the challenge for the code.
fn until_the_code(far: &Far, terminal: &mut Terminal) {
    terminal.enter("auth login");
    far.hears("auth login");
    far.says("334 VXNlcm5hbWU6\r\n");
    terminal.ready_after("decoded: Username:");
    terminal.wait_for_line("[plain] user name>", 19);
    terminal.enter(":user student");
    far.hears("c3R1ZGVudA==");
    far.says("334 UGFzc3dvcmQ6\r\n");
    terminal.ready_after("decoded: Password:");
}

/// Types a secret at this prompt, kills it, finds no history, and types it again, with Enter.
fn masked(terminal: &mut Terminal, prompt: &str, secret: &str) {
    let stars = format!("{prompt} {}", "*".repeat(secret.len()));
    let begin = prompt.len() + 1;
    terminal.press(secret);
    terminal.wait_for_line(&stars, begin + secret.len());
    terminal.press(&format!("{CTRL_U}{UP}"));
    terminal.wait_for_line(prompt, begin);
    terminal.press(secret);
    terminal.wait_for_line(&stars, begin + secret.len());
    terminal.enter("");
}

fn forgotten(terminal: &Terminal) {
    let shown = terminal.shown();
    for trace in TRACES {
        assert!(!shown.ever(trace), "{trace}\n{}", shown.report());
        assert!(
            !terminal.history().contains(trace),
            "{trace} in the history"
        );
    }
    // What was typed and is no secret is found by the same means.
    assert!(shown.ever("login") || shown.ever("AUTH PLAIN"));
}
