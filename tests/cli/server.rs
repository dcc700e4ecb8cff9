//! Servers of one session each, on a port that the system gives.

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// Serves the first connections with `session`; returns the address.
pub fn serve(session: impl Fn(&mut TcpStream) + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    std::thread::spawn(move || {
        for stream in listener.incoming().take(4) {
            let mut stream = stream.unwrap();
            stream
                .set_read_timeout(Some(Duration::from_secs(60)))
                .unwrap();
            session(&mut stream);
        }
    });
    address
}

/// One line, with its end; nothing at the end of the connection.
pub fn line(stream: &mut impl Read) -> Vec<u8> {
    let mut line = Vec::new();
    let mut byte = [0];
    while !line.ends_with(b"\n") && stream.read(&mut byte).unwrap_or(0) == 1 {
        line.push(byte[0]);
    }
    line
}

/// Reads lines up to one that begins with `word`, in any case, or to the end.
pub fn lines_until(stream: &mut impl Read, word: &str) -> usize {
    let word = word.to_ascii_uppercase();
    (0..100)
        .take_while(|_| {
            let line = line(stream);
            let begins = line.get(..word.len());
            !line.is_empty() && !begins.is_some_and(|it| it.eq_ignore_ascii_case(word.as_bytes()))
        })
        .count()
}

pub fn some_bytes(stream: &mut impl Read) {
    let _ = stream.read(&mut [0; 4096]);
}

pub fn to_the_end(stream: &mut impl Read) {
    let _ = std::io::copy(stream, &mut std::io::sink());
}

/// What is wrong with a certificate.
#[derive(Clone, Copy)]
pub enum Certificate {
    Good,
    Expired,
    OtherName,
    UnknownIssuer,
}

/// A CA's file, removed at the end.
pub struct CaFile(PathBuf);

impl CaFile {
    pub fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for CaFile {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// An SMTP server with STARTTLS and this certificate, and the CA that a client should know.
pub fn serve_tls(certificate: Certificate) -> (String, CaFile) {
    let (known, known_key) = ca("the known CA");
    let (unknown, unknown_key) = ca("an unknown CA");
    let known_pem = known.self_signed(&known_key).unwrap().pem();
    let name = if matches!(certificate, Certificate::OtherName) {
        "other.example"
    } else {
        "127.0.0.1"
    };
    let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
    params.not_before = date_time_ymd(2020, 1, 1);
    params.not_after = date_time_ymd(
        if matches!(certificate, Certificate::Expired) {
            2020
        } else {
            2100
        },
        1,
        2,
    );
    let issuer = match certificate {
        Certificate::UnknownIssuer => Issuer::new(unknown, unknown_key),
        _ => Issuer::new(known, known_key),
    };
    let key = KeyPair::generate().unwrap();
    let certificate = params.signed_by(&key, &issuer).unwrap();
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config =
        ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_protocol_versions(rustls::ALL_VERSIONS)
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .unwrap();
    let config = Arc::new(config);
    let address = serve(move |stream| {
        stream.write_all(b"220 hi\r\n").unwrap();
        lines_until(stream, "EHLO");
        stream.write_all(b"250-hi\r\n250 STARTTLS\r\n").unwrap();
        lines_until(stream, "STARTTLS");
        stream.write_all(b"220 go\r\n").unwrap();
        let connection = ServerConnection::new(config.clone()).unwrap();
        let mut tls = StreamOwned::new(connection, stream);
        if lines_until(&mut tls, "QUIT") == 0 {
            let _ = tls.write_all(b"221 bye\r\n");
        }
    });
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let path = std::env::temp_dir().join(format!("smtpsh-cli-{}-{number}.pem", std::process::id()));
    std::fs::write(&path, known_pem).unwrap();
    (address, CaFile(path))
}

fn ca(name: &str) -> (CertificateParams, KeyPair) {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    (params, KeyPair::generate().unwrap())
}
