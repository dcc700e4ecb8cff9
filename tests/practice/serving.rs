//! `smtpsh --serve`, as a process of its own.

use super::folder::{Folder, mails};
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

/// A running practice server, stopped at the end.
pub struct Serving {
    child: Child,
    pub port: String,
    pub folder: Folder,
}

impl Serving {
    /// On a port of the system's choice, which it tells. Its CA is `ca.pem` in the folder.
    pub fn start() -> Self {
        let folder = Folder::new();
        let mut child = Command::new(env!("CARGO_BIN_EXE_smtpsh"))
            .args(["--serve", "127.0.0.1:0", "--lang", "en", "--color", "never"])
            .arg("--ca-out")
            .arg(folder.at("ca.pem"))
            .arg("--maildir")
            .arg(folder.at("mail"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = String::new();
        let output = child.stdout.take().unwrap();
        BufReader::new(output).read_line(&mut said).unwrap();
        let port = said
            .split_once("listens on 127.0.0.1:")
            .and_then(|(_, rest)| rest.split_once('.'))
            .map(|(port, _)| port.to_owned());
        let port = port.unwrap_or_else(|| panic!("it does not tell its port: {said:?}"));
        Self {
            child,
            port,
            folder,
        }
    }

    /// The mail in its Maildir.
    pub fn mails(&self) -> Vec<String> {
        mails(&self.folder.at("mail"))
            .into_iter()
            .map(|mail| String::from_utf8(mail).unwrap())
            .collect()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
