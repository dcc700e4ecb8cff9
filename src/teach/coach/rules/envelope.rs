//! Mistakes of MAIL and RCPT, and what servers refuse there or at the end of the message.

use super::{Facts, shown};
use crate::teach::coach::Remark;
use crate::teach::coach::command::Form;

/// More than one address in a RCPT. A source route (RFC 5321 §C) and a quoted local part have
/// more than one `@` as well.
pub(super) fn several(facts: &Facts<'_>) -> Option<Remark> {
    let command = facts.command().filter(|command| command.verb == "RCPT")?;
    if command.argument.contains(['"', '=']) || command.argument.contains("<@") {
        return None;
    }
    match command.addresses().as_slice() {
        [first, _, ..] => Some(Remark::ManyRecipients {
            line: shown(&command.with(first)?),
        }),
        _ => None,
    }
}

/// An address that is not written as RFC 5321 §4.1.2 has it, where the server minds.
pub(super) fn form(facts: &Facts<'_>) -> Option<Remark> {
    if !matches!(facts.code(), 500..=504 | 550 | 553 | 555) {
        return None;
    }
    let command = facts.command()?;
    let line = shown(&command.with(command.address()?)?);
    match command.form() {
        Form::Strict => None,
        Form::Spaced if facts.state.takes_spaces => None,
        Form::Unclosed => Some(Remark::Unclosed { line }),
        Form::Quoted => Some(Remark::Quoted { line }),
        Form::Spaced => Some(Remark::SpaceAfterColon { line }),
        Form::Bare => Some(Remark::NoBrackets { line }),
        Form::Other => Some(Remark::PathForm { line }),
    }
}

/// A name without a domain.
pub(super) fn no_domain(facts: &Facts<'_>) -> Option<Remark> {
    let command = facts.command()?;
    let local = command.local_part()?;
    if !matches!(facts.code(), 500..=504 | 553 | 555) {
        return None;
    }
    let state = facts.state;
    let of_user = state.user.as_deref().and_then(|user| user.split_once('@'));
    let of_provider = state.provider().map(|row| row.domain);
    let domain = of_user.map(|(_, domain)| domain).or(of_provider);
    let address = format!("{local}@{}", domain.unwrap_or("example.com"));
    Some(Remark::NoDomain {
        line: shown(&command.with(&address)?),
    })
}

/// A sender who is not the user who logged in.
pub(super) fn other_sender(facts: &Facts<'_>) -> Option<Remark> {
    let user = facts.state.user.as_ref()?;
    let mail = facts.command().filter(|command| command.verb == "MAIL");
    let given = mail.and_then(|command| command.address());
    let differs = given.is_some_and(|given| !given.eq_ignore_ascii_case(user));
    let strict = mail.is_some_and(|command| command.form() == Form::Strict);
    let by_code = strict && user.contains('@') && matches!(facts.code(), 501 | 553);
    let told = facts.says(SENDER_DIFFERS);
    if !told && (!differs || !by_code) {
        return None;
    }
    let address = match (
        user.contains('@'),
        given.and_then(|given| given.split_once('@')),
    ) {
        (false, Some((_, domain))) => format!("{user}@{domain}"),
        _ => user.clone(),
    };
    Some(Remark::OtherSender {
        line: shown(&format!("MAIL FROM:<{address}>")),
    })
}

/// A recipient elsewhere.
pub(super) fn relay(facts: &Facts<'_>) -> Option<Remark> {
    if !facts.says(&["relay"]) || !(facts.verb() == "RCPT" || facts.is_end()) {
        return None;
    }
    let state = facts.state;
    Some(if state.logged_in {
        Remark::RelayDeniedToUser
    } else if state.takes_no_login() {
        Remark::RelayDeniedHere {
            host: state.host.clone(),
        }
    } else {
        Remark::RelayDenied {
            line: state.toward_login(),
        }
    })
}

/// A recipient who has no room left.
pub(super) fn full(facts: &Facts<'_>) -> Option<Remark> {
    (facts.says(FULL) && is_mail(facts)).then_some(Remark::MailboxFull)
}

/// A message, or its announced SIZE (RFC 1870), over the limit.
pub(super) fn too_large(facts: &Facts<'_>) -> Option<Remark> {
    let coded = matches!(facts.code(), 523 | 550 | 552 | 554);
    if !coded || !facts.says(TOO_LARGE) || !is_mail(facts) {
        return None;
    }
    Some(match facts.state.size_limit() {
        Some(limit) => Remark::TooLarge {
            limit: shown(limit),
        },
        None => Remark::TooLargeUnknown,
    })
}

/// A first attempt that is turned away on purpose (RFC 6647).
pub(super) fn greylisted(facts: &Facts<'_>) -> Option<Remark> {
    let coded = matches!(facts.code(), 450 | 451);
    let said = facts.says(&["greylist", "graylist", "grey list", "grey-list"]);
    (coded && said).then_some(Remark::Greylisted)
}

/// A recipient who does not exist.
pub(super) fn unknown(facts: &Facts<'_>) -> Option<Remark> {
    let command = facts.command().filter(|command| command.verb == "RCPT")?;
    let coded = matches!(facts.code(), 550 | 551 | 553);
    (coded && facts.says(UNKNOWN)).then(|| Remark::NoSuchMailbox {
        address: shown(command.address().unwrap_or_default()),
    })
}

fn is_mail(facts: &Facts<'_>) -> bool {
    matches!(facts.verb(), "MAIL" | "RCPT" | "DATA") || facts.is_end()
}

/// QQ, 163, Postfix, Exchange.
const SENDER_DIFFERS: &[&str] = &[
    "same as authorization user",
    "must equal authorized user",
    "not owned by user",
    "send as this sender",
    "sendasdenied",
];

/// By the enhanced status code X.2.2 (RFC 3463 §3.3), or in words.
const FULL: &[&str] = &[
    "4.2.2 ",
    "5.2.2 ",
    "mailbox full",
    "mailbox is full",
    "over quota",
    "overquota",
    "quota exceeded",
    "out of storage",
];

/// By the enhanced status codes X.2.3 and X.3.4 (RFC 3463), or in words: Postfix and Exim,
/// OpenSMTPD, Gmail, Sendmail, aiosmtpd.
const TOO_LARGE: &[&str] = &[
    "5.2.3 ",
    "5.3.4 ",
    "message size exceeds",
    "too big",
    "too large",
    "size limit",
    "exceeds fixed maximum",
    "too much mail data",
];

/// By the enhanced status codes X.1.1 and X.1.10, or in words: Postfix and Sendmail, Gmail,
/// QQ and the practice server, Exim.
const UNKNOWN: &[&str] = &[
    "5.1.1 ",
    "5.1.10 ",
    "user unknown",
    "unknown user",
    "no such",
    "does not exist",
    "non-existent",
    "mailbox not found",
    "mailbox unavailable",
    "user not found",
    "unrouteable address",
    "收件人不存在",
];
