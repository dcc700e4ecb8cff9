//! Standard output, shared with the line editor; standard error, where `--json` has the output.
//!
//! While a line is being typed, text goes through the editor, which prints it above the line.
//! Its channel holds one message, so a thread of its own feeds it. While a secret is being typed,
//! text waits: the masking editor is another one. Else text is printed directly.

use std::io::{self, Write};
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

/// Standard output, wherever the cursor is.
#[derive(Debug, Clone, Default)]
pub struct Terminal(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    typing: Typing,
    held: String,
    above: Option<Sender<String>>,
    /// Standard output is taken: text goes to standard error.
    aside: bool,
}

/// What is being typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Typing {
    /// Nothing.
    #[default]
    Nothing,
    /// A line.
    Line,
    /// A secret.
    Secret,
}

impl Terminal {
    /// Leaves standard output to someone else, and prints to standard error.
    pub fn aside() -> Self {
        Self(Arc::new(Mutex::new(State {
            aside: true,
            ..State::default()
        })))
    }

    /// Prints text above the line that is being typed, with whatever prints there.
    pub fn print_above(&self, mut printer: impl FnMut(String) + Send + 'static) {
        let (above, texts) = mpsc::channel();
        thread::spawn(move || texts.into_iter().for_each(&mut printer));
        self.state().above = Some(above);
    }

    /// Says what is being typed from now on.
    pub fn typing(&self, typing: Typing) {
        let mut state = self.state();
        state.typing = typing;
        if typing == Typing::Nothing {
            let held = std::mem::take(&mut state.held);
            write(&held, state.aside);
        }
    }

    /// Prints whole lines.
    pub fn print(&self, text: &str) {
        let mut state = self.state();
        match (state.typing, &state.above) {
            (Typing::Line, Some(above)) => {
                // The thread ends only with the program.
                let _ = above.send(text.to_owned());
            }
            (Typing::Secret, _) if state.held.len() < MAX_HELD => state.held.push_str(text),
            (Typing::Secret, _) => {}
            _ => write(text, state.aside),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A reader that has gone away (`smtpsh … | head`) does not stop the session.
fn write(text: &str, aside: bool) {
    let mut out: Box<dyn Write> = if aside {
        Box::new(io::stderr().lock())
    } else {
        Box::new(io::stdout().lock())
    };
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// Text that is kept while a secret is typed: more than a screen, and a bound for a hostile server.
const MAX_HELD: usize = 64 * 1024;
