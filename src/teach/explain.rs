//! A reply, taken apart: its code, each digit, the enhanced status, the sentence.

use super::status::Status;
use super::{code, response, wording};
use crate::words::Lang;

/// Explains a reply, a part of one, or a code alone. Nothing if nothing of it is known.
pub fn explain(reply: &str, lang: Lang) -> Option<String> {
    let reply = reply.trim();
    let (number, text) = split_code(reply);
    let mut lines = Vec::new();
    if let Some(number) = number {
        of_code(number, lang, &mut lines);
    }
    if let Some(status) = Status::at_start(text.trim_start()) {
        of_status(status, lang, &mut lines);
    }
    if number.is_none() {
        let rows = response::find(reply).into_iter();
        lines.extend(rows.map(|row| {
            let (word, source) = (row.word, row.source);
            format!(
                "{word}  {} [{}, {source}]",
                row.means.of(lang),
                row.protocol.name
            )
        }));
    }
    if let Some(row) = wording::find(&reply.replace(['\r', '\n'], " ")) {
        let (server, means) = (row.server, row.means.of(lang));
        lines.push(lang.pick(
            format!("A known sentence of {server}: {means}"),
            format!("{server} 的常见语句：{means}"),
        ));
        lines.push(format!(
            "{}{}",
            lang.pick("Try: ", "建议："),
            row.advice.of(lang)
        ));
    }
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// The reply code in front, and what stands behind it.
fn split_code(reply: &str) -> (Option<u16>, &str) {
    let Some((digits, rest)) = reply.split_at_checked(3) else {
        return (None, reply);
    };
    let alone = rest.is_empty() || rest.starts_with([' ', '-', '\r', '\n']);
    if !alone || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return (None, reply);
    }
    (digits.parse().ok(), rest.get(1..).unwrap_or_default())
}

fn of_code(number: u16, lang: Lang, lines: &mut Vec<String>) {
    let digits = code::digits(number);
    match code::find(number) {
        Some(row) => lines.push(format!("{number}  {} [{}]", row.means.of(lang), row.source)),
        None if digits.is_empty() => {}
        None => lines.push(format!(
            "{number}  {}",
            lang.pick(
                "no standard has this code; its digits still tell",
                "标准中没有这个代码，但各位数字仍有含义"
            )
        )),
    }
    for (place, means) in digits {
        lines.push(format!("  {place}  {}", means.of(lang)));
    }
}

fn of_status(status: Status, lang: Lang, lines: &mut Vec<String>) {
    let unknown = lang.pick("not in IANA's registry", "不在 IANA 登记表中");
    let detail = status.detail();
    let means = detail.map_or(unknown.to_owned(), |row| {
        format!("{} [{}]", row.means.of(lang), row.source)
    });
    lines.push(format!("{status}  {means}"));
    let parts = [
        (format!("{}.x.x", status.class), status.class()),
        (format!("x.{}.x", status.subject), status.subject()),
    ];
    for (place, means) in parts {
        let means = means.map_or(unknown, |means| means.of(lang));
        lines.push(format!("  {place}  {means}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replies_taken_apart() {
        let check = |reply: &str, lang: Lang, expected: &[&str]| {
            let explained = explain(reply, lang);
            let lines: Vec<_> = explained.iter().flat_map(|text| text.lines()).collect();
            assert_eq!(lines, expected, "{reply:?}");
        };
        check(
            "535-5.7.8 Username and Password not accepted. For more information, go to\n535 5.7.8  https://support.google.com/mail/?p=BadCredentials a1 - gsmtp",
            Lang::English,
            &[
                "535  the user name, the password or the authorization code is wrong [RFC 4954 §6]",
                "  5yz  refused: do not repeat the same command, change it first",
                "  x3z  not specified by RFC 5321; RFC 4954 uses it for authentication",
                "  xy5  tells codes of this kind apart",
                "5.7.8  the user name, the password or the authorization code is wrong [RFC 4954 §6]",
                "  5.x.x  permanent failure: change something first",
                "  x.7.x  security or policy",
                "A known sentence of Gmail: The user name or the password is wrong, or it is not an app password.",
                "Try: The user name is the whole address; the password is an app password without its spaces.",
            ],
        );
        check(
            "550 User has no permission",
            Lang::Chinese,
            &[
                "550  邮箱不可用：不存在、无权访问，或因策略被拒绝 [RFC 5321 §4.2.3]",
                "  5yz  永久拒绝：不要原样重发，应先修改",
                "  x5z  关于邮件系统：邮箱、存储、投递",
                "  xy0  用来区分同一类中的不同情况",
                "163, 126 的常见语句：该账号没有开启 SMTP 服务。",
                "建议：在网页版“设置→POP3/SMTP/IMAP”中开启服务，并生成授权码。",
            ],
        );
        check(
            "4.99.1",
            Lang::English,
            &[
                "4.99.1  not in IANA's registry",
                "  4.x.x  transient failure: try again later",
                "  x.99.x  not in IANA's registry",
            ],
        );
        check(
            "299 whatever",
            Lang::English,
            &[
                "299  no standard has this code; its digits still tell",
                "  2yz  done: the command was carried out",
                "  x9z  no meaning in RFC 5321",
                "  xy9  tells codes of this kind apart",
            ],
        );
        check(
            "relay not permitted",
            Lang::English,
            &[
                "A known sentence of Exim: The server does not send mail to other domains for strangers.",
                "Try: Log in first, or use a recipient of the server's own domain.",
            ],
        );
        check(
            "a1 NO [AUTHENTICATIONFAILED] Authentication failed.",
            Lang::English,
            &[
                "NO  understood and refused: the line is right, but what it asks for cannot be done [IMAP, RFC 9051 §7.1.2]",
                "AUTHENTICATIONFAILED  user name and code are wrong [IMAP, RFC 5530 §3]",
            ],
        );
        check(
            "BAD",
            Lang::Chinese,
            &["BAD  没看懂：命令不认识、参数有误，或当前状态下不能用 [IMAP, RFC 9051 §7.1.3]"],
        );
        check(
            "-ERR Unable to log on",
            Lang::Chinese,
            &[
                "-ERR  拒绝；POP3 只有这一个词，原因要看后面的文字 [POP3, RFC 1939 §3]",
                "163, 126 的常见语句：网页邮箱里没有开启 POP3 服务，或者授权码有误。",
                "建议：在网页版“设置→POP3/SMTP/IMAP”中开启 POP3/SMTP 服务，用生成的授权码登录。",
            ],
        );
        for nothing in ["", "999", "99", "hello", "2500 x", "邮件"] {
            check(nothing, Lang::English, &[]);
        }
    }
}
