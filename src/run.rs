//! From the command line to a session: puts the parts together.

use crate::args::{Args, Depth, LIST, Part, When};
use crate::crash;
use crate::error::{Error, Exit};
use crate::event::Listener;
use crate::inspect::inspect;
use crate::manual;
use crate::note::Note;
use crate::practice::{self, Settings};
use crate::profile::Profiles;
use crate::prompt::{self, Prompt};
use crate::protocol::sasl::tidy_code;
use crate::protocol::secret::Secret;
use crate::record::keylog::KeyLog;
use crate::record::{self, Recording};
use crate::screen::{self, Details, Screen, text_lines};
use crate::serve;
use crate::session::{Brought, Lessons, Options, Parts, Post, Session, code_of, code_of_file};
use crate::signals;
use crate::source::{Script, Source, Typed};
use crate::target::Target;
use crate::teach::lesson;
use crate::terminal::{Taken, Terminal};
use crate::textfile;
use crate::wire::{Family, Identity, Roots, Route, TlsClient, TlsSettings};
use crate::words::Lang;
use etcetera::{AppStrategy, AppStrategyArgs, choose_app_strategy};
use std::cell::Cell;
use std::collections::VecDeque;
use std::fs::{self, File};
use std::io::{self, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::mpsc::{self, SyncSender};
use std::time::Duration;

/// Runs the program, and returns how it ended.
pub fn run(args: Args) -> Exit {
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
        serve::print_codes(file, lang)
    } else if let Some(address) = args.serve {
        serve::serve(&args, address, lang)
    } else if let Some(depth) = args.handshake {
        handshake(&args, depth, &terminal, lang)
    } else {
        talk(&args, &terminal, lang)
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
fn talk(args: &Args, terminal: &Terminal, lang: Lang) -> Result<Exit, Error> {
    let (poster, posts) = mpsc::sync_channel(MAX_POSTS);
    signals::post_to(&poster);
    let sources = sources(args, terminal, &poster)?;
    let person = sources.front().is_some_and(|source| source.is_person());
    let mut options = options(args, lang)?;
    let recorders = recorders(args, options.record)?;
    let profiles = profiles()?;
    let say = |note: Note| terminal.print(&text_lines(&note.say(lang)));
    if person {
        say(Note::Banner {
            version: env!("CARGO_PKG_VERSION").to_owned(),
        });
        if !prompt::has_console() {
            say(Note::NoConsole);
        }
    }
    let (target, practice) = match &args.server {
        Some(server) => {
            let profile = profiles.find(server);
            if let Some(profile) = &profile {
                options.adopt(profile)?;
                if let Some(about) = profile.about.filter(|_| person) {
                    terminal.print(&text_lines(about.of(lang)));
                }
            }
            let server = profile.map_or_else(|| server.clone(), |profile| profile.server);
            (Target::parse(&server)?, None)
        }
        None => {
            let practice = serve::start(args, Settings::default())?;
            say(Note::PracticeStarted {
                address: practice.address().to_string(),
                user: practice::USER.to_owned(),
                code: practice::CODE.to_owned(),
            });
            if !person {
                options
                    .user
                    .get_or_insert_with(|| practice::USER.to_owned());
                options
                    .code
                    .get_or_insert_with(|| Secret::new(practice::CODE));
            }
            (
                Target::parse(&practice.address().to_string())?,
                Some(Arc::new(practice)),
            )
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
    let options = options(args, lang)?;
    let given = args.server.as_deref().unwrap_or_default();
    let profile = profiles()?.find(given);
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
}

/// Who types: files and `-c` lines in their order; else standard input, or the prompt if it is a
/// terminal.
fn sources(
    args: &Args,
    terminal: &Terminal,
    poster: &SyncSender<Post>,
) -> Result<VecDeque<Box<dyn Source>>, Error> {
    let mut sources: VecDeque<Box<dyn Source>> = VecDeque::new();
    let mut said = args.script.iter().peekable();
    let mut before = 0;
    while let Some(part) = said.next() {
        let script: Script = match part {
            Part::File(path) => {
                let file = File::open(path).map_err(|error| bad_file(path, &error))?;
                Script::new(path.display().to_string(), file, post_to(poster))
            }
            Part::Line(line) => {
                let mut lines = vec![line.as_str()];
                while let Some(Part::Line(line)) =
                    said.next_if(|part| matches!(part, Part::Line(_)))
                {
                    lines.push(line);
                }
                let text = io::Cursor::new(lines.join("\n").into_bytes());
                let script = Script::new("-c".to_owned(), text, post_to(poster)).behind(before);
                before += lines.len();
                script
            }
        };
        sources.push_back(Box::new(script));
    }
    // Whoever reads events writes scripts.
    let terminal_here =
        io::stdin().is_terminal() && io::stdout().is_terminal() && !args.json && !args.silent;
    match (sources.is_empty() || args.interactive, terminal_here) {
        (true, true) => {
            let history = if args.no_history {
                None
            } else {
                state_file("history")
            };
            sources.push_back(Box::new(Prompt::start(
                terminal.clone(),
                history,
                post_to(poster),
            )));
        }
        (true, false) => sources.push_back(Box::new(Script::new(
            "-".to_owned(),
            io::stdin(),
            post_to(poster),
        ))),
        (false, _) => {}
    }
    Ok(sources)
}

fn post_to(poster: &SyncSender<Post>) -> Box<dyn Fn(Typed) + Send> {
    let poster = poster.clone();
    Box::new(move |typed| {
        // Nobody listens any more if the program has ended.
        let _ = poster.send(Post::Typed(typed));
    })
}

fn options(args: &Args, lang: Lang) -> Result<Options, Error> {
    let tls = TlsSettings {
        roots: args.ca.clone().map_or(Roots::WebPki, Roots::File),
        insecure: args.insecure,
        version: args.tls_version.map(Into::into),
        server_name: args.servername.clone(),
        identity: args.cert.clone().map(|certificate| Identity {
            key: args.key.clone().unwrap_or_else(|| certificate.clone()),
            certificate,
        }),
    };
    if args.ca.is_some() || args.cert.is_some() {
        // A file that cannot be used is told before anything else happens.
        TlsClient::new(&tls)?;
    }
    Ok(Options {
        route: route(args)?,
        tls,
        resume: false,
        timeout: Duration::from_secs(args.timeout),
        user: args.user.clone(),
        brought: Brought::default(),
        code: code(args)?,
        input_is_free: input_is_free(args) && !takes_code_from_input(args),
        variables: args.variable.clone(),
        keep_going: args.keep_going,
        dns: None,
        record: record::Options {
            secrets: !args.no_secrets,
            lang,
        },
        quiet: args.quiet,
    })
}

/// Who writes what happens. A file that cannot be written is told before anything else happens.
fn recorders(args: &Args, options: record::Options) -> Result<Vec<Recording>, Error> {
    let mut recorders = Vec::new();
    for path in &args.record {
        let kind = record::kind(path)?;
        let recorder = (kind.make)(record::create(path, false)?, options)
            .map_err(|error| record::failed(path, &error))?;
        let path = path.clone();
        recorders.push(Recording {
            path,
            kind: Some(kind),
            recorder,
        });
    }
    let by_environment = || std::env::var_os("SSLKEYLOGFILE").filter(|name| !name.is_empty());
    let keylog = args
        .keylog
        .clone()
        .or_else(|| by_environment().map(PathBuf::from));
    if let Some(path) = keylog {
        let recorder = Box::new(KeyLog::new(record::create(&path, true)?));
        recorders.push(Recording {
            path,
            kind: None,
            recorder,
        });
    }
    Ok(recorders)
}

/// `ALL_PROXY` is what other programs follow as well.
fn route(args: &Args) -> Result<Route, Error> {
    let by_environment = || {
        ["ALL_PROXY", "all_proxy"]
            .iter()
            .filter_map(|name| std::env::var(name).ok())
            .find(|text| !text.is_empty())
    };
    let proxy = match args.proxy.clone().or_else(by_environment) {
        Some(text) => Some(text.parse().map_err(|forms| Error::BadProxy { forms })?),
        None => None,
    };
    let family = match (args.ipv4, args.ipv6) {
        (true, _) => Some(Family::V4),
        (_, true) => Some(Family::V6),
        _ => None,
    };
    Ok(Route {
        family,
        source: args.source_address,
        proxy,
    })
}

/// The code comes from a file or the environment: an argument could be seen by `ps`.
fn code(args: &Args) -> Result<Option<Secret>, Error> {
    if takes_code_from_input(args) {
        if !input_is_free(args) {
            return Err(Error::InputTaken);
        }
        let (mut input, _) = textfile::begin(io::stdin().take(MAX_CODE));
        let mut text = String::new();
        return code_of(
            input.read_to_string(&mut text).map(|_| text),
            Path::new("-"),
        );
    }
    if let Some(path) = &args.code_file {
        return code_of_file(path);
    }
    Ok(std::env::var("SMTPSH_CODE")
        .ok()
        .filter(|text| !text.is_empty())
        .map(|text| Secret::new(tidy_code(&text).0)))
}

/// Whether standard input is neither the script nor the keyboard.
fn input_is_free(args: &Args) -> bool {
    !args.script.is_empty() && !args.interactive && !io::stdin().is_terminal()
}

fn takes_code_from_input(args: &Args) -> bool {
    args.code_file.as_deref() == Some(Path::new("-"))
}

/// The folders that this system has for the program.
fn folders() -> Option<impl AppStrategy> {
    let names = AppStrategyArgs {
        top_level_domain: String::new(),
        author: String::new(),
        app_name: "smtpsh".to_owned(),
    };
    choose_app_strategy(names).ok()
}

/// The servers of the configuration file, if there is one.
fn profiles() -> Result<Profiles, Error> {
    match folders() {
        Some(folders) => Profiles::load(&folders.config_dir().join("config.toml")),
        None => Ok(Profiles::default()),
    }
}

/// A file's place in the folder for state, which is made if it is not there.
fn state_file(name: &str) -> Option<PathBuf> {
    let strategy = folders()?;
    let folder = strategy.state_dir().unwrap_or_else(|| strategy.data_dir());
    fs::create_dir_all(&folder).ok()?;
    Some(folder.join(name))
}

fn bad_file(path: &Path, error: &io::Error) -> Error {
    Error::BadFile {
        file: path.display().to_string(),
        why: error.to_string(),
    }
}

/// Decides once. `colored` by itself looks at nothing but standard output.
fn choose_colors(when: When) {
    let set =
        |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty() && value != "0");
    let colors = match when {
        When::Always => true,
        When::Never => false,
        When::Auto if set("NO_COLOR") => false,
        When::Auto if set("CLICOLOR_FORCE") => true,
        // Windows has no TERM, and its consoles have colours.
        When::Auto => {
            io::stdout().is_terminal()
                && std::env::var("TERM").map_or(cfg!(windows), |term| term != "dumb")
        }
    };
    colored::control::set_override(colors);
    // Since Windows 10 its console knows escape sequences, but has to be told.
    #[cfg(windows)]
    let _ = colored::control::set_virtual_terminal(true);
}

/// Longest code that is read from standard input: a token has some thousand letters.
const MAX_CODE: u64 = 64 * 1024;
/// How much the threads may post ahead: a flood waits in the sender's own buffers.
const MAX_POSTS: usize = 64;
