//! A session with the practice server in memory: no socket, no thread, for those who test a client.

use super::Settings;
use super::service::{Given, Row, Service, Then};
use std::io;
use time::OffsetDateTime;

/// One session, from the client's side.
pub struct InMemory(Box<dyn Service>);

/// What the server does behind its reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// It awaits more.
    Awaits,
    /// It awaits the TLS handshake.
    StartTls,
    /// It closes the connection.
    Closes,
}

impl InMemory {
    /// A new session, and what the server says first.
    pub fn begin(service: &Row, settings: Settings) -> io::Result<(Self, Vec<u8>)> {
        let given = Given {
            stamp: "<1.2@practice.smtpsh.example>".to_owned(),
            ..Given::new(settings, OffsetDateTime::now_utc)?
        };
        let mut session = (service.begin)(given);
        if service.implicit_tls {
            session.secured();
        }
        let greeting = session.greet();
        Ok((Self(session), greeting))
    }

    /// Says bytes to the server: what it answers, and what it does then.
    pub fn say(&mut self, mut bytes: &[u8]) -> (Vec<u8>, Next) {
        let mut reply = Vec::new();
        loop {
            let step = self.0.hear(bytes);
            reply.extend(step.reply);
            let next = match step.then {
                Then::More => {
                    bytes = &bytes[step.taken..];
                    continue;
                }
                Then::Continue => Next::Awaits,
                Then::StartTls { injected: false } => Next::StartTls,
                // CVE-2011-0411: what stood behind the command is not obeyed.
                Then::StartTls { injected: true } | Then::Close => Next::Closes,
            };
            return (reply, next);
        }
    }

    /// TLS is up.
    pub fn secured(&mut self) {
        self.0.secured();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::practice::SERVICES;

    #[test]
    fn a_session_without_a_socket() {
        let (mut server, greeting) = InMemory::begin(&SERVICES[0], Settings::default()).unwrap();
        assert!(greeting.starts_with(b"220 "), "{greeting:?}");
        let (reply, next) = server.say(b"EHLO a\r\nSTARTTLS\r\n");
        assert!(reply.ends_with(b"220 Ready to start TLS\r\n"), "{reply:?}");
        assert_eq!(next, Next::StartTls);
        server.secured();
        assert_eq!(
            server.say(b"QUIT\r\n"),
            (b"221 Bye.\r\n".to_vec(), Next::Closes)
        );
    }
}
