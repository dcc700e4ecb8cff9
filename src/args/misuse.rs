//! What is wrong with a command line, said in both languages.

use super::help::page;
use crate::screen::print_error;
use crate::terminal::print_aside;
use crate::words::{Lang, Text, text};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use std::error::Error;
use std::io::{self, Write};

/// Says what is wrong with the command line, and ends the program.
pub(super) fn refuse(error: &clap::Error, lang: Lang) -> ! {
    let misuse = Misuse::of(error, lang).filter(|_| lang == Lang::Chinese);
    let Some(misuse) = misuse else {
        help(error, lang);
    };
    print_aside(&format!("smtpsh: {}\n", misuse.say(lang)));
    std::process::exit(error.exit_code());
}

/// Prints help, the version, or what clap says itself, and ends the program. Clap would not tell that
/// nobody can read it.
fn help(error: &clap::Error, lang: Lang) -> ! {
    let printed = match error.kind() {
        ErrorKind::DisplayHelp => io::stdout().write_all(page(&error.to_string(), lang).as_bytes()),
        _ => error.print(),
    };
    match printed {
        Err(why) if !error.use_stderr() && why.kind() != io::ErrorKind::BrokenPipe => {
            let error = crate::error::Error::Output { why: why.into() };
            print_error("", &error, lang);
            std::process::exit(error.exit() as i32)
        }
        _ => std::process::exit(error.exit_code()),
    }
}

crate::words! {
    /// What can be wrong with a command line, where clap's own words are English only.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub enum Misuse {
        Value { option: String, value: String, known: String } => "{option}: '{value}' is none of: {known}. --help shows the usage.", "{option} 的值“{value}”无效，可用的有：{known}。用 --help 查看用法。";
        Form { option: String, value: String, form: String } => "{option}: '{value}' is not {form}. --help shows the usage.", "{option} 的值“{value}”无效，应为：{form}。用 --help 查看用法。";
        NoValue { option: String } => "{option}: the value is missing. --help shows the usage.", "{option} 后面缺少一个值。用 --help 查看用法。";
        ExtraValue { option: String, value: String } => "{option} takes no value: '{value}'. --help shows the usage.", "{option} 不带值，“{value}”是多余的。用 --help 查看用法。";
        NotUnicode => "an argument is not UTF-8.", "有一个参数不是合法的 UTF-8 文本。";
        Option { option: String } => "there is no option {option}. --help lists them.", "没有选项 {option}。用 --help 查看全部选项。";
        Extra { argument: String } => "one server is enough: '{argument}'. --help shows the usage.", "多余的参数“{argument}”：只能写一个服务器。用 --help 查看用法。";
        Twice { option: String } => "{option} may be given once. --help shows the usage.", "{option} 只能写一次。用 --help 查看用法。";
        Conflict { option: String, others: String } => "{option} does not go together with {others}. --help shows the usage.", "{option} 不能与 {others} 同时使用。用 --help 查看用法。";
        Missing { needed: String } => "this needs {needed} as well. --help shows the usage.", "还需要同时给出 {needed}。用 --help 查看用法。";
    }
}

impl Misuse {
    /// What clap found; nothing if it is no misuse, such as help, or none that a user can meet.
    fn of(error: &clap::Error, lang: Lang) -> Option<Self> {
        let text = |kind| match error.get(kind)? {
            ContextValue::String(text) => Some(text.clone()),
            ContextValue::Strings(texts) => Some(texts.join(", ")),
            _ => None,
        };
        let option = || text(ContextKind::InvalidArg);
        let value = || text(ContextKind::InvalidValue);
        Some(match error.kind() {
            ErrorKind::InvalidUtf8 => Self::NotUnicode,
            ErrorKind::UnknownArgument => match option()? {
                option if option.starts_with('-') => Self::Option { option },
                argument => Self::Extra { argument },
            },
            ErrorKind::ArgumentConflict => match (option()?, text(ContextKind::PriorArg)?) {
                (option, other) if option == other => Self::Twice { option },
                (option, others) => Self::Conflict { option, others },
            },
            ErrorKind::MissingRequiredArgument => Self::Missing { needed: option()? },
            ErrorKind::TooManyValues => Self::ExtraValue {
                option: option()?,
                value: value()?,
            },
            ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
                let (option, value) = (option()?, value()?);
                match form(&option) {
                    _ if value.is_empty() => Self::NoValue { option },
                    Some(form) => Self::Form {
                        option,
                        value,
                        form: form.of(lang).to_owned(),
                    },
                    None => Self::Value {
                        option,
                        value,
                        known: match error.source() {
                            Some(known) => known.to_string(),
                            None => text(ContextKind::ValidValue)?,
                        },
                    },
                }
            }
            _ => return None,
        })
    }
}

/// What the value of an option is to be, as clap names it; nothing where it is one of a list.
fn form(option: &str) -> Option<Text> {
    let name = option.split(' ').next();
    let row = FORMS.iter().find(|(option, _)| Some(*option) == name);
    row.map(|(_, form)| *form)
}

/// The options whose values are not on a list.
const FORMS: &[(&str, Text)] = &[
    ("--let", text("NAME=VALUE", "“名称=值”的形式")),
    (
        "--timeout",
        text("a number of seconds from 1 to 86400", "1～86400 的秒数"),
    ),
    ("--source-address", text("an IP address", "IP 地址")),
    (
        "--serve",
        text(
            "ADDR:PORT, such as 127.0.0.1:2525",
            "“地址:端口”，例如 127.0.0.1:2525",
        ),
    ),
    (
        "--per-address",
        text("a number from 1 to 65535", "1～65535 的整数"),
    ),
    ("--lang", text("en or zh", "en 或 zh")),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::Args;
    use clap::CommandFactory;

    #[test]
    fn misuse_is_said_in_both_languages() {
        crate::words::check_table(Misuse::TABLE);
        for (option, _) in FORMS {
            let long = option.strip_prefix("--");
            let command = Args::command();
            assert!(command.get_arguments().any(|arg| arg.get_long() == long));
        }
    }
}
