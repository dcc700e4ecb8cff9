//! Folder names in modified UTF-7 (RFC 3501 §5.1.3): `&UXZO1mWHTvZZOQ-` says 其他文件夹.

use crate::protocol::sasl;

/// A name in any letters as it is written on the line.
pub fn encode(name: &str) -> String {
    let mut coded = String::new();
    let mut rest = name;
    while let Some(at) = rest.find(|c: char| !c.is_ascii()) {
        let (plain, behind) = rest.split_at(at);
        let end = behind.find(|c: char| c.is_ascii()).unwrap_or(behind.len());
        let (letters, after) = behind.split_at(end);
        let units: Vec<u8> = letters.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let base64 = sasl::encode(&units).replace('/', ",");
        coded += &plain.replace('&', "&-");
        coded += &format!("&{}-", base64.trim_end_matches('='));
        rest = after;
    }
    coded + &rest.replace('&', "&-")
}

/// Whether a name may stand on the line: plain, or coded in the one way that there is.
pub fn is_valid(name: &str) -> bool {
    name.is_ascii()
        && (!name.contains('&') || decode(name).is_some_and(|said| encode(&said) == name))
}

/// What a coded name says; nothing if it is plain, or not coded as it should be.
pub(super) fn decode(name: &str) -> Option<String> {
    let mut said = String::new();
    let mut rest = name;
    while let Some((plain, coded)) = rest.split_once('&') {
        let (letters, behind) = coded.split_once('-')?;
        said += plain;
        if letters.is_empty() {
            said.push('&');
        } else {
            said += &utf16(letters)?;
        }
        rest = behind;
    }
    said += rest;
    (said != name).then_some(said)
}

/// Base64 with a comma for the slash and without padding, of UTF-16, big-endian.
fn utf16(letters: &str) -> Option<String> {
    let bytes = sasl::decode(letters.replace(',', "/").as_bytes())?;
    let (units, rest) = bytes.as_chunks::<2>();
    let units: Vec<u16> = units.iter().copied().map(u16::from_be_bytes).collect();
    String::from_utf16(&units).ok().filter(|_| rest.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for (name, said) in [
            ("&UXZO1mWHTvZZOQ-/QQ", Some("其他文件夹/QQ")),
            ("&g0l6P3ux-", Some("草稿箱")),
            // RFC 3501 §5.1.3
            (
                "~peter/mail/&U,BTFw-/&ZeVnLIqe-",
                Some("~peter/mail/台北/日本語"),
            ),
            ("R&-D", Some("R&D")),
            ("&2DzfDQ-", Some("🌍")),
            ("INBOX", None),
            ("a&b", None),
            ("&!-", None),
            ("&2Dw-", None),
        ] {
            assert_eq!(decode(name).as_deref(), said, "{name}");
            assert_eq!(said.map_or_else(|| name.to_owned(), encode), name);
            assert_eq!(is_valid(name), said.is_some() || name == "INBOX", "{name}");
        }
        // Letters that need no code, a code that is cut in two, and none at all.
        for name in ["&AGE-", "&g0k-&ezF6-", "草稿", "Abc&def"] {
            assert!(!is_valid(name), "{name}");
        }
    }
}
