//! A file that goes with a mail.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use encoding_rs::GB18030;
use mail_builder::headers::content_type::ContentType;
use mail_builder::mime::MimePart;

/// A file that goes with a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    name: String,
    content: Vec<u8>,
}

impl Attachment {
    /// A file by this name. The builder does not look for line ends in it, so none get there.
    pub fn new(name: &str, content: Vec<u8>) -> Self {
        let name = name
            .chars()
            .map(|c| if c.is_control() { '_' } else { c })
            .collect();
        Self { name, content }
    }

    /// How long its content is.
    pub fn len(&self) -> u64 {
        self.content.len() as u64
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.content.is_empty()
    }

    /// The part of the message. Always base64: its bytes arrive as they are, line ends too.
    pub(super) fn part(&self) -> MimePart<'static> {
        let (kind, charset) = match (self.kind(), self.charset()) {
            (kind, _) if !kind.starts_with("text/") => (kind, None),
            (kind, Some(charset)) => (kind, Some(charset)),
            (_, None) => (BINARY, None),
        };
        let mut kind = ContentType::new(kind);
        if let Some(charset) = charset {
            kind = kind.attribute("charset", charset);
        }
        let kind = kind.attribute("name", self.name.clone());
        MimePart::new(kind, folded(&self.content))
            .attachment(self.name.clone())
            .transfer_encoding("base64")
    }

    /// How a text is coded: as today, or as Chinese Windows does.
    fn charset(&self) -> Option<&'static str> {
        if std::str::from_utf8(&self.content).is_ok() {
            return Some("utf-8");
        }
        let chinese = GB18030.decode_without_bom_handling_and_without_replacement(&self.content);
        chinese.map(|_| "gb18030")
    }

    /// The media type, by the end of the name.
    fn kind(&self) -> &'static str {
        let end = self.name.rsplit_once('.').map_or("", |(_, end)| end);
        let row = KINDS
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(end));
        row.map_or(BINARY, |(_, kind)| kind)
    }
}

/// Base64 in lines (RFC 2045 §6.8).
fn folded(content: &[u8]) -> Vec<u8> {
    let coded = STANDARD.encode(content);
    let lines = coded.as_bytes().chunks(LINE);
    lines.flat_map(|line| [line, b"\r\n"].concat()).collect()
}

/// What nothing is known of (RFC 2046 §4.5.1).
const BINARY: &str = "application/octet-stream";
/// Letters in a line of base64.
const LINE: usize = 76;

/// What students and offices send (IANA's media types).
const KINDS: &[(&str, &str)] = &[
    ("txt", "text/plain"),
    ("md", "text/markdown"),
    ("csv", "text/csv"),
    ("html", "text/html"),
    ("pdf", "application/pdf"),
    ("doc", "application/msword"),
    (
        "docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    ("xls", "application/vnd.ms-excel"),
    (
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    ("ppt", "application/vnd.ms-powerpoint"),
    (
        "pptx",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ),
    ("png", "image/png"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("gif", "image/gif"),
    ("webp", "image/webp"),
    ("svg", "image/svg+xml"),
    ("mp3", "audio/mpeg"),
    ("mp4", "video/mp4"),
    ("zip", "application/zip"),
    ("gz", "application/gzip"),
    ("json", "application/json"),
    ("xml", "application/xml"),
];
