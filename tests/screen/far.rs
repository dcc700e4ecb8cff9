//! The far end of a connection, played by the test line by line.

use crate::server;
use crate::terminal::Terminal;
use std::io::Write;
use std::net::{Shutdown, TcpStream};
use std::sync::Mutex;
use std::sync::mpsc::{self, Receiver, Sender};
use std::time::Duration;

/// A server that says what the test says.
pub struct Far {
    pub address: String,
    says: Sender<Vec<u8>>,
    heard: Receiver<Vec<u8>>,
}

impl Far {
    /// A server, and smtpsh at its prompt.
    pub fn connected() -> (Self, Terminal) {
        Self::connected_with(&[], 80)
    }

    /// The same with more environment, on a screen of that many columns.
    pub fn connected_with(env: &[(&str, &str)], columns: u16) -> (Self, Terminal) {
        let far = Self::new();
        let mut terminal = Terminal::start_with(&[&far.address], env, columns);
        far.says("220 far\r\n");
        terminal.ready_after("220 far");
        (far, terminal)
    }

    /// A server that awaits message text, and smtpsh on a screen of that many columns.
    pub fn in_text(columns: u16) -> (Self, Terminal) {
        let (far, mut terminal) = Self::connected_with(&[], columns);
        terminal.enter("data");
        far.hears("data");
        far.says("354 go\r\n");
        terminal.ready_after("354 go");
        (far, terminal)
    }

    /// A server alone.
    pub fn new() -> Self {
        let (says, said) = mpsc::channel::<Vec<u8>>();
        let (hears, heard) = mpsc::channel();
        let said = Mutex::new(said);
        let address = server::serve(move |stream| {
            stream.set_read_timeout(Some(LONG)).unwrap();
            listen(stream.try_clone().unwrap(), hears.clone());
            for bytes in said.lock().unwrap().iter() {
                if bytes.is_empty() || stream.write_all(&bytes).is_err() {
                    break;
                }
            }
            // The program may have closed already.
            let _ = stream.shutdown(Shutdown::Write);
        });
        Self {
            address,
            says,
            heard,
        }
    }

    pub fn says(&self, bytes: impl AsRef<[u8]>) {
        self.says.send(bytes.as_ref().to_vec()).unwrap();
    }

    pub fn closes(&self) {
        self.says.send(Vec::new()).unwrap();
    }

    /// The next line that arrives is this one, byte by byte.
    pub fn hears(&self, line: &str) {
        let heard = self.next();
        assert_eq!(
            heard.escape_ascii().to_string(),
            format!("{line}\r\n").as_bytes().escape_ascii().to_string()
        );
    }

    /// The next bytes up to a line feed are these.
    pub fn hears_bytes(&self, line: &[u8]) {
        assert_eq!(
            self.next().escape_ascii().to_string(),
            line.escape_ascii().to_string()
        );
    }

    /// The program has closed its side: it knows that this one is closed.
    pub fn hears_the_end(&self) {
        assert_eq!(self.next(), b"");
    }

    /// Nothing has arrived that was not asked about.
    pub fn heard_nothing_else(&self) {
        let line = self.heard.try_recv().unwrap_or_default();
        assert!(line.is_empty(), "{}", line.escape_ascii());
    }

    fn next(&self) -> Vec<u8> {
        self.heard.recv_timeout(DEADLINE).unwrap()
    }
}

/// Posts each line, and an empty one at the end.
fn listen(mut stream: TcpStream, hears: Sender<Vec<u8>>) {
    std::thread::spawn(move || {
        loop {
            let line = server::line(&mut stream);
            let end = line.is_empty();
            if hears.send(line).is_err() || end {
                return;
            }
        }
    });
}

const DEADLINE: Duration = Duration::from_secs(60);
/// How long a connection may be silent: longer than any test waits.
const LONG: Duration = Duration::from_secs(120);
