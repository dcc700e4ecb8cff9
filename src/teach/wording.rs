//! Sentences that known servers say, with what they mean and what to try. The texts are taken
//! from the servers' sources, from the providers' help pages and from recorded sessions.

mod china;
mod programs;
mod west;

use crate::words::{Text, text};

/// A known sentence.
#[derive(Debug)]
pub struct Wording {
    /// Who says it.
    pub server: &'static str,
    /// What it is known by: any of these, in any case; `*` stands for whatever is between.
    pub needles: &'static [&'static str],
    /// Whole replies that have it.
    pub examples: &'static [&'static str],
    /// What it means.
    pub means: Text,
    /// What to try.
    pub advice: Text,
}

/// The row that knows this reply, all its lines in one, or a part of it.
pub fn find(reply: &str) -> Option<&'static Wording> {
    let reply = reply.to_lowercase();
    all().find(|row| row.is_in(&reply))
}

/// Every row.
pub fn all() -> impl Iterator<Item = &'static Wording> {
    china::ROWS.iter().chain(west::ROWS).chain(programs::ROWS)
}

impl Wording {
    fn is_in(&self, reply: &str) -> bool {
        self.needles.iter().any(|needle| matches(needle, reply))
    }
}

/// Whether `reply`, in lower case, has the pieces of `needle` in their order.
fn matches(needle: &str, reply: &str) -> bool {
    let needle = needle.to_lowercase();
    let mut rest = Some(reply);
    for piece in needle.split('*') {
        rest = rest.and_then(|rest| Some(rest.split_once(piece)?.1));
    }
    rest.is_some()
}

/// Declares a file's rows: who, what it is known by, examples, meaning, advice.
macro_rules! wordings {
    ($($server:literal [$($needle:literal),+] $($example:literal)+ => $en:literal, $zh:literal; $try_en:literal, $try_zh:literal;)*) => {
        pub(super) static ROWS: &[Wording] = &[$(Wording {
            server: $server,
            needles: &[$($needle),+],
            examples: &[$($example),+],
            means: text($en, $zh),
            advice: text($try_en, $try_zh),
        }),*];
    };
}
use wordings;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::teach::check_texts;

    #[test]
    fn the_table_is_complete() {
        assert!(all().count() >= 60);
        check_texts(all().flat_map(|row| [row.means, row.advice]));
    }

    #[test]
    fn each_example_is_known_by_its_own_row_only() {
        for row in all() {
            for example in row.examples {
                let lower = example.to_lowercase();
                let by: Vec<_> = all().filter(|row| row.is_in(&lower)).collect();
                assert_eq!(by.len(), 1, "{example}: {by:#?}");
                assert!(std::ptr::eq(by[0], row), "{example}: {by:#?}");
                let code = example.get(..3).and_then(|code| code.parse().ok());
                let known = code.and_then(crate::teach::code::find).is_some()
                    || !crate::teach::response::find(example).is_empty();
                assert!(known, "{example}");
            }
            for needle in row.needles {
                let shown = |example: &&str| matches(needle, &example.to_lowercase());
                assert!(row.examples.iter().any(shown), "{needle}: no example");
            }
        }
    }

    #[test]
    fn good_news_is_no_known_wording() {
        for reply in [
            "250 2.1.0 Ok",
            "250 OK: queued as.",
            "235 Authentication successful",
            "354 End data with <CR><LF>.<CR><LF>",
            "220 smtp.qq.com Esmtp QQ Mail Server",
            "221 2.0.0 Bye",
            "334 VXNlcm5hbWU6",
            "",
        ] {
            assert!(find(reply).is_none(), "{reply}");
        }
    }
}
