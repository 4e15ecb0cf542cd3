//! The folder of a generation, with its writes brought to the disk once a commit.
//!
//! tantivy's own folder waits for the disk after every file it closes, and after every note of a new
//! file's name; for the twenty articles of a day that is most of the work. Here all of it waits for
//! the commit: its list of segments takes the place of the one before only when everything that it
//! names is on disk, and the disk is asked for all of that at once.
//!
//! tantivy keeps a list of its own files besides, which it writes anew before each new one. Here the folder
//! is that list: what stands in it and is named by no list of segments, the next commit removes.
//!
//! That the new list has the name of the old one may come to the disk later. After a power cut the
//! old list stands there again, with all of its files, and the index reads on from there: a file is
//! removed only when the list that no longer names it is on disk for good.

use std::collections::BTreeSet;
use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use tantivy::Directory;
use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    AntiCallToken, DirectoryLock, FileHandle, Lock, META_LOCK, MmapDirectory, TerminatingWrite, WatchCallback,
    WatchHandle, WritePtr,
};

use crate::disk;

/// tantivy's list of the segments that count: what makes a commit a commit.
pub(super) const META: &str = "meta.json";
/// tantivy's list of the files that are its own; there is no such file.
const MANAGED: &str = ".managed.json";

/// Every file of a segment ends with the length of its footer and a mark, four bytes each. tantivy
/// reads them without looking whether they can be there.
const FOOTER_BYTES_MIN: usize = 8;

/// File systems bring what is asked for at the same time to the disk together, by one entry in their
/// journal. More threads than this gain nothing.
const SYNCS_AT_ONCE_MAX: usize = 8;

#[derive(Debug, Clone)]
pub(super) struct CommitDirectory {
    inner: MmapDirectory,
    root: PathBuf,
    written: Written,
    use_: Use,
    /// The list of a draft.
    draft: Arc<Mutex<Vec<u8>>>,
}

/// What a folder is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// For answers: nothing is removed, so nobody need know what stands there.
    Reading,
    /// For all else.
    Files,
    /// For files that are no part of the index yet: the list that names them stays in memory.
    Draft,
}

/// Names of files that were written through a folder and its copies.
#[derive(Debug, Clone)]
struct Written {
    /// Those that are whole and not yet waited for. A file that is still being written is not among
    /// them: no list of segments names it yet, and what is written later must be waited for too.
    unsynced: Arc<Mutex<BTreeSet<PathBuf>>>,
    /// All that were begun.
    begun: Arc<Mutex<BTreeSet<PathBuf>>>,
    /// Whether the last list's name may not be on disk yet, as is to be supposed of one found here.
    list_is_fresh: Arc<Mutex<bool>>,
}

impl Written {
    fn nothing_yet() -> Written {
        Written { unsynced: Arc::default(), begun: Arc::default(), list_is_fresh: Arc::new(Mutex::new(true)) }
    }

    fn unsynced(&self) -> MutexGuard<'_, BTreeSet<PathBuf>> {
        // A set of names is whole after any panic.
        self.unsynced.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn begun(&self) -> MutexGuard<'_, BTreeSet<PathBuf>> {
        self.begun.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn list_is_fresh(&self) -> MutexGuard<'_, bool> {
        self.list_is_fresh.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl CommitDirectory {
    pub(super) fn open(root: &Path, use_: Use) -> tantivy::Result<CommitDirectory> {
        Ok(CommitDirectory {
            inner: MmapDirectory::open(root)?,
            root: root.to_owned(),
            written: Written::nothing_yet(),
            use_,
            draft: Arc::default(),
        })
    }

    /// The same folder, for files that a later list is to name.
    pub(super) fn draft(&self) -> CommitDirectory {
        CommitDirectory { use_: Use::Draft, draft: Arc::default(), ..self.clone() }
    }

    fn draft_list(&self) -> MutexGuard<'_, Vec<u8>> {
        // Bytes are put there all at once.
        self.draft.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The names of all files of segments, as tantivy would have written them down.
    fn own_files(&self) -> io::Result<Vec<u8>> {
        let names = std::fs::read_dir(&self.root)?.map(|entry| entry.map(|entry| entry.file_name()));
        let names = names.collect::<io::Result<Vec<_>>>()?;
        let own: Vec<&str> = names.iter().filter_map(|name| name.to_str().filter(|name| is_of_segment(name))).collect();
        Ok(serde_json::to_vec(&own)?)
    }

    fn sync_file(&self, name: &Path) -> io::Result<()> {
        match OpenOptions::new().write(true).open(self.root.join(name)) {
            Ok(file) => file.sync_data(),
            // Merged away before it was ever part of a commit.
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(e) => Err(e),
        }
    }

    /// Brings to the disk all that was written, the names of the files, and the list that is to name
    /// them.
    fn sync_written(&self, list: &File) -> io::Result<()> {
        // Held to the end: a second commit beside this one may name the same files, and must wait.
        let mut unsynced = self.written.unsynced();
        let names: Vec<&PathBuf> = unsynced.iter().collect();
        let share = names.len().div_ceil(SYNCS_AT_ONCE_MAX).max(1);
        thread::scope(|scope| {
            let sync = |names: &[&PathBuf]| names.iter().try_for_each(|name| self.sync_file(name));
            let mut syncs = Vec::new();
            for share in names.chunks(share) {
                syncs.push(thread::Builder::new().spawn_scoped(scope, move || sync(share))?);
            }
            syncs.push(thread::Builder::new().spawn_scoped(scope, || self.inner.sync_directory())?);
            list.sync_data()?;
            syncs.into_iter().try_for_each(|sync| sync.join().expect("waiting for the disk never panics"))
        })?;
        unsynced.clear();
        Ok(())
    }
}

impl Directory for CommitDirectory {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        let file = self.inner.get_file_handle(path)?;
        if file.len() < FOOTER_BYTES_MIN {
            let source = io::Error::new(io::ErrorKind::UnexpectedEof, "the file was cut short");
            return Err(OpenReadError::wrap_io_error(source, path.to_owned()));
        }
        Ok(file)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        let mut list_is_fresh = self.written.list_is_fresh();
        if *list_is_fresh {
            let failed = |e| DeleteError::IoError { io_error: Arc::new(e), filepath: path.to_owned() };
            self.inner.sync_directory().map_err(failed)?;
            *list_is_fresh = false;
        }
        self.inner.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.inner.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        let whole = self.root.join(path);
        let create = || OpenOptions::new().write(true).create_new(true).open(&whole);
        let opened = create().or_else(|e| match e.kind() {
            // What is only now to be written was left by a writer that died: no list names it.
            io::ErrorKind::AlreadyExists if !self.written.begun().contains(path) => {
                std::fs::remove_file(&whole).and_then(|()| create())
            }
            _ => Err(e),
        });
        if opened.is_ok() {
            self.written.begun().insert(path.to_owned());
        }
        let file = opened.map_err(|e| match e.kind() {
            io::ErrorKind::AlreadyExists => OpenWriteError::FileAlreadyExists(path.to_owned()),
            _ => OpenWriteError::wrap_io_error(e, path.to_owned()),
        })?;
        Ok(BufWriter::new(Box::new(PlainFile { file, name: path.to_owned(), written: self.written.clone() })))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        if path == Path::new(META) && self.use_ == Use::Draft {
            return Ok(self.draft_list().clone());
        }
        if path != Path::new(MANAGED) {
            return self.inner.atomic_read(path);
        }
        match self.use_ {
            Use::Files => self.own_files().map_err(|e| OpenReadError::wrap_io_error(e, path.to_owned())),
            Use::Reading | Use::Draft => Err(OpenReadError::FileDoesNotExist(path.to_owned())),
        }
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        if path == Path::new(MANAGED) {
            return Ok(());
        }
        if path == Path::new(META) && self.use_ == Use::Draft {
            *self.draft_list() = data.to_owned();
            return Ok(());
        }
        let mut file = new_file(&self.root)?;
        file.write_all(data)?;
        if path == Path::new(META) {
            self.sync_written(file.as_file())?;
            let mut list_is_fresh = self.written.list_is_fresh();
            file.persist(self.root.join(path))?;
            *list_is_fresh = true;
        } else {
            file.persist(self.root.join(path))?;
            self.written.unsynced().insert(path.to_owned());
        }
        Ok(())
    }

    /// Names come to the disk with the list that tells of them.
    fn sync_directory(&self) -> io::Result<()> {
        Ok(())
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        match self.inner.acquire_lock(lock) {
            // Who may not write here reads without a lock: a list of segments that is replaced in the
            // meantime is noticed when one of its files is missing, and read again.
            Err(LockError::IoError(e)) if lock.filepath == META_LOCK.filepath && forbidden(&e) => {
                Ok(DirectoryLock::from(Box::new(())))
            }
            taken => taken,
        }
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.inner.watch(callback)
    }
}

/// Files of a segment are called by its id, 32 hexadecimal digits.
fn is_of_segment(name: &str) -> bool {
    const ID_DIGITS: usize = 32;
    let id = name.split_once('.').map_or("", |(id, _)| id);
    id.len() == ID_DIGITS && id.bytes().all(|digit| digit.is_ascii_hexdigit())
}

/// A temporary file that others may read as they may read any new file; the process's mask still
/// takes away what it takes away.
pub(super) fn new_file(dir: &Path) -> io::Result<tempfile::NamedTempFile> {
    disk::temporary_file(dir, ".tmp")
}

/// Whether the system says that this process may not write there.
pub(super) fn forbidden(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem)
}

/// A file that is whole once it is closed, and on disk only with the next commit.
struct PlainFile {
    file: File,
    name: PathBuf,
    written: Written,
}

impl Write for PlainFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl TerminatingWrite for PlainFile {
    fn terminate_ref(&mut self, _: AntiCallToken) -> io::Result<()> {
        self.file.flush()?;
        self.written.unsynced().insert(self.name.clone());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commit_waits_for_all_that_was_written_and_for_nothing_that_is_gone() {
        let folder = tempfile::TempDir::new().unwrap();
        let directory = CommitDirectory::open(folder.path(), Use::Files).unwrap();
        for name in ["a.idx", "b.idx"] {
            let mut file = directory.open_write(Path::new(name)).unwrap();
            file.write_all(b"many terms").unwrap();
            file.terminate().unwrap();
        }
        assert_eq!(directory.written.unsynced().len(), 2);
        assert!(directory.open_write(Path::new("a.idx")).is_err(), "no file is written twice");
        assert_eq!(directory.open_read(Path::new("b.idx")).unwrap().read_bytes().unwrap().as_slice(), b"many terms");

        directory.delete(Path::new("a.idx")).unwrap();
        let copy: Box<dyn Directory> = Box::new(directory.clone());
        copy.atomic_write(Path::new(META), b"{}").unwrap();
        assert!(directory.written.unsynced().is_empty(), "copies share what is to be done");
        assert_eq!(directory.atomic_read(Path::new(META)).unwrap(), b"{}");
        assert!(*directory.written.list_is_fresh());
        directory.delete(Path::new("b.idx")).unwrap();
        assert!(!*directory.written.list_is_fresh(), "the list's name comes to the disk before others leave it");
    }

    #[test]
    fn the_folder_is_the_list_of_files() {
        let folder = tempfile::TempDir::new().unwrap();
        let id = "46cb318353e64bb9bfb0495b4a1c9d5c";
        for name in ["notes", META, ".tmpx", "46cb.idx", &format!("{id}.idx"), &format!("{id}.8.del"), id] {
            std::fs::write(folder.path().join(name), b"").unwrap();
        }
        let directory = CommitDirectory::open(folder.path(), Use::Files).unwrap();
        directory.atomic_write(Path::new(MANAGED), b"[]").unwrap();
        let list = directory.atomic_read(Path::new(MANAGED)).unwrap();
        let mut list: Vec<String> = serde_json::from_slice(&list).unwrap();
        list.sort_unstable();
        assert_eq!(list, [format!("{id}.8.del"), format!("{id}.idx")]);
        assert!(!folder.path().join(MANAGED).exists());
        let reading = CommitDirectory::open(folder.path(), Use::Reading).unwrap();
        assert!(matches!(reading.atomic_read(Path::new(MANAGED)), Err(OpenReadError::FileDoesNotExist(_))));
    }

    #[test]
    fn a_draft_s_list_replaces_none_and_its_files_come_to_the_disk_with_the_next() {
        let folder = tempfile::TempDir::new().unwrap();
        let directory = CommitDirectory::open(folder.path(), Use::Files).unwrap();
        directory.atomic_write(Path::new(META), b"the list").unwrap();
        let draft = directory.draft();
        draft.atomic_write(Path::new(META), b"the draft's").unwrap();
        draft.open_write(Path::new("a.idx")).unwrap().terminate().unwrap();
        assert_eq!(draft.atomic_read(Path::new(META)).unwrap(), b"the draft's");
        assert_eq!(directory.atomic_read(Path::new(META)).unwrap(), b"the list");
        assert!(directory.written.unsynced().contains(Path::new("a.idx")));
    }

    #[test]
    fn what_a_writer_that_died_left_is_written_anew() {
        let folder = tempfile::TempDir::new().unwrap();
        std::fs::write(folder.path().join("a.8.del"), b"half a li").unwrap();
        let directory = CommitDirectory::open(folder.path(), Use::Files).unwrap();
        let mut file = directory.open_write(Path::new("a.8.del")).unwrap();
        file.write_all(b"list").unwrap();
        file.terminate().unwrap();
        assert_eq!(std::fs::read(folder.path().join("a.8.del")).unwrap(), b"list");
    }

    #[test]
    fn a_file_that_is_written_across_a_commit_is_waited_for_by_the_next() {
        let folder = tempfile::TempDir::new().unwrap();
        let directory = CommitDirectory::open(folder.path(), Use::Files).unwrap();
        let mut merged = directory.open_write(Path::new("merged.idx")).unwrap();
        merged.write_all(b"first half").unwrap();
        merged.flush().unwrap();
        directory.atomic_write(Path::new(META), b"{}").unwrap();
        merged.write_all(b"second half").unwrap();
        merged.terminate().unwrap();
        assert!(directory.written.unsynced().contains(Path::new("merged.idx")));
    }
}
