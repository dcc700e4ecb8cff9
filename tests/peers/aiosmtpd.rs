//! aiosmtpd, the SMTP server of Python's tests: its prompts and replies differ from Postfix's.

use super::authority;
use super::folder::Folder;
use super::peer::Peer;
use super::{CODE, USER};
use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

/// A running aiosmtpd, stopped at the end.
struct Aiosmtpd(Child);

/// Starts it, with STARTTLS required before anything else.
pub fn start() -> Peer {
    let folder = Folder::new();
    authority::certify(&folder);
    for name in ["mail", "mail/new", "mail/tmp"] {
        fs::create_dir(folder.at(name)).unwrap();
    }
    let log = fs::File::create(folder.at("log")).unwrap();
    let mut child = Command::new("/usr/bin/python3")
        .arg(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/tests/peers/keep_mail.py"
        ))
        .arg(folder.path())
        .args([USER, CODE])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(log)
        .spawn()
        .unwrap();
    let output = child.stdout.take().unwrap();
    let running = Aiosmtpd(child);
    let mut ports = String::new();
    BufReader::new(output).read_line(&mut ports).unwrap();
    let Some((smtp, smtps)) = ports.trim_end().split_once(' ') else {
        panic!("aiosmtpd does not start: {}", folder.read("log"));
    };
    Peer {
        name: "aiosmtpd",
        smtp: format!("127.0.0.1:{smtp}"),
        smtps: format!("smtps://127.0.0.1:{smtps}"),
        challenges: ["User Name\\0", "Password\\0"],
        line_end: "\r\n",
        maildir: folder.at("mail"),
        running: vec![Box::new(running)],
        folder,
    }
}

impl Drop for Aiosmtpd {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
