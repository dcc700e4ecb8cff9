//! The lessons, one table each.

mod ehlo;
mod faults;
mod plain;
mod receive;
mod starttls;

use super::step::Course;
use crate::words::text;

/// Every lesson, in the order in which to take them.
pub static COURSES: &[Course] = &[
    Course {
        name: "plain",
        title: text("a mail by hand, in clear text", "手工发一封邮件（明文）"),
        steps: plain::STEPS,
    },
    Course {
        name: "starttls",
        title: text(
            "the same through TLS (STARTTLS)",
            "同样的邮件，经 STARTTLS 加密",
        ),
        steps: starttls::STEPS,
    },
    Course {
        name: "ehlo",
        title: text("reading the reply to EHLO", "读懂 EHLO 的应答"),
        steps: ehlo::STEPS,
    },
    Course {
        name: "receive",
        title: text("send and receive", "发送与接收"),
        steps: receive::STEPS,
    },
    Course {
        name: "faults",
        title: text("what goes wrong, and why", "故障诊断：哪里错了，为什么"),
        steps: faults::STEPS,
    },
];

/// The lesson with this name.
pub fn find(name: &str) -> Option<&'static Course> {
    COURSES.iter().find(|course| course.name == name)
}
