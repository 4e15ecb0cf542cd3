//! The error of whatever uses both the ledger and the index.

use crate::corpus::CorpusError;
use crate::index::IndexError;

/// A failure of the ledger or of the index.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StorageError {
    #[error(transparent)]
    Corpus(#[from] CorpusError),
    #[error(transparent)]
    Index(#[from] IndexError),
}
