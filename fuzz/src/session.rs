//! A session as the fuzzer writes it, which is how the recorded ones of `tests/` are written: `C: ` and a
//! line of the client, `S: ` and one of the server. What begins with neither is the server's, with its
//! line end or without.

/// One thing that is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// A line of the client, without its end.
    Client(Vec<u8>),
    /// Bytes of the server.
    Server(Vec<u8>),
}

/// Reads a session.
pub fn acts(bytes: &[u8]) -> impl Iterator<Item = Act> {
    bytes.split_inclusive(|byte| *byte == b'\n').map(|line| {
        let end = line.strip_suffix(b"\n").unwrap_or(line);
        if let Some(said) = end.strip_prefix(b"C: ") {
            Act::Client(said.to_vec())
        } else if let Some(said) = end.strip_prefix(b"S: ") {
            Act::Server([said, b"\r\n"].concat())
        } else {
            Act::Server(line.to_vec())
        }
    })
}
