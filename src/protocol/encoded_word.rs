//! Header text beyond ASCII as encoded words (RFC 2047).

use super::sasl;

/// The form of `text` that a header may have: as it is if that is allowed, else encoded words in
/// UTF-8 and base64, one a line, the lines folded behind each other.
pub fn encode(text: &str) -> String {
    if text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) && !text.contains("=?") {
        return text.to_owned();
    }
    let words: Vec<_> = chunks(text)
        .map(|chunk| format!("{BEGIN}{}{END}", sasl::encode(chunk.as_bytes())))
        .collect();
    words.join("\r\n ")
}

/// Pieces of `text` that fit into one encoded word, cut between characters (RFC 2047 §5).
fn chunks(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let fits = rest
            .char_indices()
            .map(|(at, c)| at + c.len_utf8())
            .take_while(|end| *end <= MAX_BYTES)
            .last()?;
        let (chunk, behind) = rest.split_at(fits);
        rest = behind;
        Some(chunk)
    })
}

const BEGIN: &str = "=?UTF-8?B?";
const END: &str = "?=";
/// Longest encoded word (RFC 2047 §2).
const MAX_WORD: usize = 75;
/// Bytes that fit into one: base64 makes four characters of three.
const MAX_BYTES: usize = (MAX_WORD - BEGIN.len() - END.len()) / 4 * 3;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encoded_words() {
        for (text, encoded) in [
            ("Hello", "Hello"),
            ("你好", "=?UTF-8?B?5L2g5aW9?="),
            ("a=?b", "=?UTF-8?B?YT0/Yg==?="),
            ("", ""),
        ] {
            assert_eq!(encode(text), encoded);
        }
    }

    #[test]
    fn a_long_text_is_folded_between_characters() {
        let text = "第一封用命令行发送的邮件，主题很长很长很长很长很长很长";
        let encoded = encode(text);
        let words: Vec<_> = encoded.split("\r\n ").collect();
        assert!(words.len() > 1 && words.iter().all(|word| word.len() <= MAX_WORD));
        let mail = format!("Subject: {encoded}\r\n\r\n");
        let parsed = mail_parser::MessageParser::default().parse(mail.as_bytes());
        assert_eq!(parsed.unwrap().subject(), Some(text));
    }
}
