//! The two hellos (RFC 8446 §4.1, RFC 5246 §7.4.1).

use super::extension::{self, Body, Extension, Find, Place, number};
use super::names::{Group, Version};
use super::oddity::Oddity;
use super::reader::Reader;
use super::suite::Suite;

/// What the client offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientHello {
    /// The version, which TLS 1.3 leaves at 1.2; the true ones are in an extension.
    pub version: Version,
    /// The client's random.
    pub random: [u8; 32],
    /// The session to resume, or a value made up for middleboxes.
    pub session: Vec<u8>,
    /// The cipher suites, the preferred one first.
    pub suites: Vec<Suite>,
    /// Compression methods: none has been in use since CRIME.
    pub compression: Vec<u8>,
    /// The extensions.
    pub extensions: Vec<Extension>,
}

/// What the server takes of it; a Hello Retry Request has the same form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerHello {
    /// The version, which TLS 1.3 leaves at 1.2.
    pub legacy_version: Version,
    /// The server's random.
    pub random: [u8; 32],
    /// The session's name, or the client's value again.
    pub session: Vec<u8>,
    /// The cipher suite.
    pub suite: Suite,
    /// The compression method.
    pub compression: u8,
    /// The extensions.
    pub extensions: Vec<Extension>,
}

impl ClientHello {
    pub(super) fn read(r: &mut Reader<'_>) -> Result<Self, Oddity> {
        let version = Version(r.u16("version")?);
        let random = r.array("random")?;
        let session = r.vec8("session id")?.to_vec();
        let suites = r.vec16("cipher suites")?;
        let suites = suites.each(|r| r.u16("cipher suites").map(Suite))?;
        let compression = r.vec8("compression methods")?.to_vec();
        let extensions = optional_extensions(r, Place::ClientHello)?;
        Ok(Self {
            version,
            random,
            session,
            suites,
            compression,
            extensions,
        })
    }

    /// The versions that the client speaks.
    pub fn versions(&self) -> Vec<Version> {
        match self.extensions.body(number::SUPPORTED_VERSIONS) {
            Some(Body::Versions(versions)) => versions.clone(),
            _ => vec![self.version],
        }
    }

    /// The host name that the client wants to speak to.
    pub fn server_name(&self) -> Option<&[u8]> {
        match self.extensions.body(number::SERVER_NAME)? {
            Body::ServerName(name) => Some(name),
            _ => None,
        }
    }

    /// The public key for a group, of those that the client sent at once.
    pub fn share(&self, group: Group) -> Option<&[u8]> {
        match self.extensions.body(number::KEY_SHARE)? {
            Body::KeyShares(shares) => {
                let share = shares.iter().find(|share| share.group == group)?;
                Some(&share.key)
            }
            _ => None,
        }
    }

    /// The client sends data before the server has answered.
    pub fn early_data(&self) -> bool {
        self.extensions.body(number::EARLY_DATA).is_some()
    }

    /// The client has a ticket of TLS 1.2 to resume from (RFC 5077 §3.1).
    pub fn ticket(&self) -> bool {
        let ticket = self.extensions.body(number::SESSION_TICKET);
        matches!(ticket, Some(Body::Opaque(ticket)) if !ticket.is_empty())
    }
}

impl ServerHello {
    pub(super) fn read(r: &mut Reader<'_>) -> Result<Self, Oddity> {
        let legacy_version = Version(r.u16("version")?);
        let random = r.array("random")?;
        let place = if random == RETRY {
            Place::Retry
        } else {
            Place::ServerHello
        };
        let session = r.vec8("session id")?.to_vec();
        let suite = Suite(r.u16("cipher suite")?);
        let compression = r.u8("compression method")?;
        let extensions = optional_extensions(r, place)?;
        Ok(Self {
            legacy_version,
            random,
            session,
            suite,
            compression,
            extensions,
        })
    }

    /// The version that is spoken from here on.
    pub fn version(&self) -> Version {
        match self.extensions.body(number::SUPPORTED_VERSIONS) {
            Some(Body::Version(version)) => *version,
            _ => self.legacy_version,
        }
    }

    /// This is no hello but the wish for another Client Hello (RFC 8446 §4.1.3).
    pub fn is_retry(&self) -> bool {
        self.random == RETRY
    }

    /// The group of the server's key share, or the one it wants a share for.
    pub fn group(&self) -> Option<Group> {
        match self.extensions.body(number::KEY_SHARE)? {
            Body::SelectedGroup(group) => Some(*group),
            Body::KeyShares(shares) => shares.first().map(|share| share.group),
            _ => None,
        }
    }

    /// The server's public key.
    pub fn share(&self) -> Option<&[u8]> {
        match self.extensions.body(number::KEY_SHARE)? {
            Body::KeyShares(shares) => shares.first().map(|share| share.key.as_slice()),
            _ => None,
        }
    }

    /// The server took one of the client's tickets.
    pub fn takes_psk(&self) -> bool {
        self.extensions.body(number::PRE_SHARED_KEY).is_some()
    }
}

/// Hellos older than TLS 1.2 may end without extensions.
fn optional_extensions(r: &mut Reader<'_>, place: Place) -> Result<Vec<Extension>, Oddity> {
    if r.is_empty() {
        return Ok(Vec::new());
    }
    extension::read(r, place)
}

/// The SHA-256 of "HelloRetryRequest" (RFC 8446 §4.1.3).
const RETRY: [u8; 32] = [
    0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
    0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
];
