//! Lines as they are typed: helpers and their arguments, completion and hints at every place.

use crate::assert_harmless;
use smtpsh::helper::{Line, interpret, is_helper};
use smtpsh::note::Awaits;
use smtpsh::prompt::complete;
use smtpsh::protocol::sasl;
use smtpsh::teach::facts::Facts;
use smtpsh::words::Lang;

/// What does not begin with a colon goes out byte for byte; `::x` is the line `:x`; what else does is a
/// helper or a mistake that is named.
pub fn check(bytes: &[u8]) {
    for line in bytes.split(|byte| *byte == b'\n') {
        match interpret(line) {
            Ok(Line::Verbatim(verbatim)) => {
                let meant = match behind_colon(line) {
                    None => line,
                    Some(rest) if behind_colon(rest).is_some() => rest,
                    Some(_) => panic!("{verbatim:?} is sent of {line:?}"),
                };
                assert!(verbatim == meant, "{line:?}");
            }
            Ok(Line::Helper(row, argument)) => {
                assert!(is_helper(line), "{line:?}");
                if let Err(error) = (row.action)(argument) {
                    error.say(Lang::Chinese);
                }
            }
            Err(error) => {
                assert!(is_helper(line), "{line:?}");
                error.say(Lang::English);
            }
        }
        if let Ok(text) = std::str::from_utf8(line) {
            type_it(text);
        }
        if let Some(plain) = sasl::decode(line) {
            assert_eq!(sasl::decode(sasl::encode(&plain).as_bytes()), Some(plain));
        }
    }
}

fn type_it(text: &str) {
    for awaits in [
        Awaits::Command,
        Awaits::Answer,
        Awaits::Text,
        Awaits::Closed,
    ] {
        let facts = Facts::new(awaits);
        for (cursor, _) in text.char_indices().chain([(text.len(), ' ')]) {
            complete::candidates(text, cursor, &facts);
            if let Some(hint) = complete::hint(text, cursor, &facts) {
                assert_harmless(&hint);
            }
        }
    }
}

fn behind_colon(line: &[u8]) -> Option<&[u8]> {
    let full_width = || line.strip_prefix("：".as_bytes());
    line.strip_prefix(b":").or_else(full_width)
}
