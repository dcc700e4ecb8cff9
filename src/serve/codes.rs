//! The file of `--users`: reads it, gives codes to those who have none, and prints them.

use crate::error::{Error, Exit};
use crate::note::Note;
use crate::ownfile::write;
use crate::practice::users::{self, Users};
use crate::protocol::text::escape;
use crate::screen::{padded, text_lines};
use crate::terminal::{Terminal, print_aside};
use crate::textfile;
use crate::words::Lang;
use std::path::Path;
use unicode_width::UnicodeWidthStr;
use zeroize::Zeroizing;

/// Prints who may log in with which code, to be cut into slips, and ends.
pub fn print_codes(file: &Path, terminal: &Terminal, lang: Lang) -> Result<Exit, Error> {
    let users = users(file, lang, |note| {
        print_aside(&text_lines(&note.say(lang)));
    })?;
    let list = users.list();
    let width = list.iter().map(|user| user.name.width()).max().unwrap_or(0);
    let lines = list.iter().map(|user| {
        let code = String::from_utf8_lossy(user.code.reveal());
        format!("{}  {code}\n", padded(&user.name, width))
    });
    terminal.print(&lines.collect::<String>());
    Ok(Exit::Well)
}

/// Reads the file. Where codes were missing it is written anew, for its owner only.
pub(super) fn users(file: &Path, lang: Lang, say: impl Fn(Note)) -> Result<Users, Error> {
    let name = || file.display().to_string();
    let unreadable = |error| Error::unreadable(file, error);
    let (text, mark) = textfile::read_any(file).map_err(unreadable)?;
    let (text, made) = users::with_codes(&text).map_err(unreadable)?;
    let users = Users::parse(&text).map_err(|(number, misfit)| Error::BadUsers {
        file: name(),
        number,
        why: misfit.say(lang),
    })?;
    if let Some(heading) = users::heading(&text) {
        let (file, heading) = (name(), escape(heading));
        say(Note::HeadingSkipped { file, heading });
    }
    if made > 0 {
        // A list that is cut off would lock the class out.
        let text = Zeroizing::new([mark, text.as_str()].concat());
        write(file, text.as_bytes()).map_err(|error| Error::unwritable(file, error))?;
        say(Note::CodesMade {
            count: made,
            file: name(),
        });
    } else if others_read(file) {
        say(Note::CodesReadable { file: name() });
    }
    Ok(users)
}

#[cfg(unix)]
fn others_read(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(file).is_ok_and(|data| data.permissions().mode() & 0o077 != 0)
}

/// Windows has access lists; a folder of one's own is not open to others.
#[cfg(not(unix))]
fn others_read(_: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::RefCell;
    use std::fs;

    #[test]
    fn a_file_gets_its_codes_once() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("class.txt");
        fs::write(&file, "# class 3\nann\nbob known\n").unwrap();
        let said = RefCell::new(Vec::new());
        let read = || users(&file, Lang::English, |note| said.borrow_mut().push(note)).unwrap();
        let first = read();
        assert_eq!(first.list()[1].code.reveal(), b"known");
        assert!(matches!(
            said.borrow()[..],
            [Note::CodesMade { count: 1, .. }]
        ));
        assert!(
            fs::read_to_string(&file)
                .unwrap()
                .starts_with("# class 3\nann ")
        );
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = |mode| fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
            let metadata = fs::metadata(&file).unwrap();
            assert_eq!(metadata.permissions().mode() & 0o777, 0o600);
            assert_eq!((read(), said.borrow().len()), (first.clone(), 1));
            mode(0o644);
        }
        assert_eq!(read(), first);
        if cfg!(unix) {
            assert!(matches!(said.borrow()[1], Note::CodesReadable { .. }));
        }
    }

    #[test]
    fn a_heading_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("class.txt");
        for (list, told) in [("name code\nann one\n", 1), ("ann one\nname code\n", 0)] {
            fs::write(&file, list).unwrap();
            let said = RefCell::new(Vec::new());
            users(&file, Lang::English, |note| said.borrow_mut().push(note)).unwrap();
            let is_told = |note: &&Note| matches!(note, Note::HeadingSkipped { heading, .. } if heading == "name code");
            assert_eq!(said.borrow().iter().filter(is_told).count(), told, "{list}");
        }
    }

    #[test]
    fn a_list_may_be_of_any_editor() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("class.csv");
        let list = "学号\r\n张三\r\n";
        let utf_16 = |bytes: fn(u16) -> [u8; 2]| {
            let marked = format!("{}{list}", textfile::MARK);
            marked.encode_utf16().flat_map(bytes).collect::<Vec<u8>>()
        };
        for bytes in [
            list.as_bytes().to_vec(),
            [textfile::MARK, list].concat().into_bytes(),
            utf_16(u16::to_le_bytes),
            utf_16(u16::to_be_bytes),
            encoding_rs::GBK.encode(list).0.into_owned(),
        ] {
            fs::write(&file, &bytes).unwrap();
            // The second time it is what was written the first.
            for _ in 0..2 {
                let users = users(&file, Lang::English, |_| {}).unwrap();
                let names: Vec<_> = users.list().iter().map(|user| &user.name).collect();
                assert_eq!(names, ["张三@smtpsh.example"], "{bytes:?}");
            }
        }
        let bare: Vec<u8> = "ann one"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        for bytes in [&bare[..], b"\xff\xff one\n"] {
            fs::write(&file, bytes).unwrap();
            let error = users(&file, Lang::English, |_| {}).unwrap_err();
            assert!(
                error.to_string().contains("neither UTF-8 nor GBK"),
                "{error}"
            );
            assert_eq!(fs::read(&file).unwrap(), bytes);
        }
    }

    #[test]
    fn a_file_that_is_wrong_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("class.txt");
        fs::write(&file, "ann\nann\n").unwrap();
        let error = users(&file, Lang::English, |_| {}).unwrap_err();
        assert!(
            error.to_string().contains("line 2: ann@smtpsh.example"),
            "{error}"
        );
        assert_eq!(fs::read_to_string(&file).unwrap(), "ann\nann\n");
    }
}
