//! Records of TLS 1.2, sealed one by one: what no TLS library would send.

use ring::aead::{AES_128_GCM, AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use rustls::{ConnectionTrafficSecrets, ServerConnection};
use std::io::{self, Write};
use std::net::TcpStream;

/// A server's side of a connection whose handshake is over.
pub struct Records {
    pub stream: TcpStream,
    key: LessSafeKey,
    iv: [u8; 12],
    sequence: u64,
}

impl Records {
    pub fn new(connection: ServerConnection, stream: TcpStream) -> Self {
        let (sequence, secrets) = connection.dangerous_extract_secrets().unwrap().tx;
        let (algorithm, key, iv) = match secrets {
            ConnectionTrafficSecrets::Aes128Gcm { key, iv } => (&AES_128_GCM, key, iv),
            ConnectionTrafficSecrets::Aes256Gcm { key, iv } => (&AES_256_GCM, key, iv),
            _ => panic!("no AES-GCM"),
        };
        Self {
            stream,
            key: LessSafeKey::new(UnboundKey::new(algorithm, key.as_ref()).unwrap()),
            iv: iv.as_ref().try_into().unwrap(),
            sequence,
        }
    }

    /// Sends many records of a kind.
    pub fn send(&mut self, count: usize, kind: u8, body: &[u8]) -> io::Result<()> {
        let mut records = Vec::new();
        for _ in 0..count {
            self.seal(kind, body, &mut records);
            if records.len() > 16 * 1024 {
                self.stream.write_all(&records)?;
                records.clear();
            }
        }
        self.stream.write_all(&records)
    }

    /// RFC 5246 §6.2.3.3 and RFC 5288 §3.
    fn seal(&mut self, kind: u8, body: &[u8], records: &mut Vec<u8>) {
        let mut nonce = self.iv;
        for (byte, number) in nonce[4..].iter_mut().zip(self.sequence.to_be_bytes()) {
            *byte ^= number;
        }
        let length = u16::try_from(body.len()).unwrap().to_be_bytes();
        let head = [&self.sequence.to_be_bytes()[..], &[kind, 3, 3], &length].concat();
        let mut sealed = body.to_vec();
        self.key
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(head),
                &mut sealed,
            )
            .unwrap();
        let length = u16::try_from(8 + sealed.len()).unwrap().to_be_bytes();
        for part in [&[kind, 3, 3][..], &length, &nonce[4..], &sealed] {
            records.extend_from_slice(part);
        }
        self.sequence += 1;
    }
}
