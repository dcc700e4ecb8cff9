//! Dovecot, for nothing but SASL: it listens on a Unix socket that Postfix asks.

use super::folder::{Folder, run, wait_for};
use super::{CODE, USER};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::hmac;
use smtpsh::protocol::sasl;
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

/// What tokens are signed with.
const TOKEN_KEY: &[u8] = b"the key that signs the tokens of the test";

/// An access token of the user, good for an hour (RFC 7519).
pub fn token() -> String {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_secs();
    let claims = format!(
        r#"{{"sub":"1","email":"{USER}","iat":{now},"exp":{}}}"#,
        now + 3600
    );
    let parts =
        [r#"{"alg":"HS256","typ":"JWT"}"#, &claims].map(|part| URL_SAFE_NO_PAD.encode(part));
    let signed = parts.join(".");
    let key = hmac::Key::new(hmac::HMAC_SHA256, TOKEN_KEY);
    let signature = hmac::sign(&key, signed.as_bytes());
    signed + "." + &URL_SAFE_NO_PAD.encode(signature)
}

/// A running Dovecot, stopped at the end.
pub struct Dovecot {
    config: PathBuf,
}

impl Dovecot {
    /// Its socket is `sasl` in the folder.
    pub fn start(folder: &Folder) -> Self {
        let root = folder.path().display();
        let config = folder.at("dovecot.conf");
        fs::write(folder.at("users"), format!("{USER}:{{PLAIN}}{CODE}\n")).unwrap();
        let text = format!(
            "base_dir = {root}/dovecot\n\
             state_dir = {root}/dovecot\n\
             log_path = {root}/dovecot.log\n\
             protocols =\n\
             ssl = no\n\
             disable_plaintext_auth = no\n\
             auth_mechanisms = plain login cram-md5 scram-sha-1 scram-sha-256 xoauth2 oauthbearer\n\
             auth_failure_delay = 0\n\
             passdb {{\n  driver = oauth2\n  mechanisms = xoauth2 oauthbearer\n  args = {root}/oauth2.conf\n}}\n\
             passdb {{\n  driver = passwd-file\n  args = {root}/users\n}}\n\
             userdb {{\n  driver = static\n  args = uid=nobody gid=nogroup\n}}\n\
             service auth {{\n  unix_listener {root}/sasl {{\n    mode = 0666\n  }}\n}}\n"
        );
        fs::write(&config, text).unwrap();
        // Tokens are checked by a key of the test, not by asking whoever issued them.
        let oauth2 = format!(
            "introspection_mode = local\nlocal_validation_key_dict = fs:posix:prefix={root}/keys/\n"
        );
        fs::write(folder.at("oauth2.conf"), oauth2).unwrap();
        fs::create_dir_all(folder.at("keys/default/HS256")).unwrap();
        fs::write(
            folder.at("keys/default/HS256/default"),
            sasl::encode(TOKEN_KEY),
        )
        .unwrap();
        let dovecot = Self { config };
        run(
            &mut dovecot.command(),
            &dovecot.config.with_extension("said"),
        )
        .unwrap();
        wait_for("Dovecot's socket", || {
            folder.at("sasl").exists().then_some(())
        });
        dovecot
    }

    fn command(&self) -> Command {
        let mut command = Command::new("/usr/sbin/dovecot");
        command.arg("-c").arg(&self.config);
        command
    }
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = run(
            self.command().arg("stop"),
            &self.config.with_extension("said"),
        );
    }
}
