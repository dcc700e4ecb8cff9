//! The help as a whole: what stands above and below the options.

use super::Args;
use super::table::{HELP, filled};
use crate::error::Exit;
use crate::fold::{fold, fold_row};
use crate::words::{Lang, Text, text};
use clap::CommandFactory;

/// The command with its help in `lang`.
pub fn command(lang: Lang) -> clap::Command {
    let mut command = Args::command()
        .about(ABOUT.of(lang))
        .help_template(TEMPLATE.of(lang))
        .after_help(after(lang));
    for (id, help) in HELP {
        command = command.mut_arg(id, |arg| arg.help(filled(*help, lang)));
    }
    command
}

pub(crate) const ABOUT: Text = text(
    "Telnet for mail servers, without the typing errors.\n\nWhat you type goes to the server as it is. Lines that begin with : are helpers: base64, TLS, AUTH. Without SERVER, smtpsh starts a practice server and talks to it; practice/pop3 and practice/imap begin with its other half.",
    "不会敲错字的邮件服务器 telnet。\n\n输入的内容原样发给服务器；以冒号 : 开头的是辅助命令（base64、TLS、AUTH）。不给 SERVER 时，smtpsh 会启动内置的练习服务器并与之对话；写 practice/pop3 或 practice/imap 则从收信开始。",
);

const TEMPLATE: Text = text(
    "{about}\n\nUsage: {usage}\n\nArguments:\n{positionals}\n\nOptions:\n{options}{after-help}",
    "{about}\n\n用法：{usage}\n\n参数：\n{positionals}\n\n选项：\n{options}{after-help}",
);

/// What clap has rendered, as a page: in `lang` where clap's words are English, and broken where a line
/// may be, for clap knows nothing of Chinese ones.
pub(super) fn page(rendered: &str, lang: Lang) -> String {
    let columns = terminal_size::terminal_size_of(std::io::stdout());
    let width = columns.map_or(COLUMNS, |(width, _)| usize::from(width.0).min(MAX_COLUMNS));
    page_of(rendered, width, lang)
}

fn page_of(rendered: &str, width: usize, lang: Lang) -> String {
    let lines = rendered.lines().flat_map(|line| {
        let line = &in_words_of(lang, line);
        let begins = line.len() - line.trim_start().len();
        let gap = line[begins..].find("  ").filter(|_| begins > 0);
        let Some((left, right)) = gap.map(|gap| line.split_at(begins + gap)) else {
            return fold(line, width);
        };
        let right = right.trim_start();
        fold_row(left, line.len() - right.len(), right, width)
    });
    lines.map(|line| line + "\n").collect()
}

/// A line of the help without clap's own English.
fn in_words_of(lang: Lang, line: &str) -> String {
    let default = line
        .strip_suffix(']')
        .and_then(|line| line.split_once(" [default: "));
    match (lang, default) {
        (Lang::English, _) => line.to_owned(),
        (Lang::Chinese, Some((help, value))) => format!("{help}（默认 {value}）"),
        (Lang::Chinese, None) => line.replace("[OPTIONS]", "[选项]"),
    }
}

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

/// Where there is no terminal to ask.
const COLUMNS: usize = 80;
/// Longer lines are hard to read.
const MAX_COLUMNS: usize = 100;

/// Where servers have names.
const CONFIG: &str = if cfg!(windows) {
    "%APPDATA%\\smtpsh\\config\\config.toml"
} else {
    "~/.config/smtpsh/config.toml"
};

/// What each exit code means.
pub const EXIT_CODES: &[(Exit, Text)] = &[
    (Exit::Well, text("all well", "成功")),
    (
        Exit::Refused,
        text(
            "the server refused, or a reply was not as expected",
            "服务器拒绝，或应答与预期不符",
        ),
    ),
    (
        Exit::Usage,
        text(
            "usage: the command line, the script or the configuration is wrong",
            "用法错误（命令行、脚本或配置文件）",
        ),
    ),
    (
        Exit::Connection,
        text(
            "could not connect or lost the connection",
            "无法连接或连接中断",
        ),
    ),
    (Exit::Tls, text("TLS failed", "TLS 失败")),
    (
        Exit::System,
        text(
            "a file, the disk, the output or a port of this computer failed",
            "本机出错（文件、磁盘、输出或端口）",
        ),
    ),
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

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_width::UnicodeWidthStr;

    #[test]
    fn help_fits_into_any_terminal() {
        for lang in [Lang::English, Lang::Chinese] {
            let rendered = command(lang).render_help().to_string();
            for width in [50, 60, 80, 100] {
                let page = page_of(&rendered, width, lang);
                let long: Vec<_> = page.lines().filter(|line| line.width() > width).collect();
                assert!(long.is_empty(), "{width}: {long:#?}");
            }
            let page = page_of(&rendered, 80, lang);
            let english = lang == Lang::English;
            assert_eq!(page.contains("[OPTIONS]"), english, "{page}");
            assert_eq!(page.contains("[default: 30]"), english, "{page}");
        }
    }
}
