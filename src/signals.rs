//! What the system sends to end the program: Ctrl-C, SIGTERM, and SIGHUP when a terminal goes away.
//! The session ends in order and completes its records.

use crate::error::Exit;
use crate::session::Post;
use std::sync::mpsc::SyncSender;

/// Posts what is sent from now on. Threads that are started later never see it themselves, so it
/// must be called before them.
///
/// A session that takes no notice of two of them in a row is ended.
#[cfg(unix)]
pub(crate) fn post_to(poster: &SyncSender<Post>) {
    use nix::sys::signal::{SigSet, Signal};
    let poster = poster.clone();
    let mut set = SigSet::empty();
    set.add(Signal::SIGINT);
    set.add(Signal::SIGTERM);
    if !is_hangup_ignored() {
        set.add(Signal::SIGHUP);
    }
    // If they cannot be held back, they end the program as they are.
    if set.thread_block().is_err() {
        return;
    }
    std::thread::spawn(move || {
        let mut missed = 0;
        while let Ok(signal) = set.wait() {
            let (exit, post) = match signal {
                Signal::SIGTERM => (Exit::Terminated, Post::Ended(Exit::Terminated)),
                Signal::SIGHUP => (Exit::HungUp, Post::Ended(Exit::HungUp)),
                _ => (Exit::Interrupted, Post::Interrupt),
            };
            if poster.try_send(post).is_err() {
                missed += 1;
            }
            if missed > 1 {
                std::process::exit(exit as i32);
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

/// Posts Ctrl-C from now on. A session that takes no notice of two of them in a row is ended.
#[cfg(not(unix))]
pub(crate) fn post_to(poster: &SyncSender<Post>) {
    let poster = poster.clone();
    let mut missed = 0;
    // Without a handler Ctrl-C ends the program, which is worse but no reason not to start.
    let _ = ctrlc::set_handler(move || {
        if poster.try_send(Post::Interrupt).is_err() {
            missed += 1;
        }
        if missed > 1 {
            std::process::exit(Exit::Interrupted as i32);
        }
    });
}
