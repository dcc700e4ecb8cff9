//! Lines as one types them.

use crate::event::Sent;
use crate::protocol::Role;
use crate::protocol::dot::Stuffer;
use crate::source::ESCAPE;

/// A line as one types it, so that it goes out as it did.
pub(super) fn typed(line: &[u8]) -> Vec<u8> {
    if line.ends_with(b"\r") || line.contains(&b'\n') {
        return raw(&[line, b"\r\n"].concat());
    }
    let colon = line.starts_with(b":") || line.starts_with("：".as_bytes());
    [if colon { &b":"[..] } else { b"" }, &escaped(line)].concat()
}

/// A line with the word wrong for its secret: no base64, no code, no command, and a word in every
/// protocol. In text its bytes may be counted. Nothing, of bytes in which it is not known where they
/// have it.
pub(super) fn otherwise(sent: &Sent) -> Vec<u8> {
    let span = sent.secret.clone().unwrap_or_default();
    let before = sent.line.get(..span.start).unwrap_or_default();
    let behind = sent.line.get(span.end..).unwrap_or_default();
    let wrong = match sent.role {
        Role::Text => b"wrong".iter().copied().cycle().take(span.len()).collect(),
        _ => b"wrong".to_vec(),
    };
    let line = [before, &wrong, behind].concat();
    match sent.role {
        _ if !sent.ended && span.len() == sent.line.len() => Vec::new(),
        _ if !sent.ended => raw(&line),
        Role::Text => escaped(&line),
        _ => typed(&line),
    }
}

/// A line that is no helper although it begins with Ctrl-].
pub(super) fn escaped(line: &[u8]) -> Vec<u8> {
    [escape_if(line.starts_with(ESCAPE)), line].concat()
}

/// What makes a helper in message text of a line, or text of what would be one.
pub(super) fn escape_if(wanted: bool) -> &'static [u8] {
    if wanted { ESCAPE } else { b"" }
}

/// A message as it is typed, with its end (RFC 5321 §4.5.2).
pub(super) fn as_typed(message: &[u8]) -> Vec<u8> {
    let (mut stuffer, mut stuffed) = (Stuffer::new(true), Vec::new());
    stuffer.take(message, &mut stuffed);
    stuffed.extend_from_slice(stuffer.end());
    let mut lines = Vec::new();
    for line in stuffed.split_inclusive(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\r\n").unwrap_or(line);
        lines.extend_from_slice(&escaped(line));
        lines.push(b'\n');
    }
    lines.extend_from_slice(b".\n");
    lines
}

/// Exact bytes, for `:raw`. A `$` might begin a variable.
pub(super) fn raw(bytes: &[u8]) -> Vec<u8> {
    let escaped: String = bytes
        .iter()
        .map(|byte| match byte {
            b'\r' => "\\r".to_owned(),
            b'\n' => "\\n".to_owned(),
            b'"' | b'\\' => format!("\\{}", char::from(*byte)),
            b' '..=b'~' if *byte != b'$' => char::from(*byte).to_string(),
            _ => format!("\\x{byte:02x}"),
        })
        .collect();
    format!(":raw \"{escaped}\"").into_bytes()
}
