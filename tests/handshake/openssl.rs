//! Against `openssl s_server`.

use super::{FULL_12, handshake, steps};
use rcgen::generate_simple_self_signed;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

#[test]
#[ignore = "needs openssl"]
fn tls_1_2_with_each_cipher() {
    for cipher in [
        "ECDHE-ECDSA-AES128-GCM-SHA256",
        "ECDHE-ECDSA-AES256-GCM-SHA384",
        "ECDHE-ECDSA-CHACHA20-POLY1305",
    ] {
        let server = Server::start(&["-tls1_2", "-cipher", cipher]);
        let ended = handshake(&server.address, &["--ca", server.ca()]);
        assert_eq!(ended.code, 0, "{ended:?}");
        assert_eq!(steps(&ended), FULL_12, "{ended:?}");
    }
}

#[test]
#[ignore = "needs openssl"]
fn no_version_in_common_is_an_alert() {
    let server = Server::start(&["-tls1_2"]);
    let ended = handshake(&server.address, &["--insecure", "--tls-version", "1.3"]);
    assert_eq!(ended.code, 4, "{ended:?}");
    let expected = ["client plain Client Hello", "server plain Alert"];
    assert_eq!(steps(&ended), expected, "{ended:?}");
    assert!(ended.out.contains("Fatal, protocol_version"), "{ended:?}");
}

/// A running server, stopped at the end.
struct Server {
    child: Child,
    address: String,
    pem: PathBuf,
}

impl Server {
    fn start(args: &[&str]) -> Self {
        let identity = generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
        let id = format!("{}-{:?}", std::process::id(), std::thread::current().id());
        let pem = std::env::temp_dir().join(format!("smtpsh-openssl-{id}.pem"));
        let text = identity.signing_key.serialize_pem() + &identity.cert.pem();
        std::fs::write(&pem, text).unwrap();
        // It takes port 0, and says which one the system gave. The end of its input would end it.
        let mut child = Command::new("openssl")
            .args(["s_server", "-accept", "127.0.0.1:0", "-cert"])
            .arg(&pem)
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("openssl is installed");
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let address = lines
            .find_map(|line| line.unwrap().strip_prefix("ACCEPT ").map(str::to_owned))
            .expect("openssl listens");
        // What it goes on to say must find a reader.
        std::thread::spawn(move || lines.for_each(drop));
        Self {
            child,
            address,
            pem,
        }
    }

    fn ca(&self) -> &str {
        self.pem.to_str().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_file(&self.pem);
    }
}
