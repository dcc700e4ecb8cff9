//! The terminal's own echo, off while a person types to smtpsh.
//!
//! Between two prompts a terminal is in its ordinary mode and would show by itself what is typed
//! ahead: also a code, before the server has asked for it. The line editor shows, or masks, what
//! was typed ahead when its prompt comes. A Windows console echoes only what is being read.

#[cfg(unix)]
use nix::sys::signal::{Signal, raise};
#[cfg(unix)]
use nix::sys::termios::{LocalFlags, SetArg, Termios, tcgetattr, tcsetattr};
#[cfg(unix)]
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The echo is off while this lives. At the end the terminal is as it was.
#[derive(Debug)]
pub struct NoEcho(());

impl NoEcho {
    /// Turns the echo of standard input off, if it is a terminal. One that cannot be set still works,
    /// with its echo.
    pub fn begin() -> Self {
        turn_off(false);
        Self(())
    }

    /// The same, but line ends are shown; none if what is typed would be shown all the same.
    pub fn but_line_ends() -> Option<Self> {
        turn_off(true).then_some(Self(()))
    }
}

/// Whether there is no echo now.
#[cfg(unix)]
fn turn_off(but_line_ends: bool) -> bool {
    let input = std::io::stdin();
    let before = tcgetattr(&input).ok();
    before_it().clone_from(&before);
    let Some(mut without) = before else {
        return false;
    };
    without.local_flags.remove(LocalFlags::ECHO);
    without.local_flags.set(LocalFlags::ECHONL, but_line_ends);
    tcsetattr(&input, SetArg::TCSANOW, &without).is_ok()
}

/// A console echoes what is being read, and is not told otherwise.
#[cfg(not(unix))]
fn turn_off(_: bool) -> bool {
    false
}

#[cfg(unix)]
impl Drop for NoEcho {
    fn drop(&mut self) {
        restore();
        *before_it() = None;
    }
}

/// Whether what is typed is for this program, which one that runs behind the shell's prompt (`&`) may not
/// even ask for. From now on it is told so by an error, and not stopped.
#[cfg(unix)]
pub(crate) fn is_typed_to() -> bool {
    use nix::sys::signal::SigSet;
    use nix::unistd::{getpgrp, tcgetpgrp};
    let mut set = SigSet::empty();
    set.add(Signal::SIGTTIN);
    let spared = set.thread_block().is_ok();
    spared && tcgetpgrp(std::io::stdin()).is_ok_and(|group| group == getpgrp())
}

/// Windows has no such jobs.
#[cfg(not(unix))]
pub(crate) fn is_typed_to() -> bool {
    std::io::IsTerminal::is_terminal(&std::io::stdin())
}

/// Sets the terminal as it was, out of the line editor's mode too: also for a program that ends in the middle.
pub(crate) fn restore() {
    #[cfg(unix)]
    if let Some(before) = &*before_it() {
        // The program ends; nobody could be told.
        let _ = tcsetattr(std::io::stdin(), SetArg::TCSANOW, before);
    }
}

/// Stops the program as Ctrl-Z does, with the terminal as it was, and takes it back afterwards.
#[cfg(unix)]
pub(crate) fn stop() {
    let _turn = TURN.lock();
    let input = std::io::stdin();
    let Ok(now) = tcgetattr(&input) else {
        return;
    };
    restore();
    // Of this thread alone, so that it goes on when the program does, and not a moment before it stops.
    let _ = raise(Signal::SIGTSTP);
    let _ = tcsetattr(&input, SetArg::TCSADRAIN, &now);
}

/// Turns the echo off again: a shell gives the terminal back with it. Without an editor Ctrl-Z stops the
/// program by itself, and only what wakes it up can be noticed.
#[cfg(unix)]
pub(crate) fn resume() {
    let _turn = TURN.lock();
    let is_off = before_it().is_some();
    let input = std::io::stdin();
    if is_off
        && let Ok(mut now) = tcgetattr(&input)
        && now.local_flags.contains(LocalFlags::ECHO)
    {
        now.local_flags.remove(LocalFlags::ECHO);
        let _ = tcsetattr(&input, SetArg::TCSANOW, &now);
    }
}

/// How the terminal was before the echo was turned off; nothing if it is not off.
#[cfg(unix)]
fn before_it() -> MutexGuard<'static, Option<Termios>> {
    BEFORE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whoever sets the terminal when the program goes on: an editor that was stopped goes first.
#[cfg(unix)]
static TURN: Mutex<()> = Mutex::new(());
#[cfg(unix)]
static BEFORE: Mutex<Option<Termios>> = Mutex::new(None);
