//! Exact bytes, as `:raw` takes them: a quoted text with escapes.

/// The bytes of `"…"` with `\r \n \t \0 \\ \" \xHH`. The quotes may be left out.
pub(super) fn bytes(argument: &str) -> Option<Vec<u8>> {
    let text = match argument.strip_prefix('"') {
        Some(rest) => rest.strip_suffix('"')?,
        None => argument,
    };
    let mut bytes = Vec::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            bytes.extend(c.encode_utf8(&mut [0; 4]).as_bytes());
            continue;
        }
        bytes.push(match chars.next()? {
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
                    return None;
                }
                u8::from_str_radix(&digits, 16).ok()?
            }
            _ => return None,
        });
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes() {
        for (argument, expected) in [
            (r#""EHLO a\n""#, Some(&b"EHLO a\n"[..])),
            (r"NOOP\r\n", Some(b"NOOP\r\n")),
            (r#""\x00\xff\0\t\\\"""#, Some(b"\x00\xff\0\t\\\"")),
            ("你", Some("你".as_bytes())),
            (r"\q", None),
            (r"\x0", None),
            (r"\xgg", None),
            (r"\x+1", None),
            ("\\", None),
            ("\"open", None),
        ] {
            assert_eq!(bytes(argument).as_deref(), expected, "{argument}");
        }
    }
}
