//! What came of the session, in a few words at the head of the page.

use super::story::{ANSWER, Status, Story, What};
use crate::protocol::Outcome;
use crate::protocol::smtp::SMTP;
use crate::protocol::text::visible;
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
    let receives_only = !story.protocols.is_empty() && !story.has_spoken(&SMTP);
    vec![
        if receives_only {
            fetched(story, lang)
        } else {
            mails(story, lang)
        },
        login(story, lang),
        tls(story, lang),
        replies(story, lang),
    ]
}

fn mails(story: &Story, lang: Lang) -> (Tone, String, String) {
    let sent = || story.mails.iter().filter(|mail| !mail.is_empty());
    let accepted = sent().filter(|mail| mail.accepted == Some(true)).count();
    let tone = match (accepted, sent().count()) {
        (_, 0) => Tone::Plain,
        (accepted, all) if accepted == all => Tone::Good,
        _ => Tone::Bad,
    };
    let detail = lang.pick("accepted by the server", "已被服务器接收");
    let what = lang.pick(
        match accepted {
            0 => "No mail".to_owned(),
            1 => "1 mail".to_owned(),
            many => format!("{many} mails"),
        },
        format!("{accepted} 封邮件"),
    );
    (tone, what, detail.to_owned())
}

/// In a session that sends none: how often mails were asked for and came.
fn fetched(story: &Story, lang: Lang) -> (Tone, String, String) {
    let came = story.rows.iter().filter(|row| {
        matches!(&row.what, What::Said { verb, reply: Some(status), .. }
            if FETCHES.contains(&verb.as_str()) && status.outcome == Outcome::Done)
    });
    let count = came.count();
    (
        if count == 0 { Tone::Plain } else { Tone::Good },
        lang.pick(format!("Fetched {count} times"), format!("收取 {count} 次")),
        FETCHES.join(", "),
    )
}

/// How those logged in who did, and how many were refused.
fn login(story: &Story, lang: Lang) -> (Tone, String, String) {
    let (mut said, mut well, mut refused) = (None, Vec::new(), 0);
    for row in &story.rows {
        let What::Said {
            verb, reply, lines, ..
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
    let (tone, what, detail) = match (well.is_empty(), tried) {
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
    match story.secured.last() {
        Some(secured) if secured.unverified.is_some() => (
            Tone::Bad,
            secured.version.to_owned(),
            lang.pick("certificate not verified", "证书未通过验证")
                .to_owned(),
        ),
        Some(secured) => (
            Tone::Good,
            secured.version.to_owned(),
            lang.pick("certificate verified", "证书已通过验证")
                .to_owned(),
        ),
        None => (
            Tone::Plain,
            lang.pick("Clear text", "明文传输").to_owned(),
            lang.pick("TLS was not used", "没有使用 TLS").to_owned(),
        ),
    }
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
    (
        tone,
        lang.pick(format!("{all} replies"), format!("{all} 个应答")),
        lang.pick(
            format!("{refused} of them refusals, {seconds:.2} s in all"),
            format!("其中 {refused} 个拒绝，共 {seconds:.2} 秒"),
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
const LOGINS: &[&str] = &["AUTH", "PASS", "APOP", "LOGIN", "AUTHENTICATE"];
/// The commands that bring mails.
const FETCHES: &[&str] = &["RETR", "TOP", "FETCH"];
