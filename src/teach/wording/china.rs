//! QQ Mail, NetEase (163, 126), and the practice server, which answers as QQ does.

use super::{Wording, text, wordings};

wordings! {
    "QQ" ["authorization code to login", "请使用授权码登录"]
        "535 Login Fail. Please enter your authorization code to login. More information in http://service.mail.qq.com/cgi-bin/help?subtype=1&&id=28&&no=1001256"
        "535 Error: 请使用授权码登录。详情请看: http://service.mail.qq.com/cgi-bin/help?subtype=1&&id=28&&no=1001256"
        => "QQ takes no mailbox password here, only an authorization code.", "QQ 邮箱在这里不接受邮箱密码，只接受授权码。";
        "Turn the SMTP service on in QQ Mail's web settings (Account), make an authorization code of 16 letters, and send its base64 (:code).", "在 QQ 邮箱网页版“设置→账号”中开启 SMTP 服务，生成 16 位字母的授权码，再发送它的 base64（:code）。";
    "QQ" ["Account is abnormal, service is not open"]
        "535 Login fail. Account is abnormal, service is not open, password is incorrect, login frequency limited, or system is busy. More information at https://help.mail.qq.com/detail/108/1023"
        => "QQ gives one sentence for many reasons: wrong code, SMTP service not turned on, too many logins, or an account in trouble.", "QQ 用同一句话表示多种原因：授权码错误、未开启 SMTP 服务、登录过于频繁或账号异常。";
        "First check the code (16 letters, no spaces) and that the SMTP service is on; then wait some minutes; then make a new authorization code.", "先检查授权码（16 位字母，不含空格）和 SMTP 服务是否开启；再等几分钟；仍不行就重新生成授权码。";
    "smtpsh" ["Please use your authorization code"]
        "535 Login fail. Please use your authorization code, not your password"
        => "The practice server does not know this user name and code, or has the fault wrong-code.", "练习服务器不认识这个用户名和授权码，或者开启了 wrong-code 故障。";
        "Use the user name and the code from the first line of this session: in AUTH each in base64 (:user, :code), in LOGIN and PASS as they are. :fault shows the faults.", "使用会话开头给出的用户名和授权码：AUTH 中要用 base64 编码（:user、:code），LOGIN 和 PASS 中写原文。用 :fault 查看故障。";
    "QQ" ["mail from address must be same as authorization user"]
        "501 Mail from address must be same as authorization user."
        => "The address in MAIL FROM is not the one that logged in.", "MAIL FROM 的地址与登录的账号不同。";
        "Say MAIL FROM:<the address that you logged in with>.", "改为 MAIL FROM:<登录所用的地址>。";
    "QQ" ["\"From\" header is missing or invalid"]
        "550 The \"From\" header is missing or invalid. Please follow RFC5322, RFC2047, RFC822 standard protocol. https://service.mail.qq.com/detail/124/995."
        => "The message has no From line, or one without your own address in plain letters.", "邮件首部没有 From 行，或其中没有写明你自己的地址。";
        "Begin the message with From: <your address>, and encode nothing but the display name (RFC 2047).", "在邮件首部写上 From: <你的地址>；只有显示名可以编码（RFC 2047），地址不能编码。";
    "QQ" ["need EHLO and AUTH first"]
        "503 Error: need EHLO and AUTH first !"
        => "MAIL came before EHLO and the login.", "在 EHLO 和登录之前就发送了 MAIL。";
        "Say EHLO, then AUTH LOGIN, then MAIL FROM.", "先 EHLO，再 AUTH LOGIN，然后才是 MAIL FROM。";
    "QQ" ["501 Bad address syntax"]
        "501 Bad address syntax. http://service.mail.qq.com/cgi-bin/help?subtype=1&&id=20022&&no=1000730"
        => "The address is not well formed.", "地址格式不正确。";
        "Write it as <name@domain>, with no space inside and half-width characters only.", "写成 <name@domain>，中间没有空格，并且全部使用半角字符。";
    "QQ" ["Mailbox not found"]
        "550 Mailbox not found. http://service.mail.qq.com/cgi-bin/help?subtype=1&&id=20022&&no=1000728"
        => "There is no such recipient.", "收件人不存在。";
        "Check the spelling of the address in RCPT TO.", "检查 RCPT TO 中的地址是否写错。";
    "QQ" ["Mailbox unavailable or access denied"]
        "550 Mailbox unavailable or access denied. http://service.mail.qq.com/cgi-bin/help?subtype=1&&id=20022&&no=1000721"
        => "The recipient is getting very much mail now, and takes none for a while.", "该收件人短时间内收到大量邮件，暂时不再接收。";
        "Send to another recipient, or try again later.", "换一个收件人，或稍后再试。";
    "QQ" ["Sender frequency limited", "Domain frequency limited", "Connection frequency limited", "Ip frequency limited"]
        "550 Sender frequency limited. http://service.mail.qq.com/cgi-bin/help?subtype=1&&id=20022&&no=1000725"
        "550 Domain frequency limited. http://service.mail.qq.com/cgi-bin/help?subtype=1&&id=20022&&no=1000725"
        "550 Connection frequency limited. http://service.mail.qq.com/cgi-bin/help?subtype=1&&id=20022&&no=1000722"
        "550 Ip frequency limited. http://service.mail.qq.com/cgi-bin/help?subtype=1&&id=20022&&no=1000725"
        => "Too many messages or connections in a minute, an hour or a day.", "每分钟、每小时或每天的发信量（或连接数）超过限制。";
        "Wait: from minutes to a day. A whole classroom behind one address shares the limit.", "等待几分钟到一天。整个机房共用一个出口 IP 时，限额也是共用的。";
    "QQ" ["Mail content denied", "550 Error: content rejected"]
        "550 Mail content denied. http://service.mail.qq.com/cgi-bin/help?subtype=1&&id=20022&&no=1000726"
        "550 Error: content rejected; http://mail.qq.com/zh_CN/help/content/rejectedmail.html"
        => "The message looks like spam.", "邮件内容被判为垃圾邮件。";
        "Write a real subject and some sentences; do not send the same test text again and again.", "写一个正常的主题和几句正文，不要反复发送相同的测试内容。";
    "QQ" ["550 Suspected spam"]
        "550 Suspected spam ip. http://service.mail.qq.com/cgi-bin/help?subtype=1&&id=20022&&no=1000723"
        => "The address or domain that sends is known for spam.", "发信 IP 或域名被怀疑发送垃圾邮件。";
        "Send through your provider's submission server (port 587 or 465, with a login), not directly.", "通过服务商的提交端口（587 或 465，需登录）发信，不要直接投递。";
    "QQ" ["550 SPF check failed", "550 DMARC check failed"]
        "550 SPF check failed. http://service.mail.qq.com/cgi-bin/help?subtype=1&&id=20022&&no=1000729"
        "550 DMARC check failed. http://service.mail.qq.com/cgi-bin/help?subtype=1&&id=20022&&no=1001508"
        => "This host may not send mail for the sender's domain.", "这台主机没有资格替发件人的域名发信。";
        "Use your own address, and send through its provider's server; the domain's SPF record lists who may send.", "使用自己的地址，并通过其服务商的服务器发信；域名的 SPF 记录列出了允许发信的主机。";
    "QQ" ["Mail is rejected by recipients"]
        "550 Mail is rejected by recipients. http://service.mail.qq.com/cgi-bin/help?subtype=1&&id=20022&&no=1000730"
        => "The recipient's own rules refuse you.", "收件人的黑名单或过滤规则拒收你的邮件。";
        "Ask the recipient to take you off the list.", "请收件人把你移出黑名单。";
    "163, 126, Postfix" ["Error: authentication failed"]
        "535 Error: authentication failed"
        "535 5.7.8 Error: authentication failed: UGFzc3dvcmQ6"
        => "The user name or the authorization code is wrong.", "用户名或授权码错误。";
        "At 163 and 126: turn the SMTP service on in the web settings and use the authorization code, not the password. Check the base64: :unb64 shows what it says.", "163、126：在网页版设置中开启 SMTP 服务，使用授权码而不是邮箱密码。用 :unb64 检查 base64 的原文。";
    "163, 126" ["User has no permission"]
        "550 User has no permission"
        => "The SMTP service is not turned on for this account.", "该账号没有开启 SMTP 服务。";
        "Turn on IMAP/SMTP in the web settings (POP3/SMTP/IMAP), and make an authorization code there.", "在网页版“设置→POP3/SMTP/IMAP”中开启服务，并生成授权码。";
    "163, 126" ["Mail from must equal authorized user"]
        "553 Mail from must equal authorized user"
        => "The address in MAIL FROM is not the one that logged in.", "MAIL FROM 的地址与登录的账号不同。";
        "Say MAIL FROM:<the address that you logged in with>.", "改为 MAIL FROM:<登录所用的地址>。";
    "163, 126" ["Local user only"]
        "553 Local user only,163 smtp5,HdxpCgA3f+63sTNhtiNZDA--.2001S2 1630777785"
        => "This server takes mail from its own users only, and the sender is none.", "该服务器只接受本站用户发信，而发件人不是本站用户。";
        "Log in first, and use your own 163 or 126 address in MAIL FROM.", "先登录，并在 MAIL FROM 中使用你自己的 163 或 126 地址。";
    "163, 126" ["NULL sender is not allowed"]
        "553 Requested action not taken: NULL sender is not allowed"
        => "MAIL FROM:<> has no sender, which is for bounces only.", "MAIL FROM:<> 发件人为空，只有退信才这样写。";
        "Say MAIL FROM:<your address>.", "改为 MAIL FROM:<你的地址>。";
    "163, 126" ["no smtp MX only"]
        "553 Requested action not taken: no smtp MX only"
        => "This server receives mail from other providers; its own users cannot send here.", "这是接收外站邮件的 MX 服务器，本站用户不能在此发信。";
        "Connect to smtp.163.com or smtp.126.com.", "请连接 smtp.163.com 或 smtp.126.com。";
    "163, 126" ["553 authentication is required"]
        "553 authentication is required"
        => "MAIL came before the login.", "没有登录就发送了 MAIL。";
        "Say AUTH LOGIN first (:auth login).", "先 AUTH LOGIN（:auth login）。";
    "163, 126" ["DT:SPM"]
        "554 DT:SPM 163 smtp14,EsCowAC3XkffVJ1ZcxWrFQ--.5037S2 1503483104,please see http://mail.163.com/help/help_spam_16.htm?ip=192.0.2.1&hostid=smtp14&time=1503483104"
        => "The message looks like spam: short test words, or no From, To and Subject lines.", "邮件被判为垃圾邮件：常见原因是只有“test”之类的内容，或缺少 From、To、Subject。";
        "Write From, To and Subject, an empty line, and a text with some sentences.", "写全 From、To、Subject，空一行，再写几句像样的正文。";
    "163, 126" ["DT:SUM"]
        "554 DT:SUM"
        => "MAIL FROM and the From line name different senders.", "信封发件人（MAIL FROM）与信头发件人（From:）不一致。";
        "Put the same address into both.", "两处写同一个地址。";
    "163, 126" ["smtp auth error limit exceed", "too much fail authentication"]
        "554 IP is rejected, smtp auth error limit exceed"
        "451 Requested mail action not taken: too much fail authentication"
        => "Too many logins failed, and logging in is blocked for a while.", "登录失败次数过多，被暂时禁止登录。";
        "Wait, and check the code meanwhile; more attempts make it longer.", "等一段时间，同时核对授权码；继续尝试只会延长封禁。";
    "163, 126" ["HL:IHU", "HL:IPB", "554 IP*in blacklist"]
        "554 HL:IHU"
        "554 HL:IPB"
        "554 IP<192.0.2.1> in blacklist"
        => "Your address on the Internet is blocked, for spam or for strange connections.", "你的公网 IP 因发送垃圾邮件或异常连接被封禁。";
        "Try another network, or ask NetEase to unblock the address.", "换一个网络，或向网易申请解封。";
    "163, 126" ["HL:REP", "HL:ICC", "HL:IFC", "HL:MEP"]
        "421 HL:REP"
        "421 HL:ICC"
        "421 HL:IFC"
        "421 HL:MEP"
        => "Your address is refused for now: too many connections, too much mail, unknown recipients or forged senders.", "你的 IP 被临时禁止连接：并发连接过多、发信过多、收件人大量不存在或伪造发件域。";
        "Wait, and connect less often. A classroom behind one address counts as one.", "稍后再试，降低连接频率。整个机房共用一个出口 IP 时会被合并计算。";
    "163, 126" ["MI:SPF", "MI:DMA"]
        "550 MI:SPF"
        "550 MI:DMA"
        => "The sender's domain (SPF, DMARC) does not allow this host to send for it.", "发件域的 SPF 或 DMARC 不允许这台主机替它发信。";
        "Use your own address, and send through its provider's server.", "使用自己的地址，并通过其服务商的服务器发信。";
    "163, 126" ["MI:STC", "MI:SFQ", "MI:DMC"]
        "554 MI:STC"
        "451 MI:SFQ"
        "451 MI:DMC"
        => "You have sent too many messages: today, in 15 minutes, or in this connection.", "发信过多：当天、15 分钟内或本次连接的邮件数量超限。";
        "Wait; after MI:DMC connect again.", "稍后再试；若是 MI:DMC，重新连接即可。";
    "163, 126" ["MI:NHD"]
        "550 MI:NHD"
        => "HELO has no name behind it.", "HELO 后面没有主机名。";
        "Say HELO localhost, or EHLO localhost.", "输入 HELO localhost 或 EHLO localhost。";
    "163, 126" ["MI:IMF"]
        "550 MI:IMF"
        => "The sender's address is not well formed.", "发件人地址不合规范。";
        "Write MAIL FROM:<name@domain>.", "写成 MAIL FROM:<name@domain>。";
    "163, 126" ["RP:FRL"]
        "550 RP:FRL"
        => "The server does not relay mail to other domains for strangers.", "服务器不为未登录者转发邮件（不开放匿名转发）。";
        "Log in first: AUTH LOGIN.", "先登录：AUTH LOGIN。";
    "163, 126" ["RP:RCL", "RP:TRC", "RP:QRC", "too much recipient"]
        "550 RP:RCL"
        "550 RP:TRC"
        "451 RP:QRC"
        "550 Requested mail action not taken: too much recipient"
        => "Too many recipients: in this message, for the moment, or today.", "收件人过多：本封、短时间内或当天累计超限。";
        "Send to fewer recipients, or later.", "减少收件人，或稍后再发。";
    "163, 126" ["User suspended"]
        "550 User suspended"
        => "The recipient's mailbox is disabled or frozen.", "收件人的邮箱被禁用或冻结。";
        "Use another address.", "换一个地址。";
    "163, 126" ["550 Invalid User"]
        "550 Invalid User: nobody@163.com"
        => "There is no such recipient.", "收件人不存在。";
        "Check the spelling of the address in RCPT TO.", "检查 RCPT TO 中的地址是否写错。";
    "163, 126" ["User in blacklist", "MI:SPB"]
        "550 User in blacklist"
        "554 MI:SPB"
        => "This sender is not allowed to write to NetEase.", "该发件人不被允许给网易用户发信。";
        "Send from another account.", "换一个账号发信。";
    "163, 126" ["exceeded mailsize limit"]
        "552 Requested mail action aborted: exceeded mailsize limit"
        => "The message is larger than NetEase takes.", "邮件超过网易允许的最大限制。";
        "SIZE in the answer to EHLO is the limit; send less.", "EHLO 应答中的 SIZE 就是上限；请减小邮件。";
    "163, 126" ["Command not permitted when TLS active"]
        "454 Command not permitted when TLS active"
        => "STARTTLS was said where TLS is up already.", "已经在使用 TLS，又发送了 STARTTLS。";
        "Go on with EHLO and AUTH: the connection is protected.", "继续 EHLO 和 AUTH 即可：连接已受保护。";
    "QQ" ["using authorized code to login"]
        "-ERR Please using authorized code to login. More information at http://service.mail.qq.com/cgi-bin/help?subtype=1&&id=28&&no=1001256"
        => "QQ takes no mailbox password here, only an authorization code.", "QQ 邮箱在这里不接受邮箱密码，只接受授权码。";
        "Turn POP3/IMAP on in QQ Mail's web settings (Account), make an authorization code of 16 letters, and log in with it (:login).", "在 QQ 邮箱网页版“设置→账号”中开启 POP3/IMAP 服务，生成 16 位字母的授权码，用它登录（:login）。";
    "163, 126" ["-ERR Unable to log on"]
        "-ERR Unable to log on"
        => "POP3 is not switched on in the web mail, or the code is wrong.", "网页邮箱里没有开启 POP3 服务，或者授权码有误。";
        "Turn the POP3/SMTP service on in the web settings (POP3/SMTP/IMAP), and log in with the authorization code that is made there.", "在网页版“设置→POP3/SMTP/IMAP”中开启 POP3/SMTP 服务，用生成的授权码登录。";
    "163, 126" ["LOGIN Login error"]
        "a NO LOGIN Login error or password error"
        "a NO LOGIN Login error password error"
        => "The mailbox password was said, or the authorization code is wrong.", "用的是邮箱密码，或者授权码有误。";
        "Turn the IMAP/SMTP service on in the web settings (POP3/SMTP/IMAP), and log in with the authorization code that is made there.", "在网页版“设置→POP3/SMTP/IMAP”中开启 IMAP/SMTP 服务，用生成的授权码登录。";
    "163, 126" ["Unsafe Login"]
        "a NO SELECT Unsafe Login. Please contact kefu@188.com for help"
        => "The client has not said which program it is (RFC 2971).", "客户端没有用 ID 命令表明身份（RFC 2971）。";
        "Say ID (\"name\" \"smtpsh\") behind a tag, then SELECT again.", "先输入：标签 ID (\"name\" \"smtpsh\")，再重新 SELECT。";
}
