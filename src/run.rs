//! From the command line to a session: puts the parts together.

mod colors;
mod folders;
mod options;
mod recorders;
mod sources;

use crate::args::{Args, Depth, LIST};
use crate::crash;
use crate::error::{Error, Exit};
use crate::event::Listener;
use crate::inspect::inspect;
use crate::manual;
use crate::note::Note;
use crate::practice::{self, Practice, Settings};
use crate::profile::Profiles;
use crate::prompt;
use crate::protocol::secret::Secret;
use crate::record;
use crate::screen::{self, Details, Screen, text_lines};
use crate::serve;
use crate::session::{Lessons, Options, Parts, Session};
use crate::signals;
use crate::target::Target;
use crate::teach::lesson;
use crate::terminal::{Taken, Terminal};
use crate::words::{Lang, Text};
use colors::choose_colors;
use folders::{profiles, state_file};
use options::options;
use recorders::recorders;
use sources::sources;
use std::cell::Cell;
use std::io::{self, Write};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::mpsc;
use time::UtcOffset;

/// Runs the program, and returns how it ended.
pub fn run(args: Args) -> Exit {
    // Before there is a second thread: asking reads TZ, which another thread might be changing.
    let offset = UtcOffset::current_local_offset().unwrap_or(UtcOffset::UTC);
    let lang = args.lang.unwrap_or_else(Lang::of_system);
    choose_colors(args.color);
    crash::tell_panics(lang);
    let terminal = match (args.json, args.silent) {
        (true, _) => Terminal::aside(),
        (_, true) => Terminal::silent(),
        _ => Terminal::default(),
    };
    let mut output = Taken(terminal.clone());
    let ran = if let Some(shell) = args.completions {
        Ok(ended(output.write_all(&manual::completions(shell, lang))))
    } else if args.man {
        Ok(ended(manual::page(lang, &mut output)))
    } else if args.lesson.as_deref() == Some(LIST) {
        Ok(list_lessons(&terminal, lang))
    } else if let Some(file) = args.users.as_deref().filter(|_| args.print_codes) {
        serve::print_codes(file, &terminal, lang)
    } else if let Some(address) = args.serve {
        serve::serve(
            &args,
            address,
            &terminal,
            lang,
            offset,
            state_file("practice-ca.pem"),
        )
    } else if let Some(depth) = args.handshake {
        handshake(&args, depth, &terminal, lang)
    } else {
        talk(&args, &terminal, lang, offset)
    };
    let failed = |error: Error| {
        screen::print_error("", &error, lang);
        error.exit()
    };
    let exit = ran.unwrap_or_else(failed);
    match terminal.failure().map(|why| Error::Output { why }) {
        Some(error) if exit == Exit::Well => failed(error),
        _ => exit,
    }
}

/// A session with a server.
fn talk(args: &Args, terminal: &Terminal, lang: Lang, offset: UtcOffset) -> Result<Exit, Error> {
    let (poster, posts) = mpsc::sync_channel(MAX_POSTS);
    signals::post_to(&poster);
    let sources = sources(args, terminal, &poster)?;
    let person = sources.front().is_some_and(|source| source.is_person());
    let mut options = options(args, lang, offset)?;
    let recorders = recorders(args, options.record)?;
    let profiles = profiles()?;
    if person {
        greet(terminal, lang);
    }
    let (target, practice) = match &args.server {
        Some(server) if !practice::is_practice(server) => {
            let (target, about) = named(server, &profiles, &mut options)?;
            if let Some(about) = about.filter(|_| person) {
                terminal.print(&text_lines(about.of(lang)));
            }
            (target, None)
        }
        own => {
            let practice = serve::start(args, Settings::default())?;
            say(terminal, lang, &introduced(&practice));
            if args.proxy.is_some() {
                say(terminal, lang, &Note::ProxyUnused);
            }
            if !person {
                log_in_by_default(&mut options);
            }
            let server = own.as_deref().unwrap_or("practice");
            let target = practice.named(server).unwrap_or_else(|| server.into());
            (Target::parse(&target)?, Some(Arc::new(practice)))
        }
    };
    let (lang, person) = (Rc::new(Cell::new(lang)), Rc::new(Cell::new(person)));
    let details = Rc::new(Cell::new(Details::default()));
    let listener: Box<dyn Listener> = if args.json {
        record::json::listener(Box::new(Taken(terminal.clone())), options.record)
    } else {
        Box::new(Screen::new(
            terminal.clone(),
            lang.clone(),
            person.clone(),
            details.clone(),
        ))
    };
    let kept = person.get() && !args.no_history;
    let file = kept.then(|| state_file("lessons")).flatten();
    let mut lessons = Lessons::open(file);
    if let Some(name) = &args.lesson {
        lessons.begin(lesson::find(name));
    }
    let session = Session::new(Parts {
        lessons,
        options,
        profiles,
        target,
        practice,
        sources,
        listeners: vec![listener],
        recorders,
        terminal: terminal.clone(),
        lang,
        person,
        details,
        channel: (poster, posts),
    });
    Ok(session.run())
}

fn greet(terminal: &Terminal, lang: Lang) {
    let version = env!("CARGO_PKG_VERSION").to_owned();
    say(terminal, lang, &Note::Banner { version });
    if !prompt::has_console() {
        say(terminal, lang, &Note::NoConsole);
    }
}

fn say(terminal: &Terminal, lang: Lang, note: &Note) {
    terminal.print(&text_lines(&note.say(lang)));
}

/// The server that is meant, and what is to be known about it.
fn named(
    server: &str,
    profiles: &Profiles,
    options: &mut Options,
) -> Result<(Target, Option<Text>), Error> {
    let Some(profile) = profiles.find(server) else {
        return Ok((Target::parse(server)?, None));
    };
    options.adopt(&profile)?;
    Ok((Target::parse(&profile.server)?, profile.about))
}

fn introduced(practice: &Practice) -> Note {
    Note::PracticeStarted {
        address: practice.address().to_string(),
        user: practice::USER.to_owned(),
        code: practice::CODE.to_owned(),
    }
}

/// A script has nobody who reads the practice server's user and code.
fn log_in_by_default(options: &mut Options) {
    let user = || practice::USER.to_owned();
    options.user.get_or_insert_with(user);
    let code = || Secret::new(practice::CODE);
    options.code.get_or_insert_with(code);
}

/// How printing ended: the terminal knows whether a failure is one.
fn ended(_: io::Result<()>) -> Exit {
    Exit::Well
}

/// The lessons, and how far they are done.
fn list_lessons(terminal: &Terminal, lang: Lang) -> Exit {
    let list = Lessons::open(state_file("lessons")).list(lang);
    terminal.print(&format!("{list}\n"));
    Exit::Well
}

/// The handshake with a server, and nothing else.
fn handshake(args: &Args, depth: Depth, terminal: &Terminal, lang: Lang) -> Result<Exit, Error> {
    // Nothing is recorded.
    let options = options(args, lang, UtcOffset::UTC)?;
    let given = args.server.as_deref().unwrap_or_default();
    let profiles = profiles()?;
    let profile = profiles.find(given);
    let server = profile.map_or_else(|| given.to_owned(), |profile| profile.server);
    inspect(
        &Target::parse(&server)?,
        &options.tls,
        &options.route,
        options.timeout,
        depth,
        terminal,
        lang,
    )
    .map_err(|error| error.knowing(&profiles.own_names()))
}

/// How much the threads may post ahead: a flood waits in the sender's own buffers.
const MAX_POSTS: usize = 64;
