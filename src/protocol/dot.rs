//! The end of DATA and dot-stuffing (RFC 5321 §4.5.2).

/// The line that ends a message.
pub const END: &[u8] = b".";

/// What a line of message text means to the one who receives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Text<'a> {
    /// A line of the message, its stuffed dot removed.
    Line(&'a [u8]),
    /// The end of the message.
    End,
}

/// Reads one line of message text as the receiver does: a lone dot ends the message, and of any
/// other line that begins with a dot that dot is removed.
pub fn unstuff(line: &[u8]) -> Text<'_> {
    match line {
        END => Text::End,
        [b'.', rest @ ..] => Text::Line(rest),
        _ => Text::Line(line),
    }
}

/// Whether a line of text would lose its first dot, or end the message, if it were sent as it is.
pub fn needs_stuffing(line: &[u8]) -> bool {
    line.starts_with(END)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_receiver_reads() {
        for (sent, read) in [
            (&b"."[..], Text::End),
            (b"..", Text::Line(b".")),
            (b".text", Text::Line(b"text")),
            (b". ", Text::Line(b" ")),
            (b"text.", Text::Line(b"text.")),
            (b"", Text::Line(b"")),
        ] {
            assert_eq!(unstuff(sent), read, "{sent:?}");
        }
        assert!(needs_stuffing(b".x") && !needs_stuffing(b"x."));
    }
}
