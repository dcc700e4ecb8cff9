//! Verifies the server's certificate, and says what is wrong with it in the certificate's own
//! dates and names.

use crate::certificate::{Certificate, Moment};
use crate::error::Error;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{WebPkiServerVerifier, verify_server_name};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, DigitallySignedStruct, SignatureScheme};
use std::sync::{Arc, Mutex, PoisonError};

/// Verifies as webpki does, and remembers what it saw: the certificate, and what is wrong with it.
#[derive(Debug)]
pub(super) struct Inspector {
    verifier: Arc<WebPkiServerVerifier>,
    /// What the user named as trusted, one by one. Who names a server's own certificate trusts it,
    /// whoever signed it: `openssl req -x509` makes such ones, with CA:TRUE.
    named: Vec<CertificateDer<'static>>,
    insecure: bool,
    seen: Mutex<Seen>,
}

/// What the server showed, and what is wrong with it.
#[derive(Debug, Clone, Default)]
pub(super) struct Seen {
    pub(super) certificate: Certificate,
    pub(super) failure: Option<Error>,
}

impl Inspector {
    pub(super) fn new(
        verifier: Arc<WebPkiServerVerifier>,
        named: Vec<CertificateDer<'static>>,
        insecure: bool,
    ) -> Self {
        Self {
            verifier,
            named,
            insecure,
            seen: Mutex::default(),
        }
    }

    pub(super) fn seen(&self) -> Seen {
        self.seen
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// What webpki says, unless the certificate itself was named: then its name and its dates are
    /// all that is left to look at.
    fn verdict(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        if !self.named.iter().any(|named| named == end_entity) {
            return self.verifier.verify_server_cert(
                end_entity,
                intermediates,
                server_name,
                ocsp_response,
                now,
            );
        }
        verify_server_name(&ParsedCertificate::try_from(end_entity)?, server_name)?;
        let certificate = Certificate::read(end_entity).unwrap_or_default();
        match Moment::from(now) {
            now if now < certificate.from => Err(CertificateError::NotValidYet.into()),
            now if now > certificate.until => Err(CertificateError::Expired.into()),
            _ => Ok(ServerCertVerified::assertion()),
        }
    }
}

impl ServerCertVerifier for Inspector {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let verdict = self.verdict(end_entity, intermediates, server_name, ocsp_response, now);
        let read = |der: &CertificateDer<'_>| Certificate::read(der).unwrap_or_default();
        let chain: Vec<Certificate> = [end_entity]
            .into_iter()
            .chain(intermediates.iter().take(MAX_CHAIN))
            .map(read)
            .collect();
        let name = server_name.to_str();
        let failure = verdict.as_ref().err();
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = Seen {
            failure: failure.map(|error| refusal(error, &chain, &name, now.into())),
            certificate: chain.into_iter().next().unwrap_or_default(),
        };
        if self.insecure {
            Ok(ServerCertVerified::assertion())
        } else {
            verdict
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.verifier
            .verify_tls12_signature(message, certificate, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.verifier
            .verify_tls13_signature(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.verifier.supported_verify_schemes()
    }
}

/// Names the check that a chain failed.
fn refusal(error: &rustls::Error, chain: &[Certificate], name: &str, now: Moment) -> Error {
    let first = chain.first().cloned().unwrap_or_default();
    let subject = first.subject.clone();
    let rustls::Error::InvalidCertificate(failure) = error else {
        return Error::CertificateOther {
            why: error.to_string(),
            subject,
        };
    };
    match failure {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            // One between it and the root may be the one that has expired.
            let expired = chain.iter().find(|one| one.until < now).unwrap_or(&first);
            Error::CertificateExpired {
                until: expired.until.to_string(),
                days: expired.until.days_until(now),
                subject: expired.subject.clone(),
            }
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            Error::CertificateNotYet {
                from: first.from.to_string(),
                subject,
            }
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            let names = if first.names.is_empty() {
                subject
            } else {
                first.names.join(", ")
            };
            Error::CertificateOtherName {
                expected: name.to_owned(),
                names,
            }
        }
        CertificateError::UnknownIssuer => unknown_issuer(chain),
        // A CA that was made anew has its old name, and another key.
        CertificateError::BadSignature => Error::CertificateOtherCa {
            issuer: first.issuer,
            subject,
        },
        // How webpki says that a CA's certificate was presented as the server's.
        CertificateError::Other(other) if other.to_string().contains("CaUsedAsEndEntity") => {
            Error::CertificateIsCa { subject }
        }
        CertificateError::Other(other) if is_version(&other.to_string()) => {
            Error::CertificateVersion { subject }
        }
        _ => Error::CertificateOther {
            why: failure.to_string(),
            subject,
        },
    }
}

/// Why nobody vouches for the server: it vouches for itself, or a CA does that is not believed, or
/// the chain breaks off (RFC 8446 §4.4.2: the server sends all but the root).
fn unknown_issuer(chain: &[Certificate]) -> Error {
    let first = chain.first().cloned().unwrap_or_default();
    let mut last = &first;
    // Each certificate takes the chain one step on, whatever their order.
    for _ in chain {
        let issuer = chain.iter().find(|one| one.subject == last.issuer);
        match issuer {
            Some(issuer) if issuer != last => last = issuer,
            _ => break,
        }
    }
    let subject = first.subject.clone();
    match last {
        last if last.issuer != last.subject => Error::CertificateChainBroken {
            issuer: last.issuer.clone(),
            sent: chain.len(),
            subject,
        },
        last if *last == first => Error::CertificateSelfSigned { subject },
        last => Error::CertificateUnknownIssuer {
            issuer: last.subject.clone(),
            subject,
        },
    }
}

/// How webpki says that a certificate is of X.509's first version.
pub(super) fn is_version(why: &str) -> bool {
    why.contains("UnsupportedCertVersion")
}

/// How much of a chain is read to say what is wrong with it: real ones have three.
const MAX_CHAIN: usize = 10;

#[cfg(test)]
mod tests {
    use super::*;

    fn certificate(subject: &str, issuer: &str) -> Certificate {
        Certificate {
            subject: subject.to_owned(),
            issuer: issuer.to_owned(),
            ..Certificate::default()
        }
    }

    #[test]
    fn where_a_chain_breaks() {
        let check = |chain: &[(&str, &str)], expected: &str| {
            let chain: Vec<_> = chain
                .iter()
                .map(|(subject, issuer)| certificate(subject, issuer))
                .collect();
            let said = format!("{:?}", unknown_issuer(&chain));
            assert!(said.contains(expected), "{expected}: {said}");
        };
        check(&[("a", "a")], "CertificateSelfSigned { subject: \"a\" }");
        check(
            &[("a", "b")],
            "CertificateChainBroken { issuer: \"b\", sent: 1",
        );
        check(&[("a", "b"), ("b", "c")], "issuer: \"c\", sent: 2");
        check(
            &[("a", "b"), ("c", "c"), ("b", "c")],
            "CertificateUnknownIssuer { issuer: \"c\"",
        );
        // Two that vouch for each other lead nowhere, and no further.
        check(&[("a", "b"), ("b", "a")], "CertificateChainBroken");
        check(&[], "CertificateSelfSigned");
    }
}
