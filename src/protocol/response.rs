//! Response codes: what stands in brackets behind the status of a reply and refines it
//! (RFC 2449 §8, RFC 9051 §7.1).

/// The code at the beginning of a reply's text: `SYS/TEMP` of `[SYS/TEMP] try again`. It is an atom: what
/// has other characters is none.
pub fn code(text: &[u8]) -> Option<&str> {
    let inside = inside(text)?;
    let end = inside.find(' ').unwrap_or(inside.len());
    let code = inside.get(..end).filter(|code| !code.is_empty())?;
    code.bytes()
        .all(|byte| byte.is_ascii_graphic())
        .then_some(code)
}

/// What stands behind that code, inside the brackets.
pub fn arguments(text: &[u8]) -> Option<&str> {
    Some(inside(text)?.split_once(' ')?.1)
}

fn inside(text: &[u8]) -> Option<&str> {
    let rest = text.strip_prefix(b"[")?;
    let end = rest.iter().position(|byte| *byte == b']')?;
    std::str::from_utf8(&rest[..end]).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes() {
        for (text, expected) in [
            ("[AUTH] no", Some(("AUTH", None))),
            ("[UIDNEXT 12] x", Some(("UIDNEXT", Some("12")))),
            (
                "[CAPABILITY IMAP4rev1 IDLE]",
                Some(("CAPABILITY", Some("IMAP4rev1 IDLE"))),
            ),
            ("[] x", None),
            ("[\r192.0.2.7] x", None),
            ("[\u{202e}AUTH] x", None),
            ("[AUTH x", None),
            ("x [AUTH]", None),
        ] {
            let text = text.as_bytes();
            let found = code(text).map(|code| (code, arguments(text)));
            assert_eq!(found, expected);
        }
    }
}
