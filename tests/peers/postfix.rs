//! Postfix with a configuration, a queue and ports of its own: STARTTLS on one port, TLS from the
//! start on another, AUTH by Dovecot, mail delivered to a Maildir by virtual(8).

use super::authority;
use super::dovecot::Dovecot;
use super::folder::{Folder, run};
use super::peer::Peer;
use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt, chown};
use std::path::PathBuf;
use std::process::Command;

/// A running Postfix, stopped at the end.
struct Postfix {
    config: PathBuf,
}

/// Starts Postfix; `settings` are lines of main.cf.
pub fn start(settings: &str) -> Peer {
    let folder = Folder::new();
    let me = fs::metadata(folder.path()).unwrap().uid();
    assert_eq!(me, 0, "only root can start Postfix: run this test as root");
    authority::certify(&folder);
    for name in ["config", "queue", "data", "mail"] {
        fs::create_dir(folder.at(name)).unwrap();
    }
    let postfix = fs::metadata("/var/lib/postfix").expect("the folder of Debian's Postfix");
    chown(folder.at("data"), Some(postfix.uid()), Some(postfix.gid())).unwrap();
    chown(folder.at("mail"), Some(NOBODY), Some(NOBODY)).unwrap();
    fs::write(
        folder.at("config/main.cf"),
        main_cf(&folder) + settings + "\n",
    )
    .unwrap();
    let dovecot = Dovecot::start(&folder);
    let postfix = Postfix {
        config: folder.at("config"),
    };
    let [smtp, smtps] = postfix.listen();
    Peer {
        name: "Postfix",
        smtp: format!("127.0.0.1:{smtp}"),
        smtps: format!("smtps://127.0.0.1:{smtps}"),
        challenges: ["Username:", "Password:"],
        line_end: "\n",
        maildir: folder.at("mail/inbox"),
        running: vec![Box::new(postfix), Box::new(dovecot)],
        folder,
    }
}

impl Postfix {
    /// Starts on free ports. One that was free a moment ago may be taken by now: then others.
    fn listen(&self) -> [u16; 2] {
        let mut failures = Vec::new();
        for _ in 0..5 {
            let free = [(); 2].map(|()| TcpListener::bind("127.0.0.1:0").unwrap());
            let ports = free.map(|listener| listener.local_addr().unwrap().port());
            fs::write(self.config.join("master.cf"), master_cf(ports)).unwrap();
            // It returns when the ports are open.
            match run(self.command().arg("start"), &self.config.join("said")) {
                Ok(_) => return ports,
                Err(failure) => failures.push(failure),
            }
        }
        let log = fs::read_to_string(self.config.join("../maillog")).unwrap_or_default();
        panic!("Postfix does not start: {failures:#?}\n{log}");
    }

    fn command(&self) -> Command {
        let mut command = Command::new("/usr/sbin/postfix");
        command.arg("-c").arg(&self.config);
        command
    }
}

impl Drop for Postfix {
    fn drop(&mut self) {
        // It may not have started.
        let _ = run(self.command().arg("stop"), &self.config.join("said"));
    }
}

fn main_cf(folder: &Folder) -> String {
    let root = folder.path().display();
    format!(
        "compatibility_level = 3.6\n\
         queue_directory = {root}/queue\n\
         data_directory = {root}/data\n\
         maillog_file = {root}/maillog\n\
         maillog_file_prefixes = {root}\n\
         myhostname = postfix.smtpsh.example\n\
         mydestination =\n\
         alias_maps =\n\
         inet_interfaces = 127.0.0.1\n\
         inet_protocols = ipv4\n\
         notify_classes =\n\
         smtpd_peername_lookup = no\n\
         smtpd_error_sleep_time = 0\n\
         smtpd_tls_security_level = may\n\
         smtpd_tls_chain_files = {root}/key.pem, {root}/server.pem\n\
         smtpd_tls_auth_only = yes\n\
         smtpd_sasl_auth_enable = yes\n\
         smtpd_sasl_type = dovecot\n\
         smtpd_sasl_path = {root}/sasl\n\
         smtpd_relay_restrictions = permit_sasl_authenticated, reject\n\
         smtpd_recipient_restrictions =\n\
         local_header_rewrite_clients =\n\
         virtual_mailbox_domains = smtpsh.example\n\
         virtual_mailbox_maps = static:inbox/\n\
         virtual_mailbox_base = {root}/mail\n\
         virtual_uid_maps = static:{NOBODY}\n\
         virtual_gid_maps = static:{NOBODY}\n"
    )
}

/// The services that receiving and delivering needs, none of them in a chroot.
fn master_cf([smtp, smtps]: [u16; 2]) -> String {
    format!(
        "127.0.0.1:{smtp} inet n - n - - smtpd\n\
         127.0.0.1:{smtps} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes\n\
         cleanup unix n - n - 0 cleanup\n\
         qmgr unix n - n 300 1 qmgr\n\
         tlsmgr unix - - n 1000? 1 tlsmgr\n\
         proxymap unix - - n - - proxymap\n\
         rewrite unix - - n - - trivial-rewrite\n\
         bounce unix - - n - 0 bounce\n\
         defer unix - - n - 0 bounce\n\
         trace unix - - n - 0 bounce\n\
         error unix - - n - - error\n\
         retry unix - - n - - error\n\
         virtual unix - n n - - virtual\n\
         anvil unix - - n - 1 anvil\n\
         postlog unix-dgram n - n - 1 postlogd\n"
    )
}

/// Who owns the mail: Debian's nobody and nogroup.
const NOBODY: u32 = 65534;
