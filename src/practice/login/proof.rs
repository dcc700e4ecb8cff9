//! Logins in which the code does not travel, from the server's side.

use super::{Answered, Awaited, Mistake, is};
use crate::practice::Settings;
use crate::protocol::sasl::{self, scram};
use crate::protocol::secret::Secret;
use crate::protocol::text;
use hmac::{Hmac, KeyInit, Mac};
use md5::Md5;

/// Whether this is the digest of the challenge by the code (RFC 2195 §2).
pub(super) fn cram_md5_fits(code: &Secret, challenge: &str, digest: &str) -> bool {
    // HMAC takes a key of any length; the error is for those that do not.
    let Ok(mut hmac) = Hmac::<Md5>::new_from_slice(code.reveal()) else {
        return false;
    };
    hmac.update(challenge.as_bytes());
    let expected = Secret::new(text::hex(&hmac.finalize().into_bytes()));
    is(&expected, digest.to_ascii_lowercase().as_bytes())
}

/// SCRAM-SHA-256 without channel binding (RFC 5802 §5).
#[derive(Debug)]
pub(in crate::practice) struct Scram {
    /// The server's part of the nonce.
    nonce: String,
    begun: Option<Begun>,
}

/// What the client's first message said, and what it was answered.
#[derive(Debug)]
struct Begun {
    /// In base64 as the final message repeats it.
    gs2: String,
    user: String,
    bare: String,
    nonce: String,
    challenge: String,
}

impl Scram {
    pub(super) fn new(stamp: &str) -> Self {
        Self {
            nonce: stamp.to_owned(),
            begun: None,
        }
    }

    pub(super) fn challenge(&self) -> &str {
        let begun = self.begun.as_ref();
        begun.map_or("", |begun| begun.challenge.as_str())
    }

    pub(super) fn answer(self, plain: &[u8], settings: &Settings) -> Result<Answered, Mistake> {
        let text = std::str::from_utf8(plain).map_err(|_| Mistake::NotScram)?;
        match &self.begun {
            None => self.first(text).ok_or(Mistake::NotScram),
            Some(begun) => begun.check(text, settings).ok_or(Mistake::NotScram),
        }
    }

    /// `n,,n=user,r=nonce`. Nobody is told whether there is such a user.
    fn first(self, text: &str) -> Option<Answered> {
        let bare = text
            .strip_prefix("n,,")
            .or_else(|| text.strip_prefix("y,,"))?;
        let (user, nonce) = bare.strip_prefix("n=")?.split_once(",r=")?;
        let nonce = nonce.split(',').next().filter(|nonce| !nonce.is_empty())?;
        let nonce = format!("{nonce}{}", self.nonce);
        let salt = sasl::encode(SALT);
        Some(Answered::Awaits(Awaited::Scram(Self {
            begun: Some(Begun {
                gs2: sasl::encode(&text.as_bytes()[..3]),
                user: user.replace("=2C", ",").replace("=3D", "="),
                bare: bare.to_owned(),
                challenge: format!("r={nonce},s={salt},i={ROUNDS}"),
                nonce,
            }),
            ..self
        })))
    }
}

impl Begun {
    /// `c=…,r=…,p=…`: the proof, which is answered by the server's own.
    fn check(&self, text: &str, settings: &Settings) -> Option<Answered> {
        let (without_proof, proof) = text.rsplit_once(",p=")?;
        if without_proof != format!("c={},r={}", self.gs2, self.nonce) {
            return None;
        }
        let proof = sasl::decode(proof.as_bytes())?;
        let signed = format!("{},{},{without_proof}", self.bare, self.challenge);
        let sign = |code: &Secret| scram::sign(code, SALT, ROUNDS, &signed, &proof);
        let user = match settings.login(&self.user, |code| sign(code).is_some()) {
            Ok(user) => user,
            refused => return Some(Answered::Login(refused)),
        };
        let signature = settings
            .users
            .find(&user)
            .and_then(|user| sign(&user.code))?;
        Some(Answered::Awaits(Awaited::ScramEnd {
            proof: format!("v={}", sasl::encode(&signature)),
            user,
        }))
    }
}

/// The practice server keeps codes as they are, so that no salt has to be kept with them.
const SALT: &[u8] = b"practice";
/// What RFC 7677 §4 asks for at least.
const ROUNDS: u32 = 4096;
