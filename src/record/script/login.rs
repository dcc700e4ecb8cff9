//! Lines with a secret, and the helpers that stand for them.

use super::Script;
use super::line::{escape_if, otherwise, raw, typed};
use crate::event::{By, Sent};
use crate::protocol::{Asks, Reply, Role};
use crate::source::ESCAPE;
use crate::words::{Text, text};

/// The command that begins an exchange, without a secret in it.
pub(super) struct Begun {
    pub(super) line: Vec<u8>,
    pub(super) helper: Option<String>,
    pub(super) by: By,
}

/// A line with a secret.
pub(super) struct Given {
    /// What says it again, if anything does.
    pub(super) helper: Option<String>,
    /// The line with something else for the secret, which the server does not take either; nothing,
    /// if there is none.
    pub(super) otherwise: Vec<u8>,
    pub(super) role: Role,
    pub(super) by: By,
    pub(super) tls: bool,
}

impl Given {
    pub(super) fn new(sent: &Sent, helper: Option<String>) -> Self {
        Self {
            helper,
            otherwise: otherwise(sent),
            role: sent.role,
            // Exact bytes are the user's, although a helper sends them.
            by: if sent.ended { sent.by } else { By::Script },
            tls: sent.tls,
        }
    }
}

impl Script {
    /// Text that is a secret: the helper says it if it is the code and nothing else.
    pub(super) fn literal(&mut self, sent: &Sent) {
        self.refused = false;
        let begins = !std::mem::replace(&mut self.in_literal, sent.goes_on);
        let whole = begins && !sent.goes_on && sent.secret == Some(0..sent.line.len());
        let escape = String::from_utf8_lossy(ESCAPE);
        let helper = match sent.secret.clone() {
            _ if whole => Some(format!("{escape}:code")),
            // The name, and behind it the code.
            Some(span) if begins && !sent.goes_on && span.end == sent.line.len() => {
                let before = raw(&sent.line[..span.start]);
                let before = String::from_utf8_lossy(&before);
                Some(format!("{escape}{before}\n{escape}:code"))
            }
            _ => None,
        };
        self.give(sent, helper);
    }

    /// A line with a secret goes out.
    pub(super) fn give(&mut self, sent: &Sent, helper: Option<String>) {
        self.settle();
        self.given = Some(Given::new(sent, helper));
    }

    pub(super) fn authenticate(&mut self, sent: &Sent) {
        self.settle();
        self.carried = sent.secret.is_some();
        if self.carried {
            return self.give(sent, sent.helper.clone());
        }
        self.asks = None;
        self.auth = Some(Begun {
            line: typed(&sent.line),
            helper: sent.helper.clone(),
            by: sent.by,
        });
    }

    pub(super) fn answer(&mut self, sent: &Sent) {
        let secret = sent.secret.is_some();
        let asks = self.asks.take();
        if self.carried && (secret || sent.by == By::Helper) {
            return;
        }
        // Nothing asks for what goes out ahead: a helper cannot say that.
        let ahead = secret && asks.is_none();
        let folds = |begun: &mut Begun| {
            let helped = (begun.by, sent.by) == (By::Helper, By::Helper);
            begun.helper.is_some() && (ahead || helped)
        };
        if let Some(begun) = self.auth.take_if(folds) {
            self.carried = true;
            self.given = Some(Given {
                helper: begun.helper,
                otherwise: begun.line,
                role: Role::Command,
                by: sent.by,
                tls: sent.tls,
            });
            return;
        }
        // Behind lines that nothing was answered to, it is as likely to be text; no code is as short as
        // what ends that.
        if asks.is_none() && self.is_together() && sent.by != By::Helper {
            let line = match &sent.line[..] {
                short if short.len() < 2 => typed(short),
                _ => otherwise(sent),
            };
            return self.push(line, sent, false);
        }
        if !secret {
            self.settle();
            return self.line(&typed(&sent.line));
        }
        self.give(sent, Some(":code".to_owned()));
        // The helper knows what the mechanism asks for next.
        self.carried = asks == Some(Asks::Other);
    }

    /// Writes what says it again.
    pub(super) fn write_given(&mut self, given: Given, reply: Option<&Reply>) {
        let refused = reply.is_some_and(|reply| reply.outcome.is_refusal());
        let denied = refused && reply.is_some_and(Reply::denies);
        match given.helper {
            Some(helper) if denied => self.line(format!("{helper} wrong").as_bytes()),
            Some(helper) if !refused || given.by == By::Helper => {
                // It may have been refused for want of TLS.
                let anyway = refused && !given.tls && helper.starts_with(":auth ");
                self.line(format!("{helper}{}", if anyway { " anyway" } else { "" }).as_bytes());
            }
            _ if given.otherwise.is_empty() => {
                self.left_out();
            }
            _ => {
                let in_text = given.role == Role::Text;
                self.written.extend_from_slice(escape_if(in_text));
                self.comment(OTHERWISE.of(self.lang));
                self.line(&given.otherwise);
            }
        }
    }

    /// Where nothing says it again, the script stops, unless who replays it gives the bytes.
    pub(super) fn left_out(&mut self) {
        self.comment(LEFT_OUT.of(self.lang));
        self.line(b":raw \"${env:SMTPSH_LEFT_OUT}\"");
    }
}

const OTHERWISE: Text = text(
    "Here a line with a secret was sent; the word wrong stands for the secret.",
    "此处发送过含有保密内容的一行，保密部分用 wrong 代替。",
);
const LEFT_OUT: Text = text(
    "Here bytes with a secret were sent; they are left out. The variable SMTPSH_LEFT_OUT of the environment gives them.",
    "此处发送过含授权码的内容，已略去；可用环境变量 SMTPSH_LEFT_OUT 补上。",
);
