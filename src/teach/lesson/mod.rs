//! Guided lessons on the practice server: what is about to happen, a line to type, what the answer
//! means. The line is typed by the student, never for them.
//!
//! A lesson is a table of [`Step`]s; [`Lesson`] takes notice of what happens in the session, and says
//! at the prompt what there is to say. It has no I/O.

mod courses;
mod fact;
mod progress;
mod says;
mod step;
mod telling;

pub use courses::{COURSES, find};
pub use progress::{Kept, Progress};
pub use says::Says;
pub use step::{Course, Done, Step};

use super::header;
use crate::event::Event;
use crate::practice::fault::Fault;
use crate::protocol::smtp::SMTP;
use fact::{Fact, Follower, Said};

/// One student on their way through one lesson.
#[derive(Debug)]
pub struct Lesson {
    course: &'static Course,
    follower: Follower,
    /// The step that is to be done now.
    at: usize,
    /// The first step that was never done: what is before it is only repeated, without its text.
    new: usize,
    /// What is to be said at the next prompt.
    news: News,
    /// Tries at this step that did not do it.
    misses: usize,
    /// Tries at all steps that did not do them.
    all_misses: usize,
    /// Questions that were answered right at once.
    right: usize,
    /// Headers of this message that were typed before it was their turn.
    early: Vec<&'static str>,
    /// The coach has said what is wrong with the last try.
    coached: bool,
    /// There is a connection.
    connected: bool,
    /// What is spoken on the connection, or was on the last one.
    spoken: Option<&'static str>,
}

/// What there is to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum News {
    Nothing,
    /// The lesson begins, or is taken up again.
    Begin,
    /// The current step, and the answer to the one before, if that was just done.
    Step(Option<usize>),
    /// The session is a new one.
    Again,
    /// The server has forgotten some of the session.
    Back,
    /// The connection is gone.
    Gone,
    /// A try did not do the step.
    Missed,
    /// A command was carried out that is not the step's.
    Otherwise,
    /// The server awaits the code of another user than the step's.
    OtherName,
    /// There is no mail to fetch.
    Empty,
    /// A mail that is still to be fetched was marked as deleted.
    Deleted,
    /// A header that is none of this step's, but no mistake either.
    Header(&'static str),
    /// The number of an answer went to the server.
    Number(char),
    /// The step and the whole of its text, once more.
    Repeat,
}

impl Lesson {
    /// A lesson of which so much was done some other time. One that was ended begins anew.
    pub fn new(course: &'static Course, kept: Kept) -> Self {
        let ended = kept.steps >= course.steps.len();
        let kept = if ended { Kept::default() } else { kept };
        let new = kept.steps;
        let mut lesson = Self {
            course,
            follower: Follower::default(),
            at: new,
            new,
            news: News::Begin,
            misses: 0,
            all_misses: kept.misses,
            right: kept.right,
            early: Vec::new(),
            coached: false,
            connected: false,
            spoken: None,
        };
        // The mail that a later part fetches is gone with the program that had it.
        let in_parts = course.steps.iter().any(|step| step.opens().is_some());
        lesson.at = if in_parts { 0 } else { lesson.beginning() };
        lesson.skip();
        lesson
    }

    /// The lesson.
    pub fn course(&self) -> &'static Course {
        self.course
    }

    /// How much of it is done.
    pub fn done(&self) -> Kept {
        Kept {
            steps: self.new,
            right: self.right,
            misses: self.all_misses,
        }
    }

    /// Whether all is done.
    pub fn is_over(&self) -> bool {
        self.at >= self.course.steps.len()
    }

    /// What is to be wrong with the practice server now.
    pub fn fault(&self) -> Option<Fault> {
        self.step().and_then(|step| step.fault)
    }

    /// Takes notice of a fact. Returns whether the coach is to be quiet about it: it is what the
    /// lesson wanted, or what a question asks for.
    pub fn notice(&mut self, event: &Event) -> bool {
        let asks = self.question().is_some();
        let line = self.step().map_or("", |step| step.line);
        match self.follower.follow(event, self.at, line) {
            Some((fact, said_at)) => self.take(&fact, said_at == self.at) || asks,
            None => asks,
        }
    }

    /// A helper was used.
    pub fn helped(&mut self, name: &'static str) {
        self.take(&Fact::Helper(name), true);
    }

    /// The student chose an answer. If nothing was asked, nothing happens: false.
    pub fn choose(&mut self, number: usize) -> bool {
        let asked = self.question().is_some();
        if asked {
            self.take(&Fact::Chosen(number), true);
        }
        asked
    }

    /// The coach has said what is wrong: the lesson need not, and says its line.
    pub fn coached(&mut self) {
        self.coached = true;
    }

    /// The current step is to be told once more.
    pub fn repeat(&mut self) {
        self.news = News::Repeat;
    }

    fn step(&self) -> Option<&'static Step> {
        self.course.steps.get(self.at)
    }

    /// The number of the right answer, if a question is asked.
    fn question(&self) -> Option<usize> {
        match self.step()?.done {
            Done::Choice(right) => Some(right),
            _ => None,
        }
    }

    /// Returns whether the fact has done a step. What was said before the current step came up is
    /// no try at it.
    fn take(&mut self, fact: &Fact, timely: bool) -> bool {
        match fact {
            Fact::Connected(spoken) => (self.connected, self.spoken) = (true, Some(*spoken)),
            Fact::Closed => self.connected = false,
            Fact::Replied(Said::Command(..), 354) => self.early.clear(),
            _ => {}
        }
        if self.is_over() {
            return false;
        }
        if let Some(done) = self.done_by(fact) {
            let question = self.question().is_some();
            self.right += usize::from(question && self.misses == 0);
            self.go_to(done + 1, News::Step((done >= self.new).then_some(done)));
            self.new = self.new.max(self.at);
            return true;
        }
        if let Some((to, news)) = self.lost_by(fact) {
            let failed = fact.is_try();
            self.all_misses += usize::from(failed);
            // The first connection is no new one.
            let news = match self.news {
                News::Begin => News::Begin,
                _ => news,
            };
            self.go_to(to, news);
            return false;
        }
        match fact {
            Fact::Closed if matches!(self.news, News::Nothing | News::Otherwise) => {
                self.news = News::Gone;
            }
            Fact::Replied(Said::Answer { as_told: false }, 334)
                if self
                    .step()
                    .is_some_and(|step| step.done == Done::Answer(334)) =>
            {
                self.news = News::OtherName;
            }
            Fact::Replied(Said::Command(verb, _), 500..)
                if self.question().is_some() && ["1", "2", "3", "4"].contains(&verb.as_str()) =>
            {
                self.news = verb.chars().next().map_or(News::Nothing, News::Number);
            }
            // While a question is asked, whatever is tried out is no wrong answer.
            Fact::Chosen(_) => self.missed(),
            Fact::Text(line) => match self.other_header(line) {
                Some(name) => {
                    self.early.push(name);
                    self.news = News::Header(name);
                }
                None if self.is_amiss(line) => self.missed(),
                None => {}
            },
            _ if !timely || !fact.is_try() || self.question().is_some() => {}
            Fact::Turned(Said::Command(verb, _), true) if verb == "DELE" => {
                self.news = News::Deleted;
            }
            _ if fact.went_well() => self.news = News::Otherwise,
            _ => self.missed(),
        }
        false
    }

    /// Whether a line of text is a try at the current step: a message may have any number of lines
    /// more, but a lone character is hardly one.
    fn is_amiss(&self, line: &str) -> bool {
        let ends = self
            .step()
            .is_some_and(|step| matches!(step.done, Done::End(_)));
        self.question().is_none() && (!ends || line.trim().chars().nth(1).is_none())
    }

    /// The name of a header, where another one or the end of the headers is wanted: their order is
    /// free.
    fn other_header(&self, line: &str) -> Option<&'static str> {
        let among_headers = matches!(self.step()?.done, Done::Header(_) | Done::EmptyLine);
        let (name, _) = line.split_once(':').filter(|_| among_headers)?;
        header::known(name)
    }

    /// The step that is done by this: the current one, or a milestone that was reached otherwise.
    fn done_by(&self, fact: &Fact) -> Option<usize> {
        let rest = self.course.steps.iter().enumerate().skip(self.at);
        let mut fitting = rest.filter(|(_, step)| fact.meets(step.done));
        fitting
            .find(|(at, step)| *at == self.at || step.milestone || self.is_passed(*at, step))
            .map(|(at, _)| at)
    }

    /// Whether a step opens a part that was come to before, and may be opened at once again.
    fn is_passed(&self, at: usize, step: &Step) -> bool {
        let opens = |step: &Step| step.opens().is_some();
        at < self.new && opens(step) && self.step().is_some_and(opens)
    }

    /// Where to go on, if the server has forgotten steps that were done.
    fn lost_by(&self, fact: &Fact) -> Option<(usize, News)> {
        let before = |verbs: &[&str]| {
            let done = self.course.steps.get(..self.at).unwrap_or_default();
            let found = done.iter().rposition(|step| step.done.is_command(verbs));
            found.map(|at| (at, News::Back))
        };
        match fact {
            Fact::Connected(spoken) => Some((self.part_of(spoken), News::Again)),
            Fact::Empty(verb) if self.step()?.done.is_command(&[verb]) => Some((0, News::Empty)),
            // RFC 3207 §4.2: TLS begins the session anew.
            Fact::Secured => before(&["HELO", "EHLO"]),
            // RFC 1939 §7: behind a wrong code the name is said again.
            Fact::Turned(Said::Command(verb, _), false) if verb == "PASS" => before(&["USER"]),
            Fact::Replied(Said::Answer { .. }, 400..) => before(&["AUTH"]),
            Fact::Replied(Said::End, 400..) => before(&["MAIL"]),
            // RFC 5321 §4.1.4: these end a mail that was begun.
            Fact::Replied(Said::Command(verb, _), 250)
                if ["HELO", "EHLO", "RSET"].contains(&verb.as_str()) =>
            {
                before(&["MAIL"])
            }
            _ => None,
        }
    }

    /// The last step so far that can begin a connection.
    fn beginning(&self) -> usize {
        let so_far = self.course.steps.get(..=self.at).unwrap_or_default();
        so_far.iter().rposition(|step| step.fresh).unwrap_or(0)
    }

    /// The step to go on with on a new connection: if that is one of another part, the one that opens
    /// the right one.
    fn part_of(&self, spoken: &str) -> usize {
        let beginning = self.beginning();
        let so_far = self.course.steps.get(..beginning).unwrap_or_default();
        let opens = so_far.iter().rposition(|step| step.opens().is_some());
        match opens.and_then(|at| Some((at, self.course.steps.get(at)?.opens()?))) {
            Some((at, wanted)) if wanted != spoken => at,
            _ => beginning,
        }
    }

    /// What is spoken in the part of the current step.
    fn speaks(&self) -> &'static str {
        let so_far = self.course.steps.get(..self.at).unwrap_or_default();
        let opened = so_far.iter().rev().find_map(Step::opens);
        opened.unwrap_or(SMTP.name)
    }

    /// Whether the connection is one for another part than that of the current step.
    fn is_elsewhere(&self) -> bool {
        let needs_it = self.step().is_some_and(|step| step.done.needs_connection());
        needs_it && self.spoken.is_some_and(|spoken| spoken != self.speaks())
    }

    fn go_to(&mut self, step: usize, news: News) {
        (self.at, self.news, self.misses) = (step, news, 0);
        self.skip();
    }

    /// What was done once and changes nothing is not done again, and no header is typed twice.
    fn skip(&mut self) {
        while let Some(step) = self.step() {
            let idle = self.at < self.new && !step.done.leaves_a_trace() && !self.is_symptom();
            let early = matches!(step.done, Done::Header(name) if self.early.contains(&name));
            if !idle && !early {
                return;
            }
            self.at += 1;
        }
    }

    /// Whether the current step shows what the next one asks about, and that is not answered yet.
    fn is_symptom(&self) -> bool {
        let next = self.course.steps.get(self.at + 1);
        self.at + 1 == self.new && next.is_some_and(|step| matches!(step.done, Done::Choice(_)))
    }

    fn missed(&mut self) {
        self.misses += 1;
        self.all_misses += 1;
        self.news = News::Missed;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Lang;
    use unicode_width::UnicodeWidthStr;

    /// What stands above the prompt has room, with the reply: at most 6 lines of 76 columns.
    #[test]
    fn every_text_has_room_in_both_languages() {
        for lang in [Lang::English, Lang::Chinese] {
            for course in COURSES {
                let mut lesson = Lesson::new(course, Kept::default());
                lesson.connected = true;
                let mut told = lesson.tell(lang).unwrap();
                for (at, step) in course.steps.iter().enumerate() {
                    check(course, at, &told);
                    let shown = lesson.hint(step, lang);
                    check(course, at, &shown);
                    lesson.go_to(at + 1, News::Step(Some(at)));
                    lesson.new = at + 1;
                    lesson.spoken = Some(lesson.speaks());
                    told = lesson.tell(lang).unwrap();
                }
                check(course, course.steps.len(), &told);
            }
        }
    }

    fn check(course: &Course, at: usize, told: &[String]) {
        assert!(told.len() <= 6, "{} {at}: {told:#?}", course.name);
        for line in told {
            assert!(line.width() <= 76, "{} {at}: {line}", course.name);
        }
    }

    #[test]
    fn every_step_is_told_in_both_languages() {
        crate::words::check_table(Says::TABLE);
        for course in COURSES {
            assert!(course.steps[0].fresh, "{}", course.name);
            for step in course.steps {
                for text in [step.before, step.after, step.hint] {
                    assert_eq!(text.en.is_empty(), text.zh.is_empty(), "{}", text.en);
                    assert_eq!(text.en.lines().count(), text.zh.lines().count());
                    assert!(text.en.is_empty() || !text.zh.is_ascii(), "{}", text.en);
                }
                assert!(!step.hint.en.is_empty(), "{}: {}", course.name, step.line);
            }
        }
    }
}
