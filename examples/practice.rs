//! A test of one's own mail client, against the practice server.
//!
//! `cargo run --example practice`. In place of `send` put the client that is to be tested.

use smtpsh::practice::fault::Fault;
use smtpsh::practice::{CODE, Practice, Settings, USER};
use smtpsh::protocol::sasl;
use std::error::Error;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};

fn main() -> Result<(), Box<dyn Error>> {
    let server = Practice::start(Settings::default())?;

    send(server.address(), "First try")?;
    println!("sent and arrived: {}", server.mailbox()[0].subject());

    // What a client does when things go wrong is seldom tried.
    server.faults().set(Fault::MailboxFull, true);
    if let Err(refused) = send(server.address(), "Second try") {
        println!("with a full mailbox: {refused}");
    }
    assert_eq!(server.mailbox().len(), 1);
    Ok(())
}

/// A client that knows just enough.
fn send(server: SocketAddr, subject: &str) -> Result<(), Box<dyn Error>> {
    let mut stream = TcpStream::connect(server)?;
    let mut replies = BufReader::new(stream.try_clone()?);
    let login = sasl::encode(format!("\0{USER}\0{CODE}").as_bytes());
    reply(&mut replies)?;
    for line in [
        "EHLO client.example".to_owned(),
        format!("AUTH PLAIN {login}"),
        format!("MAIL FROM:<{USER}>"),
        format!("RCPT TO:<{USER}>"),
        "DATA".to_owned(),
        format!("Subject: {subject}\r\n\r\nIt works.\r\n."),
        "QUIT".to_owned(),
    ] {
        write!(stream, "{line}\r\n")?;
        reply(&mut replies)?;
    }
    Ok(())
}

/// Reads a reply: in all its lines but the last a hyphen follows the code (RFC 5321 §4.2.1).
fn reply(replies: &mut impl BufRead) -> Result<(), Box<dyn Error>> {
    let mut line = "   -".to_owned();
    while line.get(3..4) == Some("-") {
        line.clear();
        replies.read_line(&mut line)?;
    }
    match line.get(..1) {
        Some("2" | "3") => Ok(()),
        _ => Err(line.trim_end().into()),
    }
}
