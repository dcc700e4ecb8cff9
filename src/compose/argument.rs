//! The arguments of `:compose`: `to=a@b subject="a few words" attach=report.pdf`.

use std::path::PathBuf;

/// What is said of a mail beforehand; the rest is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wishes {
    /// Who writes.
    pub from: Option<String>,
    /// To whom, a list.
    pub to: Option<String>,
    /// Who gets a copy, a list.
    pub cc: Option<String>,
    /// What it is about.
    pub subject: Option<String>,
    /// The text.
    pub text: Option<String>,
    /// The file that holds the text.
    pub body: Option<PathBuf>,
    /// The files that go with it.
    pub attach: Vec<PathBuf>,
    /// Where to write the message instead of sending it.
    pub save: Option<PathBuf>,
    /// The mail that was composed last is meant.
    pub again: bool,
}

/// Reads the arguments; nothing if they cannot be understood.
pub fn parse(argument: &str) -> Option<Wishes> {
    let mut wishes = Wishes::default();
    let mut rest = argument.trim();
    if rest == "again" {
        wishes.again = true;
        return Some(wishes);
    }
    while !rest.is_empty() {
        let (name, behind) = rest.split_once('=')?;
        let is_path = matches!(name, "body" | "attach" | "save");
        let (value, behind) = value(behind, is_path)?;
        match name {
            "from" => wishes.from = Some(value),
            "to" => wishes.to = Some(value),
            "cc" => wishes.cc = Some(value),
            "subject" => wishes.subject = Some(value),
            "text" => wishes.text = Some(value),
            "body" => wishes.body = Some(value.into()),
            "attach" => wishes.attach.push(value.into()),
            "save" => wishes.save = Some(value.into()),
            _ => return None,
        }
        rest = behind.trim_start();
    }
    Some(wishes)
}

/// A word, or what stands in quotation marks, in which `\n`, `\"` and `\\` are escapes, but in a path
/// of Windows are not; and what stands behind it.
fn value(text: &str, is_path: bool) -> Option<(String, &str)> {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find(char::is_whitespace).unwrap_or(text.len());
        let (word, behind) = text.split_at(end);
        return Some((word.to_owned(), behind));
    };
    let mut value = String::new();
    let mut chars = quoted.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Some((value, quoted.get(at + 1..).unwrap_or_default())),
            '\\' if !is_path => match chars.next() {
                Some((_, 'n')) => value.push('\n'),
                Some((_, c @ ('"' | '\\'))) => value.push(c),
                Some((_, other)) => value.extend(['\\', other]),
                None => value.push('\\'),
            },
            c => value.push(c),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments() {
        let wishes = parse(
            r#" to=a@b,c@d subject="你好 \"x\"" text="one\ntwo\\n" attach=a.pdf attach="C:\new\b c.txt" "#,
        );
        let expected = Wishes {
            to: Some("a@b,c@d".into()),
            subject: Some("你好 \"x\"".into()),
            text: Some("one\ntwo\\n".into()),
            attach: vec!["a.pdf".into(), "C:\\new\\b c.txt".into()],
            ..Wishes::default()
        };
        assert_eq!(wishes, Some(expected));
        assert_eq!(parse(""), Some(Wishes::default()));
        assert!(parse("again").is_some_and(|wishes| wishes.again));
        for bad in ["a@b", "too=a", "to=\"a", "to=a x"] {
            assert!(parse(bad).is_none(), "{bad}");
        }
    }
}
