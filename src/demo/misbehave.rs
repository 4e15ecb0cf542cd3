//! Sends what a [`Fault`] prescribes instead of a good response.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::fault::Fault;
use super::reply::{Reply, finish};
use super::state::PortalState;

/// How often a connection that waits checks whether the portal stops.
const STEP: Duration = Duration::from_millis(2);

/// Answers a request with a fault. `good` is the response without it.
pub(super) fn misbehave(mut stream: TcpStream, fault: &Fault, good: Reply, state: &PortalState) -> io::Result<()> {
    match fault {
        // The articles were published before `good` was made.
        Fault::Publish(_) => good.send(&mut stream),
        Fault::Delay(wait) => {
            std::thread::sleep(*wait);
            good.send(&mut stream)
        }
        Fault::Status(_) | Fault::Answer { .. } | Fault::Redirect(..) | Fault::Gzip => {
            other_reply(fault, good)?.send(&mut stream)
        }
        Fault::Raw(_) | Fault::CutInBody | Fault::CutInChunk | Fault::Chunked => {
            stream.write_all(&raw_bytes(fault, &good))?;
            finish(&mut stream)
        }
        Fault::Drip { every } => {
            stream.write_all(&good.sized_head())?;
            drip(stream, &good.body, *every)
        }
        Fault::DripHead { every } => drip(stream, &[good.sized_head(), good.body].concat(), *every),
        Fault::StallBeforeHead => stall(&stream, state),
        Fault::StallInBody => {
            stream.write_all(&[&good.sized_head(), half(&good).0].concat())?;
            stall(&stream, state)
        }
        Fault::Reset => Ok(()),
    }
}

/// The well-formed response that a fault puts in place of the good one.
fn other_reply(fault: &Fault, good: Reply) -> io::Result<Reply> {
    Ok(match fault {
        Fault::Status(status) => Reply { status: *status, ..Reply::new("text/html", format!("<h1>{status}</h1>")) },
        Fault::Answer { status, headers, body } => {
            Reply { status: *status, headers: headers.clone(), body: body.clone() }
        }
        Fault::Redirect(status, to) => {
            Reply { status: *status, headers: vec![("Location".to_owned(), to.clone())], body: Vec::new() }
        }
        Fault::Gzip => {
            let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
            packed.write_all(&good.body)?;
            let mut headers = good.headers;
            headers.push(("Content-Encoding".into(), "gzip".into()));
            Reply { status: good.status, headers, body: packed.finish()? }
        }
        _ => good,
    })
}

/// The bytes that a fault sends before it closes the connection.
fn raw_bytes(fault: &Fault, good: &Reply) -> Vec<u8> {
    let (first, second) = half(good);
    let chunk_size = |part: &[u8]| format!("{:x}\r\n", part.len()).into_bytes();
    let chunked = good.head("Transfer-Encoding: chunked\r\n");
    match fault {
        Fault::Raw(bytes) => bytes.clone(),
        Fault::CutInBody => [&good.sized_head(), first].concat(),
        Fault::CutInChunk => [&chunked, &chunk_size(first), first, b"\r\n", &chunk_size(second)].concat(),
        Fault::Chunked => {
            let parts = [first, second].into_iter().filter(|part| !part.is_empty());
            let chunks: Vec<u8> = parts.flat_map(|part| [&chunk_size(part), part, b"\r\n"].concat()).collect();
            [&chunked, chunks.as_slice(), b"0\r\n\r\n"].concat()
        }
        _ => Vec::new(),
    }
}

/// The two halves of the body.
fn half(good: &Reply) -> (&[u8], &[u8]) {
    good.body.split_at(good.body.len() / 2)
}

/// Sends one byte at a time.
fn drip(mut stream: TcpStream, bytes: &[u8], every: Duration) -> io::Result<()> {
    for byte in bytes {
        stream.write_all(&[*byte])?;
        std::thread::sleep(every);
    }
    finish(&mut stream)
}

/// Keeps the connection open without sending anything until the client closes it or the portal stops.
fn stall(stream: &TcpStream, state: &PortalState) -> io::Result<()> {
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
