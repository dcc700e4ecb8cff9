//! smtpsh: telnet for mail servers, without the typing errors.
//!
//! The program is told in the README. Beneath it are parts that stand by themselves, for who writes
//! a mail client, a test of one, or a lesson about either.
//!
//! # What a library user finds here
//!
//! **What a line means**: [`protocol`] follows a session of SMTP, POP3 or IMAP without a socket. You
//! say lines and hand in what the server sent; it tells replies, secrets, and what is awaited.
//!
//! ```
//! use smtpsh::protocol::{Expect, Heard, Outcome, smtp};
//!
//! let mut dialogue = smtp::dialogue();
//! dialogue.hear(b"220 mail.example ESMTP\r\n");
//! let said = dialogue.say(b"NOOP");
//! assert_eq!(said.bytes[..], *b"NOOP\r\n");
//! assert_eq!(dialogue.expect(), Expect::Nothing);
//! let heard = dialogue.hear(b"250 OK\r\n");
//! assert!(matches!(&heard[..], [Heard::Reply(reply)] if reply.outcome == Outcome::Done));
//! ```
//!
//! **A server to test a mail client with**: [`practice`] is SMTP, POP3 and IMAP on a port of
//! 127.0.0.1, with TLS, logins, and faults at will. It keeps mail and never relays it.
//!
//! ```
//! use smtpsh::practice::{Practice, Settings, fault::Fault};
//!
//! let server = Practice::start(Settings::default())?;
//! server.faults().set(Fault::MailboxFull, true);
//! println!("your client may connect to {}", server.address());
//! assert!(server.mailbox().is_empty());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! **What a TLS handshake consists of**: [`tls`] decodes the bytes of both directions, and opens what
//! is encrypted with the secrets of a key log. [`handshake`] shows it as a table.
//!
//! ```
//! use smtpsh::tls::{Decoder, Direction};
//! use std::time::Duration;
//!
//! let mut decoder = Decoder::new();
//! decoder.feed(Direction::Server, Duration::ZERO, b"\x15\x03\x03\x00\x02\x02\x28");
//! assert_eq!(decoder.steps()[0].message.fact(), "Fatal, handshake_failure");
//! ```
//!
//! **What is kept of a session**: [`record`] makes of its [`event`]s a transcript, JSON, a report or a
//! capture that Wireshark opens and decrypts. The capture can also be had alone:
//!
//! ```
//! use smtpsh::record::capture::{Capture, CaptureOptions, Close};
//! use smtpsh::record::Direction;
//! use std::net::SocketAddr;
//! use std::time::SystemTime;
//!
//! let client = SocketAddr::from(([127, 0, 0, 1], 50_000));
//! let server = SocketAddr::from(([192, 0, 2, 1], 587));
//! let mut file = Vec::new();
//! let mut capture = Capture::new(&mut file, CaptureOptions::default())?;
//! capture.connected(SystemTime::now(), client, server)?;
//! capture.bytes(SystemTime::now(), Direction::Server, b"220 mail.example\r\n")?;
//! capture.closed(SystemTime::now(), Close::ByServer)?;
//! capture.finish()?;
//! # drop(capture);
//! # assert!(file.starts_with(b"\x0a\x0d\x0d\x0a"));
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! **Logging in**: [`protocol::sasl`] answers challenges, from LOGIN to SCRAM with channel binding.
//!
//! ```
//! use smtpsh::protocol::sasl::{Mechanism, Need};
//!
//! let offered = ["LOGIN", "PLAIN", "SCRAM-SHA-256"];
//! let strongest = Mechanism::strongest(&offered, |mechanism| mechanism.needs == Need::Code);
//! assert_eq!(strongest.map(|mechanism| mechanism.name), Some("SCRAM-SHA-256"));
//! ```
//!
//! The folder `examples` has a program of each kind. Modules that these pages do not list are the
//! program's own rooms: public for its tests only, and changed without notice.
//!
//! # The map
//!
//! A line's way from the keyboard to the wire and back is told in `session`. A room knows those that
//! stand below it here, and none above; a test holds them to that.
//!
//! * `run`: puts the parts together, from the command line to a session.
//! * `serve`: the practice server alone, for a class.
//! * `inspect`: `--handshake` alone: connect, upgrade, show it, end.
//! * `manual`: completions for shells and the manual page, from the tables of `args`.
//! * `args`: the command line, one row an option.
//! * `session`: the one loop; the only owner of wire, dialogue and listeners.
//! * `signals`: Ctrl-C and what else the system sends.
//! * `prompt`: a person who types lines.
//! * `helper`: the `:` commands, one row each.
//! * [`record`]: what is kept of a session.
//! * `source`: who types lines, a person or a script.
//! * [`handshake`]: the steps of a TLS handshake as lines of text.
//! * `screen`: the facts of a session as a person reads them.
//! * [`teach`]: the coach, the lessons, and what a person is told about SMTP.
//! * [`event`]: the facts that leave a session.
//! * [`note`]: what smtpsh itself has to say.
//! * [`remark`]: what the coach says.
//! * [`tls`]: what a TLS handshake consists of, decoded from its bytes; no I/O.
//! * [`wire`]: the socket and TLS.
//! * [`certificate`]: whose it is, who says so, and for how long.
//! * [`dns`]: who takes the mail of a domain.
//! * `target`: which server is meant.
//! * `profile`: servers by name, those of the configuration file among them.
//! * `ownfile`: files that smtpsh writes.
//! * [`error`]: what stops a session, what to try, which exit code.
//! * `builtin`: servers that everybody knows, by name.
//! * [`practice`]: the embedded practice server.
//! * [`compose`]: a mail as its writer thinks of it, and the message made of it.
//! * [`reading`]: a mail as a person wants it.
//! * [`protocol`]: what a line means; no I/O. SMTP, POP3 and IMAP are a folder each, and it tells
//!   how a fourth is added: prompt, wire, session, screen and records name none of them.
//! * `crash`: a mistake of smtpsh itself.
//! * `terminal`: where text is printed, also while a line is being typed.
//! * `echo`: the terminal's own echo, off meanwhile.
//! * `fold`: text broken to a width, at spaces or between Chinese characters.
//! * `patience`: how long a socket is waited for.
//! * `textfile`: text as Windows saves it.
//! * `why`: why the system failed, in both languages.
//! * [`direction`]: which way bytes went.
//! * [`mod@words`]: the two languages.
//!
//! # What always holds
//!
//! 1. A typed line goes out byte for byte, plus CRLF, in one write. Advice may stand beside it.
//! 2. Helpers begin with `:` in column 1, where the server awaits a command or an AUTH answer.
//! 3. Secrets are marked where they are known, in the dialogue; every sink masks them by that mark. What a
//!    server repeats of them is masked before it is told.
//! 4. No byte from the server reaches the terminal raw.
//! 5. STARTTLS is a hard border: clear text behind the 220 stops the upgrade, and what was learned
//!    before it is forgotten.
//! 6. A refusal is data, never an `Err`; so is a malformed reply.
//! 7. Everything received is bounded, by a named constant with its reason.
//! 8. The protocol core has no I/O, and the same bytes cut at any point give the same facts.
//! 9. One stream of plain facts leaves the session; the screen and every recorder listen to it.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

#[doc(hidden)]
pub mod args;
#[doc(hidden)]
pub mod builtin;
pub mod certificate;
pub mod compose;
#[doc(hidden)]
pub mod crash;
pub mod direction;
pub mod dns;
#[doc(hidden)]
pub mod echo;
pub mod error;
pub mod event;
mod fold;
pub mod handshake;
#[doc(hidden)]
pub mod helper;
mod inspect;
#[doc(hidden)]
pub mod manual;
pub mod note;
mod ownfile;
mod patience;
pub mod practice;
#[doc(hidden)]
pub mod profile;
#[doc(hidden)]
pub mod prompt;
pub mod protocol;
pub mod reading;
pub mod record;
pub mod remark;
#[cfg(test)]
mod rooms;
mod run;
#[doc(hidden)]
pub mod screen;
#[doc(hidden)]
pub mod serve;
#[doc(hidden)]
pub mod session;
mod signals;
#[doc(hidden)]
pub mod source;
#[doc(hidden)]
pub mod target;
pub mod teach;
#[doc(hidden)]
pub mod terminal;
#[doc(hidden)]
pub mod textfile;
pub mod tls;
pub mod why;
pub mod wire;
pub mod words;

pub use run::run;
