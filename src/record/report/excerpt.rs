//! The beginning of something long, and how much of it was left out.

/// Lines that were kept, and those that were not.
#[derive(Debug, Default)]
pub(super) struct Excerpt {
    /// The first lines.
    pub(super) lines: Vec<Vec<u8>>,
    kept: usize,
    /// How many lines were left out, whole or in part.
    pub(super) lines_left_out: u64,
    /// How many bytes were left out.
    pub(super) bytes_left_out: u64,
    /// The line that ends it, which is never left out.
    pub(super) end: Option<Vec<u8>>,
}

impl Excerpt {
    /// Takes a line, within `limit` bytes in all.
    pub(super) fn add(&mut self, line: &[u8], limit: usize) {
        let room = limit.saturating_sub(self.kept);
        // Behind a gap nothing is kept, or it would be read as if there were none.
        let taken = if self.lines_left_out == 0 {
            line.len().min(room)
        } else {
            0
        };
        let (kept, left) = line.split_at(taken);
        self.kept += taken + PER_LINE;
        if taken > 0 || (line.is_empty() && room > 0 && self.lines_left_out == 0) {
            self.lines.push(kept.to_vec());
        }
        if !left.is_empty() || room == 0 {
            self.lines_left_out += 1;
            self.bytes_left_out += left.len() as u64;
        }
    }

    /// Lines up to a limit.
    pub(super) fn of(lines: &[Vec<u8>], limit: usize) -> Self {
        let mut excerpt = Self::default();
        for line in lines {
            excerpt.add(line, limit);
        }
        excerpt
    }
}

/// What a line takes beside its bytes, so that empty ones are bounded as well.
const PER_LINE: usize = 2;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_and_what_is_counted() {
        let lines = |lines: &[&str]| -> Vec<Vec<u8>> {
            lines.iter().map(|line| line.as_bytes().to_vec()).collect()
        };
        for (given, limit, kept, lines_left, bytes_left) in [
            (&["ab", "", "c"][..], 100, &["ab", "", "c"][..], 0, 0),
            (&["abcdef", "gh"], 4, &["abcd"], 2, 4),
            (&["ab", "cd", ""], 4, &["ab"], 2, 2),
            (&["", "", "", "a"], 4, &["", ""], 2, 1),
        ] {
            let excerpt = Excerpt::of(&lines(given), limit);
            assert_eq!(excerpt.lines, lines(kept), "{given:?}");
            let left = (excerpt.lines_left_out, excerpt.bytes_left_out);
            assert_eq!(left, (lines_left, bytes_left), "{given:?}");
        }
    }
}
