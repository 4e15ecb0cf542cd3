//! What can go wrong when articles are taken in.

use crate::corpus::CorpusError;
use crate::index::IndexError;

/// Why an article can't be read or stored.
#[derive(Debug, thiserror::Error)]
pub(crate) enum IntakeError {
    #[error(transparent)]
    Corpus(#[from] CorpusError),
    #[error(transparent)]
    Index(#[from] IndexError),
}
