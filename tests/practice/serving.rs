//! `smtpsh --serve`, as a process of its own.

use super::folder::{Folder, mails};
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::Duration;

/// A running practice server, stopped at the end.
pub struct Serving {
    child: Child,
    pub port: String,
    pub folder: Folder,
    said: Arc<(Mutex<String>, Condvar)>,
}

impl Serving {
    /// On a port of the system's choice, which it tells. Its CA is `ca.pem` in the folder.
    pub fn start() -> Self {
        Self::start_with(&[])
    }

    /// The same, with more arguments.
    pub fn start_with(args: &[&str]) -> Self {
        let state = Folder::new();
        Self::start_in(&state.text_of("state"), args)
    }

    /// The same, with what an earlier one left in its folder for state.
    pub fn start_in(state: &str, args: &[&str]) -> Self {
        let folder = Folder::new();
        let mut child = Command::new(env!("CARGO_BIN_EXE_smtpsh"))
            .args(["--serve", "127.0.0.1:0", "--lang", "en", "--color", "never"])
            .arg("--ca-out")
            .arg(folder.at("ca.pem"))
            .arg("--maildir")
            .arg(folder.at("mail"))
            .args(args)
            .env(STATE_HOME, state)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let said = Arc::new((Mutex::new(String::new()), Condvar::new()));
        let (output, hears) = (BufReader::new(child.stdout.take().unwrap()), said.clone());
        thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                *hears.0.lock().unwrap() += &(line + "\n");
                hears.1.notify_all();
            }
        });
        let mut server = Self {
            child,
            port: String::new(),
            folder,
            said,
        };
        let said = server.wait_for("listens on 127.0.0.1:");
        let (_, rest) = said.split_once("listens on 127.0.0.1:").unwrap();
        server.port = rest.chars().take_while(char::is_ascii_digit).collect();
        server
    }

    /// Waits until it has said this, and returns all that it has said.
    pub fn wait_for(&self, text: &str) -> String {
        let said = self.said.0.lock().unwrap();
        let missing = |said: &mut String| !said.contains(text);
        let waited = self.said.1.wait_timeout_while(said, DEADLINE, missing);
        let (said, waited) = waited.unwrap();
        assert!(!waited.timed_out(), "it never said {text:?}: {said}");
        said.clone()
    }

    /// Where it serves this scheme.
    pub fn address_of(&self, scheme: &str) -> String {
        let said = self.wait_for(&format!("{scheme}://"));
        let (_, rest) = said.split_once(&format!("{scheme}://")).unwrap();
        let end = rest.find([',', '\n']).unwrap();
        rest[..end].to_owned()
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
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

/// Which variable names the folder for what a program keeps.
const STATE_HOME: &str = if cfg!(windows) {
    "APPDATA"
} else {
    "XDG_STATE_HOME"
};
const DEADLINE: Duration = Duration::from_secs(60);
