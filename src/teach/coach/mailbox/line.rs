//! A command line of POP3 or IMAP, taken apart as far as the rules look at it.

/// A command line, its secret masked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Line {
    /// The line as it was typed.
    pub(super) whole: String,
    /// Its tag, in IMAP.
    pub(super) tag: String,
    /// Its verb, in capitals.
    pub(super) verb: String,
    /// What stands behind the verb.
    pub(super) argument: String,
    /// More than one space stands behind the verb.
    pub(super) parted: bool,
    /// A space stands at its end.
    pub(super) spaced: bool,
}

impl Line {
    /// Stands for the verb of an answer, which has none.
    pub(super) const ANSWER: &str = "(answer)";
    /// Stands for the verb of a line that is a secret as a whole.
    pub(super) const STRAY: &str = "(secret)";
    /// Stands for the connection itself, which the greeting answers.
    const GREETING: &str = "(greeting)";

    pub(super) fn of(line: &str, tagged: bool) -> Self {
        let (tag, rest) = match tagged {
            true => split(line.trim_start()),
            false => ("", line),
        };
        let (verb, argument) = split(rest.trim_start());
        Self {
            whole: line.trim().to_owned(),
            tag: tag.to_owned(),
            verb: verb.to_ascii_uppercase(),
            argument: argument.trim().to_owned(),
            parted: argument.starts_with(' '),
            spaced: line.ends_with(' '),
        }
    }

    pub(super) fn answer() -> Self {
        Self::named(Self::ANSWER)
    }

    /// A line that is a secret as a whole; perhaps this verb was meant by its first word.
    pub(super) fn stray(meant: Option<&str>) -> Self {
        Self {
            argument: meant.unwrap_or_default().to_owned(),
            ..Self::named(Self::STRAY)
        }
    }

    pub(super) fn greeting() -> Self {
        Self::named(Self::GREETING)
    }

    fn named(verb: &str) -> Self {
        Self {
            verb: verb.to_owned(),
            ..Self::default()
        }
    }

    pub(super) fn is_greeting(&self) -> bool {
        self.is(Self::GREETING)
    }

    pub(super) fn is(&self, verb: &str) -> bool {
        self.verb == verb
    }

    /// The number of the mail that it is about, if it is one mail.
    pub(super) fn number(&self) -> Option<u32> {
        self.argument.split_whitespace().next()?.parse().ok()
    }
}

/// The first word, and what stands behind it.
fn split(line: &str) -> (&str, &str) {
    line.split_once(char::is_whitespace).unwrap_or((line, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn with_a_tag_and_without() {
        for (line, tagged, tag, verb, argument) in [
            ("retr 1", false, "", "RETR", "1"),
            ("a1 fetch 1 body[]", true, "a1", "FETCH", "1 body[]"),
            ("noop", true, "noop", "", ""),
            ("", true, "", "", ""),
        ] {
            let line = Line::of(line, tagged);
            assert_eq!(
                (&*line.tag, &*line.verb, &*line.argument),
                (tag, verb, argument)
            );
        }
        assert_eq!(Line::of("RETR 12 x", false).number(), Some(12));
        assert_eq!(Line::of("a FETCH 1:3 FLAGS", true).number(), None);
    }
}
