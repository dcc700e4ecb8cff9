//! Lines that nobody thought of: the coach bears them, and gives no secret away.

use crate::case::Stage;
use proptest::prelude::*;
use smtpsh::protocol::sasl;

proptest! {
    #[test]
    fn any_line_and_any_reply(
        lines in prop::collection::vec((line(), 200..600u16, ".{0,30}"), 0..12),
    ) {
        let mut stage = Stage::new("smtp.qq.com");
        for (line, code, text) in lines {
            let said = stage.say(&line);
            let heard = stage.hear(&format!("{code} {text}"), usize::MAX);
            prop_assert!(stage.notice(&[said]).len() < 2);
            stage.notice(&heard);
        }
    }

    #[test]
    fn a_code_is_never_repeated(code in "[!-~]{6,20}", encoded: bool, plain: bool) {
        let mut stage = Stage::new("smtp.qq.com");
        let greeting = stage.hear("220 qq.com XMail Esmtp QQ Mail Server.", usize::MAX);
        stage.notice(&greeting);
        let typed = match (encoded, plain) {
            (false, _) => code.clone(),
            (true, false) => sasl::encode(code.as_bytes()),
            (true, true) => sasl::encode(format!("\0student@qq.com\0{code}").as_bytes()),
        };
        let mut exchange = if plain {
            vec![("AUTH PLAIN".to_owned(), "334"), (typed.clone(), "535 Login fail")]
        } else {
            let user = sasl::encode(b"student@qq.com");
            vec![("AUTH LOGIN".to_owned(), "334 VXNlcm5hbWU6"), (user, "334 UGFzc3dvcmQ6"), (typed.clone(), "535 Login fail")]
        };
        // Once more, where nothing asks for it any longer.
        exchange.extend([(typed, "502 what"), (format!("{code} {code}"), "500 what")]);
        for (line, reply) in exchange {
            let said = stage.say(&line);
            let mut remarks = stage.notice(&[said]);
            let heard = stage.hear(reply, usize::MAX);
            remarks.extend(stage.notice(&heard));
            let told = format!("{remarks:?}");
            prop_assert!(!told.contains(&code), "{told}");
            prop_assert!(!told.contains(&sasl::encode(code.as_bytes())), "{told}");
        }
    }
}

/// Commands, answers and text, and what looks like them.
fn line() -> impl Strategy<Value = String> {
    let verbs =
        "(EHLO|HELO|AUTH LOGIN|AUTH PLAIN|MAIL FROM:|RCPT TO:|DATA|STARTTLS|QUIT|\\.|Subject:)";
    prop_oneof![
        ".{0,40}",
        verbs.prop_map(|verb| verb),
        (verbs, ".{0,40}").prop_map(|(verb, rest)| format!("{verb}{rest}")),
        (verbs, "[ <>@:a-z：＜＞＠。\u{a0}]{0,20}")
            .prop_map(|(verb, rest)| format!("{verb}{rest}")),
    ]
}
