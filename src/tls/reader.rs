//! A checked cursor over received bytes: the presentation language of RFC 8446 §3.

use super::oddity::Oddity;

/// The bytes that have not been read yet.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// The next `length` bytes. An error names the field, `what`.
    pub(super) fn take(&mut self, length: usize, what: &'static str) -> Result<&'a [u8], Oddity> {
        let (head, rest) = self
            .rest
            .split_at_checked(length)
            .ok_or(Oddity::Short { what })?;
        self.rest = rest;
        Ok(head)
    }

    /// Everything that is left.
    pub(super) fn rest(&mut self) -> &'a [u8] {
        std::mem::take(&mut self.rest)
    }

    pub(super) fn array<const N: usize>(&mut self, what: &'static str) -> Result<[u8; N], Oddity> {
        let bytes = self.take(N, what)?;
        bytes.try_into().map_err(|_| Oddity::Short { what })
    }

    pub(super) fn u8(&mut self, what: &'static str) -> Result<u8, Oddity> {
        self.array(what).map(u8::from_be_bytes)
    }

    pub(super) fn u16(&mut self, what: &'static str) -> Result<u16, Oddity> {
        self.array(what).map(u16::from_be_bytes)
    }

    pub(super) fn u24(&mut self, what: &'static str) -> Result<usize, Oddity> {
        let bytes: [u8; 3] = self.array(what)?;
        Ok(bytes
            .iter()
            .fold(0, |sum, byte| sum << 8 | usize::from(*byte)))
    }

    pub(super) fn u32(&mut self, what: &'static str) -> Result<u32, Oddity> {
        self.array(what).map(u32::from_be_bytes)
    }

    /// A vector with a length of one byte.
    pub(super) fn vec8(&mut self, what: &'static str) -> Result<Self, Oddity> {
        let length = self.u8(what)?.into();
        self.take(length, what).map(Self::new)
    }

    /// A vector with a length of two bytes.
    pub(super) fn vec16(&mut self, what: &'static str) -> Result<Self, Oddity> {
        let length = self.u16(what)?.into();
        self.take(length, what).map(Self::new)
    }

    /// A vector with a length of three bytes.
    pub(super) fn vec24(&mut self, what: &'static str) -> Result<Self, Oddity> {
        let length = self.u24(what)?;
        self.take(length, what).map(Self::new)
    }

    /// The bytes that are left, as a value of their own.
    pub(super) fn to_vec(self) -> Vec<u8> {
        self.rest.to_vec()
    }

    /// Reads elements to the end. `read` takes at least one byte each time.
    pub(super) fn each<T>(
        mut self,
        mut read: impl FnMut(&mut Self) -> Result<T, Oddity>,
    ) -> Result<Vec<T>, Oddity> {
        let mut all = Vec::new();
        while !self.is_empty() {
            all.push(read(&mut self)?);
        }
        Ok(all)
    }

    /// Nothing may be left.
    pub(super) fn end(self, what: &'static str) -> Result<(), Oddity> {
        if self.is_empty() {
            Ok(())
        } else {
            Err(Oddity::Trailing { what })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vectors_and_their_ends() {
        let mut reader = Reader::new(&[2, 7, 8, 0, 1, 9, 0, 0, 1]);
        assert_eq!(reader.vec8("a").unwrap().to_vec(), [7, 8]);
        let inner = reader.vec16("b").unwrap();
        assert_eq!(inner.each(|r| r.u8("c")).unwrap(), [9]);
        assert_eq!(inner.end("b").unwrap_err(), Oddity::Trailing { what: "b" });
        assert_eq!(reader.vec24("d").unwrap_err(), Oddity::Short { what: "d" });
        assert!(reader.end("all").is_ok());
    }
}
