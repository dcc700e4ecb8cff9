//! A connection by hand: a line is said, and the answer read up to where it ends.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// A connection to a server.
pub struct Line(BufReader<TcpStream>);

impl Line {
    /// Connects, and hears a greeting that begins so.
    pub fn open(address: SocketAddr, greeting: &str) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(60)))
            .unwrap();
        let mut line = Self(BufReader::new(stream));
        line.until(greeting);
        line
    }

    /// Says a line; all that comes before the line that begins with `end`.
    pub fn say(&mut self, text: &str, end: &str) -> String {
        self.0
            .get_mut()
            .write_all(format!("{text}\r\n").as_bytes())
            .unwrap();
        let mut all = self.until(end);
        let last = all.trim_end().rfind('\n').map_or(0, |at| at + 1);
        all.truncate(last);
        all
    }

    /// All that comes up to the line that begins with `end`, with it.
    pub fn until(&mut self, end: &str) -> String {
        let mut all = String::new();
        loop {
            let mut line = String::new();
            let length = self.0.read_line(&mut line).unwrap();
            assert!(length > 0, "it closed before {end:?}: {all}");
            all += &line;
            if line.starts_with(end) {
                return all;
            }
        }
    }
}
