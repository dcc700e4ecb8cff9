//! Line editing for a person: history, completion, hints, masked input.
//!
//! [`Prompt`] asks and owns the keyboard thread, `keyboard` is the editor on that thread,
//! `assistant` is what the editor knows of the line being typed, [`complete`] what Tab may write there, `keys` are the keys with a meaning
//! of our own.

mod assistant;
pub mod complete;
mod keyboard;
mod keys;

use crate::echo::NoEcho;
use crate::source::{Post, Question, Source};
use crate::terminal::{Terminal, Typing};
use keyboard::Keyboard;
use std::path::PathBuf;
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

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
                Err(error) => return post(keyboard::failed(error)),
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

/// Whether this is a terminal that the editor draws on.
fn can_mask() -> bool {
    has_console() && !std::env::var("TERM").is_ok_and(|term| UNMASKABLE.contains(&term.as_str()))
}

/// Whether a terminal is one that a program of Windows can write to and read keys from. The window
/// of Git Bash passes for one, but is a pipe, and has no size.
pub fn has_console() -> bool {
    cfg!(unix) || terminal_size::terminal_size().is_some()
}

/// Terminals on which the editor does not draw, and so cannot mask.
const UNMASKABLE: &[&str] = &["dumb", "cons25", "emacs"];
