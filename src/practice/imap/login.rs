//! Before the login: CAPABILITY, ID, STARTTLS, LOGIN, AUTHENTICATE; and LOGOUT.

use super::syntax::{Arguments, Bad};
use super::{Answer, Answered, Awaits, Server, no, well};
use crate::practice::Happened;
use crate::practice::fault::{Fault, UNKNOWN_COMMAND};
use crate::practice::login::{self, Awaited, is};

impl Server {
    /// What it offers now, as CAPABILITY lists it.
    pub(super) fn capabilities(&self) -> String {
        let mut list = String::from("IMAP4rev1 LITERAL+ ID");
        if self.user.is_none() {
            if !self.tls && !self.has(Fault::NoStartTls) {
                list += " STARTTLS";
            }
            if self.needs_tls() {
                list += " LOGINDISABLED";
            } else {
                list += " SASL-IR";
                let names = login::mechanisms(&self.given.settings.faults).into_iter();
                list.extend(names.map(|name| format!(" AUTH={name}")));
            }
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
        let user = self.given.settings.login(&user, |secret| is(secret, &code));
        self.enter(user)
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
        let (faults, stamp) = (&self.given.settings.faults, &self.given.stamp);
        match (Awaited::first(&mechanism, faults, stamp), initial) {
            (None, _) => no("Unrecognized authentication type"),
            (Some(awaited), None) => self.challenge(awaited),
            (Some(awaited), Some(initial)) => {
                let answered = awaited.initial(&initial, &self.given.settings);
                self.answered(answered)
            }
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
        let answered = awaited.answer(line, &self.given.settings);
        self.answered(answered)
    }

    fn answered(&mut self, answered: Result<login::Answered, login::Mistake>) -> Answered {
        match answered {
            Ok(login::Answered::Awaits(awaited)) => self.challenge(awaited),
            Ok(login::Answered::Login(user)) => self.enter(user),
            Err(mistake) => Err(Bad(mistake.text())),
        }
    }

    fn enter(&mut self, user: login::Who) -> Answered {
        let Some(name) = login::admitted(user, &mut self.happened) else {
            return no(self.given.settings.faults.login_refusal());
        };
        self.happened.push(Happened::LoggedIn(name.clone()));
        self.user = Some(name);
        well(format!("[CAPABILITY {}] Logged in", self.capabilities()))
    }
}

const TLS_FIRST: &str = "[PRIVACYREQUIRED] Send STARTTLS first";
