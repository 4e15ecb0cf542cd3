//! The state of a cluster: its nodes, and what it has seen of a ledger.

use serde_json::{Value, json};

use super::cluster::Cluster;
use super::document::WITHDRAWN;
use super::errors::EngineError;
use super::mark::PushMark;
use crate::fetch::Method;

/// The state of a cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ClusterHealth {
    /// `green`, `yellow` or `red`, in the engine's words: all copies are there, only some, or not even one of each.
    pub(crate) status: String,
    pub(crate) nodes: u64,
}

impl Cluster {
    /// Asks for the state of the indexes that the name refers to.
    pub(crate) fn health(&self) -> Result<ClusterHealth, EngineError> {
        let body = self.ask(Method::Get, &format!("/_cluster/health/{}", self.name()), None)?;
        let status = body["status"].as_str().map(str::to_owned);
        let health = status.zip(body["number_of_nodes"].as_u64());
        let health = health.map(|(status, nodes)| ClusterHealth { status, nodes });
        health.ok_or_else(|| self.unexpected("it doesn't report its health"))
    }

    /// The marks of the indexes that the name refers to, in the order of the indexes: the same as long as nothing is
    /// pushed. Fails if an index was made by other rules.
    pub(crate) fn marks(&self, fingerprint: &str) -> Result<Vec<(String, PushMark)>, EngineError> {
        let indexes = self.readable(fingerprint)?;
        // An index that nothing was pushed to has none.
        let mark = |index: String| Ok((self.mark(&index)?.unwrap_or_default(), index));
        let marks = indexes.into_iter().map(|found| mark(found.index));
        let marks: Result<Vec<(PushMark, String)>, EngineError> = marks.collect();
        Ok(marks?.into_iter().map(|(mark, index)| (index, mark)).collect())
    }

    /// The number of withdrawn articles.
    pub(crate) fn withdrawn(&self) -> Result<u64, EngineError> {
        self.count(&json!({ "exists": { "field": WITHDRAWN } }))
    }

    /// The number of documents that match a query, whether they can be found or not.
    pub(crate) fn count(&self, query: &Value) -> Result<u64, EngineError> {
        Ok(self.counts(std::slice::from_ref(query))?.first().copied().unwrap_or_default())
    }
}
