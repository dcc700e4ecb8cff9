//! A question to a name server, and its answer (RFC 1035 §4). No I/O.

use simple_dns::rdata::RData;
use simple_dns::{
    CLASS, Name, Packet, PacketFlag, QCLASS, QTYPE, Question, RCODE, ResourceRecord, TYPE,
    header_buffer,
};
use std::net::IpAddr;

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Mail exchangers (RFC 1035 §3.3.9).
    Mx,
    /// IPv4 addresses.
    A,
    /// IPv6 addresses (RFC 3596).
    Aaaa,
}

/// A question that waits for its answer.
#[derive(Debug)]
pub struct Query<'a> {
    id: u16,
    name: Name<'a>,
    kind: Kind,
}

/// What a packet turned out to be.
#[derive(Debug, PartialEq, Eq)]
pub enum Reading {
    /// It does not belong to the question: whoever sent it, it is passed over.
    NotOurs,
    /// The answer did not fit, and must be asked for over TCP (RFC 7766).
    Truncated,
    /// The domain does not exist.
    NoSuchDomain,
    /// The server cannot answer, for this reason.
    Failed(String),
    /// The answer.
    Answer(Answer),
}

/// What the server knows.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// The end of a chain of CNAMEs.
    pub alias_of: Option<String>,
    /// What was asked for, about the name or the end of its chain.
    pub records: Vec<Record>,
}

/// A record of the kinds that can be asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Record {
    /// A preference and a host; the root is the empty name.
    Mx(u16, String),
    /// An address.
    Address(IpAddr),
}

impl<'a> Query<'a> {
    /// A question about `domain`; nothing if that cannot be a domain name.
    pub fn new(id: u16, domain: &'a str, kind: Kind) -> Option<Self> {
        let name = Name::new(domain).ok()?;
        let is_host = !name.get_labels().is_empty() && domain.is_ascii();
        (is_host && !domain.contains(['\\', ' ', '@']) && !domain.contains("..")).then_some(Self {
            id,
            name,
            kind,
        })
    }

    /// The question as it is sent; nothing if it cannot be written.
    pub fn bytes(&self) -> Option<Vec<u8>> {
        let mut packet = Packet::new_query(self.id);
        packet.set_flags(PacketFlag::RECURSION_DESIRED);
        let (kind, class) = (QTYPE::TYPE(self.kind.of()), QCLASS::CLASS(CLASS::IN));
        let question = Question::new(self.name.clone(), kind, class, false);
        packet.questions.push(question);
        packet.build_bytes_vec().ok()
    }

    /// What a packet means to this question.
    pub fn read(&self, packet: &[u8]) -> Reading {
        let Some(packet) = parse(packet).filter(|packet| self.is_answered_by(packet)) else {
            return Reading::NotOurs;
        };
        if packet.has_flags(PacketFlag::TRUNCATION) {
            return Reading::Truncated;
        }
        match packet.rcode() {
            RCODE::NoError => Reading::Answer(self.answer(&packet.answers)),
            RCODE::NameError => Reading::NoSuchDomain,
            RCODE::FormatError => Reading::Failed("FORMERR".into()),
            RCODE::ServerFailure => Reading::Failed("SERVFAIL".into()),
            RCODE::NotImplemented => Reading::Failed("NOTIMP".into()),
            RCODE::Refused => Reading::Failed("REFUSED".into()),
            other => Reading::Failed(format!("{other:?}")),
        }
    }

    /// Whoever does not know the number and the question did not hear it.
    fn is_answered_by(&self, packet: &Packet<'_>) -> bool {
        let [question] = &packet.questions[..] else {
            return false;
        };
        packet.id() == self.id
            && packet.has_flags(PacketFlag::RESPONSE)
            && same(&question.qname, &self.name)
            && question.qtype == QTYPE::TYPE(self.kind.of())
    }

    fn answer(&self, answers: &[ResourceRecord<'_>]) -> Answer {
        let mut name = &self.name;
        for _ in 0..MAX_ALIASES {
            let alias = answers.iter().find_map(|record| match &record.rdata {
                RData::CNAME(to) if same(&record.name, name) => Some(&to.0),
                _ => None,
            });
            match alias {
                Some(alias) => name = alias,
                None => break,
            }
        }
        let records = answers
            .iter()
            .filter(|record| same(&record.name, name))
            .filter_map(|record| self.kind.record(&record.rdata))
            .collect();
        Answer {
            alias_of: (!same(name, &self.name)).then(|| name.to_string()),
            records,
        }
    }
}

impl Kind {
    fn of(self) -> TYPE {
        match self {
            Self::Mx => TYPE::MX,
            Self::A => TYPE::A,
            Self::Aaaa => TYPE::AAAA,
        }
    }

    fn record(self, data: &RData<'_>) -> Option<Record> {
        match (self, data) {
            (Self::Mx, RData::MX(mx)) => Some(Record::Mx(mx.preference, mx.exchange.to_string())),
            (Self::A, RData::A(a)) => Some(Record::Address(IpAddr::V4(a.address.into()))),
            (Self::Aaaa, RData::AAAA(aaaa)) => {
                Some(Record::Address(IpAddr::V6(aaaa.address.into())))
            }
            _ => None,
        }
    }
}

/// A packet whose header does not promise more than its bytes can hold: room is made for what it
/// promises.
fn parse(packet: &[u8]) -> Option<Packet<'_>> {
    let counts = [
        header_buffer::questions(packet).ok()?,
        header_buffer::answers(packet).ok()?,
        header_buffer::name_servers(packet).ok()?,
        header_buffer::additional_records(packet).ok()?,
    ];
    let promised: usize = counts.iter().map(|count| usize::from(*count)).sum();
    if promised * SHORTEST > packet.len() {
        return None;
    }
    Packet::parse(packet).ok()
}

/// Names are the same in any case (RFC 4343).
fn same(a: &Name<'_>, b: &Name<'_>) -> bool {
    a.to_string().eq_ignore_ascii_case(&b.to_string())
}

/// The shortest question: the root, type and class.
const SHORTEST: usize = 5;
/// The longest chain of CNAMEs that is followed; resolvers give up at about as many.
const MAX_ALIASES: usize = 8;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use simple_dns::rdata::{A, CNAME, MX};

    fn record<'a>(name: &'a str, data: RData<'a>) -> ResourceRecord<'a> {
        ResourceRecord::new(Name::new(name).unwrap(), CLASS::IN, 60, data)
    }

    fn mx(preference: u16, host: &str) -> RData<'_> {
        let exchange = Name::new(host).unwrap();
        RData::MX(MX {
            preference,
            exchange,
        })
    }

    /// The reply to a question with these records.
    fn reply(query: &Query<'_>, answers: &[ResourceRecord<'_>]) -> Vec<u8> {
        let bytes = query.bytes().unwrap();
        let mut packet = Packet::parse(&bytes).unwrap().into_reply();
        packet.answers = answers.to_vec();
        packet.build_bytes_vec_compressed().unwrap()
    }

    #[test]
    fn a_question_is_written_as_the_standard_has_it() {
        let query = Query::new(0x1234, "qq.com", Kind::Mx).unwrap();
        let expected = b"\x12\x34\x01\0\0\x01\0\0\0\0\0\0\x02qq\x03com\0\0\x0f\0\x01";
        assert_eq!(query.bytes().unwrap(), expected);
        for bad in [
            "",
            ".",
            "a..b",
            "例子.中国",
            "a b",
            "a@b",
            &"x".repeat(64),
            &"x.".repeat(128),
        ] {
            assert!(Query::new(1, bad, Kind::Mx).is_none(), "{bad}");
        }
    }

    #[test]
    fn answers_follow_aliases_and_leave_out_what_was_not_asked() {
        let query = Query::new(7, "www.Example.com", Kind::Mx).unwrap();
        let answers = [
            record(
                "www.example.COM",
                RData::CNAME(CNAME(Name::new("example.com").unwrap())),
            ),
            record("example.com", mx(20, "b.example.com")),
            record("example.com", mx(10, "a.example.com")),
            record("evil.example", mx(0, "evil.example")),
            record("example.com", RData::A(A { address: 1 })),
        ];
        let Reading::Answer(answer) = query.read(&reply(&query, &answers)) else {
            panic!("no answer");
        };
        assert_eq!(answer.alias_of.as_deref(), Some("example.com"));
        let hosts = [(20, "b.example.com"), (10, "a.example.com")];
        assert_eq!(
            answer.records,
            hosts.map(|(preference, host)| Record::Mx(preference, host.into()))
        );
        let circle = [
            record(
                "www.example.com",
                RData::CNAME(CNAME(Name::new("b").unwrap())),
            ),
            record(
                "b",
                RData::CNAME(CNAME(Name::new("www.example.com").unwrap())),
            ),
        ];
        let read = query.read(&reply(&query, &circle));
        assert!(matches!(read, Reading::Answer(answer) if answer.records.is_empty()));
    }

    #[test]
    fn what_is_not_the_answer_is_told_apart() {
        let query = Query::new(7, "a.example", Kind::Mx).unwrap();
        let good = reply(&query, &[]);
        assert_eq!(query.read(&good), Reading::Answer(Answer::default()));
        let changed = |at: usize, bits: u8| {
            let mut packet = good.clone();
            packet[at] ^= bits;
            query.read(&packet)
        };
        assert_eq!(changed(0, 1), Reading::NotOurs, "another number");
        assert_eq!(changed(2, 0x80), Reading::NotOurs, "a question");
        assert_eq!(changed(13, 1), Reading::NotOurs, "another name");
        assert_eq!(changed(24, 1), Reading::NotOurs, "another kind");
        assert_eq!(changed(7, 200), Reading::NotOurs, "promises too much");
        assert_eq!(changed(2, 2), Reading::Truncated);
        assert_eq!(changed(3, 3), Reading::NoSuchDomain);
        assert_eq!(changed(3, 2), Reading::Failed("SERVFAIL".into()));
        assert_eq!(changed(3, 5), Reading::Failed("REFUSED".into()));
        for length in 0..good.len() {
            assert_eq!(query.read(&good[..length]), Reading::NotOurs);
        }
    }

    proptest! {
        /// Whatever a packet is: no panic, and no more records than its bytes can hold.
        #[test]
        fn any_bytes(packet in proptest::collection::vec(any::<u8>(), 0..600), at in 0..60usize, with: u8) {
            let query = Query::new(7, "a.example", Kind::Mx).unwrap();
            let _ = query.read(&packet);
            let mut damaged = reply(&query, &[record("a.example", mx(1, "b.a.example")), record("b.a.example", mx(1, "x"))]);
            if let Some(byte) = damaged.get_mut(at) {
                *byte = with;
            }
            damaged.extend(&packet);
            let _ = query.read(&damaged);
        }
    }
}
