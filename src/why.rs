//! Why something failed: in English, and in Chinese where that is known.

use crate::words::{Lang, Text};
use std::fmt;
use std::io::{self, ErrorKind};
use std::path::Path;

/// A reason, in both languages. `{}` is the English wording, `{:#}` the Chinese one.
///
/// What the system says is kept as it says it; in Chinese what it means stands in front.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Why {
    en: String,
    zh: Option<String>,
    kind: Option<ErrorKind>,
}

impl Why {
    /// A reason that smtpsh words itself.
    pub fn said(say: impl Fn(Lang) -> String) -> Self {
        Self {
            en: say(Lang::English),
            zh: Some(say(Lang::Chinese)),
            kind: None,
        }
    }

    /// What the system said, which means this in Chinese.
    pub(crate) fn meaning(said: &str, zh: &str) -> Self {
        Self {
            en: said.to_owned(),
            zh: Some(format!("{zh}（{said}）")),
            kind: None,
        }
    }

    /// The same of a file of this name: Windows says of a folder only that access to it is denied.
    pub(crate) fn of(self, path: &Path) -> Self {
        let denied = self.kind == Some(ErrorKind::PermissionDenied);
        if cfg!(windows) && denied && path.is_dir() {
            return io::Error::from(ErrorKind::IsADirectory).into();
        }
        self
    }

    /// What kind of failure the system told.
    pub fn kind(&self) -> Option<ErrorKind> {
        self.kind
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.zh {
            Some(zh) if f.alternate() => f.write_str(zh),
            _ => f.write_str(&self.en),
        }
    }
}

impl From<&io::Error> for Why {
    fn from(error: &io::Error) -> Self {
        let text = error.to_string();
        let meant = KINDS.iter().find(|(kind, _)| *kind == error.kind());
        // A Chinese Windows says it in Chinese itself.
        let meant = meant.filter(|_| text.is_ascii());
        let why = match meant {
            Some((_, meant)) => Self::meaning(&text, meant),
            None => text.into(),
        };
        Self {
            kind: Some(error.kind()),
            ..why
        }
    }
}

impl From<io::Error> for Why {
    fn from(error: io::Error) -> Self {
        Self::from(&error)
    }
}

impl From<String> for Why {
    fn from(en: String) -> Self {
        let (zh, kind) = (None, None);
        Self { en, zh, kind }
    }
}

impl From<Text> for Why {
    fn from(text: Text) -> Self {
        Self::said(|lang| text.of(lang).to_owned())
    }
}

impl From<&str> for Why {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

/// What the system's errors mean, in Chinese.
const KINDS: &[(ErrorKind, &str)] = &[
    (ErrorKind::NotFound, "没有这个文件或文件夹"),
    (ErrorKind::PermissionDenied, "没有权限"),
    (ErrorKind::AlreadyExists, "已经存在"),
    (ErrorKind::IsADirectory, "这是一个文件夹"),
    (ErrorKind::NotADirectory, "路径中有一段不是文件夹"),
    (ErrorKind::StorageFull, "磁盘已满"),
    (ErrorKind::QuotaExceeded, "磁盘配额已用完"),
    (ErrorKind::FileTooLarge, "文件过大"),
    (ErrorKind::ReadOnlyFilesystem, "文件系统是只读的"),
    (ErrorKind::InvalidFilename, "文件名不合法"),
    (ErrorKind::InvalidData, "内容不是合法的文本"),
    (ErrorKind::UnexpectedEof, "数据中途结束"),
    (ErrorKind::BrokenPipe, "对方已不再接收"),
    (ErrorKind::AddrInUse, "端口已被占用"),
    (ErrorKind::AddrNotAvailable, "本机没有这个地址"),
    (ErrorKind::ConnectionRefused, "连接被拒绝"),
    (ErrorKind::ConnectionReset, "连接被对方重置"),
    (ErrorKind::ConnectionAborted, "连接被中止"),
    (ErrorKind::NotConnected, "没有连接"),
    (ErrorKind::NetworkUnreachable, "网络不可达"),
    (ErrorKind::HostUnreachable, "主机不可达"),
    (ErrorKind::NetworkDown, "网络未连接"),
    (ErrorKind::TimedOut, "超时"),
    // What a socket's time limit gives on Unix.
    (ErrorKind::WouldBlock, "超时"),
    (ErrorKind::OutOfMemory, "内存不足"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_said_in_both_languages() {
        for (why, en, zh) in [
            (
                Why::from(io::Error::new(ErrorKind::NotFound, "no such file")),
                "no such file",
                "没有这个文件或文件夹（no such file）",
            ),
            (
                Why::from(io::Error::new(
                    ErrorKind::NotFound,
                    "系统找不到指定的文件。",
                )),
                "系统找不到指定的文件。",
                "系统找不到指定的文件。",
            ),
            (Why::from("what"), "what", "what"),
            (
                Why::said(|lang| lang.pick("no", "不").to_owned()),
                "no",
                "不",
            ),
        ] {
            assert_eq!(
                (why.to_string(), format!("{why:#}")),
                (en.into(), zh.into())
            );
        }
    }
}
