//! What helpers show without asking the server.

use super::asking::awaited;
use super::{Link, Session};
use crate::error::Error;
use crate::event::Event;
use crate::handshake;
use crate::helper::{GROUPS, Helper, HelperError, SETTINGS, Settings, View, helpers};
use crate::note::{Awaits, Note};
use crate::practice::fault::{FAULTS, Faults};
use crate::protocol::text;
use crate::screen::{milliseconds, row};
use crate::teach::handshake::Purpose;
use crate::wire::Roots;
use crate::words::Lang;
use unicode_width::UnicodeWidthStr;

impl Session {
    pub(super) fn help_names(&self) -> String {
        let lang = self.lang.get();
        let titles = GROUPS.iter().map(|group| group.title.of(lang));
        let width = titles.map(UnicodeWidthStr::width).max().unwrap_or_default();
        let mut lines: Vec<String> = GROUPS
            .iter()
            .map(|group| {
                let names: Vec<String> = group
                    .rows
                    .iter()
                    .map(|row| format!(":{}", row.name))
                    .collect();
                row(group.title.of(lang), width + 2, &names.join(" "))
            })
            .collect();
        lines.push(Note::HelpMore.say(lang));
        lines.join("\n")
    }

    pub(super) fn help_all(&self) -> String {
        let lang = self.lang.get();
        let width = helpers()
            .map(|row| row.usage(lang).width())
            .max()
            .unwrap_or_default();
        let line = |helper: &Helper| row(&helper.usage(lang), width + 2, helper.summary.of(lang));
        let groups = GROUPS.iter().map(|group| {
            let lines: Vec<String> = group.rows.iter().map(line).collect();
            format!("{}\n{}", group.title.of(lang), lines.join("\n"))
        });
        groups.collect::<Vec<_>>().join("\n\n")
    }

    fn settings_now(&self) -> Settings<'_> {
        let details = self.details.get();
        let tls = &self.options.tls;
        Settings {
            upgrade: self.upgrade,
            resume: self.options.resume,
            insecure: tls.insecure,
            ca: match &tls.roots {
                Roots::File(path) => Some(path),
                _ => None,
            },
            server_name: tls.server_name.as_deref(),
            tls_version: tls.version,
            hex: details.hex,
            timing: details.timing,
            lang: self.lang.get(),
            coach: self.is_coached(),
            by_hand: self.login.by_hand,
            dns: self.options.dns,
            tag: self.tagging,
            timeout: self.options.timeout,
        }
    }

    pub(super) fn settings(&self) {
        let lang = self.lang.get();
        let now = self.settings_now();
        for row in SETTINGS {
            let setting = Note::Setting {
                name: row.name.to_owned(),
                value: row.value(&now),
            }
            .say(lang);
            let (values, summary) = (row.values.of(lang), row.summary.of(lang));
            self.show(&match lang {
                Lang::English => format!("{setting} ({values}): {summary}"),
                Lang::Chinese => format!("{setting}（{values}）：{summary}"),
            });
        }
    }

    pub(super) fn status(&mut self) {
        let Link::Up(wire, place) = &self.connection.link else {
            return self.note(Note::StatusClosed);
        };
        let (tls, place) = (wire.is_tls(), place.to_string());
        self.note(Note::StatusPlace { place });
        match (&self.connection.secured, tls) {
            (Some(secured), true) => self.show(&format!(
                "{} {} {}",
                secured.version, secured.suite, secured.group
            )),
            _ => self.note(Note::StatusPlain),
        }
        let offers = self.dialogue.offers().join(", ");
        self.note(if offers.is_empty() {
            Note::StatusNoOffers {
                command: self.protocol().asks.to_owned(),
            }
        } else {
            Note::StatusOffers { list: offers }
        });
        let what: Awaits = awaited(&self.connection.link, self.dialogue.as_ref());
        self.note(Note::StatusAwaits {
            what: what.say(self.lang.get()),
        });
    }

    /// There is nothing to do it with: a person reads why, a script fails.
    pub(super) fn cannot(&mut self, note: &Note) {
        if self.person.get() {
            return self.note(note.clone());
        }
        let what = note.say(self.lang.get());
        self.fail(&Error::Helper { what });
    }

    pub(super) fn faults(&mut self) {
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

    pub(super) fn change_faults(&mut self, change: impl Fn(&Faults)) {
        let Some(practice) = self.practice.clone() else {
            return self.helper_failed(&HelperError::NoPractice);
        };
        change(practice.faults());
        self.tell_faults();
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

    /// Tells which faults the practice server has got and has no more, whoever has changed that.
    pub(super) fn tell_faults(&mut self) {
        let Some(practice) = self.practice.clone() else {
            return;
        };
        for row in FAULTS {
            let has = practice.faults().has(row.fault);
            if has == self.faults.contains(&row.fault) {
                continue;
            }
            self.faults.retain(|fault| *fault != row.fault);
            self.faults.extend(has.then_some(row.fault));
            let off = if has { "" } else { " off" };
            self.tell(Event::Helped {
                line: format!(":fault {}{off}", row.name),
                forgives: false,
            });
        }
    }

    pub(super) fn handshake(&mut self, view: View) {
        if self.handshake.is_empty() {
            return self.cannot(&Note::NoHandshake);
        }
        let lang = self.lang.get();
        match view {
            View::List => {
                self.show(&self.handshake.list(lang));
                self.note(Note::HandshakeMore);
            }
            View::All => self.show(&self.handshake.whole(lang)),
            View::Step { number, hex } => match self.handshake.step(number, hex, lang) {
                Some(step) => self.show(&step),
                None => {
                    let count = self.handshake.len();
                    self.helper_failed(&HelperError::NoSuchStep { number, count });
                }
            },
        }
    }

    pub(super) fn certificates(&mut self, pem: bool) {
        let certificates = self.handshake.certificates();
        if certificates.is_empty() {
            return self.cannot(&Note::NoCertificates);
        }
        if pem {
            let pem: String = certificates.iter().map(handshake::pem).collect();
            return self.terminal.print(&pem);
        }
        let lang = self.lang.get();
        let shown: Vec<String> = certificates
            .iter()
            .map(|certificate| handshake::certificate(certificate, lang))
            .collect();
        let how = Purpose::Verification.say(lang);
        self.show(&format!("{}\n\n{how}", shown.join("\n\n")));
        // How it ended, only the session that it was shown in can tell.
        let Some(secured) = self.connection.secured.as_ref().filter(|_| self.is_tls()) else {
            return;
        };
        let name = secured.name.clone();
        self.note(match &secured.unverified {
            Some(why) => Note::CertResult {
                what: why.say(lang),
            },
            None if secured.resumed => Note::CertOfBefore,
            None => Note::CertResult {
                what: Note::Verified { name }.say(lang),
            },
        });
        let address = self.practice.as_ref().map(|practice| practice.address());
        if matches!(&self.connection.link, Link::Up(_, place) if Some(place.address) == address) {
            self.note(Note::CertPractice);
        }
    }

    pub(super) fn timing(&mut self) {
        if self.timing.rows.is_empty() {
            return self.note(Note::NoReplies);
        }
        let lang = self.lang.get();
        let rows = self.timing.rows.iter().map(|row| {
            let what = row.what.say(lang);
            let room = " ".repeat(10_usize.saturating_sub(what.width()));
            format!(
                "{what}{room} {:4} {:>9} {:>9}",
                row.word,
                milliseconds(row.took.first),
                milliseconds(row.took.last)
            )
        });
        let head = lang.pick(
            "                first ms   last ms",
            "                首字节ms  末字节ms",
        );
        let lines: Vec<String> = std::iter::once(head.to_owned()).chain(rows).collect();
        self.show(&lines.join("\n"));
    }

    pub(super) fn inbox(&mut self, number: Option<usize>) {
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
