//! What this program stores with each commit of the engine.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::errors::{IndexError, describe};
use crate::article::LedgerPosition;

/// What a commit records about where its contents come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Payload {
    /// The layout version that the index was written with.
    pub(super) layout: u32,
    /// Identifies everything outside this module that decides what an index contains; chosen by the caller.
    pub(super) fingerprint: String,
    /// How far the ledger was read. Missing in the first layouts.
    #[serde(default)]
    pub(super) ledger: LedgerPosition,
}

impl Payload {
    /// Reads the payload of the last commit.
    pub(super) fn read(index: &tantivy::Index, path: &Path) -> Result<Payload, IndexError> {
        let meta = index.load_metas().map_err(|e| IndexError::damaged(path, describe(&e)))?;
        let text = meta.payload.ok_or_else(|| IndexError::damaged(path, "this program did not write it"))?;
        serde_json::from_str(&text)
            .map_err(|e| IndexError::damaged(path, format!("its last commit can't be read: {e}")))
    }

    /// Returns the form that [`Payload::read`] reads.
    pub(super) fn to_json(&self) -> String {
        serde_json::to_string(self).expect("a payload is always valid JSON")
    }
}
