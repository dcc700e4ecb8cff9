//! A mail session in memory, between a rustls client and a rustls server, that is captured.

use rustls::crypto::ring;
use rustls::pki_types::{PrivateKeyDer, ServerName};
use rustls::{
    ClientConfig, ClientConnection, Connection, HandshakeKind, KeyLog, RootCertStore, ServerConfig,
    ServerConnection, SupportedProtocolVersion,
};
use smtpsh::record::Direction::{self, Client, Server};
use smtpsh::record::capture::{Capture, Close};
use std::fs::File;
use std::io::{Read, Write};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, SystemTime};

/// A session that is captured.
pub struct Talk {
    pub capture: Capture<File>,
    client: Arc<ClientConfig>,
    server: Arc<ServerConfig>,
    log: Arc<Log>,
    tls: Option<(Connection, Connection)>,
    now: SystemTime,
}

impl Talk {
    pub fn new(capture: Capture<File>, version: &'static SupportedProtocolVersion) -> Self {
        let provider = Arc::new(ring::default_provider());
        let identity = rcgen::generate_simple_self_signed([NAME.to_owned()]).unwrap();
        let key = PrivateKeyDer::try_from(identity.signing_key.serialize_der()).unwrap();
        let certificate = identity.cert.der().clone();
        let mut roots = RootCertStore::empty();
        roots.add(certificate.clone()).unwrap();
        let log = Arc::new(Log::default());
        let mut client = ClientConfig::builder_with_provider(provider.clone())
            .with_protocol_versions(&[version])
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        client.key_log = log.clone();
        let server = ServerConfig::builder_with_provider(provider)
            .with_protocol_versions(&[version])
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate], key)
            .unwrap();
        Self {
            capture,
            client: client.into(),
            server: server.into(),
            log,
            tls: None,
            now: SystemTime::now(),
        }
    }

    pub fn connect(&mut self, [client, server]: [SocketAddr; 2]) {
        self.capture.connected(self.now, client, server).unwrap();
    }

    /// A command, and the reply.
    pub fn exchange(&mut self, command: &str, reply: &str) {
        self.say(Client, command.as_bytes());
        self.say(Server, reply.as_bytes());
    }

    pub fn say(&mut self, from: Direction, bytes: &[u8]) {
        if self.tls.is_none() {
            return self.wire(from, bytes);
        }
        // rustls buffers a limited amount of plain text.
        for piece in bytes.chunks(16 * 1024) {
            self.party(from).writer().write_all(piece).unwrap();
            self.carry();
        }
    }

    /// Does the handshake, and tells whether it was a full one.
    pub fn upgrade(&mut self) -> HandshakeKind {
        let name = ServerName::try_from(NAME).unwrap();
        let client = ClientConnection::new(self.client.clone(), name).unwrap();
        let server = ServerConnection::new(self.server.clone()).unwrap();
        self.tls = Some((client.into(), server.into()));
        self.carry();
        self.party(Client).handshake_kind().unwrap()
    }

    pub fn close(&mut self, how: Close) {
        if self.tls.is_some() {
            self.party(Client).send_close_notify();
            self.carry();
            self.tls = None;
        }
        self.capture.closed(self.now, how).unwrap();
    }

    /// Carries records to and fro until both parties are silent, and captures them.
    fn carry(&mut self) {
        let mut silent = 0;
        for from in [Client, Server].into_iter().cycle() {
            let mut records = Vec::new();
            while self.party(from).wants_write() {
                self.party(from).write_tls(&mut records).unwrap();
            }
            if records.is_empty() {
                silent += 1;
                if silent == 2 {
                    return;
                }
                continue;
            }
            silent = 0;
            self.wire(from, &records);
            let mut rest = &records[..];
            while !rest.is_empty() {
                let to = self.party(from.other());
                to.read_tls(&mut rest).unwrap();
                let state = to.process_new_packets().unwrap();
                let mut plain = vec![0; state.plaintext_bytes_to_read()];
                to.reader().read_exact(&mut plain).unwrap();
            }
            for (label, random, secret) in self.log.lines().drain(..) {
                self.capture.secret(&label, &random, &secret);
            }
        }
    }

    fn wire(&mut self, from: Direction, bytes: &[u8]) {
        self.now += Duration::from_millis(7);
        self.capture.bytes(self.now, from, bytes).unwrap();
    }

    fn party(&mut self, direction: Direction) -> &mut Connection {
        let (client, server) = self.tls.as_mut().unwrap();
        match direction {
            Client => client,
            Server => server,
        }
    }
}

/// Keeps the secrets that rustls logs.
#[derive(Debug, Default)]
struct Log(Mutex<Vec<Line>>);

/// Label, client random, secret.
type Line = (String, Vec<u8>, Vec<u8>);

impl Log {
    fn lines(&self) -> MutexGuard<'_, Vec<Line>> {
        self.0.lock().unwrap()
    }
}

impl KeyLog for Log {
    fn log(&self, label: &str, client_random: &[u8], secret: &[u8]) {
        let line = (label.to_owned(), client_random.to_vec(), secret.to_vec());
        self.lines().push(line);
    }
}

const NAME: &str = "mail.example";
