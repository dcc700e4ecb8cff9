//! AUTH against servers of the test: SCRAM with channel binding (RFC 5802, RFC 7677, RFC 9266), where
//! the server knows what the connection is bound to from its own side of TLS; EXTERNAL, where it
//! knows the client by its certificate; and AUTH by hand.

#![allow(clippy::unwrap_used, clippy::expect_used, unreachable_pub)]

#[path = "cli/program.rs"]
#[allow(dead_code, reason = "here it runs in some of its ways only")]
mod program;
#[path = "cli/server.rs"]
#[allow(dead_code, reason = "here it serves in one of its ways only")]
mod server;

use program::{Ended, smtpsh_with};
use rcgen::{CertificateParams, KeyPair, PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384};
use ring::{digest, hmac, pbkdf2};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{ProtocolVersion, RootCertStore, ServerConfig, ServerConnection, StreamOwned};
use smtpsh::protocol::sasl::{decode, encode};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::num::NonZeroU32;
use std::sync::Arc;
use tempfile::TempDir;

const USER: &str = "ada@example";
const CODE: &str = "letterslikethese";
const SALT: &[u8] = b"salt of the test";
const ROUNDS: u32 = 4096;

/// What the server takes the connection to be bound to.
#[derive(Clone, Copy, PartialEq)]
enum Bound {
    /// What it is bound to.
    Truly,
    /// Something else, as where somebody sits between two connections.
    Elsewhere,
}

/// Runs the program against a server with this certificate's key, over this version of TLS.
fn session(
    version: &'static str,
    key: KeyPair,
    hash: digest::Context,
    offer: &'static str,
    bound: Bound,
    script: &str,
) -> Ended {
    let folder = TempDir::new().unwrap();
    let params = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
    let certificate = params.self_signed(&key).unwrap();
    let ca = folder.path().join("ca.pem");
    std::fs::write(&ca, certificate.pem()).unwrap();
    let mut hash = hash;
    hash.update(certificate.der());
    let end_point = hash.finish().as_ref().to_vec();
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config =
        ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_protocol_versions(rustls::ALL_VERSIONS)
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .unwrap();
    let config = Arc::new(config);
    let address = server::serve(move |stream| {
        serve(stream, &config, &end_point, offer, bound);
    });
    smtpsh_with(
        &[
            "--tls-version",
            version,
            "--ca",
            ca.to_str().unwrap(),
            "--user",
            USER,
            &format!("smtps://{address}"),
        ],
        script,
        |command| {
            command.env("SMTPSH_CODE", CODE);
        },
    )
}

fn serve(
    stream: &mut TcpStream,
    config: &Arc<ServerConfig>,
    end_point: &[u8],
    offer: &str,
    bound: Bound,
) {
    let connection = ServerConnection::new(config.clone()).unwrap();
    let mut tls = StreamOwned::new(connection, stream);
    tls.write_all(b"220 hi\r\n").unwrap();
    server::line(&mut tls);
    let offers = format!("250-hi\r\n250 AUTH {offer}\r\n");
    tls.write_all(offers.as_bytes()).unwrap();
    let (kind, mut data) = match tls.conn.protocol_version() {
        Some(ProtocolVersion::TLSv1_3) => {
            let label = b"EXPORTER-Channel-Binding";
            let data = tls.conn.export_keying_material([0; 32], label, Some(b""));
            ("tls-exporter", data.unwrap().to_vec())
        }
        _ => ("tls-server-end-point", end_point.to_vec()),
    };
    if bound == Bound::Elsewhere {
        data[0] ^= 1;
    }
    let said = authenticate(&mut tls, kind, &data);
    tls.write_all(said).unwrap();
    server::lines_until(&mut tls, "QUIT");
    let _ = tls.write_all(b"221 bye\r\n");
}

/// The server's side of the exchange (RFC 5802 §5); returns its verdict.
fn authenticate(tls: &mut (impl Read + Write), kind: &str, data: &[u8]) -> &'static [u8] {
    let auth = String::from_utf8(server::line(tls)).unwrap();
    let mut words = auth.split_whitespace().skip(1);
    let mechanism = words.next().unwrap();
    let sha1 = mechanism.starts_with("SCRAM-SHA-1");
    let (hash, mac, derived) = if sha1 {
        let mac = hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY;
        (
            &digest::SHA1_FOR_LEGACY_USE_ONLY,
            mac,
            pbkdf2::PBKDF2_HMAC_SHA1,
        )
    } else {
        (
            &digest::SHA256,
            hmac::HMAC_SHA256,
            pbkdf2::PBKDF2_HMAC_SHA256,
        )
    };
    let first = text(words.next().unwrap());
    let gs2 = if mechanism.ends_with("-PLUS") {
        format!("p={kind},,")
    } else {
        "n,,".to_owned()
    };
    let Some(bare) = first.strip_prefix(&gs2) else {
        return b"535 other flag\r\n";
    };
    assert!(bare.starts_with(&format!("n={USER},r=")), "{bare}");
    let nonce = bare.rsplit("r=").next().unwrap().to_owned() + "server";
    let challenge = format!("r={nonce},s={},i={ROUNDS}", encode(SALT));
    say(tls, &challenge);

    let last = text(String::from_utf8(server::line(tls)).unwrap().trim_end());
    let (without_proof, proof) = last.rsplit_once(",p=").unwrap();
    let plus: &[u8] = if mechanism.ends_with("-PLUS") {
        data
    } else {
        b""
    };
    let bound = encode(&[gs2.as_bytes(), plus].concat());
    if without_proof != format!("c={bound},r={nonce}") {
        return b"535 the channels differ\r\n";
    }
    let mut salted = vec![0; hash.output_len()];
    let rounds = NonZeroU32::new(ROUNDS).unwrap();
    pbkdf2::derive(derived, rounds, SALT, CODE.as_bytes(), &mut salted);
    let mac = |key: &[u8], text: &[u8]| hmac::sign(&hmac::Key::new(mac, key), text);
    let signed = format!("{bare},{challenge},{without_proof}");
    let client_key = mac(&salted, b"Client Key");
    let stored = digest::digest(hash, client_key.as_ref());
    let signature = mac(stored.as_ref(), signed.as_bytes());
    let proof = decode(proof.as_bytes()).unwrap();
    let key: Vec<u8> = proof
        .iter()
        .zip(signature.as_ref())
        .map(|(a, b)| a ^ b)
        .collect();
    if digest::digest(hash, &key).as_ref() != stored.as_ref() {
        return b"535 wrong proof\r\n";
    }
    let server_key = mac(&salted, b"Server Key");
    let verifier = mac(server_key.as_ref(), signed.as_bytes());
    say(tls, &format!("v={}", encode(verifier.as_ref())));
    assert_eq!(server::line(tls), b"\r\n");
    b"235 welcome\r\n"
}

fn text(coded: &str) -> String {
    String::from_utf8(decode(coded.as_bytes()).unwrap()).unwrap()
}

fn say(tls: &mut impl Write, challenge: &str) {
    let line = format!("334 {}\r\n", encode(challenge.as_bytes()));
    tls.write_all(line.as_bytes()).unwrap();
}

fn p256() -> (KeyPair, digest::Context) {
    let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap();
    (key, digest::Context::new(&digest::SHA256))
}

/// Its certificate is signed with SHA-384, and so hashed with it (RFC 5929 §4.1).
fn p384() -> (KeyPair, digest::Context) {
    let key = KeyPair::generate_for(&PKCS_ECDSA_P384_SHA384).unwrap();
    (key, digest::Context::new(&digest::SHA384))
}

const OFFER: &str = "LOGIN SCRAM-SHA-1 SCRAM-SHA-1-PLUS SCRAM-SHA-256 SCRAM-SHA-256-PLUS";

#[test]
fn the_exchange_is_bound_to_the_connection() {
    for (version, key, binding) in [
        ("1.3", p256 as fn() -> _, "tls-exporter"),
        ("1.2", p256, "tls-server-end-point"),
        ("1.2", p384, "tls-server-end-point"),
    ] {
        for mechanism in ["", "scram-sha-256-plus", "scram-sha-1-plus"] {
            let (key, hash) = key();
            let script = format!("ehlo a\n:auth {mechanism}\nquit\n");
            let ended = session(version, key, hash, OFFER, Bound::Truly, &script);
            let what = format!("{version} {mechanism}: {ended:?}");
            assert_eq!(ended.code, 0, "{what}");
            assert!(ended.out.contains("S: 235 welcome"), "{what}");
            assert!(
                ended.out.contains(&format!("by {binding}: whoever")),
                "{what}"
            );
            assert!(ended.out.contains("signature is right"), "{what}");
            if mechanism.is_empty() {
                assert!(
                    ended.out.contains("SCRAM-SHA-256-PLUS is the strongest"),
                    "{what}"
                );
            }
        }
    }
}

#[test]
fn whoever_sits_in_between_is_refused() {
    for version in ["1.2", "1.3"] {
        let (key, hash) = p256();
        let script = "ehlo a\n:auth scram-sha-256-plus\n";
        let ended = session(version, key, hash, OFFER, Bound::Elsewhere, script);
        assert_eq!(ended.code, 1, "{ended:?}");
        assert!(
            ended.out.contains("S: 535 the channels differ"),
            "{ended:?}"
        );
    }
}

#[test]
fn without_plus_nothing_is_bound_and_a_list_cut_short_is_noticed() {
    let (key, hash) = p256();
    let script = "ehlo a\n:auth scram-sha-256\nquit\n";
    let ended = session("1.3", key, hash, OFFER, Bound::Truly, script);
    assert_eq!(ended.code, 0, "{ended:?}");
    // The server offers -PLUS and hears y, so it knows that somebody took it off the list.
    let (key, hash) = p256();
    let ended = session("1.3", key, hash, "SCRAM-SHA-256", Bound::Truly, script);
    assert_eq!(ended.code, 1, "{ended:?}");
    assert!(ended.out.contains("S: 535 other flag"), "{ended:?}");
    assert!(
        ended.out.contains("The flag y") || ended.out.contains("the flag y"),
        "{ended:?}"
    );
}

/// A server that knows clients by the certificates of `ca`, and says who came.
fn external_server(
    key: &KeyPair,
    own: CertificateDer<'static>,
    ca: CertificateDer<'static>,
) -> String {
    let mut roots = RootCertStore::empty();
    roots.add(ca).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier =
        WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider.clone()).build();
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(rustls::ALL_VERSIONS)
        .unwrap()
        .with_client_cert_verifier(verifier.unwrap())
        .with_single_cert(vec![own], key)
        .unwrap();
    let config = Arc::new(config);
    server::serve(move |stream| {
        let connection = ServerConnection::new(config.clone()).unwrap();
        let mut tls = StreamOwned::new(connection, stream);
        tls.write_all(b"220 hi\r\n").unwrap();
        server::line(&mut tls);
        tls.write_all(b"250-hi\r\n250 AUTH PLAIN EXTERNAL\r\n")
            .unwrap();
        let known = tls.conn.peer_certificates().is_some();
        let auth = String::from_utf8(server::line(&mut tls)).unwrap();
        let who = match auth.trim_end().strip_prefix("AUTH EXTERNAL ") {
            Some("=") => "whoever the certificate says".to_owned(),
            Some(coded) => text(coded),
            None => "nobody".to_owned(),
        };
        let code = if known { 235 } else { 535 };
        tls.write_all(format!("{code} {who}\r\n").as_bytes())
            .unwrap();
        server::lines_until(&mut tls, "QUIT");
        let _ = tls.write_all(b"221 bye\r\n");
    })
}

#[test]
fn a_certificate_of_the_client_logs_in() {
    let folder = TempDir::new().unwrap();
    let at = |name: &str| folder.path().join(name).display().to_string();
    let (key, own_key) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
    let own = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
    let own = own.self_signed(&own_key).unwrap();
    let client = CertificateParams::new(vec![USER.replace('@', ".")]).unwrap();
    let client = client.self_signed(&key).unwrap();
    std::fs::write(at("ca.pem"), own.pem()).unwrap();
    std::fs::write(at("client.pem"), client.pem()).unwrap();
    std::fs::write(at("key.pem"), key.serialize_pem()).unwrap();
    for (user, mechanism, who) in [
        (&[][..], "", "whoever the certificate says"),
        (&["--user", USER], "external", USER),
    ] {
        let address = external_server(&own_key, own.der().clone(), client.der().clone());
        let address = format!("smtps://{address}");
        let (ca, certificate, key) = (at("ca.pem"), at("client.pem"), at("key.pem"));
        let mut args = vec!["--ca", &ca, "--cert", &certificate, "--key", &key, &address];
        args.extend(user);
        let script = format!("ehlo a\n:auth {mechanism}\nquit\n");
        let ended = program::smtpsh(&args, &script);
        assert_eq!(ended.code, 0, "{ended:?}");
        assert!(ended.out.contains(&format!("S: 235 {who}\n")), "{ended:?}");
        assert!(!ended.out.contains("C: AUTH PLAIN"), "{ended:?}");
    }
}

#[test]
fn by_hand_the_answers_are_only_printed() {
    let folder = TempDir::new().unwrap();
    let record = folder.path().join("it.txt");
    let (user, code) = (
        "c3R1ZGVudEBzbXRwc2guZXhhbXBsZQ==",
        "bGV0dGVyc2xpa2V0aGVzZQ==",
    );
    let plain = "AHN0dWRlbnRAc210cHNoLmV4YW1wbGUAbGV0dGVyc2xpa2V0aGVzZQ==";
    for script in [
        format!("auth login\n:user\n{user}\n:code\n{code}\n"),
        format!(":auth login\nnoop\nauth login\n{user}\n{code}\n"),
        format!(":auth plain\nAUTH PLAIN {plain}\n"),
    ] {
        let script = format!("ehlo a\n:set auth by-hand\n{script}quit\n");
        let ended = program::smtpsh(&["--record", record.to_str().unwrap()], &script);
        assert_eq!(ended.code, 0, "{ended:?}");
        assert!(ended.out.contains("S: 235 "), "{ended:?}");
        let kept = std::fs::read_to_string(&record).unwrap();
        let printed = [code, plain]
            .iter()
            .any(|it| ended.out.contains(&format!("{it}\n")));
        assert!(printed, "{ended:?}");
        for secret in [code, plain, CODE] {
            assert!(!kept.contains(secret), "{kept}");
            assert!(!ended.out.contains(&format!("C: {secret}")), "{ended:?}");
        }
    }
}
