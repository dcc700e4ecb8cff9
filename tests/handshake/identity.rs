//! A CA and a server's certificate of any kind of key, good or faulty, as files for other programs.

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The key of the certificate.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Ecdsa,
    Rsa,
    Ed25519,
}

/// What is wrong with the certificate.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    None,
    Expired,
    OtherName,
    UnknownIssuer,
    /// The server shows its CA as well, and that is not believed.
    UnknownRoot,
    SelfSigned,
    /// The same with CA:TRUE, as `openssl req -x509` makes it.
    SelfSignedCa,
}

/// The files, removed at the end.
pub struct Identity {
    /// The key and the certificate.
    pub pem: PathBuf,
    /// The CA that a client should know.
    pub ca: PathBuf,
}

impl Identity {
    pub fn new(kind: Kind, flaw: Flaw) -> Self {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let file = |name: &str| {
            let name = format!("smtpsh-{name}-{}-{number}.pem", std::process::id());
            std::env::temp_dir().join(name)
        };
        let (known, known_key) = authority("the known CA");
        let (unknown, unknown_key) = authority("another CA");
        let known_pem = known.self_signed(&known_key).unwrap().pem();
        let unknown_pem = unknown.self_signed(&unknown_key).unwrap().pem();
        let issuer = match flaw {
            Flaw::UnknownIssuer | Flaw::UnknownRoot => Issuer::new(unknown, unknown_key),
            _ => Issuer::new(known, known_key),
        };
        let name = match flaw {
            Flaw::OtherName => "other.example",
            _ => "127.0.0.1",
        };
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        params.not_before = date_time_ymd(2020, 1, 1);
        let last = if flaw == Flaw::Expired { 2021 } else { 2100 };
        params.not_after = date_time_ymd(last, 1, 1);
        let key = key(kind);
        if flaw == Flaw::SelfSignedCa {
            params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        }
        let certificate = match flaw {
            Flaw::SelfSigned | Flaw::SelfSignedCa => params.self_signed(&key).unwrap(),
            _ => params.signed_by(&key, &issuer).unwrap(),
        };
        let mut shown = certificate.pem();
        if flaw == Flaw::UnknownRoot {
            shown += &unknown_pem;
        }
        let identity = Self {
            pem: file("server"),
            ca: file("ca"),
        };
        std::fs::write(&identity.pem, key.serialize_pem() + &shown).unwrap();
        std::fs::write(&identity.ca, known_pem).unwrap();
        identity
    }
}

impl Drop for Identity {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.pem);
        let _ = std::fs::remove_file(&self.ca);
    }
}

fn authority(name: &str) -> (CertificateParams, KeyPair) {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    (params, KeyPair::generate().unwrap())
}

fn key(kind: Kind) -> KeyPair {
    // ring signs with RSA, but makes no keys; its Ed25519 keys are of a form that OpenSSL 3.0
    // does not read.
    let made = |args: &[&str]| {
        let made = Command::new("openssl")
            .arg("genpkey")
            .args(args)
            .output()
            .expect("openssl is installed");
        KeyPair::from_pem(&String::from_utf8(made.stdout).unwrap()).unwrap()
    };
    match kind {
        Kind::Ecdsa => KeyPair::generate().unwrap(),
        Kind::Ed25519 => made(&["-algorithm", "ED25519"]),
        Kind::Rsa => made(&["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"]),
    }
}
