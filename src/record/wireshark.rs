//! The session as a packet capture.

use super::capture::{Capture, CaptureOptions, Close};
use super::{Options, Output, Recorder};
use crate::direction::Direction;
use crate::event::{Event, Listener};
use crate::wire::Passed;
use std::io;
use std::mem;
use std::time::SystemTime;

/// A recorder of packets.
pub(super) fn recorder(out: Output, options: Options) -> io::Result<Box<dyn Recorder>> {
    let options = CaptureOptions {
        secrets: options.secrets,
        comment: "The frames are rebuilt by smtpsh from what passed its socket; nothing was captured on a network.".to_owned(),
        application: concat!("smtpsh ", env!("CARGO_PKG_VERSION")).to_owned(),
    };
    Ok(Box::new(Wireshark {
        capture: Capture::new(out, options)?,
        result: Ok(()),
    }))
}

struct Wireshark {
    capture: Capture<Output>,
    /// The first failure: nothing is written behind it.
    result: io::Result<()>,
}

impl Wireshark {
    fn write(&mut self, event: &Event, at: SystemTime) -> io::Result<()> {
        match event {
            Event::Connected { place, local, .. } => {
                self.capture.connected(at, *local, place.address)
            }
            Event::Passed(Passed::Bytes(direction, bytes)) => {
                self.capture.bytes(at, *direction, bytes)
            }
            Event::Passed(Passed::Key(key)) => {
                self.capture
                    .secret(&key.label, &key.client_random, key.secret.reveal());
                Ok(())
            }
            Event::Ended { by, abrupt } => self.capture.closed(
                at,
                match (by, abrupt) {
                    (_, true) => Close::Reset,
                    (Direction::Client, _) => Close::ByClient,
                    (Direction::Server, _) => Close::ByServer,
                },
            ),
            _ => Ok(()),
        }
    }
}

impl Listener for Wireshark {
    fn notice(&mut self, event: &Event, at: SystemTime) {
        if self.result.is_ok() {
            self.result = self.write(event, at);
        }
    }
}

impl Recorder for Wireshark {
    fn finish(&mut self) -> io::Result<()> {
        mem::replace(&mut self.result, Ok(()))?;
        self.capture.finish()
    }
}
