//! How strings are written (RFC 3501 §4.3).

use super::syntax;

/// A quoted string if it can be one, else a literal.
pub(super) fn string(text: &[u8], out: &mut Vec<u8>) {
    let plain = |byte: &u8| matches!(byte, b' '..=b'~');
    if text.len() > MAX_QUOTED || !text.iter().all(plain) {
        return literal(text, out);
    }
    out.push(b'"');
    for byte in text {
        if matches!(byte, b'"' | b'\\') {
            out.push(b'\\');
        }
        out.push(*byte);
    }
    out.push(b'"');
}

/// A word as it is, anything else as a string.
pub(super) fn astring(text: &[u8], out: &mut Vec<u8>) {
    match syntax::is_word(text) {
        true => out.extend_from_slice(text),
        false => string(text, out),
    }
}

/// A string, or NIL.
pub(super) fn nstring(text: Option<&[u8]>, out: &mut Vec<u8>) {
    match text {
        Some(text) => string(text, out),
        None => out.extend_from_slice(b"NIL"),
    }
}

pub(super) fn literal(text: &[u8], out: &mut Vec<u8>) {
    announce(text.len(), out);
    out.extend_from_slice(text);
}

/// A literal of this length follows.
pub(super) fn announce(length: usize, out: &mut Vec<u8>) {
    out.extend_from_slice(format!("{{{length}}}\r\n").as_bytes());
}

/// `(a b c)`.
pub(super) fn list<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let words: Vec<_> = words.into_iter().collect();
    format!("({})", words.join(" "))
}

/// The name of a folder, which servers quote even if they need not.
pub(super) fn folder(name: &str) -> String {
    let mut out = Vec::new();
    string(name.as_bytes(), &mut out);
    String::from_utf8_lossy(&out).into_owned()
}

/// Longer ones are easier to read as literals.
const MAX_QUOTED: usize = 1000;
