//! Text as Windows saves it: with a byte order mark in front, which Notepad writes, or as UTF-16,
//! which PowerShell's `>` writes. What is read here has no mark, and is not UTF-16 any more. Bytes
//! without a mark stay as they are.

use encoding_rs::{Decoder, Encoding, GBK, UTF_8};
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Seek};
use std::path::Path;
use zeroize::Zeroizing;

/// Opens a file. A folder opens as well on Unix, and cannot be read.
pub fn open(path: &Path) -> io::Result<File> {
    let file = File::open(path)?;
    if file.metadata()?.is_dir() {
        return Err(ErrorKind::IsADirectory.into());
    }
    Ok(file)
}

/// A whole file of UTF-8. There may be codes in it: it is wiped.
pub fn read(path: &Path) -> io::Result<Zeroizing<String>> {
    let (text, damaged) = decoded(&Zeroizing::new(fs::read(path)?));
    if damaged {
        return Err(io::Error::new(ErrorKind::InvalidData, "it is not UTF-8"));
    }
    Ok(text)
}

/// A whole file as a spreadsheet or an editor in China may save it: UTF-8, UTF-16 with its mark, or GBK;
/// and the mark to write in front of it, if it was something else than plain UTF-8. It is wiped as well.
pub fn read_any(path: &Path) -> io::Result<(Zeroizing<String>, &'static str)> {
    let bytes = Zeroizing::new(fs::read(path)?);
    let marked = Encoding::for_bom(&bytes).is_some();
    let (mut text, damaged) = decoded(&bytes);
    let other = marked || damaged;
    if damaged && !marked {
        text = Zeroizing::new(GBK.decode(&bytes).0.into_owned());
    }
    // UTF-16 without its mark, or no text at all.
    if text.contains(['\0', char::REPLACEMENT_CHARACTER]) {
        let why = "it is neither UTF-8 nor GBK, nor UTF-16 with its mark";
        return Err(io::Error::new(ErrorKind::InvalidData, why));
    }
    Ok((text, if other { MARK } else { "" }))
}

/// UTF-8, or what a mark says that it is; and whether that is wrong.
fn decoded(bytes: &[u8]) -> (Zeroizing<String>, bool) {
    let (text, _, damaged) = UTF_8.decode(bytes);
    (Zeroizing::new(text.into_owned()), damaged)
}

/// The mark by which spreadsheets and old editors know UTF-8.
pub const MARK: &str = "\u{feff}";

/// Begins to read a text as it comes. Tells whether it was UTF-16.
pub fn begin(input: impl Read + Send + 'static) -> (BufReader<Box<dyn Read + Send>>, bool) {
    let mut input = BufReader::new(input);
    // An error comes once more, where it is told.
    let start = input.fill_buf().unwrap_or_default();
    match Encoding::for_bom(start) {
        Some((encoding, mark)) if encoding == UTF_8 => {
            input.consume(mark);
            (BufReader::new(Box::new(input)), false)
        }
        Some((encoding, _)) => {
            let decoded = Decoded {
                input,
                decoder: encoding.new_decoder(),
                text: io::Cursor::default(),
                ended: false,
            };
            (BufReader::new(Box::new(decoded)), true)
        }
        None => (BufReader::new(Box::new(input)), false),
    }
}

/// The mark in front of a file, by the name of the encoding. The file is at its beginning then; a
/// pipe cannot be, and is not looked at.
pub fn mark(file: &mut File) -> io::Result<Option<&'static str>> {
    if !file.metadata()?.is_file() {
        return Ok(None);
    }
    let mut start = Vec::new();
    file.take(LONGEST_MARK).read_to_end(&mut start)?;
    file.rewind()?;
    Ok(Encoding::for_bom(&start).map(|(encoding, _)| encoding.name()))
}

/// UTF-16 as UTF-8.
struct Decoded<R> {
    input: BufReader<R>,
    decoder: Decoder,
    /// What is decoded and not read yet.
    text: io::Cursor<String>,
    ended: bool,
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            let length = self.text.read(into)?;
            if length > 0 || self.ended {
                return Ok(length);
            }
            let bytes = self.input.fill_buf()?;
            self.ended = bytes.is_empty();
            // Enough for all of them: two bytes become three at most, and a few may be left over.
            let mut text = String::with_capacity(2 * bytes.len() + 16);
            let (_, read, _) = self.decoder.decode_to_string(bytes, &mut text, self.ended);
            self.input.consume(read);
            self.text = io::Cursor::new(text);
        }
    }
}

/// The one of UTF-8.
const LONGEST_MARK: u64 = 3;

#[cfg(test)]
mod tests {
    use super::*;

    /// Never gives more at once than this many bytes.
    struct Sips(io::Cursor<Vec<u8>>, usize);

    impl Read for Sips {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let sip = into.len().min(self.1);
            self.0.read(&mut into[..sip])
        }
    }

    #[test]
    fn marks_go_and_utf_16_is_decoded() {
        // U+4E0A has the byte of a line feed in it.
        let text = "helo 上\r\n🙂\n";
        let marked = format!("\u{feff}{text}");
        let utf_16 = |bytes: fn(u16) -> [u8; 2]| marked.encode_utf16().flat_map(bytes).collect();
        let gbk = b"\xc4\xe3\xba\xc3";
        for (given, expected, was_utf_16) in [
            (text.as_bytes().to_vec(), text.as_bytes(), false),
            (marked.as_bytes().to_vec(), text.as_bytes(), false),
            (utf_16(u16::to_le_bytes), text.as_bytes(), true),
            (utf_16(u16::to_be_bytes), text.as_bytes(), true),
            (gbk.to_vec(), gbk, false),
            (Vec::new(), b"", false),
        ] {
            for size in 3..30 {
                let sips = Sips(io::Cursor::new(given.clone()), size);
                let (mut input, found) = begin(sips);
                let mut bytes = Vec::new();
                input.read_to_end(&mut bytes).unwrap();
                assert_eq!(
                    (&bytes[..], found),
                    (expected, was_utf_16),
                    "{size}: {given:?}"
                );
            }
        }
    }
}
