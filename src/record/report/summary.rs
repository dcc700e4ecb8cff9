//! What came of the session, in a few words at the head of the page.

use super::story::{Story, What};
use crate::direction::Direction;
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
    vec![
        mails(story, lang),
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

/// The mechanism of the AUTH command in front of the last 235.
fn login(story: &Story, lang: Lang) -> (Tone, String, String) {
    let (mut mechanism, mut well, mut tried) = (String::new(), None, false);
    for row in &story.rows {
        let What::Said {
            from,
            verb,
            reply,
            lines,
            ..
        } = &row.what
        else {
            continue;
        };
        if *from == Direction::Client && verb == "AUTH" {
            tried = true;
            let line = lines.lines.first().map(Vec::as_slice).unwrap_or_default();
            let words = line.split(u8::is_ascii_whitespace);
            let name = words.filter(|word| !word.is_empty()).nth(1);
            mechanism = crate::protocol::text::visible(name.unwrap_or_default());
        }
        if matches!(reply, Some((word, _)) if word == "235") {
            well = Some(mechanism.to_ascii_uppercase());
        }
    }
    let (tone, what, detail) = match (well, tried) {
        (Some(name), _) => (
            Tone::Good,
            lang.pick("Logged in", "登录成功"),
            format!("AUTH {name}"),
        ),
        (None, true) => (
            Tone::Bad,
            lang.pick("Not logged in", "登录未成功"),
            lang.pick("the server refused", "被服务器拒绝").to_owned(),
        ),
        (None, false) => (
            Tone::Plain,
            lang.pick("No login", "没有登录"),
            lang.pick("AUTH was not said", "没有发送 AUTH").to_owned(),
        ),
    };
    (tone, what.to_owned(), detail)
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
            reply: Some((_, outcome)),
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
