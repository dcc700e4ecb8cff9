//! The rules, one row each. Each is looked at behind the reply; of two that apply the first one has its
//! say, so what is surer stands first.

use super::line::Line;
use super::{Facts, State};
use crate::protocol::command::{Command, Part, Stage};
use crate::protocol::imap::{IMAP, utf7};
use crate::protocol::pop3::POP3;
use crate::protocol::sasl;
use crate::protocol::secret::MASK;
use crate::protocol::{Outcome, ProtocolNames, protocols_with};
use crate::teach::coach::answer::Flaw;
use crate::teach::coach::rules::{MAX_TAG, shown};
use crate::teach::coach::state::is_practice;
use crate::teach::coach::{Remark, typo};
use crate::teach::verb;

/// The first rule that applies to a reply.
pub(super) fn first(facts: &Facts<'_>) -> Option<Remark> {
    let refused = facts.heard.outcome.is_refusal();
    let rules = RULES.iter().filter(|rule| rule.refused == refused);
    rules
        .filter(|rule| {
            rule.protocol
                .is_none_or(|name| name == facts.state.protocol.name)
        })
        .find_map(|rule| (rule.find)(facts))
}

/// What is sure from the line alone: characters that no command has.
pub(super) fn on_sending(line: &Line, state: &State) -> Option<Remark> {
    let is_command = |typed: &str| {
        let line = Line::of(typed, state.is_imap());
        is_verb(&line.verb, state) || is_verb(&line.tag, state)
    };
    let to_type = |typed: &str| shown(&masked(typed, state));
    if let Some(narrow) = typo::narrow(&line.whole).filter(|line| is_command(line)) {
        return Some(Remark::FullWidth {
            protocol: state.protocol.name,
            line: to_type(&narrow),
        });
    }
    let (clean, list) = typo::cleaned(&line.whole).filter(|(line, _)| is_command(line))?;
    Some(Remark::Invisible {
        list,
        line: to_type(&clean),
    })
}

struct Rule {
    /// The protocol that it is about, if it is about one.
    protocol: Option<&'static str>,
    /// Whether it is about a refusal.
    refused: bool,
    find: fn(&Facts<'_>) -> Option<Remark>,
}

/// Every rule.
static RULES: &[Rule] = &[
    of(IMAP.name, not_done),
    of(POP3.name, stray),
    of_any(other_protocol),
    of(IMAP.name, two_tags),
    of(IMAP.name, no_tag),
    of_any(misspelled),
    of_any(tls_first),
    of(POP3.name, user_first),
    of_any(flawed),
    of(POP3.name, in_use),
    of_any(login),
    of_any(identify),
    of_any(login_first),
    of(IMAP.name, folder_first),
    of(POP3.name, deleted),
    of(POP3.name, user_alone),
    of_any(incomplete),
    of(IMAP.name, folder_name),
    of(IMAP.name, ampersand),
    of(IMAP.name, search_charset),
    of_any(space_at_end),
    of_any(tls_too_late),
    of_any(no_such_mail),
    of(IMAP.name, no_such_folder),
    of(IMAP.name, not_understood),
    Rule {
        protocol: Some(IMAP.name),
        refused: false,
        find: nothing_fetched,
    },
    Rule {
        protocol: Some(IMAP.name),
        refused: false,
        find: backslash_lost,
    },
];

const fn of_any(find: fn(&Facts<'_>) -> Option<Remark>) -> Rule {
    Rule {
        protocol: None,
        refused: true,
        find,
    }
}

const fn of(protocol: &'static str, find: fn(&Facts<'_>) -> Option<Remark>) -> Rule {
    Rule {
        protocol: Some(protocol),
        ..of_any(find)
    }
}

impl Facts<'_> {
    fn line(&self) -> &Line {
        &self.turn.line
    }

    /// The row of its verb.
    fn row(&self) -> Option<&'static Command> {
        self.state.protocol.command(&self.line().verb)
    }

    /// Whether the reply has one of these words, in small letters.
    fn says(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.heard.text.contains(word))
    }

    fn has_code(&self, codes: &[&str]) -> bool {
        codes
            .iter()
            .any(|code| self.heard.code.eq_ignore_ascii_case(code))
    }

    /// A command as it is to be typed here: behind a tag, where the user puts them.
    fn to_type(&self, command: &str) -> String {
        tagged(self.line(), command, self.state)
    }

    /// A whole line of this command, such as can be typed here.
    fn example(&self, row: &Command) -> String {
        let lesson = verb::find(row.name, self.state.protocol);
        let example = lesson.map_or(row.name, |lesson| lesson.example);
        let at = (self.state.protocol.grammar.verb)(example.as_bytes());
        let command = example.get(at.start..).unwrap_or(row.name);
        masked(&self.to_type(command), self.state)
    }

    fn is_login(&self) -> bool {
        [
            "PASS",
            "APOP",
            "AUTH",
            "LOGIN",
            "AUTHENTICATE",
            Line::ANSWER,
        ]
        .contains(&&*self.line().verb)
    }
}

/// IDLE that was to be ended by something else than DONE.
fn not_done(facts: &Facts<'_>) -> Option<Remark> {
    if facts.turn.only_enter {
        return Some(Remark::IdleByEnter {
            line: facts.to_type("IDLE"),
        });
    }
    facts.turn.not_done.then_some(Remark::DoneFirst)
}

/// A code where a command is awaited, or a line that was meant to be one and holds the code.
fn stray(facts: &Facts<'_>) -> Option<Remark> {
    let line = facts.line();
    if !line.is(Line::STRAY) {
        return None;
    }
    Some(match line.argument.as_str() {
        "" => Remark::PassForgotten,
        verb => Remark::MisspelledLine {
            protocol: facts.state.protocol.name,
            line: facts.to_type(&format!("{verb} {MASK}")),
        },
    })
}

/// A command of another protocol, behind a tag or where one should be.
fn other_protocol(facts: &Facts<'_>) -> Option<Remark> {
    let line = facts.line();
    let here = facts.state.protocol;
    let first = line.tag.to_ascii_uppercase();
    // Where there are no tags, one that was typed stands where the verb should.
    let second = Line::of(&line.argument, false).verb;
    let is_tag = !facts.state.is_imap() && line.verb.len() <= MAX_TAG;
    let behind = Some(&second).filter(|_| is_tag && !is_verb(&line.verb, facts.state));
    let verb = [Some(&line.verb), behind, Some(&first)]
        .into_iter()
        .flatten()
        .find(|word| {
            let of = protocols_with(word);
            !of.is_empty() && of.iter().all(|protocol| protocol.name != here.name)
        })?;
    // Behind a word that is a command here, it is an argument without a tag.
    if *verb == line.verb && is_verb(&first, facts.state) {
        return None;
    }
    let row = INSTEAD.iter().find(|(name, ..)| name == verb);
    let instead = match row {
        None => here.asks,
        Some((_, _, imap)) if facts.state.is_imap() => imap,
        Some((_, pop3, _)) => pop3,
    };
    let (verb, of, here) = (verb.clone(), ProtocolNames(protocols_with(verb)), here.name);
    let line = facts.to_type(instead);
    Some(if instead == "LOGIN" {
        Remark::OtherLogin {
            verb,
            of,
            here,
            line,
        }
    } else {
        Remark::OtherProtocol {
            verb,
            of,
            here,
            line,
        }
    })
}

/// A tag of the user's behind the one of smtpsh.
fn two_tags(facts: &Facts<'_>) -> Option<Remark> {
    let line = facts.line();
    let own = Line::of(&line.argument, false);
    let twice = facts.state.tagging && !is_verb(&line.verb, facts.state);
    (twice && is_verb(&own.verb, facts.state)).then(|| Remark::TagTwice {
        line: shown(&line.argument),
    })
}

/// A verb where the tag should be.
fn no_tag(facts: &Facts<'_>) -> Option<Remark> {
    let line = facts.line();
    let missing = is_verb(&line.tag, facts.state) && !is_verb(&line.verb, facts.state);
    missing.then(|| Remark::TagMissing {
        line: shown(&format!("a {}", masked(&line.whole, facts.state))),
    })
}

/// A verb that nobody knows, near one that there is.
fn misspelled(facts: &Facts<'_>) -> Option<Remark> {
    let line = facts.line();
    if is_verb(&line.verb, facts.state) || line.verb.is_empty() || line.is(Line::ANSWER) {
        return None;
    }
    let commands = (facts.state.protocol.commands)();
    let names: Vec<_> = commands.iter().map(|command| command.name).collect();
    let verb = typo::nearest_of(&names, &line.verb)?;
    let fixed = format!("{verb} {}", line.argument);
    let fixed = facts.to_type(fixed.trim());
    Some(Remark::MisspelledVerb {
        protocol: facts.state.protocol.name,
        typed: line.verb.to_ascii_lowercase(),
        line: shown(&masked(&fixed, facts.state)),
    })
}

/// A login in clear text where the server wants none.
fn tls_first(facts: &Facts<'_>) -> Option<Remark> {
    let state = facts.state;
    if state.tls || !(facts.is_login() || facts.line().is("USER")) {
        return None;
    }
    let disabled = state.offers("LOGINDISABLED") && facts.line().is("LOGIN");
    let said = facts.says(&[
        "starttls",
        "stls",
        " tls",
        " ssl",
        "plaintext",
        "secure connection",
    ]);
    if !(disabled || said || facts.has_code(&["PRIVACYREQUIRED"])) {
        return None;
    }
    let upgrade = state.protocol.upgrade.command;
    let offered = state.offers.is_empty() || state.offers(upgrade);
    let scheme = state.protocol.name.to_ascii_lowercase();
    let elsewhere = match is_practice(&state.greeting) {
        true => format!(":open practice/{scheme}s"),
        false => format!(":open {scheme}s://{}", state.host),
    };
    Some(if offered {
        Remark::MailboxTlsFirst {
            line: facts.to_type(upgrade),
        }
    } else {
        Remark::MailboxTlsElsewhere {
            line: shown(&elsewhere),
        }
    })
}

/// PASS without a USER that was accepted right before it.
fn user_first(facts: &Facts<'_>) -> Option<Remark> {
    (facts.line().is("PASS") && !facts.state.named).then_some(Remark::UserFirst)
}

/// An AUTH answer that is none.
fn flawed(facts: &Facts<'_>) -> Option<Remark> {
    let exchange = ["AUTH", "AUTHENTICATE", Line::ANSWER].contains(&&*facts.line().verb);
    let answer = facts.state.flawed.as_ref().filter(|_| exchange)?;
    let mechanism = sasl::MECHANISMS
        .iter()
        .find(|row| row.name == facts.state.mechanism)?;
    let line = format!(":auth {}", mechanism.name.to_ascii_lowercase());
    Some(match answer.flaw? {
        Flaw::Command | Flaw::NotBase64 => Remark::NotBase64 { line },
        Flaw::FullWidth => Remark::AnswerFullWidth { line },
        Flaw::PaddingLost => Remark::PaddingLost { line },
        Flaw::LineEnd => Remark::LineEndEncoded { line },
        Flaw::NoNul => Remark::PlainWithoutNul,
    })
}

/// Another session has the mailbox (RFC 2449 §8.1.1).
fn in_use(facts: &Facts<'_>) -> Option<Remark> {
    let said = facts.has_code(&["IN-USE"]) || facts.says(&["locked", "in use"]);
    (facts.is_login() && said).then_some(Remark::MailboxInUse)
}

/// A login that was refused, by what the code looked like and by what the server says.
fn login(facts: &Facts<'_>) -> Option<Remark> {
    // BAD is about the line, not about who logs in.
    if !facts.is_login() || facts.state.logged_in || facts.heard.word == "BAD" {
        return None;
    }
    let protocol = facts.state.protocol.name;
    let provider = facts.state.provider();
    let code = facts.turn.code;
    if facts.line().is("PASS") && code.is_some_and(|code| code.quoted) {
        return Some(Remark::CodeQuoted);
    }
    if facts.line().is("PASS") && facts.line().parted && !facts.state.is_imap() {
        return Some(Remark::SpacesBeforeCode);
    }
    if facts.line().is("APOP") && code.is_some_and(|code| !code.digest) {
        return Some(Remark::NoDigest);
    }
    if code.is_some_and(|code| code.spaced) {
        return Some(Remark::SpacesTyped);
    }
    let user = facts.state.user.as_ref();
    if let Some(row) = provider.filter(|_| user.is_some_and(|user| !user.contains('@'))) {
        return Some(Remark::MailboxWholeAddress { domain: row.domain });
    }
    if facts.says(FREQUENCY) && !facts.says(BARRED) {
        return Some(Remark::FrequencyLimited);
    }
    let sixteen = provider.is_some_and(|row| row.sixteen_letters);
    if sixteen && code.is_some_and(|code| !code.sixteen_letters) {
        return Some(Remark::MailboxCode { protocol });
    }
    if facts.says(BARRED) {
        return Some(Remark::ServiceOff { protocol });
    }
    // The code of the practice server stands on the screen: no web mail makes it.
    let elsewhere = facts.says(CODE_WANTED) && !is_practice(&facts.state.greeting);
    if provider.is_some() || elsewhere {
        return Some(Remark::MailboxCode { protocol });
    }
    let by_code = facts.has_code(&["AUTH", "AUTHENTICATIONFAILED"]);
    let refused = facts.line().is("PASS") || facts.line().is("LOGIN") || facts.line().is("APOP");
    (by_code || refused).then_some(Remark::MailboxLogin)
}

/// NetEase lets nobody in who has not said who they are (RFC 2971).
fn identify(facts: &Facts<'_>) -> Option<Remark> {
    facts.says(&["unsafe login"]).then(|| Remark::IdFirst {
        line: facts.to_type("ID (\"name\" \"smtpsh\")"),
    })
}

/// A command of a state that the session has not reached.
fn login_first(facts: &Facts<'_>) -> Option<Remark> {
    let row = facts.row()?;
    let outside = Stage::default();
    if facts.state.logged_in || (row.fits)(&outside) || row.name == "PASS" {
        return None;
    }
    let verb = row.name.to_owned();
    Some(if facts.state.is_imap() {
        Remark::LoginCommandFirst {
            verb,
            line: facts.to_type("LOGIN"),
        }
    } else {
        Remark::UserPassFirst { verb }
    })
}

/// A command about mails where no folder is open.
fn folder_first(facts: &Facts<'_>) -> Option<Remark> {
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
fn deleted(facts: &Facts<'_>) -> Option<Remark> {
    let number = facts.line().number()?;
    let of_one = ["RETR", "TOP", "DELE", "LIST", "UIDL"].contains(&&*facts.line().verb);
    (of_one && facts.state.deleted.contains(&number)).then_some(Remark::MailDeleted { number })
}

/// A command without what must stand behind its verb.
fn incomplete(facts: &Facts<'_>) -> Option<Remark> {
    let row = facts.row()?;
    let slots = row
        .parts
        .iter()
        .filter(|part| matches!(part, Part::Slot(_)));
    let given = facts.line().argument.split_whitespace().count();
    let missing = given < slots.count() && facts.line().argument != MASK;
    (missing && !facts.is_login()).then(|| Remark::Incomplete {
        line: facts.example(row),
    })
}

/// USER with the code behind the name.
fn user_alone(facts: &Facts<'_>) -> Option<Remark> {
    let mut words = facts.line().argument.split_whitespace();
    let name = words.next().filter(|_| facts.line().is("USER"))?;
    words.next().map(|_| Remark::UserAlone {
        line: shown(&format!("USER {name}")),
    })
}

/// The name of a folder as a person writes it.
fn folder_name(facts: &Facts<'_>) -> Option<Remark> {
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
fn ampersand(facts: &Facts<'_>) -> Option<Remark> {
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
fn search_charset(facts: &Facts<'_>) -> Option<Remark> {
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

/// A space at the end of the line, where the server says that it cannot read it.
fn space_at_end(facts: &Facts<'_>) -> Option<Remark> {
    let line = facts.line();
    let unread = facts.heard.word == "BAD" || facts.says(UNREAD);
    (line.spaced && unread && facts.row().is_some()).then(|| Remark::SpaceAtEnd {
        line: shown(&masked(&line.whole, facts.state)),
    })
}

/// STARTTLS behind the login.
fn tls_too_late(facts: &Facts<'_>) -> Option<Remark> {
    let upgrade = &facts.state.protocol.upgrade;
    let late = facts.line().is(upgrade.command) && facts.state.logged_in && !facts.state.tls;
    late.then(|| Remark::TlsTooLate {
        verb: upgrade.command,
        line: facts.to_type(facts.state.protocol.farewell),
    })
}

/// A flag of the standard without its backslash, which makes it a keyword of one's own.
fn backslash_lost(facts: &Facts<'_>) -> Option<Remark> {
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
fn no_such_mail(facts: &Facts<'_>) -> Option<Remark> {
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
fn nothing_fetched(facts: &Facts<'_>) -> Option<Remark> {
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
fn no_such_folder(facts: &Facts<'_>) -> Option<Remark> {
    let of_one = ["SELECT", "EXAMINE", "STATUS"].contains(&&*facts.line().verb);
    let said = facts.has_code(&["NONEXISTENT", "TRYCREATE"])
        || facts.says(&["no such", "exist", "unknown mailbox", "not found"]);
    (of_one && said && facts.heard.word == "NO").then(|| Remark::NoSuchFolder {
        line: facts.to_type("LIST \"\" \"*\""),
    })
}

/// A line that the server could not read, of a verb that there is.
fn not_understood(facts: &Facts<'_>) -> Option<Remark> {
    let row = facts.row()?;
    let line = facts.example(row);
    // What was typed already is no advice.
    let same = line.eq_ignore_ascii_case(&facts.line().whole);
    (facts.heard.word == "BAD" && !same).then_some(Remark::NotUnderstood { line })
}

fn is_verb(word: &str, state: &State) -> bool {
    let word = word.to_ascii_uppercase();
    state.protocol.command(&word).is_some()
}

/// A command behind the tag that the line had, or should have had.
fn tagged(line: &Line, command: &str, state: &State) -> String {
    if !state.is_imap() || state.tagging {
        return command.to_owned();
    }
    let known =
        is_verb(&line.tag, state) || !protocols_with(&line.tag.to_ascii_uppercase()).is_empty();
    let tag = if known || line.tag.is_empty() {
        "a"
    } else {
        &line.tag
    };
    format!("{tag} {command}")
}

/// A line as it may be shown: a corrected one may turn out to hold a secret.
fn masked(line: &str, state: &State) -> String {
    let mut line = line.to_owned();
    if let Some(secret) = (state.protocol.grammar.secret)(line.as_bytes()) {
        line.replace_range(secret, MASK);
    }
    line
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
/// What servers of POP3 say of a line that they cannot read: Dovecot says the first.
const UNREAD: &[&str] = &["noise", "syntax", "argument", "invalid", "unknown command"];
/// What another protocol's command is here: its verb, POP3's, IMAP's.
const INSTEAD: &[(&str, &str, &str)] = &[
    ("EHLO", "CAPA", "CAPABILITY"),
    ("HELO", "CAPA", "CAPABILITY"),
    ("STARTTLS", "STLS", "STARTTLS"),
    ("STLS", "STLS", "STARTTLS"),
    ("CAPA", "CAPA", "CAPABILITY"),
    ("CAPABILITY", "CAPA", "CAPABILITY"),
    ("USER", "USER", "LOGIN"),
    ("PASS", "PASS", "LOGIN"),
    ("LOGIN", ":login", "LOGIN"),
    ("QUIT", "QUIT", "LOGOUT"),
    ("LOGOUT", "QUIT", "LOGOUT"),
    ("AUTHENTICATE", "AUTH", "AUTHENTICATE"),
    ("AUTH", "AUTH", "AUTHENTICATE"),
    ("STAT", "STAT", "STATUS INBOX (MESSAGES)"),
    ("RETR", "RETR 1", "FETCH 1 BODY[]"),
    ("FETCH", "RETR 1", "FETCH 1 BODY[]"),
    ("TOP", "TOP 1 0", "FETCH 1 BODY[HEADER]"),
    ("UIDL", "UIDL", "FETCH 1:* UID"),
    ("DELE", "DELE 1", "STORE 1 +FLAGS (\\Deleted)"),
    ("SELECT", "LIST", "SELECT INBOX"),
    ("SEARCH", "LIST", "SEARCH ALL"),
];

/// QQ's one sentence for all that may be wrong with an account; 163's for a service that is not on.
const BARRED: &[&str] = &[
    "abnormal",
    "service is not open",
    "unable to log on",
    "no permission",
    "not enabled",
    "suspended",
    "disabled",
    "未开启",
    "没有权限",
];
const FREQUENCY: &[&str] = &["frequency", "too many", "频率", "too frequent"];
/// QQ's, 163's and Gmail's words for a code made for one program.
const CODE_WANTED: &[&str] = &[
    "authorization code",
    "authorized code",
    "application-specific",
    "app password",
    "授权码",
];
