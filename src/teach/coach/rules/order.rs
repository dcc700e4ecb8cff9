//! Commands in the wrong order, or of a session that is not that far.

use super::{Facts, shown};
use crate::teach::coach::Remark;
use crate::teach::coach::state::Hello;

/// STARTTLS through TLS.
pub(super) fn tls_twice(facts: &Facts<'_>) -> Option<Remark> {
    let twice = facts.verb() == "STARTTLS" && facts.state.tls;
    twice.then(|| Remark::TlsTwice {
        line: facts.state.toward_mail(),
    })
}

/// STARTTLS where the reply to EHLO did not have it.
pub(super) fn no_starttls(facts: &Facts<'_>) -> Option<Remark> {
    let state = facts.state;
    let known = state.hello == Some(Hello::Ehlo) && !state.offers("STARTTLS");
    if facts.verb() != "STARTTLS" || !known {
        return None;
    }
    Some(if state.is_practice() {
        Remark::NoStartTlsHere
    } else {
        Remark::NoStartTls {
            host: state.host.clone(),
        }
    })
}

/// AUTH, or anything at all, before TLS.
pub(super) fn tls_first(facts: &Facts<'_>) -> Option<Remark> {
    let state = facts.state;
    let auth = facts.verb() == "AUTH";
    let said = facts.says(&["starttls", "tls ", "encrypt", "secure connection"]);
    let asked = matches!((facts.code(), auth), (530 | 538, true)) || (facts.code() == 530 && said);
    // A server that hides AUTH until TLS is up (RFC 4954 §4) calls it unknown or out of order.
    let hidden = auth
        && matches!(facts.code(), 500..=504)
        && state.offers("STARTTLS")
        && !state.offers("AUTH");
    if state.tls || !(asked || hidden) {
        return None;
    }
    let not_here = state.hello == Some(Hello::Ehlo) && !state.offers("STARTTLS");
    Some(match (not_here, state.is_practice()) {
        (false, _) => Remark::TlsFirst,
        (true, true) => Remark::TlsFirstHere,
        (true, false) => Remark::TlsFirstElsewhere {
            host: state.host.clone(),
        },
    })
}

/// A command before EHLO, the first time or behind TLS.
pub(super) fn hello_first(facts: &Facts<'_>) -> Option<Remark> {
    let needs_it = matches!(facts.verb(), "AUTH" | "MAIL" | "RCPT" | "DATA" | "STARTTLS");
    // Some servers need no HELO, and mean what else is missing.
    let else_missing = facts.says(&["mail", "rcpt", "recipient", "sender"]);
    let out_of_order = matches!(facts.code(), 502 | 503) && !else_missing;
    let said = out_of_order || facts.says(&["helo", "ehlo"]);
    if facts.state.hello.is_some() || !needs_it || !said {
        return None;
    }
    let line = facts.state.ehlo();
    Some(if facts.state.upgraded {
        Remark::HelloAgain { line }
    } else {
        Remark::HelloFirst { line }
    })
}

/// EHLO where nobody knows it (RFC 5321 §3.2).
pub(super) fn helo_only(facts: &Facts<'_>) -> Option<Remark> {
    let command = facts.command().filter(|command| command.verb == "EHLO")?;
    let unknown = matches!(facts.code(), 500 | 502 | 504) && !command.argument.is_empty();
    unknown.then(|| Remark::HeloOnly {
        line: shown(&format!("HELO {}", command.argument)),
    })
}

/// HELO or EHLO without a name.
pub(super) fn hello_name(facts: &Facts<'_>) -> Option<Remark> {
    let command = facts.command()?;
    let hello = matches!(command.verb.as_str(), "HELO" | "EHLO") && command.argument.is_empty();
    let refused = hello && matches!(facts.code(), 500..=504 | 550 | 553);
    refused.then(|| Remark::HelloName {
        verb: command.verb.clone(),
        line: facts.state.hello_line(&command.verb),
    })
}

/// AUTH where the reply to EHLO did not have it.
pub(super) fn no_auth(facts: &Facts<'_>) -> Option<Remark> {
    let refused = facts.verb() == "AUTH" && matches!(facts.code(), 500..=504);
    (refused && facts.state.takes_no_login()).then(|| facts.state.no_login())
}

/// AUTH of somebody who has logged in (RFC 4954 §4).
pub(super) fn logged_in(facts: &Facts<'_>) -> Option<Remark> {
    let again = facts.verb() == "AUTH" && facts.state.logged_in && facts.code() == 503;
    again.then(|| Remark::LoggedIn {
        line: facts.state.toward_mail(),
    })
}

/// AUTH or STARTTLS behind HELO. A server that has begun a login knows AUTH.
pub(super) fn not_helo(facts: &Facts<'_>) -> Option<Remark> {
    let verb = facts.verb();
    let state = facts.state;
    let helo = state.hello == Some(Hello::Helo) && !state.ehlo_refused && !state.logged_in;
    let refused = matches!(verb, "AUTH" | "STARTTLS") && matches!(facts.code(), 500 | 502 | 503);
    (helo && refused).then(|| Remark::EhloForExtension {
        verb: verb.to_owned(),
        line: facts.state.ehlo(),
    })
}

/// Mail from somebody who has not logged in. A provider's server wants that before anything else of
/// a mail.
pub(super) fn login_first(facts: &Facts<'_>) -> Option<Remark> {
    let state = facts.state;
    let early = matches!(facts.verb(), "RCPT" | "DATA") && state.mail.is_none();
    let by_provider = early && facts.code() == 503 && state.provider().is_some();
    let mail = matches!(facts.verb(), "MAIL" | "RCPT" | "DATA");
    let out_of_order = facts.verb() == "MAIL" && facts.code() == 503;
    let by_code = out_of_order && state.mail.is_none() && state.offers("AUTH");
    let said = facts.says(&["auth", "log in", "login", "logged in"]);
    let wanted = mail && (said || by_code || by_provider) && !state.logged_in;
    wanted.then(|| match state.takes_no_login() {
        true => state.no_login(),
        false => Remark::LoginFirst {
            line: state.toward_login(),
        },
    })
}

/// RCPT or DATA before MAIL.
pub(super) fn sender_first(facts: &Facts<'_>) -> Option<Remark> {
    let early = matches!(facts.verb(), "RCPT" | "DATA") && facts.state.mail.is_none();
    if !early || !matches!(facts.code(), 502 | 503) {
        return None;
    }
    Some(match facts.state.mail_from() {
        Some(line) => Remark::SenderFirstKnown { line },
        None => Remark::SenderFirst,
    })
}

/// MAIL inside of a mail (RFC 5321 §4.1.4).
pub(super) fn second_sender(facts: &Facts<'_>) -> Option<Remark> {
    let nested = facts.verb() == "MAIL" && facts.state.mail.is_some();
    (nested && facts.code() == 503).then_some(Remark::SecondSender)
}

/// A verb with something behind it that it does not take.
pub(super) fn alone(facts: &Facts<'_>) -> Option<Remark> {
    let command = facts.command()?;
    let verb = command.verb.as_str();
    let lone =
        matches!(verb, "DATA" | "RSET" | "QUIT" | "STARTTLS") && !command.argument.is_empty();
    (lone && matches!(facts.code(), 500..=504)).then(|| Remark::Alone {
        verb: verb.to_owned(),
    })
}

/// DATA before a recipient was accepted.
pub(super) fn recipient_first(facts: &Facts<'_>) -> Option<Remark> {
    let early = facts.verb() == "DATA" && facts.state.recipients == 0;
    (early && matches!(facts.code(), 502 | 503 | 554)).then_some(Remark::RecipientFirst)
}

/// The server gave up waiting (RFC 5321 §4.5.3.2.7).
pub(super) fn idle(facts: &Facts<'_>) -> Option<Remark> {
    let said = facts.says(&["timeout", "timed out", "idle", "4.4.2", "too long"]);
    (facts.code() == 421 && said).then_some(Remark::IdleClosed)
}

/// The server goes down, or has a reason that is not told (RFC 5321 §3.8).
pub(super) fn server_closes(facts: &Facts<'_>) -> Option<Remark> {
    (facts.code() == 421).then_some(Remark::ServerCloses)
}
