//! TLS by rustls: settings, verification, and what came out of the handshake.

use super::records::Records;
use super::tap::Tap;
use super::verify::{self, Inspector};
use crate::certificate::{self, Certificate};
use crate::error::Error;
use crate::protocol::sasl::Binding;
use crate::protocol::text::visible;
use crate::why::Why;
use crate::words::text;
use rustls::client::{Resumption, WebPkiServerVerifier};
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{ClientConfig, ClientConnection, HandshakeKind, ProtocolVersion, RootCertStore};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How TLS is to be spoken.
#[derive(Debug, Clone, Default)]
pub struct TlsSettings {
    /// Whom to believe.
    pub roots: Roots,
    /// Go on although the certificate does not verify.
    pub insecure: bool,
    /// Only this version.
    pub version: Option<TlsVersion>,
    /// The name to ask for and to verify, if not the host's.
    pub server_name: Option<String>,
    /// The client certificate to show, if the server asks for one.
    pub identity: Option<Identity>,
}

/// A client certificate and its key, in PEM files.
#[derive(Debug, Clone)]
pub struct Identity {
    /// The certificate, and those between it and its CA.
    pub certificate: PathBuf,
    /// The private key.
    pub key: PathBuf,
}

/// The CAs that are believed.
#[derive(Debug, Clone, Default)]
pub enum Roots {
    /// Mozilla's list, compiled in.
    #[default]
    WebPki,
    /// The certificates of a PEM file.
    File(PathBuf),
    /// One certificate, in DER.
    Der(Vec<u8>),
}

/// A TLS version that smtpsh speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TlsVersion {
    /// RFC 5246.
    V1_2,
    /// RFC 8446.
    V1_3,
}

impl TlsVersion {
    /// The version that is written so: `1.3`.
    pub fn named(number: &str) -> Option<Self> {
        match number {
            "1.2" => Some(Self::V1_2),
            "1.3" => Some(Self::V1_3),
            _ => None,
        }
    }

    /// As it is written alone.
    pub fn number(self) -> &'static str {
        match self {
            Self::V1_2 => "1.2",
            Self::V1_3 => "1.3",
        }
    }

    /// As Wireshark shows it.
    pub fn name(self) -> &'static str {
        match self {
            Self::V1_2 => "TLS 1.2",
            Self::V1_3 => "TLS 1.3",
        }
    }
}

/// What came out of a handshake. Names are IANA's, as Wireshark shows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secured {
    /// `TLS 1.3` or `TLS 1.2`.
    pub version: &'static str,
    /// The cipher suite.
    pub suite: String,
    /// The key exchange group.
    pub group: String,
    /// The server's certificate.
    pub certificate: Certificate,
    /// The name it was verified for.
    pub name: String,
    /// An earlier session was resumed: the certificate is the one of then.
    pub resumed: bool,
    /// Why it did not verify, where the user asked to go on all the same.
    pub unverified: Option<Error>,
}

/// The provider of the cryptography, named here and nowhere else.
fn provider() -> CryptoProvider {
    ring::default_provider()
}

/// A client of TLS: its settings, and the sessions that it may resume.
#[derive(Debug)]
pub struct TlsClient {
    config: ClientConfig,
    inspector: Arc<Inspector>,
}

impl TlsClient {
    /// A client with no session to resume yet.
    pub fn new(settings: &TlsSettings) -> Result<Self, Error> {
        let mut provider = provider();
        let versions = match settings.version {
            None => rustls::ALL_VERSIONS,
            Some(TlsVersion::V1_3) => &[&rustls::version::TLS13],
            Some(TlsVersion::V1_2) => {
                // Or the Client Hello would list suites that it cannot mean.
                provider
                    .cipher_suites
                    .retain(|suite| suite.version().version == ProtocolVersion::TLSv1_2);
                &[&rustls::version::TLS12]
            }
        };
        let provider = Arc::new(provider);
        let other = |why: String| Error::TlsOther { why: why.into() };
        let (roots, named) = settings.roots.load()?;
        let verifier = WebPkiServerVerifier::builder_with_provider(roots.into(), provider.clone())
            .build()
            .map_err(|error| other(error.to_string()))?;
        let inspector = Arc::new(Inspector::new(verifier, named, settings.insecure));
        let config = ClientConfig::builder_with_provider(provider)
            .with_protocol_versions(versions)
            .map_err(|error| other(error.to_string()))?
            .dangerous()
            .with_custom_certificate_verifier(inspector.clone());
        let mut config = match &settings.identity {
            None => config.with_no_client_auth(),
            Some(identity) => {
                let (chain, key) = identity.load()?;
                config
                    .with_client_auth_cert(chain, key)
                    .map_err(|error| identity.mistaken(&error))?
            }
        };
        // A client that is not kept resumes nothing; it asks for tickets all the same, because a
        // handshake has New Session Ticket with every other program.
        config.resumption = Resumption::in_memory_sessions(MAX_SESSIONS);
        Ok(Self { config, inspector })
    }

    /// A connection that has its Client Hello ready, and the one who looks at the certificate.
    pub(super) fn connect(
        &self,
        name: &str,
        tap: Tap,
    ) -> Result<(ClientConnection, Arc<Inspector>), Error> {
        let server = ServerName::try_from(name.to_owned()).map_err(|_| Error::BadServer {
            given: name.to_owned(),
            why: text("no valid server name", "不是合法的服务器名称").into(),
        })?;
        // The key log sits on the configuration; whoever shares the rest may resume its sessions.
        let mut config = self.config.clone();
        config.key_log = Arc::new(tap);
        let connection =
            ClientConnection::new(config.into(), server).map_err(|error| Error::TlsOther {
                why: error.to_string().into(),
            })?;
        Ok((connection, self.inspector.clone()))
    }
}

impl Identity {
    fn load(&self) -> Result<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>), Error> {
        let bad = |error| bad_identity(&self.certificate, not_pem(error));
        let chain: Vec<_> = CertificateDer::pem_file_iter(&self.certificate)
            .map_err(bad)?
            .collect::<Result<_, _>>()
            .map_err(bad)?;
        let key = PrivateKeyDer::from_pem_file(&self.key)
            .map_err(|error| bad_identity(&self.key, not_pem(error)))?;
        Ok((chain, key))
    }
}

impl Identity {
    /// Certificate and key can be read, but do not go together, or are of no use.
    fn mistaken(&self, error: &rustls::Error) -> Error {
        let file = self.certificate.display().to_string();
        match error {
            rustls::Error::InvalidCertificate(why) if verify::is_version(&why.to_string()) => {
                Error::IdentityVersion { file }
            }
            rustls::Error::InvalidCertificate(why) => {
                bad_identity(&self.certificate, why.to_string())
            }
            _ => bad_identity(&self.key, error.to_string()),
        }
    }
}

fn bad_identity(file: &Path, why: impl Into<Why>) -> Error {
    Error::BadIdentity {
        file: file.display().to_string(),
        why: why.into(),
    }
}

/// The file cannot be read, or what is in it.
fn not_pem(error: pem::Error) -> Why {
    match error {
        pem::Error::Io(error) => error.into(),
        error => error.to_string().into(),
    }
}

impl Roots {
    /// The roots, and of these the certificates that the user named.
    fn load(&self) -> Result<(RootCertStore, Vec<CertificateDer<'static>>), Error> {
        let mut store = RootCertStore::empty();
        let mut named = Vec::new();
        match self {
            Self::WebPki => store.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned()),
            Self::Der(der) => {
                let der = CertificateDer::from(der.clone());
                store.add(der).map_err(|error| Error::TlsOther {
                    why: error.to_string().into(),
                })?;
            }
            Self::File(path) => {
                let bad = |why: Why| Error::BadRoots {
                    file: path.display().to_string(),
                    why,
                };
                let unread = |error| bad(not_pem(error));
                for certificate in CertificateDer::pem_file_iter(path).map_err(unread)? {
                    let certificate = certificate.map_err(unread)?;
                    store
                        .add(certificate.clone())
                        .map_err(|error| bad(error.to_string().into()))?;
                    named.push(certificate);
                }
                if store.is_empty() {
                    let none = text("no certificate in it", "其中没有证书");
                    return Err(bad(none.into()));
                }
            }
        }
        Ok((store, named))
    }
}

impl Secured {
    pub(super) fn of(connection: &ClientConnection, inspector: &Inspector, name: &str) -> Self {
        let seen = inspector.seen();
        let suite = connection
            .negotiated_cipher_suite()
            .map(|suite| format!("{:?}", suite.suite()));
        let group = connection
            .negotiated_key_exchange_group()
            .map(|group| format!("{:?}", group.name()));
        Self {
            version: match connection.protocol_version() {
                Some(ProtocolVersion::TLSv1_3) => "TLS 1.3",
                _ => "TLS 1.2",
            },
            // rustls writes TLS13_… where IANA has TLS_…, and X25519 for x25519.
            suite: suite.unwrap_or_default().replacen("TLS13_", "TLS_", 1),
            group: group.unwrap_or_default().replace('X', "x"),
            unverified: seen.failure,
            certificate: seen.certificate,
            name: name.to_owned(),
            resumed: connection.handshake_kind() == Some(HandshakeKind::Resumed),
        }
    }
}

/// TLS 1.3 exports keying material (RFC 9266); for TLS 1.2, where rustls does not tell whether the
/// master secret is the extended one, the server's certificate has to do (RFC 5929 §4).
pub(super) fn binding(connection: &ClientConnection) -> Option<Binding> {
    if connection.protocol_version() != Some(ProtocolVersion::TLSv1_3) {
        let certificate = connection.peer_certificates()?.first()?;
        return Some(Binding {
            kind: "tls-server-end-point",
            data: certificate::end_point(certificate)?,
        });
    }
    let exported =
        connection.export_keying_material(vec![0; 32], b"EXPORTER-Channel-Binding", Some(b""));
    Some(Binding {
        kind: "tls-exporter",
        data: exported.ok()?,
    })
}

/// Says what an error of rustls means for the one who connects, after these records.
pub(super) fn explain(error: &rustls::Error, inspector: &Inspector, records: &Records) -> Error {
    use rustls::{AlertDescription, PeerIncompatible};
    if let (rustls::Error::InvalidMessage(_), Some(text)) = (error, records.foreign()) {
        let line = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let got = visible(line.trim_ascii_end());
        return match records.count() {
            0 => Error::NotTls { got },
            _ => Error::FellBack { got },
        };
    }
    match error {
        rustls::Error::InvalidCertificate(_) => {
            let failure = inspector.seen().failure;
            failure.unwrap_or_else(|| Error::TlsOther {
                why: error.to_string().into(),
            })
        }
        rustls::Error::AlertReceived(AlertDescription::ProtocolVersion) => Error::TlsVersion,
        rustls::Error::PeerIncompatible(
            PeerIncompatible::ServerTlsVersionIsDisabledByOurConfig
            | PeerIncompatible::ServerDoesNotSupportTls12Or13
            | PeerIncompatible::Tls12NotOfferedOrEnabled,
        ) => Error::TlsVersion,
        rustls::Error::AlertReceived(alert) => Error::TlsAlert {
            alert: registered(&format!("{alert:?}")),
        },
        _ => Error::TlsOther {
            why: error.to_string().into(),
        },
    }
}

/// A name of rustls as the registry of IANA has it, and Wireshark: `UnknownCA` is `unknown_ca`.
fn registered(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut registered = String::new();
    for (at, letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| letters.get(at));
        let behind = letters.get(at + 1);
        let begins = before.is_some_and(char::is_ascii_lowercase)
            || before.is_some() && behind.is_some_and(char::is_ascii_lowercase);
        if letter.is_ascii_uppercase() && begins {
            registered.push('_');
        }
        registered.push(letter.to_ascii_lowercase());
    }
    registered
}

/// How many servers' sessions are kept.
const MAX_SESSIONS: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alerts_have_their_registered_names() {
        for (name, expected) in [
            ("CloseNotify", "close_notify"),
            ("UnknownCA", "unknown_ca"),
            ("UnknownPSKIdentity", "unknown_psk_identity"),
            ("BadRecordMac", "bad_record_mac"),
        ] {
            assert_eq!(registered(name), expected);
        }
    }
}
