//! What is kept: from the start, and by `:save`.

use super::Session;
use crate::error::Error;
use crate::note::Note;
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
}
