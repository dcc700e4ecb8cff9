//! What a teacher sees while a class is at work.

use crate::terminal::Terminal;
use smtpsh::protocol::sasl;
use std::io::{Read, Write};
use std::net::TcpStream;

#[test]
fn a_teacher_sees_who_is_how_far() {
    let list = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(&list, "ann one\nbob two\neve three\n").unwrap();
    let file = list.path().to_str().unwrap();
    let terminal = Terminal::start(&["--serve", "127.0.0.1:0", "--users", file]);
    terminal
        .wait_for_text("0 connected; of 3 students 0 came, 0 logged in, 0 sent mail, 0 read mail");
    let text = terminal.shown().text();
    let (_, rest) = text.split_once("listens on 127.0.0.1:").unwrap();
    let port: String = rest.chars().take_while(char::is_ascii_digit).collect();

    let mut ann = come(&port, "ann", "one");
    terminal
        .wait_for_text("1 connected; of 3 students 1 came, 1 logged in, 0 sent mail, 0 read mail");
    let mail = "MAIL FROM:<ann@smtpsh.example>\r\nRCPT TO:<bob@smtpsh.example>\r\nDATA\r\nSubject: 你好\r\n\r\n.\r\nQUIT\r\n";
    ann.write_all(mail.as_bytes()).unwrap();
    let _bob = come(&port, "bob", "wrong");
    wait_for_rows(
        &terminal,
        &[
            ("ann ", "1 mail "),
            ("ann ", " to bob@smtpsh.example: 你好"),
            ("bob ", "535 Login fail. Please use"),
            ("eve ", " -"),
        ],
    );
    let mut ann = come(&port, "ann", "one");
    ann.write_all(b"FOO\r\n").unwrap();
    wait_for_rows(&terminal, &[("ann ", "502 Error: command not impl")]);
    terminal.wait_for("the table once, behind the greeting", |shown| {
        shown.text().matches("students").count() == 1 && shown.text().contains("never relays")
    });
}

fn wait_for_rows(terminal: &Terminal, rows: &[(&str, &str)]) {
    for (name, has) in rows {
        terminal.wait_for(&format!("{name:?} with {has:?}"), |shown| {
            let rows = shown.rows();
            rows.iter()
                .any(|row| row.starts_with(name) && row.contains(has))
        });
    }
}

/// Connects and logs in.
fn come(port: &str, user: &str, code: &str) -> TcpStream {
    let mut stream = TcpStream::connect(format!("127.0.0.1:{port}")).unwrap();
    let answer = sasl::encode(format!("\0{user}@smtpsh.example\0{code}").as_bytes());
    write!(stream, "HELO a\r\nAUTH PLAIN {answer}\r\n").unwrap();
    let mut heard = String::new();
    let mut buffer = [0; 1024];
    while !heard.contains("235 ") && !heard.contains("535 ") {
        let length = stream.read(&mut buffer).unwrap();
        assert!(length > 0, "{heard}");
        heard += &String::from_utf8_lossy(&buffer[..length]);
    }
    stream
}
