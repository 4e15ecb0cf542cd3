//! The end of the ledger, where the one writer appends.
//!
//! Opening the ledger truncates what a crash or a power cut left at its end ([`super::recovery`]). A line is durable
//! after [`Appender::sync`].

use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::acked::Acknowledged;
use super::recovery::valid_bytes;
use super::truncate::{TruncatedTail, end_last_line, truncate};
use super::{CorpusError, Ledger, line};
use crate::article::Article;
use crate::disk::{open_regular, require_regular, sync_dir};

const BUFFER_BYTES: usize = 256 * 1024;

/// The ledger, for appending.
pub(super) struct Appender {
    path: PathBuf,
    file: BufWriter<File>,
    bytes: u64,
    synced_bytes: u64,
}

impl Appender {
    /// Opens or creates the ledger and truncates its torn end, which is returned.
    pub(super) fn open(path: &Path, acked: &Acknowledged) -> Result<(Appender, Option<TruncatedTail>), CorpusError> {
        let io = |action| CorpusError::io(action, path);
        let new = !path.exists();
        require_regular(path).map_err(io("can't open"))?;
        let mut file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(path)
            .map_err(io("can't open"))?;
        if new && let Some(dir) = path.parent() {
            sync_dir(dir).map_err(CorpusError::io("can't sync the folder", dir))?;
        }
        end_last_line(path, &mut file)?;
        let bytes = valid_bytes(path, &mut file, acked)?;
        let truncated = truncate(path, &mut file, bytes, acked.bytes())?;
        // Lines that a killed process left in the system's cache are part of the ledger from here on.
        file.sync_data().map_err(io("can't sync"))?;
        file.seek(SeekFrom::Start(bytes)).map_err(io("can't read"))?;
        let file = BufWriter::with_capacity(BUFFER_BYTES, file);
        Ok((Appender { path: path.to_owned(), file, bytes, synced_bytes: bytes }, truncated))
    }

    /// Opens the ledger without the right to write: nothing is truncated, and appending fails.
    pub(super) fn read_only(path: &Path, acked: &Acknowledged) -> Result<Appender, CorpusError> {
        let mut file = open_regular(path).map_err(CorpusError::io("can't open", path))?;
        let bytes = valid_bytes(path, &mut file, acked)?;
        let file = BufWriter::with_capacity(BUFFER_BYTES, file);
        Ok(Appender { path: path.to_owned(), file, bytes, synced_bytes: bytes })
    }

    /// The offset of the next line.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Bytes appended since the last sync.
    pub(super) fn unsynced_bytes(&self) -> u64 {
        self.bytes - self.synced_bytes
    }

    /// Opens a reader of everything appended so far.
    pub(super) fn reader(&mut self) -> Result<Ledger, CorpusError> {
        self.flush()?;
        Ledger::open_written(&self.path, self.bytes)
    }

    /// Appends a line to the buffer and returns its offset. Refuses a line that is too long, and then appends nothing.
    pub(super) fn append(&mut self, article: &Article) -> Result<u64, CorpusError> {
        let line = line::to_line(article);
        if line.len() > line::LINE_BYTES_MAX {
            return Err(CorpusError::LineTooLong { id: article.id.clone() });
        }
        self.file.write_all(&line).map_err(CorpusError::io("can't write to", &self.path))?;
        let offset = self.bytes;
        self.bytes += line.len() as u64;
        Ok(offset)
    }

    /// Writes the buffer to the file, so that readers and later processes see it.
    pub(super) fn flush(&mut self) -> Result<(), CorpusError> {
        self.file.flush().map_err(CorpusError::io("can't write to", &self.path))
    }

    /// Flushes everything appended so far to disk.
    pub(super) fn sync(&mut self) -> Result<(), CorpusError> {
        if self.bytes > self.synced_bytes {
            self.flush()?;
            self.file.get_ref().sync_data().map_err(CorpusError::io("can't sync", &self.path))?;
            self.synced_bytes = self.bytes;
        }
        Ok(())
    }
}
