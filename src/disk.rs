//! Files: the operations that `corpus`, `index` and the output files of `cli` share.
//!
//! Locking, syncing folders, replacing a file whole or not at all, and reading at a position. Callers add which
//! file it was and what they were doing to the errors.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;

use tempfile::NamedTempFile;

/// Creates a lock file if needed and locks it until the returned file is dropped or the process ends. Returns
/// `None` if another process holds the lock.
pub(crate) fn try_lock(path: &Path) -> io::Result<Option<File>> {
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(path)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// Flushes a folder's list of names to disk, so that a new or renamed file survives a power cut.
pub(crate) fn sync_dir(dir: &Path) -> io::Result<()> {
    // Windows can't open folders as files; there the file system journals names by itself.
    if cfg!(unix) { File::open(dir)?.sync_all() } else { Ok(()) }
}

/// Creates a temporary file with the permissions of a new file (read and write for all, less the process's
/// umask). Rename it with [`NamedTempFile::persist`] to replace a file whole or not at all.
pub(crate) fn temporary_file(dir: &Path, prefix: &str) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(prefix);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(dir)
}

/// Reads the bytes from `start` to `end`, or to the end of the file if it is shorter. Doesn't use the file's own
/// position.
pub(crate) fn read_range(file: &File, start: u64, end: u64) -> io::Result<Vec<u8>> {
    let length = usize::try_from(end.saturating_sub(start)).map_err(|_| io::Error::from(io::ErrorKind::OutOfMemory))?;
    let mut bytes = vec![0; length];
    let mut read = 0;
    while read < length {
        match read_at(file, &mut bytes[read..], start + read as u64)? {
            0 => break,
            fresh => read += fresh,
        }
    }
    bytes.truncate(read);
    Ok(bytes)
}

/// Reads some bytes at an offset and returns how many; 0 at the end of the file.
pub(crate) fn read_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    loop {
        #[cfg(unix)]
        let read = std::os::unix::fs::FileExt::read_at(file, buffer, offset);
        #[cfg(windows)]
        let read = std::os::windows::fs::FileExt::seek_read(file, buffer, offset);
        match read {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            read => return read,
        }
    }
}

/// Length of the file up to and including its last line break; 0 if it has none.
pub(crate) fn whole_lines_bytes(file: &File) -> io::Result<u64> {
    const BLOCK_BYTES: u64 = 64 * 1024;
    let mut end = file.metadata()?.len();
    while end > 0 {
        let start = end.saturating_sub(BLOCK_BYTES);
        if let Some(at) = memchr::memrchr(b'\n', &read_range(file, start, end)?) {
            return Ok(start + at as u64 + 1);
        }
        end = start;
    }
    Ok(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_lock_is_refused_until_the_first_is_dropped() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("lock");
        let first = try_lock(&path).unwrap();
        assert!(first.is_some() && try_lock(&path).unwrap().is_none());
        drop(first);
        assert!(try_lock(&path).unwrap().is_some());
    }

    #[test]
    fn the_last_line_break_is_found_across_blocks() {
        let long = "x".repeat(200_000);
        for (text, expected) in [("", 0), ("half", 0), ("a\n", 2), ("a\nhalf", 2), (&format!("a\n{long}"), 2)] {
            let file = NamedTempFile::new().unwrap();
            std::fs::write(file.path(), text).unwrap();
            assert_eq!(whole_lines_bytes(file.as_file()).unwrap(), expected, "{} bytes", text.len());
        }
    }
}
