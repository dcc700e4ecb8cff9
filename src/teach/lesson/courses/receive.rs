//! Send and receive: one mail, three protocols, each by hand.

use super::super::step::{Done, Step, step};
use crate::protocol::imap::IMAP;
use crate::protocol::pop3::POP3;
use crate::words::text;

pub(super) const STEPS: &[Step] = &[
    step(
        "helo lab",
        Done::Reply(&["HELO", "EHLO"], 250),
        text(
            "One mail, three protocols. SMTP takes it to the server: as in the lesson\n\"plain\", here without its explanations.",
            "一封邮件，三种协议。先用 SMTP 把它送到服务器，\n步骤与 plain 一课相同，这里不再逐一说明。",
        ),
        text("", ""),
        text("HELO, a space, and any name.", "HELO、空格、任意一个名字。"),
    )
    .fresh(),
    step(
        "auth login",
        Done::Reply(&["AUTH"], 334),
        text("", ""),
        text(
            "334: SMTP asks for the user name and the code, and wants base64.",
            "334：SMTP 依次询问用户名和授权码，要用 base64 回答。",
        ),
        text("AUTH, a space, LOGIN.", "AUTH、空格、LOGIN。"),
    ),
    step(
        "c3R1ZGVudEBzbXRwc2guZXhhbXBsZQ==",
        Done::Answer(334),
        text("", ""),
        text("", ""),
        text(
            "Type or copy the whole line, with both of its =.",
            "完整地输入或复制这一行，包括末尾两个 =。",
        ),
    ),
    step(
        "bGV0dGVyc2xpa2V0aGVzZQ==",
        Done::Answer(235),
        text("", ""),
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
        text("", ""),
        text("", ""),
        text(
            "MAIL FROM, a colon, and the address in angle brackets, without a space.",
            "MAIL FROM、冒号，紧接着尖括号里的地址，中间没有空格。",
        ),
    ),
    step(
        "rcpt to:<student@smtpsh.example>",
        Done::Reply(&["RCPT"], 250),
        text(
            "The recipient is you, so the mail is fetched from the same server.",
            "收件人是你自己，所以接下来从同一台服务器收取。",
        ),
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
        "Subject: there and back",
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
        "Sent by SMTP.",
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
            "250: the mail lies in your mailbox. SMTP only delivers: it cannot fetch it.",
            "250：邮件已放进你的邮箱。SMTP 只管送，不能用来取信。",
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
        ":open practice/pop3",
        Done::Opened(POP3.name),
        text(
            "Now fetch it, by POP3 first: the post office of one's own, usually on port\n110, or 995 with TLS. The practice server has it on another port.",
            "现在来取信，先用 POP3（邮局协议）：通常在 110 端口，\n加密的用 995 端口；练习服务器用的是另一个端口。",
        ),
        text(
            "+OK is the greeting. POP3 knows two answers: +OK and -ERR (RFC 1939 §3).",
            "+OK 是问候。POP3 只有两种应答：+OK 和 -ERR（RFC 1939 §3）。",
        ),
        text(
            ":open, a space, practice/pop3. The colon stands first.",
            ":open、空格、practice/pop3，以冒号开头。",
        ),
    ),
    step(
        "user student@smtpsh.example",
        Done::Well(&["USER"]),
        text(
            "POP3 takes the name and the code as they are, without base64.",
            "POP3 直接用原文说明用户名和授权码，不用 base64。",
        ),
        text("", ""),
        text(
            "USER, a space, the user name. If the code was wrong, begin again here.",
            "USER、空格、用户名。授权码错了也要从这里重来。",
        ),
    )
    .fresh(),
    step(
        "pass letterslikethese",
        Done::Well(&["PASS"]),
        text(
            "The code is masked as you type it; on the way it is clear text all the same.",
            "授权码输入时显示为星号，但在网络上仍是明文。",
        ),
        text(
            "+OK: you are logged in, and the mailbox is yours until QUIT.",
            "+OK：登录成功。QUIT 之前，邮箱由这个会话独占。",
        ),
        text("PASS, a space, the code.", "PASS、空格、授权码。"),
    )
    .milestone(),
    step(
        "stat",
        Done::Well(&["STAT"]),
        text(
            "How many mails are there?",
            "有几封邮件？",
        ),
        text(
            "The number of mails, and of their bytes.",
            "前一个数是邮件数，后一个是总字节数。",
        ),
        text("STAT stands alone in its line.", "STAT 单独占一行。"),
    ),
    step(
        "list",
        Done::Well(&["LIST"]),
        text("", ""),
        text(
            "One line a mail: its number and its size. A dot ends the list.",
            "每封一行：编号和大小，最后以单独一个点结束。",
        ),
        text("LIST stands alone in its line.", "LIST 单独占一行。"),
    ),
    step(
        "retr 1",
        Done::Well(&["RETR"]),
        text(
            "RETR fetches the mail of that number.",
            "RETR 取回该编号的邮件。",
        ),
        text(
            "That is your letter, as it was sent; the dot is POP3's (RFC 1939 §3).",
            "这就是你发出的信；最后的点是 POP3 加的（RFC 1939 §3）。",
        ),
        text("RETR, a space, 1.", "RETR、空格、1。"),
    ),
    step(
        "quit",
        Done::Well(&["QUIT"]),
        text(
            "POP3 can only list, fetch and delete (DELE): not now, IMAP fetches it too.\nQUIT ends the session.",
            "POP3 只能列出、取回和删除（DELE）。先别删：还要用 IMAP 取这封信。\nQUIT 结束会话。",
        ),
        text("", ""),
        text("QUIT stands alone in its line.", "QUIT 单独占一行。"),
    ),
    step(
        ":open practice/imap",
        Done::Opened(IMAP.name),
        text(
            "Now by IMAP, usually on port 143, or 993 with TLS. Mail stays on the server,\nin folders, and several programs can look at it at once.",
            "再用 IMAP，通常在 143 端口，加密的用 993 端口。\n邮件留在服务器上，分文件夹存放，多个程序可以同时查看。",
        ),
        text(
            "* OK is the greeting. What begins with * answers no command of yours.",
            "* OK 是问候。以 * 开头的行不是针对某条命令的结果。",
        ),
        text(
            ":open, a space, practice/imap.",
            ":open、空格、practice/imap。",
        ),
    ),
    step(
        "a login student@smtpsh.example letterslikethese",
        Done::Well(&["LOGIN"]),
        text(
            "Each command has a tag of your own in front, such as a; its answer repeats\nit. So several commands can be under way at once.",
            "每条命令前面有一个自取的标签，例如 a，应答会重复它。\n这样可以同时发出几条命令而不混淆。",
        ),
        text(
            "a OK: done. NO would refuse, BAD would not understand (RFC 9051 §7.1).",
            "a OK 表示成功；NO 是拒绝，BAD 是没看懂（RFC 9051 §7.1）。",
        ),
        text(
            "A tag, LOGIN, the user name and the code, with a space between each.",
            "标签、LOGIN、用户名、授权码，之间各有一个空格。",
        ),
    )
    .fresh(),
    step(
        "b select inbox",
        Done::WellWith("SELECT", "INBOX"),
        text(
            "A folder is opened first. New mail is in INBOX.",
            "先打开一个文件夹，新邮件在 INBOX 里。",
        ),
        text(
            "* 1 EXISTS: one mail. The line with your tag comes last.",
            "* 1 EXISTS：有一封邮件。带标签的那行最后出现。",
        ),
        text("A tag, SELECT, INBOX.", "标签、SELECT、INBOX。"),
    )
    .milestone(),
    step(
        "c fetch 1 (flags rfc822.size)",
        Done::Well(&["FETCH"]),
        text(
            "FETCH takes what it is asked for: here the marks and the size only.",
            "FETCH 要什么取什么：这里只要标记和大小。",
        ),
        text("", ""),
        text(
            "A tag, FETCH, 1, and the items in brackets.",
            "标签、FETCH、1、括号里的项目。",
        ),
    ),
    step(
        "d fetch 1 body[]",
        Done::WellWith("FETCH", "BODY[]"),
        text(
            "And the mail whole.",
            "再取全文。",
        ),
        text(
            "{n} says that n bytes follow: no dot is needed. The mail is \\Seen now.",
            "{n} 表示后面有 n 个字节，所以不需要结尾的点。邮件已标为已读（\\Seen）。",
        ),
        text(
            "A tag, FETCH, 1, BODY and two square brackets.",
            "标签、FETCH、1、BODY 加一对方括号。",
        ),
    ),
    step(
        "e logout",
        Done::Well(&["LOGOUT"]),
        text(
            "LOGOUT ends the session. With TLS all three are the same, behind STARTTLS,\nSTLS and STARTTLS, or on the ports 465, 995 and 993.",
            "LOGOUT 结束会话。三种协议都可以加上 TLS：用 STARTTLS、\nSTLS、STARTTLS 升级，或改用 465、995、993 端口。",
        ),
        text(
            "Sent once, fetched twice: SMTP delivers, POP3 and IMAP fetch.",
            "发了一次，取了两次：SMTP 负责送，POP3 和 IMAP 负责取。",
        ),
        text("A tag, LOGOUT.", "标签、LOGOUT。"),
    ),
];
