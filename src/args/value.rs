//! What options take as values.

use crate::builtin::BUILT_IN;
use crate::helper;
use crate::practice::fault::{self, FAULTS, Fault};
use crate::teach::lesson::{self, COURSES};
use crate::wire::TlsVersion;
use crate::words::Lang;
use clap::builder::{PossibleValue, TypedValueParser};
use clap::{Arg, Command, ValueEnum};
use std::ffi::OsStr;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, ToSocketAddrs};

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum When {
    /// On a terminal, unless NO_COLOR is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// How much of a handshake is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Depth {
    /// Every step whole, explained.
    All,
    /// The list of its steps.
    List,
}

/// A TLS version, as the option has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Version {
    /// TLS 1.2.
    #[value(name = "1.2")]
    V1_2,
    /// TLS 1.3.
    #[value(name = "1.3")]
    V1_3,
}

impl From<Version> for TlsVersion {
    fn from(version: Version) -> Self {
        match version {
            Version::V1_2 => Self::V1_2,
            Version::V1_3 => Self::V1_3,
        }
    }
}

pub(super) fn read_variable(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').unwrap_or_default();
    if !helper::is_variable(name) {
        return Err("NAME=VALUE".to_owned());
    }
    Ok((name.to_owned(), value.to_owned()))
}

/// `ADDR:PORT`, a port alone on this computer, or an address alone.
pub(super) fn read_address(text: &str) -> Result<SocketAddr, String> {
    if let Ok(port) = text.parse() {
        return Ok((Ipv4Addr::LOCALHOST, port).into());
    }
    if let Ok(address) = text.parse::<IpAddr>() {
        return Ok((address, SERVE_PORT).into());
    }
    let mut found = text
        .to_socket_addrs()
        .map_err(|_| "write ADDR:PORT, such as 127.0.0.1:2525".to_owned())?;
    found.next().ok_or_else(|| "no such address".to_owned())
}

/// A value for which shells propose names; what else it may be, `read` knows.
#[derive(Clone)]
pub(super) struct Named<T> {
    read: fn(&str) -> Result<T, String>,
    names: fn() -> Vec<&'static str>,
}

impl<T: Clone + Send + Sync + 'static> TypedValueParser for Named<T> {
    type Value = T;

    fn parse_ref(
        &self,
        command: &Command,
        arg: Option<&Arg>,
        value: &OsStr,
    ) -> Result<T, clap::Error> {
        self.read.parse_ref(command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let names = (self.names)().into_iter();
        Some(Box::new(names.map(PossibleValue::new)))
    }
}

pub(super) const SERVER: Named<String> = Named {
    read: |text| Ok(text.to_owned()),
    names: || {
        let known = BUILT_IN.iter().map(|row| row.name);
        ["practice"].into_iter().chain(known).collect()
    },
};

pub(super) const FAULT: Named<Fault> = Named {
    read: |name| {
        fault::find(name)
            .map(|row| row.fault)
            .ok_or_else(fault::names)
    },
    names: || FAULTS.iter().map(|row| row.name).collect(),
};

/// Nothing is the lesson that is next.
pub(super) const LESSON: Named<String> = Named {
    read: |name| {
        let known = name.is_empty() || name == LIST || lesson::find(name).is_some();
        known
            .then(|| name.to_owned())
            .ok_or_else(|| lessons().join(", "))
    },
    names: lessons,
};

fn lessons() -> Vec<&'static str> {
    let names = COURSES.iter().map(|course| course.name);
    names.chain([LIST]).collect()
}

pub(super) const LANG: Named<Lang> = Named {
    read: str::parse,
    names: || vec!["en", "zh"],
};

/// What `--lesson` takes in place of a name, to list the lessons.
pub const LIST: &str = "list";

/// Where the practice server listens if nothing else is said.
const SERVE_PORT: u16 = 2525;
