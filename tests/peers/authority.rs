//! A CA of the test, and a server certificate for 127.0.0.1 under it.

use super::folder::Folder;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use std::fs;

/// Writes `ca.pem`, and `server.pem` and `key.pem` for the server.
pub fn certify(folder: &Folder) {
    let (ca, ca_key) = authority("CA of the test");
    fs::write(folder.at("ca.pem"), ca.self_signed(&ca_key).unwrap().pem()).unwrap();
    let mut server = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
    server.distinguished_name.push(DnType::CommonName, "peer");
    let key = KeyPair::generate().unwrap();
    let certificate = server.signed_by(&key, &Issuer::new(ca, ca_key)).unwrap();
    fs::write(folder.at("server.pem"), certificate.pem()).unwrap();
    fs::write(folder.at("key.pem"), key.serialize_pem()).unwrap();
}

/// Writes a CA to `name` that has certified nobody.
pub fn another_authority(folder: &Folder, name: &str) {
    let (ca, key) = authority("another CA");
    fs::write(folder.at(name), ca.self_signed(&key).unwrap().pem()).unwrap();
}

fn authority(name: &str) -> (CertificateParams, KeyPair) {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    (params, KeyPair::generate().unwrap())
}
