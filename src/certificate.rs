//! A certificate as a person wants it: whose it is, who says so, and for how long.

use crate::protocol::text::{escape, hex};
use ring::digest;
use rustls::pki_types::UnixTime;
use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::time::{SystemTime, UNIX_EPOCH};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use x509_cert::der::Decode;
use x509_cert::ext::pkix::SubjectAltName;
use x509_cert::ext::pkix::name::GeneralName;

/// What a certificate says. It comes from the server, so that it is made harmless here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Certificate {
    /// The subject's common name, or the whole subject.
    pub subject: String,
    /// The issuer's common name, or the whole issuer.
    pub issuer: String,
    /// The names and addresses it is valid for.
    pub names: Vec<String>,
    /// Valid from.
    pub from: Moment,
    /// Valid until.
    pub until: Moment,
    /// SHA-256 of the whole certificate, in hex.
    pub fingerprint: String,
}

/// A moment in a certificate, in seconds since 1970. It is shown as `2026-11-23 18:59 UTC`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(u64);

impl From<SystemTime> for Moment {
    fn from(time: SystemTime) -> Self {
        let since = time.duration_since(UNIX_EPOCH);
        Self(since.unwrap_or_default().as_secs())
    }
}

impl Moment {
    /// How many whole days pass until `later`; none if that is earlier.
    pub fn days_until(self, later: Self) -> u64 {
        later.0.saturating_sub(self.0) / (24 * 60 * 60)
    }

    fn date(self) -> Option<OffsetDateTime> {
        let seconds = i64::try_from(self.0).ok()?;
        OffsetDateTime::from_unix_timestamp(seconds).ok()
    }

    /// `2026-11-23T18:59:00Z`, for programs.
    pub fn rfc3339(self) -> String {
        let date = self.date().and_then(|date| date.format(&Rfc3339).ok());
        date.unwrap_or_else(|| self.to_string())
    }
}

impl From<UnixTime> for Moment {
    fn from(time: UnixTime) -> Self {
        Self(time.as_secs())
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let format = time::macros::format_description!("[year]-[month]-[day] [hour]:[minute] UTC");
        let date = self.date().and_then(|date| date.format(format).ok());
        match date {
            Some(date) => f.write_str(&date),
            None => write!(f, "{} s after 1970", self.0),
        }
    }
}

impl Certificate {
    /// Reads a certificate in DER. Nothing if it cannot be read.
    pub fn read(der: &[u8]) -> Option<Self> {
        let certificate = x509_cert::Certificate::from_der(der).ok()?;
        let body = certificate.tbs_certificate();
        let names = match body.get_extension::<SubjectAltName>() {
            Ok(Some((_, names))) => names.0.iter().filter_map(name).collect(),
            _ => Vec::new(),
        };
        let mut read = Self {
            subject: common_name(body.subject()),
            issuer: common_name(body.issuer()),
            names,
            from: Moment(body.validity().not_before.to_unix_duration().as_secs()),
            until: Moment(body.validity().not_after.to_unix_duration().as_secs()),
            fingerprint: hex(digest::digest(&digest::SHA256, der).as_ref()),
        };
        if read.subject.is_empty() {
            read.subject = read.names.first().cloned().unwrap_or_default();
        }
        Some(read)
    }
}

/// `tls-server-end-point` (RFC 5929 §4.1): the certificate's hash, by the hash function of its
/// signature, or SHA-256 where that is MD5 or SHA-1. Others, as Ed25519, have none.
pub(crate) fn end_point(der: &[u8]) -> Option<Vec<u8>> {
    let certificate = x509_cert::Certificate::from_der(der).ok()?;
    let signature = certificate.signature_algorithm().oid.to_string();
    let (_, algorithm) = SIGNATURES.iter().find(|(oid, _)| *oid == signature)?;
    Some(digest::digest(algorithm, der).as_ref().to_vec())
}

fn common_name(name: &x509_cert::name::Name) -> String {
    match name.common_name() {
        Ok(Some(common)) => escape(&common.value()),
        _ => escape(&name.to_string()),
    }
}

fn name(name: &GeneralName) -> Option<String> {
    match name {
        GeneralName::DnsName(name) => Some(escape(name.as_str())),
        GeneralName::IpAddress(bytes) => {
            let bytes = bytes.as_bytes();
            let v4 = <[u8; 4]>::try_from(bytes).map(|octets| Ipv4Addr::from(octets).to_string());
            let v6 =
                || <[u8; 16]>::try_from(bytes).map(|octets| Ipv6Addr::from(octets).to_string());
            v4.or_else(|_| v6()).ok()
        }
        _ => None,
    }
}

/// The hash functions of RSA's and ECDSA's signatures (RFC 8017, RFC 5758).
static SIGNATURES: &[(&str, &digest::Algorithm)] = &[
    ("1.2.840.113549.1.1.4", &digest::SHA256),
    ("1.2.840.113549.1.1.5", &digest::SHA256),
    ("1.2.840.113549.1.1.11", &digest::SHA256),
    ("1.2.840.113549.1.1.12", &digest::SHA384),
    ("1.2.840.113549.1.1.13", &digest::SHA512),
    ("1.2.840.10045.4.1", &digest::SHA256),
    ("1.2.840.10045.4.3.2", &digest::SHA256),
    ("1.2.840.10045.4.3.3", &digest::SHA384),
    ("1.2.840.10045.4.3.4", &digest::SHA512),
];
