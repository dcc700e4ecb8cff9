//! MAIL, RCPT, DATA and the message text, from the server's side (RFC 5321 §3.3).

use super::{Message, Server, State};
use crate::practice::Happened;
use crate::practice::fault::Fault;
use crate::practice::mailbox::Mail;
use crate::protocol::dot::{self, Text};
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
                "SIZE"
                    if value
                        .parse::<usize>()
                        .is_ok_and(|size| size <= self.max_size()) => {}
                "SIZE" => return "552 Error: message exceeds the size limit".into(),
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
        self.state = State::Data(Message {
            text: self.given.room.text(),
            refused: None,
        });
        "354 End data with <CR><LF>.<CR><LF>.".into()
    }

    /// A line of message text; the reply, if it is the last one.
    pub(super) fn text(&mut self, line: &[u8], mut message: Message) -> Option<String> {
        match dot::unstuff(line) {
            Text::Line(line) => {
                let text = &mut message.text;
                if message.refused.is_none() {
                    message.refused = if text.len() + line.len() + 2 > self.max_size() {
                        Some("552 Error: message exceeds the size limit")
                    } else if !text.add(&[line, b"\r\n"]) {
                        Some("452 Error: insufficient system storage")
                    } else {
                        None
                    };
                }
                self.state = State::Data(message);
                None
            }
            Text::End => {
                let (from, to) = (self.from.take(), mem::take(&mut self.to));
                if let Some(refusal) = message.refused {
                    return Some(refusal.into());
                }
                let mail = Mail {
                    from: from.unwrap_or_default(),
                    to,
                    data: message.text.finish(),
                };
                let users = self.given.settings.users_of(&mail.to);
                let Ok(mail) = self.given.mailbox.deliver(mail, &users) else {
                    return Some("452 Error: cannot store the mail".into());
                };
                self.happened.push(Happened::Mail(mail));
                Some("250 OK: kept here; the practice server never relays".into())
            }
        }
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

fn is_address(address: &str) -> bool {
    address
        .rsplit_once('@')
        .is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty())
}

/// RFC 5321 §4.5.3.1.8: at least 100 must be taken.
const MAX_RECIPIENTS: usize = 100;
