//! The rows as they stand on the terminal.

use super::{Roster, Row, Stage};
use crate::practice::DOMAIN;
use crate::protocol::text::escape;
use crate::screen::{cut, padded};
use colored::{Color, Colorize};
use std::time::{Duration, Instant};
use unicode_width::UnicodeWidthStr;

/// What stands on the terminal: so many lines, at this size, since then.
#[derive(Debug, Default)]
pub(super) struct Drawn {
    lines: usize,
    size: (usize, usize),
    at: Option<Instant>,
}

crate::words! {
    /// What the rows say.
    #[derive(Debug, Clone)]
    pub enum Says {
        Head { here: usize, came: usize, logged: usize, sent: usize, read: usize } => "{here} connected; of all {came} came, {logged} logged in, {sent} sent mail, {read} read mail", "当前连接 {here} 个；累计 {came} 人来过，{logged} 人登录，{sent} 人发出邮件，{read} 人读过邮件";
        HeadClass { here: usize, came: usize, logged: usize, sent: usize, read: usize, all: usize } => "{here} connected; of {all} students {came} came, {logged} logged in, {sent} sent mail, {read} read mail", "当前连接 {here} 个；全班 {all} 人中 {came} 人来过，{logged} 人登录，{sent} 人发出邮件，{read} 人读过邮件";
        Crowded { count: usize } => "; {count} times somebody was sent away, because there are too many connections", "；因连接过多，已谢绝 {count} 次";
        More { count: usize } => "… and {count} more", "……还有 {count} 人";
        Absent => "-", "未到";
        Here => "here", "在线";
        Came => "came", "来过";
        Tls => "TLS", "TLS 已建立";
        LoggedIn => "logged in", "已登录";
        Mail { count: usize } => "{count} mail", "{count} 封邮件";
        Mails { count: usize } => "{count} mails", "{count} 封邮件";
        HasRead => "read", "已读信";
        AndRead { stage: String } => "{stage}, read", "{stage}，已读信";
        To { to: String, subject: String } => "to {to}: {subject}", "发给 {to}：{subject}";
        Read { protocol: String, subject: String } => "read over {protocol}: {subject}", "通过 {protocol} 读取：{subject}";
        NotSecured { why: String } => "TLS failed: {why}", "TLS 失败：{why}";
        Now => "now", "刚刚";
        Seconds { count: u64 } => "{count} s ago", "{count} 秒前";
        Minutes { count: u64 } => "{count} min ago", "{count} 分钟前";
        Hours { count: u64 } => "{count} h ago", "{count} 小时前";
    }
}

impl Roster {
    /// What the terminal is to be given, so that it shows how things stand.
    pub(super) fn draw(&mut self, now: Instant) -> String {
        let size = terminal_size::terminal_size().map_or((80, 24), |(width, height)| {
            (usize::from(width.0), usize::from(height.0))
        });
        let rested = self.drawn.at.is_none_or(|at| now - at >= REST);
        if !self.changed && !rested && size == self.drawn.size {
            return String::new();
        }
        let lines = self.lines(size, now);
        let mut frame = String::new();
        if self.drawn.lines > 0 {
            frame = format!("\x1b[{}A\r", self.drawn.lines);
        }
        if size != self.drawn.size && self.drawn.lines > 0 {
            // Lines were broken anew, nobody knows where.
            frame = "\x1b[H\x1b[J".to_owned();
        }
        for line in &lines {
            frame = frame + line + "\x1b[K\n";
        }
        frame += "\x1b[J";
        self.changed = false;
        self.drawn = Drawn {
            lines: lines.len(),
            size,
            at: Some(now),
        };
        frame
    }

    pub(super) fn lines(&self, (columns, lines): (usize, usize), now: Instant) -> Vec<String> {
        let domains = self
            .students
            .iter()
            .all(|(name, _)| name.ends_with(&format!("@{DOMAIN}")));
        let short = |name: &str| match name.split_once('@') {
            Some((local, _)) if domains => escape(local),
            _ => escape(name),
        };
        let students = self.students.iter().map(|(name, row)| (short(name), row));
        let guests = self.guests.iter().map(|(ip, row)| (ip.to_string(), row));
        let rows: Vec<_> = students.chain(guests).collect();
        let room = lines.saturating_sub(HEAD_LINES);
        let names = rows.iter().map(|(name, _)| name.width()).max().unwrap_or(0);
        let names = names.clamp(8, MAX_NAME);
        let mut out = vec![cut(&self.head(), columns), String::new()];
        if rows.len() <= room {
            out.extend(
                rows.iter()
                    .map(|(name, row)| self.full(name, names, row, columns, now)),
            );
        } else {
            out.extend(self.grid(&rows, names, columns, room));
        }
        out
    }

    fn head(&self) -> String {
        let rows = || {
            self.students
                .iter()
                .map(|(_, row)| row)
                .chain(self.guests.values())
        };
        let since = |stage| rows().filter(|row| row.stage >= stage).count();
        let here = self.sessions.len();
        let read = rows().filter(|row| row.read).count();
        let (came, logged, sent) = (
            since(Stage::Came),
            since(Stage::LoggedIn),
            since(Stage::Sent),
        );
        let head = match self.students.len() {
            0 => Says::Head {
                here,
                came,
                logged,
                sent,
                read,
            },
            all => {
                let came = self
                    .students
                    .iter()
                    .filter(|(_, row)| row.stage > Stage::Absent)
                    .count();
                Says::HeadClass {
                    here,
                    came,
                    logged,
                    sent,
                    read,
                    all,
                }
            }
        };
        let crowded = Says::Crowded {
            count: self.crowded,
        }
        .say(self.lang);
        head.say(self.lang) + if self.crowded > 0 { &crowded } else { "" }
    }

    /// A student's line.
    fn full(&self, name: &str, names: usize, row: &Row, columns: usize, now: Instant) -> String {
        let here = match row.here {
            0 => String::new(),
            1 => Says::Here.say(self.lang),
            many => format!("{} {many}", Says::Here.say(self.lang)),
        };
        let ago = row.at.map(|at| self.ago(now.saturating_duration_since(at)));
        let line = format!(
            "{}  {}  {}  {}  ",
            padded(&cut(name, names), names),
            padded(&here, 7),
            padded(&self.stage(row), STAGE),
            padded(&ago.unwrap_or_default(), 11)
        );
        let last = cut(&row.last, columns.saturating_sub(line.width()));
        let last = if row.refused {
            last.red()
        } else {
            last.normal()
        };
        format!("{}{last}", self.colored(&cut(&line, columns), row))
    }

    /// Names and how far they are, side by side: for more students than the screen has lines.
    fn grid(
        &self,
        rows: &[(String, &Row)],
        names: usize,
        columns: usize,
        room: usize,
    ) -> Vec<String> {
        let names = names.min(GRID_NAME);
        let width = names + 1 + STAGE;
        let across = (columns / (width + 2)).max(1);
        let mut rows: Vec<_> = rows.iter().collect();
        let fits = across * room;
        let more = rows.len().saturating_sub(fits);
        if more > 0 {
            // Those of whom something was heard last, and a line for the rest.
            rows.sort_by_key(|(_, row)| std::cmp::Reverse(row.at));
            rows.truncate(fits.saturating_sub(across));
        }
        let down = rows.len().div_ceil(across);
        let cell = |(name, row): &&(String, &Row)| {
            let cell = format!("{} {}", padded(&cut(name, names), names), self.stage(row));
            self.colored(&padded(&cut(&cell, width), width), row)
                .to_string()
        };
        let line = |start: usize| {
            let cells: Vec<_> = rows.iter().skip(start).step_by(down).map(cell).collect();
            cells.join("  ")
        };
        let mut lines: Vec<_> = (0..down).map(line).collect();
        if more > 0 {
            let count = more + across;
            lines.push(Says::More { count }.say(self.lang));
        }
        lines
    }

    fn stage(&self, row: &Row) -> String {
        let says = match row.stage {
            Stage::Absent => Says::Absent,
            Stage::Came if row.here > 0 => Says::Here,
            Stage::Came => Says::Came,
            Stage::Tls => Says::Tls,
            Stage::LoggedIn => Says::LoggedIn,
            Stage::Sent if row.mails == 1 => Says::Mail { count: 1 },
            Stage::Sent => Says::Mails { count: row.mails },
        };
        let says = match (row.read, row.stage) {
            (false, _) => says,
            (true, Stage::Sent) => Says::AndRead {
                stage: says.say(self.lang),
            },
            (true, _) => Says::HasRead,
        };
        says.say(self.lang)
    }

    fn colored(&self, text: &str, row: &Row) -> colored::ColoredString {
        match row.stage {
            Stage::Absent => text.color(Color::BrightBlack),
            Stage::Came | Stage::Tls => text.normal(),
            Stage::LoggedIn => text.cyan(),
            Stage::Sent => text.green(),
        }
    }

    fn ago(&self, time: Duration) -> String {
        let seconds = time.as_secs();
        let says = match seconds {
            0..5 => Says::Now,
            5..60 => Says::Seconds { count: seconds },
            60..3600 => Says::Minutes {
                count: seconds / 60,
            },
            _ => Says::Hours {
                count: seconds / 3600,
            },
        };
        says.say(self.lang)
    }
}

/// The head, an empty line, and the cursor's.
const HEAD_LINES: usize = 3;
/// The widest column of how far somebody is: `12 mails, read`.
const STAGE: usize = 14;
/// A name's column, in a line of its own and in the grid.
const MAX_NAME: usize = 28;
const GRID_NAME: usize = 16;
/// The times are drawn anew after that.
const REST: Duration = Duration::from_secs(5);
