//! Base64, and what a copied code brings along.

use crate::protocol::secret::Secret;
use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};

/// Encodes as RFC 4648 §4, with padding and without line breaks.
pub fn encode(bytes: &[u8]) -> String {
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

/// Decodes base64. Missing padding is forgiven, as most servers forgive it.
pub fn decode(text: &[u8]) -> Option<Vec<u8>> {
    const FORGIVING: GeneralPurpose = GeneralPurpose::new(
        &STANDARD,
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
    );
    FORGIVING.decode(text.trim_ascii()).ok()
}

/// Removes what a copied authorization code brings along from the page it was shown on: spaces
/// (some pages print the code in groups of four), tabs, line ends and invisible characters.
/// Returns the code and how many characters were removed.
pub fn tidy_code(pasted: &str) -> (Secret, usize) {
    // Room for all of it: what grows leaves copies behind.
    let mut kept = String::with_capacity(pasted.len());
    kept.extend(pasted.chars().filter(|c| !is_stray(*c)));
    let removed = pasted.chars().count() - kept.chars().count();
    (Secret::new(kept), removed)
}

fn is_stray(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_both_ways() {
        for (plain, coded) in [
            (&b"Username:"[..], "VXNlcm5hbWU6"),
            (b"User Name\0", "VXNlciBOYW1lAA=="),
            (b"", ""),
        ] {
            assert_eq!(encode(plain), coded);
            assert_eq!(decode(coded.as_bytes()).as_deref(), Some(plain));
        }
        assert_eq!(decode(b"YQ").as_deref(), Some(&b"a"[..]), "lost padding");
        assert_eq!(decode(b"not base64!"), None);
    }

    #[test]
    fn a_pasted_code_is_tidied() {
        assert_eq!(
            tidy_code("abcd efgh\tijkl\u{a0}mnop\r\n"),
            (Secret::new("abcdefghijklmnop"), 5)
        );
        assert_eq!(tidy_code("abcd"), (Secret::new("abcd"), 0));
    }
}
