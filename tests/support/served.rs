//! A running `byt serve`, and a client that can also say what no browser says.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Stdio};
use std::time::Duration;

use super::Place;

/// A server on a free port of this machine. It ends with the test.
pub(crate) struct Served {
    child: Child,
    pub(crate) address: SocketAddr,
    /// The address as it was printed.
    pub(crate) url: String,
}

/// A response, with its head as it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Got {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Served {
    /// Starts `byt serve` with more options, and waits until it has printed its address.
    pub(crate) fn start(place: &Place, options: &[&str]) -> Served {
        let args = [&["serve", "--listen", "127.0.0.1:0"], options].concat();
        let prepared = place.command(&args);
        let mut command = std::process::Command::new(prepared.get_program());
        command.args(prepared.get_args()).current_dir(place.path()).env_clear().env("BYT_NOW", super::NOW);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url = line.trim().to_owned();
        let host = url.strip_prefix("http://").unwrap_or_else(|| panic!("no address: {line:?}"));
        let address = host.split('/').next().unwrap().parse().unwrap();
        Served { child, address, url }
    }

    pub(crate) fn get(&self, target: &str) -> Got {
        self.get_with(target, "")
    }

    /// Sends a request with more header lines, each with its line break.
    pub(crate) fn get_with(&self, target: &str, headers: &str) -> Got {
        self.send(&format!("GET {target} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n{headers}\r\n", self.address))
    }

    /// A page that must be there, as text.
    pub(crate) fn page(&self, target: &str) -> String {
        let got = self.get(target);
        assert_eq!(got.status, 200, "{target}: {}", got.text());
        got.text()
    }

    /// Sends these bytes and reads until the server closes the connection.
    pub(crate) fn send(&self, request: &str) -> Got {
        let mut stream = self.connect();
        stream.write_all(request.as_bytes()).unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        Got::read(&bytes)
    }

    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        stream
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Waits for the end of the process and returns its exit code.
    pub(crate) fn wait(&mut self) -> Option<i32> {
        self.child.wait().unwrap().code()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Got {
    fn read(bytes: &[u8]) -> Got {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").expect("a response has a head") + 4;
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let rest = &bytes[end..];
        let is_chunked = head.to_lowercase().contains("transfer-encoding: chunked");
        let body = if is_chunked { unchunked(rest) } else { rest.to_vec() };
        Got { status, head, body }
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {}", self.text()))
    }

    /// The value of a header; panics if there are several.
    pub(crate) fn header(&self, name: &str) -> Option<String> {
        let mut values = self.head.lines().filter_map(|line| {
            let (own, value) = line.split_once(": ")?;
            own.eq_ignore_ascii_case(name).then(|| value.to_owned())
        });
        let value = values.next();
        assert_eq!(values.next(), None, "{name} twice");
        value
    }
}

/// The content of a body in chunks. Panics if the last chunk is missing.
fn unchunked(mut rest: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    loop {
        let end = rest.windows(2).position(|two| two == b"\r\n").expect("the body is complete");
        let size = usize::from_str_radix(std::str::from_utf8(&rest[..end]).unwrap(), 16).unwrap();
        rest = &rest[end + 2..];
        if size == 0 {
            return body;
        }
        body.extend_from_slice(&rest[..size]);
        rest = &rest[size + 2..];
    }
}
