//! An index of the corpus as it was: of the beginning of a ledger.

use std::path::Path;
use std::sync::Arc;

use super::{Labeller, bring_up};
use crate::corpus::Ledger;
use crate::index::{Index, IndexError, Opened};
use crate::storage::StorageError;

/// An index of the beginning of a ledger.
pub(crate) struct PastIndex {
    pub(crate) index: Arc<Index>,
    /// The folder that the index is in, removed when this is dropped; `None` if the index is kept.
    _folder: Option<tempfile::TempDir>,
}

/// Indexes a ledger as it was. The index is kept in `dir` for the next time, and extended if the ledger is then asked for at a
/// later place; where `dir` can't be used, the index is in a temporary folder. Calls `progress`
/// with the number of ledger bytes read so far.
pub(crate) fn index_of_past(
    dir: &Path,
    ledger: &mut Ledger,
    labeller: &Labeller,
    progress: &mut dyn FnMut(u64),
) -> Result<PastIndex, StorageError> {
    let found = match kept(dir, ledger, labeller, false, progress) {
        // It is only a copy; whatever damaged it, it can be made again.
        Err(StorageError::Index(IndexError::Damaged { .. } | IndexError::Engine { .. })) => {
            kept(dir, ledger, labeller, true, progress)
        }
        found => found,
    };
    match found {
        Ok(Some(index)) => return Ok(PastIndex { index: Arc::new(index), _folder: None }),
        // The folder can't be used, or another process has just replaced the index.
        Ok(None) | Err(StorageError::Index(_)) => {}
        Err(error) => return Err(error),
    }
    let folder = tempfile::tempdir().map_err(IndexError::no_temporary_folder)?;
    let index = kept(folder.path(), ledger, labeller, true, progress)?;
    let index = index.unwrap_or_else(|| unreachable!("nobody else knows the folder"));
    Ok(PastIndex { index: Arc::new(index), _folder: Some(folder) })
}

/// The index in a folder, brought to the end of the ledger; `None` if it is then one of another place.
fn kept(
    dir: &Path,
    ledger: &mut Ledger,
    labeller: &Labeller,
    from_scratch: bool,
    progress: &mut dyn FnMut(u64),
) -> Result<Option<Index>, StorageError> {
    bring_up(dir, ledger, labeller, from_scratch, progress)?;
    let Opened::Usable(index) = Index::open(dir, labeller.fingerprint())? else { return Ok(None) };
    let is_same = index.position().bytes == ledger.bytes() && ledger.holds(index.position())?;
    Ok(is_same.then_some(index))
}
