//! The error of whatever uses the ledger and the index, or a cluster instead.

use crate::corpus::CorpusError;
use crate::engine::EngineError;
use crate::index::IndexError;

/// A failure of the ledger, of the index or of the cluster.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StorageError {
    #[error(transparent)]
    Corpus(#[from] CorpusError),
    #[error(transparent)]
    Index(#[from] IndexError),
    #[error(transparent)]
    Engine(#[from] EngineError),
}

impl StorageError {
    /// Why the one article that was to be stored can't be, if that is all: what was stored before and what follows is
    /// not concerned. Fails with any other error.
    pub(crate) fn refusal(self) -> Result<String, StorageError> {
        match self {
            StorageError::Corpus(error @ CorpusError::LineTooLong { .. }) => Ok(error.to_string()),
            other => Err(other),
        }
    }
}
