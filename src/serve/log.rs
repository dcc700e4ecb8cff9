//! What happens, a line each: for a file, or another program.

use super::Board;
use crate::note::Note;
use crate::practice::Happened;
use crate::screen::text_lines;
use crate::words::Lang;
use std::net::SocketAddr;
use std::time::Instant;
use time::macros::format_description;
use time::{OffsetDateTime, UtcOffset};

/// Lines that are still to be printed.
#[derive(Debug)]
pub(super) struct Log {
    lang: Lang,
    /// How far the clock on the wall is from UTC.
    offset: UtcOffset,
    lines: String,
    dropped: usize,
}

impl Log {
    pub(super) fn new(lang: Lang, offset: UtcOffset) -> Self {
        Self {
            lang,
            offset,
            lines: String::new(),
            dropped: 0,
        }
    }

    /// The time of day, and how far it is from UTC.
    fn clock(&self) -> String {
        let format = format_description!(
            "[hour]:[minute]:[second] [offset_hour sign:mandatory]:[offset_minute]"
        );
        let now = OffsetDateTime::now_utc().to_offset(self.offset);
        // Every time of a clock can be written.
        now.format(format).unwrap_or_default()
    }

    fn add(&mut self, note: &Note) {
        self.lines += &text_lines(&format!("{} {}", self.clock(), note.say(self.lang)));
    }
}

impl Board for Log {
    fn notice(&mut self, client: SocketAddr, happened: &Happened, _: Instant) {
        if self.lines.len() > MAX_LINES {
            self.dropped += 1;
        } else {
            self.add(&note(client.to_string(), happened));
        }
    }

    fn frame(&mut self, _: Instant) -> String {
        if self.dropped > 0 {
            let count = std::mem::take(&mut self.dropped);
            self.add(&Note::TooMuchHappened { count });
        }
        std::mem::take(&mut self.lines)
    }

    /// A log has no pages.
    fn turn(&mut self) {}

    fn last_frame(&mut self, now: Instant) -> String {
        self.frame(now)
    }
}

fn note(client: String, happened: &Happened) -> Note {
    match happened {
        Happened::Came => Note::Came { client },
        Happened::Went => Note::Went { client },
        Happened::Secured => Note::TlsUp { client },
        Happened::NotSecured(why) => Note::TlsFailed {
            client,
            why: why.clone(),
        },
        Happened::Tried(user) => Note::TriedToLogIn {
            client,
            user: user.clone(),
        },
        Happened::LoggedIn(user) => Note::LoggedIn {
            client,
            user: user.clone(),
        },
        Happened::Refused(reply) => Note::WasRefused {
            client,
            reply: reply.clone(),
        },
        Happened::Read(protocol, subject) => Note::WasRead {
            client,
            protocol: (*protocol).to_owned(),
            subject: subject.clone(),
        },
        Happened::Crowded => Note::SentAway { client },
        Happened::Mail(mail) => Note::Delivered {
            client,
            from: mail.from.clone(),
            to: mail.to.join(", "),
            subject: mail.subject(),
            bytes: mail.data.len(),
        },
    }
}

/// Text that waits for a reader that is slow, or stopped.
const MAX_LINES: usize = 256 * 1024;

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::offset;

    #[test]
    fn who_stops_reading_is_told_what_is_missing() {
        let mut log = Log::new(Lang::English, offset!(+5:30));
        let client = SocketAddr::from(([192, 0, 2, 1], 50_000));
        for _ in 0..10_000 {
            log.notice(client, &Happened::Came, Instant::now());
        }
        let text = log.frame(Instant::now());
        assert!(text.len() < MAX_LINES + 200, "{}", text.len());
        let first = text.lines().next().unwrap_or_default();
        assert_eq!(
            first.get("-- 00:00:00".len()..),
            Some(" +05:30 192.0.2.1:50000 came"),
            "{first}"
        );
        let kept = text.lines().filter(|line| line.ends_with(" came")).count();
        let missing = format!("{} more", 10_000 - kept);
        assert!(
            text.contains(&missing),
            "{missing}: {:?}",
            text.lines().last()
        );
        assert_eq!(log.frame(Instant::now()), "");
    }
}
