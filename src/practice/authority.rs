//! The practice server's CA: made anew, or kept, so that who has its certificate need not be given
//! another one after a restart.

use crate::protocol::secret::Secret;
use rcgen::{
    BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    PublicKeyData,
};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use std::io;
use time::{Duration, OffsetDateTime};
use x509_cert::der::Decode;

/// A CA: its certificate, and its private key, which is not shown.
#[derive(Debug, Clone)]
pub struct Authority {
    pub(super) der: Vec<u8>,
    pub(super) pem: String,
    key: Secret,
}

impl Authority {
    /// A new one.
    pub fn new() -> io::Result<Self> {
        let make = || {
            let key = KeyPair::generate()?;
            let certificate = params()?.self_signed(&key)?;
            Ok::<_, rcgen::Error>(Self {
                der: certificate.der().to_vec(),
                pem: certificate.pem(),
                key: Secret::new(key.serialize_pem()),
            })
        };
        make().map_err(io::Error::other)
    }

    /// The one that [`Authority::to_pem`] wrote; none if the text is something else, or the CA is about
    /// to expire.
    pub fn from_pem(text: &str) -> Option<Self> {
        let der = CertificateDer::from_pem_slice(text.as_bytes()).ok()?;
        let key = PrivatePkcs8KeyDer::from_pem_slice(text.as_bytes()).ok()?;
        let key = KeyPair::try_from(&key).ok()?;
        let certificate = x509_cert::Certificate::from_der(&der).ok()?;
        let body = certificate.tbs_certificate();
        let theirs = body
            .subject_public_key_info()
            .subject_public_key
            .raw_bytes();
        let until = body.validity().not_after.to_unix_duration().as_secs();
        let needed = (OffsetDateTime::now_utc() + TERM).unix_timestamp();
        let lasts = i64::try_from(until).is_ok_and(|until| until > needed);
        let (pem, _) = text.split_once("-----BEGIN PRIVATE KEY-----")?;
        (theirs == key.der_bytes() && lasts).then(|| Self {
            der: der.to_vec(),
            pem: pem.to_owned(),
            key: Secret::new(key.serialize_pem()),
        })
    }

    /// Certificate and private key, to be kept where nobody else reads them.
    pub fn to_pem(&self) -> Secret {
        Secret::new([self.pem.as_bytes(), self.key.reveal()].concat())
    }

    /// Who signs with it.
    pub(super) fn issuer(
        &self,
    ) -> Result<Issuer<'static, KeyPair>, Box<dyn std::error::Error + Send + Sync>> {
        let key = PrivatePkcs8KeyDer::from_pem_slice(self.key.reveal())?;
        Ok(Issuer::new(params()?, KeyPair::try_from(&key)?))
    }
}

fn params() -> Result<CertificateParams, rcgen::Error> {
    let mut ca = CertificateParams::new(Vec::new())?;
    ca.distinguished_name
        .push(DnType::CommonName, "smtpsh practice CA");
    // From yesterday, because clocks differ.
    let now = OffsetDateTime::now_utc();
    ca.not_before = now - Duration::days(1);
    ca.not_after = now + LIFE;
    ca.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    ca.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    Ok(ca)
}

/// As long as a student studies.
const LIFE: Duration = Duration::days(5 * 365);
/// One that ends within a term is made anew before the term.
const TERM: Duration = Duration::days(180);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_kept_whole_or_not_at_all() {
        let one = Authority::new().unwrap();
        let kept = String::from_utf8(one.to_pem().reveal().to_vec()).unwrap();
        let again = Authority::from_pem(&kept).unwrap();
        assert_eq!((&again.der, &again.pem), (&one.der, &one.pem));
        assert!(again.to_pem() == one.to_pem());
        let other = Authority::new().unwrap();
        let key = String::from_utf8(other.key.reveal().to_vec()).unwrap();
        for wrong in [
            "",
            "# a note",
            &one.pem,
            &key,
            &format!("{}{key}", one.pem),
            &kept.replace("MIG", "MIX"),
        ] {
            assert!(Authority::from_pem(wrong).is_none(), "{wrong}");
        }
    }
}
