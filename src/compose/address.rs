//! People and their addresses, as one types them.

use super::{Flaw, without_controls};
use crate::protocol::text;

/// Somebody who writes or gets mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// What they are called.
    pub name: Option<String>,
    /// Their address.
    pub address: String,
}

impl Person {
    /// Reads `a@b`, `<a@b>` or `Name <a@b>`.
    pub fn parse(typed: &str) -> Result<Self, Flaw> {
        let typed = without_controls(typed)?;
        let (name, address) = match typed.split_once('<') {
            Some((name, rest)) => (name, rest.strip_suffix('>').unwrap_or(rest)),
            None => ("", typed.as_str()),
        };
        let name = name.trim().trim_matches('"').trim();
        let address = address.trim();
        if !is_address(address) {
            return Err(Flaw::NotAnAddress {
                given: text::escape(&typed),
            });
        }
        Ok(Self {
            name: (!name.is_empty()).then(|| name.to_owned()),
            address: address.to_owned(),
        })
    }
}

/// Reads a list, with the commas and semicolons of either keyboard.
pub fn people(typed: &str) -> Result<Vec<Person>, Flaw> {
    let mut pieces = vec![String::new()];
    let (mut quoted, mut angle) = (false, false);
    for c in typed.chars() {
        match c {
            '"' => quoted = !quoted,
            '<' => angle = true,
            '>' => angle = false,
            _ => {}
        }
        if matches!(c, ',' | ';' | '，' | '；' | '、') && !quoted && !angle {
            pieces.push(String::new());
        } else if let Some(piece) = pieces.last_mut() {
            piece.push(c);
        }
    }
    let pieces = pieces.iter().filter(|piece| !piece.trim().is_empty());
    let people: Vec<Person> = pieces
        .map(|piece| Person::parse(piece))
        .collect::<Result<_, _>>()?;
    if people.is_empty() {
        return Err(Flaw::NoRecipient);
    }
    Ok(people)
}

/// What may stand between the angle brackets of MAIL and RCPT: the server has the last word, but
/// nothing may end the brackets or the line.
fn is_address(address: &str) -> bool {
    let whole = |part: &str| {
        !part.is_empty()
            && !part.contains(|c: char| {
                c.is_whitespace() || c.is_control() || "<>()[],;:\\\"@".contains(c)
            })
    };
    // A top-level domain is in one script: what was typed behind a finished address is none.
    let pure = |label: &str| label.is_ascii() || !label.contains(|c: char| c.is_ascii());
    address.rsplit_once('@').is_some_and(|(user, domain)| {
        whole(user) && whole(domain) && domain.rsplit('.').next().is_some_and(pure)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_as_they_are_typed() {
        let read = |typed: &str| {
            people(typed).map(|people| {
                let people = people.into_iter();
                let shown =
                    people.map(|it| format!("{}|{}", it.name.unwrap_or_default(), it.address));
                shown.collect::<Vec<_>>().join(" ")
            })
        };
        for (typed, expected) in [
            ("a@b", "|a@b"),
            (" <a@b.c> ", "|a@b.c"),
            ("王 <w@b>，李老师<l@b>；x@y", "王|w@b 李老师|l@b |x@y"),
            ("\"Doe, John\" <j@d>,", "Doe, John|j@d"),
            ("学生@例子.中国", "|学生@例子.中国"),
        ] {
            assert_eq!(read(typed).as_deref(), Ok(expected), "{typed}");
        }
        for bad in [
            "a",
            "a@",
            "@b",
            "a@b@c",
            "a b@c",
            "student@smtpsh.example第一封信",
            "x <a@b> RCPT TO:<c@d>",
            "a@b>",
        ] {
            assert!(matches!(read(bad), Err(Flaw::NotAnAddress { .. })), "{bad}");
        }
        assert_eq!(read(" , "), Err(Flaw::NoRecipient));
        assert_eq!(read("a@b\r\nBcc: x@y"), Err(Flaw::Control));
    }
}
