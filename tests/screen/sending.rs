//! A long file on its way, at the prompt: the bar that a person watches.

use crate::server;
use crate::terminal::{Shown, Terminal};
use std::fs::File;
use std::io::{Read, Write};
use std::sync::Mutex;
use std::sync::mpsc::{self, Sender};

/// A server that takes so many bytes of the message whenever the test says so, then the rest.
fn sink() -> (String, Sender<u64>) {
    let (takes, taken) = mpsc::channel::<u64>();
    let taken = Mutex::new(taken);
    let address = server::serve(move |stream| {
        stream.write_all(b"220 far\r\n").unwrap();
        server::lines_until(stream, "DATA");
        stream.write_all(b"354 go\r\n").unwrap();
        for count in taken.lock().unwrap().iter() {
            let part = std::io::copy(&mut stream.take(count), &mut std::io::sink());
            assert_eq!(part.unwrap(), count);
        }
        server::lines_until(stream, ".");
        stream.write_all(b"250 kept\r\n").unwrap();
        server::lines_until(stream, "QUIT");
    });
    (address, takes)
}

/// How many MiB the bar says, of all the rows that have one.
fn bars(shown: &Shown) -> Vec<f64> {
    let end = format!(" MiB/{MIB}.00 MiB");
    let rows = shown.rows();
    let bars = rows.iter().filter_map(|row| row.split_once(&end));
    let sizes = bars.filter_map(|(before, _)| before.rsplit(' ').next()?.parse().ok());
    sizes.collect()
}

#[test]
fn the_bar_of_a_long_file_moves_and_is_gone_at_the_end() {
    let (address, takes) = sink();
    let mut terminal = Terminal::start(&[&address]);
    terminal.ready_after("220 far");
    // It has no line ends, and no blocks on the disk.
    let file = File::create(terminal.home().join("long.eml")).unwrap();
    file.set_len(MIB << 20).unwrap();
    terminal.enter(":send long.eml");
    let half = MIB / 2;
    // The socket's buffers hold something at once, but not so much.
    terminal.wait_for("a bar that stands", |shown| {
        bars(shown).first().is_some_and(|size| *size < half as f64)
    });
    takes.send(half << 20).unwrap();
    terminal.wait_for("a bar that has moved", |shown| {
        let moved = |size: &f64| (half as f64..MIB as f64).contains(size);
        bars(shown).first().is_some_and(moved)
    });
    takes.send(half << 20).unwrap();
    drop(takes);
    terminal.wait_for_output("long.eml went out as the message");
    terminal.ready_after("250 kept");
    let shown = terminal.shown();
    assert!(bars(&shown).is_empty(), "{}", shown.report());
    // It stood in one row all the time.
    let whole = format!("/{MIB}.00 MiB");
    for screen in &shown.screens {
        assert!(screen.matches(&whole).count() <= 1, "{screen}");
    }
}

/// More than the buffers of two sockets hold.
const MIB: u64 = 64;
