//! Files that smtpsh writes: for their owner alone, and without taking what was there away.

use crate::error::Error;
use std::ffi::OsString;
use std::fs::{self, OpenOptions};
#[cfg(unix)]
use std::fs::{File, Permissions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Creates a file, or opens it to go on with it. Only its owner may read it.
pub fn create(path: &Path, append: bool) -> Result<Box<dyn Write>, Error> {
    let mut options = OpenOptions::new();
    options
        .write(true)
        .create(true)
        .append(append)
        .truncate(!append);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options
        .open(path)
        .map_err(|error| Error::unwritable(path, error))?;
    #[cfg(unix)]
    close_to_others(&file);
    Ok(Box::new(BufWriter::new(file)))
}

/// Moves a file out of the way of one that is to be created, as editors do. Returns its name now, if
/// there was something in it. Whoever has it open reads on in the old one.
pub(crate) fn keep(path: &Path) -> Result<Option<PathBuf>, Error> {
    let there = fs::metadata(path).is_ok_and(|about| about.is_file() && about.len() > 0);
    if !there {
        return Ok(None);
    }
    let mut kept = OsString::from(path);
    kept.push("~");
    let kept = PathBuf::from(kept);
    // Of a link the file that it leads to.
    let file = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    fs::rename(file, &kept).map_err(|error| Error::unwritable(&kept, error))?;
    Ok(Some(kept))
}

/// Whether both are names of one file that is there.
pub(crate) fn is_same(one: &Path, other: &Path) -> bool {
    match (fs::canonicalize(one), fs::canonicalize(other)) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}

/// Writes a file whole or not at all. The new file is one that only its owner can read; links are
/// followed.
pub(crate) fn write(file: &Path, text: &[u8]) -> io::Result<()> {
    let file = fs::canonicalize(file).unwrap_or_else(|_| file.to_owned());
    let folder = file.parent().unwrap_or(Path::new("."));
    let mut new = tempfile::NamedTempFile::new_in(folder)?;
    new.write_all(text)?;
    new.as_file().sync_all()?;
    new.persist(file)?;
    Ok(())
}

/// A file that was there keeps its rights when it is opened. A device or a pipe is not ours to close,
/// and a file system without rights (a USB stick's) cannot do it.
#[cfg(unix)]
fn close_to_others(file: &File) {
    use std::os::unix::fs::PermissionsExt;
    if file.metadata().is_ok_and(|about| about.is_file()) {
        let _ = file.set_permissions(Permissions::from_mode(0o600));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_there_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let (file, kept) = (
            folder.path().join("lab.txt"),
            folder.path().join("lab.txt~"),
        );
        assert_eq!(keep(&file).unwrap(), None);
        fs::write(&file, "").unwrap();
        assert_eq!(keep(&file).unwrap(), None);
        fs::write(&file, "handed in").unwrap();
        let mut reader = fs::File::open(&file).unwrap();
        assert_eq!(keep(&file).unwrap(), Some(kept.clone()));
        create(&file, false).unwrap().write_all(b"new").unwrap();
        assert_eq!(fs::read_to_string(&kept).unwrap(), "handed in");
        assert_eq!(io::read_to_string(&mut reader).unwrap(), "handed in");
        assert!(is_same(&file, &folder.path().join(".").join("lab.txt")));
        assert!(!is_same(&file, &kept) && !is_same(&file, &folder.path().join("none")));
    }
}
