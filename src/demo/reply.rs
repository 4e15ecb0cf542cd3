//! A response, and how it is sent.

use std::io::{self, Write};
use std::net::{Shutdown, TcpStream};

/// What the portal answers.
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Reply {
    /// A response with status 200.
    pub(super) fn new(media: &str, body: impl Into<Vec<u8>>) -> Reply {
        Reply { status: 200, headers: vec![("Content-Type".into(), media.into())], body: body.into() }
    }

    /// The status line and the headers; `framing` is the header that says where the body ends.
    pub(super) fn head(&self, framing: &str) -> Vec<u8> {
        let mut head = format!("HTTP/1.1 {} -\r\nConnection: close\r\n", self.status);
        for (name, value) in &self.headers {
            head += &format!("{name}: {value}\r\n");
        }
        head += framing;
        head += "\r\n";
        head.into_bytes()
    }

    /// The head with the length of the body.
    pub(super) fn sized_head(&self) -> Vec<u8> {
        self.head(&format!("Content-Length: {}\r\n", self.body.len()))
    }

    pub(super) fn send(&self, stream: &mut TcpStream) -> io::Result<()> {
        stream.write_all(&self.sized_head())?;
        stream.write_all(&self.body)?;
        finish(stream)
    }
}

/// Ends the response and waits until the client has read it: closing the connection at once could
/// reset it before that.
pub(super) fn finish(stream: &mut TcpStream) -> io::Result<()> {
    stream.shutdown(Shutdown::Write)?;
    io::copy(stream, &mut io::sink()).map(drop)
}
