//! Logging in: which way, as whom, and with which code.

use super::asking::Want;
use super::mails::Todo;
use super::{Link, Session};
use crate::error::Error;
use crate::helper::{HelperError, Manner};
use crate::note::{Awaits, Note};
use crate::protocol::command::is_offered;
use crate::protocol::sasl::{self, Mechanism, Need};
use crate::protocol::secret::{MASK, Secret};
use crate::protocol::{Protocol, text};
use crate::teach::next::next;

/// What is known of who logs in, beside the options.
#[derive(Debug, Default)]
pub(super) struct Login {
    /// The user name was typed, not given with the options.
    pub(super) typed: bool,
    /// That name has gone to the server.
    pub(super) tried: bool,
    /// What was typed as the user name and was refused by this server.
    pub(super) refused: Option<String>,
    /// Helpers only print the answers to challenges.
    pub(super) by_hand: bool,
    /// The code is to be a wrong one.
    pub(super) wrong: bool,
    /// What answers the first challenge goes out with the command.
    pub(super) at_once: bool,
}

impl Login {
    /// The server has accepted the user: what it refuses later is not for the name's sake.
    pub(super) fn accepted(&mut self) {
        self.typed = false;
        self.refused = None;
    }
}

/// A way to log in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// By an exchange.
    Exchange(&'static Mechanism),
    /// By the protocol's own commands.
    Own,
}

impl Session {
    pub(super) fn authenticate(&mut self, named: Option<&'static Mechanism>, manner: &Manner) {
        if !self.may_command() {
            return;
        }
        // Where there is another way to log in, nobody would notice that the strongest was not known.
        if named.is_none() && self.has_own_login() && !self.dialogue.stage().extended {
            let command = self.protocol().asks.to_owned();
            self.note(Note::AsksFirst {
                command: command.clone(),
            });
            self.command(&command);
            return self.mails.try_then(Todo::LogIn(manner.clone()));
        }
        self.authenticate_as_offered(named, manner);
    }

    /// The same, as far as it is known what the server offers.
    pub(super) fn authenticate_as_offered(
        &mut self,
        named: Option<&'static Mechanism>,
        manner: &Manner,
    ) {
        self.take_manner(manner);
        let mechanism = match named.map_or_else(|| self.strongest(), Ok) {
            Ok(mechanism) => mechanism,
            Err(_) if self.has_own_login() => return self.log_in(Way::Own),
            Err(error) => return self.helper_failed(&error),
        };
        if mechanism.reveals && self.login_needs_tls() && !manner.anyway && !self.login.by_hand {
            let Protocol { asks, upgrade, .. } = self.protocol();
            return self.helper_failed(&HelperError::InTheClear {
                name: mechanism.name.to_owned(),
                argument: mechanism.name.to_ascii_lowercase(),
                upgrade: upgrade.command.to_owned(),
                asks: (*asks).to_owned(),
            });
        }
        self.log_in(Way::Exchange(mechanism));
    }

    /// Whether the server offers TLS, and no AUTH before it: it would refuse what everybody on the
    /// way has read by then (RFC 4954 §4 has it say 538).
    fn login_needs_tls(&self) -> bool {
        let upgrade = self.protocol().upgrade.command;
        !self.is_tls()
            && self.dialogue.mechanisms().is_empty()
            && is_offered(self.dialogue.offers(), upgrade)
    }

    /// Logs in by the protocol's own commands; where there are none, by an exchange.
    pub(super) fn log_in_simply(&mut self, manner: &Manner) {
        if !self.has_own_login() {
            return self.authenticate(None, manner);
        }
        if self.may_command() {
            self.take_manner(manner);
            self.log_in(Way::Own);
        }
    }

    fn take_manner(&mut self, manner: &Manner) {
        self.login.wrong = manner.wrong;
        self.login.at_once = manner.at_once;
        self.dialogue.tag_next(manner.tag.as_deref());
    }

    fn has_own_login(&self) -> bool {
        !self.dialogue.login("", &Secret::default()).is_empty()
    }

    fn strongest(&mut self) -> Result<&'static Mechanism, HelperError> {
        let offered = self.dialogue.mechanisms();
        let bound = self.binding().is_some();
        let certified = self.options.tls.identity.is_some() && self.connection.secured.is_some();
        let fits = |row: &Mechanism| match row.needs {
            Need::Code | Need::Token => true,
            Need::CodeAndBinding => bound,
            Need::Certificate => certified,
        };
        let strongest = Mechanism::strongest(&offered, fits).ok_or_else(|| {
            if self.login_needs_tls() {
                let Protocol { asks, upgrade, .. } = self.protocol();
                return HelperError::LoginNeedsTls {
                    upgrade: upgrade.command.to_owned(),
                    asks: (*asks).to_owned(),
                };
            }
            let stage = self.dialogue.stage();
            if stage.unextended {
                return HelperError::NoExtensions;
            }
            if !stage.extended
                && let Some(line) = next(&self.facts(Awaits::Command)).line
            {
                return HelperError::NotAsked { line };
            }
            let command = self.protocol().asks.to_owned();
            if offered.is_empty() {
                return HelperError::NothingOffered { command };
            }
            let offered = text::escape(&offered.join(", "));
            HelperError::NothingFits { command, offered }
        })?;
        self.note(Note::Strongest {
            name: strongest.name.to_owned(),
        });
        Ok(strongest)
    }

    pub(super) fn log_in(&mut self, way: Way) {
        let Way::Exchange(mechanism) = way else {
            return self.log_in_by_code(way, true);
        };
        if mechanism.needs == Need::CodeAndBinding && self.binding().is_none() {
            let name = mechanism.name.to_owned();
            return self.helper_failed(&HelperError::NoBinding { name });
        }
        if mechanism.needs == Need::Certificate {
            return self.begin_exchange(mechanism, Secret::default());
        }
        self.log_in_by_code(way, mechanism.reveals);
    }

    fn log_in_by_code(&mut self, way: Way, reveals: bool) {
        if self.options.user.is_none() {
            return self.want(Want::LoginUser(way), &Error::NoUser);
        }
        if reveals {
            self.warn_of_clear_text();
        }
        match self.given_code() {
            Some(code) => self.begin_login(way, code),
            None => self.want(Want::LoginCode(way), &Error::NoCode),
        }
    }

    /// The code that need not be asked for. A wrong one is for practice servers alone: another may lock
    /// the account for it.
    pub(super) fn given_code(&self) -> Option<Secret> {
        if self.login.wrong && self.connection.practice {
            return Some(Secret::new(MASK));
        }
        self.options.code.clone()
    }

    pub(super) fn begin_login(&mut self, way: Way, code: Secret) {
        self.login.tried = true;
        let Way::Exchange(mechanism) = way else {
            let user = self.options.user.clone().unwrap_or_default();
            let commands = self.dialogue.login(&user, &code);
            if self.login.by_hand {
                for command in commands {
                    let line = self.dialogue.line(command.reveal());
                    let secret = self.dialogue.secret(&line).is_some();
                    self.leave_to_the_user(&line, secret);
                }
                return;
            }
            self.mails.todo.extend(commands.into_iter().map(Todo::Say));
            return;
        };
        self.begin_exchange(mechanism, code);
    }

    /// The server has refused the exchange. What was typed may be wrong, so it is asked for again.
    pub(super) fn doubt_the_user(&mut self) {
        if self.login.tried && std::mem::take(&mut self.login.typed) {
            self.login.refused = self.options.user.take();
        }
    }

    /// A pasted code without what was copied along with it.
    pub(super) fn tidy(&mut self, typed: &str) -> Secret {
        let (code, count) = sasl::tidy_code(typed);
        if count > 0 {
            self.note(Note::CodeTidied { count });
        }
        self.codes.give(code.reveal());
        code
    }

    /// Base64 hides nothing. On this computer itself nobody is on the way.
    pub(super) fn warn_of_clear_text(&mut self) {
        if let Link::Up(wire, place) = &self.connection.link
            && !wire.is_tls()
            && !place.address.ip().is_loopback()
        {
            self.note(Note::CodeInTheClear);
        }
    }
}
