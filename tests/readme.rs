//! The tables of both READMEs are the program's own, and the command lines in them are ones that
//! it takes. `UPDATE_README=1 cargo test --test readme` writes the tables anew.

#![allow(clippy::unwrap_used, clippy::expect_used, unreachable_pub)]

use clap::Parser;
use smtpsh::args::{self, Args};
use smtpsh::helper::{HELPERS, SETTINGS};
use smtpsh::words::Lang::{self, Chinese, English};
use std::fmt::Write;
use std::path::{Path, PathBuf};

#[test]
fn the_tables_are_the_programs_own() {
    for (lang, path) in readmes() {
        let old = read(&path);
        let mut new = old.clone();
        for (name, table) in TABLES {
            new = with_table(&new, name, &table(lang));
        }
        if old != new && std::env::var_os("UPDATE_README").is_some() {
            std::fs::write(&path, &new).unwrap();
            panic!(
                "{} is written anew: read it, and test again",
                path.display()
            );
        }
        let (old, new): (Vec<_>, Vec<_>) = (old.lines().collect(), new.lines().collect());
        let differing = new.iter().find(|line| !old.contains(line));
        assert_eq!(old, new, "{}: {differing:?} is missing", path.display());
    }
}

#[test]
fn the_command_lines_are_taken() {
    for (_, path) in readmes() {
        let text = read(&path);
        let lines: Vec<_> = shell_lines(&text)
            .filter(|words| words.first().is_some_and(|word| word == "smtpsh"))
            .collect();
        assert!(lines.len() > 10, "{}: {lines:?}", path.display());
        for words in lines {
            // Help and version end with 0.
            if let Err(error) = Args::try_parse_from(&words) {
                assert_eq!(
                    error.exit_code(),
                    0,
                    "{}: {words:?}: {error}",
                    path.display()
                );
            }
        }
    }
}

#[test]
fn a_command_line_is_split_as_a_shell_does() {
    let words = |line| {
        shell_lines(&format!("```sh\n{line}\n```\n"))
            .flatten()
            .collect::<Vec<_>>()
    };
    assert_eq!(
        words("smtpsh -c 'ehlo a' -f x.smtp  # why"),
        ["smtpsh", "-c", "ehlo a", "-f", "x.smtp"]
    );
    assert_eq!(words("smtpsh a < x | tee y"), ["smtpsh", "a"]);
}

type Table = fn(Lang) -> String;

/// The tables by the names that the READMEs have for them.
const TABLES: &[(&str, Table)] = &[
    ("helpers", helpers),
    ("settings", settings),
    ("options", options),
    ("exit codes", exit_codes),
];

fn helpers(lang: Lang) -> String {
    let rows = HELPERS.iter().map(|row| {
        let aliases: Vec<_> = row
            .aliases
            .iter()
            .map(|name| code(&format!(":{name}")))
            .collect();
        [
            code(&row.usage()),
            row.summary.of(lang).into(),
            aliases.join(" "),
        ]
    });
    table(
        lang.pick(
            ["Helper", "What it does", "Also"],
            ["辅助命令", "作用", "别名"],
        ),
        rows,
    )
}

fn settings(lang: Lang) -> String {
    let rows = SETTINGS.iter().map(|row| {
        let usage = format!(":set {} {}", row.name, row.values);
        [code(&usage), row.summary.of(lang).into()]
    });
    table(
        lang.pick(["Setting", "What it is for"], ["设置", "作用"]),
        rows,
    )
}

fn options(lang: Lang) -> String {
    let mut command = args::command(lang);
    command.build();
    let rows = command.get_arguments().map(|arg| {
        let short = arg.get_short().filter(|_| arg.get_long().is_some());
        let short = short.map_or_else(String::new, |short| format!("`-{short}`, "));
        let help = arg.get_help().expect("every option has its help");
        let defaults = arg.get_default_values().first();
        let default = defaults.filter(|_| arg.get_action().takes_values());
        let default = default.map_or_else(String::new, |value| {
            let value = value.to_string_lossy();
            lang.pick(format!(" (default {value})"), format!("（默认 {value}）"))
        });
        let usage = code(&arg.to_string());
        [format!("{short}{usage}"), format!("{help}{default}")]
    });
    table(
        lang.pick(["Option", "What it does"], ["选项", "作用"]),
        rows,
    )
}

/// From the words behind the help: `Exit codes: 0 all well, 1 …`.
fn exit_codes(lang: Lang) -> String {
    let help = args::command(lang).get_after_help().unwrap().to_string();
    let line = help.lines().next().unwrap();
    let (_, list) = line
        .split_once(lang.pick(": ", "："))
        .expect("the exit codes are listed");
    let rows = list.split(lang.pick(", ", "，")).map(|row| {
        let (code, meaning) = row.split_once(' ').expect("a code and what it means");
        [code.to_owned(), meaning.to_owned()]
    });
    table(
        lang.pick(["Exit code", "Meaning"], ["退出码", "含义"]),
        rows,
    )
}

fn readmes() -> [(Lang, PathBuf); 2] {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    [
        (English, root.join("README.md")),
        (Chinese, root.join("README.zh-CN.md")),
    ]
}

/// A checkout on Windows may have CRLF.
fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap().replace("\r\n", "\n")
}

fn with_table(text: &str, name: &str, table: &str) -> String {
    let begin = format!("<!-- table: {name} -->\n");
    let (before, rest) = text
        .split_once(&begin)
        .unwrap_or_else(|| panic!("no {begin}"));
    let (_, after) = rest.split_once("<!-- end -->").expect("the table's end");
    format!("{before}{begin}\n{table}\n<!-- end -->{after}")
}

fn table<const N: usize>(head: [&str; N], rows: impl Iterator<Item = [String; N]>) -> String {
    let mut table = format!("| {} |\n|{}\n", head.join(" | "), " --- |".repeat(N));
    for row in rows {
        writeln!(table, "| {} |", row.join(" | ")).unwrap();
    }
    table
}

/// A bar would end the cell.
fn code(text: &str) -> String {
    format!("`{}`", text.replace('|', "\\|"))
}

/// The words of each line in a `sh` block and of each code span, up to a comment, a redirection or a pipe.
fn shell_lines(text: &str) -> impl Iterator<Item = Vec<String>> {
    let blocks = text.split("```sh\n").skip(1);
    let lines = blocks.flat_map(|rest| rest.split("```").next().unwrap_or_default().lines());
    let spans = text
        .lines()
        .filter(|line| !line.starts_with("```"))
        .flat_map(|line| line.split('`').skip(1).step_by(2));
    let lines = lines.chain(spans);
    lines.map(|line| {
        let quoted = line.split('\'').enumerate();
        let words = quoted.flat_map(|(at, part)| match at % 2 {
            0 => part.split_whitespace().map(str::to_owned).collect(),
            _ => vec![part.to_owned()],
        });
        words
            .take_while(|word| !matches!(word.as_str(), "#" | "<" | ">" | "|" | "&"))
            .collect()
    })
}
