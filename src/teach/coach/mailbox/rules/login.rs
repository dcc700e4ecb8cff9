//! Logging in, and the TLS before it.

use crate::protocol::command::Stage;
use crate::protocol::{DENIALS, sasl};
use crate::teach::coach::Remark;
use crate::teach::coach::answer::Flaw;
use crate::teach::coach::mailbox::Facts;
use crate::teach::coach::mailbox::line::Line;
use crate::teach::coach::rules::shown;
use crate::teach::coach::state::is_practice;

/// A login in clear text where the server wants none.
pub(super) fn tls_first(facts: &Facts<'_>) -> Option<Remark> {
    let state = facts.state;
    if state.tls || !(facts.is_login() || facts.line().is("USER")) {
        return None;
    }
    let disabled = state.offers("LOGINDISABLED") && facts.line().is("LOGIN");
    let said = facts.says(&[
        "starttls",
        "stls",
        " tls",
        " ssl",
        "plaintext",
        "secure connection",
    ]);
    if !(disabled || said || facts.has_code(&["PRIVACYREQUIRED"])) {
        return None;
    }
    let upgrade = state.protocol.upgrade.command;
    let offered = state.offers.is_empty() || state.offers(upgrade);
    let scheme = state.protocol.name.to_ascii_lowercase();
    let elsewhere = match is_practice(&state.greeting) {
        true => format!(":open practice/{scheme}s"),
        false => format!(":open {scheme}s://{}", state.host),
    };
    Some(if offered {
        Remark::MailboxTlsFirst {
            line: facts.to_type(upgrade),
        }
    } else {
        Remark::MailboxTlsElsewhere {
            line: shown(&elsewhere),
        }
    })
}

/// PASS without a USER that was accepted right before it.
pub(super) fn user_first(facts: &Facts<'_>) -> Option<Remark> {
    (facts.line().is("PASS") && !facts.state.named).then_some(Remark::UserFirst)
}

/// An AUTH answer that is none.
pub(super) fn flawed(facts: &Facts<'_>) -> Option<Remark> {
    let exchange = ["AUTH", "AUTHENTICATE", Line::ANSWER].contains(&&*facts.line().verb);
    let answer = facts.state.flawed.as_ref().filter(|_| exchange)?;
    let line = sasl::helper(&facts.state.mechanism, false)?;
    Some(match answer.flaw? {
        Flaw::Command | Flaw::NotBase64 => Remark::NotBase64 { line },
        Flaw::FullWidth => Remark::AnswerFullWidth { line },
        Flaw::PaddingLost => Remark::PaddingLost { line },
        Flaw::LineEnd => Remark::LineEndEncoded { line },
        Flaw::NoNul => Remark::PlainWithoutNul,
    })
}

/// Another session has the mailbox (RFC 2449 §8.1.1).
pub(super) fn in_use(facts: &Facts<'_>) -> Option<Remark> {
    let said = facts.has_code(&["IN-USE"]) || facts.says(&["locked", "in use"]);
    (facts.is_login() && said).then_some(Remark::MailboxInUse)
}

/// A login that was refused, by what the code looked like and by what the server says.
pub(super) fn login(facts: &Facts<'_>) -> Option<Remark> {
    // BAD is about the line, not about who logs in.
    if !facts.is_login() || facts.state.logged_in || facts.heard.word == "BAD" {
        return None;
    }
    let protocol = facts.state.protocol.name;
    let provider = facts.state.provider();
    let code = facts.turn.code;
    if facts.line().is("PASS") && code.is_some_and(|code| code.quoted) {
        return Some(Remark::CodeQuoted);
    }
    if facts.line().is("PASS") && facts.line().parted && !facts.state.is_imap() {
        return Some(Remark::SpacesBeforeCode);
    }
    if facts.line().is("APOP") && code.is_some_and(|code| !code.digest) {
        return Some(Remark::NoDigest);
    }
    if code.is_some_and(|code| code.spaced) {
        return Some(Remark::SpacesTyped);
    }
    let user = facts.state.user.as_ref();
    if let Some(row) = provider.filter(|_| user.is_some_and(|user| !user.contains('@'))) {
        return Some(Remark::MailboxWholeAddress { domain: row.domain });
    }
    if facts.says(FREQUENCY) && !facts.says(BARRED) {
        return Some(Remark::FrequencyLimited);
    }
    let sixteen = provider.is_some_and(|row| row.sixteen_letters);
    if sixteen && code.is_some_and(|code| !code.sixteen_letters) {
        return Some(Remark::MailboxCode { protocol });
    }
    if facts.says(BARRED) {
        return Some(Remark::ServiceOff { protocol });
    }
    // The code of the practice server stands on the screen: no web mail makes it.
    let elsewhere = facts.says(CODE_WANTED) && !is_practice(&facts.state.greeting);
    if provider.is_some() || elsewhere {
        return Some(Remark::MailboxCode { protocol });
    }
    let by_code = facts.has_code(DENIALS);
    let refused = facts.line().is("PASS") || facts.line().is("LOGIN") || facts.line().is("APOP");
    (by_code || refused).then_some(Remark::MailboxLogin)
}

/// NetEase lets nobody in who has not said who they are (RFC 2971).
pub(super) fn identify(facts: &Facts<'_>) -> Option<Remark> {
    facts.says(&["unsafe login"]).then(|| Remark::IdFirst {
        line: facts.to_type("ID (\"name\" \"smtpsh\")"),
    })
}

/// A command of a state that the session has not reached.
pub(super) fn login_first(facts: &Facts<'_>) -> Option<Remark> {
    let row = facts.row()?;
    let outside = Stage::default();
    if facts.state.logged_in || (row.fits)(&outside) || row.name == "PASS" {
        return None;
    }
    let verb = row.name.to_owned();
    Some(if facts.state.is_imap() {
        Remark::LoginCommandFirst {
            verb,
            line: facts.to_type("LOGIN"),
        }
    } else {
        Remark::UserPassFirst { verb }
    })
}

/// STARTTLS behind the login.
pub(super) fn tls_too_late(facts: &Facts<'_>) -> Option<Remark> {
    let upgrade = &facts.state.protocol.upgrade;
    let late = facts.line().is(upgrade.command) && facts.state.logged_in && !facts.state.tls;
    late.then(|| Remark::TlsTooLate {
        verb: upgrade.command,
        line: facts.to_type(facts.state.protocol.farewell),
    })
}

/// QQ's one sentence for all that may be wrong with an account; 163's for a service that is not on.
const BARRED: &[&str] = &[
    "abnormal",
    "service is not open",
    "unable to log on",
    "no permission",
    "not enabled",
    "suspended",
    "disabled",
    "未开启",
    "没有权限",
];
const FREQUENCY: &[&str] = &["frequency", "too many", "频率", "too frequent"];
/// QQ's, 163's and Gmail's words for a code made for one program.
const CODE_WANTED: &[&str] = &[
    "authorization code",
    "authorized code",
    "application-specific",
    "app password",
    "授权码",
];
