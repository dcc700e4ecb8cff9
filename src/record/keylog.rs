//! An NSS key log, for those who capture with Wireshark themselves.

use super::{Output, Recorder};
use crate::event::{Event, Listener};
use crate::wire::Passed;
use std::io::{self, Write};
use std::time::SystemTime;

/// Writes a line for each secret, at once: Wireshark reads along.
pub struct KeyLog {
    out: Output,
    result: io::Result<()>,
}

impl KeyLog {
    /// A key log that is written to `out`.
    pub fn new(out: Output) -> Self {
        Self {
            out,
            result: Ok(()),
        }
    }
}

impl Listener for KeyLog {
    fn notice(&mut self, event: &Event, _: SystemTime) {
        let Event::Passed(Passed::Key(key)) = event else {
            return;
        };
        if self.result.is_ok() {
            self.result = self
                .out
                .write_all(key.line().as_bytes())
                .and_then(|()| self.out.flush());
        }
    }
}

impl Recorder for KeyLog {
    fn finish(&mut self) -> io::Result<()> {
        std::mem::replace(&mut self.result, Ok(())).and_then(|()| self.out.flush())
    }
}
