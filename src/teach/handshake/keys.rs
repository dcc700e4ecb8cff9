//! How the session keys came to be, in this very handshake.

use crate::protocol::text::hex;
use crate::tls::{KeyExchange, Resumption, Summary, Version};

crate::words! {
    /// A stage on the way to the session keys.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub enum Origin {
        Title { version: String, suite: String } => "How the session keys came to be ({version}, {suite}):", "会话密钥是怎样得到的（{version}，{suite}）：";
        Randoms { client: String, server: String } => "1. The two randoms, sent in the clear: client {client}, server {server}.", "1. 两个随机数，明文传送：客户端 {client}，服务器 {server}。";
        Ecdhe { group: String, client: String, server: String } => "2. The pre-master secret, by ECDHE on {group}: each side combines its private key with the other's public key (client {client}, server {server}). The result is the same on both sides and was never sent.", "2. 预主密钥，由 {group} 上的 ECDHE 得到：双方各用自己的私钥与对方的公钥（客户端 {client}，服务器 {server}）计算，结果相同，且从未在线路上传送。";
        Dhe { client: String, server: String } => "2. The pre-master secret, by Diffie-Hellman: each side combines its private key with the other's public key (client {client}, server {server}). The result is the same on both sides and was never sent.", "2. 预主密钥，由 Diffie-Hellman 得到：双方各用自己的私钥与对方的公钥（客户端 {client}，服务器 {server}）计算，结果相同，且从未在线路上传送。";
        Rsa => "2. The pre-master secret: the client made it and sent it encrypted with the public key of the server's certificate.", "2. 预主密钥：由客户端生成，用服务器证书中的公钥加密后发送。";
        EarlierMaster => "2. No new pre-master secret: the master secret is the one of the earlier session.", "2. 没有新的预主密钥：主密钥沿用以前会话的。";
        Master => "3. master secret = PRF(pre-master secret, \"master secret\", client random + server random), 48 bytes.", "3. 主密钥 = PRF(预主密钥, \"master secret\", 客户端随机数 + 服务器随机数)，共 48 字节。";
        ExtendedMaster => "3. master secret = PRF(pre-master secret, \"extended master secret\", hash of all messages up to Client Key Exchange), 48 bytes (RFC 7627). The randoms are in those messages.", "3. 主密钥 = PRF(预主密钥, \"extended master secret\", 到 Client Key Exchange 为止全部消息的哈希)，共 48 字节（RFC 7627）。两个随机数就在这些消息之中。";
        KeyBlock { cipher: String } => "4. key block = PRF(master secret, \"key expansion\", server random + client random), cut into the {cipher} keys and IVs: one set for the client's direction, one for the server's.", "4. 密钥块 = PRF(主密钥, \"key expansion\", 服务器随机数 + 客户端随机数)，切分为 {cipher} 的密钥和 IV：客户端方向一套，服务器方向一套。";
        Textbook => "Textbooks often draw the pre-master secret travelling, encrypted with the server's public key (RSA key exchange). Here it did not travel at all.", "教科书常画成：预主密钥用服务器公钥加密后传送（RSA 密钥交换）。而本次握手中它根本没有传送。";
        Shares { group: String, client: String, server: String } => "1. The shared secret, by ECDHE on {group}: each side combines its private key with the other's public key share (client {client}, server {server}). It was never sent.", "1. 共享密钥，由 {group} 上的 ECDHE 得到：双方各用自己的私钥与对方的公钥（客户端 {client}，服务器 {server}）计算，它从未在线路上传送。";
        NoShares => "1. No key exchange: the keys come from the pre-shared key of the earlier session alone.", "1. 没有密钥交换：密钥全部来自以前会话的预共享密钥。";
        EarlySecret => "2. Early Secret = HKDF-Extract(0, 0): there is no pre-shared key.", "2. Early Secret = HKDF-Extract(0, 0)：没有预共享密钥。";
        EarlySecretPsk => "2. Early Secret = HKDF-Extract(0, PSK), the pre-shared key of the earlier session.", "2. Early Secret = HKDF-Extract(0, PSK)，PSK 来自以前的会话。";
        HandshakeSecret => "3. Handshake Secret = HKDF-Extract(derived from the Early Secret, shared secret). With the hash of Client Hello and Server Hello, in which the two randoms are, it gives a handshake traffic secret for each direction: what is encrypted up to Finished uses those.", "3. Handshake Secret = HKDF-Extract(由 Early Secret 导出的值, 共享密钥)。再结合 Client Hello 和 Server Hello 的哈希（两个随机数就在其中），得到双方各自的握手流量密钥，用于加密到 Finished 为止的消息。";
        MasterSecret => "4. Master Secret = HKDF-Extract(derived from the Handshake Secret, 0). With the hash of all messages up to the server's Finished it gives an application traffic secret for each direction.", "4. Master Secret = HKDF-Extract(由 Handshake Secret 导出的值, 0)。再结合到服务器 Finished 为止全部消息的哈希，得到双方各自的应用流量密钥。";
        TrafficKeys { cipher: String } => "5. From each traffic secret HKDF-Expand-Label makes the {cipher} key (\"key\") and the IV (\"iv\").", "5. 由每个流量密钥，用 HKDF-Expand-Label 分别导出 {cipher} 的密钥（\"key\"）和 IV（\"iv\"）。";
        Unfinished => "The handshake did not come to its end, so there are no session keys.", "握手没有完成，因此没有会话密钥。";
    }
}

/// The stages, in order, with the values of this handshake.
pub fn session_keys(summary: &Summary) -> Vec<Origin> {
    let finished = summary.client_finished && summary.server_finished;
    let (Some(version), Some(suite), true) = (summary.version, summary.suite, finished) else {
        return vec![Origin::Unfinished];
    };
    let cipher = suite.parts().map(|parts| parts.cipher).unwrap_or_default();
    let title = Origin::Title {
        version: version.to_string(),
        suite: suite.to_string(),
    };
    let mut origins = vec![title];
    if version == Version::TLS1_3 {
        origins.extend(tls13(summary, cipher.to_owned()));
    } else {
        origins.extend(tls12(summary, cipher.to_owned()));
    }
    origins
}

fn tls12(summary: &Summary, cipher: String) -> Vec<Origin> {
    let mut origins = vec![Origin::Randoms {
        client: short(summary.client_random.as_ref().map(|random| &random[..])),
        server: short(summary.server_random.as_ref().map(|random| &random[..])),
    }];
    let (client, server) = shares(summary);
    origins.push(match summary.key_exchange {
        Some(KeyExchange::Ecdhe) => Origin::Ecdhe {
            group: group(summary),
            client,
            server,
        },
        Some(KeyExchange::Dhe) => Origin::Dhe { client, server },
        Some(KeyExchange::Rsa) => Origin::Rsa,
        None => Origin::EarlierMaster,
    });
    if summary.key_exchange.is_some() {
        origins.push(if summary.extended_master_secret {
            Origin::ExtendedMaster
        } else {
            Origin::Master
        });
    }
    origins.push(Origin::KeyBlock { cipher });
    if summary.key_exchange == Some(KeyExchange::Ecdhe) {
        origins.push(Origin::Textbook);
    }
    origins
}

fn tls13(summary: &Summary, cipher: String) -> Vec<Origin> {
    let (client, server) = shares(summary);
    let exchange = match summary.key_exchange {
        Some(_) => Origin::Shares {
            group: group(summary),
            client,
            server,
        },
        None => Origin::NoShares,
    };
    let early = match summary.resumed {
        Some(Resumption::Psk) => Origin::EarlySecretPsk,
        _ => Origin::EarlySecret,
    };
    vec![
        exchange,
        early,
        Origin::HandshakeSecret,
        Origin::MasterSecret,
        Origin::TrafficKeys { cipher },
        Origin::Textbook,
    ]
}

fn group(summary: &Summary) -> String {
    summary
        .group
        .map(|group| group.to_string())
        .unwrap_or_default()
}

fn shares(summary: &Summary) -> (String, String) {
    (
        short(summary.client_share.as_deref()),
        short(summary.server_share.as_deref()),
    )
}

/// The beginning of a value in hex: enough to find it in the fields of a step.
fn short(bytes: Option<&[u8]>) -> String {
    let bytes = bytes.unwrap_or_default();
    match bytes.get(..SHOWN) {
        Some(first) if bytes.len() > SHOWN => hex(first) + "…",
        _ => hex(bytes),
    }
}

/// How many bytes of a value are shown.
const SHOWN: usize = 6;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_said_in_both_languages() {
        crate::words::check_table(Origin::TABLE);
        assert_eq!(session_keys(&Summary::default()), [Origin::Unfinished]);
    }
}
