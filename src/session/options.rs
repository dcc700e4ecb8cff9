//! What the user asked for on the command line, as a session needs it.

use crate::error::Error;
use crate::profile::Profile;
use crate::protocol::sasl;
use crate::protocol::secret::Secret;
use crate::record;
use crate::textfile;
use crate::wire::{Route, TlsSettings};
use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;
use zeroize::Zeroizing;

/// What the user asked for on the command line.
#[derive(Debug, Clone)]
pub struct Options {
    /// How to get to servers.
    pub route: Route,
    /// How TLS is to be spoken.
    pub tls: TlsSettings,
    /// TLS sessions are kept, and resumed with the same server.
    pub resume: bool,
    /// Time limit for a connection and, in scripts, for a reply.
    pub timeout: Duration,
    /// The user name for helpers.
    pub user: Option<String>,
    /// What of user name and code a named server brought: they are for that server alone.
    pub brought: Brought,
    /// The authorization code for helpers.
    pub code: Option<Secret>,
    /// Standard input can be read for a message.
    pub input_is_free: bool,
    /// What `${NAME}` stands for from the start.
    pub variables: Vec<(String, String)>,
    /// A script goes on after a refusal.
    pub keep_going: bool,
    /// The name server to ask instead of the system's.
    pub dns: Option<SocketAddr>,
    /// What records shall hold.
    pub record: record::Options,
    /// No remarks of the coach.
    pub quiet: bool,
}

/// What comes with a named server.
#[derive(Debug, Clone, Copy, Default)]
pub struct Brought {
    user: bool,
    code: bool,
}

impl Options {
    /// Takes over what a named server brings, where the user gave nothing else.
    pub fn adopt(&mut self, profile: &Profile) -> Result<(), Error> {
        if let (None, Some(user)) = (&self.user, &profile.user) {
            self.user = Some(user.clone());
            self.brought.user = true;
        }
        if let (None, Some(path)) = (&self.code, &profile.code_file) {
            self.code = code_of_file(path).map_err(|error| error.named_by(&profile.config))?;
            self.brought.code = true;
        }
        Ok(())
    }

    /// Another server is meant: what the last one brought is not for it.
    pub(crate) fn part_with(&mut self) {
        let Brought { user, code } = std::mem::take(&mut self.brought);
        self.user = self.user.take().filter(|_| !user);
        self.code = self.code.take().filter(|_| !code);
    }
}

/// The authorization code that a file holds, without what surrounds it.
pub fn code_of_file(path: &Path) -> Result<Option<Secret>, Error> {
    code_of(textfile::read(path), path)
}

/// The authorization code in what was read of `path`.
pub fn code_of(text: io::Result<Zeroizing<String>>, path: &Path) -> Result<Option<Secret>, Error> {
    let text = text.map_err(|error| Error::unreadable(path, error))?;
    let code = sasl::tidy_code(&text).0;
    Ok(Some(code).filter(|code| !code.is_empty()))
}
