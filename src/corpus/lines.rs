//! The lines of the ledger in order.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::num::NonZeroU64;
use std::path::Path;

use super::CorpusError;
use super::line::{self, READ_BYTES_MAX};
use crate::article::Article;

const BUFFER_BYTES: usize = 256 * 1024;
/// What a line should be, for error messages.
pub(super) const EXPECTED: &str = "an article";

/// One line of the ledger.
pub(crate) struct Line {
    /// Its start in bytes.
    pub(crate) offset: u64,
    pub(crate) article: Article,
}

/// Parses lines of the ledger in order. After an error it continues with the next line.
pub(crate) struct Lines<'a> {
    path: &'a Path,
    reader: io::Take<BufReader<&'a mut File>>,
    offset: u64,
    line: u64,
    buffer: Vec<u8>,
}

impl<'a> Lines<'a> {
    /// The lines in the next `left` bytes of a file that is positioned at the line that starts at `offset`.
    pub(super) fn of(path: &'a Path, file: &'a mut File, offset: u64, left: u64) -> Lines<'a> {
        let buffer = BUFFER_BYTES.min(usize::try_from(left).unwrap_or(BUFFER_BYTES)).max(1);
        let reader = BufReader::with_capacity(buffer, file).take(left);
        Lines { path, reader, offset, line: 0, buffer: Vec::new() }
    }

    /// Reads a line into the buffer, or the beginning of one that is too long. Returns its length with its line break.
    fn read_line(&mut self) -> io::Result<u64> {
        let mut read = (&mut self.reader).take(READ_BYTES_MAX).read_until(b'\n', &mut self.buffer)? as u64;
        if read == READ_BYTES_MAX && !self.buffer.ends_with(b"\n") {
            read += self.reader.skip_until(b'\n')? as u64;
        }
        Ok(read)
    }

    /// Reads the next line and returns its offset and its bytes without the line break, unchecked.
    pub(super) fn next_bytes(&mut self) -> Option<Result<(u64, &[u8]), CorpusError>> {
        self.buffer.clear();
        match self.read_line() {
            Ok(0) => None,
            Ok(read) => {
                let offset = self.offset;
                self.offset += read;
                self.line += 1;
                Some(Ok((offset, self.buffer.strip_suffix(b"\n").unwrap_or(&self.buffer))))
            }
            Err(source) => Some(Err(CorpusError::Io { action: "can't read", path: self.path.to_owned(), source })),
        }
    }
}

impl Iterator for Lines<'_> {
    type Item = Result<Line, CorpusError>;

    fn next(&mut self) -> Option<Self::Item> {
        let parsed = match self.next_bytes()? {
            Err(e) => return Some(Err(e)),
            Ok((offset, bytes)) => (offset, line::parse(bytes, EXPECTED)),
        };
        Some(match parsed {
            (offset, Ok(article)) => Ok(Line { offset, article }),
            (offset, Err(what)) => {
                Err(CorpusError::Damaged { path: self.path.to_owned(), line: NonZeroU64::new(self.line), offset, what })
            }
        })
    }
}
