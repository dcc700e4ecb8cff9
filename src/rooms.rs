//! What the map says of the rooms, held against their code.

use std::fs;
use std::path::{Path, PathBuf};

/// A room knows those below it on the map, and none above.
#[test]
fn imports_run_down_the_map() {
    let library = include_str!("lib.rs");
    let map = library
        .split("//! # ")
        .find(|part| part.starts_with("The map"));
    let rooms: Vec<&str> = map
        .unwrap()
        .lines()
        .filter_map(|line| line.strip_prefix("//! * ")?.split_once(':'))
        .flat_map(|(names, _)| names.split('`').skip(1).step_by(2))
        .map(|name| name.trim_start_matches("mod@"))
        .collect();
    let modules = library.lines().filter_map(|line| line.strip_suffix(';'));
    let modules = modules.filter_map(|line| Some(line.split_once("mod ")?.1));
    for module in modules.filter(|module| *module != "rooms") {
        assert!(rooms.contains(&module), "{module} is not on the map");
    }
    for (at, room) in rooms.iter().enumerate() {
        for (path, code) in code_of(room) {
            let lines = code.lines().filter(|line| !line.trim().starts_with("//"));
            for import in lines.flat_map(|line| line.split("crate::").skip(1)) {
                let name = import.split(|c: char| !c.is_alphanumeric()).next().unwrap();
                let above = name.is_empty() || rooms[..at].contains(&name);
                assert!(!above, "{}: crate::{import}", path.display());
            }
        }
    }
}

/// These speak every protocol, and name none.
#[test]
fn the_rooms_that_name_no_protocol() {
    const ROOMS: &[&str] = &[
        "event", "prompt", "record", "screen", "session", "source", "terminal", "wire",
    ];
    const NAMES: &[&str] = &["smtp::", "pop3::", "imap::", "\"POP3", "\"IMAP", "\"TOP"];
    let code = ROOMS.iter().flat_map(|room| code_of(room));
    // The report is a lesson as well: it tells of each protocol in its own words.
    let report = |path: &Path| {
        path.iter()
            .any(|part| part == "report" || part == "report.rs")
    };
    for (path, code) in code.filter(|(path, _)| !report(path)) {
        for name in NAMES {
            assert!(!code.contains(name), "{}: {name}", path.display());
        }
    }
}

/// The files of a room, without their tests.
fn code_of(room: &str) -> Vec<(PathBuf, String)> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut left = vec![source.join(room), source.join(format!("{room}.rs"))];
    let mut found = Vec::new();
    while let Some(path) = left.pop() {
        if path.ends_with("tests") || path.ends_with("tests.rs") {
            continue;
        }
        if path.is_dir() {
            let entries = fs::read_dir(&path).unwrap();
            left.extend(entries.map(|entry| entry.unwrap().path()));
        } else if let Ok(text) = fs::read_to_string(&path) {
            let code = text.split("#[cfg(test)]\nmod tests").next();
            found.push((path, code.unwrap_or_default().to_owned()));
        }
    }
    assert!(!found.is_empty(), "{room}");
    found
}
