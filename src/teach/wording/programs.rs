//! The mail server programs: Postfix, Exim, Sendmail, OpenSMTPD, aiosmtpd.

use super::{Wording, text, wordings};

wordings! {
    "Postfix" ["Relay access denied"]
        "554 5.7.1 <someone@example.org>: Relay access denied"
        => "The server does not send mail to other domains for strangers.", "服务器不替未登录者把邮件转发到外域。";
        "Log in first, or use a recipient of the server's own domain.", "先登录，或把收件人改成本域用户。";
    "Postfix" ["Recipient address rejected: User unknown", "Recipient address rejected: unverified address"]
        "550 5.1.1 <nobody@example.org>: Recipient address rejected: User unknown in local recipient table"
        "450 4.1.1 <nobody@example.org>: Recipient address rejected: unverified address: Address verification in progress"
        => "There is no such recipient, or the server could not make sure that there is.", "收件人不存在，或服务器尚未核实其存在。";
        "Check the spelling of the address in RCPT TO.", "检查 RCPT TO 中的地址是否写错。";
    "Postfix" ["Sender address rejected: not owned by", "Sender address rejected: not logged in"]
        "553 5.7.1 <a@example.org>: Sender address rejected: not owned by user b@example.org"
        "553 5.7.1 <a@example.org>: Sender address rejected: not logged in"
        => "The address in MAIL FROM belongs to another user, or you have not logged in.", "MAIL FROM 的地址属于别的用户，或你还没有登录。";
        "Log in, and say MAIL FROM:<the address that you logged in with>.", "先登录，并使用 MAIL FROM:<登录所用的地址>。";
    "Postfix" ["address rejected: Domain not found"]
        "450 4.1.8 <a@nowhere.invalid>: Sender address rejected: Domain not found"
        => "The domain of this address is not in the DNS.", "该地址的域名在 DNS 中不存在。";
        "Use an address that exists.", "使用真实存在的地址。";
    "Postfix" ["address rejected: need fully-qualified address"]
        "504 5.5.2 <root>: Recipient address rejected: need fully-qualified address"
        => "The address has no domain.", "地址没有写域名。";
        "Write name@domain.", "写成 name@domain。";
    "Postfix" ["Helo command rejected"]
        "504 5.5.2 <localhost>: Helo command rejected: need fully-qualified hostname"
        "450 4.7.1 <pc>: Helo command rejected: Host not found"
        => "The name behind EHLO or HELO is not good enough for this server.", "EHLO/HELO 后面的主机名不符合该服务器的要求。";
        "Say EHLO with a name that has a dot and exists, such as your mail domain.", "EHLO 后写一个带点且真实存在的域名，例如你的邮箱域名。";
    "Postfix" ["send HELO/EHLO first"]
        "503 5.5.1 Error: send HELO/EHLO first"
        => "The server does not know yet who you are.", "服务器还不知道你是谁。";
        "Say EHLO localhost.", "先输入 EHLO localhost。";
    "aiosmtpd" ["Error: send HELO first"]
        "503 Error: send HELO first"
        => "The server does not know yet who you are.", "服务器还不知道你是谁。";
        "Say EHLO localhost.", "先输入 EHLO localhost。";
    "Postfix, Sendmail" ["need MAIL command"]
        "503 5.5.1 Error: need MAIL command"
        "503 5.0.0 Need MAIL command"
        => "RCPT or DATA came before MAIL.", "在 MAIL 之前发送了 RCPT 或 DATA。";
        "Say MAIL FROM:<your address> first.", "先发送 MAIL FROM:<你的地址>。";
    "Postfix" ["need RCPT command", "Error: no valid recipients"]
        "503 5.5.1 Error: need RCPT command"
        "554 5.5.1 Error: no valid recipients"
        => "DATA came before a recipient was accepted.", "还没有被接受的收件人就发送了 DATA。";
        "Say RCPT TO:<recipient>, and await 250.", "先发送 RCPT TO:<收件人>，等到 250。";
    "Postfix" ["nested MAIL command"]
        "503 5.5.1 Error: nested MAIL command"
        => "A mail has been begun already.", "上一封邮件还没有结束。";
        "Go on with RCPT, or say RSET to begin anew.", "继续 RCPT，或用 RSET 重新开始。";
    "Postfix" ["Error: command not recognized", "Error: bad syntax", "Error: command not implemented"]
        "502 5.5.2 Error: command not recognized"
        "500 5.5.2 Error: bad syntax"
        "502 5.5.1 Error: command not implemented"
        => "There is no such command here; perhaps it is misspelled.", "这里没有这个命令，可能拼写有误。";
        "Look at the letters, and for characters that cannot be seen; :next names the usual next command.", "检查拼写和看不见的字符；用 :next 查看通常的下一步。";
    "Postfix" ["Error: authentication not enabled"]
        "503 5.5.1 Error: authentication not enabled"
        => "The server takes no login here, or none before TLS.", "服务器在这里不提供登录，或 TLS 之前不提供。";
        "Say STARTTLS and EHLO, and look for AUTH; else use port 587 or 465.", "先 STARTTLS 和 EHLO，看有没有 AUTH；否则改用 587 或 465 端口。";
    "Postfix" ["Encryption required for requested authentication"]
        "538 5.7.11 Encryption required for requested authentication mechanism"
        => "The mechanism sends the code in the clear, which the server allows through TLS only.", "该机制以明文发送授权码，服务器只允许在 TLS 中使用。";
        "Say STARTTLS and EHLO, then AUTH.", "先 STARTTLS 和 EHLO，再 AUTH。";
    "Postfix" ["Syntax: MAIL FROM:", "Syntax: RCPT TO:", "Bad sender address syntax", "Bad recipient address syntax"]
        "501 5.5.4 Syntax: MAIL FROM:<address>"
        "501 5.5.4 Syntax: RCPT TO:<address>"
        "501 5.1.7 Bad sender address syntax"
        "501 5.1.3 Bad recipient address syntax"
        => "The address, or the way to it, is not well formed.", "地址或命令格式不正确。";
        "Write MAIL FROM:<name@domain> or RCPT TO:<name@domain>, with no space behind the colon.", "写成 MAIL FROM:<name@domain> 或 RCPT TO:<name@domain>，冒号后不要空格。";
    "Postfix" ["Unsupported option:"]
        "555 5.5.4 Unsupported option: FOO=1"
        => "What stands behind the address is no parameter that this server knows.", "地址后面的参数是该服务器不支持的。";
        "Leave it out; EHLO tells which extensions there are.", "去掉它；EHLO 的应答列出了支持的扩展。";
    "Postfix" ["Message size exceeds fixed limit"]
        "552 5.3.4 Message size exceeds fixed limit"
        => "The message is larger than the server takes.", "邮件超过服务器允许的大小。";
        "SIZE in the answer to EHLO is the limit; send less.", "EHLO 应答中的 SIZE 就是上限；请减小邮件。";
    "Postfix" ["Insufficient system storage"]
        "452 4.3.1 Insufficient system storage"
        => "The server's disk is full.", "服务器磁盘已满。";
        "Try again later; its administrator must make room.", "稍后再试；需要管理员清理空间。";
    "Postfix" ["Error: timeout exceeded"]
        "421 4.4.2 mail.example.org Error: timeout exceeded"
        => "You said nothing for too long, and the server hung up.", "太久没有输入，服务器断开了连接。";
        ":reconnect, and begin again with EHLO.", "用 :reconnect 重新连接，从 EHLO 重新开始。";
    "Postfix" ["Error: too many errors"]
        "421 4.7.0 mail.example.org Error: too many errors"
        => "Too many of your commands were refused, and the server hung up.", "出错的命令太多，服务器断开了连接。";
        ":reconnect, and begin again with EHLO.", "用 :reconnect 重新连接，从 EHLO 重新开始。";
    "Postfix" ["bare <LF> received"]
        "521 5.5.2 mail.example.org Error: bare <LF> received"
        => "A line ended with LF alone, which can smuggle a second mail in.", "有一行只以 LF 结尾，可能被用来夹带另一封邮件（SMTP smuggling）。";
        "End lines with CRLF, as smtpsh does by itself.", "每行以 CRLF 结尾；smtpsh 发送时就是这样做的。";
    "Postfix" ["greylist"]
        "450 4.2.0 <a@example.org>: Recipient address rejected: Greylisted, see http://postgrey.schweikert.ch/help/example.org.html"
        "451 4.7.1 Greylisting in action, please try again later"
        => "Greylisting: the server refuses every sender once, because spammers do not come back.", "灰名单：服务器先拒绝一次陌生的发件人，垃圾邮件程序通常不会重试。";
        "Wait some minutes and send the same again.", "等几分钟，再发送同样的内容。";
    "Postfix" ["blocked using"]
        "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org"
        => "Your address is on a blocklist of home and spam addresses.", "你的 IP 在黑名单（家庭宽带或垃圾邮件来源）中。";
        "Send through your provider's submission server (port 587 or 465, with a login).", "通过服务商的提交服务器（587 或 465 端口，需登录）发信。";
    "Postfix" ["cannot find your hostname", "cannot find your reverse hostname"]
        "450 4.7.25 Client host rejected: cannot find your hostname, [192.0.2.1]"
        "450 4.7.1 Client host rejected: cannot find your reverse hostname, [192.0.2.1]"
        => "Your address has no reverse DNS name.", "你的 IP 没有反向 DNS 记录。";
        "Send through your provider's submission server.", "请通过服务商的提交服务器发信。";
    "Postfix" ["Error: TLS already active"]
        "554 5.5.1 Error: TLS already active"
        => "STARTTLS was said where TLS is up already.", "已经在使用 TLS，又发送了 STARTTLS。";
        "Go on with EHLO and AUTH.", "继续 EHLO 和 AUTH 即可。";
    "Exim" ["relay not permitted"]
        "550 relay not permitted"
        => "The server does not send mail to other domains for strangers.", "服务器不替未登录者把邮件转发到外域。";
        "Log in first, or use a recipient of the server's own domain.", "先登录，或把收件人改成本域用户。";
    "Exim" ["503 HELO or EHLO required"]
        "503 HELO or EHLO required"
        => "The server does not know yet who you are.", "服务器还不知道你是谁。";
        "Say EHLO localhost.", "先输入 EHLO localhost。";
    "Exim" ["sender not yet given"]
        "503 sender not yet given"
        => "RCPT came before MAIL.", "在 MAIL 之前发送了 RCPT。";
        "Say MAIL FROM:<your address> first.", "先发送 MAIL FROM:<你的地址>。";
    "Exim" ["valid RCPT command must precede DATA"]
        "503 valid RCPT command must precede DATA"
        => "DATA came before a recipient was accepted.", "还没有被接受的收件人就发送了 DATA。";
        "Say RCPT TO:<recipient>, and await 250.", "先发送 RCPT TO:<收件人>，等到 250。";
    "Exim" ["Incorrect authentication data"]
        "535 Incorrect authentication data"
        => "The user name or the password is wrong.", "用户名或密码错误。";
        "Check both; :unb64 shows what your base64 says.", "检查两者；用 :unb64 查看 base64 的原文。";
    "Exim" ["500 unrecognized command"]
        "500 unrecognized command"
        => "There is no such command; perhaps it is misspelled.", "没有这个命令，可能拼写有误。";
        ":next names the usual next command.", "用 :next 查看通常的下一步。";
    "Exim" ["Unrouteable address", "Unroutable address"]
        "550 Unrouteable address"
        "550 Unroutable address"
        => "The server knows no way to this recipient.", "服务器找不到通往该收件人的路由。";
        "Check the address, above all its domain.", "检查地址，尤其是域名部分。";
    "Exim" ["AUTH command used when not advertised"]
        "503 AUTH command used when not advertised"
        => "The server did not offer AUTH: not before TLS, or not after HELO.", "服务器没有提供 AUTH：可能须先 TLS，或用了 HELO 而不是 EHLO。";
        "Say EHLO; if AUTH is not in its answer, say STARTTLS and EHLO again.", "先 EHLO；若应答里没有 AUTH，先 STARTTLS 再 EHLO。";
    "Exim" ["STARTTLS command used when not advertised"]
        "503 STARTTLS command used when not advertised"
        => "The server did not offer STARTTLS.", "服务器没有提供 STARTTLS。";
        "Say EHLO first; if STARTTLS is not in its answer, use smtps://HOST:465.", "先 EHLO；若应答里没有 STARTTLS，改用 smtps://HOST:465。";
    "Exim" ["Syntactically invalid HELO", "Syntactically invalid EHLO"]
        "501 Syntactically invalid HELO argument(s)"
        "501 Syntactically invalid EHLO argument(s)"
        => "What stands behind EHLO or HELO is no host name.", "EHLO/HELO 后面的内容不是合法的主机名。";
        "Say EHLO localhost, without spaces or underscores in the name.", "输入 EHLO localhost，名称中不要有空格或下划线。";
    "Exim" ["SMTP synchronization error"]
        "554 SMTP synchronization error"
        => "Something was sent before the server had answered.", "没等服务器应答就发送了内容。";
        ":reconnect, and wait for each reply.", "用 :reconnect 重新连接，等每个应答到了再输入。";
    "Exim" ["Sender verify failed"]
        "550 Sender verify failed"
        => "The server looked for the sender's address, and there is none.", "服务器核实发件人地址，发现它不存在。";
        "Use an address that exists in MAIL FROM.", "MAIL FROM 使用真实存在的地址。";
    "Exim" ["SMTP command timeout"]
        "421 mail.example.org: SMTP command timeout - closing connection"
        => "You said nothing for too long, and the server hung up.", "太久没有输入，服务器断开了连接。";
        ":reconnect, and begin again with EHLO.", "用 :reconnect 重新连接，从 EHLO 重新开始。";
    "Exim" ["maximum allowed line length is"]
        "550 maximum allowed line length is 998 octets, got 1240"
        => "A line of the message is longer than RFC 5322 allows.", "邮件中有一行超过 RFC 5322 允许的长度。";
        "Break the line before 998 bytes.", "在 998 字节之前换行。";
    "Exim" ["Message size exceeds maximum permitted"]
        "552 Message size exceeds maximum permitted"
        => "The message is larger than the server takes.", "邮件超过服务器允许的大小。";
        "SIZE in the answer to EHLO is the limit; send less.", "EHLO 应答中的 SIZE 就是上限；请减小邮件。";
    "Sendmail" ["Relaying denied"]
        "550 5.7.1 <someone@example.org>... Relaying denied. Proper authentication required."
        => "The server does not send mail to other domains for strangers.", "服务器不替未登录者把邮件转发到外域。";
        "Log in first, or use a recipient of the server's own domain.", "先登录，或把收件人改成本域用户。";
    "Sendmail" ["... User unknown"]
        "550 5.1.1 <nobody@example.org>... User unknown"
        => "There is no such recipient.", "收件人不存在。";
        "Check the spelling of the address in RCPT TO.", "检查 RCPT TO 中的地址是否写错。";
    "Sendmail" ["Domain of sender address*does not exist"]
        "553 5.1.8 <a@nowhere.invalid>... Domain of sender address a@nowhere.invalid does not exist"
        => "The sender's domain is not in the DNS.", "发件人的域名在 DNS 中不存在。";
        "Use an address that exists in MAIL FROM.", "MAIL FROM 使用真实存在的地址。";
    "Sendmail" ["Domain name required for sender address", "User address required"]
        "553 5.5.4 <root>... Domain name required for sender address root"
        "553 5.0.0 <>... User address required"
        => "The address is not whole.", "地址不完整。";
        "Write name@domain.", "写成 name@domain。";
    "Sendmail, OpenSMTPD" ["Need MAIL before RCPT"]
        "503 5.0.0 Need MAIL before RCPT"
        => "RCPT came before MAIL.", "在 MAIL 之前发送了 RCPT。";
        "Say MAIL FROM:<your address> first.", "先发送 MAIL FROM:<你的地址>。";
    "Sendmail" ["Need RCPT (recipient)"]
        "503 5.0.0 Need RCPT (recipient)"
        => "DATA came before a recipient was accepted.", "还没有被接受的收件人就发送了 DATA。";
        "Say RCPT TO:<recipient>, and await 250.", "先发送 RCPT TO:<收件人>，等到 250。";
    "Sendmail, OpenSMTPD" ["Polite people say HELO first"]
        "503 5.0.0 Polite people say HELO first"
        => "The server does not know yet who you are.", "服务器还不知道你是谁。";
        "Say EHLO localhost.", "先输入 EHLO localhost。";
    "Sendmail, OpenSMTPD" ["Command unrecognized"]
        "500 5.5.1 Command unrecognized: \"ELHO localhost\""
        => "There is no such command; perhaps it is misspelled.", "没有这个命令，可能拼写有误。";
        ":next names the usual next command.", "用 :next 查看通常的下一步。";
    "Sendmail" ["HELO requires domain address"]
        "501 5.0.0 HELO requires domain address"
        => "HELO has no name behind it.", "HELO 后面没有主机名。";
        "Say EHLO localhost.", "输入 EHLO localhost。";
    "Sendmail" ["exceeds fixed maximum message size"]
        "552 5.2.3 Message size exceeds fixed maximum message size (10485760)"
        => "The message is larger than the server takes.", "邮件超过服务器允许的大小。";
        "SIZE in the answer to EHLO is the limit; send less.", "EHLO 应答中的 SIZE 就是上限；请减小邮件。";
    "Sendmail" ["timeout waiting for input"]
        "421 4.4.1 mail.example.org Lost input channel: timeout waiting for input from [192.0.2.1]"
        => "You said nothing for too long, and the server hung up.", "太久没有输入，服务器断开了连接。";
        ":reconnect, and begin again with EHLO.", "用 :reconnect 重新连接，从 EHLO 重新开始。";
    "Sendmail, OpenSMTPD" ["Sender already specified"]
        "503 5.5.0 Sender already specified"
        => "A mail has been begun already.", "上一封邮件还没有结束。";
        "Go on with RCPT, or say RSET to begin anew.", "继续 RCPT，或用 RSET 重新开始。";
    "Sendmail" ["Invalid route address"]
        "553 5.1.3 <foo@@nil>... Invalid route address"
        => "The address is not well formed.", "地址格式不正确。";
        "Write name@domain, with one @.", "写成 name@domain，只有一个 @。";
    "OpenSMTPD" ["Must issue an AUTH command first"]
        "530 5.5.1 Invalid command: Must issue an AUTH command first"
        => "MAIL came before the login.", "没有登录就发送了 MAIL。";
        "Say AUTH LOGIN first (:auth login).", "先 AUTH LOGIN（:auth login）。";
    "OpenSMTPD" ["Command not allowed at this point"]
        "503 5.5.1 Invalid command: Command not allowed at this point."
        => "Another command must come first.", "命令次序不对，应先发送别的命令。";
        ":next names it: EHLO, then AUTH, MAIL, RCPT, DATA.", "用 :next 查看下一步：EHLO，然后 AUTH、MAIL、RCPT、DATA。";
    "OpenSMTPD" ["Sender address syntax error", "Recipient address syntax error"]
        "553 5.1.0 Sender address syntax error"
        "501 5.1.3 Recipient address syntax error"
        => "The address is not well formed.", "地址格式不正确。";
        "Write MAIL FROM:<name@domain> or RCPT TO:<name@domain>.", "写成 MAIL FROM:<name@domain> 或 RCPT TO:<name@domain>。";
    "OpenSMTPD" ["Too many messages sent"]
        "452 4.5.3 Too many recipients: Too many messages sent"
        => "This connection has carried as many messages as it may.", "本次连接发送的邮件已达上限。";
        "QUIT, and connect again (:reconnect).", "QUIT 后重新连接（:reconnect）。";
    "OpenSMTPD" ["550 Invalid recipient"]
        "550 Invalid recipient: <nobody@example.org>"
        => "There is no such recipient, or the server does not send there.", "收件人不存在，或服务器不向该处转发。";
        "Check the address in RCPT TO; log in for recipients elsewhere.", "检查 RCPT TO 中的地址；向外域发信须先登录。";
    "OpenSMTPD" ["535 Authentication failed"]
        "535 Authentication failed"
        => "The user name or the password is wrong.", "用户名或密码错误。";
        "Check both; :unb64 shows what your base64 says.", "检查两者；用 :unb64 查看 base64 的原文。";
    "Dovecot" ["Plaintext authentication disallowed", "Cleartext authentication disallowed"]
        "-ERR [AUTH] Plaintext authentication disallowed on non-secure (SSL/TLS) connections."
        "a NO [PRIVACYREQUIRED] Cleartext authentication disallowed on non-secure (SSL/TLS) connections."
        => "The server takes no login in clear text.", "服务器不接受明文登录。";
        "Upgrade to TLS first (:starttls), or use the port that has TLS from the start (995, 993).", "先升级为 TLS（:starttls），或改用一开始就是 TLS 的端口（995、993）。";
}
