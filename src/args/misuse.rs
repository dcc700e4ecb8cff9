//! What is wrong with a command line, said in both languages.

use crate::words::Lang;
use clap::error::{ContextKind, ContextValue, ErrorKind};

/// Says what is wrong with the command line, and ends the program.
pub(super) fn refuse(error: &clap::Error, lang: Lang) -> ! {
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
