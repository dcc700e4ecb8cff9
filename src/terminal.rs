//! Standard output, shared with the line editor; standard error, where `--json` has the output.
//!
//! While a line is being typed, text goes through the editor, which prints it above the line.
//! Its channel holds one message, so a thread of its own feeds it. While a secret is being typed,
//! text waits: the masking editor is another one. Else text is printed directly.
//!
//! Nobody is kept from printing, or the editor would wait for who prints and the other way round.
//! Who brings news from outside asks first whether there is room: [`Terminal::wait_for_room`].

use crate::why::Why;
use std::io::{self, Write};
use std::mem;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// Standard output, wherever the cursor is.
#[derive(Debug, Clone, Default)]
pub struct Terminal(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    typing: Typing,
    /// Text that is to be printed above the line, or behind the secret.
    held: String,
    /// Which editor prints above its line, if one does: each that begins takes over.
    above: u32,
    to: To,
    /// Why standard output could not be written.
    failure: Option<Why>,
}

/// Where text goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum To {
    #[default]
    Output,
    /// Standard output is taken: text goes to standard error.
    Error,
    Nowhere,
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

/// Prints to standard error. Where that is closed or full, there is nobody to be told.
pub(crate) fn print_aside(text: &str) {
    let _ = io::stderr().write_all(text.as_bytes());
}

impl Terminal {
    /// Leaves standard output to someone else, and prints to standard error.
    pub fn aside() -> Self {
        Self::to(To::Error)
    }

    /// Prints nothing.
    pub fn silent() -> Self {
        Self::to(To::Nowhere)
    }

    /// Whether nobody sees what is printed.
    pub fn is_silent(&self) -> bool {
        matches!(self.state().to, To::Nowhere)
    }

    fn to(to: To) -> Self {
        let terminal = Self::default();
        terminal.state().to = to;
        terminal
    }

    /// Why standard output could not be written, if so. A reader that has gone away
    /// (`smtpsh … | head`) wants no more, and is no failure.
    pub fn failure(&self) -> Option<Why> {
        self.state().failure.clone()
    }

    /// Prints text above the line that is being typed, with whatever prints there.
    pub fn print_above(&self, mut printer: impl FnMut(String) + Send + 'static) {
        let mut state = self.state();
        state.above += 1;
        let (terminal, number) = (self.clone(), state.above);
        self.0.changed.notify_all();
        thread::spawn(move || {
            while let Some(text) = terminal.text_above(number) {
                printer(text);
            }
        });
    }

    /// Says what is being typed from now on.
    pub fn typing(&self, typing: Typing) {
        let mut state = self.state();
        state.typing = typing;
        if typing == Typing::Nothing {
            let held = mem::take(&mut state.held);
            state.write(&held);
        }
        self.0.changed.notify_all();
    }

    /// Prints whole lines.
    pub fn print(&self, text: &str) {
        let mut state = self.state();
        match state.typing {
            Typing::Line if state.above > 0 => state.held.push_str(text),
            Typing::Secret => state.held.push_str(text),
            _ => state.write(text),
        }
        self.0.changed.notify_all();
    }

    /// Waits until what is held back is short: a server that floods has to wait for the terminal.
    pub fn wait_for_room(&self) {
        drop(self.wait_while(|state| state.held.len() > MAX_HELD));
    }

    /// The next text to print above the line, as soon as there is one; none for an editor that
    /// another has taken over from.
    fn text_above(&self, number: u32) -> Option<String> {
        let mut state = self.wait_while(|state| {
            state.above == number && (state.typing != Typing::Line || state.held.is_empty())
        });
        let text = (state.above == number).then(|| mem::take(&mut state.held));
        self.0.changed.notify_all();
        text
    }

    fn wait_while(&self, condition: impl FnMut(&mut State) -> bool) -> MutexGuard<'_, State> {
        let waited = self.0.changed.wait_while(self.state(), condition);
        waited.unwrap_or_else(PoisonError::into_inner)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// A failure does not stop the session: it is told at the end.
    fn write(&mut self, text: &str) {
        match self.to {
            To::Output => {
                let mut out = io::stdout().lock();
                let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
                self.look_at(&written);
            }
            To::Error => drop(io::stderr().lock().write_all(text.as_bytes())),
            To::Nowhere => {}
        }
    }

    fn look_at<T>(&mut self, written: &io::Result<T>) {
        if let Err(error) = written
            && error.kind() != io::ErrorKind::BrokenPipe
        {
            self.failure.get_or_insert_with(|| error.into());
        }
    }
}

/// Standard output for whoever takes it from a terminal that prints aside, which hears of failures.
#[derive(Debug)]
pub struct Taken(pub Terminal);

impl Write for Taken {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = io::stdout().lock().write(bytes);
        self.0.state().look_at(&written);
        written
    }

    fn flush(&mut self) -> io::Result<()> {
        let flushed = io::stdout().lock().flush();
        self.0.state().look_at(&flushed);
        flushed
    }
}

/// Text that is held back before the server has to wait: more than a screen.
const MAX_HELD: usize = 64 * 1024;
