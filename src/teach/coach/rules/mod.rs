//! The rules, one row each: when it is looked at, and what it makes of the facts.

mod envelope;
mod login;
mod order;
mod text;
mod typing;

pub(super) use typing::{MAX_TAG, nearest};

use super::command::Command;
use super::state::State;
use super::{Remark, Said, Turn};
use crate::protocol::smtp::text_of;
use crate::protocol::{Reply, text as received};

/// All that a rule looks at.
#[derive(Debug)]
pub(super) struct Facts<'a> {
    /// The line.
    pub(super) turn: &'a Turn,
    /// What the server said to it, if it has.
    pub(super) heard: Option<&'a Heard>,
    /// What was before the line.
    pub(super) state: &'a State,
}

/// A reply as the rules look at it.
#[derive(Debug)]
pub(super) struct Heard {
    /// Its code.
    pub(super) code: u16,
    /// Its text, all lines, in small letters.
    pub(super) text: String,
}

/// When a rule is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    /// A command or an AUTH answer went out: the mistake is sure from the line alone.
    Sent,
    /// A line of message text went out.
    Text,
    /// The server goes on asking.
    GoesOn,
    /// The server refused.
    Refused,
    /// The server said something that nothing awaited.
    Unasked,
}

struct Rule {
    name: &'static str,
    when: When,
    find: fn(&Facts<'_>) -> Option<Remark>,
}

/// The first rule that applies: its name, and its remark.
pub(super) fn first(when: When, facts: &Facts<'_>) -> Option<(&'static str, Remark)> {
    let rules = RULES.iter().filter(|rule| rule.when == when);
    rules
        .map(|rule| (rule.name, (rule.find)(facts)))
        .find_map(|(name, remark)| Some((name, remark?)))
}

/// Every rule; of two that apply the first one has its say, so what is surer stands first.
const RULES: &[Rule] = &[
    rule("full-width characters", When::Sent, typing::full_width),
    rule("pasted characters", When::Sent, typing::pasted),
    rule("several recipients", When::Sent, envelope::several),
    rule("STARTTLS twice", When::Sent, order::tls_twice),
    rule("the end that is none", When::Text, text::dot_not_alone),
    rule("a command in text", When::Text, text::command),
    rule("a full-width header colon", When::Text, text::wide_colon),
    rule("a blank line", When::Text, text::blank),
    rule("no empty line", When::Text, text::no_empty_line),
    rule("a raw subject", When::Text, text::raw_subject),
    rule("a leading dot", When::Text, text::leading_dot),
    rule("a long line", When::Text, text::long_line),
    rule("an answer that is none", When::GoesOn, login::goes_on),
    rule("bare LF", When::Refused, text::bare_lf),
    rule("STARTTLS not offered", When::Refused, order::no_starttls),
    rule("TLS first", When::Refused, order::tls_first),
    rule("EHLO first", When::Refused, order::hello_first),
    rule("HELO only", When::Refused, order::helo_only),
    rule("a name behind EHLO", When::Refused, order::hello_name),
    rule("a login too many", When::Refused, order::logged_in),
    rule("EHLO, not HELO", When::Refused, order::not_helo),
    rule("AUTH not offered", When::Refused, order::no_auth),
    rule("a flawed answer", When::Refused, login::flaw),
    rule("an answer to nothing", When::Refused, login::stray),
    rule("AUTH alone", When::Refused, login::no_name),
    rule("an unknown mechanism", When::Refused, login::no_mechanism),
    rule("a refused login", When::Refused, login::refused),
    rule("limited frequency", When::Refused, login::frequency),
    rule("a colon behind a verb", When::Refused, typing::verb_colon),
    rule("a header for a command", When::Refused, typing::header),
    rule("base64 for a command", When::Refused, login::base64),
    rule("another protocol", When::Refused, typing::other_protocol),
    rule("a misspelled verb", When::Refused, typing::misspelled),
    rule("an empty line", When::Refused, typing::empty),
    rule("the end of no message", When::Refused, typing::dot),
    rule("no word of English", When::Refused, typing::not_ascii),
    rule("another sender", When::Refused, envelope::other_sender),
    rule("relay denied", When::Refused, envelope::relay),
    rule("AUTH first", When::Refused, order::login_first),
    rule("a second sender", When::Refused, order::second_sender),
    rule("MAIL first", When::Refused, order::sender_first),
    rule("a verb that stands alone", When::Refused, order::alone),
    rule("RCPT first", When::Refused, order::recipient_first),
    rule("no domain", When::Refused, envelope::no_domain),
    rule("the form of an address", When::Refused, envelope::form),
    rule("a full mailbox", When::Refused, envelope::full),
    rule("too large", When::Refused, envelope::too_large),
    rule("greylisting", When::Refused, envelope::greylisted),
    rule("an unknown mailbox", When::Refused, envelope::unknown),
    rule("missing headers", When::Refused, text::headers_missing),
    rule("bare LF, at once", When::Unasked, text::bare_lf),
    rule("idle too long", When::Unasked, order::idle),
    rule("idle too long, at the last", When::Refused, order::idle),
    rule("the server closes", When::Refused, order::server_closes),
];

const fn rule(name: &'static str, when: When, find: fn(&Facts<'_>) -> Option<Remark>) -> Rule {
    Rule { name, when, find }
}

impl Facts<'_> {
    /// The command, if the line is one.
    fn command(&self) -> Option<&Command> {
        match &self.turn.said {
            Said::Command(command) => Some(command),
            _ => None,
        }
    }

    /// The verb, or nothing.
    fn verb(&self) -> &str {
        self.command().map_or("", |command| &command.verb)
    }

    /// The reply's code, or 0.
    fn code(&self) -> u16 {
        self.heard.map_or(0, |heard| heard.code)
    }

    /// Whether the reply has one of these words, in small letters.
    fn says(&self, words: &[&str]) -> bool {
        let has = |heard: &Heard| words.iter().any(|word| heard.text.contains(word));
        self.heard.is_some_and(has)
    }

    /// Whether it is the end of a message.
    fn is_end(&self) -> bool {
        matches!(self.turn.said, Said::End)
    }
}

impl Heard {
    /// Whether the reply has this word, in whichever letters.
    fn has_word(&self, word: &str) -> bool {
        let mut words = self.text.split(|c: char| !c.is_alphanumeric());
        words.any(|heard| heard.eq_ignore_ascii_case(word))
    }

    /// Reads a reply, in whichever charset.
    pub(super) fn of(reply: &Reply) -> Self {
        let lines = reply.lines.iter();
        let texts: Vec<_> = lines
            .map(|line| received::visible(text_of(line)).to_lowercase())
            .collect();
        Self {
            code: reply.code().unwrap_or_default(),
            text: texts.join(" "),
        }
    }
}

/// The start of a line, for a remark that repeats it: a pasted line can be of any length.
pub(super) fn shown(line: &str) -> String {
    match line.char_indices().nth(MAX_SHOWN) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line.to_owned(),
    }
}

/// Characters of a line that a remark repeats: more than a command may have in practice.
const MAX_SHOWN: usize = 200;
