//! Events as lines on a terminal. What the server sent is decoded and made harmless here.

use crate::error::{Advice, Error};
use crate::event::{By, Event, Listener, Sent, Took};
use crate::note::Note;
use crate::protocol::text::{escape, visible};
use crate::protocol::{Asks, Kind, Oddity, Outcome, Part, Protocol, Reply, Role, Until};
use crate::terminal::Terminal;
use crate::wire::Secured;
use crate::words::Lang;
use colored::{Color, Colorize};
use std::cell::Cell;
use std::rc::Rc;
use std::time::{Duration, SystemTime};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

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
                let partial = partial.as_ref().map(|bytes| {
                    self.note(&Note::PartialReply {
                        partial: visible(bytes),
                    })
                });
                let closed = if *orderly {
                    Note::ClosedOrderly
                } else {
                    Note::ClosedByServer
                };
                partial.unwrap_or_default() + &self.note(&closed)
            }
            Event::FileSent { file, bytes } => self.note(&Note::file_sent(file, *bytes)),
            Event::Failed { at, error } if self.person.get() => {
                error_lines(at, error, self.lang.get())
            }
            // Who calls a script reads it on standard error.
            Event::Failed { .. } => String::new(),
            Event::Noted(note) => self.note(note),
            Event::Advised(remark) => wrapped("=>", Color::Yellow, &remark.say(self.lang.get())),
            // The screen shows what the bytes mean.
            Event::Offered { .. } | Event::Passed(_) | Event::Ended { .. } => String::new(),
        };
        if !text.is_empty() {
            self.terminal.print(&text);
        }
    }
}

/// What came out of a handshake, on the terminal.
pub fn secured_lines(secured: &Secured, lang: Lang) -> String {
    let mut shown = wrapped("--", Color::BrightBlack, &secured_sentence(secured, lang));
    if let Some(why) = &secured.unverified {
        shown += &wrapped(
            "!!",
            Color::Red,
            &Note::Unverified { why: why.say(lang) }.say(lang),
        );
    }
    shown
}

/// What came out of a handshake, in a sentence.
pub fn secured_sentence(secured: &Secured, lang: Lang) -> String {
    let up = Note::Secured {
        version: secured.version.to_owned(),
        suite: secured.suite.clone(),
        group: secured.group.clone(),
        subject: secured.certificate.subject.clone(),
        issuer: secured.certificate.issuer.clone(),
    };
    let name = secured.name.clone();
    let verified = secured
        .unverified
        .is_none()
        .then(|| Note::Verified { name }.say(lang));
    let resumed = secured.resumed.then(|| Note::Resumed.say(lang));
    let parts = [Some(up.say(lang)), verified, resumed];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    parts.join(lang.pick(", ", "，"))
}

/// How the offers changed with the upgrade.
pub fn offers_notes(gained: &[String], lost: &[String]) -> Vec<Note> {
    let gained = (!gained.is_empty()).then(|| Note::OffersGained {
        list: gained.join(", "),
    });
    let lost = (!lost.is_empty()).then(|| Note::OffersLost {
        list: lost.join(", "),
    });
    let notes: Vec<Note> = [gained, lost].into_iter().flatten().collect();
    if notes.is_empty() {
        return vec![Note::OffersSame];
    }
    notes
}

/// An error with where it happened, if that is known, and what to try.
pub fn failure(at: &str, error: &Error, lang: Lang) -> String {
    let at = if at.is_empty() {
        String::new()
    } else {
        format!("{at}: ")
    };
    pair(&format!("{at}{}", error.say(lang)), error.advice(), lang)
}

/// An error as a pair: what happened, and what to try.
pub fn pair(what: &str, advice: Option<Advice>, lang: Lang) -> String {
    let mut pair = what.to_owned();
    if let Some(advice) = advice {
        pair.push('\n');
        pair.push_str(lang.pick("Try: ", "建议："));
        pair.push_str(&advice.say(lang));
    }
    pair
}

/// An error on standard error, harmless whatever the server has put into it.
pub fn print_error(at: &str, error: &Error, lang: Lang) {
    let failure = failure(at, error, lang);
    let lines: Vec<String> = failure.split('\n').map(escape).collect();
    eprintln!("smtpsh: {}", lines.join("\n"));
}

/// A line that the client says, outside of a session.
pub fn client_line(line: &str) -> String {
    marked("C:", Color::Cyan, line)
}

/// A line that the server says, outside of a session.
pub fn server_line(line: &[u8]) -> String {
    marked("S:", Color::Green, &visible(line))
}

/// An error on the terminal, with what to try.
fn error_lines(at: &str, error: &Error, lang: Lang) -> String {
    wrapped("!!", Color::Red, &failure(at, error, lang))
}

/// A text on the terminal that is not the dialogue's.
pub fn text_lines(text: &str) -> String {
    wrapped("--", Color::BrightBlack, text)
}

/// What a lesson says.
pub fn lesson_lines(text: &str) -> String {
    marked("##", Color::Magenta, text)
}

/// What the prompt and the status call that which a challenge asks for.
pub fn awaits(asks: Asks) -> crate::note::Awaits {
    use crate::note::Awaits;
    match asks {
        Asks::User => Awaits::User,
        Asks::Code => Awaits::Code,
        Asks::Other => Awaits::Answer,
    }
}

/// What the prompt and the status call message text.
pub fn awaited_text(until: Until) -> crate::note::Awaits {
    use crate::note::Awaits;
    match until {
        Until::Dot => Awaits::Text,
        Until::Bytes {
            left,
            secret: false,
            then_secret,
        } => Awaits::Literal { left, then_secret },
        Until::Bytes {
            left, secret: true, ..
        } => Awaits::SecretLiteral { left },
        Until::LineEnd { secret } => Awaits::Rest { secret },
    }
}

/// A time as people compare it: `12.3`.
pub fn milliseconds(time: Duration) -> String {
    format!("{:.1}", time.as_secs_f64() * 1000.0)
}

/// Bytes as hex and as text, sixteen in a line.
fn hex_lines(mark: &str, bytes: &[u8]) -> String {
    marked(mark, Color::BrightBlack, &hex_dump(bytes))
}

/// Bytes as hex and as text, sixteen in a line, without a mark.
pub fn hex_dump(bytes: &[u8]) -> String {
    let lines = bytes.chunks(16).enumerate().map(|(number, chunk)| {
        let hex: Vec<String> = chunk.iter().map(|byte| format!("{byte:02x}")).collect();
        let text: String = chunk
            .iter()
            .map(|&byte| match byte {
                b' '..=b'~' => char::from(byte),
                _ => '.',
            })
            .collect();
        format!("{:04x}  {:47}  {text}", number * 16, hex.join(" "))
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Fills a column: a Chinese character takes two cells.
pub fn padded(text: &str, width: usize) -> String {
    let room = width.saturating_sub(text.width());
    format!("{text}{}", " ".repeat(room))
}

/// A row of a table, cut where a terminal would break it.
pub fn fitting(row: &str) -> String {
    width().map_or_else(|| row.to_owned(), |width| cut(row, width))
}

/// As much of a text as so many columns hold, with a sign that it goes on.
fn cut(text: &str, columns: usize) -> String {
    if text.width() <= columns {
        return text.to_owned();
    }
    let mut left = columns.saturating_sub(1);
    let fits = |c: &char| {
        let width = c.width().unwrap_or_default();
        let fits = width <= left;
        left = left.saturating_sub(width);
        fits
    };
    let mut kept: String = text.chars().take_while(fits).collect();
    kept.push('…');
    kept
}

/// Each line of `text` behind its mark, harmless whatever is in it.
fn marked(mark: &str, color: Color, text: &str) -> String {
    let mark = mark.color(color).to_string();
    text.split('\n')
        .map(|line| format!("{mark} {}\n", escape(line)))
        .collect()
}

/// The same, broken between words where a person reads it on a terminal. What is broken goes on
/// behind the indentation of its line.
fn wrapped(mark: &str, color: Color, text: &str) -> String {
    let Some(width) = width() else {
        return marked(mark, color, text);
    };
    let lines: Vec<String> = text
        .split('\n')
        .flat_map(|line| {
            let line = escape(line);
            let spaces = line.len() - line.trim_start().len();
            let indent = " ".repeat(spaces.min(width / 2));
            let options = textwrap::Options::new(width).subsequent_indent(&indent);
            textwrap::wrap(&line, options)
                .into_iter()
                .map(|part| part.trim_end().to_owned())
                .collect::<Vec<_>>()
        })
        .collect();
    let mark = mark.color(color).to_string();
    lines
        .iter()
        .map(|line| format!("{mark} {line}\n"))
        .collect()
}

/// How many columns there are for text, if a terminal shows it.
fn width() -> Option<usize> {
    let (terminal_size::Width(columns), _) = terminal_size::terminal_size_of(std::io::stdout())?;
    usize::from(columns)
        .checked_sub(MARK)
        .filter(|width| *width >= NARROWEST)
}

/// Lines of a reply that a person is shown at once: some screens, to scroll back through.
const MAX_SHOWN: u64 = 200;
/// A line longer than this counts as more than one: it fills more than one.
const LONG_LINE: u64 = 80;
/// What comes after a pause as long as this is something new.
const LULL: Duration = Duration::from_secs(1);
/// The columns of a mark, the space behind it, and the last one, where some terminals wrap early.
const MARK: usize = 4;
/// On anything narrower breaking between words makes it worse.
const NARROWEST: usize = 20;
