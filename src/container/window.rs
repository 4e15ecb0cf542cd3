//! A stream with lookahead: bytes stay in memory until they are consumed.
//!
//! Whoever looks for the place where reading can continue after a fault needs to look ahead without
//! losing what it looked at.

use std::io::{self, BufRead, Read};

/// Bytes read from the source at a time.
const BLOCK_BYTES: usize = 64 * 1024;
/// Capacity that an empty buffer may keep.
const IDLE_BYTES_MAX: usize = 1024 * 1024;

#[derive(Debug)]
pub(super) struct Window<R> {
    source: R,
    buffer: Vec<u8>,
    /// Where the unconsumed bytes begin in `buffer`.
    start: usize,
    /// Bytes consumed since the beginning.
    position: u64,
    end: End,
}

/// Whether the source has more.
#[derive(Debug)]
enum End {
    Open,
    Reached,
    /// Reading failed; a source that can continue does so after [`Window::take_error`].
    Failed(io::Error),
}

impl<R: Read> Window<R> {
    pub(super) fn new(source: R) -> Window<R> {
        Window { source, buffer: Vec::new(), start: 0, position: 0, end: End::Open }
    }

    /// What is in memory and not consumed.
    pub(super) fn buffered(&self) -> &[u8] {
        &self.buffer[self.start..]
    }

    /// Bytes consumed since the beginning of the stream.
    pub(super) fn position(&self) -> u64 {
        self.position
    }

    /// Reads until `bytes` unconsumed bytes are in memory, and returns all that are: fewer if the source ended or
    /// failed, possibly more.
    pub(super) fn fill(&mut self, bytes: usize) -> &[u8] {
        while self.buffered().len() < bytes && matches!(self.end, End::Open) {
            self.read_block(bytes);
        }
        self.buffered()
    }

    fn read_block(&mut self, wanted: usize) {
        if self.start > 0 && self.start >= self.buffer.len() / 2 {
            self.buffer.drain(..self.start);
            self.start = 0;
        }
        let held = self.buffer.len();
        let missing = wanted.saturating_sub(held - self.start);
        self.buffer.resize(held + missing.clamp(BLOCK_BYTES, IDLE_BYTES_MAX), 0);
        let read = loop {
            match self.source.read(&mut self.buffer[held..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => break read,
            }
        };
        let read = read.unwrap_or_else(|error| {
            self.end = End::Failed(error);
            0
        });
        if read == 0 && matches!(self.end, End::Open) {
            self.end = End::Reached;
        }
        self.buffer.truncate(held + read);
    }

    /// Marks bytes in memory as read.
    pub(super) fn skip(&mut self, bytes: usize) {
        let bytes = bytes.min(self.buffered().len());
        self.start += bytes;
        self.position += bytes as u64;
        if self.start == self.buffer.len() {
            self.start = 0;
            self.buffer.clear();
            self.buffer.shrink_to(IDLE_BYTES_MAX);
        }
    }

    /// Whether nothing follows what is in memory: the source ended or failed.
    pub(super) fn is_at_end(&self) -> bool {
        !matches!(self.end, End::Open)
    }

    /// The error that ended the bytes in memory.
    pub(super) fn error(&self) -> Option<&io::Error> {
        match &self.end {
            End::Failed(error) => Some(error),
            End::Open | End::Reached => None,
        }
    }

    /// The error that ended the bytes in memory, once. Reading continues after it if the source can.
    pub(super) fn take_error(&mut self) -> Option<io::Error> {
        match std::mem::replace(&mut self.end, End::Open) {
            End::Failed(error) => Some(error),
            other => {
                self.end = other;
                None
            }
        }
    }

    /// Reads on until `find` returns a place in the bytes in memory, or the stream ends. Bytes before that place,
    /// or all, are consumed; returns how many, and whether a place was found.
    ///
    /// `overlap` is how many bytes `find` needs to recognise a place.
    pub(super) fn skip_to(&mut self, overlap: usize, find: impl Fn(&[u8], bool) -> Option<usize>) -> (u64, bool) {
        let mut skipped = 0;
        loop {
            let available = self.fill(overlap + BLOCK_BYTES).len();
            let at_end = self.is_at_end();
            if let Some(place) = find(self.buffered(), at_end) {
                self.skip(place);
                return (skipped + place as u64, true);
            }
            let gone = if at_end { available } else { available.saturating_sub(overlap) };
            self.skip(gone);
            skipped += gone as u64;
            if at_end {
                return (skipped, false);
            }
        }
    }
}

impl<R: Read> Read for Window<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let read = available.len().min(out.len());
        out[..read].copy_from_slice(&available[..read]);
        self.skip(read);
        Ok(read)
    }
}

impl<R: Read> BufRead for Window<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.fill(1).is_empty()
            && let Some(error) = self.take_error()
        {
            return Err(error);
        }
        Ok(self.buffered())
    }

    fn consume(&mut self, bytes: usize) {
        self.skip(bytes);
    }
}
