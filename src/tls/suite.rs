//! Cipher suites: their names, and what a name says.

use super::names::codes;
use super::protection::Cipher;

codes! {
    /// A cipher suite.
    Suite(u16) {
        0x0004 => "TLS_RSA_WITH_RC4_128_MD5",
        0x0005 => "TLS_RSA_WITH_RC4_128_SHA",
        0x000a => "TLS_RSA_WITH_3DES_EDE_CBC_SHA",
        0x0016 => "TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA",
        0x002f => "TLS_RSA_WITH_AES_128_CBC_SHA",
        0x0032 => "TLS_DHE_DSS_WITH_AES_128_CBC_SHA",
        0x0033 => "TLS_DHE_RSA_WITH_AES_128_CBC_SHA",
        0x0035 => "TLS_RSA_WITH_AES_256_CBC_SHA",
        0x0038 => "TLS_DHE_DSS_WITH_AES_256_CBC_SHA",
        0x0039 => "TLS_DHE_RSA_WITH_AES_256_CBC_SHA",
        0x003c => "TLS_RSA_WITH_AES_128_CBC_SHA256",
        0x003d => "TLS_RSA_WITH_AES_256_CBC_SHA256",
        0x0041 => "TLS_RSA_WITH_CAMELLIA_128_CBC_SHA",
        0x0067 => "TLS_DHE_RSA_WITH_AES_128_CBC_SHA256",
        0x006b => "TLS_DHE_RSA_WITH_AES_256_CBC_SHA256",
        0x0084 => "TLS_RSA_WITH_CAMELLIA_256_CBC_SHA",
        0x009c => "TLS_RSA_WITH_AES_128_GCM_SHA256",
        0x009d => "TLS_RSA_WITH_AES_256_GCM_SHA384",
        0x009e => "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256",
        0x009f => "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384",
        0x00ff => "TLS_EMPTY_RENEGOTIATION_INFO_SCSV",
        0x1301 => "TLS_AES_128_GCM_SHA256",
        0x1302 => "TLS_AES_256_GCM_SHA384",
        0x1303 => "TLS_CHACHA20_POLY1305_SHA256",
        0x1304 => "TLS_AES_128_CCM_SHA256",
        0x1305 => "TLS_AES_128_CCM_8_SHA256",
        0x00c6 => "TLS_SM4_GCM_SM3",
        0x00c7 => "TLS_SM4_CCM_SM3",
        0x5600 => "TLS_FALLBACK_SCSV",
        0xc007 => "TLS_ECDHE_ECDSA_WITH_RC4_128_SHA",
        0xc008 => "TLS_ECDHE_ECDSA_WITH_3DES_EDE_CBC_SHA",
        0xc009 => "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
        0xc00a => "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
        0xc011 => "TLS_ECDHE_RSA_WITH_RC4_128_SHA",
        0xc012 => "TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA",
        0xc013 => "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
        0xc014 => "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
        0xc023 => "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
        0xc024 => "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384",
        0xc027 => "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256",
        0xc028 => "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384",
        0xc02b => "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
        0xc02c => "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
        0xc02f => "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
        0xc030 => "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
        0xc09c => "TLS_RSA_WITH_AES_128_CCM",
        0xc09d => "TLS_RSA_WITH_AES_256_CCM",
        0xc09e => "TLS_DHE_RSA_WITH_AES_128_CCM",
        0xc09f => "TLS_DHE_RSA_WITH_AES_256_CCM",
        0xc0ac => "TLS_ECDHE_ECDSA_WITH_AES_128_CCM",
        0xc0ad => "TLS_ECDHE_ECDSA_WITH_AES_256_CCM",
        0xcca8 => "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
        0xcca9 => "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
        0xccaa => "TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
    }
}

/// What a suite's name says. TLS 1.3's suites say nothing about key exchange and authentication.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parts {
    /// How the keys are agreed on: `ECDHE`, `DHE`, `RSA`.
    pub key_exchange: Option<&'static str>,
    /// Which key signs: `RSA`, `ECDSA`.
    pub authentication: Option<&'static str>,
    /// What encrypts: `AES_128_GCM`.
    pub cipher: &'static str,
    /// The hash for the key derivation, and for CBC suites the record's MAC.
    pub hash: &'static str,
}

/// How the two sides come to a common secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyExchange {
    /// Ephemeral Diffie-Hellman on an elliptic curve.
    Ecdhe,
    /// Ephemeral Diffie-Hellman with a prime number.
    Dhe,
    /// The client encrypts the pre-master secret with the key of the certificate.
    Rsa,
}

impl Suite {
    /// The name, taken apart.
    pub fn parts(self) -> Option<Parts> {
        let name = self.name()?.strip_prefix("TLS_")?;
        let (keys, rest) = match name.split_once("_WITH_") {
            Some((keys, rest)) => (Some(keys), rest),
            None => (None, name),
        };
        let (cipher, hash) = match rest.rsplit_once('_') {
            Some((cipher, hash)) if hash.starts_with("SHA") || hash == "SM3" || hash == "MD5" => {
                (cipher, hash)
            }
            // The CCM suites of TLS 1.2 do not name their hash (RFC 6655 §3).
            _ if rest.ends_with("CCM") => (rest, "SHA256"),
            _ => return None,
        };
        let (key_exchange, authentication) = match keys {
            Some(keys) => {
                let (exchange, signs) = keys.split_once("_").unwrap_or((keys, keys));
                (Some(exchange), Some(signs))
            }
            None => (None, None),
        };
        Some(Parts {
            key_exchange,
            authentication,
            cipher,
            hash,
        })
    }

    /// The key exchange of a suite of TLS 1.2 or older.
    pub fn key_exchange(self) -> Option<KeyExchange> {
        match self.parts()?.key_exchange? {
            "ECDHE" => Some(KeyExchange::Ecdhe),
            "DHE" => Some(KeyExchange::Dhe),
            "RSA" => Some(KeyExchange::Rsa),
            _ => None,
        }
    }

    /// The cipher, where this decoder can open it.
    pub(super) fn cipher(self) -> Option<Cipher> {
        let parts = self.parts()?;
        Cipher::named(parts.cipher, parts.hash)
    }

    /// It is one of TLS 1.3's.
    pub(super) fn is_tls13(self) -> bool {
        self.parts()
            .is_some_and(|parts| parts.key_exchange.is_none())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fall_into_parts() {
        let parts = |code| {
            let parts = Suite(code).parts().unwrap();
            [
                parts.key_exchange.unwrap_or("-"),
                parts.authentication.unwrap_or("-"),
                parts.cipher,
                parts.hash,
            ]
        };
        assert_eq!(parts(0xc02f), ["ECDHE", "RSA", "AES_128_GCM", "SHA256"]);
        assert_eq!(parts(0x009d), ["RSA", "RSA", "AES_256_GCM", "SHA384"]);
        assert_eq!(parts(0x1303), ["-", "-", "CHACHA20_POLY1305", "SHA256"]);
        assert_eq!(parts(0xc0ac), ["ECDHE", "ECDSA", "AES_128_CCM", "SHA256"]);
        assert_eq!(parts(0x000a), ["RSA", "RSA", "3DES_EDE_CBC", "SHA"]);
        assert_eq!(Suite(0x00ff).parts(), None);
        assert_eq!(Suite(0x1a1a).to_string(), "GREASE (0x1a1a)");
        assert_eq!(Suite(0xfffe).to_string(), "Unknown (65534)");
    }
}
