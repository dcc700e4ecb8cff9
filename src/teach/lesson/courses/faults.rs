//! The fourth lesson: the practice server has a fault, and the student finds out which.

use super::super::step::{Done, Step, step};
use crate::practice::fault::Fault;
use crate::words::{Text, text};

pub(super) const STEPS: &[Step] = &[
    symptom(
        "ehlo lab",
        Done::Reply(&["EHLO"], 502),
        text(
            "Something is wrong with the server in each exercise. Look at the reply,\nthen say what it means.",
            "每道题里服务器都有一处异常。先看应答，\n再判断是怎么回事。",
        ),
    )
    .with(Fault::NoEhlo)
    .fresh(),
    question(
        3,
        text(
            "502 to EHLO. What does it mean?\n1. you misspelled EHLO\n2. you must log in first\n3. an old server: it knows HELO only\n4. the server is overloaded",
            "EHLO 得到 502，说明什么？\n1. EHLO 拼错了\n2. 要先登录\n3. 老服务器，只认 HELO\n4. 服务器太忙",
        ),
        text(
            "Right: 502 is \"not implemented\". HELO works, but there are no extensions.",
            "对：502 是“未实现该命令”。可以用 HELO，但没有任何扩展。",
        ),
        text(
            "The spelling was right, and 5yz is not about load. What is older than EHLO?",
            "拼写没有错，5yz 也与忙闲无关。比 EHLO 更老的是什么？",
        ),
    ),
    symptom(
        "ehlo lab",
        Done::Reply(&["EHLO"], 250),
        text(
            "The next fault. Say EHLO, and look at what is listed, and what is not.",
            "下一处异常。先 EHLO，看看列出了什么、少了什么。",
        ),
    )
    .with(Fault::TlsFirst)
    .fresh(),
    symptom(
        "auth login",
        Done::Reply(&["AUTH"], 530),
        text("Try to log in.", "试着登录。"),
    )
    .with(Fault::TlsFirst),
    question(
        2,
        text(
            "530, and EHLO listed no AUTH. What is to be done?\n1. give another code\n2. STARTTLS first, then EHLO and AUTH\n3. say AUTH PLAIN instead\n4. wait and try again",
            "得到 530，EHLO 里也没有 AUTH。该怎么办？\n1. 换一个授权码\n2. 先 STARTTLS，再 EHLO 和 AUTH\n3. 改用 AUTH PLAIN\n4. 等一会儿再试",
        ),
        text(
            "Right: the server protects the code and takes it through TLS only.",
            "对：服务器要保护授权码，只在 TLS 中接受登录。",
        ),
        text(
            "Read the reply: it names a command that must come first.",
            "看应答的文字：它说出了应当先发的命令。",
        ),
    ),
    symptom(
        "starttls",
        Done::Closed,
        text(
            "Do so. smtpsh verifies the certificate of the server.",
            "那就升级。smtpsh 会验证服务器的证书。",
        ),
    )
    .with(Fault::Expired),
    question(
        4,
        text(
            "TLS failed and smtpsh closed the connection. Why?\n1. the authorization code is wrong\n2. the server does not speak TLS\n3. the certificate is for another name\n4. the certificate is past its last day",
            "TLS 失败，smtpsh 断开了连接。为什么？\n1. 授权码不对\n2. 服务器不支持 TLS\n3. 证书上的名称不符\n4. 证书已过有效期",
        ),
        text(
            "Right: it expired. The server's administrator must renew it; do not log in.",
            "对：证书过期了。应由服务器管理员更换；此时不要登录。",
        ),
        text(
            "Read the line behind !!: it says what was refused, and since when.",
            "看“!!”那一行：它说明了拒绝的原因和日期。",
        ),
    ),
    symptom(
        ":reconnect",
        Done::Connected,
        text("A new connection for what follows.", "重新连接，继续下面的题。"),
    ),
    symptom(
        "ehlo lab",
        Done::Reply(&["EHLO"], 250),
        text("Introduce yourself.", "先介绍自己。"),
    )
    .with(Fault::WrongCode)
    .fresh(),
    symptom(
        PLAIN,
        Done::Reply(&["AUTH"], 535),
        text(
            "Log in: AUTH PLAIN with user name and code, in one line of base64.\n(In clear only because this server is on your own computer: else TLS first.)",
            "登录：AUTH PLAIN 把用户名和授权码放在一行 base64 里。\n（练习服务器就在本机，才可以明文登录；真实服务器要先建立 TLS。）",
        ),
    )
    .with(Fault::WrongCode),
    question(
        1,
        text(
            "535. What is the most likely reason on a real server?\n1. the code was revoked, or it is the mailbox password\n2. the recipient does not exist\n3. STARTTLS is missing\n4. EHLO was not said",
            "得到 535。在真实的服务器上最可能是什么原因？\n1. 授权码已失效，或填的是邮箱密码\n2. 收件人不存在\n3. 缺少 STARTTLS\n4. 没有发 EHLO",
        ),
        text(
            "Right: 535 means that the login failed. Make a new code in the web mail.",
            "对：535 表示登录失败。请到网页邮箱里重新生成授权码。",
        ),
        text(
            "No recipient was named yet. What was the line that it refused?",
            "还没有提到收件人。被拒绝的是哪一行？",
        ),
    ),
    symptom(
        PLAIN,
        Done::Reply(&["AUTH"], 235),
        text(
            "The code is right again: log in once more.",
            "授权码恢复正常了，再登录一次。",
        ),
    ),
    symptom(
        "mail from:<student@smtpsh.example>",
        Done::Reply(&["MAIL"], 250),
        text("Name the sender.", "给出发件人。"),
    ),
    symptom(
        "rcpt to:<teacher@smtpsh.example>",
        Done::Reply(&["RCPT"], 550),
        text("And a recipient.", "再给出收件人。"),
    )
    .with(Fault::UnknownRecipient),
    question(
        2,
        text(
            "550. What is to be done?\n1. send the same line until it works\n2. correct the address: there is no such mailbox\n3. log in again\n4. make the mail shorter",
            "得到 550。该怎么办？\n1. 反复发同一行，直到成功\n2. 改正地址：没有这个邮箱\n3. 重新登录\n4. 缩短邮件",
        ),
        text(
            "Right: 5yz is final, the same line will be refused again.",
            "对：5yz 是永久拒绝，同样的一行再发还是被拒。",
        ),
        text(
            "5yz is final (RFC 5321 §4.2.1): to repeat it does not help.",
            "5yz 是永久拒绝（RFC 5321 §4.2.1），重复没有用。",
        ),
    ),
    symptom(
        "rcpt to:<teacher@smtpsh.example>",
        Done::Reply(&["RCPT"], 452),
        text(
            "The same line; the fault is another one now.",
            "还是这一行，但异常换了一种。",
        ),
    )
    .with(Fault::MailboxFull),
    question(
        4,
        text(
            "452. Who can do something about it?\n1. you: the address is wrong\n2. you: the code is wrong\n3. nobody: 4yz is final\n4. the recipient, whose mailbox is full",
            "得到 452。谁能解决？\n1. 你：地址写错了\n2. 你：授权码错了\n3. 没有人：4yz 是永久拒绝\n4. 收件人：他的邮箱满了",
        ),
        text(
            "Right: 4yz is for now. When it is cleared up, the same line works.",
            "对：4yz 是暂时拒绝。对方清理之后，同样的一行就能成功。",
        ),
        text(
            "Read the reply: what is full?",
            "看应答的文字：什么满了？",
        ),
    ),
    symptom(
        "rcpt to:<teacher@smtpsh.example>",
        Done::Reply(&["RCPT"], 451),
        text("The same line once more.", "再发一次这一行。"),
    )
    .with(Fault::Greylisting),
    question(
        1,
        text(
            "451. What does the server want?\n1. that you try again after a while: most spammers do not\n2. another sender\n3. a shorter mail\n4. TLS",
            "得到 451。服务器想要什么？\n1. 让你过一会儿再试：垃圾邮件程序多半不会重试\n2. 换一个发件人\n3. 邮件短一些\n4. 使用 TLS",
        ),
        text(
            "Right: greylisting. Real servers wait and try again by themselves.",
            "对：这叫灰名单。正规的服务器会自动等待并重试。",
        ),
        text(
            "4yz is for now, and the reply names the method.",
            "4yz 是暂时拒绝，应答里还说出了方法的名称。",
        ),
    ),
    symptom(
        "rcpt to:<teacher@smtpsh.example>",
        Done::Reply(&["RCPT"], 250),
        text("So try again.", "那就再试一次。"),
    ),
    symptom(
        "data",
        Done::Reply(&["DATA"], 354),
        text("Accepted. Now the letter.", "接受了。现在写信。"),
    ),
    symptom(
        "Subject: test",
        Done::Header("Subject"),
        text("A header, and no text this time.", "只写一个首部，这次不写正文。"),
    ),
    symptom(
        ".",
        Done::Closed,
        text("And the end of the mail.", "然后结束邮件。"),
    )
    .with(Fault::ClosesInData),
    question(
        3,
        text(
            "The connection broke behind the dot. May it pass for delivered?\n1. yes: there was a 354\n2. yes: the recipient was accepted\n3. no: only the 250 behind the dot says so\n4. half of it",
            "点发出之后连接断开。邮件能当作送达了吗？\n1. 能：已收到 354\n2. 能：收件人已被接受\n3. 不能：点之后的 250 才算数\n4. 算送达了一半",
        ),
        text(
            "Right: without that 250 nobody knows. The client sends it again, and the\nrecipient may get it twice (RFC 5321 §4.2.5, §6.1).",
            "对：没有那个 250 就无从得知。客户端要保留邮件并重发，\n收件人可能因此收到两封（RFC 5321 §4.2.5、§6.1）。",
        ),
        text(
            "When does the server say that the mail is its own affair from now on?",
            "服务器在什么时候才表示邮件由它负责？",
        ),
    ),
];

/// A line that brings out what is wrong.
const fn symptom(line: &'static str, done: Done, before: Text) -> Step {
    let hint = text(
        "The exercise begins with the line below.",
        "这道题要先输入下面这一行。",
    );
    step(line, done, before, text("", ""), hint)
}

/// What it may mean, four answers; `right` is the number of the one that does.
const fn question(right: usize, asked: Text, why: Text, hint: Text) -> Step {
    step("", Done::Choice(right), asked, why, hint)
}

/// AUTH PLAIN with the practice server's user name and code (RFC 4616).
const PLAIN: &str = "auth plain AHN0dWRlbnRAc210cHNoLmV4YW1wbGUAbGV0dGVyc2xpa2V0aGVzZQ==";
