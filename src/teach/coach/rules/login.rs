//! Mistakes of AUTH. What the rules know of an answer is what is wrong with it.

use super::{Facts, shown};
use crate::protocol::sasl;
use crate::teach::coach::Remark;
use crate::teach::coach::answer::{Flaw, Holds};

/// Something that is wrong with an answer for sure.
pub(super) fn flaw(facts: &Facts<'_>) -> Option<Remark> {
    let answer = facts.turn.answer.as_ref()?;
    let helper = match answer.holds {
        Holds::User => ":user",
        Holds::Code => ":code",
        Holds::Plain => ":auth plain",
    };
    let helper = helper.to_owned();
    Some(match answer.flaw.as_ref()? {
        Flaw::NotBase64 { address: None } => Remark::NotBase64 { helper },
        Flaw::NotBase64 {
            address: Some(address),
        } => Remark::UserNotBase64 {
            line: shown(&sasl::encode(address.as_bytes())),
        },
        Flaw::PaddingLost => Remark::PaddingLost { helper },
        Flaw::LineEnd => Remark::LineEndEncoded { helper },
        Flaw::NoNul => Remark::PlainWithoutNul,
    })
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
