//! Certificates that servers present.

use rcgen::{
    BasicConstraints, CertificateParams, CustomExtension, DnType, IsCa, Issuer, KeyPair, SanType,
};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

/// A chain, and the key of its first certificate.
pub type Identity = (Vec<CertificateDer<'static>>, PrivateKeyDer<'static>);

/// The identity that a case names.
pub fn named(name: &str) -> Identity {
    match name {
        "" => signed_by_itself(server()),
        "chain" => chain(100),
        "large" => signed_by_itself(filled(50_000)),
        "huge" => signed_by_itself(filled(64 * 1024)),
        "controls" => signed_by_itself(controls()),
        "ca" => signed_by_itself(authority()),
        "garbage" => garbage(),
        _ => panic!("no certificate {name}"),
    }
}

fn server() -> CertificateParams {
    CertificateParams::new(vec!["127.0.0.1".into()]).unwrap()
}

fn authority() -> CertificateParams {
    let mut params = server();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params
}

/// A certificate with a long extension that nobody knows.
fn filled(bytes: usize) -> CertificateParams {
    let mut params = server();
    let extension = CustomExtension::from_oid_content(&[1, 3, 6, 1, 4, 1, 1], vec![0; bytes]);
    params.custom_extensions.push(extension);
    params
}

/// Names that would take a terminal over.
fn controls() -> CertificateParams {
    let mut params = CertificateParams::default();
    let name = "\x1b[2J\x1b]0;t\x07\n-- Connected\u{202e}\u{9b}2J";
    params.distinguished_name.push(DnType::CommonName, name);
    let name = "a\x1b[2J\r\n.example".try_into().unwrap();
    params.subject_alt_names.push(SanType::DnsName(name));
    params
}

fn signed_by_itself(params: CertificateParams) -> Identity {
    let key = KeyPair::generate().unwrap();
    let certificate = params.self_signed(&key).unwrap();
    (vec![certificate.der().clone()], private(&key))
}

/// Each certificate is signed by the next one.
fn chain(length: usize) -> Identity {
    let mut key = KeyPair::generate().unwrap();
    let mut params = authority();
    let mut chain = vec![params.clone().self_signed(&key).unwrap().der().clone()];
    for number in 1..length {
        let issuer = Issuer::new(params, key);
        params = if number + 1 < length {
            authority()
        } else {
            server()
        };
        params
            .distinguished_name
            .push(DnType::CommonName, format!("number {number}"));
        key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &issuer).unwrap();
        chain.insert(0, certificate.der().clone());
    }
    (chain, private(&key))
}

/// A good certificate, and behind it what is none.
fn garbage() -> Identity {
    let (mut chain, key) = signed_by_itself(server());
    chain.push(CertificateDer::from(vec![
        0x30, 0x84, 0xff, 0xff, 0xff, 0xff,
    ]));
    (chain, key)
}

fn private(key: &KeyPair) -> PrivateKeyDer<'static> {
    PrivatePkcs8KeyDer::from(key.serialize_der()).into()
}
