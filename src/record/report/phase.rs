//! The parts of a session, as textbooks have them: headings between the steps of the ladder.

use super::step::{ANSWER, GREETING};
use crate::words::{Text, text};

/// A part of a session.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Phase {
    /// Its heading.
    pub(super) name: Text,
    verbs: &'static [&'static str],
}

/// The part that begins or goes on with `verb`; nothing for what may be said at any time.
pub(super) fn of(verb: &str) -> Option<&'static Phase> {
    PHASES.iter().find(|phase| phase.verbs.contains(&verb))
}

const PHASES: &[Phase] = &[
    Phase {
        name: text("Connection", "建立连接"),
        verbs: &[GREETING],
    },
    Phase {
        name: text("Introduction", "自我介绍"),
        verbs: &["HELO", "EHLO", "CAPA", "CAPABILITY", "ID"],
    },
    Phase {
        name: text("Upgrade to TLS", "升级到 TLS"),
        verbs: &["STARTTLS", "STLS"],
    },
    Phase {
        name: text("Login", "登录认证"),
        verbs: &[
            "AUTH",
            ANSWER,
            "USER",
            "PASS",
            "APOP",
            "LOGIN",
            "AUTHENTICATE",
        ],
    },
    Phase {
        name: text("Envelope", "信封（发件人与收件人）"),
        verbs: &["MAIL", "RCPT"],
    },
    Phase {
        name: text("Message", "邮件内容"),
        verbs: &["DATA", "BDAT", "", "."],
    },
    Phase {
        name: text("The mailbox", "查看与收取邮件"),
        verbs: &[
            "STAT", "LIST", "UIDL", "RETR", "TOP", "DELE", "SELECT", "EXAMINE", "STATUS", "FETCH",
            "SEARCH", "STORE", "COPY", "MOVE", "EXPUNGE", "IDLE", "UID", "CLOSE", "APPEND",
        ],
    },
    Phase {
        name: text("End of the session", "结束会话"),
        verbs: &["QUIT", "LOGOUT"],
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phases_have_names_in_both_languages() {
        crate::teach::check_texts(PHASES.iter().map(|phase| phase.name));
        assert_eq!(of("MAIL"), of("RCPT"));
        assert_eq!(of("NOOP"), None);
    }
}
