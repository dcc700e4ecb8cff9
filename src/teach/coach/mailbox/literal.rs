//! A literal that is being typed (RFC 9051 §4.3): so many bytes, line ends among them.

use super::line::Line;
use crate::teach::coach::Remark;

/// A literal on its way.
#[derive(Debug)]
pub(super) struct Literal {
    announced: u64,
    left: u64,
    over: bool,
}

impl Literal {
    /// The literal that a line ends with.
    pub(super) fn announced(line: &str) -> Option<Self> {
        let (_, inside) = line.strip_suffix('}')?.rsplit_once('{')?;
        let announced = inside.strip_suffix('+').unwrap_or(inside).parse().ok()?;
        Some(Self {
            announced,
            left: announced,
            over: false,
        })
    }

    /// Whether what comes is no more of it.
    pub(super) fn is_over(&self) -> bool {
        self.over
    }

    /// A line was typed into it, or behind it.
    pub(super) fn take(&mut self, line: &[u8], shown: &str) -> Option<Remark> {
        let (left, length) = (self.left, line.len() as u64);
        if length + 2 <= left {
            self.left -= length + 2;
            return self.misunderstood(left, shown);
        }
        self.over = true;
        // What goes on with the command begins with a space or closes a bracket.
        let behind = line.get(usize::try_from(left).ok()?..)?;
        let goes_on = behind.is_empty() || behind.starts_with(b" ") || behind.starts_with(b")");
        (!goes_on).then_some(Remark::LiteralTooSmall {
            announced: self.announced,
            beyond: behind.len(),
        })
    }

    /// A command, or the dot of SMTP, where text is still awaited.
    fn misunderstood(&self, left: u64, shown: &str) -> Option<Remark> {
        let line = Line::of(shown, true);
        let arguments = line.argument.split_whitespace().count();
        // A list of sentences has such words as well: what stands behind the verb must fit.
        let is_command = match line.verb.as_str() {
            "LOGOUT" | "NOOP" | "CAPABILITY" | "EXPUNGE" => arguments == 0,
            "SELECT" | "EXAMINE" => arguments == 1,
            "FETCH" => line.argument.starts_with(|c: char| c.is_ascii_digit()),
            _ => false,
        };
        (is_command || shown == ".").then_some(Remark::InLiteral { left })
    }
}
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_noticed() {
        let check = |line: &str, typed: &[&str]| {
            let mut literal = Literal::announced(line)?;
            let remarks = typed
                .iter()
                .filter_map(|line| literal.take(line.as_bytes(), line));
            remarks.last()
        };
        assert_eq!(check("a APPEND x {5}", &["hello"]), None);
        assert_eq!(check("a APPEND x {12}", &["hello", "world"]), None);
        assert_eq!(check("a LOGIN {2}", &["me {4}"]), None);
        assert_eq!(
            check("a APPEND x {5+}", &["hello, world"]),
            Some(Remark::LiteralTooSmall {
                announced: 5,
                beyond: 7
            })
        );
        let left = 93;
        assert_eq!(
            check("a APPEND x {100}", &["hello", "."]),
            Some(Remark::InLiteral { left })
        );
        assert_eq!(
            check("a APPEND x {100}", &["hello", "b logout"]),
            Some(Remark::InLiteral { left })
        );
        assert_eq!(check("a APPEND x {100}", &["please list me"]), None);
        assert_eq!(check("a APPEND x", &["hello"]), None);
    }
}
