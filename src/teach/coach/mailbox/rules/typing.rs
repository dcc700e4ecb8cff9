//! How the line is written: its tag, its verb, what stands behind it.

use super::{is_verb, masked};
use crate::protocol::command::Part;
use crate::protocol::secret::MASK;
use crate::protocol::{ProtocolNames, protocols_with};
use crate::teach::coach::LEFT_OUT;
use crate::teach::coach::mailbox::Facts;
use crate::teach::coach::mailbox::line::Line;
use crate::teach::coach::rules::{MAX_TAG, shown};
use crate::teach::coach::{Remark, typo};

/// IDLE that was to be ended by something else than DONE.
pub(super) fn not_done(facts: &Facts<'_>) -> Option<Remark> {
    if facts.turn.only_enter {
        return Some(Remark::IdleByEnter {
            line: facts.to_type("IDLE"),
        });
    }
    facts.turn.not_done.then_some(Remark::DoneFirst)
}

/// DONE where no IDLE goes on.
pub(super) fn no_idle(facts: &Facts<'_>) -> Option<Remark> {
    let line = facts.line();
    let done = |word: &str| word.eq_ignore_ascii_case("DONE");
    let alone =
        line.argument.is_empty() && (done(&line.tag) && line.verb.is_empty() || done(&line.verb));
    alone.then(|| Remark::NoIdle {
        line: facts.to_type("IDLE"),
    })
}

/// A code where a command is awaited, or a line that was meant to be one and holds the code.
pub(super) fn stray(facts: &Facts<'_>) -> Option<Remark> {
    let line = facts.line();
    if !line.is(Line::STRAY) {
        return None;
    }
    Some(match line.argument.as_str() {
        "" => Remark::PassForgotten,
        verb => Remark::MisspelledLine {
            protocol: facts.state.protocol.name,
            line: facts.to_type(&format!("{verb} {LEFT_OUT}")),
        },
    })
}

/// A command of another protocol, behind a tag or where one should be.
pub(super) fn other_protocol(facts: &Facts<'_>) -> Option<Remark> {
    let line = facts.line();
    let here = facts.state.protocol;
    let first = line.tag.to_ascii_uppercase();
    // Where there are no tags, one that was typed stands where the verb should.
    let second = Line::of(&line.argument, false).verb;
    let is_tag = !facts.state.is_imap() && line.verb.len() <= MAX_TAG;
    let behind = Some(&second).filter(|_| is_tag && !is_verb(&line.verb, facts.state));
    let verb = [Some(&line.verb), behind, Some(&first)]
        .into_iter()
        .flatten()
        .find(|word| {
            let of = protocols_with(word);
            !of.is_empty() && of.iter().all(|protocol| *protocol != here)
        })?;
    // Behind a word that is a command here, it is an argument without a tag.
    if *verb == line.verb && is_verb(&first, facts.state) {
        return None;
    }
    let row = INSTEAD.iter().find(|(name, ..)| name == verb);
    let instead = match row {
        None => here.asks,
        Some((_, _, imap)) if facts.state.is_imap() => imap,
        Some((_, pop3, _)) => pop3,
    };
    let (verb, of, here) = (verb.clone(), ProtocolNames(protocols_with(verb)), here.name);
    let line = facts.to_type(instead);
    Some(if instead == "LOGIN" {
        Remark::OtherLogin {
            verb,
            of,
            here,
            line,
        }
    } else {
        Remark::OtherProtocol {
            verb,
            of,
            here,
            line,
        }
    })
}

/// A tag of the user's behind the one of smtpsh.
pub(super) fn two_tags(facts: &Facts<'_>) -> Option<Remark> {
    let line = facts.line();
    let own = Line::of(&line.argument, false);
    let twice = facts.state.tagging && !is_verb(&line.verb, facts.state);
    (twice && is_verb(&own.verb, facts.state)).then(|| Remark::TagTwice {
        line: shown(&line.argument),
    })
}

/// A verb where the tag should be.
pub(super) fn no_tag(facts: &Facts<'_>) -> Option<Remark> {
    let line = facts.line();
    let missing = is_verb(&line.tag, facts.state) && !is_verb(&line.verb, facts.state);
    missing.then(|| Remark::TagMissing {
        line: shown(&format!("a {}", masked(&line.whole, facts.state))),
    })
}

/// A verb that nobody knows, near one that there is.
pub(super) fn misspelled(facts: &Facts<'_>) -> Option<Remark> {
    let line = facts.line();
    if is_verb(&line.verb, facts.state) || line.verb.is_empty() || line.is(Line::ANSWER) {
        return None;
    }
    let commands = (facts.state.protocol.commands)();
    let names: Vec<_> = commands.iter().map(|command| command.name).collect();
    let verb = typo::nearest_of(&names, &line.verb)?;
    let fixed = format!("{verb} {}", line.argument);
    let fixed = facts.to_type(fixed.trim());
    Some(Remark::MisspelledVerb {
        protocol: facts.state.protocol.name,
        typed: line.verb.to_ascii_lowercase(),
        line: shown(&masked(&fixed, facts.state)),
    })
}

/// A command without what must stand behind its verb.
pub(super) fn incomplete(facts: &Facts<'_>) -> Option<Remark> {
    let row = facts.row()?;
    let slots = row
        .parts
        .iter()
        .filter(|part| matches!(part, Part::Slot(_)));
    let given = facts.line().argument.split_whitespace().count();
    let missing = given < slots.count() && facts.line().argument != MASK;
    (missing && !facts.is_login()).then(|| Remark::Incomplete {
        line: facts.example(row),
    })
}

/// USER with the code behind the name.
pub(super) fn user_alone(facts: &Facts<'_>) -> Option<Remark> {
    let mut words = facts.line().argument.split_whitespace();
    let name = words.next().filter(|_| facts.line().is("USER"))?;
    words.next().map(|_| Remark::UserAlone {
        line: shown(&format!("USER {name}")),
    })
}

/// A space at the end of the line, where the server says that it cannot read it.
pub(super) fn space_at_end(facts: &Facts<'_>) -> Option<Remark> {
    let line = facts.line();
    let unread = facts.heard.word == "BAD" || facts.says(UNREAD);
    (line.spaced && unread && facts.row().is_some()).then(|| Remark::SpaceAtEnd {
        line: shown(&masked(&line.whole, facts.state)),
    })
}

/// A line that the server could not read, of a verb that there is.
pub(super) fn not_understood(facts: &Facts<'_>) -> Option<Remark> {
    let row = facts.row()?;
    let line = facts.example(row);
    // What was typed already is no advice.
    let same = line.eq_ignore_ascii_case(&facts.line().whole);
    (facts.heard.word == "BAD" && !same).then_some(Remark::NotUnderstood { line })
}

/// What servers of POP3 say of a line that they cannot read: Dovecot says the first.
const UNREAD: &[&str] = &["noise", "syntax", "argument", "invalid", "unknown command"];
/// What another protocol's command is here: its verb, POP3's, IMAP's.
const INSTEAD: &[(&str, &str, &str)] = &[
    ("EHLO", "CAPA", "CAPABILITY"),
    ("HELO", "CAPA", "CAPABILITY"),
    ("STARTTLS", "STLS", "STARTTLS"),
    ("STLS", "STLS", "STARTTLS"),
    ("CAPA", "CAPA", "CAPABILITY"),
    ("CAPABILITY", "CAPA", "CAPABILITY"),
    ("USER", "USER", "LOGIN"),
    ("PASS", "PASS", "LOGIN"),
    ("LOGIN", ":login", "LOGIN"),
    ("QUIT", "QUIT", "LOGOUT"),
    ("LOGOUT", "QUIT", "LOGOUT"),
    ("AUTHENTICATE", "AUTH", "AUTHENTICATE"),
    ("AUTH", "AUTH", "AUTHENTICATE"),
    ("STAT", "STAT", "STATUS INBOX (MESSAGES)"),
    ("RETR", "RETR 1", "FETCH 1 BODY[]"),
    ("FETCH", "RETR 1", "FETCH 1 BODY[]"),
    ("TOP", "TOP 1 0", "FETCH 1 BODY[HEADER]"),
    ("UIDL", "UIDL", "FETCH 1:* UID"),
    ("DELE", "DELE 1", "STORE 1 +FLAGS (\\Deleted)"),
    ("SELECT", "LIST", "SELECT INBOX"),
    ("SEARCH", "LIST", "SEARCH ALL"),
];
