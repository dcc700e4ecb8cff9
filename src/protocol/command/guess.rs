//! What of a line is a secret where its verb does not tell: behind a login that is not over, and where
//! a login has a mistake in it. Rather too much is taken for a code than too little.

use super::line::{MAX_TYPOS, edit_distance, has_verb, words};
use crate::protocol::sasl::CANCEL;
use std::ops::Range;

/// What is secret of a line behind a login that was refused, or is not answered yet: all of it, unless
/// it is a command, whose own `secret` counts, or the beginning of one that is being typed.
pub fn stray_answer<'n>(
    line: &[u8],
    names: impl Iterator<Item = &'n str> + Clone,
    secret: fn(&[u8]) -> Option<Range<usize>>,
) -> Option<Range<usize>> {
    if may_be_command(line, names) || line.trim_ascii() == CANCEL {
        secret(line)
    } else {
        Some(0..line.len())
    }
}

/// Whether a line begins with one of these verbs, or is the beginning of one.
pub fn may_be_command<'n>(line: &[u8], names: impl Iterator<Item = &'n str> + Clone) -> bool {
    let typed = line.trim_ascii_start();
    let mut begun = names
        .clone()
        .filter_map(|name| name.as_bytes().get(..typed.len()));
    begun.any(|head| head.eq_ignore_ascii_case(typed)) || has_verb(line, names)
}

/// What is secret of a line that was meant to log in, though the protocol has no such command, or the
/// verb has a mistake in it: whoever typed it typed a code. It may have a tag in front of it.
pub fn meant_as_login<'n>(
    line: &[u8],
    names: impl Iterator<Item = &'n str> + Clone,
) -> Option<Range<usize>> {
    let words: Vec<_> = words(line).take(4).collect();
    let tagged = words.first().is_some_and(|word| {
        let word = &line[word.clone()];
        word.len() <= MAX_TAG && word.iter().all(u8::is_ascii_alphanumeric)
    });
    let begins_known = has_verb(line, names.clone());
    (0..=usize::from(tagged && !begins_known)).find_map(|at| {
        let verb = String::from_utf8_lossy(&line[words.get(at)?.clone()]).to_ascii_uppercase();
        let is_known = names.clone().any(|name| name == verb);
        let near = if is_known || verb.len() < 3 {
            0
        } else {
            MAX_TYPOS
        };
        let (_, before) = LOGINS
            .iter()
            .find(|(name, _)| edit_distance(name, &verb) <= near)?;
        let start = words.get(at + before)?.start;
        let end = line.trim_ascii_end().len();
        (line[start..end] != *b"=").then_some(start..line.len())
    })
}

/// What logs in, in any of the protocols, and at which word behind it the secret begins.
const LOGINS: &[(&str, usize)] = &[
    ("PASS", 1),
    ("LOGIN", 2),
    ("AUTH", 2),
    ("AUTHENTICATE", 2),
    ("APOP", 2),
];
/// A tag as people type them.
const MAX_TAG: usize = 8;
