//! The class on the screen: one row a student, who came, how far they are, what they were told last.

mod view;

use super::Board;
use crate::practice::Happened;
use crate::practice::users::Users;
use crate::protocol::text::escape;
use crate::screen::cut;
use crate::words::Lang;
use std::collections::{BTreeMap, HashMap};
use std::net::{IpAddr, SocketAddr};
use std::time::Instant;
use view::Drawn;
pub use view::Says;

/// Who is there and how far. Students have a row each; where all are the same user, addresses do.
#[derive(Debug)]
pub(super) struct Roster {
    lang: Lang,
    students: Vec<(String, Row)>,
    guests: BTreeMap<IpAddr, Row>,
    sessions: HashMap<SocketAddr, Session>,
    crowded: usize,
    changed: bool,
    /// Whether Enter is read, and how often it was pressed.
    paged: bool,
    page: usize,
    drawn: Drawn,
}

/// What is known of a student.
#[derive(Debug, Default, Clone)]
struct Row {
    here: usize,
    stage: Stage,
    mails: usize,
    /// They have read a mail, over POP3 or IMAP.
    read: bool,
    last: String,
    refused: bool,
    at: Option<Instant>,
}

/// How far the lab was done.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    #[default]
    Absent,
    Came,
    Tls,
    LoggedIn,
    Sent,
}

#[derive(Debug)]
struct Session {
    /// The student, once they have logged in.
    student: Option<usize>,
    stage: Stage,
}

impl Roster {
    pub(super) fn new(users: &Users, paged: bool, lang: Lang) -> Self {
        let names = users.list().iter().filter(|_| users.are_a_class());
        Self {
            lang,
            students: names
                .map(|user| (user.name.clone(), Row::default()))
                .collect(),
            guests: BTreeMap::new(),
            sessions: HashMap::new(),
            crowded: 0,
            changed: true,
            paged,
            page: 0,
            drawn: Drawn::default(),
        }
    }

    /// The row that a session is about now.
    fn row(&mut self, client: SocketAddr) -> Option<&mut Row> {
        match self.sessions.get(&client)?.student {
            Some(student) => self.students.get_mut(student).map(|(_, row)| row),
            None => self.guests.get_mut(&client.ip()),
        }
    }

    fn come(&mut self, client: SocketAddr) {
        if self.guests.len() >= MAX_GUESTS {
            self.guests.retain(|_, row| row.here > 0);
        }
        let session = Session {
            student: None,
            stage: Stage::Came,
        };
        self.sessions.insert(client, session);
        self.guests.entry(client.ip()).or_default().here += 1;
    }

    fn go(&mut self, client: SocketAddr) {
        let row = self.row(client);
        let here = row.map_or(0, |row| {
            row.here -= 1;
            row.here
        });
        let student = self
            .sessions
            .remove(&client)
            .and_then(|session| session.student);
        // In a class an address without anybody says nothing.
        if here == 0 && student.is_none() && !self.students.is_empty() {
            self.guests.remove(&client.ip());
        }
    }

    /// The session is this student's from now on.
    fn know(&mut self, client: SocketAddr, user: &str) {
        // Who forgets the domain, or writes the name in capitals, is that student all the same.
        let is_theirs = |name: &str| {
            let mut names = std::iter::once(name).chain(name.split('@').next());
            names.any(|name| name.eq_ignore_ascii_case(user))
        };
        let student = self.students.iter().position(|(name, _)| is_theirs(name));
        let Some(stage) = self.sessions.get(&client).map(|session| session.stage) else {
            return;
        };
        if student.is_some() {
            self.go(client);
            self.sessions.insert(client, Session { student, stage });
            if let Some(row) = self.row(client) {
                row.here += 1;
            }
        }
    }
}

impl Board for Roster {
    fn notice(&mut self, client: SocketAddr, happened: &Happened, now: Instant) {
        self.changed = true;
        match happened {
            Happened::Came => self.come(client),
            Happened::Went => return self.go(client),
            Happened::LoggedIn(user) | Happened::Tried(user) => self.know(client, user),
            Happened::Crowded => {
                self.crowded += 1;
                return;
            }
            Happened::Secured
            | Happened::NotSecured(_)
            | Happened::Refused(_)
            | Happened::Mail(_)
            | Happened::Read(..) => {}
        }
        let reached = match happened {
            Happened::Secured => Stage::Tls,
            Happened::LoggedIn(_) => Stage::LoggedIn,
            Happened::Mail(_) => Stage::Sent,
            _ => Stage::Came,
        };
        let lang = self.lang;
        let (last, refused) = match happened {
            Happened::Refused(reply) => (Some(reply.clone()), true),
            Happened::NotSecured(why) => {
                let why = why.clone();
                (Some(Says::NotSecured { why }.say(lang)), true)
            }
            Happened::Mail(mail) => {
                let (to, subject) = (mail.to.join(", "), mail.subject());
                (Some(Says::To { to, subject }.say(lang)), false)
            }
            Happened::Read(protocol, subject) => {
                let (protocol, subject) = ((*protocol).to_owned(), subject.clone());
                (Some(Says::Read { protocol, subject }.say(lang)), false)
            }
            _ => (None, false),
        };
        if let Some(session) = self.sessions.get_mut(&client) {
            session.stage = session.stage.max(reached);
        }
        let Some(row) = self.row(client) else { return };
        row.stage = row.stage.max(reached);
        row.mails += usize::from(reached == Stage::Sent);
        row.read |= matches!(happened, Happened::Read(..));
        row.at = Some(now);
        if let Some(last) = last {
            // What a client sends may be long, and full of escapes.
            row.last = cut(&escape(&last), MAX_LAST);
            row.refused = refused;
        }
    }

    fn frame(&mut self, now: Instant) -> String {
        self.draw(now)
    }

    fn turn(&mut self) {
        self.page += 1;
        self.changed = true;
    }

    fn last_frame(&mut self, now: Instant) -> String {
        self.draw_all(now)
    }
}

/// Of what a client was told last.
const MAX_LAST: usize = 200;
/// Addresses that have a row, before those are forgotten that are not here.
const MAX_GUESTS: usize = 2000;
#[cfg(test)]
mod tests;
