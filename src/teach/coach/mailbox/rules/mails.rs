//! Mails and their folders.

use crate::protocol::Outcome;
use crate::protocol::command::Stage;
use crate::protocol::imap::utf7;
use crate::teach::coach::Remark;
use crate::teach::coach::mailbox::Facts;
use crate::teach::coach::rules::shown;

/// A command about mails where no folder is open.
pub(super) fn folder_first(facts: &Facts<'_>) -> Option<Remark> {
    let row = facts.row()?;
    let closed = Stage {
        authenticated: true,
        ..Default::default()
    };
    let early = facts.state.logged_in && !facts.state.selected && !(row.fits)(&closed);
    let outside = ["LOGIN", "AUTHENTICATE", "STARTTLS"].contains(&row.name);
    (early && !outside).then(|| Remark::FolderFirst {
        verb: row.name.to_owned(),
        line: facts.to_type("SELECT INBOX"),
    })
}

/// A mail that was marked as deleted in this session.
pub(super) fn deleted(facts: &Facts<'_>) -> Option<Remark> {
    let number = facts.line().number()?;
    let of_one = ["RETR", "TOP", "DELE", "LIST", "UIDL"].contains(&&*facts.line().verb);
    (of_one && facts.state.deleted.contains(&number)).then_some(Remark::MailDeleted { number })
}

/// The name of a folder as a person writes it.
pub(super) fn folder_name(facts: &Facts<'_>) -> Option<Remark> {
    let line = facts.line();
    let of_folders = NAMING.contains(&&*line.verb) && !line.argument.is_ascii();
    let words = line.argument.split(' ').map(utf7::encode);
    of_folders.then(|| Remark::FolderName {
        line: shown(&facts.to_type(&format!(
            "{} {}",
            line.verb,
            words.collect::<Vec<_>>().join(" ")
        ))),
    })
}

/// A folder's name with an & that begins no code.
pub(super) fn ampersand(facts: &Facts<'_>) -> Option<Remark> {
    let line = facts.line();
    let stray = NAMING.contains(&&*line.verb)
        && line.argument.is_ascii()
        && line.argument.split(' ').any(|word| !utf7::is_valid(word));
    stray.then(|| Remark::Ampersand {
        line: shown(&facts.to_type(&format!(
            "{} {}",
            line.verb,
            line.argument.replace("&-", "&").replace('&', "&-")
        ))),
    })
}

/// A search for letters whose charset was not said.
pub(super) fn search_charset(facts: &Facts<'_>) -> Option<Remark> {
    let line = facts.line();
    let at = line.argument.find(|c: char| !c.is_ascii())?;
    let (before, text) = line.argument.split_at(at);
    let text = text.trim_matches('"');
    let key = before.trim_end_matches('"').trim_end();
    let said = before.to_ascii_uppercase().contains("CHARSET");
    (line.is("SEARCH") && !said).then(|| Remark::SearchCharset {
        line: facts.to_type(&format!("SEARCH CHARSET UTF-8 {key} {{{}}}", text.len())),
        text: shown(text),
    })
}

/// A flag of the standard without its backslash, which makes it a keyword of one's own.
pub(super) fn backslash_lost(facts: &Facts<'_>) -> Option<Remark> {
    let line = facts.line();
    let argument = line.argument.to_ascii_lowercase();
    let mut words = argument.split(|c: char| " ()".contains(c));
    let flag = FLAGS
        .iter()
        .find(|flag| words.clone().any(|word| word.eq_ignore_ascii_case(flag)))?;
    let of_flags = line.is("STORE") && words.any(|word| word.contains("flags"));
    let head = line.argument.split_whitespace().take(2);
    of_flags.then(|| Remark::BackslashLost {
        flag,
        line: facts.to_type(&format!(
            "STORE {} (\\{flag})",
            head.collect::<Vec<_>>().join(" ")
        )),
    })
}

/// A number that no mail has.
pub(super) fn no_such_mail(facts: &Facts<'_>) -> Option<Remark> {
    let number = facts.line().number()?;
    let of_mails = [
        "RETR", "TOP", "DELE", "LIST", "UIDL", "FETCH", "STORE", "COPY", "MOVE",
    ];
    if !of_mails.contains(&&*facts.line().verb) {
        return None;
    }
    let beyond = facts.state.exists.is_some_and(|count| number > count) || number == 0;
    (beyond || !facts.state.is_imap()).then(|| no_mail(facts, number))
}

/// FETCH of a number that no mail has, which some servers answer with OK and nothing.
pub(super) fn nothing_fetched(facts: &Facts<'_>) -> Option<Remark> {
    let number = facts.line().number().filter(|_| facts.line().is("FETCH"))?;
    let done = facts.heard.outcome == Outcome::Done;
    let beyond = facts.state.exists.is_some_and(|count| number > count);
    (done && beyond && !facts.turn.fetched).then(|| no_mail(facts, number))
}

fn no_mail(facts: &Facts<'_>, number: u32) -> Remark {
    let line = if facts.state.is_imap() {
        ":list".to_owned()
    } else {
        "LIST".to_owned()
    };
    Remark::NoSuchMail { number, line }
}

/// A folder that there is not.
pub(super) fn no_such_folder(facts: &Facts<'_>) -> Option<Remark> {
    let of_one = ["SELECT", "EXAMINE", "STATUS"].contains(&&*facts.line().verb);
    let said = facts.has_code(&["NONEXISTENT", "TRYCREATE"])
        || facts.says(&["no such", "exist", "unknown mailbox", "not found"]);
    (of_one && said && facts.heard.word == "NO").then(|| Remark::NoSuchFolder {
        line: facts.to_type("LIST \"\" \"*\""),
    })
}

/// The commands whose arguments name folders.
const NAMING: &[&str] = &[
    "APPEND",
    "COPY",
    "CREATE",
    "DELETE",
    "EXAMINE",
    "LIST",
    "MOVE",
    "RENAME",
    "SELECT",
    "STATUS",
    "SUBSCRIBE",
    "UNSUBSCRIBE",
];
/// The flags that have a backslash (RFC 9051 §2.3.2).
const FLAGS: &[&str] = &["Deleted", "Seen", "Answered", "Flagged", "Draft"];
