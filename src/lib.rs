//! smtpsh: telnet for mail servers, without the typing errors.
//!
//! # The map
//!
//! A line's way from the keyboard to the wire and back is told in [`session`].
//!
//! * [`args`]: the command line; [`run`] puts the parts together.
//! * [`manual`]: completions for shells and the manual page, from the same tables.
//! * [`source`], [`prompt`]: who types lines: a script, a person.
//! * [`textfile`]: text as Windows saves it.
//! * [`helper`]: the `:` commands, one row each.
//! * [`session`]: the one loop; the only owner of wire, dialogue and listeners.
//! * [`protocol`]: what a line means; no I/O. SMTP, POP3 and IMAP are a folder each, and it tells
//!   how a fourth is added: prompt, wire, session, screen and records name none of them.
//! * [`wire`]: the socket and TLS.
//! * [`event`], [`note`]: the facts that leave a session; [`screen`] and [`terminal`] show them.
//! * [`record`]: what is kept of a session.
//! * [`error`]: what stops a session, what to try, which exit code; [`crash`]: a mistake of smtpsh itself.
//! * [`mod@words`]: the two languages.
//! * [`practice`]: the embedded practice server; [`serve`] runs it for a class.
//! * [`target`]: which server is meant; [`profile`]: servers by name.
//! * [`teach`]: the coach, the lessons, and what a person is told about SMTP.
//! * [`compose`]: a mail as its writer thinks of it, and the message made of it.
//! * [`dns`]: who takes the mail of a domain.
//! * [`reading`]: a mail as a person wants it.
//! * [`direction`]: which way bytes went.
//! * [`tls`]: what a TLS handshake consists of, decoded from its bytes; no I/O.
//!
//! # What always holds
//!
//! 1. A typed line goes out byte for byte, plus CRLF, in one write. Advice may stand beside it.
//! 2. Helpers begin with `:` in column 1, where the server awaits a command or an AUTH answer.
//! 3. Secrets are marked where they are known, in the dialogue; every sink masks them by that mark.
//! 4. No byte from the server reaches the terminal raw.
//! 5. STARTTLS is a hard border: clear text behind the 220 stops the upgrade, and what was learned
//!    before it is forgotten.
//! 6. A refusal is data, never an `Err`; so is a malformed reply.
//! 7. Everything received is bounded, by a named constant with its reason.
//! 8. The protocol core has no I/O, and the same bytes cut at any point give the same facts.
//! 9. One stream of plain facts leaves the session; the screen and every recorder listen to it.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

pub mod args;
pub mod compose;
pub mod crash;
pub mod direction;
pub mod dns;
pub mod echo;
pub mod error;
pub mod event;
pub mod handshake;
pub mod helper;
mod inspect;
pub mod manual;
pub mod note;
pub mod practice;
pub mod profile;
pub mod prompt;
pub mod protocol;
pub mod reading;
pub mod record;
mod run;
pub mod screen;
pub mod serve;
pub mod session;
mod signals;
pub mod source;
pub mod target;
pub mod teach;
pub mod terminal;
pub mod textfile;
pub mod tls;
pub mod wire;
pub mod words;

pub use run::run;
