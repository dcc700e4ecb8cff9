//! The mechanisms that compute nothing: PLAIN, LOGIN, EXTERNAL.

use super::{Answer, Exchange, Mistake, Step, Terms, must_be_empty};

/// RFC 4616: NUL, user name, NUL, code, in one answer.
pub(super) fn plain(terms: Terms) -> Box<dyn Exchange> {
    Box::new(Once {
        terms,
        make: |terms| {
            let parts = [b"\0", terms.user.as_bytes(), b"\0", terms.code.reveal()];
            let user = terms.user.clone();
            Answer::secret(parts.concat(), vec![Step::Plain { user }])
        },
        said: false,
    })
}

/// RFC 4422 appendix A: whom we act as, or nothing; the certificate proves the rest.
pub(super) fn external(terms: Terms) -> Box<dyn Exchange> {
    Box::new(Once {
        terms,
        make: |terms| match terms.user.clone() {
            user if user.is_empty() => Answer::open("", Step::NoIdentity),
            user => Answer::open(user.clone(), Step::Identity { user }),
        },
        said: false,
    })
}

/// Never a standard, spoken everywhere: user name and code, each behind its own 334.
pub(super) fn login(terms: Terms) -> Box<dyn Exchange> {
    Box::new(Login { terms, answered: 0 })
}

/// A client that says one thing.
#[derive(Debug)]
struct Once {
    terms: Terms,
    make: fn(&Terms) -> Answer,
    said: bool,
}

impl Exchange for Once {
    fn answer(&mut self, challenge: &[u8]) -> Result<Answer, Mistake> {
        if std::mem::replace(&mut self.said, true) {
            return Err(Mistake::NothingMore);
        }
        must_be_empty(challenge)?;
        Ok((self.make)(&self.terms))
    }
}

#[derive(Debug)]
struct Login {
    terms: Terms,
    answered: usize,
}

impl Exchange for Login {
    /// By the words of the prompt if it has them, because a server may ask for the password first;
    /// else by its turn.
    fn answer(&mut self, challenge: &[u8]) -> Result<Answer, Mistake> {
        let prompt = challenge.to_ascii_lowercase();
        let says = |word: &[u8]| prompt.windows(word.len()).any(|part| part == word);
        let turn = self.answered;
        self.answered = turn.saturating_add(1);
        if turn >= PROMPTS {
            return Err(Mistake::NothingMore);
        }
        if says(b"pass") || turn == 1 && !says(b"user") {
            return Ok(Answer::secret(self.terms.code.reveal(), vec![Step::Code]));
        }
        let user = self.terms.user.clone();
        Ok(Answer::open(user.clone(), Step::User { user }))
    }
}

/// LOGIN asks for the user name and for the code.
const PROMPTS: usize = 2;
