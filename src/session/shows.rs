//! What helpers show without asking the server.

use super::asking::awaited;
use super::{Link, Session};
use crate::error::Error;
use crate::handshake;
use crate::helper::{GROUPS, Helper, HelperError, SETTINGS, View, helpers};
use crate::note::{Awaits, Note};
use crate::practice::fault::{FAULTS, Faults};
use crate::protocol::text;
use crate::record;
use crate::screen::{milliseconds, padded};
use crate::teach::handshake::Purpose;
use crate::wire::{Roots, TlsVersion};
use crate::words::Lang;
use std::path::Path;
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
                format!(
                    "{}  {}",
                    padded(group.title.of(lang), width),
                    names.join(" ")
                )
            })
            .collect();
        lines.push(Note::HelpMore.say(lang));
        lines.join("\n")
    }

    pub(super) fn help_all(&self) -> String {
        let lang = self.lang.get();
        let width = helpers()
            .map(|row| row.usage().width())
            .max()
            .unwrap_or_default();
        let line =
            |row: &Helper| format!("{}  {}", padded(&row.usage(), width), row.summary.of(lang));
        let groups = GROUPS.iter().map(|group| {
            let lines: Vec<String> = group.rows.iter().map(line).collect();
            format!("{}\n{}", group.title.of(lang), lines.join("\n"))
        });
        groups.collect::<Vec<_>>().join("\n\n")
    }

    pub(super) fn help_of(&self, row: &Helper) -> String {
        let aliases: String = row
            .aliases
            .iter()
            .map(|alias| format!(", :{alias}"))
            .collect();
        let usage = row.usage();
        let summary = row.summary.of(self.lang.get());
        let example = Some(row.example).filter(|example| *example != usage);
        let example = example.map(|example| format!("\n{example}"));
        format!("{usage}{aliases}\n{summary}{}", example.unwrap_or_default())
    }

    pub(super) fn settings(&mut self) {
        let lang = self.lang.get();
        for row in SETTINGS {
            let value = match row.name {
                "upgrade" => on_or_off(self.upgrade),
                "insecure" => on_or_off(self.options.tls.insecure),
                "ca" => match &self.options.tls.roots {
                    Roots::File(path) => path.display().to_string(),
                    _ => "default".to_owned(),
                },
                "servername" => {
                    let name = self.options.tls.server_name.clone();
                    name.unwrap_or_else(|| "default".to_owned())
                }
                "tls-version" => match self.options.tls.version {
                    None => "any",
                    Some(TlsVersion::V1_2) => "1.2",
                    Some(TlsVersion::V1_3) => "1.3",
                }
                .to_owned(),
                "hex" => on_or_off(self.details.get().hex),
                "timing" => on_or_off(self.details.get().timing),
                "coach" => on_or_off(self.is_coached()),
                "tag" => on_or_off(self.tagging),
                "resume" => on_or_off(self.options.resume),
                "auth" => if self.login.by_hand {
                    "by-hand"
                } else {
                    "helper"
                }
                .to_owned(),
                "dns" => {
                    let server = self.options.dns.map(|server| server.to_string());
                    server.unwrap_or_else(|| "default".to_owned())
                }
                "lang" => lang.pick("en", "zh").to_owned(),
                _ => format!("{:?}", self.options.timeout),
            };
            let setting = Note::Setting {
                name: row.name.to_owned(),
                value,
            }
            .say(lang);
            let (values, summary) = (row.values, row.summary.of(lang));
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

    pub(super) fn save(&mut self, path: &Path) {
        let mail = path
            .extension()
            .is_some_and(|kind| kind.eq_ignore_ascii_case("eml"));
        let saved = if mail {
            self.save_mail(path)
        } else {
            self.try_to_save(path)
        };
        if let Err(error) = saved {
            self.fail(&error);
        }
    }

    pub(super) fn handshake(&mut self, view: View) {
        if self.handshake.is_empty() {
            return self.note(Note::NoHandshake);
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
            return self.note(Note::NoCertificates);
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

    /// Says what is recorded from the start.
    pub(super) fn announce_records(&mut self) {
        let lang = self.lang.get();
        let kinds: Vec<_> = self
            .recorders
            .iter()
            .filter_map(|recording| Some((recording.path.display().to_string(), recording.kind?)))
            .collect();
        for (file, kind) in kinds {
            let what = kind.summary.of(lang).to_owned();
            self.note(Note::Recording { file, what });
            self.about_record(kind);
        }
    }

    fn about_record(&mut self, kind: &record::Row) {
        if let Some(reveals) = kind.reveals {
            let what = reveals.of(self.lang.get()).to_owned();
            self.note(Note::Reveals { what });
        }
        let port = self.target.port;
        if let Some(hint) = (kind.hint)(port, self.target.scheme) {
            let protocol = self.target.scheme.protocol.name.to_owned();
            self.note(Note::DecodeAs {
                port,
                protocol,
                hint,
            });
        }
    }

    fn try_to_save(&mut self, path: &Path) -> Result<(), Error> {
        let failed = |error| record::failed(path, &error);
        let kind = record::kind(path)?;
        let options = record::Options {
            lang: self.lang.get(),
            ..self.options.record
        };
        let mut recorder = (kind.make)(record::create(path, false)?, options).map_err(failed)?;
        let whole = self.journal.replay(recorder.as_mut()).map_err(failed)?;
        recorder.finish().map_err(failed)?;
        let what = kind.summary.of(self.lang.get()).to_owned();
        self.note(Note::Saved {
            file: path.display().to_string(),
            what,
        });
        self.about_record(kind);
        if !whole {
            self.note(Note::SavedInPart);
        }
        Ok(())
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

fn on_or_off(setting: bool) -> String {
    if setting { "on" } else { "off" }.to_owned()
}
