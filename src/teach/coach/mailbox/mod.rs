//! The coach where mail is fetched: by POP3 and by IMAP. What is said there is looked at behind the
//! server's refusal, when it is sure that something is wrong; but a literal is looked at as it is
//! typed, because nothing answers it.

mod line;
mod literal;
mod rules;

use super::answer::{Answer, Code, Holds};
use super::state::{Provider, provider};
use super::{Remark, typo};
use crate::event::{Event, Sent};
use crate::protocol::command::is_offered;
use crate::protocol::sasl;
use crate::protocol::{Asks, Outcome, Part, Protocol, Reply, Role, text};
use line::Line;
use literal::Literal;
use std::collections::{BTreeSet, VecDeque};

/// Watches one session.
#[derive(Debug)]
pub(super) struct Watcher {
    state: State,
    /// What was said and is not over, oldest first.
    pending: VecDeque<Turn>,
    /// The literal that is being typed.
    literal: Option<Literal>,
}

/// Where the session stands.
#[derive(Debug)]
struct State {
    protocol: &'static Protocol,
    host: String,
    /// The greeting, in small letters.
    greeting: String,
    tls: bool,
    /// smtpsh puts the tags.
    tagging: bool,
    offers: Vec<String>,
    /// The user name that was said last, and where it was confirmed that a code may follow.
    user: Option<String>,
    named: bool,
    logged_in: bool,
    selected: bool,
    /// How many mails the open folder has.
    exists: Option<u32>,
    /// The mails that are marked as deleted.
    deleted: BTreeSet<u32>,
    /// The mechanism of the login that is under way, and what it asks for.
    mechanism: String,
    asks: Option<Asks>,
    /// What was wrong with an answer of it.
    flawed: Option<Answer>,
}

/// Something that was said.
#[derive(Debug)]
struct Turn {
    line: Line,
    /// What its code looks like.
    code: Option<Code>,
    /// A line of IDLE other than the one that ends it.
    not_done: bool,
    /// Which was empty.
    only_enter: bool,
    /// Some mail was shown behind it.
    fetched: bool,
    /// There was a remark on it already.
    remarked: bool,
}

/// A reply as the rules look at it.
#[derive(Debug)]
struct Heard<'r> {
    word: &'r str,
    /// Its response code.
    code: &'r str,
    /// Its text, in small letters.
    text: String,
    outcome: Outcome,
}

/// All that a rule looks at.
#[derive(Debug)]
struct Facts<'a> {
    turn: &'a Turn,
    heard: &'a Heard<'a>,
    state: &'a State,
}

impl Watcher {
    pub(super) fn new(protocol: &'static Protocol, host: &str, tagging: bool) -> Self {
        Self {
            state: State {
                protocol,
                host: host.to_owned(),
                greeting: String::new(),
                tls: false,
                tagging,
                offers: Vec::new(),
                user: None,
                named: false,
                logged_in: false,
                selected: false,
                exists: None,
                deleted: BTreeSet::new(),
                mechanism: String::new(),
                asks: None,
                flawed: None,
            },
            pending: VecDeque::from([Turn::of(Line::greeting())]),
            literal: None,
        }
    }

    /// Whether smtpsh puts the tags from now on.
    pub(super) fn tagging(&mut self, on: bool) {
        self.state.tagging = on;
    }

    /// Takes notice of a fact.
    pub(super) fn notice(&mut self, event: &Event) -> Option<Remark> {
        match event {
            Event::Sent(sent) => return self.sent(sent),
            Event::Heard { reply, .. } => return self.heard(reply),
            Event::Part { part, .. } => self.part(part),
            Event::Offered { now, .. } => self.state.offers.clone_from(now),
            Event::Challenged(challenge) => self.state.asks = Some(challenge.asks),
            Event::Secured { again, .. } => {
                self.pending.retain(|_| again.is_none());
                let state = &mut self.state;
                (state.tls, state.named) = (true, false);
                if again.is_some() {
                    state.offers.clear();
                }
            }
            _ => {}
        }
        None
    }

    fn sent(&mut self, sent: &Sent) -> Option<Remark> {
        let masked = sent.masked();
        let start = masked.get(..MAX_LINE).unwrap_or(&masked);
        let shown = String::from_utf8_lossy(start).into_owned();
        match sent.role {
            Role::Text => return self.typed_text(sent, &shown),
            Role::Answer => {
                if let Some(holds) = self.state.holds() {
                    let answer = Answer::of(&sent.line, holds);
                    if answer.flaw.is_some() {
                        self.state.flawed = Some(answer);
                    } else if let Some(user) = answer.user {
                        self.state.user = Some(user);
                    }
                }
                if !self.state.is_imap() {
                    self.pending.push_back(Turn::of(Line::answer()));
                }
                // Who cancels awaits the refusal.
                if sent.line[..] == *sasl::CANCEL
                    && let Some(turn) = self.pending.back_mut()
                {
                    turn.remarked = true;
                }
                return None;
            }
            Role::Command => {}
        }
        if let Some(last) = self.pending.back_mut()
            && last.line.is("IDLE")
        {
            last.not_done = !shown.trim().eq_ignore_ascii_case("DONE");
            last.only_enter = shown.trim().is_empty();
            return None;
        }
        let line = match sent.secret == Some(0..sent.line.len()) {
            true => Line::stray(self.state.nearest(&sent.line)),
            false => Line::of(&shown, self.state.is_imap()),
        };
        let secret = sent.secret.clone().and_then(|span| sent.line.get(span));
        let code = (line.is("PASS") || line.is("LOGIN") || line.is("APOP"))
            .then(|| secret.map(Code::typed))
            .flatten();
        if line.is("USER") || line.is("LOGIN") || line.is("APOP") {
            let user = line.argument.split_whitespace().next();
            self.state.user = user.map(|user| user.trim_matches('"').to_owned());
        }
        if line.is("AUTH") || line.is("AUTHENTICATE") {
            let mechanism = line.argument.split_whitespace().next();
            self.state.mechanism = mechanism.unwrap_or_default().to_ascii_uppercase();
            (self.state.asks, self.state.flawed) = (None, None);
        }
        self.literal = Literal::announced(&shown);
        let remark = rules::on_sending(&line, &self.state);
        self.pending.push_back(Turn {
            code,
            remarked: remark.is_some(),
            ..Turn::of(line)
        });
        remark
    }

    /// A line of a literal, or of what stands behind it.
    fn typed_text(&mut self, sent: &Sent, shown: &str) -> Option<Remark> {
        let imap = self.state.is_imap();
        let literal = self.literal.as_mut().filter(|_| imap)?;
        let remark = literal.take(&sent.line, shown);
        if literal.is_over() {
            self.literal = Literal::announced(shown);
        }
        // One remark on a command is enough, whatever the server says to it then.
        let turn = self.pending.back_mut()?;
        let remark = remark.filter(|_| !turn.remarked);
        turn.remarked |= remark.is_some();
        remark
    }

    fn part(&mut self, part: &Part) {
        let Some(number) = self.state.untagged(&part.bytes) else {
            return;
        };
        if let Some(turn) = self.pending.back_mut() {
            turn.fetched |= number;
        }
    }

    fn heard(&mut self, reply: &Reply) -> Option<Remark> {
        let waits = self.state.is_imap() && reply.outcome == Outcome::GoOn;
        if waits || !reply.is_awaited() {
            return None;
        }
        let turn = self.take(reply)?;
        let texts: Vec<_> = reply
            .lines
            .iter()
            .map(|line| text::visible(line).to_lowercase())
            .collect();
        let heard = Heard {
            word: &reply.word,
            code: reply.detail.as_deref().unwrap_or_default(),
            text: texts.join(" "),
            outcome: reply.outcome,
        };
        if turn.line.is_greeting() {
            self.state.greeting = heard.text;
            return None;
        }
        let remark = rules::first(&Facts {
            turn: &turn,
            heard: &heard,
            state: &self.state,
        });
        self.state.proceed(&turn, &heard);
        remark.filter(|_| !turn.remarked)
    }

    /// What the reply is about: in POP3 the oldest, in IMAP what has its tag.
    fn take(&mut self, reply: &Reply) -> Option<Turn> {
        let line = reply.lines.first().map(|line| text::visible(line));
        let tag = line.as_deref().and_then(|line| line.split(' ').next());
        let at = self
            .pending
            .iter()
            .position(|turn| turn.line.is_greeting() || tag == Some(&turn.line.tag));
        let at = if self.state.is_imap() { at? } else { 0 };
        self.literal = None;
        self.pending.remove(at)
    }
}

impl Turn {
    fn of(line: Line) -> Self {
        Self {
            line,
            code: None,
            not_done: false,
            only_enter: false,
            fetched: false,
            remarked: false,
        }
    }
}

impl State {
    fn is_imap(&self) -> bool {
        *self.protocol == crate::protocol::imap::IMAP
    }

    /// The verb that was meant by the first of several words.
    fn nearest(&self, line: &[u8]) -> Option<&'static str> {
        let typed = String::from_utf8_lossy(line);
        let (word, _) = typed.trim().split_once(' ')?;
        let commands = (self.protocol.commands)();
        let names: Vec<_> = commands.iter().map(|command| command.name).collect();
        typo::nearest_of(&names, word)
    }

    fn provider(&self) -> Option<&'static Provider> {
        provider(&self.host, &self.greeting)
    }

    fn offers(&self, name: &str) -> bool {
        is_offered(&self.offers, name)
    }

    /// What the next answer is to hold.
    fn holds(&self) -> Option<Holds> {
        Holds::of(&self.mechanism, self.asks)
    }

    /// Notes what an untagged line tells; whether it is about one mail.
    fn untagged(&mut self, line: &[u8]) -> Option<bool> {
        let start = line.get(..MAX_DATA).unwrap_or(line);
        let start = std::str::from_utf8(start).ok()?;
        let mut words = start.strip_prefix("* ")?.split(' ');
        let number = words.next()?.parse::<u32>().ok()?;
        match words.next()?.to_ascii_uppercase().as_str() {
            "EXISTS" => self.exists = Some(number),
            "EXPUNGE" => self.exists = self.exists.map(|count| count.saturating_sub(1)),
            "FETCH" => return Some(true),
            _ => {}
        }
        Some(false)
    }

    /// Notes what a reply has confirmed.
    fn proceed(&mut self, turn: &Turn, heard: &Heard<'_>) {
        let done = heard.outcome == Outcome::Done;
        let line = &turn.line;
        match line.verb.as_str() {
            "USER" if done && !self.is_imap() => self.named = true,
            "PASS" | "APOP" if !self.is_imap() => {
                (self.named, self.logged_in) = (false, self.logged_in || done);
            }
            "LOGIN" | "AUTHENTICATE" | Line::ANSWER if done => self.logged_in = true,
            // Alone it lists the mechanisms.
            "AUTH" if done && !line.argument.is_empty() => self.logged_in = true,
            // BAD leaves the folder open that is (RFC 9051 §6.3.2).
            "SELECT" | "EXAMINE" if heard.word != "BAD" => {
                self.selected = done;
                self.exists = self.exists.filter(|_| done);
            }
            "CLOSE" | "UNSELECT" if done => self.selected = false,
            "DELE" if done => self.deleted.extend(line.number()),
            "RSET" if done => self.deleted.clear(),
            _ => {}
        }
    }
}

/// How much of a line the rules look at: more than any rule repeats, and any server takes.
const MAX_LINE: usize = 4096;
/// How much of an untagged line is looked at: its number and its kind.
const MAX_DATA: usize = 40;
