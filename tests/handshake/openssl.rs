//! Against `openssl s_server`: what it and the program agree on is listed, step by step.

use super::identity::{Flaw, Identity, Kind};
use super::{FULL_12, FULL_13, handshake, steps};
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

#[test]
#[ignore = "needs openssl"]
fn tls_1_2_with_each_cipher_and_certificate() {
    for (kind, cipher, suite) in [
        (
            Kind::Ecdsa,
            "ECDHE-ECDSA-AES128-GCM-SHA256",
            "ECDSA_WITH_AES_128_GCM_SHA256",
        ),
        (
            Kind::Ecdsa,
            "ECDHE-ECDSA-AES256-GCM-SHA384",
            "ECDSA_WITH_AES_256_GCM_SHA384",
        ),
        (
            Kind::Ecdsa,
            "ECDHE-ECDSA-CHACHA20-POLY1305",
            "ECDSA_WITH_CHACHA20_POLY1305_SHA256",
        ),
        (
            Kind::Rsa,
            "ECDHE-RSA-AES128-GCM-SHA256",
            "RSA_WITH_AES_128_GCM_SHA256",
        ),
        (
            Kind::Rsa,
            "ECDHE-RSA-CHACHA20-POLY1305",
            "RSA_WITH_CHACHA20_POLY1305_SHA256",
        ),
        (
            Kind::Ed25519,
            "ECDHE-ECDSA-AES128-GCM-SHA256",
            "ECDSA_WITH_AES_128_GCM_SHA256",
        ),
    ] {
        let server = Server::start(kind, Flaw::None, &["-tls1_2", "-cipher", cipher]);
        let ended = handshake(&server.address, &["--ca", server.ca()]);
        assert_eq!(ended.code, 0, "{cipher}: {ended:?}");
        assert_eq!(steps(&ended), FULL_12, "{cipher}: {ended:?}");
        assert!(
            ended.out.contains(&format!("TLS_ECDHE_{suite}")),
            "{ended:?}"
        );
    }
}

#[test]
#[ignore = "needs openssl"]
fn tls_1_3_with_each_cipher_and_certificate() {
    for (kind, suite) in [
        (Kind::Ecdsa, "TLS_AES_128_GCM_SHA256"),
        (Kind::Rsa, "TLS_AES_256_GCM_SHA384"),
        (Kind::Ed25519, "TLS_CHACHA20_POLY1305_SHA256"),
    ] {
        let server = Server::start(kind, Flaw::None, &["-tls1_3", "-ciphersuites", suite]);
        let ended = handshake(&server.address, &["--ca", server.ca()]);
        assert_eq!(ended.code, 0, "{suite}: {ended:?}");
        assert_eq!(steps(&ended), FULL_13, "{suite}: {ended:?}");
        assert!(
            ended.out.contains(&format!("Cipher Suite: {suite} ")),
            "{ended:?}"
        );
    }
}

#[test]
#[ignore = "needs openssl"]
fn another_group_needs_another_hello() {
    let server = Server::start(Kind::Ecdsa, Flaw::None, &["-tls1_3", "-groups", "P-384"]);
    let ended = handshake(&server.address, &["--ca", server.ca()]);
    assert_eq!(ended.code, 0, "{ended:?}");
    let mut expected = vec![
        "client plain Client Hello",
        "server plain Hello Retry Request",
        "server plain Change Cipher Spec",
        "client plain Change Cipher Spec",
        "client plain Client Hello",
        "server plain Server Hello",
    ];
    // The fake Change Cipher Spec of both sides has gone already.
    let rest = FULL_13[3..].iter();
    expected.extend(rest.filter(|step| !step.ends_with("Change Cipher Spec")));
    assert_eq!(steps(&ended), expected, "{ended:?}");
}

#[test]
#[ignore = "needs openssl"]
fn a_client_certificate_is_asked_for() {
    for (version, full) in [("-tls1_2", FULL_12), ("-tls1_3", FULL_13)] {
        let server = Server::start(Kind::Ecdsa, Flaw::None, &[version, "-verify", "1"]);
        let ended = handshake(&server.address, &["--ca", server.ca()]);
        assert_eq!(ended.code, 0, "{ended:?}");
        let asked: Vec<String> = steps(&ended);
        let added: Vec<&String> = asked
            .iter()
            .filter(|step| !full.contains(&step.as_str()))
            .collect();
        let encrypted = if version == "-tls1_3" {
            "encrypted"
        } else {
            "plain"
        };
        let expected = [
            format!("server {encrypted} Certificate Request"),
            format!("client {encrypted} Certificate"),
        ];
        assert_eq!(added, expected.iter().collect::<Vec<_>>(), "{ended:?}");
        assert_eq!(asked.len(), full.len() + 2, "{ended:?}");
        assert!(
            ended.out.contains("the client has none and says so"),
            "{ended:?}"
        );
    }
}

#[test]
#[ignore = "needs openssl"]
fn a_certificate_that_does_not_verify_ends_with_our_alert() {
    for (flaw, alert, what) in [
        (
            Flaw::Expired,
            "certificate_expired",
            "it expired on 2021-01-01 00:00 UTC, ",
        ),
        (
            Flaw::OtherName,
            "certificate_unknown",
            "the certificate has other.example",
        ),
        (
            Flaw::UnknownIssuer,
            "unknown_ca",
            "another CA, whose certificate the server did not send",
        ),
        (
            Flaw::UnknownRoot,
            "unknown_ca",
            "unknown issuer: another CA (",
        ),
        (Flaw::SelfSigned, "unknown_ca", "it is self-signed"),
        (
            Flaw::SelfSignedCa,
            "certificate_unknown",
            "a CA's own certificate",
        ),
    ] {
        for version in ["-tls1_2", "-tls1_3"] {
            let server = Server::start(Kind::Ecdsa, flaw, &[version]);
            let ended = handshake(&server.address, &["--ca", server.ca()]);
            assert_eq!(ended.code, 4, "{ended:?}");
            assert!(ended.err.contains(what), "{what}: {ended:?}");
            let listed = steps(&ended);
            assert!(listed.last().unwrap().ends_with(" Alert"), "{ended:?}");
            assert!(listed.last().unwrap().starts_with("client "), "{ended:?}");
            let alerts = [alert, "bad_certificate"];
            assert!(
                alerts
                    .iter()
                    .any(|name| ended.out.contains(&format!("Fatal, {name}"))),
                "{alert}: {ended:?}"
            );
            assert!(ended.out.contains("there are no session keys"), "{ended:?}");
        }
    }
}

/// Whoever names a certificate itself trusts it; its name and its dates count all the same.
#[test]
#[ignore = "needs openssl"]
fn a_named_certificate_is_trusted() {
    for flaw in [Flaw::SelfSigned, Flaw::SelfSignedCa] {
        for version in ["-tls1_2", "-tls1_3"] {
            let server = Server::start(Kind::Ecdsa, flaw, &[version]);
            let itself = server.identity.pem.to_str().unwrap();
            let trusted = handshake(&server.address, &["--ca", itself]);
            assert_eq!(trusted.code, 0, "{trusted:?}");
            assert!(
                trusted.out.contains("verified for 127.0.0.1"),
                "{trusted:?}"
            );
            let named = ["--ca", itself, "--servername", "other.example"];
            let other = handshake(&server.address, &named);
            assert_eq!(other.code, 4, "{other:?}");
            assert!(other.err.contains("expected other.example"), "{other:?}");
        }
    }
}

#[test]
#[ignore = "needs openssl"]
fn a_client_certificate_of_version_1_is_named() {
    let server = Server::start(Kind::Ecdsa, Flaw::None, &[]);
    let folder = std::env::temp_dir().join(format!("smtpsh-v1-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let made = std::process::Command::new("sh")
        .current_dir(&folder)
        .args([
            "-ec",
            "openssl req -newkey rsa:2048 -nodes -keyout key.pem -subj /CN=v1 -out csr.pem 2>&1
            openssl x509 -req -in csr.pem -signkey key.pem -out v1.pem 2>&1; cat key.pem >> v1.pem",
        ])
        .output()
        .unwrap();
    assert!(made.status.success(), "{made:?}");
    let certificate = folder.join("v1.pem");
    let arguments = ["--ca", server.ca(), "--cert", certificate.to_str().unwrap()];
    let ended = handshake(&server.address, &arguments);
    assert_eq!(ended.code, 2, "{ended:?}");
    assert!(
        ended.err.contains("v1.pem is of X.509 version 1"),
        "{ended:?}"
    );
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
#[ignore = "needs openssl"]
fn no_version_in_common_is_an_alert() {
    let server = Server::start(Kind::Ecdsa, Flaw::None, &["-tls1_2"]);
    let ended = handshake(&server.address, &["--insecure", "--tls-version", "1.3"]);
    assert_eq!(ended.code, 4, "{ended:?}");
    let expected = ["client plain Client Hello", "server plain Alert"];
    assert_eq!(steps(&ended), expected, "{ended:?}");
    assert!(ended.out.contains("Fatal, protocol_version"), "{ended:?}");
    assert!(
        ended.out.contains("The two have no TLS version in common"),
        "{ended:?}"
    );
}

/// The handshake of the lab: TLS 1.2, ECDHE_RSA, AES_128_GCM_SHA256, and what a student has to
/// answer about it.
#[test]
#[ignore = "needs openssl"]
fn the_labs_questions_are_answered_in_chinese() {
    let cipher = ["-tls1_2", "-cipher", "ECDHE-RSA-AES128-GCM-SHA256"];
    let server = Server::start(Kind::Rsa, Flaw::None, &cipher);
    let ended = handshake(&server.address, &["--ca", server.ca(), "--lang", "zh"]);
    assert_eq!(ended.code, 0, "{ended:?}");
    for answer in [
        // Client Hello: what it offers, and the first random.
        "列出自己支持的 TLS 版本、密码套件和椭圆曲线，并给出客户端随机数——生成密钥所需的第一个值",
        // Server Hello: what is chosen, and the second random.
        "从客户端的列表中选定版本和密码套件，并给出服务器随机数——生成密钥所需的第二个值",
        "Cipher Suite: TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 (0xc02f)",
        // Certificate: who it is, and what proves it.
        "名称和公钥，由 CA 签名",
        // Server Key Exchange: a fresh public key, signed.
        "服务器临时生成的 ECDHE 公钥，并用证书对应的私钥对它和两个随机数一起签名",
        // Server Hello Done.
        "服务器的第一轮消息发完了，轮到客户端",
        // Client Key Exchange: the third value, which does not travel.
        "得到相同的预主密钥（Pre-Master Secret）——第三个值，它从未在线路上出现",
        "注意：教科书在这里常讲 RSA 密钥交换",
        // Change Cipher Spec and Finished.
        "从这里起，客户端用新的会话密钥加密",
        "对此前全部握手消息的校验值",
        // How the keys came to be.
        "会话密钥是怎样得到的（TLS 1.2，TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256）",
        "主密钥 = PRF(预主密钥",
        "切分为 AES_128_GCM 的密钥和 IV",
    ] {
        assert!(ended.out.contains(answer), "{answer}: {ended:?}");
    }
}

/// A running server, stopped at the end.
struct Server {
    child: Child,
    address: String,
    identity: Identity,
}

impl Server {
    fn start(kind: Kind, flaw: Flaw, args: &[&str]) -> Self {
        let identity = Identity::new(kind, flaw);
        // It takes port 0, and says which one the system gave. The end of its input would end it.
        let mut child = Command::new("openssl")
            .args(["s_server", "-accept", "127.0.0.1:0", "-cert"])
            .arg(&identity.pem)
            // Or it would show the first certificate of the file only.
            .arg("-cert_chain")
            .arg(&identity.pem)
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("openssl is installed");
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let address = lines
            .find_map(|line| line.unwrap().strip_prefix("ACCEPT ").map(str::to_owned))
            .expect("openssl listens");
        // What it goes on to say must find a reader.
        std::thread::spawn(move || lines.for_each(drop));
        // A greeting is not to be waited for.
        let address = format!("smtps://{address}");
        Self {
            child,
            address,
            identity,
        }
    }

    fn ca(&self) -> &str {
        self.identity.ca.to_str().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
