//! Where the secrets stand in the file.

use super::reader::{Block, blocks};
use super::*;

/// The beginning of a Client Hello in its record.
const HELLO: &[u8] = &[22, 3, 1, 0, 200, 1, 0, 0, 196, 3, 3];
const TLS12: &[&str] = &["CLIENT_RANDOM"];
const TLS13: &[&str] = &[
    "CLIENT_HANDSHAKE_TRAFFIC_SECRET",
    "SERVER_HANDSHAKE_TRAFFIC_SECRET",
    "CLIENT_TRAFFIC_SECRET_0",
    "SERVER_TRAFFIC_SECRET_0",
    "EXPORTER_SECRET",
];

/// A step of a story.
enum Step<'a> {
    Says(Direction, &'a [u8]),
    Logs(&'a [&'a str]),
    Ends,
}
use Step::{Ends, Logs, Says};

/// Plays the steps behind a TCP handshake, and tells the file so far as one word for each block:
/// what a packet carries, or how many secrets. Handshakes and bare acknowledgements are left out.
fn play(secrets: bool, steps: &[Step<'_>]) -> String {
    let mut file = Vec::new();
    let mut capture = Capture::new(&mut file, options(secrets)).unwrap();
    let (client, server) = addresses(V4);
    capture.connected(at(0), client, server).unwrap();
    for step in steps {
        match step {
            Says(from, bytes) => capture.bytes(at(1), *from, bytes).unwrap(),
            Logs(labels) => labels
                .iter()
                .for_each(|label| capture.secret(label, &[0xab; 32], &[0x0c; 48])),
            Ends => capture.closed(at(2), Close::ByServer).unwrap(),
        }
    }
    drop(capture);
    let words: Vec<String> = blocks(&file).into_iter().filter_map(word).collect();
    words.join(" ")
}

fn word(block: Block) -> Option<String> {
    match block {
        Block::Packet { segment, .. } if segment.payload.is_empty() => None,
        Block::Packet { segment, .. } if segment.payload[0] == 22 => Some("hello".into()),
        Block::Packet { segment, .. } => Some(String::from_utf8_lossy(&segment.payload).into()),
        Block::Secrets(lines) => Some(format!("+{}", lines.lines().count())),
        Block::Section(_) | Block::Interface(_) => None,
    }
}

#[test]
fn secrets_stand_before_the_handshake() {
    for labels in [TLS12, TLS13] {
        let story = [
            Says(Server, b"220"),
            Says(Client, b"STARTTLS\n"),
            Says(Client, HELLO),
            Says(Server, b"SH"),
            Logs(labels),
            Says(Client, b"F"),
            Says(Server, b"250"),
        ];
        let clear = "220 STARTTLS\n";
        assert_eq!(play(true, &story[..2]), clear);
        assert_eq!(play(true, &story[..4]), clear, "packets wait");
        let secrets = labels.len();
        let expected = format!("{clear} +{secrets} hello SH F");
        assert_eq!(play(true, &story[..6]), expected);
        assert_eq!(play(true, &story), format!("{expected} 250"));
        assert_eq!(play(false, &story), format!("{clear} hello SH F 250"));
        assert_eq!(play(false, &story[..4]), format!("{clear} hello SH"));
    }
}

#[test]
fn half_of_the_secrets_is_not_enough() {
    for first in [3, 2] {
        let half: Vec<&str> = TLS13.iter().copied().take(first).collect();
        let rest: Vec<&str> = TLS13.iter().copied().skip(first).collect();
        let story = [
            Says(Client, HELLO),
            Logs(&half),
            Says(Server, b"SH"),
            Logs(&rest),
            Says(Client, b"F"),
        ];
        assert_eq!(play(true, &story[..3]), "");
        assert_eq!(play(true, &story), "+5 hello SH F");
    }
}

#[test]
fn a_connection_that_ends_in_the_handshake_is_written() {
    let story = [Says(Client, HELLO), Says(Server, b"alert"), Ends];
    assert_eq!(play(true, &story), "hello alert");
    let story = [
        Says(Client, HELLO),
        Logs(&TLS13[..2]),
        Says(Server, b"SH"),
        Ends,
    ];
    assert_eq!(play(true, &story), "+2 hello SH");
}

#[test]
fn later_secrets_stand_before_later_packets() {
    let story = [
        Says(Client, HELLO),
        Logs(TLS12),
        Says(Client, b"F"),
        Logs(&["CLIENT_TRAFFIC_SECRET_1"]),
        Says(Server, b"250"),
    ];
    assert_eq!(play(true, &story), "+1 hello F +1 250");
}

#[test]
fn a_client_hello_is_known_however_it_is_cut() {
    for cut in 1..HELLO.len() {
        let (front, back) = HELLO.split_at(cut);
        let story = [
            Says(Client, b"STARTTLS\r\n"),
            Says(Client, front),
            Says(Client, back),
            Says(Server, b"SH"),
            Logs(TLS12),
            Says(Client, b"F"),
        ];
        assert_eq!(play(true, &story[..4]), "STARTTLS\r\n", "cut at {cut}");
        assert!(play(true, &story).starts_with("STARTTLS\r\n +1 hello"));
    }
}

#[test]
fn what_is_no_client_hello_does_not_wait() {
    for said in [
        &b"EHLO a\r\n"[..],
        b"\x16\r\n",
        b"\x16\x03\x01\x00\x04\x02",
        b"a\x16\x03\x01\x00\x04\x01",
    ] {
        assert_ne!(play(true, &[Says(Client, said)]), "");
        assert_ne!(play(true, &[Says(Server, HELLO)]), "");
    }
}

#[test]
fn what_waits_is_bounded() {
    let mut capture = Capture::new(io::sink(), options(true)).unwrap();
    let (client, server) = addresses(V6);
    capture.connected(at(0), client, server).unwrap();
    capture.bytes(at(0), Client, HELLO).unwrap();
    let long = vec![0; 4 << 20];
    for _ in 0..4 {
        capture.bytes(at(0), Server, &long).unwrap();
        assert!(capture.held() <= 512 << 10, "{}", capture.held());
    }
}

#[test]
fn a_line_of_the_key_log() {
    let mut file = Vec::new();
    let mut capture = Capture::new(&mut file, options(true)).unwrap();
    capture.secret("CLIENT_RANDOM", &[0x0a, 0xff], &[0x10]);
    assert_eq!(format!("{capture:?}"), "Capture { .. }");
    capture.finish().unwrap();
    drop(capture);
    let line = "CLIENT_RANDOM 0aff 10\n".to_owned();
    assert_eq!(blocks(&file).last(), Some(&Block::Secrets(line)));
}
