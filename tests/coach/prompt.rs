//! A person at a prompt, in a terminal of the test.

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use std::io::{Read, Write};
use std::num::NonZero;
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

#[test]
fn a_person_is_coached_unless_they_ask_for_quiet() {
    let mut screen = Screen::start(&["--lang", "en"]);
    screen.wait_for("command>");
    screen.type_line("elho a");
    screen.wait_for("=> Type: EHLO a");
    screen.type_line(":set coach off");
    screen.type_line("ehol a");
    screen.wait_for_twice("S: 502");
    screen.type_line(":quit");
    screen.wait_for("S: 221");
    let contents = screen.contents();
    assert_eq!(contents.matches("=> ").count(), 2, "{contents}");
    screen.wait_for_end();

    let mut quiet = Screen::start(&["--lang", "zh", "--quiet"]);
    quiet.wait_for("命令>");
    quiet.type_line("elho a");
    quiet.wait_for("S: 502");
    quiet.type_line(":set coach on");
    quiet.type_line("elho a");
    quiet.wait_for("=> 请输入：EHLO a");
    assert_eq!(
        quiet.contents().matches("=> ").count(),
        2,
        "{}",
        quiet.contents()
    );
    quiet.type_line(":quit");
    quiet.wait_for_end();
}

/// smtpsh in a terminal of 40 lines, so that nothing scrolls away.
struct Screen {
    child: Box<dyn Child + Send + Sync>,
    keyboard: Box<dyn Write + Send>,
    output: Receiver<Vec<u8>>,
    terminal: vt100::Parser,
    // Closed when it is dropped.
    _master: Box<dyn MasterPty + Send>,
}

impl Screen {
    fn start(args: &[&str]) -> Self {
        let (rows, cols) = (NonZero::new(40).unwrap(), NonZero::new(120).unwrap());
        let size = PtySize {
            rows: rows.get(),
            cols: cols.get(),
            pixel_width: 0,
            pixel_height: 0,
        };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_smtpsh"));
        command.args(["--no-history", "--color", "never"]);
        command.args(args);
        command.env("TERM", "xterm");
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let (sender, output) = mpsc::channel();
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(length @ 1..) = reader.read(&mut buffer) {
                if sender.send(buffer[..length].to_vec()).is_err() {
                    return;
                }
            }
        });
        Self {
            child,
            keyboard: pair.master.take_writer().unwrap(),
            output,
            terminal: vt100::Parser::new(rows, cols, 0),
            _master: pair.master,
        }
    }

    fn type_line(&mut self, line: &str) {
        write!(self.keyboard, "{line}\r").unwrap();
        self.keyboard.flush().unwrap();
    }

    fn wait_for(&mut self, text: &str) {
        self.wait_until(|contents| contents.contains(text), text);
    }

    fn wait_for_twice(&mut self, text: &str) {
        self.wait_until(|contents| contents.matches(text).count() == 2, text);
    }

    fn wait_until(&mut self, is_there: impl Fn(&str) -> bool, what: &str) {
        let deadline = Instant::now() + PATIENCE;
        while !is_there(&self.contents()) {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.output.recv_timeout(left) {
                Ok(bytes) => self.terminal.process(&bytes),
                Err(why) => panic!("no {what:?} ({why}) in:\n{}", self.contents()),
            }
        }
    }

    fn contents(&self) -> String {
        self.terminal.screen().contents()
    }

    fn wait_for_end(&mut self) {
        let deadline = Instant::now() + PATIENCE;
        // The terminal is read to its end, so that the program is not kept from writing.
        while Instant::now() < deadline {
            if self.child.try_wait().unwrap().is_some() {
                return;
            }
            let _ = self.output.recv_timeout(Duration::from_millis(20));
        }
        panic!("it did not end:\n{}", self.contents());
    }
}

impl Drop for Screen {
    /// A failed test leaves no program behind.
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

const PATIENCE: Duration = Duration::from_secs(60);
