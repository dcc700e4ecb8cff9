//! How far a student has come, as it is kept from one run of the program to the next.

use super::courses::{COURSES, find};
use super::step::Course;

/// How many steps of each lesson are done; the lesson that was taken last stands last.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Progress(Vec<(&'static str, usize)>);

impl Progress {
    /// Reads what [`Self::print`] wrote, one lesson a line. What makes no sense is left out.
    pub fn parse(text: &str) -> Self {
        let mut progress = Self::default();
        for line in text.lines().take(MAX_LINES) {
            let (name, steps) = line.split_once(' ').unwrap_or_default();
            if let (Some(course), Ok(steps)) = (find(name), steps.trim().parse()) {
                progress.set(course, steps);
            }
        }
        progress
    }

    /// As it is kept.
    pub fn print(&self) -> String {
        let rows = self.0.iter();
        rows.map(|(name, steps)| format!("{name} {steps}\n"))
            .collect()
    }

    /// How many steps of this lesson are done, if it was begun.
    pub fn of(&self, course: &Course) -> Option<usize> {
        let mut rows = self.0.iter();
        rows.find(|(name, _)| *name == course.name)
            .map(|(_, steps)| *steps)
    }

    /// So many steps of this lesson are done.
    pub fn set(&mut self, course: &Course, steps: usize) {
        self.0.retain(|(name, _)| *name != course.name);
        if let Some(row) = find(course.name) {
            self.0.push((row.name, steps.min(row.steps.len())));
        }
    }

    /// The lesson to go on with: the last one that was begun and not ended, or the first new one.
    pub fn next(&self) -> &'static Course {
        let left = |course: &Course| self.of(course).is_some_and(|at| at < course.steps.len());
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
        progress.set(&COURSES[0], 3);
        progress.set(&COURSES[1], 99);
        assert_eq!(progress.print(), "plain 3\nstarttls 15\n");
        assert_eq!(Progress::parse(&progress.print()), progress);
        assert_eq!(progress.next().name, "plain");
        progress.set(&COURSES[0], COURSES[0].steps.len());
        assert_eq!(progress.next().name, "ehlo");
    }

    #[test]
    fn what_makes_no_sense_is_left_out() {
        for text in ["", "plain", "plain x", "other 3", "\u{0} 1", "plain -1"] {
            assert_eq!(Progress::parse(text), Progress::default(), "{text:?}");
        }
        assert_eq!(
            Progress::parse("x\nplain 2\nplain 4\n").print(),
            "plain 4\n"
        );
    }
}
