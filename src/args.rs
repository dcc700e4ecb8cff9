//! The command line: what can be given, and how it is read.

mod help;
mod misuse;
mod table;
mod value;

use crate::practice::fault::Fault;
use crate::words::Lang;
use clap::{ArgGroup, ArgMatches, FromArgMatches, Parser};
use clap_complete::Shell;
pub(crate) use help::ABOUT;
pub use help::{EXAMPLES, EXIT_CODES, VARIABLES, command};
pub use misuse::Misuse;
use misuse::refuse;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
pub use value::{Depth, LIST, Version, When};
use value::{FAULT, LANG, LESSON, SERVER, read_address, read_variable};

/// What was given on the command line.
#[derive(Debug, Parser)]
#[command(
    name = "smtpsh",
    version,
    disable_help_flag = true,
    disable_version_flag = true,
    term_width = 0,
    group(ArgGroup::new("listing").args(["serve", "print_codes"]))
)]
#[allow(missing_docs, reason = "the table of options tells what each one is")]
pub struct Args {
    #[arg(value_name = "SERVER", value_parser = SERVER, hide_possible_values = true)]
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
    #[arg(long, value_name = "ADDR:PORT", num_args = 0..=1, default_missing_value = "127.0.0.1:2525", value_parser = read_address, conflicts_with_all = ["server", "command", "file", "interactive", "record", "keylog", "quiet", "proxy"])]
    pub serve: Option<SocketAddr>,
    #[arg(long, value_name = "FILE", requires = "listing")]
    pub users: Option<PathBuf>,
    #[arg(long, requires = "users")]
    pub print_codes: bool,
    #[arg(long, value_name = "NUMBER", requires = "serve", value_parser = clap::value_parser!(u16).range(1..))]
    pub per_address: Option<u16>,
    #[arg(long, value_name = "DIR", conflicts_with = "server")]
    pub maildir: Option<PathBuf>,
    #[arg(long, value_name = "NAME", value_parser = FAULT, hide_possible_values = true, conflicts_with = "server")]
    pub fault: Vec<Fault>,
    #[arg(long, value_name = "FILE", conflicts_with = "server")]
    pub ca_out: Option<PathBuf>,
    #[arg(long, value_name = "NAME", num_args = 0..=1, default_missing_value = "", value_parser = LESSON, hide_possible_values = true, conflicts_with_all = ["server", "serve", "fault"])]
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
    #[arg(long, value_name = "en|zh", value_parser = LANG, hide_possible_values = true)]
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
