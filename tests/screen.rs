//! The program at a terminal: what a person types and sees, key by key and cell by cell.

// They look at escape sequences and terminal modes as the program sets them. A ConPTY of Windows has
// no such modes, and draws anew what passes through it.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, unreachable_pub)]

#[path = "screen/chinese.rs"]
mod chinese;
#[path = "screen/class.rs"]
mod class;
#[path = "screen/compose.rs"]
mod compose;
#[path = "screen/far.rs"]
mod far;
#[path = "screen/fetching.rs"]
mod fetching;
#[path = "screen/hostile.rs"]
mod hostile;
#[path = "screen/interruption.rs"]
mod interruption;
#[path = "screen/keys.rs"]
mod keys;
#[path = "screen/lab.rs"]
mod lab;
#[path = "screen/lesson.rs"]
mod lesson;
#[path = "screen/paste.rs"]
mod paste;
#[path = "screen/secret.rs"]
mod secret;
#[path = "screen/sending.rs"]
mod sending;
#[allow(dead_code, reason = "tests/cli.rs uses the rest")]
#[path = "cli/server.rs"]
mod server;
#[allow(dead_code, reason = "tests/hostile.rs uses the rest")]
#[path = "screen/terminal.rs"]
mod terminal;
