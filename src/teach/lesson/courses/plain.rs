//! The first lesson: from HELO to QUIT, each line by hand.

use super::super::step::{Done, Step, step};
use crate::words::text;

pub(super) const STEPS: &[Step] = &[
    step(
        "helo lab",
        Done::Reply(&["HELO", "EHLO"], 250),
        text(
            "The 220 is the greeting: the server is ready (RFC 5321 §3.1).\nNow introduce yourself, with HELO and a name for this computer.",
            "220 是服务器的问候，表示已就绪（RFC 5321 §3.1）。\n现在用 HELO 加上本机的名字介绍自己。",
        ),
        text(
            "250: understood. Every reply begins with three digits; 2yz means done.",
            "250 表示成功。每个应答都以三位数字开头，2 开头就是完成。",
        ),
        text(
            "HELO, a space, and any name: without it the server takes nothing else.",
            "HELO、空格、任意一个名字：不先介绍自己，服务器不接受别的命令。",
        ),
    )
    .fresh(),
    step(
        "auth login",
        Done::Reply(&["AUTH"], 334),
        text(
            "The server wants to know who sends. AUTH LOGIN asks for the user name\nand for the authorization code, one after the other (RFC 4954).",
            "服务器要知道是谁在发信。AUTH LOGIN 会先后询问\n用户名和授权码（RFC 4954）。",
        ),
        text(
            "334: go on. The text behind it is a question, in base64: Username:",
            "334 表示请继续。后面的文字是用 base64 编码的问题：Username:",
        ),
        text(
            "AUTH, a space, LOGIN. LOGIN is the name of the mechanism.",
            "AUTH、空格、LOGIN。LOGIN 是认证机制的名称。",
        ),
    ),
    step(
        ":b64 student@smtpsh.example",
        Done::Helper("b64"),
        text(
            "Your user name is student@smtpsh.example. It is to be said in base64,\nwhich :b64 computes; it sends nothing.",
            "你的用户名是 student@smtpsh.example，要用 base64 表示。\n:b64 会算出来，但不发送。",
        ),
        text(
            "That is the user name in base64. It hides nothing: anybody can decode it.",
            "这就是用户名的 base64。它不是加密，谁都能还原。",
        ),
        text(
            ":b64, a space, and the user name.",
            ":b64、空格、用户名。",
        ),
    ),
    step(
        "c3R1ZGVudEBzbXRwc2guZXhhbXBsZQ==",
        Done::Answer(334),
        text(
            "Now answer the question with it, and with both of its =.",
            "现在用它来回答，末尾的两个 = 不能少。",
        ),
        text(
            "334 again: now it asks Password:, which means the authorization code.",
            "又是 334：这次问的是 Password:，指的是授权码。",
        ),
        text(
            "Type the whole line of base64, or copy it; nothing before or behind it.",
            "完整地输入那行 base64（也可以复制），前后不要有别的字符。",
        ),
    )
    .milestone(),
    step(
        "bGV0dGVyc2xpa2V0aGVzZQ==",
        Done::Answer(235),
        text(
            "The code of the practice server is letterslikethese; below is its base64.\nThe screen shows stars: a code is secret.",
            "练习服务器的授权码是 letterslikethese，下面是它的 base64。\n授权码要保密，所以屏幕上只显示星号。",
        ),
        text(
            "235: you are logged in (RFC 4954 §6).",
            "235：登录成功（RFC 4954 §6）。",
        ),
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
            "Now the envelope. MAIL FROM names the sender, between < and >\n(RFC 5321 §4.1.1.2). It must be the user who logged in.",
            "下面是信封。MAIL FROM 给出发件人，地址写在 < > 之间\n（RFC 5321 §4.1.1.2），必须与登录的用户相同。",
        ),
        text(
            "250: the server takes mail from you.",
            "250：服务器接受这个发件人。",
        ),
        text(
            "MAIL FROM, a colon, and the address in angle brackets, without a space.",
            "MAIL FROM、冒号，紧接着尖括号里的地址，中间没有空格。",
        ),
    ),
    step(
        "rcpt to:<student@smtpsh.example>",
        Done::Reply(&["RCPT"], 250),
        text(
            "RCPT TO names a recipient; each has an RCPT of their own.\nThis mail goes to yourself.",
            "RCPT TO 给出收件人，每个收件人一条。\n这封邮件发给你自己。",
        ),
        text(
            "250: the recipient is accepted.",
            "250：接受这个收件人。",
        ),
        text(
            "RCPT TO, a colon, and the address in angle brackets.",
            "RCPT TO、冒号、尖括号里的地址。",
        ),
    ),
    step(
        "data",
        Done::Reply(&["DATA"], 354),
        text(
            "The envelope is complete. DATA announces the letter itself.",
            "信封写好了。DATA 表示接下来是信的内容。",
        ),
        text(
            "354: go on. From here each line is text, until a line with a single dot.",
            "354：请继续。从现在起每一行都是邮件内容，直到只有一个点的一行。",
        ),
        text(
            "DATA stands alone in its line.",
            "DATA 单独占一行。",
        ),
    ),
    step(
        "From: <student@smtpsh.example>",
        Done::Header("From"),
        text(
            "First the headers, a name and a value each. They are the letterhead:\nthe server delivers by the envelope, people read the headers.",
            "先写首部，每行一个名称和值。首部相当于信笺抬头：\n服务器按信封投递，人看到的是首部。",
        ),
        text("", ""),
        text(
            "From, a colon, a space, the address.",
            "From、冒号、空格、地址。",
        ),
    ),
    step(
        "To: <student@smtpsh.example>",
        Done::Header("To"),
        text("", ""),
        text("", ""),
        text(
            "To, a colon, a space, the address.",
            "To、冒号、空格、地址。",
        ),
    ),
    step(
        "Subject: hello",
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
        text(
            "An empty line parts the headers from the text (RFC 5322 §2.1).",
            "空行把首部和正文分开（RFC 5322 §2.1）。",
        ),
        text("", ""),
        text(
            "Press Enter and nothing else.",
            "只按 Enter，不要输入别的。",
        ),
    ),
    step(
        "This is my first mail by hand.",
        Done::Text,
        text(
            "Now the text, as many lines as you like.",
            "现在是正文，多少行都可以。",
        ),
        text("", ""),
        text("Type some words.", "随便输入几个字。"),
    ),
    step(
        ".",
        Done::End(250),
        text(
            "A line with a single dot ends the letter and sends it (RFC 5321 §4.5.2).",
            "单独输入一个点，表示邮件结束，随即发出（RFC 5321 §4.5.2）。",
        ),
        text(
            "250: the server has the mail, and answers for it from now on.",
            "250：服务器已收下邮件，从此由它负责。",
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
        text(
            "QUIT ends the session in order; to hang up without it is against the rules\n(RFC 5321 §4.1.1.10).",
            "QUIT 用来正常结束会话；直接断开不符合规范\n（RFC 5321 §4.1.1.10）。",
        ),
        text(
            "221: the server says goodbye and closes the connection.",
            "221：服务器道别并关闭连接。",
        ),
        text("QUIT stands alone in its line.", "QUIT 单独占一行。"),
    ),
    step(
        ":inbox",
        Done::Helper("inbox"),
        text(
            "Has it arrived? :inbox shows the mail of the practice server.",
            "邮件到了吗？:inbox 查看练习服务器收到的邮件。",
        ),
        text(
            "There it is: your mail. :inbox 1 shows it whole.",
            "这就是你发的邮件。:inbox 1 可以看到全文。",
        ),
        text(":inbox stands alone in its line.", ":inbox 单独占一行。"),
    ),
];
