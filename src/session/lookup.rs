//! `:mx`: asks a name server on a thread of its own, so that Ctrl-C is heard meanwhile.

use super::{Post, Session};
use crate::dns::{self, Found, Takers};
use crate::error::Error;
use crate::note::Note;
use crate::protocol::text;
use std::thread;

/// The look-up that is under way.
#[derive(Debug, Default)]
pub(super) struct Lookup {
    /// The number of the last one: what an older one still posts is not waited for.
    number: u32,
    domain: Option<String>,
}

impl Lookup {
    /// Whether an answer is waited for.
    pub(super) fn is_under_way(&self) -> bool {
        self.domain.is_some()
    }
}

impl Session {
    pub(super) fn look_up(&mut self, domain: String) {
        let servers = self
            .options
            .dns
            .map_or_else(dns::system, |server| vec![server]);
        if servers.is_empty() {
            return self.fail(&Error::NoNameServer);
        }
        self.lookup.number += 1;
        self.lookup.domain = Some(domain.clone());
        let (number, poster) = (self.lookup.number, self.poster.clone());
        let limit = self.options.timeout;
        thread::spawn(move || {
            let result = dns::takers(&servers, &domain, limit);
            // Nobody listens any more if the program has ended.
            let _ = poster.send(Post::LookedUp(number, result));
        });
    }

    /// Ctrl-C: whether there was something to stop.
    pub(super) fn stop_looking_up(&mut self) -> bool {
        self.lookup.domain.take().is_some()
    }

    pub(super) fn looked_up(&mut self, number: u32, result: Result<Found, Error>) {
        let Some(domain) = self.lookup.domain.take_if(|_| number == self.lookup.number) else {
            return;
        };
        match result {
            Ok(found) => self.tell_takers(domain, &found),
            Err(error) => self.fail(&error),
        }
    }

    fn tell_takers(&mut self, domain: String, found: &Found) {
        if let Some(name) = &found.alias_of {
            let name = text::escape(name);
            self.note(Note::MxAlias {
                domain: domain.clone(),
                name,
            });
        }
        match &found.takers {
            Takers::Hosts(hosts) => {
                let server = found.server.to_string();
                self.note(Note::MxAsked { domain, server });
                let rows = hosts.iter().take(MAX_HOSTS);
                let rows: Vec<_> = rows
                    .map(|(preference, host)| format!("{preference:>6}  {}", text::escape(host)))
                    .collect();
                self.show(&rows.join("\n"));
                if let Some(count) = hosts.len().checked_sub(MAX_HOSTS + 1) {
                    self.note(Note::MxMore { count: count + 1 });
                }
                if let Some((_, host)) = hosts.first() {
                    let host = text::escape(host);
                    self.note(Note::MxOrder { host });
                }
            }
            Takers::Nobody => self.note(Note::MxNobody { domain }),
            Takers::Itself(addresses) => {
                let addresses = addresses.iter().map(ToString::to_string);
                let addresses = addresses.take(MAX_HOSTS).collect::<Vec<_>>().join(", ");
                self.note(Note::MxItself { domain, addresses });
            }
            Takers::Unknown => self.note(Note::MxUnknown { domain }),
        }
    }
}

/// Hosts that are shown: real domains have a handful.
const MAX_HOSTS: usize = 50;
