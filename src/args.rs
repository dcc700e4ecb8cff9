//! The command line. Every option's help is a row of one table, in both languages.

use crate::error::Exit;
use crate::helper;
use crate::practice::fault::{self, Fault};
use crate::teach::lesson::{self, COURSES};
use crate::wire::TlsVersion;
use crate::words::{Lang, Text, text};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{ArgGroup, ArgMatches, CommandFactory, FromArgMatches, Parser, ValueEnum};
use clap_complete::Shell;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, ToSocketAddrs};
use std::path::PathBuf;

/// What was given on the command line.
#[derive(Debug, Parser)]
#[command(
    name = "smtpsh",
    version,
    disable_help_flag = true,
    disable_version_flag = true,
    max_term_width = 100,
    group(ArgGroup::new("listing").args(["serve", "print_codes"]))
)]
#[allow(missing_docs, reason = "HELP tells what each one is")]
pub struct Args {
    #[arg(value_name = "SERVER")]
    pub server: Option<String>,
    #[arg(short = 'c', value_name = "LINE", allow_hyphen_values = true)]
    pub command: Vec<String>,
    #[arg(short = 'f', value_name = "FILE")]
    pub file: Vec<PathBuf>,
    #[arg(skip)]
    pub script: Vec<Part>,
    #[arg(short = 'i', long)]
    pub interactive: bool,
    #[arg(long)]
    pub keep_going: bool,
    #[arg(long = "let", value_name = "NAME=VALUE", value_parser = read_variable)]
    pub variable: Vec<(String, String)>,
    #[arg(long, value_name = "NAME")]
    pub user: Option<String>,
    #[arg(long, value_name = "FILE")]
    pub code_file: Option<PathBuf>,
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub timeout: u64,
    #[arg(short = '4', long, conflicts_with = "ipv6")]
    pub ipv4: bool,
    #[arg(short = '6', long)]
    pub ipv6: bool,
    #[arg(long, value_name = "ADDRESS")]
    pub source_address: Option<IpAddr>,
    #[arg(long, value_name = "URL")]
    pub proxy: Option<String>,
    #[arg(long, value_name = "FILE")]
    pub ca: Option<PathBuf>,
    #[arg(long, value_name = "FILE")]
    pub cert: Option<PathBuf>,
    #[arg(long, value_name = "FILE", requires = "cert")]
    pub key: Option<PathBuf>,
    #[arg(long)]
    pub insecure: bool,
    #[arg(long, value_name = "1.2|1.3", hide_possible_values = true)]
    pub tls_version: Option<Version>,
    #[arg(long, value_name = "NAME")]
    pub servername: Option<String>,
    #[arg(long, value_name = "ADDR:PORT", num_args = 0..=1, default_missing_value = "127.0.0.1:2525", value_parser = read_address, conflicts_with_all = ["server", "command", "file", "interactive", "record", "keylog", "quiet"])]
    pub serve: Option<SocketAddr>,
    #[arg(long, value_name = "FILE", requires = "listing")]
    pub users: Option<PathBuf>,
    #[arg(long, requires = "users")]
    pub print_codes: bool,
    #[arg(long, value_name = "NUMBER", requires = "serve", value_parser = clap::value_parser!(u16).range(1..))]
    pub per_address: Option<u16>,
    #[arg(long, value_name = "DIR", conflicts_with = "server")]
    pub maildir: Option<PathBuf>,
    #[arg(long, value_name = "NAME", value_parser = read_fault, conflicts_with = "server")]
    pub fault: Vec<Fault>,
    #[arg(long, value_name = "FILE", conflicts_with = "server")]
    pub ca_out: Option<PathBuf>,
    #[arg(long, value_name = "NAME", num_args = 0..=1, default_missing_value = "", value_parser = read_lesson, conflicts_with_all = ["server", "serve", "fault"])]
    pub lesson: Option<String>,
    #[arg(long, value_name = "all|list", num_args = 0..=1, require_equals = true, default_missing_value = "all", hide_possible_values = true, requires = "server", conflicts_with_all = ["serve", "command", "file", "interactive", "record", "json"])]
    pub handshake: Option<Depth>,
    #[arg(long, value_name = "FILE")]
    pub record: Vec<PathBuf>,
    #[arg(long, conflicts_with_all = ["serve", "interactive"])]
    pub json: bool,
    #[arg(long)]
    pub no_secrets: bool,
    #[arg(long, value_name = "FILE")]
    pub keylog: Option<PathBuf>,
    #[arg(long, value_name = "en|zh")]
    pub lang: Option<Lang>,
    #[arg(
        long,
        value_name = "WHEN",
        default_value = "auto",
        hide_possible_values = true
    )]
    pub color: When,
    #[arg(long)]
    pub quiet: bool,
    #[arg(long, conflicts_with_all = ["serve", "json", "interactive", "lesson", "handshake"])]
    pub silent: bool,
    #[arg(long)]
    pub no_history: bool,
    #[arg(long, value_name = "SHELL", hide_possible_values = true)]
    pub completions: Option<Shell>,
    #[arg(long)]
    pub man: bool,
    #[arg(short = 'h', long, action = clap::ArgAction::Help)]
    help: Option<bool>,
    #[arg(short = 'V', long, action = clap::ArgAction::Version)]
    version: Option<bool>,
}

/// A part of the script, in the order of the command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// One line.
    Line(String),
    /// The lines of a file.
    File(PathBuf),
}

fn read_variable(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').unwrap_or_default();
    if !helper::is_variable(name) {
        return Err("NAME=VALUE".to_owned());
    }
    Ok((name.to_owned(), value.to_owned()))
}

/// `ADDR:PORT`, a port alone on this computer, or an address alone.
fn read_address(text: &str) -> Result<SocketAddr, String> {
    if let Ok(port) = text.parse() {
        return Ok((Ipv4Addr::LOCALHOST, port).into());
    }
    if let Ok(address) = text.parse::<IpAddr>() {
        return Ok((address, SERVE_PORT).into());
    }
    let mut found = text
        .to_socket_addrs()
        .map_err(|_| "write ADDR:PORT, such as 127.0.0.1:2525".to_owned())?;
    found.next().ok_or_else(|| "no such address".to_owned())
}

fn read_fault(name: &str) -> Result<Fault, String> {
    fault::find(name)
        .map(|row| row.fault)
        .ok_or_else(fault::names)
}

/// Nothing is the lesson that is next.
fn read_lesson(name: &str) -> Result<String, String> {
    let known = name.is_empty() || name == LIST || lesson::find(name).is_some();
    let names = COURSES.iter().map(|course| course.name);
    let names: Vec<_> = names.chain([LIST]).collect();
    known.then(|| name.to_owned()).ok_or(names.join(", "))
}

/// What `--lesson` takes in place of a name, to list the lessons.
pub const LIST: &str = "list";

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum When {
    /// On a terminal, unless NO_COLOR is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// How much of a handshake is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Depth {
    /// Every step whole, explained.
    All,
    /// The list of its steps.
    List,
}

/// A TLS version, as the option has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Version {
    /// TLS 1.2.
    #[value(name = "1.2")]
    V1_2,
    /// TLS 1.3.
    #[value(name = "1.3")]
    V1_3,
}

impl From<Version> for TlsVersion {
    fn from(version: Version) -> Self {
        match version {
            Version::V1_2 => Self::V1_2,
            Version::V1_3 => Self::V1_3,
        }
    }
}

impl Args {
    /// Reads the command line; prints help, version and usage errors, and ends the program then.
    pub fn read() -> Self {
        let args: Vec<_> = std::env::args_os().collect();
        let lang = named_language(&args).unwrap_or_else(Lang::of_system);
        let matches = command(lang).try_get_matches_from(args);
        matches
            .and_then(|matches| Self::of(&matches))
            .unwrap_or_else(|error| refuse(&error, lang))
    }

    fn of(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut args = Self::from_arg_matches(matches)?;
        let at = |id| matches.indices_of(id).into_iter().flatten();
        let lines = at("command").zip(args.command.iter().cloned().map(Part::Line));
        let files = at("file").zip(args.file.iter().cloned().map(Part::File));
        let mut parts: Vec<_> = lines.chain(files).collect();
        parts.sort_by_key(|(at, _)| *at);
        args.script = parts.into_iter().map(|(_, part)| part).collect();
        Ok(args)
    }
}

/// Says what is wrong with the command line, and ends the program.
fn refuse(error: &clap::Error, lang: Lang) -> ! {
    let misuse = Some(lang).filter(|lang| *lang == Lang::Chinese);
    let Some((lang, misuse)) = misuse.zip(Misuse::of(error)) else {
        error.exit();
    };
    eprintln!("smtpsh: {}", misuse.say(lang));
    std::process::exit(error.exit_code());
}

crate::words! {
    /// What can be wrong with a command line, where clap's own words are English only.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub enum Misuse {
        Value { option: String, value: String, known: String } => "{option}: '{value}' is none of: {known}. --help shows the usage.", "{option} 的值“{value}”无效，可用的有：{known}。用 --help 查看用法。";
        NoValue { option: String } => "{option}: the value is missing. --help shows the usage.", "{option} 后面缺少一个值。用 --help 查看用法。";
        Option { option: String } => "there is no option {option}. --help lists them.", "没有选项 {option}。用 --help 查看全部选项。";
    }
}

impl Misuse {
    fn of(error: &clap::Error) -> Option<Self> {
        let text = |kind| match error.get(kind)? {
            ContextValue::String(text) => Some(text.clone()),
            ContextValue::Strings(texts) => Some(texts.join(", ")),
            _ => None,
        };
        let option = text(ContextKind::InvalidArg)?;
        match error.kind() {
            ErrorKind::UnknownArgument => Some(Self::Option { option }),
            ErrorKind::InvalidValue | ErrorKind::ValueValidation => Some(Self::Value {
                value: match text(ContextKind::InvalidValue)? {
                    value if value.is_empty() => return Some(Self::NoValue { option }),
                    value => value,
                },
                option,
                known: match std::error::Error::source(error) {
                    Some(known) => known.to_string(),
                    None => text(ContextKind::ValidValue)?,
                },
            }),
            _ => None,
        }
    }
}

/// The language that help itself is to be in.
fn named_language(args: &[std::ffi::OsString]) -> Option<Lang> {
    let texts: Vec<_> = args.iter().map(|arg| arg.to_string_lossy()).collect();
    let joined = texts.iter().find_map(|arg| arg.strip_prefix("--lang="));
    let apart = || {
        texts
            .iter()
            .position(|arg| arg == "--lang")
            .and_then(|at| texts.get(at + 1))
            .map(AsRef::as_ref)
    };
    joined.or_else(apart)?.parse().ok()
}

/// The command with its help in `lang`.
pub fn command(lang: Lang) -> clap::Command {
    let mut command = Args::command()
        .about(ABOUT.of(lang))
        .help_template(TEMPLATE.of(lang))
        .after_help(after(lang));
    for (id, help) in HELP {
        command = command.mut_arg(id, |arg| arg.help(help.of(lang)));
    }
    command
}

/// Where the practice server listens if nothing else is said.
const SERVE_PORT: u16 = 2525;

pub(crate) const ABOUT: Text = text(
    "Telnet for mail servers, without the typing errors.\n\nWhat you type goes to the server as it is. Lines that begin with : are helpers: base64, TLS, AUTH. Without SERVER, smtpsh starts a practice server and talks to it.",
    "不会敲错字的邮件服务器 telnet。\n\n输入的内容原样发给服务器；以冒号 : 开头的是辅助命令（base64、TLS、AUTH）。不给 SERVER 时，smtpsh 会启动内置的练习服务器并与之对话。",
);

const TEMPLATE: Text = text(
    "{about}\n\nUsage: {usage}\n\nArguments:\n{positionals}\n\nOptions:\n{options}{after-help}",
    "{about}\n\n用法：{usage}\n\n参数：\n{positionals}\n\n选项：\n{options}{after-help}",
);

/// What stands below the options.
fn after(lang: Lang) -> String {
    let (colon, comma) = (lang.pick(": ", "："), lang.pick(", ", "，"));
    let codes = EXIT_CODES
        .iter()
        .map(|(exit, meaning)| format!("{} {}", *exit as u8, meaning.of(lang)));
    let variables = VARIABLES.iter().map(|(name, meaning)| {
        let meaning = meaning.of(lang);
        lang.pick(
            format!("{name} ({meaning})"),
            format!("{name}（{meaning}）"),
        )
    });
    let examples = EXAMPLES
        .iter()
        .map(|(line, meaning)| format!("  {line:28}  {}\n", meaning.of(lang)));
    [
        lang.pick("Exit codes", "退出码"),
        colon,
        &codes.collect::<Vec<_>>().join(comma),
        "\n",
        lang.pick("Environment", "环境变量"),
        colon,
        &variables.collect::<Vec<_>>().join(lang.pick(", ", "、")),
        "\n",
        lang.pick("Servers of your own", "自己配置的服务器"),
        colon,
        CONFIG,
        lang.pick(
            ", with host, user and code-file under [server.NAME]",
            "，在 [server.名称] 下写 host、user、code-file",
        ),
        "\n\n",
        lang.pick("Examples:\n", "示例：\n"),
        examples.collect::<String>().trim_end(),
    ]
    .concat()
}

/// Where servers have names.
const CONFIG: &str = if cfg!(windows) {
    "%APPDATA%\\smtpsh\\config\\config.toml"
} else {
    "~/.config/smtpsh/config.toml"
};

/// What each exit code means.
pub const EXIT_CODES: &[(Exit, Text)] = &[
    (Exit::Well, text("all well", "成功")),
    (Exit::Refused, text("the server refused", "服务器拒绝")),
    (Exit::Usage, text("usage", "用法错误")),
    (
        Exit::Connection,
        text(
            "could not connect or lost the connection",
            "无法连接或连接中断",
        ),
    ),
    (Exit::Tls, text("TLS failed", "TLS 失败")),
    (
        Exit::HungUp,
        text("the terminal went away (SIGHUP)", "终端已断开（SIGHUP）"),
    ),
    (
        Exit::Interrupted,
        text("interrupted (Ctrl-C)", "被 Ctrl-C 中断"),
    ),
    (
        Exit::Terminated,
        text("terminated (SIGTERM)", "被终止（SIGTERM）"),
    ),
];

/// The variables of the environment that count.
pub const VARIABLES: &[(&str, Text)] = &[
    ("SMTPSH_CODE", text("authorization code", "授权码")),
    ("SSLKEYLOGFILE", text("as --keylog", "同 --keylog")),
    ("ALL_PROXY", text("as --proxy", "同 --proxy")),
    ("NO_COLOR", text("no colours", "不着色")),
    ("CLICOLOR_FORCE", text("always colours", "总是着色")),
];

/// Command lines to begin with.
pub const EXAMPLES: &[(&str, Text)] = &[
    (
        "smtpsh",
        text("the lab, on the practice server", "在练习服务器上做实验"),
    ),
    (
        "smtpsh smtp.qq.com",
        text(
            "port 587, STARTTLS as you type it",
            "587 端口，自己输入 STARTTLS 升级",
        ),
    ),
    (
        "smtpsh smtps://smtp.qq.com",
        text("port 465, TLS from the start", "465 端口，一开始就用 TLS"),
    ),
    (
        "smtpsh -f lab.smtp",
        text(
            "a script of the lines you would type",
            "执行脚本，内容就是要输入的各行",
        ),
    ),
];

/// Every option: its id and its help.
const HELP: &[(&str, Text)] = &[
    (
        "server",
        text(
            "HOST, HOST:PORT, [IPv6]:PORT or SCHEME://… (smtp, smtps, pop3, pop3s, imap, imaps); smtp and port 587 if none is given; or a name: qq, qq/pop3, qq/imap, 163, 126, gmail, outlook, icloud, or one of your own (see the end)",
            "HOST、HOST:PORT、[IPv6]:PORT 或 协议://…（smtp、smtps、pop3、pop3s、imap、imaps）；默认 smtp、端口 587；也可写名称：qq、qq/pop3、qq/imap、163、126、gmail、outlook、icloud，或自己配置的名称（见末尾）",
        ),
    ),
    (
        "command",
        text(
            "say this line (repeatable; -c and -f are taken in their order)",
            "发送这一行（可重复，与 -f 按先后顺序执行）",
        ),
    ),
    (
        "file",
        text(
            "say the lines of this file (repeatable)",
            "发送文件中的各行（可重复）",
        ),
    ),
    (
        "interactive",
        text("give the prompt after the script", "脚本结束后进入提示符"),
    ),
    (
        "keep_going",
        text(
            "in a script, go on after a refusal (4xx, 5xx)",
            "脚本遇到拒绝（4xx、5xx）时继续",
        ),
    ),
    (
        "variable",
        text(
            "let ${NAME} stand for VALUE in helper lines, as :let (repeatable)",
            "在辅助命令中用 ${NAME} 代表 VALUE，作用同 :let（可重复）",
        ),
    ),
    (
        "user",
        text(
            "the user name for :user and :auth",
            "供 :user 和 :auth 使用的用户名",
        ),
    ),
    (
        "code_file",
        text(
            "a file that holds the authorization code for :code and :auth; - is standard input",
            "存放授权码的文件，供 :code 和 :auth 使用；- 表示标准输入",
        ),
    ),
    (
        "timeout",
        text(
            "how long to wait for a connection and, in scripts, for a reply",
            "等待连接（脚本中还有等待应答）的秒数",
        ),
    ),
    ("ipv4", text("use IPv4 only", "只用 IPv4")),
    ("ipv6", text("use IPv6 only", "只用 IPv6")),
    (
        "source_address",
        text(
            "connect from this address of this computer",
            "从本机的这个地址发起连接",
        ),
    ),
    (
        "proxy",
        text(
            "go through socks5://[USER:PASSWORD@]HOST:PORT or http://… (else what ALL_PROXY says)",
            "经 socks5://[用户:密码@]主机:端口 或 http://… 连接（默认取自 ALL_PROXY）",
        ),
    ),
    (
        "ca",
        text(
            "believe the CAs of this PEM file instead of Mozilla's list",
            "只信任此 PEM 文件中的 CA，而不用 Mozilla 的列表",
        ),
    ),
    (
        "cert",
        text(
            "show the client certificate of this PEM file to a server that asks for one",
            "服务器要求时，出示此 PEM 文件中的客户端证书",
        ),
    ),
    (
        "key",
        text(
            "the private key of the client certificate, in PEM, if it is not in the same file",
            "客户端证书的私钥（PEM），若不在同一文件中",
        ),
    ),
    (
        "insecure",
        text(
            "go on although the certificate does not verify (for a lab)",
            "证书验证失败也继续（仅供实验）",
        ),
    ),
    (
        "tls_version",
        text("offer only this TLS version", "只使用此 TLS 版本"),
    ),
    (
        "servername",
        text(
            "the name to ask for and to verify, if not SERVER's",
            "请求并验证的服务器名称（默认取自 SERVER）",
        ),
    ),
    (
        "serve",
        text(
            "only run the practice server, for others: SMTP at this address, or 127.0.0.1:2525, and POP3, IMAP and the TLS ports beside it, as it tells",
            "只运行练习服务器供他人使用：SMTP 监听此地址（默认 127.0.0.1:2525），POP3、IMAP 及各 TLS 端口同时开放（启动时列出）",
        ),
    ),
    (
        "users",
        text(
            "the practice server's users, a line `name code` each; who has no code is given one, and FILE is written anew",
            "练习服务器的用户名单，每行“用户名 授权码”；没有授权码的会自动生成并写回 FILE",
        ),
    ),
    (
        "print_codes",
        text(
            "print the users and codes of --users, to hand them out, and end",
            "打印 --users 名单中的用户名和授权码，便于分发，然后退出",
        ),
    ),
    (
        "per_address",
        text(
            "how many connections the practice server takes from one address at a time (default 1500)",
            "练习服务器允许同一地址同时建立的连接数（默认 1500）",
        ),
    ),
    (
        "maildir",
        text(
            "the practice server also keeps its mail in this Maildir",
            "练习服务器把邮件另存到此 Maildir",
        ),
    ),
    (
        "fault",
        text(
            "give the practice server this fault, for exercises (repeatable; :fault lists them)",
            "给练习服务器设置这种故障，用于练习（可重复；:fault 列出全部）",
        ),
    ),
    (
        "ca_out",
        text(
            "write the practice server's CA to this file, for other clients",
            "把练习服务器的 CA 证书写入此文件，供其他客户端使用",
        ),
    ),
    (
        "lesson",
        text(
            "a guided lesson on the practice server: the one that is next, or NAME; list lists them",
            "在练习服务器上开始引导课程：默认是接下来的一课，也可指定 NAME；list 列出全部",
        ),
    ),
    (
        "handshake",
        text(
            "show the TLS handshake with SERVER, any port that speaks TLS at once or by STARTTLS (25, 587, 110, 143), and end; with =list its steps only",
            "显示与 SERVER 的 TLS 握手过程后退出；适用于任何 TLS 端口，以及用 STARTTLS 升级的 25、587、110、143 端口；=list 只列出各步",
        ),
    ),
    (
        "record",
        text(
            "record the session to FILE: .html lab report, .txt transcript, .jsonl events, .smtp script, .pcapng for Wireshark (repeatable)",
            "把会话记录到 FILE：.html 实验报告、.txt 对话记录、.jsonl 事件、.smtp 脚本、.pcapng 供 Wireshark 打开（可重复）",
        ),
    ),
    (
        "json",
        text(
            "print the events as JSON, one a line, instead of text; what helpers show goes to standard error",
            "标准输出每行一个 JSON 事件，不显示文本；辅助命令的输出改到标准错误",
        ),
    ),
    (
        "no_secrets",
        text(
            "leave the secrets that decrypt TLS out of records",
            "记录中不含解密 TLS 的密钥",
        ),
    ),
    (
        "keylog",
        text(
            "append the TLS secrets to this NSS key log, as SSLKEYLOGFILE does",
            "把 TLS 密钥追加到此 NSS 密钥日志，作用同 SSLKEYLOGFILE",
        ),
    ),
    (
        "lang",
        text(
            "the language of smtpsh: en or zh",
            "smtpsh 的语言：en 或 zh",
        ),
    ),
    (
        "color",
        text("auto, always or never", "何时着色：auto、always 或 never"),
    ),
    (
        "quiet",
        text(
            "no advice on mistakes, as :set coach off",
            "不对错误给出建议，作用同 :set coach off",
        ),
    ),
    (
        "silent",
        text(
            "for cron: print nothing, and to standard error only what went wrong",
            "供定时任务使用：不输出任何内容，只把错误写到标准错误",
        ),
    ),
    (
        "no_history",
        text("keep no history of the typed commands", "不保存输入历史"),
    ),
    (
        "completions",
        text(
            "print the completion of bash, zsh, fish, powershell or elvish, and end",
            "输出 bash、zsh、fish、powershell 或 elvish 的补全脚本后退出",
        ),
    ),
    (
        "man",
        text(
            "print the manual page, and end: smtpsh --man | man -l -",
            "输出手册页后退出：smtpsh --man | man -l -",
        ),
    ),
    ("help", text("print help", "显示帮助")),
    ("version", text("print the version", "显示版本")),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_has_its_help() {
        Args::command().debug_assert();
        let ids: Vec<_> = Args::command()
            .get_arguments()
            .map(|arg| arg.get_id().to_string())
            .collect();
        let rows: Vec<_> = HELP.iter().map(|(id, _)| (*id).to_owned()).collect();
        assert_eq!(ids, rows);
        assert!(
            command(Lang::Chinese)
                .render_help()
                .to_string()
                .contains("授权码")
        );
    }
}
