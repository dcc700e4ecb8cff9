//! What smtpsh itself says during a session, one row a sentence.

use crate::protocol::Protocol;
use crate::tls::AlertDescription;
use crate::why::Why;
use indicatif::BinaryBytes;

crate::words! {
    /// A remark of smtpsh.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub enum Note {
        Banner { version: String } => "smtpsh {version}: what you type goes to the server as it is; lines that begin with : are helpers (:help). Ctrl-D leaves.", "smtpsh {version}：输入的内容原样发给服务器；以冒号 : 开头的是辅助命令（:help 查看）。Ctrl-D 退出。";
        NoConsole => "This window is no console of Windows (Git Bash?): there is no prompt and no editing in it. Start smtpsh as winpty smtpsh, or in Windows Terminal, PowerShell or cmd.", "这个窗口不是 Windows 控制台（Git Bash？）：没有提示符，也不能编辑。请用 winpty smtpsh 启动，或改用 Windows 终端、PowerShell、cmd。";
        PracticeStarted { address: String, user: String, code: String } => "The practice server runs on {address}, in this program: nothing leaves this computer.\nUser name {user}, authorization code {code}", "练习服务器已在本程序内启动，地址 {address}：邮件不会离开这台电脑。\n用户名 {user}，授权码 {code}";
        ProxyUnused => "The practice server is on this computer and is reached without the proxy; --proxy counts for what :open names.", "练习服务器就在本机，直接连接，不经过代理；--proxy 只对之后用 :open 连接的服务器有效。";
        Serving { address: String, user: String, code: String } => "The practice server listens on {address}. It keeps mail and never relays it. Ctrl-C stops it.\nUser name {user}, authorization code {code}", "练习服务器正在监听 {address}。它只保存邮件，绝不转发。按 Ctrl-C 停止。\n用户名 {user}，授权码 {code}";
        Reaching { target: String } => "Reaching {target}; until then this session goes on …", "正在尝试连接 {target}，连上之前当前会话保持不变……";
        Connecting { target: String } => "Connecting to {target} …", "正在连接 {target} ……";
        Connected { place: String, ms: u128 } => "Connected to {place} in {ms} ms", "已连接 {place}，用时 {ms} 毫秒";
        StillSilent { seconds: u64 } => "The server has said nothing for {seconds} s. If this port awaits TLS first (465, 993 and 995 do), use smtps://, imaps:// or pop3s://HOST:PORT. Ctrl-C stops waiting.", "服务器已有 {seconds} 秒没有应答。如果该端口要求先做 TLS 握手（如 465、993、995），请用 smtps://、imaps:// 或 pop3s://HOST:PORT。按 Ctrl-C 停止等待。";
        Secured { version: String, suite: String, group: String, subject: String, issuer: String } => "TLS is up: {version}, {suite}, key exchange {group}; certificate of {subject}, issued by {issuer}", "TLS 已建立：{version}，{suite}，密钥交换 {group}；证书主体 {subject}，颁发者 {issuer}";
        Verified { name: String } => "verified for {name}", "已通过验证，与名称 {name} 相符";
        Resumed => "session resumed, no certificate was sent this time", "会话已恢复，本次没有发送证书";
        AskAgain { command: String, section: String } => "What the server offered before no longer counts ({section}): say {command} again.", "TLS 之前得知的扩展全部作废（{section}）：请重新发送 {command}。";
        Unverified { why: String } => "NOT VERIFIED: {why}. Going on because of --insecure: anybody could be at the other end.", "{why}；因为用了 --insecure 才继续，对方可能是任何人。";
        OffersGained { list: String } => "Offered now and not before TLS: {list}", "TLS 之后新增的扩展：{list}";
        OffersLost { list: String } => "Offered before TLS and no longer: {list}", "TLS 之后不再提供的扩展：{list}";
        OffersSame => "The server offers the same as before TLS.", "TLS 前后服务器提供的扩展相同。";
        UpgradeAwaited => "The server awaits the TLS handshake: :upgrade begins it (:set upgrade is off).", "服务器正等待 TLS 握手：用 :upgrade 开始（当前 :set upgrade 为 off）。";
        NoUpgradeAwaited { command: String } => "There is nothing to upgrade: the server has not agreed to {command}.", "现在不能升级：服务器还没有同意 {command}。";
        AlreadyTls => "This connection goes through TLS already.", "本连接已经在使用 TLS。";
        Challenge { plain: String } => "the challenge, decoded: {plain}", "质询解码后：{plain}";
        Decoded { plain: String } => "the name, decoded: {plain}", "名称解码后：{plain}";
        NotShown { lines: u64, bytes: u64 } => "… {lines} more lines, {bytes} bytes, are not shown here; records and :save have them.", "…… 其余 {lines} 行、{bytes} 字节未在此显示；记录和 :save 中都有。";
        ReadMore => ":read NUMBER shows a mail.", "用 :read 编号 查看一封邮件。";
        ListAside => "The headers that are fetched now are not shown, only what they say; records and :save have them.", "接下来取回的邮件首部不逐行显示，只列出其内容；记录和 :save 中都有。";
        AsksFirst { command: String } => "What the server offers is not known: {command} asks first.", "还不知道服务器提供哪些登录机制，先用 {command} 询问。";
        ListBare { command: String } => "The server does not offer {command}, which brings subjects and senders: the list above, with number and size, is all there is. :read NUMBER shows a mail.", "服务器不提供 {command} 命令，无法取得主题和发件人：只有上面的编号和大小。用 :read 编号 查看一封邮件。";
        ListAsksAnew => "The folder was empty so far; NOOP lets the server tell what has come since.", "文件夹原来是空的；先发 NOOP，让服务器报告这期间有没有新邮件。";
        ListEmpty => "There is no mail.", "没有邮件。";
        NoHeaders => "This has no headers, so it is shown as it came.", "内容没有首部，因此只按原样显示。";
        NotKept { why: Why } => "The mail could not be kept: {why}", "邮件无法保存：{why:#}";
        ReadInPart => "Only its beginning: the mail is longer than what is kept.", "仅为开头部分：邮件超过了可保存的长度。";
        MailKept { bytes: u64 } => "{bytes} bytes; :save FILE.eml writes the mail as it came.", "共 {bytes} 字节；用 :save 文件名.eml 可按原样保存。";
        MailSaved { file: String, bytes: u64 } => "Saved {file}: the mail as it came, {bytes} bytes", "已保存 {file}：邮件原文，{bytes} 字节";
        TextBegan => "Now the message: headers, an empty line, the text; a line with a single dot ends it. (Ctrl-] gives one helper prompt.)", "现在输入邮件：首部、空行、正文，最后用只有一个点的一行结束。（按 Ctrl-] 可输入一条辅助命令。）";
        ClosedOrderly => "Connection closed.", "连接已关闭。";
        ClosedByServer => "The server closed the connection.", "服务器关闭了连接。";
        AskCodeOf { user: String } => "Authorization code for {user} (not shown)", "{user} 的授权码（不显示）";
        AlertBytes { alert: AlertDescription } => "These bytes are no reply but a TLS alert, {alert}: the server awaited the TLS handshake and got clear text. :upgrade begins it.", "这些字节不是应答，而是 TLS 警报（alert）{alert}：服务器在等 TLS 握手，收到的却是明文。握手要用 :upgrade 开始。";
        PartialReply { partial: String } => "what had arrived of its last reply: {partial}", "最后一个应答只收到一部分：{partial}";
        Afterwards => ":reconnect connects again, :open SERVER goes elsewhere, :quit leaves.", "用 :reconnect 重新连接，:open 服务器 连接别的服务器，:quit 退出。";
        AfterwardsPractice => ":inbox shows what arrived, :open practice/pop3 (or /imap) fetches it, :reconnect connects again, :quit leaves.", "用 :inbox 查看收到的邮件，:open practice/pop3（或 /imap）收取，:reconnect 重新连接，:quit 退出。";
        LinesDropped { count: usize } => "{count} lines that were still to be sent are dropped.", "还有 {count} 行没有发送，已丢弃。";
        CertResult { what: String } => "In this session: {what}", "本次会话：{what}";
        CertOfBefore => "It was verified when that session was made.", "证书在当初建立会话时已经验证过。";
        CertPractice => "The practice server's CA was made by this program when it started, and this program believes it; --ca-out writes it to a file.", "练习服务器的 CA 是本程序启动时临时生成的，因此本程序信任它；--ca-out 可以把它写入文件。";
        Gbk => "The server writes Chinese in GBK, not UTF-8. smtpsh shows it decoded; :set hex on shows the bytes.", "服务器的中文应答是 GBK 编码，不是 UTF-8。smtpsh 已自动解码；用 :set hex on 可以看到原始字节。";
        OddReply { oddity: String } => "odd: {oddity}", "异常：{oddity}";
        WaitEnded => "The pause is over.", "不再等待，继续。";
        StoppedWaiting => "Not waiting any more: the reply is shown when it arrives. What you type is sent at once.", "不再等待：应答到达时会显示。现在输入的内容会立即发送。";
        StillWaiting { seconds: u64 } => "The server has not answered for {seconds} s. Ctrl-C stops waiting.", "服务器已有 {seconds} 秒没有应答。按 Ctrl-C 停止等待。";
        StoppedConnecting => "Stopped connecting.", "已停止连接。";
        InterruptInText => "The server awaits message text. Ctrl-C once more gives the message up and closes the connection: SMTP has no other way out of DATA. A line with a single dot sends it.", "服务器正在等待邮件正文。再按一次 Ctrl-C 将放弃这封邮件并断开连接：SMTP 没有别的办法退出 DATA。输入只有一个点的一行则会发出邮件。";
        InterruptInLiteral => "The server awaits the bytes of a literal. Ctrl-C once more gives it up and closes the connection: there is no other way out. The bytes are counted, line ends too.", "服务器正在等待字面量（literal）的字节。再按一次 Ctrl-C 将放弃并断开连接：没有别的办法退出。字节数连同行尾一起计算。";
        EndInLiteral => "The server awaits the bytes of a literal. Ctrl-D once more leaves, and the command is not carried out.", "服务器正在等待字面量（literal）的字节。再按一次 Ctrl-D 将退出，命令不会执行。";
        EndInText => "The server awaits message text. Ctrl-D once more leaves, and the message is not sent. A line with a single dot sends it.", "服务器正在等待邮件正文。再按一次 Ctrl-D 将退出，邮件不会发出。输入只有一个点的一行则会发出邮件。";
        NotUtf8 => "That line was not UTF-8 and is lost; nothing was sent.", "该行不是合法的 UTF-8，已丢失；没有发送任何内容。";
        WasUtf16 => "The script is UTF-16, as > in PowerShell and Notepad's Unicode save it. Its lines go out as UTF-8.", "脚本是 UTF-16 编码（PowerShell 的 > 和记事本的“Unicode”会存成这种编码），各行转成 UTF-8 后再发送。";
        Marked { file: String, encoding: String } => "{file} begins with a byte order mark ({encoding}), and goes out with it: no server takes that for a header. Save it as UTF-8 without BOM.", "{file} 的开头有字节顺序标记（{encoding}），会原样发出，服务器就认不出第一个首部字段。请另存为不带 BOM 的 UTF-8。";
        Outdated => "Not sent: the connection was closed, or the server went on, while you were typing.", "没有发送：输入期间连接已断开，或服务器已不再等待这项输入。";
        CodeTidied { count: usize } => "{count} spaces, tabs or line ends were removed from the code before it was encoded.", "编码前已从授权码中去掉 {count} 个空格、制表符或换行符。";
        Explained { what: String } => "{what}", "{what}";
        ByHandCommand { line: String } => "Type: {line}", "请输入：{line}";
        ByHandLine => "Type the line above.", "请输入上面这一行。";
        ByHandSecret => "Type the line above. It holds the code, or what is made of it: keep the screen to yourself.", "请输入上面这一行。其中含授权码或由它算出的内容，请勿让他人看到屏幕。";
        ByHandEmpty => "Type an empty line.", "请输入一个空行。";
        Strongest { name: String } => "{name} is the strongest mechanism that is offered and fits.", "在服务器提供且可用的机制中，{name} 最强。";
        CodeInTheClear => "This connection is clear text: everybody on the way can read the code. :starttls first protects it.", "此连接是明文：途中任何人都能读到授权码。先用 :starttls 升级可以保护它。";
        CodeFromOptions => "The code is the one from --code-file, SMTPSH_CODE or the practice server.", "授权码取自 --code-file、SMTPSH_CODE 或练习服务器。";
        Setting { name: String, value: String } => "{name} is {value}", "{name} 当前为 {value}";
        InboxEmpty => "No mail has arrived.", "还没有收到邮件。";
        InboxLine { number: usize, from: String, to: String, subject: String, bytes: usize } => "{number}  from <{from}> to {to}, {bytes} bytes: {subject}", "{number}  发件人 <{from}>，收件人 {to}，{bytes} 字节：{subject}";
        InboxMore => ":inbox NUMBER shows a mail whole.", "用 :inbox 编号 查看整封邮件。";
        Kept { file: String, kept: String } => "{file} was there already: it is {kept} now", "{file} 已经存在，原来的内容改存为 {kept}";
        Recording { file: String, what: String } => "Recording to {file}: {what}", "正在记录到 {file}：{what}";
        Saved { file: String, what: String } => "Saved {file}: {what}", "已保存 {file}：{what}";
        DecodeAs { list: String, hint: String } => "Wireshark does not expect mail there: right-click a packet, Decode As … ({list}); or tshark -r FILE {hint}", "Wireshark 不会自动把这些端口当作邮件：右键点一个包 → “解码为…”（Decode As…），{list}；或用 tshark -r 文件 {hint}";
        SavedInPart => "It is the first part of the session only: the rest was too long to keep. --record FILE records from the start without a limit.", "只含会话的前一部分：后面的内容太长，没有保留。--record FILE 可从头记录，没有长度限制。";
        Reveals { what: String } => "Take care: {what}", "注意：{what}";
        HelpCommands { name: String, example: String, others: String } => "These are the commands of {name}, explained where they make sense now. :help NAME tells all about one (:help {example}); :help for {others} lists the others.", "以上是 {name} 的命令，现在可用的附有说明。:help 名称 详细说明其中一个（如 :help {example}）；其他协议：:help 加 {others}。";
        ByHost { host: String, scheme: String, port: u16, plain: String } => "{host} is taken for {scheme}://{host}, port {port}, by its name. To choose otherwise write {plain}://{host} or smtp://{host}.", "按主机名判断：{host} 即 {scheme}://{host}，端口 {port}。要用别的方式，请写 {plain}://{host} 或 smtp://{host}。";
        HelpMore => ":help NAME explains one of them or a command of the server's (:help mail), :help smtp (or pop3, imap) lists those, :help all says what each helper does.", ":help 名称 说明其中一个或某个协议命令（如 :help mail），:help smtp（或 pop3、imap）列出协议的命令，:help all 逐一说明用途。";
        NextLine { line: String } => "Type: {line}", "输入：{line}";
        FaultsMore => "* is on. :fault NAME turns one on, :fault NAME off turns it off, :fault off all of them.", "* 表示已开启。:fault 名称 开启，:fault 名称 off 关闭，:fault off 全部关闭。";
        NoFaults => "The practice server has no fault now.", "练习服务器现在没有故障。";
        CertificateWanted => "The server asked for a client certificate, and got none: --cert FILE --key FILE gives one. Some servers go on without, others refuse later.", "服务器要求客户端证书，而 smtpsh 没有出示：用 --cert 文件 --key 文件 指定。有的服务器会继续，有的会在稍后拒绝。";
        AsExpected { expected: String } => "as expected: {expected}", "符合预期：{expected}";
        HelperInText { line: String } => "{line} is message text here, as every line is, and went out. Put Ctrl-] (the byte 1D) in front of a helper.", "这里每一行都是邮件正文，{line} 也已作为正文发出。要执行辅助命令，请在行首加 Ctrl-]（字节 1D）。";
        Collecting => "Lines are collected now; :flush sends them.", "从现在起只收集各行，:flush 时一并发出。";
        ReplyTook { first: String, last: String } => "first byte after {first} ms, last after {last} ms", "首字节 {first} 毫秒，末字节 {last} 毫秒";
        NoReplies => "No reply has been timed yet.", "还没有计时的应答。";
        NoHandshake => "There was no TLS handshake yet: :starttls begins one.", "还没有进行过 TLS 握手：用 :starttls 开始。";
        HandshakeMore => ":handshake STEP opens a step (with hex: its bytes), :handshake all explains everything.", "用 :handshake 序号 打开某一步（加 hex 显示字节），:handshake all 讲解全部。";
        NoCertificates => "The server sent no certificate.", "服务器没有发送证书。";
        FileSent { file: String, bytes: u64, size: String } => "{file} went out as the message: {bytes} bytes{size}, line ends made CRLF", "{file} 已作为邮件内容发出：{bytes} 字节{size}，行尾统一为 CRLF";
        NotSent { file: String } => "{file} was not sent.", "{file} 没有发出。";
        OverSize { size: u64, limit: u64 } => "The message has {size} bytes, the server takes {limit} (SIZE): it will most likely refuse.", "邮件有 {size} 字节，而服务器上限为 {limit} 字节（SIZE）：多半会被拒绝。";
        TextSkipped { count: usize } => "DATA was refused, so {count} lines of message text were passed over.", "DATA 被拒绝，已跳过 {count} 行邮件内容。";
        NameAwaited => "A user name is asked for here, and no helper is read; Ctrl-C cancels.", "这里要填用户名，不执行辅助命令；按 Ctrl-C 取消。";
        CodeAwaited => "The code is asked for here; Ctrl-C cancels.", "这里要填授权码；按 Ctrl-C 取消。";
        ComposeBegins => "Enter alone takes what stands in brackets; Ctrl-C gives the mail up.", "直接按 Enter 表示采用方括号里的内容；按 Ctrl-C 放弃这封邮件。";
        ComposeText => "The text, line by line; a line with a single dot ends it.", "逐行输入正文，用只有一个点的一行结束。";
        ComposeFiles => "Attachments, one file at a time (Tab completes); an empty line for no more.", "附件，每次一个文件（按 Tab 补全），没有了就输入空行。";
        ComposeFlaw { what: String } => "{what}", "{what}";
        ComposeMore { count: usize } => "… {count} more lines", "……还有 {count} 行";
        ComposeWords => "Headers are ASCII: other letters in them are encoded words, =?charset?B or Q?…?= (RFC 2047).", "首部只能用 ASCII，中文等写成编码字 =?字符集?B 或 Q?…?=（RFC 2047）。";
        ComposeCoded { how: String } => "The text is in {how}, because it has other letters or long lines (RFC 2045 §6).", "正文含有非 ASCII 字符或过长的行，因此用 {how} 编码（RFC 2045 §6）。";
        ComposeParts => "Text and attachments are parts between boundary lines (RFC 2046 §5.1); files are in base64.", "正文和附件是由 boundary 分隔行隔开的若干部分（RFC 2046 §5.1），文件用 base64 编码。";
        ComposeEnvelope { from: String, to: String } => "The envelope: from <{from}> to {to}. The server delivers by it, not by the headers.", "信封：发件人 <{from}>，收件人 {to}。服务器按信封投递，而不是按首部。";
        ComposeGivenUp => "The mail is given up; nothing was sent.", "已放弃这封邮件，没有发送任何内容。";
        ComposeAnswers => "Nothing was sent. Answer yes, no, or save and the name of a file.", "没有发送。请回答 yes、no，或 save 加文件名。";
        ComposeKept => "The mail is kept: :compose again goes on with it.", "邮件已保留：用 :compose again 继续。";
        ComposeNotConnected => "It cannot be sent now: the server does not await a command. save FILE keeps it.", "现在无法发送：服务器没有在等待命令。可用 save 文件名 保存。";
        ComposeSaved { file: String, bytes: usize } => "{file} is written: {bytes} bytes. :send {file} sends it as a message.", "已写入 {file}，共 {bytes} 字节。:send {file} 可把它作为邮件内容发送。";
        AddressNeedsUtf8 => "An address has letters beyond ASCII, and the server does not offer SMTPUTF8: it will most likely refuse.", "地址中含有非 ASCII 字符，而服务器不支持 SMTPUTF8：多半会被拒绝。";
        ComposeGoes { count: usize } => "Now the {count} lines of the message go out, and a line with a single dot behind them.", "现在发出邮件的 {count} 行，最后是只有一个点的一行。";
        ComposeSent { count: usize } => "The server has taken the mail; recipients: {count}.", "服务器已收下邮件，收件人 {count} 个。";
        ComposeNotSent => "The server has not taken the mail.", "服务器没有收下邮件。";
        ReplyTo { line: String } => "to {line}", "对 {line} 的应答";
        NoReplyTo { line: String } => "to {line}: no reply", "{line} 没有应答";
        MxAsked { domain: String, server: String } => "Who takes the mail of {domain}, by the name server {server}:", "据 DNS 服务器 {server}，负责接收 {domain} 邮件的主机：";
        MxMore { count: usize } => "and {count} more", "另有 {count} 台";
        MxOrder { host: String } => "The lowest number is tried first, the others stand in for it (RFC 5321 §5.1). They take mail for this domain on port 25, without a login: :open {host}:25", "先试数字最小的，其余作为后备（RFC 5321 §5.1）。它们在 25 端口接收发往该域的邮件，不需要登录：:open {host}:25";
        MxNobody { domain: String } => "{domain} takes no mail, and says so: its MX names no host (null MX, RFC 7505).", "{domain} 声明不接收邮件：它的 MX 没有指向任何主机（null MX，RFC 7505）。";
        MxItself { domain: String, addresses: String } => "{domain} has no MX, so the host of that name takes its mail (RFC 5321 §5.1): {addresses}", "{domain} 没有 MX 记录，邮件直接送到该名称本身的主机（RFC 5321 §5.1）：{addresses}";
        MxUnknown { domain: String } => "{domain} has neither an MX nor an address: no mail reaches it.", "{domain} 既没有 MX 记录也没有地址：邮件无法送达。";
        MxAlias { domain: String, name: String } => "{domain} is another name for {name} (CNAME).", "{domain} 是 {name} 的别名（CNAME）。";
        StoppedLooking => "Stopped looking it up.", "已停止查询。";
        ServingMore { list: String } => "Also at {list}", "同时提供 {list}";
        NotServing { place: String, why: Why } => "Not at {place}: {why}. Everything else is served.", "{place} 无法提供：{why:#}。其余服务不受影响。";
        ServingClass { address: String, users: usize } => "The practice server listens on {address} (users: {users}). It keeps mail and never relays it. Ctrl-C stops it.", "练习服务器正在监听 {address}，共 {users} 个用户。它只保存邮件，绝不转发。按 Ctrl-C 停止。";
        FewSessions { sessions: usize } => "Only {sessions} can be connected at one time: the system allows no more open files. For more, raise the limit (ulimit -n 4096) and start again.", "最多只能同时连接 {sessions} 个：系统限制了可打开的文件数。如需更多，请先提高限制（ulimit -n 4096）再启动。";
        CodesMade { count: usize, file: String } => "Codes were made for users without one ({count}): {file} has them, readable for you only. With --print-codes they are printed.", "{count} 个用户原来没有授权码，现已生成并写入 {file}（仅你可读）。用 --print-codes 可打印。";
        CaNotKept { file: String, why: Why } => "The CA cannot be kept in {file}: {why}. At the next start it is another one, and its file is to be handed out again.", "CA 无法保存到 {file}：{why:#}。下次启动时会换成新的 CA，需要重新分发它的文件。";
        ForOthers { ca: String, address: String } => "Others type: smtpsh --ca {ca} {address}", "其他人输入：smtpsh --ca {ca} {address}";
        ForOthersBare { address: String } => "Others type: smtpsh {address} (for TLS they need the file that --ca-out writes: smtpsh --ca FILE {address})", "其他人输入：smtpsh {address}（用 TLS 时还需要 --ca-out 写出的文件：smtpsh --ca FILE {address}）";
        HeadingSkipped { file: String, heading: String } => "The first line of {file} is taken for a heading, not for a user: {heading}", "{file} 的第一行当作表头，不算用户：{heading}";
        CodesReadable { file: String } => "Others on this computer can read the codes in {file}: chmod 600 {file} changes that.", "这台电脑上的其他用户能读到 {file} 中的授权码：可用 chmod 600 {file} 收回权限。";
        Came { client: String } => "{client} came", "{client} 已连接";
        Went { client: String } => "{client} went", "{client} 已离开";
        TlsUp { client: String } => "{client} is behind TLS", "{client} 已建立 TLS";
        TlsFailed { client: String, why: String } => "{client} did not get behind TLS: {why}", "{client} 建立 TLS 失败：{why}";
        WasRefused { client: String, reply: String } => "{client} was told: {reply}", "{client} 收到拒绝应答：{reply}";
        SentAway { client: String } => "{client} was sent away: there are too many connections, or it came too often", "{client} 被谢绝：连接总数过多，或它连接得过于频繁";
        TooMuchHappened { count: usize } => "{count} more things happened that are not told, because nobody read on", "输出无人读取，另有 {count} 件事没有显示";
        TriedToLogIn { client: String, user: String } => "{client} could not log in as {user}", "{client} 以 {user} 登录失败";
        LoggedIn { client: String, user: String } => "{client} logged in as {user}", "{client} 以 {user} 登录成功";
        Delivered { client: String, from: String, to: String, subject: String, bytes: usize } => "{client} sent a mail from <{from}> to {to}, {bytes} bytes: {subject}", "{client} 发来邮件：发件人 <{from}>，收件人 {to}，{bytes} 字节：{subject}";
        WasRead { client: String, protocol: String, subject: String } => "{client} read a mail over {protocol}: {subject}", "{client} 通过 {protocol} 读取了邮件：{subject}";
        UserIs { user: String } => "The user name for :user and :auth is {user}", "用于 :user 和 :auth 的用户名是 {user}";
        StatusClosed => "Not connected.", "未连接。";
        StatusPlace { place: String } => "Connected to {place}", "已连接 {place}";
        StatusPlain => "Clear text: everybody on the way can read it.", "明文：途中任何人都能读到。";
        StatusOffers { list: String } => "Offered: {list}", "服务器提供的扩展：{list}";
        StatusNoOffers { command: String } => "What the server offers is not known: say {command}.", "尚不知道服务器提供哪些扩展：请发送 {command}。";
        StatusAwaits { what: String } => "The server awaits: {what}", "服务器正在等待：{what}";
    }
}

crate::words! {
    /// What the server awaits, as the prompt has it.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum Awaits {
        Command => "command", "命令";
        User => "user name", "用户名";
        Code => "authorization code", "授权码";
        Answer => "AUTH answer", "AUTH 应答";
        Text => "message", "正文";
        Literal { left: u64, then_secret: bool } => "literal, {left} bytes", "字面量，还差 {left} 字节";
        SecretLiteral { left: u64 } => "secret literal, {left} bytes", "保密字面量，还差 {left} 字节";
        Rest { secret: bool } => "rest of the command, Enter ends it", "命令的其余部分，按 Enter 结束";
        Idle => "idle, until DONE", "IDLE，DONE 结束";
        Nothing => "reply pending", "等待应答";
        Closed => "not connected", "未连接";
        Gone => "closed", "未连接";
        Upgrade => "TLS by :upgrade", ":upgrade 握手";
        Collecting => "collected line", "收集";
        Helper => "helper", "辅助命令";
        AskUser => "User name", "用户名";
        AskCode => "Authorization code (not shown)", "授权码（不显示）";
        AskFrom => "From", "发件人";
        AskTo => "To", "收件人";
        AskSubject => "Subject", "主题";
        AskText => "Text", "正文";
        AskFile => "Attachment", "附件";
        AskSend => "Send it? (yes, no, or save FILE)", "发送吗？（yes、no 或 save 文件名）";
        Plain => "plain", "明文";
    }
}

impl Note {
    /// A file went out; a size of many digits also as people read it.
    pub fn file_sent(file: &str, bytes: u64) -> Self {
        let long = (bytes >= MEBIBYTE).then(|| format!(" ({})", BinaryBytes(bytes)));
        Self::FileSent {
            file: file.to_owned(),
            bytes,
            size: long.unwrap_or_default(),
        }
    }

    /// What was learned before TLS is void.
    pub fn ask_again(protocol: &Protocol) -> Self {
        Self::AskAgain {
            command: protocol.asks.to_owned(),
            section: protocol.upgrade.section.to_owned(),
        }
    }
}

impl Awaits {
    /// Whether every line is text, whatever it begins with.
    pub fn is_text(self) -> bool {
        matches!(
            self,
            Self::Text | Self::Literal { .. } | Self::SecretLiteral { .. } | Self::Rest { .. }
        )
    }

    /// Whether what is typed must not be seen. A user name is not secret.
    pub fn is_secret(self) -> bool {
        matches!(
            self,
            Self::Code
                | Self::Answer
                | Self::AskCode
                | Self::SecretLiteral { .. }
                | Self::Rest { secret: true }
        )
    }

    /// Whether it is smtpsh that asks, not the server.
    pub fn is_question(self) -> bool {
        matches!(
            self,
            Self::AskUser
                | Self::AskCode
                | Self::AskFrom
                | Self::AskTo
                | Self::AskSubject
                | Self::AskText
                | Self::AskFile
                | Self::AskSend
        )
    }
}

/// 2^20 bytes.
const MEBIBYTE: u64 = 1 << 20;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_are_said_in_both_languages() {
        crate::words::check_table(Note::TABLE);
        crate::words::check_table(Awaits::TABLE);
    }
}
