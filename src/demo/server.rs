//! Sockets and HTTP: one thread for a connection, one request on it.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use super::{Fault, Rule, Seen, State, archive, bridge, legacy, lock};

const REQUEST_BYTES_MAX: usize = 64 * 1024;
const HEADER_LINES_MAX: usize = 64;
/// A client that says nothing for this long is gone.
const READ_TIMEOUT: Duration = Duration::from_secs(10);
/// How often a connection that waits looks again.
const STEP: Duration = Duration::from_millis(2);

/// What is to be sent.
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Reply {
    pub(super) fn new(media: &str, body: impl Into<Vec<u8>>) -> Reply {
        Reply { status: 200, headers: vec![("Content-Type".into(), media.into())], body: body.into() }
    }

    pub(super) fn not_found() -> Reply {
        Reply { status: 404, ..Reply::new("text/html;charset=UTF-8", legacy::not_found()) }
    }

    fn head(&self, framing: &str) -> Vec<u8> {
        let mut head = format!("HTTP/1.1 {} -\r\nConnection: close\r\n", self.status);
        for (name, value) in &self.headers {
            head += &format!("{name}: {value}\r\n");
        }
        head += framing;
        head += "\r\n";
        head.into_bytes()
    }
}

pub(super) fn accept(listener: &TcpListener, state: &Arc<State>) {
    for stream in listener.incoming() {
        if state.stopping.load(Ordering::SeqCst) {
            return;
        }
        let Ok(stream) = stream else { continue };
        let state = Arc::clone(state);
        // A thread that can't be started drops the connection: the client sees it close.
        drop(std::thread::Builder::new().name("demo connection".into()).spawn(move || {
            // A client that went away is its own affair.
            drop(serve(stream, &state));
        }));
    }
}

fn serve(mut stream: TcpStream, state: &State) -> io::Result<()> {
    stream.set_read_timeout(Some(READ_TIMEOUT))?;
    stream.set_nodelay(true)?;
    let Some((seen, request_bytes)) = peek_request(&stream)? else {
        stream.write_all(b"HTTP/1.1 400 -\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")?;
        return finish(&mut stream);
    };
    lock(&state.seen).push(seen.clone());
    let body = String::from_utf8_lossy(&seen.body);
    let strikes = |rule: &mut Rule| rule.strikes(&seen.target, &body).then(|| rule.fault.clone());
    let fault = lock(&state.rules).iter_mut().find_map(strikes);
    if let Some(Fault::Reset) = fault {
        // A socket closed with unread bytes in it sends a reset.
        return Ok(());
    }
    stream.read_exact(&mut vec![0; request_bytes])?;
    match fault {
        None => send(&mut stream, &reply(&seen, state)),
        Some(fault) => misbehave(stream, &fault, &seen, state),
    }
}

/// Reads a request without taking it off the socket, and gives its length in bytes with it. `None`
/// for what is no request, or too long.
fn peek_request(stream: &TcpStream) -> io::Result<Option<(Seen, usize)>> {
    let mut room = vec![0; REQUEST_BYTES_MAX];
    let start = Instant::now();
    while start.elapsed() < READ_TIMEOUT {
        let there = stream.peek(&mut room)?;
        match parse(&room[..there]) {
            Parsed::Whole(seen, bytes) => return Ok(Some((seen, bytes))),
            Parsed::More if there > 0 && there < REQUEST_BYTES_MAX => std::thread::sleep(STEP),
            Parsed::More | Parsed::Wrong => break,
        }
    }
    Ok(None)
}

enum Parsed {
    Whole(Seen, usize),
    More,
    Wrong,
}

fn parse(bytes: &[u8]) -> Parsed {
    let mut room = [httparse::EMPTY_HEADER; HEADER_LINES_MAX];
    let mut request = httparse::Request::new(&mut room);
    let head_bytes = match request.parse(bytes) {
        Ok(httparse::Status::Complete(head_bytes)) => head_bytes,
        Ok(httparse::Status::Partial) => return Parsed::More,
        Err(_) => return Parsed::Wrong,
    };
    let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
    let headers: Vec<(String, String)> =
        request.headers.iter().map(|header| (header.name.to_owned(), text(header.value))).collect();
    let length = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    // No length is no body; a length that is no number is a request that can't be read.
    let end = length.map_or(Some(0), |(_, value)| value.parse::<usize>().ok()).and_then(|n| head_bytes.checked_add(n));
    let Some(end) = end.filter(|end| *end <= REQUEST_BYTES_MAX) else { return Parsed::Wrong };
    let Some(body) = bytes.get(head_bytes..end) else { return Parsed::More };
    let [method, target] = [request.method, request.path].map(|part| part.unwrap_or_default().to_owned());
    Parsed::Whole(Seen { at: Instant::now(), method, target, headers, body: body.to_vec() }, end)
}

/// The good answer.
fn reply(seen: &Seen, state: &State) -> Reply {
    let published = state.published();
    match (seen.method.as_str(), seen.target.as_str()) {
        ("GET", "/robots.txt") => {
            Reply::new("text/plain", "User-agent: *\nDisallow: /c/portal/\nDisallow: /group/control_panel\n")
        }
        ("POST", target) if target.starts_with("/bridge?") => bridge::reply(target, &seen.body, &published),
        ("GET", target) if target.starts_with("/cdx/search/cdx?") => archive::list(target, &published),
        ("GET", target) if target.starts_with("/web/") => archive::capture(target, &published),
        ("GET", target) => legacy::reply(target, &published),
        _ => Reply { status: 405, ..Reply::not_found() },
    }
}

fn send(stream: &mut TcpStream, reply: &Reply) -> io::Result<()> {
    stream.write_all(&reply.head(&format!("Content-Length: {}\r\n", reply.body.len())))?;
    stream.write_all(&reply.body)?;
    finish(stream)
}

/// Says that no more comes and waits until the client has it: closing at once may reset the
/// connection before it was read.
fn finish(stream: &mut TcpStream) -> io::Result<()> {
    stream.shutdown(Shutdown::Write)?;
    io::copy(stream, &mut io::sink()).map(drop)
}

fn misbehave(mut stream: TcpStream, fault: &Fault, seen: &Seen, state: &State) -> io::Result<()> {
    if let Fault::Publish(count) = fault {
        state.publish(*count);
    }
    let good = reply(seen, state);
    let sized = good.head(&format!("Content-Length: {}\r\n", good.body.len()));
    let chunked = good.head("Transfer-Encoding: chunked\r\n");
    let (first, second) = good.body.split_at(good.body.len() / 2);
    match fault {
        Fault::Publish(_) => send(&mut stream, &good),
        Fault::Status(status) => {
            send(&mut stream, &Reply { status: *status, ..Reply::new("text/html", format!("<h1>{status}</h1>")) })
        }
        Fault::Answer { status, headers, body } => {
            send(&mut stream, &Reply { status: *status, headers: headers.clone(), body: body.clone() })
        }
        Fault::Redirect(status, to) => {
            let headers = vec![("Location".to_owned(), to.clone())];
            send(&mut stream, &Reply { status: *status, headers, body: Vec::new() })
        }
        Fault::Raw(bytes) => {
            stream.write_all(bytes)?;
            finish(&mut stream)
        }
        Fault::Delay(wait) => {
            std::thread::sleep(*wait);
            send(&mut stream, &good)
        }
        Fault::Drip { every } => {
            stream.write_all(&sized)?;
            drip(stream, &good.body, *every)
        }
        Fault::DripHead { every } => drip(stream, &[sized, good.body].concat(), *every),
        Fault::StallBeforeHead => stall(&stream, state),
        Fault::StallInBody => {
            stream.write_all(&[&sized, first].concat())?;
            stall(&stream, state)
        }
        Fault::CutInBody => {
            stream.write_all(&[&sized, first].concat())?;
            finish(&mut stream)
        }
        Fault::CutInChunk => {
            let (start, length) = (format!("{:x}\r\n", first.len()), format!("\r\n{:x}\r\n", second.len()));
            stream.write_all(&[&chunked, start.as_bytes(), first, length.as_bytes()].concat())?;
            finish(&mut stream)
        }
        Fault::Chunked => {
            stream.write_all(&chunked)?;
            for part in [first, second].into_iter().filter(|part| !part.is_empty()) {
                stream.write_all(&[format!("{:x}\r\n", part.len()).as_bytes(), part, b"\r\n"].concat())?;
            }
            stream.write_all(b"0\r\n\r\n")?;
            finish(&mut stream)
        }
        Fault::Gzip => {
            let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
            packed.write_all(&good.body)?;
            let mut headers = good.headers;
            headers.push(("Content-Encoding".into(), "gzip".into()));
            send(&mut stream, &Reply { status: good.status, headers, body: packed.finish()? })
        }
        Fault::Reset => Ok(()),
    }
}

fn drip(mut stream: TcpStream, bytes: &[u8], every: Duration) -> io::Result<()> {
    for byte in bytes {
        stream.write_all(&[*byte])?;
        std::thread::sleep(every);
    }
    finish(&mut stream)
}

/// Keeps the connection open without a word until the client goes or the portal stops.
fn stall(stream: &TcpStream, state: &State) -> io::Result<()> {
    stream.set_read_timeout(Some(STEP))?;
    while !state.stopping.load(Ordering::SeqCst) {
        match (&*stream).read(&mut [0]) {
            Ok(0) => break,
            Ok(_) => {}
            Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
