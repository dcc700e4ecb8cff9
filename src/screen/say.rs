//! What is said in the same words wherever it is shown.

use super::layout::{marked, wrapped};
use crate::error::{Advice, Error};
use crate::note::{Awaits, Note};
use crate::protocol::text::{escape, visible};
use crate::protocol::{Asks, Until};
use crate::terminal::print_aside;
use crate::tls::AlertDescription;
use crate::wire::Secured;
use crate::words::Lang;
use colored::Color;

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

/// What had arrived of a reply when the connection closed.
pub fn partial_notes(bytes: &[u8]) -> Vec<Note> {
    let partial = Note::PartialReply {
        partial: visible(bytes),
    };
    [Some(partial), alert_note(bytes)]
        .into_iter()
        .flatten()
        .collect()
}

/// What is to be said of bytes that are a TLS alert (RFC 8446 §5.1, §6): a record of type 21 with two bytes.
pub fn alert_note(bytes: &[u8]) -> Option<Note> {
    let [21, 3, _, 0, 2, _, alert] = *bytes else {
        return None;
    };
    let alert = AlertDescription(alert);
    Some(Note::AlertBytes { alert })
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
    print_aside(&format!("smtpsh: {}\n", lines.join("\n")));
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
pub(super) fn error_lines(at: &str, error: &Error, lang: Lang) -> String {
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
pub fn awaits(asks: Asks) -> Awaits {
    match asks {
        Asks::User => Awaits::User,
        Asks::Code => Awaits::Code,
        Asks::Other => Awaits::Answer,
    }
}

/// What the prompt and the status call message text.
pub fn awaited_text(until: Until) -> Awaits {
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
