//! What a derived file was made of.

use serde::{Deserialize, Serialize};

use super::desk::{Desk, StudyError};
use crate::article::LedgerPosition;

/// Raise this number whenever a change of the code can change words, marks, spellings or sketches of any corpus.
const VERSION: u32 = 1;

/// The corpus that a file was derived from. The file is of use only to the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct CorpusSource {
    /// The rules that words and marks depend on.
    pub(super) rules: String,
    pub(super) position: LedgerPosition,
    /// The sum of the digests of all articles, in hexadecimal.
    pub(super) content: String,
}

impl CorpusSource {
    /// The corpus on the desk.
    pub(super) fn of(desk: Desk<'_>) -> Result<CorpusSource, StudyError> {
        Ok(CorpusSource {
            rules: format!("{VERSION}.{}", desk.labeller.fingerprint()),
            position: desk.index.position().clone(),
            content: format!("{:032x}", desk.index.content_sum()?),
        })
    }
}
