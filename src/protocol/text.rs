//! Received bytes as text that is safe to show.
//!
//! A server's bytes never reach a terminal as they are: control characters (C0, DEL, C1), bidi
//! and invisible ones become visible escapes. What is not UTF-8 is tried as GBK, which is how QQ
//! writes its error texts, and else shown as `\xHH`.

use encoding_rs::GBK;
use std::fmt::Write;

/// The text of one line, whatever its bytes.
pub fn visible(bytes: &[u8]) -> String {
    if bytes
        .iter()
        .all(|&byte| byte == b' ' || byte.is_ascii_graphic())
    {
        return String::from_utf8_lossy(bytes).into_owned();
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return escape(text);
    }
    gbk(bytes).map_or_else(|| escape_bytes(bytes), |text| escape(&text))
}

/// The text of bytes that are no UTF-8 and make sense as GBK.
pub fn gbk(bytes: &[u8]) -> Option<String> {
    if std::str::from_utf8(bytes).is_ok() {
        return None;
    }
    // C1 control bytes are no lead bytes of GBK text; GBK's 0x80 is taken for the euro sign.
    let text = GBK.decode_without_bom_handling_and_without_replacement(bytes)?;
    is_chinese(&text).then(|| text.into_owned())
}

/// Text with every character that a terminal would act on, or not show, as an escape.
pub fn escape(text: &str) -> String {
    text.chars()
        .fold(String::with_capacity(text.len()), |mut out, c| {
            match c {
                // Written as they are: the rest of `escape_debug` would add backslashes to them.
                '"' | '\'' | '\\' => out.push(c),
                '\u{ad}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' => {
                    // Writing to a String cannot fail.
                    let _ = write!(out, "\\u{{{:x}}}", c as u32);
                }
                '\0' => out.push_str("\\0"),
                _ if c.is_ascii_control() && !matches!(c, '\t' | '\r' | '\n') => {
                    let _ = write!(out, "\\x{:02x}", c as u32);
                }
                _ => out.extend(c.escape_debug()),
            }
            out
        })
}

/// GBK that makes sense: every character beyond ASCII is one that Chinese text has. Two random
/// high bytes decode to something as well, mostly to rare or private characters.
fn is_chinese(text: &str) -> bool {
    text.chars().filter(|c| !c.is_ascii()).all(|c| {
        matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ffef}' | '“' | '”' | '‘' | '’' | '…' | '—' | '·')
    })
}

fn escape_bytes(bytes: &[u8]) -> String {
    bytes.utf8_chunks().fold(String::new(), |mut out, chunk| {
        out.push_str(&escape(chunk.valid()));
        for byte in chunk.invalid() {
            // Writing to a String cannot fail.
            let _ = write!(out, "\\x{byte:02x}");
        }
        out
    })
}

/// Two lower-case digits for each byte.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown() {
        for (bytes, shown) in [
            (&b"250 OK"[..], "250 OK"),
            ("250 你好".as_bytes(), "250 你好"),
            (b"\x1b[2J\x07\0", "\\x1b[2J\\x07\\0"),
            (b"\x1b]52;c;aGk=\x07", "\\x1b]52;c;aGk=\\x07"),
            ("a\u{9b}b".as_bytes(), "a\\u{9b}b"),
            (b"a\x9b2Jb", "a\\x9b2Jb"),
            ("a\u{202e}b\u{feff}".as_bytes(), "a\\u{202e}b\\u{feff}"),
            (b"\xc3\xdc\xc2\xeb\xb4\xed\xce\xf3", "密码错误"),
            (b"ok \xff\xfe", "ok \\xff\\xfe"),
            (b"tab\there \\ \"q\"", "tab\\there \\ \"q\""),
        ] {
            assert_eq!(visible(bytes), shown, "{bytes:?}");
        }
    }

    #[test]
    fn no_byte_pair_reaches_the_terminal_as_a_control() {
        for a in 0..=255u8 {
            for b in 0..=255u8 {
                let shown = visible(&[a, b]);
                assert!(
                    !shown.chars().any(char::is_control),
                    "{a:02x} {b:02x}: {shown:?}"
                );
            }
        }
    }
}
