//! The end of the ledger, where the one writer appends.
//!
//! What follows the last line break is a torn write and is cut off when the ledger is opened, as is
//! whatever else a power cut left ([`super::torn`]). A line counts after [`Appender::sync`].

use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::told::Told;
use super::torn::{self, Cut, sound_bytes};
use super::{CorpusError, Ledger, line, sync_dir};
use crate::article::Article;

const BUFFER_BYTES: usize = 256 * 1024;

/// The ledger, for appending.
pub(super) struct Appender {
    path: PathBuf,
    file: BufWriter<File>,
    bytes: u64,
    synced_bytes: u64,
}

impl Appender {
    /// Opens or makes the ledger, cuts off its torn end, and says what that was.
    pub(super) fn open(path: &Path, told: &Told) -> Result<(Appender, Option<Cut>), CorpusError> {
        let io = |action| CorpusError::io(action, path);
        let new = !path.exists();
        let mut file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(path)
            .map_err(io("can't open"))?;
        if new && let Some(dir) = path.parent() {
            sync_dir(dir)?;
        }
        torn::end_last_line(path, &mut file)?;
        let bytes = sound_bytes(path, &mut file, told)?;
        let cut = torn::cut(path, &mut file, bytes, told.last().map_or(0, |last| last.mark.bytes))?;
        // What a process that was killed has left in the system's hands is built upon from here on.
        file.sync_data().map_err(io("can't sync"))?;
        file.seek(SeekFrom::Start(bytes)).map_err(io("can't read"))?;
        let file = BufWriter::with_capacity(BUFFER_BYTES, file);
        Ok((Appender { path: path.to_owned(), file, bytes, synced_bytes: bytes }, cut))
    }

    /// Where the next line will start.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    pub(super) fn unsynced_bytes(&self) -> u64 {
        self.bytes - self.synced_bytes
    }

    /// Everything appended so far, for reading.
    pub(super) fn written(&mut self) -> Result<Ledger, CorpusError> {
        self.flush()?;
        Ledger::open_written(&self.path, self.bytes)
    }

    pub(super) fn append(&mut self, article: &Article) -> Result<u64, CorpusError> {
        let line = line::sealed(article);
        self.file.write_all(&line).map_err(CorpusError::io("can't write to", &self.path))?;
        let offset = self.bytes;
        self.bytes += line.len() as u64;
        Ok(offset)
    }

    /// Hands everything appended so far to the system, so that readers of the file see it.
    pub(super) fn flush(&mut self) -> Result<(), CorpusError> {
        self.file.flush().map_err(CorpusError::io("can't write to", &self.path))
    }

    pub(super) fn sync(&mut self) -> Result<(), CorpusError> {
        if self.bytes > self.synced_bytes {
            self.flush()?;
            self.file.get_ref().sync_data().map_err(CorpusError::io("can't sync", &self.path))?;
            self.synced_bytes = self.bytes;
        }
        Ok(())
    }
}
