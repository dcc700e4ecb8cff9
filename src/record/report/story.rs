//! What the report tells, collected from the events as they happen. Everything in it is bounded.

mod dialogue;

use super::excerpt::Excerpt;
use super::mail::Mail;
use super::offers::{Offers, Stage};
use super::step::{Row, Status, Time, Tls, What};
use crate::direction::Direction;
use crate::event::Event;
use crate::note::Note;
use crate::protocol::command::Grammar;
use crate::protocol::smtp::SMTP;
use crate::protocol::text::escape;
use crate::protocol::{Protocol, Scheme};
use crate::record::format::Moment;
use crate::record::handshakes::Handshakes;
use crate::screen;
use crate::wire::Place;
use crate::words::Lang;
use time::OffsetDateTime;

/// A session, as far as a report tells it.
#[derive(Debug, Default)]
pub(super) struct Story {
    pub(super) start: Option<OffsetDateTime>,
    /// Whom the session was with, in their order.
    pub(super) servers: Vec<String>,
    /// The one that is connected, as it stands above its parts of the page.
    server: String,
    /// The server that has not answered yet.
    opening: Option<String>,
    /// The protocols that were spoken.
    pub(super) protocols: Vec<&'static Protocol>,
    /// What stopped the session, and what to try.
    pub(super) failure: Option<String>,
    pub(super) rows: Vec<Row>,
    /// Steps that were too many to keep.
    pub(super) rows_left_out: u64,
    /// Those that came about, and those that did not, in the order of `handshakes`.
    pub(super) secured: Vec<Tls>,
    pub(super) handshakes: Handshakes,
    pub(super) times: Vec<Time>,
    /// What each server offered.
    pub(super) offers: Vec<Offers>,
    /// How far the connection is.
    stage: Stage,
    pub(super) mails: Vec<Mail>,
    protocol: Option<&'static Protocol>,
    /// How command lines of it are written.
    grammar: Grammar,
    /// A file goes out by BDAT, in which nothing is stuffed.
    chunking: bool,
    /// The text is under way: its lines join the last row.
    in_text: bool,
    /// Parts of a reply are under way: they join the last row.
    in_parts: bool,
}

impl Story {
    /// Takes notice of an event.
    pub(super) fn tell(&mut self, event: &Event, moment: Moment, lang: Lang) {
        self.start.get_or_insert(moment.at);
        let at = moment.since.as_secs_f64();
        match event {
            Event::Passed(passed) => {
                self.handshakes.passed(passed, moment.since);
                if self.handshakes.iter().count() > self.secured.len() {
                    self.secured.push(Tls {
                        server: self.server.clone(),
                        secured: None,
                    });
                }
            }
            Event::FileBegan { chunking, .. } => self.chunking = *chunking,
            Event::FileSent {
                file,
                bytes,
                beginning,
            } => {
                let what = Note::file_sent(&escape(file), *bytes).say(lang);
                self.file(at, what, beginning, *bytes);
            }
            Event::Connected {
                scheme,
                place,
                practice,
                ..
            } => self.connected(at, scheme, place, *practice, lang),
            Event::Sent(sent) => self.sent(sent, at),
            Event::Heard { reply, tls, took } => self.heard(reply, *tls, *took, at),
            Event::Challenged(challenge) => self.decoded(challenge.plain.as_deref()),
            Event::Part { part, tls, took } => self.part(part, *tls, *took, at),
            Event::Offered { now, tls } => {
                let stage = match self.stage {
                    Stage::Clear if *tls => Stage::Tls,
                    stage => stage,
                };
                self.offered(now, stage);
            }
            Event::Secured { secured, .. } => {
                self.mark(
                    at,
                    format!("{} · {}", secured.version, escape(&secured.suite)),
                );
                self.stage = Stage::Tls;
                if let Some(last) = self.secured.last_mut() {
                    last.secured = Some(secured.clone());
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
                    self.with(escape(&target));
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
        spoken.any(|known| *known == protocol)
    }

    fn connected(&mut self, at: f64, scheme: &Scheme, place: &Place, practice: bool, lang: Lang) {
        self.handshakes.ended();
        self.protocol = Some(scheme.protocol);
        self.grammar = scheme.protocol.grammar;
        self.opening = None;
        self.stage = Stage::Clear;
        if !self.has_spoken(scheme.protocol) {
            self.protocols.push(scheme.protocol);
        }
        let place = escape(&place.to_string());
        let and = lang.pick(", ", "，");
        let practice = match practice {
            true => and.to_owned() + lang.pick("practice server of smtpsh", "smtpsh 练习服务器"),
            false => String::new(),
        };
        self.server = format!("{place}{and}{}{practice}", scheme.name.to_uppercase());
        self.with(self.server.clone());
        let what = lang.pick("TCP connection to ", "TCP 连接已建立：");
        self.in_text = false;
        self.push(Row {
            at,
            what: What::Connected(what.to_owned() + &place),
        });
    }

    fn offered(&mut self, now: &[String], stage: Stage) {
        let names = now.iter().take(MAX_OFFERS);
        let names = names.map(|name| name.chars().take(MAX_OFFER).collect());
        let (server, protocol) = (&self.server, self.spoken());
        let is_it = |offers: &Offers| offers.server == *server;
        if !self.offers.iter().any(is_it) && self.offers.len() < MAX_CONNECTIONS {
            self.offers.push(Offers::new(server.clone(), protocol));
        }
        if let Some(offers) = self.offers.iter_mut().find(|offers| is_it(offers)) {
            offers.listed(stage, names.collect());
        }
    }

    fn with(&mut self, server: String) {
        if self.servers.len() < MAX_CONNECTIONS && !self.servers.contains(&server) {
            self.servers.push(server);
        }
    }

    /// The protocol that is spoken now.
    fn spoken(&self) -> &'static Protocol {
        self.protocol.unwrap_or(&SMTP)
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
                aside: None,
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

/// Steps of the dialogue: more than anybody reads on paper.
const MAX_ROWS: usize = 1000;
/// TLS connections whose facts are told.
const MAX_CONNECTIONS: usize = 20;
/// Extensions of a server; real ones have some twenty.
const MAX_OFFERS: usize = 100;
/// The longest extension line that is shown (RFC 5321 §4.5.3.1.5: a reply line has 512 bytes).
const MAX_OFFER: usize = 512;
