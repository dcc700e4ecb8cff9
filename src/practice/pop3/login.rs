//! The authorization state: USER and PASS, APOP, AUTH.

use super::{Maildrop, Reply, Server, refused, well};
use crate::practice::Happened;
use crate::practice::login::{self, Answered, Awaited, Mistake, Who, is};
use crate::protocol::secret::Secret;
use crate::protocol::text;
use md5::{Digest, Md5};

impl Server {
    pub(super) fn user(&mut self, argument: &str) -> Reply {
        let name = argument.trim();
        if self.needs_tls() {
            return refused(TLS_FIRST);
        }
        if name.is_empty() {
            return refused("Syntax is USER name");
        }
        self.named = Some(name.to_owned());
        // Whether there is such a user is not told before the code is known.
        well("")
    }

    pub(super) fn pass(&mut self, argument: &str) -> Reply {
        match self.named.take() {
            None => refused("Send USER first"),
            Some(name) => self.log_in(&name, |code| is(code, argument.as_bytes())),
        }
    }

    /// RFC 1939 §7: the MD5 of the greeting's timestamp and the code. The code does not travel.
    pub(super) fn apop(&mut self, argument: &str) -> Reply {
        let Some((name, digest)) = argument.trim().split_once(' ') else {
            return refused("Syntax is APOP name digest");
        };
        let digest = digest.trim().to_ascii_lowercase();
        let stamp = self.given.stamp.clone();
        self.log_in(name, |code| {
            let mut md5 = Md5::new();
            md5.update(stamp.as_bytes());
            md5.update(code.reveal());
            let expected = text::hex(&md5.finalize());
            is(&Secret::new(expected), digest.as_bytes())
        })
    }

    pub(super) fn auth(&mut self, argument: &str) -> Reply {
        let (mechanism, initial) = argument.trim().split_once(' ').unwrap_or((argument, ""));
        if mechanism.trim().is_empty() {
            let names = self.mechanisms().join("\r\n") + "\r\n";
            return Reply::Lines(String::new(), names.into_bytes());
        }
        if self.needs_tls() {
            return refused(TLS_FIRST);
        }
        let (faults, stamp) = (&self.given.settings.faults, &self.given.stamp);
        match Awaited::first(mechanism.trim(), faults, stamp) {
            None => refused("Unrecognized authentication type"),
            Some(awaited) if initial.is_empty() => self.challenge(awaited),
            Some(awaited) => {
                let answered = awaited.initial(initial.as_bytes(), &self.given.settings);
                self.answered(answered)
            }
        }
    }

    pub(super) fn mechanisms(&self) -> Vec<&'static str> {
        login::mechanisms(&self.given.settings.faults)
    }

    fn challenge(&mut self, awaited: Awaited) -> Reply {
        let challenge = awaited.challenge();
        self.exchange = Some(awaited);
        Reply::Challenge(challenge)
    }

    /// An answer to a challenge.
    pub(super) fn answer(&mut self, awaited: Awaited, line: &[u8]) -> Reply {
        let answered = awaited.answer(line, &self.given.settings);
        self.answered(answered)
    }

    fn answered(&mut self, answered: Result<Answered, Mistake>) -> Reply {
        match answered {
            Ok(Answered::Awaits(awaited)) => self.challenge(awaited),
            Ok(Answered::Login(user)) => self.enter(user),
            Err(mistake) => refused(mistake.text()),
        }
    }

    fn log_in(&mut self, user: &str, fits: impl Fn(&Secret) -> bool) -> Reply {
        let user = self.given.settings.login(user, fits);
        self.enter(user)
    }

    fn enter(&mut self, user: Who) -> Reply {
        let Some(name) = login::admitted(user, &mut self.happened) else {
            return refused(self.given.settings.faults.login_refusal());
        };
        let Some(maildrop) = Maildrop::open(&self.given.mailbox, &name) else {
            return refused("[IN-USE] Another POP3 session has this mailbox");
        };
        self.happened.push(Happened::LoggedIn(name));
        let welcome = well(maildrop.size());
        self.maildrop = Some(maildrop);
        welcome
    }
}

const TLS_FIRST: &str = "Send STLS first";
