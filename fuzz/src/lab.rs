//! A person at the practice server: the client's side of each protocol against the server's.

use crate::practice::settings;
use crate::session::{Act, acts};
use smtpsh::practice::SERVICES;
use smtpsh::practice::memory::{InMemory, Next};
use smtpsh::protocol::{Dialogue, Expect, Heard, Oddity, SCHEMES};

/// Whatever is typed, both know whose turn it is: the server answers, and nothing in its answers is odd. The
/// first byte is a fault of the server; the lines of a server in the session are left out.
pub fn check(bytes: &[u8]) {
    let Some((fault, session)) = bytes.split_first() else {
        return;
    };
    for scheme in SCHEMES {
        let Some(service) = SERVICES.iter().find(|row| row.scheme == scheme.name) else {
            continue;
        };
        let (mut server, greeting) = InMemory::begin(service, settings(*fault)).unwrap();
        let mut client = (scheme.protocol.dialogue)();
        hear(client.as_mut(), &greeting);
        for act in acts(session) {
            let Act::Client(line) = act else { continue };
            // A line is what has no line end in it.
            if line.contains(&b'\n') {
                continue;
            }
            let said = client.say(&line);
            let (reply, next) = server.say(&said.bytes);
            let upgrade = hear(client.as_mut(), &reply);
            assert_eq!(upgrade, next == Next::StartTls, "{:?}", line.escape_ascii());
            match next {
                Next::Closes => break,
                Next::StartTls => {
                    server.secured();
                    client.secured();
                }
                Next::Awaits => {}
            }
            assert_ne!(
                client.expect(),
                Expect::Nothing,
                "no answer to {}: {}",
                line.escape_ascii(),
                reply.escape_ascii()
            );
        }
    }
}

/// Whether the server is ready for TLS.
fn hear(client: &mut dyn Dialogue, reply: &[u8]) -> bool {
    let mut upgrade = false;
    for heard in client.hear(reply) {
        match heard {
            Heard::Reply(reply) => assert!(
                reply
                    .oddities
                    .iter()
                    .all(|oddity| *oddity == Oddity::BareCr),
                "{reply:?}"
            ),
            Heard::UpgradeReady { injected } => {
                assert_eq!(injected, b"");
                upgrade = true;
            }
            _ => {}
        }
    }
    upgrade
}
