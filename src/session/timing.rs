//! How long the server takes: from a line to the first and to the last byte of its reply.

use crate::event::Took;
use crate::protocol::{Reply, To};
use std::collections::VecDeque;
use std::time::Instant;

/// The times of a session.
#[derive(Debug, Default)]
pub(super) struct Timing {
    /// What was said and is not answered, and when it went out.
    said: VecDeque<(To, Instant)>,
    /// When the first byte of the reply that is under way arrived.
    first: Option<Instant>,
    /// The reply of which more is to come.
    under_way: Option<UnderWay>,
    pub(super) rows: Vec<Row>,
}

/// One reply.
#[derive(Debug)]
pub(super) struct Row {
    /// What it answers.
    pub(super) what: To,
    /// Its status.
    pub(super) word: String,
    pub(super) took: Took,
}

impl Timing {
    /// Something was said that will be answered.
    pub(super) fn said(&mut self, what: To) {
        if self.said.len() < MAX_ROWS {
            self.said.push_back((what, Instant::now()));
        }
    }

    /// Bytes arrived.
    pub(super) fn arrived(&mut self) {
        self.first.get_or_insert_with(Instant::now);
    }

    /// A reply has come; if more of it follows, its time is told by [`Timing::ended`].
    pub(super) fn replied(&mut self, reply: &Reply) -> Option<Took> {
        let first = self.first.take().unwrap_or_else(Instant::now);
        let to = reply.to.as_ref()?;
        let at = self.said.iter().position(|(what, _)| what == to)?;
        let (what, said) = self.said.remove(at)?;
        let under_way = UnderWay {
            what,
            word: reply.word.clone(),
            said,
            first,
        };
        if reply.more {
            self.under_way = Some(under_way);
            return None;
        }
        Some(self.keep(under_way))
    }

    /// The last part of a reply has come. What follows in the same bytes has no first byte of its own.
    pub(super) fn ended(&mut self) -> Option<Took> {
        self.first = None;
        let under_way = self.under_way.take()?;
        Some(self.keep(under_way))
    }

    /// The connection is new: nothing that was said before is answered on it.
    pub(super) fn connected(&mut self) {
        self.said.clear();
        self.first = None;
        self.under_way = None;
        self.said(To::Greeting);
    }

    fn keep(&mut self, reply: UnderWay) -> Took {
        let since = |at: Instant| at.saturating_duration_since(reply.said);
        let took = Took {
            first: since(reply.first),
            last: since(Instant::now()),
        };
        if self.rows.len() < MAX_ROWS {
            self.rows.push(Row {
                what: reply.what,
                word: reply.word,
                took,
            });
        }
        took
    }
}

/// A reply that has begun.
#[derive(Debug)]
struct UnderWay {
    what: To,
    word: String,
    said: Instant,
    first: Instant,
}

/// How many replies are kept: a long session, in some 100 KB.
const MAX_ROWS: usize = 1000;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::Outcome;

    fn reply(to: Option<&To>, more: bool) -> Reply {
        Reply {
            lines: Vec::new(),
            word: "250".to_owned(),
            detail: None,
            outcome: Outcome::Done,
            to: to.cloned(),
            more,
            closes: false,
            oddities: Vec::new(),
        }
    }

    #[test]
    fn replies_are_matched_to_what_was_said() {
        let [mail, rcpt] = ["MAIL", "RCPT"].map(|what| To::Command { what: what.into() });
        let mut timing = Timing::default();
        timing.connected();
        timing.arrived();
        assert!(timing.replied(&reply(Some(&To::Greeting), false)).is_some());
        timing.said(mail.clone());
        timing.said(rcpt.clone());
        timing.arrived();
        let took = timing.replied(&reply(Some(&mail), false)).unwrap();
        assert!(took.first <= took.last);
        assert!(timing.replied(&reply(None, false)).is_none());
        assert!(timing.replied(&reply(Some(&rcpt), true)).is_none());
        assert!(timing.ended().is_some() && timing.ended().is_none());
        assert!(timing.replied(&reply(Some(&rcpt), false)).is_none());
        let rows: Vec<_> = timing.rows.iter().map(|row| row.what.clone()).collect();
        assert_eq!(rows, [To::Greeting, mail, rcpt]);
    }
}
