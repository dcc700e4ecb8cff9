//! Mail programs, one row each: how to send a mail, and what they say if they cannot.

use super::USER;
use std::fs::File;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

/// A mail program.
pub struct Client {
    pub name: &'static str,
    command: fn(&Letter) -> Command,
    /// What it says if the code is wrong.
    pub refused: &'static str,
    /// What it says if the certificate does not verify.
    pub distrusts: &'static str,
}

/// What is to be sent, and how.
#[derive(Clone)]
pub struct Letter {
    pub port: String,
    pub ca: PathBuf,
    pub mechanism: &'static str,
    pub code: &'static str,
    pub mail: PathBuf,
}

pub const SWAKS: Client = Client {
    name: "swaks",
    command: |letter| {
        let mut command = Command::new("swaks");
        command
            .args(["--server", "127.0.0.1", "--port", &letter.port])
            .args(["--from", USER, "--to", USER, "--data", "-"])
            .args(["--auth", letter.mechanism])
            .args(["--auth-user", USER, "--auth-password", letter.code])
            .args(["--tls", "--tls-verify", "--tls-ca-path"])
            .arg(&letter.ca);
        command
    },
    refused: "535 Login fail",
    distrusts: "certificate verify failed",
};

pub const CURL: Client = Client {
    name: "curl",
    command: |letter| {
        let mut command = Command::new("curl");
        command
            .args(["--silent", "--show-error", "--verbose", "--ssl-reqd"])
            .arg(format!("smtp://127.0.0.1:{}", letter.port))
            .args(["--mail-from", USER, "--mail-rcpt", USER])
            .args(["--upload-file", "-", "--user"])
            .arg(format!("{USER}:{}", letter.code))
            .args(["--login-options", &format!("AUTH={}", letter.mechanism)])
            .arg("--cacert")
            .arg(&letter.ca);
        command
    },
    refused: "535 Login fail",
    distrusts: "SSL certificate problem",
};

pub const SMTPLIB: Client = Client {
    name: "smtplib",
    command: |letter| {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/practice/send.py");
        let mut command = Command::new("/usr/bin/python3");
        command
            .args([script, &letter.port, letter.mechanism, USER, letter.code])
            .arg(&letter.ca);
        command
    },
    refused: "SMTPAuthenticationError: (535, b'Login fail",
    distrusts: "CERTIFICATE_VERIFY_FAILED",
};

pub const MSMTP: Client = Client {
    name: "msmtp",
    command: |letter| {
        let mut command = Command::new("msmtp");
        command
            .args(["--host=127.0.0.1", "--tls=on", "--tls-starttls=on"])
            .arg(format!("--port={}", letter.port))
            .arg(format!("--auth={}", letter.mechanism.to_lowercase()))
            .arg(format!("--user={USER}"))
            .arg(format!("--passwordeval=echo {}", letter.code))
            .arg(format!("--tls-trust-file={}", letter.ca.display()))
            .args([&format!("--from={USER}"), USER]);
        command
    },
    refused: "535 Login fail",
    distrusts: "TLS certificate verification failed",
};

impl Client {
    /// Begins to send; the mail is its standard input.
    pub fn start(&self, letter: &Letter) -> Child {
        (self.command)(letter)
            .env("LC_ALL", "C.UTF-8")
            .stdin(File::open(&letter.mail).unwrap())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{} does not start: {error}", self.name))
    }

    /// Sends; whether it went well, and all that it said.
    pub fn send(&self, letter: &Letter) -> (bool, String) {
        let output = self.start(letter).wait_with_output().unwrap();
        let said = [output.stdout, output.stderr].concat();
        (
            output.status.success(),
            String::from_utf8_lossy(&said).into_owned(),
        )
    }
}
