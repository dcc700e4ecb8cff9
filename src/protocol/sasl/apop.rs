//! APOP (RFC 1939 §7): a hash of the greeting's timestamp and the code instead of the code.

use super::{Answer, Exchange, Mistake, Step, Terms};
use crate::protocol::text;
use md5::{Digest, Md5};

pub(super) fn begin(terms: Terms) -> Box<dyn Exchange> {
    Box::new(Apop {
        terms,
        answered: false,
    })
}

#[derive(Debug)]
struct Apop {
    terms: Terms,
    answered: bool,
}

impl Exchange for Apop {
    fn answer(&mut self, challenge: &[u8]) -> Result<Answer, Mistake> {
        if std::mem::replace(&mut self.answered, true) {
            return Err(Mistake::NothingMore);
        }
        if challenge.is_empty() {
            return Err(Mistake::NoTimestamp);
        }
        let digest = Md5::new()
            .chain_update(challenge)
            .chain_update(self.terms.code.reveal())
            .finalize();
        let user = self.terms.user.clone();
        Ok(Answer::secret(
            format!("{user} {}", text::hex(&digest)),
            vec![
                Step::ApopTimestamp {
                    timestamp: text::visible(challenge),
                },
                Step::ApopDigest { user },
            ],
        ))
    }
}
