//! How a line of a command is read: where its words stand, and which verb is meant.

use crate::protocol::secret::MASK;
use crate::protocol::text;
use std::ops::Range;

/// How command lines of a protocol are written, as far as that can be told without the
/// conversation: what an editor needs while a line is being typed.
#[derive(Debug, Clone, Copy)]
pub struct Grammar {
    /// Where the verb stands in a line.
    pub verb: fn(&[u8]) -> Range<usize>,
    /// Which part of a line is a secret.
    pub secret: fn(&[u8]) -> Option<Range<usize>>,
    /// A tag stands before the verb (RFC 9051 §2.2.1).
    pub tagged: bool,
}

impl Default for Grammar {
    /// Verbs stand first, and nothing is secret.
    fn default() -> Self {
        Self {
            tagged: false,
            verb: first_word,
            secret: |_| None,
        }
    }
}

impl Grammar {
    /// The verb of a line, in capitals; a mask if it is a secret that stands there.
    pub fn verb_of(&self, line: &[u8]) -> String {
        let at = (self.verb)(line);
        let secret = (self.secret)(line);
        if secret.is_some_and(|secret| secret.start < at.end && at.start < secret.end) {
            return MASK.to_owned();
        }
        let verb = line.get(at).unwrap_or_default();
        let verb = verb.get(..MAX_VERB).unwrap_or(verb);
        text::visible(verb).to_ascii_uppercase()
    }
}

/// Where the words of a line stand.
pub fn words(line: &[u8]) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at
            + line[at..]
                .iter()
                .position(|byte| !byte.is_ascii_whitespace())?;
        let length = line[start..]
            .iter()
            .position(u8::is_ascii_whitespace)
            .unwrap_or(line.len() - start);
        at = start + length;
        Some(start..at)
    })
}

/// Where the first word of a line stands.
pub fn first_word(line: &[u8]) -> Range<usize> {
    words(line).next().unwrap_or(line.len()..line.len())
}

/// Whether a line begins with one of these verbs.
pub fn has_verb<'n>(line: &[u8], mut names: impl Iterator<Item = &'n str>) -> bool {
    let word = &line[first_word(line)];
    names.any(|name| name.as_bytes().eq_ignore_ascii_case(word))
}

/// Levenshtein's distance; bounded, because a pasted line can be long.
pub fn edit_distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().take(32).collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, y) in b.iter().enumerate() {
            let change = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = change.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

/// So many wrong keys in a verb, and it is that verb all the same: two that changed places.
pub const MAX_TYPOS: usize = 2;
/// How much of a verb is looked at: twice the longest that there is.
const MAX_VERB: usize = 32;
