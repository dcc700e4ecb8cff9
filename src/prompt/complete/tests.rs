//! Rows of line, facts, candidates and hint; the cursor stands at `|`, or at the end.

use super::*;
use crate::protocol::command::Stage;
use crate::protocol::{sasl, smtp};

/// Facts of a session that has come this far.
fn facts(change: fn(&mut Facts)) -> Facts {
    let mut facts = Facts {
        commands: (smtp::SMTP.commands)(),
        servers: vec!["practice".into(), "practice/imap".into(), "qq".into()],
        addresses: vec!["me@qq.com".into(), "you@qq.com".into()],
        ..Facts::new(Awaits::Command)
    };
    change(&mut facts);
    facts
}

fn offering(facts: &mut Facts, offers: &[&str]) {
    facts.stage = Stage {
        introduced: true,
        extended: true,
        ..facts.stage
    };
    facts.offers = offers.iter().map(|offer| (*offer).to_owned()).collect();
    let mechanisms = sasl::offered(&facts.offers).into_iter();
    facts.mechanisms = mechanisms.map(str::to_owned).collect();
}

fn new(_: &mut Facts) {}
fn greeted(facts: &mut Facts) {
    offering(facts, &["SIZE 100", "STARTTLS", "AUTH LOGIN XOAUTH2"]);
}
fn bare(facts: &mut Facts) {
    offering(facts, &["8BITMIME"]);
}
fn mail(facts: &mut Facts) {
    offering(facts, &["SIZE", "DSN"]);
    facts.stage.sender = true;
}
fn ready(facts: &mut Facts) {
    mail(facts);
    facts.stage.recipients = 1;
}
fn code(facts: &mut Facts) {
    facts.awaits = Awaits::Code;
}
fn text(facts: &mut Facts) {
    facts.awaits = Awaits::Text;
}
fn helper(facts: &mut Facts) {
    facts.awaits = Awaits::Helper;
}

/// The line, cut where a candidate begins, with each candidate: what it would become.
fn completed(line: &str, change: fn(&mut Facts)) -> Vec<String> {
    let cursor = line.find('|').unwrap_or(line.len());
    let line = line.replace('|', "");
    match candidates(&line, cursor, &facts(change)) {
        Candidates::File(start) => vec![format!("{}FILE", &line[..start])],
        Candidates::Words(start, words) => {
            let becomes = |word: &String| format!("{}{word}", &line[..start]);
            words.iter().map(becomes).collect()
        }
    }
}

#[test]
fn what_a_tab_may_write() {
    let check = |line: &str, change: fn(&mut Facts), expected: &[&str]| {
        assert_eq!(completed(line, change), expected, "{line:?}");
    };
    // Verbs, by the state and by what is offered.
    check("e", new, &["EHLO "]);
    check("m", new, &[]);
    check("h", new, &["HELO ", "HELP"]);
    check("m", greeted, &["MAIL FROM:<"]);
    check("s", greeted, &["STARTTLS"]);
    check("s", bare, &[]);
    check("a", greeted, &["AUTH LOGIN", "AUTH XOAUTH2"]);
    check("a", bare, &[]);
    check("auth x", greeted, &["auth XOAUTH2"]);
    check("R", mail, &["RCPT TO:<", "RSET"]);
    check("D", mail, &[]);
    check("D", ready, &["DATA"]);
    check("b", ready, &[]);
    // Addresses and parameters.
    check(
        "mail from:<",
        greeted,
        &["mail from:<me@qq.com>", "mail from:<you@qq.com>"],
    );
    check("rcpt to:<y", mail, &["rcpt to:<you@qq.com>"]);
    check("MAIL FROM:<a@b> s", greeted, &["MAIL FROM:<a@b> SIZE="]);
    check("MAIL FROM:<a@b> b", greeted, &[]);
    check(
        "RCPT TO:<a@b> ",
        mail,
        &["RCPT TO:<a@b> NOTIFY=NEVER", "RCPT TO:<a@b> ORCPT="],
    );
    check("MAIL| x", greeted, &["MAIL FROM:<"]);
    // Helpers and their arguments, at any prompt but that of a message.
    check(":st", new, &[":starttls", ":status"]);
    check("：st", new, &["：starttls", "：status"]);
    check(":cod", code, &[":code"]);
    check("st", helper, &["starttls", "status"]);
    check("st", code, &[]);
    check(":st", text, &[]);
    check(":set u", new, &[":set upgrade"]);
    check(
        ":set upgrade o",
        new,
        &[":set upgrade on", ":set upgrade off"],
    );
    check(":set timeout ", new, &[]);
    check(":fault mail", new, &[":fault mailbox-full"]);
    check(":fault gbk ", new, &[":fault gbk off"]);
    check(":help rc", new, &[":help rcpt"]);
    check(":help im", new, &[":help imap"]);
    check(":help al", new, &[":help all"]);
    check(":open pr", new, &[":open practice", ":open practice/imap"]);
    check(":open Practice/", new, &[":open practice/imap"]);
    check(":open qq p", new, &[]);
    check(":help aut", new, &[":help auth"]);
    check(":auth p", new, &[":auth plain"]);
    check(":auth plain ", new, &[]);
    check(":user y", code, &[":user you@qq.com"]);
    check(":save la", new, &[":save FILE"]);
    check(":send my le", new, &[":send FILE"]);
    check(":set ca /et", new, &[":set ca FILE"]);
    check(":nothing x", new, &[]);
    check("MAIL FROM:<地", greeted, &[]);
}

#[test]
fn an_empty_line_offers_what_fits_and_all_helpers() {
    let all = completed("", ready);
    let verbs: Vec<_> = all.iter().filter(|word| !word.starts_with(':')).collect();
    assert_eq!(
        verbs,
        [
            "RCPT TO:<",
            "DATA",
            "RSET",
            "VRFY ",
            "EXPN ",
            "HELP",
            "NOOP",
            "QUIT"
        ]
    );
    assert_eq!(all.len() - verbs.len(), helpers().count());
    assert!(completed("", text).is_empty());
}

#[test]
fn what_is_shown_in_grey() {
    let check = |line: &str, change: fn(&mut Facts), expected: Option<&str>| {
        let cursor = line.find('|').unwrap_or(line.len());
        let hint = hint(&line.replace('|', ""), cursor, &facts(change));
        assert_eq!(hint.as_deref(), expected, "{line:?}");
    };
    check("", new, None);
    check("eh", new, None);
    check("ehlo", new, Some(" domain"));
    check("ehlo ", new, Some("domain"));
    check("ehlo a", new, None);
    check("mail", bare, Some(" FROM:<address> [BODY=8BITMIME]"));
    check("mail", greeted, Some(" FROM:<address> [SIZE=n] [AUTH=<>]"));
    check("mail from:<a@b>", greeted, Some(" [SIZE=n] [AUTH=<>]"));
    check(
        "rcpt to:<",
        ready,
        Some("address> [NOTIFY=NEVER] [ORCPT=rfc822;address]"),
    );
    check("mail|x", greeted, None);
    check("data", ready, None);
    check("mail", code, None);
    check("mail", text, None);
    check(":fault", new, Some(" [NAME] [off]"));
    check(":fault", code, Some(" [NAME] [off]"));
    check("fault", helper, Some(" [NAME] [off]"));
    check(":fault", text, None);
    check(":set upgrade", new, Some(" on|off"));
    check(":set upgrade ", new, Some("on|off"));
    check(":set nothing", new, None);
    check(":status", new, None);
}

#[test]
fn each_list_belongs_to_a_helper() {
    for (name, _) in ARGUMENTS {
        assert!(helpers().any(|row| row.name == *name), "{name}");
    }
}
