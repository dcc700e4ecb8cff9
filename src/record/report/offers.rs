//! What each server offers before TLS, through it, and to who is logged in, side by side.

use crate::protocol::Protocol;
use crate::protocol::text::escape;
use crate::teach::extension;
use crate::words::{Lang, Text, text};
use maud::{Markup, html};
use std::collections::HashSet;

/// How far a connection is: what a server offers depends on it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Stage {
    #[default]
    Clear,
    Tls,
    LoggedIn,
}

/// What a server offered.
#[derive(Debug)]
pub(super) struct Offers {
    pub(super) server: String,
    protocol: &'static Protocol,
    /// Each stage in which it listed that, with the latest list.
    lists: Vec<(Stage, Vec<String>)>,
}

impl Offers {
    pub(super) fn new(server: String, protocol: &'static Protocol) -> Self {
        Self {
            server,
            protocol,
            lists: Vec::new(),
        }
    }

    /// The server listed what it offers.
    pub(super) fn listed(&mut self, stage: Stage, names: Vec<String>) {
        self.lists.retain(|(known, _)| *known != stage);
        self.lists.push((stage, names));
    }

    fn show(&self, lang: Lang) -> Markup {
        let mut known = HashSet::new();
        let names = self.lists.iter().flat_map(|(_, names)| names);
        let names: Vec<&String> = names.filter(|name| known.insert(*name)).collect();
        html! {
            h3 { (self.server) }
            table {
                thead { tr {
                    th { (lang.pick("Extension", "扩展")) }
                    @for (stage, _) in &self.lists { th { (stage.name().of(lang)) } }
                } }
                tbody { @for name in names { tr {
                    td {
                        code { (escape(name)) }
                        @if let Some(row) = extension::find(self.protocol, name) {
                            p.note { (row.means.of(lang)) " [" (row.source) "]" }
                        }
                    }
                    @for (_, list) in &self.lists { td { @if list.contains(name) { "✓" } @else { "–" } } }
                } } }
            }
        }
    }
}

impl Stage {
    fn name(self) -> Text {
        match self {
            Self::Clear => text("Before TLS", "TLS 之前"),
            Self::Tls => text("Through TLS", "TLS 之后"),
            Self::LoggedIn => text("Logged in", "登录之后"),
        }
    }
}

/// The tables as a part of the page; nothing if no server was asked.
pub(super) fn show(all: &[Offers], lang: Lang) -> Markup {
    html! {
        @for (number, offers) in all.iter().enumerate() {
            @if number == 0 { h2 id="offers" { (lang.pick("What the server offers", "服务器支持的扩展")) } }
            (offers.show(lang))
        }
    }
}
