//! Expectations: what a script says that the last reply must be.

use super::HelperError;
use crate::protocol::{Reply, text};
use crate::wire::TlsVersion;
use crate::words::Lang;
use regex_lite::Regex;
use std::time::Duration;

/// What the last reply must be.
#[derive(Debug, Clone)]
pub enum Expectation {
    /// A reply code, in which `x` stands for any digit: `250`, `2xx`.
    Code(String),
    /// An enhanced status code (RFC 3463), in which `x` stands for any number: `5.7.8`, `5.7.x`.
    Status(String),
    /// The status of a reply without codes: `+OK`, `-ERR`, `OK`, `NO`, `BAD`.
    Word(String),
    /// The code in brackets that refines it (RFC 2449 §8, RFC 9051 §7.1): `[AUTH]`.
    Detail(String),
    /// One of those for each reply to what was said last, in their order.
    Each(Vec<Expectation>),
    /// Text that matches this expression.
    Text(Regex),
    /// The server offers an extension that begins with these words.
    Offer(String),
    /// The server has closed the connection.
    Closed,
    /// The server says nothing for so long, nor has it since the last line was answered.
    Nothing(Duration),
    /// The connection goes through this version of TLS.
    Tls(TlsVersion),
    /// The server's certificate is valid for so many days more.
    CertificateDays(u64),
}

impl Expectation {
    /// Reads the argument of `:expect`.
    pub fn parse(argument: &str) -> Result<Self, HelperError> {
        if let Some(pattern) = argument
            .strip_prefix('/')
            .and_then(|rest| rest.strip_suffix('/'))
        {
            return Regex::new(pattern)
                .map(Self::Text)
                .map_err(|error| HelperError::BadPattern {
                    why: error.to_string(),
                });
        }
        let words: Vec<&str> = argument.split_whitespace().collect();
        if words.len() > 1 {
            let each = words.into_iter().map(Self::parse);
            return each.collect::<Result<_, _>>().map(Self::Each);
        }
        let word = argument.to_ascii_lowercase();
        let digits = |part: &str| {
            !part.is_empty()
                && part.len() <= 3
                && part.chars().all(|c| c.is_ascii_digit() || c == 'x')
        };
        let parts: Vec<&str> = word.split('.').collect();
        match parts[..] {
            [code] if code.len() == 3 && digits(code) => Ok(Self::Code(word)),
            [a, b, c] if digits(a) && digits(b) && digits(c) => Ok(Self::Status(word)),
            [word] if WORDS.contains(&word) => Ok(Self::Word(word.to_ascii_uppercase())),
            [code] if code.len() > 2 && code.starts_with('[') && code.ends_with(']') => Ok(
                Self::Detail(code.trim_matches(['[', ']']).to_ascii_uppercase()),
            ),
            _ if word.is_empty() => Err(super::group::usage("expect")),
            _ => Err(HelperError::NoExpectation {
                text: text::escape(argument),
            }),
        }
    }

    /// Whether the reply, and what came with it, is as expected. What is not about a reply is never
    /// met by one.
    pub fn is_met_by(&self, reply: &Reply, before: &[Vec<u8>]) -> bool {
        match self {
            Self::Word(word) => word.eq_ignore_ascii_case(&reply.word),
            Self::Detail(code) => {
                let detail = reply.detail.as_deref();
                detail.is_some_and(|detail| detail.eq_ignore_ascii_case(code))
            }
            Self::Code(pattern) => matches(pattern, &reply.word),
            Self::Status(pattern) => {
                let status = reply.detail.as_deref();
                let (Some(status), mut parts) = (status, pattern.split('.')) else {
                    return false;
                };
                status.split('.').all(|number| {
                    parts
                        .next()
                        .is_some_and(|part| part == "x" || part == number)
                })
            }
            Self::Text(regex) => before
                .iter()
                .chain(&reply.lines)
                .any(|line| regex.is_match(&text::visible(line))),
            Self::Each(_)
            | Self::Offer(_)
            | Self::Closed
            | Self::Nothing(_)
            | Self::Tls(_)
            | Self::CertificateDays(_) => false,
        }
    }

    /// Whether these replies, and no others, are as expected. One expectation is about the last.
    pub fn is_met_by_all(&self, replies: &[Reply], before: &[Vec<u8>]) -> bool {
        let Self::Each(each) = self else {
            let last = replies.last();
            return last.is_some_and(|reply| self.is_met_by(reply, before));
        };
        let mut pairs = each.iter().zip(replies);
        each.len() == replies.len() && pairs.all(|(one, reply)| one.is_met_by(reply, &[]))
    }

    /// Whether one of the offers is the expected one: its first words, in any case.
    pub fn is_offered(&self, offers: &[String]) -> bool {
        let Self::Offer(wanted) = self else {
            return false;
        };
        let words = |text: &str| -> Vec<String> {
            text.split([' ', '='])
                .map(str::to_ascii_uppercase)
                .collect()
        };
        let wanted = words(wanted);
        offers.iter().any(|offer| {
            let offer = words(offer);
            let (Some(name), Some(wanted_name)) = (offer.first(), wanted.first()) else {
                return false;
            };
            // `AUTH LOGIN` is offered by `AUTH PLAIN LOGIN`.
            name == wanted_name && wanted.iter().all(|word| offer.contains(word))
        })
    }
}

impl Expectation {
    /// The helper line that says it.
    pub fn line(&self) -> String {
        match self {
            Self::Code(text) | Self::Status(text) | Self::Word(text) => format!(":expect {text}"),
            Self::Detail(code) => format!(":expect [{code}]"),
            Self::Each(_) => format!(":expect {}", self.say(Lang::English)),
            Self::Text(regex) => format!(":expect /{}/", regex.as_str()),
            Self::Offer(name) => format!(":expect-cap {name}"),
            Self::Closed => ":expect-closed".to_owned(),
            Self::Nothing(time) => format!(":expect-nothing {}ms", time.as_millis()),
            Self::Tls(version) => format!(":expect-tls {}", version.number()),
            Self::CertificateDays(days) => format!(":expect-cert-days {days}"),
        }
    }

    /// Whether a refusal that stands before it is no reason to stop.
    pub fn forgives(&self) -> bool {
        !matches!(
            self,
            Self::Nothing(_) | Self::Tls(_) | Self::CertificateDays(_)
        )
    }

    /// What is expected, as `expected …` goes on.
    pub fn say(&self, lang: Lang) -> String {
        match self {
            Self::Code(text) | Self::Status(text) | Self::Word(text) => text.clone(),
            Self::Detail(code) => format!("[{code}]"),
            Self::Each(each) => {
                let each: Vec<_> = each.iter().map(|one| one.say(lang)).collect();
                each.join(" ")
            }
            Self::Text(regex) => format!("/{}/", regex.as_str()),
            Self::Offer(name) => name.clone(),
            Self::Closed => lang.pick("close", "关闭连接").to_owned(),
            Self::Nothing(time) => lang.pick(
                format!("nothing for {time:?}"),
                format!("{time:?} 内没有任何内容"),
            ),
            Self::Tls(version) => version.name().to_owned(),
            Self::CertificateDays(days) => lang.pick(
                format!("a certificate for {days} days more"),
                format!("证书还有 {days} 天有效期"),
            ),
        }
    }
}

/// The statuses of replies without codes (RFC 1939 §3, RFC 9051 §7.1).
const WORDS: &[&str] = &["+ok", "-err", "ok", "no", "bad", "preauth", "bye"];

fn matches(pattern: &str, text: &str) -> bool {
    pattern.len() == text.len()
        && pattern
            .chars()
            .zip(text.chars())
            .all(|(p, c)| p == 'x' || p == c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::{Heard, smtp};

    fn reply(text: &str) -> Reply {
        match &smtp::dialogue().hear(text.as_bytes())[..] {
            [Heard::Reply(reply)] => reply.clone(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_meets_what() {
        let refusal = reply("550-5.7.1 no\r\n550 5.7.1 relay denied\r\n");
        for (argument, met) in [
            ("550", true),
            ("5xx", true),
            ("5XX", true),
            ("55x", true),
            ("250", false),
            ("5.7.1", true),
            ("5.7.x", true),
            ("5.7.10", false),
            ("/relay.*denied/", true),
            ("/^250/", false),
        ] {
            let expectation = Expectation::parse(argument).unwrap();
            assert_eq!(expectation.is_met_by(&refusal, &[]), met, "{argument}");
        }
        let replies = ["502 no\r\n", "250 OK\r\n"].map(reply);
        for (argument, met) in [
            ("502 250", true),
            ("5xx\t2xx", true),
            ("250 502", false),
            ("502", false),
            ("250", true),
            ("502 250 250", false),
        ] {
            let expectation = Expectation::parse(argument).unwrap();
            assert_eq!(expectation.is_met_by_all(&replies, &[]), met, "{argument}");
        }
        for bad in [
            "250 ok?", "", "25", "2500", "okay", "[]", "5.7", "5..1", "/(/",
        ] {
            assert!(Expectation::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn offers() {
        let offers = ["PIPELINING", "AUTH PLAIN LOGIN", "SIZE 1000"].map(str::to_owned);
        for (wanted, met) in [
            ("pipelining", true),
            ("AUTH LOGIN", true),
            ("AUTH CRAM-MD5", false),
            ("SIZE", true),
            ("STARTTLS", false),
        ] {
            let expectation = Expectation::Offer(wanted.into());
            assert_eq!(expectation.is_offered(&offers), met, "{wanted}");
        }
    }
}
