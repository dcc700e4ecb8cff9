//! What a step of the dialogue is for, in a sentence: by the verb that was said, by the code that
//! came back.

use super::story::{ANSWER, GREETING};
use crate::protocol::Outcome;
use crate::words::{Lang, Text, text};

/// What a command is for.
pub(super) fn command(verb: &str, lang: Lang) -> Option<&'static str> {
    let row = COMMANDS.iter().find(|(name, _)| *name == verb);
    row.map(|(_, what)| what.of(lang))
}

/// What a reply says to `verb`. Where nothing is known of the pair, the first digit tells.
pub(super) fn reply(verb: &str, word: &str, outcome: Outcome, lang: Lang) -> Option<&'static str> {
    let code: Option<u16> = word.parse().ok();
    if code.is_none() && !word.is_empty() {
        // A protocol without codes says what it means.
        return None;
    }
    let of_pair = REPLIES
        .iter()
        .find(|(name, number, _)| *name == verb && Some(*number) == code);
    let of_code = || {
        REPLIES
            .iter()
            .find(|(name, number, _)| name.is_empty() && Some(*number) == code)
    };
    if let Some((_, _, what)) = of_pair.or_else(of_code) {
        return Some(what.of(lang));
    }
    OUTCOMES
        .iter()
        .find(|(known, _)| *known == outcome)
        .map(|(_, what)| what.of(lang))
}

const COMMANDS: &[(&str, Text)] = &[
    (
        "EHLO",
        text(
            "The client introduces itself and asks which extensions the server has.",
            "客户端自报主机名，并询问服务器支持哪些扩展。",
        ),
    ),
    (
        "HELO",
        text(
            "The client introduces itself, as before extensions existed.",
            "客户端自报主机名（早期的问候方式，不询问扩展）。",
        ),
    ),
    (
        "STARTTLS",
        text(
            "Asks to go on under TLS on the same connection (RFC 3207).",
            "请求在同一连接上升级为 TLS（RFC 3207）。",
        ),
    ),
    (
        "AUTH",
        text(
            "Asks to log in with this mechanism (RFC 4954).",
            "请求用该机制登录（RFC 4954）。",
        ),
    ),
    (
        ANSWER,
        text(
            "The answer to the challenge, in base64, which hides nothing by itself.",
            "对质询的回答，用 base64 编码；base64 本身并不保密。",
        ),
    ),
    (
        "MAIL",
        text(
            "Begins a mail: the sender of the envelope, to whom failures are reported.",
            "开始一封邮件：信封上的发件人，投递失败时退信给他。",
        ),
    ),
    (
        "RCPT",
        text(
            "A recipient of the envelope; said once for each.",
            "信封上的收件人；有几个收件人，就发几次。",
        ),
    ),
    (
        "DATA",
        text(
            "Asks to send the message itself: headers and text.",
            "请求发送邮件内容：首部和正文。",
        ),
    ),
    (
        "RSET",
        text("Gives up the mail that was begun.", "放弃已开始的邮件。"),
    ),
    (
        "NOOP",
        text(
            "Does nothing; shows that both are still there.",
            "空操作，用来确认连接仍然正常。",
        ),
    ),
    (
        "VRFY",
        text("Asks whether a mailbox exists.", "询问某个邮箱是否存在。"),
    ),
    ("QUIT", text("Ends the session in order.", "正常结束会话。")),
];

const REPLIES: &[(&str, u16, Text)] = &[
    (
        GREETING,
        220,
        text(
            "The greeting: the server is ready, and says its name.",
            "欢迎信息：服务器就绪，并报出自己的名字。",
        ),
    ),
    (
        "EHLO",
        250,
        text(
            "Welcome; behind the first line, one extension a line.",
            "问候成功；从第二行起每行是一个扩展。",
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
