//! The messages that carry key exchange and signatures (RFC 5246 §7.4.3, §7.4.7, RFC 8422 §5.4).

use super::extension::KeyShare;
use super::names::{Group, Scheme, Version};
use super::oddity::Oddity;
use super::reader::Reader;
use super::suite::KeyExchange;

/// A signature over the handshake or over key exchange parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// The algorithm; versions before TLS 1.2 do not name it.
    pub scheme: Option<Scheme>,
    /// The signature.
    pub bytes: Vec<u8>,
}

/// The server's part of the key exchange in TLS 1.2 and older.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ServerKeyExchange {
    /// A point on a curve.
    Ecdhe {
        /// The curve and the public key.
        share: KeyShare,
        /// By the key of the certificate, over both randoms and the public key.
        signature: Signature,
    },
    /// A number modulo a prime.
    Dhe {
        /// The prime.
        prime: Vec<u8>,
        /// The generator.
        generator: Vec<u8>,
        /// The public key.
        key: Vec<u8>,
        /// By the key of the certificate.
        signature: Signature,
    },
    /// Of a suite that is not known here.
    Other(Vec<u8>),
}

/// The client's part of the key exchange in TLS 1.2 and older.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClientKeyExchange {
    /// The client's public key, a point on the curve.
    Ecdhe(Vec<u8>),
    /// The client's public key, a number.
    Dhe(Vec<u8>),
    /// The pre-master secret, encrypted with the key of the server's certificate.
    Rsa(Vec<u8>),
    /// Of a suite that is not known here.
    Other(Vec<u8>),
}

impl Signature {
    pub(super) fn read(r: &mut Reader<'_>, version: Version) -> Result<Self, Oddity> {
        let scheme = if version.0 < Version::TLS1_2.0 {
            None
        } else {
            Some(Scheme(r.u16("signature algorithm")?))
        };
        let bytes = r.vec16("signature")?.to_vec();
        Ok(Self { scheme, bytes })
    }
}

impl ServerKeyExchange {
    pub(super) fn read(
        r: &mut Reader<'_>,
        version: Version,
        exchange: Option<KeyExchange>,
    ) -> Result<Self, Oddity> {
        match exchange {
            Some(KeyExchange::Ecdhe) => {
                if r.u8("curve type")? != NAMED_CURVE {
                    return Err(Oddity::Value { what: "curve type" });
                }
                let group = Group(r.u16("named curve")?);
                let key = r.vec8("public key")?.to_vec();
                Ok(Self::Ecdhe {
                    share: KeyShare { group, key },
                    signature: Signature::read(r, version)?,
                })
            }
            Some(KeyExchange::Dhe) => Ok(Self::Dhe {
                prime: r.vec16("p")?.to_vec(),
                generator: r.vec16("g")?.to_vec(),
                key: r.vec16("public key")?.to_vec(),
                signature: Signature::read(r, version)?,
            }),
            _ => Ok(Self::Other(r.rest().to_vec())),
        }
    }

    /// The group, and the server's public key.
    pub fn share(&self) -> Option<&KeyShare> {
        match self {
            Self::Ecdhe { share, .. } => Some(share),
            _ => None,
        }
    }

    /// The signature, where there is one.
    pub fn signature(&self) -> Option<&Signature> {
        match self {
            Self::Ecdhe { signature, .. } | Self::Dhe { signature, .. } => Some(signature),
            Self::Other(_) => None,
        }
    }
}

impl ClientKeyExchange {
    pub(super) fn read(r: &mut Reader<'_>, exchange: Option<KeyExchange>) -> Result<Self, Oddity> {
        Ok(match exchange {
            Some(KeyExchange::Ecdhe) => Self::Ecdhe(r.vec8("public key")?.to_vec()),
            Some(KeyExchange::Dhe) => Self::Dhe(r.vec16("public key")?.to_vec()),
            Some(KeyExchange::Rsa) => Self::Rsa(r.vec16("encrypted pre-master secret")?.to_vec()),
            None => Self::Other(r.rest().to_vec()),
        })
    }
}

/// The only curve type that RFC 8422 §5.4 leaves.
const NAMED_CURVE: u8 = 3;
