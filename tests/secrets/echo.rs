//! Servers that repeat what they are told: as a tag, in an error, in capitals, in base64, in hex.

use crate::{CODE, USER, clean, clean_folder, plain};
use smtpsh::protocol::{sasl, text::hex};
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Command;

/// How a protocol greets, and what the reply to a line begins with.
struct Echo {
    scheme: &'static str,
    greeting: &'static str,
    refusal: fn(tag: &str) -> String,
    /// A code by hand: refused, and then as a line of its own.
    script: String,
}

fn echoes() -> [Echo; 3] {
    let (user, code) = (sasl::encode(USER.as_bytes()), sasl::encode(CODE.as_bytes()));
    [
        Echo {
            scheme: "smtp",
            greeting: "220 echo ESMTP",
            refusal: |_| "500".to_owned(),
            script: format!(
                "auth login\n{user}\n{code}\n{CODE}\n{code}\nauth plain {plain}\n{plain}\nmail {CODE}\n",
                plain = plain()
            ),
        },
        Echo {
            scheme: "pop3",
            greeting: "+OK echo",
            refusal: |_| "-ERR".to_owned(),
            script: format!(
                "user {USER}\npass {CODE}\n{CODE}\n{code}\nauth plain {}\n",
                plain()
            ),
        },
        Echo {
            scheme: "imap",
            greeting: "* OK echo",
            refusal: |tag| format!("* NO {tag}\r\n{tag} BAD"),
            script: format!(
                "a login {USER} {CODE}\nb login {USER} \"{CODE}\"\n{CODE}\n{CODE} noop\n{code}\n:set tag on\n{CODE}\n"
            ),
        },
    ]
}

impl Echo {
    /// Answers each line of one session, to its end.
    fn serve(&self, mut stream: TcpStream) {
        let reader = BufReader::new(stream.try_clone().unwrap());
        write!(stream, "{}\r\n", self.greeting).unwrap();
        let mut asked = 0;
        for line in reader.lines().map_while(Result::ok) {
            let verb = line.to_ascii_lowercase();
            if verb == "auth login" || asked == 1 {
                asked += 1;
                write!(stream, "334 {}\r\n", sasl::encode(b"Password:")).unwrap();
                continue;
            }
            asked = 0;
            let mut words = line.split(' ');
            let refusal = (self.refusal)(words.next().unwrap_or_default());
            let last = words.next_back().unwrap_or(&line);
            let reply = format!(
                "{refusal} <{line}> \"{last}\" {}\r\n{refusal} {} {} {}\r\n",
                line.to_uppercase(),
                hex(last.as_bytes()),
                sasl::encode(line.as_bytes()),
                String::from_utf8_lossy(&sasl::decode(last.as_bytes()).unwrap_or_default()),
            );
            // All of what it says is one reply.
            let reply = reply.replace("\r\n500", " ").replace("\r\n-ERR", " ");
            stream.write_all(reply.as_bytes()).unwrap();
        }
    }
}

#[test]
fn what_a_server_repeats_has_no_code() {
    for echo in echoes() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server = format!("{}://{}", echo.scheme, listener.local_addr().unwrap());
        let folder = tempfile::tempdir().unwrap();
        let script = folder.path().join("script");
        std::fs::write(
            &script,
            format!(":set hex on\n:set coach on\n{}:explain\n", echo.script),
        )
        .unwrap();
        let records = tempfile::tempdir().unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_smtpsh"));
        command
            .env_remove("SMTPSH_CODE")
            .env_remove("SSLKEYLOGFILE")
            .env_remove("ALL_PROXY");
        command.arg("--keep-going").arg("-f").arg(&script);
        for kind in ["txt", "jsonl", "smtp", "html"] {
            command
                .arg("--record")
                .arg(records.path().join("recorded").with_extension(kind));
        }
        let shown = std::thread::scope(|scope| {
            scope.spawn(|| echo.serve(listener.accept().unwrap().0));
            command.arg(&server).output().unwrap()
        });
        let shown = [shown.stdout, shown.stderr].concat();
        let shown = String::from_utf8(shown).unwrap();
        assert!(shown.matches("********").count() > 10, "{shown}");
        clean(&server, &shown);
        assert!(!shown.contains(&CODE.to_uppercase()), "{shown}");
        assert_eq!(clean_folder(records.path()), 4);
    }
}
