//! Whole AUTH exchanges.

use super::{Link, Session};
use crate::error::Error;
use crate::event::By;
use crate::helper::HelperError;
use crate::note::Note;
use crate::protocol::sasl::{self, Answer, Binding, Exchange, Mechanism, Mistake, Terms};
use crate::protocol::secret::Secret;
use crate::protocol::{Expect, Role, Said};
use ring::rand::{SecureRandom, SystemRandom};

/// An AUTH exchange that a helper carries out, or explains.
pub(super) struct Underway {
    mechanism: &'static Mechanism,
    exchange: Box<dyn Exchange>,
    /// What the client says first, where the command could not carry it.
    first: Option<Answer>,
    /// The user says its lines; we only tell which.
    by_hand: bool,
    /// The next reply is about it: by hand, other commands may be said in between.
    begun: bool,
}

impl Session {
    pub(super) fn begin_exchange(&mut self, mechanism: &'static Mechanism, code: Secret) {
        let plus = format!("{}-PLUS", mechanism.name);
        let Some(nonce) = nonce() else {
            return self.mistaken(mechanism, &Mistake::NoRandomness);
        };
        let mut exchange = mechanism.begin(Terms {
            user: self.options.user.clone().unwrap_or_default(),
            code,
            host: self.target.host.clone(),
            port: self.target.port,
            nonce,
            binding: self.binding(),
            plus_offered: self
                .dialogue
                .mechanisms()
                .iter()
                .any(|name| name.eq_ignore_ascii_case(&plus)),
        });
        let by_hand = self.login.by_hand;
        // The user has begun it.
        if let Expect::Answer(challenge) = self.dialogue.expect() {
            let plain = challenge.plain.clone();
            self.connection.exchange = Some(Underway {
                mechanism,
                exchange,
                first: None,
                by_hand,
                begun: true,
            });
            return self.continue_exchange(plain.as_deref());
        }
        // What the greeting has said, in APOP; nothing in all others.
        let ahead = self.dialogue.challenge(mechanism.name).unwrap_or_default();
        let first = match (mechanism.initial || self.login.at_once)
            .then(|| exchange.answer(ahead))
            .transpose()
        {
            Ok(first) => first,
            Err(mistake) => return self.mistaken(mechanism, &mistake),
        };
        let coded = first.as_ref().map(|first| mechanism.coded(first));
        let with_first = self
            .dialogue
            .authenticate(mechanism.name, coded.as_ref())
            .zip(first.as_ref());
        let (command, first) = match with_first {
            Some((command, answer)) => {
                self.explain(answer);
                (Some(command), None)
            }
            // The command cannot carry it: it answers an empty challenge.
            None => (self.dialogue.authenticate(mechanism.name, None), first),
        };
        let Some(command) = command else {
            return self.helper_failed(&HelperError::NotNow);
        };
        let secret = coded.is_some() && first.is_none();
        self.connection.exchange = Some(Underway {
            mechanism,
            exchange,
            first,
            by_hand,
            begun: !by_hand,
        });
        if by_hand {
            let line = self.dialogue.line(command.reveal());
            return self.leave_to_the_user(&line, secret);
        }
        self.command(command.reveal());
    }

    /// A command goes out: whether it begins the exchange that the user carries out.
    pub(super) fn begun_by_hand(&mut self, said: &Said) {
        if said.role == Role::Command {
            self.connection.mechanism.clone_from(&said.mechanism);
        }
        if let Some(underway) = &mut self.connection.exchange
            && underway.by_hand
            && said.role == Role::Command
        {
            let named = said.mechanism.as_deref();
            underway.begun =
                named.is_some_and(|name| name.eq_ignore_ascii_case(underway.mechanism.name));
        }
    }

    /// The server has sent a challenge: if a helper carries the exchange out, it answers.
    pub(super) fn continue_exchange(&mut self, challenge: Option<&[u8]>) {
        let Some(underway) = &mut self.connection.exchange else {
            return;
        };
        let (mechanism, by_hand) = (underway.mechanism, underway.by_hand);
        underway.begun = true;
        let first = underway.first.take();
        let answer = match (challenge, first) {
            (Some([]), Some(first)) => Ok(first),
            (Some(challenge), _) => underway.exchange.answer(challenge),
            (None, _) => Err(Mistake::NotBase64),
        };
        match answer {
            Ok(answer) => self.answer(&answer),
            Err(mistake) => {
                self.connection.exchange = None;
                if by_hand {
                    let line = String::from_utf8_lossy(sasl::CANCEL).into_owned();
                    self.note(Note::ByHandCommand { line });
                } else {
                    self.say(sasl::CANCEL, false, By::Helper);
                }
                self.mistaken(mechanism, &mistake);
            }
        }
    }

    /// The server has decided. Returns whether the session goes on: a server that accepts us
    /// without having proved itself is left.
    pub(super) fn end_exchange(&mut self, accepted: bool) -> bool {
        let Some(underway) = self.connection.exchange.take_if(|underway| underway.begun) else {
            return true;
        };
        match underway.exchange.succeeded() {
            Err(mistake) if accepted => {
                self.fail_link(&exchange_error(
                    underway.mechanism,
                    &mistake.say(self.lang.get()),
                ));
                false
            }
            _ => true,
        }
    }

    fn mistaken(&mut self, mechanism: &Mechanism, mistake: &Mistake) {
        let error = exchange_error(mechanism, &mistake.say(self.lang.get()));
        self.fail(&error);
    }

    pub(super) fn binding(&self) -> Option<Binding> {
        match &self.connection.link {
            Link::Up(wire, _) => wire.binding(),
            _ => None,
        }
    }
}

fn exchange_error(mechanism: &Mechanism, what: &str) -> Error {
    Error::Exchange {
        mechanism: mechanism.name.to_owned(),
        what: what.to_owned(),
    }
}

/// Letters that nobody can guess, unless the system has no randomness.
fn nonce() -> Option<String> {
    let mut bytes = [0; NONCE];
    SystemRandom::new().fill(&mut bytes).ok()?;
    Some(sasl::encode(&bytes))
}

/// Bytes of a nonce: as many as RFC 5802's examples have letters, and base64 makes 24 of them.
const NONCE: usize = 18;
