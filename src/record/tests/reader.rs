//! A reader of capture files that shares no code with the writer. It panics at whatever is wrong:
//! lengths, padding, checksums, gaps between segments.

use crate::record::Direction;
use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// What stands in a file, block by block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Block {
    Section(Vec<(u16, Vec<u8>)>),
    Interface(Vec<(u16, Vec<u8>)>),
    Secrets(String),
    Packet { time: u64, segment: Segment },
}

/// A TCP segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Segment {
    pub(super) source: (IpAddr, u16),
    pub(super) destination: (IpAddr, u16),
    /// The identification of IPv4.
    pub(super) id: Option<u16>,
    pub(super) sequence: u32,
    pub(super) acknowledged: u32,
    pub(super) flags: String,
    pub(super) options: Vec<u8>,
    pub(super) payload: Vec<u8>,
}

pub(super) fn blocks(mut file: &[u8]) -> Vec<Block> {
    let mut blocks = Vec::new();
    while !file.is_empty() {
        let length = le32(file, 4) as usize;
        assert_eq!(length % 4, 0, "aligned");
        let (block, rest) = file.split_at(length);
        assert_eq!(le32(block, length - 4) as usize, length, "both lengths");
        blocks.push(body(le32(block, 0), &block[8..length - 4]));
        file = rest;
    }
    blocks
}

/// The segments of a file with their times.
pub(super) fn packets(file: &[u8]) -> Vec<(u64, Segment)> {
    let packet = |block| match block {
        Block::Packet { time, segment } => Some((time, segment)),
        _ => None,
    };
    blocks(file).into_iter().filter_map(packet).collect()
}

/// What both sides of one connection said, put together again as a receiver would: each segment
/// must begin where the one before it ended, and acknowledge no more than was sent.
pub(super) fn reassemble(file: &[u8]) -> Vec<(Direction, Vec<u8>)> {
    let mut said: Vec<(Direction, Vec<u8>)> = Vec::new();
    let mut next: HashMap<(IpAddr, u16), u32> = HashMap::new();
    let mut client = None;
    for (_, segment) in packets(file) {
        let client = *client.get_or_insert(segment.source);
        let expected = next.entry(segment.source).or_insert(segment.sequence);
        assert_eq!(segment.sequence, *expected, "no gap, no repetition");
        let counts = segment.flags.contains(['S', 'F']);
        *expected = expected.wrapping_add(segment.payload.len() as u32 + u32::from(counts));
        if segment.flags.contains('A') {
            assert_eq!(segment.acknowledged, next[&segment.destination]);
        }
        let from = if segment.source == client {
            Direction::Client
        } else {
            Direction::Server
        };
        match said.last_mut() {
            _ if segment.payload.is_empty() => (),
            Some((last, bytes)) if *last == from => bytes.extend(segment.payload),
            _ => said.push((from, segment.payload)),
        }
    }
    said
}

fn body(kind: u32, body: &[u8]) -> Block {
    match kind {
        0x0a0d_0d0a => {
            assert_eq!(body[..4], [0x4d, 0x3c, 0x2b, 0x1a]);
            assert_eq!(body[4..8], [1, 0, 0, 0], "version 1.0");
            assert_eq!(body[8..16], [0xff; 8]);
            Block::Section(options(&body[16..]))
        }
        1 => {
            assert_eq!(body[..8], [1, 0, 0, 0, 0, 0, 0, 0], "Ethernet, no limit");
            Block::Interface(options(&body[8..]))
        }
        6 => {
            assert_eq!(le32(body, 0), 0, "the only interface");
            let length = le32(body, 12) as usize;
            assert_eq!(le32(body, 16) as usize, length, "captured whole");
            let (frame, padding) = body[20..].split_at(length);
            assert!(padding.len() < 4 && padding.iter().all(|&byte| byte == 0));
            Block::Packet {
                time: u64::from(le32(body, 4)) << 32 | u64::from(le32(body, 8)),
                segment: ethernet(frame),
            }
        }
        0x0a => {
            assert_eq!(le32(body, 0), 0x544c_534b);
            let (lines, padding) = body[8..].split_at(le32(body, 4) as usize);
            assert!(padding.len() < 4);
            Block::Secrets(String::from_utf8(lines.to_vec()).unwrap())
        }
        kind => panic!("block of type {kind}"),
    }
}

fn options(mut bytes: &[u8]) -> Vec<(u16, Vec<u8>)> {
    let mut options = Vec::new();
    loop {
        let code = u16::from_le_bytes([bytes[0], bytes[1]]);
        let length = usize::from(u16::from_le_bytes([bytes[2], bytes[3]]));
        if code == 0 {
            assert_eq!(bytes, [0; 4], "the end is the end");
            return options;
        }
        options.push((code, bytes[4..4 + length].to_vec()));
        bytes = &bytes[4 + length.next_multiple_of(4)..];
    }
}

fn ethernet(frame: &[u8]) -> Segment {
    assert!(frame.len() <= 1514);
    assert_ne!(frame[..6], frame[6..12]);
    for mac in [&frame[..6], &frame[6..12]] {
        assert_eq!(mac[0] & 3, 2, "locally administered, for one station");
    }
    let packet = &frame[14..];
    match frame[12..14] {
        [0x08, 0x00] => {
            assert_eq!(packet[0], 0x45);
            assert_eq!(usize::from(be16(packet, 2)), packet.len());
            assert_eq!(packet[6..10], [0x40, 0, 64, 6], "DF, TTL, TCP");
            assert_eq!(ones_complement(&packet[..20]), 0xffff, "IPv4 checksum");
            let ip = |at: usize| Ipv4Addr::from(<[u8; 4]>::try_from(&packet[at..at + 4]).unwrap());
            let (source, destination) = (ip(12).into(), ip(16).into());
            let id = Some(be16(packet, 4));
            tcp(source, destination, id, &packet[12..20], &packet[20..])
        }
        [0x86, 0xdd] => {
            assert_eq!(packet[..4], [0x60, 0, 0, 0]);
            assert_eq!(usize::from(be16(packet, 4)), packet.len() - 40);
            assert_eq!(packet[6..8], [6, 64], "TCP, hop limit");
            let ip =
                |at: usize| Ipv6Addr::from(<[u8; 16]>::try_from(&packet[at..at + 16]).unwrap());
            let (source, destination) = (ip(8).into(), ip(24).into());
            tcp(source, destination, None, &packet[8..40], &packet[40..])
        }
        _ => panic!("no IP"),
    }
}

fn tcp(
    source: IpAddr,
    destination: IpAddr,
    id: Option<u16>,
    addresses: &[u8],
    segment: &[u8],
) -> Segment {
    let [high, low] = (segment.len() as u16).to_be_bytes();
    let checked = [addresses, &[0, 6, high, low], segment].concat();
    assert_eq!(ones_complement(&checked), 0xffff, "TCP checksum");
    assert_eq!(segment[14..16], [0xff; 2], "window");
    assert_eq!(segment[18..20], [0; 2], "not urgent");
    let data = usize::from(segment[12] >> 4) * 4;
    let flags = "FSRPA".char_indices();
    Segment {
        source: (source, be16(segment, 0)),
        destination: (destination, be16(segment, 2)),
        id,
        sequence: be32(segment, 4),
        acknowledged: be32(segment, 8),
        flags: flags
            .filter(|(bit, _)| segment[13] >> bit & 1 == 1)
            .map(|(_, name)| name)
            .collect(),
        options: segment[20..data].to_vec(),
        payload: segment[data..].to_vec(),
    }
}

fn ones_complement(bytes: &[u8]) -> u16 {
    let add = |sum: u16, word: &[u8]| {
        let word = u16::from(word[0]) << 8 | u16::from(*word.get(1).unwrap_or(&0));
        let (sum, carry) = sum.overflowing_add(word);
        sum + u16::from(carry)
    };
    bytes.chunks(2).fold(0, add)
}

fn le32(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap())
}

fn be32(bytes: &[u8], at: usize) -> u32 {
    u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap())
}

fn be16(bytes: &[u8], at: usize) -> u16 {
    u16::from_be_bytes([bytes[at], bytes[at + 1]])
}
