//! What the coach says: the mistake, and the line to type instead.

use crate::protocol::ProtocolNames;

crate::words! {
    /// A remark of the coach. None of them holds a secret: what is wrong with one is all that is told.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub enum Remark {
        MisspelledVerb { protocol: &'static str, typed: String, line: String } => "{protocol} has no command {typed}.\nType: {line}", "{protocol} 没有 {typed} 这个命令，是不是拼错了？\n请输入：{line}";
        FullWidth { protocol: &'static str, line: String } => "The line has full-width characters from a Chinese input method; {protocol} knows the ASCII ones only.\nType: {line}", "命令里有中文输入法打出的全角字符，{protocol} 只认半角字符，请先切换到英文输入。\n请输入：{line}";
        FullWidthEarly { protocol: &'static str, line: String } => "The line has full-width characters, of which {protocol} knows none; and it is not its turn yet.\nType first: {line}", "命令里有全角字符，而 {protocol} 只认半角字符；而且现在还没轮到这条命令。\n请先输入：{line}";
        Invisible { list: String, line: String } => "The line has characters that came along with a paste and look like others, or like nothing: {list}.\nType: {line}", "命令里混有粘贴带来的不可见字符或弯引号：{list}。\n请输入：{line}";
        MisspelledLine { protocol: &'static str, line: String } => "{protocol} has no such command.\nType: {line}", "{protocol} 没有这个命令，是不是拼错了？\n请输入：{line}";
        VerbColon { verb: String, line: String } => "Behind {verb} stands a space, not a colon.\nType: {line}", "{verb} 后面是空格，不是冒号。\n请输入：{line}";
        NotAscii => "Commands of SMTP are English words, such as EHLO, AUTH, MAIL and QUIT.\nType: :next, which says what the server awaits", "SMTP 的命令是英文单词，例如 EHLO、AUTH、MAIL、QUIT。\n请输入：:next，看服务器现在等什么";
        EmptyLine => "An empty line is no command; it has a meaning only in the message, behind DATA.\nType: :next, which says what the server awaits", "空行不是命令；只有 DATA 之后，空行才有意义（分开首部和正文）。\n请输入：:next，看服务器现在等什么";
        HeaderForCommand { name: String, line: String } => "{name}: is a header, part of the message; but the server awaits a command, as DATA got no 354.\nType: {line}", "{name}: 是邮件的首部，要等 DATA 得到 354 之后才能写；服务器现在等的是命令。\n请输入：{line}";
        DotForCommand { line: String } => "A dot alone ends a message, and none has begun: DATA must get 354 first.\nType: {line}", "单独一个点用来结束邮件，而邮件还没有开始（DATA 还没得到 354）。\n请输入：{line}";
        ManyRecipients { line: String } => "One RCPT TO takes one recipient. Say it again for each of the others.\nType: {line}", "一条 RCPT TO 只能写一个收件人，其余收件人要各写一条。\n请输入：{line}";
        NoBrackets { line: String } => "The address stands between < and > (RFC 5321 §4.1.2).\nType: {line}", "地址要用尖括号 < > 括起来（RFC 5321 §4.1.2）。\n请输入：{line}";
        SpaceAfterColon { line: String } => "No space may stand behind the colon (RFC 5321 §3.3), and this server insists on it.\nType: {line}", "冒号后面不能有空格（RFC 5321 §3.3），这台服务器检查得很严。\n请输入：{line}";
        NoDomain { line: String } => "The address has no @ and no domain.\nType: {line}", "地址不完整，缺少 @ 和域名。\n请输入：{line}";
        Unclosed { line: String } => "The > behind the address is missing.\nType: {line}", "地址末尾少了 >。\n请输入：{line}";
        Quoted { line: String } => "The address has no quotation marks around it; it stands between < and > (RFC 5321 §4.1.2).\nType: {line}", "地址不加引号，要用尖括号 < > 括起来（RFC 5321 §4.1.2）。\n请输入：{line}";
        Alone { verb: String } => "{verb} stands alone in its line.\nType: {verb}", "{verb} 单独占一行，后面不跟别的内容。\n请输入：{verb}";
        PathForm { line: String } => "MAIL is followed by FROM:<address>, RCPT by TO:<address>.\nType: {line}", "MAIL 后面跟 FROM:<地址>，RCPT 后面跟 TO:<地址>。\n请输入：{line}";

        HelloFirst { line: String } => "The client introduces itself before anything else, by EHLO or HELO.\nType: {line}", "客户端要先用 EHLO 或 HELO 介绍自己，才能发其他命令。\n请输入：{line}";
        HelloName { verb: String, line: String } => "Behind {verb} stands a name of this computer; on a real network its own.\nType: {line}", "{verb} 后面要写本机的名字（练习时可以随意取）。\n请输入：{line}";
        HelloAgain { line: String } => "TLS began a new session (RFC 3207 §4.2): what was said before it no longer counts.\nType: {line}", "TLS 建立后会话重新开始（RFC 3207 §4.2），之前的 EHLO 已作废。\n请输入：{line}";
        HeloOnly { line: String } => "An old server: it knows HELO only, and so no extensions (no AUTH, no STARTTLS).\nType: {line}", "这是老服务器，只认 HELO，因此没有任何扩展（没有 AUTH，也没有 STARTTLS）。\n请输入：{line}";
        EhloForExtension { verb: String, line: String } => "{verb} is an extension, and the session began with HELO, which has none.\nType: {line}", "{verb} 属于扩展，而会话是用 HELO 开始的，HELO 不启用任何扩展。\n请输入：{line}";
        LoggedIn { line: String } => "You are logged in already: no second login is needed, nor taken.\nType: {line}", "你已经登录，不必再登录。\n请输入：{line}";
        AuthName { line: String } => "Behind AUTH stands the name of a mechanism.\nType: {line}", "AUTH 后面要写认证机制的名称。\n请输入：{line}";
        NoMechanism { line: String } => "The server does not know this mechanism of AUTH.\nType: {line}", "服务器不支持这种认证机制（AUTH 后面的名称）。\n请输入：{line}";
        TlsFirst => "This server asks for TLS first, so that nobody on the way can read the code.\nType: STARTTLS (then EHLO once more)", "服务器要求先建立 TLS，免得授权码被途中的人看到。\n请输入：STARTTLS（之后再发一次 EHLO）";
        TlsFirstElsewhere { host: String } => "This server asks for TLS first, and does not offer STARTTLS here. Port 465 has TLS from the start.\nType: :open smtps://{host}", "服务器要求先建立 TLS，但这个端口不提供 STARTTLS；465 端口一开始就是 TLS。\n请输入：:open smtps://{host}";
        TlsFirstHere => "This server asks for TLS first, and does not offer STARTTLS: do not log in here.\nType: QUIT (a real server may have TLS from the start, on port 465)", "服务器要求先建立 TLS，却不提供 STARTTLS：不要在这里登录。\n请输入：QUIT（真实服务器可改连 465 端口，那里一开始就是 TLS）";
        TlsTwice { line: String } => "TLS is up already: STARTTLS has nothing left to do.\nType: {line}", "TLS 已经建立，不必再发 STARTTLS。\n请输入：{line}";
        NoStartTls { host: String } => "The server does not offer STARTTLS. Do not log in in clear text; port 465 has TLS from the start.\nType: :open smtps://{host}", "服务器的 EHLO 应答里没有 STARTTLS。465 端口一开始就是 TLS；不要用明文登录。\n请输入：:open smtps://{host}";
        NoStartTlsHere => "The server does not offer STARTTLS: somebody may have hidden it. Do not log in in clear text.\nType: QUIT (a real server may have TLS from the start, on port 465)", "服务器的 EHLO 应答里没有 STARTTLS，也可能是被人隐藏了；不要用明文登录。\n请输入：QUIT（真实服务器可改连 465 端口，那里一开始就是 TLS）";
        NoLogin { host: String } => "This server takes no login here: there is no AUTH in its reply to EHLO. Users log in at the submission port, 587.\nType: :open smtp://{host}:587", "服务器在这里不接受登录：EHLO 应答里没有 AUTH。用户要在提交端口 587 登录。\n请输入：:open smtp://{host}:587";
        LoginFirst { line: String } => "The server takes mail only from users who have logged in.\nType: {line}", "服务器只替已登录的用户发信，请先登录。\n请输入：{line}";
        SenderFirst => "The server has no sender: MAIL FROM comes first, then RCPT TO, then DATA.\nType: MAIL FROM:<your address>", "服务器还不知道发件人：顺序是 MAIL FROM、RCPT TO、DATA。\n请输入：MAIL FROM:<你的地址>";
        SenderFirstKnown { line: String } => "The server has no sender: MAIL FROM comes first, then RCPT TO, then DATA.\nType: {line}", "服务器还不知道发件人：顺序是 MAIL FROM、RCPT TO、DATA。\n请输入：{line}";
        SecondSender => "The server has a sender already; a second MAIL FROM comes behind this mail, or behind RSET.\nType: RCPT TO:<address>, or RSET to begin this mail anew", "已经有发件人了：要等这封邮件发完，或先用 RSET 作废，才能再发 MAIL FROM。\n请输入：RCPT TO:<收件人地址>，或用 RSET 从头开始这封邮件";
        RecipientFirst => "The server has no recipient: DATA comes behind an RCPT TO that was answered with 250.\nType: RCPT TO:<address>", "服务器还没有收件人：至少有一条 RCPT TO 得到 250 之后，才能发 DATA。\n请输入：RCPT TO:<收件人地址>";

        UserNotBase64 { line: String } => "The server awaits the user name in base64; this looks like the name itself.\nType: AUTH LOGIN, and where the server asks for the user name: {line}", "这里要填用户名的 base64，而这一行好像直接输入了原文。\n请先重新输入：AUTH LOGIN，服务器再问用户名时输入：{line}";
        UserPaddingLost { line: String } => "A = at the end is lost: the length of base64 is a multiple of four.\nType: AUTH LOGIN, and where the server asks for the user name: {line}", "末尾的 = 丢了：base64 的长度必须是 4 的倍数。\n请先重新输入：AUTH LOGIN，服务器再问用户名时输入：{line}";
        UserLineEnd { line: String } => "A line end was encoded along, as echo does (…Cg== or …K): use echo -n or printf.\nType: AUTH LOGIN, and where the server asks for the user name: {line}", "换行符也被编码进去了（echo 会这样，结尾变成 …Cg== 或 …K），应使用 echo -n 或 printf。\n请先重新输入：AUTH LOGIN，服务器再问用户名时输入：{line}";
        UserFullWidth { line: String } => "The answer has full-width characters from a Chinese input method, such as ＝; base64 has none.\nType: AUTH LOGIN, and where the server asks for the user name: {line}", "应答里有中文输入法打出的全角字符（例如 ＝），base64 只用半角字符。\n请先重新输入：AUTH LOGIN，服务器再问用户名时输入：{line}";
        NotBase64 { line: String } => "The server awaits base64, and this is not the base64 of any text: it looks like the text itself.\nType: {line} (it asks, encodes and sends)", "这里要填 base64，而这一行不是合法的 base64，好像直接输入了原文。\n请输入：{line}（它会询问，编码后再发送）";
        PaddingLost { line: String } => "A = at the end is lost: the length of base64 is a multiple of four.\nType: {line} (it asks, encodes and sends)", "末尾的 = 丢了：base64 的长度必须是 4 的倍数。\n请输入：{line}（它会询问，编码后再发送）";
        LineEndEncoded { line: String } => "A line end was encoded along, as echo does (…Cg== or …K): use echo -n or printf.\nType: {line} (it asks, encodes and sends)", "换行符也被编码进去了（echo 会这样，结尾变成 …Cg== 或 …K），应使用 echo -n 或 printf。\n请输入：{line}（它会询问，编码后再发送）";
        AnswerFullWidth { line: String } => "The answer has full-width characters from a Chinese input method, such as ＝; base64 has none.\nType: {line} (it asks, encodes and sends)", "应答里有中文输入法打出的全角字符（例如 ＝），base64 只用半角字符。\n请输入：{line}（它会询问，编码后再发送）";
        CommandAsAnswer => "The server was awaiting an answer of the login, and took the command for one (* alone cancels a login).\nType: the command once more, or AUTH LOGIN", "服务器当时在等登录的应答，把这条命令当成了应答（单独输入 * 才是取消登录）。\n请输入：刚才那条命令，或用 AUTH LOGIN 重新登录";
        GoesOnAsking => "That was hardly the user name in base64, though the server goes on asking.\nType: * (it cancels the login), then AUTH LOGIN", "刚才那一行多半不是用户名的 base64，但服务器还在继续询问。\n请输入：*（取消登录），再从 AUTH LOGIN 重新开始";
        LoginBroken { line: String } => "The server awaits a command now, not base64: the login was broken off.\nType: {line}", "服务器现在等的是命令，不是 base64：登录已经中断。\n请输入：{line}";
        Base64ForCommand { line: String } => "The server awaits a command, not base64: answers come behind AUTH, when it asks with 334.\nType: {line}", "服务器现在等的是命令，不是 base64：要等 AUTH 之后它用 334 询问，才输入 base64。\n请输入：{line}";
        SpaceInCode => "What was encoded has a space in it. The groups in which a page shows the code are no part of it.\nType: :code, which removes spaces before it encodes", "被编码的内容里有空格。网页上把授权码分组显示，空格并不是授权码的一部分。\n请输入：:code，它会先去掉空格再编码";
        PlainWithoutNul => "The answer of PLAIN is NUL, user name, NUL, code (RFC 4616), and two NULs are not in it.\nType: :auth plain", "PLAIN 的应答是 NUL、用户名、NUL、授权码（RFC 4616），这里的 NUL 不是两个。\n请输入：:auth plain";
        WholeAddress { domain: String } => "The user name has no domain; most providers want the whole address.\nType: AUTH LOGIN, then :user NAME@{domain}", "用户名里没有域名，多数服务商要求填完整的邮箱地址。\n请输入：AUTH LOGIN，然后 :user 用户名@{domain}";
        CodeNotSixteen => "That is no code of 16 letters; the mailbox password does not log in here. Make a code in the web mail.\nType: AUTH LOGIN, then :user and :code", "这不是 16 个字母的授权码。邮箱密码在这里不能登录，请到网页邮箱的设置里生成授权码。\n请输入：AUTH LOGIN，然后 :user 和 :code";
        AuthorizationCode => "The mailbox password does not log in here. Make an authorization code (app password) in the web mail.\nType: AUTH LOGIN, then :user and :code", "这里要用授权码，不是邮箱密码。请到网页邮箱的设置里生成；原来的也可能已经失效。\n请输入：AUTH LOGIN，然后 :user 和 :code";
        WrongLogin => "User name and code do not belong together for this server.\nType: AUTH LOGIN, then :user and :code", "服务器认为用户名和授权码（密码）不匹配。\n请输入：AUTH LOGIN，然后 :user 和 :code";
        AccountLimited => "The code is wrong or revoked, SMTP is not switched on in the web mail, or there were too many logins.\nLook there, wait some minutes, then type: :reconnect", "授权码有误或已失效，或网页邮箱里没有开启 SMTP 服务，或短时间内登录太频繁。\n请先在网页上检查，过几分钟再输入：:reconnect";
        FrequencyLimited => "The provider limits how often this account or network may send or log in.\nWait some minutes, then type: :reconnect", "服务商限制了该账号或网络的登录、发信频率。\n请等几分钟，再输入：:reconnect";

        OtherSender { line: String } => "The sender must be the address of the user who logged in.\nType: {line}", "发件人必须与登录的用户是同一个地址。\n请输入：{line}";
        RelayDenied { line: String } => "The recipient is elsewhere, and this server passes mail on only for users who have logged in.\nType: {line} (and behind the login MAIL FROM and RCPT TO again)", "收件人不在本服务器上，只有登录后服务器才肯转发。\n请输入：{line}（登录后重新 MAIL FROM 和 RCPT TO）";
        RelayDeniedHere { host: String } => "The recipient is elsewhere, and this server takes no login here: it takes mail for its own domain only.\nType: RCPT TO:<an address in the server's own domain>, or :open smtp://{host}:587 to log in at the submission port", "收件人不在本服务器上，而服务器在这里不接受登录，只接收寄往本域的邮件。\n请输入：RCPT TO:<本服务器域内的地址>；或用 :open smtp://{host}:587 到提交端口登录";
        RelayDeniedToUser => "The recipient is elsewhere, and this server does not pass mail on there, not even for you.\nType: RCPT TO:<an address in the server's own domain>", "收件人不在本服务器上，而服务器不替你转发到那里。\n请输入：RCPT TO:<本服务器域内的地址>";
        NoSuchMailbox { address: String } => "There is no mailbox {address}: 5yz is final, trying again does not help. Check the spelling.\nType: RCPT TO:<the right address>", "没有 {address} 这个邮箱：5yz 是永久拒绝，重试无用，请检查拼写。\n请输入：RCPT TO:<正确的地址>";
        MailboxFull => "The recipient's mailbox is full: they must clear it up, nothing is wrong with your line.\nType: RCPT TO:<another recipient>, or try again later", "收件人的邮箱满了，要由对方清理，你的命令没有错。\n请输入：RCPT TO:<其他收件人>，或稍后再试";
        Greylisted => "Greylisting: the server turns a first attempt away and takes the next one, after some minutes.\nWait, then type: the same RCPT TO again", "这是灰名单：服务器先拒绝第一次投递，过几分钟再试就会接受。\n请稍等片刻，再输入同一条 RCPT TO";
        TooLarge { limit: String } => "The message is larger than the server takes: SIZE {limit} in its reply to EHLO, in bytes.\nType: MAIL FROM again, with a shorter message", "邮件超过了服务器允许的大小：EHLO 应答中的 SIZE {limit}（字节）。\n请从 MAIL FROM 重新开始，发一封短一些的邮件";
        TooLargeUnknown => "The message is larger than the server takes; it has not said how large one may be.\nType: MAIL FROM again, with a shorter message", "邮件超过了服务器允许的大小（服务器没有说明上限）。\n请从 MAIL FROM 重新开始，发一封短一些的邮件";

        CommandInText { typed: String } => "The server reads this as message text, not as a command: end the message first.\nType: . alone on a line, and {typed} behind the reply", "现在输入的是正文，服务器不会把这一行当作命令，要先结束邮件。\n请先单独输入一行 . 结束邮件，收到 250 后再输入 {typed}";
        DotNotAlone => "This does not end the message: the dot must be all of the line, without a space.\nType: .", "这样不能结束邮件：一行里只能有一个点，前后都不能有空格。\n请输入：.";
        WideDot => "This does not end the message: it is the full stop of a Chinese input method, not the ASCII one.\nType: .", "这样不能结束邮件：这是中文句号或全角点，不是英文句点。\n请输入：.";
        NoEmptyLine => "An empty line parts headers from text. There is none: this line may get lost, or pass for a header.\nNext time type: an empty line before the text. To begin anew: Ctrl-C twice, then :reconnect", "首部和正文之间要有一个空行，这里没有：这一行可能丢失，或被当成首部。\n下次请先输入一个空行，再写正文；要重写这封信：按两次 Ctrl-C 放弃，再用 :reconnect 重连";
        BlankNotEmpty => "This line has spaces in it, so it is not empty and does not end the headers (RFC 5322 §2.2.3).\nType: nothing at all, only Enter", "这一行里有空格，不算空行，首部还没有结束（RFC 5322 §2.2.3）。\n请什么也不输，直接按 Enter";
        WideHeaderColon { line: String } => "The colon behind a header's name is the ASCII one; this is the full-width one.\nNext time type: {line}", "首部名后面要用半角冒号，这里是全角冒号。\n下次请输入：{line}";
        HeadersMissing { list: String } => "The message lacks headers that every mail should have, and this server minds: {list}.\nType: MAIL FROM again, and in DATA first the headers, then an empty line, then the text", "邮件缺少应有的首部，而这台服务器会检查：{list}。\n请从 MAIL FROM 重新开始，在 DATA 中先写首部，再空一行写正文";
        RawSubject { line: String } => "A header is ASCII; a subject beyond it is written as RFC 2047 has it (:subject TEXT prints it).\nNext time type: {line}", "首部只能是 ASCII，中文主题要按 RFC 2047 编码（:subject 文字 可显示编码结果）。\n下次请输入：{line}";
        LeadingDot { line: String } => "The server removes the first dot of a line (RFC 5321 §4.5.2): two must be typed for one.\nNext time type: {line}", "服务器会去掉行首的一个点（RFC 5321 §4.5.2），要想保留就得多打一个点。\n下次请输入：{line}";
        LongLine { bytes: usize } => "The line has {bytes} bytes; a line of mail may have 998 (RFC 5322 §2.1.1).\nNext time type: the same in several lines", "这一行有 {bytes} 字节，而邮件一行最多 998 字节（RFC 5322 §2.1.1）。\n下次请输入：把它拆成几行";
        BareLf => "The server saw a line end other than CRLF: one was inside of a line, from a paste or a script.\nType: MAIL FROM again, and that line anew by hand", "服务器看到了 CRLF 以外的换行：应是粘贴或脚本把换行符带进了某一行里。\n请从 MAIL FROM 重新开始，那一行用手输入";
        ServerCloses => "421: the server closes the connection for reasons of its own; nothing is wrong with your line.\nType: :reconnect, and begin again with EHLO", "421：服务器自己要关闭连接，你的命令没有错。\n请输入：:reconnect，从 EHLO 重新开始";
        IdleClosed => "The server waited too long for the next line and gave up. QUIT ends a session that is done with.\nType: :reconnect", "太久没有输入，服务器不再等待。用完后应以 QUIT 结束会话。\n请输入：:reconnect";

        OtherProtocol { verb: String, of: ProtocolNames, here: &'static str, line: String } => "{verb} is a command of {of}; this connection speaks {here}.\nType: {line}", "{verb} 是 {of:#} 的命令，而这个连接说的是 {here}。\n请输入：{line}";
        OtherLogin { verb: String, of: ProtocolNames, here: &'static str, line: String } => "{verb} is a command of {of}; this connection speaks {here}.\nType: {line}, your address and the code (:login does it)", "{verb} 是 {of:#} 的命令，而这个连接说的是 {here}。\n请输入：{line} 加邮箱地址和授权码（或用 :login）";
        UserFirst => "PASS is taken right behind a USER only; behind a wrong code the name is said again (RFC 1939 §7).\nType: USER and your address, then PASS and the code (:login does both)", "PASS 只能紧跟在 USER 之后；授权码错了，也要从 USER 重新开始（RFC 1939 §7）。\n请输入：USER 加邮箱地址，再输入 PASS 加授权码（:login 两步一起做）";
        PassForgotten => "Behind USER the code is said by PASS.\nType: PASS, a space and the code, or :code, which asks for it", "USER 之后要用 PASS 说明授权码。\n请输入：PASS、空格、授权码，或用 :code（它会询问）";
        UserPassFirst { verb: String } => "{verb} comes behind the login.\nType: USER and your address, then PASS and the code (:login does both)", "{verb} 要登录之后才能用。\n请输入：USER 加邮箱地址，再输入 PASS 加授权码（:login 两步一起做）";
        LoginCommandFirst { verb: String, line: String } => "{verb} comes behind the login.\nType: {line}, your address and the code (:login does it)", "{verb} 要登录之后才能用。\n请输入：{line} 加邮箱地址和授权码（或用 :login）";
        FolderFirst { verb: String, line: String } => "{verb} is about the mails of the open folder, and none is open.\nType: {line}", "{verb} 针对已打开的文件夹里的邮件，而现在还没有打开文件夹。\n请输入：{line}";
        TagMissing { line: String } => "In front of each command of IMAP stands a tag of your own, which its answer repeats (RFC 9051 §2.2.1).\nType: {line} (with :set tag on smtpsh puts the tags)", "IMAP 的每条命令前面都要有一个自取的标签，应答会重复它（RFC 9051 §2.2.1）。\n请输入：{line}（用 :set tag on 可由 smtpsh 加标签）";
        TagTwice { line: String } => "smtpsh puts the tag (:set tag on), and with yours there are two.\nType: {line}", "smtpsh 已自动加标签（:set tag on），你又写了一个，就成了两个。\n请输入：{line}";
        LiteralTooSmall { announced: u64, beyond: usize } => "{announced} bytes were announced; this line goes {beyond} bytes beyond, which are read as the rest of the command.\nType: the command again, with the right number; each line end counts as two", "预告的是 {announced} 字节，这一行多出 {beyond} 字节，会被当作命令的其余部分。\n请重新输入该命令并写对字节数；每个行尾算两个字节";
        InLiteral { left: u64 } => "The server reads this as text of the literal: it awaited {left} more bytes, line ends counted.\nType: text until they are full, or press Ctrl-C twice to give it up; then count again", "服务器把这一行当作字面量的内容：它还在等 {left} 字节（行尾也计入）。\n请继续输入直到凑够，或按两次 Ctrl-C 放弃，再重新数字节";
        DoneFirst => "While IDLE goes on the server awaits DONE and nothing else: alone, without a tag.\nType: the command again, now that IDLE is over", "IDLE 期间服务器只等 DONE（单独一行，不带标签），不接受别的命令。\nIDLE 已结束，请重新输入刚才的命令";
        IdleByEnter { line: String } => "Enter alone sent an empty line. IDLE is ended by DONE (RFC 2177 §3); the server gave it up at this instead.\nType: {line} once more, and DONE to end it", "只按 Enter 也发出了一个空行。结束 IDLE 要用 DONE（RFC 2177 §3），服务器遇到空行就把它中止了。\n请输入：{line} 重新开始，用 DONE 结束";
        NoIdle { line: String } => "DONE ends IDLE, and no IDLE goes on.\nType: {line}, and only then DONE", "DONE 用来结束 IDLE，而现在不在 IDLE 之中。\n请输入：{line}，之后再用 DONE 结束";
        MailboxTlsFirst { line: String } => "The server takes no login in clear text, where everybody on the way can read the code.\nType: {line}, then log in again", "服务器不接受明文登录：途中任何人都能读到授权码。\n请输入：{line}，之后再登录";
        MailboxTlsElsewhere { line: String } => "The server takes no login in clear text, and offers no upgrade to TLS on this port.\nType: {line}", "服务器不接受明文登录，这个端口又不能升级为 TLS。\n请输入：{line}";
        MailboxCode { protocol: &'static str } => "The mailbox password does not log in by {protocol}; an authorization code does, made in the web mail.\nType: :login (it asks for user name and code)", "{protocol} 登录要用授权码，不是邮箱密码；请到网页邮箱的设置里生成。\n请输入：:login（它会询问用户名和授权码）";
        MailboxLogin => "User name and code do not belong together for this server.\nType: :login (it asks for both)", "服务器认为用户名和授权码（密码）不匹配。\n请输入：:login（它会询问这两项）";
        MailboxWholeAddress { domain: &'static str } => "The user name has no domain; this provider wants the whole address.\nType: :login, and as the user name NAME@{domain}", "用户名里没有域名，这家服务商要求填完整的邮箱地址。\n请输入：:login，用户名写 用户名@{domain}";
        SpacesTyped => "The code was typed with spaces. The groups in which a page shows it are no part of it.\nType: :login, which removes spaces", "授权码里有空格。网页上把授权码分组显示，空格并不是授权码的一部分。\n请输入：:login，它会去掉空格";
        ServiceOff { protocol: &'static str } => "Behind this sentence may be: {protocol} is not switched on in the web mail, a wrong code, too many logins.\nLook there, wait some minutes, then type: :reconnect", "这句话可能表示：网页邮箱里没有开启 {protocol} 服务、授权码有误，或登录太频繁。\n请先在网页上检查，过几分钟再输入：:reconnect";
        MailboxInUse => "Another program has the mailbox open; POP3 lets one in at a time (RFC 1939 §3).\nClose it, wait a minute, then type: :reconnect", "另一个程序正开着这个邮箱，而 POP3 同一时间只允许一个会话（RFC 1939 §3）。\n请先关掉它，等一分钟，再输入：:reconnect";
        IdFirst { line: String } => "163 and 126 open no folder for a program that has not said what it is (RFC 2971).\nType: {line}, then SELECT again", "163、126 要求客户端先表明身份（RFC 2971），否则不让打开邮箱。\n请输入：{line}，再重新 SELECT";
        MailDeleted { number: u32 } => "Mail {number} is marked as deleted: it goes at QUIT, unless RSET takes the mark off.\nType: RSET", "{number} 号邮件已标记为删除：QUIT 时就会删掉，除非用 RSET 取消标记。\n请输入：RSET";
        NoSuchMail { number: u32, line: String } => "There is no mail {number} here.\nType: {line}, which tells what there is", "这里没有 {number} 号邮件。\n请输入：{line}，看有哪些邮件";
        NoSuchFolder { line: String } => "There is no such folder.\nType: {line}, which lists those that there are", "没有这个文件夹。\n请输入：{line}，列出现有的文件夹";
        Incomplete { line: String } => "Something is missing behind the verb.\nType: {line}", "命令后面缺少参数。\n请输入：{line}";
        UserAlone { line: String } => "USER takes the name alone; the code follows by PASS (RFC 1939 §7).\nType: {line}, then PASS and the code", "USER 后面只写用户名，授权码要用 PASS 另发一行（RFC 1939 §7）。\n请输入：{line}，再输入 PASS 加授权码";
        FolderName { line: String } => "A folder's name beyond ASCII is written in modified UTF-7 (RFC 3501 §5.1.3).\nType: {line}", "IMAP 里非 ASCII 的文件夹名要写成改良的 UTF-7 编码（RFC 3501 §5.1.3）。\n请输入：{line}";
        Ampersand { line: String } => "In a folder's name & begins modified UTF-7; a plain & is written &- (RFC 3501 §5.1.3).\nType: {line}", "文件夹名里的 & 表示改良 UTF-7 编码的开始，普通的 & 要写成 &-（RFC 3501 §5.1.3）。\n请输入：{line}";
        SearchCharset { line: String, text: String } => "A search beyond ASCII says its charset, and the text as a literal (RFC 3501 §6.4.4).\nType: {line}, and behind the + of the server: {text}", "搜索非 ASCII 文字要说明字符集，并用字面量发送（RFC 3501 §6.4.4）。\n请输入：{line}，服务器回 + 之后再输入：{text}";
        SpaceAtEnd { line: String } => "A space stands at the end of the line, and this server minds.\nType: {line}", "行末多了一个空格，这台服务器不接受。\n请输入：{line}";
        TlsTooLate { verb: &'static str, line: String } => "{verb} is taken before the login only.\nType: {line}, then :reconnect, and {verb} first", "{verb} 只能在登录之前用。\n请输入：{line}，再用 :reconnect 重连，先 {verb} 再登录";
        BackslashLost { flag: &'static str, line: String } => "Without its backslash {flag} is a keyword of your own, which means nothing to the server.\nType: {line}", "缺少反斜线：{flag} 成了自定义的关键字，对服务器没有特殊含义。\n请输入：{line}";
        SpacesBeforeCode => "More than one space stands behind PASS; all but the first are taken for part of the code (RFC 1939 §7).\nType: USER again, then PASS, one space and the code, or :login", "PASS 后面不止一个空格：除第一个外，都会算作授权码的一部分（RFC 1939 §7）。\n请重新输入 USER，再输入 PASS、一个空格、授权码，或用 :login";
        CodeQuoted => "POP3 takes all that stands behind PASS for the code, quotation marks too (RFC 1939 §7).\nType: USER again, then PASS and the code without them, or :login", "POP3 把 PASS 之后的内容原样当作授权码，引号也算在内（RFC 1939 §7）。\n请重新输入 USER，再输入 PASS 加不带引号的授权码，或用 :login";
        NoDigest => "Behind the name APOP takes no code but an MD5 digest: 32 hexadecimal digits (RFC 1939 §7).\nType: :auth apop (it computes the digest)", "APOP 的用户名后面不是授权码，而是 MD5 摘要：32 位十六进制数（RFC 1939 §7）。\n请输入：:auth apop（它会算出摘要）";
        NotUnderstood { line: String } => "BAD: the server could not read the line (NO would mean that it did, and refuses).\nType: {line}", "BAD 表示服务器没看懂这一行（NO 才表示看懂了但拒绝）。\n请输入：{line}";
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_width::UnicodeWidthStr;

    #[test]
    fn remarks_are_said_in_both_languages_in_two_lines() {
        let chinese: Vec<_> = Remark::TABLE.iter().map(|(_, _, zh)| *zh).collect();
        assert!(chinese.iter().all(|zh| zh.lines().count() == 2));
        // What is filled in comes on top; without it a line is one and a half of a terminal's.
        let lines = Remark::TABLE
            .iter()
            .flat_map(|(_, en, zh)| en.lines().chain(zh.lines()));
        for line in lines {
            assert!(line.width() <= 120, "{line}");
        }
        crate::words::check_table(Remark::TABLE);
    }
}
