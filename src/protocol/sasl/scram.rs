//! SCRAM (RFC 5802, RFC 7677): both sides prove that they know the code, and neither sends it.

use super::{Answer, Binding, Exchange, Mistake, Step, Terms, decode, encode, must_be_empty};
use crate::protocol::secret::Secret;
use crate::protocol::text;
use ring::{digest, hmac, pbkdf2};
use std::fmt;
use std::num::NonZeroU32;

pub(super) fn sha1(terms: Terms) -> Box<dyn Exchange> {
    begin(&SHA_1, terms, false)
}

pub(super) fn sha256(terms: Terms) -> Box<dyn Exchange> {
    begin(&SHA_256, terms, false)
}

pub(super) fn sha1_plus(terms: Terms) -> Box<dyn Exchange> {
    begin(&SHA_1, terms, true)
}

pub(super) fn sha256_plus(terms: Terms) -> Box<dyn Exchange> {
    begin(&SHA_256, terms, true)
}

/// The hash functions of a mechanism.
struct Hash {
    name: &'static str,
    digest: &'static digest::Algorithm,
    hmac: hmac::Algorithm,
    pbkdf2: pbkdf2::Algorithm,
}

static SHA_1: Hash = Hash {
    name: "SHA-1",
    digest: &digest::SHA1_FOR_LEGACY_USE_ONLY,
    hmac: hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
    pbkdf2: pbkdf2::PBKDF2_HMAC_SHA1,
};

static SHA_256: Hash = Hash {
    name: "SHA-256",
    digest: &digest::SHA256,
    hmac: hmac::HMAC_SHA256,
    pbkdf2: pbkdf2::PBKDF2_HMAC_SHA256,
};

#[derive(Debug)]
struct Scram {
    hash: &'static Hash,
    plus: bool,
    terms: Terms,
    state: State,
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

#[derive(Debug)]
enum State {
    Begin,
    /// The client's first message was said.
    First {
        gs2: String,
        bare: String,
    },
    /// The proof was said; the server is to sign the same text by the other key.
    Proved {
        server_key: Secret,
        signed: String,
    },
    Verified,
    /// The server refused, and was answered.
    Refused,
}

fn begin(hash: &'static Hash, terms: Terms, plus: bool) -> Box<dyn Exchange> {
    Box::new(Scram {
        hash,
        plus,
        terms,
        state: State::Begin,
    })
}

impl Exchange for Scram {
    fn answer(&mut self, challenge: &[u8]) -> Result<Answer, Mistake> {
        match &self.state {
            State::Begin => self.first(challenge),
            State::First { gs2, bare } => {
                let (gs2, bare) = (gs2.clone(), bare.clone());
                self.prove(challenge, &gs2, &bare)
            }
            State::Proved { server_key, signed } => {
                let (answer, state) = verify(self.hash, server_key, signed, challenge)?;
                self.state = state;
                Ok(answer)
            }
            State::Verified | State::Refused => Err(Mistake::NothingMore),
        }
    }

    /// Without the signature anybody could say so (RFC 5802 §5).
    fn succeeded(&self) -> Result<(), Mistake> {
        match self.state {
            State::Verified => Ok(()),
            _ => Err(Mistake::NoSignature),
        }
    }
}

impl Scram {
    /// `client-first-message`: the GS2 header, the user name, our nonce.
    fn first(&mut self, challenge: &[u8]) -> Result<Answer, Mistake> {
        must_be_empty(challenge)?;
        let user = prepared(self.terms.user.as_bytes(), Mistake::BadUser)?;
        let nonce = self.terms.nonce.clone();
        let mut steps = vec![Step::ScramFirst {
            user: user.clone(),
            nonce: nonce.clone(),
        }];
        let gs2 = match (&self.terms.binding, self.plus) {
            (Some(binding), true) => {
                let kind = binding.kind.to_owned();
                let gs2 = format!("p={kind},,");
                steps.push(Step::BoundTo { kind });
                gs2
            }
            (None, true) => return Err(Mistake::NoBinding),
            // RFC 5802 §6: y only where the server seems not to offer what we could do.
            (Some(_), false) if !self.terms.plus_offered => {
                steps.push(Step::CouldBind);
                "y,,".to_owned()
            }
            _ => "n,,".to_owned(),
        };
        let user = user.replace('=', "=3D").replace(',', "=2C");
        let bare = format!("n={user},r={nonce}");
        let answer = Answer::secret(format!("{gs2}{bare}"), steps);
        self.state = State::First { gs2, bare };
        Ok(answer)
    }

    /// `client-final-message`, from `server-first-message`.
    fn prove(&mut self, challenge: &[u8], gs2: &str, bare: &str) -> Result<Answer, Mistake> {
        let first = ServerFirst::parse(challenge)?;
        let ours = &self.terms.nonce;
        if first.nonce.len() <= ours.len() || !first.nonce.starts_with(ours.as_str()) {
            return Err(Mistake::OtherNonce {
                ours: ours.clone(),
                got: text::escape(first.nonce),
            });
        }
        let rounds = first.rounds.get();
        if rounds > MAX_ROUNDS {
            return Err(Mistake::TooManyRounds {
                rounds,
                most: MAX_ROUNDS,
            });
        }
        let code = Secret::new(prepared(self.terms.code.reveal(), Mistake::BadCode)?);

        let salted = self.hash.salted(&code, &first.salt, first.rounds);
        let client_key = self.hash.hmac(&salted, b"Client Key");
        let stored_key = digest::digest(self.hash.digest, client_key.reveal());
        let bound = match (&self.terms.binding, self.plus) {
            (Some(Binding { data, .. }), true) => [gs2.as_bytes(), data].concat(),
            _ => gs2.as_bytes().to_vec(),
        };
        let without_proof = format!("c={},r={}", encode(&bound), first.nonce);
        let signed = format!("{bare},{},{without_proof}", first.text);
        let stored_key = Secret::new(stored_key.as_ref());
        let signature = self.hash.hmac(&stored_key, signed.as_bytes());
        let bytes = client_key.reveal().iter().zip(signature.reveal());
        let proof: Vec<u8> = bytes.map(|(key, signature)| key ^ signature).collect();

        let mut steps = vec![Step::ScramChallenge {
            nonce: text::escape(first.nonce),
            salt: text::escape(first.salt_coded),
            rounds,
        }];
        if rounds < LEAST_ROUNDS {
            steps.push(Step::FewRounds {
                rounds,
                least: LEAST_ROUNDS,
            });
        }
        steps.push(Step::ScramProof {
            hash: self.hash.name.to_owned(),
            rounds,
        });
        self.state = State::Proved {
            server_key: self.hash.hmac(&salted, b"Server Key"),
            signed,
        };
        let message = format!("{without_proof},p={}", encode(&proof));
        Ok(Answer::secret(message, steps))
    }
}

/// The server's side of SCRAM-SHA-256: its signature, if the client's proof is that of the code.
pub(crate) fn sign(
    code: &Secret,
    salt: &[u8],
    rounds: u32,
    signed: &str,
    proof: &[u8],
) -> Option<Vec<u8>> {
    let hash = &SHA_256;
    let code = Secret::new(prepared(code.reveal(), Mistake::BadCode).ok()?);
    let salted = hash.salted(&code, salt, NonZeroU32::new(rounds)?);
    let client_key = hash.hmac(&salted, b"Client Key");
    let stored_key = Secret::new(digest::digest(hash.digest, client_key.reveal()).as_ref());
    let signature = hash.hmac(&stored_key, signed.as_bytes());
    let bytes = proof.iter().zip(signature.reveal());
    let key: Vec<u8> = bytes.map(|(proof, signature)| proof ^ signature).collect();
    let proved = Secret::new(digest::digest(hash.digest, &key).as_ref());
    if proof.len() != signature.reveal().len() || proved != stored_key {
        return None;
    }
    let server_key = hash.hmac(&salted, b"Server Key");
    Some(hash.hmac(&server_key, signed.as_bytes()).reveal().to_vec())
}

impl Hash {
    /// `SaltedPassword` (RFC 5802 §3).
    fn salted(&self, code: &Secret, salt: &[u8], rounds: NonZeroU32) -> Secret {
        let mut salted = vec![0; self.digest.output_len()];
        pbkdf2::derive(self.pbkdf2, rounds, salt, code.reveal(), &mut salted);
        Secret::new(salted)
    }

    fn hmac(&self, key: &Secret, text: &[u8]) -> Secret {
        let key = hmac::Key::new(self.hmac, key.reveal());
        Secret::new(hmac::sign(&key, text).as_ref())
    }
}

/// `server-first-message` (RFC 5802 §7): the nonce, the salt, the number of rounds, and maybe
/// extensions, which have no meaning yet. `m=` in front would be one that we had to understand.
struct ServerFirst<'a> {
    text: &'a str,
    nonce: &'a str,
    salt_coded: &'a str,
    salt: Vec<u8>,
    rounds: NonZeroU32,
}

impl<'a> ServerFirst<'a> {
    fn parse(challenge: &'a [u8]) -> Result<Self, Mistake> {
        let bad = || Mistake::BadChallenge {
            expected: "r=…,s=…,i=…".to_owned(),
            got: text::visible(challenge),
        };
        let text = std::str::from_utf8(challenge).map_err(|_| bad())?;
        let mut parts = text.split(',');
        let mut part = |name| parts.next()?.strip_prefix(name);
        let (nonce, salt_coded, rounds) = (part("r="), part("s="), part("i="));
        let salt_coded = salt_coded.ok_or_else(bad)?;
        Ok(Self {
            text,
            nonce: nonce.ok_or_else(bad)?,
            salt_coded,
            salt: decode(salt_coded.as_bytes()).ok_or_else(bad)?,
            rounds: rounds
                .and_then(|rounds| rounds.parse().ok())
                .ok_or_else(bad)?,
        })
    }
}

/// `server-final-message`: its signature, or its error. Either is answered by an empty line.
fn verify(
    hash: &Hash,
    server_key: &Secret,
    signed: &str,
    challenge: &[u8],
) -> Result<(Answer, State), Mistake> {
    let text = String::from_utf8_lossy(challenge);
    let value = text.split(',').next().unwrap_or_default();
    if let Some(why) = value.strip_prefix("e=") {
        let why = text::escape(why);
        return Ok((Answer::open("", Step::ScramRefused { why }), State::Refused));
    }
    let Some(coded) = value.strip_prefix("v=") else {
        return Err(Mistake::BadChallenge {
            expected: "v=…".to_owned(),
            got: text::visible(challenge),
        });
    };
    let signature = decode(coded.as_bytes()).ok_or(Mistake::WrongSignature)?;
    let key = hmac::Key::new(hash.hmac, server_key.reveal());
    // In a time that tells nothing about where the two differ.
    hmac::verify(&key, signed.as_bytes(), &signature).map_err(|_| Mistake::WrongSignature)?;
    Ok((Answer::open("", Step::ScramVerified), State::Verified))
}

/// SASLprep (RFC 4013), so that what looks the same is the same.
fn prepared(text: &[u8], otherwise: Mistake) -> Result<String, Mistake> {
    let text = std::str::from_utf8(text).ok();
    let prepared = text.and_then(|text| stringprep::saslprep(text).ok());
    prepared.map(Into::into).ok_or(otherwise)
}

/// What RFC 7677 §4 asks for at least.
const LEAST_ROUNDS: u32 = 4096;
/// More than anybody advises (OWASP: 1.3 million for SHA-1), and a second or two of work; a hostile
/// server could ask for 4294967295, and the program would seem to hang for an hour.
const MAX_ROUNDS: u32 = 2_000_000;
