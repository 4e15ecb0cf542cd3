//! Files that study commands derive from the whole corpus and keep beside the index. Like the index they can be deleted at
//! any time, and none of them is ever an error: one that is missing or damaged is made again.

use std::io::{self, Read, Write};
use std::path::PathBuf;

use super::checked_file::{sealed, unsealed_strictly};
use super::directory::new_file;
use super::generations::{UNITS, WORDS};
use super::reader::Index;
use crate::disk;

/// A derived file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DerivedFile {
    /// The units of the corpus, in the folder of the index: it outlives a generation.
    Units,
    /// The words of all articles, in the folder of the generation: it belongs to one commit of the index.
    Words,
}

impl Index {
    /// The content of a small derived file with a checksum; `None` if it is missing, damaged or unreadable.
    pub(crate) fn read_derived(&self, file: DerivedFile) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        self.open_derived(file)?.read_to_end(&mut bytes).ok()?;
        unsealed_strictly(bytes)
    }

    /// Opens a derived file; `None` if it is missing or unreadable.
    pub(crate) fn open_derived(&self, file: DerivedFile) -> Option<impl Read> {
        disk::open_regular(&self.derived_path(file)?).ok()
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
        }
    }
}
