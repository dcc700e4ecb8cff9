//! The lessons' part of the session: which one goes on, and how far the student has come.

use super::Session;
use crate::helper::{HelperError, LessonWish};
use crate::protocol::Expect;
use crate::screen::{self, padded};
use crate::target::Target;
use crate::teach::lesson::{COURSES, Course, Lesson, Progress, Says};
use crate::words::Lang;
use std::fs;
use std::path::PathBuf;
use unicode_width::UnicodeWidthStr;

/// The lessons of one student.
#[derive(Debug, Default)]
pub struct Lessons {
    /// Where their progress is kept from run to run, if it is.
    file: Option<PathBuf>,
    progress: Progress,
    pub(super) current: Option<Lesson>,
    /// It was left: it takes notice, and says nothing.
    pub(super) left: bool,
}

impl Lessons {
    /// With the progress that the file has.
    pub fn open(file: Option<PathBuf>) -> Self {
        // There is none the first time.
        let text = file.as_ref().and_then(|file| fs::read_to_string(file).ok());
        Self {
            progress: Progress::parse(&text.unwrap_or_default()),
            file,
            ..Self::default()
        }
    }

    /// Begins a lesson, or goes on with it; without one, with that which is next.
    pub fn begin(&mut self, course: Option<&'static Course>) {
        let course = course.unwrap_or_else(|| self.progress.next());
        let kept = self.progress.of(course).unwrap_or_default();
        self.current = Some(Lesson::new(course, kept));
        self.left = false;
    }

    /// The lessons and how far they are done, in columns.
    pub fn list(&self, lang: Lang) -> String {
        let width = COURSES.iter().map(|course| course.name.width()).max();
        let titles = COURSES.iter().map(|course| course.title.of(lang).width());
        let (width, titles) = (width.unwrap_or_default(), titles.max().unwrap_or_default());
        let rows = COURSES.iter().map(|course| {
            let of = course.steps.len();
            let state = match self.progress.of(course) {
                None => Says::NotBegun,
                Some(kept) if kept.steps >= of => Says::Finished,
                Some(kept) => Says::Reached {
                    at: kept.steps + 1,
                    of,
                },
            };
            format!(
                "{}  {}  {}",
                padded(course.name, width),
                padded(course.title.of(lang), titles),
                state.say(lang)
            )
        });
        let lines: Vec<_> = rows.chain([Says::ListMore.say(lang)]).collect();
        lines.join("\n")
    }

    fn keep(&mut self) {
        let Some(lesson) = &self.current else { return };
        let (course, done) = (lesson.course(), lesson.done());
        // Who takes a lesson a second time has done it all the same.
        let kept = self.progress.of(course);
        if kept.is_some_and(|kept| kept.steps > done.steps || kept == done) {
            return;
        }
        self.progress.set(course, done);
        if let Some(file) = &self.file {
            // Progress that cannot be kept is no reason to stop.
            let _ = fs::write(file, self.progress.print());
        }
    }
}

impl Session {
    /// What `:lesson` asks for.
    pub(super) fn lesson(&mut self, wish: LessonWish) {
        let lang = self.lang.get();
        match wish {
            LessonWish::List => {
                let list = self.lessons.list(lang);
                self.show_lesson(&list);
            }
            LessonWish::Leave => self.leave_lesson(),
            LessonWish::Choose(number) => {
                let left = self.lessons.left;
                let lesson = self.lessons.current.as_mut().filter(|_| !left);
                if !lesson.is_some_and(|lesson| lesson.choose(number)) {
                    self.helper_failed(&HelperError::NoQuestion);
                }
            }
            LessonWish::GoOn => match &mut self.lessons.current {
                Some(lesson) => {
                    lesson.repeat();
                    self.lessons.left = false;
                }
                None => self.begin_lesson(None),
            },
            LessonWish::Begin(course) => self.begin_lesson(Some(course)),
        }
    }

    /// Begins a lesson, on a new connection to the practice server.
    fn begin_lesson(&mut self, course: Option<&'static Course>) {
        let Some(practice) = &self.practice else {
            return self.helper_failed(&HelperError::NoPractice);
        };
        match Target::parse(&practice.address().to_string()) {
            Ok(target) => self.target = target,
            Err(error) => return self.fail(&error),
        }
        self.hang_up();
        self.lessons.begin(course);
        self.set_lesson_fault();
        self.open();
    }

    pub(super) fn leave_lesson(&mut self) {
        let lang = self.lang.get();
        let said = match &self.lessons.current {
            Some(lesson) if !self.lessons.left => Says::Left {
                at: lesson.done().steps + 1,
            },
            _ => Says::None,
        };
        self.lessons.left = true;
        if let Some(practice) = &self.practice {
            practice.faults().clear();
        }
        self.tell_faults();
        self.show_lesson(&said.say(lang));
    }

    /// A helper was used, and the lesson may have waited for it.
    pub(super) fn lesson_helped(&mut self, name: &'static str) {
        if let Some(lesson) = &mut self.lessons.current {
            lesson.helped(name);
        }
    }

    /// A lesson goes on, and is not left.
    pub(super) fn is_in_lesson(&self) -> bool {
        self.lessons.current.is_some() && !self.lessons.left
    }

    /// Says what the lesson has to say, right above the prompt.
    pub(super) fn tell_lesson(&mut self) {
        let waits = self.connection.is_up() && self.dialogue.expect() == Expect::Nothing;
        if waits || !self.is_in_lesson() {
            return;
        }
        self.set_lesson_fault();
        self.lessons.keep();
        let lang = self.lang.get();
        let Some(lesson) = &mut self.lessons.current else {
            return;
        };
        let told = lesson.tell(lang);
        if lesson.is_over() {
            self.lessons.current = None;
        }
        if let Some(lines) = told {
            self.show_lesson(&lines.join("\n"));
        }
    }

    /// The practice server has the fault of the current step, in a lesson that has faults.
    fn set_lesson_fault(&mut self) {
        let (Some(lesson), Some(practice)) = (&self.lessons.current, &self.practice) else {
            return;
        };
        if lesson
            .course()
            .steps
            .iter()
            .any(|step| step.fault.is_some())
        {
            practice.faults().clear();
            if let Some(fault) = lesson.fault() {
                practice.faults().set(fault, true);
            }
        }
        self.tell_faults();
    }

    fn show_lesson(&self, text: &str) {
        self.terminal.print(&screen::lesson_lines(text));
    }
}
