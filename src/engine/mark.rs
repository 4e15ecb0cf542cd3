//! The mark: up to where a ledger was sent to an index.

use std::collections::{BTreeSet, HashSet};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::bulk::Item;
use super::cluster::Cluster;
use super::errors::EngineError;
use crate::article::LedgerPosition;
use crate::fetch::Method;

/// The id of the document that holds the mark; no article has it. Sent as part of an address, it is escaped.
const ID: &str = "·seen";
const ESCAPED_ID: &str = "%C2%B7seen";

/// What an index has seen of a ledger.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PushMark {
    /// Everything before it is acknowledged, except what is in `failed`.
    pub(crate) ledger: LedgerPosition,
    /// When it was written, as RFC 3339.
    pub(crate) at: String,
    /// Documents that the engine refused, to be sent again.
    pub(crate) failed: Vec<Failed>,
}

impl PushMark {
    /// Where the first line starts that is still to be sent, in bytes.
    pub(crate) fn first_to_send(&self) -> u64 {
        self.failed.iter().map(|failed| failed.offset).fold(self.ledger.bytes, u64::min)
    }

    /// Where the lines start that are to be sent again, in order. `superseded` are the lines that later ones replaced.
    pub(crate) fn lines_to_repeat(&self, superseded: &HashSet<u64>) -> BTreeSet<u64> {
        self.failed.iter().map(|failed| failed.offset).filter(|offset| !superseded.contains(offset)).collect()
    }
}

/// A document that the engine refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Failed {
    /// That of the line's article, or of one that ended in it.
    pub(crate) id: String,
    /// Where the line starts in the ledger, in bytes.
    pub(crate) offset: u64,
}

impl Cluster {
    /// Reads the mark of an index; `None` if it has none yet.
    pub(crate) fn mark(&self, index: &str) -> Result<Option<PushMark>, EngineError> {
        let reply = self.call(Method::Get, &format!("/{index}/_doc/{ESCAPED_ID}"), None)?;
        if reply.status == 404 && serde_json::from_slice::<Value>(&reply.body).is_ok_and(|body| body["found"] == false)
        {
            return Ok(None);
        }
        let body = self.judged(&reply)?;
        let seen = body.pointer("/_source/seen").cloned().unwrap_or_default();
        serde_json::from_value(seen).map(Some).map_err(|_| self.unexpected("the mark of the index can't be read"))
    }

    /// Writes the mark. A mark that is further is kept: then another process has sent more.
    pub(crate) fn write_mark(&self, index: &str, mark: &PushMark) -> Result<(), EngineError> {
        let item = Item::new(ID, mark.ledger.bytes, &json!({ "seen": mark }));
        let refused = self.send(index, vec![item])?;
        if refused.is_empty() { Ok(()) } else { Err(self.unexpected("the mark of the index was refused")) }
    }
}
