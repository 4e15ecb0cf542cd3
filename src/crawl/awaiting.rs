//! Reads inputs that may stay silent, such as a pipe, in a way that a cancelled run need not wait for them.
//!
//! No portable call ends a read that blocks, nor the opening of a pipe that nobody writes to. Both therefore happen in
//! a thread of their own. It is left behind when the run is cancelled, and ends with the process.

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::Duration;

/// How long to wait for bytes before asking again whether the run is cancelled.
const PROBE_PAUSE: Duration = Duration::from_millis(50);
/// Bytes that are handed over at a time.
const BLOCK_BYTES: usize = 64 * 1024;
/// Blocks that may wait to be read.
const BLOCKS_MAX: usize = 2;

/// What a cancelled run was still waiting for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Awaited {
    /// A program that opens the pipe to write to it.
    Writer,
    /// More bytes, or the end of the input.
    Rest,
}

/// What the reading of an input was waiting for when the run was cancelled; `None` as long as it wasn't.
pub(super) type GivenUp = Rc<Cell<Option<Awaited>>>;

/// What the thread that reads reports.
enum Arrival {
    Opened,
    Block(Vec<u8>),
}

/// A stream that fails soon after the run is cancelled, and remains so.
pub(super) struct AwaitingReader<'a> {
    arrivals: Receiver<io::Result<Arrival>>,
    block: io::Cursor<Vec<u8>>,
    awaited: Awaited,
    cancelled: &'a dyn Fn() -> bool,
    given_up: GivenUp,
}

impl<'a> AwaitingReader<'a> {
    /// Reads what `open` returns. Fails only if no thread can be started.
    pub(super) fn new<R: Read>(
        open: impl FnOnce() -> io::Result<R> + Send + 'static,
        cancelled: &'a dyn Fn() -> bool,
        given_up: GivenUp,
    ) -> io::Result<AwaitingReader<'a>> {
        let (sender, arrivals) = sync_channel(BLOCKS_MAX);
        std::thread::Builder::new().name("input".into()).spawn(move || {
            if let Err(error) = forward(open, &sender) {
                // If nobody listens any more, nobody needs the reason.
                let _ = sender.send(Err(error));
            }
        })?;
        Ok(AwaitingReader { arrivals, block: io::Cursor::default(), awaited: Awaited::Writer, cancelled, given_up })
    }

    /// The next block; `None` at the end.
    fn next(&mut self) -> io::Result<Option<Vec<u8>>> {
        loop {
            if (self.cancelled)() {
                self.given_up.set(Some(self.awaited));
                return Err(io::Error::other("the run was interrupted before the input had ended"));
            }
            match self.arrivals.recv_timeout(PROBE_PAUSE) {
                Ok(Ok(Arrival::Opened)) => self.awaited = Awaited::Rest,
                Ok(Ok(Arrival::Block(block))) => return Ok(Some(block)),
                Ok(Err(error)) => return Err(error),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Ok(None),
            }
        }
    }
}

impl Read for AwaitingReader<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.block.read(out)? {
                0 if !out.is_empty() => {}
                read => return Ok(read),
            }
            match self.next()? {
                Some(block) => self.block = io::Cursor::new(block),
                None => return Ok(0),
            }
        }
    }
}

/// Hands over the bytes until the input ends or nobody listens.
fn forward<R: Read>(open: impl FnOnce() -> io::Result<R>, sender: &SyncSender<io::Result<Arrival>>) -> io::Result<()> {
    let mut source = open()?;
    let mut is_heard = sender.send(Ok(Arrival::Opened)).is_ok();
    while is_heard {
        let mut block = vec![0; BLOCK_BYTES];
        let read = match source.read(&mut block) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            read => read?,
        };
        if read == 0 {
            break;
        }
        block.truncate(read);
        is_heard = sender.send(Ok(Arrival::Block(block))).is_ok();
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;
    use std::sync::mpsc::channel;

    /// A source that sends what it is given and then stays silent as long as the sender lives.
    struct Silent(Receiver<Vec<u8>>);

    impl Read for Silent {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            let Ok(bytes) = self.0.recv() else { return Ok(0) };
            out[..bytes.len()].copy_from_slice(&bytes);
            Ok(bytes.len())
        }
    }

    #[test]
    fn every_byte_arrives_in_order() {
        let bytes: Vec<u8> = (0..300_000_u32).flat_map(u32::to_le_bytes).collect();
        let copy = bytes.clone();
        let mut reader = AwaitingReader::new(move || Ok(io::Cursor::new(copy)), &|| false, GivenUp::default()).unwrap();
        let mut read = Vec::new();
        reader.read_to_end(&mut read).unwrap();
        assert!(read == bytes);
    }

    #[test]
    fn what_arrived_before_the_run_was_cancelled_is_read() {
        let (sender, receiver) = channel();
        sender.send(b"one".to_vec()).unwrap();
        let (is_cancelled, given_up) = (Cell::new(false), GivenUp::default());
        let cancelled = || is_cancelled.get();
        let mut reader = AwaitingReader::new(move || Ok(Silent(receiver)), &cancelled, Rc::clone(&given_up)).unwrap();
        let mut read = [0; 3];
        reader.read_exact(&mut read).unwrap();
        assert_eq!((&read, given_up.get()), (b"one", None));
        is_cancelled.set(true);
        for _ in 0..2 {
            assert!(reader.read(&mut read).is_err(), "it stays cancelled");
            assert_eq!(given_up.get(), Some(Awaited::Rest));
        }
        drop(sender);
    }

    #[test]
    fn an_input_that_does_not_open_is_not_waited_for() {
        let (sender, receiver) = channel::<()>();
        let open = move || receiver.recv().map(|()| io::empty()).map_err(io::Error::other);
        let given_up = GivenUp::default();
        let mut reader = AwaitingReader::new(open, &|| true, Rc::clone(&given_up)).unwrap();
        assert!(reader.read(&mut [0]).is_err());
        assert_eq!(given_up.get(), Some(Awaited::Writer));
        drop(sender);
    }

    #[test]
    fn an_error_is_the_one_of_the_source() {
        let open = || Err::<io::Empty, _>(io::Error::from(io::ErrorKind::PermissionDenied));
        let mut reader = AwaitingReader::new(open, &|| false, GivenUp::default()).unwrap();
        assert_eq!(reader.read(&mut [0]).unwrap_err().kind(), io::ErrorKind::PermissionDenied);
    }
}
