//! What a lesson says at the prompt: what has happened, the step, the line to type.

use super::{Done, Lesson, News, Says, Step};
use crate::words::Lang;

impl Lesson {
    /// What is to be said at the prompt, line by line, if there is something.
    pub fn tell(&mut self, lang: Lang) -> Option<Vec<String>> {
        let coached = std::mem::take(&mut self.coached);
        let news = match std::mem::replace(&mut self.news, News::Nothing) {
            News::Nothing if !coached => return None,
            // What to type is said by the lesson alone.
            News::Nothing => News::Missed,
            News::Number(number) => return Some(vec![Says::Number { number }.say(lang)]),
            News::OtherName => return Some(vec![Says::OtherName.say(lang)]),
            news => news,
        };
        let mut lines = self.lead(news, lang);
        let Some(step) = self.step() else {
            lines.extend(self.summary(lang));
            return Some(lines);
        };
        if self.is_elsewhere() {
            lines.push(self.request(step, lang));
            return Some(lines);
        }
        if !self.connected && step.done.needs_connection() {
            lines.push(Says::Reconnect.say(lang));
            return Some(lines);
        }
        if news == News::Missed {
            // The coach has said what is wrong.
            if !coached || self.misses >= LAST {
                lines.extend(self.hint(step, lang));
            }
        } else if news == News::Otherwise {
            lines.extend(lines_of(step.hint.of(lang)));
        } else if news == News::Repeat
            || self.at >= self.new && !matches!(news, News::Header(_) | News::Deleted)
        {
            lines.extend(lines_of(step.before.of(lang)));
        }
        lines.extend(lines_of(&self.request(step, lang)));
        Some(lines)
    }

    /// What has happened, above the step that is to be done now.
    fn lead(&self, news: News, lang: Lang) -> Vec<String> {
        let title = || self.course.title.of(lang).to_owned();
        let said = match news {
            News::Begin if self.new == 0 => Says::Begins { title: title() },
            News::Begin => {
                let (title, at) = (title(), self.new + 1);
                let mut lines = vec![Says::Continues { title, at }.say(lang)];
                lines.extend((self.at < self.new).then(|| Says::Again.say(lang)));
                return lines;
            }
            News::Step(done) => {
                let done = done.and_then(|at| self.course.steps.get(at));
                return lines_of(done.map_or("", |step| step.after.of(lang))).collect();
            }
            News::Again if self.at < self.new => Says::Again,
            News::Back => Says::GoneBack,
            News::Header(name) => Says::HeaderTyped {
                name: name.to_owned(),
            },
            News::Otherwise => Says::Otherwise,
            News::Empty => Says::Empty,
            News::Deleted => Says::Deleted,
            News::Again | News::Gone | News::Missed | News::Repeat => return Vec::new(),
            // Said alone, or not at all.
            News::Nothing | News::Number(_) | News::OtherName => return Vec::new(),
        };
        vec![said.say(lang)]
    }

    /// The more tries, the plainer.
    pub(super) fn hint(&self, step: &Step, lang: Lang) -> Vec<String> {
        let what = match (self.misses, step.done) {
            (_, Done::Choice(_)) => {
                return [Says::Wrong.say(lang), step.hint.of(lang).to_owned()].into();
            }
            (..=1, _) => Says::NotYet.say(lang),
            (2, _) => step.hint.of(lang).to_owned(),
            _ => {
                return [step.hint.of(lang).to_owned(), Says::WayOut.say(lang)].into();
            }
        };
        vec![what]
    }

    /// The line to type.
    fn request(&self, step: &Step, lang: Lang) -> String {
        let (at, of) = (self.at + 1, self.course.steps.len());
        let line = match step.done {
            Done::Choice(_) => return Says::Answer { at, of }.say(lang),
            // The first part has no step that opens its connection.
            _ if self.is_elsewhere() => ":open practice".to_owned(),
            Done::EmptyLine => Says::Enter.say(lang),
            _ => step.line.to_owned(),
        };
        if line.len() > LONG {
            return Says::TypeLong { at, of, line }.say(lang);
        }
        Says::Type { at, of, line }.say(lang)
    }

    fn summary(&self, lang: Lang) -> [String; 2] {
        let steps = self.course.steps;
        let is_question = |step: &&Step| matches!(step.done, Done::Choice(_));
        let questions = steps.iter().filter(is_question).count();
        let (steps, tries, right) = (steps.len(), self.all_misses, self.right);
        let ended = if questions > 0 {
            Says::EndedFaults {
                steps,
                questions,
                right,
            }
        } else {
            Says::Ended { steps, tries }
        };
        [ended.say(lang), Says::Keep.say(lang)]
    }
}

fn lines_of(text: &str) -> impl Iterator<Item = String> {
    text.lines().map(str::to_owned)
}

/// A line longer than this has no room beside the number of the step.
const LONG: usize = 60;
/// From this many misses on, the lesson speaks even if the coach has spoken.
const LAST: usize = 3;
