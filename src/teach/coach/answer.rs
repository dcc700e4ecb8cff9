//! What is wrong with an AUTH answer. The answer itself is looked at once and not kept.

use super::typo;
use crate::protocol::{Asks, sasl};
use zeroize::Zeroizing;

/// What an answer is to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    /// The user name.
    User,
    /// The code.
    Code,
    /// NUL, user name, NUL, code (RFC 4616).
    Plain,
}

/// What was noticed about an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Answer {
    /// What it was to hold.
    pub(super) holds: Holds,
    /// What is wrong for sure, whatever the server says to it.
    pub(super) flaw: Option<Flaw>,
    /// The user name in it, or the one that was meant, which is not secret.
    pub(super) user: Option<String>,
    /// What its code looks like.
    pub(super) code: Option<Code>,
}

/// Something that is wrong for sure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flaw {
    /// A command.
    Command,
    /// Full-width characters, and base64 without them.
    FullWidth,
    /// No base64 of a text.
    NotBase64,
    /// The `=` at the end is lost.
    PaddingLost,
    /// A line end was encoded along.
    LineEnd,
    /// PLAIN without its two NULs.
    NoNul,
}

/// What a code looks like; not what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Code {
    /// It is 16 letters, as QQ's codes are.
    pub(super) sixteen_letters: bool,
    /// There is a space in it.
    pub(super) spaced: bool,
    /// It stands in quotation marks.
    pub(super) quoted: bool,
    /// It is 32 hexadecimal digits, as a digest of MD5 is.
    pub(super) digest: bool,
}

impl Holds {
    /// What an answer of this mechanism is to hold, where the server asks so, if the coach knows.
    pub(super) fn of(mechanism: &str, asks: Option<Asks>) -> Option<Self> {
        match (mechanism, asks) {
            ("PLAIN", _) => Some(Self::Plain),
            ("LOGIN", None | Some(Asks::User)) => Some(Self::User),
            ("LOGIN", Some(Asks::Code)) => Some(Self::Code),
            _ => None,
        }
    }
}

impl Answer {
    /// Looks at an answer. `*` cancels, `=` is the empty answer (RFC 4954 §4).
    pub(super) fn of(line: &[u8], holds: Holds) -> Self {
        let nothing = Self {
            holds,
            flaw: None,
            user: None,
            code: None,
        };
        if matches!(line, b"" | b"*" | b"=") {
            return nothing;
        }
        let flawed = |flaw, user| Self {
            flaw: Some(flaw),
            user,
            ..nothing.clone()
        };
        let typed = String::from_utf8_lossy(line);
        if let Some(plain) = typo::narrow(&typed).and_then(|line| text_of(line.as_bytes(), holds)) {
            let user = (holds == Holds::User).then(|| plain.trim().to_owned());
            return flawed(Flaw::FullWidth, user);
        }
        let Some(plain) = text_of(line, holds) else {
            if typo::is_command(&typed) {
                return flawed(Flaw::Command, None);
            }
            let user = (holds == Holds::User).then(|| address(line)).flatten();
            return flawed(Flaw::NotBase64, user);
        };
        let nuls = plain.matches('\0').count();
        let flaw = if !line.trim_ascii().len().is_multiple_of(4) {
            Some(Flaw::PaddingLost)
        } else if plain.ends_with(['\r', '\n']) {
            Some(Flaw::LineEnd)
        } else if holds == Holds::Plain && nuls != 2 {
            Some(Flaw::NoNul)
        } else {
            None
        };
        let mut parts = plain.split('\0').skip(1);
        let (user, code) = match holds {
            Holds::User => (Some(plain.as_str()), None),
            Holds::Code => (None, Some(plain.as_str())),
            Holds::Plain => (parts.next(), parts.next()),
        };
        Self {
            holds,
            flaw,
            user: user.map(|user| user.trim().to_owned()),
            code: code.map(Code::of),
        }
    }
}

impl Code {
    /// What a code that is said without base64 looks like, with quotation marks or without.
    pub(super) fn typed(code: &[u8]) -> Self {
        let typed = String::from_utf8_lossy(code);
        let bare = typed.trim();
        Self {
            quoted: bare.len() > 1 && bare.starts_with('"') && bare.ends_with('"'),
            ..Self::of(bare.trim_matches('"'))
        }
    }

    fn of(code: &str) -> Self {
        Self {
            sixteen_letters: is_sixteen_letters(code),
            spaced: code.contains(char::is_whitespace),
            quoted: false,
            digest: code.len() == 32 && code.bytes().all(|byte| byte.is_ascii_hexdigit()),
        }
    }
}

/// The text that the line is the base64 of. A word of four, eight or sixteen letters is base64 as
/// well, but of bytes that are no text.
fn text_of(line: &[u8], holds: Holds) -> Option<Zeroizing<String>> {
    let letters = std::str::from_utf8(line).is_ok_and(is_sixteen_letters);
    if holds == Holds::Code && letters {
        return None;
    }
    let plain = Zeroizing::new(String::from_utf8(sasl::decode(line)?).ok()?);
    let is_text = |c: char| !c.is_control() || matches!(c, '\r' | '\n' | '\t' | '\0');
    plain.chars().all(is_text).then_some(plain)
}

fn is_sixteen_letters(text: &str) -> bool {
    text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_lowercase())
}

fn address(line: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(line).ok()?.trim();
    let (local, domain) = text.split_once('@')?;
    let of_a_domain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    let whole = !local.is_empty() && domain.contains('.') && domain.chars().all(of_a_domain);
    whole.then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flaws() {
        for (line, holds, flaw) in [
            ("c3R1ZGVudEBxcS5jb20=", Holds::User, None),
            ("bGV0dGVyc2xpa2V0aGVzZQ==", Holds::Code, None),
            ("AGFAYgBj", Holds::Plain, None),
            ("*", Holds::Code, None),
            ("student@qq.com", Holds::User, Some(Flaw::NotBase64)),
            ("student", Holds::User, Some(Flaw::NotBase64)),
            ("letterslikethese", Holds::Code, Some(Flaw::NotBase64)),
            ("p@ss.word", Holds::Code, Some(Flaw::NotBase64)),
            ("QUIT", Holds::User, Some(Flaw::Command)),
            ("auth login", Holds::Code, Some(Flaw::Command)),
            (
                "bGV0dGVyc2xpa2V0aGVzZQ＝＝",
                Holds::Code,
                Some(Flaw::FullWidth),
            ),
            ("c3R1ZGVudEBxcS5jb20", Holds::User, Some(Flaw::PaddingLost)),
            ("c3R1ZGVudEBxcS5jb20K", Holds::User, Some(Flaw::LineEnd)),
            ("YUBiYw==", Holds::Plain, Some(Flaw::NoNul)),
        ] {
            assert_eq!(Answer::of(line.as_bytes(), holds).flaw, flaw, "{line}");
        }
    }

    #[test]
    fn the_user_who_was_meant() {
        for (line, user) in [
            ("c3R1ZGVudEBxcS5jb20K", Some("student@qq.com")),
            ("c3R1ZGVudEBxcS5jb20", Some("student@qq.com")),
            ("c3R1ZGVudEBxcS5jb20＝", Some("student@qq.com")),
            ("student@qq.com", Some("student@qq.com")),
            ("student", None),
        ] {
            let answer = Answer::of(line.as_bytes(), Holds::User);
            assert_eq!(answer.user.as_deref(), user, "{line}");
            let secret = Answer::of(line.as_bytes(), Holds::Code);
            assert_eq!(secret.user, None, "{line}");
        }
    }

    #[test]
    fn what_a_code_looks_like() {
        let code =
            |plain: &str| Answer::of(sasl::encode(plain.as_bytes()).as_bytes(), Holds::Code).code;
        let looks = |sixteen_letters, spaced| {
            Some(Code {
                sixteen_letters,
                spaced,
                quoted: false,
                digest: false,
            })
        };
        assert_eq!(code("letterslikethese"), looks(true, false));
        assert_eq!(code("lett ersl iket hese"), looks(false, true));
        let plain = Answer::of(b"AGFAYgBj", Holds::Plain);
        assert_eq!(
            (plain.user.as_deref(), plain.code),
            (Some("a@b"), looks(false, false))
        );
    }
}
