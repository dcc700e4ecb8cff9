//! What each step of a TLS handshake is for, and how the session keys came to be.

mod alert;
mod keys;

pub use alert::Meaning;
pub use keys::{Origin, session_keys};

use crate::direction::Direction;
use crate::tls::{ClientKeyExchange, KeyExchange, Message, Sealed, Step, Summary, Version};
use crate::words::Lang;

crate::words! {
    /// What a step is for.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum Purpose {
        HelloRequest => "The server asks the client to begin a new handshake.", "服务器请求客户端重新开始一次握手。";
        ClientHello => "The client opens: it lists the versions, cipher suites and groups that it can do, and gives its random, the first of the values that the keys are made of.", "客户端打招呼：列出自己支持的 TLS 版本、密码套件和椭圆曲线，并给出客户端随机数——生成密钥所需的第一个值。";
        AsksByName => "It names the server that it wants, in the clear (SNI): one address may serve several names, each with its own certificate.", "它还以明文写明要访问的服务器名（SNI）：同一地址可能有多个域名，各有各的证书。";
        ClientShare => "In TLS 1.3 it also sends its public key share at once, guessing which group the server will take: that saves a round trip.", "TLS 1.3 中客户端直接附上自己的密钥交换公钥（key share），预先猜测服务器会选用的曲线，从而省去一个来回。";
        SecondHello => "The client says hello again, with the key share that the server asked for.", "客户端按服务器的要求换用另一条曲线的公钥，重新发送 Client Hello。";
        OffersResumption => "It offers to go on from an earlier session, by the ticket or the number of that session.", "它同时出示以前会话的票据（或会话 ID），希望恢复该会话。";
        ServerHello12 => "The server chooses: one version and one cipher suite from the client's list. Its random is the second of the values that the keys are made of.", "服务器作出选择：从客户端的列表中选定版本和密码套件，并给出服务器随机数——生成密钥所需的第二个值。";
        ServerHello13 => "The server chooses version and cipher suite, and sends its random and its own public key share. Now both sides can compute the same secret; from here on the server encrypts.", "服务器选定版本和密码套件，给出服务器随机数和自己的密钥交换公钥。至此双方都能算出同一个共享密钥；从这里起，服务器发送的内容全部加密。";
        Resumes => "It goes on from an earlier session: there will be no certificate, because that was verified then.", "服务器同意恢复以前的会话：本次不再发送证书，因为当时已经验证过。";
        HelloRetryRequest => "The server knows none of the groups that the client sent a key share for, and names one that both have: the client must say hello again. (On the wire it is a Server Hello with a fixed random.)", "服务器不支持客户端所附公钥的曲线，于是指定一条双方都支持的，请客户端重新打招呼。（在线路上它是一个随机数固定的 Server Hello。）";
        EncryptedExtensions => "The server's answers to the extensions that need not be seen by everybody: the first message that is encrypted.", "服务器对其余扩展的答复，不必让旁人看见：这是第一条加密的消息。";
        ServerCertificate => "The server shows who it is: its certificate with name and public key, and the certificates of the CAs up to one that the client knows. Anybody can copy a certificate: the proof that it is the server's own is the signature that follows.", "服务器出示身份：证书里有它的名称和公钥，以及一级级 CA 的证书，直到客户端信任的根。证书谁都可以复制，真正证明身份的是后面的签名。";
        EncryptedCertificate => "In TLS 1.3 it travels encrypted, so an onlooker does not see it.", "在 TLS 1.3 中证书是加密传送的，旁人看不到。";
        ClientCertificate => "The client shows its certificate, as the server has asked.", "客户端按服务器的要求出示自己的证书。";
        NoClientCertificate => "The server asked for a certificate; the client has none and says so with an empty list.", "服务器要求客户端证书，而客户端没有，于是发送一个空列表。";
        CertificateStatus => "A fresh statement of the CA that the certificate is not revoked (OCSP stapling).", "CA 最近签发的证明，说明证书没有被吊销（OCSP 装订）。";
        ServerKeyExchange => "The server's fresh ECDHE public key, signed with the key of its certificate: so nobody in the middle can put in a key of their own. The signature also covers both randoms.", "服务器临时生成的 ECDHE 公钥，并用证书对应的私钥签名（签名同时覆盖两个随机数）：这样中间人就无法换成自己的公钥。";
        ServerKeyExchangeDhe => "The server's fresh Diffie-Hellman public key, signed with the key of its certificate.", "服务器临时生成的 DH 公钥，并用证书对应的私钥签名。";
        CertificateRequest => "The server asks the client for a certificate too.", "服务器要求客户端也出示证书。";
        ServerHelloDone => "The server has said all of its part and waits: it is the client's turn.", "服务器的第一轮消息发完了，轮到客户端。";
        ClientKeyExchange => "The client's fresh ECDHE public key. Each side combines its own private key with the other's public key, and both get the same pre-master secret, the third value, without its ever being sent.", "客户端临时生成的 ECDHE 公钥。双方各用自己的私钥与对方的公钥计算，得到相同的预主密钥（Pre-Master Secret）——第三个值，它从未在线路上出现。";
        ClientKeyExchangeDhe => "The client's fresh Diffie-Hellman public key: both sides now compute the same pre-master secret, the third value, without its ever being sent.", "客户端临时生成的 DH 公钥：双方由此算出相同的预主密钥——第三个值，它从未在线路上出现。";
        ClientKeyExchangeRsa => "The client made the pre-master secret, the third value, and sends it encrypted with the public key of the certificate: only the server can read it, and so can everybody who ever gets that key, also for recorded sessions.", "客户端自己生成预主密钥（第三个值），用证书中的公钥加密后发送：只有服务器能解开；但日后谁拿到服务器私钥，谁就能解密以前录下的会话。";
        NotAsInTextbooks => "Textbooks often describe RSA key exchange here (the client encrypts the pre-master secret with the server's public key). This connection used ECDHE instead: no secret travels, not even encrypted, so stealing the server's key later does not open what was recorded (forward secrecy).", "注意：教科书在这里常讲 RSA 密钥交换（客户端用服务器公钥加密预主密钥后发送）。本次连接用的是 ECDHE：预主密钥不在线路上传输，即使以后服务器私钥泄露，录下的会话也解不开（前向安全）。";
        ServerCertificateVerify => "The proof: the server signs all messages so far with the key of its certificate. Who only copied the certificate cannot do that.", "身份证明：服务器用证书对应的私钥对到此为止的全部握手消息签名。只复制了证书的人做不到这一点。";
        ClientCertificateVerify => "The proof: the client signs all messages so far with the key of its certificate.", "身份证明：客户端用证书对应的私钥对到此为止的全部握手消息签名。";
        ClientChangeCipherSpec => "From here on the client encrypts with the new keys.", "从这里起，客户端用新的会话密钥加密。";
        ServerChangeCipherSpec => "From here on the server encrypts with the new keys.", "从这里起，服务器用新的会话密钥加密。";
        FakeChangeCipherSpec => "It means nothing in TLS 1.3 and is sent only to look like TLS 1.2 to old network boxes on the way (RFC 8446 §D.4).", "在 TLS 1.3 中它没有任何作用，只是为了让途中的老旧设备以为这是 TLS 1.2（RFC 8446 §D.4）。";
        ClientFinished => "A checksum over all messages of the handshake, made and encrypted with the new keys: if anybody had changed a byte on the way, the server would notice now.", "对全部握手消息的校验值，用新密钥计算并加密：途中若有人改动过任何内容，服务器此时就会发现。";
        ServerFinished => "The server's checksum over all messages of the handshake: it proves that the server has the same keys and has seen the same messages.", "服务器对全部握手消息的校验值：证明它拥有相同的密钥，看到的握手消息也相同。";
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

/// What is said about a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation(Vec<Sentence>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sentence {
    Purpose(Purpose),
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
    Explanation(purposes.into_iter().map(Sentence::Purpose).collect())
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
            let mut said = vec![if again {
                P::SecondHello
            } else {
                P::ClientHello
            }];
            said.extend((summary.server_name.is_some() && !again).then_some(P::AsksByName));
            said.extend((tls13 && !again).then_some(P::ClientShare));
            said.extend(resumed.then_some(P::OffersResumption));
            said
        }
        Message::ServerHello(_) => {
            let mut said = vec![if tls13 {
                P::ServerHello13
            } else {
                P::ServerHello12
            }];
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
            vec![P::ServerCertificate, P::EncryptedCertificate]
        }
        Message::Certificate(_) => vec![P::ServerCertificate],
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn purposes_are_said_in_both_languages() {
        crate::words::check_table(Purpose::TABLE);
    }
}
