//! The arguments of a command, read from left to right (RFC 3501 §9).

use std::str;

/// What is left of a command.
#[derive(Debug, Clone)]
pub(super) struct Arguments<'c> {
    rest: &'c [u8],
}

/// What is wrong with a command, as the server says it behind BAD.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Bad(pub(super) &'static str);

type Parsed<T> = Result<T, Bad>;

impl<'c> Arguments<'c> {
    pub(super) fn new(rest: &'c [u8]) -> Self {
        Self { rest }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// Nothing may follow.
    pub(super) fn end(&self) -> Parsed<()> {
        match self.rest {
            [] => Ok(()),
            _ => Err(Bad("There is something behind the last argument")),
        }
    }

    pub(super) fn space(&mut self) -> Parsed<()> {
        match self.eat(b" ") {
            true => Ok(()),
            false => Err(Bad("An argument is missing, or the space before it")),
        }
    }

    /// Takes these bytes, if they come now, in any case.
    pub(super) fn eat(&mut self, word: &[u8]) -> bool {
        let begins = self
            .rest
            .get(..word.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(word));
        if begins {
            self.rest = &self.rest[word.len()..];
        }
        begins
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    /// Bytes up to one that does not fit.
    fn while_it(&mut self, fits: impl Fn(u8) -> bool) -> &'c [u8] {
        let end = self.rest.iter().position(|byte| !fits(*byte));
        let (taken, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest;
        taken
    }

    /// A word: anything without what has a meaning of its own.
    pub(super) fn atom(&mut self) -> Parsed<&'c str> {
        let atom = self.while_it(is_atom);
        match str::from_utf8(atom) {
            Ok("") | Err(_) => Err(Bad("A word is missing")),
            Ok(atom) => Ok(atom),
        }
    }

    /// What stands before the next space.
    pub(super) fn word(&mut self) -> &'c [u8] {
        self.while_it(|byte| byte != b' ')
    }

    pub(super) fn number(&mut self) -> Parsed<u32> {
        let digits = self.while_it(|byte| byte.is_ascii_digit());
        str::from_utf8(digits)
            .ok()
            .and_then(|digits| digits.parse().ok())
            .ok_or(Bad("A number is missing, or too large"))
    }

    /// A quoted string or a literal.
    pub(super) fn string(&mut self) -> Parsed<Vec<u8>> {
        match self.eat(b"\"") {
            true => self.quoted(),
            false => self.literal().map(<[u8]>::to_vec),
        }
    }

    /// A literal, which is not copied: it may be long.
    pub(super) fn literal(&mut self) -> Parsed<&'c [u8]> {
        if !self.eat(b"{") {
            return Err(Bad("A string is missing: \"…\", or a literal"));
        }
        let length = self.number()? as usize;
        self.eat(b"+");
        if !self.eat(b"}\r\n") || self.rest.len() < length {
            return Err(Bad("A literal is {length}, a line end, and so many bytes"));
        }
        let (literal, rest) = self.rest.split_at(length);
        self.rest = rest;
        Ok(literal)
    }

    fn quoted(&mut self) -> Parsed<Vec<u8>> {
        let mut string = Vec::new();
        loop {
            string.extend_from_slice(self.while_it(|byte| byte != b'"' && byte != b'\\'));
            if self.eat(b"\"") {
                return Ok(string);
            }
            // RFC 3501 §9: only these two may be quoted.
            match self.rest {
                [b'\\', escaped @ (b'"' | b'\\'), rest @ ..] => {
                    string.push(*escaped);
                    self.rest = rest;
                }
                _ => return Err(Bad("A quotation mark is missing")),
            }
        }
    }

    /// A word or a string: user names, codes, texts to search for.
    pub(super) fn astring(&mut self) -> Parsed<Vec<u8>> {
        match self.peek() {
            Some(b'"' | b'{') => self.string(),
            _ => {
                let atom = self.while_it(|byte| is_atom(byte) || byte == b']');
                match atom {
                    [] => Err(Bad("A word or a string is missing")),
                    _ => Ok(atom.to_vec()),
                }
            }
        }
    }

    /// The name of a folder; with `wild`, as LIST has it.
    pub(super) fn folder(&mut self, wild: bool) -> Parsed<String> {
        let name = match self.peek() {
            Some(b'"' | b'{') => self.string()?,
            _ => self
                .while_it(|byte| is_atom(byte) || byte == b']' || wild && b"%*".contains(&byte))
                .to_vec(),
        };
        if self.peek().is_some_and(|byte| !byte.is_ascii()) {
            return Err(Bad("Names of folders beyond ASCII are modified UTF-7"));
        }
        match String::from_utf8(name) {
            Ok(name) if name.is_empty() && !wild => Err(Bad("The name of a folder is missing")),
            Ok(name) if name.is_ascii() && name.len() <= MAX_NAME => Ok(name),
            _ => Err(Bad(
                "Names of folders are modified UTF-7, and not that long",
            )),
        }
    }

    /// `(a b c)`, each read by `item`.
    pub(super) fn list<T>(&mut self, item: impl Fn(&mut Self) -> Parsed<T>) -> Parsed<Vec<T>> {
        if !self.eat(b"(") {
            return Err(Bad("A list in parentheses is missing"));
        }
        let mut items = Vec::new();
        while !self.eat(b")") {
            if !items.is_empty() {
                self.space()?;
            }
            if items.len() >= MAX_ITEMS {
                return Err(Bad("The list is too long"));
            }
            items.push(item(self)?);
        }
        Ok(items)
    }

    /// A flag: `\Seen`, or a keyword.
    pub(super) fn flag(&mut self) -> Parsed<String> {
        let system = self.eat(b"\\");
        let name = self.atom()?;
        if !system {
            return Ok(name.to_owned());
        }
        SYSTEM_FLAGS
            .iter()
            .find(|flag| flag[1..].eq_ignore_ascii_case(name))
            .map(|flag| (*flag).to_owned())
            .ok_or(Bad(
                "There is no such flag: \\Seen \\Answered \\Flagged \\Deleted \\Draft",
            ))
    }

    /// `1,3:5,7:*`.
    pub(super) fn set(&mut self) -> Parsed<Set> {
        let mut ranges = Vec::new();
        loop {
            let first = self.set_number()?;
            let last = if self.eat(b":") {
                self.set_number()?
            } else {
                first
            };
            if ranges.len() >= MAX_ITEMS {
                return Err(Bad("The set is too long"));
            }
            ranges.push((first, last));
            if !self.eat(b",") {
                return Ok(Set(ranges));
            }
        }
    }

    /// `*` is none: the last one there is.
    fn set_number(&mut self) -> Parsed<Option<u32>> {
        if self.eat(b"*") {
            return Ok(None);
        }
        match self.number() {
            Ok(0) => Err(Bad("Messages are counted from 1")),
            Ok(number) => Ok(Some(number)),
            Err(_) => Err(Bad("Which messages? 1, 2:4, 1:*")),
        }
    }
}

/// Numbers of messages, as a client names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Set(Vec<(Option<u32>, Option<u32>)>);

impl Set {
    /// Whether it has this number, if `last` is the last there is.
    pub(super) fn has(&self, number: u32, last: u32) -> bool {
        self.0.iter().any(|(from, to)| {
            let (from, to) = (from.unwrap_or(last), to.unwrap_or(last));
            (from.min(to)..=from.max(to)).contains(&number)
        })
    }

    /// The highest number that is named.
    pub(super) fn highest(&self) -> u32 {
        let ends = self.0.iter().flat_map(|(from, to)| [from, to]);
        ends.filter_map(|end| *end).max().unwrap_or(0)
    }
}

/// Whether it needs no quotation marks.
pub(super) fn is_word(text: &[u8]) -> bool {
    !text.is_empty() && text.iter().all(|byte| is_atom(*byte))
}

fn is_atom(byte: u8) -> bool {
    !byte.is_ascii_control() && byte.is_ascii() && !b"(){ %*\"\\]".contains(&byte)
}

/// The flags of RFC 3501 §2.3.2 that a client may set.
pub(super) const SYSTEM_FLAGS: &[&str] =
    &["\\Answered", "\\Flagged", "\\Deleted", "\\Seen", "\\Draft"];
/// Items of a list and ranges of a set.
const MAX_ITEMS: usize = 1000;
/// Longest name of a folder.
const MAX_NAME: usize = 200;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings() {
        for (text, expected) in [
            (&b"word"[..], Some(&b"word"[..])),
            (b"\"a \\\"b\\\\\"", Some(b"a \"b\\")),
            (b"{3}\r\na\r\n", Some(b"a\r\n")),
            (b"{2+}\r\n\xff\0", Some(b"\xff\0")),
            (b"\"\"", Some(b"")),
            (b"", None),
            (b"\"open", None),
            (b"\"\\n\"", None),
            (b"{9}\r\nshort", None),
        ] {
            let mut arguments = Arguments::new(text);
            let read = arguments.astring();
            assert_eq!(read.as_deref().ok(), expected, "{text:?}");
            assert!(read.is_err() || arguments.is_empty(), "{text:?}");
        }
    }

    #[test]
    fn sets() {
        for (text, last, expected) in [
            ("1", 5, &[1][..]),
            ("2:4,1", 5, &[1, 2, 3, 4]),
            ("4:*", 5, &[4, 5]),
            ("*:4", 5, &[4, 5]),
            ("9:*", 5, &[5]),
            ("*", 5, &[5]),
            ("4294967295", 5, &[]),
        ] {
            let set = Arguments::new(text.as_bytes()).set().unwrap();
            let has: Vec<u32> = (1..=last).filter(|number| set.has(*number, last)).collect();
            assert_eq!(has, expected, "{text}");
        }
        for text in ["", "0", "a", "1:", "1,", "4294967296"] {
            assert!(Arguments::new(text.as_bytes()).set().is_err(), "{text}");
        }
    }

    #[test]
    fn lists_and_flags() {
        let flags = |text: &'static str| Arguments::new(text.as_bytes()).list(Arguments::flag);
        assert_eq!(flags("(\\seen $Junk)").unwrap(), ["\\Seen", "$Junk"]);
        assert!(flags("()").unwrap().is_empty());
        for text in ["(\\Recent)", "(\\Seen", "\\Seen", "(a  b)"] {
            assert!(flags(text).is_err(), "{text}");
        }
    }
}
