//! What came of the session, in a few words at the head of the page.

use super::step::{ANSWER, Status, What};
use super::story::Story;
use crate::protocol::Outcome;
use crate::protocol::imap::IMAP;
use crate::protocol::pop3::POP3;
use crate::protocol::sasl::Mechanism;
use crate::protocol::smtp::SMTP;
use crate::protocol::text::visible;
use crate::wire::Secured;
use crate::words::Lang;
use maud::{Markup, html};

/// Whether a fact is good news.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tone {
    Good,
    Bad,
    Odd,
    Plain,
}

/// The facts as a part of the page.
pub(super) fn show(story: &Story, lang: Lang) -> Markup {
    html! {
        ul.facts {
            @for (tone, what, detail) in facts(story, lang) {
                li class=(class(tone)) { b { (what) } span { (detail) } }
            }
        }
    }
}

fn facts(story: &Story, lang: Lang) -> Vec<(Tone, String, String)> {
    let sends = story.protocols.is_empty() || story.has_spoken(&SMTP);
    let receives = story.has_spoken(&POP3) || story.has_spoken(&IMAP);
    let facts = [
        sends.then(|| mails(story, lang)),
        receives.then(|| fetched(story, lang)),
        Some(login(story, lang)),
        Some(tls(story, lang)),
        Some(replies(story, lang)),
    ];
    facts.into_iter().flatten().collect()
}

fn mails(story: &Story, lang: Lang) -> (Tone, String, String) {
    let sent = || story.mails.iter().filter(|mail| !mail.is_empty());
    let accepted = sent().filter(|mail| mail.accepted == Some(true)).count();
    let tone = match (accepted, sent().count()) {
        (_, 0) => Tone::Plain,
        (accepted, all) if accepted == all => Tone::Good,
        _ => Tone::Bad,
    };
    let what = match accepted {
        0 => lang.pick("No mail", "没有邮件").to_owned(),
        1 => lang.pick("1 mail", "1 封邮件").to_owned(),
        many => lang.pick(format!("{many} mails"), format!("{many} 封邮件")),
    };
    let detail = lang.pick("accepted by the server", "被服务器接收");
    (tone, what, detail.to_owned())
}

/// How often mails were asked for and came.
fn fetched(story: &Story, lang: Lang) -> (Tone, String, String) {
    let came = story.rows.iter().filter_map(|row| match &row.what {
        What::Said {
            verb,
            reply: Some(status),
            ..
        } if FETCHES.contains(&verb.as_str()) && status.outcome == Outcome::Done => Some(verb),
        _ => None,
    });
    let verbs: Vec<&String> = came.collect();
    let by = FETCHES
        .iter()
        .filter(|name| verbs.iter().any(|verb| verb == *name));
    let by: Vec<&str> = by.copied().collect();
    let english = match verbs.len() {
        0 => "Nothing fetched".to_owned(),
        1 => "Fetched once".to_owned(),
        many => format!("Fetched {many} times"),
    };
    (
        if verbs.is_empty() {
            Tone::Plain
        } else {
            Tone::Good
        },
        lang.pick(english, format!("收取 {} 次", verbs.len())),
        if by.is_empty() {
            lang.pick("no command asked for mail", "没有发送收取命令")
                .to_owned()
        } else {
            by.join(", ")
        },
    )
}

/// How those logged in who did, and how many were refused.
fn login(story: &Story, lang: Lang) -> (Tone, String, String) {
    let (mut said, mut well, mut refused) = (None, Vec::new(), 0);
    let mut in_the_clear = false;
    for row in &story.rows {
        let What::Said {
            verb,
            reply,
            lines,
            tls,
            ..
        } = &row.what
        else {
            continue;
        };
        match reply {
            None if LOGINS.contains(&verb.as_str()) => {
                said = Some(how(
                    verb,
                    lines.lines.first().map_or(&[][..], Vec::as_slice),
                ));
            }
            // What is neither done nor refused goes on.
            Some(status) if LOGINS.contains(&verb.as_str()) || verb == ANSWER => {
                if status.outcome == Outcome::Done {
                    let how = said.take().filter(|how| !well.contains(how));
                    in_the_clear |= !tls && how.as_deref().is_some_and(reveals);
                    well.extend(how);
                } else if status.outcome.is_refusal() {
                    refused += 1;
                }
            }
            _ => {}
        }
    }
    let tried = refused > 0 || said.is_some();
    let mut detail = well.join(", ");
    if refused > 0 && !well.is_empty() {
        detail += &lang.pick(
            format!("; refused: {refused}"),
            format!("；被拒绝 {refused} 次"),
        );
    }
    if in_the_clear {
        detail += lang.pick(
            " in clear text: whoever is on the way reads the code",
            "，以明文传送：途中任何人都能读到授权码",
        );
    }
    let (tone, what, detail) = match (well.is_empty(), tried) {
        (false, _) if in_the_clear => (Tone::Odd, lang.pick("Logged in", "登录成功"), detail),
        (false, _) => (Tone::Good, lang.pick("Logged in", "登录成功"), detail),
        (true, true) => (
            Tone::Bad,
            lang.pick("Not logged in", "登录未成功"),
            lang.pick("the server refused", "被服务器拒绝").to_owned(),
        ),
        (true, false) => (
            Tone::Plain,
            lang.pick("No login", "没有登录"),
            lang.pick("no command asked for it", "没有发送登录命令")
                .to_owned(),
        ),
    };
    (tone, what.to_owned(), detail)
}

/// Whether whoever reads a login along has the code: base64 hides nothing.
fn reveals(how: &str) -> bool {
    let mechanism = how.split_once(' ').map_or(how, |(_, mechanism)| mechanism);
    Mechanism::named(mechanism).map_or(how != "APOP", |row| row.reveals)
}

/// The command of a login: with the mechanism, if it names one.
fn how(verb: &str, line: &[u8]) -> String {
    if !verb.starts_with("AUTH") {
        return verb.to_owned();
    }
    let mut words = line.split(u8::is_ascii_whitespace);
    let names = |word: &&[u8]| word.eq_ignore_ascii_case(verb.as_bytes());
    let mechanism = words.by_ref().find(names).and_then(|_| words.next());
    let mechanism = visible(mechanism.unwrap_or_default()).to_ascii_uppercase();
    format!("{verb} {mechanism}").trim_end().to_owned()
}

fn tls(story: &Story, lang: Lang) -> (Tone, String, String) {
    let secured: Vec<&Secured> = story
        .secured
        .iter()
        .filter_map(|tls| tls.secured.as_ref())
        .collect();
    let mut versions: Vec<&str> = secured.iter().map(|secured| secured.version).collect();
    versions.sort_unstable();
    versions.dedup();
    let failed = story.secured.len() - secured.len();
    let verified = secured.iter().all(|secured| secured.unverified.is_none());
    let (tone, what, detail) = match (secured.is_empty(), story.secured.is_empty()) {
        (false, _) if verified && failed > 0 => (
            Tone::Odd,
            versions.join(", "),
            lang.pick(
                "certificate verified; another handshake failed",
                "证书已通过验证；另有握手失败",
            ),
        ),
        (false, _) if verified => (
            Tone::Good,
            versions.join(", "),
            lang.pick("certificate verified", "证书已通过验证"),
        ),
        (false, _) => (
            Tone::Bad,
            versions.join(", "),
            lang.pick("certificate not verified", "证书未通过验证"),
        ),
        (true, false) => (
            Tone::Bad,
            lang.pick("No TLS", "TLS 未建立").to_owned(),
            lang.pick("the handshake failed", "握手未成功"),
        ),
        (true, true) => (
            Tone::Plain,
            lang.pick("Clear text", "明文传输").to_owned(),
            lang.pick("TLS was not used", "没有使用 TLS"),
        ),
    };
    (tone, what, detail.to_owned())
}

fn replies(story: &Story, lang: Lang) -> (Tone, String, String) {
    let outcomes = story.rows.iter().filter_map(|row| match &row.what {
        What::Said {
            reply: Some(Status { outcome, .. }),
            ..
        } => Some(outcome),
        _ => None,
    });
    let (mut all, mut refused) = (0, 0);
    for outcome in outcomes {
        all += 1;
        refused += usize::from(outcome.is_refusal());
    }
    let tone = if refused == 0 { Tone::Plain } else { Tone::Odd };
    let seconds = story.rows.last().map_or(0.0, |row| row.at);
    let time = match seconds {
        short if short < 1.0 => format!("{:.0} ms", short * 1000.0),
        long => lang.pick(format!("{long:.2} s"), format!("{long:.2} 秒")),
    };
    (
        tone,
        lang.pick(format!("{all} replies"), format!("{all} 个应答")),
        lang.pick(
            format!("refusals: {refused}; {time} in all"),
            format!("其中 {refused} 个拒绝，共 {time}"),
        ),
    )
}

fn class(tone: Tone) -> &'static str {
    match tone {
        Tone::Good => "good",
        Tone::Bad => "bad",
        Tone::Odd => "unclear",
        Tone::Plain => "plain",
    }
}

/// The commands that log in; USER alone does not.
pub(super) const LOGINS: &[&str] = &["AUTH", "PASS", "APOP", "LOGIN", "AUTHENTICATE"];
/// The commands that bring mails.
const FETCHES: &[&str] = &["RETR", "TOP", "FETCH"];
