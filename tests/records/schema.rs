//! The documented schema of the JSON records, against what sessions tell.

use crate::events;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use tempfile::TempDir;

/// The tables of the schema: each type with its fields, from the README in each language.
fn schema(readme: &str) -> BTreeMap<String, BTreeSet<String>> {
    let (_, table) = readme.split_once("| `session` | `schema`").unwrap();
    let table = format!("| `session` | `schema`{table}");
    let rows = table.lines().take_while(|line| line.starts_with('|'));
    let names = |row: &str| -> Vec<String> {
        let names = row.split('`').skip(1).step_by(2);
        names.map(str::to_owned).collect()
    };
    let rows = rows.map(names).map(|names| {
        let (kind, fields) = names.split_first().unwrap();
        (kind.clone(), fields.iter().cloned().collect())
    });
    rows.collect()
}

/// Sessions in which everything happens that there is an event of.
#[test]
fn the_schema_has_every_event_and_every_field() {
    let documented = schema(include_str!("../../README.md"));
    assert_eq!(documented, schema(include_str!("../../README.zh-CN.md")));
    let in_source = include_str!("../../src/record/json.rs");
    for (kind, fields) in &documented {
        let row = format!("//! | `{kind}` |");
        let row = in_source.lines().find(|line| line.starts_with(&row));
        let row = row.unwrap_or_else(|| panic!("{kind} is not in the source"));
        for field in fields {
            assert!(row.contains(&format!("`{field}`")), "{field}: {row}");
        }
    }

    let folder = TempDir::new().unwrap();
    let mail = folder.path().join("mail.eml");
    std::fs::write(&mail, b"Subject: x\n\n\xd6\xd0\x01\n").unwrap();
    let practice = format!(
        ":set coach on\nelho a\nehlo a\n:expect 250\n:starttls\nehlo a\n:auth login\nmail from:<student@smtpsh.example>\n\
         rcpt to:<student@smtpsh.example>\n:send {}\nmail from:<student@smtpsh.example>\nrcpt to:<student@smtpsh.example>\n\
         data\n.\nnoop \x01\nquit\n\
         :open practice/pop3\n:login\nretr 1\n:read 1\nquit\n\
         :open practice/imap\n:login\na list \"\" *\n:foo\n",
        mail.display()
    );
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let server = listener.local_addr().unwrap().to_string();
    let serving = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
        for reply in ["220 \x01\r\n", "334 AQID\r\n"] {
            stream.write_all(reply.as_bytes()).unwrap();
            lines.next();
        }
        stream.write_all(b"250-\x02").unwrap();
    });
    let mut seen: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let sessions = [
        events(&["--lang", "en", "--keep-going", "-c", &practice]),
        events(&["--lang", "en", &server, "-c", "auth login\nAQID\nnoop"]),
    ];
    serving.join().unwrap();
    for event in sessions.iter().flat_map(|(_, events)| events) {
        let kind = event["type"].as_str().unwrap().to_owned();
        assert!(event["at"].is_number(), "{event}");
        let fields = event.as_object().unwrap().keys().cloned();
        let own = fields.filter(|field| !["type", "at"].contains(&field.as_str()));
        seen.entry(kind).or_default().extend(own);
    }
    assert_eq!(seen, documented, "what happens, and what is documented");
}
