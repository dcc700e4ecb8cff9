//! What smtpsh knows about SMTP, POP3 and IMAP, to tell a person: the tables that explain, what is next, and the
//! coach. Nothing here sends, blocks or rewrites anything.

pub mod coach;
pub mod code;
pub mod explain;
pub mod extension;
pub mod facts;
pub mod handshake;
mod header;
pub mod lesson;
pub mod next;
pub mod response;
pub mod status;
pub mod verb;
pub mod wording;

/// Checks cells of a table: both languages are there, and the Chinese is Chinese.
#[cfg(test)]
pub(crate) fn check_texts(texts: impl IntoIterator<Item = crate::words::Text>) {
    for text in texts {
        let chinese = |words: &str| {
            words
                .chars()
                .any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
        };
        assert!(!text.en.is_empty() && !chinese(text.en), "{text:?}");
        assert!(chinese(text.zh), "{text:?}");
    }
}
