//! Runs smtpsh with a script on standard input.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};

/// How a run ended.
#[derive(Debug)]
pub struct Ended {
    pub code: i32,
    pub out: String,
    pub err: String,
}

pub fn smtpsh(args: &[&str], script: &str) -> Ended {
    smtpsh_with(args, script, |_| {})
}

pub fn smtpsh_bytes(args: &[&str], script: &[u8]) -> Ended {
    run(args, script, |_| {}, false)
}

pub fn smtpsh_with(args: &[&str], script: &str, prepare: impl FnOnce(&mut Command)) -> Ended {
    run(args, script.as_bytes(), prepare, false)
}

/// Nobody reads the output: the pipe is closed before the program writes.
pub fn smtpsh_into_closed_pipe(args: &[&str], script: &str) -> Ended {
    run(args, script.as_bytes(), |_| {}, true)
}

/// Does something to the program as soon as its output has `sign`.
pub fn smtpsh_until(args: &[&str], script: &str, sign: &str, act: impl FnOnce(&Child)) -> Ended {
    let mut child = command(args).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    input.write_all(script.as_bytes()).unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut out = String::new();
    for line in lines.by_ref() {
        out = out + &line.unwrap() + "\n";
        if out.contains(sign) {
            break;
        }
    }
    act(&child);
    out.extend(lines.map(Result::unwrap));
    let output = child.wait_with_output().unwrap();
    Ended {
        code: output.status.code().unwrap_or(-1),
        out,
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_smtpsh"));
    command
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
        .env("LANG", "C.UTF-8")
        .env_remove("LC_ALL")
        .env_remove("LC_MESSAGES")
        .env_remove("SMTPSH_CODE")
        .env_remove("SSLKEYLOGFILE");
    command
        .env_remove("NO_COLOR")
        .env_remove("CLICOLOR_FORCE")
        .env_remove("CLICOLOR");
    command
}

fn run(args: &[&str], script: &[u8], prepare: impl FnOnce(&mut Command), close: bool) -> Ended {
    let mut command = command(args);
    prepare(&mut command);
    let mut child = command.spawn().unwrap();
    if close {
        drop(child.stdout.take());
    }
    let mut input = child.stdin.take().unwrap();
    let script = script.to_vec();
    // A program that has ended no longer reads its script.
    let writer = std::thread::spawn(move || drop(input.write_all(&script)));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    Ended {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}
