//! What an alert means for the one who reads it (RFC 8446 §6).

crate::words! {
    /// What an alert means.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum Meaning {
        CloseNotify => "Nothing is wrong: the sender will send no more, so that a cut connection can be told from a finished one.", "这不是错误：发送方表示不再发送数据，好让对方区分“正常结束”和“连接被截断”。";
        UnexpectedMessage => "A message came that does not belong here.", "收到了此时不应出现的消息。";
        BadRecordMac => "A record could not be decrypted: it was changed on the way, or the keys differ.", "有记录无法解密：途中被改动，或双方密钥不一致。";
        HandshakeFailure => "The two have nothing in common: no cipher suite, group or signature that both accept.", "双方没有共同支持的密码套件、曲线或签名算法。";
        BadCertificate => "The certificate is damaged or its signature is wrong.", "证书损坏，或其签名不正确。";
        UnsupportedCertificate => "The certificate is of a kind that the sender cannot use.", "证书类型不受支持。";
        CertificateRevoked => "The CA has revoked the certificate.", "证书已被 CA 吊销。";
        CertificateExpired => "The certificate has expired, or is not valid yet: compare its dates with this computer's clock.", "证书已过期或尚未生效：请对照证书有效期和本机时间。";
        CertificateUnknown => "The certificate was not accepted for another reason, a name that does not fit for instance.", "证书因其他原因未被接受，例如名称不符。";
        IllegalParameter => "A field has a value that the standard does not allow.", "某个字段的取值不符合标准。";
        UnknownCa => "The certificate's chain does not lead to a CA that the sender knows.", "证书链没有通到发送方信任的 CA。";
        AccessDenied => "The certificate is valid, but the sender does not let its owner in.", "证书有效，但发送方拒绝其持有者访问。";
        DecodeError => "A message could not be read: its lengths do not fit.", "消息无法解析：长度不一致。";
        DecryptError => "A signature or a Finished did not verify.", "签名或 Finished 校验失败。";
        ProtocolVersion => "The two have no TLS version in common.", "双方没有共同支持的 TLS 版本。";
        InsufficientSecurity => "The sender wants stronger suites than were offered.", "发送方要求比对方所提供的更强的密码套件。";
        InternalError => "The sender failed for a reason of its own.", "发送方内部出错。";
        UserCanceled => "The sender's user has given up.", "发送方的用户取消了握手。";
        MissingExtension => "An extension is missing that this version needs.", "缺少该版本必需的扩展。";
        UnrecognizedName => "The server does not know the name that was asked for (SNI): try --servername NAME.", "服务器不认识所请求的名称（SNI）：可用 --servername 指定。";
        CertificateRequired => "The server insists on a client certificate.", "服务器要求客户端必须提供证书。";
        NoApplicationProtocol => "The two have no application protocol (ALPN) in common.", "双方没有共同的应用层协议（ALPN）。";
        Another => "The sender ends the handshake for this reason.", "发送方因此中止握手。";
    }
}

/// The meaning of an alert's number.
pub(super) fn meaning(description: u8) -> Meaning {
    MEANINGS
        .iter()
        .find(|(number, _)| *number == description)
        .map_or(Meaning::Another, |(_, meaning)| *meaning)
}

const MEANINGS: &[(u8, Meaning)] = &[
    (0, Meaning::CloseNotify),
    (10, Meaning::UnexpectedMessage),
    (20, Meaning::BadRecordMac),
    (40, Meaning::HandshakeFailure),
    (42, Meaning::BadCertificate),
    (43, Meaning::UnsupportedCertificate),
    (44, Meaning::CertificateRevoked),
    (45, Meaning::CertificateExpired),
    (46, Meaning::CertificateUnknown),
    (47, Meaning::IllegalParameter),
    (48, Meaning::UnknownCa),
    (49, Meaning::AccessDenied),
    (50, Meaning::DecodeError),
    (51, Meaning::DecryptError),
    (70, Meaning::ProtocolVersion),
    (71, Meaning::InsufficientSecurity),
    (80, Meaning::InternalError),
    (90, Meaning::UserCanceled),
    (109, Meaning::MissingExtension),
    (112, Meaning::UnrecognizedName),
    (116, Meaning::CertificateRequired),
    (120, Meaning::NoApplicationProtocol),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tls::AlertDescription;

    #[test]
    fn meanings_are_of_known_alerts_and_in_both_languages() {
        crate::words::check_table(Meaning::TABLE);
        for (number, _) in MEANINGS {
            assert!(AlertDescription(*number).name().is_some(), "{number}");
        }
        assert_eq!(MEANINGS.len() + 1, Meaning::TABLE.len());
    }
}
