//! Captures as tshark reads them: rebuilt packets without a fault, and TLS that it decrypts.

#![allow(clippy::unwrap_used, clippy::expect_used, unreachable_pub)]

#[path = "capture/talk.rs"]
mod talk;

use rustls::version::{TLS12, TLS13};
use rustls::{HandshakeKind, SupportedProtocolVersion};
use smtpsh::protocol::{SCHEMES, Scheme};
use smtpsh::record::Direction::{Client, Server};
use smtpsh::record::capture::{Capture, CaptureOptions, Close, decode_as_hint};
use std::fs::File;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;
use std::process::Command;
use talk::Talk;

const V4: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const V6: IpAddr = IpAddr::V6(Ipv6Addr::LOCALHOST);
const VERSIONS: [&SupportedProtocolVersion; 2] = [&TLS12, &TLS13];

/// Whatever Wireshark finds wrong with packets: analysis of sequence numbers, checksums, malformed
/// packets, warnings and errors of any dissector.
const FAULTS: &str = "tcp.analysis.flags || tcp.checksum.status != 1 || ip.checksum.status == 0 \
                      || _ws.malformed || _ws.expert.severity >= 0x600000";

fn scheme(name: &str) -> &'static Scheme {
    SCHEMES.iter().find(|scheme| scheme.name == name).unwrap()
}

#[test]
#[ignore = "needs tshark"]
fn clear_text_is_read() {
    for ip in [V4, V6] {
        for port in [25, 587] {
            let file = Recording::new(ip, port, &TLS13, true, clear_text);
            assert_eq!(file.commands(&[]), MAIL);
            assert_eq!(file.fields("imf.subject", "imf", &[]), ["Captured"]);
            assert_eq!(file.faults(&[]), [""; 0]);
        }
    }
}

#[test]
#[ignore = "needs tshark"]
fn tls_after_starttls_is_decrypted() {
    for version in VERSIONS {
        for ip in [V4, V6] {
            let file = Recording::new(ip, 587, version, true, starttls);
            assert_eq!(file.commands(&[]), WITH_TLS);
            assert_eq!(file.fields("imf.subject", "imf", &[]), ["Captured"]);
            assert_eq!(file.faults(&[]), [""; 0]);
        }
    }
}

#[test]
#[ignore = "needs tshark"]
fn tls_stays_closed_without_secrets() {
    for version in VERSIONS {
        for ip in [V4, V6] {
            let file = Recording::new(ip, 587, version, false, starttls);
            assert_eq!(file.commands(&[]), ["EHLO", "STAR"]);
            assert_eq!(file.fields("frame.number", "imf", &[]), [""; 0]);
            assert_eq!(file.faults(&[]), [""; 0]);
            assert!(file.fields("frame.number", "tls.app_data", &[]).len() > 3_000_000 / 16_384);
        }
    }
}

#[test]
#[ignore = "needs tshark"]
fn tls_from_the_start_is_decrypted() {
    for version in VERSIONS {
        let file = Recording::new(V4, 465, version, true, smtps);
        assert_eq!(decode_as_hint(465, scheme("smtps")), None);
        assert_eq!(file.commands(&[]), MAIL);
        assert_eq!(file.fields("imf.subject", "imf", &[]), ["Captured"]);
        assert_eq!(file.faults(&[]), [""; 0]);
    }
}

#[test]
#[ignore = "needs tshark"]
fn other_ports_need_a_hint() {
    for (port, name, commands) in [(2525, "smtp", WITH_TLS), (46500, "smtps", MAIL)] {
        let scheme = scheme(name);
        let story = if scheme.implicit_tls { smtps } else { starttls };
        let file = Recording::new(V6, port, &TLS13, true, story);
        assert_eq!(file.commands(&[]), [""; 0]);
        let hint = decode_as_hint(port, scheme).unwrap();
        let hint: Vec<&str> = hint.split_whitespace().collect();
        assert_eq!(file.commands(&hint), commands);
        assert_eq!(file.fields("imf.subject", "imf", &hint), ["Captured"]);
        assert_eq!(file.faults(&hint), [""; 0]);
    }
}

#[test]
#[ignore = "needs tshark"]
fn a_resumed_session_is_decrypted() {
    for version in VERSIONS {
        let file = Recording::new(V4, 587, version, true, |talk, ends| {
            starttls(talk, ends);
            let [client, server] = ends;
            let other = SocketAddr::new(client.ip(), client.port() + 1);
            talk.connect([other, server]);
            upgrade(talk, HandshakeKind::Resumed);
            mail(talk, Close::ByServer);
        });
        let commands = [WITH_TLS, WITH_TLS].concat();
        assert_eq!(file.commands(&[]), commands);
        assert_eq!(file.fields("imf.subject", "imf", &[]), ["Captured"; 2]);
        assert_eq!(file.faults(&[]), [""; 0]);
    }
}

/// Wireshark cuts a command after four letters, as RFC 821 had them.
const WITH_TLS: &[&str] = &["EHLO", "STAR", "EHLO", "MAIL", "RCPT", "DATA", "QUIT"];
const MAIL: &[&str] = &["EHLO", "MAIL", "RCPT", "DATA", "QUIT"];

/// The addresses of client and server.
type Ends = [SocketAddr; 2];

fn clear_text(talk: &mut Talk, ends: Ends) {
    talk.connect(ends);
    talk.say(Server, b"220 mail.example ESMTP\r\n");
    mail(talk, Close::ByServer);
}

fn starttls(talk: &mut Talk, ends: Ends) {
    talk.connect(ends);
    upgrade(talk, HandshakeKind::Full);
    mail(talk, Close::ByClient);
}

fn smtps(talk: &mut Talk, ends: Ends) {
    talk.connect(ends);
    talk.upgrade();
    talk.say(Server, b"220 mail.example ESMTP\r\n");
    mail(talk, Close::ByServer);
}

fn upgrade(talk: &mut Talk, expected: HandshakeKind) {
    talk.say(Server, b"220 mail.example ESMTP\r\n");
    talk.exchange("EHLO me\r\n", "250-mail.example\r\n250 STARTTLS\r\n");
    talk.exchange("STARTTLS\r\n", "220 Go ahead\r\n");
    assert_eq!(talk.upgrade(), expected);
}

fn mail(talk: &mut Talk, how: Close) {
    talk.exchange("EHLO me\r\n", "250 mail.example\r\n");
    talk.exchange("MAIL FROM:<a@mail.example>\r\n", "250 OK\r\n");
    talk.exchange("RCPT TO:<b@mail.example>\r\n", "250 OK\r\n");
    talk.exchange("DATA\r\n", "354 Go ahead\r\n");
    let line = format!("{}\r\n", "x".repeat(76));
    talk.say(Client, b"Subject: Captured\r\n\r\n");
    talk.say(Client, line.repeat(3_000_000 / line.len()).as_bytes());
    talk.exchange(".\r\n", "250 OK\r\n");
    talk.exchange("QUIT\r\n", "221 Bye\r\n");
    talk.close(how);
}

/// A capture file, removed at the end.
struct Recording(PathBuf);

impl Recording {
    fn new(
        ip: IpAddr,
        port: u16,
        version: &'static SupportedProtocolVersion,
        secrets: bool,
        story: impl Fn(&mut Talk, Ends),
    ) -> Self {
        let family = if ip.is_ipv4() { 4 } else { 6 };
        let name = format!(
            "smtpsh-{}-{family}-{port}-{:?}-{secrets}-{:?}.pcapng",
            std::process::id(),
            version.version,
            std::thread::current().id(),
        );
        let file = Self(std::env::temp_dir().join(name));
        let options = CaptureOptions {
            secrets,
            comment: "The frames are rebuilt from a socket.".into(),
            application: "smtpsh".into(),
        };
        let capture = Capture::new(File::create(&file.0).unwrap(), options).unwrap();
        let mut talk = Talk::new(capture, version);
        story(&mut talk, [(ip, 50_000).into(), (ip, port).into()]);
        talk.capture.finish().unwrap();
        file
    }

    /// The SMTP commands that tshark sees.
    fn commands(&self, hint: &[&str]) -> Vec<String> {
        self.fields("smtp.req.command", "smtp", hint)
    }

    /// The first packets that tshark finds fault with.
    fn faults(&self, hint: &[&str]) -> Vec<String> {
        let mut numbers = self.fields("frame.number", FAULTS, hint);
        numbers.truncate(5);
        numbers
    }

    /// What tshark says of `field` in the packets that `filter` lets through, one value each.
    fn fields(&self, field: &str, filter: &str, more: &[&str]) -> Vec<String> {
        let output = Command::new("tshark")
            .arg("-nr")
            .arg(&self.0)
            .args([
                "-o",
                "tcp.check_checksum:TRUE",
                "-o",
                "ip.check_checksum:TRUE",
            ])
            .args(["-Y", filter, "-T", "fields", "-e", field])
            .args(more)
            .output()
            .expect("tshark is installed");
        assert!(output.status.success(), "{output:?}");
        let said = String::from_utf8_lossy(&output.stdout);
        let values = said.split(['\n', ',']).filter(|value| !value.is_empty());
        values.map(str::to_owned).collect()
    }
}

impl Drop for Recording {
    fn drop(&mut self) {
        // It is in the system's folder for temporary files all the same.
        let _ = std::fs::remove_file(&self.0);
    }
}
