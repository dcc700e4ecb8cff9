//! Facts in, rows out.

use super::*;
use crate::practice::Mail;
use std::sync::Arc;
use unicode_width::UnicodeWidthStr;

fn client(last: u8, port: u16) -> SocketAddr {
    SocketAddr::from(([192, 0, 2, last], port))
}

fn class(students: usize) -> Roster {
    let list: String = (1..=students).map(|n| format!("s{n:03} code\n")).collect();
    Roster::new(&Users::parse(&list).unwrap(), true, Lang::English)
}

fn mail(to: &str) -> Happened {
    Happened::Mail(Arc::new(Mail {
        from: "s001@smtpsh.example".into(),
        to: vec![to.into()],
        data: (*b"Subject: \x1b[2J first\r\n\r\n").into(),
    }))
}

fn tell(roster: &mut Roster, client: SocketAddr, facts: &[Happened]) {
    let now = Instant::now();
    facts
        .iter()
        .for_each(|fact| roster.notice(client, fact, now));
}

/// What stands there, without colours.
fn shown(roster: &Roster, size: (usize, usize)) -> Vec<String> {
    colored::control::set_override(false);
    roster.lines(size, Instant::now())
}

#[test]
fn each_student_has_a_row() {
    let mut roster = class(3);
    let login = |name: &str| Happened::LoggedIn(format!("{name}@smtpsh.example"));
    let (one, two, who) = (client(1, 1), client(1, 2), client(9, 3));
    let first = [
        Happened::Came,
        Happened::Secured,
        login("s001"),
        Happened::Read("POP3", "before".into()),
        mail("s002@smtpsh.example"),
    ];
    tell(&mut roster, one, &first);
    tell(
        &mut roster,
        two,
        &[
            Happened::Came,
            login("s002"),
            Happened::Read("IMAP", "你好".into()),
            Happened::Went,
        ],
    );
    let refused = || Happened::Refused("535 Login fail".into());
    tell(&mut roster, who, &[Happened::Came, refused()]);
    let third = client(1, 4);
    let tried = Happened::Tried("S003".into());
    tell(&mut roster, third, &[Happened::Came, tried, refused()]);
    let lines = shown(&roster, (100, 24));
    assert_eq!(
        lines[0],
        "3 connected; of 3 students 3 came, 2 logged in, 1 sent mail, 2 read mail"
    );
    let rows = [
        "s001       here     1 mail, read    now          to s002@smtpsh.example: \\x1b[2J first",
        "s002                read            now          read over IMAP: 你好",
        "s003       here     here            now          535 Login fail",
        "192.0.2.9  here     here            now          535 Login fail",
    ];
    let shown_rows: Vec<_> = lines[2..].iter().map(|line| line.trim_end()).collect();
    assert_eq!(shown_rows, rows);
    tell(&mut roster, one, &[Happened::Went]);
    tell(&mut roster, who, &[Happened::Went]);
    tell(&mut roster, third, &[Happened::Went]);
    assert_eq!(
        shown(&roster, (100, 24)).len(),
        2 + 3,
        "nobody is not listed"
    );
    assert!(roster.sessions.is_empty() && roster.guests.is_empty());
}

#[test]
fn without_a_list_addresses_have_rows() {
    let mut roster = Roster::new(&Users::default(), true, Lang::English);
    let login = Happened::LoggedIn("student@smtpsh.example".into());
    for port in [1, 2] {
        tell(
            &mut roster,
            client(1, port),
            &[Happened::Came, login.clone()],
        );
    }
    tell(
        &mut roster,
        client(2, 1),
        &[Happened::Came, Happened::Went, Happened::Crowded],
    );
    let lines = shown(&roster, (100, 24));
    assert!(
        lines[0].starts_with(
            "2 connected; of all 2 came, 1 logged in, 0 sent mail, 0 read mail; 1 times"
        )
    );
    assert!(
        lines[2].starts_with("192.0.2.1  here 2   logged in"),
        "{lines:?}"
    );
    assert!(
        lines[3].starts_with("192.0.2.2           came"),
        "{lines:?}"
    );
}

#[test]
fn it_fits_every_screen() {
    for (students, columns, lines, pages) in [
        (40, 80, 50, 1),
        (40, 80, 24, 2),
        (40, 40, 10, 8),
        (1000, 80, 24, 18),
    ] {
        let mut roster = class(students);
        let last = format!("s{students:03}");
        let facts = [
            Happened::Came,
            Happened::LoggedIn(format!("{last}@smtpsh.example")),
            Happened::Refused("501 what".into()),
        ];
        tell(&mut roster, client(1, 1), &facts);
        let mut seen = std::collections::BTreeSet::new();
        for page in 0..pages {
            let shown = shown(&roster, (columns, lines));
            let case = format!("{students} on {columns}x{lines}, {page}: {shown:#?}");
            assert!(shown.len() < lines, "{case}");
            assert!(shown.iter().all(|line| line.width() <= columns), "{case}");
            let has = |text: &str| shown.iter().any(|line| line.contains(text));
            // Of whom something was heard last stands first, with what it was.
            let is_first = shown[2].starts_with(&last);
            assert_eq!(is_first, page == 0 && students > lines, "{case}");
            assert_eq!(has("501 what"), page == 0 && columns == 80, "{case}");
            let names = (1..=students).map(|n| format!("s{n:03}"));
            seen.extend(names.filter(|name| has(name)));
            roster.turn();
        }
        assert_eq!(seen.len(), students, "{students} on {columns}x{lines}");
        let first = shown(&roster, (columns, lines)).join("\n");
        assert!(!first.contains("/"), "and again from the first: {first}");
    }
}

#[test]
fn one_from_elsewhere_leaves_the_names_short() {
    let list = "ann a\nbob b\neve.of.another.school@far.away.example c\n";
    let roster = Roster::new(&Users::parse(list).unwrap(), false, Lang::English);
    let lines = shown(&roster, (80, 4));
    let expected = [
        "0 connected; of 3 students 0 came, 0 logged in, 0 sent mail, 0 read mail",
        "",
        "… and 3 more",
    ];
    assert_eq!(lines, expected, "and nobody reads keys");
    let lines = shown(&roster, (80, 24));
    let names: Vec<_> = lines[2..].iter().map(|line| line.trim_end()).collect();
    let expected = ["ann", "bob", "eve.of.another.scho…"];
    for (name, expected) in names.iter().zip(expected) {
        assert!(name.starts_with(expected), "{lines:?}");
    }
}

#[test]
fn rows_are_said_in_both_languages() {
    crate::words::check_table(Says::TABLE);
    assert_eq!(cut("一二三四", 5), "一二…");
    assert_eq!(cut("abc", 3), "abc");
}
