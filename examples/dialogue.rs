//! The protocol without a socket: tells what each line of a recorded session means.
//!
//! `cargo run --example dialogue` reads the session below; `cargo run --example dialogue -- FILE`
//! reads another one. In it `C: ` begins what the client sent, `S: ` what the server sent.

use smtpsh::protocol::secret::MASK;
use smtpsh::protocol::{Asks, Dialogue, Expect, Heard, smtp, text};
use std::error::Error;

const SESSION: &str = "\
S: 220 newxmesmtplogicsvrszc5-2.qq.com XMail Esmtp QQ Mail Server.
C: EHLO qq.com
S: 250-newxmesmtplogicsvrszc5-2.qq.com
S: 250-PIPELINING
S: 250-AUTH LOGIN PLAIN
S: 250 8BITMIME
C: AUTH LOGIN
S: 334 VXNlcm5hbWU6
C: c3R1ZGVudEBxcS5jb20=
S: 334 UGFzc3dvcmQ6
C: bGV0dGVyc2xpa2V0aGVzZQ==
S: 235 Authentication successful
C: MAIL FROM:<student@qq.com>
S: 250 OK
C: RCPT TO:<nobody>
S: 501 Bad address syntax
C: QUIT
S: 221 Bye.
";

fn main() -> Result<(), Box<dyn Error>> {
    let session = match std::env::args_os().nth(1) {
        Some(file) => std::fs::read_to_string(file)?,
        None => SESSION.to_owned(),
    };
    let mut dialogue = smtp::dialogue();
    for line in session.lines() {
        if let Some(sent) = line.strip_prefix("C: ") {
            let said = dialogue.say(sent.as_bytes());
            let mut shown = sent.to_owned();
            if let Some(secret) = said.secret {
                shown.replace_range(secret, MASK);
            }
            println!("{:?}: {shown}", said.role);
        } else if let Some(received) = line.strip_prefix("S: ") {
            for heard in dialogue.hear(format!("{received}\r\n").as_bytes()) {
                tell(&heard);
            }
            if dialogue.expect() != Expect::Nothing {
                println!("    the server awaits {}", awaited(dialogue.as_ref()));
            }
        }
    }
    Ok(())
}

fn tell(heard: &Heard) {
    match heard {
        Heard::Reply(reply) => println!(
            "    a reply of {} line(s), {:?}: {}",
            reply.lines.len(),
            reply.outcome,
            reply
                .lines
                .last()
                .map(|line| text::visible(line))
                .unwrap_or_default()
        ),
        Heard::Part(part) => println!("    a part: {}", text::visible(&part.bytes)),
        Heard::Challenge(challenge) => println!(
            "    a challenge: {}",
            challenge
                .plain
                .as_deref()
                .map(text::visible)
                .unwrap_or_default()
        ),
        Heard::Offers { now, .. } => println!("    it offers {}", now.join(", ")),
        Heard::Settled(lines) => println!("    {} early line(s) mean something now", lines.len()),
        Heard::UpgradeReady { .. } => println!("    TLS may begin"),
        _ => {}
    }
}

fn awaited(dialogue: &dyn Dialogue) -> &'static str {
    match dialogue.expect() {
        Expect::Command => "a command",
        Expect::Text(_) => "message text",
        Expect::Idle => "DONE",
        Expect::Answer(challenge) => match challenge.asks {
            Asks::User => "a user name",
            Asks::Code => "a password",
            Asks::Other => "an answer",
        },
        _ => "nothing",
    }
}
