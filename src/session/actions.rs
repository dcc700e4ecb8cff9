//! What helpers ask for, performed.

use super::{Link, Session, Want, awaited};
use crate::error::Error;
use crate::event::By;
use crate::helper::{Action, HELPERS, Helper, HelperError, SETTINGS, Setting};
use crate::note::{Awaits, Note};
use crate::practice::fault::{FAULTS, Faults};
use crate::protocol::sasl::{self, Answer, Credentials, Exchange, Holds, Mechanism};
use crate::protocol::secret::Secret;
use crate::protocol::{Expect, text};
use crate::record;
use crate::target::Target;
use std::path::Path;
use std::time::Duration;
use unicode_width::UnicodeWidthStr;

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
        if matches!(&self.link, Link::Up(wire, _) if wire.is_tls()) {
            return self.note(Note::AlreadyTls);
        }
        let line = String::from_utf8_lossy(self.dialogue.upgrade()).into_owned();
        self.say_command(&line);
    }

    fn answer_user(&mut self, name: Option<String>) {
        if !matches!(self.dialogue.expect(), Expect::Answer(_)) {
            return self.helper_failed(&HelperError::NoChallenge {
                name: "user".into(),
            });
        }
        match name.or_else(|| self.options.user.clone()) {
            Some(user) => self.answer(&user_answer(&user)),
            None => self.want(Want::AnswerUser, &Error::NoUser),
        }
    }

    fn answer_code(&mut self) {
        if !matches!(self.dialogue.expect(), Expect::Answer(_)) {
            return self.helper_failed(&HelperError::NoChallenge {
                name: "code".into(),
            });
        }
        match self.options.code.clone() {
            Some(code) => {
                self.note(Note::CodeFromOptions);
                self.answer(&code_answer(code));
            }
            None => self.want(Want::AnswerCode, &Error::NoCode),
        }
    }

    fn authenticate(&mut self, mechanism: Mechanism) {
        match (&self.link, self.dialogue.expect()) {
            (Link::Down | Link::Connecting, _) => {
                return self.helper_failed(&HelperError::NotConnected);
            }
            (_, Expect::Command) => {}
            _ => return self.helper_failed(&HelperError::NotNow),
        }
        let Some(user) = self.options.user.clone() else {
            return self.want(Want::ExchangeUser(mechanism), &Error::NoUser);
        };
        let Some(code) = self.options.code.clone() else {
            return self.want(Want::ExchangeCode(mechanism), &Error::NoCode);
        };
        self.begin_exchange(mechanism, Credentials { user, code });
    }

    /// Asks a person; a script has nobody to ask.
    fn want(&mut self, want: Want, otherwise: &Error) {
        if self.person.get() {
            self.wanted.push_back(want);
        } else {
            self.stop(otherwise);
        }
    }

    /// What was asked for was typed.
    pub(super) fn granted(&mut self, want: Want, line: &[u8]) {
        let typed = String::from_utf8_lossy(line).into_owned();
        match want {
            Want::AnswerUser => self.answer(&user_answer(typed.trim())),
            Want::AnswerCode => {
                let code = self.tidy(&typed);
                self.answer(&code_answer(code));
            }
            Want::ExchangeUser(mechanism) => {
                self.options.user = Some(typed.trim().to_owned());
                self.authenticate(mechanism);
            }
            Want::ExchangeCode(mechanism) => {
                let user = self.options.user.clone().unwrap_or_default();
                let code = self.tidy(&typed);
                self.begin_exchange(mechanism, Credentials { user, code });
            }
            Want::Helper => {
                let line = if typed.starts_with([':', '：']) {
                    typed
                } else {
                    format!(":{typed}")
                };
                match crate::helper::interpret(line.as_bytes()) {
                    Ok(crate::helper::Line::Helper(row, argument)) => {
                        match (row.action)(argument) {
                            Ok(action) => self.perform(action),
                            Err(error) => self.helper_failed(&error),
                        }
                    }
                    Ok(crate::helper::Line::Verbatim(_)) => {}
                    Err(error) => self.helper_failed(&error),
                }
            }
        }
    }

    /// A pasted code without what was copied along with it.
    fn tidy(&mut self, typed: &str) -> Secret {
        let (code, count) = sasl::tidy_code(typed);
        if count > 0 {
            self.note(Note::CodeTidied { count });
        }
        Secret::new(code)
    }

    fn begin_exchange(&mut self, mechanism: Mechanism, credentials: Credentials) {
        let mut exchange = Exchange::new(mechanism, credentials);
        let command = format!("AUTH {}", mechanism.name());
        // PLAIN has all it needs at once: the initial response of RFC 4954 §4.
        if mechanism == Mechanism::Plain
            && let Some(answer) = exchange.answer()
        {
            self.explain(&answer);
            let line = format!("{command} {}", sasl::encode(answer.bytes.reveal()));
            self.exchange = Some(exchange);
            return self.say(line.as_bytes(), false, By::Helper);
        }
        self.exchange = Some(exchange);
        self.say(command.as_bytes(), false, By::Helper);
    }

    /// The server has sent a challenge: if a helper carries the exchange out, it answers.
    pub(super) fn continue_exchange(&mut self) {
        let Some(exchange) = &mut self.exchange else {
            return;
        };
        match exchange.answer() {
            Some(answer) => self.answer(&answer),
            None => {
                self.exchange = None;
                self.note(Note::NothingMoreToSay);
            }
        }
    }

    fn answer(&mut self, answer: &Answer) {
        if !matches!(self.dialogue.expect(), Expect::Answer(_)) {
            return self.helper_failed(&HelperError::NotNow);
        }
        self.explain(answer);
        let coded = sasl::encode(answer.bytes.reveal());
        self.say(coded.as_bytes(), answer.secret, By::Helper);
    }

    fn explain(&mut self, answer: &Answer) {
        let user = || {
            let bytes = answer.bytes.reveal();
            let name = bytes.split(|byte| *byte == 0).find(|part| !part.is_empty());
            text::visible(name.unwrap_or_default())
        };
        let note = match answer.holds {
            Holds::User => Note::HoldsUser { user: user() },
            Holds::Code => Note::HoldsCode,
            Holds::Plain => Note::HoldsPlain { user: user() },
        };
        self.note(note);
    }

    fn help(&self) -> String {
        let width = HELPERS
            .iter()
            .map(|row| row.usage().width())
            .max()
            .unwrap_or_default();
        let rows = HELPERS.iter().map(|row| {
            let usage = row.usage();
            format!(
                "{usage}{}  {}",
                " ".repeat(width - usage.width()),
                row.summary.of(self.lang.get())
            )
        });
        rows.collect::<Vec<_>>().join("\n")
    }

    fn help_of(&self, row: &Helper) -> String {
        let aliases: String = row
            .aliases
            .iter()
            .map(|alias| format!(", :{alias}"))
            .collect();
        format!(
            "{}{aliases}\n{}\n{}",
            row.usage(),
            row.summary.of(self.lang.get()),
            row.example
        )
    }

    fn settings(&mut self) {
        let lang = self.lang.get();
        for row in SETTINGS {
            let value = match row.name {
                "upgrade" => on_or_off(self.upgrade),
                "resume" => on_or_off(self.options.tls.resume),
                "lang" => lang.pick("en", "zh").to_owned(),
                _ => self.options.timeout.as_secs().to_string(),
            };
            let setting = Note::Setting {
                name: row.name.to_owned(),
                value,
            }
            .say(lang);
            self.show(&format!(
                "{setting} ({}): {}",
                row.values,
                row.summary.of(lang)
            ));
        }
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

    fn status(&mut self) {
        let Link::Up(wire, place) = &self.link else {
            return self.note(Note::StatusClosed);
        };
        let (tls, place) = (wire.is_tls(), place.to_string());
        self.note(Note::StatusPlace { place });
        match (&self.secured, tls) {
            (Some(secured), true) => self.show(&format!(
                "{} {} {}",
                secured.version, secured.suite, secured.group
            )),
            _ => self.note(Note::StatusPlain),
        }
        let offers = self.dialogue.offers().join(", ");
        self.note(if offers.is_empty() {
            Note::StatusNoOffers
        } else {
            Note::StatusOffers { list: offers }
        });
        let what: Awaits = awaited(&self.link, self.dialogue.as_ref());
        self.note(Note::StatusAwaits {
            what: what.say(self.lang.get()),
        });
    }

    fn faults(&mut self) {
        let Some(practice) = &self.practice else {
            return self.helper_failed(&HelperError::NoPractice);
        };
        let lang = self.lang.get();
        let rows = FAULTS.iter().map(|row| {
            let mark = if practice.faults().has(row.fault) {
                "*"
            } else {
                " "
            };
            format!("{mark} {:18} {}", row.name, row.does.of(lang))
        });
        self.show(&rows.collect::<Vec<_>>().join("\n"));
        self.note(Note::FaultsMore);
    }

    fn change_faults(&mut self, change: impl Fn(&Faults)) {
        let Some(practice) = &self.practice else {
            return self.helper_failed(&HelperError::NoPractice);
        };
        change(practice.faults());
        let lang = self.lang.get();
        let now: Vec<String> = FAULTS
            .iter()
            .filter(|row| practice.faults().has(row.fault))
            .map(|row| {
                format!(
                    "{}: {}\n    {}",
                    row.name,
                    row.does.of(lang),
                    row.teaches.of(lang)
                )
            })
            .collect();
        if now.is_empty() {
            self.note(Note::NoFaults);
        } else {
            self.show(&now.join("\n"));
        }
    }

    fn save(&mut self, path: &Path) {
        if let Err(error) = self.try_to_save(path) {
            self.fail(&error);
        }
    }

    fn try_to_save(&mut self, path: &Path) -> Result<(), Error> {
        let failed = |error| record::failed(path, &error);
        let kind = record::kind(path)?;
        let mut recorder =
            (kind.make)(record::create(path, false)?, self.options.record).map_err(failed)?;
        let whole = self.journal.replay(recorder.as_mut()).map_err(failed)?;
        recorder.finish().map_err(failed)?;
        let lang = self.lang.get();
        self.note(Note::Saved {
            file: path.display().to_string(),
            what: kind.summary.of(lang).to_owned(),
        });
        if let Some(reveals) = kind.reveals {
            let what = reveals.of(lang).to_owned();
            self.note(Note::Reveals { what });
        }
        if !whole {
            self.note(Note::SavedInPart);
        }
        Ok(())
    }

    fn inbox(&mut self, number: Option<usize>) {
        let Some(practice) = &self.practice else {
            return self.helper_failed(&HelperError::NoPractice);
        };
        let mails = practice.mailbox();
        if let Some(number) = number {
            let Some(mail) = number.checked_sub(1).and_then(|index| mails.get(index)) else {
                return self.helper_failed(&HelperError::NoSuchMail { number });
            };
            let lines: Vec<String> = mail
                .data
                .split(|byte| *byte == b'\n')
                .map(|line| text::visible(line.strip_suffix(b"\r").unwrap_or(line)))
                .collect();
            return self.show(lines.join("\n").trim_end());
        }
        if mails.is_empty() {
            return self.note(Note::InboxEmpty);
        }
        for (index, mail) in mails.iter().enumerate() {
            self.note(Note::InboxLine {
                number: index + 1,
                from: text::escape(&mail.from),
                to: text::escape(&mail.to.join(", ")),
                subject: text::escape(&mail.subject()),
                bytes: mail.data.len(),
            });
        }
        self.note(Note::InboxMore);
    }
}

fn on_or_off(setting: bool) -> String {
    if setting { "on" } else { "off" }.to_owned()
}

fn user_answer(user: &str) -> Answer {
    Answer {
        bytes: Secret::new(user.as_bytes()),
        secret: false,
        holds: Holds::User,
    }
}

fn code_answer(code: Secret) -> Answer {
    Answer {
        bytes: code,
        secret: true,
        holds: Holds::Code,
    }
}
