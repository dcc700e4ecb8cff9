//! Which protocols there are, and the ways to begin a session of each.

use super::command::{Command, Grammar};
use super::{Dialogue, imap, pop3, smtp};
use std::fmt;

/// What can be told of a protocol without a conversation.
#[derive(Debug)]
pub struct Protocol {
    /// Its name.
    pub name: &'static str,
    /// What Wireshark calls its dissector.
    pub dissector: &'static str,
    /// The command that asks what the server offers.
    pub asks: &'static str,
    /// The command that ends a session.
    pub farewell: &'static str,
    /// How the first line of a server begins that speaks it, whether it welcomes or turns away.
    pub greetings: &'static [&'static str],
    /// How a session that begins in clear text upgrades to TLS.
    pub upgrade: Upgrade,
    /// How its command lines are written.
    pub grammar: Grammar,
    /// Its commands.
    pub commands: fn() -> Vec<&'static Command>,
    /// A new conversation, that awaits the greeting.
    pub dialogue: fn() -> Box<dyn Dialogue>,
}

/// No two have the same name.
impl PartialEq for Protocol {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Protocol {}

impl Protocol {
    /// Its command of this verb, in capitals.
    pub fn command(&self, verb: &str) -> Option<&'static Command> {
        let mut commands = (self.commands)().into_iter();
        commands.find(|command| command.name == verb)
    }
}

/// How a protocol upgrades to TLS, for who wants nothing else of it.
#[derive(Debug)]
pub struct Upgrade {
    /// The command that asks for it.
    pub command: &'static str,
    /// Where it is defined, and that what was learned before it does not count behind it.
    pub section: &'static str,
    /// How the server's greeting begins.
    pub greeting: &'static str,
    /// What is said then, and how the last line of a good answer begins.
    pub exchange: &'static [(&'static str, &'static str)],
    /// How a line begins that is not the last one of an answer.
    pub more: &'static [&'static str],
}

/// A way to begin a session: the scheme of `scheme://host:port`.
#[derive(Debug)]
pub struct Scheme {
    /// The scheme's name.
    pub name: &'static str,
    /// What is spoken.
    pub protocol: &'static Protocol,
    /// The port where none is given.
    pub port: u16,
    /// TLS begins with the connection, before the greeting.
    pub implicit_tls: bool,
    /// Ports that mean this scheme where none is named.
    pub implied_by: &'static [u16],
    /// How names of hosts begin that mean this scheme where neither scheme nor port is given.
    pub hosts: &'static [&'static str],
    /// Ports on which Wireshark expects it by itself.
    pub dissected: &'static [u16],
}

/// Every scheme; the first is meant where none is named.
pub static SCHEMES: &[Scheme] = &[
    Scheme {
        name: "smtp",
        protocol: &smtp::SMTP,
        port: 587,
        implicit_tls: false,
        implied_by: &[25, 587, 2525],
        hosts: &[],
        dissected: &[25, 587],
    },
    Scheme {
        name: "smtps",
        protocol: &smtp::SMTP,
        port: 465,
        implicit_tls: true,
        implied_by: &[465],
        hosts: &[],
        dissected: &[465],
    },
    Scheme {
        name: "pop3",
        protocol: &pop3::POP3,
        port: 110,
        implicit_tls: false,
        implied_by: &[110],
        hosts: &[],
        dissected: &[110],
    },
    Scheme {
        name: "pop3s",
        protocol: &pop3::POP3,
        port: 995,
        implicit_tls: true,
        implied_by: &[995],
        hosts: &["pop.", "pop3."],
        dissected: &[995],
    },
    Scheme {
        name: "imap",
        protocol: &imap::IMAP,
        port: 143,
        implicit_tls: false,
        implied_by: &[143],
        hosts: &[],
        dissected: &[143],
    },
    Scheme {
        name: "imaps",
        protocol: &imap::IMAP,
        port: 993,
        implicit_tls: true,
        implied_by: &[993],
        hosts: &["imap.", "outlook.office365.com"],
        dissected: &[993],
    },
];

/// The names of all [`SCHEMES`] in a row; with `{:#}` as Chinese has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SchemeNames;

impl fmt::Display for SchemeNames {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = SCHEMES.iter().map(|scheme| scheme.name).collect();
        f.write_str(&names.join(if f.alternate() { "、" } else { ", " }))
    }
}

/// The names of some protocols: `POP3 and IMAP`; with `{:#}` as Chinese has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProtocolNames(pub Vec<&'static Protocol>);

impl fmt::Display for ProtocolNames {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.0.iter().map(|protocol| protocol.name).collect();
        f.write_str(&names.join(if f.alternate() { "、" } else { " and " }))
    }
}

/// The scheme that a port means by itself.
pub fn implied_by(port: u16) -> Option<&'static Scheme> {
    let mut schemes = SCHEMES.iter();
    schemes.find(|scheme| scheme.implied_by.contains(&port))
}

/// The scheme that a host's name means by itself. There is more than one for outlook.office365.com, but
/// none of them is SMTP.
pub fn implied_by_host(host: &str) -> Option<&'static Scheme> {
    let host = host.to_ascii_lowercase();
    let mut schemes = SCHEMES.iter();
    schemes.find(|scheme| scheme.hosts.iter().any(|start| host.starts_with(start)))
}

/// The protocol of this name, or of a scheme of this name, in any case.
pub fn protocol_named(name: &str) -> Option<&'static Protocol> {
    let mut schemes = SCHEMES.iter();
    let scheme = schemes.find(|scheme| scheme.name.eq_ignore_ascii_case(name))?;
    Some(scheme.protocol)
}

/// Every protocol, once.
pub fn protocols() -> impl Iterator<Item = &'static Protocol> {
    let plain = SCHEMES.iter().filter(|scheme| !scheme.implicit_tls);
    plain.map(|scheme| scheme.protocol)
}

/// The protocol whose server greets like this.
pub fn greeted_by(line: &[u8]) -> Option<&'static Protocol> {
    protocols().find(|protocol| {
        let mut greetings = protocol.greetings.iter();
        greetings.any(|greeting| line.starts_with(greeting.as_bytes()))
    })
}

/// The protocols that have a command of this verb, in capitals.
pub fn protocols_with(verb: &str) -> Vec<&'static Protocol> {
    protocols()
        .filter(|protocol| protocol.command(verb).is_some())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_lists_the_schemes_lists_all() {
        use crate::error::Advice;
        use crate::words::Lang;
        for (lang, some) in [
            (Lang::English, "smtp, smtps"),
            (Lang::Chinese, "smtp、smtps"),
        ] {
            let help = crate::args::command(lang).render_help().to_string();
            let schemes = SchemeNames;
            let forms = Advice::ServerForms { schemes }.say(lang);
            for text in [&help, &forms] {
                assert!(text.contains(some) && !text.contains("{schemes"), "{text}");
                for scheme in SCHEMES {
                    assert!(text.contains(scheme.name), "{}: {text}", scheme.name);
                }
            }
        }
    }
}
