//! Verifies a whole index against its checksums.

use super::directory::{CommitDirectory, META};
use super::engine;
use super::errors::IndexError;
use super::reader::Index;
use super::segment_stats;

impl Index {
    /// Reads every file of the index and compares its checksum, and recomputes the cached statistics.
    pub(crate) fn verify(&self) -> Result<(), IndexError> {
        /// A concurrent writer removes files when it merges; then the new commit is verified instead.
        const TRIES_MAX: usize = 5;
        let meta = || std::fs::read(self.path().join(META)).ok();
        for _ in 1..TRIES_MAX {
            let before = meta();
            match self.verify_once() {
                Err(_) if meta() != before => {}
                outcome => return outcome,
            }
        }
        self.verify_once()
    }

    fn verify_once(&self) -> Result<(), IndexError> {
        let index = CommitDirectory::open(self.path()).and_then(engine::open).map_err(|e| self.failed(e))?;
        let bad = index.validate_checksum().map_err(|e| self.failed(e))?;
        if let Some(file) = bad.iter().min() {
            return Err(self.damaged(&format!("the checksum of {} does not match", file.display())));
        }
        let are_true =
            segment_stats::verify(self.path(), self.searcher(), self.fields()).map_err(|e| self.failed(e))?;
        if are_true { Ok(()) } else { Err(self.damaged("its cached statistics don't match its articles")) }
    }
}
