//! One known code, given in every way, and looked for in everything that a session leaves: what is shown,
//! what is recorded, the history, the process list, the types' debug output; in clear, in base64,
//! in hex.

#![allow(clippy::unwrap_used, clippy::expect_used, unreachable_pub)]

#[path = "secrets/debug.rs"]
mod debug;
#[path = "secrets/echo.rs"]
mod echo;
#[cfg(unix)]
#[path = "secrets/prompt.rs"]
mod prompt;
#[path = "secrets/script.rs"]
mod script;
#[cfg(unix)]
#[allow(dead_code, reason = "tests/screen.rs uses the rest")]
#[path = "screen/terminal.rs"]
mod terminal;

use smtpsh::practice::{Practice, Settings, users::Users};
use smtpsh::protocol::sasl;
use smtpsh::protocol::text::hex;
use std::path::Path;

const USER: &str = "ada@smtpsh.example";
const CODE: &str = "Zq7!opensesame-Xw";

/// A practice server that knows the user.
fn practice() -> Practice {
    let users = Users::parse(&format!("{USER} {CODE}\n")).unwrap();
    Practice::start(Settings {
        users,
        ..Settings::default()
    })
    .unwrap()
}

/// The answer of AUTH PLAIN (RFC 4616), in base64.
fn plain() -> String {
    sasl::encode(format!("\0{USER}\0{CODE}").as_bytes())
}

/// Enough of the code to know it again, in whatever form: the whole of a form would be missed where
/// something stands in the middle of it, as a space in a hex dump.
fn traces() -> Vec<String> {
    let part = &CODE[4..14];
    let mut traces = vec![part.to_owned()];
    // Base64 of a text shows one of three faces, by where the text stands.
    for before in ["", "-", "--"] {
        let coded = sasl::encode(format!("{before}{CODE}").as_bytes());
        traces.push(coded[8..20].to_owned());
    }
    for trace in traces.clone() {
        let digits = hex(trace.as_bytes());
        traces.push(digits.to_uppercase());
        let bytes: Vec<&str> = (0..digits.len())
            .step_by(2)
            .map(|at| &digits[at..at + 2])
            .collect();
        // A line of a hex dump may end in the middle.
        traces.push(bytes[..4].join(" "));
        traces.push(bytes[4..8].join(" "));
        traces.push(digits);
        // How bytes look in debug output.
        let decimal = format!("{:?}", trace.as_bytes());
        traces.push(decimal[1..decimal.len() - 1].to_owned());
    }
    traces
}

/// Nothing of the code is in this.
#[track_caller]
fn clean(what: &str, text: &str) {
    for trace in traces() {
        let found = text.find(&trace);
        assert_eq!(found, None, "{trace:?} in {what}: {text}");
    }
}

/// Nothing of the code is in any file of the folder.
fn clean_folder(folder: &Path) -> usize {
    let entries = std::fs::read_dir(folder).unwrap().map(Result::unwrap);
    entries
        .map(|entry| {
            let path = entry.path();
            if path.is_dir() {
                return clean_folder(&path);
            }
            let bytes = std::fs::read(&path).unwrap();
            clean(
                &path.display().to_string(),
                &String::from_utf8_lossy(&bytes),
            );
            1
        })
        .sum()
}

#[test]
fn the_traces_are_found() {
    let coded = sasl::encode(CODE.as_bytes());
    let forms = [
        CODE.to_owned(),
        format!("C: {coded}"),
        format!("AUTH PLAIN {}", plain()),
        hex(coded.as_bytes()),
        hex(plain().as_bytes()).to_uppercase(),
        smtpsh::screen::hex_dump(format!("{coded}\r\n").as_bytes()),
        smtpsh::screen::hex_dump(plain().as_bytes()),
        format!("{:?}", coded.as_bytes()),
    ];
    for form in forms {
        let found = traces().iter().any(|trace| form.contains(trace));
        assert!(found, "{form}");
    }
}
