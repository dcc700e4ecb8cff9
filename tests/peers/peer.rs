//! A server that is not of this project, and smtpsh talking to it.

use super::folder::{Folder, mails, wait_for};
use super::program::{Ended, smtpsh_with};
use super::{CODE, USER};
use std::any::Any;
use std::path::PathBuf;

/// A running server. The one user is [`USER`], with [`CODE`].
pub struct Peer {
    pub name: &'static str,
    /// Where STARTTLS is offered.
    pub smtp: String,
    /// Where TLS begins with the connection.
    pub smtps: String,
    /// How it asks for user name and code, as smtpsh shows it.
    pub challenges: [&'static str; 2],
    /// How lines end in its Maildir.
    pub line_end: &'static str,
    pub maildir: PathBuf,
    /// What is stopped at the end, in this order, and before the folder is removed.
    #[allow(dead_code, reason = "it is only dropped")]
    pub running: Vec<Box<dyn Any>>,
    pub folder: Folder,
}

impl Peer {
    /// smtpsh on the port with STARTTLS; the CA is known, and so are user name and code.
    pub fn smtpsh(&self, args: &[&str], script: &str) -> Ended {
        self.smtpsh_at(&self.smtp, args, script)
    }

    pub fn smtpsh_at(&self, server: &str, args: &[&str], script: &str) -> Ended {
        self.smtpsh_with_code(CODE, server, args, script)
    }

    pub fn smtpsh_with_code(&self, code: &str, server: &str, args: &[&str], script: &str) -> Ended {
        let ca = self.folder.text_of("ca.pem");
        let usual = ["--user", USER, "--ca", &ca, server];
        let ended = smtpsh_with(&[args, &usual].concat(), script, |command| {
            command.env("SMTPSH_CODE", code);
        });
        assert!(!ended.err.contains("panicked"), "{}: {ended:?}", self.name);
        ended
    }

    /// Waits until this many mails have arrived.
    pub fn mails(&self, count: usize) -> Vec<Vec<u8>> {
        wait_for("the mail", || {
            Some(mails(&self.maildir)).filter(|mails| mails.len() >= count)
        })
    }
}
