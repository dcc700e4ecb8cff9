//! A conversation rebuilt as the packets that may have carried it: Ethernet II, IPv4 or IPv6, TCP
//! with handshakes, sequence numbers, acknowledgements and checksums.

use super::Direction;
use super::capture::Close;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// Takes one frame after the other.
pub(super) type Sink<'a> = dyn FnMut(&[u8]) -> io::Result<()> + 'a;

/// A TCP connection: where both ends are in their sequence numbers.
#[derive(Debug)]
pub(super) struct Connection {
    client: End,
    server: End,
    frame: Vec<u8>,
}

#[derive(Debug)]
struct End {
    mac: [u8; 6],
    ip: IpAddr,
    port: u16,
    /// The sequence number of the next octet.
    next: u32,
    /// The identification of the next IPv4 packet.
    id: u16,
    /// How many segments were received and not acknowledged.
    owes: u8,
}

impl Connection {
    /// A connection that is not open yet, with the initial sequence numbers of client and server.
    pub(super) fn new(client: SocketAddr, server: SocketAddr, initial: [u32; 2]) -> Self {
        let [client_next, server_next] = initial;
        Self {
            client: End::new(MAC_OF_CLIENT, client, client_next),
            server: End::new(MAC_OF_SERVER, server, server_next),
            frame: Vec::new(),
        }
    }

    /// The three-way handshake (RFC 9293 §3.5).
    pub(super) fn open(&mut self, sink: &mut Sink<'_>) -> io::Result<()> {
        self.segment(Direction::Client, SYN, b"", sink)?;
        self.segment(Direction::Server, SYN | ACK, b"", sink)?;
        self.segment(Direction::Client, ACK, b"", sink)
    }

    /// Bytes of one side, with the acknowledgements of the other.
    pub(super) fn send(
        &mut self,
        from: Direction,
        bytes: &[u8],
        sink: &mut Sink<'_>,
    ) -> io::Result<()> {
        let mss = usize::from(self.mss());
        let mut rest = bytes;
        while !rest.is_empty() {
            let (payload, behind) = rest.split_at(mss.min(rest.len()));
            let push = if behind.is_empty() { PSH } else { 0 };
            self.segment(from, push | ACK, payload, sink)?;
            let receiver = self.end(from.other());
            receiver.owes += 1;
            if receiver.owes == SEGMENTS_PER_ACK {
                self.segment(from.other(), ACK, b"", sink)?;
            }
            rest = behind;
        }
        Ok(())
    }

    /// The end: both sides say FIN (RFC 9293 §3.6), or one says RST.
    pub(super) fn close(&mut self, how: Close, sink: &mut Sink<'_>) -> io::Result<()> {
        let first = match how {
            Close::Reset => return self.segment(Direction::Server, RST | ACK, b"", sink),
            Close::ByClient => Direction::Client,
            Close::ByServer => Direction::Server,
        };
        let second = first.other();
        self.segment(first, FIN | ACK, b"", sink)?;
        self.segment(second, ACK, b"", sink)?;
        self.segment(second, FIN | ACK, b"", sink)?;
        self.segment(first, ACK, b"", sink)
    }

    fn end(&mut self, direction: Direction) -> &mut End {
        match direction {
            Direction::Client => &mut self.client,
            Direction::Server => &mut self.server,
        }
    }

    /// What is left of an Ethernet frame's 1500 bytes behind the headers of IP and TCP.
    fn mss(&self) -> u16 {
        match (self.client.ip, self.server.ip) {
            (IpAddr::V4(_), IpAddr::V4(_)) => 1460,
            _ => 1440,
        }
    }

    fn segment(
        &mut self,
        from: Direction,
        flags: u8,
        payload: &[u8],
        sink: &mut Sink<'_>,
    ) -> io::Result<()> {
        let [mss_high, mss_low] = self.mss().to_be_bytes();
        let options: &[u8] = match flags & SYN {
            0 => &[],
            _ => &[OPTION_MSS, 4, mss_high, mss_low],
        };
        let (from, to) = match from {
            Direction::Client => (&mut self.client, &self.server),
            Direction::Server => (&mut self.server, &self.client),
        };
        let mut header = from.tcp_header(to, flags, options.len());
        let length = (header.len() + options.len() + payload.len()) as u16;

        let frame = &mut self.frame;
        frame.clear();
        frame.extend_from_slice(&to.mac);
        frame.extend_from_slice(&from.mac);
        let addresses = match (from.ip, to.ip) {
            (IpAddr::V4(source), IpAddr::V4(destination)) => {
                frame.extend_from_slice(&ETHERTYPE_IPV4);
                frame.extend_from_slice(&ipv4_header(source, destination, from.id, length));
                sum(&source.octets()) + sum(&destination.octets())
            }
            (source, destination) => {
                let (source, destination) = (v6(source), v6(destination));
                frame.extend_from_slice(&ETHERTYPE_IPV6);
                frame.extend_from_slice(&ipv6_header(source, destination, length));
                sum(&source.octets()) + sum(&destination.octets())
            }
        };
        // The pseudo header is the same sum for IPv4 (RFC 9293 §3.1) and IPv6 (RFC 8200 §8.1).
        let pseudo = addresses + u64::from(PROTOCOL_TCP) + u64::from(length);
        let check = checksum(pseudo + sum(&header) + sum(options) + sum(payload));
        header[16..18].copy_from_slice(&check);
        frame.extend_from_slice(&header);
        frame.extend_from_slice(options);
        frame.extend_from_slice(payload);

        let ends = u32::from(flags & (SYN | FIN) != 0);
        from.next = from.next.wrapping_add(payload.len() as u32 + ends);
        from.id = from.id.wrapping_add(1);
        from.owes = 0;
        sink(frame)
    }
}

impl End {
    fn new(mac: [u8; 6], address: SocketAddr, next: u32) -> Self {
        Self {
            mac,
            // A socket for both families writes IPv4 as ::ffff:a.b.c.d; on the wire it is IPv4.
            ip: address.ip().to_canonical(),
            port: address.port(),
            next,
            id: 1,
            owes: 0,
        }
    }

    /// A TCP header (RFC 9293 §3.1) whose checksum is still zero.
    fn tcp_header(&self, to: &Self, flags: u8, options: usize) -> [u8; 20] {
        let mut header = [0; 20];
        let acknowledged = if flags & ACK == 0 { 0 } else { to.next };
        header[0..2].copy_from_slice(&self.port.to_be_bytes());
        header[2..4].copy_from_slice(&to.port.to_be_bytes());
        header[4..8].copy_from_slice(&self.next.to_be_bytes());
        header[8..12].copy_from_slice(&acknowledged.to_be_bytes());
        header[12] = ((header.len() + options) as u8 / 4) << 4;
        header[13] = flags;
        header[14..16].copy_from_slice(&WINDOW.to_be_bytes());
        header
    }
}

/// An IPv4 header (RFC 791 §3.1) without options.
fn ipv4_header(source: Ipv4Addr, destination: Ipv4Addr, id: u16, payload: u16) -> [u8; 20] {
    let mut header = [0; 20];
    header[0] = 4 << 4 | 5;
    header[2..4].copy_from_slice(&(payload + 20).to_be_bytes());
    header[4..6].copy_from_slice(&id.to_be_bytes());
    header[6] = DONT_FRAGMENT;
    header[8] = HOPS;
    header[9] = PROTOCOL_TCP;
    header[12..16].copy_from_slice(&source.octets());
    header[16..20].copy_from_slice(&destination.octets());
    let check = checksum(sum(&header));
    header[10..12].copy_from_slice(&check);
    header
}

/// An IPv6 header (RFC 8200 §3).
fn ipv6_header(source: Ipv6Addr, destination: Ipv6Addr, payload: u16) -> [u8; 40] {
    let mut header = [0; 40];
    header[0] = 6 << 4;
    header[4..6].copy_from_slice(&payload.to_be_bytes());
    header[6] = PROTOCOL_TCP;
    header[7] = HOPS;
    header[8..24].copy_from_slice(&source.octets());
    header[24..40].copy_from_slice(&destination.octets());
    header
}

fn v6(ip: IpAddr) -> Ipv6Addr {
    match ip {
        IpAddr::V4(ip) => ip.to_ipv6_mapped(),
        IpAddr::V6(ip) => ip,
    }
}

/// The sum behind the internet checksum, in words of 32 bits: carries are added in the end, so the
/// size of a word does not matter (RFC 1071 §2).
fn sum(bytes: &[u8]) -> u64 {
    let (words, rest) = bytes.as_chunks::<4>();
    let mut last = [0; 4];
    for (to, from) in last.iter_mut().zip(rest) {
        *to = *from;
    }
    let word = |word: &[u8; 4]| u64::from(u32::from_be_bytes(*word));
    words.iter().map(word).sum::<u64>() + word(&last)
}

fn checksum(mut sum: u64) -> [u8; 2] {
    while sum > 0xffff {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    (!(sum as u16)).to_be_bytes()
}

/// Locally administered addresses: the real ones are not known to a socket.
const MAC_OF_CLIENT: [u8; 6] = [2, 0, 0, 0, 0, 1];
const MAC_OF_SERVER: [u8; 6] = [2, 0, 0, 0, 0, 2];
const ETHERTYPE_IPV4: [u8; 2] = [0x08, 0x00];
const ETHERTYPE_IPV6: [u8; 2] = [0x86, 0xdd];
const PROTOCOL_TCP: u8 = 6;
const HOPS: u8 = 64;
const DONT_FRAGMENT: u8 = 0x40;
const OPTION_MSS: u8 = 2;
/// The largest window without scaling. It is never full: see [`SEGMENTS_PER_ACK`].
const WINDOW: u16 = u16::MAX;
/// Every second segment is acknowledged at the latest (RFC 9293 §3.8.6.3); the acknowledgement of
/// a single one goes with the next segment of the other side.
const SEGMENTS_PER_ACK: u8 = 2;

const FIN: u8 = 0x01;
const SYN: u8 = 0x02;
const RST: u8 = 0x04;
const PSH: u8 = 0x08;
const ACK: u8 = 0x10;
