//! The server with commands that are slow, or write much.

use std::io::{Read, Write as _};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use hyper::body::Body;
use hyper::{Request, StatusCode};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};

use super::answers::{Commands, Ended, Output, Refusal, Snapshots};
use super::guard::Hosts;
use super::listen::accept;
use super::respond::Responder;

/// The lists that every page needs are empty; another command waits, then writes bytes in parts.
#[derive(Clone)]
struct Slow {
    wait: Duration,
    parts: usize,
}

const PART: usize = 64 * 1024;

impl Snapshots for Slow {
    fn take(&self) -> Result<Arc<dyn Commands>, Refusal> {
        Ok(Arc::new(self.clone()))
    }
}

impl Commands for Slow {
    fn run(&self, words: &[String], out: Output) -> Result<Ended, Refusal> {
        let mut out = out.lock().unwrap();
        if ["officials", "topics"].contains(&words[0].as_str()) {
            out.write_all(b"[]").unwrap();
        } else {
            std::thread::sleep(self.wait);
            // A client that is gone needs no more parts.
            let _ = (0..self.parts).try_for_each(|_| out.write_all(&[b'x'; PART]));
        }
        Ok(Ended { found: true, messages: Vec::new() })
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
