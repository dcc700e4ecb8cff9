//! OAuth's access tokens: OAUTHBEARER (RFC 7628) and XOAUTH2, which Google made before it.

use super::{Answer, Exchange, Mistake, Step, Terms, must_be_empty};
use crate::protocol::text;

/// RFC 7628 §3.1: a GS2 header, then pairs of key and value, each behind a byte 01.
pub(super) fn oauthbearer(terms: Terms) -> Box<dyn Exchange> {
    let Terms {
        user, host, port, ..
    } = &terms;
    let user = user.replace('=', "=3D").replace(',', "=2C");
    let head = format!("n,a={user},\x01host={host}\x01port={port}\x01auth=Bearer ");
    // RFC 7628 §3.2.3: an error must be acknowledged, and base64 of nothing is no acknowledgement.
    begin(terms, head, b"\x01", Step::DummyAnswer)
}

/// As Google documents it. An error is acknowledged by an empty line.
pub(super) fn xoauth2(terms: Terms) -> Box<dyn Exchange> {
    let head = format!("user={}\x01auth=Bearer ", terms.user);
    begin(terms, head, b"", Step::EmptyAnswer)
}

fn begin(
    terms: Terms,
    head: String,
    acknowledgement: &'static [u8],
    acknowledged: Step,
) -> Box<dyn Exchange> {
    Box::new(Bearer {
        terms,
        head,
        acknowledgement,
        acknowledged,
        answered: 0,
    })
}

#[derive(Debug)]
struct Bearer {
    terms: Terms,
    /// What stands before the token.
    head: String,
    acknowledgement: &'static [u8],
    acknowledged: Step,
    answered: usize,
}

impl Exchange for Bearer {
    fn answer(&mut self, challenge: &[u8]) -> Result<Answer, Mistake> {
        self.answered = self.answered.saturating_add(1);
        match self.answered {
            1 => {
                must_be_empty(challenge)?;
                let parts = [self.head.as_bytes(), self.terms.code.reveal(), b"\x01\x01"];
                let user = self.terms.user.clone();
                Ok(Answer::secret(parts.concat(), vec![Step::Bearer { user }]))
            }
            2 => {
                let why = text::visible(challenge);
                let mut answer = Answer::open(self.acknowledgement, Step::BearerRefused { why });
                answer.steps.push(self.acknowledged.clone());
                Ok(answer)
            }
            _ => Err(Mistake::NothingMore),
        }
    }
}
