//! Verifies a whole index against its checksums.

use std::collections::BTreeSet;

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
        let directory = CommitDirectory::open(self.path()).map_err(|e| self.failed(e))?;
        let index = engine::open(directory.clone()).map_err(|e| self.failed(e))?;
        let segments = index.searchable_segment_metas().map_err(|e| self.failed(e))?;
        // Files of other segments may be in the middle of being written.
        let ids: BTreeSet<String> = segments.iter().map(|segment| segment.id().uuid_string()).collect();
        let mut names = directory.segment_files().map_err(IndexError::io("can't read", self.path()))?;
        names.retain(|name| name.split_once('.').is_some_and(|(id, _)| ids.contains(id)));
        if let Some(name) = names.iter().find(|name| directory.verify(name).is_err()) {
            return Err(self.damaged(&format!("the checksums of {name} do not match")));
        }
        let bad = index.validate_checksum().map_err(|e| self.failed(e))?;
        if let Some(file) = bad.iter().min() {
            return Err(self.damaged(&format!("the checksum of {} does not match", file.display())));
        }
        let are_true =
            segment_stats::verify(self.path(), self.searcher(), self.fields()).map_err(|e| self.failed(e))?;
        if are_true { Ok(()) } else { Err(self.damaged("its cached statistics don't match its articles")) }
    }
}
