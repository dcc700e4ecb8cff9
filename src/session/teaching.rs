//! Helpers that teach: `:help NAME`, `:next`, `:explain`; and what hints and completion look at.

use super::Session;
use crate::helper::{HelperError, Topic};
use crate::note::{Awaits, Note};
use crate::protocol::command::Stage;
use crate::protocol::{Protocol, Reply, Role, Said, To, protocols, sasl, text};
use crate::screen::row;
use crate::teach::explain::explain;
use crate::teach::facts::{self, Facts};
use crate::teach::next::next;
use crate::teach::verb;
use std::collections::VecDeque;
use unicode_width::UnicodeWidthStr;

/// What is remembered of a session for the one who learns. No secret is among it.
#[derive(Debug, Default)]
pub(super) struct Learned {
    /// The last reply, harmless.
    reply: Option<String>,
    /// The user name that a challenge was answered with.
    user: Option<String>,
    /// The addresses of commands, the latest first.
    addresses: Vec<String>,
    /// The address of each RCPT that is not answered, oldest first.
    recipients: VecDeque<String>,
    /// The recipients that this server has refused to this user.
    refused: Vec<String>,
}

impl Learned {
    /// A line goes out.
    pub(super) fn line(&mut self, line: &[u8], said: &Said) {
        if said.secret.is_some() {
            return;
        }
        match said.role {
            Role::Command => {
                let line = text::visible(line);
                for address in facts::addresses(&line) {
                    self.address(address);
                }
                if matches!(&said.to, Some(To::Command { what }) if what == RCPT) {
                    let address = facts::addresses(&line).next();
                    self.recipients
                        .push_back(address.unwrap_or_default().to_owned());
                }
            }
            Role::Answer => {
                let name = sasl::decode(line).map(|plain| text::visible(&plain));
                let Some(name) = name.filter(|name| !name.is_empty()) else {
                    return;
                };
                if name.contains('@') {
                    self.address(&name);
                }
                self.user = Some(name);
            }
            Role::Text => {}
        }
    }

    /// The user name that a challenge was answered with.
    pub(super) fn user(&self) -> Option<&String> {
        self.user.as_ref()
    }

    /// A reply has come.
    pub(super) fn reply(&mut self, reply: &Reply) {
        let lines = reply.lines.iter().take(MAX_LINES);
        let lines: Vec<_> = lines.map(|line| text::visible(line)).collect();
        self.reply = Some(lines.join("\n"));
        match &reply.to {
            Some(To::Greeting) => {
                self.recipients.clear();
                self.refused.clear();
            }
            Some(To::Command { what }) if what == RCPT => {
                let address = self.recipients.pop_front().unwrap_or_default();
                self.refused.retain(|refused| *refused != address);
                if reply.outcome.is_refusal() {
                    self.refused.push(address);
                }
            }
            // Who has logged in may be allowed more.
            _ if reply.code() == Some(235) => self.refused.clear(),
            _ => {}
        }
    }

    fn address(&mut self, address: &str) {
        self.addresses.retain(|known| known != address);
        self.addresses.insert(0, address.to_owned());
        self.addresses.truncate(MAX_ADDRESSES);
    }
}

impl Session {
    /// What is known now, to whoever awaits `kind`.
    pub(super) fn facts(&self, kind: Awaits) -> Facts {
        let mut stage = self.dialogue.stage();
        stage.tls = self.is_tls();
        let user = self
            .learned
            .user
            .clone()
            .or_else(|| self.options.user.clone());
        let mut addresses = self.learned.addresses.clone();
        addresses.extend(user.iter().filter(|user| user.contains('@')).cloned());
        addresses.dedup();
        Facts {
            lang: self.lang.get(),
            protocol: self.protocol(),
            commands: (self.protocol().commands)(),
            grammar: self.dialogue.grammar(),
            mechanisms: self
                .dialogue
                .mechanisms()
                .into_iter()
                .map(str::to_owned)
                .collect(),
            stage,
            offers: self.dialogue.offers().to_vec(),
            user,
            addresses,
            refused: self.learned.refused.clone(),
            servers: self.servers(),
            upgrade_awaited: self.connection.upgrade_awaited,
            ..Facts::new(kind)
        }
    }

    /// The names of servers, the practice server's first.
    fn servers(&self) -> Vec<String> {
        let practice = self.practice.iter().flat_map(|practice| practice.names());
        let known = self.profiles.names().into_iter().map(str::to_owned);
        practice.chain(known).collect()
    }

    /// The commands of a protocol: what those do that make sense now, and the names of the others. All
    /// of IMAP's would not fit on a screen.
    pub(super) fn help_commands(&self, protocol: &'static Protocol) -> String {
        let lang = self.lang.get();
        let stage = match self.protocol() {
            spoken if spoken == protocol => self.dialogue.stage(),
            _ => Stage::default(),
        };
        let fits = |lesson: &&verb::Lesson| lesson.command().is_none_or(|it| (it.fits)(&stage));
        let (now, other): (Vec<_>, Vec<_>) = verb::lessons(protocol).partition(fits);
        let others = lang.pick("At other times", "其他时候");
        let names = now.iter().map(|lesson| lesson.name);
        let width = names.chain([others]).map(UnicodeWidthStr::width).max();
        let column = width.unwrap_or_default() + 2;
        let lines = now
            .iter()
            .map(|lesson| row(lesson.name, column, lesson.summary.of(lang)));
        let names: Vec<_> = other.iter().map(|lesson| lesson.name).collect();
        let rest = (!names.is_empty()).then(|| row(others, column, &names.join(" ")));
        let lines = lines.chain(rest);
        let (name, example) = (protocol.name.to_owned(), protocol.asks.to_lowercase());
        let begin = protocols().filter(|it| it != &protocol);
        let others: Vec<_> = begin.map(|it| it.name.to_lowercase()).collect();
        let others = others.join(lang.pick(", ", "、"));
        let more = Note::HelpCommands {
            name,
            example,
            others,
        }
        .say(lang);
        lines.chain([more]).collect::<Vec<_>>().join("\n")
    }

    pub(super) fn help_on(&self, topic: Topic) -> String {
        let helper = topic.helper.map(|row| row.help(self.lang.get()));
        let spoken = self.protocol();
        let verb = topic.verb.and_then(|name| verb::find(&name, spoken));
        let verb = verb.map(|lesson| lesson.say(spoken, self.lang.get()));
        let both: Vec<String> = helper.into_iter().chain(verb).collect();
        both.join("\n\n")
    }

    pub(super) fn next_step(&mut self) {
        let kind = super::asking::awaited(&self.connection.link, self.dialogue.as_ref());
        let next = next(&self.facts(kind));
        self.show(next.why.of(self.lang.get()));
        if let Some(line) = next.line {
            self.note(Note::NextLine { line });
        }
    }

    pub(super) fn explain_reply(&mut self, given: Option<String>) {
        let given = given.map(|given| text::escape(&given));
        let Some(reply) = given.or_else(|| self.learned.reply.clone()) else {
            return self.helper_failed(&HelperError::NoReplyYet);
        };
        match explain(&reply, self.lang.get()) {
            Some(explained) => self.show(&explained),
            None => self.helper_failed(&HelperError::NotExplained { text: reply }),
        }
    }
}

/// How many lines of a reply are kept to be explained: what refuses says so in its first ones.
const MAX_LINES: usize = 20;
/// The command that names a recipient.
const RCPT: &str = "RCPT";
/// How many addresses are offered again: more than a list at the prompt can show is of no use.
const MAX_ADDRESSES: usize = 20;
