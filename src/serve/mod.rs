//! `--serve`: the practice server alone, for a class or for other programs, and what a teacher reads
//! meanwhile.

mod ca;
mod codes;
mod log;
pub mod roster;

use crate::args::Args;
use crate::echo::{self, NoEcho};
use crate::error::{Error, Exit};
use crate::note::Note;
use crate::practice::{self, Happened, NotStarted, Observer, Place, Practice, Settings, limits};
use crate::screen::text_lines;
use crate::signals::{self, Wish};
use crate::terminal::Terminal;
use crate::words::Lang;
use log::Log;
use roster::Roster;
use std::fs;
use std::io::{self, IsTerminal};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread;
use std::time::{Duration, Instant};
use time::UtcOffset;

pub use codes::print_codes;

/// Runs the server until the program is stopped, which is how it ends well.
pub fn serve(
    args: &Args,
    address: SocketAddr,
    terminal: &Terminal,
    lang: Lang,
    offset: UtcOffset,
    ca: Option<PathBuf>,
) -> Result<Exit, Error> {
    let (poster, wishes) = mpsc::sync_channel::<Wish>(1);
    signals::post_to(&poster);
    let say = |note: Note| terminal.print(&text_lines(&note.say(lang)));
    let reached = reached_at(address.ip());
    let mut settings = Settings {
        places: Place::all(address),
        sessions: limits::raise_open_files(),
        authority: ca::kept(ca.as_deref(), say),
        names: reached.iter().map(IpAddr::to_string).collect(),
        ..Settings::default()
    };
    if let Some(most) = args.per_address {
        settings.per_address = most.into();
    }
    if let Some(file) = &args.users {
        settings.users = codes::users(file, lang, say)?;
    }
    let paged = redraws() && echo::is_typed_to();
    let board: Arc<Mutex<dyn Board>> = if redraws() {
        Arc::new(Mutex::new(Roster::new(&settings.users, paged, lang)))
    } else {
        Arc::new(Mutex::new(Log::new(lang, offset)))
    };
    let noticing = board.clone();
    settings.observer = Observer::new(move |client, happened| {
        // Sessions do not wait for the terminal, only for each other's facts.
        let mut board = noticing.lock().unwrap_or_else(PoisonError::into_inner);
        board.notice(client, &happened, Instant::now());
    });
    let (users, sessions) = (settings.users.clone(), settings.sessions);
    let practice = start(args, settings)?;
    let address = practice.address().to_string();
    say(match (users.list(), &args.users) {
        (list, Some(_)) => Note::ServingClass {
            address,
            users: list.len(),
        },
        _ => Note::Serving {
            address,
            user: practice::USER.to_owned(),
            code: practice::CODE.to_owned(),
        },
    });
    let more = practice.places().get(1..).unwrap_or_default();
    if !more.is_empty() {
        let place = |place: &Place| Place {
            address: (reached.unwrap_or(place.address.ip()), place.address.port()).into(),
            ..*place
        };
        let more: Vec<_> = more.iter().map(place).collect();
        say(Note::ServingMore { list: urls(&more) });
    }
    if let Some(ip) = reached {
        let address = SocketAddr::new(ip, practice.address().port()).to_string();
        let ca = args.ca_out.as_deref().and_then(Path::file_name);
        say(match ca {
            Some(ca) => Note::ForOthers {
                ca: ca.to_string_lossy().into_owned(),
                address,
            },
            None => Note::ForOthersBare { address },
        });
    }
    for lack in practice.missing() {
        say(Note::NotServing {
            place: urls([&lack.place]),
            why: (&lack.why).into(),
        });
    }
    if sessions < limits::MAX_SESSIONS {
        say(Note::FewSessions { sessions });
    }
    let _no_echo = paged.then(|| turn_pages(board.clone()));
    let locked = || board.lock().unwrap_or_else(PoisonError::into_inner);
    loop {
        let wish = wishes.recv_timeout(REDRAW);
        let exit = match &wish {
            Ok(wish) if wish.exit == Exit::Interrupted => Some(Exit::Well),
            Ok(wish) => Some(wish.exit),
            Err(_) => None,
        };
        let now = Instant::now();
        let frame = match exit {
            Some(_) => locked().last_frame(now),
            None => locked().frame(now),
        };
        if !frame.is_empty() {
            terminal.print(&frame);
        }
        if let Some(exit) = exit {
            return Ok(exit);
        }
        if let Some(why) = terminal.failure() {
            return Err(Error::Output { why });
        }
    }
}

/// Enter turns the page from now on, and is not shown.
fn turn_pages(board: Arc<Mutex<dyn Board>>) -> NoEcho {
    thread::spawn(move || {
        let lines = io::stdin().lines().map_while(Result::ok);
        lines.for_each(|_| board.lock().unwrap_or_else(PoisonError::into_inner).turn());
    });
    NoEcho::begin()
}

/// The address by which other computers reach a server that listens at this one.
fn reached_at(address: IpAddr) -> Option<IpAddr> {
    if !address.is_unspecified() {
        return Some(address).filter(|ip| !ip.is_loopback());
    }
    // Where packets to others would come from: nothing is sent. TEST-NET-1 is nobody's (RFC 5737).
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
    socket.connect((Ipv4Addr::new(192, 0, 2, 1), 9)).ok()?;
    let ip = socket.local_addr().ok()?.ip();
    Some(ip).filter(|ip| !ip.is_unspecified() && !ip.is_loopback())
}

/// `pop3://127.0.0.1:2110, …`, as one copies it.
fn urls<'p>(places: impl IntoIterator<Item = &'p Place>) -> String {
    let urls = places.into_iter().map(Place::to_string);
    urls.collect::<Vec<_>>().join(", ")
}

/// The practice server with what the command line says of it.
pub fn start(args: &Args, settings: Settings) -> Result<Practice, Error> {
    let settings = Settings {
        maildir: args.maildir.clone(),
        ..settings
    };
    let address = settings
        .places
        .first()
        .map(|place| place.address.to_string());
    let maildir = settings.maildir.clone().unwrap_or_default();
    let failed = |error: NotStarted| {
        let why = match error {
            NotStarted::NoMaildir(why) => return Error::unwritable(&maildir, why),
            NotStarted::Failed(why) => why.into(),
            error => error.to_string().into(),
        };
        Error::PracticeFailed {
            address: address.unwrap_or_default(),
            why,
        }
    };
    let practice = Practice::start(settings).map_err(failed)?;
    for fault in &args.fault {
        practice.faults().set(*fault, true);
    }
    if let Some(path) = &args.ca_out {
        fs::write(path, practice.ca_pem()).map_err(|error| Error::unwritable(path, error))?;
    }
    Ok(practice)
}

/// What the teacher sees of the facts.
trait Board: Send {
    fn notice(&mut self, client: SocketAddr, happened: &Happened, now: Instant);

    /// What is to be printed now; nothing, if nothing is new.
    fn frame(&mut self, now: Instant) -> String;

    /// Shows the next page.
    fn turn(&mut self);

    /// What stays on the terminal when the server has ended.
    fn last_frame(&mut self, now: Instant) -> String;
}

/// Whether standard output can be drawn anew: a terminal with cursor movements.
fn redraws() -> bool {
    let dumb = std::env::var("TERM").is_ok_and(|term| term == "dumb");
    io::stdout().is_terminal() && !dumb
}

/// How often the screen follows: quicker than anybody reads.
const REDRAW: Duration = Duration::from_millis(250);
