//! What each step of a TLS handshake is for, and how the session keys came to be.

mod alert;
mod keys;

pub use alert::Meaning;
pub use keys::{Origin, session_keys};

use crate::direction::Direction;
use crate::tls::{ClientKeyExchange, KeyExchange, Message, Sealed, Step, Suite, Summary, Version};
use crate::words::Lang;

crate::words! {
    /// What a step is for.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum Purpose {
        HelloRequest => "The server asks the client to begin a new handshake.", "服务器请求客户端重新开始一次握手。";
        ClientHello => "The client opens: it lists the versions, cipher suites and groups that it can do, and gives its random, the first of the values that the keys are made of.", "客户端打招呼：列出自己支持的 TLS 版本、密码套件和椭圆曲线，并给出客户端随机数——生成密钥所需的第一个值。";
        ClientHello13 => "The client opens: it lists the versions, cipher suites and groups that it can do, and gives its random. In TLS 1.3 the keys are made of the secret that both compute from their key shares, and of a hash of all messages, in which the two randoms are.", "客户端打招呼：列出自己支持的 TLS 版本、密码套件和椭圆曲线，并给出客户端随机数。TLS 1.3 的密钥由两样东西推导：双方用公钥（key share）算出的共享密钥，和全部握手消息的哈希；两个随机数就在这些消息里。";
        OldVersion => "The field Version says TLS 1.2 for the sake of old network boxes; the versions that count stand in the extension supported_versions.", "Version 字段写的仍是 TLS 1.2，只是为了兼容途中的旧设备；真正的版本写在扩展 supported_versions 里。";
        Downgraded => "Its random ends with 444f574e47524401, the letters DOWNGRD: a server that can do TLS 1.3 and was asked for 1.2 says so there. A client that had asked for 1.3 would know that somebody changed its hello, and stop (RFC 8446 §4.1.3).", "服务器随机数以 444f574e47524401（字母 DOWNGRD）结尾：支持 TLS 1.3 的服务器在只被要求 1.2 时留下这个记号。如果客户端本来要的是 1.3，看到它就知道有人改了自己的 Client Hello，会中止握手（RFC 8446 §4.1.3，防降级）。";
        AsksByName => "It names the server that it wants, in the clear (SNI): one address may serve several names, each with its own certificate.", "它还以明文写明要访问的服务器名（SNI）：同一地址可能有多个域名，各有各的证书。";
        ClientShare => "In TLS 1.3 it also sends its public key share at once, guessing which group the server will take: that saves a round trip.", "TLS 1.3 中客户端直接附上自己的密钥交换公钥（key share），预先猜测服务器会选用的曲线，从而省去一个来回。";
        SecondHello => "The client says hello again, with the key share that the server asked for.", "客户端按服务器的要求换用另一条曲线的公钥，重新发送 Client Hello。";
        OffersResumption => "It offers to go on from an earlier session, by the ticket or the number of that session.", "它同时出示以前会话的票据（或会话 ID），希望恢复该会话。";
        ServerHello12 => "The server chooses: one version and one cipher suite from the client's list. Its random is the second of the values that the keys are made of.", "服务器作出选择：从客户端的列表中选定版本和密码套件，并给出服务器随机数——生成密钥所需的第二个值。";
        ServerHello13 => "The server chooses version and cipher suite, and sends its random and its own public key share. Now both sides can compute the same secret; what the server sends of the handshake from here on is encrypted (but for Change Cipher Spec).", "服务器选定版本和密码套件，给出服务器随机数和自己的密钥交换公钥。至此双方都能算出同一个共享密钥；此后服务器发送的握手消息全部加密（Change Cipher Spec 除外）。";
        Resumes => "It goes on from an earlier session: there will be no certificate, because that was verified then.", "服务器同意恢复以前的会话：本次不再发送证书，因为当时已经验证过。";
        HelloRetryRequest => "The server knows none of the groups that the client sent a key share for, and names one that both have: the client must say hello again. (On the wire it is a Server Hello with a fixed random.)", "服务器不支持客户端所附公钥的曲线，于是指定一条双方都支持的，请客户端重新打招呼。（在线路上它是一个随机数固定的 Server Hello。）";
        EncryptedExtensions => "The server's answers to the extensions that need not be seen by everybody: the first message that is encrypted.", "服务器对其余扩展的答复，不必让旁人看见：这是第一条加密的消息。";
        ServerCertificate => "The server shows who it is: its certificate has its name and its public key, and is signed by a CA. Certificates of CAs between may follow; the root is on the client's computer and is mostly not sent. Anybody can copy a certificate: the proof that it is the server's own is the signature that follows.", "服务器出示身份：证书里有服务器的名称和公钥，由 CA 签名。服务器还可附上中间 CA 的证书；根证书在客户端本机，一般不发送。证书谁都可以复制，真正证明身份的是后面的签名。";
        Verification => "The client verifies: 1. the signatures, each with its issuer's public key, up to a root that this computer trusts; 2. the dates; 3. that the name is the one it connects to; 4. that the server has the private key, by what it signs with it (Server Key Exchange, in TLS 1.3 Certificate Verify).", "客户端验证：①用颁发者的公钥逐级验签，直到本机信任的根；②有效期；③名称与所连服务器一致；④服务器确有私钥：验证它的签名（Server Key Exchange，TLS 1.3 中是 Certificate Verify）。";
        EncryptedCertificate => "In TLS 1.3 it travels encrypted, so an onlooker does not see it.", "在 TLS 1.3 中证书是加密传送的，旁人看不到。";
        ClientCertificate => "The client shows its certificate, as the server has asked.", "客户端按服务器的要求出示自己的证书。";
        NoClientCertificate => "The server asked for a certificate; the client has none and says so with an empty list.", "服务器要求客户端证书，而客户端没有，于是发送一个空列表。";
        CertificateStatus => "A fresh statement of the CA that the certificate is not revoked (OCSP stapling).", "CA 最近签发的证明，说明证书没有被吊销（OCSP 装订）。";
        ServerKeyExchange => "The server's fresh ECDHE public key, signed with the key of its certificate: so nobody in the middle can put in a key of their own. The signature also covers both randoms.", "给出服务器临时生成的 ECDHE 公钥，并用证书对应的私钥对它和两个随机数一起签名：这样中间人就无法换成自己的公钥。";
        ServerKeyExchangeDhe => "The server's fresh Diffie-Hellman public key, signed with the key of its certificate.", "给出服务器临时生成的 DH 公钥，并用证书对应的私钥对它和两个随机数一起签名。";
        CertificateRequest => "The server asks the client for a certificate too.", "服务器要求客户端也出示证书。";
        ServerHelloDone => "The server has said all of its part and waits: it is the client's turn.", "服务器的第一轮消息发完了，轮到客户端。";
        ClientKeyExchange => "The client's fresh ECDHE public key. Each side combines its own private key with the other's public key, and both get the same pre-master secret, the third value, without its ever being sent.", "客户端临时生成的 ECDHE 公钥。双方各用自己的私钥与对方的公钥计算，得到相同的预主密钥（Pre-Master Secret）——第三个值，它从未在线路上出现。";
        ClientKeyExchangeDhe => "The client's fresh Diffie-Hellman public key: both sides now compute the same pre-master secret, the third value, without its ever being sent.", "客户端临时生成的 DH 公钥：双方由此算出相同的预主密钥——第三个值，它从未在线路上出现。";
        ClientKeyExchangeRsa => "The client made the pre-master secret, the third value, and sends it encrypted with the public key of the certificate: only the server can read it, and so can everybody who ever gets that key, also for recorded sessions.", "客户端自己生成预主密钥（第三个值），用证书中的公钥加密后发送：只有服务器能解开；但日后谁拿到服务器私钥，谁就能解密以前录下的会话。";
        NotAsInTextbooks => "Textbooks often describe RSA key exchange here (the client encrypts the pre-master secret with the server's public key). This connection used ECDHE instead: no secret travels, not even encrypted, so stealing the server's key later does not open what was recorded (forward secrecy).", "注意：教科书在这里常讲 RSA 密钥交换（客户端用服务器公钥加密预主密钥后发送）。本次连接用的是 ECDHE：预主密钥不在线路上传输，即使以后服务器私钥泄露，录下的会话也解不开（前向保密，Forward Secrecy）。";
        ServerCertificateVerify => "The proof: the server signs all messages so far with the key of its certificate. Who only copied the certificate cannot do that.", "身份证明：服务器用证书对应的私钥对到此为止的全部握手消息签名。只复制了证书的人做不到这一点。";
        ClientCertificateVerify => "The proof: the client signs all messages so far with the key of its certificate.", "身份证明：客户端用证书对应的私钥对到此为止的全部握手消息签名。";
        ClientChangeCipherSpec => "From here on the client encrypts with the new keys.", "从这里起，客户端用新的会话密钥加密。";
        ServerChangeCipherSpec => "From here on the server encrypts with the new keys.", "从这里起，服务器用新的会话密钥加密。";
        FakeChangeCipherSpec => "It means nothing in TLS 1.3 and is sent only to look like TLS 1.2 to old network boxes on the way (RFC 8446 §D.4).", "在 TLS 1.3 中它没有任何作用，只是为了兼容途中的旧设备（看起来像 TLS 1.2，RFC 8446 §D.4）。";
        ClientFinished => "A checksum over all messages of the handshake so far, made and encrypted with the new keys: if anybody had changed a byte on the way, the server would notice now.", "对此前全部握手消息的校验值，用新密钥计算并加密：途中若有人改动过任何内容，服务器此时就会发现。";
        ServerFinished => "The server's checksum over all messages of the handshake so far: it proves that the server has the same keys and has seen the same messages.", "服务器对此前全部握手消息的校验值：证明它拥有相同的密钥，看到的握手消息也相同。";
        HandshakeDone => "With this the handshake is done: what follows is the mail session, encrypted.", "握手到此完成：后面就是加密的邮件会话。";
        NewSessionTicket => "The server hands out a ticket, which only it can read: with it the client can resume this session later in a shorter handshake.", "服务器发给客户端一张只有它自己能解读的票据：以后凭它可以用更短的握手恢复会话。";
        EndOfEarlyData => "The client's early data ends here.", "客户端的提前数据（0-RTT）到此结束。";
        KeyUpdate => "The sender makes new keys from the old ones and uses them from here on.", "发送方由旧密钥推出新密钥，从这里起改用新密钥。";
        Other => "A message that smtpsh knows only by its number.", "smtpsh 只知道这种消息的编号。";
        NoSecret => "It cannot be shown, because its secret is not known.", "没有对应的密钥，无法显示内容。";
        OtherSuite => "It cannot be shown, because smtpsh does not decrypt this cipher suite.", "smtpsh 不会解密这种密码套件，无法显示内容。";
        Damaged => "It cannot be decrypted: it is damaged, or was made with other keys.", "解密失败：内容已损坏，或使用了别的密钥。";
        Malformed => "It is not as the standard has it, so only its beginning could be read.", "不符合标准，只能读出开头部分。";
        NotTls => "This is not TLS: the other side speaks something else on this port.", "这不是 TLS：对方在该端口上说的是别的协议。";
    }
}

crate::words! {
    /// What the name of a cipher suite says.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub enum SuiteName {
        Aead { exchange: String, signs: String, cipher: String, hash: String } => "The suite: {exchange} is the key exchange, which brings the pre-master secret; {signs} is the kind of the server's key, which proves who it is; {cipher} encrypts and also notices every change (AEAD); {hash} is the hash of the PRF, which makes the keys, and has nothing to do with the single records.", "密码套件的组成：{exchange} 是密钥交换，用来得到预主密钥；{signs} 是服务器证书的密钥类型，用来证明身份；{cipher} 负责加密，并自带完整性校验（AEAD）；{hash} 是 PRF 用的哈希，用来推导密钥，不负责各条记录的完整性。";
        Mac { exchange: String, signs: String, cipher: String, hash: String } => "The suite: {exchange} is the key exchange, which brings the pre-master secret; {signs} is the kind of the server's key, which proves who it is; {cipher} encrypts; an HMAC with {hash} notices every change.", "密码套件的组成：{exchange} 是密钥交换，用来得到预主密钥；{signs} 是服务器证书的密钥类型，用来证明身份；{cipher} 负责加密；用 {hash} 计算的 HMAC 校验每条记录的完整性。";
        Tls13 { cipher: String, hash: String } => "A suite of TLS 1.3 says only what encrypts and notices every change ({cipher}, an AEAD), and the hash of HKDF, which makes the keys ({hash}). Key exchange and signature are agreed on in extensions: key_share and signature_algorithms.", "TLS 1.3 的套件只规定加密算法（{cipher}，自带完整性校验）和哈希（{hash}，供 HKDF 推导密钥）；密钥交换和签名在扩展 key_share、signature_algorithms 里另行协商。";
    }
}

/// What is said about a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation(Vec<Sentence>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Sentence {
    Purpose(Purpose),
    Suite(SuiteName),
    Alert(Meaning),
}

impl Explanation {
    /// The sentences, a line each.
    pub fn say(&self, lang: Lang) -> String {
        let lines: Vec<String> = self
            .0
            .iter()
            .map(|sentence| match sentence {
                Sentence::Purpose(purpose) => purpose.say(lang),
                Sentence::Suite(name) => name.say(lang),
                Sentence::Alert(meaning) => meaning.say(lang),
            })
            .collect();
        lines.join("\n")
    }
}

/// Explains a step by itself, by those before it, and by what the handshake came to.
pub fn explain(step: &Step, earlier: &[Step], summary: &Summary) -> Explanation {
    if let Message::Alert(alert) = &step.message {
        return Explanation(vec![Sentence::Alert(alert::meaning(alert.description.0))]);
    }
    let purposes = purposes(step, earlier, summary);
    let mut said: Vec<_> = purposes.into_iter().map(Sentence::Purpose).collect();
    if let Message::ServerHello(hello) = &step.message {
        said.extend(suite_name(hello.suite).map(Sentence::Suite));
    }
    Explanation(said)
}

/// What the parts of a suite's name are for.
fn suite_name(suite: Suite) -> Option<SuiteName> {
    let parts = suite.parts()?;
    let (cipher, hash) = (parts.cipher.to_owned(), parts.hash.to_owned());
    let (Some(exchange), Some(signs)) = (parts.key_exchange, parts.authentication) else {
        return Some(SuiteName::Tls13 { cipher, hash });
    };
    let (exchange, signs) = (exchange.to_owned(), signs.to_owned());
    // RFC 5288, RFC 6655, RFC 7905.
    let aead = ["GCM", "CCM", "POLY1305"];
    Some(if aead.iter().any(|name| cipher.contains(name)) {
        SuiteName::Aead {
            exchange,
            signs,
            cipher,
            hash,
        }
    } else {
        SuiteName::Mac {
            exchange,
            signs,
            cipher,
            hash,
        }
    })
}

fn purposes(step: &Step, earlier: &[Step], summary: &Summary) -> Vec<Purpose> {
    use Purpose as P;
    let tls13 = summary.version == Some(Version::TLS1_3);
    let client = step.direction == Direction::Client;
    let resumed = summary.resumed.is_some();
    match &step.message {
        Message::HelloRequest => vec![P::HelloRequest],
        Message::ClientHello(_) => {
            let again = earlier
                .iter()
                .any(|step| matches!(step.message, Message::HelloRetryRequest(_)));
            let mut said = vec![match (again, tls13) {
                (true, _) => P::SecondHello,
                (false, true) => P::ClientHello13,
                (false, false) => P::ClientHello,
            }];
            said.extend((tls13 && !again).then_some(P::OldVersion));
            said.extend((summary.server_name.is_some() && !again).then_some(P::AsksByName));
            said.extend((tls13 && !again).then_some(P::ClientShare));
            said.extend(resumed.then_some(P::OffersResumption));
            said
        }
        Message::ServerHello(hello) => {
            let mut said = vec![if tls13 {
                P::ServerHello13
            } else {
                P::ServerHello12
            }];
            said.extend(hello.random.ends_with(DOWNGRADED).then_some(P::Downgraded));
            said.extend(resumed.then_some(P::Resumes));
            said
        }
        Message::HelloRetryRequest(_) => vec![P::HelloRetryRequest],
        Message::EncryptedExtensions(_) => vec![P::EncryptedExtensions],
        Message::Certificate(chain) if client && chain.certificates.is_empty() => {
            vec![P::NoClientCertificate]
        }
        Message::Certificate(_) if client => vec![P::ClientCertificate],
        Message::Certificate(_) if step.encrypted => {
            vec![
                P::ServerCertificate,
                P::Verification,
                P::EncryptedCertificate,
            ]
        }
        Message::Certificate(_) => vec![P::ServerCertificate, P::Verification],
        Message::CertificateStatus { .. } => vec![P::CertificateStatus],
        Message::ServerKeyExchange(_) => vec![match summary.key_exchange {
            Some(KeyExchange::Dhe) => P::ServerKeyExchangeDhe,
            _ => P::ServerKeyExchange,
        }],
        Message::CertificateRequest(_) => vec![P::CertificateRequest],
        Message::ServerHelloDone => vec![P::ServerHelloDone],
        Message::ClientKeyExchange(ClientKeyExchange::Rsa(_)) => vec![P::ClientKeyExchangeRsa],
        Message::ClientKeyExchange(ClientKeyExchange::Dhe(_)) => vec![P::ClientKeyExchangeDhe],
        Message::ClientKeyExchange(_) => vec![P::ClientKeyExchange, P::NotAsInTextbooks],
        Message::CertificateVerify(_) if client => vec![P::ClientCertificateVerify],
        Message::CertificateVerify(_) => vec![P::ServerCertificateVerify],
        Message::ChangeCipherSpec { fake: true } => vec![P::FakeChangeCipherSpec],
        Message::ChangeCipherSpec { .. } if client => vec![P::ClientChangeCipherSpec],
        Message::ChangeCipherSpec { .. } => vec![P::ServerChangeCipherSpec],
        Message::Finished(_) => {
            let mut said = vec![if client {
                P::ClientFinished
            } else {
                P::ServerFinished
            }];
            let second = earlier
                .iter()
                .any(|step| matches!(step.message, Message::Finished(_)));
            said.extend(second.then_some(P::HandshakeDone));
            said
        }
        Message::NewSessionTicket(_) => vec![P::NewSessionTicket],
        Message::EndOfEarlyData => vec![P::EndOfEarlyData],
        Message::KeyUpdate { .. } => vec![P::KeyUpdate],
        Message::Encrypted(Sealed::NoSecret) => vec![P::NoSecret],
        Message::Encrypted(Sealed::Suite) => vec![P::OtherSuite],
        Message::Encrypted(Sealed::Damaged) => vec![P::Damaged],
        Message::Malformed { .. } => vec![P::Malformed],
        Message::NotTls(_) => vec![P::NotTls],
        // An alert has its own table.
        Message::Other { .. } | Message::Alert(_) => vec![P::Other],
    }
}

/// The end of the random of a server that could do TLS 1.3 and was asked for 1.2 (RFC 8446 §4.1.3).
const DOWNGRADED: &[u8] = b"DOWNGRD\x01";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn purposes_are_said_in_both_languages() {
        crate::words::check_table(Purpose::TABLE);
        crate::words::check_table(SuiteName::TABLE);
    }

    #[test]
    fn what_a_suite_says() {
        let said = |code| suite_name(Suite(code)).map(|name| name.say(Lang::Chinese));
        let begins = |code, words: &[&str]| {
            let said = said(code).unwrap();
            for word in words {
                assert!(said.contains(word), "{word}: {said}");
            }
        };
        begins(
            0xc02f,
            &[
                "ECDHE 是密钥交换",
                "RSA 是",
                "AES_128_GCM 负责加密，并自带",
                "SHA256 是 PRF",
            ],
        );
        begins(0xc027, &["AES_128_CBC 负责加密；", "SHA256 计算的 HMAC"]);
        begins(0x1303, &["CHACHA20_POLY1305，", "SHA256，供 HKDF"]);
        assert_eq!(said(0x00ff), None);
    }
}
