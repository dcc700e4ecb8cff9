//! Arguments, run, exit code; nothing else.

use smtpsh::args::Args;
use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(smtpsh::run(Args::read()) as u8)
}
