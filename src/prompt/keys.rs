//! Keys with a meaning of our own, in message text or outside of it.

use rustyline::{Cmd, ConditionalEventHandler, Event, EventContext, RepeatCount};
#[cfg(unix)]
use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Ctrl-] in message text: leaves the line as it is, for one helper. Elsewhere it does nothing: the
/// editor's own meaning of it would take the next key for a character to search.
pub(super) struct Escape {
    pub(super) in_text: Arc<AtomicBool>,
    pub(super) escaped: Arc<AtomicBool>,
}

impl ConditionalEventHandler for Escape {
    fn handle(&self, _: &Event, _: RepeatCount, _: bool, _: &EventContext<'_>) -> Option<Cmd> {
        let escape = self.in_text.load(Ordering::Relaxed);
        self.escaped.store(escape, Ordering::Relaxed);
        Some(if escape { Cmd::AcceptLine } else { Cmd::Noop })
    }
}

/// A command of the history has no place in message text.
pub(super) struct NoHistoryInText(pub(super) Arc<AtomicBool>, pub(super) Cmd);

impl ConditionalEventHandler for NoHistoryInText {
    fn handle(&self, _: &Event, _: RepeatCount, _: bool, _: &EventContext<'_>) -> Option<Cmd> {
        let in_text = self.0.load(Ordering::Relaxed);
        Some(if in_text { Cmd::Noop } else { self.1.clone() })
    }
}

/// A Tab in message text is a character of the message.
pub(super) struct TabInText(pub(super) Arc<AtomicBool>);

impl ConditionalEventHandler for TabInText {
    fn handle(&self, _: &Event, count: RepeatCount, _: bool, _: &EventContext<'_>) -> Option<Cmd> {
        self.0
            .load(Ordering::Relaxed)
            .then(|| Cmd::Insert(count, "\t".to_owned()))
    }
}

/// Ctrl-Z: the editor's own way sets the terminal up again before the program has stopped, and what is
/// typed behind `fg` is echoed then: also a code. And it does not turn bracketed paste on again, which
/// the shell has turned off.
#[cfg(unix)]
pub(super) struct Stop;

#[cfg(unix)]
impl ConditionalEventHandler for Stop {
    fn handle(&self, _: &Event, _: RepeatCount, _: bool, _: &EventContext<'_>) -> Option<Cmd> {
        bracket_pastes(false);
        crate::echo::stop();
        bracket_pastes(true);
        Some(Cmd::Repaint)
    }
}

#[cfg(unix)]
fn bracket_pastes(on: bool) {
    let mode: &[u8] = if on { b"\x1b[?2004h" } else { b"\x1b[?2004l" };
    let mut out = std::io::stdout();
    // Who cannot write to the terminal has nobody to tell it to.
    let _ = out.write_all(mode).and_then(|()| out.flush());
}
