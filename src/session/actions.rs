//! What helpers ask for, performed.

use super::{Link, Session};
use crate::event::By;
use crate::helper::{Action, HelperError, Setting};
use crate::note::Note;
use crate::practice::fault::Faults;
use crate::protocol::Expect;
use crate::target::Target;
use std::time::Duration;

impl Session {
    /// Performs what a helper asks for.
    pub(super) fn perform(&mut self, action: Action) {
        match action {
            Action::Nothing => {}
            Action::Show(shown) => self.show(&shown),
            Action::Help(None) => self.show(&self.help()),
            Action::Help(Some(topic)) => self.show(&self.help_on(topic)),
            Action::Next => self.next_step(),
            Action::Explain(reply) => self.explain_reply(reply),
            Action::Settings => self.settings(),
            Action::Set(setting) => self.set(setting),
            Action::Status => self.status(),
            Action::Inbox(number) => self.inbox(number),
            Action::Save(path) => self.save(&path),
            Action::Faults => self.faults(),
            Action::Fault(fault, on) => self.change_faults(|faults| faults.set(fault, on)),
            Action::NoFaults => self.change_faults(Faults::clear),
            Action::Open(server) => match Target::parse(&server) {
                Ok(target) => {
                    self.disconnect();
                    self.target = target;
                    self.open();
                }
                Err(error) => self.fail(&error),
            },
            Action::Reconnect => {
                self.disconnect();
                self.open();
            }
            Action::Close => self.disconnect(),
            Action::Quit => self.leaving = true,
            Action::Say(line) => self.say_command(&line),
            Action::StartTls => self.start_tls(),
            Action::Upgrade if self.upgrade_awaited => self.shake_hands(),
            Action::Upgrade => self.note(Note::NoUpgradeAwaited),
            Action::AnswerUser(name) => self.answer_user(name),
            Action::AnswerCode => self.answer_code(),
            Action::Authenticate(mechanism) => self.authenticate(mechanism),
        }
    }

    fn say_command(&mut self, line: &str) {
        match (&self.link, self.dialogue.expect()) {
            (Link::Down | Link::Connecting, _) => self.helper_failed(&HelperError::NotConnected),
            (_, Expect::Command) => self.say(line.as_bytes(), false, By::Helper),
            _ => self.helper_failed(&HelperError::NotNow),
        }
    }

    fn start_tls(&mut self) {
        if self.is_tls() {
            return self.note(Note::AlreadyTls);
        }
        let line = String::from_utf8_lossy(self.dialogue.upgrade()).into_owned();
        self.say_command(&line);
    }

    fn set(&mut self, setting: Setting) {
        match setting {
            Setting::Upgrade(upgrade) => self.upgrade = upgrade,
            Setting::Resume(resume) => {
                self.options.tls.resume = resume;
                self.remembered = None;
            }
            Setting::Lang(lang) => self.lang.set(lang),
            Setting::Timeout(seconds) => self.options.timeout = Duration::from_secs(seconds),
        }
    }
}
