//! TLS: its border, its certificates, its steps.

use crate::program::smtpsh;
use crate::server::{self, Certificate, lines_until, serve};
use std::io::Write;

#[test]
fn clear_text_behind_the_220_is_refused_by_name() {
    for moment_later in [false, true] {
        let server = serve(move |stream| {
            stream.write_all(b"220 hi\r\n").unwrap();
            lines_until(stream, "STARTTLS");
            if moment_later {
                stream.write_all(b"220 go\r\n").unwrap();
                // The Client Hello proves that the 220 was read alone.
                server::some_bytes(stream);
                stream.write_all(b"250 injected\r\n").unwrap();
            } else {
                stream.write_all(b"220 go\r\n250 injected\r\n").unwrap();
            }
            server::to_the_end(stream);
        });
        let ended = smtpsh(&[&server], "STARTTLS\nEHLO a\n");
        assert_eq!(ended.code, 4, "{ended:?}");
        assert!(
            ended
                .err
                .contains("clear text stood behind the server's consent")
                && ended.err.contains("250 injected"),
            "{ended:?}"
        );
        assert!(
            !ended.out.contains("C: EHLO a"),
            "it went on in clear text: {ended:?}"
        );
    }
}

#[test]
fn a_certificate_that_does_not_verify_is_refused_by_name() {
    for (certificate, says) in [
        (Certificate::Expired, "it expired on 2020-01-02"),
        (
            Certificate::OtherName,
            "expected 127.0.0.1, the certificate has other.example",
        ),
        (Certificate::UnknownIssuer, "unknown issuer: an unknown CA"),
    ] {
        let (server, ca) = server::serve_tls(certificate);
        let args = ["--ca", ca.path(), &server];
        let ended = smtpsh(&args, "EHLO a\nSTARTTLS\nEHLO b\n");
        assert_eq!(ended.code, 4, "{ended:?}");
        assert!(
            ended.err.contains(says) && ended.err.contains("Try: "),
            "{says}: {ended:?}"
        );
        assert!(
            !ended.out.contains("C: EHLO b"),
            "it went on in clear text: {ended:?}"
        );

        let insecure = smtpsh(
            &[&args[..], &["--insecure"]].concat(),
            "EHLO a\nSTARTTLS\nQUIT\n",
        );
        assert_eq!(insecure.code, 0, "{insecure:?}");
        assert!(
            insecure.out.contains("!! NOT VERIFIED") && insecure.out.contains(says),
            "{insecure:?}"
        );
    }
    let (server, ca) = server::serve_tls(Certificate::Good);
    let good = smtpsh(&["--ca", ca.path(), &server], "EHLO a\nSTARTTLS\nQUIT\n");
    assert_eq!(good.code, 0, "{good:?}");
    assert!(good.out.contains("verified for 127.0.0.1"), "{good:?}");
}

#[test]
fn tls_to_a_plain_port_says_so() {
    let server = serve(|stream| {
        stream.write_all(b"220 plain\r\n").unwrap();
        server::to_the_end(stream);
    });
    let ended = smtpsh(&[&format!("smtps://{server}")], "");
    assert_eq!(ended.code, 4, "{ended:?}");
    assert!(
        ended
            .err
            .contains("the server answered in clear text: 220 plain"),
        "{ended:?}"
    );
}

#[test]
fn the_upgrade_may_be_left_to_the_user() {
    let ended = smtpsh(
        &[],
        ":set upgrade off\nehlo a\nstarttls\n:upgrade\nehlo a\nquit\n",
    );
    assert_eq!(ended.code, 0, "{ended:?}");
    let awaited = ended.out.find(":upgrade begins it").unwrap();
    assert!(ended.out.find("TLS is up").unwrap() > awaited, "{ended:?}");
}

#[test]
fn what_the_server_says_to_clear_text_behind_its_220_is_named() {
    let script = ":set upgrade off\nehlo a\nstarttls\nehlo a\n";
    let ended = smtpsh(&[], script);
    assert!(
        ended.out.contains("a TLS alert, decode_error: "),
        "{ended:?}"
    );
    let transcript = tempfile::tempdir().unwrap();
    let file = transcript.path().join("a.txt");
    smtpsh(&["--record", file.to_str().unwrap()], script);
    let kept = std::fs::read_to_string(file).unwrap();
    assert!(kept.contains("a TLS alert, decode_error: "), "{kept}");
}

/// The last byte of this alert is a line end.
#[test]
fn an_alert_that_ends_a_line_is_named() {
    let server = serve(|stream| {
        stream.write_all(b"220 hi\r\n").unwrap();
        lines_until(stream, "STARTTLS");
        stream.write_all(b"220 go\r\n").unwrap();
        lines_until(stream, "EHLO");
        stream.write_all(b"\x15\x03\x03\x00\x02\x02\x0a").unwrap();
    });
    let ended = smtpsh(&[&server], ":set upgrade off\nSTARTTLS\nEHLO a\n");
    assert!(
        ended.out.contains("a TLS alert, unexpected_message: "),
        "{ended:?}"
    );
}

#[test]
fn the_handshake_is_explained_in_both_languages() {
    let explained = |args: &[&str]| {
        let args = [args, &["--tls-version", "1.2"]].concat();
        let ended = smtpsh(
            &args,
            "ehlo a\nstarttls\n:handshake\n:handshake all\n:cert\n:cert pem\nquit\n",
        );
        assert_eq!(ended.code, 0, "{ended:?}");
        ended.out
    };
    let steps = [
        "Client Hello",
        "Server Hello",
        "Certificate",
        "Server Key Exchange",
        "Server Hello Done",
        "Client Key Exchange",
        "Change Cipher Spec",
        "Finished",
        "New Session Ticket",
        "Change Cipher Spec",
        "Finished",
    ];
    let english = explained(&["--lang", "en"]);
    let mut lines = english
        .lines()
        .skip_while(|line| !line.contains("from    sent"));
    let column = lines.next().unwrap().find("message").unwrap();
    let listed: Vec<&str> = lines
        .map_while(|line| line.get(column..column + 20))
        .map(str::trim)
        .take(steps.len())
        .collect();
    assert_eq!(listed, steps, "{english}");
    let chinese = explained(&["--lang", "zh"]);
    for (english_words, chinese_words) in [
        (
            "gives its random, the first of the values",
            "客户端随机数——生成密钥所需的第一个值",
        ),
        (
            "Its random is the second",
            "服务器随机数——生成密钥所需的第二个值",
        ),
        ("Anybody can copy a certificate", "证书谁都可以复制"),
        (
            "signed with the key of its certificate",
            "用证书对应的私钥对它和两个随机数一起签名",
        ),
        ("it is the client's turn", "轮到客户端"),
        ("without its ever being sent", "它从未在线路上出现"),
        ("This connection used ECDHE instead", "本次连接用的是 ECDHE"),
        (
            "From here on the client encrypts",
            "客户端用新的会话密钥加密",
        ),
        ("A checksum over all messages", "对此前全部握手消息的校验值"),
        (
            "the kind of the server's key, which proves who it is; AES_256_GCM encrypts",
            "用来证明身份；AES_256_GCM 负责加密，并自带完整性校验（AEAD）；SHA384 是 PRF 用的哈希",
        ),
        ("the letters DOWNGRD", "字母 DOWNGRD"),
        (
            "4. that the server has the private key",
            "④服务器确有私钥：验证它的签名",
        ),
        (
            "In this session: verified for 127.0.0.1",
            "本次会话：已通过验证，与名称 127.0.0.1 相符",
        ),
        (
            "The practice server's CA was made by this program",
            "练习服务器的 CA 是本程序启动时临时生成的",
        ),
        (
            "master secret = PRF(pre-master secret",
            "主密钥 = PRF(预主密钥",
        ),
        (
            "subject      CN=practice.smtpsh.example",
            "主体         CN=practice.smtpsh.example",
        ),
        ("-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"),
    ] {
        assert!(
            english.contains(english_words),
            "{english_words}: {english}"
        );
        assert!(
            chinese.contains(chinese_words),
            "{chinese_words}: {chinese}"
        );
    }
    assert!(
        smtpsh(&[], ":handshake\n")
            .err
            .contains("no TLS handshake yet")
    );
}
