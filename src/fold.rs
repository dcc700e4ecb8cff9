//! Text broken to a width: at spaces, in Chinese between characters, never inside a word.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// A line as lines of at most `width` columns, unless a word is longer. What is broken goes on behind
/// the indentation of its line.
pub(crate) fn fold(line: &str, width: usize) -> Vec<String> {
    if line.width() <= width {
        return vec![line.to_owned()];
    }
    let spaces = line.len() - line.trim_start().len();
    let indent = spaces.min(width / 2);
    let (start, text) = line.split_at(spaces);
    lines(&start[..indent], indent, text, width)
}

/// A row of two columns: the second begins at `column`, or in a line of its own where the room is small.
pub(crate) fn fold_row(left: &str, column: usize, right: &str, width: usize) -> Vec<String> {
    if column + NARROW > width && column + right.width() > width {
        let mut rows = fold(left, width);
        rows.extend(lines(&" ".repeat(BELOW), BELOW, right, width));
        return rows;
    }
    let room = column.saturating_sub(left.width()).max(GAP);
    lines(&format!("{left}{}", " ".repeat(room)), column, right, width)
}

/// `text` behind `start`; what does not fit goes on behind `indent` spaces.
fn lines(start: &str, indent: usize, text: &str, width: usize) -> Vec<String> {
    let mut done = Vec::new();
    let mut line = start.to_owned();
    let mut empty = true;
    for piece in pieces(text) {
        if !empty && line.width() + piece.trim_end().width() > width {
            done.push(line.trim_end().to_owned());
            line = " ".repeat(indent);
        }
        line.push_str(piece);
        empty = false;
    }
    done.push(line.trim_end().to_owned());
    done
}

/// What is not broken: words with the spaces behind them, and Chinese characters with the punctuation
/// that belongs to them.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((_, c)) = chars.next() {
        let Some(&(at, next)) = chars.peek() else {
            break;
        };
        if may_break(c, next) && !text[..at].ends_with("RFC ") {
            pieces.push(&text[start..at]);
            start = at;
        }
    }
    pieces.push(&text[start..]);
    pieces
}

/// Whether a line may end behind `before` and go on with `after` (GB/T 15834 §5.1.10 says which marks
/// begin no line, and which end none).
fn may_break(before: char, after: char) -> bool {
    if after == ' ' {
        return false;
    }
    let wide = |c: char| c.width() == Some(2);
    // Behind a mark it is the colon of a helper.
    let helper = after == ':' && CLOSING.contains(before);
    let marks = OPENING.contains(before) || (CLOSING.contains(after) && !helper);
    // A section stays with its RFC, and that with its number.
    before == ' ' && after != '§' || ((wide(before) || wide(after)) && !marks)
}

/// Marks that end no line.
const OPENING: &str = "([{<\"'（［｛〈《「『【〔“‘$";
/// Marks that begin no line.
const CLOSING: &str = ")]}>\"',.;:!?%，。、；：！？）］｝〉》」』】〕”’…—·";
/// Columns that a second column has at least, or it stands below the first.
const NARROW: usize = 30;
/// Spaces before what stands below.
const BELOW: usize = 4;
/// Spaces between two columns.
const GAP: usize = 2;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_broken_between_words() {
        for (line, width, folded) in [
            ("short", 5, "short"),
            ("as in RFC 1939 §7", 14, "as in\nRFC 1939 §7"),
            ("one two three", 9, "one two\nthree"),
            (
                ":expect :expect-nothing :wait",
                18,
                ":expect\n:expect-nothing\n:wait",
            ),
            (
                "see pop3://HOST:995/x now",
                12,
                "see\npop3://HOST:995/x\nnow",
            ),
            ("  indented text here", 12, "  indented\n  text here"),
            (
                "用 :flush 一次发出，并显示",
                12,
                "用 :flush 一\n次发出，并显\n示",
            ),
            ("一二三四，五六", 8, "一二三\n四，五六"),
            ("一二三（四五）六", 8, "一二三\n（四五）\n六"),
            ("一二（三四；:flush 五）", 14, "一二（三四；\n:flush 五）"),
            (
                "取 ${env:NAME} 的值，以及",
                20,
                "取 ${env:NAME} 的\n值，以及",
            ),
        ] {
            assert_eq!(fold(line, width).join("\n"), folded, "{line}");
        }
    }

    #[test]
    fn a_second_column_hangs_or_stands_below() {
        let row = |width| fold_row(":wait", 8, "does nothing for so long, but listens", width);
        assert_eq!(row(60), [":wait   does nothing for so long, but listens"]);
        let hung = [":wait   does nothing for so long, but", "        listens"];
        assert_eq!(row(38), hung);
        let below = [":wait", "    does nothing for so", "    long, but listens"];
        assert_eq!(row(24), below);
        assert_eq!(fold_row("a", 40, "b", 24), ["a", "    b"]);
    }
}
