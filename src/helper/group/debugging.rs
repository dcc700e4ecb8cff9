//! For those who debug a server: exact bytes, pipelines, times, faults, records.

use super::{Helper, alone, usage};
use crate::helper::{Action, HelperError, escape, file};
use crate::practice::fault;
use crate::protocol::text;
use crate::words::{same, text as both};

pub(super) static ROWS: &[Helper] = &[
    Helper {
        name: "raw",
        aliases: &[],
        arguments: both("BYTES", "字节"),
        summary: both(
            "sends these bytes and no line end: \\r \\n \\t \\0 \\xHH are escapes",
            "只发送这些字节，不加行结束符；转义有 \\r \\n \\t \\0 \\xHH",
        ),
        example: ":raw \"EHLO a\\n\"",
        private: true,
        action: raw,
    },
    Helper {
        name: "pipeline",
        aliases: &[],
        arguments: same(""),
        summary: both(
            "collects the next lines, each with its :expect; :flush sends them in one write (RFC 2920)",
            "收集后续各行（各行后面可跟 :expect），由 :flush 一次发出（RFC 2920）",
        ),
        example: ":pipeline\nmail from:<ada@example.org>\nrcpt to:<eve@example.org>\n:expect 2xx\ndata\n:flush",
        private: false,
        action: |argument| alone("pipeline", argument, Action::Pipeline),
    },
    Helper {
        name: "flush",
        aliases: &[],
        arguments: same(""),
        summary: both(
            "sends the collected lines in one write, and shows each reply with its command",
            "一次发出所收集的各行，并逐一对应显示应答",
        ),
        example: ":flush",
        private: false,
        action: |argument| alone("flush", argument, Action::Flush),
    },
    Helper {
        name: "timing",
        aliases: &[],
        arguments: same(""),
        summary: both(
            "tells how long each reply of the session took",
            "列出本次会话每个应答的用时",
        ),
        example: ":timing",
        private: false,
        action: |argument| alone("timing", argument, Action::Timing),
    },
    Helper {
        name: "fault",
        aliases: &[],
        arguments: both("[NAME] [off]", "[名称] [off]"),
        summary: both(
            "makes something wrong with the practice server, for exercises; alone it lists what there is",
            "给练习服务器设置一种故障，用于练习；不带参数则列出全部",
        ),
        example: ":fault greylisting",
        private: false,
        action: fault,
    },
    Helper {
        name: "save",
        aliases: &[],
        arguments: both("FILE", "文件"),
        summary: both(
            "writes the session so far to FILE: .html lab report, .txt transcript, .jsonl events, .smtp script, .pcapng for Wireshark",
            "把到目前为止的会话写入文件：.html 实验报告、.txt 对话记录、.jsonl 事件、.smtp 脚本、.pcapng 供 Wireshark 打开",
        ),
        example: ":save lab.html",
        private: false,
        action: save,
    },
];

fn raw(argument: &str) -> Result<Action, HelperError> {
    match escape::bytes(argument)? {
        bytes if bytes.is_empty() => Err(usage("raw")),
        bytes => Ok(Action::Raw(bytes)),
    }
}

fn fault(argument: &str) -> Result<Action, HelperError> {
    let (name, off) = match argument.split_once(char::is_whitespace) {
        None => (argument, false),
        Some((name, word)) if word.trim().eq_ignore_ascii_case("off") => (name, true),
        Some(_) => return Err(usage("fault")),
    };
    match (name, fault::find(name)) {
        ("", _) => Ok(Action::Faults),
        ("off", _) => Ok(Action::NoFaults),
        (_, Some(row)) => Ok(Action::Fault(row.fault, !off)),
        (_, None) => Err(HelperError::UnknownFault {
            name: text::escape(name),
            known: fault::names(),
        }),
    }
}

fn save(argument: &str) -> Result<Action, HelperError> {
    if argument.is_empty() {
        return Err(usage("save"));
    }
    Ok(Action::Save(file(argument)))
}
