//! A position in the ledger that can be recognised later.

use serde::{Deserialize, Serialize};

/// A length of the ledger, with a digest of what precedes it.
///
/// The corpus creates one and checks it against its ledger; receipts of runs and commits of the index
/// store it. It shows whether a ledger still begins with the lines that were there before, or is
/// another ledger.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LedgerPosition {
    /// Bytes from the start of the ledger.
    pub(crate) bytes: u64,
    /// Digest of the ledger before that point; only the corpus interprets it.
    pub(crate) check: String,
}
