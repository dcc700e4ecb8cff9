//! What scripts are made of beside lines, and what stops them: expectations, pipelines, exact bytes,
//! helpers inside of message text. The servers say what the test has them say.

#![allow(clippy::unwrap_used, clippy::expect_used, unreachable_pub)]

#[path = "script/ahead.rs"]
mod ahead;
#[path = "script/lines.rs"]
mod lines;
#[path = "cli/program.rs"]
#[allow(dead_code, reason = "other test crates use the rest")]
mod program;
#[path = "cli/server.rs"]
#[allow(dead_code, reason = "other test crates use the rest")]
mod server;
#[path = "script/stops.rs"]
mod stops;

use program::{Ended, smtpsh};
use server::{lines_until, serve};
use std::io::Write;

/// Says each of `says` as soon as a line has come that begins with the word in front of it, and
/// then awaits the end.
fn server(says: &'static [(&str, &str)]) -> String {
    serve(move |stream| {
        stream.write_all(b"220 hi\r\n").unwrap();
        for (word, reply) in says {
            lines_until(stream, word);
            stream.write_all(reply.as_bytes()).unwrap();
        }
        server::to_the_end(stream);
    })
}

/// A script with a server of that kind: what it says, the exit code, and whether the last line that
/// smtpsh says itself is QUIT.
fn check(
    says: &'static [(&str, &str)],
    args: &[&str],
    script: &str,
    code: i32,
    shown: &[&str],
) -> Ended {
    let address = server(says);
    let args: Vec<_> = args.iter().chain([&address.as_str()]).copied().collect();
    let ended = smtpsh(&args, script);
    assert_eq!(ended.code, code, "{script}: {ended:?}");
    for shown in shown {
        let shows = ended.out.contains(shown) || ended.err.contains(shown);
        assert!(shows, "{script}: no {shown:?} in {ended:?}");
    }
    ended
}

const PIPELINE: &str =
    ":pipeline\nmail from:<a@b>\nrcpt to:<bad@c>\nrcpt to:<ok@c>\ndata\n:flush\n";
const TEXT: &str = "Subject: hi\n\nx\n.\n";
