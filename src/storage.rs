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
