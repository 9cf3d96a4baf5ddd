//! What a port of etcd demands of a client without a certificate: connecting tells.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use rustls::client::ResolvesClientCert;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::sign::CertifiedKey;
use rustls::{ClientConfig, ClientConnection, DigitallySignedStruct, SignatureScheme, StreamOwned};

/// How long a port may keep a client waiting. While etcd starts, the kernel holds the connection.
const PATIENCE: Duration = Duration::from_secs(2);

/// Where a client connects to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    Tcp(SocketAddr),
    Unix(PathBuf),
}

/// What a port demands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Demand {
    /// It speaks plaintext.
    Nothing,
    /// TLS.
    Tls,
    /// TLS with a certificate of the client.
    Certificate,
}

trait Stream: Read + Write {}
impl<T: Read + Write> Stream for T {}

impl Target {
    fn connect(&self) -> io::Result<Box<dyn Stream>> {
        Ok(match self {
            Target::Tcp(address) => {
                let stream = TcpStream::connect_timeout(address, PATIENCE)?;
                stream.set_read_timeout(Some(PATIENCE))?;
                Box::new(stream)
            }
            Target::Unix(path) => {
                let stream = UnixStream::connect(path)?;
                stream.set_read_timeout(Some(PATIENCE))?;
                Box::new(stream)
            }
        })
    }

    /// What the port demands; nothing if nobody answers.
    pub(crate) fn demand(&self) -> Option<Demand> {
        let asked = Arc::new(AtomicBool::new(false));
        // A server of plaintext answers a greeting of TLS with something else, or not at all.
        let answers_by_tls = |protocol: &Protocol| {
            let tls = self.connect().ok().and_then(|stream| greet(stream, &asked, *protocol));
            tls.is_some_and(|mut tls| answers(&mut tls, *protocol))
        };
        if PROTOCOLS.iter().any(answers_by_tls) {
            return Some(Demand::Tls);
        }
        if asked.load(Ordering::Relaxed) {
            return Some(Demand::Certificate);
        }
        let is_plain =
            |protocol: &Protocol| self.connect().is_ok_and(|mut stream| answers(&mut stream, *protocol));
        PROTOCOLS.iter().any(is_plain).then_some(Demand::Nothing)
    }

    /// Whether a client without a certificate can read a key here, by gRPC or by the gateway.
    pub(crate) fn serves_keys(&self, demand: Demand) -> bool {
        let reads = |protocol: &Protocol| {
            let Ok(mut stream) = self.connect() else { return false };
            match demand {
                Demand::Nothing => reads_a_key(&mut stream, *protocol),
                Demand::Tls => greet(stream, &Arc::default(), *protocol)
                    .is_some_and(|mut tls| reads_a_key(&mut tls, *protocol)),
                Demand::Certificate => false,
            }
        };
        PROTOCOLS.iter().any(reads)
    }
}

/// What a port may speak; where `listen-client-http-urls` is set, each of them speaks one only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Protocol {
    Http1,
    Http2,
}

const PROTOCOLS: [Protocol; 2] = [Protocol::Http1, Protocol::Http2];

impl Protocol {
    /// Its name in the greeting of TLS.
    fn name(self) -> &'static [u8] {
        match self {
            Protocol::Http1 => b"http/1.1",
            Protocol::Http2 => b"h2",
        }
    }
}

/// A connection with TLS, if the server speaks it and has not turned the client away by the end of the greeting.
fn greet(
    mut stream: Box<dyn Stream>,
    asked: &Arc<AtomicBool>,
    protocol: Protocol,
) -> Option<StreamOwned<ClientConnection, Box<dyn Stream>>> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ClientConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()
        .expect("versions of TLS")
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(AnyServer(provider)))
        .with_client_cert_resolver(Arc::new(NoCertificate(asked.clone())));
    config.alpn_protocols = vec![protocol.name().to_vec()];
    let name = ServerName::try_from("localhost").expect("a name");
    let mut tls = ClientConnection::new(Arc::new(config), name).expect("a client");
    while tls.is_handshaking() {
        tls.complete_io(&mut stream).ok()?;
    }
    Some(StreamOwned::new(tls, stream))
}

fn answers(stream: &mut impl Stream, protocol: Protocol) -> bool {
    match protocol {
        Protocol::Http1 => {
            let request = b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";
            answer(stream, request).is_some_and(|start: [u8; 5]| start == *b"HTTP/")
        }
        Protocol::Http2 => {
            let request = [PREFACE, &frame(SETTINGS, 0, 0, &[])].concat();
            answer(stream, &request).is_some_and(|head: [u8; 9]| head[3] == SETTINGS)
        }
    }
}

/// The first bytes of the answer to a request.
fn answer<const N: usize>(stream: &mut impl Stream, request: &[u8]) -> Option<[u8; N]> {
    let mut start = [0; N];
    stream.write_all(request).and_then(|()| stream.read_exact(&mut start)).ok()?;
    Some(start)
}

/// Reads the key `x`.
fn reads_a_key(stream: &mut impl Stream, protocol: Protocol) -> bool {
    match protocol {
        Protocol::Http1 => {
            let request = b"POST /v3/kv/range HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\
                Content-Type: application/json\r\nContent-Length: 14\r\n\r\n{\"key\":\"eA==\"}";
            // The gateway, which is a client of etcd, lets everyone in, and may fail to get in itself (503). The list
            // of hosts (421) is about what a client says, which is up to the client.
            let answers = [*b"HTTP/1.1 200", *b"HTTP/1.1 421", *b"HTTP/1.1 503"];
            let lets_in = |start: [u8; 12]| answers.contains(&start);
            answer(stream, request).is_some_and(lets_in)
        }
        Protocol::Http2 => calls_range(stream),
    }
}

/// The types of HTTP/2's frames that matter here.
const DATA: u8 = 0;
const HEADERS: u8 = 1;
const SETTINGS: u8 = 4;

const END_STREAM: u8 = 1;
const END_HEADERS: u8 = 4;

/// How a client begins.
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// Calls `Range` of etcd's gRPC service `KV` with the least of HTTP/2 that does it.
fn calls_range(stream: &mut impl Stream) -> bool {
    let mut request = PREFACE.to_vec();
    request.extend(frame(SETTINGS, 0, 0, &[]));
    request.extend(frame(HEADERS, END_HEADERS, 1, &headers()));
    // Not compressed, three bytes: the key `x`.
    request.extend(frame(DATA, END_STREAM, 1, &[0, 0, 0, 0, 3, 0x0a, 1, b'x']));
    if stream.write_all(&request).is_err() {
        return false;
    }
    loop {
        let mut head = [0; 9];
        if stream.read_exact(&mut head).is_err() {
            return false;
        }
        let mut body = vec![0; usize::from(head[0]) << 16 | usize::from(head[1]) << 8 | usize::from(head[2])];
        if stream.read_exact(&mut body).is_err() {
            return false;
        }
        match (head[3], head[4] & END_STREAM != 0, head[8]) {
            // A message begins with its compression and its length; the text of an HTTP error does not.
            (DATA, _, 1) => return body.first() == Some(&0) && body.len() > 5,
            (HEADERS, true, 1) => return false,
            _ => {}
        }
    }
}

fn frame(kind: u8, flags: u8, stream: u8, body: &[u8]) -> Vec<u8> {
    let length = u8::try_from(body.len()).expect("a short body");
    [&[0, 0, length, kind, flags, 0, 0, 0, stream], body].concat()
}

/// Headers, each written out.
fn headers() -> Vec<u8> {
    let text = |text: &str| [&[u8::try_from(text.len()).expect("a short text")], text.as_bytes()].concat();
    let all = [
        (":method", "POST"),
        (":scheme", "http"),
        (":path", "/etcdserverpb.KV/Range"),
        (":authority", "127.0.0.1"),
        ("te", "trailers"),
        ("content-type", "application/grpc"),
    ];
    all.iter().flat_map(|(name, value)| [vec![0], text(name), text(value)].concat()).collect()
}

/// Takes any certificate of a server: whose it is, is not the question.
#[derive(Debug)]
struct AnyServer(Arc<CryptoProvider>);

impl ServerCertVerifier for AnyServer {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        // etcd signs its own certificate with a curve that the library does not know.
        let own = self.0.signature_verification_algorithms.supported_schemes();
        own.into_iter().chain([SignatureScheme::ECDSA_NISTP521_SHA512]).collect()
    }
}

/// Has no certificate, and remembers whether it was asked for one.
#[derive(Debug)]
struct NoCertificate(Arc<AtomicBool>);

impl ResolvesClientCert for NoCertificate {
    fn resolve(&self, _: &[&[u8]], _: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        self.0.store(true, Ordering::Relaxed);
        None
    }

    fn has_certs(&self) -> bool {
        true
    }
}
