//! The debug output of whatever may hold the code.

use crate::{CODE, USER, clean, plain, practice};
use smtpsh::direction::Direction;
use smtpsh::event::{By, Event, Listener, Sent};
use smtpsh::practice::{Settings, users::Users};
use smtpsh::protocol::sasl::{self, MECHANISMS, Terms};
use smtpsh::protocol::secret::Secret;
use smtpsh::protocol::{Role, protocols};
use smtpsh::record::journal::Journal;
use smtpsh::session::Post;
use smtpsh::source::Typed;
use smtpsh::wire::{Passed, Proxy};
use std::fmt::Debug;
use std::time::SystemTime;

#[track_caller]
fn masked(what: impl Debug) {
    clean("debug output", &format!("{what:?}"));
    clean("debug output", &format!("{what:#?}"));
}

#[test]
fn no_debug_output_has_the_code() {
    let code = sasl::encode(CODE.as_bytes());
    masked(Secret::new(CODE));
    masked(Typed::Lines(vec![code.clone().into_bytes().into()]));
    masked(Typed::Escape(code.clone()));
    masked(Post::Typed(Typed::Lines(vec![
        CODE.as_bytes().to_vec().into(),
    ])));
    masked(Passed::Bytes(Direction::Client, code.clone().into_bytes()));
    masked(
        format!("socks5://ada:{CODE}@proxy:1080")
            .parse::<Proxy>()
            .unwrap(),
    );
    let users = Users::parse(&format!("{USER} {CODE}\n")).unwrap();
    masked(&users);
    masked(Settings {
        users,
        ..Settings::default()
    });
    masked(practice());
}

#[test]
fn no_line_has_the_code_in_its_debug_output() {
    let line = format!("AUTH PLAIN {}", plain());
    for protocol in protocols().filter(|protocol| protocol.name == "SMTP") {
        let said = (protocol.dialogue)().say(line.as_bytes());
        assert!(said.secret.is_some(), "{said:?}");
        masked(&said);
        let sent = Event::Sent(Sent {
            line: line.clone().into_bytes().into(),
            secret: said.secret,
            role: Role::Command,
            mechanism: said.mechanism,
            helper: None,
            goes_on: false,
            by: By::Typist,
            tls: false,
            ended: true,
        });
        masked(&sent);
        let mut journal = Journal::default();
        journal.notice(&sent, SystemTime::now());
        masked(&journal);
    }
}

#[test]
fn no_exchange_has_the_code_in_its_debug_output() {
    for mechanism in MECHANISMS {
        let terms = Terms {
            user: USER.into(),
            code: Secret::new(CODE),
            host: "mail.example".into(),
            port: 587,
            nonce: "nonce".into(),
            binding: None,
            plus_offered: false,
        };
        masked(&terms);
        let mut exchange = mechanism.begin(terms);
        masked(exchange.answer(b"").ok());
        masked(exchange.answer(b"Password:").ok());
    }
}
