//! What is kept of a session. A recorder is a listener that writes a file; it is one file here and
//! one row of [`RECORDERS`], and is chosen by the extension of the file's name.
//!
//! ```
//! use smtpsh::event::{By, Event, Sent};
//! use smtpsh::protocol::{Role, secret::MASK};
//! use smtpsh::record::{self, Options, UtcOffset};
//! use smtpsh::words::Lang;
//! use std::time::SystemTime;
//!
//! let folder = tempfile::tempdir()?;
//! let file = folder.path().join("lab.txt");
//! let (lang, offset) = (Lang::English, UtcOffset::UTC);
//! let options = Options { secrets: false, lang, offset };
//! let transcript = record::kind(&file)?;
//! let mut recorder = (transcript.make)(record::create(&file, false)?, options)?;
//!
//! let sent = Sent {
//!     line: b"bGV0dGVyc2xpa2V0aGVzZQ==".to_vec().into(),
//!     secret: Some(0..24),
//!     role: Role::Answer,
//!     mechanism: None,
//!     helper: None,
//!     goes_on: false,
//!     by: By::Typist,
//!     tls: true,
//!     ended: true,
//! };
//! recorder.notice(&Event::Sent(sent), SystemTime::now());
//! recorder.finish()?;
//! assert!(std::fs::read_to_string(&file)?.contains(&format!("C: {MASK}")));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod capture;
mod format;
mod handshakes;
pub mod journal;
pub mod json;
pub mod keylog;
mod packets;
mod pcapng;
mod queue;
pub mod report;
mod script;
#[cfg(test)]
mod tests;
mod transcript;
mod wireshark;

pub use crate::direction::Direction;
pub use crate::ownfile::create;
pub use time::UtcOffset;

use crate::error::Error;
use crate::event::Listener;
use crate::protocol::Scheme;
use crate::words::{Lang, Text, text};
use std::fmt;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A listener that writes a file.
pub trait Recorder: Listener {
    /// Writes what is left. Also tells what failed earlier.
    fn finish(&mut self) -> io::Result<()>;
}

/// A record that is being written.
pub struct Recording {
    /// Its file.
    pub path: PathBuf,
    /// What kind it is; none is a key log.
    pub kind: Option<&'static Row>,
    /// What was there before it, as it is named now.
    pub kept: Option<PathBuf>,
    /// Who writes it.
    pub recorder: Box<dyn Recorder>,
}

impl fmt::Debug for Recording {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recording")
            .field("path", &self.path)
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

/// Where a recorder writes.
pub type Output = Box<dyn Write>;

/// What a record shall hold.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// The secrets that decrypt it, where it has a place for them.
    pub secrets: bool,
    /// The language of what smtpsh itself says in it.
    pub lang: Lang,
    /// How far its clock is from UTC.
    pub offset: UtcOffset,
}

/// A kind of record.
#[derive(Debug)]
pub struct Row {
    /// The extension of the file's name.
    pub extension: &'static str,
    /// What the record is.
    pub summary: Text,
    /// What it reveals, for those who hand it on: with the secrets of TLS in it, and without.
    pub reveals: Option<(Text, Text)>,
    /// What to give to the program that reads it, for a session of this scheme on this port.
    pub hint: fn(u16, &Scheme) -> Option<String>,
    /// A new recorder.
    pub make: fn(Output, Options) -> io::Result<Box<dyn Recorder>>,
}

/// Every kind of record.
pub static RECORDERS: &[Row] = &[
    Row {
        extension: "pcapng",
        summary: text("a capture for Wireshark", "供 Wireshark 打开的抓包文件"),
        reveals: Some((
            text(
                "it holds what decrypts TLS: whoever has the file reads all that was said, the authorization code too (--no-secrets leaves that out)",
                "文件中含有解密 TLS 的密钥：拿到它的人能读到全部对话，包括授权码（--no-secrets 可去掉密钥）",
            ),
            text(
                "it holds nothing that decrypts TLS; but what was said in clear text can be read in it, an authorization code too",
                "文件中没有解密 TLS 的密钥；但明文部分仍然可读，包括明文发送的授权码",
            ),
        )),
        hint: capture::decode_as_hint,
        make: wireshark::recorder,
    },
    Row {
        extension: "html",
        summary: text(
            "the lab report: a page to read, to print and to hand in",
            "实验报告：可阅读、打印、上交的网页",
        ),
        reveals: None,
        hint: no_hint,
        make: report::recorder,
    },
    Row {
        extension: "txt",
        summary: text(
            "a transcript with times, the authorization code masked",
            "带时间的对话记录，授权码已隐去",
        ),
        reveals: None,
        hint: no_hint,
        make: transcript::recorder,
    },
    Row {
        extension: "jsonl",
        summary: text(
            "one event a line, for other programs",
            "每行一个事件的 JSON，供其他程序读取",
        ),
        reveals: None,
        hint: no_hint,
        make: json::recorder,
    },
    Row {
        extension: "smtp",
        summary: text(
            "a script that replays the session and asks for the authorization code",
            "可重放本次会话的脚本，授权码在重放时另行提供",
        ),
        reveals: None,
        hint: no_hint,
        make: script::recorder,
    },
];

/// The kind of record that a file's name asks for.
pub fn kind(path: &Path) -> Result<&'static Row, Error> {
    let extension = path.extension().unwrap_or_default();
    RECORDERS
        .iter()
        .find(|row| extension.eq_ignore_ascii_case(row.extension))
        .ok_or_else(|| Error::UnknownRecord {
            file: path.display().to_string(),
            known: RECORDERS
                .iter()
                .map(|row| format!(".{}", row.extension))
                .collect::<Vec<_>>()
                .join(", "),
        })
}

fn no_hint(_: u16, _: &Scheme) -> Option<String> {
    None
}
