//! Dovecot with POP3 and IMAP, clear text with an upgrade and TLS from the start, and one mail in it.

use super::authority;
use super::folder::{Folder, run};
use super::program::{Ended, smtpsh_with};
use super::{CODE, USER};
use ring::hmac;
use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::chown;
use std::path::PathBuf;
use std::process::Command;

/// A running Dovecot, stopped at the end.
pub struct Mailboxes {
    config: PathBuf,
    /// Of `imap`, `imaps`, `pop3` and `pop3s`.
    ports: [u16; 4],
    pub folder: Folder,
}

/// A way into it.
#[derive(Debug, Clone, Copy)]
pub struct Way {
    pub scheme: &'static str,
    /// What is typed before it is protected as it shall be.
    pub upgrade: &'static str,
}

/// The six of them.
pub const WAYS: [Way; 6] = [
    way("pop3", ""),
    way("pop3", ":starttls\n"),
    way("pop3s", ""),
    way("imap", ""),
    way("imap", ":starttls\n"),
    way("imaps", ""),
];

const fn way(scheme: &'static str, upgrade: &'static str) -> Way {
    Way { scheme, upgrade }
}

impl Way {
    pub fn is_imap(self) -> bool {
        self.scheme.starts_with("imap")
    }

    /// Asks what is offered.
    pub fn capabilities(self) -> &'static str {
        if self.is_imap() {
            "z CAPABILITY\n"
        } else {
            "CAPA\n"
        }
    }
}

impl Mailboxes {
    pub fn start() -> Self {
        let folder = Folder::new();
        authority::certify(&folder);
        fs::write(folder.at("users"), format!("{USER}:{{PLAIN}}{CODE}\n")).unwrap();
        fs::write(folder.at("oauth2"), oauth2(&folder)).unwrap();
        fs::create_dir_all(folder.at("keys/default/HS256")).unwrap();
        fs::write(folder.at("keys/default/HS256/default"), encoded(KEY, false)).unwrap();
        let mut mailboxes = Self {
            config: folder.at("dovecot.conf"),
            ports: [0; 4],
            folder,
        };
        mailboxes.deliver(MAIL);
        mailboxes.listen();
        mailboxes
    }

    /// Starts on free ports. One that was free a moment ago may be taken by now: then others.
    fn listen(&mut self) {
        let mut failures = Vec::new();
        for _ in 0..5 {
            let free = [(); 4].map(|()| TcpListener::bind("127.0.0.1:0").unwrap());
            self.ports = free.map(|listener| listener.local_addr().unwrap().port());
            fs::write(&self.config, config(&self.folder, self.ports)).unwrap();
            // It returns when the ports are open.
            match run(&mut self.command(), &self.folder.at("said")) {
                Ok(()) => return,
                Err(failure) => failures.push(failure),
            }
        }
        panic!(
            "Dovecot does not start: {failures:#?}\n{}",
            self.folder.read("log")
        );
    }

    /// Puts a mail into the inbox, as a delivery agent does.
    pub fn deliver(&self, mail: &[u8]) {
        let new = self.folder.at(&format!("mail/{USER}/new"));
        fs::create_dir_all(&new).unwrap();
        let number = fs::read_dir(&new).unwrap().count();
        fs::write(new.join(format!("{number}.test")), mail).unwrap();
        for path in [
            "mail".to_owned(),
            format!("mail/{USER}"),
            format!("mail/{USER}/new"),
        ] {
            chown(self.folder.at(&path), Some(NOBODY), Some(NOBODY)).unwrap();
        }
    }

    pub fn port(&self, scheme: &str) -> u16 {
        let at = ["imap", "imaps", "pop3", "pop3s"]
            .iter()
            .position(|name| *name == scheme);
        self.ports[at.unwrap()]
    }

    pub fn smtpsh(&self, way: Way, code: &str, args: &[&str], script: &str) -> Ended {
        let server = format!("{}://127.0.0.1:{}", way.scheme, self.port(way.scheme));
        let ca = self.folder.text_of("ca.pem");
        let usual = ["--user", USER, "--ca", &ca, &server];
        let ended = smtpsh_with(&[args, &usual].concat(), script, |command| {
            command.env("SMTPSH_CODE", code);
        });
        assert!(!ended.err.contains("panicked"), "{way:?}: {ended:?}");
        ended
    }

    fn command(&self) -> Command {
        let mut command = Command::new("/usr/sbin/dovecot");
        command.arg("-c").arg(&self.config);
        command
    }
}

impl Drop for Mailboxes {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = run(self.command().arg("stop"), &self.folder.at("said"));
    }
}

/// A token that this server takes: a JWT of this user, signed with a key that both know.
pub fn token() -> String {
    let claims =
        format!("{{\"email\":\"{USER}\",\"sub\":\"{USER}\",\"iat\":1,\"exp\":4102444800}}");
    let head = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";
    let signed = format!(
        "{}.{}",
        encoded(head.as_bytes(), true),
        encoded(claims.as_bytes(), true)
    );
    let key = hmac::Key::new(hmac::HMAC_SHA256, KEY);
    let signature = hmac::sign(&key, signed.as_bytes());
    format!("{signed}.{}", encoded(signature.as_ref(), true))
}

/// Base64, in the letters of URLs and without padding where a token wants it (RFC 7515 §2).
fn encoded(bytes: &[u8], url: bool) -> String {
    let text = smtpsh::protocol::sasl::encode(bytes);
    if url {
        return text.replace('+', "-").replace('/', "_").replace('=', "");
    }
    text
}

fn config(folder: &Folder, [imap, imaps, pop3, pop3s]: [u16; 4]) -> String {
    let root = folder.path().display();
    format!(
        "base_dir = {root}/run\n\
         state_dir = {root}/run\n\
         log_path = {root}/log\n\
         protocols = imap pop3\n\
         listen = 127.0.0.1\n\
         ssl = yes\n\
         ssl_cert = <{root}/server.pem\n\
         ssl_key = <{root}/key.pem\n\
         disable_plaintext_auth = no\n\
         auth_mechanisms = plain login cram-md5 scram-sha-1 scram-sha-256 apop xoauth2 oauthbearer\n\
         auth_failure_delay = 0\n\
         mail_location = maildir:{root}/mail/%u\n\
         mail_uid = {NOBODY}\n\
         mail_gid = {NOBODY}\n\
         passdb {{\n  driver = oauth2\n  mechanisms = xoauth2 oauthbearer\n  args = {root}/oauth2\n}}\n\
         passdb {{\n  driver = passwd-file\n  args = {root}/users\n}}\n\
         userdb {{\n  driver = static\n  args = uid={NOBODY} gid={NOBODY} home={root}/mail/%u\n}}\n\
         service anvil {{\n  chroot =\n}}\n\
         service imap-login {{\n  chroot =\n\
           inet_listener imap {{\n    port = {imap}\n  }}\n\
           inet_listener imaps {{\n    port = {imaps}\n    ssl = yes\n  }}\n}}\n\
         service pop3-login {{\n  chroot =\n\
           inet_listener pop3 {{\n    port = {pop3}\n  }}\n\
           inet_listener pop3s {{\n    port = {pop3s}\n    ssl = yes\n  }}\n}}\n\
         namespace inbox {{\n  inbox = yes\n}}\n"
    )
}

fn oauth2(folder: &Folder) -> String {
    let root = folder.path().display();
    format!(
        "introspection_mode = local\n\
         local_validation_key_dict = fs:posix:prefix={root}/keys/\n\
         username_attribute = email\n"
    )
}

/// A Chinese subject, GBK text, and an attachment with a Chinese name.
pub const MAIL: &[u8] = b"From: =?gb18030?B?1cXI/Q==?= <zhang@smtpsh.example>\r\n\
To: student@smtpsh.example\r\n\
Subject: =?gbk?B?xOO6w6OsysC95w==?=\r\n\
Date: Thu, 1 Jan 2026 08:00:00 +0800\r\n\
MIME-Version: 1.0\r\n\
Content-Type: multipart/mixed; boundary=x\r\n\
\r\n\
--x\r\n\
Content-Type: text/plain; charset=gbk\r\n\
Content-Transfer-Encoding: 8bit\r\n\
\r\n\
\xc4\xe3\xba\xc3\xa3\xac\xca\xc0\xbd\xe7\r\n\
.\r\n\
..dots\r\n\
--x\r\n\
Content-Type: application/pdf; name=\"=?utf-8?B?5L2c5LiaLnBkZg==?=\"\r\n\
Content-Disposition: attachment\r\n\
Content-Transfer-Encoding: base64\r\n\
\r\n\
AAECAwQ=\r\n\
--x--\r\n";
/// How it is shown.
pub const SHOWN: [&str; 7] = [
    "-- From: 张三 <zhang@smtpsh.example>\n",
    "-- Subject: 你好，世界\n",
    "-- Date: Thu, 1 Jan 2026 08:00:00 +0800\n",
    "-- 你好，世界\n",
    "-- .\n",
    "-- ..dots\n",
    "作业.pdf  application/pdf  5 bytes\n",
];
const KEY: &[u8] = b"a key that only the test knows!!";
/// Debian's nobody and nogroup.
const NOBODY: u32 = 65534;
