//! The line editor on the keyboard thread: one question, one answer.

use super::assistant::Assistant;
use super::keys::{Escape, NoHistoryInText, TabInText};
use super::{Corrected, can_mask};
use crate::echo::NoEcho;
use crate::error::Error;
use crate::source::{Question, Typed};
use crate::terminal::Terminal;
use rustyline::error::ReadlineError;
use rustyline::history::{FileHistory, History, MemHistory};
use rustyline::{
    Cmd, ColorMode, CompletionType, Config, Editor, EventHandler, ExternalPrinter, KeyCode,
    KeyEvent, Modifiers,
};
use std::cell::Cell;
use std::io::ErrorKind;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use zeroize::Zeroizing;

/// The editor of commands, with its history.
pub(super) struct Keyboard {
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
    pub(super) fn new(
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
        stop_on_ctrl_z(editor);
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

    pub(super) fn read(&mut self, question: &Question) -> Typed {
        self.remember(&question.remember);
        self.in_text
            .store(question.facts.awaits.is_text(), Ordering::Relaxed);
        self.escaped.store(false, Ordering::Relaxed);
        let secret = question.facts.awaits.is_secret();
        // Where the editor does not draw, the terminal itself is told to show nothing.
        let hidden = (secret && !can_mask()).then(NoEcho::but_line_ends);
        if matches!(hidden, Some(None)) {
            return Typed::Unmaskable;
        }
        let read = if secret {
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
            return failed(error);
        }
        match read {
            Ok(text) if self.escaped.load(Ordering::Relaxed) => Typed::Escape(text),
            Ok(text) => Typed::Lines(split(&Zeroizing::new(text))),
            Err(ReadlineError::Interrupted) => Typed::Cleared,
            Err(ReadlineError::Eof) => Typed::End,
            Err(ReadlineError::Io(error)) if error.kind() == ErrorKind::InvalidData => {
                Typed::Undecodable
            }
            Err(error) => failed(error),
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
    stop_on_ctrl_z(&mut editor);
    editor.bind_sequence(KeyEvent::ctrl(']'), Cmd::Noop);
    editor.readline(&question.prompt)
}

/// The keyboard is of no more use.
pub(super) fn failed(error: ReadlineError) -> Typed {
    Typed::Failed(Error::Terminal {
        why: match error {
            ReadlineError::Io(error) => error.into(),
            error => error.to_string().into(),
        },
    })
}

/// A Windows console has no such key.
fn stop_on_ctrl_z<I: History>(editor: &mut Editor<Assistant, I>) {
    #[cfg(unix)]
    editor.bind_sequence(
        KeyEvent::ctrl('Z'),
        EventHandler::Conditional(Box::new(super::keys::Stop)),
    );
    #[cfg(not(unix))]
    let _ = editor;
}

/// A bracketed paste is one string; a copied line end at its end is no empty line.
fn split(text: &str) -> Vec<Zeroizing<Vec<u8>>> {
    let text = if text.contains('\n') {
        text.strip_suffix('\n').unwrap_or(text)
    } else {
        text
    };
    text.split('\n')
        .map(|line| line.strip_suffix('\r').unwrap_or(line))
        .map(|line| Zeroizing::new(line.as_bytes().to_vec()))
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

#[cfg(test)]
mod tests {
    use super::*;

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
}
