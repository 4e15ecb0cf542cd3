//! What commands that a server runs read: corpus and index as they were at one moment, so that every answer to one
//! request comes from the same state and nothing is opened twice; or a cluster.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, OnceLock};

use crate::corpus::Ledger;
use crate::engine::{Cluster, EngineError};
use crate::index::Index;
use crate::indexing::Labeller;
use crate::storage::StorageError;

/// The addresses of captures, by the digests of what was captured.
pub(crate) type Captures = HashMap<String, String>;

/// What is read, shared by several threads.
pub(crate) struct Snapshot {
    pub(crate) labeller: Arc<Labeller>,
    /// Read when the first removed article is cited.
    pub(crate) captures: Arc<OnceLock<Captures>>,
    contents: Contents,
}

enum Contents {
    Corpus {
        ledger: Ledger,
        index: Arc<Index>,
    },
    /// As it is when it is asked.
    Cluster(Arc<Cluster>),
}

impl Snapshot {
    pub(crate) fn new(ledger: Ledger, index: Arc<Index>, labeller: Arc<Labeller>) -> Snapshot {
        Snapshot { labeller, captures: Arc::default(), contents: Contents::Corpus { ledger, index } }
    }

    pub(crate) fn of_cluster(cluster: Arc<Cluster>, labeller: Arc<Labeller>) -> Snapshot {
        Snapshot { labeller, captures: Arc::default(), contents: Contents::Cluster(cluster) }
    }

    /// The ledger as it was, opened once more: reading it moves a position in the file. Fails if a cluster is read.
    pub(crate) fn ledger(&self) -> Result<Ledger, StorageError> {
        match &self.contents {
            Contents::Corpus { ledger, .. } => Ok(ledger.reopened()?),
            Contents::Cluster(_) => Err(needs_corpus()),
        }
    }

    /// The index. Fails if a cluster is read.
    pub(crate) fn index(&self) -> Result<Arc<Index>, StorageError> {
        match &self.contents {
            Contents::Corpus { index, .. } => Ok(Arc::clone(index)),
            Contents::Cluster(_) => Err(needs_corpus()),
        }
    }

    /// The cluster, if one is read.
    pub(crate) fn cluster(&self) -> Option<&Arc<Cluster>> {
        match &self.contents {
            Contents::Corpus { .. } => None,
            Contents::Cluster(cluster) => Some(cluster),
        }
    }
}

fn needs_corpus() -> StorageError {
    EngineError::NeedsCorpus("what this page shows").into()
}

impl fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of = match &self.contents {
            Contents::Corpus { index, .. } => format!("{} articles", index.articles()),
            Contents::Cluster(cluster) => cluster.host(),
        };
        f.debug_tuple("Snapshot").field(&of).finish()
    }
}
