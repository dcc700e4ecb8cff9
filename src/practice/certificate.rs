//! A server certificate under the CA, made at each start: verification really takes place.

use super::NAME;
use super::authority::Authority;
use super::fault::{Fault, Faults};
use rcgen::{
    Certificate, CertificateParams, DnType, ExtendedKeyUsagePurpose, KeyPair, KeyUsagePurpose,
};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use std::sync::Arc;
use time::{Duration, OffsetDateTime};

/// Who the server proves to be, or with a fault fails to.
#[derive(Debug)]
pub(super) struct Identity {
    pub(super) authority: Authority,
    good: Arc<ServerConfig>,
    expired: Arc<ServerConfig>,
    other_name: Arc<ServerConfig>,
    self_signed: Arc<ServerConfig>,
}

type Made<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

impl Identity {
    /// For the server's own names and addresses, and these.
    pub(super) fn new(authority: Authority, more: &[String]) -> Made<Self> {
        let issuer = authority.issuer()?;
        let key = KeyPair::generate()?;
        let names = || {
            let own = [NAME, "localhost", "127.0.0.1", "::1"].map(str::to_owned);
            [&own, more].concat()
        };
        let config = |certificate: &Certificate| -> Made<Arc<ServerConfig>> {
            let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
            let mut config =
                ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
                    .with_protocol_versions(rustls::ALL_VERSIONS)?
                    .with_no_client_auth()
                    .with_single_cert(vec![certificate.der().clone()], key)?;
            // The lab's capture has a New Session Ticket (RFC 5077); rustls gives none by default.
            config.ticketer = ring::Ticketer::new()?;
            Ok(Arc::new(config))
        };
        let good = server(NAME, names())?;
        let mut expired = good.clone();
        expired.not_before -= Duration::days(400);
        expired.not_after -= Duration::days(400);
        let other_name = server("other.example", vec!["other.example".to_owned()])?;
        Ok(Self {
            self_signed: config(&good.self_signed(&key)?)?,
            good: config(&good.signed_by(&key, &issuer)?)?,
            expired: config(&expired.signed_by(&key, &issuer)?)?,
            other_name: config(&other_name.signed_by(&key, &issuer)?)?,
            authority,
        })
    }

    /// The configuration for a handshake now.
    pub(super) fn config(&self, faults: &Faults) -> Arc<ServerConfig> {
        let config = if faults.has(Fault::Expired) {
            &self.expired
        } else if faults.has(Fault::OtherName) {
            &self.other_name
        } else if faults.has(Fault::SelfSigned) {
            &self.self_signed
        } else {
            &self.good
        };
        config.clone()
    }
}

fn server(name: &str, names: Vec<String>) -> Result<CertificateParams, rcgen::Error> {
    let mut params = named(name, names)?;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    Ok(params)
}

/// Valid from yesterday, because clocks differ, for a year.
fn named(name: &str, names: Vec<String>) -> Result<CertificateParams, rcgen::Error> {
    let mut params = CertificateParams::new(names)?;
    params.distinguished_name.push(DnType::CommonName, name);
    let now = OffsetDateTime::now_utc();
    params.not_before = now - Duration::days(1);
    params.not_after = now + Duration::days(365);
    Ok(params)
}
