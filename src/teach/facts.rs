//! What is known of a session at one moment: what hints, completion and `:next` look at.

use crate::note::Awaits;
use crate::protocol::command::{Command, Grammar, Stage};
use crate::protocol::sasl::MECHANISMS;
use crate::protocol::{Protocol, smtp};
use crate::words::Lang;

/// A session at one moment.
#[derive(Debug, Clone)]
pub struct Facts {
    /// What the server, or smtpsh, awaits.
    pub awaits: Awaits,
    /// The language of hints.
    pub lang: Lang,
    /// What is spoken.
    pub protocol: &'static Protocol,
    /// The protocol's commands.
    pub commands: Vec<&'static Command>,
    /// How a command line is written.
    pub grammar: Grammar,
    /// The AUTH mechanisms that the server offers.
    pub mechanisms: Vec<String>,
    /// How far the conversation has come.
    pub stage: Stage,
    /// What the server offers.
    pub offers: Vec<String>,
    /// The user name, if it is known.
    pub user: Option<String>,
    /// The addresses that were used so far.
    pub addresses: Vec<String>,
    /// The recipients that the server has refused.
    pub refused: Vec<String>,
    /// The names of servers that can be opened.
    pub servers: Vec<String>,
    /// The server awaits the TLS handshake.
    pub upgrade_awaited: bool,
}

impl Facts {
    /// Nothing is known yet but what is awaited.
    pub fn new(awaits: Awaits) -> Self {
        Self {
            awaits,
            lang: Lang::default(),
            protocol: &smtp::SMTP,
            commands: Vec::new(),
            grammar: Grammar::default(),
            mechanisms: Vec::new(),
            stage: Stage::default(),
            offers: Vec::new(),
            user: None,
            addresses: Vec::new(),
            refused: Vec::new(),
            servers: Vec::new(),
            upgrade_awaited: false,
        }
    }

    /// The commands that make sense now: where the server listed its extensions, what an
    /// extension brings must be among them.
    pub fn fitting(&self) -> impl Iterator<Item = &'static Command> + '_ {
        let offered = |command: &&Command| !self.stage.extended || command.is_offered(&self.offers);
        let commands = self.commands.iter().copied();
        commands
            .filter(|command| (command.fits)(&self.stage))
            .filter(offered)
    }

    /// The AUTH mechanisms that the server offers; without a list, those that smtpsh knows.
    pub fn mechanisms(&self) -> Vec<&str> {
        if !self.stage.extended {
            return MECHANISMS.iter().map(|mechanism| mechanism.name).collect();
        }
        self.mechanisms.iter().map(String::as_str).collect()
    }
}

/// The addresses in angle brackets of a command line, for [`Facts::addresses`].
pub fn addresses(line: &str) -> impl Iterator<Item = &str> {
    let pieces = line
        .split('<')
        .skip(1)
        .filter_map(|rest| Some(rest.split_once('>')?.0));
    pieces.filter(|address| address.contains('@'))
}
