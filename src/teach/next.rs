//! What the server awaits now, and the usual next step as a line to type.

mod imap;
mod pop3;

use super::facts::Facts;
use crate::note::Awaits;
use crate::protocol::command::is_offered;
use crate::protocol::sasl::{Mechanism, Need};
use crate::words::{Text, text};

/// The usual next step.
#[derive(Debug, PartialEq, Eq)]
pub struct Next {
    /// What the server awaits, and why this step.
    pub why: Text,
    /// The line to type; nothing where one can only wait.
    pub line: Option<String>,
}

/// The usual next step of a session.
pub fn next(facts: &Facts) -> Next {
    let steps = match facts.protocol.name {
        _ if facts.awaits != Awaits::Command || facts.upgrade_awaited => STEPS,
        "POP3" => pop3::STEPS,
        "IMAP" => imap::STEPS,
        _ => STEPS,
    };
    let step = steps.iter().find(|step| (step.when)(facts));
    let step = step.unwrap_or(&WAIT);
    Next {
        why: step.why,
        line: (step.line)(facts),
    }
}

struct Step {
    when: fn(&Facts) -> bool,
    why: Text,
    line: fn(&Facts) -> Option<String>,
}

/// The first one that applies is the next step: behind what is awaited, whatever is spoken, the order
/// of a session of SMTP.
static STEPS: &[Step] = &[
    Step {
        when: |facts| facts.awaits == Awaits::Closed,
        why: text("There is no connection.", "当前没有连接。"),
        line: |_| line(":reconnect"),
    },
    Step {
        when: |facts| facts.upgrade_awaited,
        why: text(
            "The server has agreed to the upgrade and awaits the TLS handshake.",
            "服务器已同意升级，正等待 TLS 握手。",
        ),
        line: |_| line(":upgrade"),
    },
    Step {
        when: |facts| facts.awaits == Awaits::User,
        why: text(
            "The server asks for the user name, in base64: usually the whole address. The helper encodes and sends it.",
            "服务器在询问用户名，要用 base64 编码回答，一般写完整的邮箱地址。辅助命令会编码并发送。",
        ),
        line: |facts| {
            let user = facts.user.as_deref().unwrap_or("student@qq.com");
            Some(format!(":user {user}"))
        },
    },
    Step {
        when: |facts| facts.awaits == Awaits::Code,
        why: text(
            "The server asks for the authorization code (or password), in base64. The helper asks for it unseen, encodes and sends it.",
            "服务器在询问授权码（或密码），要用 base64 编码回答。辅助命令不回显地询问，然后编码并发送。",
        ),
        line: |_| line(":code"),
    },
    Step {
        when: |facts| facts.awaits == Awaits::Answer,
        why: text(
            "The server awaits an answer in base64; for AUTH PLAIN it is NUL, user name, NUL, code. * cancels, and then :auth plain does it all.",
            "服务器在等待一个 base64 应答；AUTH PLAIN 的内容是 NUL、用户名、NUL、授权码。输入 * 取消，再用 :auth plain 完成整个过程。",
        ),
        line: |_| line("*"),
    },
    Step {
        when: |facts| facts.awaits == Awaits::Text,
        why: text(
            "The server awaits the message: From, To and Subject lines, an empty line, the text. A line with a single dot ends it.",
            "服务器在等待邮件内容：From、To、Subject 等首部，空一行，然后是正文。最后用只有一个点的一行结束。",
        ),
        line: |_| line("."),
    },
    Step {
        when: |facts| facts.awaits != Awaits::Command,
        ..WAIT
    },
    Step {
        when: |facts| facts.stage.recipients > 0,
        why: text(
            "Sender and recipient are accepted: the message may begin. (RCPT TO once more adds a recipient.)",
            "发件人和收件人都已被接受，可以开始发送邮件内容。（再用 RCPT TO 可增加收件人。）",
        ),
        line: |_| line("DATA"),
    },
    Step {
        when: |facts| facts.stage.sender && !facts.refused.is_empty(),
        why: text(
            "The sender is accepted, a recipient was refused: name another one. Without a login a server takes recipients of its own domain only.",
            "发件人已被接受，但有收件人被拒绝，请换一个收件人。没有登录时，服务器一般只接受本域的收件人。",
        ),
        line: recipient,
    },
    Step {
        when: |facts| facts.stage.sender,
        why: text(
            "The sender is accepted: now the recipient.",
            "发件人已被接受，接着写收件人。",
        ),
        line: recipient,
    },
    Step {
        when: |facts| !facts.stage.introduced && facts.stage.tls,
        why: text(
            "The connection goes through TLS. Say who you are: only what the server offers from here on counts (RFC 3207 §4.2).",
            "TLS 已建立。请先自报主机名：从现在起列出的扩展才算数（RFC 3207 §4.2）。",
        ),
        line: |_| line(HELLO),
    },
    Step {
        when: |facts| !facts.stage.introduced && facts.stage.unextended,
        why: text(
            "The server knows no EHLO, so HELO it is: without extensions, and without a login.",
            "服务器不认识 EHLO，只能用 HELO：没有扩展，也就没有登录。",
        ),
        line: |_| line("HELO localhost"),
    },
    Step {
        when: |facts| !facts.stage.introduced,
        why: text(
            "Say who you are: the server tells what it offers.",
            "先自报主机名，服务器会列出它支持的扩展。",
        ),
        line: |_| line(HELLO),
    },
    Step {
        when: |facts| facts.stage.messages > 0,
        why: text(
            "The message is accepted. (MAIL FROM begins another one.)",
            "邮件已被接受。（再用 MAIL FROM 可发下一封。）",
        ),
        line: |_| line("QUIT"),
    },
    Step {
        when: |facts| facts.stage.authenticated,
        why: text(
            "You are logged in: name the sender, which must be your own address.",
            "登录成功，接着写发件人，必须是你自己的地址。",
        ),
        line: |facts| Some(format!("MAIL FROM:<{}>", own(facts))),
    },
    Step {
        when: |facts| !facts.stage.tls && is_offered(&facts.offers, "STARTTLS"),
        why: text(
            "The connection is clear text, and the server offers TLS: protect the code before you log in.",
            "现在还是明文，而服务器支持 TLS：登录之前先加密，以保护授权码。",
        ),
        line: |_| line("STARTTLS"),
    },
    Step {
        when: |facts| is_offered(&facts.offers, "AUTH"),
        why: text("Log in.", "登录。"),
        line: |facts| {
            let offered = facts.mechanisms();
            // What can be answered by hand, and with the code that the user has.
            let of_code = |name: &&&str| {
                Mechanism::named(name).is_some_and(|mechanism| mechanism.needs == Need::Code)
            };
            let by_hand = offered
                .iter()
                .find(|name| name.eq_ignore_ascii_case("LOGIN"));
            let known = by_hand.or_else(|| offered.iter().find(of_code));
            let name = known.or(offered.first()).copied().unwrap_or("LOGIN");
            Some(format!("AUTH {name}"))
        },
    },
    Step {
        when: |facts| !facts.stage.extended && !facts.stage.unextended,
        why: text(
            "HELO tells nothing about what the server offers: EHLO does, and STARTTLS and AUTH need it.",
            "HELO 得不到服务器的扩展列表；STARTTLS 和 AUTH 都需要 EHLO。",
        ),
        line: |_| line(HELLO),
    },
    Step {
        when: |_| true,
        why: text(
            "The server offers no login here: name the sender.",
            "服务器在这里不提供登录，直接写发件人。",
        ),
        line: |facts| Some(format!("MAIL FROM:<{}>", own(facts))),
    },
];

const WAIT: Step = Step {
    when: |_| true,
    why: text(
        "It is the server's turn: wait for its reply. Ctrl-C stops waiting.",
        "轮到服务器应答，请等待。按 Ctrl-C 可停止等待。",
    ),
    line: |_| None,
};

/// RFC 5321 wants the client's own name; to submission servers any will do.
const HELLO: &str = "EHLO localhost";

fn line(line: &str) -> Option<String> {
    Some(line.to_owned())
}

/// RCPT with an address that the server has not refused.
fn recipient(facts: &Facts) -> Option<String> {
    let known = facts.addresses.iter().map(String::as_str);
    let taken = |known: &&str| !facts.refused.iter().any(|refused| refused == known);
    let recipient = std::iter::once(own(facts)).chain(known).find(taken);
    Some(format!("RCPT TO:<{}>", recipient.unwrap_or("…")))
}

/// The user's address, where one is known.
fn own(facts: &Facts) -> &str {
    let user = facts.user.as_deref().filter(|user| user.contains('@'));
    user.or(facts.addresses.first().map(String::as_str))
        .unwrap_or("student@qq.com")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::Dialogue;
    use crate::protocol::Expect;
    use crate::protocol::Protocol;
    use crate::protocol::imap::IMAP;
    use crate::protocol::pop3::POP3;
    use crate::protocol::smtp;
    use crate::screen;
    use crate::teach::check_texts;

    #[test]
    fn the_table_is_complete() {
        let steps = STEPS.iter().chain(pop3::STEPS).chain(imap::STEPS);
        check_texts(steps.map(|step| step.why));
    }

    fn awaited(dialogue: &dyn Dialogue) -> Awaits {
        match dialogue.expect() {
            Expect::Nothing => Awaits::Nothing,
            Expect::Command => Awaits::Command,
            Expect::Answer(challenge) => screen::awaits(challenge.asks),
            Expect::Text(until) => screen::awaited_text(until),
            Expect::Idle => Awaits::Idle,
        }
    }

    /// Whoever types what is said to be next gets a mail through.
    #[test]
    fn a_session_by_next_alone() {
        let script = [
            ("220 hi", "EHLO localhost"),
            (
                "250-hi\r\n250-STARTTLS\r\n250 AUTH XOAUTH2 PLAIN LOGIN",
                "STARTTLS",
            ),
            ("220 go", "EHLO localhost"),
            ("250-hi\r\n250 AUTH XOAUTH2 LOGIN", "AUTH LOGIN"),
            ("334 VXNlcm5hbWU6", ":user me@example.org"),
            ("334 UGFzc3dvcmQ6", ":code"),
            ("235 ok", "MAIL FROM:<me@example.org>"),
            ("250 ok", "RCPT TO:<me@example.org>"),
            ("250 ok", "DATA"),
            ("354 go", "."),
            ("250 ok", "QUIT"),
        ];
        let mut dialogue = smtp::dialogue();
        for (reply, expected) in script {
            dialogue.hear(format!("{reply}\r\n").as_bytes());
            if reply == "220 go" {
                dialogue.secured();
            }
            let facts = Facts {
                stage: dialogue.stage(),
                offers: dialogue.offers().to_vec(),
                user: Some("me@example.org".into()),
                ..Facts::new(awaited(dialogue.as_ref()))
            };
            let line = next(&facts).line.unwrap();
            assert_eq!(line, expected, "behind {reply}");
            dialogue.say(line.trim_start_matches(":").as_bytes());
            let waiting = Facts::new(awaited(dialogue.as_ref()));
            assert_eq!(next(&waiting).line, None, "waiting for the reply to {line}");
        }
    }

    /// The same where mail is fetched.
    #[test]
    fn a_mail_is_fetched_by_next_alone() {
        check(
            &POP3,
            &[
                ("+OK hi", "CAPA"),
                ("+OK\r\nSTLS\r\nUSER\r\n.", "STLS"),
                ("+OK go", "CAPA"),
                ("+OK\r\nUSER\r\n.", "USER me@example.org"),
                ("+OK", ":code"),
                ("+OK in", "LIST"),
            ],
        );
        check(
            &IMAP,
            &[
                ("* OK hi", "a CAPABILITY"),
                (
                    "* CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED\r\na OK",
                    "a STARTTLS",
                ),
                ("a OK go", "a CAPABILITY"),
                ("* CAPABILITY IMAP4rev1 IDLE\r\na OK", ":login"),
                ("a OK in", "a SELECT INBOX"),
                ("* 1 EXISTS\r\na OK [READ-WRITE] done", "a FETCH 1 BODY[]"),
            ],
        );
    }

    fn check(protocol: &'static Protocol, script: &[(&str, &str)]) {
        let mut dialogue = (protocol.dialogue)();
        for (reply, expected) in script {
            dialogue.hear(format!("{reply}\r\n").as_bytes());
            if reply.ends_with("go") {
                dialogue.secured();
            }
            let facts = Facts {
                protocol,
                grammar: dialogue.grammar(),
                stage: dialogue.stage(),
                offers: dialogue.offers().to_vec(),
                user: Some("me@example.org".into()),
                ..Facts::new(awaited(dialogue.as_ref()))
            };
            let line = next(&facts).line.unwrap();
            assert_eq!(line, *expected, "behind {reply}");
            let said = match line.as_str() {
                ":code" => "PASS x",
                ":login" => "a LOGIN me x",
                line => line,
            };
            dialogue.say(said.as_bytes());
        }
    }

    #[test]
    fn what_else_may_be_next() {
        let check = |change: fn(&mut Facts), expected: Option<&str>| {
            let mut facts = Facts::new(Awaits::Command);
            change(&mut facts);
            assert_eq!(next(&facts).line.as_deref(), expected, "{facts:?}");
        };
        check(|facts| facts.awaits = Awaits::Closed, Some(":reconnect"));
        check(|facts| facts.awaits = Awaits::Nothing, None);
        check(|facts| facts.awaits = Awaits::Answer, Some("*"));
        check(|facts| facts.upgrade_awaited = true, Some(":upgrade"));
        check(
            |facts| facts.stage.introduced = true,
            Some("EHLO localhost"),
        );
        check(
            |facts| facts.stage.unextended = true,
            Some("HELO localhost"),
        );
        check(
            |facts| (facts.stage.introduced, facts.stage.unextended) = (true, true),
            Some("MAIL FROM:<student@qq.com>"),
        );
        check(
            |facts| (facts.stage.introduced, facts.stage.extended) = (true, true),
            Some("MAIL FROM:<student@qq.com>"),
        );
        check(
            |facts| {
                facts.stage.sender = true;
                facts.addresses.push("a@b.org".into());
            },
            Some("RCPT TO:<a@b.org>"),
        );
        check(
            |facts| {
                facts.stage.sender = true;
                facts.addresses = vec!["x@c.org".into(), "a@b.org".into()];
                facts.refused = vec!["x@c.org".into()];
            },
            Some("RCPT TO:<a@b.org>"),
        );
        check(
            |facts| {
                facts.stage.sender = true;
                facts.addresses = vec!["x@c.org".into()];
                facts.refused = vec!["x@c.org".into()];
            },
            Some("RCPT TO:<…>"),
        );
    }
}
