//! Columns and lines: what has a mark, what is broken or cut, and where.

use crate::fold::{fold, fold_row};
use crate::protocol::text::escape;
use colored::{Color, Colorize};
use std::time::Duration;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// A time as people compare it: `12.3`.
pub fn milliseconds(time: Duration) -> String {
    format!("{:.2}", time.as_secs_f64() * 1000.0)
}

/// Bytes as hex and as text, sixteen in a line.
pub(super) fn hex_lines(mark: &str, bytes: &[u8]) -> String {
    marked(mark, Color::BrightBlack, &hex_dump(bytes))
}

/// Bytes as hex and as text, sixteen in a line, without a mark.
pub fn hex_dump(bytes: &[u8]) -> String {
    let lines = bytes.chunks(16).enumerate().map(|(number, chunk)| {
        let hex: Vec<String> = chunk.iter().map(|byte| format!("{byte:02x}")).collect();
        let text: String = chunk
            .iter()
            .map(|&byte| match byte {
                b' '..=b'~' => char::from(byte),
                _ => '.',
            })
            .collect();
        format!("{:04x}  {:47}  {text}", number * 16, hex.join(" "))
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Fills a column: a Chinese character takes two cells.
pub fn padded(text: &str, width: usize) -> String {
    let room = width.saturating_sub(text.width());
    format!("{text}{}", " ".repeat(room))
}

/// A row of two columns, of which the second goes on under itself.
pub fn row(left: &str, column: usize, right: &str) -> String {
    fold_row(left, column, right, width().unwrap_or(usize::MAX)).join("\n")
}

/// As much of a text as so many columns hold, with a sign that it goes on.
pub(crate) fn cut(text: &str, columns: usize) -> String {
    if text.width() <= columns {
        return text.to_owned();
    }
    let mut left = columns.saturating_sub(1);
    let fits = |c: &char| {
        let width = c.width().unwrap_or_default();
        let fits = width <= left;
        left = left.saturating_sub(width);
        fits
    };
    let mut kept: String = text.chars().take_while(fits).collect();
    kept.push('…');
    kept
}

/// Whether so many columns are left behind a text.
pub fn has_room(text: &str, columns: usize) -> bool {
    let most = width().map_or(COLUMNS, |width| width + MARK);
    text.width() + columns <= most
}

/// Each line of `text` behind its mark, harmless whatever is in it.
pub(super) fn marked(mark: &str, color: Color, text: &str) -> String {
    let mark = mark.color(color).to_string();
    text.split('\n')
        .map(|line| format!("{mark} {}\n", escape(line)))
        .collect()
}

/// The same, broken between words where a person reads it on a terminal. What is broken goes on
/// behind the indentation of its line.
pub(super) fn wrapped(mark: &str, color: Color, text: &str) -> String {
    let Some(width) = width() else {
        return marked(mark, color, text);
    };
    let lines: Vec<String> = text
        .split('\n')
        .flat_map(|line| fold(&escape(line), width))
        .collect();
    let mark = mark.color(color).to_string();
    lines
        .iter()
        .map(|line| format!("{mark} {line}\n"))
        .collect()
}

/// How many columns there are for text, if a terminal shows it.
fn width() -> Option<usize> {
    let (terminal_size::Width(columns), _) = terminal_size::terminal_size_of(std::io::stdout())?;
    usize::from(columns)
        .checked_sub(MARK)
        .filter(|width| *width >= NARROWEST)
}

/// The columns of a mark, the space behind it, and the last one, where some terminals wrap early.
const MARK: usize = 4;
/// Where nobody knows how wide the terminal is.
const COLUMNS: usize = 80;
/// On anything narrower breaking between words makes it worse.
const NARROWEST: usize = 20;
