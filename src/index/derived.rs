//! Files that study commands derive from the whole corpus and keep beside the index. Like the index they can be deleted at
//! any time, and none of them is ever an error: one that is missing or damaged is made again.

use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use tantivy::Directory;
use tantivy::directory::{MmapDirectory, OwnedBytes};

use super::checked_file::{sealed, unsealed_strictly};
use super::directory::new_file;
use super::generations::{TWINS, UNITS, WORDS};
use super::reader::Index;
use crate::disk;

/// A derived file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DerivedFile {
    /// The units of the corpus, in the folder of the index: it outlives a generation.
    Units,
    /// The words of all articles, in the folder of the generation: it belongs to one commit of the index.
    Words,
    /// Which articles may nearly repeat others, in the folder of the generation.
    Twins,
}

/// The bytes of a file. What is mapped is read when it is first looked at.
pub(crate) type FileBytes = OwnedBytes;

impl Index {
    /// The content of a small derived file with a checksum; `None` if it is missing, damaged or unreadable.
    pub(crate) fn read_derived(&self, file: DerivedFile) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        disk::open_regular(&self.derived_path(file)?).ok()?.read_to_end(&mut bytes).ok()?;
        unsealed_strictly(bytes)
    }

    /// Maps a derived file; `None` if it is missing or unreadable. Derived files are replaced and never changed.
    pub(crate) fn map_derived(&self, file: DerivedFile) -> Option<FileBytes> {
        let path = self.derived_path(file)?;
        // What isn't a regular file must not be waited for.
        disk::open_regular(&path).ok()?;
        let folder = MmapDirectory::open(path.parent()?).ok()?;
        let handle = folder.get_file_handle(Path::new(path.file_name()?)).ok()?;
        handle.read_bytes(0..handle.len()).ok()
    }

    /// Replaces a small derived file, with a checksum, and returns whether that was possible.
    pub(crate) fn write_derived_sealed(&self, file: DerivedFile, content: &[u8]) -> bool {
        self.write_derived(file, |out| out.write_all(&sealed(content)))
    }

    /// Replaces a derived file whole or not at all, and returns whether that was possible.
    pub(crate) fn write_derived(
        &self,
        file: DerivedFile,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> bool {
        let replace = || -> Option<()> {
            let path = self.derived_path(file)?;
            let mut temporary = new_file(path.parent()?).ok()?;
            write(&mut temporary).ok()?;
            temporary.persist(path).ok().map(drop)
        };
        replace().is_some()
    }

    fn derived_path(&self, file: DerivedFile) -> Option<PathBuf> {
        match file {
            DerivedFile::Units => Some(self.path().parent()?.join(UNITS)),
            DerivedFile::Words => Some(self.path().join(WORDS)),
            DerivedFile::Twins => Some(self.path().join(TWINS)),
        }
    }
}
