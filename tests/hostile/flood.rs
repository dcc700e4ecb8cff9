//! What does not flow: a terminal that shows nothing, stopped by Ctrl-S or far away, while the server
//! floods; a server that takes nothing.

use crate::program;
use crate::server::{line, serve};
#[cfg(unix)]
use crate::terminal::Terminal;
use std::io::Write;
use std::sync::mpsc;
#[cfg(unix)]
use std::{
    path::{Path, PathBuf},
    sync::Arc,
    sync::atomic::{AtomicUsize, Ordering},
    time::{Duration, Instant},
};

#[test]
fn a_server_that_takes_nothing() {
    let (ended, end) = mpsc::channel::<()>();
    let address = serve(move |mut stream| {
        stream.write_all(b"220 hi\r\n")?;
        line(&mut stream);
        stream.write_all(b"354 go\r\n")?;
        // It holds the connection, and reads no more.
        let _ = end.recv();
        Ok(())
    });
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(&b"text\r\n".repeat(10 << 20)).unwrap();
    let script = format!(":send {}\nquit\n", file.path().display());
    let ran = program::run(&["--timeout", "1", &address], &script);
    drop(ended);
    assert_eq!((ran.code, ran.wrongs()), (3, vec![]), "{ran:?}");
    assert!(ran.err.contains("has taken nothing"), "{ran:?}");
}

#[test]
fn records_of_a_flood_are_bounded() {
    let address = serve(|mut stream| {
        stream.write_all(b"220 hi\r\n")?;
        line(&mut stream);
        stream.write_all(&b"250-what\r\n".repeat(1_000_000))?;
        stream.write_all(b"250 no more\r\n")?;
        line(&mut stream);
        stream.write_all(&b"250 what\r\n".repeat(50_000))?;
        line(&mut stream);
        Ok(())
    });
    let folder = tempfile::tempdir().unwrap();
    let files = ["txt", "jsonl", "smtp", "html", "pcapng"].map(|kind| {
        let file = folder.path().join("it").with_extension(kind);
        file.to_str().unwrap().to_owned()
    });
    let mut args: Vec<&str> = files.iter().flat_map(|file| ["--record", file]).collect();
    args.push(&address);
    let ran = program::run(&args, "noop\nnoop\n");
    assert_eq!(
        ran.wrongs(),
        Vec::<String>::new(),
        "{}",
        program::short(&ran.out)
    );
    let page = std::fs::metadata(&files[3]).unwrap().len();
    assert!(page < 4 << 20, "{page} bytes of HTML");
}

#[cfg(unix)]
#[test]
fn the_server_waits_for_the_terminal() {
    let sent = Arc::new(AtomicUsize::new(0));
    let count = sent.clone();
    let (told, task) = mpsc::channel();
    let address = serve(move |mut stream| {
        told.send(std::fs::canonicalize("/proc/thread-self").ok())
            .map_err(std::io::Error::other)?;
        stream.write_all(b"220 hi\r\n")?;
        line(&mut stream);
        let block = b"250 what\r\n".repeat(1000);
        for _ in 0..FLOOD / block.len() {
            stream.write_all(&block)?;
            count.fetch_add(block.len(), Ordering::Relaxed);
        }
        Ok(())
    });
    let mut terminal = Terminal::start_with(&["--no-history", &address], &[("NO_COLOR", "1")], 80);
    terminal.ready_after("S: 220 hi");
    terminal.enter("noop");
    terminal.ready_after("S: 250 what");
    // Nothing is read from the terminal while this is held.
    let shown = terminal.shown();
    let server: Vec<PathBuf> = task.recv().unwrap().into_iter().collect();
    let tasks = format!("/proc/{}/task", terminal.process());
    let is_blocked = || {
        let client = std::fs::read_dir(&tasks).into_iter().flatten();
        let mut tasks = client
            .flatten()
            .map(|task| task.path())
            .chain(server.clone());
        tasks.all(|task| sleeps(&task))
    };
    wait_until_it_stands_still(&sent, is_blocked);
    let memory = program::memory(terminal.process());
    drop(shown);
    let sent = sent.load(Ordering::Relaxed);
    assert!(sent < FLOOD / 2, "{sent} bytes were taken");
    assert!(memory < program::MOST_MEMORY, "{memory} KiB");
}

/// Nothing more is sent, and not because somebody waits for the processor.
#[cfg(unix)]
fn wait_until_it_stands_still(sent: &AtomicUsize, is_blocked: impl Fn() -> bool) {
    let (mut last, mut since) = (0, Instant::now());
    while since.elapsed() < Duration::from_secs(1) {
        let now = sent.load(Ordering::Relaxed);
        if now != last || !is_blocked() {
            (last, since) = (now, Instant::now());
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Whether a thread waits for something, as Linux tells: R would be for the processor, D for a disk. Other
/// systems have no such file.
#[cfg(unix)]
fn sleeps(task: &Path) -> bool {
    let stat = std::fs::read_to_string(task.join("stat")).unwrap_or_default();
    stat.rsplit_once(") ")
        .is_none_or(|(_, rest)| rest.starts_with('S'))
}

#[cfg(unix)]
const FLOOD: usize = 100 << 20;
