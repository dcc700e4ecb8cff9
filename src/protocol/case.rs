//! Dialogues as text, for the tests of the protocols: each is heard whole, byte by byte, in pieces,
//! and with what comes next on its heels.
//!
//! A line says what one side does, and behind `=>` what that must come to:
//!
//! * `C: LINE => secret` says a line. Facts: its secret (`▒` in the line as it is masked), its role
//!   if it is no command, `then N` if text follows.
//! * `S: LINE` hears a line; `S+ LINE` one without a line end. The facts stand below it, one a line,
//!   indented.
//! * `? STATE` is what is awaited then.
//! * `TLS` is the border passed.

use super::{Dialogue, Expect, Heard, Part, Reply, Role, Said, Until, text};
use std::ops::Range;

/// Follows a dialogue, cut every way.
pub(super) fn check(dialogue: fn() -> Box<dyn Dialogue>, script: &str) {
    for piece in [usize::MAX, 1, 2, 7] {
        let told = follow(dialogue(), script, piece);
        assert_eq!(told, tidy(script), "in pieces of {piece}");
    }
}

/// Checks which part of each line is a secret: `▒` stands for it.
pub(super) fn check_secrets(secret: fn(&[u8]) -> Option<Range<usize>>, cases: &[(&str, &str)]) {
    for (line, masked) in cases {
        let mut shown = (*line).to_owned();
        if let Some(span) = secret(line.as_bytes()) {
            shown.replace_range(span, "▒");
        }
        assert_eq!(shown, *masked, "{line}");
    }
}

fn tidy(script: &str) -> String {
    let lines = script.lines().map(str::trim_end);
    let lines: Vec<_> = lines.filter(|line| !line.is_empty()).collect();
    lines.join("\n")
}

/// The script with the facts that the dialogue really tells.
fn follow(mut dialogue: Box<dyn Dialogue>, script: &str, piece: usize) -> String {
    let mut told = Vec::new();
    let mut bytes = Vec::new();
    let lines: Vec<&str> = script.lines().map(str::trim_end).collect();
    for (at, line) in lines.iter().enumerate() {
        if line.starts_with("    ") || line.is_empty() {
            continue;
        }
        if let Some(said) = line.strip_prefix("C: ") {
            let said = said.split(" => ").next().unwrap_or_default();
            told.push(format!(
                "C: {said}{}",
                outcome(&dialogue.say(said.as_bytes()), said)
            ));
        } else if let Some(heard) = line.strip_prefix("S:") {
            let heard = heard.strip_prefix(' ').unwrap_or(heard);
            told.push((*line).to_owned());
            bytes.extend_from_slice(format!("{heard}\r\n").as_bytes());
        } else if let Some(heard) = line.strip_prefix("S+ ") {
            told.push((*line).to_owned());
            bytes.extend_from_slice(heard.as_bytes());
        } else if line.starts_with("? ") {
            told.push(format!("? {}", awaited(dialogue.as_ref())));
        } else if *line == "TLS" {
            dialogue.secured();
            told.push((*line).to_owned());
        } else {
            panic!("what is {line:?}?");
        }
        // What stands below several lines of the server came with all of them at once.
        let more = lines.get(at + 1..).unwrap_or_default().iter();
        let next = more.clone().find(|line| !line.is_empty());
        if !bytes.is_empty() && !next.is_some_and(|line| line.starts_with("S")) {
            for piece in bytes.chunks(piece.min(bytes.len())) {
                let heard = dialogue.hear(piece);
                told.extend(heard.iter().map(|heard| {
                    let fact = format!("    {}", fact(heard));
                    fact.trim_end().to_owned()
                }));
            }
            bytes.clear();
        }
    }
    told.join("\n")
}

fn outcome(said: &Said, line: &str) -> String {
    let mut facts = Vec::new();
    if let Some(secret) = said.secret.clone() {
        let mut masked = line.to_owned();
        masked.replace_range(secret, "▒");
        facts.push(masked);
    }
    match said.role {
        Role::Command => {}
        role => facts.push(format!("{role:?}").to_lowercase()),
    }
    if let Some(mechanism) = &said.mechanism {
        facts.push(format!("begins {mechanism}"));
    }
    if said.to.is_none() {
        facts.push("unanswered".to_owned());
    }
    if let Some(Until::Bytes { left, secret, .. }) = said.text {
        facts.push(format!(
            "then {left}{}",
            if secret { " secret" } else { "" }
        ));
    }
    if facts.is_empty() {
        return String::new();
    }
    format!(" => {}", facts.join("; "))
}

fn awaited(dialogue: &dyn Dialogue) -> String {
    match dialogue.expect() {
        Expect::Answer(challenge) => format!("answer {:?}", challenge.asks),
        Expect::Text(Until::Bytes { left, secret, .. }) => {
            format!("{left} bytes{}", if secret { ", secret" } else { "" })
        }
        Expect::Text(until) => format!("{until:?}"),
        expect => format!("{expect:?}"),
    }
}

fn fact(heard: &Heard) -> String {
    match heard {
        Heard::Reply(reply) => reply_of(reply),
        Heard::Part(part) => part_of(part),
        Heard::Challenge(challenge) => {
            let plain = challenge.plain.as_deref().map(text::visible);
            format!("asks {:?}: {}", challenge.asks, plain.unwrap_or_default())
        }
        Heard::Offers { now, before } => {
            let before = before
                .as_ref()
                .map(|before| format!(" before {}", before.join(",")));
            format!("offers {}{}", now.join(","), before.unwrap_or_default())
        }
        Heard::Settled(_) => "settled".to_owned(),
        Heard::UpgradeReady { injected } => format!("upgrade, injected {}", injected.len()),
    }
}

fn reply_of(reply: &Reply) -> String {
    let to = reply
        .to
        .as_ref()
        .map(|to| to.say(crate::words::Lang::English));
    let mut facts = vec![format!(
        "{:?} to {}",
        reply.outcome,
        to.as_deref().unwrap_or("nothing")
    )];
    facts.extend(reply.detail.as_ref().map(|detail| format!("[{detail}]")));
    facts.extend(reply.more.then(|| "more".to_owned()));
    facts.extend(reply.closes.then(|| "closes".to_owned()));
    facts.extend(reply.oddities.iter().map(|oddity| format!("{oddity:?}")));
    facts.join(", ")
}

fn part_of(part: &Part) -> String {
    let kind = format!("{:?}", part.kind).to_lowercase();
    let mail = part.mail.map(|mail| format!(" of {mail}"));
    let mut facts = vec![format!(
        "{kind}{}{} {}",
        mail.unwrap_or_default(),
        if part.end.is_some() { "" } else { "…" },
        text::visible(&part.bytes)
    )];
    facts.extend(part.plain.iter().map(|plain| format!("says {plain}")));
    facts.extend(part.oddities.iter().map(|oddity| format!("{oddity:?}")));
    facts.join(", ").trim_end().to_owned()
}

/// Bytes in any pieces give the same facts, and the dialogue never keeps much.
pub(super) fn same_in_pieces(dialogue: fn() -> Box<dyn Dialogue>, bytes: &[u8], cut: usize) {
    let mut whole = dialogue();
    let mut parts = dialogue();
    let heard = whole.hear(bytes);
    let (one, two) = bytes.split_at(cut.min(bytes.len()));
    let mut pieces = parts.hear(one);
    if !two.is_empty() {
        pieces.extend(parts.hear(two));
    }
    assert_eq!(heard, pieces);
}
