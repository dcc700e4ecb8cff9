//! What is recorded from the start.

use crate::args::Args;
use crate::error::Error;
use crate::ownfile;
use crate::record::keylog::KeyLog;
use crate::record::{self, Recording};
use std::path::PathBuf;

/// Who writes what happens. A file that cannot be written is told before anything else happens.
pub(super) fn recorders(args: &Args, options: record::Options) -> Result<Vec<Recording>, Error> {
    let mut recorders = Vec::new();
    for path in &args.record {
        let kind = record::kind(path)?;
        let twice = |recording: &Recording| ownfile::is_same(&recording.path, path);
        if recorders.iter().any(twice) {
            return Err(Error::recorded(path));
        }
        let kept = ownfile::keep(path)?;
        let recorder = (kind.make)(record::create(path, false)?, options)
            .map_err(|error| Error::unwritable(path, error))?;
        let path = path.clone();
        recorders.push(Recording {
            path,
            kind: Some(kind),
            kept,
            recorder,
        });
    }
    let by_environment = || std::env::var_os("SSLKEYLOGFILE").filter(|name| !name.is_empty());
    let keylog = args
        .keylog
        .clone()
        .or_else(|| by_environment().map(PathBuf::from));
    if let Some(path) = keylog {
        let recorder = Box::new(KeyLog::new(record::create(&path, true)?));
        recorders.push(Recording {
            path,
            kind: None,
            kept: None,
            recorder,
        });
    }
    Ok(recorders)
}
