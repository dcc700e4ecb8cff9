//! The container: blocks of a pcapng file (draft-ietf-opsawg-pcapng), little endian, appended to a
//! buffer. One section, one Ethernet interface, times in nanoseconds.

/// The Section Header Block (§4.1): what this file is, and what wrote it.
pub(super) fn section(out: &mut Vec<u8>, comment: &str, application: &str) {
    block(out, SECTION_HEADER, |out| {
        out.extend(BYTE_ORDER_MAGIC.to_le_bytes());
        out.extend(VERSION.map(u16::to_le_bytes).concat());
        out.extend(LENGTH_NOT_SPECIFIED.to_le_bytes());
        option(out, OPT_COMMENT, text(comment));
        option(out, SHB_USERAPPL, text(application));
        option(out, OPT_ENDOFOPT, b"");
    });
}

/// The Interface Description Block (§4.2): packets are Ethernet frames, their times nanoseconds.
pub(super) fn interface(out: &mut Vec<u8>) {
    block(out, INTERFACE_DESCRIPTION, |out| {
        out.extend(LINKTYPE_ETHERNET.to_le_bytes());
        out.extend([0; 2]);
        out.extend(NO_SNAPLEN.to_le_bytes());
        option(out, IF_TSRESOL, &[NANOSECONDS]);
        option(out, OPT_ENDOFOPT, b"");
    });
}

/// An Enhanced Packet Block (§4.3): a frame, at a time in nanoseconds since 1970.
pub(super) fn packet(out: &mut Vec<u8>, time: u64, frame: &[u8]) {
    let length = (frame.len() as u32).to_le_bytes();
    block(out, ENHANCED_PACKET, |out| {
        out.extend(FIRST_INTERFACE.to_le_bytes());
        out.extend(((time >> 32) as u32).to_le_bytes());
        out.extend((time as u32).to_le_bytes());
        out.extend(length);
        out.extend(length);
        padded(out, frame);
    });
}

/// A Decryption Secrets Block (§4.7): lines of an NSS key log.
pub(super) fn secrets(out: &mut Vec<u8>, key_log: &str) {
    block(out, DECRYPTION_SECRETS, |out| {
        out.extend(TLS_KEY_LOG.to_le_bytes());
        out.extend((key_log.len() as u32).to_le_bytes());
        padded(out, key_log.as_bytes());
    });
}

/// The frame of every block (§3.1): its type, its length, its body, its length again.
fn block(out: &mut Vec<u8>, kind: u32, body: impl FnOnce(&mut Vec<u8>)) {
    out.extend(kind.to_le_bytes());
    let at = out.len();
    out.extend([0; 4]);
    body(out);
    // Type and both lengths count too.
    let length = ((out.len() - at + 8) as u32).to_le_bytes();
    if let Some(first) = out.get_mut(at..at + 4) {
        first.copy_from_slice(&length);
    }
    out.extend(length);
}

/// An option (§3.5).
fn option(out: &mut Vec<u8>, code: u16, value: &[u8]) {
    out.extend(code.to_le_bytes());
    out.extend((value.len() as u16).to_le_bytes());
    padded(out, value);
}

/// Everything in a block is aligned to 32 bits.
fn padded(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend_from_slice(bytes);
    out.extend(std::iter::repeat_n(0, bytes.len().wrapping_neg() % 4));
}

/// A text that fits into an option, whose length has 16 bits.
fn text(text: &str) -> &[u8] {
    let mut end = text.len().min(usize::from(u16::MAX));
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text.as_bytes()[..end]
}

const SECTION_HEADER: u32 = 0x0a0d_0d0a;
const INTERFACE_DESCRIPTION: u32 = 1;
const ENHANCED_PACKET: u32 = 6;
const DECRYPTION_SECRETS: u32 = 0x0a;

const BYTE_ORDER_MAGIC: u32 = 0x1a2b_3c4d;
const VERSION: [u16; 2] = [1, 0];
/// The section goes on to the end of the file: it is written before its length is known.
const LENGTH_NOT_SPECIFIED: i64 = -1;
const LINKTYPE_ETHERNET: u16 = 1;
const NO_SNAPLEN: u32 = 0;
const FIRST_INTERFACE: u32 = 0;
/// Ten to the minus nine seconds.
const NANOSECONDS: u8 = 9;
/// "TLSK".
const TLS_KEY_LOG: u32 = 0x544c_534b;

const OPT_ENDOFOPT: u16 = 0;
const OPT_COMMENT: u16 = 1;
const SHB_USERAPPL: u16 = 4;
const IF_TSRESOL: u16 = 9;
