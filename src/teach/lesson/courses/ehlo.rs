//! The third lesson: what the lines of the reply to EHLO are for, each tried out.

use super::super::step::{Done, Step, step};
use crate::words::text;

pub(super) const STEPS: &[Step] = &[
    step(
        "ehlo lab",
        Done::Reply(&["EHLO"], 250),
        text(
            "The reply to EHLO has several lines: the server's name, then one extension\na line. 250- goes on; 250 and a space is the last line (RFC 5321 §4.2.1).",
            "EHLO 的应答有多行：先是服务器名，然后每行一个扩展。\n“250-”表示还有下文，“250 ”（空格）是最后一行（RFC 5321 §4.2.1）。",
        ),
        text("", ""),
        text(
            "EHLO, a space, a name. HELO has no list.",
            "EHLO、空格、名字。HELO 没有这份列表。",
        ),
    )
    .fresh(),
    step(
        ":raw noop\\r\\nrset\\r\\n",
        Done::Helper("raw"),
        text(
            "PIPELINING (RFC 2920): several commands may go out at once, without waiting\nfor each reply. :raw sends exact bytes; here NOOP and RSET together.",
            "PIPELINING（RFC 2920）：可以一次发出多条命令，不必逐条等应答。\n:raw 原样发送字节，这里一次发出 NOOP 和 RSET。",
        ),
        text(
            "Two replies, in the order of the commands.",
            "两个应答，次序与命令相同。",
        ),
        text(
            ":raw, a space, the two commands, each with \\r\\n behind it.",
            ":raw、空格、两条命令，每条后面有 \\r\\n。",
        ),
    ),
    step(
        "auth plain AHN0dWRlbnRAc210cHNoLmV4YW1wbGUAbGV0dGVyc2xpa2V0aGVzZQ==",
        Done::Reply(&["AUTH"], 235),
        text(
            "AUTH LOGIN PLAIN: the mechanisms (RFC 4954); AUTH= is for old clients.\nPLAIN says it at once: NUL, user name, NUL, code, in base64 (RFC 4616).\n(In clear only because this server is on your own computer: else TLS first.)",
            "AUTH LOGIN PLAIN：可用的登录机制（RFC 4954）；AUTH= 是给老客户端看的。\nPLAIN 一行说完：NUL、用户名、NUL、授权码的 base64（RFC 4616）。\n（练习服务器就在本机，才可以明文登录；真实服务器要先建立 TLS。）",
        ),
        text("235: logged in with one line.", "235：一行就完成了登录。"),
        text(
            "AUTH PLAIN and the whole base64; :auth plain does the same.",
            "AUTH PLAIN 加上完整的 base64；:auth plain 也可以。",
        ),
    ),
    step(
        "mail from:<student@smtpsh.example> size=99999999",
        Done::Reply(&["MAIL"], 552),
        text(
            "SIZE (RFC 1870): the largest message, in bytes. MAIL may say how large this\none is; here it is far too large.",
            "SIZE（RFC 1870）：邮件的最大字节数。MAIL 可以声明本邮件的大小，\n这里故意声明得太大。",
        ),
        text(
            "552 at once: nobody had to send the mail to learn that it is too large.",
            "立即得到 552：不用真的发送就知道太大了。",
        ),
        text(
            "SIZE= stands behind the address, with a space between.",
            "SIZE= 写在地址后面，中间有空格。",
        ),
    ),
    step(
        "mail from:<student@smtpsh.example> body=8bitmime smtputf8",
        Done::Reply(&["MAIL"], 250),
        text(
            "8BITMIME (RFC 6152): the text may have bytes above 127, as Chinese does.\nSMTPUTF8 (RFC 6531): so may headers and addresses.",
            "8BITMIME（RFC 6152）：正文可以有大于 127 的字节，例如中文。\nSMTPUTF8（RFC 6531）：首部和地址也可以。",
        ),
        text(
            "250: both are words behind the address of MAIL.",
            "250：两者都写在 MAIL 的地址后面。",
        ),
        text(
            "BODY=8BITMIME and SMTPUTF8 stand behind the address.",
            "BODY=8BITMIME 和 SMTPUTF8 写在地址后面。",
        ),
    ),
    step(
        "starttls",
        Done::Secured,
        text(
            "STARTTLS (RFC 3207): this connection can be encrypted.",
            "STARTTLS（RFC 3207）：这个连接可以加密。",
        ),
        text(
            "TLS is up. What the server had listed no longer counts.",
            "TLS 已建立。之前列出的扩展全部作废。",
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
            "So ask again, and compare: which line is missing now?",
            "所以要再问一次，并比较一下：少了哪一行？",
        ),
        text(
            "STARTTLS is gone. Some servers offer AUTH only now, to protect the code.",
            "少了 STARTTLS。有些服务器此时才提供 AUTH，以保护授权码。",
        ),
        text("EHLO, a space, a name.", "EHLO、空格、名字。"),
    ),
    step(
        "quit",
        Done::Reply(&["QUIT"], 221),
        text("", ""),
        text("", ""),
        text("QUIT stands alone in its line.", "QUIT 单独占一行。"),
    ),
];
