//! The connection, and the program.

use super::{Helper, alone, usage};
use crate::helper::setting::set;
use crate::helper::{Action, HelperError};
use crate::words::{same, text as both};

pub(super) static ROWS: &[Helper] = &[
    Helper {
        name: "open",
        aliases: &[],
        arguments: both("SERVER", "服务器"),
        summary: both(
            "connects to another server, and leaves the one there is as soon as that is reached; :open practice is the one in this program, also practice/pop3 and practice/imap",
            "连接另一台服务器，连上之后才断开当前的；:open practice 连接本程序内的练习服务器，还有 practice/pop3 和 practice/imap",
        ),
        example: ":open smtp.qq.com:587",
        private: false,
        action: open,
    },
    Helper {
        name: "close",
        aliases: &[],
        arguments: same(""),
        summary: both(
            "closes the connection without QUIT",
            "不发送 QUIT，直接断开连接",
        ),
        example: ":close",
        private: false,
        action: |argument| alone("close", argument, Action::Close),
    },
    Helper {
        name: "reconnect",
        aliases: &[],
        arguments: same(""),
        summary: both("connects to the same server again", "重新连接同一台服务器"),
        example: ":reconnect",
        private: false,
        action: |argument| alone("reconnect", argument, Action::Reconnect),
    },
    Helper {
        name: "mx",
        aliases: &[],
        arguments: both("DOMAIN", "域名"),
        summary: both(
            "looks up who takes the mail of a domain (DNS MX)",
            "查询由谁接收某个域的邮件（DNS MX 记录）",
        ),
        example: ":mx qq.com",
        private: false,
        action: mx,
    },
    Helper {
        name: "status",
        aliases: &[],
        arguments: same(""),
        summary: both(
            "tells the address, TLS, what the server offers and what it awaits",
            "显示地址、TLS、服务器的扩展以及它在等待什么",
        ),
        example: ":status",
        private: false,
        action: |argument| alone("status", argument, Action::Status),
    },
    Helper {
        name: "set",
        aliases: &[],
        arguments: both("[NAME VALUE]", "[名称 值]"),
        summary: both("shows or changes the settings", "查看或修改设置"),
        example: ":set upgrade off",
        private: false,
        action: set,
    },
    Helper {
        name: "quit",
        aliases: &["q", "exit"],
        arguments: same(""),
        summary: both("says QUIT and leaves", "发送 QUIT 并退出"),
        example: ":quit",
        private: false,
        action: |argument| alone("quit", argument, Action::Quit),
    },
];

/// A domain, or an address in it.
fn mx(argument: &str) -> Result<Action, HelperError> {
    let address = argument.trim_matches(['<', '>']);
    let domain = address.rsplit('@').next().unwrap_or_default();
    match domain.trim_end_matches('.') {
        "" => Err(usage("mx")),
        domain => Ok(Action::LookUp(domain.to_owned())),
    }
}

fn open(argument: &str) -> Result<Action, HelperError> {
    if argument.is_empty() {
        Err(usage("open"))
    } else {
        Ok(Action::Open(argument.to_owned()))
    }
}
