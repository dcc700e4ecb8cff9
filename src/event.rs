//! Plain facts in the past tense: the one stream that leaves a session. The screen and every
//! recorder listen to it.

use crate::direction::Direction;
use crate::error::Error;
use crate::note::Note;
use crate::protocol::secret::{self, MASK};
use crate::protocol::text::visible;
use crate::protocol::{Challenge, Part, Protocol, Reply, Role, Scheme};
use crate::remark::Remark;
use crate::wire::{Passed, Place, Secured};
use std::fmt;
use std::net::SocketAddr;
use std::ops::Range;
use std::time::{Duration, SystemTime};
use zeroize::Zeroizing;

/// Something that happened.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Event {
    /// A connection came up.
    Connected {
        /// What is spoken there.
        scheme: &'static Scheme,
        /// Where to.
        place: Place,
        /// From where.
        local: SocketAddr,
        /// How long it took, name lookup included.
        took: Duration,
        /// It is the practice server of this program, whose port is gone with it.
        practice: bool,
    },
    /// A line went out.
    Sent(Sent),
    /// A reply arrived: that of it which tells how the command turned out.
    Heard {
        /// The reply.
        reply: Reply,
        /// It came through TLS.
        tls: bool,
        /// How long it took, if it answers something.
        took: Option<Took>,
    },
    /// A part of a reply arrived that is not kept until it is whole, or something unasked for.
    Part {
        /// The part.
        part: Part,
        /// It came through TLS.
        tls: bool,
        /// How long the whole reply took, if this ends it.
        took: Option<Took>,
    },
    /// Bytes for the dialogue arrived, decrypted, as the server sent them.
    Arrived(Vec<u8>),
    /// The server asks for an answer.
    Challenged(Challenge),
    /// The server listed what it offers.
    Offered {
        /// What it offers.
        now: Vec<String>,
        /// It came through TLS.
        tls: bool,
    },
    /// The server listed what it offers for the first time after an upgrade.
    OffersChanged {
        /// Offered now and not before.
        gained: Vec<String>,
        /// Offered before and not now.
        lost: Vec<String>,
    },
    /// The message text may begin.
    TextBegan,
    /// TLS is up.
    Secured {
        /// What came out of the handshake.
        secured: Secured,
        /// The protocol of the clear-text session before it, in which all must be asked again.
        again: Option<&'static Protocol>,
    },
    /// The connection is gone.
    Closed {
        /// It was ended in an orderly way.
        orderly: bool,
        /// What had arrived of a reply that was not complete.
        partial: Option<Vec<u8>>,
    },
    /// Bytes passed the socket, as they were on the wire, or a secret of TLS became known.
    Passed(Passed),
    /// A helper did what no other fact tells: it changed a setting or a fault, it waited, or what it
    /// expects is so.
    Helped {
        /// The line that says it again.
        line: String,
        /// It expects a refusal as well as any other reply.
        forgives: bool,
    },
    /// What the server sent has been read: a mail, or the list of mails, as a person sees it.
    Read(String),
    /// A file begins to go out as the message.
    FileBegan {
        /// Where it is, from whatever folder; `-` is standard input, and `:compose` no file.
        file: String,
        /// By BDAT.
        chunking: bool,
        /// What stands in it, if it cannot be read again and is not too long.
        text: Option<Vec<u8>>,
    },
    /// A file went out as message text.
    FileSent {
        /// Its name.
        file: String,
        /// Its size.
        bytes: u64,
        /// Its first bytes, at most [`MAX_BEGINNING`].
        beginning: Vec<u8>,
    },
    /// The socket was closed, in whatever way.
    Ended {
        /// Who closed it.
        by: Direction,
        /// It broke.
        abrupt: bool,
    },
    /// A step of the session failed, or the session itself.
    Failed {
        /// The line of the script, as `lab.smtp:12`; empty if there is none.
        at: String,
        /// What happened.
        error: Error,
    },
    /// Something that smtpsh itself has to say.
    Noted(Note),
    /// The coach has a remark on what was typed.
    Advised(Remark),
}

/// A line that went out.
#[derive(Clone)]
pub struct Sent {
    /// The line, without its end. There may be a code in it: it is wiped.
    pub line: Zeroizing<Vec<u8>>,
    /// The part of it that is a secret.
    pub secret: Option<Range<usize>>,
    /// What kind of line it is.
    pub role: Role,
    /// The mechanism, if it begins an AUTH exchange.
    pub mechanism: Option<String>,
    /// The helper that says the same again, for a line that holds a code or begins an exchange.
    pub helper: Option<String>,
    /// What goes out next belongs to it: no reply comes before.
    pub goes_on: bool,
    /// Who typed it.
    pub by: By,
    /// It went through TLS.
    pub tls: bool,
    /// CRLF went out behind it, as behind every line that is not exact bytes.
    pub ended: bool,
}

/// How much of a file is told when it went out: its header, and a page or two of its text.
pub const MAX_BEGINNING: usize = 16 * 1024;

/// How long a reply took, from what it answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Took {
    /// To its first byte.
    pub first: Duration,
    /// To its last byte.
    pub last: Duration,
}

/// Who typed a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// The user, at the prompt, where it still stands.
    Typist,
    /// The user, as one of many pasted lines, or a script.
    Script,
    /// A helper.
    Helper,
}

impl Sent {
    /// The line as every sink shows it: the secret replaced by a mask of fixed length.
    pub fn masked(&self) -> Vec<u8> {
        secret::masked(&self.line, self.secret.as_ref())
    }

    /// The same fact without the secret, for who keeps it.
    pub fn forgetting(&self) -> Self {
        let secret = self.secret.as_ref().map(|span| {
            let start = span.start.min(self.line.len());
            start..start + MASK.len()
        });
        Self {
            line: self.masked().into(),
            secret,
            ..self.clone()
        }
    }
}

impl fmt::Debug for Sent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sent")
            .field("line", &visible(&self.masked()))
            .field("role", &self.role)
            .field("by", &self.by)
            .field("tls", &self.tls)
            .finish_non_exhaustive()
    }
}

/// Who wants to know what happens.
pub trait Listener {
    /// Takes notice of a fact. Of two facts the later one never has the earlier time.
    fn notice(&mut self, event: &Event, at: SystemTime);
}
