//! What was written is read back by a reader that shares no code with the writer.

mod reader;
mod secrets;

use super::Direction::{self, Client, Server};
use super::capture::{Capture, CaptureOptions, Close, decode_as_hint};
use super::packets::Connection;
use crate::protocol::SCHEMES;
use proptest::prelude::*;
use reader::{Block, Segment, blocks, packets, reassemble};
use std::io;
use std::net::SocketAddr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

const V4: [&str; 2] = ["127.0.0.1:50000", "192.0.2.1:587"];
const V6: [&str; 2] = ["[::1]:50000", "[2001:db8::1]:587"];

fn at(milliseconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_millis(1_700_000_000_000 + milliseconds)
}

fn addresses([client, server]: [&str; 2]) -> (SocketAddr, SocketAddr) {
    (client.parse().unwrap(), server.parse().unwrap())
}

fn options(secrets: bool) -> CaptureOptions {
    CaptureOptions {
        secrets,
        comment: "rebuilt from a socket".into(),
        application: "smtpsh".into(),
    }
}

/// A file with one connection, closed by the client.
fn record(ends: [&str; 2], said: &[(Direction, &[u8])]) -> Vec<u8> {
    let mut file = Vec::new();
    let mut capture = Capture::new(&mut file, options(false)).unwrap();
    let (client, server) = addresses(ends);
    capture.connected(at(0), client, server).unwrap();
    for (number, (from, bytes)) in said.iter().enumerate() {
        capture.bytes(at(number as u64), *from, bytes).unwrap();
    }
    capture.closed(at(1000), Close::ByClient).unwrap();
    capture.finish().unwrap();
    drop(capture);
    file
}

/// Records `said` whole, byte by byte and in pieces around the size of a segment, over both
/// versions of IP, and expects that the packets carry it.
fn check(said: &[(Direction, &[u8])]) {
    let expected: Vec<_> = said.iter().map(|(from, b)| (*from, b.to_vec())).collect();
    for ends in [V4, V6] {
        for piece in [usize::MAX, 1, 1439, 1440, 1441, 1460, 1461, 2920] {
            let pieces: Vec<_> = said
                .iter()
                .flat_map(|(from, bytes)| bytes.chunks(piece).map(|piece| (*from, piece)))
                .collect();
            assert_eq!(reassemble(&record(ends, &pieces)), expected, "{piece}");
        }
    }
}

#[test]
fn the_packets_carry_what_was_said() {
    let long: Vec<u8> = (0..10_000_u32).map(|n| n as u8).collect();
    check(&[]);
    check(&[(Server, b"220 hi\r\n")]);
    check(&[
        (Server, b"220 hi\r\n"),
        (Client, b"DATA\r\n"),
        (Server, b"354 go\r\n"),
        (Client, &long),
        (Server, &long[..1440 * 3]),
        (Client, &long[..1460 * 2]),
    ]);
}

proptest! {
    #[test]
    fn any_split_carries_the_same(
        pieces in prop::collection::vec((any::<bool>(), prop::collection::vec(any::<u8>(), 1..4000)), 0..12)
    ) {
        let mut whole: Vec<(Direction, Vec<u8>)> = Vec::new();
        let mut said: Vec<(Direction, &[u8])> = Vec::new();
        for (client, bytes) in &pieces {
            let from = if *client { Client } else { Server };
            said.push((from, bytes));
            match whole.last_mut() {
                Some((last, so_far)) if *last == from => so_far.extend(bytes),
                _ => whole.push((from, bytes.clone())),
            }
        }
        prop_assert_eq!(&reassemble(&record(V4, &said)), &whole);
        prop_assert_eq!(&reassemble(&record(V6, &said)), &whole);
    }
}

#[test]
fn the_file_tells_what_it_is() {
    let file = record(V4, &[]);
    let [section, interface] = &blocks(&file)[..2] else {
        panic!("no preamble");
    };
    let said = vec![
        (1, b"rebuilt from a socket".to_vec()),
        (4, b"smtpsh".to_vec()),
    ];
    assert_eq!(*section, Block::Section(said));
    assert_eq!(*interface, Block::Interface(vec![(9, vec![9])]));
}

#[test]
fn a_comment_that_is_too_long_is_cut_between_characters() {
    let mut file = Vec::new();
    let comment = "信".repeat(30_000);
    let options = CaptureOptions {
        comment,
        ..options(false)
    };
    Capture::new(&mut file, options).unwrap();
    let Block::Section(options) = &blocks(&file)[0] else {
        panic!("no section");
    };
    let (_, comment) = &options[0];
    assert_eq!(std::str::from_utf8(comment).unwrap().len(), 65_535);
}

/// Each segment as `C` or `S`, its flags and the length of its payload.
fn shape(file: &[u8]) -> Vec<String> {
    packets(file)
        .iter()
        .map(|(_, segment)| {
            let from = if segment.source.1 == 587 { 'S' } else { 'C' };
            format!("{from} {} {}", segment.flags, segment.payload.len())
        })
        .collect()
}

#[test]
fn handshakes_and_acknowledgements() {
    let long = [0; 1460 * 3];
    let file = record(V4, &[(Server, b"220 hi\r\n"), (Client, &long)]);
    let expected = [
        "C S 0",
        "S SA 0",
        "C A 0",
        "S PA 8",
        "C A 1460",
        "C A 1460",
        "S A 0",
        "C PA 1460",
        "C FA 0",
        "S A 0",
        "S FA 0",
        "C A 0",
    ];
    assert_eq!(shape(&file), expected);

    for (ends, mss) in [(V4, 1460_u16), (V6, 1440)] {
        let file = record(ends, &[(Client, &long)]);
        for (_, segment) in packets(&file) {
            let [high, low] = mss.to_be_bytes();
            let expected: &[u8] = match segment.flags.contains('S') {
                true => &[2, 4, high, low],
                false => &[],
            };
            assert_eq!(segment.options, expected);
            assert!(segment.payload.len() <= usize::from(mss));
        }
    }
}

#[test]
fn ends() {
    for (how, expected) in [
        (Close::ByServer, &["S FA 0", "C A 0", "C FA 0", "S A 0"][..]),
        (Close::ByClient, &["C FA 0", "S A 0", "S FA 0", "C A 0"]),
        (Close::Reset, &["S RA 0"]),
    ] {
        let mut file = Vec::new();
        let mut capture = Capture::new(&mut file, options(false)).unwrap();
        let (client, server) = addresses(V4);
        capture.connected(at(0), client, server).unwrap();
        capture.closed(at(1), how).unwrap();
        drop(capture);
        assert_eq!(shape(&file)[3..], *expected);
        reassemble(&file);
    }
}

#[test]
fn sequence_numbers_wrap() {
    let (client, server) = addresses(V4);
    let mut connection = Connection::new(client, server, [u32::MAX - 2000, u32::MAX - 3]);
    let mut file = Vec::new();
    let mut keep = |frame: &[u8]| {
        super::pcapng::packet(&mut file, 0, frame);
        Ok(())
    };
    let long: Vec<u8> = (0..9000_u32).map(|n| (n / 7) as u8).collect();
    connection.open(&mut keep).unwrap();
    connection.send(Server, b"220 hi\r\n", &mut keep).unwrap();
    connection.send(Client, &long, &mut keep).unwrap();
    connection.close(Close::ByServer, &mut keep).unwrap();
    let sequences: Vec<u32> = packets(&file).iter().map(|(_, s)| s.sequence).collect();
    assert!(sequences.iter().any(|&s| s > u32::MAX - 2001) && sequences.iter().any(|&s| s < 9000));
    let expected = vec![(Server, b"220 hi\r\n".to_vec()), (Client, long)];
    assert_eq!(reassemble(&file), expected);
}

#[test]
fn addresses_are_kept_except_mapped_ones() {
    for (given, shown) in [
        (V4, V4),
        (V6, V6),
        (
            ["[::ffff:10.0.0.1]:50000", "[::ffff:10.0.0.2]:587"],
            ["10.0.0.1:50000", "10.0.0.2:587"],
        ),
    ] {
        let (
            _,
            Segment {
                source,
                destination,
                ..
            },
        ) = packets(&record(given, &[])).remove(0);
        let (client, server) = addresses(shown);
        assert_eq!(
            (SocketAddr::from(source), SocketAddr::from(destination)),
            (client, server)
        );
    }
}

#[test]
fn each_side_counts_its_ipv4_packets() {
    let file = record(V4, &[(Client, b"EHLO a\r\n"), (Server, b"250 a\r\n")]);
    for port in [587, 50000] {
        let ids: Vec<u16> = packets(&file)
            .iter()
            .filter(|(_, segment)| segment.source.1 == port)
            .filter_map(|(_, segment)| segment.id)
            .collect();
        let counted: Vec<u16> = (1..).take(ids.len()).collect();
        assert!(ids.len() > 3);
        assert_eq!(ids, counted);
    }
}

#[test]
fn time_does_not_go_back() {
    let mut file = Vec::new();
    let mut capture = Capture::new(&mut file, options(false)).unwrap();
    let (client, server) = addresses(V4);
    capture.connected(at(500), client, server).unwrap();
    capture.bytes(at(400), Server, b"220 hi\r\n").unwrap();
    capture
        .bytes(UNIX_EPOCH - Duration::from_secs(1), Client, b"QUIT\r\n")
        .unwrap();
    capture.closed(at(501), Close::ByServer).unwrap();
    drop(capture);
    let times: Vec<u64> = packets(&file)
        .iter()
        .map(|(time, _)| time / 1_000_000)
        .collect();
    let expected: Vec<u64> = [[500; 5].as_slice(), &[501; 4]].concat();
    assert_eq!(
        times,
        expected
            .iter()
            .map(|t| 1_700_000_000_000 + t)
            .collect::<Vec<_>>()
    );
}

#[test]
fn a_second_connection_has_other_sequence_numbers() {
    let mut file = Vec::new();
    let mut capture = Capture::new(&mut file, options(false)).unwrap();
    let (client, server) = addresses(V4);
    capture.connected(at(0), client, server).unwrap();
    capture.connected(at(0), client, server).unwrap();
    drop(capture);
    let sequences: Vec<u32> = packets(&file).iter().map(|(_, s)| s.sequence).collect();
    assert_ne!(sequences[0], sequences[3]);
}

#[test]
fn there_are_no_bytes_without_a_connection() {
    let mut capture = Capture::new(io::sink(), options(true)).unwrap();
    let kind = |result: io::Result<()>| result.unwrap_err().kind();
    assert_eq!(
        kind(capture.bytes(at(0), Client, b"x")),
        io::ErrorKind::NotConnected
    );
    assert_eq!(
        kind(capture.closed(at(0), Close::Reset)),
        io::ErrorKind::NotConnected
    );
}

#[test]
fn hints_for_ports_that_wireshark_does_not_know() {
    for (scheme, port, expected) in [
        ("smtp", 25, None),
        ("smtp", 587, None),
        ("smtps", 465, None),
        ("smtp", 2525, Some("-d tcp.port==2525,smtp")),
        (
            "smtps",
            4650,
            Some("-d tcp.port==4650,tls -d tls.port==4650,smtp"),
        ),
    ] {
        let scheme = SCHEMES.iter().find(|row| row.name == scheme).unwrap();
        assert_eq!(decode_as_hint(port, scheme).as_deref(), expected);
    }
}
