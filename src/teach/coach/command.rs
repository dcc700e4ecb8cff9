//! A command line, taken apart as far as the rules look at it.

/// A command line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Command {
    /// Its verb, in capitals.
    pub(super) verb: String,
    /// What stands behind the verb.
    pub(super) argument: String,
}

/// How the address of MAIL or RCPT is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// `FROM:<address>`, as RFC 5321 §4.1.1 has it.
    Strict,
    /// With a space behind the colon.
    Spaced,
    /// Without angle brackets.
    Bare,
    /// With the `<` and without the `>`.
    Unclosed,
    /// In quotation marks.
    Quoted,
    /// Some other way.
    Other,
}

impl Command {
    /// Takes a line apart.
    pub(super) fn of(line: &str) -> Self {
        let (verb, argument) = line
            .trim()
            .split_once(char::is_whitespace)
            .unwrap_or((line.trim(), ""));
        Self {
            verb: verb.to_ascii_uppercase(),
            argument: argument.trim().to_owned(),
        }
    }

    /// The word that RFC 5321 puts in front of the address.
    pub(super) fn keyword(&self) -> Option<&'static str> {
        match self.verb.as_str() {
            "MAIL" => Some("FROM:"),
            "RCPT" => Some("TO:"),
            _ => None,
        }
    }

    /// How the address is written.
    pub(super) fn form(&self) -> Form {
        let Some(rest) = self.keyword().and_then(|word| behind(&self.argument, word)) else {
            return Form::Other;
        };
        let path = rest.trim_start();
        let inside = path.strip_prefix('<').unwrap_or(path);
        let inside = inside.split(['>', ' ']).next().unwrap_or(inside);
        match (path.starts_with('<'), path.contains('>')) {
            _ if unquoted(inside) != inside => Form::Quoted,
            (true, true) if path.len() == rest.len() => Form::Strict,
            (true, true) => Form::Spaced,
            (true, false) => Form::Unclosed,
            (false, _) if path.contains('@') => Form::Bare,
            _ => Form::Other,
        }
    }

    /// The address of MAIL or RCPT, however it is written.
    pub(super) fn address(&self) -> Option<&str> {
        self.keyword()?;
        if let Some((_, rest)) = self.argument.split_once('<') {
            let inside = rest.split(['>', ' ']).next().unwrap_or(rest);
            return Some(unquoted(inside.trim()));
        }
        let mut words = self.argument.split([' ', ':', ';', ',', '>']);
        words.find(|word| word.contains('@')).map(unquoted)
    }

    /// A lone word where the address should be, without an `@`.
    pub(super) fn local_part(&self) -> Option<&str> {
        let path = behind(&self.argument, self.keyword()?)?;
        let word = path.trim_matches(['<', '>', ' ', '"']);
        let lone = !word.is_empty() && !word.contains(['@', ' ', '<', '>', '"']);
        lone.then_some(word)
    }

    /// Every address in the line.
    pub(super) fn addresses(&self) -> Vec<&str> {
        let words = self.argument.split([' ', ':', ';', ',', '<', '>']);
        words
            .filter(|word| {
                word.split_once('@')
                    .is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty())
            })
            .collect()
    }

    /// Parameters behind the address, such as `SIZE=100`.
    pub(super) fn parameters(&self) -> impl Iterator<Item = &str> {
        let words = self.argument.split_whitespace().skip(1);
        words.filter(|word| !word.contains(['<', '>', '@', ':']))
    }

    /// The line as RFC 5321 §4.1.1 has it, with this address.
    pub(super) fn with(&self, address: &str) -> Option<String> {
        let mut line = format!("{} {}<{address}>", self.verb, self.keyword()?);
        for parameter in self.parameters() {
            line.push(' ');
            line.push_str(parameter);
        }
        Some(line)
    }
}

/// An address without quotation marks around the whole of it: those of RFC 5321 §4.1.2 are around
/// what is in front of the `@`.
fn unquoted(address: &str) -> &str {
    let inside = |mark| address.strip_prefix(mark)?.strip_suffix(mark);
    let quoted = inside('"').or_else(|| inside('\''));
    quoted
        .filter(|inside| inside.contains('@'))
        .unwrap_or(address)
}

/// What stands behind `word` at the start of `text`, in any case.
pub(super) fn behind<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let head = text.get(..word.len())?;
    let rest = text.get(word.len()..)?;
    head.eq_ignore_ascii_case(word).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_an_address() {
        for (line, form, strict) in [
            ("MAIL FROM:<a@b>", Form::Strict, "MAIL FROM:<a@b>"),
            (
                "mail from: <a@b> size=9",
                Form::Spaced,
                "MAIL FROM:<a@b> size=9",
            ),
            ("RCPT TO:a@b", Form::Bare, "RCPT TO:<a@b>"),
            ("RCPT TO a@b", Form::Other, "RCPT TO:<a@b>"),
            ("MAIL TO:<a@b>", Form::Other, "MAIL FROM:<a@b>"),
            ("MAIL FROM:<a@b", Form::Unclosed, "MAIL FROM:<a@b>"),
            ("MAIL FROM:a@b>", Form::Bare, "MAIL FROM:<a@b>"),
            ("MAIL FROM:\"a@b\"", Form::Quoted, "MAIL FROM:<a@b>"),
            ("MAIL FROM:<\"a@b\">", Form::Quoted, "MAIL FROM:<a@b>"),
            (
                "MAIL FROM:<\"a@b\"@c>",
                Form::Strict,
                "MAIL FROM:<\"a@b\"@c>",
            ),
            ("MAIL FROM:<>", Form::Strict, "MAIL FROM:<>"),
        ] {
            let command = Command::of(line);
            let address = command.address().unwrap();
            assert_eq!(command.form(), form, "{line}");
            assert_eq!(command.with(address).unwrap(), strict, "{line}");
        }
        assert_eq!(Command::of("NOOP").address(), None);
        for (line, local) in [
            ("rcpt to: <zhang>", Some("zhang")),
            ("rcpt to:zhang", Some("zhang")),
            ("rcpt to:<a@b>", None),
            ("mail from:<>", None),
            ("mail from:<a b>", None),
        ] {
            assert_eq!(Command::of(line).local_part(), local, "{line}");
        }
        assert_eq!(
            Command::of("RCPT TO:<a@b>,<c@d>").addresses(),
            ["a@b", "c@d"]
        );
    }
}
