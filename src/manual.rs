//! What is made of the command line's tables for other programs: completions for shells, and the
//! manual page.

use crate::args::{self, EXAMPLES, EXIT_CODES, VARIABLES};
use crate::words::{Lang, Text, text};
use clap_complete::Shell;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};
use std::io::{self, Write};

/// The completion of one shell. In memory, because its writer panics where a pipe is closed.
pub fn completions(shell: Shell, lang: Lang) -> Vec<u8> {
    let mut command = args::command(lang);
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, "smtpsh", &mut script);
    script
}

/// The manual page, for section 1.
pub fn page(lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let about = args::ABOUT.of(lang);
    let (name, _) = about.split_once('\n').unwrap_or((about, ""));
    let command = args::command(lang)
        .about(name.trim_end_matches(['.', '。']))
        .long_about(about)
        .override_usage("smtpsh [OPTIONS] [SERVER]");
    let manual = Man::new(command);
    manual.render_title(out)?;
    // Chinese has no spaces that could be stretched.
    Roff::new().control("ad", ["l"]).to_writer(out)?;
    manual.render_name_section(out)?;
    manual.render_synopsis_section(out)?;
    manual.render_description_section(out)?;
    manual.render_options_section(out)?;
    let codes = EXIT_CODES
        .iter()
        .map(|(exit, meaning)| ((*exit as u8).to_string(), meaning));
    let named = |rows: &'static [(&str, Text)]| {
        let row = |(name, meaning): &'static (&str, Text)| ((*name).to_owned(), meaning);
        rows.iter().map(row)
    };
    let mut roff = Roff::new();
    section(&mut roff, "EXIT STATUS", codes, lang);
    section(&mut roff, "ENVIRONMENT", named(VARIABLES), lang);
    section(&mut roff, "FILES", named(FILES), lang);
    section(&mut roff, "EXAMPLES", named(EXAMPLES), lang);
    roff.to_writer(out)
}

fn section(
    roff: &mut Roff,
    title: &str,
    rows: impl Iterator<Item = (String, &'static Text)>,
    lang: Lang,
) {
    roff.control("SH", [title]);
    for (name, meaning) in rows {
        roff.control("TP", []);
        roff.text([bold(name)]);
        roff.text([roman(meaning.of(lang))]);
    }
}

/// Files of the program's own, on Linux and macOS.
const FILES: &[(&str, Text)] = &[
    (
        "~/.config/smtpsh/config.toml",
        text("servers by name", "按名称使用的服务器"),
    ),
    (
        "~/.local/state/smtpsh/history",
        text("the commands typed before", "输入历史"),
    ),
    (
        "~/.local/state/smtpsh/lessons",
        text("how far the lessons are done", "课程进度"),
    ),
    (
        "~/.local/state/smtpsh/practice-ca.pem",
        text(
            "the CA of --serve, with its private key",
            "--serve 的 CA，含私钥",
        ),
    ),
];
