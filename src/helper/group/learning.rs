//! Help and lessons: what is what, and what comes next.

use super::{Helper, alone, usage};
use crate::helper::{Action, Help, HelperError, LessonWish, Topic, find};
use crate::protocol::{protocol_named, text};
use crate::teach::{lesson, verb};
use crate::words::{same, text as both};

pub(super) static ROWS: &[Helper] = &[
    Helper {
        name: "help",
        aliases: &["h", "?"],
        arguments: both("[NAME|PROTOCOL|all]", "[名称|协议|all]"),
        summary: both(
            "names the helpers, explains a helper or a verb, or lists the commands of smtp, pop3 or imap; with all, says what each helper does",
            "列出辅助命令的名称，说明一个辅助命令或协议命令，或列出 smtp、pop3、imap 的全部命令；加 all 则逐一说明用途",
        ),
        example: ":help mail",
        private: false,
        action: help,
    },
    Helper {
        name: "next",
        aliases: &[],
        arguments: same(""),
        summary: both(
            "tells what the server awaits now, and the usual next line to type",
            "说明服务器现在等待什么，以及通常的下一步该输入什么",
        ),
        example: ":next",
        private: false,
        action: |argument| alone("next", argument, Action::Next),
    },
    Helper {
        name: "explain",
        aliases: &[],
        arguments: both("[CODE|TEXT]", "[应答码|应答]"),
        summary: both(
            "explains the last reply, or this one: code, digits, enhanced status, known sentences",
            "解释最近一个应答（或给出的应答）：应答码、各位数字、增强状态码、常见语句",
        ),
        example: ":explain 535 5.7.8",
        private: false,
        action: |argument| {
            Ok(Action::Explain(
                (!argument.is_empty()).then(|| argument.to_owned()),
            ))
        },
    },
    Helper {
        name: "lesson",
        aliases: &[],
        arguments: both("[NAME|1-4|list|leave]", "[名称|1-4|list|leave]"),
        summary: both(
            "a guided lesson on the practice server: goes on, begins NAME, answers its question, lists them, or leaves",
            "练习服务器上的引导课程：继续、开始指定的课、回答题目（1-4）、列出课程或离开",
        ),
        example: ":lesson plain",
        private: false,
        action: lesson,
    },
];

fn help(argument: &str) -> Result<Action, HelperError> {
    let name = argument.trim_start_matches([':', '：']);
    match name {
        "" => return Ok(Action::Help(Help::Names)),
        "all" => return Ok(Action::Help(Help::All)),
        _ => {}
    }
    if let Some(protocol) = protocol_named(argument) {
        return Ok(Action::Help(Help::Commands(protocol)));
    }
    let topic = Topic {
        helper: find(name),
        verb: verb::all()
            .any(|lesson| lesson.name.eq_ignore_ascii_case(name) && name == argument)
            .then(|| name.to_owned()),
    };
    if topic.helper.is_none() && topic.verb.is_none() {
        return Err(HelperError::NoTopic {
            name: text::escape(name),
        });
    }
    Ok(Action::Help(Help::On(topic)))
}

fn lesson(argument: &str) -> Result<Action, HelperError> {
    let wish = match argument {
        "" => LessonWish::GoOn,
        "list" => LessonWish::List,
        "leave" => LessonWish::Leave,
        word => match word.parse() {
            Ok(number @ 1..=4) => LessonWish::Choose(number),
            _ => LessonWish::Begin(lesson::find(word).ok_or_else(|| usage("lesson"))?),
        },
    };
    Ok(Action::Lesson(wish))
}
