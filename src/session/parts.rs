//! What a session is made of, before it begins.

use super::asking::Asking;
use super::codes::Codes;
use super::composing::Composing;
use super::connection::Connection;
use super::ends::Ending;
use super::expecting::Expecting;
use super::login::Login;
use super::lookup::Lookup;
use super::mails::Mails;
use super::opening::Opening;
use super::pipelining::Pipelining;
use super::script::Scripting;
use super::teaching::Learned;
use super::timing::Timing;
use super::{Lessons, Options, Post, Session};
use crate::event::Listener;
use crate::handshake::Handshake;
use crate::practice::Practice;
use crate::profile::Profiles;
use crate::record::Recording;
use crate::record::journal::Journal;
use crate::screen::Details;
use crate::source::Source;
use crate::target::Target;
use crate::teach::coach::Coach;
use crate::terminal::Terminal;
use crate::words::Lang;
use std::cell::Cell;
use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender};
use std::time::{Instant, SystemTime};

/// What a session is made of.
pub struct Parts {
    /// What the user asked for.
    pub options: Options,
    /// Servers by name, for `:open`.
    pub profiles: Profiles,
    /// The first server.
    pub target: Target,
    /// The embedded practice server, if it runs.
    pub practice: Option<Arc<Practice>>,
    /// Who types, in order.
    pub sources: VecDeque<Box<dyn Source>>,
    /// Who wants to know what happens.
    pub listeners: Vec<Box<dyn Listener>>,
    /// What is recorded as it happens.
    pub recorders: Vec<Recording>,
    /// The lessons, one of them begun if it was asked for.
    pub lessons: Lessons,
    /// Standard output.
    pub terminal: Terminal,
    /// The language, which `:set lang` changes for all.
    pub lang: Rc<Cell<Lang>>,
    /// Whether a person types, which changes when a script ends and the prompt begins.
    pub person: Rc<Cell<bool>>,
    /// What the screen shows beside the dialogue, which `:set` changes.
    pub details: Rc<Cell<Details>>,
    /// Where the sources and the socket post.
    pub channel: (SyncSender<Post>, Receiver<Post>),
}

impl Session {
    /// A session that has not begun.
    pub fn new(parts: Parts) -> Self {
        let (poster, posts) = parts.channel;
        let scripting = Scripting::new(&parts.options.variables);
        Self {
            dialogue: (parts.target.scheme.protocol.dialogue)(),
            coaching: parts.options.quiet.then_some(false),
            options: parts.options,
            profiles: parts.profiles,
            target: parts.target,
            practice: parts.practice,
            sources: parts.sources,
            listeners: parts.listeners,
            recorders: parts.recorders,
            terminal: parts.terminal,
            lang: parts.lang,
            person: parts.person,
            details: parts.details,
            poster,
            posts,
            connection: Connection::none(),
            handshake: Handshake::default(),
            remembered: None,
            upgrade: true,
            tagging: false,
            gbk_seen: false,
            since: Instant::now(),
            asking: Asking::default(),
            began: false,
            login: Login::default(),
            codes: Codes::default(),
            ending: Ending::default(),
            scripting,
            expecting: Expecting::default(),
            pipelining: Pipelining::default(),
            mails: Mails::default(),
            sending: None,
            composing: Composing::default(),
            mailing: None,
            timing: Timing::default(),
            lookup: Lookup::default(),
            opening: Opening::default(),
            learned: Learned::default(),
            clock: (SystemTime::now(), Instant::now()),
            coach: Coach::default(),
            lessons: parts.lessons,
            faults: Vec::new(),
            journal: Journal::default(),
            saved: Vec::new(),
            servers: Vec::new(),
        }
    }
}
