//! How far a student has come, as it is kept from one run of the program to the next.

use super::courses::{COURSES, find};
use super::step::Course;

/// How much of each lesson is done; the lesson that was taken last stands last.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Progress(Vec<(&'static str, Kept)>);

/// How much of a lesson is done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Kept {
    /// So many steps.
    pub steps: usize,
    /// So many questions were answered right at once.
    pub right: usize,
    /// So many tries did not do their step.
    pub misses: usize,
}

impl Progress {
    /// Reads what [`Self::print`] wrote, one lesson a line. What makes no sense is left out.
    pub fn parse(text: &str) -> Self {
        let mut progress = Self::default();
        for line in text.lines().take(MAX_LINES) {
            let mut words = line.split_ascii_whitespace();
            let course = words.next().and_then(find);
            let mut number = || words.next()?.parse().ok();
            if let (Some(course), Some(steps)) = (course, number()) {
                let (right, misses) = (number(), number());
                let kept = Kept {
                    steps,
                    right: right.unwrap_or_default(),
                    misses: misses.unwrap_or_default(),
                };
                progress.set(course, kept);
            }
        }
        progress
    }

    /// As it is kept.
    pub fn print(&self) -> String {
        let rows = self.0.iter();
        rows.map(|(name, kept)| format!("{name} {} {} {}\n", kept.steps, kept.right, kept.misses))
            .collect()
    }

    /// How much of this lesson is done, if it was begun.
    pub fn of(&self, course: &Course) -> Option<Kept> {
        let mut rows = self.0.iter();
        rows.find(|(name, _)| *name == course.name)
            .map(|(_, kept)| *kept)
    }

    /// So much of this lesson is done.
    pub fn set(&mut self, course: &Course, kept: Kept) {
        self.0.retain(|(name, _)| *name != course.name);
        if let Some(row) = find(course.name) {
            let steps = kept.steps.min(row.steps.len());
            self.0.push((row.name, Kept { steps, ..kept }));
        }
    }

    /// The lesson to go on with: the last one that was begun and not ended, or the first new one.
    pub fn next(&self) -> &'static Course {
        let left = |course: &Course| {
            let kept = self.of(course);
            kept.is_some_and(|kept| kept.steps < course.steps.len())
        };
        let begun = self.0.iter().rev().filter_map(|(name, _)| find(name));
        let new = COURSES.iter().filter(|course| self.of(course).is_none());
        let mut wanted = begun.filter(|course| left(course)).chain(new);
        wanted.next().unwrap_or(&COURSES[0])
    }
}

/// Lines that are read: more than there are lessons, and a bound for a file that is something else.
const MAX_LINES: usize = 100;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_read_as_it_was_written() {
        let mut progress = Progress::default();
        assert_eq!(progress.next().name, "plain");
        progress.set(&COURSES[0], steps(3));
        progress.set(
            &COURSES[1],
            Kept {
                steps: 99,
                right: 1,
                misses: 2,
            },
        );
        assert_eq!(progress.print(), "plain 3 0 0\nstarttls 15 1 2\n");
        assert_eq!(Progress::parse(&progress.print()), progress);
        assert_eq!(progress.next().name, "plain");
        progress.set(&COURSES[0], steps(COURSES[0].steps.len()));
        assert_eq!(progress.next().name, "ehlo");
    }

    #[test]
    fn what_makes_no_sense_is_left_out() {
        for text in ["", "plain", "plain x", "other 3", "\u{0} 1", "plain -1"] {
            assert_eq!(Progress::parse(text), Progress::default(), "{text:?}");
        }
        // An older smtpsh kept the steps only.
        assert_eq!(
            Progress::parse("x\nplain 2\nplain 4 y\n").print(),
            "plain 4 0 0\n"
        );
    }

    fn steps(steps: usize) -> Kept {
        Kept {
            steps,
            ..Kept::default()
        }
    }
}
