//! One writer at a time, by a lock that the system releases when the process dies.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

use super::CorpusError;

/// Takes the lock of a corpus folder, or says at once that someone else has it.
pub(super) fn take(dir: &Path) -> Result<File, CorpusError> {
    let path = dir.join("lock");
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(CorpusError::io("can't open", &path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(CorpusError::Busy(dir.to_owned())),
        Err(TryLockError::Error(source)) => Err(CorpusError::Io { action: "can't lock", path, source }),
    }
}
