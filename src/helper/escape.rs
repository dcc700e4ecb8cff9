//! Exact bytes, as `:raw` takes them: a quoted text with escapes.

use super::HelperError;
use crate::protocol::text;

/// The bytes of `"…"` with `\r \n \t \0 \\ \" \xHH`. The quotes may be left out.
pub(super) fn bytes(argument: &str) -> Result<Vec<u8>, HelperError> {
    let inside = match argument.strip_prefix('"') {
        Some(rest) => rest.strip_suffix('"').ok_or(HelperError::Unclosed)?,
        None => argument,
    };
    let mut bytes = Vec::new();
    let mut chars = inside.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            bytes.extend(c.encode_utf8(&mut [0; 4]).as_bytes());
            continue;
        }
        let unknown = |behind: &str| HelperError::NoEscape {
            escape: format!("\\{}", text::escape(behind)),
        };
        let Some(c) = chars.next() else {
            return Err(unknown(""));
        };
        bytes.push(match c {
            'r' => b'\r',
            'n' => b'\n',
            't' => b'\t',
            '0' => 0,
            '\\' => b'\\',
            '"' => b'"',
            'x' => {
                let digits: String = chars.by_ref().take(2).collect();
                // Or a sign would be taken for a digit.
                if digits.len() != 2 || !digits.chars().all(|c| c.is_ascii_hexdigit()) {
                    return Err(unknown(&format!("x{digits}")));
                }
                u8::from_str_radix(&digits, 16).unwrap_or_default()
            }
            other => return Err(unknown(&other.to_string())),
        });
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes() {
        for (argument, expected) in [
            (r#""EHLO a\n""#, &b"EHLO a\n"[..]),
            (r"NOOP\r\n", b"NOOP\r\n"),
            (r#""\x00\xff\0\t\\\"""#, b"\x00\xff\0\t\\\""),
            ("你", "你".as_bytes()),
        ] {
            assert_eq!(bytes(argument).as_deref(), Ok(expected), "{argument}");
        }
        for (argument, escape) in [
            (r#""a\q""#, r"\q"),
            (r"\x0", r"\x0"),
            (r"\xgg", r"\xgg"),
            (r"\x+1", r"\x+1"),
            ("\\", "\\"),
        ] {
            let escape = escape.to_owned();
            assert_eq!(bytes(argument), Err(HelperError::NoEscape { escape }));
        }
        assert_eq!(bytes("\"open"), Err(HelperError::Unclosed));
    }
}
