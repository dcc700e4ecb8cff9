//! Mistakes of the message text.

use super::{Facts, shown};
use crate::protocol::{dot, encoded_word};
use crate::teach::coach::command::behind;
use crate::teach::coach::state::{WANTED, header_name};
use crate::teach::coach::{Remark, Said, typo};
use crate::teach::header as headers;

/// A dot that is meant to end the message and does not.
pub(super) fn dot_not_alone(facts: &Facts<'_>) -> Option<Remark> {
    let line = text(facts)?;
    if typo::is_wide_dot(line) {
        return Some(Remark::WideDot);
    }
    (line.trim() == ".").then_some(Remark::DotNotAlone)
}

/// A line that is a command and hardly a sentence.
pub(super) fn command(facts: &Facts<'_>) -> Option<Remark> {
    let line = text(facts)?;
    let sure = typo::is_command(line) && !line.trim().to_ascii_uppercase().starts_with("AUTH");
    sure.then(|| Remark::CommandInText {
        typed: shown(line.trim()),
    })
}

/// A header whose colon is the full-width one.
pub(super) fn wide_colon(facts: &Facts<'_>) -> Option<Remark> {
    let line = header(facts)?;
    let (name, value) = line.split_once('：')?;
    let known = headers::known(name)?;
    let value = value.trim();
    Some(Remark::WideHeaderColon {
        line: encoded(known, value).unwrap_or_else(|| format!("{known}: {}", shown(value))),
    })
}

/// Text right behind the headers, or without any.
pub(super) fn no_empty_line(facts: &Facts<'_>) -> Option<Remark> {
    let line = header(facts)?;
    let is_header = line.is_empty() || line.starts_with([' ', '\t']) || header_name(line).is_some();
    (!is_header).then_some(Remark::NoEmptyLine)
}

/// A line that looks empty among the headers: it goes on with the one before (RFC 5322 §2.2.3).
pub(super) fn blank(facts: &Facts<'_>) -> Option<Remark> {
    let line = header(facts)?;
    let blank = !line.is_empty() && line.trim().is_empty();
    blank.then_some(Remark::BlankNotEmpty)
}

/// A subject that is not ASCII, where the session is not one of RFC 6531.
pub(super) fn raw_subject(facts: &Facts<'_>) -> Option<Remark> {
    let line = header(facts)?;
    let subject = behind(line, "Subject:")?;
    if subject.is_ascii() || facts.state.mail.is_some_and(|mail| mail.utf8) {
        return None;
    }
    let subject = subject.trim();
    Some(Remark::RawSubject {
        line: encoded("Subject", subject).unwrap_or_else(|| format!(":subject {}", shown(subject))),
    })
}

/// A line that loses its first dot. Two of them are how it is done.
pub(super) fn leading_dot(facts: &Facts<'_>) -> Option<Remark> {
    let line = text(facts)?;
    let loses = dot::needs_stuffing(line.as_bytes()) && !line.starts_with("..");
    loses.then(|| Remark::LeadingDot {
        line: shown(&format!(".{line}")),
    })
}

/// A line that is longer than a mail may have.
pub(super) fn long_line(facts: &Facts<'_>) -> Option<Remark> {
    text(facts)?;
    let bytes = facts.turn.bytes;
    (bytes > MAX_LINE).then_some(Remark::LongLine { bytes })
}

/// Headers that the server asks for and the message did not have.
pub(super) fn headers_missing(facts: &Facts<'_>) -> Option<Remark> {
    let named = |name: &str| facts.heard.is_some_and(|heard| heard.has_word(name));
    let mut missing = facts.state.message.missing.clone();
    // A server that names a header means that one.
    if WANTED.iter().any(|name| named(name)) {
        missing.retain(|name| named(name));
    }
    let minds = matches!(facts.code(), 550 | 552..=554) && facts.says(MINDS_HEADERS);
    (facts.is_end() && minds && !missing.is_empty()).then(|| Remark::HeadersMissing {
        list: missing.join(", "),
    })
}

/// A line end that was not CRLF.
pub(super) fn bare_lf(facts: &Facts<'_>) -> Option<Remark> {
    facts.says(BARE_LF).then_some(Remark::BareLf)
}

/// The line, if it is message text.
fn text<'a>(facts: &Facts<'a>) -> Option<&'a str> {
    matches!(facts.turn.said, Said::Text).then_some(facts.turn.line.as_str())
}

/// The line, if it stands where headers do.
fn header<'a>(facts: &Facts<'a>) -> Option<&'a str> {
    text(facts).filter(|_| !facts.state.message.in_text)
}

/// A header to type, if it fits on one line. What was not UTF-8 is not encoded either.
fn encoded(name: &str, value: &str) -> Option<String> {
    let value = encoded_word::encode(value);
    let whole = !value.contains(['\n', char::REPLACEMENT_CHARACTER]);
    whole.then(|| format!("{name}: {value}"))
}

/// Longest line of a mail, its CRLF not counted (RFC 5322 §2.1.1).
const MAX_LINE: usize = 998;

/// QQ, Gmail and Exim name the header or the RFC; 163 says DT:SPM.
const MINDS_HEADERS: &[&str] = &[
    "header", "rfc 5322", "rfc5322", "rfc 2822", "dt:spm", "missing",
];

/// Postfix, Exchange, qmail and those who took its words, old 163.
const BARE_LF: &[&str] = &[
    "bare lf",
    "bare <lf>",
    "bare newline",
    "bare linefeed",
    "bare line feed",
    "barelinefeed",
    "stray newline",
    "smtplf",
];
