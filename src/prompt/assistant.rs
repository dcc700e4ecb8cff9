//! What the editor knows of the line being typed: its completion, its hint, its mask.

use super::Corrected;
use super::complete::{self, Candidates};
use crate::note::Awaits;
use crate::teach::facts::Facts;
use rustyline::completion::{Completer, FilenameCompleter};
use rustyline::highlight::{CmdKind, Highlighter};
use rustyline::hint::{Hint, Hinter};
use rustyline::validate::Validator;
use rustyline::{Context, Helper};
use std::borrow::Cow;
use std::cell::Cell;
use std::rc::Rc;
use std::sync::PoisonError;
use unicode_width::UnicodeWidthStr;

/// What the editor knows of the line being typed.
pub(super) struct Assistant {
    pub(super) facts: Facts,
    pub(super) corrected: Corrected,
    pub(super) secret_seen: Rc<Cell<bool>>,
}

impl Helper for Assistant {}
impl Validator for Assistant {}

impl Completer for Assistant {
    type Candidate = String;

    fn complete(
        &self,
        line: &str,
        at: usize,
        context: &Context<'_>,
    ) -> rustyline::Result<(usize, Vec<String>)> {
        match complete::candidates(line, at, &self.facts) {
            Candidates::Words(start, words) => Ok((start, words)),
            Candidates::File(start) => {
                let start = start + usize::from(line[start..].starts_with('"'));
                // Behind an open quote nothing in a name is escaped: helpers take it as it is.
                let quoted = format!("{QUOTE}{}", &line[start..at]);
                let completer = FilenameCompleter::new();
                let (_, files) = completer.complete(&quoted, quoted.len(), context)?;
                let names = files.into_iter().map(|file| file.replacement);
                Ok((start, names.collect()))
            }
        }
    }
}

/// Arguments in grey behind what is typed; they cannot be inserted.
pub(super) struct Arguments(String);

impl Hint for Arguments {
    fn display(&self) -> &str {
        &self.0
    }

    fn completion(&self) -> Option<&str> {
        None
    }
}

impl Hinter for Assistant {
    type Hint = Arguments;

    fn hint(&self, line: &str, at: usize, _: &Context<'_>) -> Option<Arguments> {
        // Without its grey a hint would pass for what was typed.
        if !colored::control::SHOULD_COLORIZE.should_colorize() {
            return None;
        }
        complete::hint(line, at, &self.facts).map(Arguments)
    }
}

impl Highlighter for Assistant {
    fn highlight<'l>(&self, line: &'l str, _: usize) -> Cow<'l, str> {
        match self.secret_of(line) {
            None => Cow::Borrowed(line),
            Some(start) => {
                let stars = "*".repeat(line[start..].chars().count());
                Cow::Owned(format!("{}{stars}", &line[..start]))
            }
        }
    }

    /// The editor takes another prompt as long as it is of the same width.
    fn highlight_prompt<'b, 's: 'b, 'p: 'b>(&'s self, prompt: &'p str, _: bool) -> Cow<'b, str> {
        let corrected = self
            .corrected
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        match corrected.as_deref().map(|text| (text, text.width())) {
            Some((text, width)) if width <= prompt.width() => {
                let room = " ".repeat(prompt.width() - width);
                Cow::Owned(format!("{}{room}> ", text.trim_end_matches("> ")))
            }
            _ => Cow::Borrowed(prompt),
        }
    }

    fn highlight_hint<'h>(&self, hint: &'h str) -> Cow<'h, str> {
        Cow::Owned(format!("\x1b[90m{hint}\x1b[0m"))
    }

    fn highlight_char(&self, line: &str, _: usize, _: CmdKind) -> bool {
        // In message text, which is no secret, it would cost a redraw of the whole paste for each
        // character.
        self.secret_of(line).is_some()
    }
}

impl Assistant {
    /// Where the secret part of the line begins.
    fn secret_of(&self, line: &str) -> Option<usize> {
        let start = match self.facts.awaits {
            Awaits::AskCode | Awaits::SecretLiteral { .. } | Awaits::Rest { secret: true } => {
                Some(0)
            }
            Awaits::Literal {
                left,
                then_secret: true,
            } => {
                let left = usize::try_from(left).unwrap_or(usize::MAX);
                let inside = |start: usize| start < line.len() && line.is_char_boundary(start);
                Some(left).filter(|start| inside(*start))
            }
            _ if line.starts_with([':', '：']) => None,
            Awaits::Code | Awaits::Answer => Some(0),
            Awaits::Command | Awaits::Nothing | Awaits::Closed => {
                (self.facts.grammar.secret)(line.as_bytes())
                    .map(|span| span.start)
                    .filter(|start| line.is_char_boundary(*start))
            }
            _ => None,
        };
        if start.is_some() {
            self.secret_seen.set(true);
        }
        start
    }
}

/// The quote in which completion escapes nothing that may be in a name. Windows knows only one.
const QUOTE: char = if cfg!(windows) { '"' } else { '\'' };

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::smtp;

    #[test]
    fn each_character_of_a_secret_is_drawn_anew() {
        let drawn = |kind| {
            let assistant = Assistant {
                facts: Facts::new(kind),
                corrected: Corrected::default(),
                secret_seen: Rc::default(),
            };
            assistant.highlight_char("x", 0, CmdKind::Other)
        };
        assert!(drawn(Awaits::Code) && drawn(Awaits::SecretLiteral { left: 9 }));
        assert!(drawn(Awaits::Rest { secret: true }) && !drawn(Awaits::Text));
    }

    #[test]
    fn what_is_masked() {
        let shown = |kind, line| {
            Assistant {
                facts: Facts {
                    grammar: smtp::GRAMMAR,
                    ..Facts::new(kind)
                },
                corrected: Corrected::default(),
                secret_seen: Rc::default(),
            }
            .highlight(line, 0)
            .into_owned()
        };
        assert_eq!(shown(Awaits::Code, "秘密ab"), "****");
        assert_eq!(shown(Awaits::Code, ":code"), ":code");
        assert_eq!(shown(Awaits::AskCode, ":x"), "**");
        assert_eq!(shown(Awaits::User, "name"), "name");
        assert_eq!(shown(Awaits::Command, "AUTH PLAIN AGE="), "AUTH PLAIN ****");
        // A literal is text: what begins with a colon is no helper there.
        assert_eq!(shown(Awaits::SecretLiteral { left: 9 }, ":quit"), "*****");
        let then_secret = true;
        let user = Awaits::Literal {
            left: 2,
            then_secret,
        };
        assert_eq!(shown(user, "me pass"), "me*****");
        assert_eq!(shown(Awaits::Rest { secret: true }, " pass"), "*****");
        assert_eq!(shown(Awaits::Rest { secret: false }, ")"), ")");
    }
}
