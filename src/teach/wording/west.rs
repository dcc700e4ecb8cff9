//! Gmail and Microsoft (Outlook, Exchange).

use super::{Wording, text, wordings};

wordings! {
    "Gmail" ["Application-specific password required"]
        "534-5.7.9 Application-specific password required. For more information, go to 534 5.7.9 https://support.google.com/mail/?p=InvalidSecondFactor - gsmtp"
        => "The account has two-step verification, and takes no account password here.", "账号开启了两步验证，这里不接受账号密码。";
        "Make an app password of 16 letters in the Google account's security settings, and log in with it.", "在 Google 账号的安全设置中生成 16 位“应用专用密码”，用它登录。";
    "Gmail" ["Username and Password not accepted"]
        "535-5.7.8 Username and Password not accepted. For more information, go to 535 5.7.8 https://support.google.com/mail/?p=BadCredentials - gsmtp"
        => "The user name or the password is wrong, or it is not an app password.", "用户名或密码错误，或用的不是应用专用密码。";
        "The user name is the whole address; the password is an app password without its spaces.", "用户名写完整地址；密码用应用专用密码，去掉其中的空格。";
    "Gmail" ["Please log in via your web browser"]
        "534-5.7.14 <https://accounts.google.com/signin/continue> Please log in via your web browser and then try again. 534-5.7.14 Learn more at https://support.google.com/mail/answer/78754 - gsmtp"
        => "Google finds this login unusual.", "Google 认为这次登录异常。";
        "Log in in a browser once and confirm that it was you; then use an app password.", "先用浏览器登录一次并确认是本人，再使用应用专用密码。";
    "Gmail, Postfix, OpenSMTPD" ["Must issue a STARTTLS command first"]
        "530-5.7.0 Must issue a STARTTLS command first. For more information, go to 530 5.7.0 https://support.google.com/mail/?p=StartTLSRequired - gsmtp"
        "530 5.7.0 Must issue a STARTTLS command first"
        => "The server wants TLS before it takes mail or a login.", "服务器要求先建立 TLS，然后才接受登录或邮件。";
        "Say STARTTLS (:starttls), then EHLO again.", "先 STARTTLS（:starttls），再重新 EHLO。";
    "Gmail, Sendmail" ["530*authentication required"]
        "530-5.7.0 Authentication Required. For more information, go to 530 5.7.0 https://support.google.com/mail/?p=WantAuthError - gsmtp"
        "530 5.7.0 Authentication required"
        => "MAIL came before the login.", "没有登录就发送了 MAIL。";
        "Say AUTH LOGIN first (:auth login).", "先 AUTH LOGIN（:auth login）。";
    "Gmail" ["EHLO/HELO first"]
        "503 5.5.1 EHLO/HELO first. - gsmtp"
        => "The server does not know yet who you are.", "服务器还不知道你是谁。";
        "Say EHLO localhost.", "先输入 EHLO localhost。";
    "Gmail" ["555 5.5.2 Syntax error", "555-5.5.2 Syntax error"]
        "555 5.5.2 Syntax error. - gsmtp"
        "555-5.5.2 Syntax error, goodbye. - gsmtp"
        => "The address is not in angle brackets, or something else in the line is not as it must be.", "地址没有写在尖括号里，或这一行有其他语法错误。";
        "Write MAIL FROM:<address>, with < and >.", "写成 MAIL FROM:<地址>，带上 < 和 >。";
    "Gmail" ["5.5.1 Unrecognized command"]
        "502 5.5.1 Unrecognized command. - gsmtp"
        => "There is no such command; perhaps it is misspelled.", "没有这个命令，可能拼写有误。";
        ":next names the usual next command.", "用 :next 查看通常的下一步。";
    "Gmail" ["IP not in whitelist for RCPT domain"]
        "421 4.7.0 IP not in whitelist for RCPT domain, closing connection. - gsmtp"
        => "The recipient's domain takes mail only from addresses that it knows.", "收件人的域只接受白名单中的 IP。";
        "Send through your provider's submission server.", "请通过服务商的提交服务器发信。";
    "Gmail" ["unusual rate of unsolicited mail"]
        "421-4.7.0 Our system has detected an unusual rate of unsolicited mail originating from your IP address. To protect our users from spam, mail sent from your IP address has been temporarily blocked. - gsmtp"
        => "Too much spam has come from your address; it is blocked for a while.", "你的 IP 发出的垃圾邮件过多，被暂时封锁。";
        "Wait, or send through your provider's server.", "稍后再试，或通过服务商的服务器发信。";
    "Gmail" ["the sender is unauthenticated"]
        "550-5.7.26 Your email has been blocked because the sender is unauthenticated. 550-5.7.26 Gmail requires all senders to authenticate with either SPF or DKIM. - gsmtp"
        => "Neither SPF nor DKIM vouches for the sender.", "发件人既没有通过 SPF，也没有通过 DKIM 验证。";
        "Do not deliver to Gmail directly: log in at your own provider's server, which signs.", "不要直接投递到 Gmail：登录自己服务商的服务器，由它签名后发出。";
    "Gmail" ["not accepted due to domain's DMARC policy"]
        "550-5.7.26 Unauthenticated email from example.com is not accepted due to domain's DMARC policy. - gsmtp"
        => "The domain in From forbids mail that neither SPF nor DKIM vouches for.", "From 所属域名的 DMARC 策略不允许未通过验证的邮件。";
        "Use an address of the account that you logged in with.", "From 使用登录账号自己的地址。";
    "Gmail" ["The email account that you tried to reach does not exist"]
        "550-5.1.1 The email account that you tried to reach does not exist. Please try 550-5.1.1 double-checking the recipient's email address for typos or unnecessary spaces. - gsmtp"
        => "There is no such recipient.", "收件人不存在。";
        "Check the spelling of the address, and that it has no space in it.", "检查地址拼写，并确认其中没有空格。";
    "Gmail" ["is out of storage space"]
        "452-4.2.2 The recipient's inbox is out of storage space. Please direct the recipient to 452 4.2.2 https://support.google.com/mail/?p=OverQuotaTemp - gsmtp"
        => "The recipient's mailbox is full.", "收件人的邮箱已满。";
        "Try again when the recipient has made room.", "等收件人清理空间后再试。";
    "Gmail" ["receiving mail too quickly"]
        "450-4.2.1 The user you are trying to contact is receiving mail too quickly. 450-4.2.1 Please resend your message at a later time. - gsmtp"
        => "The recipient gets too much mail at this moment.", "收件人此刻收信过于频繁。";
        "Try again later.", "稍后再试。";
    "Gmail" ["Messages missing a valid address"]
        "550-5.7.1 Messages missing a valid address in From: header, or having no From: header, are not accepted. - gsmtp"
        => "The message has no From line with an address.", "邮件首部没有带地址的 From 行。";
        "Begin the message with From: <your address>.", "在邮件首部写上 From: <你的地址>。";
    "Gmail" ["Daily user sending limit exceeded"]
        "550-5.4.5 Daily user sending limit exceeded. For more information on Gmail sending limits go to 550 5.4.5 https://support.google.com/a/answer/166852 - gsmtp"
        => "The account has sent as much as it may in a day.", "该账号当天的发信量已达上限。";
        "Try again tomorrow.", "明天再试。";
    "Gmail" ["does not have a PTR record"]
        "550-5.7.25 The IP address sending this message does not have a PTR record setup, or the corresponding forward DNS entry does not match the sending IP. - gsmtp"
        => "Your address has no reverse DNS name, as real mail servers have.", "你的 IP 没有反向 DNS 记录，而正规邮件服务器都有。";
        "Send through your provider's submission server.", "请通过服务商的提交服务器发信。";
    "Outlook" ["SmtpClientAuthentication is disabled"]
        "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. Visit https://aka.ms/smtp_auth_disabled for more information."
        => "SMTP with a login is turned off, for this mailbox or for the whole organization.", "该邮箱或整个组织关闭了 SMTP 登录（SMTP AUTH）。";
        "Ask the administrator to turn Authenticated SMTP on, or use another provider for the lab.", "请管理员开启 Authenticated SMTP，或换一个服务商做实验。";
    "Outlook" ["basic authentication is disabled"]
        "535 5.7.139 Authentication unsuccessful, basic authentication is disabled."
        => "Microsoft takes no passwords by SMTP any more, only OAuth 2.0.", "微软的 SMTP 不再接受密码，只接受 OAuth 2.0。";
        "Use another provider for the lab, or the practice server.", "换一个服务商做实验，或使用练习服务器。";
    "Outlook" ["security defaults policy"]
        "535 5.7.139 Authentication unsuccessful, user is locked by your organization's security defaults policy. Contact your administrator."
        => "The organization's security defaults forbid logging in with a password.", "组织的安全默认设置禁止用密码登录。";
        "Only the administrator can change that.", "只有管理员才能更改。";
    "Outlook" ["did not meet the criteria to be authenticated"]
        "535 5.7.139 Authentication unsuccessful, the request did not meet the criteria to be authenticated successfully. Contact your administrator."
        => "A policy of the organization, such as multi-factor authentication, refuses this login.", "组织的策略（如多重身份验证）拒绝了这次登录。";
        "Use an app password, if there are any; else ask the administrator.", "如果有应用密码就改用它，否则联系管理员。";
    "Outlook" ["the user credentials were incorrect"]
        "535 5.7.139 Authentication unsuccessful, the user credentials were incorrect."
        => "The user name or the password is wrong.", "用户名或密码错误。";
        "The user name is the whole address. With two-step verification use an app password.", "用户名写完整地址；开启两步验证时须用应用密码。";
    "Outlook" ["5.7.3 Authentication unsuccessful"]
        "535 5.7.3 Authentication unsuccessful [AM0PR02CA0001.eurprd02.prod.outlook.com]"
        => "The login failed: wrong password, or SMTP with a login is turned off.", "登录失败：密码错误，或没有开启 SMTP 登录。";
        "Check user name and password; then ask whether Authenticated SMTP is on for this mailbox.", "检查用户名和密码；再确认该邮箱是否开启了 Authenticated SMTP。";
    "Outlook" ["5.7.57"]
        "530 5.7.57 Client not authenticated to send mail. [AM6PR0732BE0065.eurprd07.prod.outlook.com]"
        "530 5.7.57 SMTP; Client was not authenticated to send anonymous mail during MAIL FROM"
        => "MAIL came before the login.", "没有登录就发送了 MAIL。";
        "Say STARTTLS, EHLO, then AUTH LOGIN.", "先 STARTTLS、EHLO，再 AUTH LOGIN。";
    "Exchange" ["Unable to relay"]
        "550 5.7.1 Unable to relay"
        "550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain"
        => "The server does not send mail to other domains for strangers.", "服务器不替未登录者把邮件转发到外域。";
        "Log in first, or use a recipient of the server's own domain.", "先登录，或把收件人改成本域用户。";
    "Exchange" ["permissions to send as this sender"]
        "550 5.7.60 SMTP; Client does not have permissions to send as this sender"
        => "The address in MAIL FROM is not the one that logged in.", "MAIL FROM 的地址与登录的账号不同。";
        "Say MAIL FROM:<the address that you logged in with>.", "改为 MAIL FROM:<登录所用的地址>。";
    "Outlook" ["RESOLVER.ADR.RecipientNotFound", "RESOLVER.ADR.RecipNotFound"]
        "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup"
        "550 5.1.1 RESOLVER.ADR.RecipNotFound; not found"
        => "There is no such recipient.", "收件人不存在。";
        "Check the spelling of the address in RCPT TO.", "检查 RCPT TO 中的地址是否写错。";
    "Outlook, Postfix" ["Recipient address rejected: Access denied"]
        "550 5.4.1 Recipient address rejected: Access denied. [VE1EUR01FT054.eop-EUR01.prod.protection.outlook.com]"
        => "The recipient does not exist, or may not be written to.", "收件人不存在，或不允许向其发信。";
        "Check the address in RCPT TO.", "检查 RCPT TO 中的地址。";
    "Exchange" ["5.5.2 Send hello first"]
        "503 5.5.2 Send hello first"
        => "The server does not know yet who you are.", "服务器还不知道你是谁。";
        "Say EHLO localhost.", "先输入 EHLO localhost。";
    "Exchange" ["501 5.5.4 Invalid domain name"]
        "501 5.5.4 Invalid domain name"
        => "What stands behind EHLO is no host name.", "EHLO 后面的内容不是合法的主机名。";
        "Say EHLO localhost, without spaces or underscores in the name.", "输入 EHLO localhost，名称中不要有空格或下划线。";
    "Exchange" ["Unrecognized authentication type"]
        "504 5.7.4 Unrecognized authentication type"
        => "The server does not offer this mechanism, or not before TLS.", "服务器不提供这种认证机制，或在 TLS 之前不提供。";
        "Take one from the AUTH line of EHLO; if there is none, STARTTLS first.", "从 EHLO 应答的 AUTH 行里选一种；若没有该行，先 STARTTLS。";
    "Exchange" ["5.3.3 Unrecognized command"]
        "500 5.3.3 Unrecognized command 'helo?'"
        => "There is no such command; perhaps it is misspelled.", "没有这个命令，可能拼写有误。";
        ":next names the usual next command.", "用 :next 查看通常的下一步。";
    "Outlook" ["451 4.7.500 Server busy"]
        "451 4.7.500 Server busy. Please try again later from [192.0.2.1]. (S77719) [AM7EUR03FT024.eop-EUR03.prod.protection.outlook.com]"
        => "Microsoft slows down addresses that it does not know.", "微软对不熟悉的 IP 限速。";
        "Try again later.", "稍后再试。";
    "Gmail" ["account is not enabled for POP", "account is not enabled for IMAP"]
        "-ERR [SYS/PERM] Your account is not enabled for POP access. Please visit your Gmail settings page and enable your account for POP access."
        "a NO [ALERT] Your account is not enabled for IMAP use. Please visit your Gmail settings page and enable your account for IMAP access."
        => "POP or IMAP is not switched on for this account.", "该账号没有开启 POP 或 IMAP。";
        "Turn it on in Gmail's settings, Forwarding and POP/IMAP.", "在 Gmail 设置的“转发和 POP/IMAP”中开启。";
}
