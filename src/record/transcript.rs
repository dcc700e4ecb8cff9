//! The session as a person reads it in a terminal: who said what, when, and under which protection.
//!
//! ```text
//!     0.012     C: EHLO a
//!     0.031 TLS S: 250 OK
//! ```
//!
//! Seconds since the beginning, `TLS` where the line went through it, `C:` or `S:` for what was
//! said, `--` for what smtpsh remarks.

use super::format::{Format, Formatted, Moment, date};
use super::handshakes::Handshakes;
use super::{Options, Output, Recorder};
use crate::event::{Event, Sent};
use crate::handshake;
use crate::note::Note;
use crate::protocol::text::{escape, visible};
use crate::screen::{self, offers_notes, partial_notes, secured_sentence};
use crate::words::Lang;
use std::io;

/// A recorder of a transcript.
pub(super) fn recorder(out: Output, options: Options) -> io::Result<Box<dyn Recorder>> {
    let transcript = Transcript {
        lang: options.lang,
        handshakes: Handshakes::default(),
    };
    Ok(Formatted::boxed(transcript, out, options))
}

struct Transcript {
    lang: Lang,
    handshakes: Handshakes,
}

impl Format for Transcript {
    fn tell(&mut self, event: &Event, at: Moment) -> Vec<u8> {
        let mut text = String::new();
        if at.first {
            let program = concat!("smtpsh ", env!("CARGO_PKG_VERSION"));
            text += &format!("# {program}, {}\n", date(at.at));
        }
        match event {
            Event::Passed(passed) => self.handshakes.passed(passed, at.since),
            Event::Ended { .. } => self.handshakes.ended(),
            _ => {}
        }
        let tls = matches!(
            event,
            Event::Sent(Sent { tls: true, .. })
                | Event::Heard { tls: true, .. }
                | Event::Part { tls: true, .. }
        );
        let layer = if tls { "TLS" } else { "" };
        for (mark, line) in self.lines(event) {
            let seconds = at.since.as_secs_f64();
            text += &format!("{seconds:9.3} {layer:3} {mark} {line}\n");
        }
        text.into_bytes()
    }
}

impl Transcript {
    fn lines(&self, event: &Event) -> Vec<(&'static str, String)> {
        let said = |sentence: String| sentence.lines().map(|line| ("--", escape(line))).collect();
        let note = |note: Note| -> Vec<_> { said(note.say(self.lang)) };
        match event {
            Event::Failed { at, error } => said(screen::failure(at, error, self.lang)),
            Event::Connected { place, took, .. } => note(Note::Connected {
                place: place.to_string(),
                ms: took.as_millis(),
            }),
            Event::Sent(sent) => vec![("C:", visible(&sent.masked()))],
            Event::Heard { reply, .. } => {
                let lines = reply.lines.iter().map(|line| ("S:", visible(line)));
                let odd = reply.oddities.iter().flat_map(|oddity| {
                    note(Note::OddReply {
                        oddity: oddity.say(self.lang),
                    })
                });
                lines.chain(odd).collect()
            }
            Event::Part { part, .. } => {
                let decoded = part.plain.iter().flat_map(|plain| {
                    note(Note::Decoded {
                        plain: escape(plain),
                    })
                });
                let odd = part.oddities.iter().flat_map(|oddity| {
                    note(Note::OddReply {
                        oddity: oddity.say(self.lang),
                    })
                });
                let line = ("S:", visible(&part.bytes));
                std::iter::once(line).chain(decoded).chain(odd).collect()
            }
            Event::Challenged(challenge) => match &challenge.plain {
                Some(plain) if !plain.is_empty() => note(Note::Challenge {
                    plain: visible(plain),
                }),
                _ => Vec::new(),
            },
            Event::OffersChanged { gained, lost } => offers_notes(gained, lost)
                .into_iter()
                .flat_map(note)
                .collect(),
            Event::Secured { secured, again } => {
                let mut lines: Vec<_> = said(secured_sentence(secured, self.lang));
                if let Some(why) = &secured.unverified {
                    lines.extend(note(Note::Unverified {
                        why: why.say(self.lang),
                    }));
                }
                if let Some(protocol) = again {
                    lines.extend(note(Note::ask_again(protocol)));
                }
                if let Some(decoder) = self.handshakes.current() {
                    lines.extend(said(handshake::list(decoder, self.lang).join("\n")));
                    for certificate in handshake::certificates(decoder) {
                        lines.extend(said(handshake::certificate(certificate, self.lang)));
                    }
                }
                lines
            }
            Event::Closed { orderly, partial } => {
                let partial = partial.iter().flat_map(|bytes| partial_notes(bytes));
                let partial = partial.flat_map(note);
                let closed = note(if *orderly {
                    Note::ClosedOrderly
                } else {
                    Note::ClosedByServer
                });
                partial.chain(closed).collect()
            }
            Event::Read(text) => said(text.clone()),
            Event::FileSent { file, bytes, .. } => note(Note::file_sent(file, *bytes)),
            Event::Advised(remark) => {
                let said = remark.say(self.lang);
                said.lines().map(|line| ("=>", escape(line))).collect()
            }
            Event::Noted(remark) => note(remark.clone()),
            // A transcript has the dialogue, not the bytes that carried it.
            Event::Arrived(_)
            | Event::Offered { .. }
            | Event::TextBegan
            | Event::Passed(_)
            | Event::Ended { .. }
            | Event::Helped { .. }
            | Event::FileBegan { .. } => Vec::new(),
        }
    }
}
