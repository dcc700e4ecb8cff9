//! The order of a session of IMAP.

use super::Step;
use crate::protocol::command::is_offered;
use crate::teach::facts::Facts;
use crate::words::text;

pub(super) static STEPS: &[Step] = &[
    Step {
        when: |facts| facts.stage.selected,
        why: text(
            "A folder is open: fetch a mail of it (:list lists them). LOGOUT ends the session.",
            "文件夹已打开：取其中一封邮件（:list 可列出）。最后用 LOGOUT 结束。",
        ),
        line: |facts| line("FETCH 1 BODY[]", facts),
    },
    Step {
        when: |facts| facts.stage.authenticated,
        why: text(
            "You are logged in: open a folder. New mail is in INBOX.",
            "登录成功：打开一个文件夹，新邮件在 INBOX 里。",
        ),
        line: |facts| line("SELECT INBOX", facts),
    },
    Step {
        when: |facts| !facts.stage.extended,
        why: text(
            "Ask what the server offers. In front of each command stands a tag of your own.",
            "先询问服务器支持哪些功能。每条命令前面要有一个自取的标签。",
        ),
        line: |facts| line("CAPABILITY", facts),
    },
    Step {
        when: |facts| !facts.stage.tls && is_offered(&facts.offers, "STARTTLS"),
        why: text(
            "The connection is clear text, and the server offers TLS: protect the code before you log in.",
            "现在还是明文，而服务器支持 TLS：登录之前先加密，以保护授权码。",
        ),
        line: |facts| line("STARTTLS", facts),
    },
    Step {
        when: |_| true,
        why: text(
            "Log in. By hand it is LOGIN, the user name and the code; the helper asks for the code unseen.",
            "登录。手工输入的话是 LOGIN 加用户名和授权码；辅助命令会不回显地询问授权码。",
        ),
        line: |_| super::line(":login"),
    },
];

/// A command behind a tag, where the user puts it.
fn line(command: &str, facts: &Facts) -> Option<String> {
    Some(if facts.grammar.tagged {
        format!("a {command}")
    } else {
        command.to_owned()
    })
}
