//! What the steps of an exchange hold, and what may be wrong with them, in words.

crate::words! {
    /// What a challenge holds, or what is computed from it. No row has a secret in it.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub enum Step {
        User { user: String } => "base64 of the user name {user}", "用户名 {user} 的 base64";
        Code => "base64 of the authorization code", "授权码的 base64";
        Plain { user: String } => "base64 of: NUL {user} NUL and the code", "base64 编码的内容：NUL、{user}、NUL、授权码";
        Identity { user: String } => "base64 of {user}, whom we act as; the client certificate proves that we may", "{user} 的 base64，即要使用的身份；由客户端证书证明";
        NoIdentity => "= is the empty answer: who we are is told by the client certificate", "= 表示空应答：身份由客户端证书决定";
        CramChallenge { challenge: String } => "the challenge is {challenge}, new each time, so that no answer can be used twice", "质询为 {challenge}，每次都不同，因此应答无法重放";
        CramAnswer { user: String } => "the answer is {user}, a space and HMAC-MD5(code, challenge) in hex: the code itself is not sent", "应答为 {user}、一个空格和十六进制的 HMAC-MD5(授权码, 质询)：授权码本身不发送";
        ApopTimestamp { timestamp: String } => "the greeting's timestamp is {timestamp}, new for each connection, so that no digest can be used twice", "问候中的时间戳为 {timestamp}，每次连接都不同，因此摘要无法重放";
        ApopDigest { user: String } => "the command says {user}, a space and the MD5 of the timestamp with the code behind it, in hex: the code itself is not sent. (MD5 is weak by now: prefer TLS.)", "命令内容为 {user}、一个空格和十六进制的 MD5(时间戳 + 授权码)：授权码本身不发送。（MD5 如今已不安全，最好用 TLS。）";
        ScramFirst { user: String, nonce: String } => "the answer names {user} and the client nonce {nonce}, made for this exchange; nothing of the code is in it", "应答包含用户名 {user} 和本次交换专用的客户端随机数 {nonce}，不含授权码";
        BoundTo { kind: String } => "the exchange is bound to this TLS connection by {kind}: whoever sits between two connections cannot pass it on", "通过 {kind} 把本次交换绑定到此 TLS 连接（通道绑定）：中间人无法把它转用到另一条连接";
        CouldBind => "the flag y says that smtpsh could bind the exchange to TLS and saw no -PLUS offered: a server that did offer it learns that somebody took it off the list", "标志 y 表示 smtpsh 支持通道绑定而未见服务器提供 -PLUS：如果服务器其实提供了，就会发现列表被人篡改";
        ScramChallenge { nonce: String, salt: String, rounds: u32 } => "the challenge holds the client nonce with the server's behind it ({nonce}), the salt {salt} and the number of rounds {rounds}", "质询包含：客户端随机数后接服务器随机数（{nonce}）、盐 {salt}、迭代次数 {rounds}";
        FewRounds { rounds: u32, least: u32 } => "{rounds} rounds are few: RFC 7677 asks for at least {least}, because each makes guessing the code slower", "迭代次数 {rounds} 偏少：RFC 7677 要求至少 {least} 次，次数越多，猜测授权码越慢";
        ScramProof { hash: String, rounds: u32 } => "the salted code is PBKDF2-HMAC-{hash}(code, salt, {rounds} rounds); the answer repeats the nonce and proves, by an HMAC over the whole exchange, that we have the key made of it", "加盐授权码 = PBKDF2-HMAC-{hash}(授权码, 盐, {rounds} 次)；应答重复随机数，并用覆盖整个交换过程的 HMAC 证明我们持有由它导出的密钥";
        ScramVerified => "the server's signature is right: it knows the key as well, and is no impostor. The answer is an empty line", "服务器签名正确：它同样掌握该密钥，不是冒充者。应答为空行";
        ScramRefused { why: String } => "the server does not accept the proof: {why}. The answer is an empty line, and the refusal follows", "服务器不接受该证明：{why}。应答为空行，随后是拒绝应答";
        Bearer { user: String } => "base64 of {user} and the access token: who has the token needs no password", "{user} 和访问令牌的 base64：持有令牌即可登录，无需密码";
        BearerRefused { why: String } => "the server does not accept the token, and says why in JSON: {why}", "服务器不接受该令牌，原因（JSON）：{why}";
        EmptyAnswer => "the answer is an empty line, and the refusal follows", "应答为空行，随后是拒绝应答";
        DummyAnswer => "the answer is the single byte 01 (RFC 7628 §3.2.3), and the refusal follows", "应答为单个字节 01（RFC 7628 §3.2.3），随后是拒绝应答";
    }
}

crate::words! {
    /// Why an exchange must not go on: who erred, expected and got.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub enum Mistake {
        NotBase64 => "the server erred: its challenge is not base64", "服务器有误：质询不是合法的 base64";
        NoRandomness => "the system has no random bytes to make a nonce of", "系统没有给出生成 nonce 所需的随机数";
        NotEmpty { got: String } => "the server erred: it must wait for the client's first message, but its challenge says: {got}", "服务器有误：应先等待客户端的第一条消息，而质询内容是：{got}";
        NoTimestamp => "the server's greeting has no timestamp <…@…>, so there is no APOP here", "服务器的问候中没有时间戳 <…@…>，因此这里不能用 APOP";
        NoChallenge => "the server erred: its challenge is empty", "服务器有误：质询为空";
        BadChallenge { expected: String, got: String } => "the server erred: expected {expected} in its challenge, got: {got}", "服务器有误：质询中应有 {expected}，实际是：{got}";
        OtherNonce { ours: String, got: String } => "do not trust this server: its nonce must begin with ours, {ours}, and is: {got}", "此服务器不可信：其随机数必须以我们的 {ours} 开头，实际是：{got}";
        TooManyRounds { rounds: u32, most: u32 } => "the server asks for {rounds} rounds of hashing; smtpsh computes at most {most}", "服务器要求迭代 {rounds} 次，smtpsh 最多计算 {most} 次";
        WrongSignature => "do not trust this server: its SCRAM signature is wrong, so it does not know the code and only pretends to", "此服务器不可信：SCRAM 签名错误，说明它并不知道授权码，只是冒充";
        NoSignature => "do not trust this server: it says that we are logged in, but has not proved with its SCRAM signature that it knows the code", "此服务器不可信：它声称登录成功，却没有用 SCRAM 签名证明自己知道授权码";
        NothingMore => "the server asks once more, but the mechanism has nothing more to say", "服务器继续质询，但该机制已无可答";
        BadUser => "the user name has characters that SASL forbids (RFC 4013)", "用户名中含有 SASL 不允许的字符（RFC 4013）";
        BadCode => "the code has characters that SASL forbids (RFC 4013)", "授权码中含有 SASL 不允许的字符（RFC 4013）";
        NoBinding => "smtpsh erred: this mechanism needs what binds it to TLS", "smtpsh 有误：该机制缺少通道绑定数据";
    }
}

impl Mistake {
    /// Whether the server may be somebody else than it pretends to be.
    pub fn is_distrust(&self) -> bool {
        matches!(
            self,
            Self::OtherNonce { .. } | Self::WrongSignature | Self::NoSignature
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_said_in_both_languages() {
        crate::words::check_table(Step::TABLE);
        crate::words::check_table(Mistake::TABLE);
    }
}
