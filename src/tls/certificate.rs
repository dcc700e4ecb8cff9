//! Certificates and the requests for them (RFC 8446 §4.3.2, §4.4.2, RFC 5246 §7.4.2, §7.4.4).

use super::extension::{self, Extension, Place};
use super::names::{ClientCertificateType, Scheme, Version};
use super::oddity::Oddity;
use super::reader::Reader;
use crate::certificate;
use ring::digest;
use x509_cert::der::asn1::{ObjectIdentifier, UintRef};
use x509_cert::der::{Decode, Reader as _, SliceReader};
use x509_cert::spki::SubjectPublicKeyInfoOwned;

/// A Certificate message: the chain, the owner's certificate first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    /// What the request was marked with (TLS 1.3, after the handshake).
    pub context: Vec<u8>,
    /// The certificates; none if the client has none.
    pub certificates: Vec<Certificate>,
}

/// One certificate of a chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// The certificate itself, in DER.
    pub der: Vec<u8>,
    /// The SHA-256 of all of it, in hex.
    pub fingerprint: String,
    /// What it says, if it can be read.
    pub facts: Option<Facts>,
    /// TLS 1.3's extensions beside it.
    pub extensions: Vec<Extension>,
}

/// What a certificate says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// Names and dates.
    pub about: certificate::Certificate,
    /// The whole subject.
    pub subject: String,
    /// The whole issuer.
    pub issuer: String,
    /// The serial number, in hex.
    pub serial: String,
    /// The kind and size of its key, such as `RSA 2048 bits`.
    pub key: String,
    /// How its issuer signed it.
    pub signed_by: String,
}

/// A Certificate Request message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// TLS 1.3: a mark that the answer repeats.
    pub context: Vec<u8>,
    /// TLS 1.2: the kinds of certificates.
    pub kinds: Vec<ClientCertificateType>,
    /// TLS 1.2: the signature algorithms.
    pub schemes: Vec<Scheme>,
    /// TLS 1.2: the names of accepted CAs, in DER.
    pub authorities: Vec<Vec<u8>>,
    /// TLS 1.3: all of it.
    pub extensions: Vec<Extension>,
}

impl Chain {
    pub(super) fn read(r: &mut Reader<'_>, version: Version) -> Result<Self, Oddity> {
        let tls13 = version == Version::TLS1_3;
        let context = match tls13 {
            true => r.vec8("certificate request context")?.to_vec(),
            false => Vec::new(),
        };
        let certificates = r.vec24("certificates")?.each(|r| {
            let der = r.vec24("certificate")?.to_vec();
            let extensions = match tls13 {
                true => extension::read(r, Place::Other)?,
                false => Vec::new(),
            };
            Ok(Certificate::read(&der, extensions))
        })?;
        Ok(Self {
            context,
            certificates,
        })
    }

    /// Whose chain it is: the common name of the first certificate.
    pub fn owner(&self) -> Option<&str> {
        let facts = self.certificates.first()?.facts.as_ref()?;
        Some(&facts.about.subject)
    }
}

impl Certificate {
    fn read(der: &[u8], extensions: Vec<Extension>) -> Self {
        Self {
            der: der.to_vec(),
            fingerprint: hex_pairs(digest::digest(&digest::SHA256, der).as_ref()),
            facts: Facts::read(der),
            extensions,
        }
    }
}

impl Facts {
    fn read(der: &[u8]) -> Option<Self> {
        let about = certificate::Certificate::read(der)?;
        let certificate = x509_cert::Certificate::from_der(der).ok()?;
        let body = certificate.tbs_certificate();
        Some(Self {
            about,
            subject: body.subject().to_string(),
            issuer: body.issuer().to_string(),
            serial: hex_pairs(body.serial_number().as_bytes()),
            key: key(body.subject_public_key_info()),
            signed_by: algorithm(certificate.signature_algorithm().oid),
        })
    }
}

impl Request {
    pub(super) fn read(r: &mut Reader<'_>, version: Version) -> Result<Self, Oddity> {
        if version == Version::TLS1_3 {
            return Ok(Self {
                context: r.vec8("certificate request context")?.to_vec(),
                kinds: Vec::new(),
                schemes: Vec::new(),
                authorities: Vec::new(),
                extensions: extension::read(r, Place::ClientHello)?,
            });
        }
        let kinds = r.vec8("certificate types")?;
        let kinds = kinds.each(|r| r.u8("certificate type").map(ClientCertificateType))?;
        let schemes = match version == Version::TLS1_2 {
            true => r
                .vec16("signature algorithms")?
                .each(|r| r.u16("signature algorithm").map(Scheme))?,
            false => Vec::new(),
        };
        let authorities = r.vec16("certificate authorities")?;
        Ok(Self {
            context: Vec::new(),
            kinds,
            schemes,
            authorities: authorities.each(|r| Ok(r.vec16("distinguished name")?.to_vec()))?,
            extensions: Vec::new(),
        })
    }
}

fn key(info: &SubjectPublicKeyInfoOwned) -> String {
    let parameters = info.algorithm.parameters.as_ref();
    let curve = || parameters.and_then(|any| any.decode_as::<ObjectIdentifier>().ok());
    let kind = algorithm(info.algorithm.oid);
    match kind.as_str() {
        "RSA" | "RSASSA-PSS" => {
            let bits = info.subject_public_key.as_bytes().and_then(rsa_bits);
            bits.map_or(kind.clone(), |bits| format!("{kind} {bits} bits"))
        }
        "EC" => match curve() {
            Some(oid) => format!("EC {}", algorithm(oid)),
            None => kind,
        },
        _ => kind,
    }
}

/// The size of the modulus (RFC 8017 §A.1.1).
fn rsa_bits(key: &[u8]) -> Option<usize> {
    let mut reader = SliceReader::new(key).ok()?;
    let modulus = reader
        .sequence(|r| -> x509_cert::der::Result<usize> {
            let modulus = UintRef::decode(r)?;
            let exponent = UintRef::decode(r)?;
            let _ = exponent;
            Ok(bits(modulus.as_bytes()))
        })
        .ok()?;
    Some(modulus)
}

fn bits(number: &[u8]) -> usize {
    let top = number.first().map_or(0, |byte| byte.leading_zeros());
    (number.len() * 8).saturating_sub(top as usize)
}

/// An algorithm's or a curve's usual name.
fn algorithm(oid: ObjectIdentifier) -> String {
    let text = oid.to_string();
    let known = ALGORITHMS.iter().find(|(number, _)| *number == text);
    known.map_or(text, |(_, name)| (*name).to_owned())
}

const ALGORITHMS: &[(&str, &str)] = &[
    ("1.2.840.113549.1.1.1", "RSA"),
    ("1.2.840.113549.1.1.10", "RSASSA-PSS"),
    ("1.2.840.113549.1.1.5", "sha1WithRSAEncryption"),
    ("1.2.840.113549.1.1.11", "sha256WithRSAEncryption"),
    ("1.2.840.113549.1.1.12", "sha384WithRSAEncryption"),
    ("1.2.840.113549.1.1.13", "sha512WithRSAEncryption"),
    ("1.2.840.10045.2.1", "EC"),
    ("1.2.840.10045.3.1.7", "P-256"),
    ("1.3.132.0.34", "P-384"),
    ("1.3.132.0.35", "P-521"),
    ("1.2.840.10045.4.3.2", "ecdsa-with-SHA256"),
    ("1.2.840.10045.4.3.3", "ecdsa-with-SHA384"),
    ("1.2.840.10045.4.3.4", "ecdsa-with-SHA512"),
    ("1.3.101.112", "Ed25519"),
    ("1.3.101.113", "Ed448"),
    ("1.2.156.10197.1.301", "SM2"),
    ("1.2.156.10197.1.501", "SM2-with-SM3"),
];

/// Bytes as people compare them: `AB:CD`.
fn hex_pairs(bytes: &[u8]) -> String {
    let pairs: Vec<String> = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
    pairs.join(":")
}
