//! Extensions of the hellos and of the messages after them (RFC 8446 §4.2, RFC 6066).

use super::names::{Compression, ExtensionType, Group, PointFormat, PskMode, Scheme, Version};
use super::oddity::Oddity;
use super::reader::Reader;

/// One extension.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extension {
    /// Its number.
    pub kind: ExtensionType,
    /// How many bytes it has.
    pub length: usize,
    /// What it says.
    pub body: Body,
}

/// What an extension says.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "the extensions' own names")]
#[non_exhaustive]
pub enum Body {
    /// Nothing: that it is there is what it says.
    Empty,
    /// The host name that the client wants to speak to.
    ServerName(Vec<u8>),
    Alpn(Vec<Vec<u8>>),
    Groups(Vec<Group>),
    PointFormats(Vec<PointFormat>),
    Schemes(Vec<Scheme>),
    Versions(Vec<Version>),
    /// The one version that the server chose.
    Version(Version),
    KeyShares(Vec<KeyShare>),
    /// The group that a Hello Retry Request wants a share for.
    SelectedGroup(Group),
    PskModes(Vec<PskMode>),
    PskOffer(PskOffer),
    /// The number of the identity that the server took.
    PskChosen(u16),
    /// `1` is OCSP.
    StatusRequest(u8),
    /// An OCSP answer of so many bytes (TLS 1.3 has it beside the certificate).
    Status(usize),
    Cookie(Vec<u8>),
    RecordSizeLimit(u16),
    MaxFragment(u8),
    /// How much early data a ticket allows.
    MaxEarlyData(u32),
    Compressions(Vec<Compression>),
    /// That many zeros.
    Padding(usize),
    /// Bytes whose meaning is the sender's, or not known here.
    Opaque(Vec<u8>),
    /// It could not be read.
    Malformed(Oddity, Vec<u8>),
}

/// One side's public key for the key exchange.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyShare {
    /// The group.
    pub group: Group,
    /// The public key.
    pub key: Vec<u8>,
}

/// The tickets that a client offers to resume from (RFC 8446 §4.2.11).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PskOffer {
    /// Tickets and their disguised ages.
    pub identities: Vec<(Vec<u8>, u32)>,
    /// For each, the proof that the client has its key.
    pub binders: Vec<Vec<u8>>,
}

/// Which message extensions stand in: the same number may say different things.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    ClientHello,
    ServerHello,
    Retry,
    Other,
    Ticket,
}

/// Reads a block of extensions, its length first.
pub(super) fn read(reader: &mut Reader<'_>, place: Place) -> Result<Vec<Extension>, Oddity> {
    reader.vec16("extensions")?.each(|reader| {
        let kind = ExtensionType(reader.u16("extension type")?);
        let data = reader.vec16("extension data")?;
        let bytes = data.to_vec();
        Ok(Extension {
            kind,
            length: bytes.len(),
            body: body(kind, data, place).unwrap_or_else(|oddity| Body::Malformed(oddity, bytes)),
        })
    })
}

/// Reads one body, all of it.
fn body(kind: ExtensionType, mut data: Reader<'_>, place: Place) -> Result<Body, Oddity> {
    let what = kind.name().unwrap_or("extension data");
    if data.is_empty() && kind.name().is_some() {
        return Ok(Body::Empty);
    }
    let offer = place == Place::ClientHello;
    let r = &mut data;
    let body = match kind.0 {
        0 => server_name(r)?,
        1 => Body::MaxFragment(r.u8(what)?),
        5 if offer => {
            let kind = r.u8(what)?;
            // Responders and extensions of the request, which nobody fills in.
            r.rest();
            Body::StatusRequest(kind)
        }
        5 => {
            r.u8(what)?;
            Body::Status(r.vec24(what)?.to_vec().len())
        }
        10 => Body::Groups(r.vec16(what)?.each(|r| r.u16(what).map(Group))?),
        11 => Body::PointFormats(r.vec8(what)?.each(|r| r.u8(what).map(PointFormat))?),
        13 | 50 => Body::Schemes(r.vec16(what)?.each(|r| r.u16(what).map(Scheme))?),
        16 => Body::Alpn(r.vec16(what)?.each(|r| Ok(r.vec8(what)?.to_vec()))?),
        21 => Body::Padding(r.rest().len()),
        27 => Body::Compressions(r.vec8(what)?.each(|r| r.u16(what).map(Compression))?),
        28 => Body::RecordSizeLimit(r.u16(what)?),
        41 if offer => psk_offer(r)?,
        41 => Body::PskChosen(r.u16(what)?),
        42 if place == Place::Ticket => Body::MaxEarlyData(r.u32(what)?),
        43 if offer => Body::Versions(r.vec8(what)?.each(|r| r.u16(what).map(Version))?),
        43 => Body::Version(Version(r.u16(what)?)),
        44 => Body::Cookie(r.vec16(what)?.to_vec()),
        45 => Body::PskModes(r.vec8(what)?.each(|r| r.u8(what).map(PskMode))?),
        51 if offer => Body::KeyShares(r.vec16(what)?.each(key_share)?),
        51 if place == Place::Retry => Body::SelectedGroup(Group(r.u16(what)?)),
        51 => Body::KeyShares(vec![key_share(r)?]),
        65281 => Body::Opaque(r.vec8(what)?.to_vec()),
        _ => Body::Opaque(r.rest().to_vec()),
    };
    data.end(what)?;
    Ok(body)
}

fn server_name(r: &mut Reader<'_>) -> Result<Body, Oddity> {
    let what = "server_name";
    let mut names = r.vec16(what)?;
    // RFC 6066 §3 has one type of name only.
    if names.u8(what)? != 0 {
        return Err(Oddity::Value { what });
    }
    let host = names.vec16(what)?.to_vec();
    names.end(what)?;
    Ok(Body::ServerName(host))
}

fn key_share(r: &mut Reader<'_>) -> Result<KeyShare, Oddity> {
    Ok(KeyShare {
        group: Group(r.u16("key_share")?),
        key: r.vec16("key_share")?.to_vec(),
    })
}

fn psk_offer(r: &mut Reader<'_>) -> Result<Body, Oddity> {
    let what = "pre_shared_key";
    let identities = r
        .vec16(what)?
        .each(|r| Ok((r.vec16(what)?.to_vec(), r.u32(what)?)))?;
    let binders = r.vec16(what)?.each(|r| Ok(r.vec8(what)?.to_vec()))?;
    Ok(Body::PskOffer(PskOffer {
        identities,
        binders,
    }))
}

/// Looks things up in a message's extensions.
pub(super) trait Find {
    /// The extension's body, if it is there.
    fn body(&self, kind: u16) -> Option<&Body>;
}

impl Find for [Extension] {
    fn body(&self, kind: u16) -> Option<&Body> {
        self.iter()
            .find(|extension| extension.kind.0 == kind)
            .map(|extension| &extension.body)
    }
}

/// Numbers that the rest of the decoder asks for.
pub(super) mod number {
    pub(in crate::tls) const SERVER_NAME: u16 = 0;
    pub(in crate::tls) const ALPN: u16 = 16;
    pub(in crate::tls) const EXTENDED_MASTER_SECRET: u16 = 23;
    pub(in crate::tls) const SESSION_TICKET: u16 = 35;
    pub(in crate::tls) const PRE_SHARED_KEY: u16 = 41;
    pub(in crate::tls) const EARLY_DATA: u16 = 42;
    pub(in crate::tls) const SUPPORTED_VERSIONS: u16 = 43;
    pub(in crate::tls) const KEY_SHARE: u16 = 51;
}
