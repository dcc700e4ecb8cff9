//! What a reply means.

use super::{Mode, Pending, Smtp, Verb, text_of};
use crate::protocol::line::End;
use crate::protocol::{Heard, Oddity, Outcome, Reply, sasl};

impl Smtp {
    pub(super) fn understand(&mut self, mut reply: Reply, heard: &mut Vec<Heard>) {
        // 421 is no answer: a server that closes says so at any time.
        if self.pending.is_empty() && reply.code() != Some(421) && self.believe_the_server() {
            reply.oddities.push(Oddity::EndedEarly);
        }
        let (to, answers) = self.pending.pop_front().unzip();
        reply.to = answers;
        let code = reply.code();
        // 421 may come at any time and closes the connection (RFC 5321 §3.8).
        reply.closes =
            code == Some(421) || (to, code) == (Some(Pending::Command(Verb::Quit)), Some(221));
        self.ended |= reply.closes;
        let mut then = None;
        match (to, code) {
            (Some(Pending::Command(Verb::Auth) | Pending::Answer), Some(334)) => {
                let line = reply.lines.last().map(|line| text_of(line));
                let challenge = sasl::challenge(&self.mechanism, line.unwrap_or_default());
                if challenge.plain.is_none() {
                    reply.oddities.push(Oddity::NotBase64);
                }
                self.mode = Mode::Answer(challenge.clone());
                then = Some(Heard::Challenge(challenge));
            }
            (Some(Pending::Command(Verb::Data)), Some(354)) => {
                self.mode = Mode::Text;
                self.text_end = End::CrLf;
            }
            (Some(Pending::Command(Verb::StartTls)), Some(220)) => self.mode = Mode::Border,
            (Some(Pending::Command(Verb::Ehlo)), Some(250)) => {
                self.offers = extensions(&reply);
                let before = self.clear_offers.take().filter(|before| !before.is_empty());
                then = Some(Heard::Offers {
                    now: self.offers.clone(),
                    before,
                });
            }
            (Some(Pending::Command(Verb::Helo)), Some(250)) => self.offers.clear(),
            (Some(_), Some(334 | 354)) => reply.oddities.push(Oddity::Unexpected),
            (None, _) if reply.outcome != Outcome::RefusedNow => {
                reply.oddities.push(Oddity::Unexpected);
            }
            _ => {}
        }
        self.proceed(to, &reply);
        heard.push(Heard::Reply(reply));
        heard.extend(then);
        let settled = self.settle();
        if !settled.is_empty() {
            heard.push(Heard::Settled(settled));
        }
    }

    /// Notes what the reply has confirmed.
    fn proceed(&mut self, to: Option<Pending>, reply: &Reply) {
        let stage = &mut self.stage;
        let ends_mail = matches!(
            to,
            Some(Pending::Message | Pending::Command(Verb::Ehlo | Verb::Helo | Verb::Rset))
        );
        let done = reply.outcome == Outcome::Done;
        // The envelope is gone behind the message, accepted or not (RFC 5321 §4.1.1.4).
        if ends_mail && (done || to == Some(Pending::Message)) {
            (stage.sender, stage.recipients) = (false, 0);
        }
        match to {
            Some(Pending::Command(Verb::Ehlo)) if matches!(reply.code(), Some(500 | 502 | 504)) => {
                stage.unextended = true;
            }
            _ if !done => {}
            Some(Pending::Command(verb @ (Verb::Ehlo | Verb::Helo))) => {
                stage.introduced = true;
                stage.extended = verb == Verb::Ehlo;
                stage.unextended &= !stage.extended;
            }
            Some(Pending::Command(Verb::Auth) | Pending::Answer) => {
                stage.authenticated = true;
                self.in_login = false;
            }
            Some(Pending::Command(Verb::Mail)) => stage.sender = true,
            Some(Pending::Command(Verb::Rcpt)) => stage.recipients += 1,
            Some(Pending::Message) => stage.messages += 1,
            _ => {}
        }
    }
}

/// The keyword lines of a reply to EHLO: all but the first (RFC 5321 §4.1.1.1).
fn extensions(reply: &Reply) -> Vec<String> {
    reply
        .lines
        .iter()
        .skip(1)
        .map(|line| {
            crate::protocol::text::visible(text_of(line))
                .trim()
                .to_owned()
        })
        .collect()
}
