//! An HTTPS server that speaks HTTP/2 in frames written by hand, so that it can break any rule.

use std::collections::VecDeque;
use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// The certificate to trust; it signed the server's for 127.0.0.1.
pub(super) const ROOT: &[u8] = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/tls/root.pem"));
const LEAF: &[u8] = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/tls/leaf.pem"));
const KEY: &[u8] = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/tls/leaf.key"));

pub(super) const PAGE: &str = "<html><p>Trang của cổng</p></html>";
const PREFACE_BYTES: usize = 24;
pub(super) const DATA: u8 = 0;
pub(super) const HEADERS: u8 = 1;
pub(super) const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
pub(super) const GOAWAY: u8 = 7;
pub(super) const END_STREAM: u8 = 1;
const ACK: u8 = 1;
const END_HEADERS: u8 = 4;

/// What the server does for one request over HTTP/2. It closes the connection as the last step says.
pub(super) type Answering = fn(&mut Conversation) -> io::Result<Ending>;

/// What happens to the connection after an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// It stays open.
    Open,
    /// It is closed as TLS asks.
    Closed,
    /// It ends without a word.
    Cut,
}

/// One connection, and the stream of the request that is answered.
pub(super) struct Conversation {
    tls: StreamOwned<ServerConnection, TcpStream>,
    pub(super) stream: u32,
}

impl Conversation {
    pub(super) fn frame(&mut self, kind: u8, flags: u8, stream: u32, payload: &[u8]) -> io::Result<()> {
        let length = (payload.len() as u32).to_be_bytes();
        self.tls.write_all(&[&length[1..], &[kind, flags], &stream.to_be_bytes(), payload].concat())?;
        self.tls.flush()
    }

    /// Header lines with status 200, or 404 if `status` isn't good.
    pub(super) fn head(&mut self, is_found: bool, lines: &[(&str, &str)], flags: u8) -> io::Result<()> {
        let mut block = vec![if is_found { 0x88 } else { 0x8d }];
        for (name, value) in lines {
            block.push(0);
            for text in [name, value] {
                block.push(text.len() as u8);
                block.extend(text.as_bytes());
            }
        }
        self.frame(HEADERS, END_HEADERS | flags, self.stream, &block)
    }

    pub(super) fn data(&mut self, data: &str, flags: u8) -> io::Result<()> {
        self.frame(DATA, flags, self.stream, data.as_bytes())
    }

    pub(super) fn reset(&mut self, reason: u32) -> io::Result<()> {
        self.frame(RST_STREAM, 0, self.stream, &reason.to_be_bytes())
    }

    pub(super) fn go_away(&mut self, last_stream: u32, reason: u32) -> io::Result<()> {
        self.frame(GOAWAY, 0, 0, &[last_stream.to_be_bytes(), reason.to_be_bytes()].concat())
    }

    /// The first half of a page, without a length.
    pub(super) fn half(&mut self) -> io::Result<()> {
        self.head(true, &[("content-type", "text/html")], 0)?;
        self.data(&PAGE[..10], 0)
    }

    pub(super) fn good(&mut self) -> io::Result<Ending> {
        self.head(true, &[("content-type", "text/html")], 0)?;
        self.data(PAGE, END_STREAM)?;
        Ok(Ending::Open)
    }

    /// Reads frames up to the next request.
    fn next_request(&mut self) -> io::Result<()> {
        loop {
            let mut head = [0; 9];
            self.tls.read_exact(&mut head)?;
            let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
            self.tls.read_exact(&mut vec![0; length as usize])?;
            match (head[3], head[4]) {
                (SETTINGS, flags) if flags & ACK == 0 => self.frame(SETTINGS, ACK, 0, &[])?,
                (HEADERS, _) => {
                    self.stream = u32::from_be_bytes([head[5], head[6], head[7], head[8]]);
                    return Ok(());
                }
                _ => {}
            }
        }
    }

    fn end(mut self, ending: Ending) -> io::Result<()> {
        if ending == Ending::Closed {
            self.tls.conn.send_close_notify();
            self.tls.flush()?;
        }
        self.tls.sock.shutdown(Shutdown::Write)?;
        // Closing the socket with unread bytes would reset the connection.
        io::copy(&mut self.tls.sock, &mut io::sink()).map(drop)
    }
}

/// A server on a free port. It answers the first request, which is for robots.txt, with 404.
pub(super) struct SecureServer {
    pub(super) address: String,
    state: Arc<State>,
}

struct State {
    config: Arc<ServerConfig>,
    /// For the requests after the first; when there are no more, the server answers properly.
    answers: Mutex<VecDeque<Answering>>,
    /// The answer over HTTP/1.1, which ends with its connection, and how that ends.
    over_http1: (Vec<u8>, Ending),
    /// The protocols of the requests so far.
    seen: Mutex<Vec<&'static str>>,
}

impl SecureServer {
    pub(super) fn start(protocols: &[&str], answers: Vec<Answering>, over_http1: (Vec<u8>, Ending)) -> SecureServer {
        let certificate = CertificateDer::from_pem_slice(LEAF).unwrap();
        let key = PrivateKeyDer::from_pem_slice(KEY).unwrap();
        let mut config =
            ServerConfig::builder().with_no_client_auth().with_single_cert(vec![certificate], key).unwrap();
        config.alpn_protocols = protocols.iter().map(|name| name.as_bytes().to_vec()).collect();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("https://{}", listener.local_addr().unwrap());
        let state =
            State { config: Arc::new(config), answers: Mutex::new(answers.into()), over_http1, seen: Mutex::default() };
        let state = Arc::new(state);
        let shared = Arc::clone(&state);
        // Ends with the process.
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let state = Arc::clone(&shared);
                // An error means that the client has gone away.
                std::thread::spawn(move || drop(serve(stream, &state)));
            }
        });
        SecureServer { address, state }
    }

    /// The protocols of the requests after that for robots.txt.
    pub(super) fn seen(&self) -> Vec<&'static str> {
        self.state.seen.lock().unwrap().iter().skip(1).copied().collect()
    }
}

fn serve(stream: TcpStream, state: &State) -> io::Result<()> {
    let connection = ServerConnection::new(Arc::clone(&state.config)).map_err(io::Error::other)?;
    let mut tls = StreamOwned::new(connection, stream);
    while tls.conn.is_handshaking() {
        tls.conn.complete_io(&mut tls.sock)?;
    }
    if tls.conn.alpn_protocol() != Some(b"h2") {
        return serve_http1(Conversation { tls, stream: 0 }, state);
    }
    tls.read_exact(&mut [0; PREFACE_BYTES])?;
    let mut conversation = Conversation { tls, stream: 0 };
    conversation.frame(SETTINGS, 0, 0, &[])?;
    loop {
        conversation.next_request()?;
        if is_first(state, "h2") {
            conversation.head(false, &[], END_STREAM)?;
            continue;
        }
        let answering = state.answers.lock().unwrap().pop_front();
        let ending = answering.unwrap_or(Conversation::good)(&mut conversation)?;
        if ending != Ending::Open {
            return conversation.end(ending);
        }
    }
}

fn serve_http1(mut conversation: Conversation, state: &State) -> io::Result<()> {
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        conversation.tls.read_exact(&mut byte)?;
        request.extend(byte);
    }
    let (answer, ending) = match is_first(state, "http/1.1") {
        true => (&b"HTTP/1.1 404 -\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"[..], Ending::Closed),
        false => (state.over_http1.0.as_slice(), state.over_http1.1),
    };
    conversation.tls.write_all(answer)?;
    conversation.tls.flush()?;
    conversation.end(ending)
}

/// Counts a request, and returns whether it is the first.
fn is_first(state: &State, protocol: &'static str) -> bool {
    let mut seen = state.seen.lock().unwrap();
    seen.push(protocol);
    seen.len() == 1
}
