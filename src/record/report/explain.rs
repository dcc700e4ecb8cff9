//! What a step of the dialogue is for, in a sentence: by the verb that was said, by the code that
//! came back.

use super::step::{ANSWER, GREETING, Status};
use crate::protocol::imap::IMAP;
use crate::protocol::smtp::SMTP;
use crate::protocol::{Outcome, Protocol};
use crate::teach::{response, verb};
use crate::words::{Lang, Text, text};

/// What a command is for.
pub(super) fn command(protocol: &Protocol, verb: &str, lang: Lang) -> Option<String> {
    let what = match verb {
        "" if *protocol == IMAP => LITERAL,
        "" => MESSAGE,
        ANSWER => CHALLENGED,
        _ => {
            let mut lessons = verb::lessons(protocol);
            lessons.find(|lesson| lesson.name == verb)?.summary
        }
    };
    Some(sentence(what, lang))
}

/// What a reply says to `verb`. Where nothing is known of the pair, its status tells.
pub(super) fn reply(
    protocol: &Protocol,
    verb: &str,
    status: &Status,
    lang: Lang,
) -> Option<String> {
    if *protocol != SMTP {
        return word(verb, status, lang);
    }
    let code: Option<u16> = status.word.parse().ok();
    let of_pair = REPLIES
        .iter()
        .find(|(name, number, _)| *name == verb && Some(*number) == code);
    let of_code = || {
        REPLIES
            .iter()
            .find(|(name, number, _)| name.is_empty() && Some(*number) == code)
    };
    if let Some((_, _, what)) = of_pair.or_else(of_code) {
        return Some(sentence(*what, lang));
    }
    OUTCOMES
        .iter()
        .find(|(known, _)| *known == status.outcome)
        .map(|(_, what)| sentence(*what, lang))
}

/// What a status word says, and the code in brackets behind it.
fn word(verb: &str, status: &Status, lang: Lang) -> Option<String> {
    if verb == GREETING && status.outcome == Outcome::Done {
        return Some(sentence(READY, lang));
    }
    let code = status.detail.as_deref().unwrap_or_default();
    let rows = response::find(&format!("{} [{code}]", status.word));
    let said: Vec<_> = rows.iter().map(|row| sentence(row.means, lang)).collect();
    (!said.is_empty()).then(|| said.join(lang.pick(" ", "")))
}

/// A text of a table as a whole sentence: most are written to stand behind a name.
fn sentence(what: Text, lang: Lang) -> String {
    let what = what.of(lang);
    let mut rest = what.chars();
    let first = rest.next().into_iter().flat_map(char::to_uppercase);
    let sentence: String = first.chain(rest).collect();
    if sentence.ends_with(['.', '。']) {
        return sentence;
    }
    sentence + lang.pick(".", "。")
}

const MESSAGE: Text = text(
    "The message: headers, an empty line, the text.",
    "邮件内容：首部、空行、正文。",
);
const LITERAL: Text = text(
    "A literal: as many bytes as the braces announced (RFC 9051 §4.3).",
    "字面量（literal）：花括号里声明了多少字节，就是多少字节（RFC 9051 §4.3）。",
);
const CHALLENGED: Text = text(
    "The answer to the challenge, in base64, which hides nothing by itself.",
    "对质询的回答，用 base64 编码；base64 本身并不保密。",
);
const READY: Text = text(
    "The greeting: the server is ready, and says its name.",
    "欢迎信息：服务器就绪，并报出自己的名字。",
);

const REPLIES: &[(&str, u16, Text)] = &[
    (GREETING, 220, READY),
    (
        "EHLO",
        250,
        text(
            "Welcome; behind the first line, one extension a line.",
            "EHLO 成功；从第二行起每行是一个扩展。",
        ),
    ),
    (
        "STARTTLS",
        220,
        text(
            "Ready: the next bytes are the TLS handshake.",
            "准备就绪：接下来的字节就是 TLS 握手。",
        ),
    ),
    (
        "MAIL",
        250,
        text("The sender is accepted.", "接受该发件人。"),
    ),
    (
        "RCPT",
        250,
        text(
            "The recipient is accepted; nothing is delivered yet.",
            "接受该收件人；此时还没有投递。",
        ),
    ),
    (
        ".",
        250,
        text(
            "The server has the mail and is now responsible for it.",
            "服务器已收下邮件，此后由它负责投递。",
        ),
    ),
    (
        "",
        221,
        text("Goodbye; the server closes.", "再见，服务器将关闭连接。"),
    ),
    ("", 235, text("Logged in.", "登录成功。")),
    (
        "",
        334,
        text(
            "A challenge in base64: the client is to answer it.",
            "base64 编码的质询，等待客户端回答。",
        ),
    ),
    (
        "",
        354,
        text(
            "Go on with the message; a line with a single dot ends it.",
            "请发送邮件内容，以只有一个点的一行结束。",
        ),
    ),
    (
        "",
        421,
        text(
            "The server gives up the session and closes.",
            "服务器放弃本次会话并关闭连接。",
        ),
    ),
    (
        "",
        500,
        text(
            "The server does not know this command.",
            "服务器不认识该命令。",
        ),
    ),
    (
        "",
        501,
        text(
            "The command's arguments are malformed.",
            "命令的参数格式不正确。",
        ),
    ),
    (
        "",
        503,
        text("A command in the wrong order.", "命令的先后顺序不对。"),
    ),
    (
        "",
        530,
        text(
            "Refused: log in, or begin TLS, first.",
            "拒绝：需要先登录，或先升级为 TLS。",
        ),
    ),
    (
        "",
        535,
        text(
            "Not logged in: user name and code do not fit.",
            "登录失败：用户名与授权码不匹配。",
        ),
    ),
    (
        "",
        550,
        text(
            "Refused: the mailbox is not to be had here.",
            "拒绝：该邮箱不可用。",
        ),
    ),
];

const OUTCOMES: &[(Outcome, Text)] = &[
    (Outcome::Done, text("2yz: done.", "2yz：已完成。")),
    (
        Outcome::GoOn,
        text("3yz: the server awaits more.", "3yz：服务器等待后续内容。"),
    ),
    (
        Outcome::RefusedNow,
        text(
            "4yz: refused for now; the same may succeed later.",
            "4yz：暂时拒绝，稍后重试可能成功。",
        ),
    ),
    (
        Outcome::Refused,
        text(
            "5yz: refused; saying the same again does not help.",
            "5yz：永久拒绝，原样重试没有用。",
        ),
    ),
    (
        Outcome::Unclear,
        text("No reply code that SMTP has.", "不是 SMTP 规定的应答码。"),
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::pop3::POP3;
    use crate::protocol::protocols;

    #[test]
    fn every_verb_of_every_protocol_is_explained() {
        for protocol in protocols() {
            for row in (protocol.commands)() {
                for (lang, end) in [(Lang::English, '.'), (Lang::Chinese, '。')] {
                    let said = command(protocol, row.name, lang).unwrap();
                    assert!(said.ends_with(end), "{said}");
                    let lower = said.starts_with(|c: char| c.is_ascii_lowercase());
                    assert!(!lower, "{said}");
                }
            }
        }
    }

    #[test]
    fn replies_without_codes_are_explained_by_their_words() {
        let status = |word: &str, detail: Option<&str>, outcome| Status {
            word: word.to_owned(),
            detail: detail.map(str::to_owned),
            outcome,
        };
        let failed = Some("AUTHENTICATIONFAILED");
        for (protocol, verb, status, expected) in [
            (
                &POP3,
                GREETING,
                status("+OK", None, Outcome::Done),
                "The greeting: the server is ready, and says its name.",
            ),
            (
                &POP3,
                "RETR",
                status("-ERR", None, Outcome::Refused),
                "Refused; POP3 has one word for every reason, the text tells which.",
            ),
            (
                &IMAP,
                "LOGIN",
                status("NO", failed, Outcome::Refused),
                "Understood and refused: the line is right, but what it asks for cannot be done. \
                 User name and code are wrong.",
            ),
        ] {
            let said = reply(protocol, verb, &status, Lang::English);
            assert_eq!(said.as_deref(), Some(expected));
        }
    }
}
