//! Why a helper did nothing.

use crate::why::Why;

crate::words! {
    /// Why a helper did nothing. Nothing was sent.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub enum HelperError {
        Nowhere { name: String } => "there is no helper :{name}; :help lists them. Nothing was sent. (::{name} sends it with one colon.)", "没有辅助命令 :{name}，用 :help 查看全部。没有发送任何内容。（想把 :{name} 原样发给服务器，请输入 ::{name}。）";
        Unknown { name: String, nearest: String } => "there is no helper :{name}; the nearest is :{nearest}. Nothing was sent. (::{name} sends it with one colon.)", "没有辅助命令 :{name}，最接近的是 :{nearest}。没有发送任何内容。（想把 :{name} 原样发给服务器，请输入 ::{name}。）";
        NotUtf8 => "a line for smtpsh must be UTF-8: save the script as UTF-8 (on a Chinese Windows, Notepad's ANSI is GBK)", "给 smtpsh 的行必须是 UTF-8：请把脚本另存为 UTF-8（中文 Windows 上，记事本的“ANSI”是 GBK）";
        NoEscape { escape: String } => "{escape} is no escape; these are: \\r \\n \\t \\0 \\\\ \\\" \\xHH (two hexadecimal digits)", "{escape} 不是转义，可用的有：\\r \\n \\t \\0 \\\\ \\\" \\xHH（两位十六进制数）";
        Unclosed => "the quotation mark at the end is missing", "末尾少了引号";
        NoTopic { name: String } => "nothing is named {name}; :help lists the helpers, :help smtp, pop3 or imap the commands", "没有叫 {name} 的命令；:help 列出辅助命令，:help smtp（或 pop3、imap）列出协议的命令";
        NoDuration { text: String } => "'{text}' is no duration; write 500ms, 2s or 1m", "“{text}”不是时长，请写成 500ms、2s、1m 这样";
        NoExpectation { text: String } => "'{text}' is nothing that a reply can be: write a code of three digits (250, 5xx), a status (5.7.8), OK, NO, +OK …, [CODE] or /REGEX/", "“{text}”不是应答可能有的内容，请写三位应答码（250、5xx）、增强状态码（5.7.8）、OK、NO、+OK 等、[CODE] 或 /正则/";
        NothingOffered { command: String } => "the server offers no mechanism: there is none in its answer to {command}", "服务器没有提供任何登录机制：{command} 的应答里一个也没有";
        Usage { usage: Why } => "use it like this: {usage}", "用法：{usage:#}";
        NoChallenge { name: String } => ":{name} answers a challenge, and the server awaits none: begin an AUTH exchange first, or :auth login for the whole exchange", ":{name} 用来回答质询，而服务器现在并没有质询：请先开始 AUTH 交换，或用 :auth login 完成整个过程";
        CodeInLine => "the code is asked for without being shown: write :code alone", "授权码会另行询问且不回显：只输入 :code 即可";
        CodeOfOtherLength { bytes: u64 } => "the server was told of {bytes} bytes here, and the code has another length", "已告诉服务器这里有 {bytes} 字节，而授权码的长度不符";
        NotBase64 => "this is not base64", "这不是合法的 base64";
        UnknownMechanism { name: String, known: String } => "smtpsh does not know the mechanism {name}; it knows {known}", "smtpsh 不支持机制 {name}，支持的有 {known}";
        NotAsked { line: String } => "which mechanisms the server offers is not known yet; type: {line}", "还不知道服务器支持哪些登录机制（HELO 的应答里没有）。请输入：{line}";
        NoExtensions => "this server knows no EHLO, so no AUTH: it takes no login", "服务器不认识 EHLO，因此也没有 AUTH：不能登录";
        LoginNeedsTls { upgrade: String, asks: String } => "the server offers no AUTH in clear text, but {upgrade}: :starttls first, then {asks} again, then :auth", "服务器在明文连接上不提供 AUTH，但提供 {upgrade}：请先 :starttls，再发送一次 {asks}，然后 :auth";
        InTheClear { name: String, argument: String, upgrade: String, asks: String } => "not sent: {name} shows the code to everybody on the way, and the server offers no AUTH in clear text, but {upgrade}. :starttls first, then {asks} again, then :auth {argument}. (:auth {argument} anyway sends it all the same.)", "没有发送：{name} 会让途中任何人看到授权码，而服务器在明文连接上不提供 AUTH，但提供 {upgrade}。请先 :starttls，再发送一次 {asks}，然后 :auth {argument}。（一定要发送，请用 :auth {argument} anyway。）";
        NothingFits { command: String, offered: String } => "no mechanism that fits is offered; offered (by {command}): {offered}", "服务器没有提供可用的机制；{command} 列出的有：{offered}";
        NoMailsHere { protocol: String } => "{protocol} does not fetch mail; :open a server of POP3 or IMAP (pop3://HOST, imap://HOST)", "{protocol} 不能收取邮件：请用 :open 连接 POP3 或 IMAP 服务器（pop3://HOST、imap://HOST）";
        NotToSend { protocol: String } => "{protocol} does not send mail; :open a server of SMTP", "{protocol} 不能发送邮件：请用 :open 连接 SMTP 服务器";
        NothingRead => "no mail was fetched yet: :read NUMBER first", "还没有收取邮件：请先用 :read 编号";
        NoBinding { name: String } => "{name} needs TLS that it can be bound to: :starttls first", "{name} 需要可绑定的 TLS 连接：请先 :starttls";
        UnknownSetting { name: String, known: String } => "there is no setting {name}; there are {known}", "没有设置项 {name}，可用的有 {known}";
        Collecting => "not while lines are collected: :flush sends them first", "正在收集要一起发送的行：请先用 :flush 发送";
        NotNow => "not now: the server does not await a command", "现在不行：服务器等待的不是命令";
        NotConnected => "there is no connection: :reconnect or :open SERVER", "没有连接：请用 :reconnect 或 :open 服务器";
        NoPractice => "there is no practice server in this program: start smtpsh without SERVER", "本程序内没有练习服务器：请不带 SERVER 参数启动 smtpsh";
        UnknownFault { name: String, known: String } => "there is no fault {name}; there are {known}", "没有故障 {name}，可用的有 {known}";
        BadPattern { why: String } => "the expression cannot be used: {why}", "正则表达式有误：{why}";
        NoSuchVariable { name: String } => "${{{name}}} has no value: :let {name} VALUE gives it one", "变量 ${{{name}}} 没有值：请先用 :let {name} 值 赋值";
        OpenVariable => "behind ${{ there is no }}: a variable is ${{NAME}}", "${{ 后面缺少 }}：变量的写法是 ${{NAME}}";
        NotInEnvironment { name: String } => "the environment has no variable {name}", "环境变量 {name} 不存在";
        TooDeep => "files name files too deeply", "文件嵌套层数过多";
        NothingCollected => "no lines are being collected: :pipeline begins", "没有在收集命令：请先用 :pipeline 开始";
        NotOffered { name: String } => "the server does not offer {name}", "服务器不提供 {name} 扩展";
        NoSuchStep { number: usize, count: usize } => "there is no step {number}; there are {count}", "没有第 {number} 步，共 {count} 步";
        NoReplyYet => "there is no reply yet that could be explained", "还没有收到可以解释的应答";
        NotExplained { text: String } => "smtpsh knows nothing about this: {text}", "smtpsh 没有关于这段内容的说明：{text}";
        NoQuestion => "no question is asked now: :lesson tells where the lesson stands", "现在没有要回答的题目：用 :lesson 查看课程进行到哪里";
        NoSuchMail { number: usize } => "there is no mail {number}", "没有编号为 {number} 的邮件";
    }
}
