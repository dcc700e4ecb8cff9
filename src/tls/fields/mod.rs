//! A message field by field, by the names that the standards and Wireshark have for them.

mod certificate;
mod extension;

use super::fact::list;
use super::hello::{ClientHello, ServerHello};
use super::keys::{ClientKeyExchange, ServerKeyExchange, Signature};
use super::message::{Message, Sealed, Ticket};
use super::suite::Suite;
use crate::protocol::text::hex;
use crate::words::Lang;
use std::borrow::Cow;
use std::fmt::Display;

/// One field of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// How far in it stands: 0 for a field of the message, more for the parts of a field.
    pub depth: usize,
    /// Its name.
    pub name: Cow<'static, str>,
    /// Its value, as it was received; empty for a field that has only parts.
    pub value: String,
}

impl Message {
    /// Every field.
    pub fn fields(&self) -> Vec<Field> {
        let mut tree = Tree::default();
        tree.message(self);
        tree.fields
    }
}

/// The fields as they are written down.
#[derive(Default)]
struct Tree {
    fields: Vec<Field>,
    depth: usize,
}

impl Tree {
    fn add(&mut self, name: impl Into<Cow<'static, str>>, value: impl Display) {
        self.fields.push(Field {
            depth: self.depth,
            name: name.into(),
            value: value.to_string(),
        });
    }

    fn hex(&mut self, name: impl Into<Cow<'static, str>>, bytes: &[u8]) {
        self.add(name, hex(bytes));
    }

    /// A field with parts.
    fn group(
        &mut self,
        name: impl Into<Cow<'static, str>>,
        value: impl Display,
        parts: impl FnOnce(&mut Self),
    ) {
        self.add(name, value);
        self.depth += 1;
        parts(self);
        self.depth -= 1;
    }

    /// A field whose parts are values of one kind.
    fn each<T: Display>(&mut self, name: &'static str, part: &'static str, values: &[T]) {
        self.group(name, values.len(), |tree| {
            for value in values {
                tree.add(part, value);
            }
        });
    }

    fn message(&mut self, message: &Message) {
        match message {
            Message::ClientHello(hello) => self.client_hello(hello),
            Message::ServerHello(hello) | Message::HelloRetryRequest(hello) => {
                self.server_hello(hello);
            }
            Message::EncryptedExtensions(extensions) => self.extensions(extensions),
            Message::Certificate(chain) => self.chain(chain),
            Message::CertificateStatus { kind, response } => {
                self.add("Certificate Status Type", ocsp(*kind));
                self.add("OCSP Response Length", response.len());
            }
            Message::ServerKeyExchange(exchange) => self.server_exchange(exchange),
            Message::CertificateRequest(request) => self.request(request),
            Message::CertificateVerify(signature) => self.signature(signature),
            Message::ClientKeyExchange(exchange) => self.client_exchange(exchange),
            Message::Finished(verify_data) => self.hex("Verify Data", verify_data),
            Message::NewSessionTicket(ticket) => self.ticket(ticket),
            Message::KeyUpdate { .. } => self.add("Key Update Request", message.fact()),
            Message::Other { kind, .. } => self.add("Handshake Type", kind.0),
            Message::Alert(alert) => {
                self.add("Level", numbered(alert.level, alert.level.0));
                self.add(
                    "Description",
                    numbered(alert.description, alert.description.0),
                );
            }
            Message::Encrypted(sealed) => self.add("Not decrypted", reason(*sealed)),
            Message::Malformed { oddity, .. } => {
                self.add("Malformed", oddity.say(Lang::English));
            }
            Message::HelloRequest
            | Message::ServerHelloDone
            | Message::ChangeCipherSpec { .. }
            | Message::EndOfEarlyData => {}
            Message::NotTls(beginning) => {
                self.add("Data", String::from_utf8_lossy(beginning));
            }
        }
    }

    fn client_hello(&mut self, hello: &ClientHello) {
        self.add("Version", hello.version);
        self.hex("Random", &hello.random);
        self.hex("Session ID", &hello.session);
        self.each("Cipher Suites", "Cipher Suite", &hello.suites);
        let methods = hello.compression.iter();
        self.add(
            "Compression Methods",
            list(methods.map(|m| compression(*m))),
        );
        self.extensions(&hello.extensions);
    }

    fn server_hello(&mut self, hello: &ServerHello) {
        self.add("Version", hello.legacy_version);
        self.hex("Random", &hello.random);
        self.hex("Session ID", &hello.session);
        self.suite(hello.suite);
        self.add("Compression Method", compression(hello.compression));
        self.extensions(&hello.extensions);
    }

    /// The chosen suite, taken apart.
    fn suite(&mut self, suite: Suite) {
        let value = format!("{suite} (0x{:04x})", suite.0);
        self.group("Cipher Suite", value, |tree| {
            let Some(parts) = suite.parts() else {
                return;
            };
            // TLS 1.3 leaves both to extensions (RFC 8446 §1.2).
            let exchange = parts.key_exchange.unwrap_or("key_share / pre_shared_key");
            tree.add("Key Exchange", exchange);
            let signs = parts.authentication.unwrap_or("signature_algorithms");
            tree.add("Authentication", signs);
            tree.add("Cipher", parts.cipher);
            tree.add("Hash", parts.hash);
        });
    }

    fn server_exchange(&mut self, exchange: &ServerKeyExchange) {
        match exchange {
            ServerKeyExchange::Ecdhe { share, .. } => {
                self.add("Curve Type", "named_curve (3)");
                self.add("Named Curve", numbered(share.group, share.group.0));
                self.hex("Public Key", &share.key);
            }
            ServerKeyExchange::Dhe {
                prime,
                generator,
                key,
                ..
            } => {
                self.hex("p", prime);
                self.hex("g", generator);
                self.hex("Public Key", key);
            }
            ServerKeyExchange::Other(bytes) => self.hex("Parameters", bytes),
        }
        if let Some(signature) = exchange.signature() {
            self.signature(signature);
        }
    }

    fn client_exchange(&mut self, exchange: &ClientKeyExchange) {
        match exchange {
            ClientKeyExchange::Ecdhe(key) | ClientKeyExchange::Dhe(key) => {
                self.hex("Public Key", key);
            }
            ClientKeyExchange::Rsa(secret) => self.hex("Encrypted PreMaster", secret),
            ClientKeyExchange::Other(bytes) => self.hex("Parameters", bytes),
        }
    }

    fn signature(&mut self, signature: &Signature) {
        if let Some(scheme) = signature.scheme {
            let value = format!("{scheme} (0x{:04x})", scheme.0);
            self.add("Signature Algorithm", value);
        }
        self.hex("Signature", &signature.bytes);
    }

    fn ticket(&mut self, ticket: &Ticket) {
        self.add("Ticket Lifetime", format!("{} s", ticket.lifetime));
        if let Some(age_add) = ticket.age_add {
            self.add("Ticket Age Add", age_add);
        }
        if let Some(nonce) = &ticket.nonce {
            self.hex("Ticket Nonce", nonce);
        }
        self.hex("Ticket", &ticket.ticket);
        self.extensions(&ticket.extensions);
    }
}

fn compression(method: u8) -> String {
    match method {
        0 => "null (0)".to_owned(),
        1 => "DEFLATE (1)".to_owned(),
        other => other.to_string(),
    }
}

fn ocsp(kind: u8) -> String {
    match kind {
        1 => "OCSP (1)".to_owned(),
        other => other.to_string(),
    }
}

fn reason(sealed: Sealed) -> &'static str {
    match sealed {
        Sealed::NoSecret => "no secret",
        Sealed::Suite => "cipher suite not supported",
        Sealed::Damaged => "authentication tag does not fit",
    }
}

fn numbered(name: impl Display, number: impl Display) -> String {
    format!("{name} ({number})")
}
