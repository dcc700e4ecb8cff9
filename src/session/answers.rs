//! Answers to challenges: one by one, and whole AUTH exchanges.

use super::mails::Todo;
use super::{Link, Session, Want};
use crate::error::Error;
use crate::event::By;
use crate::helper::{self, HelperError};
use crate::note::{Awaits, Note};
use crate::practice::CODE;
use crate::protocol::command::is_offered;
use crate::protocol::sasl::{
    self, Answer, Binding, Exchange, Mechanism, Mistake, Need, Step, Terms,
};
use crate::protocol::secret::Secret;
use crate::protocol::{Expect, Protocol, Role, Said, text};
use crate::teach::next::next;
use ring::rand::{SecureRandom, SystemRandom};
use zeroize::Zeroizing;

/// A way to log in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// By an exchange.
    Exchange(&'static Mechanism),
    /// By the protocol's own commands.
    Own,
}

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
    pub(super) fn answer_user(&mut self, name: Option<String>) {
        if !self.takes_user() {
            let Some(user) = name else {
                return self.helper_failed(&HelperError::NoChallenge {
                    name: "user".into(),
                });
            };
            self.options.user = Some(user.clone());
            return self.note(Note::UserIs { user });
        }
        match name.or_else(|| self.options.user.clone()) {
            Some(user) => self.give_user(&user),
            None => self.want(Want::AnswerUser, &Error::NoUser),
        }
    }

    /// Whether the user name may come now, as an answer or as a command of its own.
    fn takes_user(&self) -> bool {
        match self.dialogue.expect() {
            Expect::Answer(_) => true,
            Expect::Command if matches!(self.link, Link::Up(..)) => {
                self.dialogue.user_command("").is_some()
            }
            _ => false,
        }
    }

    fn give_user(&mut self, user: &str) {
        match (self.dialogue.expect(), self.dialogue.user_command(user)) {
            (Expect::Command, Some(command)) => {
                self.options.user = Some(user.to_owned());
                self.command(&command);
            }
            _ => self.answer(&user_answer(user)),
        }
    }

    /// Whether the code may come now, as an answer or as a command of its own.
    fn takes_code(&self) -> bool {
        match self.dialogue.expect() {
            Expect::Answer(_) => true,
            Expect::Command if matches!(self.link, Link::Up(..)) => {
                let command = self.dialogue.code_command(&Secret::default());
                command.is_some()
            }
            _ => false,
        }
    }

    fn give_code(&mut self, code: Secret) {
        match (self.dialogue.expect(), self.dialogue.code_command(&code)) {
            (Expect::Command, Some(command)) => {
                let line = self.dialogue.line(command.reveal());
                self.say(&line, false, By::Helper);
            }
            _ => self.answer(&code_answer(code)),
        }
    }

    pub(super) fn answer_code(&mut self) {
        if !self.takes_code() {
            return self.helper_failed(&HelperError::NoChallenge {
                name: "code".into(),
            });
        }
        self.warn_of_clear_text();
        match self.options.code.clone() {
            Some(code) => {
                self.note(Note::CodeFromOptions);
                self.give_code(code);
            }
            None => self.want(Want::AnswerCode, &Error::NoCode),
        }
    }

    /// `anyway`: also where that gives the code away for nothing.
    pub(super) fn authenticate(&mut self, named: Option<&'static Mechanism>, anyway: bool) {
        if !self.may_command() {
            return;
        }
        let mechanism = match named.map_or_else(|| self.strongest(), Ok) {
            Ok(mechanism) => mechanism,
            Err(_) if self.has_own_login() => return self.log_in(Way::Own),
            Err(error) => return self.helper_failed(&error),
        };
        if mechanism.reveals && self.login_needs_tls() && !anyway && !self.by_hand {
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
    pub(super) fn log_in_simply(&mut self) {
        if !self.has_own_login() {
            return self.authenticate(None, false);
        }
        if self.may_command() {
            self.log_in(Way::Own);
        }
    }

    fn has_own_login(&self) -> bool {
        !self.dialogue.login("", &Secret::default()).is_empty()
    }

    fn strongest(&mut self) -> Result<&'static Mechanism, HelperError> {
        let offered = self.dialogue.mechanisms();
        let bound = self.binding().is_some();
        let certified = self.options.tls.identity.is_some() && self.secured.is_some();
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
            if !self.dialogue.stage().extended
                && let Some(line) = next(&self.facts(Awaits::Command)).line
            {
                return HelperError::NotAsked { line };
            }
            let offered = text::escape(&offered.join(", "));
            let command = self.protocol().asks.to_owned();
            HelperError::NothingFits { command, offered }
        })?;
        self.note(Note::Strongest {
            name: strongest.name.to_owned(),
        });
        Ok(strongest)
    }

    fn log_in(&mut self, way: Way) {
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
        match self.options.code.clone() {
            Some(code) => self.begin_login(way, code),
            None => self.want(Want::LoginCode(way), &Error::NoCode),
        }
    }

    fn begin_login(&mut self, way: Way, code: Secret) {
        let Way::Exchange(mechanism) = way else {
            let user = self.options.user.clone().unwrap_or_default();
            let commands = self.dialogue.login(&user, &code);
            if self.by_hand {
                for command in commands {
                    let line = self.dialogue.line(command.reveal());
                    let secret = self.dialogue.secret(&line).is_some();
                    self.leave_to_the_user(&String::from_utf8_lossy(&line), secret);
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
        if std::mem::take(&mut self.user_was_typed) {
            self.refused_user = self.options.user.take();
        }
    }

    /// Whether a command gives away a code that the session knows: a word of it is the code, its
    /// base64, or the answer of PLAIN that has it. A short code is a word like others.
    pub(super) fn gives_away(&self, line: &[u8]) -> bool {
        let given = self.codes.iter().chain(&self.options.code);
        let given = given.map(Secret::reveal);
        let practice = self.practice.is_some().then_some(CODE.as_bytes());
        let codes: Vec<&[u8]> = given.chain(practice).collect();
        let mut words = line.split(u8::is_ascii_whitespace);
        words.any(|word| {
            let plain = sasl::decode(word).map(Zeroizing::new);
            let last = plain
                .as_ref()
                .and_then(|plain| plain.rsplit(|byte| *byte == 0).next());
            codes.iter().any(|code| {
                !code.is_empty() && last == Some(code) || code.len() >= LONG_CODE && word == *code
            })
        })
    }

    /// Asks a person; a script has nobody to ask.
    fn want(&mut self, want: Want, otherwise: &Error) {
        if self.sources.iter().any(|source| source.is_person()) {
            self.wanted.push_back(want);
        } else {
            self.stop(otherwise);
        }
    }

    /// What was asked for was typed.
    pub(super) fn granted(&mut self, want: Want, line: &[u8]) {
        let typed = String::from_utf8_lossy(line).into_owned();
        match want {
            Want::AnswerUser => self.give_user(typed.trim()),
            Want::AnswerCode => {
                let code = self.tidy(&typed);
                self.give_code(code);
            }
            Want::LoginUser(way) => {
                self.options.user = Some(typed.trim().to_owned());
                self.user_was_typed = true;
                self.log_in(way);
            }
            Want::LoginCode(way) => {
                let code = self.tidy(&typed);
                self.begin_login(way, code);
            }
            Want::Field(field) => self.field_typed(field, &typed),
            Want::Helper => {
                let line = if typed.starts_with([':', '：']) {
                    typed
                } else {
                    format!(":{typed}")
                };
                if helper::is_helper(line.as_bytes()) && !line.starts_with("::") {
                    self.interpret(line.as_bytes());
                }
            }
        }
    }

    /// A pasted code without what was copied along with it.
    fn tidy(&mut self, typed: &str) -> Secret {
        let (code, count) = sasl::tidy_code(typed);
        if count > 0 {
            self.note(Note::CodeTidied { count });
        }
        let code = Secret::new(code);
        if self.codes.len() < MAX_CODES && !self.codes.contains(&code) {
            self.codes.push(code.clone());
        }
        code
    }

    fn begin_exchange(&mut self, mechanism: &'static Mechanism, code: Secret) {
        let plus = format!("{}-PLUS", mechanism.name);
        let mut exchange = mechanism.begin(Terms {
            user: self.options.user.clone().unwrap_or_default(),
            code,
            host: self.target.host.clone(),
            port: self.target.port,
            nonce: nonce(),
            binding: self.binding(),
            plus_offered: self
                .dialogue
                .mechanisms()
                .iter()
                .any(|name| name.eq_ignore_ascii_case(&plus)),
        });
        // What the greeting has said, in APOP; nothing in all others.
        let ahead = self.dialogue.challenge(mechanism.name).unwrap_or_default();
        let first = match mechanism
            .initial
            .then(|| exchange.answer(ahead))
            .transpose()
        {
            Ok(first) => first,
            Err(mistake) => return self.mistaken(mechanism, &mistake),
        };
        let coded = first.as_ref().map(|first| match mechanism.name {
            sasl::APOP => String::from_utf8_lossy(first.bytes.reveal()).into_owned(),
            _ => sasl::encode(first.bytes.reveal()),
        });
        let with_first = self
            .dialogue
            .authenticate(mechanism.name, coded.as_deref())
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
        let by_hand = self.by_hand;
        let secret = coded.is_some() && first.is_none();
        self.exchange = Some(Underway {
            mechanism,
            exchange,
            first,
            by_hand,
            begun: !by_hand,
        });
        if by_hand {
            let line = self.dialogue.line(command.as_bytes());
            return self.leave_to_the_user(&String::from_utf8_lossy(&line), secret);
        }
        self.command(&command);
    }

    /// A command goes out: whether it begins the exchange that the user carries out.
    pub(super) fn begun_by_hand(&mut self, said: &Said) {
        if let Some(underway) = &mut self.exchange
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
        let Some(underway) = &mut self.exchange else {
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
                self.exchange = None;
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
        let Some(underway) = self.exchange.take_if(|underway| underway.begun) else {
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

    fn binding(&self) -> Option<Binding> {
        match &self.link {
            Link::Up(wire, _) => wire.binding(),
            _ => None,
        }
    }

    /// Base64 hides nothing. On this computer itself nobody is on the way.
    fn warn_of_clear_text(&mut self) {
        if let Link::Up(wire, place) = &self.link
            && !wire.is_tls()
            && !place.address.ip().is_loopback()
        {
            self.note(Note::CodeInTheClear);
        }
    }

    fn answer(&mut self, answer: &Answer) {
        if !matches!(self.dialogue.expect(), Expect::Answer(_)) {
            return self.helper_failed(&HelperError::NotNow);
        }
        self.explain(answer);
        let coded = sasl::encode(answer.bytes.reveal());
        if !self.by_hand {
            self.say(coded.as_bytes(), answer.secret, By::Helper);
        } else {
            self.leave_to_the_user(&coded, answer.secret);
        }
    }

    /// Shows a line that the user is to say: on the screen alone, no record has it.
    fn leave_to_the_user(&mut self, line: &str, secret: bool) {
        if line.is_empty() {
            return self.note(Note::ByHandEmpty);
        }
        self.show(line);
        self.note(if secret {
            Note::ByHandSecret
        } else {
            Note::ByHandLine
        });
    }

    fn explain(&mut self, answer: &Answer) {
        for step in &answer.steps {
            let what = text::escape(&step.say(self.lang.get()));
            self.note(Note::Explained { what });
        }
    }
}

fn exchange_error(mechanism: &Mechanism, what: &str) -> Error {
    Error::Exchange {
        mechanism: mechanism.name.to_owned(),
        what: what.to_owned(),
    }
}

/// Letters that nobody can guess. A system without randomness gives none, and the exchange fails.
fn nonce() -> String {
    let mut bytes = [0; NONCE];
    let filled = SystemRandom::new().fill(&mut bytes);
    filled.map(|()| sasl::encode(&bytes)).unwrap_or_default()
}

fn user_answer(user: &str) -> Answer {
    Answer {
        bytes: Secret::new(user),
        secret: false,
        steps: vec![Step::User {
            user: user.to_owned(),
        }],
    }
}

fn code_answer(code: Secret) -> Answer {
    Answer {
        bytes: code,
        secret: true,
        steps: vec![Step::Code],
    }
}

/// Bytes of a nonce: as many as RFC 5802's examples have letters, and base64 makes 24 of them.
const NONCE: usize = 18;

/// A code of so many bytes is no word that a command has by chance.
const LONG_CODE: usize = 8;
/// How many typed codes are known again: more than anybody tries.
const MAX_CODES: usize = 16;
