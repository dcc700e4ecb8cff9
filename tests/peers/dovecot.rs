//! Dovecot, for nothing but SASL: it listens on a Unix socket that Postfix asks.

use super::folder::{Folder, run, wait_for};
use super::{CODE, USER};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

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
             auth_mechanisms = plain login cram-md5 scram-sha-1 scram-sha-256\n\
             auth_failure_delay = 0\n\
             passdb {{\n  driver = passwd-file\n  args = {root}/users\n}}\n\
             userdb {{\n  driver = static\n  args = uid=nobody gid=nogroup\n}}\n\
             service auth {{\n  unix_listener {root}/sasl {{\n    mode = 0666\n  }}\n}}\n"
        );
        fs::write(&config, text).unwrap();
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
