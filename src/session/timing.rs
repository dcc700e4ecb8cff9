//! How long the server takes: from a line to the first and to the last byte of its reply.

use crate::event::Took;
use std::collections::VecDeque;
use std::time::Instant;

/// The times of a session.
#[derive(Debug, Default)]
pub(super) struct Timing {
    /// What was said and is not answered: its first word, and when it went out.
    said: VecDeque<(String, Instant)>,
    /// When the first byte of the reply that is under way arrived.
    first: Option<Instant>,
    pub(super) rows: Vec<Row>,
}

/// One reply.
#[derive(Debug)]
pub(super) struct Row {
    /// What it answers.
    pub(super) what: String,
    /// Its code.
    pub(super) code: Option<u16>,
    pub(super) took: Took,
}

impl Timing {
    /// Something was said that will be answered.
    pub(super) fn said(&mut self, what: &str) {
        if self.said.len() < MAX_ROWS {
            self.said.push_back((what.to_owned(), Instant::now()));
        }
    }

    /// Bytes arrived.
    pub(super) fn arrived(&mut self) {
        self.first.get_or_insert_with(Instant::now);
    }

    /// A reply is complete. What follows in the same bytes has no first byte of its own.
    pub(super) fn replied(&mut self, code: Option<u16>, awaited: bool) -> Option<Took> {
        let last = Instant::now();
        let first = self.first.take().unwrap_or(last);
        if !awaited {
            return None;
        }
        let (what, said) = self.said.pop_front()?;
        let took = Took {
            first: first.saturating_duration_since(said),
            last: last.saturating_duration_since(said),
        };
        if self.rows.len() < MAX_ROWS {
            self.rows.push(Row { what, code, took });
        }
        Some(took)
    }

    /// The connection is new: nothing that was said before is answered on it.
    pub(super) fn connected(&mut self, greeting: &str) {
        self.said.clear();
        self.first = None;
        self.said(greeting);
    }
}

/// How many replies are kept: a long session, in some 100 KB.
const MAX_ROWS: usize = 1000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replies_are_matched_to_what_was_said() {
        let mut timing = Timing::default();
        timing.connected("greeting");
        timing.arrived();
        assert!(timing.replied(Some(220), true).is_some());
        timing.said("MAIL");
        timing.said("RCPT");
        timing.arrived();
        let mail = timing.replied(Some(250), true).unwrap();
        assert!(mail.first <= mail.last);
        assert!(timing.replied(Some(421), false).is_none());
        assert!(timing.replied(Some(550), true).is_some());
        assert!(timing.replied(Some(550), true).is_none());
        let rows: Vec<_> = timing
            .rows
            .iter()
            .map(|row| (&row.what[..], row.code))
            .collect();
        assert_eq!(
            rows,
            [
                ("greeting", Some(220)),
                ("MAIL", Some(250)),
                ("RCPT", Some(550))
            ]
        );
    }
}
