//! Hints and completion on a real terminal: they follow the state and what the server's EHLO offers.

// Windows would need a ConPTY: see tests/screen.rs.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, unreachable_pub)]

use portable_pty::{Child, CommandBuilder, PtySize, native_pty_system};
use std::io::{Read, Write};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

#[test]
fn hints_follow_the_state_and_the_offers() {
    let mut terminal = Terminal::start();
    terminal.expect("[plain] command>");
    // Before EHLO nothing is offered, and MAIL makes no sense yet.
    terminal.types("mail");
    terminal.expect("[plain] command> mail FROM:<address>");
    terminal.types("\x15ma\t!");
    terminal.expect("[plain] command> ma!");
    terminal.types("\x15ehlo");
    terminal.expect("[plain] command> ehlo domain");
    terminal.types(" a\r");
    terminal.expect("[plain] command>");
    // What EHLO offered.
    terminal.types("mail");
    terminal.expect(
        "[plain] command> mail FROM:<address> [SIZE=n] [BODY=8BITMIME] [SMTPUTF8] [AUTH=<>]",
    );
    terminal.types("\x15ma\t");
    terminal.expect(
        "[plain] command> MAIL FROM:<address> [SIZE=n] [BODY=8BITMIME] [SMTPUTF8] [AUTH=<>]",
    );
    terminal.types("\x15auth p\t");
    terminal.expect("[plain] command> auth PLAIN [initial-response]");
    // STARTTLS fits, and makes everything be forgotten.
    terminal.types("\x15sta\t");
    terminal.expect("[plain] command> STARTTLS");
    terminal.types("\r");
    terminal.expect("[TLS] command>");
    terminal.types("mail");
    terminal.expect("[TLS] command> mail FROM:<address>");
    terminal.types("\x15sta\t!");
    terminal.expect("[TLS] command> sta!");
    // Helpers and their arguments.
    terminal.types("\x15:fault mailb\t");
    terminal.expect("[TLS] command> :fault mailbox-full");
    terminal.types("\x15:set upgrade");
    terminal.expect("[TLS] command> :set upgrade on|off");
    terminal.types("\x15:save Cargo.to\t");
    terminal.expect("[TLS] command> :save Cargo.toml");
    // The address that logged in.
    terminal.types("\x15ehlo a\r");
    terminal.expect("[TLS] command>");
    terminal.types(":auth login\r");
    terminal.expect("User name:");
    terminal.types("student@smtpsh.example\r");
    terminal.expect("Authorization code for student@smtpsh.example (not shown):");
    terminal.types("letterslikethese\r");
    terminal.expect("[TLS] command>");
    terminal.types("mail from:<s\t");
    terminal.expect("[TLS] command> mail from:<student@smtpsh.example> [SIZE=n] [BODY=8BITMIME] [SMTPUTF8] [AUTH=<>]");
}

/// smtpsh with its practice server, in a terminal.
struct Terminal {
    child: Box<dyn Child + Send + Sync>,
    keyboard: Box<dyn Write + Send>,
    screen: Arc<Mutex<vt100::Parser>>,
}

impl Terminal {
    fn start() -> Self {
        let size = PtySize {
            rows: ROWS,
            cols: COLUMNS,
            ..PtySize::default()
        };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_smtpsh"));
        command.args(["--no-history", "--lang", "en"]);
        command.env("TERM", "xterm");
        command.env_remove("SMTPSH_CODE");
        command.cwd(env!("CARGO_MANIFEST_DIR"));
        let child = pair.slave.spawn_command(command).unwrap();
        let mut output = pair.master.try_clone_reader().unwrap();
        let keyboard = pair.master.take_writer().unwrap();
        let screen = Arc::new(Mutex::new(vt100::Parser::new(
            ROWS.try_into().unwrap(),
            COLUMNS.try_into().unwrap(),
            0,
        )));
        let shown = screen.clone();
        std::thread::spawn(move || {
            let _master = pair.master;
            let mut buffer = [0; 4096];
            // An error is how a terminal ends whose program has left.
            while let Ok(length @ 1..) = output.read(&mut buffer) {
                shown.lock().unwrap().process(&buffer[..length]);
            }
        });
        Self {
            child,
            keyboard,
            screen,
        }
    }

    fn types(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).unwrap();
        self.keyboard.flush().unwrap();
    }

    /// Waits until the line with the cursor is this.
    fn expect(&self, line: &str) {
        let deadline = Instant::now() + Duration::from_secs(60);
        while Instant::now() < deadline {
            if self.line() == line {
                return;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        let screen = self.screen.lock().unwrap();
        panic!("{line:?} is not shown:\n{}", screen.screen().contents());
    }

    /// The line with the cursor.
    fn line(&self) -> String {
        let parser = self.screen.lock().unwrap();
        let row = parser.screen().cursor_position().0;
        let line = parser.screen().rows(0, COLUMNS).nth(row.into());
        line.unwrap_or_default().trim_end().to_owned()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

const ROWS: u16 = 24;
const COLUMNS: u16 = 160;
