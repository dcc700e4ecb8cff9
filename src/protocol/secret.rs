//! Bytes that nobody shall see: masked wherever they are printed, wiped when they are dropped.

use std::fmt;
use std::ops::Range;

/// Bytes that are wiped and not masked: a line with a secret somewhere in it.
pub use zeroize::Zeroizing;

/// What every sink shows in place of a secret, whatever its length.
pub const MASK: &str = "********";

/// A password or an authorization code.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Secret(Zeroizing<Vec<u8>>);

impl Secret {
    /// Takes the bytes over.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        Self(Zeroizing::new(bytes.into()))
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The bytes themselves, for the computation that needs them.
    pub fn reveal(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}

/// A line with a mask in place of its secret.
pub fn masked(line: &[u8], secret: Option<&Range<usize>>) -> Vec<u8> {
    let Some(span) = secret else {
        return line.to_vec();
    };
    let (start, end) = (span.start.min(line.len()), span.end.min(line.len()));
    [&line[..start], MASK.as_bytes(), &line[end..]].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_masks_itself() {
        let secret = Secret::new(*b"letterslikethese");
        assert_eq!(format!("{secret} {secret:?}"), "******** ********");
        assert_eq!(secret.reveal(), b"letterslikethese");
    }
}
