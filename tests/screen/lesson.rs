//! The lessons by someone who only follows the screen: what stands behind `Type:` is typed, and
//! nothing else.

use crate::terminal::{CTRL_D, Terminal};
use std::collections::BTreeSet;
use unicode_width::UnicodeWidthStr;

/// How the last line of a lesson begins, in both languages.
const REQUESTS: [&str; 2] = ["Type: ", "请输入："];
const ENTER: [&str; 2] = ["(nothing, only Enter)", "（什么也不输，直接按 Enter）"];
const ANSWERS: [&str; 2] = ["Answer with :lesson 1", "请作答：:lesson 1"];
const OVER: [&str; 2] = ["## The lesson is done", "## 本课完成"];

#[test]
fn the_plain_session_ends_with_the_mail_in_the_inbox() {
    for (lang, inbox) in [
        (
            "en",
            "1  from <student@smtpsh.example> to student@smtpsh.example",
        ),
        (
            "zh",
            "1  发件人 <student@smtpsh.example>，收件人 student@smtpsh.example",
        ),
    ] {
        let terminal = follow("plain", lang, 16, &[]);
        let output = terminal.shown().output();
        assert!(output.contains(inbox), "{output}");
        assert!(!output.contains("=> "), "the coach had to speak: {output}");
    }
}

#[test]
fn the_same_over_starttls_ends_with_the_handshake() {
    for lang in ["en", "zh"] {
        let terminal = follow("starttls", lang, 15, &[]);
        let output = terminal.shown().output();
        assert!(output.contains("Client Hello") && output.contains("Finished"));
    }
}

#[test]
fn the_reply_to_ehlo_is_read() {
    for lang in ["en", "zh"] {
        follow("ehlo", lang, 8, &[]);
    }
}

#[test]
fn a_mail_is_sent_and_fetched_twice() {
    for (lang, title) in [("en", "send and receive"), ("zh", "发送与接收")] {
        let mut terminal = follow("receive", lang, 25, &[]);
        let output = terminal.shown().output();
        assert!(output.contains(title), "{output}");
        // As it was typed, and as POP3 and IMAP bring it.
        let subject = output.matches("S: Subject: there and back").count();
        assert_eq!(subject, 2, "{output}");
        assert!(!output.contains("=> "), "the coach had to speak: {output}");
        // One report has the three sessions.
        let report = terminal.home().join("lab.html");
        terminal.say(&format!(":save {}", report.display()), "lab.html");
        let report = std::fs::read_to_string(report).unwrap();
        for line in ["mail from:", "retr 1", "d fetch 1 body[]"] {
            assert!(report.contains(line), "{line}");
        }
        assert!(!report.contains("letterslikethese"));
    }
}

#[test]
fn the_faults_are_diagnosed() {
    let right = [3, 2, 4, 1, 2, 4, 1, 3];
    for (lang, says) in [
        ("en", "8 of 8 diagnoses right at once"),
        ("zh", "8 次诊断中有 8 次一次答对"),
    ] {
        let terminal = follow("faults", lang, 24, &right);
        let output = terminal.shown().output();
        assert!(output.contains(says), "{output}");
        assert!(!output.contains("=> "), "the coach gave it away: {output}");
    }
}

#[test]
fn a_lesson_is_left_and_taken_up_again() {
    let mut terminal = Terminal::start(&["--lesson", "plain"]);
    terminal.ready_after("1/16 Type: helo lab");
    terminal.say("helo lab", "2/16 Type: auth login");
    terminal.say(":lesson leave", "The lesson is left at step 2");
    terminal.say("noop", "250 OK");
    assert!(!terminal.shown().text().contains("Compare what you typed"));
    terminal.say(":lesson", "2/16 Type: auth login");
    // A new connection needs the first step again, and a new lesson is another one.
    terminal.say(":reconnect", "1/16 Type: helo lab");
    assert!(
        terminal
            .shown()
            .text()
            .contains("The connection is a new one")
    );
    terminal.say("helo lab", "2/16 Type: auth login");
    let kept = terminal.home().join("STATE/smtpsh/lessons");
    assert_eq!(std::fs::read_to_string(kept).unwrap(), "plain 1 0 0\n");
    terminal.say(":lesson ehlo", "1/8 Type: ehlo lab");
    terminal.say(":lesson plain", "You had come to step 2.");
    terminal.press(CTRL_D);
    terminal.wait_for_output("The lesson is left at step 2");
    assert_eq!(terminal.exit_code(), 0);
}

/// A question that is still open is asked behind the reply that it is about, also another day, and
/// what was answered before counts.
#[test]
fn a_question_comes_again_with_its_symptom() {
    let state = tempfile::tempdir().unwrap();
    let kept = state.path().join("smtpsh/lessons");
    std::fs::create_dir(state.path().join("smtpsh")).unwrap();
    std::fs::write(&kept, "faults 14 3 2\n").unwrap();
    let env = [("XDG_STATE_HOME", state.path().to_str().unwrap())];
    let mut terminal = Terminal::start_with(&["--lesson", "--lang", "zh"], &env, 80);
    terminal.ready_after("上次学到第 15 步");
    let text = terminal.shown().text();
    assert!(
        text.contains("## 连接是新的，前面的命令要重发一遍。"),
        "{text}"
    );
    terminal.say("ehlo lab", "12/24");
    let login = typed(told(&terminal, "").last().unwrap());
    let rcpt = "rcpt to:<teacher@smtpsh.example>";
    terminal.say(&login, "13/24 请输入：mail from:");
    terminal.say("mail from:<student@smtpsh.example>", "14/24 请输入：rcpt");
    terminal.say(rcpt, "得到 550。该怎么办？");
    terminal.say(":lesson 2", "16/24 请输入：rcpt");
    terminal.say(rcpt, "得到 452。谁能解决？");
    terminal.say(":lesson 1", "不对");
    assert_eq!(std::fs::read_to_string(&kept).unwrap(), "faults 16 4 3\n");
    terminal.press(CTRL_D);
    assert_eq!(terminal.exit_code(), 0);
}

/// Takes a lesson to its end.
fn follow(lesson: &str, lang: &str, steps: usize, answers: &[usize]) -> Terminal {
    let mut terminal = Terminal::start(&["--lesson", lesson, "--lang", lang]);
    let mut answers = answers.iter();
    let mut seen = BTreeSet::new();
    let mut last = String::new();
    for _ in 0..steps {
        terminal.ready();
        let rows = told(&terminal, &last);
        last = rows.last().unwrap().clone();
        assert!(seen.insert(rows.clone()), "told twice: {rows:#?}");
        let typed = match ANSWERS.iter().find(|sign| last.contains(**sign)) {
            Some(_) => format!(":lesson {}", answers.next().unwrap()),
            None => typed(&last),
        };
        terminal.enter(&typed);
    }
    terminal.ready();
    let over = |text: &str| OVER.iter().any(|sign| text.contains(sign));
    terminal.wait_for("the end of the lesson", |shown| over(&shown.text()));
    assert_eq!(answers.next(), None);
    terminal
}

/// What the lesson says right above the prompt: whole on the screen, in lines that do not wrap.
fn told(terminal: &Terminal, before: &str) -> Vec<String> {
    let is_request = |row: &str| {
        let signs = REQUESTS.iter().chain(&ANSWERS);
        row.starts_with("## ") && signs.clone().any(|sign| row.contains(sign))
    };
    let mut rows = Vec::new();
    terminal.wait_for("a line to type", |shown| {
        let text = shown.text();
        let lines: Vec<_> = text.lines().map(str::trim_end).collect();
        let Some(end) = lines.iter().rposition(|row| is_request(row)) else {
            return false;
        };
        let begin = lines[..end].iter().rposition(|row| !row.starts_with("## "));
        let begin = begin.map_or(0, |at| at + 1);
        rows = lines[begin..=end]
            .iter()
            .map(|row| (*row).to_owned())
            .collect();
        // The prompt stands below it, and between them at most that the server has closed, which
        // is told when it is noticed.
        let mut below = lines[end + 1..].iter();
        let prompt = below.find(|row| !row.starts_with("-- ") && !row.starts_with("!! "));
        prompt.is_some_and(|row| row.ends_with('>')) && rows.last().unwrap() != before
    });
    assert!(rows.len() <= 6, "{rows:#?}");
    for row in &rows {
        assert!(row.width() <= 79, "{row}");
    }
    rows
}

/// The line that is to be typed.
fn typed(request: &str) -> String {
    let line = REQUESTS
        .iter()
        .find_map(|sign| Some(request.split_once(sign)?.1));
    let line = line.unwrap();
    if ENTER.contains(&line) {
        return String::new();
    }
    line.to_owned()
}
