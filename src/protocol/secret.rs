//! Bytes that nobody shall see: masked wherever they are printed, wiped when they are dropped.

use std::fmt;
use zeroize::Zeroizing;

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
