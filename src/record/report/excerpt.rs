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
    /// Takes a line, within `limit` bytes in all. Of what is hardly longer nothing is left out.
    pub(super) fn add(&mut self, line: &[u8], limit: usize) {
        // Behind a gap nothing is kept, or it would be read as if there were none.
        if self.lines_left_out > 0 {
            self.lines_left_out += 1;
            self.bytes_left_out += line.len() as u64;
            return;
        }
        self.lines.push(line.to_vec());
        self.kept += line.len() + PER_LINE;
        if self.kept > limit + limit / SLACK {
            self.cut(limit);
        }
    }

    fn cut(&mut self, limit: usize) {
        let mut room = limit;
        let all = std::mem::take(&mut self.lines);
        for mut line in all {
            let taken = line.len().min(room);
            let left = line.split_off(taken);
            if !left.is_empty() || room == 0 {
                self.lines_left_out += 1;
                self.bytes_left_out += left.len() as u64;
            }
            if taken > 0 || left.is_empty() && room > 0 {
                self.lines.push(line);
            }
            room = room.saturating_sub(taken + PER_LINE);
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

/// What is longer than the limit by less than this part of it is not cut.
const SLACK: usize = 4;
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
            (&["abcdefghi", "kl"], 12, &["abcdefghi", "kl"], 0, 0),
            (&["abcdefghij", "k", "l"], 12, &["abcdefghij"], 2, 2),
        ] {
            let excerpt = Excerpt::of(&lines(given), limit);
            assert_eq!(excerpt.lines, lines(kept), "{given:?}");
            let left = (excerpt.lines_left_out, excerpt.bytes_left_out);
            assert_eq!(left, (lines_left, bytes_left), "{given:?}");
        }
    }
}
