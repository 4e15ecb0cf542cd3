//! Corpus and index as they were at one moment, for commands that a server runs: every answer to one request comes from
//! the same state, and nothing is opened twice.

use std::fmt;
use std::sync::Arc;

use crate::corpus::{CorpusError, Ledger};
use crate::index::Index;
use crate::indexing::Labeller;

/// An open corpus with its index, shared by several threads.
pub(crate) struct Snapshot {
    ledger: Ledger,
    pub(crate) index: Arc<Index>,
    pub(crate) labeller: Arc<Labeller>,
}

impl Snapshot {
    pub(crate) fn new(ledger: Ledger, index: Arc<Index>, labeller: Arc<Labeller>) -> Snapshot {
        Snapshot { ledger, index, labeller }
    }

    /// The ledger as it was, opened once more: reading it moves a position in the file.
    pub(crate) fn ledger(&self) -> Result<Ledger, CorpusError> {
        self.ledger.reopened()
    }
}

impl fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Snapshot").field("articles", &self.index.articles()).finish()
    }
}
