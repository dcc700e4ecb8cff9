//! The session as JSON Lines: one event a line, an object with a `type`.
//!
//! The schema. Types and fields stay; new ones may come, so a reader skips what it does not know.
//! Times are seconds, as numbers: `at` is since the `start` of the session, which is a date by
//! RFC 3339. A secret is replaced by `********`. Text has control characters and what is not UTF-8
//! as visible escapes; where that changed it, `hex` beside it has the bytes.
//!
//! | `type` | Fields beside `type` and `at` |
//! | --- | --- |
//! | `session` | the first line: `schema` (1), `program`, `start` |
//! | `connected` | `scheme` (`smtp`, `pop3s`, …), `host`, `address`, `local` (both with the port), `took`, `practice` (it is the practice server of smtpsh itself) |
//! | `sent` | `line`, `hex`?, `role` (`command`, `answer`, `text`), `by` (`typist`, `script`, `helper`), `tls`, `masked`, `ended` (CRLF went out behind it) |
//! | `reply` | `code` or null, `word` (`250`, `+OK`, `NO`), `status` (`5.7.8`, `AUTH`) or null, `outcome` (`done`, `go-on`, `refused-now`, `refused`, `unclear`), `lines`, `hex`? (one for each line), `to` (what it answers: `greeting`, a verb, `answer`, `text`) or null, `awaited`, `tls`, `first_byte` and `last_byte` (how long they took, or null), `oddities`, `more` (parts of it follow, up to one whose kind is `end`) |
//! | `part` | of a long reply, or what nothing asked for: `kind` (`data`, `text` of a message, `end`), `line` (dot-stuffing undone), `hex`?, `ended` (a line end followed), `plain` (what a coded name says) or null, `tls`, `last_byte` or null, `oddities` |
//! | `challenge` | `coded`, `plain` or null, `hex`? (of `plain`), `asks` (`user`, `code`, `other`) |
//! | `text_began` | the server awaits the message |
//! | `secured` | `version`, `suite`, `group`, `subject`, `issuer`, `names`, `valid_from` and `valid_until` (RFC 3339), `sha256` (of the certificate), `name` (that was verified), `verified`, `why_not` or null, `resumed`, `again` (what is offered must be asked again) |
//! | `offers_changed` | `gained`, `lost` |
//! | `closed` | `orderly`, `partial` (of a reply) or null, `hex`? |
//! | `ended` | the socket: `by` (`client`, `server`), `abrupt` |
//! | `read` | `text`: a mail decoded, or the list of mails, as a person sees it |
//! | `helper` | `line`: a setting or a fault was changed, a pause made, or an expectation met |
//! | `file_sent` | `file`, `bytes`: a file went out as the message |
//! | `failed` | a step, or the session: `kind` (`certificate_expired`, `refused_reply`, …), `where` (`lab.smtp:12`) or null, `text` and `advice` or null, in the language of smtpsh, `exit` (the exit code, if this ends the program) |
//! | `advice` | `text`: the mistake that the coach has noticed, and what to type |
//! | `note` | `text`: what smtpsh remarked, in its language |

use super::format::{Format, Formatted, Moment};
use super::{Options, Output, Recorder};
use crate::direction::Direction;
use crate::event::{By, Event, Listener, Sent, Took};
use crate::protocol::text::{escape, hex, visible};
use crate::protocol::{Asks, Challenge, Kind, Outcome, Part, Reply, Role, To};
use crate::wire::Secured;
use crate::words::Lang;
use serde_json::{Map, Value, json};
use std::io;
use time::format_description::well_known::Rfc3339;

/// A recorder of JSON Lines.
pub(super) fn recorder(out: Output, options: Options) -> io::Result<Box<dyn Recorder>> {
    Ok(Formatted::boxed(Json { lang: options.lang }, out, options))
}

/// A listener that prints JSON Lines. A reader that has gone away stops the lines alone.
pub fn listener(out: Output, options: Options) -> Box<dyn Listener> {
    Box::new(Formatted::new(Json { lang: options.lang }, out, options))
}

struct Json {
    lang: Lang,
}

impl Format for Json {
    fn tell(&mut self, event: &Event, at: Moment) -> Vec<u8> {
        let mut text = String::new();
        if at.first {
            let session = json!({
                "type": "session",
                "at": 0.0,
                "schema": SCHEMA,
                "program": concat!("smtpsh ", env!("CARGO_PKG_VERSION")),
                "start": at.at.format(&Rfc3339).unwrap_or_default(),
            });
            text += &format!("{session}\n");
        }
        if let Some((kind, Value::Object(fields))) = self.event(event) {
            // Microseconds are all that the clocks of both sides are good for.
            let seconds = (at.since.as_secs_f64() * 1e6).round() / 1e6;
            let mut line = Map::from_iter([
                ("type".to_owned(), json!(kind)),
                ("at".to_owned(), json!(seconds)),
            ]);
            line.extend(fields);
            text += &format!("{}\n", Value::Object(line));
        }
        text.into_bytes()
    }
}

impl Json {
    fn event(&self, event: &Event) -> Option<(&'static str, Value)> {
        Some(match event {
            Event::Connected {
                scheme,
                place,
                local,
                took,
                practice,
            } => (
                "connected",
                json!({
                    "scheme": scheme.name,
                    "host": escape(&place.host),
                    "address": place.address.to_string(),
                    "local": local.to_string(),
                    "took": took.as_secs_f64(),
                    "practice": practice,
                }),
            ),
            Event::Sent(said) => ("sent", sent(said)),
            Event::Heard { reply, tls, took } => ("reply", self.reply(reply, *tls, *took)),
            Event::Part { part, tls, took } => ("part", self.part(part, *tls, *took)),
            Event::Challenged(asked) => ("challenge", challenge(asked)),
            Event::OffersChanged { gained, lost } => {
                ("offers_changed", json!({ "gained": gained, "lost": lost }))
            }
            Event::TextBegan => ("text_began", json!({})),
            Event::Secured { secured, again } => {
                ("secured", self.secured(secured, again.is_some()))
            }
            Event::Closed { orderly, partial } => {
                let mut fields = json!({
                    "orderly": orderly,
                    "partial": partial.as_deref().map(visible),
                });
                add_hex(&mut fields, partial.as_deref().unwrap_or_default());
                ("closed", fields)
            }
            Event::Ended { by, abrupt } => {
                let by = match by {
                    Direction::Client => "client",
                    Direction::Server => "server",
                };
                ("ended", json!({ "by": by, "abrupt": abrupt }))
            }
            Event::Read(text) => ("read", json!({ "text": tame(text) })),
            Event::Helped { line, .. } => ("helper", json!({ "line": escape(line) })),
            Event::FileSent { file, bytes, .. } => {
                ("file_sent", json!({ "file": escape(file), "bytes": bytes }))
            }
            Event::Failed { at, error } => (
                "failed",
                json!({
                    "kind": snake(error.name()),
                    "where": (!at.is_empty()).then(|| tame(at)),
                    "text": tame(&error.say(self.lang)),
                    "advice": error.advice().map(|advice| advice.say(self.lang)),
                    "exit": error.exit() as u8,
                }),
            ),
            Event::Advised(remark) => ("advice", json!({ "text": tame(&remark.say(self.lang)) })),
            Event::Noted(note) => ("note", json!({ "text": tame(&note.say(self.lang)) })),
            // What the wire carried is in the lines; all of it is for a capture.
            Event::Arrived(_)
            | Event::Offered { .. }
            | Event::Passed(_)
            | Event::FileBegan { .. } => return None,
        })
    }

    fn reply(&self, reply: &Reply, tls: bool, took: Option<Took>) -> Value {
        let lines: Vec<String> = reply.lines.iter().map(|line| visible(line)).collect();
        let oddities: Vec<String> = reply
            .oddities
            .iter()
            .map(|oddity| oddity.say(self.lang))
            .collect();
        let mut fields = json!({
            "code": reply.code(),
            "word": reply.word,
            "status": reply.detail,
            "outcome": match reply.outcome {
                Outcome::Done => "done",
                Outcome::GoOn => "go-on",
                Outcome::RefusedNow => "refused-now",
                Outcome::Refused => "refused",
                Outcome::Unclear => "unclear",
            },
            "lines": lines,
            "to": reply.to.as_ref().map(answered),
            "awaited": reply.is_awaited(),
            "more": reply.more,
            "tls": tls,
            "first_byte": took.map(|took| took.first.as_secs_f64()),
            "last_byte": took.map(|took| took.last.as_secs_f64()),
            "oddities": oddities,
        });
        if reply.lines.iter().any(|line| is_changed(line)) {
            let lines: Vec<String> = reply.lines.iter().map(|line| hex(line)).collect();
            add(&mut fields, "hex", json!(lines));
        }
        fields
    }

    fn part(&self, part: &Part, tls: bool, took: Option<Took>) -> Value {
        let oddities = part.oddities.iter().map(|oddity| oddity.say(self.lang));
        let mut fields = json!({
            "kind": match part.kind {
                Kind::Data => "data",
                Kind::Text => "text",
                Kind::End => "end",
            },
            "line": visible(&part.bytes),
            "ended": part.end.is_some(),
            "plain": part.plain.as_deref().map(escape),
            "tls": tls,
            "last_byte": took.map(|took| took.last.as_secs_f64()),
            "oddities": oddities.collect::<Vec<_>>(),
        });
        add_hex(&mut fields, &part.bytes);
        fields
    }

    fn secured(&self, secured: &Secured, again: bool) -> Value {
        let certificate = &secured.certificate;
        let names: Vec<String> = certificate.names.iter().map(|name| escape(name)).collect();
        json!({
            "version": secured.version,
            "suite": secured.suite,
            "group": secured.group,
            "subject": escape(&certificate.subject),
            "issuer": escape(&certificate.issuer),
            "names": names,
            "valid_from": certificate.from.rfc3339(),
            "valid_until": certificate.until.rfc3339(),
            "sha256": certificate.fingerprint,
            "name": escape(&secured.name),
            "verified": secured.unverified.is_none(),
            "why_not": secured.unverified.as_ref().map(|why| tame(&why.say(self.lang))),
            "resumed": secured.resumed,
            "again": again,
        })
    }
}

/// What a reply answers, in a word.
fn answered(to: &To) -> String {
    match to {
        To::Greeting => "greeting".to_owned(),
        To::Command { what } => escape(what),
        To::Answer => "answer".to_owned(),
        To::Text => "text".to_owned(),
    }
}

/// `CertificateExpired` as the names of this schema are written.
fn snake(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}

fn sent(sent: &Sent) -> Value {
    let line = sent.masked();
    let mut fields = json!({
        "line": visible(&line),
        "role": match sent.role {
            Role::Command => "command",
            Role::Answer => "answer",
            Role::Text => "text",
        },
        "by": match sent.by {
            By::Typist => "typist",
            By::Script => "script",
            By::Helper => "helper",
        },
        "tls": sent.tls,
        "masked": sent.secret.is_some(),
        "ended": sent.ended,
    });
    add_hex(&mut fields, &line);
    fields
}

fn challenge(challenge: &Challenge) -> Value {
    let mut fields = json!({
        "coded": visible(&challenge.coded),
        "plain": challenge.plain.as_deref().map(visible),
        "asks": match challenge.asks {
            Asks::User => "user",
            Asks::Code => "code",
            Asks::Other => "other",
        },
    });
    add_hex(&mut fields, challenge.plain.as_deref().unwrap_or_default());
    fields
}

/// What smtpsh says has line ends of its own; the rest may be the server's.
fn tame(sentence: &str) -> String {
    let lines: Vec<String> = sentence.split('\n').map(escape).collect();
    lines.join("\n")
}

fn add_hex(fields: &mut Value, bytes: &[u8]) {
    if is_changed(bytes) {
        add(fields, "hex", json!(hex(bytes)));
    }
}

fn add(fields: &mut Value, name: &str, value: Value) {
    if let Value::Object(fields) = fields {
        fields.insert(name.to_owned(), value);
    }
}

/// Whether the text of these bytes does not tell them all.
fn is_changed(bytes: &[u8]) -> bool {
    visible(bytes).as_bytes() != bytes
}

/// The version of the schema: another number means that types or fields have changed.
const SCHEMA: u32 = 1;
