//! Every option's help, a row each, in both languages.

use crate::builtin::names_of_servers;
use crate::practice::limits::MAX_PER_ADDRESS;
use crate::protocol::SchemeNames;
use crate::words::{Lang, Text, text};

/// Every option: its id and its help. What other tables know stands in braces: see [`filled`].
pub(super) const HELP: &[(&str, Text)] = &[
    (
        "server",
        text(
            "HOST, HOST:PORT, [IPv6]:PORT or SCHEME://… ({schemes}); smtp and port 587 if none is given, but pop3s and imaps for a host that begins with pop. or imap.; or a name: {servers}, for fetching with /pop3 or /imap behind it; or one of your own (see the end)",
            "HOST、HOST:PORT、[IPv6]:PORT 或 协议://…（{schemes}）；默认 smtp、端口 587（以 pop.、imap. 开头的主机则为 pop3s、imaps）；也可写名称：{servers}（收信时后面加 /pop3 或 /imap），或自己配置的名称（见末尾）",
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
            "say the lines of this file (repeatable); - is standard input",
            "发送文件中的各行（可重复）；- 表示标准输入",
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
            "how many connections the practice server takes from one address at a time (default {per_address})",
            "练习服务器允许同一地址同时建立的连接数（默认 {per_address}）",
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

/// A help with what other tables know.
pub(super) fn filled(help: Text, lang: Lang) -> String {
    let schemes = lang.pick(format!("{SchemeNames}"), format!("{SchemeNames:#}"));
    let servers = names_of_servers();
    help.of(lang)
        .replace("{schemes}", &schemes)
        .replace("{servers}", &servers.join(lang.pick(", ", "、")))
        .replace("{per_address}", &MAX_PER_ADDRESS.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::{Args, command};
    use crate::record::RECORDERS;
    use clap::CommandFactory;

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

    /// Every kind of record has its word there.
    #[test]
    fn the_help_of_record_names_every_kind() {
        let (_, help) = HELP.iter().find(|(id, _)| *id == "record").unwrap();
        for row in RECORDERS {
            let kind = format!(".{} ", row.extension);
            assert!(help.en.contains(&kind) && help.zh.contains(&kind), "{kind}");
        }
    }
}
