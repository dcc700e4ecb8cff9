//! What the system sends to end the program: Ctrl-C, SIGTERM, and SIGHUP when a terminal goes away.
//! The session ends in order and completes its records. And SIGCONT, when it goes on behind Ctrl-Z.

use crate::echo;
use crate::error::Exit;
use std::sync::mpsc::{self, Sender, SyncSender};
use std::sync::{Arc, Weak};

/// The wish to end, until somebody has taken notice of it.
#[derive(Debug)]
pub struct Wish {
    /// How the program ends then; `Interrupted` for Ctrl-C.
    pub exit: Exit,
    _unnoticed: Arc<()>,
}

/// Posts the wishes from now on. Threads that are started later never see it themselves, so it
/// must be called before them.
#[cfg(unix)]
pub(crate) fn post_to<P: From<Wish> + Send + 'static>(poster: &SyncSender<P>) {
    use nix::sys::signal::{SigSet, Signal};
    let mut set = SigSet::empty();
    set.add(Signal::SIGINT);
    set.add(Signal::SIGTERM);
    set.add(Signal::SIGCONT);
    if !is_hangup_ignored() {
        set.add(Signal::SIGHUP);
    }
    // If they cannot be held back, they end the program as they are.
    if set.thread_block().is_err() {
        return;
    }
    let mut bell = Bell::new(poster.clone());
    std::thread::spawn(move || {
        while let Ok(signal) = set.wait() {
            match signal {
                Signal::SIGTERM => bell.ring(Exit::Terminated),
                Signal::SIGHUP => bell.ring(Exit::HungUp),
                Signal::SIGCONT => echo::resume(),
                _ => bell.ring(Exit::Interrupted),
            }
        }
    });
}

/// `nohup` has it ignored, and it is to stay so. A signal that is held back is delivered even then.
#[cfg(unix)]
fn is_hangup_ignored() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = ignored.and_then(|hex| u64::from_str_radix(hex.trim(), 16).ok());
    // Signal 1 is the lowest bit.
    ignored.is_some_and(|ignored| ignored & 1 == 1)
}

/// Posts Ctrl-C from now on.
#[cfg(not(unix))]
pub(crate) fn post_to<P: From<Wish> + Send + 'static>(poster: &SyncSender<P>) {
    let mut bell = Bell::new(poster.clone());
    // Without a handler Ctrl-C ends the program, which is worse but no reason not to start.
    let _ = ctrlc::set_handler(move || bell.ring(Exit::Interrupted));
}

/// Tells the one who listens. One that has not taken notice of the last wish when the next one comes is ended
/// as it is.
struct Bell {
    wishes: Sender<Wish>,
    last: Weak<()>,
}

impl Bell {
    /// A server's flood may fill the channel: who waits for room there is a thread of its own.
    fn new<P: From<Wish> + Send + 'static>(poster: SyncSender<P>) -> Self {
        let (wishes, rung) = mpsc::channel::<Wish>();
        std::thread::spawn(move || {
            rung.into_iter()
                .try_for_each(|wish| poster.send(wish.into()))
        });
        Self {
            wishes,
            last: Weak::new(),
        }
    }

    fn ring(&mut self, exit: Exit) {
        if self.last.upgrade().is_some() {
            echo::restore();
            std::process::exit(exit as i32);
        }
        let unnoticed = Arc::new(());
        self.last = Arc::downgrade(&unnoticed);
        // If nobody listens, the program is about to end.
        let _ = self.wishes.send(Wish {
            exit,
            _unnoticed: unnoticed,
        });
    }
}
