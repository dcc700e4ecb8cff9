//! What must hold for any bytes at all. Each module is a target: `check` panics where it does not.
//!
//! `fuzz/run SECONDS` runs them all; `cargo test` in this folder looks at the corpus alone.

pub mod dialogue;
pub mod dns;
pub mod lab;
pub mod practice;
pub mod records;
pub mod script;
pub mod session;
pub mod tls;

/// For the reader of captures, which the library's own tests use too.
mod record {
    pub(crate) use smtpsh::record::Direction;
}

/// Text that may go to a terminal.
pub fn assert_harmless(text: &str) {
    let raw = text.chars().find(|c| match c {
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => true,
        c => c.is_control(),
    });
    assert_eq!(raw, None, "{text:?}");
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    type Target = (&'static str, fn(&[u8]));

    const TARGETS: &[Target] = &[
        ("dialogue", dialogue::check),
        ("dns", dns::check),
        ("lab", lab::check),
        ("practice", practice::check),
        ("records", records::check),
        ("script", script::check),
        ("tls", tls::check),
    ];

    #[test]
    fn the_corpus_holds() {
        for (name, check) in TARGETS {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("corpus")
                .join(name);
            let files: Vec<_> = std::fs::read_dir(folder).unwrap().collect();
            assert!(!files.is_empty(), "{name}");
            for file in files {
                check(&std::fs::read(file.unwrap().path()).unwrap());
            }
        }
    }
}
