//! The program with a script, measured: how it ends, how much memory it takes at most.

use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How a run ended.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
    /// The most memory that was resident, in KiB; nothing where the system does not tell.
    pub peak: u64,
}

/// Runs smtpsh to its end.
pub fn run(args: &[&str], script: &str) -> Ran {
    let mut child = command(args).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    let script = script.to_owned();
    // A program that has ended no longer reads its script.
    let writer = std::thread::spawn(move || drop(input.write_all(script.as_bytes())));
    let out = collect(child.stdout.take().unwrap());
    let err = collect(child.stderr.take().unwrap());
    let (code, peak) = watch(&mut child);
    writer.join().unwrap();
    Ran {
        code,
        out: out.join().unwrap(),
        err: err.join().unwrap(),
        peak,
    }
}

/// The command, in an environment that does not matter.
fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_smtpsh"));
    command
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .env("LANG", "C.UTF-8");
    for name in [
        "LC_ALL",
        "LC_MESSAGES",
        "SMTPSH_CODE",
        "SSLKEYLOGFILE",
        "ALL_PROXY",
        "CLICOLOR_FORCE",
    ] {
        command.env_remove(name);
    }
    command
}

fn collect(mut from: impl Read + Send + 'static) -> std::thread::JoinHandle<String> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        from.read_to_end(&mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    })
}

/// Waits for the end, and looks at the memory meanwhile: what Linux tells is the peak so far.
fn watch(child: &mut Child) -> (i32, u64) {
    let deadline = Instant::now() + DEADLINE;
    let mut peak = 0;
    loop {
        peak = peak.max(memory(child.id()));
        if let Some(status) = child.try_wait().unwrap() {
            return (status.code().unwrap_or(-1), peak);
        }
        if Instant::now() > deadline {
            child.kill().unwrap();
            child.wait().unwrap();
            return (ENDLESS, peak);
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// The peak of the resident memory, in KiB.
pub fn memory(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_ascii_whitespace().next()?.parse().ok())
        .unwrap_or_default()
}

impl Ran {
    /// What no server may bring about.
    pub fn wrongs(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        for (name, text) in [
            ("standard output", &self.out),
            ("standard error", &self.err),
        ] {
            if let Some(found) = raw(text) {
                wrong.push(format!("raw on {name}: {found:?}"));
            }
            if text.contains("panicked") {
                wrong.push(format!("a panic on {name}"));
            }
        }
        if self.peak > MOST_MEMORY {
            wrong.push(format!("{} KiB of memory", self.peak));
        }
        if self.code == ENDLESS {
            wrong.push("no end".to_owned());
        }
        wrong
    }
}

/// The first character that a terminal would act on, or hide behind.
pub fn raw(text: &str) -> Option<char> {
    text.chars().find(|c| match c {
        '\n' | '\t' => false,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' => true,
        '\u{2066}'..='\u{2069}' | '\u{feff}' => true,
        c => c.is_control(),
    })
}

/// The beginning and the end of what may be long.
pub fn short(text: &str) -> String {
    let lines: Vec<String> = text
        .lines()
        .map(|line| line.chars().take(300).collect())
        .collect();
    if lines.len() <= 40 {
        return lines.join("\n");
    }
    let (first, last) = (&lines[..20], &lines[lines.len() - 20..]);
    [first, &["…".to_owned()], last].concat().join("\n")
}

/// No session needs so long, also on a busy machine.
const DEADLINE: Duration = Duration::from_secs(120);
/// The exit code of what had to be ended.
const ENDLESS: i32 = -2;
/// The program alone has some 15 MB, without optimization.
pub const MOST_MEMORY: u64 = 48 * 1024;
