//! What fingers, input methods and pastes do to a line.

use super::command::{Command, behind};
use crate::protocol::command::edit_distance;

/// The line with the ASCII characters that its full-width ones stand for, if it has any.
pub(super) fn narrow(line: &str) -> Option<String> {
    line.contains(is_wide)
        .then(|| line.chars().map(narrowed).collect())
}

/// The line without characters that came along with a paste, and a list of those.
pub(super) fn cleaned(line: &str) -> Option<(String, String)> {
    let mut found = Vec::new();
    let mut clean = String::with_capacity(line.len());
    for c in line.chars() {
        let Some(instead) = pasted(c) else {
            clean.push(c);
            continue;
        };
        clean.push_str(instead);
        let name = format!("U+{:04X}", c as u32);
        if !found.contains(&name) {
            found.push(name);
        }
    }
    (!found.is_empty()).then(|| (clean.trim().to_owned(), found.join(", ")))
}

/// Whether it is a full stop of a Chinese input method.
pub(super) fn is_wide_dot(line: &str) -> bool {
    matches!(line.trim(), "。" | "．")
}

/// The verb that a misspelled one stands for, and what of the line is behind it: `QIUT` is `QUIT`,
/// `MAILFROM:<a@b>` is `MAIL FROM` and `:<a@b>`.
pub(super) fn nearest_verb(line: &str) -> Option<(&'static str, &str)> {
    heads(line)
        .filter(|(head, _)| head.len() <= MAX_HEAD)
        .flat_map(|(head, rest)| VERBS.iter().map(move |verb| (verb, head, rest)))
        .filter_map(|(verb, head, rest)| Some((distance(head, verb)?, verb, rest)))
        .min_by_key(|(distance, ..)| *distance)
        .map(|(.., verb, rest)| (*verb, rest))
}

/// The name of these that a misspelled word stands for.
pub(super) fn nearest_of(names: &[&'static str], word: &str) -> Option<&'static str> {
    let near = names.iter().filter(|_| word.len() <= MAX_HEAD);
    near.filter_map(|name| Some((distance(word, name)?, *name)))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// How far a typed word is from a verb, if it is near.
fn distance(typed: &str, verb: &str) -> Option<usize> {
    let typed = typed.to_ascii_uppercase();
    // Two keys in the wrong order are two changes; of a short verb no other two are little.
    let swapped = letters(&typed) == letters(verb);
    let near = if swapped || verb.len() > SHORT { 2 } else { 1 };
    Some(edit_distance(&typed, verb)).filter(|distance| *distance <= near)
}

fn letters(word: &str) -> Vec<char> {
    let mut letters: Vec<_> = word.chars().collect();
    letters.sort_unstable();
    letters
}

/// The first word and the first two, each with what stands behind it. A colon ends a word too.
fn heads(line: &str) -> impl Iterator<Item = (&str, &str)> {
    let line = line.trim();
    let ends = line
        .char_indices()
        .filter(|(_, c)| c.is_whitespace() || *c == ':')
        .map(|(at, _)| at)
        .chain([line.len()]);
    ends.take(2).map(|at| line.split_at(at))
}

/// Whether smtpsh knows the verb, in capitals.
pub(super) fn is_known(verb: &str) -> bool {
    VERBS.contains(&verb) || matches!(verb, "MAIL" | "RCPT" | "EXPN" | "BDAT" | "ETRN" | "TURN")
}

/// Whether a line is a command and hardly anything else.
pub(super) fn is_command(line: &str) -> bool {
    let command = Command::of(line);
    match (command.verb.as_str(), command.keyword()) {
        ("QUIT" | "RSET" | "NOOP" | "DATA" | "STARTTLS", _) => command.argument.is_empty(),
        ("EHLO" | "HELO" | "AUTH", _) => command.argument.split_whitespace().count() == 1,
        (_, Some(word)) => {
            behind(&command.argument, word).is_some() && command.argument.contains('@')
        }
        _ => false,
    }
}

/// A HELO or EHLO whose name stands behind a colon, as it should be.
pub(super) fn hello_with_colon(line: &str) -> Option<String> {
    let (verb, name) = line.trim().split_once(':')?;
    let verb = verb.trim().to_ascii_uppercase();
    let hello = matches!(verb.as_str(), "HELO" | "EHLO") && !name.trim().is_empty();
    hello.then(|| format!("{verb} {}", name.trim()))
}

fn is_wide(c: char) -> bool {
    matches!(
        c,
        '\u{ff01}'..='\u{ff5e}' | '\u{3000}' | '。' | '《' | '》' | '〈' | '〉' | '、'
    )
}

fn narrowed(c: char) -> char {
    match c {
        // The full-width forms stand in the order of ASCII.
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        '。' => '.',
        '《' | '〈' => '<',
        '》' | '〉' => '>',
        '、' => ',',
        _ => c,
    }
}

/// What was meant by a character that came along with a paste.
fn pasted(c: char) -> Option<&'static str> {
    match c {
        '\u{a0}' | '\u{2002}'..='\u{200a}' | '\u{202f}' => Some(" "),
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}' | '\u{ad}' => {
            Some("")
        }
        '“' | '”' => Some("\""),
        '‘' | '’' => Some("'"),
        _ => None,
    }
}

/// What a misspelled verb may stand for.
const VERBS: &[&str] = &[
    "EHLO",
    "HELO",
    "STARTTLS",
    "AUTH",
    "AUTH LOGIN",
    "AUTH PLAIN",
    "MAIL FROM",
    "RCPT TO",
    "DATA",
    "RSET",
    "NOOP",
    "VRFY",
    "HELP",
    "QUIT",
];

/// Longer words than the longest verb are near to none, however long a pasted one is.
const MAX_HEAD: usize = 16;
/// The length of most verbs: GET is no RSET.
const SHORT: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_width_and_pasted_characters() {
        assert_eq!(
            narrow("MAIL　FROM：＜ａ＠b。cn＞").as_deref(),
            Some("MAIL FROM:<a@b.cn>")
        );
        assert_eq!(narrow("MAIL FROM:<用户@例子.cn>"), None);
        assert_eq!(
            cleaned("\u{feff}EHLO\u{a0}“x\u{200b}”\u{a0}"),
            Some((
                "EHLO \"x\"".into(),
                "U+FEFF, U+00A0, U+201C, U+200B, U+201D".into()
            ))
        );
        assert_eq!(cleaned("EHLO x"), None);
    }

    #[test]
    fn the_nearest_verb() {
        for (line, nearest) in [
            ("ELHO a", Some(("EHLO", " a"))),
            ("hello a", Some(("HELO", " a"))),
            ("qiut", Some(("QUIT", ""))),
            ("MAILFROM:<a@b>", Some(("MAIL FROM", ":<a@b>"))),
            ("RCTP TO:<a@b>", Some(("RCPT TO", ":<a@b>"))),
            ("START TLS", Some(("STARTTLS", ""))),
            ("AUTHLOGIN", Some(("AUTH LOGIN", ""))),
            ("FROBNICATE", None),
            ("GET / HTTP/1.1", None),
            ("你好", None),
            ("", None),
        ] {
            assert_eq!(nearest_verb(line), nearest, "{line:?}");
        }
    }
}
