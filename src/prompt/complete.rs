//! Completion and hints: from a line, the cursor and the facts to what may stand there.

use crate::helper::{self, SETTINGS, helpers};
use crate::note::Awaits;
use crate::practice::fault::FAULTS;
use crate::protocol::command::{Command, Part, is_offered, strip};
use crate::protocol::protocols;
use crate::protocol::sasl::MECHANISMS;
use crate::teach::facts::Facts;
use crate::teach::verb;
use crate::words::Lang;

/// What a Tab may write.
#[derive(Debug, PartialEq, Eq)]
pub enum Candidates {
    /// One of these, from this byte of the line to the cursor.
    Words(usize, Vec<String>),
    /// The name of a file, from this byte of the line to the cursor.
    File(usize),
}

/// What a Tab may write at the cursor.
pub fn candidates(line: &str, cursor: usize, facts: &Facts) -> Candidates {
    let typed = line.get(..cursor).unwrap_or(line);
    if facts.awaits == Awaits::AskFile {
        return Candidates::File(0);
    }
    if facts.awaits.is_text() || facts.awaits.is_question() {
        return Candidates::Words(cursor, Vec::new());
    }
    if let Some(behind) = behind_colon(typed, facts) {
        return of_helper(typed, behind, facts);
    }
    let (start, mut words) = match facts.awaits {
        Awaits::Command => {
            let command = command_of(typed, facts);
            // Behind a tag a space is to come first, and nobody knows the tag.
            let begins = !facts.grammar.tagged || typed.ends_with(' ') || !command.is_empty();
            let (start, words) = if begins {
                of_commands(command, facts)
            } else {
                (0, Vec::new())
            };
            (typed.len() - command.len() + start, words)
        }
        _ => (0, Vec::new()),
    };
    if typed.is_empty() {
        words.extend(helper_names().map(|name| format!(":{name}")));
    }
    Candidates::Words(start, words)
}

/// What is still to be typed, to be shown in grey behind the cursor.
pub fn hint(line: &str, cursor: usize, facts: &Facts) -> Option<String> {
    if cursor < line.len() || facts.awaits.is_text() {
        return None;
    }
    let rest = match behind_colon(line, facts) {
        Some(behind) => hint_of_helper(behind, facts.lang)?,
        None if facts.awaits == Awaits::Command => facts
            .commands
            .iter()
            .find_map(|command| command.rest(command_of(line, facts), &facts.offers))?,
        None => return None,
    };
    (!rest.is_empty()).then_some(rest)
}

/// A line without what stands before its verb.
fn command_of<'l>(line: &'l str, facts: &Facts) -> &'l str {
    line.get((facts.grammar.verb)(line.as_bytes()).start..)
        .unwrap_or_default()
}

/// What stands behind the colon of a helper; the helper prompt needs none.
fn behind_colon<'l>(line: &'l str, facts: &Facts) -> Option<&'l str> {
    let behind = line.strip_prefix([':', '：']);
    behind.or((facts.awaits == Awaits::Helper).then_some(line))
}

fn of_commands(typed: &str, facts: &Facts) -> (usize, Vec<String>) {
    let mut found = Vec::new();
    for command in facts.fitting() {
        let opening = command.opening();
        match strip(typed, &opening) {
            Some(behind) => return of_arguments(command, typed, behind, facts),
            // The mechanisms at once: there are few, and AUTH alone is nothing.
            None if strip(&opening, typed).is_some() && slot(command) == Some("mechanism") => {
                found.extend(
                    facts
                        .mechanisms()
                        .iter()
                        .map(|name| format!("{opening}{name}")),
                );
            }
            None if strip(&opening, typed).is_some() => found.push(opening),
            None => {}
        }
    }
    (0, found)
}

/// What may stand behind the opening of a command: what the slot is for, then its parameters.
fn of_arguments(
    command: &Command,
    typed: &str,
    behind: &str,
    facts: &Facts,
) -> (usize, Vec<String>) {
    let at = typed.len() - behind.len();
    let known: Vec<String> = match slot(command) {
        Some("mechanism") => facts
            .mechanisms()
            .iter()
            .map(|name| (*name).into())
            .collect(),
        Some("address") => facts
            .addresses
            .iter()
            .map(|address| format!("{address}>"))
            .collect(),
        _ => return (at, Vec::new()),
    };
    let Some(space) = behind.rfind(' ') else {
        return (at, starting(behind, known));
    };
    let word = behind.get(space + 1..).unwrap_or_default();
    let offered = command
        .parameters
        .iter()
        .filter(|parameter| is_offered(&facts.offers, parameter.extension));
    let shapes = offered.map(|parameter| writable(parameter.shape));
    (typed.len() - word.len(), starting(word, shapes))
}

/// A parameter up to what must be filled in: `SIZE=` of `SIZE=n`.
fn writable(shape: &str) -> String {
    match shape.split_once('=') {
        Some((name, value)) if value.starts_with(|c: char| c.is_ascii_lowercase()) => {
            format!("{name}=")
        }
        _ => shape.to_owned(),
    }
}

fn slot(command: &Command) -> Option<&'static str> {
    command.parts.iter().find_map(|part| match part {
        Part::Slot(name) => Some(*name),
        Part::Literal(_) | Part::Optional(_) => None,
    })
}

fn of_helper(typed: &str, behind: &str, facts: &Facts) -> Candidates {
    let at = typed.len() - behind.len();
    let Some((name, argument)) = behind.split_once(' ') else {
        return Candidates::Words(at, starting(behind, helper_names().map(str::to_owned)));
    };
    let nothing = Candidates::Words(typed.len(), Vec::new());
    let Some(row) = helper::find(name) else {
        return nothing;
    };
    if row.arguments.en.starts_with("FILE") {
        return Candidates::File(typed.len() - argument.len());
    }
    let Some((_, complete)) = ARGUMENTS.iter().find(|(name, _)| row.name == *name) else {
        return nothing;
    };
    let word = argument.rsplit(' ').next().unwrap_or_default();
    let before: Vec<&str> = argument[..argument.len() - word.len()]
        .split_whitespace()
        .collect();
    let start = typed.len() - word.len();
    match complete(&before, facts) {
        None => Candidates::File(start),
        Some(words) => Candidates::Words(start, starting(word, words)),
    }
}

fn hint_of_helper(behind: &str, lang: Lang) -> Option<String> {
    if let Some(row) = helpers().find(|row| row.name == behind) {
        let arguments = row.arguments.of(lang);
        return (!arguments.is_empty()).then(|| format!(" {arguments}"));
    }
    let name = behind.strip_prefix("set ")?;
    let (name, space) = match name.strip_suffix(' ') {
        Some(name) => (name, ""),
        None => (name, " "),
    };
    let row = SETTINGS.iter().find(|row| row.name == name)?;
    Some(format!("{space}{}", row.values.of(lang)))
}

fn helper_names() -> impl Iterator<Item = &'static str> {
    helpers().map(|row| row.name)
}

type Complete = fn(&[&str], &Facts) -> Option<Vec<String>>;

/// What the next word of a helper may be, behind the words before it; a file where there is no list.
static ARGUMENTS: &[(&str, Complete)] = &[
    ("help", |before, facts| {
        let verbs = verb::lessons(facts.protocol).map(|lesson| lesson.name.to_lowercase());
        let protocols = protocols().map(|protocol| protocol.name.to_lowercase());
        let names = helper_names().chain(["all"]).map(str::to_owned);
        let mut names: Vec<String> = names.chain(verbs).chain(protocols).collect();
        names.sort();
        names.dedup();
        first(before, names)
    }),
    ("set", |before, _| match before {
        [] => Some(SETTINGS.iter().map(|row| row.name.to_owned()).collect()),
        [name] => {
            let row = SETTINGS.iter().find(|row| row.name == *name);
            let values = row.map_or("", |row| row.values.en);
            if values.starts_with("FILE") {
                return None;
            }
            let values = values.split('|');
            let fixed = values.filter(|value| value.chars().all(|c| c.is_ascii_lowercase()));
            Some(
                fixed
                    .filter(|value| !value.is_empty())
                    .map(str::to_owned)
                    .collect(),
            )
        }
        _ => Some(Vec::new()),
    }),
    ("fault", |before, _| match before {
        [] => {
            let names = FAULTS.iter().map(|row| row.name);
            Some(names.chain(["off"]).map(str::to_owned).collect())
        }
        [name] if *name != "off" => Some(vec!["off".to_owned()]),
        _ => Some(Vec::new()),
    }),
    ("auth", |before, _| {
        let names = MECHANISMS
            .iter()
            .map(|mechanism| mechanism.name.to_lowercase());
        first(before, names.collect())
    }),
    ("open", |before, facts| first(before, facts.servers.clone())),
    ("user", |before, facts| {
        first(before, facts.addresses.clone())
    }),
];

/// A list for the first word only.
fn first(before: &[&str], words: Vec<String>) -> Option<Vec<String>> {
    Some(if before.is_empty() { words } else { Vec::new() })
}

/// Those that begin with what is typed, in any case.
fn starting(typed: &str, words: impl IntoIterator<Item = String>) -> Vec<String> {
    let words = words.into_iter();
    words.filter(|word| strip(word, typed).is_some()).collect()
}

#[cfg(test)]
mod tests;
