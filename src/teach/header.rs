//! The headers that people type.

/// The name of a header as it is written, if people type it.
pub(super) fn known(name: &str) -> Option<&'static str> {
    let name = name.trim();
    let mut known = HEADERS.iter().copied();
    known.find(|known| known.eq_ignore_ascii_case(name))
}

const HEADERS: &[&str] = &["From", "To", "Cc", "Subject", "Date", "Reply-To"];
