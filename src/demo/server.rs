//! Sockets and HTTP: one thread per connection, one request per connection.

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use super::fault::{Fault, Rule};
use super::misbehave::misbehave;
use super::reply::{Reply, finish};
use super::state::{PortalState, Seen, lock};
use super::{archive, bridge, legacy};

const REQUEST_BYTES_MAX: usize = 64 * 1024;
const HEADER_LINES_MAX: usize = 64;
/// After this time without data a client is gone.
const READ_TIMEOUT: Duration = Duration::from_secs(10);
/// How often an incomplete request is read again.
const STEP: Duration = Duration::from_millis(2);

pub(super) fn accept(listener: &TcpListener, state: &Arc<PortalState>) {
    for stream in listener.incoming() {
        if state.stopping.load(Ordering::SeqCst) {
            return;
        }
        let Ok(stream) = stream else { continue };
        let state = Arc::clone(state);
        // If no thread can be started, the connection is closed.
        drop(std::thread::Builder::new().name("demo connection".into()).spawn(move || {
            // An error means that the client has gone away.
            drop(serve(stream, &state));
        }));
    }
}

fn serve(mut stream: TcpStream, state: &PortalState) -> io::Result<()> {
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
        // Closing a socket with unread bytes resets the connection.
        return Ok(());
    }
    stream.read_exact(&mut vec![0; request_bytes])?;
    match fault {
        None => reply(&seen, state).send(&mut stream),
        Some(fault) => {
            if let Fault::Publish(count) = fault {
                state.publish(count);
            }
            misbehave(stream, &fault, reply(&seen, state), state)
        }
    }
}

/// Reads a request without removing it from the socket, and returns it with its length in bytes;
/// `None` if it isn't a valid request or is too long.
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
    // Without a length there is no body. A length that isn't a number is invalid.
    let end = length.map_or(Some(0), |(_, value)| value.parse::<usize>().ok()).and_then(|n| head_bytes.checked_add(n));
    let Some(end) = end.filter(|end| *end <= REQUEST_BYTES_MAX) else { return Parsed::Wrong };
    let Some(body) = bytes.get(head_bytes..end) else { return Parsed::More };
    let [method, target] = [request.method, request.path].map(|part| part.unwrap_or_default().to_owned());
    Parsed::Whole(Seen { at: Instant::now(), method, target, headers, body: body.to_vec() }, end)
}

/// The response without faults.
fn reply(seen: &Seen, state: &PortalState) -> Reply {
    let published = state.published();
    match (seen.method.as_str(), seen.target.as_str()) {
        ("GET", "/robots.txt") => {
            Reply::new("text/plain", "User-agent: *\nDisallow: /c/portal/\nDisallow: /group/control_panel\n")
        }
        ("POST", target) if target.starts_with("/bridge?") => bridge::reply(target, &seen.body, &published),
        ("GET", target) if target.starts_with("/cdx/search/cdx?") => archive::list(target, &published),
        ("GET", target) if target.starts_with("/web/") => archive::capture(target, &published),
        ("GET", target) => legacy::reply(target, &published),
        _ => Reply { status: 405, ..legacy::not_found() },
    }
}
