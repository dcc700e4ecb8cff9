//! Whole files as messages: by DATA with dot-stuffing, or by BDAT (RFC 3030), in constant memory.

use super::{Link, Session};
use crate::error::Error;
use crate::event::{By, Event, MAX_BEGINNING};
use crate::helper::HelperError;
use crate::note::Note;
use crate::protocol::command::{is_offered, offered};
use crate::protocol::dot::Stuffer;
use crate::protocol::{Expect, Outcome, Reply, Until};
use crate::textfile;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::Path;
use std::time::Instant;

/// A file that is being sent.
pub(super) struct Sending {
    file: Box<dyn Read>,
    name: String,
    /// How much of it has been read.
    read: u64,
    /// Its first bytes, for who shows what was sent.
    beginning: Vec<u8>,
    chunking: bool,
    stuffer: Stuffer,
    done: bool,
    bar: ProgressBar,
}

/// What is to be sent.
struct Input {
    /// How long it is; nobody knows that of a long standard input.
    size: u64,
    /// The byte order mark that it begins with.
    mark: Option<&'static str>,
    /// All of it, if it cannot be read again and is not long.
    text: Option<Vec<u8>>,
    file: Box<dyn Read>,
}

impl Input {
    fn open(path: &Path) -> io::Result<Self> {
        let mut file = File::open(path)?;
        Ok(Self {
            size: file.metadata()?.len(),
            mark: textfile::mark(&mut file)?,
            text: None,
            file: Box::new(file),
        })
    }

    /// Standard input. A short message is read whole, so that a record has it.
    fn standard() -> io::Result<Self> {
        let mut head = Vec::new();
        io::stdin().take(SHORT + 1).read_to_end(&mut head)?;
        let length = head.len() as u64;
        let text = (length <= SHORT).then(|| head.clone());
        Ok(Self {
            size: if text.is_some() { length } else { 0 },
            mark: None,
            text,
            file: Box::new(Cursor::new(head).chain(io::stdin())),
        })
    }
}

impl Sending {
    /// Whether all of it went out.
    pub(super) fn is_whole(&self) -> bool {
        self.done
    }

    /// All of it went out.
    fn sent(&mut self) -> Event {
        Event::FileSent {
            file: self.name.clone(),
            bytes: self.read,
            beginning: std::mem::take(&mut self.beginning),
        }
    }
}

impl Session {
    /// Begins to send a file.
    pub(super) fn send_file(&mut self, path: &Path, chunking: bool) {
        if !self.connection.is_up() {
            return self.helper_failed(&HelperError::NotConnected);
        }
        if !self.may_send() {
            return;
        }
        if self.is_recorded(path) {
            return self.fail(&Error::recorded(path));
        }
        let in_text = self.dialogue.expect() == Expect::Text(Until::Dot) && !chunking;
        if self.dialogue.expect() != Expect::Command && !in_text {
            return self.helper_failed(&HelperError::NotNow);
        }
        if chunking && !is_offered(self.dialogue.offers(), "CHUNKING") {
            return self.helper_failed(&HelperError::NotOffered {
                name: "CHUNKING".into(),
            });
        }
        let Input {
            size,
            mark,
            text,
            file,
        } = match self.input(path) {
            Ok(input) => input,
            Err(error) => return self.fail(&error),
        };
        if let Some(encoding) = mark.map(str::to_owned) {
            let file = self.name_of(path);
            self.note(Note::Marked { file, encoding });
        }
        if let Some(limit) = self.size_limit().filter(|limit| size > *limit) {
            self.note(Note::OverSize { size, limit });
        }
        let name = self.name_of(path);
        self.tell(Event::FileBegan {
            file: from_anywhere(path),
            chunking,
            text,
        });
        self.begin_sending(file, name, size, chunking);
        if in_text {
            self.stream();
        } else if chunking {
            self.next_chunk();
        } else {
            self.say(b"DATA", false, By::Helper);
        }
    }

    pub(super) fn begin_sending(
        &mut self,
        file: Box<dyn Read>,
        name: String,
        size: u64,
        chunking: bool,
    ) {
        self.sending = Some(Sending {
            bar: self.progress(size),
            file,
            name,
            read: 0,
            beginning: Vec::new(),
            chunking,
            stuffer: Stuffer::new(!chunking),
            done: false,
        });
    }

    fn input(&mut self, path: &Path) -> Result<Input, Error> {
        if path == Path::new("-") {
            if !std::mem::take(&mut self.options.input_is_free) {
                return Err(Error::InputTaken);
            }
            return Input::standard().map_err(|error| Error::BadFile {
                file: self.name_of(path),
                why: error.into(),
            });
        }
        Input::open(path).map_err(|error| Error::unreadable(path, error))
    }

    fn name_of(&self, path: &Path) -> String {
        if path == Path::new("-") {
            let lang = self.lang.get();
            return lang.pick("standard input", "标准输入").to_owned();
        }
        path.display().to_string()
    }

    /// A reply came while a file is on its way: it decides what is next.
    pub(super) fn go_on_sending(&mut self, reply: &Reply) {
        let Some(sending) = &self.sending else { return };
        match (sending.chunking, sending.done, reply.outcome) {
            (false, false, Outcome::GoOn) if self.dialogue.expect().is_text() => self.stream(),
            (true, false, Outcome::Done) => self.next_chunk(),
            _ => self.sending_ended(reply.outcome == Outcome::Done),
        }
    }

    /// No more of the file goes out. Not `well`: the message has not been taken.
    pub(super) fn sending_ended(&mut self, well: bool) {
        if let Some(sending) = self.sending.take() {
            sending.bar.finish_and_clear();
            if !well {
                self.note(Note::NotSent { file: sending.name });
            }
        }
    }

    /// Sends the text between DATA and the dot.
    pub(super) fn stream(&mut self) {
        let mut text = Vec::with_capacity(2 * CHUNK);
        loop {
            text.clear();
            match self.read_chunk(&mut text) {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => return self.give_up(&error),
            }
            if !self.put(&text) || !self.look_around() {
                return self.sending_ended(false);
            }
        }
        let Some(sending) = &mut self.sending else {
            return;
        };
        sending.done = true;
        let (end, sent) = (sending.stuffer.end(), sending.sent());
        // What is printed now would push it into the scrollback.
        sending.bar.finish_and_clear();
        if self.put(end) {
            self.tell(sent);
            self.say(b".", false, By::Helper);
        }
    }

    /// Sends one BDAT with its bytes.
    fn next_chunk(&mut self) {
        let mut text = Vec::with_capacity(2 * CHUNK);
        let last = match self.read_chunk(&mut text) {
            Ok(more) => !more,
            Err(error) => return self.give_up(&error),
        };
        let Some(sending) = &mut self.sending else {
            return;
        };
        sending.done = last;
        let sent = last.then(|| sending.sent());
        if last {
            sending.bar.finish_and_clear();
        }
        let mark = if last { " LAST" } else { "" };
        let command = format!("BDAT {}{mark}", text.len());
        self.say(command.as_bytes(), false, By::Helper);
        if self.put(&text)
            && let Some(sent) = sent
        {
            self.tell(sent);
        }
    }

    /// Reads the next piece and makes message text of it. Nothing more: false.
    fn read_chunk(&mut self, text: &mut Vec<u8>) -> Result<bool, Error> {
        let Some(sending) = &mut self.sending else {
            return Ok(false);
        };
        let mut buffer = vec![0; CHUNK];
        let length = sending
            .file
            .read(&mut buffer)
            .map_err(|error| Error::BadFile {
                file: sending.name.clone(),
                why: error.into(),
            })?;
        sending.stuffer.take(&buffer[..length], text);
        sending.read += length as u64;
        let room = MAX_BEGINNING - sending.beginning.len();
        sending.beginning.extend(buffer[..length].iter().take(room));
        sending.bar.inc(length as u64);
        Ok(length > 0)
    }

    /// Bytes of the message, as they are.
    fn put(&mut self, bytes: &[u8]) -> bool {
        let Link::Up(wire, _) = &mut self.connection.link else {
            return false;
        };
        let sent = wire.send(bytes);
        self.since = Instant::now();
        self.tell_passed();
        if let Err(error) = &sent {
            self.not_sent(error);
        }
        sent.is_ok()
    }

    /// Takes notice of what came meanwhile: the server may give up in the middle, and so may the
    /// user. Whether the file goes on.
    fn look_around(&mut self) -> bool {
        while let Ok(post) = self.posts.try_recv() {
            self.receive(post);
        }
        self.connection.is_up() && self.sending.is_some() && self.ending.exit.is_none()
    }

    /// The file cannot be read to its end. What was sent must not pass for a message: SMTP has no
    /// other way out of DATA than to close.
    fn give_up(&mut self, error: &Error) {
        self.sending_ended(false);
        self.disconnect();
        self.fail(error);
    }

    /// The user wants no more of it to be sent, or does not want to wait for the reply.
    pub(super) fn give_up_sending(&mut self) {
        let is_whole = self.sending.as_ref().is_some_and(Sending::is_whole);
        self.sending_ended(is_whole);
        if is_whole {
            self.stop_waiting();
        } else {
            self.disconnect();
        }
    }

    /// The server's SIZE (RFC 1870), if it says one.
    pub(super) fn size_limit(&self) -> Option<u64> {
        let size = offered(self.dialogue.offers(), "SIZE")?;
        size.trim().parse().ok().filter(|limit| *limit > 0)
    }

    /// A bar for a person who waits; not for a moment.
    fn progress(&self, size: u64) -> ProgressBar {
        if !self.person.get() || size < LONG {
            return ProgressBar::hidden();
        }
        let style = ProgressStyle::with_template("{bar:30} {bytes}/{total_bytes} {bytes_per_sec}")
            .unwrap_or_else(|_| ProgressStyle::default_bar());
        ProgressBar::with_draw_target(Some(size), ProgressDrawTarget::stderr()).with_style(style)
    }

    /// Whether mail can be sent here; if not, that is said.
    pub(super) fn may_send(&mut self) -> bool {
        let may = self.dialogue.takes_mail();
        if !may {
            let protocol = self.protocol().name.to_owned();
            self.helper_failed(&HelperError::NotToSend { protocol });
        }
        may
    }
}

/// Where a file is, from whatever folder a script is said again.
fn from_anywhere(path: &Path) -> String {
    let is_file = path != Path::new("-");
    let whole = std::path::absolute(path).ok().filter(|_| is_file);
    whole.as_deref().unwrap_or(path).display().to_string()
}

/// What is read of a file at once.
const CHUNK: usize = 64 * 1024;
/// Most bytes of standard input that a record repeats: some screens.
const SHORT: u64 = 64 * 1024;
/// From here on a file has a progress bar.
const LONG: u64 = 4 * 1024 * 1024;
