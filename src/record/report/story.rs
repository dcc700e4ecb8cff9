//! What the report tells, collected from the events as they happen. Everything in it is bounded.

use super::excerpt::Excerpt;
use super::mail::Mail;
use crate::direction::Direction;
use crate::event::{Event, Sent, Took};
use crate::note::Note;
use crate::protocol::command::Grammar;
use crate::protocol::smtp::SMTP;
use crate::protocol::text::{escape, visible};
use crate::protocol::{Kind, Outcome, Part, Protocol, Reply, Role, To, sasl};
use crate::record::format::Moment;
use crate::record::handshakes::Handshakes;
use crate::screen;
use crate::wire::Secured;
use crate::words::Lang;
use time::OffsetDateTime;

/// A session, as far as a report tells it.
#[derive(Debug, Default)]
pub(super) struct Story {
    pub(super) start: Option<OffsetDateTime>,
    /// Whom the session was with, in their order.
    pub(super) servers: Vec<String>,
    /// The server that has not answered yet.
    opening: Option<String>,
    /// The protocols that were spoken.
    pub(super) protocols: Vec<&'static Protocol>,
    /// What stopped the session, and what to try.
    pub(super) failure: Option<String>,
    pub(super) rows: Vec<Row>,
    /// Steps that were too many to keep.
    pub(super) rows_left_out: u64,
    pub(super) secured: Vec<Secured>,
    pub(super) handshakes: Handshakes,
    pub(super) times: Vec<Time>,
    /// What the server offered in clear text and through TLS, when it was asked last.
    pub(super) offers: [Option<Vec<String>>; 2],
    pub(super) mails: Vec<Mail>,
    protocol: Option<&'static Protocol>,
    /// How command lines of it are written.
    grammar: Grammar,
    /// The text is under way: its lines join the last row.
    in_text: bool,
    /// Parts of a reply are under way: they join the last row.
    in_parts: bool,
}

/// A step of the dialogue.
#[derive(Debug)]
pub(super) struct Row {
    /// Seconds since the beginning.
    pub(super) at: f64,
    pub(super) what: What,
}

impl Row {
    /// Whether it went through TLS.
    pub(super) fn is_tls(&self) -> bool {
        matches!(self.what, What::Said { tls: true, .. })
    }
}

/// What a step is.
#[derive(Debug)]
pub(super) enum What {
    /// Something was said.
    Said {
        from: Direction,
        tls: bool,
        protocol: &'static Protocol,
        /// The verb, or what a reply answers.
        verb: String,
        /// Of a reply, how the command turned out.
        reply: Option<Status>,
        lines: Excerpt,
        /// What its base64 says, of a challenge or of an answer that is no secret.
        decoded: Option<String>,
    },
    /// A connection came up.
    Connected(String),
    /// A remark between the arrows.
    Mark(String),
    /// Something failed: what happened, and what to try.
    Failed(String),
}

/// How a command turned out.
#[derive(Debug, Clone)]
pub(super) struct Status {
    /// In the server's word.
    pub(super) word: String,
    /// The code that refines it.
    pub(super) detail: Option<String>,
    pub(super) outcome: Outcome,
}

/// How long a reply took.
#[derive(Debug)]
pub(super) struct Time {
    pub(super) verb: String,
    pub(super) word: String,
    pub(super) took: Took,
}

impl Story {
    /// Takes notice of an event.
    pub(super) fn tell(&mut self, event: &Event, moment: Moment, lang: Lang) {
        self.start.get_or_insert(moment.at);
        let at = moment.since.as_secs_f64();
        match event {
            Event::Passed(passed) => self.handshakes.passed(passed, moment.since),
            Event::FileSent { file, bytes } => {
                self.mark(at, Note::file_sent(&escape(file), *bytes).say(lang));
            }
            Event::Connected { scheme, place, .. } => {
                self.handshakes.ended();
                self.protocol = Some(scheme.protocol);
                self.grammar = scheme.protocol.grammar;
                self.opening = None;
                if !self.has_spoken(scheme.protocol) {
                    self.protocols.push(scheme.protocol);
                }
                self.with(&place.to_string());
                let what = lang.pick("TCP connection to ", "TCP 连接已建立：");
                let what = what.to_owned() + &escape(&place.to_string());
                self.in_text = false;
                self.push(Row {
                    at,
                    what: What::Connected(what),
                });
            }
            Event::Sent(sent) => self.sent(sent, at),
            Event::Heard { reply, tls, took } => self.heard(reply, *tls, *took, at),
            Event::Challenged(challenge) => self.decoded(challenge.plain.as_deref()),
            Event::Part { part, tls, .. } => self.part(part, *tls, at),
            Event::Offered { now, tls } => {
                let names = now.iter().take(MAX_OFFERS);
                let names = names.map(|name| name.chars().take(MAX_OFFER).collect());
                self.offers[usize::from(*tls)] = Some(names.collect());
            }
            Event::Secured { secured, .. } => {
                self.mark(
                    at,
                    format!("{} · {}", secured.version, escape(&secured.suite)),
                );
                if self.secured.len() < MAX_CONNECTIONS {
                    self.secured.push(secured.clone());
                }
            }
            Event::Closed { orderly, .. } => {
                let note = if *orderly {
                    Note::ClosedOrderly
                } else {
                    Note::ClosedByServer
                };
                self.mark(at, note.say(lang));
            }
            Event::Noted(Note::Connecting { target }) => self.opening = Some(target.clone()),
            Event::Failed { at: line, error } => {
                if let Some(target) = self.opening.take() {
                    self.with(&target);
                }
                let failure = screen::failure(line, error, lang);
                let lines = failure.lines().map(escape);
                let failure = lines.collect::<Vec<_>>().join("\n");
                (self.in_text, self.in_parts) = (false, false);
                let what = What::Failed(failure.clone());
                self.failure = Some(failure);
                self.push(Row { at, what });
            }
            _ => {}
        }
    }

    /// Whether this protocol was spoken.
    pub(super) fn has_spoken(&self, protocol: &Protocol) -> bool {
        let mut spoken = self.protocols.iter();
        spoken.any(|known| known.name == protocol.name)
    }

    fn with(&mut self, server: &str) {
        let server = escape(server);
        if self.servers.len() < MAX_CONNECTIONS && !self.servers.contains(&server) {
            self.servers.push(server);
        }
    }

    /// The protocol that is spoken now.
    fn spoken(&self) -> &'static Protocol {
        self.protocol.unwrap_or(&SMTP)
    }

    fn sent(&mut self, sent: &Sent, at: f64) {
        self.in_parts = false;
        let line = sent.masked();
        if sent.role == Role::Text {
            return self.text(sent, &line, at);
        }
        let verb = match sent.role {
            Role::Answer => ANSWER.to_owned(),
            _ => self.grammar.verb_of(&sent.line),
        };
        if verb == "MAIL" {
            // The one before came to nothing, if it has no text.
            self.mails.pop_if(|mail| mail.is_empty());
            if self.mails.len() < MAX_MAILS {
                self.mails.push(Mail::default());
            }
        }
        if let Some(mail) = self.mail() {
            mail.envelope(&verb, &line);
        }
        self.in_text = false;
        self.said(
            at,
            Direction::Client,
            sent.tls,
            verb,
            None,
            Excerpt::of(&[line], MAX_STEP),
        );
        if sent.role == Role::Answer && sent.secret.is_none() {
            self.decoded(sasl::decode(&sent.line).as_deref());
        }
    }

    /// What the base64 of the last step says.
    fn decoded(&mut self, plain: Option<&[u8]>) {
        if let (Some(What::Said { decoded, .. }), Some(plain)) =
            (self.rows.last_mut().map(|row| &mut row.what), plain)
            && !plain.is_empty()
        {
            let shown = plain.get(..MAX_STEP).unwrap_or(plain);
            *decoded = Some(visible(shown));
        }
    }

    /// The mail that is being sent.
    fn mail(&mut self) -> Option<&mut Mail> {
        let sends = self.spoken().name == SMTP.name;
        self.mails.last_mut().filter(|_| sends)
    }

    /// All lines of a message are one step.
    fn text(&mut self, sent: &Sent, line: &[u8], at: f64) {
        if let Some(mail) = self.mail() {
            mail.line(line);
        }
        if !std::mem::replace(&mut self.in_text, true) {
            self.said(
                at,
                Direction::Client,
                sent.tls,
                String::new(),
                None,
                Excerpt::default(),
            );
        }
        if let Some(What::Said { lines, .. }) = self.last_row() {
            lines.add(line, MAX_STEP);
        }
    }

    fn heard(&mut self, reply: &Reply, tls: bool, took: Option<Took>, at: f64) {
        self.in_text = false;
        let in_parts = std::mem::take(&mut self.in_parts);
        let verb = match &reply.to {
            Some(To::Greeting) => GREETING,
            Some(To::Command { what }) => what,
            Some(To::Answer) => ANSWER,
            Some(To::Text) => ".",
            None => "",
        }
        .to_owned();
        if let Some(mail) = self.mail() {
            mail.answered(&verb, reply);
        }
        if let Some(took) = took
            && self.times.len() < MAX_TIMES
        {
            self.times.push(Time {
                verb: verb.clone(),
                word: reply.word.clone(),
                took,
            });
        }
        let said = Some(Status {
            word: reply.word.clone(),
            detail: reply.detail.clone(),
            outcome: reply.outcome,
        });
        // What it brought along came before it, or is still to come.
        if let Some(What::Said {
            verb: earlier,
            reply: of_parts,
            lines,
            ..
        }) = self.last_row().filter(|_| in_parts)
        {
            (*earlier, *of_parts) = (verb, said);
            reply
                .lines
                .iter()
                .for_each(|line| lines.add(line, MAX_STEP));
        } else {
            let lines = Excerpt::of(&reply.lines, MAX_STEP);
            self.said(at, Direction::Server, tls, verb, said, lines);
        }
        self.in_parts = reply.more;
    }

    /// All parts of a reply are one step.
    fn part(&mut self, part: &Part, tls: bool, at: f64) {
        if !std::mem::replace(&mut self.in_parts, true) {
            self.said(
                at,
                Direction::Server,
                tls,
                String::new(),
                None,
                Excerpt::default(),
            );
        }
        if let Some(What::Said { lines, .. }) = self.last_row() {
            lines.add(&part.bytes, MAX_STEP);
        }
        self.in_parts = part.kind != Kind::End;
    }

    /// The step that is under way, if it is among those that are kept.
    fn last_row(&mut self) -> Option<&mut What> {
        let whole = self.rows_left_out == 0;
        self.rows
            .last_mut()
            .filter(|_| whole)
            .map(|row| &mut row.what)
    }

    fn said(
        &mut self,
        at: f64,
        from: Direction,
        tls: bool,
        verb: String,
        reply: Option<Status>,
        lines: Excerpt,
    ) {
        let protocol = self.spoken();
        self.push(Row {
            at,
            what: What::Said {
                from,
                tls,
                protocol,
                verb,
                reply,
                lines,
                decoded: None,
            },
        });
    }

    fn mark(&mut self, at: f64, what: String) {
        (self.in_text, self.in_parts) = (false, false);
        self.push(Row {
            at,
            what: What::Mark(what),
        });
    }

    fn push(&mut self, row: Row) {
        if self.rows.len() < MAX_ROWS {
            self.rows.push(row);
        } else {
            self.rows_left_out += 1;
        }
    }
}

/// What the greeting answers.
pub(super) const GREETING: &str = "TCP";
/// What the reply to an answer of AUTH answers.
pub(super) const ANSWER: &str = "334";
/// Steps of the dialogue: more than anybody reads on paper.
const MAX_ROWS: usize = 1000;
/// How much of one step is shown: two pages.
const MAX_STEP: usize = 4 * 1024;
/// Replies in the chart: one page.
const MAX_TIMES: usize = 60;
/// TLS connections whose facts are told.
const MAX_CONNECTIONS: usize = 20;
/// Mails that are told.
const MAX_MAILS: usize = 20;
/// Extensions of a server; real ones have some twenty.
const MAX_OFFERS: usize = 100;
/// The longest extension line that is shown (RFC 5321 §4.5.3.1.5: a reply line has 512 bytes).
const MAX_OFFER: usize = 512;
