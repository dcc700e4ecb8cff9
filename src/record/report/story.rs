//! What the report tells, collected from the events as they happen. Everything in it is bounded.

use super::excerpt::Excerpt;
use super::mail::Mail;
use super::offers::{Offers, Stage};
use super::summary::LOGINS;
use crate::direction::Direction;
use crate::event::{Event, Sent, Took};
use crate::note::Note;
use crate::protocol::command::Grammar;
use crate::protocol::smtp::SMTP;
use crate::protocol::text::{escape, visible};
use crate::protocol::{Kind, Outcome, Part, Protocol, Reply, Role, Scheme, To, dot, sasl};
use crate::record::format::Moment;
use crate::record::handshakes::Handshakes;
use crate::screen;
use crate::wire::{Place, Secured};
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
        /// What stands beside it.
        aside: Option<Aside>,
    },
    /// A connection came up.
    Connected(String),
    /// A remark between the arrows.
    Mark(String),
    /// Something failed: what happened, and what to try.
    Failed(String),
}

/// What a step says that cannot be read in its bytes.
#[derive(Debug)]
pub(super) enum Aside {
    /// Its base64 says this, of a challenge or of an answer that is no secret.
    Base64(String),
    /// Its coded names say this (RFC 3501 §5.1.3).
    Names(Vec<String>),
    /// It went out from a file.
    File(String),
}

/// A TLS connection.
#[derive(Debug)]
pub(super) struct Tls {
    /// With whom.
    pub(super) server: String,
    /// What came out of the handshake, if it went well.
    pub(super) secured: Option<Secured>,
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
            mail.command(&verb, &line);
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
        if let (Some(What::Said { aside, .. }), Some(plain)) = (self.last_row(), plain)
            && !plain.is_empty()
        {
            let shown = plain.get(..MAX_STEP).unwrap_or(plain);
            *aside = Some(Aside::Base64(visible(shown)));
        }
    }

    /// What a coded name of the last step says.
    fn named(&mut self, plain: &str) {
        let Some(What::Said { aside, .. }) = self.last_row() else {
            return;
        };
        match aside {
            Some(Aside::Names(names)) if names.len() < MAX_OFFERS => names.push(escape(plain)),
            None => *aside = Some(Aside::Names(vec![escape(plain)])),
            _ => {}
        }
    }

    /// A file went out as the text of the message: its lines were never told.
    fn file(&mut self, at: f64, what: String, beginning: &[u8], bytes: u64) {
        if let Some(mail) = self.mail() {
            mail.file(beginning, bytes);
        }
        let mut lines: Vec<&[u8]> = beginning.split(|byte| *byte == b'\n').collect();
        lines.pop_if(|line| line.is_empty());
        let mut shown = Excerpt::default();
        for line in lines {
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            // As it went out: behind DATA with a dot more (RFC 5321 §4.5.2).
            let stuffed = line.starts_with(b".") && !self.chunking;
            let dot: &[u8] = if stuffed { b"." } else { b"" };
            shown.add(&[dot, line].concat(), MAX_TEXT);
        }
        shown.bytes_left_out += bytes.saturating_sub(beginning.len() as u64);
        let tls = self.stage != Stage::Clear;
        self.said(at, Direction::Client, tls, String::new(), None, shown);
        if let Some(What::Said { aside, .. }) = self.last_row() {
            *aside = Some(Aside::File(what));
        }
        self.in_text = true;
    }

    /// The mail that is being sent.
    fn mail(&mut self) -> Option<&mut Mail> {
        let sends = *self.spoken() == SMTP;
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
            match dot::unstuff(line) {
                dot::Text::Line(_) => lines.add(line, MAX_TEXT),
                _ => lines.end = Some(line.to_vec()),
            }
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
        let logs_in = verb == ANSWER || LOGINS.contains(&verb.as_str());
        if logs_in && reply.outcome == Outcome::Done {
            self.stage = Stage::LoggedIn;
        }
        self.timed(&verb, &reply.word, took);
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

    fn timed(&mut self, verb: &str, word: &str, took: Option<Took>) {
        if let Some(took) = took
            && self.times.len() < MAX_TIMES
        {
            self.times.push(Time {
                verb: verb.to_owned(),
                word: word.to_owned(),
                took,
            });
        }
    }

    /// All parts of a reply are one step, whose time is known with the last of them.
    fn part(&mut self, part: &Part, tls: bool, took: Option<Took>, at: f64) {
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
        if took.is_some()
            && let Some(What::Said {
                verb,
                reply: Some(status),
                ..
            }) = self.last_row()
        {
            let (verb, word) = (verb.clone(), status.word.clone());
            self.timed(&verb, &word, took);
        }
        if let Some(plain) = &part.plain {
            self.named(plain);
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

/// What the greeting answers.
pub(super) const GREETING: &str = "TCP";
/// What the reply to an answer of AUTH answers.
pub(super) const ANSWER: &str = "334";
/// Steps of the dialogue: more than anybody reads on paper.
const MAX_ROWS: usize = 1000;
/// How much of one step is shown: two pages.
const MAX_STEP: usize = 4 * 1024;
/// How much of a message is shown among the steps: the mail has its own part of the page.
const MAX_TEXT: usize = 1024;
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
