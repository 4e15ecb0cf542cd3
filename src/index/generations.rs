//! Generations: the folders of an index, and how one replaces another.
//!
//! ```text
//! index/
//!   current     the name of the current folder, on one line
//!   g7/         that folder: a tantivy index, and a cache of its statistics
//!   lock        locked by the process that writes
//! ```
//!
//! A rebuild fills a new folder and then replaces `current` atomically: readers find the old index or the new one,
//! never a part of one. Other folders were left by an interrupted rebuild; the next writer removes them.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::directory::{TEMPORARY_PREFIX, new_file};
use super::errors::IndexError;
use crate::disk;

const CURRENT: &str = "current";
const LOCK: &str = "lock";
const FOLDER_PREFIX: char = 'g';
/// Longer than anything that this program writes to `current`.
const CURRENT_BYTES_MAX: u64 = 64;

/// Returns the number of the current generation, `None` where there is no index.
pub(super) fn current(dir: &Path) -> Result<Option<u64>, IndexError> {
    let path = dir.join(CURRENT);
    let text = match read_short(&path) {
        Ok(text) => text,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(e) if e.kind() == io::ErrorKind::InvalidData => return Err(foreign(dir)),
        Err(source) => return Err(IndexError::io("can't read", &path)(source)),
    };
    number(text.trim_end()).map(Some).ok_or_else(|| foreign(dir))
}

fn foreign(dir: &Path) -> IndexError {
    IndexError::damaged(dir, format!("its file “{CURRENT}” was not written by this program"))
}

fn read_short(path: &Path) -> io::Result<String> {
    use io::Read;
    let mut text = String::new();
    File::open(path)?.take(CURRENT_BYTES_MAX).read_to_string(&mut text)?;
    Ok(text)
}

fn number(name: &str) -> Option<u64> {
    let digits = name.strip_prefix(FOLDER_PREFIX)?;
    digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok())?
}

/// Returns the folder of a generation.
pub(super) fn folder(dir: &Path, generation: u64) -> PathBuf {
    dir.join(format!("{FOLDER_PREFIX}{generation}"))
}

/// Makes a generation the current one. It is on disk when this returns.
pub(super) fn switch(dir: &Path, generation: u64) -> Result<(), IndexError> {
    // The engine's first commit is in the folder, but its file name may not be on disk yet.
    sync(&folder(dir, generation))?;
    let write = || -> io::Result<()> {
        let mut file = new_file(dir)?;
        writeln!(file, "{FOLDER_PREFIX}{generation}")?;
        file.as_file().sync_all()?;
        file.persist(dir.join(CURRENT))?;
        Ok(())
    };
    write().map_err(IndexError::io("can't write", &dir.join(CURRENT)))?;
    sync(dir)
}

/// Flushes the file names of a folder to disk.
pub(super) fn sync(dir: &Path) -> Result<(), IndexError> {
    disk::sync_dir(dir).map_err(IndexError::io("can't sync the folder", dir))
}

/// Returns the names in a folder.
fn names(dir: &Path) -> Result<Vec<OsString>, IndexError> {
    let names = fs::read_dir(dir).and_then(|entries| entries.map(|entry| Ok(entry?.file_name())).collect());
    names.map_err(IndexError::io("can't read", dir))
}

/// Removes every generation but one, and temporary files. Call it only while holding the lock.
pub(super) fn remove_others(dir: &Path, keep: Option<u64>) -> Result<(), IndexError> {
    for name in names(dir)? {
        let generation = name.to_str().and_then(number);
        if generation.is_some() && generation != keep {
            // A folder that can't be removed (on Windows, while it is read) only takes space; the next writer tries
            // again.
            let _ = fs::remove_dir_all(dir.join(name));
        }
    }
    remove_temporary_files(dir)
}

/// Removes temporary files that a killed writer left. Call it only while holding the lock.
fn remove_temporary_files(dir: &Path) -> Result<(), IndexError> {
    for name in names(dir)? {
        if name.to_str().is_some_and(|name| name.starts_with(TEMPORARY_PREFIX)) {
            // It only takes space; the next writer tries again.
            let _ = fs::remove_file(dir.join(name));
        }
    }
    Ok(())
}

/// The right to write to the index in a folder. While it is held, no other process changes the index.
pub(crate) struct Lock {
    dir: PathBuf,
    _file: File,
}

impl Lock {
    /// Creates the folder where needed and takes the lock. Fails with [`IndexError::Busy`] if another process has it.
    pub(crate) fn take(dir: &Path) -> Result<Lock, IndexError> {
        fs::create_dir_all(dir).map_err(IndexError::io("can't make the folder", dir))?;
        let path = dir.join(LOCK);
        let file = disk::try_lock(&path).map_err(IndexError::io("can't lock", &path))?;
        let file = file.ok_or_else(|| IndexError::Busy(dir.to_owned()))?;
        Ok(Lock { dir: dir.to_owned(), _file: file })
    }

    /// Removes what killed writers left.
    pub(crate) fn remove_leftovers(&self) -> Result<(), IndexError> {
        let current = current(&self.dir)?;
        remove_others(&self.dir, current)?;
        current.map_or(Ok(()), |generation| remove_temporary_files(&folder(&self.dir, generation)))
    }

    /// Returns the folder of the index.
    pub(super) fn dir(&self) -> &Path {
        &self.dir
    }
}
