//! The tables of both READMEs are the program's own, their transcripts are what it says, and their
//! command lines are ones that it takes. `UPDATE_README=1 cargo test --test readme` writes the tables anew.

#![allow(clippy::unwrap_used, clippy::expect_used, unreachable_pub)]

use clap::Parser;
use smtpsh::args::{self, Args};
use smtpsh::helper::{self, SETTINGS};
use smtpsh::note::Note;
use smtpsh::practice::{self, Place};
use smtpsh::protocol::sasl;
use smtpsh::words::Lang::{self, Chinese, English};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

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
        assert!(old == new, "{}: {differing:?} is missing", path.display());
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

/// Each transcript is typed again: what it has of the server and of smtpsh is said, in that order.
#[test]
fn the_transcripts_are_real() {
    for (lang, path) in readmes() {
        let text = read(&path);
        let blocks = text.split("```text\n").skip(1);
        let blocks = blocks.map(|rest| rest.split("```").next().unwrap_or_default());
        let blocks: Vec<_> = blocks
            .filter(|block| !shown(block, lang).is_empty())
            .collect();
        assert!(blocks.len() > 3, "{}: {blocks:?}", path.display());
        for block in blocks {
            let lesson = block.contains("\n## ");
            let said = run(&typed(block), lang, lesson);
            let mut rest = said.iter();
            for line in shown(block, lang) {
                let found = rest.any(|said| *said == line);
                assert!(found, "{}: {line:?} is not said: {said:#?}", path.display());
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

/// How the lines of a session begin that are not typed.
const MARKS: &[&str] = &["S:", "C:", "--", "=>", "##", "smtpsh:", "Try:", "建议："];

/// So many stars at the end of a line stand for the code: it has some 16 letters.
const MASKED: usize = 8;

/// Those of them that go to standard error.
const ERRORS: &[&str] = &["smtpsh:", "Try:", "建议："];

type Table = fn(Lang) -> String;

/// The tables by the names that the READMEs have for them.
const TABLES: &[(&str, Table)] = &[
    ("helpers", helpers),
    ("settings", settings),
    ("options", options),
    ("exit codes", exit_codes),
];

fn helpers(lang: Lang) -> String {
    let rows = helper::helpers().map(|row| {
        let aliases: Vec<_> = row
            .aliases
            .iter()
            .map(|name| code(&format!(":{name}")))
            .collect();
        [
            code(&row.usage(lang)),
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
        let usage = format!(":set {} {}", row.name, row.values.of(lang));
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

fn exit_codes(lang: Lang) -> String {
    let rows = args::EXIT_CODES
        .iter()
        .map(|(exit, meaning)| [(*exit as u8).to_string(), meaning.of(lang).to_owned()]);
    table(
        lang.pick(["Exit code", "Meaning"], ["退出码", "含义"]),
        rows,
    )
}

/// The lines of a transcript to compare: without the prompts, and without what only a person at a
/// prompt is told.
fn shown(block: &str, lang: Lang) -> Vec<String> {
    let person = [Note::TextBegan, Note::AfterwardsPractice].map(|note| note.say(lang));
    let marked = |line: &&str| MARKS.iter().any(|mark| line.starts_with(mark));
    let lines = block.lines().filter(marked);
    let lines = lines.filter(|line| !person.iter().any(|note| line.ends_with(note)));
    let mut lines: Vec<_> = lines.map(comparable).collect();
    // Standard error is read behind standard output.
    lines.sort_by_key(|line| ERRORS.iter().any(|mark| line.starts_with(mark)));
    lines
}

/// The script that types what a person typed; behind STARTTLS, if the transcript begins there.
fn typed(block: &str) -> String {
    let prompts = block.lines().filter(|line| line.starts_with('['));
    let mut script = match prompts.clone().next() {
        Some(line) if line.starts_with("[TLS]") => "ehlo a\nstarttls\nehlo a\n",
        _ => ":#\n",
    }
    .to_owned();
    // A transcript without prompts is a script's own.
    let said = block.lines().filter_map(|line| line.strip_prefix("C: "));
    let lines: Vec<_> = match prompts.clone().next() {
        Some(_) => prompts
            .filter_map(|line| Some(line.split_once('>')?.1.trim_start()))
            .collect(),
        None => said.filter(|line| *line != "QUIT").collect(),
    };
    for line in lines {
        // The code as it stands on the screen: an answer in base64, or what a command ends with.
        let before = line.trim_end_matches('*');
        script += &match line.len() - before.len() {
            0..MASKED => line.to_owned(),
            _ if before.is_empty() => sasl::encode(practice::CODE.as_bytes()),
            _ => format!("{before}{}", practice::CODE),
        };
        script.push('\n');
    }
    script.trim_end_matches('\n').to_owned()
}

/// What is said in a session, and in the practice server's own program.
fn run(script: &str, lang: Lang, lesson: bool) -> Vec<String> {
    let serving = Note::Serving {
        address: "127.0.0.1:2525".into(),
        user: practice::USER.into(),
        code: practice::CODE.into(),
    };
    let places = Place::all(([127, 0, 0, 1], 2525).into());
    let others: Vec<_> = places.iter().skip(1).map(Place::to_string).collect();
    let more = Note::ServingMore {
        list: others.join(", "),
    };
    let output = Command::new(env!("CARGO_BIN_EXE_smtpsh"))
        .args(["--lang", lang.pick("en", "zh")])
        .args(["-c", ":set coach on", "-c", script])
        .args(lesson.then_some("--lesson=plain"))
        .env_remove("SMTPSH_CODE")
        .env_remove("CLICOLOR_FORCE")
        .output()
        .unwrap();
    let (out, err) = (output.stdout, output.stderr);
    let said = format!(
        "-- {}\n-- {}\n{}{}",
        serving.say(lang).replace('\n', "\n-- "),
        more.say(lang),
        String::from_utf8(out).unwrap(),
        String::from_utf8(err).unwrap()
    );
    said.lines().map(comparable).collect()
}

/// Ports, times and lengths in smtpsh's own lines differ from run to run.
fn comparable(line: &str) -> String {
    // So does the line of a script: the transcript is a part of one.
    let own = line.starts_with("-- ") || line.starts_with("smtpsh: -c:");
    let digits = |c: char| own && c.is_ascii_digit();
    line.replace(digits, "").trim_end().to_owned()
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
