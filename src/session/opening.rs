//! `:open`: the session that goes on is let go of only when the other server has been reached, so that
//! a misspelled name costs nothing.

use super::{Post, Session};
use crate::error::Error;
use crate::note::Note;
use crate::profile::Profile;
use crate::target::Target;
use crate::wire::{self, Place, Route};
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

/// A socket, where it leads, and how long that took.
pub(super) type Reached = (TcpStream, Place, Duration);

/// The server that is being reached beside the one that is spoken with.
#[derive(Debug, Default)]
pub(super) struct Opening {
    /// The number of the last try: what an older one still posts is not waited for.
    number: u32,
    wanted: Option<(Target, Profile)>,
    /// Since when, if nothing was said of it yet.
    since: Option<Instant>,
}

impl Opening {
    /// Whether it is waited for.
    pub(super) fn is_under_way(&self) -> bool {
        self.wanted.is_some()
    }

    /// The server that has kept a person waiting, once.
    pub(super) fn slow(&mut self) -> Option<String> {
        let (target, _) = self.wanted.as_ref()?;
        self.since.take_if(|since| since.elapsed() > SLOW)?;
        Some(target.to_string())
    }

    /// Ctrl-C: whether there was something to stop.
    pub(super) fn stop(&mut self) -> bool {
        self.wanted.take().is_some()
    }
}

impl Session {
    pub(super) fn open_other(&mut self, server: &str) -> Result<(), Error> {
        let practice = self.practice.as_ref().and_then(|it| it.named(server));
        let named = self.profiles.find(server).filter(|_| practice.is_none());
        let profile = named.unwrap_or_else(|| Profile {
            server: practice.unwrap_or_else(|| server.to_owned()),
            ..Profile::default()
        });
        let target = Target::parse(&profile.server)?;
        if !self.connection.is_up() {
            self.turn_to(target, &profile)?;
            self.open();
            return Ok(());
        }
        // It is announced when the connection there is has ended, so that records are in order.
        self.opening.since = Some(Instant::now());
        self.opening.number += 1;
        let number = self.opening.number;
        self.reach(&target, move |reached| Post::Opened(number, reached));
        self.opening.wanted = Some((target, profile));
        Ok(())
    }

    /// The other server has been reached, or is not to be had.
    pub(super) fn opened(&mut self, number: u32, reached: Result<Reached, Error>) {
        let wanted = &mut self.opening.wanted;
        let Some((target, profile)) = wanted.take_if(|_| number == self.opening.number) else {
            return;
        };
        let turned = reached.and_then(|reached| {
            self.turn_to(target, &profile)?;
            Ok(reached)
        });
        match turned {
            Ok(reached) => {
                self.begin_connection();
                self.announce();
                self.connected(Ok(reached));
            }
            Err(error) => self.fail(&error),
        }
    }

    /// Leaves the server there was for this one.
    fn turn_to(&mut self, target: Target, profile: &Profile) -> Result<(), Error> {
        if profile.user.is_some() || profile.code_file.is_some() {
            // What was given for the other server is not for this one.
            (self.options.user, self.options.code) = (None, None);
            self.login.typed = false;
        }
        if target.host != self.target.host {
            self.options.part_with();
        }
        self.options.adopt(profile)?;
        self.close();
        if let Some(about) = profile.about {
            self.show(about.of(self.lang.get()));
        }
        self.login.refused = None;
        self.target = target;
        Ok(())
    }

    /// Says which server is being connected to.
    pub(super) fn announce(&mut self) {
        if self.target.by_host {
            self.note(Note::ByHost {
                host: self.target.host.clone(),
                scheme: self.target.scheme.name.to_owned(),
                port: self.target.port,
                plain: self.protocol().name.to_lowercase(),
            });
        }
        self.note(Note::Connecting {
            target: self.target.to_string(),
        });
    }

    /// Connects on a thread of its own, so that Ctrl-C is heard meanwhile.
    pub(super) fn reach(
        &self,
        target: &Target,
        post: impl FnOnce(Result<Reached, Error>) -> Post + Send + 'static,
    ) {
        let (host, port, limit) = (target.host.clone(), target.port, self.options.timeout);
        let route = if self.is_practice(target) {
            Route::default()
        } else {
            self.options.route.clone()
        };
        let (poster, names) = (self.poster.clone(), self.profiles.own_names());
        thread::spawn(move || {
            let start = Instant::now();
            let result = wire::connect(&route, &host, port, limit)
                .map(|(stream, place)| (stream, place, start.elapsed()))
                .map_err(|error| error.knowing(&names));
            // Nobody listens any more if the program has ended.
            let _ = poster.send(post(result));
        });
    }
}

/// How long a server may take to be reached before a person is told what they wait for.
const SLOW: Duration = Duration::from_secs(1);
