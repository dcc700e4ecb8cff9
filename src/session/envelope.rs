//! `:mail`: MAIL and a RCPT for each recipient, one after the other.

use super::Session;
use crate::helper::Envelope;
use crate::note::Note;
use crate::protocol::command::is_offered;

impl Session {
    /// MAIL goes out, and each RCPT when the command before it is answered.
    pub(super) fn mail(&mut self, envelope: Envelope) {
        if !self.may_send() || !self.may_command() {
            return;
        }
        let Envelope {
            from,
            to,
            mut of_mail,
            of_rcpt,
        } = envelope;
        let international = !from.is_ascii() || to.iter().any(|to| !to.is_ascii());
        let said = of_mail.iter().any(|it| it.eq_ignore_ascii_case(SMTPUTF8));
        if !said && self.says_smtputf8(international) {
            of_mail.push(SMTPUTF8.to_owned());
        }
        let rcpt = |to: &String| with(format!("RCPT TO:<{to}>"), &of_rcpt);
        self.connection.recipients = to.iter().map(rcpt).collect();
        self.say_command(&with(format!("MAIL FROM:<{from}>"), &of_mail));
    }

    /// Whether MAIL is to say SMTPUTF8, for addresses beyond ASCII. RFC 6531 §3.4 has it only with
    /// servers that offer it.
    pub(super) fn says_smtputf8(&mut self, international: bool) -> bool {
        let offered = is_offered(self.dialogue.offers(), SMTPUTF8);
        if international && !offered {
            self.note(Note::AddressNeedsUtf8);
        }
        international && offered
    }

    /// Says the next RCPT, if there is one to be said now.
    pub(super) fn say_recipient(&mut self) -> bool {
        // Without a sender there is no recipient; and a refusal stops a script, unless its next line
        // expects it.
        let stopped = self.scripting.tolerated.is_some() && !self.options.keep_going;
        if stopped || !self.dialogue.stage().sender {
            self.connection.recipients.clear();
        }
        let Some(line) = self.connection.recipients.pop_front() else {
            return false;
        };
        self.say_command(&line);
        true
    }
}

fn with(command: String, parameters: &[String]) -> String {
    let parameters = parameters.iter().map(String::as_str);
    let words: Vec<_> = [command.as_str()].into_iter().chain(parameters).collect();
    words.join(" ")
}

/// The extension for addresses beyond ASCII, and its parameter.
const SMTPUTF8: &str = "SMTPUTF8";
