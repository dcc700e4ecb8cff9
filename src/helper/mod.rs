//! The helpers: lines that begin with `:` in column 1, one row each.
//!
//! A helper does nothing by itself: it returns [`Action`]s, and the session performs them.

mod action;
mod error;
mod escape;
mod expect;
mod group;
mod setting;

pub use action::{Action, Envelope, Help, LessonWish, Manner, Setting, Topic, View};
pub use error::HelperError;
pub use expect::Expectation;
pub use group::{GROUPS, Group, Helper, helpers, is_variable};
pub use setting::{SETTINGS, SettingRow, Settings};

use crate::protocol::command::edit_distance;
use std::path::PathBuf;

/// What a typed line is.
#[derive(Debug, Clone, Copy)]
pub enum Line<'a> {
    /// Goes to the server as it is.
    Verbatim(&'a [u8]),
    /// A helper, and what stands behind its name.
    Helper(&'static Helper, &'a str),
}

/// Tells a helper from a line for the server. `::x` is the line `:x`.
pub fn interpret(line: &[u8]) -> Result<Line<'_>, HelperError> {
    let Some(rest) = without_colon(line) else {
        return Ok(Line::Verbatim(line));
    };
    if without_colon(rest).is_some() {
        return Ok(Line::Verbatim(rest));
    }
    let text = std::str::from_utf8(rest).map_err(|_| HelperError::NotUtf8)?;
    let (name, argument) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    match find(name) {
        Some(helper) => Ok(Line::Helper(helper, argument.trim())),
        None => Err(unknown(name)),
    }
}

/// There is no such helper. One that is near is named; what shares hardly a letter is not guessed.
fn unknown(typed: &str) -> HelperError {
    let name = crate::protocol::text::escape(typed);
    let near = nearest(typed);
    let letters = typed.chars().count();
    let distance = edit_distance(near, typed);
    if distance > (letters / 2).max(1) || distance >= letters {
        return HelperError::Nowhere { name };
    }
    HelperError::Unknown {
        name,
        nearest: near.into(),
    }
}

/// Whether a line is meant for smtpsh, and so is no secret.
pub fn is_helper(line: &[u8]) -> bool {
    without_colon(line).is_some()
}

/// What stands behind a colon in column 1: the ASCII one, or the full-width one that a Chinese
/// input method writes.
fn without_colon(line: &[u8]) -> Option<&[u8]> {
    line.strip_prefix(b":")
        .or_else(|| line.strip_prefix("：".as_bytes()))
}

/// A file by its name as it is typed, or in quotes, as Windows copies a path.
pub(crate) fn file(argument: &str) -> PathBuf {
    let bare = argument
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    bare.unwrap_or(argument).into()
}

/// The helper of that name or alias.
pub fn find(name: &str) -> Option<&'static Helper> {
    helpers().find(|row| row.name == name || row.aliases.contains(&name))
}

fn nearest(name: &str) -> &'static str {
    let distance = |row: &&Helper| edit_distance(row.name, name);
    helpers()
        .min_by_key(distance)
        .map_or("help", |row| row.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files() {
        for (typed, meant) in [
            (r"C:\Users\Li Si\a.txt", r"C:\Users\Li Si\a.txt"),
            (r#""C:\Users\Li Si\a.txt""#, r"C:\Users\Li Si\a.txt"),
            (r#"a"b"#, r#"a"b"#),
            ("\"", "\""),
        ] {
            assert_eq!(file(typed), PathBuf::from(meant));
        }
    }

    #[test]
    fn verbatim_or_helper() {
        for line in [
            &b"EHLO x"[..],
            b"",
            b" :help",
            b"/base64+",
            b"*",
            b"=",
            b".",
            b"\xff\xfe",
        ] {
            assert!(
                matches!(interpret(line), Ok(Line::Verbatim(same)) if same == line),
                "{line:?}"
            );
        }
        assert!(matches!(interpret(b"::x"), Ok(Line::Verbatim(b":x"))));
        assert!(
            matches!(interpret("：help".as_bytes()), Ok(Line::Helper(row, "")) if row.name == "help")
        );
        assert!(
            matches!(interpret(b":b64 a b "), Ok(Line::Helper(row, "a b")) if row.name == "b64")
        );
        assert!(matches!(interpret(b":pass"), Ok(Line::Helper(row, "")) if row.name == "code"));
    }

    #[test]
    fn an_unknown_helper_names_the_nearest() {
        for (typed, nearest) in [
            ("hlep", "help"),
            ("stattls", "starttls"),
            ("usr", "user"),
            ("inbx", "inbox"),
        ] {
            let expected = HelperError::Unknown {
                name: typed.into(),
                nearest: nearest.into(),
            };
            assert_eq!(
                interpret(format!(":{typed}").as_bytes()).unwrap_err(),
                expected
            );
        }
        for far in ["foo", "x", "信", "frobnicate"] {
            let expected = HelperError::Nowhere { name: far.into() };
            assert_eq!(
                interpret(format!(":{far}").as_bytes()).unwrap_err(),
                expected
            );
        }
    }

    #[test]
    fn every_row_is_whole() {
        for row in helpers() {
            assert!(
                row.example.starts_with(&format!(":{}", row.name)),
                ":{}",
                row.name
            );
            assert!(
                !row.summary.en.is_empty() && !row.summary.zh.is_ascii(),
                ":{}",
                row.name
            );
            let names = helpers().flat_map(|row| row.aliases.iter().chain([&row.name]));
            assert_eq!(
                names.filter(|name| **name == row.name).count(),
                1,
                ":{} twice",
                row.name
            );
            let line = row.example.lines().next().unwrap();
            let argument = line.split_once(' ').map_or("", |(_, argument)| argument);
            assert!(
                (row.action)(argument).is_ok(),
                "the example {} does not work",
                row.example
            );
        }
        crate::words::check_table(HelperError::TABLE);
    }
}
