//! A record that is text: each event becomes some of it, and the end the rest.

use super::{Options, Output, Recorder};
use crate::event::{Event, Listener};
use std::io::{self, Write};
use std::mem;
use std::time::{Duration, SystemTime};
use time::{OffsetDateTime, UtcOffset};

/// What a kind of text record makes of the events. It does no I/O.
pub(super) trait Format {
    /// The text of an event, `since` the first one.
    fn tell(&mut self, event: &Event, at: Moment) -> Vec<u8>;

    /// The text behind the last event.
    fn end(&mut self) -> Vec<u8> {
        Vec::new()
    }
}

/// When an event happened.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moment {
    /// By the calendar and the clock on the wall.
    pub(super) at: OffsetDateTime,
    /// Since the first event of the record.
    pub(super) since: Duration,
    /// It is the first event.
    pub(super) first: bool,
}

/// A recorder that writes what a [`Format`] says.
pub(super) struct Formatted<F> {
    format: F,
    out: Output,
    offset: UtcOffset,
    start: Option<SystemTime>,
    /// The first failure: nothing is written behind it.
    result: io::Result<()>,
}

impl<F: Format + 'static> Formatted<F> {
    /// A recorder that writes to `out`.
    pub(super) fn boxed(format: F, out: Output, options: Options) -> Box<dyn Recorder> {
        Box::new(Self::new(format, out, options))
    }

    /// The same, for who wants only to listen.
    pub(super) fn new(format: F, out: Output, options: Options) -> Self {
        Self {
            format,
            out,
            offset: options.offset,
            start: None,
            result: Ok(()),
        }
    }

    /// Each event is written at once: others read along.
    fn write(&mut self, text: &[u8]) {
        if self.result.is_ok() && !text.is_empty() {
            self.result = self.out.write_all(text).and_then(|()| self.out.flush());
        }
    }
}

impl<F: Format + 'static> Listener for Formatted<F> {
    fn notice(&mut self, event: &Event, at: SystemTime) {
        let first = self.start.is_none();
        let start = *self.start.get_or_insert(at);
        let since = at.duration_since(start).unwrap_or_default();
        let at = OffsetDateTime::from(at).to_offset(self.offset);
        let text = self.format.tell(event, Moment { at, since, first });
        self.write(&text);
    }
}

impl<F: Format + 'static> Recorder for Formatted<F> {
    fn finish(&mut self) -> io::Result<()> {
        let text = self.format.end();
        self.write(&text);
        mem::replace(&mut self.result, Ok(()))?;
        self.out.flush()
    }
}

/// The date of a record: what the clock on the wall showed, and how far that is from UTC.
pub(super) fn date(at: OffsetDateTime) -> String {
    let format = time::macros::format_description!(
        "[year]-[month]-[day] [hour]:[minute]:[second] [offset_hour sign:mandatory]:[offset_minute]"
    );
    // Every date of a clock can be written.
    at.format(format).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::{datetime, offset};

    #[test]
    fn dates_are_local_and_say_so() {
        let at = datetime!(2026-11-25 20:30 UTC);
        for (offset, expected) in [
            (UtcOffset::UTC, "2026-11-25 20:30:00 +00:00"),
            (offset!(+8), "2026-11-26 04:30:00 +08:00"),
            (offset!(-3:30), "2026-11-25 17:00:00 -03:30"),
        ] {
            assert_eq!(date(at.to_offset(offset)), expected);
        }
    }
}
