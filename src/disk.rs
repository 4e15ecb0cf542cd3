//! Files: the operations that `corpus`, `index` and the output files of `cli` share.
//!
//! Locking, syncing folders, replacing a file whole or not at all, and reading at a position. Callers add which
//! file it was and what they were doing to the errors.

use std::cell::Cell;
use std::ffi::OsString;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, BufRead, Read, Write};
use std::path::{Component, Path, PathBuf};
use std::time::Duration;

use tempfile::NamedTempFile;

/// A reader that calls [`is_locked`] holds a lock for an instant, which must not turn a writer away.
const PROBES_MAX: u32 = 5;
const PROBE_PAUSE: Duration = Duration::from_millis(20);

/// Creates a lock file if needed and locks it until the returned file is dropped or the process ends. Returns
/// `None` if another process holds the lock.
pub(crate) fn try_lock(path: &Path) -> io::Result<Option<File>> {
    require_regular(path)?;
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(path)?;
    for _ in 0..PROBES_MAX {
        match file.try_lock() {
            Ok(()) => return Ok(Some(file)),
            Err(TryLockError::WouldBlock) => std::thread::sleep(PROBE_PAUSE),
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
    Ok(None)
}

/// Whether another process holds a lock that [`try_lock`] takes. Needs no permission to write.
pub(crate) fn is_locked(path: &Path) -> io::Result<bool> {
    let file = match open_regular(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error),
    };
    match file.try_lock_shared() {
        Ok(()) => Ok(false),
        Err(TryLockError::WouldBlock) => Ok(true),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// Writes what a folder is into its lock file, which proves later that the folder is ours. Call it with the lock held.
pub(crate) fn mark(mut lock: &File, mark: &str) -> io::Result<()> {
    if lock.metadata()?.len() == 0 { lock.write_all(mark.as_bytes()) } else { Ok(()) }
}

/// What a lock file says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    /// There is no lock file.
    Missing,
    /// Nothing, as in folders of earlier versions.
    Empty,
    Ours,
    /// Another program's file of that name.
    Foreign,
}

/// Reads what a lock file says, and compares it with `mark`.
pub(crate) fn mark_of(path: &Path, mark: &str) -> io::Result<Mark> {
    /// A few changed bytes are damage, and no other program's text.
    const CHANGES_MAX: usize = 4;
    let changes = |text: &[u8], mark: &[u8]| text.iter().zip(mark).filter(|(a, b)| a != b).count();
    let mut text = Vec::new();
    match open_regular(path) {
        Ok(file) => file.take(mark.len() as u64 + 1).read_to_end(&mut text)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Mark::Missing),
        Err(error) => return Err(error),
    };
    Ok(match text.as_slice() {
        [] => Mark::Empty,
        text if text.len() == mark.len() && changes(text, mark.as_bytes()) <= CHANGES_MAX => Mark::Ours,
        _ => Mark::Foreign,
    })
}

/// Opens a file for reading. Fails if it is a named pipe, which would block, or a device, which may never end.
pub(crate) fn open_regular(path: &Path) -> io::Result<File> {
    require_regular(path)?;
    File::open(path)
}

/// Fails if there is something at the path, and it isn't a file, or a link to one.
pub(crate) fn require_regular(path: &Path) -> io::Result<()> {
    match std::fs::metadata(path) {
        Ok(data) if !data.is_file() && !data.is_dir() => {
            Err(io::Error::new(io::ErrorKind::InvalidInput, "it isn't a regular file"))
        }
        _ => Ok(()),
    }
}

/// Whether the system refused something because a limit is reached: of open files, of memory, or of threads.
pub(crate) fn is_exhausted(error: &io::Error) -> bool {
    /// `ENFILE` and `EMFILE`, which have no kind of their own; the same on all Unix systems.
    const TOO_MANY_FILES: [i32; 2] = [23, 24];
    let too_many_files = cfg!(unix) && error.raw_os_error().is_some_and(|code| TOO_MANY_FILES.contains(&code));
    too_many_files || matches!(error.kind(), io::ErrorKind::OutOfMemory | io::ErrorKind::WouldBlock)
}

/// Returns the limit on this process's address space in bytes; `None` if there is none, or the system doesn't say.
pub(crate) fn address_space_limit() -> Option<u64> {
    let limits = std::fs::read_to_string("/proc/self/limits").ok()?;
    let line = limits.lines().find_map(|line| line.strip_prefix("Max address space"))?;
    line.split_whitespace().next()?.parse().ok()
}

/// Returns the absolute path without links and `..`, also if some of it doesn't exist yet.
pub(crate) fn resolved(path: &Path) -> io::Result<PathBuf> {
    let absolute = std::path::absolute(path)?;
    let mut missing: Vec<OsString> = Vec::new();
    let mut known = absolute.as_path();
    let mut resolved = loop {
        match (known.canonicalize(), known.parent()) {
            (Ok(real), _) => break real,
            (Err(_), Some(parent)) => {
                missing.extend(known.components().next_back().map(|part| part.as_os_str().to_owned()));
                known = parent;
            }
            (Err(error), None) => return Err(error),
        }
    };
    for part in missing.into_iter().rev() {
        if Path::new(&part).components().next() == Some(Component::ParentDir) {
            resolved.pop();
        } else {
            resolved.push(part);
        }
    }
    Ok(resolved)
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

/// The start of the line that has the byte at an offset: the offset after the last line break before it, or 0.
pub(crate) fn line_start(file: &File, offset: u64) -> io::Result<u64> {
    const BLOCK_BYTES: u64 = 8 * 1024;
    let mut end = offset;
    while end > 0 {
        let start = end.saturating_sub(BLOCK_BYTES);
        if let Some(at) = memchr::memrchr(b'\n', &read_range(file, start, end)?) {
            return Ok(start + at as u64 + 1);
        }
        end = start;
    }
    Ok(0)
}

/// Length of the file up to and including its last line break; 0 if it has none.
pub(crate) fn whole_lines_bytes(file: &File) -> io::Result<u64> {
    line_start(file, file.metadata()?.len())
}

/// Counts the bytes that are consumed from a reader. Whoever owns the count can read it while another reader uses this one.
pub(crate) struct CountingReader<'c, R> {
    inner: R,
    bytes: &'c Cell<u64>,
}

impl<'c, R> CountingReader<'c, R> {
    /// Adds what is consumed of `inner` to `bytes`.
    pub(crate) fn new(inner: R, bytes: &'c Cell<u64>) -> Self {
        CountingReader { inner, bytes }
    }

    fn count(&self, bytes: usize) {
        self.bytes.set(self.bytes.get() + bytes as u64);
    }
}

impl<R: BufRead> Read for CountingReader<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.count(read);
        Ok(read)
    }
}

impl<R: BufRead> BufRead for CountingReader<'_, R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.inner.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.inner.consume(amount);
        self.count(amount);
    }
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
    fn paths_are_resolved_as_far_as_they_exist() {
        let dir = tempfile::tempdir().unwrap();
        let real = dir.path().canonicalize().unwrap();
        std::fs::create_dir(dir.path().join("a")).unwrap();
        for (path, expected) in [("a", "a"), ("a/../b", "b"), ("x/y/../z", "x/z"), ("x/../a", "a"), (".", "")] {
            assert_eq!(
                resolved(&dir.path().join(path)).unwrap(),
                real.join(expected).components().collect::<PathBuf>()
            );
        }
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
