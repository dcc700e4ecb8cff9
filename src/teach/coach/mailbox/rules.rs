//! The rules, one row each. Each is looked at behind the reply; of two that apply the first one has its
//! say, so what is surer stands first.

mod login;
mod mails;
mod typing;

use super::line::Line;
use super::{Facts, State};
use crate::protocol::command::Command;
use crate::protocol::imap::IMAP;
use crate::protocol::pop3::POP3;
use crate::protocol::protocols_with;
use crate::teach::coach::LEFT_OUT;
use crate::teach::coach::rules::shown;
use crate::teach::coach::{Remark, typo};
use crate::teach::verb;

/// The first rule that applies to a reply.
pub(super) fn first(facts: &Facts<'_>) -> Option<Remark> {
    let refused = facts.heard.outcome.is_refusal();
    let rules = RULES.iter().filter(|rule| rule.refused == refused);
    rules
        .filter(|rule| {
            rule.protocol
                .is_none_or(|name| name == facts.state.protocol.name)
        })
        .find_map(|rule| (rule.find)(facts))
}

/// What is sure from the line alone: characters that no command has.
pub(super) fn on_sending(line: &Line, state: &State) -> Option<Remark> {
    let is_command = |typed: &str| {
        let line = Line::of(typed, state.is_imap());
        is_verb(&line.verb, state) || is_verb(&line.tag, state)
    };
    let to_type = |typed: &str| shown(&masked(typed, state));
    if let Some(narrow) = typo::narrow(&line.whole).filter(|line| is_command(line)) {
        return Some(Remark::FullWidth {
            protocol: state.protocol.name,
            line: to_type(&narrow),
        });
    }
    let (clean, list) = typo::cleaned(&line.whole).filter(|(line, _)| is_command(line))?;
    Some(Remark::Invisible {
        list,
        line: to_type(&clean),
    })
}

struct Rule {
    /// The protocol that it is about, if it is about one.
    protocol: Option<&'static str>,
    /// Whether it is about a refusal.
    refused: bool,
    find: fn(&Facts<'_>) -> Option<Remark>,
}

/// Every rule.
static RULES: &[Rule] = &[
    of(IMAP.name, typing::not_done),
    of(IMAP.name, typing::no_idle),
    of(POP3.name, typing::stray),
    of_any(typing::other_protocol),
    of(IMAP.name, typing::two_tags),
    of(IMAP.name, typing::no_tag),
    of_any(typing::misspelled),
    of_any(login::tls_first),
    of(POP3.name, login::user_first),
    of_any(login::flawed),
    of(POP3.name, login::in_use),
    of_any(login::login),
    of_any(login::identify),
    of_any(login::login_first),
    of(IMAP.name, mails::folder_first),
    of(POP3.name, mails::deleted),
    of(POP3.name, typing::user_alone),
    of_any(typing::incomplete),
    of(IMAP.name, mails::folder_name),
    of(IMAP.name, mails::ampersand),
    of(IMAP.name, mails::search_charset),
    of_any(typing::space_at_end),
    of_any(login::tls_too_late),
    of_any(mails::no_such_mail),
    of(IMAP.name, mails::no_such_folder),
    of(IMAP.name, typing::not_understood),
    Rule {
        protocol: Some(IMAP.name),
        refused: false,
        find: mails::nothing_fetched,
    },
    Rule {
        protocol: Some(IMAP.name),
        refused: false,
        find: mails::backslash_lost,
    },
];

const fn of_any(find: fn(&Facts<'_>) -> Option<Remark>) -> Rule {
    Rule {
        protocol: None,
        refused: true,
        find,
    }
}

const fn of(protocol: &'static str, find: fn(&Facts<'_>) -> Option<Remark>) -> Rule {
    Rule {
        protocol: Some(protocol),
        ..of_any(find)
    }
}

impl Facts<'_> {
    fn line(&self) -> &Line {
        &self.turn.line
    }

    /// The row of its verb.
    fn row(&self) -> Option<&'static Command> {
        self.state.protocol.command(&self.line().verb)
    }

    /// Whether the reply has one of these words, in small letters.
    fn says(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.heard.text.contains(word))
    }

    fn has_code(&self, codes: &[&str]) -> bool {
        codes
            .iter()
            .any(|code| self.heard.code.eq_ignore_ascii_case(code))
    }

    /// A command as it is to be typed here: behind a tag, where the user puts them.
    fn to_type(&self, command: &str) -> String {
        tagged(self.line(), command, self.state)
    }

    /// A whole line of this command, such as can be typed here.
    fn example(&self, row: &Command) -> String {
        let lesson = verb::find(row.name, self.state.protocol);
        let example = lesson.map_or(row.name, |lesson| lesson.example);
        let at = (self.state.protocol.grammar.verb)(example.as_bytes());
        let command = example.get(at.start..).unwrap_or(row.name);
        masked(&self.to_type(command), self.state)
    }

    fn is_login(&self) -> bool {
        [
            "PASS",
            "APOP",
            "AUTH",
            "LOGIN",
            "AUTHENTICATE",
            Line::ANSWER,
        ]
        .contains(&&*self.line().verb)
    }
}

fn is_verb(word: &str, state: &State) -> bool {
    let word = word.to_ascii_uppercase();
    state.protocol.command(&word).is_some()
}

/// A command behind the tag that the line had, or should have had.
fn tagged(line: &Line, command: &str, state: &State) -> String {
    if !state.is_imap() || state.tagging {
        return command.to_owned();
    }
    let known =
        is_verb(&line.tag, state) || !protocols_with(&line.tag.to_ascii_uppercase()).is_empty();
    let tag = if known || line.tag.is_empty() || line.verb.is_empty() {
        "a"
    } else {
        &line.tag
    };
    format!("{tag} {command}")
}

/// A line as it may be shown: a corrected one may turn out to hold a secret.
fn masked(line: &str, state: &State) -> String {
    let mut line = line.to_owned();
    if let Some(secret) = (state.protocol.grammar.secret)(line.as_bytes()) {
        line.replace_range(secret, LEFT_OUT);
    }
    line
}
