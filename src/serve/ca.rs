//! The CA that is kept from one start to the next: who was given its certificate need not be given
//! another one.

use crate::note::Note;
use crate::ownfile::write;
use crate::practice::Authority;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

/// The CA of this file, which is made where it is missing. If that cannot be, it is told, and the CA is
/// for this time only.
pub(super) fn kept(file: Option<&Path>, say: impl Fn(Note)) -> Option<Authority> {
    let file = file?;
    keep(file)
        .map_err(|error| {
            say(Note::CaNotKept {
                file: file.display().to_string(),
                why: error.into(),
            });
        })
        .ok()
}

fn keep(file: &Path) -> io::Result<Authority> {
    let text = match fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
        Err(error) => return Err(error),
    };
    if let Some(authority) = Authority::from_pem(&text) {
        return Ok(authority);
    }
    let authority = Authority::new()?;
    write(file, authority.to_pem().reveal())?;
    Ok(authority)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    #[test]
    fn it_is_made_once_and_for_its_owner() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("practice-ca.pem");
        let told = Cell::new(0);
        let keep = |file: &Path| kept(Some(file), |_| told.set(told.get() + 1));
        let pem = |authority: Option<Authority>| authority.map(|it| it.to_pem());
        let first = pem(keep(&file));
        assert!(first.is_some() && pem(keep(&file)) == first);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(&file).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        fs::write(&file, "half a fi").unwrap();
        let second = pem(keep(&file));
        assert!(second.is_some() && second != first && pem(keep(&file)) == second);
        assert_eq!(told.get(), 0);
        assert!(keep(folder.path()).is_none() && told.get() == 1);
        assert!(kept(None, |_| unreachable!()).is_none());
    }
}
