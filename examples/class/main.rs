//! A class at work: many sessions at a person's pace against `smtpsh --serve`, and the same against
//! aiosmtpd and Postfix's smtp-sink, one after the other in one run, all on 127.0.0.1.
//!
//! ```sh
//! cargo build --release --bins --examples && target/release/examples/class
//! ```
//!
//! Needs Debian's python3-aiosmtpd and postfix for those two rows, which it leaves out where they are
//! missing. Each student does the lab, a line every two seconds; a time is that from the line
//! to the end of its reply. Flooders send garbage as fast as they can, from an address of their own.

#![allow(
    clippy::expect_used,
    reason = "a thread that does not start ends the measurement"
)]

use clap::Parser;
use rcgen::{CertificateParams, KeyPair};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use smtpsh::practice::{CODE, USER, limits};
use smtpsh::protocol::sasl;
use socket2::{Domain, Socket, Type};
use std::error::Error;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// How large the class is.
#[derive(Debug, Parser)]
struct Class {
    /// Sessions at the same time.
    #[arg(default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..=1500))]
    students: u32,
    /// Milliseconds between two lines of a student.
    #[arg(default_value_t = 2000)]
    pause: u64,
    /// Only the rows that have this in their names.
    #[arg(long, default_value = "")]
    only: String,
    /// Clients that send garbage, in the row that has some.
    #[arg(default_value_t = 20)]
    flooders: u32,
}

fn main() -> Result<(), Fault> {
    let class = Class::parse();
    limits::raise_open_files();
    let folder = tempfile::tempdir()?;
    println!(
        "{} students, a line every {:.1} s\n",
        class.students,
        Duration::from_millis(class.pause).as_secs_f64()
    );
    println!(
        "{:34} {:>9} {:>9} {:>9} {:>9} {:>8} {:>11} {:>8}",
        "", "median ms", "p99 ms", "longest", "handshake", "refused", "KB/session", "CPU s"
    );
    let mut refused = 0;
    for row in ROWS.iter().filter(|row| row.name.contains(&class.only)) {
        match (row.start)(folder.path()) {
            Ok(mut server) => {
                let measured = class.run(row, &server);
                // It may have ended by itself.
                let _ = server.child.kill();
                let _ = server.child.wait();
                println!("{:34} {measured}", row.name);
                refused += measured.times.refused * usize::from(row.ours);
            }
            Err(why) if row.ours => return Err(why),
            Err(why) => println!("{:34} left out: {why}", row.name),
        }
    }
    match refused {
        0 => Ok(()),
        count => Err(format!("smtpsh refused {count} students").into()),
    }
}

type Fault = Box<dyn Error + Send + Sync>;

/// A server, and what is asked of it.
struct Row {
    name: &'static str,
    start: fn(&Path) -> Result<Server, Fault>,
    tls: bool,
    login: bool,
    floods: bool,
    ours: bool,
}

/// smtp-sink knows neither STARTTLS nor AUTH, so the rows in clear text are the ones to compare it with.
const ROWS: &[Row] = &[
    Row {
        name: "smtpsh --serve, STARTTLS, AUTH",
        ..SMTPSH
    },
    Row {
        name: "the same, beside flooders",
        floods: true,
        ..SMTPSH
    },
    Row {
        name: "aiosmtpd, STARTTLS, AUTH",
        start: aiosmtpd,
        ours: false,
        ..SMTPSH
    },
    Row {
        name: "smtpsh --serve, clear text, AUTH",
        tls: false,
        ..SMTPSH
    },
    Row {
        name: "aiosmtpd, clear text",
        start: aiosmtpd,
        ..CLEAR
    },
    Row {
        name: "smtp-sink, clear text",
        start: smtp_sink,
        ..CLEAR
    },
];

const SMTPSH: Row = Row {
    name: "",
    start: smtpsh,
    tls: true,
    login: true,
    floods: false,
    ours: true,
};

const CLEAR: Row = Row {
    tls: false,
    login: false,
    ours: false,
    ..SMTPSH
};

impl Class {
    fn run(&self, row: &Row, server: &Server) -> Measured {
        let before = server.memory();
        let (over, mut most) = (AtomicBool::new(false), before);
        let pause = Duration::from_millis(self.pause);
        let mut times = Times::default();
        thread::scope(|scope| {
            let flooders = if row.floods { self.flooders } else { 0 };
            for _ in 0..flooders {
                small(scope, || flood(server.port, &over));
            }
            let students: Vec<_> = (0..self.students)
                .map(|number| {
                    let student = Student {
                        number,
                        pause,
                        server,
                        row,
                    };
                    // They come one by one, within one pause.
                    let wait = pause * number / self.students;
                    small(scope, move || {
                        thread::sleep(wait);
                        student.work()
                    })
                })
                .collect();
            while !students.iter().all(thread::ScopedJoinHandle::is_finished) {
                most = most.max(server.memory());
                thread::sleep(Duration::from_millis(100));
            }
            for student in students {
                match student.join() {
                    Ok(Ok(taken)) => times.add(taken),
                    Ok(Err(why)) => times.refuse(&why),
                    Err(_) => times.refuse("a student panicked"),
                }
            }
            over.store(true, Ordering::Relaxed);
        });
        let per_session = most.saturating_sub(before) as f64 / f64::from(self.students);
        Measured {
            times,
            per_session,
            cpu: server.cpu(),
        }
    }
}

/// A row's numbers: KB for each session, and seconds of processor time.
struct Measured {
    times: Times,
    per_session: f64,
    cpu: f64,
}

impl std::fmt::Display for Measured {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            times,
            per_session,
            cpu,
        } = self;
        write!(f, "{times} {per_session:11.1} {cpu:8.1}")
    }
}

/// A student's thread does little.
fn small<'s, T: Send + 's>(
    scope: &'s thread::Scope<'s, '_>,
    work: impl FnOnce() -> T + Send + 's,
) -> thread::ScopedJoinHandle<'s, T> {
    let builder = thread::Builder::new().stack_size(256 * 1024);
    builder.spawn_scoped(scope, work).expect("a thread")
}

/// A student and their server.
struct Student<'r> {
    number: u32,
    pause: Duration,
    server: &'r Server,
    row: &'r Row,
}

/// How long each reply took, and the handshake.
struct Taken {
    replies: Vec<Duration>,
    handshake: Option<Duration>,
}

impl Student<'_> {
    fn work(&self) -> Result<Taken, String> {
        self.try_to_work().map_err(|error| error.to_string())
    }

    fn try_to_work(&self) -> Result<Taken, Fault> {
        let mut taken = Taken {
            replies: Vec::new(),
            handshake: None,
        };
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.server.port))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        expect(&mut stream, "220")?;
        if !self.row.tls {
            self.lab(&mut stream, &mut taken)?;
            return Ok(taken);
        }
        self.say(&mut stream, "EHLO student", "250", &mut taken)?;
        self.say(&mut stream, "STARTTLS", "220", &mut taken)?;
        let begun = Instant::now();
        let name = ServerName::try_from("localhost")?;
        let connection = ClientConnection::new(self.server.trust.clone().ok_or("no TLS")?, name)?;
        let mut stream = StreamOwned::new(connection, stream);
        while stream.conn.is_handshaking() {
            stream.conn.complete_io(&mut stream.sock)?;
        }
        taken.handshake = Some(begun.elapsed());
        self.lab(&mut stream, &mut taken)?;
        Ok(taken)
    }

    fn lab(&self, stream: &mut (impl Read + Write), taken: &mut Taken) -> Result<(), Fault> {
        self.say(stream, "EHLO student", "250", taken)?;
        if self.row.login {
            self.say(stream, "AUTH LOGIN", "334", taken)?;
            self.say(stream, &sasl::encode(USER.as_bytes()), "334", taken)?;
            self.say(stream, &sasl::encode(CODE.as_bytes()), "235", taken)?;
        }
        self.say(stream, &format!("MAIL FROM:<{USER}>"), "250", taken)?;
        self.say(stream, &format!("RCPT TO:<{USER}>"), "250", taken)?;
        self.say(stream, "DATA", "354", taken)?;
        for text in [
            &format!("Subject: {}", self.number),
            "",
            "Hello from the lab.",
        ] {
            thread::sleep(self.pause);
            stream.write_all(format!("{text}\r\n").as_bytes())?;
        }
        self.say(stream, ".", "250", taken)?;
        self.say(stream, "QUIT", "221", taken)
    }

    /// Types a line, and waits for its reply.
    fn say(
        &self,
        stream: &mut (impl Read + Write),
        line: &str,
        code: &str,
        taken: &mut Taken,
    ) -> Result<(), Fault> {
        // Not all in step: a fifth faster or slower.
        thread::sleep(self.pause * (80 + self.number * 37 % 41) / 100);
        let begun = Instant::now();
        stream.write_all(format!("{line}\r\n").as_bytes())?;
        expect(stream, code).map_err(|got| format!("{line}: {got}"))?;
        taken.replies.push(begun.elapsed());
        Ok(())
    }
}

/// Reads a reply, which must have this code.
fn expect(stream: &mut impl Read, code: &str) -> Result<(), Fault> {
    let mut reply = Vec::new();
    let last = |reply: &[u8]| {
        let lines = reply.strip_suffix(b"\r\n")?;
        let last = lines.rsplit(|byte| *byte == b'\n').next()?;
        (last.get(3) != Some(&b'-')).then_some(())
    };
    let mut buffer = [0; 1024];
    while last(&reply).is_none() {
        match stream.read(&mut buffer)? {
            0 => return Err(format!("closed behind {:?}", String::from_utf8_lossy(&reply)).into()),
            length => reply.extend(&buffer[..length]),
        }
    }
    let text = String::from_utf8_lossy(&reply);
    text.starts_with(code)
        .then_some(())
        .ok_or_else(|| text.into())
}

/// Garbage, from another address than the students', until the students are done. What comes back is not
/// read; who is thrown out comes again.
fn flood(port: u16, over: &AtomicBool) {
    let garbage: Vec<u8> = (0..64 * 1024_u32).map(|n| (n * 31 % 251) as u8).collect();
    let begin = || -> Result<TcpStream, Fault> {
        let socket = Socket::new(Domain::IPV4, Type::STREAM, None)?;
        socket.bind(&SocketAddr::from(([127, 0, 0, 2], 0)).into())?;
        socket.connect(&SocketAddr::from(([127, 0, 0, 1], port)).into())?;
        socket.set_write_timeout(Some(Duration::from_secs(1)))?;
        Ok(socket.into())
    };
    while !over.load(Ordering::Relaxed) {
        if let Ok(mut stream) = begin() {
            while !over.load(Ordering::Relaxed) && stream.write_all(&garbage).is_ok() {}
        }
    }
}

/// What all students measured.
#[derive(Default)]
struct Times {
    replies: Vec<Duration>,
    handshakes: Vec<Duration>,
    refused: usize,
    why: Option<String>,
}

impl Times {
    fn add(&mut self, taken: Taken) {
        self.replies.extend(taken.replies);
        self.handshakes.extend(taken.handshake);
    }

    fn refuse(&mut self, why: &str) {
        self.refused += 1;
        self.why.get_or_insert_with(|| why.to_owned());
    }
}

impl std::fmt::Display for Times {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (replies, handshakes) = (sorted(&self.replies), sorted(&self.handshakes));
        for (list, part) in [
            (&replies, 0.5),
            (&replies, 0.99),
            (&replies, 1.0),
            (&handshakes, 0.5),
        ] {
            write!(f, "{:>9} ", quantile(list, part))?;
        }
        write!(f, "{:8}", self.refused)?;
        self.why
            .as_ref()
            .map_or(Ok(()), |why| write!(f, " ({})", why.trim_end()))
    }
}

fn sorted(times: &[Duration]) -> Vec<Duration> {
    let mut times = times.to_vec();
    times.sort();
    times
}

fn quantile(sorted: &[Duration], part: f64) -> String {
    let last = sorted.len().saturating_sub(1);
    let at = (last as f64 * part).round() as usize;
    sorted.get(at).map_or("–".to_owned(), |time| {
        format!("{:.2}", time.as_secs_f64() * 1e3)
    })
}

/// A running server.
struct Server {
    child: Child,
    port: u16,
    trust: Option<Arc<ClientConfig>>,
}

impl Server {
    /// Its resident memory in KB, as Linux counts it.
    fn memory(&self) -> usize {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()));
        let status = status.unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let number = line.and_then(|rest| rest.split_whitespace().next()?.parse().ok());
        number.unwrap_or_default()
    }

    /// The seconds of processor time that it took; a tick is 10 ms on Linux.
    fn cpu(&self) -> f64 {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id()));
        let stat = stat.unwrap_or_default();
        let ticks = stat
            .rsplit(')')
            .next()
            .unwrap_or_default()
            .split_whitespace();
        ticks
            .skip(11)
            .take(2)
            .filter_map(|ticks| ticks.parse::<f64>().ok())
            .sum::<f64>()
            / 100.0
    }
}

fn smtpsh(folder: &Path) -> Result<Server, Fault> {
    let ca = folder.join("ca.pem");
    let program = std::env::current_exe()?.with_file_name("../smtpsh");
    let mut child = Command::new(&program)
        .args([
            "--serve",
            "127.0.0.1:0",
            "--lang",
            "en",
            "--color",
            "never",
            "--ca-out",
        ])
        .arg(&ca)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("{}: {error}", program.display()))?;
    let mut output = BufReader::new(child.stdout.take().ok_or("no output")?);
    let mut line = String::new();
    output.read_line(&mut line)?;
    let port = line
        .split_once("127.0.0.1:")
        .and_then(|(_, rest)| rest.split_once('.'));
    let port = port.ok_or("it does not tell its port")?.0.parse()?;
    // Somebody reads the teacher's screen.
    thread::spawn(move || std::io::copy(&mut output, &mut std::io::sink()));
    let trust = Some(trusting(&ca)?);
    Ok(Server { child, port, trust })
}

/// Its certificate is signed by itself.
fn aiosmtpd(folder: &Path) -> Result<Server, Fault> {
    let key = KeyPair::generate()?;
    let certificate = CertificateParams::new(vec!["localhost".to_owned()])?.self_signed(&key)?;
    let (certificate_file, key_file) = (folder.join("cert.pem"), folder.join("key.pem"));
    fs::write(&certificate_file, certificate.pem())?;
    fs::write(&key_file, key.serialize_pem())?;
    let port = free_port()?;
    let mut command = Command::new("/usr/bin/python3");
    command
        .arg(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("examples/class/serve_aiosmtpd.py"))
        .arg(port.to_string())
        .args([&certificate_file, &key_file])
        .args([USER, CODE]);
    started(command, port, Some(trusting(&certificate_file)?))
}

/// It takes 256 connections unless it is told otherwise.
fn smtp_sink(_: &Path) -> Result<Server, Fault> {
    let port = free_port()?;
    let mut command = Command::new("/usr/sbin/smtp-sink");
    command.args(["-m", "2000", "-u", "nobody"]);
    command.args([&format!("127.0.0.1:{port}"), "4096"]);
    started(command, port, None)
}

/// A server that cannot choose its port by itself; the system has just said that this one is free.
fn free_port() -> Result<u16, Fault> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
        .local_addr()?
        .port())
}

/// Waits until it listens.
fn started(
    mut command: Command,
    port: u16,
    trust: Option<Arc<ClientConfig>>,
) -> Result<Server, Fault> {
    let mut child = command.stdin(Stdio::null()).spawn()?;
    let begun = Instant::now();
    while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
        if begun.elapsed() > PATIENCE || child.try_wait()?.is_some() {
            // It may have ended by itself.
            let _ = child.kill();
            return Err("it does not start".into());
        }
        thread::sleep(Duration::from_millis(50));
    }
    Ok(Server { child, port, trust })
}

fn trusting(pem: &Path) -> Result<Arc<ClientConfig>, Fault> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(pem)?)?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Arc::new(config))
}

/// Longer than any server takes that works.
const PATIENCE: Duration = Duration::from_secs(30);
