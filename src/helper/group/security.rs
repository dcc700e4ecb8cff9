//! TLS: the upgrade, the handshake, the certificates.

use super::{Helper, alone, usage};
use crate::helper::{Action, HelperError, View};
use crate::words::{same, text as both};

pub(super) static ROWS: &[Helper] = &[
    Helper {
        name: "starttls",
        aliases: &["tls"],
        arguments: same(""),
        summary: both(
            "sends STARTTLS and upgrades the connection to TLS",
            "发送 STARTTLS 并把连接升级为 TLS",
        ),
        example: ":starttls",
        private: false,
        action: |argument| alone("starttls", argument, Action::StartTls),
    },
    Helper {
        name: "upgrade",
        aliases: &[],
        arguments: same(""),
        summary: both(
            "begins the TLS handshake after a 220 to STARTTLS, where :set upgrade is off",
            "在 :set upgrade off 时，于 220 之后开始 TLS 握手",
        ),
        example: ":upgrade",
        private: false,
        action: |argument| alone("upgrade", argument, Action::Upgrade),
    },
    Helper {
        name: "handshake",
        aliases: &["hs"],
        arguments: both("[all|STEP [hex]]", "[all|序号 [hex]]"),
        summary: both(
            "lists the steps of the TLS handshake as Wireshark names them, or explains one, or all",
            "按 Wireshark 的名称列出 TLS 握手的各步，或讲解其中一步、全部",
        ),
        example: ":handshake 5",
        private: false,
        action: handshake,
    },
    Helper {
        name: "cert",
        aliases: &[],
        arguments: same("[pem]"),
        summary: both(
            "shows the server's certificate chain, or prints it as PEM",
            "显示服务器的证书链，或以 PEM 格式输出",
        ),
        example: ":cert",
        private: false,
        action: |argument| match argument {
            "" => Ok(Action::Certificates { pem: false }),
            "pem" => Ok(Action::Certificates { pem: true }),
            _ => Err(usage("cert")),
        },
    },
];

fn handshake(argument: &str) -> Result<Action, HelperError> {
    let words: Vec<&str> = argument.split_whitespace().collect();
    let number = |word: &str| word.parse().map_err(|_| usage("handshake"));
    let view = match words[..] {
        [] => View::List,
        ["all"] => View::All,
        [step] => View::Step {
            number: number(step)?,
            hex: false,
        },
        [step, "hex"] => View::Step {
            number: number(step)?,
            hex: true,
        },
        _ => return Err(usage("handshake")),
    };
    Ok(Action::Handshake(view))
}
