//! `BODY[1.HEADER.FIELDS (From)]<0.100>`: which bytes of a message are meant (RFC 3501 §6.4.5).

use super::output;
use super::syntax::{Arguments, Bad};
use crate::practice::mime::{self, Kind, Part};
use std::ops::Range;

/// A part of a message, and a piece of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Section {
    path: Vec<usize>,
    what: What,
    /// From where, and how much.
    partial: Option<(usize, usize)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum What {
    All,
    Header,
    /// Header fields of these names, or all but these.
    Fields(Vec<Vec<u8>>, bool),
    Text,
    Mime,
}

impl Section {
    /// RFC822 and its kind: the same by another name.
    pub(super) fn whole() -> Self {
        Self::of(What::All)
    }

    pub(super) fn header() -> Self {
        Self::of(What::Header)
    }

    pub(super) fn text() -> Self {
        Self::of(What::Text)
    }

    fn of(what: What) -> Self {
        Self {
            path: Vec::new(),
            what,
            partial: None,
        }
    }

    /// All of the message, or the first piece of all of it.
    pub(super) fn is_whole(&self) -> bool {
        let begins = self.partial.is_none_or(|(from, _)| from == 0);
        self.path.is_empty() && self.what == What::All && begins
    }

    /// Reads what stands behind `BODY[`.
    pub(super) fn read(arguments: &mut Arguments<'_>) -> Result<Self, Bad> {
        let mut path = Vec::new();
        let mut named = true;
        while arguments.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            if path.len() >= MAX_DEPTH {
                return Err(Bad("Parts are not nested that deep"));
            }
            path.push(arguments.number()? as usize);
            named = arguments.eat(b".");
            if !named {
                break;
            }
        }
        let what = match arguments.peek() {
            Some(b']') if path.is_empty() || !named => What::All,
            _ if !named => return Err(Bad(SYNTAX)),
            _ => Self::what(arguments, path.is_empty())?,
        };
        if !arguments.eat(b"]") {
            return Err(Bad(SYNTAX));
        }
        let partial = match arguments.eat(b"<") {
            false => None,
            true => {
                let from = arguments.number()? as usize;
                if !arguments.eat(b".") {
                    return Err(Bad("A piece is <from.length>"));
                }
                let length = arguments.number()? as usize;
                if length == 0 || !arguments.eat(b">") {
                    return Err(Bad("A piece is <from.length>"));
                }
                Some((from, length))
            }
        };
        Ok(Self {
            path,
            what,
            partial,
        })
    }

    fn what(arguments: &mut Arguments<'_>, whole: bool) -> Result<What, Bad> {
        if arguments.eat(b"HEADER.FIELDS") {
            let but = arguments.eat(b".NOT");
            arguments.space()?;
            let names = arguments.list(Arguments::astring)?;
            return match names.is_empty() {
                true => Err(Bad("The names of header fields are missing")),
                false => Ok(What::Fields(names, but)),
            };
        }
        if arguments.eat(b"HEADER") {
            return Ok(What::Header);
        }
        if arguments.eat(b"TEXT") {
            return Ok(What::Text);
        }
        match !whole && arguments.eat(b"MIME") {
            true => Ok(What::Mime),
            false => Err(Bad(SYNTAX)),
        }
    }

    /// How the answer names it: `BODY[1.TEXT]<0>`.
    pub(super) fn label(&self) -> Vec<u8> {
        let mut parts: Vec<Vec<u8>> = self
            .path
            .iter()
            .map(|number| number.to_string().into_bytes())
            .collect();
        match &self.what {
            What::All => {}
            What::Header => parts.push(b"HEADER".into()),
            What::Text => parts.push(b"TEXT".into()),
            What::Mime => parts.push(b"MIME".into()),
            What::Fields(names, but) => {
                let not = if *but { ".NOT" } else { "" };
                let mut part = format!("HEADER.FIELDS{not} (").into_bytes();
                for (at, name) in names.iter().enumerate() {
                    if at > 0 {
                        part.push(b' ');
                    }
                    output::astring(name, &mut part);
                }
                part.push(b')');
                parts.push(part);
            }
        }
        let mut label = [b"BODY[", &parts.join(&b'.')[..], b"]"].concat();
        if let Some((from, _)) = self.partial {
            label.extend_from_slice(format!("<{from}>").as_bytes());
        }
        label
    }

    /// What is meant of a message, if it has that.
    pub(super) fn of_message(&self, message: &[u8]) -> Option<Text> {
        let text = self.found(message)?;
        let Some((from, length)) = self.partial else {
            return Some(text);
        };
        let from = from.min(text.len());
        let to = from.saturating_add(length).min(text.len());
        Some(match text {
            Text::Of(all) => Text::Of(all.start + from..all.start + to),
            Text::Made(made) => Text::Made(made[from..to].to_vec()),
        })
    }

    fn found(&self, message: &[u8]) -> Option<Text> {
        let (all, head, text) = if self.path.is_empty() {
            let (head, _) = mime::split(message);
            let (all, behind) = (0..message.len(), head.len());
            (all, 0..behind, behind..message.len())
        } else {
            let tree = Part::of(message);
            let part = tree.at(&self.path)?;
            match (&self.what, &part.kind) {
                (What::All, _) => return Some(Text::Of(part.body.clone())),
                (What::Mime, _) => return Some(Text::Of(part.head.clone())),
                (_, Kind::Message(inner)) => {
                    (part.body.clone(), inner.head.clone(), inner.body.clone())
                }
                // Only a message has a header and a text of its own.
                _ => return None,
            }
        };
        Some(match &self.what {
            What::All => Text::Of(all),
            What::Header | What::Mime => Text::Of(head),
            What::Text => Text::Of(text),
            What::Fields(names, but) => Text::Made(fields(&message[head], names, *but)),
        })
    }
}

/// What a section means: a piece of the message, or what was picked out of it.
#[derive(Debug)]
pub(super) enum Text {
    Of(Range<usize>),
    Made(Vec<u8>),
}

impl Text {
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Of(range) => range.len(),
            Self::Made(made) => made.len(),
        }
    }

    /// The bytes themselves, of this message.
    pub(super) fn bytes<'m>(&'m self, message: &'m [u8]) -> &'m [u8] {
        match self {
            Self::Of(range) => &message[range.clone()],
            Self::Made(made) => made,
        }
    }
}

/// These header fields, folded lines and all, and the empty line behind them.
fn fields(head: &[u8], names: &[Vec<u8>], but: bool) -> Vec<u8> {
    let mut kept = Vec::new();
    let mut wanted = false;
    let head = mime::beginning(head);
    for line in head.split_inclusive(|byte| *byte == b'\n') {
        if line.trim_ascii().is_empty() {
            break;
        }
        if !line.starts_with(b" ") && !line.starts_with(b"\t") {
            let end = line.iter().position(|byte| *byte == b':');
            let name = line[..end.unwrap_or(line.len())].trim_ascii();
            wanted = names.iter().any(|it| it.eq_ignore_ascii_case(name)) != but;
        }
        if wanted {
            kept.extend_from_slice(line);
        }
    }
    kept.extend_from_slice(b"\r\n");
    kept
}

const SYNTAX: &str =
    "A section is BODY[], BODY[TEXT], BODY[HEADER], BODY[HEADER.FIELDS (…)], BODY[1.2]";
/// Numbers of a section: parts are not nested deeper.
const MAX_DEPTH: usize = 40;

#[cfg(test)]
mod tests {
    use super::*;

    const MAIL: &[u8] = b"From: a\r\nSubject: x\r\n y\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\none\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nTo: z\r\n\r\ninner\r\n--b--\r\n";

    #[test]
    fn sections() {
        for (asked, label, found) in [
            ("1]", "BODY[1]", Some("one")),
            (
                "1.MIME]",
                "BODY[1.MIME]",
                Some("Content-Type: text/plain\r\n\r\n"),
            ),
            ("1.text]", "BODY[1.TEXT]", None),
            ("2]", "BODY[2]", Some("To: z\r\n\r\ninner")),
            ("2.header]", "BODY[2.HEADER]", Some("To: z\r\n\r\n")),
            ("2.TEXT]<1.3>", "BODY[2.TEXT]<1>", Some("nne")),
            ("2.1]<99.3>", "BODY[2.1]<99>", Some("")),
            ("3]", "BODY[3]", None),
            (
                "HEADER.FIELDS (subject X)]",
                "BODY[HEADER.FIELDS (subject X)]",
                Some("Subject: x\r\n y\r\n\r\n"),
            ),
            (
                "header.fields.not (subject content-type)]",
                "BODY[HEADER.FIELDS.NOT (subject content-type)]",
                Some("From: a\r\n\r\n"),
            ),
        ] {
            let section = Section::read(&mut Arguments::new(asked.as_bytes())).unwrap();
            assert_eq!(section.label(), label.as_bytes(), "{asked}");
            let text = section.of_message(MAIL);
            let bytes = text.as_ref().map(|text| text.bytes(MAIL));
            assert_eq!(bytes, found.map(str::as_bytes), "{asked}");
        }
        let whole = Section::read(&mut Arguments::new(b"]")).unwrap();
        assert_eq!(
            (whole.label(), whole.of_message(MAIL).unwrap().bytes(MAIL)),
            (b"BODY[]".to_vec(), MAIL)
        );
        for asked in [
            "",
            "1",
            "1.]",
            "MIME]",
            "FOO]",
            "]<1>",
            "]<1.0>",
            "HEADER.FIELDS ()]",
            "HEADER.FIELDS]",
        ] {
            let read = Section::read(&mut Arguments::new(asked.as_bytes()));
            assert!(read.is_err(), "{asked}: {read:?}");
        }
    }
}
