//! Where the parts of a message are (RFC 2046): ranges of its bytes, as IMAP counts them. Nested
//! as deep and as many as the bounds allow; what is beyond is text.

use mail_parser::{
    ContentType, HeaderName, HeaderValue, Message, MessageParser, MessagePart, MimeHeaders,
};
use std::ops::Range;

/// A message, or a part of one.
#[derive(Debug)]
pub(super) struct Part {
    /// Its header fields, with the empty line behind them.
    pub(super) head: Range<usize>,
    pub(super) body: Range<usize>,
    pub(super) kind: Kind,
}

/// What a body holds.
#[derive(Debug)]
pub(super) enum Kind {
    Leaf,
    Multipart(Vec<Part>),
    Message(Box<Part>),
}

/// The header fields with the empty line, and the text.
pub(super) fn split(message: &[u8]) -> (&[u8], &[u8]) {
    let mut end = 0;
    for line in message.split_inclusive(|byte| *byte == b'\n') {
        end += line.len();
        if line.trim_ascii().is_empty() && line.len() <= 2 {
            break;
        }
    }
    message.split_at(end)
}

/// As much of a header as is looked at for its fields.
pub(super) fn beginning(head: &[u8]) -> &[u8] {
    head.get(..MAX_HEADER).unwrap_or(head)
}

/// The fields of a header.
pub(super) fn headers(head: &[u8]) -> Message<'_> {
    MessageParser::default()
        .parse_headers(beginning(head))
        .unwrap_or_else(|| Message {
            // Without one it panics wherever it is asked for a field.
            parts: vec![MessagePart::default()],
            ..Message::default()
        })
}

impl Part {
    /// Finds the parts of a message.
    pub(super) fn of(message: &[u8]) -> Self {
        let mut left = MAX_PARTS;
        Self::find(message, 0..message.len(), false, MAX_DEPTH, &mut left)
    }

    fn find(all: &[u8], range: Range<usize>, digest: bool, depth: usize, left: &mut usize) -> Self {
        *left = left.saturating_sub(1);
        let (head, text) = split(&all[range.clone()]);
        let start = range.start + head.len();
        let body = start..start + text.len();
        let headers = headers(head);
        let kind = match content_type(&headers) {
            _ if depth == 0 || *left == 0 => Kind::Leaf,
            Some(it) if it.ctype().eq_ignore_ascii_case("multipart") => {
                let digest = is_sub(it, "digest");
                let boundary = it.attribute("boundary").unwrap_or_default();
                let mut parts = Vec::new();
                for part in between(&all[body.clone()], boundary.as_bytes()) {
                    if *left == 0 {
                        break;
                    }
                    let range = body.start + part.start..body.start + part.end;
                    parts.push(Self::find(all, range, digest, depth - 1, left));
                }
                match parts.is_empty() {
                    true => Kind::Leaf,
                    false => Kind::Multipart(parts),
                }
            }
            it if is_message(it, digest) && is_plain(&headers) => {
                let inner = Self::find(all, body.clone(), false, depth - 1, left);
                Kind::Message(Box::new(inner))
            }
            _ => Kind::Leaf,
        };
        Self {
            head: range.start..start,
            body,
            kind,
        }
    }

    /// The part with this number: `1.2` of the message (RFC 3501 §6.4.5).
    pub(super) fn at(&self, path: &[usize]) -> Option<&Self> {
        let (mut inside, mut whole) = (self, true);
        let mut found = None;
        for number in path {
            let part = match &inside.kind {
                Kind::Multipart(parts) => parts.get(number.checked_sub(1)?)?,
                // The body of a message that has no parts is its part 1.
                _ if whole && *number == 1 => inside,
                _ => return None,
            };
            found = Some(part);
            (inside, whole) = match &part.kind {
                Kind::Message(inner) => (inner.as_ref(), true),
                _ => (part, false),
            };
        }
        found
    }
}

/// What lies between the delimiter lines (RFC 2046 §5.1.1). The line end before one is part of it.
fn between(body: &[u8], boundary: &[u8]) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let (mut at, mut begun) = (0, None);
    if boundary.is_empty() {
        return parts;
    }
    for line in body.split_inclusive(|byte| *byte == b'\n') {
        let start = at;
        at += line.len();
        let delimiter = line
            .trim_ascii_end()
            .strip_prefix(b"--")
            .and_then(|line| line.strip_prefix(boundary));
        let ends = match delimiter {
            Some(b"") => false,
            Some(b"--") => true,
            _ => continue,
        };
        if let Some(begun) = begun.take() {
            parts.push(begun..without_line_end(body, begun, start));
        }
        if ends || parts.len() >= MAX_PARTS {
            return parts;
        }
        begun = Some(at);
    }
    // The last delimiter is missing: what there is, is the part.
    parts.extend(begun.map(|begun| begun..body.len()));
    parts
}

fn without_line_end(body: &[u8], from: usize, to: usize) -> usize {
    let text = &body[from..to];
    let text = text.strip_suffix(b"\n").unwrap_or(text);
    from + text.strip_suffix(b"\r").unwrap_or(text).len()
}

/// Content-Type, if it is there and can be read.
pub(super) fn content_type<'h>(headers: &'h Message<'_>) -> Option<&'h ContentType<'h>> {
    headers
        .header(HeaderName::ContentType)
        .and_then(HeaderValue::as_content_type)
        .filter(|it| it.subtype().is_some())
}

/// In a digest that is what a part is if it says nothing (RFC 2046 §5.1.5).
fn is_message(it: Option<&ContentType<'_>>, digest: bool) -> bool {
    it.map_or(digest, |it| {
        it.ctype().eq_ignore_ascii_case("message") && is_sub(it, "rfc822")
    })
}

fn is_sub(it: &ContentType<'_>, subtype: &str) -> bool {
    it.subtype()
        .is_some_and(|it| it.eq_ignore_ascii_case(subtype))
}

/// Base64 hides what a message holds.
fn is_plain(headers: &Message<'_>) -> bool {
    let encoding = headers.content_transfer_encoding();
    encoding.is_none_or(|it| {
        !it.eq_ignore_ascii_case("base64") && !it.eq_ignore_ascii_case("quoted-printable")
    })
}

/// How much of a header is looked at: real ones have some kilobytes, and all that is told of them is
/// in memory at once.
const MAX_HEADER: usize = 64 * 1024;
/// Parts of a message: more than anybody attaches.
const MAX_PARTS: usize = 200;
/// Messages in messages, and parts in parts.
const MAX_DEPTH: usize = 20;

#[cfg(test)]
mod tests {
    use super::*;

    const MIXED: &[u8] = b"Content-Type: multipart/mixed; boundary=\"b b\"\r\n\r\npreamble\r\n--b b\r\n\r\none\r\n--b b  \r\nContent-Type: message/rfc822\r\n\r\nSubject: in\r\nContent-Type: multipart/alternative; boundary=c\r\n\r\n--c\r\n\r\nA\r\n\r\n--c\r\nContent-Type: text/html\r\n\r\n<b>\r\n--c--\r\n--b bb\r\n--b b--\r\nepilogue\r\n";

    fn body(message: &[u8], path: &[usize]) -> Option<String> {
        let part = Part::of(message);
        let found = part.at(path)?;
        Some(String::from_utf8_lossy(&message[found.body.clone()]).into_owned())
    }

    #[test]
    fn parts_are_counted() {
        for (path, expected) in [
            (&[1][..], Some("one")),
            (&[2, 1], Some("A\r\n")),
            (&[2, 2], Some("<b>")),
            (&[1, 1], None),
            (&[2, 3], None),
            (&[3], None),
            (&[0], None),
        ] {
            assert_eq!(body(MIXED, path).as_deref(), expected, "{path:?}");
        }
        let text = b"Subject: x\r\n\r\ntext\r\n";
        assert_eq!(body(text, &[1]).as_deref(), Some("text\r\n"));
        assert_eq!(body(text, &[1, 1]), None);
    }

    #[test]
    fn header_and_text() {
        for (message, head) in [
            (&b"A: b\r\n\r\ntext"[..], &b"A: b\r\n\r\n"[..]),
            (b"\r\ntext", b"\r\n"),
            (b"A: b\r\n", b"A: b\r\n"),
            (b"", b""),
            (b"A: b\n\ntext", b"A: b\n\n"),
        ] {
            assert_eq!(split(message).0, head);
        }
    }

    #[test]
    fn the_bounds_hold() {
        let deep = b"Content-Type: message/rfc822\r\n\r\n".repeat(5000);
        let mut part = Part::of(&deep);
        let mut depth = 0;
        while let Kind::Message(inner) = part.kind {
            part = *inner;
            depth += 1;
        }
        assert_eq!(depth, MAX_DEPTH);
        let many = [
            &b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"[..],
            &b"--b\r\n\r\n".repeat(5000),
        ]
        .concat();
        let Kind::Multipart(parts) = Part::of(&many).kind else {
            panic!("no parts");
        };
        assert!(parts.len() <= MAX_PARTS);
    }
}
