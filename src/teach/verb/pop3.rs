//! The verbs of POP3.

use super::Lesson;
use crate::protocol::pop3::POP3;
use crate::words::{Text, text};

/// Every verb of the protocol's table, in the same order.
pub(super) static LESSONS: &[Lesson] = &[
    lesson(
        "CAPA",
        text(
            "asks what the server offers, one capability a line, up to a dot. Say it first, and again behind STLS.",
            "询问服务器支持的功能，每行一项，以单独一个点结束。连接后先发它；STLS 之后要重新发送。",
        ),
        "CAPA",
        &[],
    ),
    lesson(
        "STLS",
        text(
            "turns this connection into a TLS one, as STARTTLS does in SMTP: behind +OK the handshake begins.",
            "把当前连接升级为 TLS，相当于 SMTP 的 STARTTLS：收到 +OK 后开始握手。",
        ),
        "STLS",
        &[],
    ),
    lesson(
        "USER",
        text(
            "says the user name, in clear text and without base64; PASS must follow at once.",
            "说明用户名，直接写原文，不用 base64；下一条必须是 PASS。",
        ),
        "USER student@smtpsh.example",
        &[],
    ),
    lesson(
        "PASS",
        text(
            "says the authorization code, in clear text: behind STLS only. +OK means that you are logged in.",
            "给出授权码，也是明文，所以应先 STLS。收到 +OK 表示登录成功。",
        ),
        "PASS letterslikethese",
        &["AUTH", "IN-USE", "LOGIN-DELAY", "SYS/TEMP", "SYS/PERM"],
    ),
    lesson(
        "APOP",
        text(
            "logs in without saying the code: it sends the MD5 of the greeting's timestamp and the code (:auth apop).",
            "登录而不发送授权码：只发送“问候中的时间戳加授权码”的 MD5（可用 :auth apop）。",
        ),
        "APOP student@smtpsh.example c4c9334bac560ecc979e58001b3e22fb",
        &["AUTH", "IN-USE"],
    ),
    lesson(
        "AUTH",
        text(
            "logs in as in SMTP, each answer in base64; alone it lists the mechanisms.",
            "像 SMTP 那样登录，应答用 base64；单独使用时列出可用的机制。",
        ),
        "AUTH PLAIN",
        &["AUTH", "IN-USE", "SYS/TEMP"],
    ),
    lesson(
        "STAT",
        text(
            "tells how many mails there are and how many bytes they have together.",
            "返回邮件总数和总字节数。",
        ),
        "STAT",
        &[],
    ),
    lesson(
        "LIST",
        text(
            "lists the mails, number and size of each; with a number it tells about that one.",
            "列出各封邮件的编号和大小；带编号时只说明那一封。",
        ),
        "LIST",
        &[],
    ),
    lesson(
        "UIDL",
        text(
            "lists a name for each mail that stays the same in every session: so a program knows which it has.",
            "列出每封邮件的唯一标识，它在各次会话中不变：程序据此知道哪些已经收过。",
        ),
        "UIDL",
        &[],
    ),
    lesson(
        "RETR",
        text(
            "fetches a mail whole; it stays on the server until it is deleted.",
            "取回一封邮件的全文；除非删除，邮件仍留在服务器上。",
        ),
        "RETR 1",
        &[],
    ),
    lesson(
        "TOP",
        text(
            "fetches a mail's headers and so many lines of its text; with 0 the headers only.",
            "取回邮件的首部和正文的前若干行；0 表示只要首部。",
        ),
        "TOP 1 0",
        &[],
    ),
    lesson(
        "DELE",
        text(
            "marks a mail as deleted; it goes at QUIT, and RSET takes the mark off.",
            "把邮件标记为删除；QUIT 时才真正删除，RSET 可以取消标记。",
        ),
        "DELE 1",
        &[],
    ),
    lesson(
        "RSET",
        text("takes all marks of deletion off.", "取消所有删除标记。"),
        "RSET",
        &[],
    ),
    lesson(
        "NOOP",
        text(
            "does nothing: the server answers, and the connection does not fall idle.",
            "空操作：服务器只应答一下，可避免连接因空闲而断开。",
        ),
        "NOOP",
        &[],
    ),
    lesson(
        "UTF8",
        text(
            "allows names and headers in UTF-8 from here on.",
            "从此允许用户名和首部使用 UTF-8。",
        ),
        "UTF8",
        &["UTF8"],
    ),
    lesson(
        "QUIT",
        text(
            "ends the session and deletes what is marked; a connection that just breaks deletes nothing.",
            "结束会话，并删除已标记的邮件；如果连接直接断开，则什么也不删除。",
        ),
        "QUIT",
        &["SYS/TEMP"],
    ),
];

const fn lesson(
    name: &'static str,
    summary: Text,
    example: &'static str,
    codes: &'static [&'static str],
) -> Lesson {
    Lesson {
        protocol: &POP3,
        name,
        summary,
        example,
        replies: &[],
        codes,
    }
}
