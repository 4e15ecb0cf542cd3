//! Generations: the folders of an index, and how one replaces another.
//!
//! ```text
//! index/
//!   current     the name of the current folder, on one line
//!   g7/         that folder: a tantivy index, a cache of its statistics, and the words of the corpus as numbers
//!   units       what the study commands join syllables to; see `derived`
//!   as-of/      an index of an earlier place of the ledger, laid out in the same way; only a cache
//!   lock        locked by the process that writes; says that the folder is an index
//! ```
//!
//! A rebuild fills a new folder and then replaces `current` atomically: readers find the old index or the new one,
//! never a part of one. Other folders were left by an interrupted rebuild; the next writer removes them.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::directory::{MANAGED, META, TEMPORARY_PREFIX, TEMPORARY_PREFIX_BEFORE, is_segment_file, new_file};
use super::errors::IndexError;
use super::segment_stats::FILE as STATISTICS;
use crate::disk::{self, Mark};

const CURRENT: &str = "current";
const LOCK: &str = "lock";
/// The names of files that study commands derive; see `derived`.
pub(super) const UNITS: &str = "units";
pub(super) const WORDS: &str = "words";
pub(super) const TWINS: &str = "twins";
/// The folder of the index of an earlier place.
const PAST: &str = "as-of";
const FOLDER_PREFIX: char = 'g';
/// What the lock file of an index says.
const MARK: &str = "This folder is an index of byt. It can be deleted at any time.\n";
/// Longer than anything that this program writes to `current`.
const CURRENT_BYTES_MAX: u64 = 64;

/// Returns the number of the current generation, `None` if there is no index.
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
    if matches!(may_be_index(dir), Ok(false)) {
        return IndexError::Foreign(dir.to_owned());
    }
    IndexError::damaged(dir, format!("its file “{CURRENT}” was not written by this program"))
}

fn read_short(path: &Path) -> io::Result<String> {
    use io::Read;
    let mut text = String::new();
    disk::open_regular(path)?.take(CURRENT_BYTES_MAX).read_to_string(&mut text)?;
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
            let _ = remove_generation(&dir.join(name));
        }
    }
    remove_temporary_files(dir)
}

/// Removes the files of a generation, and its folder if nothing else is in it.
fn remove_generation(dir: &Path) -> io::Result<()> {
    for entry in fs::read_dir(dir)? {
        let name = entry?.file_name();
        if name.to_str().is_some_and(is_ours) {
            fs::remove_file(dir.join(name))?;
        }
    }
    fs::remove_dir(dir)
}

/// Whether a folder is an index, or may become one: it doesn't exist or is empty.
fn may_be_index(dir: &Path) -> io::Result<bool> {
    let names = match fs::read_dir(dir) {
        Ok(entries) => entries.map(|entry| Ok(entry?.file_name())).collect::<io::Result<Vec<_>>>()?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(true),
        Err(error) => return Err(error),
    };
    match disk::mark_of(&dir.join(LOCK), MARK)? {
        Mark::Ours => return Ok(true),
        Mark::Foreign => return Ok(false),
        Mark::Empty | Mark::Missing => {}
    }
    // As earlier versions left it: generations, or the beginning of the first one.
    let is_generation = |name: &OsString| name.to_str().and_then(number).is_some() && has_only_ours(&dir.join(name));
    let (generations, others): (Vec<OsString>, Vec<OsString>) = names.into_iter().partition(is_generation);
    let is_expected =
        |name: &str| [LOCK, CURRENT, UNITS, PAST].contains(&name) || name.starts_with(TEMPORARY_PREFIX_BEFORE);
    let has = |name: &str| others.iter().any(|other| other == name);
    let is_proved = has(LOCK) || (has(CURRENT) && !generations.is_empty());
    let is_empty = others.is_empty() && generations.is_empty();
    Ok(is_empty || (is_proved && others.iter().all(|name| name.to_str().is_some_and(is_expected))))
}

/// Returns whether this program or the engine uses this name for a file in the folder of a generation.
fn is_ours(name: &str) -> bool {
    is_segment_file(name)
        || [META, MANAGED, STATISTICS, WORDS, TWINS, ".tantivy-writer.lock", ".tantivy-meta.lock"].contains(&name)
        || name.starts_with(TEMPORARY_PREFIX)
        || name.starts_with(TEMPORARY_PREFIX_BEFORE)
}

/// Whether a folder has only files that this program writes to a generation.
fn has_only_ours(dir: &Path) -> bool {
    // What can't be read is not proved.
    let Ok(entries) = fs::read_dir(dir) else { return false };
    entries.flatten().all(|entry| entry.file_name().to_str().is_some_and(is_ours))
}

/// Where the index of an earlier place of the ledger is kept, beside the index in a folder.
pub(crate) fn past_folder(dir: &Path) -> PathBuf {
    dir.join(PAST)
}

/// Empties the index of an earlier place, unless another process is writing it: it is only a cache. Its lock file stays,
/// for another process may be waiting for it.
pub(crate) fn empty_past(dir: &Path) -> Result<(), IndexError> {
    let past = past_folder(dir);
    if !is_index(&past) {
        return Ok(());
    }
    let lock = match Lock::take(&past) {
        Err(IndexError::Busy(_)) => return Ok(()),
        taken => taken?,
    };
    for name in [CURRENT, UNITS] {
        match fs::remove_file(past.join(name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(IndexError::io("can't remove", &past.join(name))(error));
            }
            _ => {}
        }
    }
    remove_others(lock.dir(), None)
}

/// Whether a folder is certainly an index.
pub(crate) fn is_index(dir: &Path) -> bool {
    match disk::mark_of(&dir.join(LOCK), MARK) {
        Ok(Mark::Ours) => true,
        Ok(Mark::Empty) => dir.join(CURRENT).is_file() && matches!(may_be_index(dir), Ok(true)),
        // What can't be read is not proved.
        Ok(Mark::Missing | Mark::Foreign) | Err(_) => false,
    }
}

/// Fails if the folder has files that this program didn't write.
pub(crate) fn require_own(dir: &Path) -> Result<(), IndexError> {
    match may_be_index(dir) {
        Ok(true) => Ok(()),
        Ok(false) => Err(IndexError::Foreign(dir.to_owned())),
        Err(source) => Err(IndexError::io("can't read", dir)(source)),
    }
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
        fs::create_dir_all(dir).map_err(IndexError::io("can't create the folder", dir))?;
        require_own(dir)?;
        let path = dir.join(LOCK);
        let file = disk::try_lock(&path).map_err(IndexError::io("can't lock", &path))?;
        let file = file.ok_or_else(|| IndexError::Busy(dir.to_owned()))?;
        disk::mark(&file, MARK).map_err(IndexError::io("can't write", &path))?;
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
