//! Line editing for a person: history, completion, hints, masked input. Owns the keyboard thread.

use crate::echo::NoEcho;
use crate::note::Awaits;
use crate::source::{Post, Question, Source, Typed};
use crate::teach::complete::{self, Candidates};
use crate::teach::facts::Facts;
use crate::terminal::{Terminal, Typing};
use rustyline::completion::{Completer, FilenameCompleter};
use rustyline::error::ReadlineError;
use rustyline::highlight::{CmdKind, Highlighter};
use rustyline::hint::{Hint, Hinter};
use rustyline::history::{FileHistory, MemHistory};
use rustyline::validate::Validator;
use rustyline::{
    Cmd, ColorMode, CompletionType, ConditionalEventHandler, Config, Context, Editor, Event,
    EventContext, EventHandler, ExternalPrinter, Helper, KeyCode, KeyEvent, Modifiers, RepeatCount,
};
use std::borrow::Cow;
use std::cell::Cell;
use std::io::ErrorKind;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use unicode_width::UnicodeWidthStr;

/// A person at a line-editing prompt.
#[derive(Debug)]
pub struct Prompt {
    questions: Sender<Question>,
    terminal: Terminal,
    /// What is shown in place of the prompt while a line is being typed.
    corrected: Corrected,
    _no_echo: Option<NoEcho>,
}

type Corrected = Arc<Mutex<Option<String>>>;

impl Prompt {
    /// Starts the keyboard thread. `history` is the file to keep typed commands in.
    pub fn start(terminal: Terminal, history: Option<PathBuf>, post: Post) -> Self {
        let (questions, asked) = mpsc::channel::<Question>();
        let shared = terminal.clone();
        let corrected = Corrected::default();
        let correction = corrected.clone();
        // Where the editor does not draw, only the terminal shows what is typed.
        let no_echo = can_mask().then(NoEcho::begin);
        thread::spawn(move || {
            let mut keyboard = match Keyboard::new(shared.clone(), history, correction) {
                Ok(keyboard) => keyboard,
                Err(error) => return post(Typed::Failed(error.to_string())),
            };
            for question in asked {
                let typed = keyboard.read(&question);
                shared.typing(Typing::Nothing);
                post(typed);
            }
        });
        Self {
            questions,
            terminal,
            corrected,
            _no_echo: no_echo,
        }
    }
}

impl Source for Prompt {
    fn ask(&mut self, question: Question) {
        *self
            .corrected
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = None;
        self.terminal.typing(if question.facts.awaits.is_secret() {
            Typing::Secret
        } else {
            Typing::Line
        });
        // If the thread could not start, it has posted why.
        let _ = self.questions.send(question);
    }

    fn correct(&mut self, prompt: String) {
        *self
            .corrected
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = Some(prompt);
    }

    fn is_person(&self) -> bool {
        true
    }
}

struct Keyboard {
    editor: Editor<Assistant, FileHistory>,
    terminal: Terminal,
    history: Option<PathBuf>,
    corrected: Corrected,
    in_text: Arc<AtomicBool>,
    escaped: Arc<AtomicBool>,
    /// A secret was in the line, and so may be in the kill ring.
    secret_seen: Rc<Cell<bool>>,
}

impl Keyboard {
    fn new(
        terminal: Terminal,
        history: Option<PathBuf>,
        corrected: Corrected,
    ) -> rustyline::Result<Self> {
        let mut keyboard = Self {
            editor: Editor::with_config(config(ColorMode::Enabled)?)?,
            terminal,
            history,
            corrected,
            in_text: Arc::default(),
            escaped: Arc::default(),
            secret_seen: Rc::default(),
        };
        if let Some(path) = &keyboard.history {
            // There is none the first time.
            let _ = keyboard.editor.load_history(path);
        }
        keyboard.prepare();
        Ok(keyboard)
    }

    /// What every editor needs: its keys, and that others can print above its line.
    fn prepare(&mut self) {
        let editor = &mut self.editor;
        // Telnet's escape character; a handler, because it means that only in message text.
        editor.bind_sequence(
            KeyEvent::ctrl(']'),
            EventHandler::Conditional(Box::new(Escape {
                in_text: self.in_text.clone(),
                escaped: self.escaped.clone(),
            })),
        );
        editor.bind_sequence(
            KeyEvent(KeyCode::Tab, Modifiers::NONE),
            EventHandler::Conditional(Box::new(TabInText(self.in_text.clone()))),
        );
        for (key, step) in [
            (KeyCode::Up, Cmd::LineUpOrPreviousHistory(1)),
            (KeyCode::Down, Cmd::LineDownOrNextHistory(1)),
        ] {
            let handler = NoHistoryInText(self.in_text.clone(), step);
            editor.bind_sequence(
                KeyEvent(key, Modifiers::NONE),
                EventHandler::Conditional(Box::new(handler)),
            );
        }
        if let Ok(mut printer) = editor.create_external_printer() {
            // A message that cannot be printed has nobody to be told to.
            self.terminal
                .print_above(move |text| drop(printer.print(text)));
        }
    }

    /// Goes on with another editor, because a kill ring cannot be emptied.
    fn forget_kills(&mut self) -> rustyline::Result<()> {
        let config = config(ColorMode::Enabled)?;
        let none = FileHistory::with_config(&config);
        let history = std::mem::replace(self.editor.history_mut(), none);
        self.editor = Editor::with_history(config, history)?;
        self.prepare();
        Ok(())
    }

    fn read(&mut self, question: &Question) -> Typed {
        self.remember(&question.remember);
        self.in_text
            .store(question.facts.awaits.is_text(), Ordering::Relaxed);
        self.escaped.store(false, Ordering::Relaxed);
        if question.facts.awaits.is_secret() && !can_mask() {
            return Typed::Unmaskable;
        }
        let read = if question.facts.awaits.is_secret() {
            read_secret(question)
        } else {
            self.editor.set_helper(Some(Assistant {
                facts: question.facts.clone(),
                corrected: self.corrected.clone(),
                secret_seen: self.secret_seen.clone(),
            }));
            self.editor
                .readline_with_initial(&question.prompt, (&question.draft, ""))
        };
        if self.secret_seen.take()
            && let Err(error) = self.forget_kills()
        {
            return Typed::Failed(error.to_string());
        }
        match read {
            Ok(text) if self.escaped.load(Ordering::Relaxed) => Typed::Escape(text),
            Ok(text) => Typed::Lines(split(&text)),
            Err(ReadlineError::Interrupted) => Typed::Cleared,
            Err(ReadlineError::Eof) => Typed::End,
            Err(ReadlineError::Io(error)) if error.kind() == ErrorKind::InvalidData => {
                Typed::Undecodable
            }
            Err(error) => Typed::Failed(error.to_string()),
        }
    }

    /// Keeps lines for the next time, at once, so that a crash loses none.
    fn remember(&mut self, lines: &[String]) {
        for line in lines {
            if matches!(self.editor.add_history_entry(line), Ok(true))
                && let Some(path) = &self.history
            {
                // A history that cannot be written is no reason to stop.
                let _ = self.editor.append_history(path);
            }
        }
    }
}

/// An editor of its own, so that the secret is in no history and in no kill ring afterwards. Its
/// colours are forced on, because without them nothing is masked.
fn read_secret(question: &Question) -> rustyline::Result<String> {
    let mut editor = Editor::with_history(config(ColorMode::Forced)?, MemHistory::new())?;
    editor.set_helper(Some(Assistant {
        facts: question.facts.clone(),
        corrected: Corrected::default(),
        secret_seen: Rc::default(),
    }));
    editor.readline(&question.prompt)
}

/// Whether this is a terminal that the editor draws on.
fn can_mask() -> bool {
    has_console() && !std::env::var("TERM").is_ok_and(|term| UNMASKABLE.contains(&term.as_str()))
}

/// Whether a terminal is one that a program of Windows can write to and read keys from. The window
/// of Git Bash passes for one, but is a pipe, and has no size.
pub fn has_console() -> bool {
    cfg!(unix) || terminal_size::terminal_size().is_some()
}

/// A bracketed paste is one string; a copied line end at its end is no empty line.
fn split(text: &str) -> Vec<Vec<u8>> {
    let text = if text.contains('\n') {
        text.strip_suffix('\n').unwrap_or(text)
    } else {
        text
    };
    text.split('\n')
        .map(|line| line.strip_suffix('\r').unwrap_or(line).as_bytes().to_vec())
        .collect()
}

fn config(colors: ColorMode) -> rustyline::Result<Config> {
    Ok(Config::builder()
        .max_history_size(1000)?
        .history_ignore_dups(true)?
        .auto_add_history(false)
        .completion_type(CompletionType::List)
        .completion_show_all_if_ambiguous(true)
        .keyseq_timeout(Some(50))
        .color_mode(colors)
        .build())
}

/// What the editor knows of the line being typed.
struct Assistant {
    facts: Facts,
    corrected: Corrected,
    secret_seen: Rc<Cell<bool>>,
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
struct Arguments(String);

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
        // In message text it costs a redraw of the whole paste for each character.
        !self.facts.awaits.is_text() && self.secret_of(line).is_some()
    }
}

impl Assistant {
    /// Where the secret part of the line begins.
    fn secret_of(&self, line: &str) -> Option<usize> {
        let start = match self.facts.awaits {
            Awaits::AskCode | Awaits::SecretLiteral { .. } => Some(0),
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

/// Ctrl-] in message text: leaves the line as it is, for one helper.
struct Escape {
    in_text: Arc<AtomicBool>,
    escaped: Arc<AtomicBool>,
}

impl ConditionalEventHandler for Escape {
    fn handle(&self, _: &Event, _: RepeatCount, _: bool, _: &EventContext<'_>) -> Option<Cmd> {
        let escape = self.in_text.load(Ordering::Relaxed);
        self.escaped.store(escape, Ordering::Relaxed);
        escape.then_some(Cmd::AcceptLine)
    }
}

/// A command of the history has no place in message text.
struct NoHistoryInText(Arc<AtomicBool>, Cmd);

impl ConditionalEventHandler for NoHistoryInText {
    fn handle(&self, _: &Event, _: RepeatCount, _: bool, _: &EventContext<'_>) -> Option<Cmd> {
        let in_text = self.0.load(Ordering::Relaxed);
        Some(if in_text { Cmd::Noop } else { self.1.clone() })
    }
}

/// A Tab in message text is a character of the message.
struct TabInText(Arc<AtomicBool>);

impl ConditionalEventHandler for TabInText {
    fn handle(&self, _: &Event, count: RepeatCount, _: bool, _: &EventContext<'_>) -> Option<Cmd> {
        self.0
            .load(Ordering::Relaxed)
            .then(|| Cmd::Insert(count, "\t".to_owned()))
    }
}

/// The quote in which completion escapes nothing that may be in a name. Windows knows only one.
const QUOTE: char = if cfg!(windows) { '"' } else { '\'' };

/// Terminals on which the editor does not draw, and so cannot mask.
const UNMASKABLE: &[&str] = &["dumb", "cons25", "emacs"];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::smtp;

    #[test]
    fn a_paste_is_split() {
        let lines = |text: &str| {
            split(text)
                .iter()
                .map(|line| String::from_utf8_lossy(line).into())
                .collect::<Vec<String>>()
        };
        assert_eq!(lines("one"), ["one"]);
        assert_eq!(lines(""), [""]);
        assert_eq!(lines("a\r\n\nb\n"), ["a", "", "b"]);
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
    }
}
