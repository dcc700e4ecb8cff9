//! Mistakes of AUTH. What the rules know of an answer is what is wrong with it.

use super::{Facts, shown};
use crate::protocol::sasl;
use crate::protocol::smtp::SMTP;
use crate::teach::coach::answer::{Flaw, Holds};
use crate::teach::coach::{Remark, Said};

/// Something that is wrong with an answer of this login for sure. Told behind a refusal, which ends the
/// login: the line to type is the one that begins it anew.
pub(super) fn flaw(facts: &Facts<'_>) -> Option<Remark> {
    let own = facts.turn.answer.as_ref()?;
    if facts.turn.line.as_bytes() == sasl::CANCEL {
        return None;
    }
    // 501 is about this very answer (RFC 4954 §4), whatever was forgiven before.
    let own = Some(own).filter(|answer| answer.flaw.is_some() && facts.code() == 501);
    let answer = own.or(facts.state.login.flawed.as_ref())?;
    let user = answer.user.as_ref().filter(|_| answer.holds == Holds::User);
    if let Some(user) = user {
        let line = shown(&sasl::encode(user.as_bytes()));
        return Some(match answer.flaw? {
            Flaw::Command => Remark::CommandAsAnswer,
            Flaw::FullWidth => Remark::UserFullWidth { line },
            Flaw::NotBase64 => Remark::UserNotBase64 { line },
            Flaw::PaddingLost => Remark::UserPaddingLost { line },
            Flaw::LineEnd => Remark::UserLineEnd { line },
            Flaw::NoNul => Remark::PlainWithoutNul,
        });
    }
    let plain = answer.holds == Holds::Plain;
    let line = if plain { ":auth plain" } else { ":auth login" }.to_owned();
    Some(match answer.flaw? {
        Flaw::Command => Remark::CommandAsAnswer,
        Flaw::FullWidth => Remark::AnswerFullWidth { line },
        Flaw::NotBase64 => Remark::NotBase64 { line },
        Flaw::PaddingLost => Remark::PaddingLost { line },
        Flaw::LineEnd => Remark::LineEndEncoded { line },
        Flaw::NoNul => Remark::PlainWithoutNul,
    })
}

/// A user name that is none, where the server asks for the code all the same.
pub(super) fn goes_on(facts: &Facts<'_>) -> Option<Remark> {
    let flaw = facts.turn.answer.as_ref()?.flaw?;
    // A server may forgive the others.
    let none = matches!(flaw, Flaw::Command | Flaw::FullWidth | Flaw::NotBase64);
    none.then_some(Remark::GoesOnAsking)
}

/// An answer where the server asks for none.
pub(super) fn stray(facts: &Facts<'_>) -> Option<Remark> {
    let Said::Stray(nearest) = &facts.turn.said else {
        return None;
    };
    if !matches!(facts.code(), 500..=504) {
        return None;
    }
    Some(match nearest {
        Some(line) => Remark::MisspelledLine {
            protocol: SMTP.name,
            line: line.clone(),
        },
        None => base64_for_command(facts),
    })
}

/// The same without a login before it.
pub(super) fn base64(facts: &Facts<'_>) -> Option<Remark> {
    let command = facts.command()?;
    let line = facts.turn.line.trim();
    let coded =
        command.argument.is_empty() && line.len() >= SHORTEST && line.len().is_multiple_of(4);
    let plain = sasl::decode(line.as_bytes()).filter(|_| coded)?;
    let is_text = std::str::from_utf8(&plain)
        .is_ok_and(|text| text.chars().all(|c| !c.is_control() || c == '\0'));
    (is_text && matches!(facts.code(), 500..=504)).then(|| base64_for_command(facts))
}

fn base64_for_command(facts: &Facts<'_>) -> Remark {
    if facts.state.in_login() {
        Remark::LoginBroken {
            line: facts.state.toward_login(),
        }
    } else {
        Remark::Base64ForCommand {
            line: facts.state.toward_mail(),
        }
    }
}

/// AUTH without a mechanism.
pub(super) fn no_name(facts: &Facts<'_>) -> Option<Remark> {
    let auth = facts.command().filter(|command| command.verb == "AUTH")?;
    let refused = auth.argument.is_empty() && matches!(facts.code(), 500..=504);
    refused.then(|| Remark::AuthName {
        line: mechanism(facts),
    })
}

/// AUTH with a mechanism that the server does not have. Its name is not repeated: it may be the code.
pub(super) fn no_mechanism(facts: &Facts<'_>) -> Option<Remark> {
    let auth = facts.command().filter(|command| command.verb == "AUTH")?;
    let name = auth.argument.split_whitespace().next()?;
    let offered = facts.state.mechanisms();
    let known = if offered.is_empty() {
        sasl::MECHANISMS
            .iter()
            .any(|row| row.name.eq_ignore_ascii_case(name))
    } else {
        offered.iter().any(|known| known.eq_ignore_ascii_case(name))
    };
    let refused = !known && matches!(facts.code(), 500..=504 | 535);
    refused.then(|| Remark::NoMechanism {
        line: mechanism(facts),
    })
}

/// AUTH with the mechanism that a person can speak by hand.
fn mechanism(facts: &Facts<'_>) -> String {
    let offered = facts.state.mechanisms();
    let mut by_hand = ["LOGIN", "PLAIN"].into_iter();
    let name = by_hand.find(|name| offered.iter().any(|known| known.eq_ignore_ascii_case(name)));
    match (name, offered.first()) {
        (None, Some(first)) => shown(&format!("AUTH {first}")),
        (name, _) => format!("AUTH {}", name.unwrap_or("LOGIN")),
    }
}

/// A login that was refused, by what the answers looked like and by what the server says.
pub(super) fn refused(facts: &Facts<'_>) -> Option<Remark> {
    let answer = facts.turn.answer.as_ref()?;
    if facts.code() < 500 {
        return facts.says(BARRED).then_some(Remark::AccountLimited);
    }
    // 50z is about the command, not about who logs in.
    if !matches!(facts.code(), 530..=559) {
        return None;
    }
    let provider = facts.state.provider();
    let user = answer.user.as_ref().or(facts.state.login.user.as_ref());
    if answer.code.is_some_and(|code| code.spaced) {
        return Some(Remark::SpaceInCode);
    }
    if user.is_some_and(|user| !user.contains('@')) {
        let domain = provider.map_or("example.com", |row| row.domain).to_owned();
        return Some(Remark::WholeAddress { domain });
    }
    let sixteen = provider.is_some_and(|row| row.sixteen_letters);
    if sixteen && answer.code.is_some_and(|code| !code.sixteen_letters) {
        return Some(Remark::CodeNotSixteen);
    }
    if facts.says(BARRED) {
        return Some(Remark::AccountLimited);
    }
    if provider.is_some() || facts.says(CODE_WANTED) {
        return Some(Remark::AuthorizationCode);
    }
    (facts.code() == 535).then_some(Remark::WrongLogin)
}

/// Too much in too short a time.
pub(super) fn frequency(facts: &Facts<'_>) -> Option<Remark> {
    facts
        .says(&["frequency limited", "too many login", "频率"])
        .then_some(Remark::FrequencyLimited)
}

/// Shorter words are rather misspelled verbs than base64.
const SHORTEST: usize = 8;

/// QQ's one sentence for all that may be wrong with an account; 163's for SMTP not switched on.
const BARRED: &[&str] = &[
    "abnormal",
    "service is not open",
    "frequency",
    "too many",
    "no permission",
    "suspended",
];

/// QQ's, 163's and Gmail's words for a code made for one program.
const CODE_WANTED: &[&str] = &[
    "authorization code",
    "application-specific",
    "app password",
    "授权码",
];
