//! `:mx` asked of name servers of the test: what each answer means, and what goes wrong on the way.

#![allow(clippy::unwrap_used, clippy::expect_used, unreachable_pub)]

#[path = "cli/program.rs"]
#[allow(dead_code, reason = "here it runs in one of its ways only")]
mod program;

use program::{Ended, smtpsh};
use simple_dns::rdata::{A, AAAA, CNAME, MX, RData};
use simple_dns::{CLASS, Name, Packet, PacketFlag, QTYPE, RCODE, ResourceRecord, TYPE};
use std::io::{Read, Write};
use std::net::{TcpListener, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

/// A name server on a port that the system gives, over UDP and TCP; `answer` fills in the reply.
fn name_server(answer: impl Fn(&mut Packet<'_>, bool) + Send + Clone + 'static) -> String {
    let (udp, tcp) = sockets();
    let address = udp.local_addr().unwrap().to_string();
    let over_tcp = answer.clone();
    thread::spawn(move || {
        let mut packet = [0; 512];
        for _ in 0..MAX_QUESTIONS {
            let (length, from) = udp.recv_from(&mut packet).unwrap();
            if let Some(reply) = reply(&packet[..length], |reply| answer(reply, false)) {
                let mut forged = reply.clone();
                forged[0] ^= 1;
                udp.send_to(&forged, from).unwrap();
                udp.send_to(&reply, from).unwrap();
            }
        }
    });
    thread::spawn(move || {
        for stream in tcp.incoming().take(MAX_QUESTIONS) {
            let mut stream = stream.unwrap();
            let mut length = [0; 2];
            stream.read_exact(&mut length).unwrap();
            let mut packet = vec![0; u16::from_be_bytes(length).into()];
            stream.read_exact(&mut packet).unwrap();
            let reply = reply(&packet, |reply| over_tcp(reply, true)).unwrap();
            let length = u16::try_from(reply.len()).unwrap().to_be_bytes();
            stream.write_all(&[&length[..], &reply].concat()).unwrap();
        }
    });
    address
}

fn sockets() -> (UdpSocket, TcpListener) {
    (0..20)
        .find_map(|_| {
            let udp = UdpSocket::bind("127.0.0.1:0").unwrap();
            let tcp = TcpListener::bind(udp.local_addr().unwrap()).ok()?;
            Some((udp, tcp))
        })
        .expect("a port that is free for both")
}

const MAX_QUESTIONS: usize = 100;

/// A reply with what `fill` puts into it; silence where the number of it becomes 0.
fn reply(question: &[u8], fill: impl Fn(&mut Packet<'_>)) -> Option<Vec<u8>> {
    let mut packet = Packet::parse(question).unwrap().into_reply();
    let id = packet.id();
    fill(&mut packet);
    (packet.id() == id).then(|| packet.build_bytes_vec_compressed().unwrap())
}

fn is(packet: &Packet<'_>, kind: TYPE) -> bool {
    packet.questions[0].qtype == QTYPE::TYPE(kind)
}

fn add(packet: &mut Packet<'_>, name: &'static str, data: RData<'static>) {
    let record = ResourceRecord::new(Name::new(name).unwrap(), CLASS::IN, 60, data);
    packet.answers.push(record);
}

fn mx(preference: u16, host: &'static str) -> RData<'static> {
    let exchange = Name::new(host).unwrap();
    RData::MX(MX {
        preference,
        exchange,
    })
}

fn ask(server: &str, domain: &str) -> Ended {
    smtpsh(&[], &format!(":set dns {server}\n:mx {domain}\nquit\n"))
}

/// What the program says when the server answers so.
fn check(
    answer: impl Fn(&mut Packet<'_>, bool) + Send + Clone + 'static,
    domain: &str,
    code: i32,
    says: &[&str],
) {
    let ended = ask(&name_server(answer), domain);
    assert_eq!(ended.code, code, "{domain}: {ended:?}");
    let said = ended.out.clone() + &ended.err;
    for part in says {
        assert!(said.contains(part), "{domain}: {part}: {ended:?}");
    }
}

#[test]
fn hosts_come_in_the_order_of_their_preference() {
    let answer = |packet: &mut Packet<'_>, _| {
        if is(packet, TYPE::MX) {
            add(packet, "a.example", mx(20, "second.a.example"));
            add(packet, "a.example", mx(5, "first.a.example"));
            add(packet, "a.example", mx(20, "also.a.example"));
        }
    };
    let says = [
        "Who takes the mail of a.example, by the name server 127.0.0.1:",
        "--      5  first.a.example\n--     20  also.a.example\n--     20  second.a.example\n",
        ":open first.a.example:25",
    ];
    for domain in ["a.example", "someone@a.example", "<x@A.Example.>"] {
        check(answer, domain, 0, &says[1..]);
    }
    check(answer, "a.example", 0, &says);
}

#[test]
fn a_domain_without_hosts_is_explained() {
    let null = |packet: &mut Packet<'_>, _| {
        if is(packet, TYPE::MX) {
            add(packet, "a.example", mx(0, "."));
        }
    };
    check(null, "a.example", 0, &["null MX, RFC 7505"]);
    let itself = |packet: &mut Packet<'_>, _| {
        if is(packet, TYPE::A) {
            add(
                packet,
                "a.example",
                RData::A(A {
                    address: 0xc000_0201,
                }),
            );
        } else if is(packet, TYPE::AAAA) {
            add(packet, "a.example", RData::AAAA(AAAA { address: 1 }));
        }
    };
    check(itself, "a.example", 0, &["(RFC 5321 §5.1): 192.0.2.1, ::1"]);
    check(|_, _| {}, "a.example", 0, &["neither an MX nor an address"]);
}

#[test]
fn an_alias_is_followed_and_told() {
    let answer = |packet: &mut Packet<'_>, _| {
        let name = Name::new("a.example").unwrap();
        add(packet, "www.a.example", RData::CNAME(CNAME(name)));
        add(packet, "a.example", mx(10, "mail.a.example"));
    };
    let says = [
        "www.a.example is another name for a.example (CNAME)",
        "10  mail.a.example",
    ];
    check(answer, "www.a.example", 0, &says);
}

#[test]
fn what_does_not_fit_comes_over_tcp() {
    let answer = |packet: &mut Packet<'_>, tcp: bool| {
        if tcp {
            for n in 0..80 {
                add(packet, "a.example", mx(n, "mail.a.example"));
            }
        } else {
            packet.set_flags(PacketFlag::TRUNCATION);
        }
    };
    check(
        answer,
        "a.example",
        0,
        &["--     49  mail.a.example\n", "and 30 more"],
    );
}

/// Over TCP as well as over UDP, all together have the time of one.
#[test]
fn what_trickles_in_over_tcp_ends_at_the_deadline() {
    let (udp, tcp) = sockets();
    let server = udp.local_addr().unwrap();
    let heard_out = Arc::new(AtomicBool::new(false));
    let to_the_end = heard_out.clone();
    thread::spawn(move || {
        let mut packet = [0; 512];
        for _ in 0..MAX_QUESTIONS {
            let (length, from) = udp.recv_from(&mut packet).unwrap();
            let truncated = |reply: &mut Packet<'_>| reply.set_flags(PacketFlag::TRUNCATION);
            udp.send_to(&reply(&packet[..length], truncated).unwrap(), from)
                .unwrap();
        }
    });
    thread::spawn(move || {
        for stream in tcp.incoming().take(MAX_QUESTIONS) {
            let mut stream = stream.unwrap();
            stream.write_all(&[0xff, 0xff]).unwrap();
            let mut slowly = (0..600).inspect(|_| thread::sleep(Duration::from_millis(100)));
            if slowly.all(|_| stream.write_all(b"x").is_ok()) {
                to_the_end.store(true, Ordering::Relaxed);
            }
        }
    });
    let ended = smtpsh(
        &[],
        &format!(":set dns {server}\n:timeout 1s\n:mx a.example\n"),
    );
    assert_eq!(ended.code, 3, "{ended:?}");
    assert!(ended.err.contains("did not answer within 1 s"), "{ended:?}");
    assert!(!heard_out.load(Ordering::Relaxed), "it waited for a minute");
}

#[test]
fn failures_are_told_apart() {
    let failing = |code: RCODE| move |packet: &mut Packet<'_>, _: bool| *packet.rcode_mut() = code;
    let none = [
        "there is no domain a.example (NXDOMAIN)",
        "Try: check the spelling",
    ];
    check(failing(RCODE::NameError), "a.example", 3, &none);
    let fails = ["cannot answer: SERVFAIL", ":set dns ADDRESS"];
    check(failing(RCODE::ServerFailure), "a.example", 3, &fails);
    check(
        failing(RCODE::Refused),
        "a.example",
        3,
        &["cannot answer: REFUSED"],
    );
    let silent = |packet: &mut Packet<'_>, _| packet.set_id(packet.id() ^ 1);
    let server = name_server(silent);
    let ended = smtpsh(
        &[],
        &format!(":set dns {server}\n:timeout 1s\n:mx a.example\n"),
    );
    assert_eq!(ended.code, 3, "{ended:?}");
    assert!(ended.err.contains("did not answer within 1 s"), "{ended:?}");
    check(|_, _| {}, "例子.中国", 2, &["is no domain name", "xn--"]);
    assert_eq!(smtpsh(&[], ":mx\n").code, 2);
    assert_eq!(smtpsh(&[], ":set dns nonsense\n").code, 2);
}

/// Not run under Wine (.ci/windows).
#[test]
fn where_no_name_server_listens() {
    let nobody = UdpSocket::bind("127.0.0.1:0").unwrap();
    let absent = nobody.local_addr().unwrap().to_string();
    drop(nobody);
    let ended = ask(&absent, "a.example");
    assert_eq!(ended.code, 3, "{ended:?}");
    let says = format!("the name server {absent} refuses the connection: nothing listens");
    assert!(ended.err.contains(&says), "{ended:?}");
}

#[test]
fn what_a_name_server_says_is_shown_as_text() {
    let answer = |packet: &mut Packet<'_>, _| {
        add(packet, "a.example", mx(1, "\\027[2J\\007.example"));
    };
    let ended = ask(&name_server(answer), "a.example");
    assert_eq!(ended.code, 0, "{ended:?}");
    assert!(!ended.out.contains(['\u{1b}', '\u{7}']), "{ended:?}");
    assert!(ended.out.contains("\\x1b[2J\\x07"), "{ended:?}");
}
