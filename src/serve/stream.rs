//! Bodies of responses: a text, or the output of a command while it is being written.

use std::io::{self, Write};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::body::{Body, Bytes, Frame, SizeHint};
use tokio::runtime::Handle;
use tokio::sync::mpsc::{Receiver, Sender};

/// Bytes that are sent at once.
const CHUNK_BYTES: usize = 64 * 1024;
/// Chunks that wait for a slow client. Then the command waits too.
pub(super) const CHUNKS_MAX: usize = 4;
/// The time that a client has for taking one chunk, or anything at all of what is sent.
pub(super) const CLIENT_WAIT_MAX: Duration = Duration::from_secs(30);

/// The output ended before it was complete. The connection is cut, so that nobody takes it for the whole.
#[derive(Debug, thiserror::Error)]
#[error("the output is incomplete")]
pub(super) struct Broken;

/// The body of a response.
pub(super) enum Content {
    /// What is still to be sent.
    Whole(Bytes),
    /// The part that is there already, and those that are still to come. The flag says at the end that some are missing.
    Streamed { first: Option<Bytes>, rest: Receiver<Bytes>, incomplete: Arc<AtomicBool> },
}

impl Content {
    pub(super) fn text(text: impl Into<Bytes>) -> Content {
        Content::Whole(text.into())
    }
}

impl Body for Content {
    type Data = Bytes;
    type Error = Broken;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Broken>>> {
        match self.get_mut() {
            Content::Whole(bytes) => {
                let chunk = bytes.split_to(bytes.len().min(CHUNK_BYTES));
                Poll::Ready((!chunk.is_empty()).then(|| Ok(Frame::data(chunk))))
            }
            Content::Streamed { first, rest, incomplete } => match first.take() {
                Some(part) => Poll::Ready(Some(Ok(Frame::data(part)))),
                None => rest.poll_recv(context).map(|part| match part {
                    Some(part) => Some(Ok(Frame::data(part))),
                    None => incomplete.load(Ordering::Acquire).then_some(Err(Broken)),
                }),
            },
        }
    }

    fn is_end_stream(&self) -> bool {
        matches!(self, Content::Whole(bytes) if bytes.is_empty())
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Content::Whole(bytes) => SizeHint::with_exact(bytes.len() as u64),
            Content::Streamed { .. } => SizeHint::default(),
        }
    }
}

/// A body that keeps something until its last chunk is handed over. What the server buffers beyond it is at most that
/// chunk.
pub(super) struct Held<T> {
    content: Content,
    _until_sent: T,
}

impl<T> Held<T> {
    pub(super) fn new(content: Content, until_sent: T) -> Held<T> {
        Held { content, _until_sent: until_sent }
    }
}

impl<T: Unpin> Body for Held<T> {
    type Data = Bytes;
    type Error = Broken;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Broken>>> {
        Pin::new(&mut self.get_mut().content).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.content.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.content.size_hint()
    }
}

/// Sends what a command writes to the task that answers the request.
pub(super) struct PartWriter {
    sender: Sender<Bytes>,
    runtime: Handle,
    buffer: Vec<u8>,
    has_sent: bool,
}

impl PartWriter {
    pub(super) fn new(sender: Sender<Bytes>, runtime: Handle) -> PartWriter {
        PartWriter { sender, runtime, buffer: Vec::new(), has_sent: false }
    }

    /// Whether any part has been sent.
    pub(super) fn has_sent(&self) -> bool {
        self.has_sent
    }

    /// Sends what is left.
    pub(super) fn finish(&mut self) -> io::Result<()> {
        if self.buffer.is_empty() { Ok(()) } else { self.send() }
    }

    fn send(&mut self) -> io::Result<()> {
        let part = std::mem::take(&mut self.buffer).into();
        self.has_sent = true;
        // Not a broken pipe: that would end the program, as it does on the command line.
        let gone = |what: &str| io::Error::new(io::ErrorKind::ConnectionAborted, what.to_owned());
        match self.runtime.block_on(async { tokio::time::timeout(CLIENT_WAIT_MAX, self.sender.send(part)).await }) {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(gone("the client is gone")),
            Err(_) => Err(gone("the client is too slow")),
        }
    }
}

impl Write for PartWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.buffer.extend_from_slice(bytes);
        if self.buffer.len() >= CHUNK_BYTES {
            self.send()?;
        }
        Ok(bytes.len())
    }

    /// Keeps the bytes: they are sent when a chunk is full, or at the end.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
