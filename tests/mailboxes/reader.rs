//! Mail programs, one row each: how to read the first mail, and what they say if they cannot.

use super::USER;
use super::folder::Folder;
use std::path::Path;
use std::process::{Command, Stdio};

/// A mail program.
pub struct Reader {
    command: fn(&Ask<'_>) -> Command,
    /// It shows encoded words decoded.
    pub decodes: bool,
    /// What it says if the code is wrong, and if the certificate does not verify; none if it asks
    /// a person then.
    pub complains: Option<[&'static str; 2]>,
}

/// What is to be read, and how.
pub struct Ask<'a> {
    scheme: &'a str,
    port: u16,
    code: &'a str,
    ca: &'a Path,
    folder: &'a Folder,
}

const REFUSED: &str = "Login fail. Please use your authorization code";

pub const CURL: Reader = Reader {
    command: |ask| {
        let place = match ask.scheme {
            "pop3" | "pop3s" => "1",
            _ => "INBOX/;MAILINDEX=1",
        };
        let mut command = Command::new("curl");
        command
            .args(["--silent", "--show-error", "--verbose", "--ssl-reqd"])
            .arg(format!("{}://127.0.0.1:{}/{place}", ask.scheme, ask.port))
            .args(["--user", &format!("{USER}:{}", ask.code)])
            .arg("--cacert")
            .arg(ask.ca);
        command
    },
    decodes: false,
    complains: Some([REFUSED, "SSL certificate problem"]),
};

pub const PYTHON: Reader = Reader {
    command: |ask| {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/mailboxes/fetch.py");
        let mut command = Command::new("/usr/bin/python3");
        command
            .args([script, ask.scheme, &ask.port.to_string(), USER, ask.code])
            .arg(ask.ca);
        command
    },
    decodes: false,
    complains: Some([REFUSED, "CERTIFICATE_VERIFY_FAILED"]),
};

pub const S_NAIL: Reader = Reader {
    command: |ask| {
        let user = USER.replace('@', "%40");
        let mut command = Command::new("s-nail");
        command
            .args(["-:/", "-#", "-S", "v15-compat", "-S", "inbox=/dev/null"])
            .args(["-S", "tls-ca-no-defaults", "-S", "tls-verify=strict"])
            .args(["-S", &format!("tls-ca-file={}", ask.ca.display())])
            .args(["-S", "pop3-use-starttls", "-S", "imap-use-starttls"])
            .args(["-Y", "Type 1", "-Y", "exit", "-f"])
            // It compares the certificate with a name only.
            .arg(format!(
                "{}://{user}:{}@localhost:{}",
                ask.scheme, ask.code, ask.port
            ));
        command
    },
    decodes: true,
    complains: Some([REFUSED, "certificate verify failed"]),
};

/// It needs a terminal, which `script` gives it; the mail it pipes to a file.
pub const MUTT: Reader = Reader {
    command: |ask| {
        let scheme = ask.scheme.replace("pop3", "pop");
        let rc = format!(
            "set ssl_ca_certificates_file={} ssl_usesystemcerts=no ssl_force_tls=yes\nset imap_user={USER} imap_pass={code} pop_user={USER} pop_pass={code}\nset wait_key=no quit=yes delete=no folder={folder} record='' postponed=''\n",
            ask.ca.display(),
            code = ask.code,
            folder = ask.folder.path().display(),
        );
        std::fs::write(ask.folder.at("muttrc"), rc).unwrap();
        let keys = "<first-entry><pipe-message>cat > mail<enter><exit>";
        let mutt = format!(
            "mutt -n -F muttrc -f {scheme}://127.0.0.1:{} -e 'push \"{keys}\"'; cat mail",
            ask.port
        );
        let mut command = Command::new("timeout");
        command.args(["60", "script", "-qec", &mutt, "/dev/null"]);
        command
    },
    decodes: false,
    complains: None,
};

impl Reader {
    /// Reads; whether it went well, and all that it said.
    pub fn read(
        &self,
        scheme: &str,
        port: u16,
        code: &str,
        ca: &Path,
        folder: &Folder,
    ) -> (bool, String) {
        let ask = Ask {
            scheme,
            port,
            code,
            ca,
            folder,
        };
        // What was read before is not read now.
        let _ = std::fs::remove_file(folder.at("mail"));
        let output = (self.command)(&ask)
            .env("LC_ALL", "C.UTF-8")
            .env("TERM", "xterm")
            .env("HOME", folder.path())
            .current_dir(folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .output()
            .unwrap();
        let said = [output.stdout, output.stderr].concat();
        (
            output.status.success(),
            String::from_utf8_lossy(&said).into_owned(),
        )
    }
}
