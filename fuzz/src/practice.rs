//! The practice server's side of each protocol.

use smtpsh::practice::memory::{InMemory, Next};
use smtpsh::practice::{SERVICES, Settings, fault::FAULTS};
use std::sync::Arc;

/// It answers the same however its commands arrive; each reply is lines that end with CRLF, and a client
/// puts nothing into them that a terminal would act on. The first byte is a fault of the server.
pub fn check(bytes: &[u8]) {
    let Some((fault, said)) = bytes.split_first() else {
        return;
    };
    for service in SERVICES {
        let settings = settings(*fault);
        let (mut whole, greeting) = InMemory::begin(service, settings.clone()).unwrap();
        let (mut split, _) = InMemory::begin(service, settings).unwrap();
        let answer = talk(&mut whole, &mut std::iter::once(said));
        let parts = talk(&mut split, &mut said.chunks(1));
        assert_eq!(
            String::from_utf8_lossy(&answer),
            String::from_utf8_lossy(&parts)
        );
        look(&[greeting, answer].concat());
    }
}

/// A server with the default user, and this fault.
pub fn settings(fault: u8) -> Settings {
    let settings = Settings::default();
    if let Some(row) = FAULTS.get(usize::from(fault)) {
        settings.faults.set(row.fault, true);
    }
    Settings {
        faults: Arc::clone(&settings.faults),
        ..settings
    }
}

/// What the server answers, up to where it closes or the bytes are no longer its to read.
fn talk<'b>(server: &mut InMemory, parts: &mut dyn Iterator<Item = &'b [u8]>) -> Vec<u8> {
    let mut answer = Vec::new();
    for part in parts {
        let (reply, next) = server.say(part);
        answer.extend(reply);
        if next != Next::Awaits {
            break;
        }
    }
    answer
}

fn look(reply: &[u8]) {
    assert!(reply.ends_with(b"\r\n"), "{reply:?}");
}
