//! MAIL, RCPT, DATA and the message text, from the server's side (RFC 5321 §3.3).

use super::{Message, Server, State};
use crate::practice::Happened;
use crate::practice::fault::Fault;
use crate::practice::mailbox::Mail;
use crate::practice::service::Then;
use crate::protocol::dot::{self, Text};
use crate::protocol::line::{End, Piece};
use std::mem;

impl Server {
    pub(super) fn mail(&mut self, argument: &str) -> String {
        let user = self.user.clone();
        // A server without extensions knows no AUTH either, and takes mail from everybody.
        if !self.greeted || user.is_none() && !self.has(Fault::NoEhlo) {
            return "503 Error: need EHLO and AUTH first !".into();
        }
        if self.from.is_some() {
            return "503 Error: nested MAIL command".into();
        }
        let Some((address, parameters)) = path(argument, "FROM:") else {
            return "501 Error: syntax is MAIL FROM:<address>".into();
        };
        for parameter in parameters.split_whitespace() {
            let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            match name.to_ascii_uppercase().as_str() {
                "SIZE" if !is_size(value) => return "501 Error: SIZE is a number of bytes".into(),
                "SIZE"
                    if value
                        .parse()
                        .is_ok_and(|size: usize| size <= self.max_size()) => {}
                "SIZE" => return TOO_LONG.into(),
                "BODY" | "SMTPUTF8" | "AUTH" => {}
                _ => return format!("555 Error: unsupported parameter {name}"),
            }
        }
        if user.is_some_and(|user| !address.eq_ignore_ascii_case(&user)) {
            return "501 mail from address must be same as authorization user".into();
        }
        self.from = Some(address.to_owned());
        if self.has(Fault::Closing) {
            return "421 4.3.2 Service shutting down, closing the connection".into();
        }
        "250 OK".into()
    }

    pub(super) fn rcpt(&mut self, argument: &str) -> String {
        if self.from.is_none() {
            return "503 Error: need MAIL command".into();
        }
        if self.chunks.is_some() {
            return "503 Error: BDAT has begun".into();
        }
        match path(argument, "TO:") {
            Some((address, "")) if is_address(address) => {
                if let Some(refusal) = self.refusal(address) {
                    return refusal.into();
                }
                if self.to.len() >= MAX_RECIPIENTS {
                    return "452 Error: too many recipients".into();
                }
                self.to.push(address.to_owned());
                "250 OK".into()
            }
            Some((_, parameters)) if !parameters.is_empty() => {
                "555 Error: unsupported parameter".into()
            }
            _ => "501 Error: syntax is RCPT TO:<address>".into(),
        }
    }

    /// Why this recipient is refused.
    pub(super) fn refusal(&mut self, address: &str) -> Option<&'static str> {
        let domain = |address: &str| {
            address
                .rsplit_once('@')
                .map(|(_, domain)| domain.to_owned())
        };
        let elsewhere = domain(address) != self.from.as_deref().and_then(domain);
        if self.has(Fault::RelayDenied) && elsewhere {
            return Some("554 5.7.1 Error: relay access denied");
        }
        if self.has(Fault::UnknownRecipient) || self.given.settings.users.lacks(address) {
            return Some("550 5.1.1 Error: mailbox not found");
        }
        if self.has(Fault::MailboxFull) {
            return Some("452 4.2.2 Error: mailbox full");
        }
        let known = self.greylisted.iter().any(|seen| seen == address);
        if self.has(Fault::Greylisting) && !known {
            self.greylisted.push(address.to_owned());
            return Some("451 4.7.1 Greylisting in action, please try again later");
        }
        None
    }

    pub(super) fn data(&mut self, argument: &str) -> String {
        if !argument.is_empty() {
            return "501 Error: DATA takes no argument".into();
        }
        if self.to.is_empty() {
            return "503 Error: need RCPT command".into();
        }
        if self.chunks.is_some() {
            return "503 Error: BDAT has begun, and DATA does not go with it".into();
        }
        self.state = State::Data(self.message());
        "354 End data with <CR><LF>.<CR><LF>.".into()
    }

    /// A message of which nothing has come yet.
    pub(super) fn message(&self) -> Message {
        Message {
            text: self.given.room.text(),
            begins: true,
            refused: None,
        }
    }

    /// A piece of message text; the reply, if it is the end.
    pub(super) fn hear_text(&mut self, bytes: &[u8], then: &mut Then) -> (usize, Option<String>) {
        let (taken, piece) = self.text.take(bytes);
        let Some(piece) = piece else {
            return (taken, None);
        };
        match mem::replace(&mut self.state, State::Command) {
            State::Data(_) if self.has(Fault::ClosesInData) => *then = Then::Close,
            State::Data(message) if self.ends(&message, &piece) => {
                return (taken, Some(self.keep(message)));
            }
            State::Data(mut message) => {
                self.add(&mut message, &piece);
                self.state = State::Data(message);
            }
            state => self.state = state,
        }
        (taken, None)
    }

    /// Only CRLF.CRLF ends the text (RFC 5321 §4.1.1.4): a dot between bare line ends may be text for
    /// the servers before this one, and what follows it be smuggled past them.
    fn ends(&self, message: &Message, piece: &Piece) -> bool {
        message.begins && piece.bytes == dot::END && self.is_end(piece.end)
    }

    fn is_end(&self, end: Option<End>) -> bool {
        end == Some(End::CrLf) || end.is_some() && self.has(Fault::Smuggling)
    }

    /// Adds a piece, if there is room for it. A bare LF becomes CRLF, so that all lines that are kept
    /// end alike.
    fn add(&self, message: &mut Message, piece: &Piece) {
        let line = match dot::unstuff(&piece.bytes) {
            _ if !message.begins => &piece.bytes,
            Text::Line(line) => line,
            Text::End => b"",
        };
        message.begins = self.is_end(piece.end);
        self.append(message, line, piece.end.is_some());
    }

    /// Adds text, and the end of its line, unless there is no room for it.
    pub(super) fn append(&self, message: &mut Message, line: &[u8], ends: bool) {
        if message.refused.is_some() {
            return;
        }
        let end = if ends { End::CrLf.bytes() } else { b"" };
        if message.text.len() + line.len() + end.len() > self.max_size() {
            message.refused = Some(TOO_LONG);
        } else if !message.text.add(&[line, end]) {
            message.refused = Some("452 Error: insufficient system storage");
        }
    }

    /// Delivers the message, unless it was refused.
    pub(super) fn keep(&mut self, message: Message) -> String {
        let (from, to) = (self.from.take(), mem::take(&mut self.to));
        if let Some(refusal) = message.refused {
            return refusal.into();
        }
        let mail = Mail {
            from: from.unwrap_or_default(),
            to,
            data: message.text.finish(),
        };
        let users = self.given.settings.users_of(&mail.to);
        let Ok(mail) = self.given.mailbox.deliver(mail, &users) else {
            return "452 Error: cannot store the mail".into();
        };
        self.happened.push(Happened::Mail(mail));
        "250 OK: kept here; the practice server never relays".into()
    }
}

/// The address of `FROM:<address> parameters`. As QQ does, it takes a space behind the colon.
fn path<'a>(argument: &'a str, keyword: &str) -> Option<(&'a str, &'a str)> {
    let head = argument
        .get(..keyword.len())
        .filter(|head| head.eq_ignore_ascii_case(keyword))?;
    let rest = argument[head.len()..].trim_start().strip_prefix('<')?;
    let (address, parameters) = rest.split_once('>')?;
    (!address.contains(['<', ' '])).then_some((address, parameters.trim()))
}

/// RFC 1870 §3: 1 to 20 digits.
fn is_size(value: &str) -> bool {
    matches!(value.len(), 1..=20) && value.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_address(address: &str) -> bool {
    address
        .rsplit_once('@')
        .is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty())
}

const TOO_LONG: &str = "552 Error: message exceeds the size limit";
/// RFC 5321 §4.5.3.1.8: at least 100 must be taken.
const MAX_RECIPIENTS: usize = 100;
