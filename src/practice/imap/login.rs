//! Before the login: CAPABILITY, ID, STARTTLS, LOGIN, AUTHENTICATE; and LOGOUT.

use super::syntax::{Arguments, Bad};
use super::{Answer, Answered, Awaits, Server, no, well};
use crate::practice::Happened;
use crate::practice::fault::{Fault, UNKNOWN_COMMAND};
use crate::practice::login::{self, Awaited, is};
use crate::protocol::secret::Secret;

impl Server {
    /// What it offers now, as CAPABILITY lists it.
    pub(super) fn capabilities(&self) -> String {
        let mut list = String::from("IMAP4rev1 LITERAL+ ID");
        if self.user.is_none() {
            if !self.tls && !self.has(Fault::NoStartTls) {
                list += " STARTTLS";
            }
            list += match self.needs_tls() {
                true => " LOGINDISABLED",
                false => " SASL-IR AUTH=PLAIN AUTH=LOGIN",
            };
        }
        list + " IDLE NAMESPACE CHILDREN SPECIAL-USE UIDPLUS UNSELECT MOVE"
    }

    pub(super) fn capability(&mut self, arguments: &mut Arguments<'_>) -> Answered {
        arguments.end()?;
        let said = format!("* CAPABILITY {}", self.capabilities());
        self.say(&said);
        well("CAPABILITY completed")
    }

    /// RFC 2971: what the client says of itself is read and not kept.
    pub(super) fn id(&mut self, arguments: &mut Arguments<'_>) -> Answered {
        arguments.space()?;
        if !arguments.eat(b"NIL") {
            arguments.list(|field| match field.eat(b"NIL") {
                true => Ok(()),
                false => field.string().map(|_| ()),
            })?;
        }
        arguments.end()?;
        self.say("* ID (\"name\" \"smtpsh practice server\")");
        well("ID completed")
    }

    pub(super) fn logout(&mut self, arguments: &mut Arguments<'_>) -> Answered {
        arguments.end()?;
        self.selected = None;
        self.say("* BYE The practice server says goodbye");
        well("LOGOUT completed")
    }

    pub(super) fn starttls(&mut self, arguments: &mut Arguments<'_>) -> Answered {
        arguments.end()?;
        match self.tls {
            true => Err(Bad("TLS is already up")),
            false if self.has(Fault::NoStartTls) => Err(Bad(UNKNOWN_COMMAND)),
            false => well("Begin TLS negotiation now"),
        }
    }

    pub(super) fn login(&mut self, arguments: &mut Arguments<'_>) -> Answered {
        arguments.space()?;
        let user = arguments.astring()?;
        arguments.space()?;
        let code = arguments.astring()?;
        arguments.end()?;
        if self.needs_tls() {
            return no(TLS_FIRST);
        }
        let user = String::from_utf8_lossy(&user);
        self.log_in(&user, |secret| is(secret, &code))
    }

    pub(super) fn authenticate(&mut self, arguments: &mut Arguments<'_>) -> Answered {
        arguments.space()?;
        let mechanism = String::from_utf8_lossy(arguments.word()).into_owned();
        let initial = match arguments.is_empty() {
            true => None,
            false => {
                arguments.space()?;
                Some(arguments.word().to_vec())
            }
        };
        arguments.end()?;
        if self.needs_tls() {
            return no(TLS_FIRST);
        }
        match (Awaited::first(&mechanism), initial) {
            (None, _) => no("Unrecognized authentication type"),
            (Some(awaited), None) => self.challenge(awaited),
            (Some(awaited), Some(initial)) => self.answer(awaited, &initial),
        }
    }

    fn challenge(&mut self, awaited: Awaited) -> Answered {
        let said = format!("+ {}", awaited.challenge());
        self.say(&said);
        self.awaits = Awaits::Answer(awaited);
        Ok(Answer::Later)
    }

    /// An answer to a challenge.
    pub(super) fn answer(&mut self, awaited: Awaited, line: &[u8]) -> Answered {
        match awaited.answer(line) {
            Ok(login::Answered::Awaits(awaited)) => self.challenge(awaited),
            Ok(login::Answered::Login(user, code)) => {
                self.log_in(&user, |secret| is(secret, code.reveal()))
            }
            Err(mistake) => Err(Bad(mistake.text())),
        }
    }

    fn log_in(&mut self, user: &str, fits: impl Fn(&Secret) -> bool) -> Answered {
        let Some(name) = self.given.settings.login(user, fits) else {
            return no(self.given.settings.faults.login_refusal());
        };
        self.happened.push(Happened::LoggedIn(name.to_owned()));
        self.user = Some(name.to_owned());
        self.reader.takes_messages = true;
        well(format!("[CAPABILITY {}] Logged in", self.capabilities()))
    }
}

const TLS_FIRST: &str = "[PRIVACYREQUIRED] Send STARTTLS first";
