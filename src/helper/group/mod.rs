//! The helpers: one row each, in groups. `:help`, completion and the README derive from them.

mod connection;
mod debugging;
mod learning;
mod login;
mod message;
mod scripting;
mod security;

pub use scripting::is_variable;

use super::{Action, HelperError, find};
use crate::why::Why;
use crate::words::{Lang, Text, text as both};
use std::fmt;

/// A helper.
pub struct Helper {
    /// Its name, without the colon.
    pub name: &'static str,
    /// Other names.
    pub aliases: &'static [&'static str],
    /// Its arguments, as usage shows them.
    pub arguments: Text,
    /// What it does, in one line.
    pub summary: Text,
    /// A line to type, with those that belong to it.
    pub example: &'static str,
    /// Its line may hold a secret, and stays out of the history.
    pub private: bool,
    /// From the argument to what is to be done.
    pub action: fn(&str) -> Result<Action, HelperError>,
}

/// Helpers that belong together.
#[derive(Debug)]
pub struct Group {
    /// What they are for.
    pub title: Text,
    /// A row each.
    pub rows: &'static [Helper],
}

/// Every group, in the order of `:help`.
pub static GROUPS: &[Group] = &[
    Group {
        title: both("Help and lessons", "帮助与课程"),
        rows: learning::ROWS,
    },
    Group {
        title: both("Logging in", "登录"),
        rows: login::ROWS,
    },
    Group {
        title: both("The message", "邮件"),
        rows: message::ROWS,
    },
    Group {
        title: both("TLS", "TLS"),
        rows: security::ROWS,
    },
    Group {
        title: both("The connection", "连接"),
        rows: connection::ROWS,
    },
    Group {
        title: both("Scripts", "脚本"),
        rows: scripting::ROWS,
    },
    Group {
        title: both("Debugging and records", "调试与记录"),
        rows: debugging::ROWS,
    },
];

/// Every helper, in the order of `:help`.
pub fn helpers() -> impl Iterator<Item = &'static Helper> + Clone {
    GROUPS.iter().flat_map(|group| group.rows)
}

impl Helper {
    /// How to write it: `:user [NAME]`.
    pub fn usage(&self, lang: Lang) -> String {
        format!(":{} {}", self.name, self.arguments.of(lang))
            .trim_end()
            .to_owned()
    }

    /// What `:help NAME` tells about it.
    pub fn help(&self, lang: Lang) -> String {
        let aliases: String = self.aliases.iter().map(|it| format!(", :{it}")).collect();
        let usage = self.usage(lang);
        let example = Some(self.example).filter(|example| *example != usage);
        let example = example
            .map(|example| format!("\n{example}"))
            .unwrap_or_default();
        format!("{usage}{aliases}\n{}{example}", self.summary.of(lang))
    }
}

impl fmt::Debug for Helper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.usage(Lang::English))
    }
}

impl PartialEq for Helper {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Helper {}

fn alone(name: &str, argument: &str, action: Action) -> Result<Action, HelperError> {
    if argument.is_empty() {
        Ok(action)
    } else {
        Err(usage(name))
    }
}

pub(in crate::helper) fn usage(name: &str) -> HelperError {
    let usage = |lang| find(name).map(|row| row.usage(lang)).unwrap_or_default();
    HelperError::Usage {
        usage: Why::said(usage),
    }
}
