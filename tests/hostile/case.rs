//! Cases as text. A case is a name behind `==`, and acts, one a line:
//!
//! ```text
//! args --insecure      arguments of the program
//! scheme pop3          what is spoken, if not SMTP
//! S 220 hi\r\n         the server says this; \r \n \e \0 \xHH are escapes
//! drip 220 hi\r\n      the same, a byte a packet
//! trickle 100 a        so often, with pauses
//! repeat 1000 250-a\n  the same, so many times
//! > ehlo a             is typed; the server reads on to this line, if it is no helper
//! script> .            is typed in a script alone, and nobody reads it
//! hears STARTTLS       the server reads on to a line that begins so
//! tls                  the server goes on in TLS, with a certificate that it signed itself;
//!                      `tls chain` with another one: see `certificate.rs`
//! record 5 23 250 hi   in TLS 1.2, five records of type 23; not much else works behind it
//! beneath 250 hi\r\n   the server says this beneath TLS, in clear text
//! half                 the server reads some bytes, whatever they are
//! close                the server closes; in TLS without saying so
//! reset                the same by RST
//! = text               is shown; `script=` and `prompt=` for one of the two alone
//! not text             is never shown
//! ^C                   is pressed, at the prompt
//! script 3             the exit code of the script
//! prompt 3             the program ends at a prompt, too; else it is usable, and `:quit` leaves it
//! only script          the case is none for a prompt
//! ```
//!
//! At the end of its acts the server waits for the end of the connection.

use crate::program;
use crate::server;
#[cfg(unix)]
use crate::terminal::{CTRL_C, Terminal};

/// A habit of a server, and what comes of it.
#[derive(Debug, Default)]
pub struct Case {
    pub name: String,
    pub args: Vec<String>,
    pub scheme: String,
    pub acts: Vec<Act>,
    pub script: i32,
    /// Nothing if the program does not end by itself.
    pub prompt: Option<u32>,
    pub only_script: bool,
}

/// One thing that happens.
#[derive(Debug, Clone)]
pub enum Act {
    Says(Vec<u8>),
    Drips(Vec<u8>),
    Trickles(usize, Vec<u8>),
    Repeats(usize, Vec<u8>),
    Typed(String),
    Scripted(String),
    Hears(String),
    Tls(String),
    Record(usize, u8, Vec<u8>),
    Beneath(Vec<u8>),
    Half,
    Closes,
    Resets,
    Shown(For, String),
    Never(String),
    Interrupt,
}

/// Whom something is shown to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum For {
    Both,
    Script,
    Prompt,
}

impl Case {
    /// The cases of a file.
    pub fn all(text: &str) -> Vec<Self> {
        let mut cases: Vec<Self> = Vec::new();
        for line in text.lines() {
            if let Some(name) = line.strip_prefix("== ") {
                cases.push(Self {
                    name: name.to_owned(),
                    script: -1,
                    ..Self::default()
                });
            } else if !line.is_empty() && !line.starts_with('#') {
                cases.last_mut().unwrap().read(line);
            }
        }
        assert!(!cases.is_empty());
        cases
    }

    fn read(&mut self, line: &str) {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        let text = || rest.to_owned();
        let act = match word {
            "args" => return self.args.extend(rest.split(' ').map(str::to_owned)),
            "scheme" => return self.scheme = format!("{rest}://"),
            "script" => return self.script = rest.parse().unwrap(),
            "prompt" => return self.prompt = Some(rest.parse().unwrap()),
            "only" => return self.only_script = rest == "script",
            "S" => Act::Says(bytes(rest)),
            "drip" => Act::Drips(bytes(rest)),
            "repeat" | "trickle" => {
                let (count, rest) = rest.split_once(' ').unwrap();
                let (count, bytes) = (count.parse().unwrap(), bytes(rest));
                match word {
                    "repeat" => Act::Repeats(count, bytes),
                    _ => Act::Trickles(count, bytes),
                }
            }
            ">" => Act::Typed(text()),
            "script>" => Act::Scripted(text()),
            "hears" => Act::Hears(text()),
            "tls" => Act::Tls(text()),
            "record" => {
                let mut words = rest.splitn(3, ' ');
                let mut number = || words.next().unwrap().parse().unwrap();
                let (count, kind) = (number(), u8::try_from(number()).unwrap());
                Act::Record(count, kind, bytes(words.next().unwrap_or_default()))
            }
            "beneath" => Act::Beneath(bytes(rest)),
            "half" => Act::Half,
            "close" => Act::Closes,
            "reset" => Act::Resets,
            "=" => Act::Shown(For::Both, text()),
            "script=" => Act::Shown(For::Script, text()),
            "prompt=" => Act::Shown(For::Prompt, text()),
            "not" => Act::Never(text()),
            "^C" => Act::Interrupt,
            _ => panic!("{}: no act: {line}", self.name),
        };
        self.acts.push(act);
    }

    /// As a script: what is shown, and how it ends.
    pub fn run(&self, address: &str) -> Vec<String> {
        let address = &format!("{}{address}", self.scheme);
        let typed = self.acts.iter().filter_map(|act| match act {
            Act::Typed(line) | Act::Scripted(line) => Some(line.clone() + "\n"),
            _ => None,
        });
        let args: Vec<&str> = self.args.iter().map(String::as_str).collect();
        let ran = program::run(
            &[&args[..], &[address]].concat(),
            &typed.collect::<String>(),
        );
        let shown = format!("{}{}", ran.out, ran.err);
        let mut wrong = ran.wrongs();
        if ran.code != self.script {
            wrong.push(format!("exit code {}, expected {}", ran.code, self.script));
        }
        wrong.extend(self.acts.iter().filter_map(|act| match act {
            Act::Shown(For::Both | For::Script, text) if !shown.contains(text) => {
                Some(format!("not shown: {text}"))
            }
            Act::Never(text) if shown.contains(text) => Some(format!("shown: {text}")),
            _ => None,
        }));
        if !wrong.is_empty() {
            wrong.push(program::short(&shown));
        }
        wrong
    }

    /// By a person at a terminal. Panics where that does not go on.
    #[cfg(unix)]
    pub fn run_at_a_prompt(&self, address: &str) {
        let address = &format!("{}{address}", self.scheme);
        let args: Vec<&str> = self.args.iter().map(String::as_str).collect();
        let args = [&["--no-history"], &args[..], &[address]].concat();
        let mut terminal = Terminal::start_with(&args, &[("NO_COLOR", "1")], 250);
        for act in &self.acts {
            match act {
                Act::Shown(For::Both | For::Prompt, text) => terminal.wait_for_output(text),
                Act::Typed(line) => {
                    terminal.editing();
                    terminal.enter(line);
                }
                Act::Interrupt => terminal.press(CTRL_C),
                _ => {}
            }
        }
        if self.prompt.is_none() {
            terminal.editing();
            terminal.enter(":quit");
        }
        assert_eq!(terminal.exit_code(), self.prompt.unwrap_or(0));
        let shown = terminal.shown();
        let raw = std::str::from_utf8(&shown.raw).unwrap();
        for never in TAKES_OVER {
            assert!(!raw.contains(never), "{never:?}\n{}", shown.report());
        }
        let output = shown.output();
        assert_eq!(program::raw(&output.replace('\r', "")), None);
        for act in &self.acts {
            if let Act::Never(text) = act {
                assert!(!output.contains(text), "shown: {text}");
            }
        }
    }

    #[cfg(not(unix))]
    pub fn run_at_a_prompt(&self, _: &str) {}
}

/// Runs every case, and fails with all that is wrong.
pub fn check(cases: Vec<Case>) {
    let only = std::env::var("CASE").unwrap_or_default();
    let mut wrong = Vec::new();
    for case in cases.iter().filter(|case| case.name.contains(&only)) {
        let found = case.run(&server::play(case.acts.clone()));
        wrong.extend(found.iter().map(|found| format!("{}: {found}", case.name)));
        if case.only_script {
            continue;
        }
        let address = server::play(case.acts.clone());
        let prompt = std::panic::AssertUnwindSafe(|| case.run_at_a_prompt(&address));
        if let Err(panic) = std::panic::catch_unwind(prompt) {
            let said = panic.downcast_ref::<String>().cloned().unwrap_or_default();
            wrong.push(format!("{}: at a prompt: {said}", case.name));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// Bytes with escapes.
fn bytes(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (c, if c == '\\' { chars.next() } else { None }) {
            (_, Some('r')) => bytes.push(b'\r'),
            (_, Some('n')) => bytes.push(b'\n'),
            (_, Some('e')) => bytes.push(0x1b),
            (_, Some('0')) => bytes.push(0),
            (_, Some('x')) => {
                let digits: String = chars.by_ref().take(2).collect();
                bytes.push(u8::from_str_radix(&digits, 16).unwrap());
            }
            (_, Some(other)) => panic!("no escape: \\{other}"),
            (c, None) => bytes.extend(c.to_string().as_bytes()),
        }
    }
    bytes
}

/// What the servers of these tests send to take a terminal over, and smtpsh itself never does.
#[cfg(unix)]
const TAKES_OVER: &[&str] = &[
    "\x1b[2J",
    "\x1b[31m\x1b[5m",
    "\x1b]",
    "\x1bP",
    "\x1b[?1049h",
    "\x07",
];
