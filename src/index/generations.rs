//! Generations: where in its folder the index stands, and how one replaces another.
//!
//! ```text
//! index/
//!   current     the name of the folder that counts, on one line
//!   g7/         that folder: one tantivy index, and notes on its segments
//!   lock        held by the one process that writes
//! ```
//!
//! A rebuild fills a new folder and then replaces `current` in one step: readers find the old index
//! or the new one, never a part. Folders that are not current are remains of a rebuild that was
//! broken off, and the next writer removes them.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::IndexError;
use crate::disk;

const CURRENT: &str = "current";
const LOCK: &str = "lock";
const FOLDER_PREFIX: char = 'g';
/// Longer than any content of `current` that this program writes.
const CURRENT_BYTES_MAX: u64 = 64;

/// The number of the generation that counts, `None` where there is no index.
pub(super) fn current(dir: &Path) -> Result<Option<u64>, IndexError> {
    let path = dir.join(CURRENT);
    let text = match read_short(&path) {
        Ok(text) => text,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(e) if e.kind() == io::ErrorKind::InvalidData => return Err(foreign(dir)),
        Err(source) => return Err(IndexError::Io { action: "can't read", path, source }),
    };
    number(text.trim_end()).map(Some).ok_or_else(|| foreign(dir))
}

fn foreign(dir: &Path) -> IndexError {
    IndexError::Damaged {
        path: dir.to_owned(), what: format!("its file “{CURRENT}” was not written by this program")
    }
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

pub(super) fn folder(dir: &Path, generation: u64) -> PathBuf {
    dir.join(format!("{FOLDER_PREFIX}{generation}"))
}

/// Makes a generation the one that counts. On disk when this returns.
pub(super) fn switch(dir: &Path, generation: u64) -> Result<(), IndexError> {
    // The engine's first list is in the folder, but its name need not be on disk.
    sync(&folder(dir, generation))?;
    let write = || -> io::Result<()> {
        let mut file = super::directory::new_file(dir)?;
        writeln!(file, "{FOLDER_PREFIX}{generation}")?;
        file.as_file().sync_all()?;
        file.persist(dir.join(CURRENT))?;
        Ok(())
    };
    write().map_err(|source| IndexError::Io { action: "can't write", path: dir.join(CURRENT), source })?;
    sync(dir)
}

/// Brings a folder's list of names to the disk.
pub(super) fn sync(dir: &Path) -> Result<(), IndexError> {
    disk::sync_dir(dir).map_err(|source| IndexError::Io {
        action: "can't sync the folder",
        path: dir.to_owned(),
        source,
    })
}

/// Removes every generation but one. A folder that can't be removed now (on Windows, while it is
/// read) costs room only, and is tried again by the next writer.
pub(super) fn sweep(dir: &Path, keep: Option<u64>) -> Result<(), IndexError> {
    let entries =
        fs::read_dir(dir).map_err(|source| IndexError::Io { action: "can't read", path: dir.to_owned(), source })?;
    for entry in entries.flatten() {
        let generation = entry.file_name().to_str().and_then(number);
        if generation.is_some() && generation != keep {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
    sweep_remains(dir)
}

/// Removes files that were to replace others and never did, for their writer died. Call it only as
/// the one writer.
pub(super) fn sweep_remains(dir: &Path) -> Result<(), IndexError> {
    /// What names of such files begin with, the engine's as well as ours.
    const PREFIX: &str = ".tmp";
    let entries =
        fs::read_dir(dir).map_err(|source| IndexError::Io { action: "can't read", path: dir.to_owned(), source })?;
    for entry in entries.flatten() {
        if entry.file_name().to_str().is_some_and(|name| name.starts_with(PREFIX)) {
            // It costs room only, and is tried again by the next writer.
            let _ = fs::remove_file(entry.path());
        }
    }
    Ok(())
}

/// Makes the folder where needed and becomes its only writer, until the file is dropped.
pub(super) fn lock(dir: &Path) -> Result<File, IndexError> {
    let io = |action, path: &Path| {
        let path = path.to_owned();
        move |source| IndexError::Io { action, path, source }
    };
    fs::create_dir_all(dir).map_err(io("can't make the folder", dir))?;
    let path = dir.join(LOCK);
    let file = disk::try_lock(&path).map_err(io("can't lock", &path))?;
    file.ok_or_else(|| IndexError::Busy(dir.to_owned()))
}
