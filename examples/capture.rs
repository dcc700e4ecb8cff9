//! Writes a session as a capture that Wireshark opens, rebuilt from the bytes alone.
//!
//! `cargo run --example capture -- session.pcapng`. It needs no rights and no network card: the
//! packets, their sequence numbers and checksums are made from what was sent and received.

use smtpsh::record::Direction::{self, Client, Server};
use smtpsh::record::capture::{Capture, CaptureOptions, Close};
use std::error::Error;
use std::fs::File;
use std::io::BufWriter;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

const SESSION: &[(Direction, &str)] = &[
    (Server, "220 mail.example ESMTP\r\n"),
    (Client, "EHLO client.example\r\n"),
    (Server, "250-mail.example\r\n250 8BITMIME\r\n"),
    (Client, "MAIL FROM:<ada@mail.example>\r\n"),
    (Server, "250 OK\r\n"),
    (Client, "RCPT TO:<bob@mail.example>\r\n"),
    (Server, "550 5.1.1 no such user\r\n"),
    (Client, "QUIT\r\n"),
    (Server, "221 Bye\r\n"),
];

fn main() -> Result<(), Box<dyn Error>> {
    let path = match std::env::args_os().nth(1) {
        Some(path) => PathBuf::from(path),
        None => std::env::temp_dir().join("smtpsh-example.pcapng"),
    };
    let options = CaptureOptions {
        comment: "an example".to_owned(),
        application: "examples/capture".to_owned(),
        // Of a session through TLS, `Capture::secret` takes what decrypts it.
        ..CaptureOptions::default()
    };
    let mut capture = Capture::new(BufWriter::new(File::create(&path)?), options)?;

    let client = SocketAddr::from(([127, 0, 0, 1], 50_000));
    let server = SocketAddr::from(([192, 0, 2, 1], 25));
    let mut now = SystemTime::now();
    capture.connected(now, client, server)?;
    for (direction, bytes) in SESSION {
        now += Duration::from_millis(20);
        capture.bytes(now, *direction, bytes.as_bytes())?;
    }
    capture.closed(now, Close::ByServer)?;
    capture.finish()?;

    println!("{}: {} bytes", path.display(), path.metadata()?.len());
    Ok(())
}
