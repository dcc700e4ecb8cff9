//! The second lesson: the same through TLS, and a look at the handshake.

use super::super::step::{Done, Step, step};
use crate::words::text;

pub(super) const STEPS: &[Step] = &[
    step(
        "ehlo lab",
        Done::Reply(&["EHLO"], 250),
        text(
            "In clear text everybody on the way can read along. EHLO is the newer HELO:\nthe server lists its extensions (RFC 5321 §4.1.1.1). Look for STARTTLS.",
            "明文传输，途中谁都能看到。EHLO 是新版的 HELO：\n服务器会列出它的扩展（RFC 5321 §4.1.1.1），请找出 STARTTLS。",
        ),
        text(
            "STARTTLS is in the list: the server can encrypt this connection.",
            "列表里有 STARTTLS：这个连接可以加密。",
        ),
        text(
            "EHLO, a space, a name. HELO would have no list.",
            "EHLO、空格、名字。HELO 没有这份列表。",
        ),
    )
    .fresh(),
    step(
        "starttls",
        Done::Secured,
        text(
            "STARTTLS asks for TLS on this very connection (RFC 3207). Behind the 220\nboth sides shake hands, which smtpsh does by itself.",
            "STARTTLS 要求在这个连接上启用 TLS（RFC 3207）。收到 220 之后\n双方进行 TLS 握手，由 smtpsh 自动完成。",
        ),
        text(
            "TLS is up, and the certificate is verified: you know who the other end is.",
            "TLS 已建立，证书已验证：现在能确定对方是谁。",
        ),
        text(
            "STARTTLS is one word and stands alone.",
            "STARTTLS 是一个词，单独占一行。",
        ),
    ),
    step(
        "ehlo lab",
        Done::Reply(&["EHLO"], 250),
        text(
            "Why EHLO again? What was said in clear text may have been forged on the way:\nboth sides forget it (RFC 3207 §4.2).",
            "为什么要再发一次 EHLO？明文阶段的内容可能被人篡改过，\n所以双方都要忘掉它（RFC 3207 §4.2）。",
        ),
        text(
            "STARTTLS is no longer offered: TLS is up already.",
            "列表里不再有 STARTTLS：TLS 已经建立了。",
        ),
        text(
            "The same line as before: EHLO and a name.",
            "和刚才一样：EHLO 加名字。",
        ),
    ),
    step(
        "auth login",
        Done::Reply(&["AUTH"], 334),
        text(
            "Now the login: the code goes through TLS, so nobody can read it.",
            "现在登录：授权码在 TLS 中传输，别人看不到。",
        ),
        text(
            "334: the server asks for the user name.",
            "334：服务器询问用户名。",
        ),
        text(
            "AUTH, a space, LOGIN.",
            "AUTH、空格、LOGIN。",
        ),
    ),
    step(
        "c3R1ZGVudEBzbXRwc2guZXhhbXBsZQ==",
        Done::Answer(334),
        text(
            "Below is student@smtpsh.example in base64 (:b64 computes it;\n:user would compute and send it).",
            "下面是 student@smtpsh.example 的 base64（可用 :b64 算出；\n:user 会算好并发送）。",
        ),
        text(
            "334: now it asks for the code.",
            "334：现在询问授权码。",
        ),
        text(
            "Type or copy the whole line, with both of its =.",
            "完整地输入或复制这一行，包括末尾两个 =。",
        ),
    ),
    step(
        "bGV0dGVyc2xpa2V0aGVzZQ==",
        Done::Answer(235),
        text(
            "Below is the code letterslikethese in base64, shown as stars while typed\n(:code would ask for it and send it).",
            "下面是授权码 letterslikethese 的 base64，输入时显示为星号\n（:code 会询问授权码并发送）。",
        ),
        text("235: logged in.", "235：登录成功。"),
        text(
            "Type AUTH LOGIN once more if the server refused (535).",
            "如果服务器拒绝（535），要从 AUTH LOGIN 重新来。",
        ),
    )
    .milestone(),
    step(
        "mail from:<student@smtpsh.example>",
        Done::Reply(&["MAIL"], 250),
        text(
            "The rest is as in clear text: TLS changes the way, not the words.",
            "其余与明文时一样：TLS 只保护传输，不改变命令。",
        ),
        text("", ""),
        text(
            "MAIL FROM, a colon, and the address in angle brackets, without a space.",
            "MAIL FROM、冒号，紧接着尖括号里的地址，中间没有空格。",
        ),
    ),
    step(
        "rcpt to:<student@smtpsh.example>",
        Done::Reply(&["RCPT"], 250),
        text("", ""),
        text("", ""),
        text(
            "RCPT TO, a colon, and the address in angle brackets.",
            "RCPT TO、冒号、尖括号里的地址。",
        ),
    ),
    step(
        "data",
        Done::Reply(&["DATA"], 354),
        text("", ""),
        text("", ""),
        text("DATA stands alone in its line.", "DATA 单独占一行。"),
    ),
    step(
        "Subject: through TLS",
        Done::Header("Subject"),
        text("", ""),
        text("", ""),
        text(
            "Subject, a colon, a space, and what the mail is about.",
            "Subject、冒号、空格、邮件的主题。",
        ),
    ),
    step(
        "",
        Done::EmptyLine,
        text("", ""),
        text("", ""),
        text("Press Enter and nothing else.", "只按 Enter，不要输入别的。"),
    ),
    step(
        "Nobody on the way can read this.",
        Done::Text,
        text("", ""),
        text("", ""),
        text("Type some words.", "随便输入几个字。"),
    ),
    step(
        ".",
        Done::End(250),
        text("", ""),
        text(
            "250: the server has the mail.",
            "250：服务器已收下邮件。",
        ),
        text(
            "The dot is all of the line: no space, no Chinese full stop.",
            "这一行只能有一个英文句点，不能有空格，也不能是中文句号。",
        ),
    )
    .milestone(),
    step(
        "quit",
        Done::Reply(&["QUIT"], 221),
        text("", ""),
        text("", ""),
        text("QUIT stands alone in its line.", "QUIT 单独占一行。"),
    ),
    step(
        ":handshake",
        Done::Helper("handshake"),
        text(
            "What happened behind the 220? :handshake lists its messages,\nas Wireshark names them.",
            "220 之后发生了什么？:handshake 列出握手的各条消息，\n名称与 Wireshark 一致。",
        ),
        text(
            "Client Hello proposes, Server Hello chooses; Certificate says who it is;\nFinished on both sides proves that nobody changed anything on the way.",
            "Client Hello 提议，Server Hello 选定；Certificate 说明身份；\n双方的 Finished 证明握手途中没有被改动。",
        ),
        text(
            ":handshake stands alone in its line.",
            ":handshake 单独占一行。",
        ),
    ),
];
