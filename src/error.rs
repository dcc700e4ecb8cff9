//! What stops a session: what happened (who erred, expected and got), what to try, and the exit
//! code. A server's refusal is none of these: it is data.

use crate::builtin::names_of_servers;
use crate::protocol::{SchemeNames, greeted_by};
use crate::why::Why;
use crate::words::Lang;
use std::fmt;
use std::io::ErrorKind;
use std::path::Path;

crate::words! {
    /// What happened.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub enum Error {
        BadServer { given: String, why: Why } => "'{given}' is not a valid server address: {why}", "“{given}”不是合法的服务器地址：{why:#}";
        NoSuchName { host: String, why: Why, own: Vec<String> } => "the name {host} does not resolve: {why}", "域名 {host} 解析失败：{why:#}";
        Refused { place: String } => "{place} refuses the connection: nothing listens on this port", "{place} 拒绝连接：该端口上没有服务在监听";
        BadDomain { domain: String } => "'{domain}' is no domain name", "“{domain}”不是合法的域名";
        NoSuchDomain { domain: String } => "there is no domain {domain} (NXDOMAIN)", "域名 {domain} 不存在（NXDOMAIN）";
        NoNameServer => "the name servers of this computer are not known", "不知道本机使用哪台 DNS 服务器";
        NameServerSilent { server: String, seconds: u64 } => "the name server {server} did not answer within {seconds} s", "DNS 服务器 {server} 在 {seconds} 秒内没有应答";
        NameServerRefused { server: String } => "the name server {server} refuses the connection: nothing listens on this port", "DNS 服务器 {server} 拒绝连接：该端口上没有服务在监听";
        NameServerUnreached { server: String, why: Why } => "cannot reach the name server {server}: {why}", "无法连接 DNS 服务器 {server}：{why:#}";
        NameServerFailed { server: String, why: Why } => "the name server {server} cannot answer: {why}", "DNS 服务器 {server} 无法回答：{why:#}";
        NoAnswer { place: String, seconds: u64 } => "{place} did not answer within {seconds} s", "{place} 在 {seconds} 秒内没有应答";
        CannotConnect { place: String, why: Why } => "cannot connect to {place}: {why}", "无法连接 {place}：{why:#}";
        NoFamily { host: String, family: &'static str } => "{host} has no {family} address", "{host} 没有 {family} 地址";
        BadSource { source: String, why: Why } => "cannot connect from {source}: {why}", "无法从 {source} 发起连接：{why:#}";
        NoProxy { proxy: String, why: Why } => "the proxy {proxy} cannot be reached: {why}", "无法连接代理 {proxy}：{why:#}";
        Proxy { proxy: String, target: String, why: Why } => "the proxy {proxy} does not go on to {target}: {why}", "代理 {proxy} 没有接通 {target}：{why:#}";
        ProxyOther { proxy: String, other: String, why: Why } => "the proxy {proxy} does not answer as one: {why}", "代理 {proxy} 没有按代理协议应答：{why:#}";
        Silent { place: String, seconds: u64 } => "the server {place} said nothing for {seconds} s", "服务器 {place} 已有 {seconds} 秒没有任何应答";
        Slow { place: String, seconds: u64 } => "the server {place} did not answer for {seconds} s", "服务器 {place} 已有 {seconds} 秒没有回应";
        OtherProtocol { place: String, spoken: &'static str, meant: &'static str, scheme: &'static str } => "{place} speaks {spoken}, and {meant} was meant: its greeting tells", "{place} 的问候是 {spoken} 服务器的，而这里要用的是 {meant}";
        Lost { why: Why } => "the connection is lost: {why}", "连接中断：{why:#}";
        Stuck { seconds: u64 } => "the server has taken nothing of what was sent for {seconds} s", "服务器已有 {seconds} 秒没有接收发出的数据";
        Closing { reply: String } => "the server closes the connection: {reply}", "服务器要断开连接：{reply}";
        ClosedEarly => "the server closed the connection before the session was ended", "会话尚未结束，服务器就关闭了连接";
        NotConnected { line: String } => "not sent, because there is no connection: {line}", "没有连接，此行未发送：{line}";
        Injected { bytes: String } => "TLS refused by smtpsh: clear text stood behind the server's consent, as an attacker would inject it: {bytes}", "smtpsh 拒绝升级：服务器同意升级的应答之后夹带了明文（可能是中间人注入）：{bytes}";
        NoUpgrade { reply: String } => "the server does not upgrade to TLS: {reply}", "服务器不肯升级到 TLS：{reply}";
        NotTls { got: String } => "TLS failed: the server answered in clear text: {got}", "TLS 失败：服务器回的是明文：{got}";
        FellBack { got: String } => "TLS failed: the server fell back to clear text: {got}", "TLS 失败：服务器中途改用明文：{got}";
        TlsAlert { alert: String } => "TLS failed: the server ended the handshake with the alert '{alert}'", "TLS 失败：服务器以警报“{alert}”中止了握手";
        TlsVersion => "TLS failed: smtpsh and the server have no TLS version in common", "TLS 失败：双方没有共同的 TLS 版本";
        TlsOther { why: Why } => "TLS failed: {why}", "TLS 失败：{why:#}";
        TlsLost { why: Why } => "TLS failed: the connection broke during the handshake: {why}", "TLS 失败：握手过程中连接中断：{why:#}";
        TlsClosed => "TLS failed: the server closed the connection during the handshake", "TLS 失败：握手过程中服务器关闭了连接";
        TlsSilent { seconds: u64 } => "TLS failed: the server did not go on with the handshake within {seconds} s", "TLS 失败：{seconds} 秒内服务器没有继续握手";
        CertificateExpired { until: String, days: u64, subject: String } => "certificate refused: it expired on {until}, {days} d ago (certificate of {subject})", "证书未通过验证：已于 {until} 过期，至今 {days} 天（证书主体：{subject}）";
        CertificateNotYet { from: String, subject: String } => "certificate refused: it is valid only from {from} (certificate of {subject})", "证书未通过验证：{from} 起才生效（证书主体：{subject}）";
        CertificateOtherName { expected: String, names: String } => "certificate refused: it is for other names: expected {expected}, the certificate has {names}", "证书未通过验证：名称不符，期望 {expected}，而证书上是 {names}";
        CertificateUnknownIssuer { issuer: String, subject: String } => "certificate refused: unknown issuer: {issuer} (certificate of {subject})", "证书未通过验证：颁发者不受信任：{issuer}（证书主体：{subject}）";
        CertificateSelfSigned { subject: String } => "certificate refused: it is self-signed, so only the server itself vouches for it: {subject}", "证书未通过验证：自签名证书，只有服务器为自己作保：{subject}";
        CertificateChainBroken { issuer: String, sent: usize, subject: String } => "certificate refused: unknown issuer: {issuer}, whose certificate the server did not send either (sent: {sent}; certificate of {subject})", "证书未通过验证：颁发者 {issuer} 不受信任，服务器也没有发来它的证书（共发来 {sent} 张；证书主体：{subject}）";
        CertificateVersion { subject: String } => "certificate refused: it is of X.509 version 1, and TLS takes version 3: {subject}", "证书未通过验证：这是 X.509 v1 证书，而 TLS 要求 v3：{subject}";
        CertificateIsCa { subject: String } => "certificate refused: it is a CA's own certificate (CA:TRUE), not a server's: {subject}", "证书未通过验证：这是 CA 自己的证书（CA:TRUE），不是服务器证书：{subject}";
        CertificateOtherCa { issuer: String, subject: String } => "certificate refused: it was not signed by the CA that is believed, but by another one of the same name: {issuer} (certificate of {subject})", "证书未通过验证：签发它的不是本机信任的那个 CA，而是另一个同名的 CA：{issuer}（证书主体：{subject}）";
        CertificateOther { why: String, subject: String } => "certificate refused: {why} (certificate of {subject})", "证书未通过验证：{why}（证书主体：{subject}）";
        BadProxy => "the proxy is not written as socks5://[USER:PASSWORD@]HOST:PORT or http://[USER:PASSWORD@]HOST:PORT", "代理的写法不对，应为 socks5://[用户:密码@]主机:端口 或 http://[用户:密码@]主机:端口";
        BadRoots { file: String, why: Why } => "cannot use the CA file {file}: {why}", "CA 文件 {file} 无法使用：{why:#}";
        BadIdentity { file: String, why: Why } => "cannot use the client certificate or key in {file}: {why}", "{file} 中的客户端证书或私钥无法使用：{why:#}";
        IdentityVersion { file: String } => "the client certificate in {file} is of X.509 version 1, and TLS takes version 3", "{file} 中的客户端证书是 X.509 v1，而 TLS 要求 v3";
        BadFile { file: String, why: Why } => "cannot read {file}: {why}", "无法读取 {file}：{why:#}";
        BadCodeFile { file: String, config: String, why: Why } => "cannot read {file}, the code-file that {config} names: {why}", "无法读取 {config} 中 code-file 指定的 {file}：{why:#}";
        BadConfig { file: String, why: Why } => "the configuration {file} is wrong: {why}", "配置文件 {file} 有误：{why:#}";
        BadUsers { file: String, number: usize, why: String } => "{file}, line {number}: {why}", "{file} 第 {number} 行：{why}";
        InputTaken => "- is standard input, which is the script or the keyboard here, or was read already", "- 表示标准输入，而这里的标准输入是脚本或键盘，或者已经读完";
        NotAScript { file: String } => "{file} is a record to read, not a script: nothing of it was sent", "{file} 是供阅读的记录，不是脚本，其中的内容没有发出";
        CannotWrite { file: String, why: Why } => "cannot write {file}: {why}", "无法写入 {file}：{why:#}";
        Output { why: Why } => "cannot write to standard output: {why}", "无法写入标准输出：{why:#}";
        Recorded { file: String } => "{file} is a record of this session, which is being written", "{file} 正用来记录本次会话";
        UnknownRecord { file: String, known: String } => "no record is written as {file}: the known kinds are {known}", "不能写成 {file}：可用的记录格式有 {known}";
        PracticeFailed { address: String, why: Why } => "the practice server cannot listen on {address}: {why}", "练习服务器无法监听 {address}：{why:#}";
        NoUser => "the script needs a user name", "脚本需要用户名";
        NoCode => "the script needs an authorization code", "脚本需要授权码";
        Helper { what: String } => "{what}", "出错：{what}";
        EndedCollecting { count: usize } => "the session ended while lines were collected ({count}): they were not sent", "会话结束时还有收集起来的 {count} 行没有发出";
        EndedInText => "the script ended inside the message text: the message was not sent", "脚本在正文中途结束：邮件没有发出";
        Refusal { reply: String } => "the server refused: {reply}", "服务器拒绝了：{reply}";
        RefusedReply { reply: String } => "stopped: the server refused: {reply}", "已停止：服务器拒绝了：{reply}";
        Unmaskable => "this terminal cannot hide what is typed, so the authorization code is not asked for", "此终端无法隐藏输入，因此不询问授权码";
        RefusedFarewell { reply: String } => "the server refused at the end: {reply}", "结束时服务器拒绝了：{reply}";
        NotExpected { expected: String, got: String } => "expected {expected}, got: {got}", "期望 {expected}，实际是：{got}";
        NotClosed => "expected the server to close the connection, but it is still open", "期望服务器关闭连接，但连接仍然打开";
        Exchange { mechanism: String, what: String } => "{mechanism}: {what}", "{mechanism}：{what}（验证已中止）";
        Terminal { why: Why } => "the terminal failed: {why}", "终端出错：{why:#}";
    }
}

crate::words! {
    /// What to try.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub enum Advice {
        ServerForms { schemes: SchemeNames } => "write HOST, HOST:PORT, [IPv6]:PORT or SCHEME://HOST; the schemes are {schemes}", "写法：HOST、HOST:PORT、[IPv6]:PORT 或 协议://HOST；协议有 {schemes:#}";
        CheckName => "check the spelling and the network; an address such as 203.0.113.5 works without a name server", "先检查网络是否连通，再检查拼写；也可以直接写 IP 地址";
        DomainForms => "write the part behind the @, in ASCII (an international name as xn--…)", "写邮箱地址 @ 后面的部分，只能用 ASCII（中文域名请写成 xn--… 的形式）";
        CheckDomain => "check the spelling; mail to it comes back", "请检查拼写；发往该域的邮件会被退回";
        OtherNameServer => "check the network, or ask another name server: :set dns ADDRESS", "请检查网络，或换一台 DNS 服务器：:set dns 地址";
        CheckPort => "check the port: mail is submitted on 587 (STARTTLS) or 465 (TLS from the start), 25 is between servers; it is fetched by POP3 on 110 or 995 (TLS), by IMAP on 143 or 993 (TLS)", "请检查端口：提交邮件用 587（STARTTLS）或 465（一开始就是 TLS），25 用于服务器之间；收取邮件 POP3 用 110 或 995（TLS），IMAP 用 143 或 993（TLS）";
        CheckFirewall => "a firewall may drop it (many providers block port 25): try 587 or 465, another network, or a longer --timeout", "可能被防火墙丢弃（许多运营商封锁 25 端口）：试试 587 或 465、换个网络，或加大 --timeout";
        TryImplicit => "if the port awaits a TLS Client Hello first, as 465, 993 and 995 do, connect with smtps://, imaps:// or pop3s://HOST:PORT", "如果该端口要求先做 TLS 握手（如 465、993、995），请用 smtps://、imaps:// 或 pop3s://HOST:PORT 连接";
        OtherPort => "name another port, or end what listens there: --serve ADDR:PORT", "换一个端口，或先结束占用它的程序：--serve 地址:端口";
        MoreTime => "give it more time with --timeout SECONDS, or :timeout", "可用 --timeout 秒数 或 :timeout 延长等待";
        TryPlain => "connect without TLS (smtp://, pop3:// or imap://HOST:PORT) and upgrade with :starttls", "请先用明文连接（smtp://、pop3:// 或 imap://HOST:PORT），再用 :starttls 升级";
        OpenAs { scheme: &'static str, place: String } => "connect with smtpsh {scheme}://{place}, or at the prompt with :open {scheme}://{place}", "请用 smtpsh {scheme}://{place} 连接；在提示符下请输入 :open {scheme}://{place}";
        Reconnect => ":reconnect connects again, :open SERVER goes elsewhere", "用 :reconnect 重新连接，或用 :open 服务器 连接别的服务器";
        DoNotTrust => "do not log in here; try another network, and tell the server's administrator", "不要在此登录；换个网络再试，并告知服务器管理员";
        OtherTlsVersion => "without --tls-version both 1.2 and 1.3 are offered; smtpsh speaks nothing older, no RSA key exchange and no CBC suites", "不加 --tls-version 时同时提供 1.2 和 1.3；smtpsh 不支持更旧的版本、RSA 密钥交换和 CBC 套件";
        Renew => "its administrator must renew it, if this computer's date is right; in a lab, --insecure goes on without the check (at the prompt :set insecure on, then :reconnect)", "若本机日期无误，须由服务器管理员更新证书；实验环境可用 --insecure 跳过检查（在提示符下：:set insecure on，再 :reconnect）";
        CheckClock => "check this computer's date; in a lab, --insecure goes on without the check (at the prompt :set insecure on, then :reconnect)", "请检查本机日期；实验环境可用 --insecure 跳过检查（在提示符下：:set insecure on，再 :reconnect）";
        RightName => "connect by a name that the certificate has, or give it with --servername NAME; in a lab, --insecure (at the prompt :set servername NAME or :set insecure on, then :reconnect)", "用证书上的名称连接，或用 --servername NAME 指定；实验环境可用 --insecure（在提示符下：:set servername 名称 或 :set insecure on，再 :reconnect）";
        GiveCa => "if it is a CA of your own, name its file with --ca FILE; in a lab, --insecure goes on without the check (at the prompt :set ca FILE or :set insecure on, then :reconnect)", "如果是自建 CA，用 --ca FILE 指定其证书；实验环境可用 --insecure 跳过检查（在提示符下：:set ca 文件 或 :set insecure on，再 :reconnect）";
        TrustIt => "if you know that it is the right one, name its file with --ca FILE; in a lab, --insecure goes on without the check (at the prompt :set ca FILE or :set insecure on, then :reconnect)", "如果确认这就是正确的证书，用 --ca FILE 指定它；实验环境可用 --insecure 跳过检查（在提示符下：:set ca 文件 或 :set insecure on，再 :reconnect）";
        NewCa => "the CA was probably made anew: get its new file from whoever runs the server, and name it with --ca FILE (at the prompt :set ca FILE, then :reconnect); else somebody may be in between", "很可能是 CA 重新生成过：请向服务器管理员（老师）索取新的 CA 文件，再用 --ca FILE 指定（在提示符下：:set ca 文件，再 :reconnect）；否则可能有人在中间冒充";
        CompleteChain => "if that CA is an intermediate one, its certificate belongs into the server's chain file; if it is a root of your own, name its file with --ca FILE (at the prompt :set ca FILE, then :reconnect)", "如果它是中间 CA，应把它的证书加进服务器的证书链文件；如果它是自建的根 CA，用 --ca FILE 指定（在提示符下：:set ca 文件，再 :reconnect）";
        Version3 => "have it made anew with extensions: openssl x509 -req takes them with -extfile", "请重新签发带扩展的证书：openssl x509 -req 可用 -extfile 加上扩展";
        Insecure => "in a lab, --insecure goes on without the check (at the prompt :set insecure on, then :reconnect)", "实验环境可用 --insecure 跳过检查（在提示符下：:set insecure on，再 :reconnect）";
        PemFile => "it must hold one or more certificates in PEM (-----BEGIN CERTIFICATE-----)", "文件中应有 PEM 格式的证书（-----BEGIN CERTIFICATE-----）";
        ScriptElsewhere => "name a file, or take the script from -f or -c, without -i", "请改用文件；或者用 -f、-c 给出脚本，并且不加 -i";
        ReplayScript => "the record that says a session again is the .smtp: --record FILE.smtp, or :save FILE.smtp", "要重放会话，请用 .smtp 记录：--record 文件.smtp 或 :save 文件.smtp";
        OtherFile => "name another file", "请换一个文件名";
        CheckFile => "check the name of the file and of its folder", "请检查文件名和所在的文件夹";
        CheckRights => "check the rights of the file and of its folder", "请检查文件和所在文件夹的权限";
        NameFile => "this is a folder: name a file", "这是文件夹，请写文件名";
        MakeRoom => "make room on the disk, or name a file on another one", "请清理磁盘空间，或换到其他磁盘";
        SaveAsUtf8 => "save it as UTF-8", "请把文件另存为 UTF-8 编码";
        ConfigForm => "it has [server.NAME], and below it host, user and code-file, each = a text in quotes", "文件中写 [server.名称]，下面写 host、user、code-file，值都用引号括起来";
        NameServer { known: String } => "a host's name usually has a dot; servers by name are {known}; the configuration file can give names to others", "主机名里通常有点号；可以直接写名称的服务器有 {known}；其他服务器可在配置文件中起名称";
        OtherFamily => "leave -4 or -6 away, or name a host that has such an address", "请去掉 -4 或 -6，或换一台有这种地址的主机";
        OwnAddress => "--source-address names an address that this computer has, of the family that the server has", "--source-address 必须是本机已有的地址，并且与服务器地址同属 IPv4 或 IPv6";
        CheckNetwork => "check the network, and the way to that address", "请检查网络，以及到该地址的路由";
        ProxyFrom => "the proxy is what --proxy names, or else ALL_PROXY in the environment", "代理由 --proxy 指定，否则取自环境变量 ALL_PROXY";
        OtherKind { other: String } => "is it rather {other}? The proxy is what --proxy names, or else ALL_PROXY in the environment", "它会不会是 {other}？代理由 --proxy 指定，否则取自环境变量 ALL_PROXY";
        AnotherWay => "check the name and port of the server, and what the proxy lets through; without a proxy: leave --proxy and ALL_PROXY away", "请检查服务器的名称和端口，以及代理允许连接哪些地址；若不需要代理，请去掉 --proxy 和 ALL_PROXY";
        HigherPort => "ports below 1024 need rights of their own: name a higher one", "1024 以下的端口需要特殊权限，请换一个更大的端口";
        ServeHere => "name an address of this computer: 127.0.0.1 for itself, 0.0.0.0 for others as well", "请写本机的地址：127.0.0.1 仅供本机，0.0.0.0 也供其他电脑";
        UsersForm => "write one user a line: a name or an address, a space or a comma, the code; without a code one is made", "每行写一个用户：用户名或邮件地址，空格或逗号，授权码；不写授权码会自动生成";
        GiveUser => "give it with --user NAME, or write :user NAME", "用 --user NAME 给出，或写成 :user 用户名";
        GiveCode => "put it into a file for --code-file FILE, or into the environment as SMTPSH_CODE", "写入文件并用 --code-file FILE 指定，或放入环境变量 SMTPSH_CODE";
        CodeAhead => "give the code with --code-file FILE or SMTPSH_CODE, and let :auth login say it", "用 --code-file FILE 或环境变量 SMTPSH_CODE 给出授权码，再用 :auth login 发送";
        Winpty => "in the window of Git Bash start it as winpty smtpsh; or give the code with --code-file FILE or SMTPSH_CODE, and let :auth login say it", "在 Git Bash 窗口里请用 winpty smtpsh 启动；或用 --code-file FILE、环境变量 SMTPSH_CODE 给出授权码，再用 :auth login 发送";
        FlushThem => ":flush sends them", "用 :flush 发出";
        EndWithDot => "end the text with a line that holds a single dot", "请用只有一个点的一行结束正文";
        KeepGoing => "with --keep-going a script goes on after a refusal", "加上 --keep-going，脚本遇到拒绝时会继续";
    }
}

/// How the program ended, for those who call it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// All well.
    Well = 0,
    /// The server refused something.
    Refused = 1,
    /// The command line, the script or the configuration is wrong.
    Usage = 2,
    /// Could not connect, or lost the connection.
    Connection = 3,
    /// TLS failed.
    Tls = 4,
    /// This computer failed: a file, the disk, the output, a port.
    System = 5,
    /// The terminal went away; the number is the one of shells, 128 + SIGHUP.
    HungUp = 129,
    /// Ctrl-C ended a script: 128 + SIGINT.
    Interrupted = 130,
    /// The system, or somebody, ended the program: 128 + SIGTERM.
    Terminated = 143,
}

impl Error {
    /// What to try, if anything is known to help.
    pub fn advice(&self) -> Option<Advice> {
        self.consequences().0
    }

    /// The program's exit code, if this ends it.
    pub fn exit(&self) -> Exit {
        self.consequences().1
    }

    /// A file that cannot be read.
    pub(crate) fn unreadable(path: &Path, why: impl Into<Why>) -> Self {
        Self::BadFile {
            file: path.display().to_string(),
            why: why.into().of(path),
        }
    }

    /// The same of a file that the configuration names.
    pub(crate) fn named_by(self, config: &Path) -> Self {
        let config = config.display().to_string();
        match self {
            Self::BadFile { file, why } => Self::BadCodeFile { file, config, why },
            other => other,
        }
    }

    /// The same for a user who has given these names to servers: a name may have been meant.
    pub(crate) fn knowing(self, names: &[String]) -> Self {
        match self {
            Self::NoSuchName { host, why, .. } => Self::NoSuchName {
                host,
                why,
                own: names.to_owned(),
            },
            other => other,
        }
    }

    /// A file is a record that is being written.
    pub(crate) fn recorded(path: &Path) -> Self {
        Self::Recorded {
            file: path.display().to_string(),
        }
    }

    /// A file that cannot be written.
    pub(crate) fn unwritable(path: &Path, why: impl Into<Why>) -> Self {
        Self::CannotWrite {
            file: path.display().to_string(),
            why: why.into().of(path),
        }
    }

    fn consequences(&self) -> (Option<Advice>, Exit) {
        match self {
            Self::BadServer { .. } => {
                let schemes = SchemeNames;
                (Some(Advice::ServerForms { schemes }), Exit::Usage)
            }
            Self::BadDomain { .. } => (Some(Advice::DomainForms), Exit::Usage),
            Self::NoSuchDomain { .. } => (Some(Advice::CheckDomain), Exit::Connection),
            Self::NoNameServer
            | Self::NameServerSilent { .. }
            | Self::NameServerRefused { .. }
            | Self::NameServerUnreached { .. }
            | Self::NameServerFailed { .. } => (Some(Advice::OtherNameServer), Exit::Connection),
            Self::NoSuchName { host, own, .. } if !host.contains('.') => {
                let own = own.iter().map(String::as_str);
                let known = own.chain(names_of_servers()).collect::<Vec<_>>().join(", ");
                (Some(Advice::NameServer { known }), Exit::Connection)
            }
            Self::NoSuchName { .. } => (Some(Advice::CheckName), Exit::Connection),
            Self::NoFamily { .. } => (Some(Advice::OtherFamily), Exit::Connection),
            Self::BadSource { .. } => (Some(Advice::OwnAddress), Exit::Connection),
            Self::CannotConnect { why, .. } if is_unreachable(why) => {
                (Some(Advice::CheckNetwork), Exit::Connection)
            }
            Self::NoProxy { .. } => (Some(Advice::ProxyFrom), Exit::Connection),
            Self::Refused { .. } => (Some(Advice::CheckPort), Exit::Connection),
            Self::NoAnswer { .. } | Self::CannotConnect { .. } => {
                (Some(Advice::CheckFirewall), Exit::Connection)
            }
            Self::Slow { .. } | Self::Stuck { .. } => (Some(Advice::MoreTime), Exit::Connection),
            Self::Proxy { .. } => (Some(Advice::AnotherWay), Exit::Connection),
            Self::ProxyOther { other, .. } => {
                let other = other.clone();
                (Some(Advice::OtherKind { other }), Exit::Connection)
            }
            Self::Silent { .. } => (Some(Advice::TryImplicit), Exit::Connection),
            Self::OtherProtocol { place, scheme, .. } => {
                let place = place.clone();
                (Some(Advice::OpenAs { scheme, place }), Exit::Connection)
            }
            Self::Lost { .. }
            | Self::Closing { .. }
            | Self::ClosedEarly
            | Self::NotConnected { .. } => (Some(Advice::Reconnect), Exit::Connection),
            Self::Injected { .. } | Self::FellBack { .. } => (Some(Advice::DoNotTrust), Exit::Tls),
            Self::NoUpgrade { .. } => (None, Exit::Tls),
            // Who greets in clear text upgrades, if at all, by STARTTLS.
            Self::NotTls { got } if greeted_by(got.as_bytes()).is_some() => {
                (Some(Advice::TryPlain), Exit::Tls)
            }
            Self::NotTls { .. } => (Some(Advice::CheckPort), Exit::Tls),
            Self::TlsAlert { .. } | Self::TlsVersion => (Some(Advice::OtherTlsVersion), Exit::Tls),
            Self::TlsOther { .. }
            | Self::TlsLost { .. }
            | Self::TlsClosed
            | Self::TlsSilent { .. } => (None, Exit::Tls),
            Self::CertificateExpired { .. } => (Some(Advice::Renew), Exit::Tls),
            Self::CertificateNotYet { .. } => (Some(Advice::CheckClock), Exit::Tls),
            Self::CertificateOtherName { .. } => (Some(Advice::RightName), Exit::Tls),
            Self::CertificateUnknownIssuer { .. } => (Some(Advice::GiveCa), Exit::Tls),
            Self::CertificateOtherCa { .. } => (Some(Advice::NewCa), Exit::Tls),
            Self::CertificateSelfSigned { .. } | Self::CertificateIsCa { .. } => {
                (Some(Advice::TrustIt), Exit::Tls)
            }
            Self::CertificateChainBroken { .. } => (Some(Advice::CompleteChain), Exit::Tls),
            Self::CertificateVersion { .. } => (Some(Advice::Version3), Exit::Tls),
            Self::CertificateOther { .. } => (Some(Advice::Insecure), Exit::Tls),
            Self::IdentityVersion { .. } => (Some(Advice::Version3), Exit::Usage),
            Self::BadProxy => (Some(Advice::ProxyFrom), Exit::Usage),
            Self::BadRoots { why, .. } | Self::BadIdentity { why, .. } => match why.kind() {
                Some(_) => (about_file(why), Exit::System),
                None => (Some(Advice::PemFile), Exit::Usage),
            },
            Self::BadFile { why, .. }
            | Self::BadCodeFile { why, .. }
            | Self::CannotWrite { why, .. } => (about_file(why), Exit::System),
            Self::BadConfig { .. } => (Some(Advice::ConfigForm), Exit::Usage),
            Self::BadUsers { .. } => (Some(Advice::UsersForm), Exit::Usage),
            Self::NotAScript { .. } => (Some(Advice::ReplayScript), Exit::Usage),
            Self::InputTaken => (Some(Advice::ScriptElsewhere), Exit::Usage),
            Self::Output { why } => (about_output(why), Exit::System),
            Self::UnknownRecord { .. } => (None, Exit::Usage),
            Self::Recorded { .. } => (Some(Advice::OtherFile), Exit::Usage),
            Self::PracticeFailed { why, .. } => (about_port(why), Exit::System),
            Self::NoUser => (Some(Advice::GiveUser), Exit::Usage),
            Self::NoCode => (Some(Advice::GiveCode), Exit::Usage),
            Self::Helper { .. } => (None, Exit::Usage),
            Self::EndedCollecting { .. } => (Some(Advice::FlushThem), Exit::Usage),
            Self::EndedInText => (Some(Advice::EndWithDot), Exit::Usage),
            Self::Refusal { .. }
            | Self::RefusedFarewell { .. }
            | Self::NotExpected { .. }
            | Self::NotClosed => (None, Exit::Refused),
            Self::RefusedReply { .. } => (Some(Advice::KeepGoing), Exit::Refused),
            Self::Exchange { .. } => (Some(Advice::DoNotTrust), Exit::Refused),
            Self::Unmaskable if cfg!(windows) => (Some(Advice::Winpty), Exit::Usage),
            Self::Unmaskable => (Some(Advice::CodeAhead), Exit::Usage),
            Self::Terminal { .. } => (None, Exit::System),
        }
    }
}

/// What helps with a file.
fn about_file(why: &Why) -> Option<Advice> {
    Some(match why.kind()? {
        ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::InvalidFilename => {
            Advice::CheckFile
        }
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => Advice::CheckRights,
        ErrorKind::IsADirectory => Advice::NameFile,
        ErrorKind::InvalidData => Advice::SaveAsUtf8,
        _ => return about_output(why),
    })
}

/// What helps with a file that is there.
fn about_output(why: &Why) -> Option<Advice> {
    let full = [
        ErrorKind::StorageFull,
        ErrorKind::QuotaExceeded,
        ErrorKind::FileTooLarge,
    ];
    why.kind()
        .filter(|kind| full.contains(kind))
        .map(|_| Advice::MakeRoom)
}

/// What helps a server that cannot listen.
fn about_port(why: &Why) -> Option<Advice> {
    Some(match why.kind()? {
        ErrorKind::AddrInUse => Advice::OtherPort,
        ErrorKind::PermissionDenied => Advice::HigherPort,
        ErrorKind::AddrNotAvailable => Advice::ServeHere,
        _ => return None,
    })
}

fn is_unreachable(why: &Why) -> bool {
    let kinds = [
        ErrorKind::NetworkUnreachable,
        ErrorKind::HostUnreachable,
        ErrorKind::NetworkDown,
    ];
    why.kind().is_some_and(|kind| kinds.contains(&kind))
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.say(Lang::English))
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_said_in_both_languages() {
        crate::words::check_table(Error::TABLE);
        crate::words::check_table(Advice::TABLE);
    }
}
