//! Events as lines on a terminal. What the server sent is decoded and made harmless here.

mod layout;
mod say;

use crate::event::{By, Event, Listener, Sent, Took};
use crate::note::Note;
use crate::protocol::text::{escape, visible};
use crate::protocol::{Kind, Oddity, Outcome, Part, Protocol, Reply, Role};
use crate::terminal::Terminal;
use crate::wire::Secured;
use crate::words::Lang;
use colored::Color;
pub(crate) use layout::cut;
pub use layout::{has_room, hex_dump, milliseconds, padded, row};
use layout::{hex_lines, marked, wrapped};
use say::error_lines;
pub use say::{
    alert_note, awaited_text, awaits, client_line, failure, lesson_lines, offers_notes, pair,
    partial_notes, print_error, secured_lines, secured_sentence, server_line, text_lines,
};
use std::cell::Cell;
use std::rc::Rc;
use std::time::{Duration, SystemTime};

/// The screen of a session.
#[derive(Debug)]
pub struct Screen {
    terminal: Terminal,
    lang: Rc<Cell<Lang>>,
    /// A person types, whose own lines stand on the screen already.
    person: Rc<Cell<bool>>,
    details: Rc<Cell<Details>>,
    burst: Burst,
}

/// How much has come at once, so that nobody loses sight of what they typed before a long reply.
#[derive(Debug, Default)]
struct Burst {
    shown: u64,
    /// Lines and bytes that were not shown.
    lines: u64,
    bytes: u64,
    last: Option<SystemTime>,
}

/// What is shown beside the dialogue.
#[derive(Debug, Clone, Copy, Default)]
pub struct Details {
    /// Both directions as hex and text.
    pub hex: bool,
    /// The time of each reply.
    pub timing: bool,
    /// Of a remark only what is wrong: a lesson says what to type.
    pub brief: bool,
    /// Not what comes along with replies, for a while: a person is shown what counts of it later.
    pub terse: bool,
}

impl Screen {
    /// Shows what happens on `terminal`.
    pub fn new(
        terminal: Terminal,
        lang: Rc<Cell<Lang>>,
        person: Rc<Cell<bool>>,
        details: Rc<Cell<Details>>,
    ) -> Self {
        Self {
            terminal,
            lang,
            person,
            details,
            burst: Burst::default(),
        }
    }

    fn note(&self, note: &Note) -> String {
        wrapped("--", Color::BrightBlack, &note.say(self.lang.get()))
    }

    fn sent(&self, sent: &Sent) -> String {
        // Exact bytes are a helper's, also in message text.
        let typed = sent.role == Role::Text && self.person.get() && sent.ended;
        let on_screen = sent.by == By::Typist || typed;
        if on_screen {
            return String::new();
        }
        marked("C:", Color::Cyan, &visible(&sent.masked()))
    }

    fn reply(&self, reply: &Reply) -> String {
        let color = match reply.outcome {
            Outcome::Done => Color::Green,
            Outcome::GoOn => Color::Blue,
            Outcome::RefusedNow | Outcome::Refused => Color::Red,
            Outcome::Unclear => Color::Yellow,
        };
        let lines = reply
            .lines
            .iter()
            .map(|line| marked("S:", color, &visible(line)));
        lines.chain(self.odd(&reply.oddities)).collect()
    }

    /// A part of a reply. A person sees the beginning of a long one; who calls a script sees all.
    fn part(&mut self, part: &Part, took: Option<Took>, at: SystemTime) -> String {
        if self.details.get().terse && self.person.get() {
            return String::new();
        }
        let quiet = |last: SystemTime| at.duration_since(last).is_ok_and(|gap| gap > LULL);
        let before = if self.burst.last.is_some_and(quiet) {
            self.end_of_burst()
        } else {
            String::new()
        };
        self.burst.last = Some(at);
        if part.kind == Kind::End {
            let end = marked("S:", Color::Green, &visible(&part.bytes));
            return before + &self.end_of_burst() + &end + &self.took(took);
        }
        if self.person.get() && self.burst.shown >= MAX_SHOWN {
            self.burst.lines += u64::from(part.end.is_some());
            self.burst.bytes += part.bytes.len() as u64;
            return before;
        }
        self.burst.shown += 1 + part.bytes.len() as u64 / LONG_LINE;
        let decoded = part.plain.iter().map(|plain| {
            let plain = escape(plain);
            self.note(&Note::Decoded { plain })
        });
        let rest: String = decoded.chain(self.odd(&part.oddities)).collect();
        before + &marked("S:", Color::BrightBlack, &visible(&part.bytes)) + &rest
    }

    /// What was not shown is told before anything else is.
    fn end_of_burst(&mut self) -> String {
        let Burst { lines, bytes, .. } = std::mem::take(&mut self.burst);
        if bytes == 0 {
            return String::new();
        }
        self.note(&Note::NotShown { lines, bytes })
    }

    fn odd(&self, oddities: &[Oddity]) -> impl Iterator<Item = String> {
        oddities.iter().map(|oddity| {
            self.note(&Note::OddReply {
                oddity: oddity.say(self.lang.get()),
            })
        })
    }

    fn took(&self, took: Option<Took>) -> String {
        let took = took.filter(|_| self.details.get().timing).map(|took| {
            self.note(&Note::ReplyTook {
                first: milliseconds(took.first),
                last: milliseconds(took.last),
            })
        });
        took.unwrap_or_default()
    }

    fn secured(&self, secured: &Secured, again: Option<&Protocol>) -> String {
        let mut shown = secured_lines(secured, self.lang.get());
        if let Some(protocol) = again {
            shown += &self.note(&Note::ask_again(protocol));
        }
        shown
    }
}

impl Listener for Screen {
    fn notice(&mut self, event: &Event, at: SystemTime) {
        let text = match event {
            Event::Connected { place, took, .. } => self.note(&Note::Connected {
                place: place.to_string(),
                ms: took.as_millis(),
            }),
            Event::Sent(sent) if self.details.get().hex => {
                let end: &[u8] = if sent.ended { b"\r\n" } else { b"" };
                self.sent(sent) + &hex_lines("C>", &[&sent.masked()[..], end].concat())
            }
            Event::Sent(sent) => self.sent(sent),
            Event::Arrived(bytes) if self.details.get().hex => hex_lines("S>", bytes),
            Event::Arrived(_) => String::new(),
            Event::Heard { reply, took, .. } => {
                self.end_of_burst() + &self.reply(reply) + &self.took(*took)
            }
            Event::Part { part, took, .. } => self.part(part, *took, at),
            Event::Challenged(challenge) => match &challenge.plain {
                Some(plain) if !plain.is_empty() => {
                    let plain = visible(plain);
                    self.note(&Note::Challenge { plain })
                }
                // An empty challenge is usual for PLAIN, and has nothing to decode.
                _ => String::new(),
            },
            Event::OffersChanged { gained, lost } => offers_notes(gained, lost)
                .iter()
                .map(|note| self.note(note))
                .collect(),
            Event::TextBegan if self.person.get() => self.note(&Note::TextBegan),
            Event::TextBegan => String::new(),
            Event::Secured { secured, again } => self.secured(secured, *again),
            Event::Closed { orderly, partial } => {
                let partial = partial.as_ref().map(|bytes| partial_notes(bytes));
                let partial: String = partial
                    .iter()
                    .flatten()
                    .map(|note| self.note(note))
                    .collect();
                let closed = if *orderly {
                    Note::ClosedOrderly
                } else {
                    Note::ClosedByServer
                };
                partial + &self.note(&closed)
            }
            Event::Read(text) => text_lines(text),
            Event::FileSent { file, bytes, .. } => self.note(&Note::file_sent(file, *bytes)),
            Event::Failed { at, error } if self.person.get() => {
                error_lines(at, error, self.lang.get())
            }
            // Who calls a script reads it on standard error.
            Event::Failed { .. } => String::new(),
            Event::Noted(note) => self.note(note),
            Event::Advised(remark) => {
                let said = remark.say(self.lang.get());
                let what = said.lines().next().unwrap_or_default();
                let brief = self.details.get().brief;
                wrapped("=>", Color::Yellow, if brief { what } else { &said })
            }
            // The screen shows what the bytes mean.
            Event::Offered { .. }
            | Event::Passed(_)
            | Event::Ended { .. }
            | Event::Helped { .. }
            | Event::FileBegan { .. } => String::new(),
        };
        if !text.is_empty() {
            self.terminal.print(&text);
        }
    }
}

/// Lines of a reply that a person is shown at once: some screens, to scroll back through.
const MAX_SHOWN: u64 = 200;
/// A line longer than this counts as more than one: it fills more than one.
const LONG_LINE: u64 = 80;
/// What comes after a pause as long as this is something new.
const LULL: Duration = Duration::from_secs(1);
