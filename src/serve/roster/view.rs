//! The rows as they stand on the terminal.

use super::{Roster, Row, Stage};
use crate::protocol::text::escape;
use crate::screen::{cut, padded};
use colored::{Color, Colorize};
use std::collections::BTreeMap;
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
        MoreByEnter { count: usize } => "… and {count} more (Enter: all)", "……还有 {count} 人（按回车显示全部）";
        Page { page: usize, pages: usize } => "{page}/{pages} (Enter: the next)", "第 {page}/{pages} 页（按回车翻页）";
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
        self.draw_on(terminal_size(), now)
    }

    fn draw_on(&mut self, size: (usize, usize), now: Instant) -> String {
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

    /// Everybody, for the last time, however long that is: the terminal can be scrolled back.
    pub(super) fn draw_all(&mut self, now: Instant) -> String {
        self.changed = true;
        self.page = 0;
        self.draw_on((terminal_size().0, usize::MAX), now)
    }

    pub(super) fn lines(&self, (columns, lines): (usize, usize), now: Instant) -> Vec<String> {
        let common = self.common_domain();
        let short = |name: &str| match name.split_once('@') {
            Some((local, domain)) if Some(domain) == common => escape(local),
            _ => escape(name),
        };
        let students = self.students.iter().map(|(name, row)| (short(name), row));
        let guests = self.guests.iter().map(|(ip, row)| (ip.to_string(), row));
        let mut rows: Vec<_> = students.chain(guests).collect();
        let room = lines.saturating_sub(HEAD_LINES);
        let mut widths: Vec<_> = rows.iter().map(|(name, _)| name.width()).collect();
        widths.sort_unstable();
        // A few long names are cut, and leave the others' rows their room.
        let names = widths.get(widths.len() * 9 / 10).unwrap_or(&0);
        let names = (*names).min(MAX_NAME).min(columns / 4).max(8);
        let mut out = vec![cut(&self.head(), columns), String::new()];
        if rows.len() > room {
            let grid = Grid::new(names, columns, room, rows.len());
            if let Some(page) = (self.page % (grid.pages + 1)).checked_sub(1) {
                out.extend(self.grid(&rows, &grid, page));
                return out;
            }
            // Those of whom something was heard last, and a line for the rest.
            rows.sort_by_key(|(_, row)| std::cmp::Reverse(row.at));
        }
        let shown = match rows.len() {
            all if all <= room => all,
            _ => room.saturating_sub(1),
        };
        let full = |(name, row): &(String, &Row)| self.full(name, names, row, columns, now);
        out.extend(rows[..shown].iter().map(full));
        if shown < rows.len() {
            let count = rows.len() - shown;
            let more = match self.paged {
                true => Says::MoreByEnter { count },
                false => Says::More { count },
            };
            out.push(cut(&more.say(self.lang), columns));
        }
        out
    }

    /// The domain that most students are of: it need not be shown.
    fn common_domain(&self) -> Option<&str> {
        let mut counts = BTreeMap::new();
        let domains = self
            .students
            .iter()
            .filter_map(|(name, _)| name.split_once('@'));
        domains.for_each(|(_, domain)| *counts.entry(domain).or_insert(0) += 1);
        let most = counts.into_iter().max_by_key(|(_, count)| *count)?;
        Some(most.0)
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
        let last = match columns.saturating_sub(line.width()) {
            0 => String::new(),
            room => cut(&row.last, room),
        };
        let last = if row.refused {
            last.red()
        } else {
            last.normal()
        };
        format!("{}{last}", self.colored(&cut(&line, columns), row))
    }

    /// Names and how far they are, side by side, in the order of the list.
    fn grid(&self, rows: &[(String, &Row)], grid: &Grid, page: usize) -> Vec<String> {
        let start = page * grid.fits();
        let rows: Vec<_> = rows.iter().skip(start).take(grid.fits()).collect();
        let down = rows.len().div_ceil(grid.across);
        let cell = |(name, row): &&(String, &Row)| {
            let name = padded(&cut(name, grid.names), grid.names);
            let width = grid.names + 1 + STAGE;
            let cell = cut(&format!("{name} {}", self.stage(row)), width);
            self.colored(&padded(&cell, width), row).to_string()
        };
        let line = |start: usize| {
            let cells: Vec<_> = rows.iter().skip(start).step_by(down).map(cell).collect();
            cells.join("  ")
        };
        let mut lines: Vec<_> = (0..down).map(line).collect();
        let (page, pages) = (page + 2, grid.pages + 1);
        lines.push(Says::Page { page, pages }.say(self.lang));
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

/// How many students stand side by side, and one below another.
struct Grid {
    names: usize,
    across: usize,
    down: usize,
    pages: usize,
}

impl Grid {
    fn new(names: usize, columns: usize, room: usize, students: usize) -> Self {
        let names = names.min(GRID_NAME);
        let grid = Self {
            names,
            across: (columns / (names + 1 + STAGE + 2)).max(1),
            down: room.saturating_sub(1).max(1),
            pages: 0,
        };
        let pages = students.div_ceil(grid.fits());
        Self { pages, ..grid }
    }

    fn fits(&self) -> usize {
        self.across * self.down
    }
}

fn terminal_size() -> (usize, usize) {
    terminal_size::terminal_size().map_or((80, 24), |(width, height)| {
        (usize::from(width.0), usize::from(height.0))
    })
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
