//! Mistakes of the fingers, the input method and the clipboard.

use super::{Facts, shown};
use crate::protocol::smtp::{SMTP, secret_of_command};
use crate::protocol::{ProtocolNames, protocols_with};
use crate::teach::coach::LEFT_OUT;
use crate::teach::coach::command::Command;
use crate::teach::coach::{Remark, typo};
use crate::teach::header;

/// Full-width characters in a command.
pub(super) fn full_width(facts: &Facts<'_>) -> Option<Remark> {
    facts.command()?;
    let line = typo::narrow(&facts.turn.line)?;
    let line = typo::hello_with_colon(&line).unwrap_or(line);
    if !is_command(&line) {
        return None;
    }
    let protocol = SMTP.name;
    Some(match facts.state.before(&Command::of(&line).verb) {
        Some(line) => Remark::FullWidthEarly { protocol, line },
        None => Remark::FullWidth {
            protocol,
            line: to_type(&line),
        },
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

/// A command of a protocol by which mail is fetched, with the tag of IMAP or without.
pub(super) fn other_protocol(facts: &Facts<'_>) -> Option<Remark> {
    facts
        .command()
        .filter(|_| matches!(facts.code(), 500..=504))?;
    let words = facts.turn.line.split_whitespace().take(2);
    let words: Vec<_> = words.map(str::to_ascii_uppercase).collect();
    let of_others = |word: &&String| {
        let of = protocols_with(word);
        !of.is_empty() && of.iter().all(|protocol| **protocol != SMTP)
    };
    // Behind a verb of SMTP stands what belongs to it; and who says LOGIN alone means AUTH LOGIN.
    let tag = words.first().filter(|tag| !typo::is_known(tag))?;
    let verb = match words.iter().find(of_others)? {
        verb if verb == tag && verb == "LOGIN" => return None,
        verb if verb != tag && tag.len() > MAX_TAG => return None,
        verb => verb,
    };
    let of = protocols_with(verb);
    Some(Remark::OtherProtocol {
        verb: verb.clone(),
        line: shown(&facts.state.to_fetch(of.first()?)),
        of: ProtocolNames(of),
        here: SMTP.name,
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
    let hello = matches!(verb, "HELO" | "EHLO") && rest.is_empty();
    Some(Remark::MisspelledVerb {
        protocol: SMTP.name,
        typed: typed.to_owned(),
        line: if hello {
            facts.state.hello_line(verb)
        } else {
            to_type(&format!("{verb}{rest}"))
        },
    })
}

/// The command that a line is near to, as it is to be typed. What stands behind its verb may be a
/// secret, unless it is an address.
pub(in crate::teach::coach) fn nearest(line: &str) -> Option<String> {
    let (verb, rest) = typo::nearest_verb(line.trim())?;
    let has_address = matches!(verb, "MAIL FROM" | "RCPT TO") && rest.contains('@');
    Some(to_type(&format!(
        "{verb}{}",
        if has_address { rest } else { "" }
    )))
}

/// HELO or EHLO with a colon behind it.
pub(super) fn verb_colon(facts: &Facts<'_>) -> Option<Remark> {
    facts.command()?;
    let line = typo::hello_with_colon(&facts.turn.line)?;
    let verb = line.split(' ').next().unwrap_or_default().to_owned();
    matches!(facts.code(), 500..=504).then(|| Remark::VerbColon {
        verb,
        line: shown(&line),
    })
}

/// A header where a command is awaited.
pub(super) fn header(facts: &Facts<'_>) -> Option<Remark> {
    facts.command()?;
    let (name, _) = facts.turn.line.split_once([':', '：'])?;
    let name = header::known(name)?;
    matches!(facts.code(), 500..=504).then(|| Remark::HeaderForCommand {
        name: name.to_owned(),
        line: facts.state.toward_mail(),
    })
}

/// What ends a message, where none has begun.
pub(super) fn dot(facts: &Facts<'_>) -> Option<Remark> {
    facts.command()?;
    let dot = matches!(facts.turn.line.trim(), "." | "。" | "．");
    (dot && matches!(facts.code(), 500..=504)).then(|| Remark::DotForCommand {
        line: facts.state.toward_mail(),
    })
}

/// Nothing at all.
pub(super) fn empty(facts: &Facts<'_>) -> Option<Remark> {
    let empty = facts.command().is_some() && facts.turn.line.trim().is_empty();
    (empty && matches!(facts.code(), 500..=504)).then_some(Remark::EmptyLine)
}

/// A word of another language.
pub(super) fn not_ascii(facts: &Facts<'_>) -> Option<Remark> {
    let other = !facts.command()?.verb.is_ascii();
    (other && matches!(facts.code(), 500..=504)).then_some(Remark::NotAscii)
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
        line.replace_range(secret, LEFT_OUT);
    }
    shown(&line)
}

/// Tags are short; a sentence begins with a longer word, mostly.
pub(in crate::teach::coach) const MAX_TAG: usize = 4;
