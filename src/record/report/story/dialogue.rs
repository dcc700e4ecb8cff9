//! What was said, as steps: a line, a reply with all that it brings along, a message.

use super::Story;
use crate::direction::Direction;
use crate::event::{Sent, Took};
use crate::protocol::smtp::SMTP;
use crate::protocol::text::{escape, visible};
use crate::protocol::{Kind, Outcome, Part, Reply, Role, To, dot, sasl};
use crate::record::report::excerpt::Excerpt;
use crate::record::report::mail::Mail;
use crate::record::report::offers::Stage;
use crate::record::report::step::{ANSWER, Aside, GREETING, Status, Time, What};
use crate::record::report::summary::LOGINS;

impl Story {
    pub(super) fn sent(&mut self, sent: &Sent, at: f64) {
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
    pub(super) fn decoded(&mut self, plain: Option<&[u8]>) {
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
            Some(Aside::Names(names)) if names.len() < MAX_NAMES => names.push(escape(plain)),
            None => *aside = Some(Aside::Names(vec![escape(plain)])),
            _ => {}
        }
    }

    /// A file went out as the text of the message: its lines were never told.
    pub(super) fn file(&mut self, at: f64, what: String, beginning: &[u8], bytes: u64) {
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

    pub(super) fn heard(&mut self, reply: &Reply, tls: bool, took: Option<Took>, at: f64) {
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
    pub(super) fn part(&mut self, part: &Part, tls: bool, took: Option<Took>, at: f64) {
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
}

/// How much of one step is shown: two pages.
const MAX_STEP: usize = 4 * 1024;
/// How much of a message is shown among the steps: the mail has its own part of the page.
const MAX_TEXT: usize = 1024;
/// Replies in the chart: one page.
const MAX_TIMES: usize = 60;
/// Mails that are told.
const MAX_MAILS: usize = 20;
/// Coded names that are shown beside a list of folders.
const MAX_NAMES: usize = 100;
