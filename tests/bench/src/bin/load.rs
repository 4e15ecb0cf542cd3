//! Asks a server for one page over and over, on several connections that stay open, and prints what it took.
//!
//! load ADDRESS:PORT TARGET CONNECTIONS SECONDS: the target begins with a slash and is encoded. Prints a line of JSON:
//! `rate` in requests per second, `p50` and `p99` in seconds, `requests`, `errors` (anything but a complete answer with
//! status 200), and `bytes` of the longest page.

use std::error::Error;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;

/// The longest wait for an answer, after which it counts as an error.
const ANSWER_SECONDS_MAX: u64 = 30;

/// The pause after a connection broke or was refused.
const BROKEN_PAUSE: Duration = Duration::from_millis(10);

/// What one connection saw.
#[derive(Default)]
struct Seen {
    /// Seconds of each complete answer.
    taken: Vec<f64>,
    errors: u64,
    page_bytes: usize,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [address, target, connections, seconds] = arguments.as_slice() else {
        return Err("usage: load ADDRESS:PORT TARGET CONNECTIONS SECONDS".into());
    };
    let request = format!("GET {target} HTTP/1.1\r\nHost: {address}\r\nAccept: text/html\r\n\r\n");
    let begun = Instant::now();
    let end = begun + Duration::from_secs_f64(seconds.parse()?);
    let connections: usize = connections.parse()?;
    let seen: Vec<Seen> = thread::scope(|scope| {
        let clients: Vec<_> = (0..connections).map(|_| scope.spawn(|| ask_until(end, address, &request))).collect();
        clients.into_iter().map(|client| client.join().expect("a client doesn't panic")).collect()
    });
    let elapsed = begun.elapsed().as_secs_f64();
    let mut taken: Vec<f64> = seen.iter().flat_map(|one| one.taken.iter().copied()).collect();
    taken.sort_by(f64::total_cmp);
    let errors: u64 = seen.iter().map(|one| one.errors).sum();
    let page_bytes = seen.iter().map(|one| one.page_bytes).max();
    println!(
        "{}",
        json!({
            "rate": taken.len() as f64 / elapsed, "p50": quantile(&taken, 0.5), "p99": quantile(&taken, 0.99),
            "requests": taken.len(), "errors": errors, "bytes": page_bytes,
        })
    );
    Ok(())
}

/// The value below which this share of sorted values is; `None` where there are none.
fn quantile(sorted: &[f64], share: f64) -> Option<f64> {
    sorted.get((sorted.len() as f64 * share) as usize).or(sorted.last()).copied()
}

/// Asks again as soon as an answer is complete. A connection that breaks is replaced.
fn ask_until(end: Instant, address: &str, request: &str) -> Seen {
    let mut seen = Seen::default();
    while Instant::now() < end {
        if ask_on_one_connection(end, address, request, &mut seen).is_err() {
            seen.errors += 1;
            thread::sleep(BROKEN_PAUSE);
        }
    }
    seen
}

fn ask_on_one_connection(end: Instant, address: &str, request: &str, seen: &mut Seen) -> io::Result<()> {
    let stream = TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(Duration::from_secs(ANSWER_SECONDS_MAX)))?;
    let mut reader = BufReader::new(&stream);
    while Instant::now() < end {
        let begun = Instant::now();
        (&stream).write_all(request.as_bytes())?;
        let page_bytes = read_answer(&mut reader)?;
        seen.taken.push(begun.elapsed().as_secs_f64());
        seen.page_bytes = seen.page_bytes.max(page_bytes);
    }
    Ok(())
}

/// Reads an answer and returns the number of bytes of its content. Fails unless its status is 200 and it is complete.
fn read_answer(reader: &mut impl BufRead) -> io::Result<usize> {
    let status = line(reader)?;
    let (mut length, mut is_chunked) = (0, false);
    loop {
        let header = line(reader)?.to_ascii_lowercase();
        match header.split_once(':').map(|(name, value)| (name, value.trim())) {
            _ if header.is_empty() => break,
            Some(("content-length", value)) => length = value.parse().map_err(io::Error::other)?,
            Some(("transfer-encoding", value)) => is_chunked = value == "chunked",
            _ => {}
        }
    }
    let bytes = if is_chunked { skip_chunks(reader)? } else { skip(reader, length)? };
    if status.split(' ').nth(1) == Some("200") { Ok(bytes) } else { Err(io::Error::other(status)) }
}

fn skip_chunks(reader: &mut impl BufRead) -> io::Result<usize> {
    let mut bytes = 0;
    loop {
        let size = line(reader)?;
        let size = usize::from_str_radix(size.trim(), 16).map_err(io::Error::other)?;
        bytes += skip(reader, size)?;
        line(reader)?;
        if size == 0 {
            return Ok(bytes);
        }
    }
}

fn skip(reader: &mut impl BufRead, length: usize) -> io::Result<usize> {
    let skipped = io::copy(&mut reader.take(length as u64), &mut io::sink())?;
    if skipped == length as u64 { Ok(length) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

/// The next line, without its end.
fn line(reader: &mut impl BufRead) -> io::Result<String> {
    let mut line = String::new();
    if reader.read_line(&mut line)? == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    line.truncate(line.trim_end().len());
    Ok(line)
}
