//! What is kept: from the start, and by `:save`.

use super::Session;
use crate::error::Error;
use crate::note::Note;
use crate::ownfile;
use crate::protocol::Scheme;
use crate::record;
use std::path::Path;

impl Session {
    /// Says what is recorded from the start.
    pub(super) fn announce_records(&mut self) {
        let lang = self.lang.get();
        let kinds: Vec<_> = self
            .recorders
            .iter()
            .filter_map(|recording| Some((recording.path.display().to_string(), recording.kind?)))
            .collect();
        let kept = self
            .recorders
            .iter()
            .filter_map(|it| Some((it.path.clone(), it.kept.clone()?)));
        for (path, kept) in kept.collect::<Vec<_>>() {
            self.note_kept(&path, &kept);
        }
        for (file, kind) in kinds {
            let what = kind.summary.of(lang).to_owned();
            self.note(Note::Recording { file, what });
            self.about_record(kind);
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

    fn try_to_save(&mut self, path: &Path) -> Result<(), Error> {
        let failed = |error| Error::unwritable(path, error);
        let kind = record::kind(path)?;
        let options = record::Options {
            lang: self.lang.get(),
            ..self.options.record
        };
        self.make_room(path)?;
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

    /// What was there is not overwritten, unless this session has saved it.
    pub(super) fn make_room(&mut self, path: &Path) -> Result<(), Error> {
        if self.is_recorded(path) {
            return Err(Error::recorded(path));
        }
        if self.saved.iter().any(|saved| ownfile::is_same(saved, path)) {
            return Ok(());
        }
        if let Some(kept) = ownfile::keep(path)? {
            self.note_kept(path, &kept);
        }
        self.saved.push(path.to_owned());
        Ok(())
    }

    /// Whether a file is a record that is being written: who reads it reads on and on.
    pub(super) fn is_recorded(&self, path: &Path) -> bool {
        let mut recorders = self.recorders.iter();
        recorders.any(|recording| ownfile::is_same(&recording.path, path))
    }

    fn note_kept(&mut self, path: &Path, kept: &Path) {
        self.note(Note::Kept {
            file: path.display().to_string(),
            kept: kept.display().to_string(),
        });
    }

    fn about_record(&mut self, kind: &record::Row) {
        if let Some((whole, clear)) = &kind.reveals {
            let reveals = match self.options.record.secrets {
                true => whole,
                false => clear,
            };
            let what = reveals.of(self.lang.get()).to_owned();
            self.note(Note::Reveals { what });
        }
        let servers = match &self.servers[..] {
            [] => vec![(self.target.port, self.target.scheme)],
            servers => servers.to_vec(),
        };
        self.decode_as(kind, &servers);
    }

    /// A connection came up. A server behind the first one changes what its record needs.
    pub(super) fn about_server(&mut self) {
        let (port, scheme) = (self.target.port, self.target.scheme);
        let known = |(at, spoken): &(u16, &Scheme)| *at == port && spoken.name == scheme.name;
        if self.servers.iter().any(known) {
            return;
        }
        self.servers.push((port, scheme));
        if self.servers.len() > 1 {
            let kinds: Vec<_> = self.recorders.iter().filter_map(|it| it.kind).collect();
            for kind in kinds {
                self.decode_as(kind, &[(port, scheme)]);
            }
        }
    }

    /// What the reader of a record must be told of these servers.
    fn decode_as(&mut self, kind: &record::Row, servers: &[(u16, &Scheme)]) {
        let lang = self.lang.get();
        let hints = servers.iter().filter_map(|(port, scheme)| {
            let (hint, name) = ((kind.hint)(*port, scheme)?, scheme.protocol.name);
            Some((
                lang.pick(
                    format!("TCP port {port}, {name}"),
                    format!("TCP 端口 {port} 选 {name}"),
                ),
                hint,
            ))
        });
        let (list, hints): (Vec<_>, Vec<_>) = hints.unzip();
        if !hints.is_empty() {
            self.note(Note::DecodeAs {
                list: list.join(lang.pick("; ", "；")),
                hint: hints.join(" "),
            });
        }
    }
}
