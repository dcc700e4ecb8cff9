//! tshark reads the capture as the program lists the handshake: the same messages, in the same
//! order, from the same side.

use super::program::smtpsh;
use super::steps;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

const SCRIPT: &str = "ehlo a\nstarttls\nehlo a\n:handshake\nquit\n";

#[test]
#[ignore = "needs tshark"]
fn tshark_names_the_same_steps() {
    for listen in ["127.0.0.1:0", "[::1]:0"] {
        let server = Serving::start(listen);
        for version in ["1.2", "1.3"] {
            let record = server.file(&format!("{version}.pcapng"));
            let ended = server.smtpsh(&["--tls-version", version, "--record"], &record, SCRIPT);
            let ours: Vec<(bool, String)> = steps(&ended)
                .iter()
                .map(|step| {
                    let (from, rest) = step.split_once(' ').unwrap();
                    (from == "client", rest.split_once(' ').unwrap().1.to_owned())
                })
                .collect();
            assert!(ours.len() >= 10, "{ended:?}");
            assert_eq!(server.named_by_tshark(&record), ours, "{listen} {version}");
        }
    }
}

#[test]
#[ignore = "needs tshark"]
fn a_resumed_session_is_named_the_same() {
    let server = Serving::start("127.0.0.1:0");
    for (version, count) in [("1.2", 11 + 7), ("1.3", 11 + 9)] {
        let record = server.file(&format!("resumed-{version}.pcapng"));
        let script = format!(
            ":set resume on\n{0}:reconnect\n{SCRIPT}",
            SCRIPT.replace("quit\n", "")
        );
        let ended = server.smtpsh(&["--tls-version", version, "--record"], &record, &script);
        let ours: Vec<String> = steps(&ended)
            .iter()
            .map(|step| step.splitn(3, ' ').last().unwrap().to_owned())
            .collect();
        assert_eq!(ours.len(), count, "{ended:?}");
        let theirs = server.named_by_tshark(&record);
        let theirs: Vec<String> = theirs.into_iter().map(|(_, name)| name).collect();
        assert_eq!(theirs, ours, "{version}");
    }
}

#[test]
#[ignore = "needs tshark"]
fn without_secrets_only_the_clear_part_is_named() {
    let server = Serving::start("127.0.0.1:0");
    let record = server.file("closed.pcapng");
    server.smtpsh(
        &["--tls-version", "1.3", "--no-secrets", "--record"],
        &record,
        SCRIPT,
    );
    let names: Vec<String> = server
        .named_by_tshark(&record)
        .into_iter()
        .map(|(_, name)| name)
        .collect();
    let clear = [
        "Client Hello",
        "Server Hello",
        "Change Cipher Spec",
        "Change Cipher Spec",
    ];
    assert_eq!(names, clear);
}

/// The practice server, as a process of its own.
struct Serving {
    child: Child,
    address: String,
    folder: PathBuf,
}

impl Serving {
    fn start(listen: &str) -> Self {
        let name = format!(
            "smtpsh-tshark-{}-{:?}",
            std::process::id(),
            std::thread::current().id()
        );
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_smtpsh"))
            .args([
                "--serve", listen, "--lang", "en", "--color", "never", "--ca-out",
            ])
            .arg(folder.join("ca.pem"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = String::new();
        let output = child.stdout.take().unwrap();
        BufReader::new(output).read_line(&mut said).unwrap();
        let address = said
            .split_once("listens on ")
            .and_then(|(_, rest)| rest.split_once(". "))
            .map(|(address, _)| address.to_owned());
        let address = address.unwrap_or_else(|| panic!("it does not tell its address: {said:?}"));
        Self {
            child,
            address,
            folder,
        }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    fn port(&self) -> &str {
        self.address.rsplit_once(':').unwrap().1
    }

    fn smtpsh(&self, args: &[&str], record: &Path, script: &str) -> super::Ended {
        let ca = self.file("ca.pem");
        let rest = [
            record.to_str().unwrap(),
            "--ca",
            ca.to_str().unwrap(),
            &self.address,
        ];
        let ended = smtpsh(&[args, &rest].concat(), script);
        assert_eq!(ended.code, 0, "{ended:?}");
        ended
    }

    /// The handshake messages that tshark names: whether the client sent it, and its name. From
    /// its details: the column of a packet that also has mail in it tells of the mail alone.
    fn named_by_tshark(&self, record: &Path) -> Vec<(bool, String)> {
        let said = Command::new("tshark")
            .arg("-r")
            .arg(record)
            .args([
                "-d",
                &format!("tcp.port=={},smtp", self.port()),
                "-Y",
                "tls",
            ])
            .args(["-O", "tcp,tls"])
            .output()
            .expect("tshark is installed");
        let said = String::from_utf8(said.stdout).unwrap();
        let mut client = false;
        let mut named = Vec::new();
        for line in said.lines().map(str::trim) {
            if let Some(port) = line.strip_prefix("Source Port: ") {
                client = port != self.port();
            } else if let Some(name) = line.strip_prefix("Handshake Protocol: ") {
                // `Finished (last fragment)` and the like do not occur: the messages are short.
                named.push((client, name.to_owned()));
            } else if line.contains("Record Layer: Change Cipher Spec Protocol") {
                named.push((client, "Change Cipher Spec".to_owned()));
            }
        }
        named
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
