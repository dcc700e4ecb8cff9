//! CRAM-MD5 (RFC 2195): a keyed hash of the challenge instead of the code.

use super::{Answer, Exchange, Mistake, Step, Terms};
use crate::protocol::text;
use hmac::{Hmac, KeyInit, Mac};
use md5::Md5;

pub(super) fn begin(terms: Terms) -> Box<dyn Exchange> {
    Box::new(CramMd5 {
        terms,
        answered: false,
    })
}

#[derive(Debug)]
struct CramMd5 {
    terms: Terms,
    answered: bool,
}

impl Exchange for CramMd5 {
    fn answer(&mut self, challenge: &[u8]) -> Result<Answer, Mistake> {
        if std::mem::replace(&mut self.answered, true) {
            return Err(Mistake::NothingMore);
        }
        if challenge.is_empty() {
            return Err(Mistake::NoChallenge);
        }
        let user = self.terms.user.clone();
        // HMAC takes a key of any length; the error is for those that do not.
        let mut hmac = Hmac::<Md5>::new_from_slice(self.terms.code.reveal())
            .map_err(|_| Mistake::NothingMore)?;
        hmac.update(challenge);
        let digest = text::hex(&hmac.finalize().into_bytes());
        Ok(Answer::secret(
            format!("{user} {digest}"),
            vec![
                Step::CramChallenge {
                    challenge: text::visible(challenge),
                },
                Step::CramAnswer { user },
            ],
        ))
    }
}
