//! Opens protected records: the key schedules of RFC 8446 §7 and RFC 5246 §6.3, and the AEADs.

use super::record::Record;
use super::{Direction, record::Content};
use ring::aead::{self, Aad, LessSafeKey, Nonce, UnboundKey};
use ring::{hkdf, hmac};
use zeroize::Zeroizing;

/// An AEAD with the hash that its suite derives keys by.
#[derive(Debug)]
pub(super) struct Row {
    cipher: &'static str,
    hash: &'static str,
    aead: &'static aead::Algorithm,
    hkdf: &'static hkdf::Algorithm,
    hmac: &'static hmac::Algorithm,
    /// The length of the hash, which is that of TLS 1.3's secrets.
    secret: usize,
    /// In TLS 1.2, how much of the nonce is derived; the rest is in each record (RFC 5288 §3).
    salt: usize,
}

/// A row of the table of AEADs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cipher(&'static Row);

static CIPHERS: [Row; 3] = [
    Row {
        cipher: "AES_128_GCM",
        hash: "SHA256",
        aead: &aead::AES_128_GCM,
        hkdf: &hkdf::HKDF_SHA256,
        hmac: &hmac::HMAC_SHA256,
        secret: 32,
        salt: 4,
    },
    Row {
        cipher: "AES_256_GCM",
        hash: "SHA384",
        aead: &aead::AES_256_GCM,
        hkdf: &hkdf::HKDF_SHA384,
        hmac: &hmac::HMAC_SHA384,
        secret: 48,
        salt: 4,
    },
    Row {
        cipher: "CHACHA20_POLY1305",
        hash: "SHA256",
        aead: &aead::CHACHA20_POLY1305,
        hkdf: &hkdf::HKDF_SHA256,
        hmac: &hmac::HMAC_SHA256,
        secret: 32,
        salt: aead::NONCE_LEN,
    },
];

impl Cipher {
    /// The AEAD that a suite's name means.
    pub(super) fn named(cipher: &str, hash: &str) -> Option<Self> {
        CIPHERS
            .iter()
            .find(|row| row.cipher == cipher && row.hash == hash)
            .map(Self)
    }

    /// How long TLS 1.3's secrets are.
    pub(super) fn secret_length(self) -> usize {
        self.0.secret
    }

    /// The secret after a key update (RFC 8446 §7.2).
    pub(super) fn next_secret(self, secret: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        self.expand_label(secret, "traffic upd", self.0.secret)
    }

    /// HKDF-Expand-Label with no context (RFC 8446 §7.1).
    fn expand_label(self, secret: &[u8], label: &str, length: usize) -> Option<Zeroizing<Vec<u8>>> {
        let length_octets = u16::try_from(length).ok()?.to_be_bytes();
        let label_length = u8::try_from(LABEL_PREFIX.len() + label.len()).ok()?;
        let info: [&[u8]; 5] = [
            &length_octets,
            &[label_length],
            LABEL_PREFIX.as_bytes(),
            label.as_bytes(),
            &[0],
        ];
        let mut out = Zeroizing::new(vec![0; length]);
        hkdf::Prk::new_less_safe(*self.0.hkdf, secret)
            .expand(&info, Length(length))
            .and_then(|okm| okm.fill(&mut out))
            .ok()?;
        Some(out)
    }

    /// TLS 1.2's PRF (RFC 5246 §5).
    fn prf(self, secret: &[u8], label: &str, seed: &[&[u8]], length: usize) -> Zeroizing<Vec<u8>> {
        let key = hmac::Key::new(*self.0.hmac, secret);
        let seed = [&[label.as_bytes()], seed].concat().concat();
        let mut a = hmac::sign(&key, &seed);
        let mut out = Zeroizing::new(Vec::with_capacity(length + a.as_ref().len()));
        while out.len() < length {
            let block = hmac::sign(&key, &[a.as_ref(), &seed].concat());
            out.extend_from_slice(block.as_ref());
            a = hmac::sign(&key, a.as_ref());
        }
        out.truncate(length);
        out
    }
}

/// The keys of one direction, for one epoch.
pub(super) struct Protection {
    key: LessSafeKey,
    /// The static part of the nonce, twelve bytes or TLS 1.2's salt.
    iv: Vec<u8>,
    tls13: bool,
}

/// What was in a protected record.
#[derive(Debug)]
pub(super) struct Inner {
    pub(super) content: Content,
    pub(super) body: Vec<u8>,
}

impl Protection {
    /// TLS 1.3's keys from a traffic secret (RFC 8446 §7.3).
    pub(super) fn tls13(cipher: Cipher, secret: &[u8]) -> Option<Self> {
        let key = cipher.expand_label(secret, "key", cipher.0.aead.key_len())?;
        let iv = cipher.expand_label(secret, "iv", aead::NONCE_LEN)?;
        Self::new(cipher, &key, &iv, true)
    }

    /// TLS 1.2's keys from the master secret (RFC 5246 §6.3). AEADs have no MAC keys.
    pub(super) fn tls12(
        cipher: Cipher,
        master: &[u8],
        client_random: &[u8; 32],
        server_random: &[u8; 32],
        direction: Direction,
    ) -> Option<Self> {
        let (key, salt) = (cipher.0.aead.key_len(), cipher.0.salt);
        let seed: [&[u8]; 2] = [server_random, client_random];
        let block = cipher.prf(master, "key expansion", &seed, 2 * (key + salt));
        let (keys, salts) = block.split_at_checked(2 * key)?;
        let (key, salt) = match direction {
            Direction::Client => (keys.get(..key)?, salts.get(..salt)?),
            Direction::Server => (keys.get(key..)?, salts.get(salt..)?),
        };
        Self::new(cipher, key, salt, false)
    }

    fn new(cipher: Cipher, key: &[u8], iv: &[u8], tls13: bool) -> Option<Self> {
        Some(Self {
            key: LessSafeKey::new(UnboundKey::new(cipher.0.aead, key).ok()?),
            iv: iv.to_vec(),
            tls13,
        })
    }

    /// Opens a record. Nothing if its tag does not fit.
    pub(super) fn open(&self, record: &Record, sequence: u64) -> Option<Inner> {
        if self.tls13 {
            self.open13(record, sequence)
        } else {
            self.open12(record, sequence)
        }
    }

    /// RFC 8446 §5.2: the true content type is the last byte that is not zero.
    fn open13(&self, record: &Record, sequence: u64) -> Option<Inner> {
        let nonce = self.nonce(sequence)?;
        let mut body = record.body.clone();
        let plain = self
            .key
            .open_in_place(nonce, Aad::from(record.header), &mut body)
            .ok()?;
        let end = plain.iter().rposition(|byte| *byte != 0)?;
        let (content, body) = plain.get(..=end)?.split_last()?;
        Some(Inner {
            content: Content::of(*content)?,
            body: body.to_vec(),
        })
    }

    /// RFC 5246 §6.2.3.3: the associated data has the sequence number and the length of the text.
    fn open12(&self, record: &Record, sequence: u64) -> Option<Inner> {
        let explicit = aead::NONCE_LEN.checked_sub(self.iv.len())?;
        let (nonce, sealed) = record.body.split_at_checked(explicit)?;
        let nonce = match explicit {
            0 => self.nonce(sequence)?,
            _ => Nonce::try_assume_unique_for_key(&[&self.iv, nonce].concat()).ok()?,
        };
        let length = sealed.len().checked_sub(self.key.algorithm().tag_len())?;
        let length = u16::try_from(length).ok()?.to_be_bytes();
        let [content, major, minor, ..] = record.header;
        let head = [content, major, minor];
        let aad = [&sequence.to_be_bytes()[..], &head, &length].concat();
        let mut body = sealed.to_vec();
        let plain = self
            .key
            .open_in_place(nonce, Aad::from(aad), &mut body)
            .ok()?;
        Some(Inner {
            content: record.content,
            body: plain.to_vec(),
        })
    }

    /// RFC 8446 §5.3, RFC 7905 §2: the IV with the sequence number on it.
    fn nonce(&self, sequence: u64) -> Option<Nonce> {
        let mut nonce: [u8; aead::NONCE_LEN] = self.iv.as_slice().try_into().ok()?;
        let tail = nonce.iter_mut().rev();
        for (byte, number) in tail.zip(sequence.to_be_bytes().iter().rev()) {
            *byte ^= number;
        }
        Some(Nonce::assume_unique_for_key(nonce))
    }
}

/// What ring asks for where an output's length is wanted.
struct Length(usize);

impl hkdf::KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

const LABEL_PREFIX: &str = "tls13 ";

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(text: &str) -> Vec<u8> {
        let byte = |at| u8::from_str_radix(&text[at..at + 2], 16).unwrap();
        (0..text.len()).step_by(2).map(byte).collect()
    }

    #[test]
    fn keys_of_rfc_8448() {
        // §3, "derive write traffic keys for handshake data".
        let cipher = Cipher::named("AES_128_GCM", "SHA256").unwrap();
        let secret = hex("b67b7d690cc16c4e75e54213cb2d37b4e9c912bcded9105d42befd59d391ad38");
        let label = |label, length| cipher.expand_label(&secret, label, length).unwrap();
        assert_eq!(*label("key", 16), hex("3fce516009c21727d0f2e4e86ee403bc"));
        assert_eq!(*label("iv", 12), hex("5d313eb2671276ee13000b30"));
    }
}
