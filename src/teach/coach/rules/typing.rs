//! Mistakes of the fingers, the input method and the clipboard.

use super::{Facts, shown};
use crate::protocol::secret::MASK;
use crate::protocol::smtp::secret_of_command;
use crate::teach::coach::command::Command;
use crate::teach::coach::{Remark, typo};

/// Full-width characters in a command.
pub(super) fn full_width(facts: &Facts<'_>) -> Option<Remark> {
    facts.command()?;
    let line = typo::narrow(&facts.turn.line)?;
    is_command(&line).then(|| Remark::FullWidth {
        line: to_type(&line),
    })
}

/// Characters in a command that came along with a paste.
pub(super) fn pasted(facts: &Facts<'_>) -> Option<Remark> {
    facts.command()?;
    let (line, list) = typo::cleaned(&facts.turn.line)?;
    is_command(&line).then(|| Remark::Invisible {
        list,
        line: to_type(&line),
    })
}

/// A verb that nobody knows, near one that smtpsh knows.
pub(super) fn misspelled(facts: &Facts<'_>) -> Option<Remark> {
    let command = facts.command()?;
    if !matches!(facts.code(), 500..=503) || typo::is_known(&command.verb) {
        return None;
    }
    let line = facts.turn.line.trim();
    let (verb, rest) = typo::nearest_verb(line)?;
    let typed = line.strip_suffix(rest).unwrap_or(line);
    Some(Remark::MisspelledVerb {
        typed: typed.to_owned(),
        line: to_type(&format!("{verb}{rest}")),
    })
}

/// A sentence with Chinese punctuation is something else than a command.
fn is_command(line: &str) -> bool {
    typo::is_known(&Command::of(line).verb)
}

/// A corrected line, without what else is wrong with it. It may turn out to be one that holds a
/// secret.
fn to_type(line: &str) -> String {
    let command = Command::of(line);
    let strict = command.address().and_then(|address| command.with(address));
    let mut line = strict.unwrap_or_else(|| line.to_owned());
    if let Some(secret) = secret_of_command(line.as_bytes()) {
        line.replace_range(secret, MASK);
    }
    shown(&line)
}
