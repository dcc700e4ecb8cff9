//! The two languages, and the tables of what smtpsh itself says.
//!
//! A sentence is a row of a [`words!`](crate::words!) table: its name, the facts it is about, and
//! its wording in English and in Simplified Chinese. A row without one of the two does not
//! compile, and neither does a wording that names a fact which the row does not have. What the
//! server says is never translated and so is not here.

use std::str::FromStr;

/// A language that smtpsh speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// English.
    #[default]
    English,
    /// Simplified Chinese (简体中文).
    Chinese,
}

impl Lang {
    /// The user's language: `LC_ALL`, `LC_MESSAGES` or `LANG`, else what the system is set to.
    pub fn of_system() -> Self {
        let named = ["LC_ALL", "LC_MESSAGES", "LANG"]
            .iter()
            .filter_map(|name| std::env::var(name).ok())
            .find(|value| !value.is_empty());
        named
            .or_else(sys_locale::get_locale)
            .map_or(Self::English, |locale| Self::of_locale(&locale))
    }

    /// The language of a locale name such as `zh_CN.UTF-8`, `zh-Hans` or `C`.
    pub fn of_locale(locale: &str) -> Self {
        if locale.to_ascii_lowercase().starts_with("zh") {
            Self::Chinese
        } else {
            Self::English
        }
    }

    /// The one of two wordings that is in this language.
    pub fn pick<T>(self, english: T, chinese: T) -> T {
        match self {
            Self::English => english,
            Self::Chinese => chinese,
        }
    }
}

impl FromStr for Lang {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.to_ascii_lowercase().as_str() {
            "en" | "english" => Ok(Self::English),
            "zh" | "zh-cn" | "zh_cn" | "chinese" | "中文" => Ok(Self::Chinese),
            _ => Err(format!("'{text}': en or zh")),
        }
    }
}

/// A text that never changes, in both languages: a cell of the tables of helpers and options.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Text {
    /// The English wording.
    pub en: &'static str,
    /// The Chinese wording.
    pub zh: &'static str,
}

impl Text {
    /// The wording in `lang`.
    pub fn of(self, lang: Lang) -> &'static str {
        lang.pick(self.en, self.zh)
    }
}

/// Shorthand for a row's [`Text`].
pub const fn text(en: &'static str, zh: &'static str) -> Text {
    Text { en, zh }
}

/// A [`Text`] that is the same in both languages.
pub const fn same(both: &'static str) -> Text {
    text(both, both)
}

/// Declares an enum of things that are said, each row with its facts and both wordings.
///
/// The wordings are format strings that name the row's fields. The macro also writes
/// `say(&self, Lang) -> String` and `TABLE`, the rows as text, for the tests.
#[macro_export]
macro_rules! words {
    (
        $(#[$meta:meta])*
        pub enum $Name:ident {
            $(
                $(#[$row_meta:meta])*
                $Row:ident $({ $($field:ident : $ty:ty),* $(,)? })? => $en:literal, $zh:literal;
            )*
        }
    ) => {
        $(#[$meta])*
        #[non_exhaustive]
        pub enum $Name {
            $(
                $(#[$row_meta])*
                #[allow(missing_docs, reason = "the row's wording tells its fields")]
                $Row $({ $($field: $ty),* })?,
            )*
        }

        impl $Name {
            /// The rows as (name, English, Chinese).
            pub const TABLE: &'static [(&'static str, &'static str, &'static str)] =
                &[$((stringify!($Row), $en, $zh)),*];

            /// The row's name.
            #[allow(dead_code, reason = "not every table's rows are named")]
            pub fn name(&self) -> &'static str {
                match self {
                    $(Self::$Row { .. } => stringify!($Row),)*
                }
            }

            /// The sentence, in `lang`.
            pub fn say(&self, lang: $crate::words::Lang) -> String {
                match self {
                    $(Self::$Row $({ $($field),* })? => {
                        $($(let _ = $field;)*)?
                        match lang {
                            $crate::words::Lang::English => format!($en),
                            $crate::words::Lang::Chinese => format!($zh),
                        }
                    })*
                }
            }
        }
    };
}

/// Checks a table of wordings: both languages name the same facts, and the Chinese is Chinese.
#[cfg(test)]
pub(crate) fn check_table(table: &[(&str, &str, &str)]) {
    fn facts(wording: &str) -> std::collections::BTreeSet<String> {
        let plain = wording.replace("{{", "").replace("}}", "");
        plain
            .split('{')
            .skip(1)
            .filter_map(|rest| rest.split(['}', ':']).next())
            .map(str::to_owned)
            .collect()
    }
    for (row, en, zh) in table {
        assert_eq!(
            facts(en),
            facts(zh),
            "{row}: the two languages name different facts"
        );
        assert!(
            // What is only passed on was said in the language by another row.
            *zh == "{what}" || zh.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)),
            "{row}: no Chinese in {zh:?}"
        );
        assert!(
            !en.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)) || row.contains("Chinese"),
            "{row}"
        );
    }
}

#[cfg(test)]
#[allow(unreachable_pub, reason = "the macro writes public tables")]
mod tests {
    use super::*;

    words! {
        #[derive(Debug)]
        pub enum Sample {
            Nothing => "nothing", "无";
            Two { a: u8, b: String } => "{a} then {b:?}", "先 {a} 后 {b:?}";
        }
    }

    #[test]
    fn a_row_is_said_in_both_languages() {
        let two = Sample::Two {
            a: 1,
            b: "x".into(),
        };
        assert_eq!(two.say(Lang::English), "1 then \"x\"");
        assert_eq!(two.say(Lang::Chinese), "先 1 后 \"x\"");
        assert_eq!(Sample::Nothing.say(Lang::Chinese), "无");
        check_table(Sample::TABLE);
    }

    #[test]
    fn locales() {
        assert_eq!(Lang::of_locale("zh_CN.UTF-8"), Lang::Chinese);
        assert_eq!(Lang::of_locale("zh-Hans-CN"), Lang::Chinese);
        assert_eq!(Lang::of_locale("en_US.UTF-8"), Lang::English);
        assert_eq!(Lang::of_locale("C"), Lang::English);
    }
}
