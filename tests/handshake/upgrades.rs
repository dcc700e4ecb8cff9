//! Ports whose number tells nothing: the greeting tells the protocol.

use super::handshake;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;

#[test]
fn the_greeting_tells_the_protocol() {
    check("220 mail.example ESMTP", "EHLO smtpsh.example");
    check("+OK POP3 ready", "STLS");
    check("* OK IMAP4rev2 ready", "a STARTTLS");
}

/// The server greets, and hangs up after the client's first line.
fn check(greeting: &'static str, command: &str) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        stream
            .write_all(format!("{greeting}\r\n").as_bytes())
            .unwrap();
        let mut line = String::new();
        BufReader::new(stream).read_line(&mut line).unwrap();
        line
    });
    let ended = handshake(&address, &["--insecure"]);
    assert_eq!(ended.code, 3, "{ended:?}");
    assert_eq!(server.join().unwrap(), format!("{command}\r\n"));
}
