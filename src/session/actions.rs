//! What helpers ask for, performed.

use super::{Link, Session};
use crate::error::Error;
use crate::event::By;
use crate::helper::{Action, HelperError, Setting};
use crate::note::Note;
use crate::practice::fault::Faults;
use crate::profile::Profile;
use crate::protocol::Expect;
use crate::screen::Details;
use crate::target::Target;

impl Session {
    /// Performs what a helper asks for.
    pub(super) fn perform(&mut self, action: Action) {
        match action {
            Action::Nothing => {}
            Action::Show(shown) => self.show(&shown),
            Action::Help(None) => self.show(&self.help()),
            Action::Help(Some(row)) => self.show(&self.help_of(row)),
            Action::Settings => self.settings(),
            Action::Set(setting) => self.set(setting),
            Action::Status => self.status(),
            Action::Inbox(number) => self.inbox(number),
            Action::Expect(expectation) => self.expect(&expectation),
            Action::Wait(time) => self.pause(time),
            Action::Source(path) => self.source(&path),
            Action::Let(name, value) => self.set_variable(name, value),
            Action::Raw(bytes) => self.raw(&bytes),
            Action::Pipeline => self.pipeline(),
            Action::Flush => self.flush(),
            Action::Timing => self.timing(),
            Action::Handshake(view) => self.handshake(view),
            Action::Certificates { pem } => self.certificates(pem),
            Action::Send { path, chunking } => self.send_file(&path, chunking),
            Action::Mail { from, to } => self.mail(&from, &to),
            Action::Save(path) => self.save(&path),
            Action::Faults => self.faults(),
            Action::Fault(fault, on) => self.change_faults(|faults| faults.set(fault, on)),
            Action::NoFaults => self.change_faults(Faults::clear),
            Action::Lesson(wish) => self.lesson(wish),
            Action::Open(server) => {
                if let Err(error) = self.open_other(&server) {
                    self.fail(&error);
                }
            }
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

    fn open_other(&mut self, server: &str) -> Result<(), Error> {
        let profile = self.profiles.find(server).unwrap_or_else(|| Profile {
            server: server.to_owned(),
            ..Profile::default()
        });
        let target = Target::parse(&profile.server)?;
        if profile.user.is_some() || profile.code_file.is_some() {
            // What was given for the other server is not for this one.
            (self.options.user, self.options.code) = (None, None);
        }
        self.options.adopt(&profile)?;
        self.disconnect();
        if let Some(about) = profile.about {
            self.show(about.of(self.lang.get()));
        }
        self.target = target;
        self.open();
        Ok(())
    }

    pub(super) fn say_command(&mut self, line: &str) {
        match (&self.link, self.dialogue.expect()) {
            (Link::Down | Link::Connecting, _) => self.helper_failed(&HelperError::NotConnected),
            (_, Expect::Command) => self.say(line.as_bytes(), false, By::Helper),
            _ => self.helper_failed(&HelperError::NotNow),
        }
    }

    fn start_tls(&mut self) {
        if matches!(&self.link, Link::Up(wire, _) if wire.is_tls()) {
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
            Setting::Hex(hex) => {
                let details = self.details.get();
                self.details.set(Details { hex, ..details });
            }
            Setting::Timing(timing) => {
                let details = self.details.get();
                self.details.set(Details { timing, ..details });
            }
            Setting::Lang(lang) => self.lang.set(lang),
            Setting::Coach(coaching) => self.coaching = Some(coaching),
            Setting::Timeout(limit) => self.options.timeout = limit,
        }
    }
}
