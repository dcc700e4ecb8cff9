//! ENVELOPE and BODYSTRUCTURE (RFC 3501 §7.4.2): what a message is, without its text.

use super::output::{nstring, string};
use crate::practice::mime::{self, Kind, Part};
use crate::protocol::{encoded_word, text};
use mail_parser::{Addr, Address, ContentType, HeaderName, HeaderValue, Message, MimeHeaders};

/// Date, subject, six kinds of addresses, In-Reply-To, Message-ID.
pub(super) fn envelope(message: &[u8], out: &mut Vec<u8>) {
    let (head, _) = mime::split(message);
    let headers = mime::headers(head);
    out.push(b'(');
    nstring(raw(&headers, HeaderName::Date).as_deref(), out);
    out.push(b' ');
    nstring(raw(&headers, HeaderName::Subject).as_deref(), out);
    for name in ADDRESSES {
        out.push(b' ');
        // Who sent it and who is answered is the author, if nobody else is named.
        let named = addresses(&headers, name.clone());
        let author = || addresses(&headers, HeaderName::From);
        let list = match name {
            HeaderName::Sender | HeaderName::ReplyTo if named.is_empty() => author(),
            _ => named,
        };
        if list.is_empty() {
            out.extend_from_slice(b"NIL");
        } else {
            out.push(b'(');
            out.extend_from_slice(&list);
            out.push(b')');
        }
    }
    for name in [HeaderName::InReplyTo, HeaderName::MessageId] {
        out.push(b' ');
        nstring(raw(&headers, name).as_deref(), out);
    }
    out.push(b')');
}

/// The parts of a message; `extended` with what BODYSTRUCTURE tells and BODY does not.
pub(super) fn structure(message: &[u8], extended: bool, out: &mut Vec<u8>) {
    part(message, &Part::of(message), extended, out);
}

fn part(message: &[u8], it: &Part, extended: bool, out: &mut Vec<u8>) {
    let headers = mime::headers(&message[it.head.clone()]);
    let kind = mime::content_type(&headers);
    out.push(b'(');
    if let Kind::Multipart(parts) = &it.kind {
        for (at, inner) in parts.iter().enumerate() {
            // There must be one.
            if at > 0 && out.len() > MAX_TOLD {
                break;
            }
            part(message, inner, extended, out);
        }
        out.push(b' ');
        let subtype = kind.and_then(ContentType::subtype).unwrap_or("mixed");
        string(subtype.as_bytes(), out);
        if extended {
            out.push(b' ');
            parameters(kind, out);
        }
    } else {
        single(message, it, &headers, extended, out);
        if extended {
            // The MD5 of the body, which nobody asks for.
            out.extend_from_slice(b" NIL");
        }
    }
    if extended {
        out.push(b' ');
        disposition(headers.content_disposition(), out);
        // Language and location.
        out.extend_from_slice(b" NIL NIL");
    }
    out.push(b')');
}

/// A part that is not made of others.
fn single(message: &[u8], it: &Part, headers: &Message<'_>, extended: bool, out: &mut Vec<u8>) {
    let kind = mime::content_type(headers);
    let body = &message[it.body.clone()];
    let (major, minor) = match (&it.kind, kind) {
        (Kind::Message(_), _) => ("message", "rfc822"),
        (_, None) => ("text", "plain"),
        // Its parts are not told, so that it is none to open.
        (_, Some(kind)) if matches!(kind.ctype(), "multipart" | "message") => {
            ("application", "octet-stream")
        }
        (_, Some(kind)) => (kind.ctype(), kind.subtype().unwrap_or("octet-stream")),
    };
    string(major.as_bytes(), out);
    out.push(b' ');
    string(minor.as_bytes(), out);
    out.push(b' ');
    match kind {
        None if major == "text" => out.extend_from_slice(b"(\"charset\" \"us-ascii\")"),
        _ => parameters(kind, out),
    }
    for name in [HeaderName::ContentId, HeaderName::ContentDescription] {
        out.push(b' ');
        nstring(raw(headers, name).as_deref(), out);
    }
    out.push(b' ');
    let encoding = raw(headers, HeaderName::ContentTransferEncoding);
    string(encoding.as_deref().unwrap_or(b"7bit"), out);
    out.extend_from_slice(format!(" {}", body.len()).as_bytes());
    if let Kind::Message(inner) = &it.kind {
        out.push(b' ');
        envelope(&message[it.body.clone()], out);
        out.push(b' ');
        part(message, inner, extended, out);
    }
    if matches!(it.kind, Kind::Message(_)) || major == "text" {
        let lines = memchr::memchr_iter(b'\n', body).count();
        out.extend_from_slice(format!(" {lines}").as_bytes());
    }
}

/// `("charset" "utf-8")`.
fn parameters(it: Option<&ContentType<'_>>, out: &mut Vec<u8>) {
    let attributes = it.and_then(ContentType::attributes).unwrap_or_default();
    if attributes.is_empty() {
        return out.extend_from_slice(b"NIL");
    }
    out.push(b'(');
    for (at, attribute) in attributes.iter().enumerate() {
        if at > 0 {
            out.push(b' ');
        }
        string(attribute.name.as_bytes(), out);
        out.push(b' ');
        string(words(&attribute.value).as_bytes(), out);
    }
    out.push(b')');
}

/// `("attachment" ("filename" "a.txt"))`.
fn disposition(it: Option<&ContentType<'_>>, out: &mut Vec<u8>) {
    let Some(disposition) = it else {
        return out.extend_from_slice(b"NIL");
    };
    out.push(b'(');
    string(disposition.ctype().as_bytes(), out);
    out.push(b' ');
    parameters(it, out);
    out.push(b')');
}

/// The addresses of a header field, each `(name NIL local domain)`.
fn addresses(headers: &Message<'_>, name: HeaderName<'static>) -> Vec<u8> {
    let mut list = Vec::new();
    match headers.header(name).and_then(HeaderValue::as_address) {
        None => {}
        Some(Address::List(addresses)) => {
            for one in addresses {
                address(one, &mut list);
            }
        }
        Some(Address::Group(groups)) => {
            for group in groups {
                // RFC 3501 §7.4.2: a group begins with its name and ends with nothing.
                if let Some(name) = &group.name {
                    list.extend_from_slice(b"(NIL NIL ");
                    string(words(name).as_bytes(), &mut list);
                    list.extend_from_slice(b" NIL)");
                }
                for one in &group.addresses {
                    address(one, &mut list);
                }
                if group.name.is_some() {
                    list.extend_from_slice(b"(NIL NIL NIL NIL)");
                }
            }
        }
    }
    list
}

fn address(it: &Addr<'_>, out: &mut Vec<u8>) {
    let whole = it.address.as_deref().unwrap_or_default();
    let (local, domain) = whole.rsplit_once('@').unwrap_or((whole, ""));
    out.push(b'(');
    let name = it.name.as_deref().map(words);
    nstring(name.as_deref().map(str::as_bytes), out);
    out.extend_from_slice(b" NIL ");
    string(words(local).as_bytes(), out);
    out.push(b' ');
    string(words(domain).as_bytes(), out);
    out.push(b')');
}

/// A header field as it stands there, unfolded. Beyond ASCII it is encoded, as it should have been.
fn raw(headers: &Message<'_>, name: HeaderName<'static>) -> Option<Vec<u8>> {
    let header = headers.headers().iter().find(|it| it.name == name)?;
    let range = header.offset_start() as usize..header.offset_end() as usize;
    let value = headers.raw_message().get(range)?.trim_ascii();
    let value: Vec<u8> = value
        .iter()
        .filter(|byte| !matches!(byte, b'\r' | b'\n' | 0))
        .copied()
        .collect();
    match value.is_ascii() {
        true => Some(value),
        false => Some(words(&text::visible(&value)).into_bytes()),
    }
}

/// Encoded words (RFC 2047), on one line.
fn words(text: &str) -> String {
    encoded_word::encode(text).replace("\r\n", "")
}

/// Parts are left out behind so many bytes: what is told of a real message has some thousand.
const MAX_TOLD: usize = 256 * 1024;
/// The addresses of an envelope, in its order.
const ADDRESSES: &[HeaderName<'static>] = &[
    HeaderName::From,
    HeaderName::Sender,
    HeaderName::ReplyTo,
    HeaderName::To,
    HeaderName::Cc,
    HeaderName::Bcc,
];

#[cfg(test)]
mod tests {
    use super::*;

    fn check(tell: impl Fn(&[u8], &mut Vec<u8>), message: &[u8], expected: &str) {
        let mut out = Vec::new();
        tell(message, &mut out);
        assert_eq!(String::from_utf8_lossy(&out), expected);
    }

    #[test]
    fn envelopes() {
        for (message, expected) in [
            (
                "Date: Mon, 1 Jun 2026 08:00:00 +0800\r\nSubject: =?UTF-8?B?5L2g5aW9?=\r\n there\r\nFrom: \"A \\\"B\\\" C\" <a@x>\r\nTo: b@y, =?UTF-8?B?5byg5LiJ?= <c@z>\r\nMessage-ID: <1@x>\r\n\r\n",
                r#"("Mon, 1 Jun 2026 08:00:00 +0800" "=?UTF-8?B?5L2g5aW9?= there" (("A \"B\" C" NIL "a" "x")) (("A \"B\" C" NIL "a" "x")) (("A \"B\" C" NIL "a" "x")) ((NIL NIL "b" "y")("=?UTF-8?B?5byg5LiJ?=" NIL "c" "z")) NIL NIL NIL "<1@x>")"#,
            ),
            (
                "Subject: 你好\r\nTo: undisclosed-recipients:;\r\n\r\n",
                r#"(NIL "=?UTF-8?B?5L2g5aW9?=" NIL NIL NIL ((NIL NIL "undisclosed-recipients" NIL)(NIL NIL NIL NIL)) NIL NIL NIL NIL)"#,
            ),
            ("", "(NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)"),
        ] {
            check(envelope, message.as_bytes(), expected);
        }
    }

    #[test]
    fn structures() {
        for (message, expected) in [
            (
                "\r\na\r\nb\r\n",
                r#"("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 6 2 NIL NIL NIL NIL)"#,
            ),
            (
                "Content-Type: text/html; charset=gbk\r\nContent-Transfer-Encoding: base64\r\n\r\nYQ==",
                r#"("text" "html" ("charset" "gbk") NIL NIL "base64" 4 0 NIL NIL NIL NIL)"#,
            ),
            (
                "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nhi\r\n--b\r\nContent-Type: image/png; name=a.png\r\nContent-Disposition: attachment; filename=a.png\r\nContent-ID: <i>\r\n\r\nxyz\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: in\r\n\r\nx\r\n\r\n--b--\r\n",
                r#"(("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 2 0 NIL NIL NIL NIL)("image" "png" ("name" "a.png") "<i>" NIL "7bit" 3 NIL ("attachment" ("filename" "a.png")) NIL NIL)("message" "rfc822" NIL NIL NIL "7bit" 18 (NIL "in" NIL NIL NIL NIL NIL NIL NIL NIL) ("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 3 1 NIL NIL NIL NIL) 3 NIL NIL NIL NIL) "mixed" ("boundary" "b") NIL NIL NIL)"#,
            ),
            (
                "Content-Type: multipart/mixed\r\n\r\nno parts\r\n",
                r#"("application" "octet-stream" NIL NIL NIL "7bit" 10 NIL NIL NIL NIL)"#,
            ),
        ] {
            check(
                |message, out| structure(message, true, out),
                message.as_bytes(),
                expected,
            );
        }
        check(
            |message, out| structure(message, false, out),
            b"\r\na\r\n",
            r#"("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 3 1)"#,
        );
    }
}
