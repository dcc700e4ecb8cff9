//! What helpers ask for, performed.

use super::mails::Wish;
use super::{Link, Session};
use crate::event::By;
use crate::helper::{Action, Help, HelperError, Setting};
use crate::note::Note;
use crate::practice::fault::Faults;
use crate::protocol::Expect;
use crate::screen::Details;
use crate::wire::{Roots, TlsClient, TlsSettings};

impl Session {
    /// Performs what a helper asks for.
    pub(super) fn perform(&mut self, action: Action) {
        match action {
            Action::Nothing => {}
            Action::Show(shown) => self.show(&shown),
            Action::Help(help) => self.show(&match help {
                Help::Names => self.help_names(),
                Help::All => self.help_all(),
                Help::Commands(protocol) => self.help_commands(protocol),
                Help::On(topic) => self.help_on(topic),
            }),
            Action::Next => self.next_step(),
            Action::Explain(reply) => self.explain_reply(reply),
            Action::Settings => self.settings(),
            Action::Set(setting) => self.set(setting),
            Action::Status => self.status(),
            Action::Inbox(number) => self.inbox(number),
            Action::Expect(expectation) => self.expect(expectation),
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
            Action::Mail(envelope) => self.mail(envelope),
            Action::Compose(wishes) => self.compose(wishes),
            Action::LookUp(domain) => self.look_up(domain),
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
            Action::Quit => self.ending.leaving = true,
            Action::Say(line) => self.say_command(&line),
            Action::StartTls => self.start_tls(),
            Action::Upgrade if self.connection.upgrade_awaited => self.shake_hands(),
            Action::Upgrade => self.cannot(&Note::NoUpgradeAwaited {
                command: self.protocol().upgrade.command.to_owned(),
            }),
            Action::AnswerUser(name) => self.answer_user(name),
            Action::AnswerCode { wrong } => self.answer_code(wrong),
            Action::Authenticate { mechanism, manner } => self.authenticate(mechanism, &manner),
            Action::LogIn(manner) => self.log_in_simply(&manner),
            Action::List => self.wish(Wish::List),
            Action::Read(number) => self.wish(Wish::Read(number)),
        }
    }

    /// Changes how TLS is to be spoken, unless that cannot work. What could be resumed is forgotten.
    fn change_tls(&mut self, change: impl FnOnce(&mut TlsSettings)) {
        let mut changed = self.options.tls.clone();
        change(&mut changed);
        if let Err(error) = TlsClient::new(&changed) {
            return self.fail(&error);
        }
        self.options.tls = changed;
        self.remembered = None;
    }

    /// A command of the user's own, as it is.
    pub(super) fn say_command(&mut self, line: &str) {
        // As one that is typed: collected where lines are collected, an answer where one is awaited.
        let answers = matches!(self.dialogue.expect(), Expect::Answer(_));
        if answers && self.connection.is_up() {
            return self.say(line.as_bytes(), false, By::Helper);
        }
        if self.pipelining.is_collecting() {
            let (line, at) = (self.tagged(line.as_bytes()), self.position());
            self.pipelining.collect(&line, &at);
        } else if self.may_command() {
            let line = self.tagged(line.as_bytes());
            self.say(&line, false, By::Helper);
        }
    }

    /// A command of a helper.
    pub(super) fn command(&mut self, command: impl AsRef<[u8]>) {
        if self.may_command() {
            let line = self.dialogue.line(command.as_ref());
            self.say(&line, false, By::Helper);
        }
    }

    /// Whether the server awaits a command; if not, that is said.
    pub(super) fn may_command(&mut self) -> bool {
        if self.pipelining.is_collecting() {
            self.helper_failed(&HelperError::Collecting);
            return false;
        }
        match (&self.connection.link, self.dialogue.expect()) {
            (Link::Down | Link::Connecting, _) => self.helper_failed(&HelperError::NotConnected),
            (_, Expect::Command) => return true,
            _ => self.helper_failed(&HelperError::NotNow),
        }
        false
    }

    fn start_tls(&mut self) {
        if self.is_tls() {
            return self.note(Note::AlreadyTls);
        }
        self.command(self.protocol().upgrade.command);
    }

    fn set(&mut self, setting: Setting) {
        match setting {
            Setting::Upgrade(upgrade) => self.upgrade = upgrade,
            Setting::Resume(resume) => {
                self.options.resume = resume;
                self.remembered = None;
            }
            Setting::Insecure(insecure) => self.change_tls(|tls| tls.insecure = insecure),
            Setting::Ca(file) => {
                self.change_tls(|tls| tls.roots = file.map_or(Roots::WebPki, Roots::File));
            }
            Setting::ServerName(name) => self.change_tls(|tls| tls.server_name = name),
            Setting::TlsVersion(version) => self.change_tls(|tls| tls.version = version),
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
            Setting::ByHand(by_hand) => self.login.by_hand = by_hand,
            Setting::Dns(server) => self.options.dns = server,
            Setting::Tag(tagging) => {
                self.tagging = tagging;
                self.dialogue.tagging(tagging);
                self.coach.tagging(tagging);
            }
            Setting::Timeout(limit) => self.options.timeout = limit,
        }
    }
}
