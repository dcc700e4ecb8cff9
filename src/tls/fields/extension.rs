//! The fields of extensions.

use super::super::extension::{Body, Extension};
use super::super::fact::list;
use super::{Tree, hex, numbered, ocsp};
use crate::words::Lang;

impl Tree {
    pub(super) fn extensions(&mut self, extensions: &[Extension]) {
        self.group("Extensions", extensions.len(), |tree| {
            for extension in extensions {
                tree.extension(extension);
            }
        });
    }

    fn extension(&mut self, extension: &Extension) {
        let name = match extension.kind.name() {
            Some(name) => name.to_owned(),
            None => format!("{}", extension.kind),
        };
        let name = format!("{name} ({})", extension.kind.0);
        let Some(value) = one_line(&extension.body) else {
            return self.parts(name, &extension.body);
        };
        self.add(name, value);
    }

    fn parts(&mut self, name: String, body: &Body) {
        match body {
            Body::KeyShares(shares) => self.group(name, shares.len(), |tree| {
                for share in shares {
                    let group = numbered(share.group, share.group.0);
                    tree.group("Key Share", group, |tree| tree.hex("Key", &share.key));
                }
            }),
            Body::PskOffer(offer) => self.group(name, offer.identities.len(), |tree| {
                for (ticket, age) in &offer.identities {
                    tree.hex("Identity", ticket);
                    tree.add("Obfuscated Ticket Age", age);
                }
                for binder in &offer.binders {
                    tree.hex("Binder", binder);
                }
            }),
            Body::Malformed(oddity, bytes) => {
                self.group(name, oddity.say(Lang::English), |tree| {
                    tree.hex("Data", bytes);
                });
            }
            _ => self.add(name, ""),
        }
    }
}

/// The value of an extension that needs no parts.
fn one_line(body: &Body) -> Option<String> {
    Some(match body {
        Body::Empty => String::new(),
        Body::ServerName(name) => String::from_utf8_lossy(name).into_owned(),
        Body::Alpn(names) => list(names.iter().map(|name| String::from_utf8_lossy(name))),
        Body::Groups(groups) => list(groups.iter()),
        Body::PointFormats(formats) => list(formats.iter()),
        Body::Schemes(schemes) => list(schemes.iter()),
        Body::Versions(versions) => list(versions.iter()),
        Body::Version(version) => version.to_string(),
        Body::SelectedGroup(group) => numbered(group, group.0),
        Body::PskModes(modes) => list(modes.iter()),
        Body::PskChosen(index) => format!("identity {index}"),
        Body::StatusRequest(kind) => ocsp(*kind),
        Body::Status(length) => format!("OCSP, {length} bytes"),
        Body::Cookie(bytes) | Body::Opaque(bytes) => hex(bytes),
        Body::RecordSizeLimit(limit) => limit.to_string(),
        // 1 is 512 bytes, and each one more doubles it (RFC 6066 §4).
        Body::MaxFragment(code @ 1..=4) => format!("{} bytes", 256_u32 << code),
        Body::MaxFragment(code) => code.to_string(),
        Body::MaxEarlyData(bytes) => format!("{bytes} bytes"),
        Body::Compressions(methods) => list(methods.iter()),
        Body::Padding(length) => format!("{length} bytes"),
        Body::KeyShares(_) | Body::PskOffer(_) | Body::Malformed(..) => return None,
    })
}
