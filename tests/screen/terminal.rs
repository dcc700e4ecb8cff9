//! smtpsh in a terminal of its own: keys in, screens out.

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};

/// A running program and its terminal. Dropping it ends the program.
pub struct Terminal {
    display: Arc<Display>,
    keyboard: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    home: Home,
    /// The terminal's modes before the program began.
    pub modes_before: String,
    /// Up to here the output has been waited for.
    read: usize,
}

struct Display {
    shown: Mutex<Shown>,
    changed: Condvar,
}

/// What the program has shown.
pub struct Shown {
    parser: vt100::Parser,
    /// Every byte that it wrote.
    pub raw: Vec<u8>,
    /// Every screen that was to be seen, oldest first.
    pub screens: Vec<String>,
    ended: bool,
}

/// The program's home folder, removed at the end.
pub struct Home(PathBuf);

impl Terminal {
    /// Starts smtpsh on a screen of 80 columns.
    pub fn start(args: &[&str]) -> Self {
        Self::start_with(args, &[], 80)
    }

    /// Starts smtpsh with more environment, on a screen of that many columns.
    pub fn start_with(args: &[&str], env: &[(&str, &str)], columns: u16) -> Self {
        Self::start_program(SMTPSH, args, env, columns)
    }

    /// Starts a shell that runs smtpsh as a job, for which it has `"$@"`.
    pub fn start_as_job(script: &str, args: &[&str]) -> Self {
        let shell = ["-m", "-c", script, "sh", SMTPSH];
        Self::start_program("/bin/sh", &[&shell[..], args].concat(), &[], 80)
    }

    fn start_program(program: &str, args: &[&str], env: &[(&str, &str)], columns: u16) -> Self {
        let size = PtySize {
            rows: ROWS,
            cols: columns,
            ..PtySize::default()
        };
        let pair = native_pty_system().openpty(size).unwrap();
        let modes_before = modes(pair.master.as_ref());
        let home = Home::new();
        let mut command = CommandBuilder::new(program);
        command.args(args);
        command.cwd(&home.0);
        command.env_clear();
        command.env("TERM", "xterm-256color");
        command.env("LANG", "C.UTF-8");
        command.env("HOME", &home.0);
        for folder in ["CONFIG", "DATA", "STATE", "CACHE"] {
            command.env(format!("XDG_{folder}_HOME"), home.0.join(folder));
        }
        for (name, value) in env {
            command.env(name, value);
        }
        let child = pair.slave.spawn_command(command).unwrap();
        // While the test holds it open, the output has no end.
        drop(pair.slave);
        let display = Arc::new(Display::new(columns));
        let (reader, watched) = (pair.master.try_clone_reader().unwrap(), display.clone());
        std::thread::spawn(move || watched.watch(reader));
        Self {
            display,
            keyboard: pair.master.take_writer().unwrap(),
            child,
            master: pair.master,
            home,
            modes_before,
            read: 0,
        }
    }

    /// Presses these keys.
    pub fn press(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).unwrap();
        self.keyboard.flush().unwrap();
    }

    /// Types a line and Enter.
    pub fn enter(&mut self, line: &str) {
        self.press(&format!("{line}\r"));
    }

    /// Pastes a text, as terminals that know bracketed paste do.
    pub fn paste(&mut self, text: &str) {
        self.press(&format!("\x1b[200~{text}\x1b[201~"));
    }

    /// Waits for `text` in the output, and then for the line editor to begin.
    pub fn ready_after(&mut self, text: &str) {
        self.wait_for_output(text);
        self.ready();
    }

    /// Types a line and Enter, waits for `answer`, and for the line editor to begin again.
    pub fn say(&mut self, line: &str, answer: &str) {
        self.enter(line);
        self.ready_after(answer);
    }

    /// Waits for the line editor to begin.
    pub fn ready(&mut self) {
        self.wait_for_output(EDITOR_BEGINS);
    }

    /// Waits until the line editor runs.
    pub fn editing(&self) {
        self.wait_for("the line editor", |shown| {
            let last = |sequence: &str| {
                let sequence = sequence.as_bytes();
                shown
                    .raw
                    .windows(sequence.len())
                    .rposition(|part| part == sequence)
            };
            last(EDITOR_BEGINS) > last(EDITOR_ENDS)
        });
    }

    /// Waits for `text` in the output that has not been waited for.
    pub fn wait_for_output(&mut self, text: &str) {
        let from = self.read;
        let mut found = 0;
        self.wait_for(&format!("{text:?} in the output"), |shown| {
            let at = find(&shown.raw[from..], text.as_bytes());
            found = at.map_or(0, |at| from + at + text.len());
            at.is_some()
        });
        self.read = found;
    }

    /// Waits for `text` on the screen.
    pub fn wait_for_text(&self, text: &str) {
        self.wait_for(&format!("{text:?} on the screen"), |shown| {
            shown.text().contains(text)
        });
    }

    /// Waits for the line under the cursor to be `line`, with the cursor in `column`.
    pub fn wait_for_line(&self, line: &str, column: usize) {
        self.wait_for(&format!("{line:?}, cursor in {column}"), |shown| {
            shown.line() == line && usize::from(shown.cursor().1) == column
        });
    }

    /// Waits for something to be so. The screen is shown if it never is.
    pub fn wait_for(&self, what: &str, mut is_so: impl FnMut(&Shown) -> bool) {
        let deadline = Instant::now() + DEADLINE;
        let mut shown = self.shown();
        while !is_so(&shown) {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() || shown.ended {
                let report = shown.report();
                drop(shown);
                panic!("never came: {what}\n{report}");
            }
            shown = self.display.changed.wait_timeout(shown, left).unwrap().0;
        }
    }

    /// Waits for the program to end, and returns its exit code.
    pub fn exit_code(&mut self) -> u32 {
        self.wait_for("the end", |shown| shown.ended);
        // Its output has ended, so it has, or is about to.
        self.child.wait().unwrap().exit_code()
    }

    /// The program's process.
    pub fn process(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    /// The terminal's modes: echo, whole lines, signals.
    pub fn modes(&self) -> String {
        modes(self.master.as_ref())
    }

    /// Waits for these modes, which nothing shows.
    pub fn wait_for_modes(&self, modes: &str) {
        let deadline = Instant::now() + DEADLINE;
        while self.modes() != modes {
            assert!(Instant::now() < deadline, "{}", self.modes());
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Makes the terminal narrower or wider.
    pub fn resize(&self, columns: u16) {
        self.shown().parser.set_size(cells(ROWS), cells(columns));
        let size = PtySize {
            rows: ROWS,
            cols: columns,
            ..PtySize::default()
        };
        self.master.resize(size).unwrap();
    }

    /// What has been shown.
    pub fn shown(&self) -> MutexGuard<'_, Shown> {
        self.display.shown.lock().unwrap()
    }

    /// Where the history is kept.
    pub fn history_file(&self) -> PathBuf {
        self.home.0.join("STATE/smtpsh/history")
    }

    /// The history, nothing if there is none.
    pub fn history(&self) -> String {
        std::fs::read_to_string(self.history_file()).unwrap_or_default()
    }

    /// The home folder.
    pub fn home(&self) -> &Path {
        &self.home.0
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // It has ended, mostly.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Display {
    fn new(columns: u16) -> Self {
        Self {
            shown: Mutex::new(Shown {
                parser: vt100::Parser::new(cells(ROWS), cells(columns), 0),
                raw: Vec::new(),
                screens: Vec::new(),
                ended: false,
            }),
            changed: Condvar::new(),
        }
    }

    /// Shows what the program writes, to the end. Linux ends a terminal with an error.
    fn watch(&self, mut reader: impl Read) {
        let mut buffer = [0; 1024];
        loop {
            let length = reader.read(&mut buffer).unwrap_or(0);
            let mut shown = self.shown.lock().unwrap();
            shown.take(&buffer[..length]);
            self.changed.notify_all();
            if length == 0 {
                return;
            }
        }
    }
}

impl Shown {
    fn take(&mut self, bytes: &[u8]) {
        self.ended |= bytes.is_empty();
        self.raw.extend_from_slice(bytes);
        self.parser.process(bytes);
        let screen = self.text();
        if self.screens.last() != Some(&screen) {
            self.screens.push(screen);
        }
    }

    /// The screen as text; a long line that the terminal wraps is one line.
    pub fn text(&self) -> String {
        self.parser.screen().contents()
    }

    /// The rows of the screen.
    pub fn rows(&self) -> Vec<String> {
        let (_, columns) = self.parser.screen().size();
        self.parser.screen().rows(0, columns.get()).collect()
    }

    /// The row under the cursor, without the blanks at its end.
    pub fn line(&self) -> String {
        let (row, column) = self.cursor();
        let mut line = self.rows()[usize::from(row)].trim_end().to_owned();
        // The grey hint behind what is typed is no part of it.
        let screen = self.parser.screen();
        let hint: String = (column..screen.size().1.get())
            .filter_map(|column| screen.cell(row, column))
            .filter(|cell| cell.fgcolor() == vt100::Color::Idx(8))
            .map(vt100::Cell::contents)
            .collect();
        if let Some(typed) = line.strip_suffix(hint.trim_end()) {
            line.truncate(typed.trim_end().len());
        }
        line
    }

    /// Row and column of the cursor.
    pub fn cursor(&self) -> (u16, u16) {
        self.parser.screen().cursor_position()
    }

    /// The whole output as a person could read it: without the escape sequences.
    pub fn output(&self) -> String {
        let text = String::from_utf8_lossy(&self.raw);
        let mut output = String::new();
        let mut rest = text.as_ref();
        while let Some((before, sequence)) = rest.split_once("\x1b[") {
            output.push_str(before);
            let end = sequence.find(|c: char| ('\x40'..='\x7e').contains(&c));
            rest = end.map_or("", |end| &sequence[end + 1..]);
        }
        output + rest
    }

    /// Whether a person could have read `text`, at any time.
    pub fn ever(&self, text: &str) -> bool {
        self.output().contains(text) || self.screens.iter().any(|screen| screen.contains(text))
    }

    /// The screen, for a failed test.
    pub fn report(&self) -> String {
        let (row, column) = self.cursor();
        let rows = self.rows().join("\n");
        let ended = if self.ended {
            " (the program has ended)"
        } else {
            ""
        };
        let tail = &self.raw[self.raw.len().saturating_sub(300)..];
        format!(
            "--- screen, cursor in row {row}, column {column}{ended}\n{}\n--- last bytes: {}",
            rows.trim_end(),
            tail.escape_ascii()
        )
    }
}

impl Home {
    fn new() -> Self {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("smtpsh-screen-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn modes(master: &dyn MasterPty) -> String {
    format!("{:?}", master.get_termios().unwrap())
}

fn cells(count: u16) -> NonZeroU16 {
    NonZeroU16::new(count).unwrap()
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|part| part == wanted)
}

pub const LEFT: &str = "\x1b[D";
pub const UP: &str = "\x1b[A";
pub const BACKSPACE: &str = "\x7f";
pub const CTRL_C: &str = "\x03";
pub const CTRL_D: &str = "\x04";
pub const CTRL_U: &str = "\x15";
pub const CTRL_W: &str = "\x17";
pub const CTRL_Y: &str = "\x19";
pub const CTRL_Z: &str = "\x1a";
pub const CTRL_BRACKET: &str = "\x1d";

const SMTPSH: &str = env!("CARGO_BIN_EXE_smtpsh");
/// Bracketed paste goes on when the line editor has taken the terminal over.
const EDITOR_BEGINS: &str = "\x1b[?2004h";
pub const EDITOR_ENDS: &str = "\x1b[?2004l";
const ROWS: u16 = 24;
const DEADLINE: Duration = Duration::from_secs(60);
