//! The server with commands that are slow, or write much.

mod canned;

use std::future::poll_fn;
use std::io::{self, Read, Write as _};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpStream};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::body::{Body, Bytes};
use hyper::{Request, StatusCode};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::io::AsyncWrite;
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::mpsc;

use super::answers::{Commands, Ended, Output, Refusal, Snapshots};
use super::guard::Hosts;
use super::listen::accept;
use super::respond::Responder;
use super::stream::Content;
use super::timed::TimedStream;

/// The lists that every page needs are empty; another command waits, then writes bytes in parts.
#[derive(Clone)]
struct Slow {
    wait: Duration,
    parts: usize,
}

const PART: usize = 64 * 1024;

impl Snapshots for Slow {
    fn take(&self) -> Result<Arc<dyn Commands>, Refusal> {
        // As a cluster is asked. On the thread that answers requests this would panic.
        runtime().block_on(std::future::ready(()));
        Ok(Arc::new(self.clone()))
    }
}

impl Commands for Slow {
    fn run(&self, words: &[String], out: Output, _: Vec<(&'static str, Output)>) -> Result<Ended, Refusal> {
        let mut out = out.lock().unwrap();
        if ["officials", "topics"].contains(&words[0].as_str()) {
            out.write_all(b"[]").unwrap();
        } else {
            std::thread::sleep(self.wait);
            // A client that is gone needs no more parts.
            let _ = (0..self.parts).try_for_each(|_| out.write_all(&[b'x'; PART]));
        }
        Ok(Ended { found: true, remarks: Vec::new(), messages: Vec::new() })
    }

    fn quoted(&self, _: &str) -> Option<String> {
        None
    }

    fn generation(&self) -> u64 {
        0
    }
}

fn responder(commands: Slow) -> Responder {
    Responder::new(Arc::new(commands), Hosts::default(), None, String::new())
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

#[test]
fn what_takes_too_long_is_a_page_that_says_so() {
    let mut responder = responder(Slow { wait: Duration::from_secs(3), parts: 0 });
    responder.answer_max = Duration::from_millis(100);
    let runtime = runtime();
    for (target, kind) in
        [("/search?q=a", "text/html"), ("/trend?q=a", "text/html"), ("/api/search?q=a", "application/json")]
    {
        let request = Request::get(target).header("host", "localhost").body(()).unwrap();
        let response = runtime.block_on(responder.respond(&request, IpAddr::V4(Ipv4Addr::LOCALHOST)));
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE, "{target}");
        assert!(response.headers()["content-type"].to_str().unwrap().starts_with(kind), "{target}");
        assert!(response.body().size_hint().exact().is_some_and(|bytes| bytes > 40), "{target}");
    }
    let request = Request::get("/healthz").header("host", "localhost").body(()).unwrap();
    let health = runtime.block_on(responder.respond(&request, IpAddr::V4(Ipv4Addr::LOCALHOST)));
    assert_eq!(health.status(), StatusCode::OK);
    runtime.shutdown_background();
}

#[test]
fn many_connections_do_not_cut_a_download() {
    const PARTS: usize = 400;
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        runtime().block_on(async move {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            sender.send(listener.local_addr().unwrap()).unwrap();
            let responder = Arc::new(responder(Slow { wait: Duration::ZERO, parts: PARTS }));
            accept(listener, responder, Arc::new(GracefulShutdown::new())).await;
        });
    });
    let address = receiver.recv().unwrap();
    let connect = |address: SocketAddr| TcpStream::connect(address).unwrap();
    let mut download = connect(address);
    download.write_all(b"GET /export HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
    let mut first = [0; 1000];
    download.read_exact(&mut first).unwrap();
    assert!(first.starts_with(b"HTTP/1.1 200"));
    // More than may be open at once; the download is the oldest of them, and its client is slow.
    let idle: Vec<TcpStream> = (0..400).map(|_| connect(address)).collect();
    std::thread::sleep(Duration::from_millis(300));
    let mut rest = Vec::new();
    download.read_to_end(&mut rest).unwrap();
    let bytes = first.iter().chain(&rest).filter(|byte| **byte == b'x').count();
    assert!(bytes >= PARTS * PART, "{bytes} of {}", PARTS * PART);
    drop(idle);
}

/// The lengths of the frames of a body, and whether it ends as it should.
fn frames(runtime: &Runtime, mut content: Content) -> (Vec<usize>, bool) {
    let mut lengths = Vec::new();
    loop {
        match runtime.block_on(poll_fn(|context| Pin::new(&mut content).poll_frame(context))) {
            Some(Ok(frame)) => lengths.push(frame.data_ref().unwrap().len()),
            Some(Err(_)) => return (lengths, false),
            None => return (lengths, true),
        }
    }
}

#[test]
fn a_page_is_handed_over_in_chunks() {
    let runtime = runtime();
    for (bytes, expected) in
        [(0, vec![]), (1, vec![1]), (PART, vec![PART]), (PART + 1, vec![PART, 1]), (3 * PART, vec![PART; 3])]
    {
        let content = Content::text(vec![b'x'; bytes]);
        assert_eq!(content.size_hint().exact(), Some(bytes as u64));
        assert_eq!(content.is_end_stream(), bytes == 0);
        assert_eq!(frames(&runtime, content), (expected, true), "{bytes}");
    }
}

#[test]
fn an_output_of_which_a_part_is_missing_ends_as_an_error() {
    let runtime = runtime();
    for is_incomplete in [false, true] {
        let (sender, rest) = mpsc::channel(4);
        let incomplete = Arc::new(AtomicBool::new(false));
        let first = Some(Bytes::from_static(b"ab"));
        let content = Content::Streamed { first, rest, incomplete: Arc::clone(&incomplete) };
        // The channel is full, as with a client that doesn't read.
        (0..4).for_each(|_| sender.try_send(Bytes::from_static(b"c")).unwrap());
        assert!(sender.try_send(Bytes::new()).is_err());
        incomplete.store(is_incomplete, Ordering::Release);
        drop(sender);
        assert_eq!(frames(&runtime, content), (vec![2, 1, 1, 1, 1], !is_incomplete));
    }
}

/// A client that takes so many writes, and then nothing more.
struct Client(usize);

impl AsyncWrite for Client {
    fn poll_write(mut self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let Some(left) = self.0.checked_sub(1) else { return Poll::Pending };
        self.0 = left;
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.0 == 0 { Poll::Pending } else { Poll::Ready(Ok(())) }
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

#[test]
fn a_client_that_takes_nothing_loses_its_connection() {
    let runtime = runtime();
    for takes in [0, 1, 3] {
        let mut stream = TimedStream::new(Client(takes), Duration::from_millis(30));
        let mut write = || runtime.block_on(poll_fn(|context| Pin::new(&mut stream).poll_write(context, b"abc")));
        (0..takes).for_each(|_| assert_eq!(write().unwrap(), 3));
        assert_eq!(write().unwrap_err().kind(), io::ErrorKind::TimedOut, "after {takes}");
        let flushed = runtime.block_on(poll_fn(|context| Pin::new(&mut stream).poll_flush(context)));
        assert_eq!(flushed.unwrap_err().kind(), io::ErrorKind::TimedOut);
    }
}
