//! The order of a session of POP3.

use super::{Step, line};
use crate::protocol::command::is_offered;
use crate::words::text;

pub(super) static STEPS: &[Step] = &[
    Step {
        when: |facts| facts.stage.authenticated,
        why: text(
            "You are logged in: list the mails. Then RETR and a number fetches one, and QUIT ends the session.",
            "登录成功：先列出邮件，再用 RETR 加编号取一封，最后用 QUIT 结束。",
        ),
        line: |_| line("LIST"),
    },
    Step {
        when: |facts| facts.stage.named,
        why: text(
            "The name is said, and the code comes next. The helper asks for it unseen and says PASS.",
            "用户名已说明，接着是授权码。辅助命令不回显地询问，然后发送 PASS。",
        ),
        line: |_| line(":code"),
    },
    Step {
        when: |facts| !facts.stage.extended,
        why: text("Ask what the server offers.", "先询问服务器支持哪些功能。"),
        line: |_| line("CAPA"),
    },
    Step {
        when: |facts| !facts.stage.tls && is_offered(&facts.offers, "STLS"),
        why: text(
            "The connection is clear text, and the server offers TLS: protect the code before you log in.",
            "现在还是明文，而服务器支持 TLS：登录之前先加密，以保护授权码。",
        ),
        line: |_| line("STLS"),
    },
    Step {
        when: |_| true,
        why: text(
            "Log in: the name first, the code behind it.",
            "登录：先说用户名，再说授权码。",
        ),
        line: |facts| {
            let user = facts.user.as_deref().unwrap_or("student@qq.com");
            Some(format!("USER {user}"))
        },
    },
];
