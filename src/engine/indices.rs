//! Indexes in the cluster: found by a name, created next to each other, and switched in one step.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::cluster::Cluster;
use super::errors::EngineError;
use super::layout::{self, LAYOUT_VERSION};
use super::verdict::is_error;
use crate::fetch::Method;

/// Characters of the fingerprint that are part of the name of an index.
const FINGERPRINT_CHARS: usize = 8;
/// A cluster of more nodes is not made faster by more parts of a small index; a larger one is for its operators to plan.
const SHARDS_MAX: u64 = 3;
/// How often a switch is tried again because another process has switched meanwhile.
const SWITCHES_MAX: u32 = 5;
/// How often it is asked, for a minute each time, whether all copies of an index are there.
const GREEN_TRIES_MAX: u32 = 30;

/// What decides whether an index may be extended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct IndexOrigin {
    /// Identifies the rules that labels and terms were computed by.
    pub(crate) fingerprint: String,
    /// Identifies the ledger, however long it is.
    pub(crate) ledger: String,
}

/// An index of byt's in the cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EngineIndex {
    pub(crate) index: String,
    pub(crate) origin: IndexOrigin,
    layout: u64,
}

impl EngineIndex {
    /// Whether it was made by these rules and by a version of the program that can read it.
    pub(crate) fn follows(&self, fingerprint: &str) -> bool {
        self.layout == LAYOUT_VERSION && self.origin.fingerprint == fingerprint
    }

    /// The last part of its name, which grows with each rebuild.
    fn number(&self) -> u64 {
        self.index.rsplit('-').next().and_then(|number| number.parse().ok()).unwrap_or(0)
    }
}

impl Cluster {
    /// The indexes that the name refers to; none if the name is free.
    pub(crate) fn found(&self) -> Result<Vec<EngineIndex>, EngineError> {
        self.described(self.name())
    }

    /// The indexes that the name refers to, made by these rules. Fails if there is none or if one was made by others.
    pub(crate) fn readable(&self, fingerprint: &str) -> Result<Vec<EngineIndex>, EngineError> {
        let found = self.found()?;
        if found.is_empty() {
            return Err(EngineError::Missing { name: self.name().to_owned(), host: self.host() });
        }
        match found.iter().find(|found| !found.follows(fingerprint)) {
            Some(_) => Err(EngineError::OtherRules(self.name().to_owned())),
            None => Ok(found),
        }
    }

    fn described(&self, names: &str) -> Result<Vec<EngineIndex>, EngineError> {
        let reply = self.call(Method::Get, &format!("/{names}/_mapping"), None)?;
        let body = serde_json::from_slice::<Value>(&reply.body).unwrap_or_default();
        if reply.status == 404 && is_error(&body, "index_not_found_exception") {
            return Ok(Vec::new());
        }
        let body = self.judged(&reply)?;
        let indexes = body.as_object().into_iter().flatten();
        let not_ours = |index: &str| EngineError::NotOurs { name: index.to_owned(), host: reply.host.clone() };
        indexes.map(|(index, of)| found(index, of).ok_or_else(|| not_ours(index))).collect()
    }

    /// Creates the index that replaces those found, and returns its name. If another process creates it at the same time,
    /// or an interrupted one has created it, it is the same index: both send the same documents.
    pub(crate) fn create(
        &self,
        found: &[EngineIndex],
        origin: &IndexOrigin,
        facets: &[&str],
    ) -> Result<String, EngineError> {
        let number = found.iter().map(EngineIndex::number).max().unwrap_or(0) + 1;
        let short = origin.fingerprint.chars().filter(char::is_ascii_alphanumeric).take(FINGERPRINT_CHARS);
        let short: String = short.collect();
        let index = format!("{}-{short}-{number}", self.name());
        let meta = json!({ "layout": LAYOUT_VERSION, "fingerprint": origin.fingerprint, "ledger": origin.ledger });
        let shards = self.data_nodes()?.clamp(1, SHARDS_MAX);
        let body = layout::body(self.product, shards, &meta, facets).to_string();
        let reply = self.call(Method::Put, &format!("/{index}"), Some(body.as_bytes()))?;
        let answer = serde_json::from_slice::<Value>(&reply.body).unwrap_or_default();
        if reply.status != 400 || !is_error(&answer, "resource_already_exists_exception") {
            self.judged(&reply)?;
        }
        match self.described(&index)?.as_slice() {
            [made] if made.follows(&origin.fingerprint) && made.origin == *origin => Ok(index),
            _ => Err(EngineError::OtherCorpus(self.name().to_owned())),
        }
    }

    /// Gives a filled index its copies, waits until they are complete, and makes all documents visible.
    pub(crate) fn complete(&self, index: &str) -> Result<(), EngineError> {
        let copies = self.data_nodes()?.saturating_sub(1).min(1);
        let settings = json!({ "index": { "number_of_replicas": copies, "refresh_interval": "30s" } });
        self.ask(Method::Put, &format!("/{index}/_settings"), Some(&settings))?;
        let health = format!("/_cluster/health/{index}?wait_for_status=green&timeout=60s");
        for _ in 0..GREEN_TRIES_MAX {
            let reply = self.call(Method::Get, &health, None)?;
            // 408 is the answer of some versions to a wait that was in vain.
            if reply.status != 408 && self.judged(&reply)?["timed_out"] == false {
                return self.refresh(index);
            }
        }
        Err(EngineError::Busy { host: self.host(), why: format!("the copies of {index} aren't complete") })
    }

    /// Makes all documents of an index visible.
    pub(crate) fn refresh(&self, index: &str) -> Result<(), EngineError> {
        let body = self.ask(Method::Post, &format!("/{index}/_refresh"), None)?;
        // Copies on a node that is gone are in the total, and are neither refreshed nor failed.
        let failed = body.pointer("/_shards/failed").and_then(Value::as_u64);
        if failed == Some(0) { Ok(()) } else { Err(self.unexpected("an index could not be refreshed")) }
    }

    /// Makes the name mean this index, in one step, and removes the indexes that it replaces.
    pub(crate) fn switch(&self, index: &str) -> Result<(), EngineError> {
        for _ in 0..SWITCHES_MAX {
            let before = self.behind_name()?;
            if before.len() == 1 && before.contains(index) {
                return self.remove_replaced(index);
            }
            let old = before.iter().filter(|old| *old != index);
            let mut actions: Vec<Value> = old
                .map(|old| json!({ "remove": { "index": old, "alias": self.name(), "must_exist": true } }))
                .collect();
            actions.push(json!({ "add": { "index": index, "alias": self.name() } }));
            let body = json!({ "actions": actions }).to_string();
            let reply = self.call(Method::Post, "/_aliases", Some(body.as_bytes()))?;
            // 404: another process has switched meanwhile.
            if reply.status != 404 {
                self.judged(&reply)?;
            }
        }
        Err(EngineError::Busy { host: self.host(), why: "other processes keep switching the index".to_owned() })
    }

    fn behind_name(&self) -> Result<BTreeSet<String>, EngineError> {
        let reply = self.call(Method::Get, &format!("/_alias/{}", self.name()), None)?;
        if reply.status == 404 {
            return Ok(BTreeSet::new());
        }
        Ok(self.judged(&reply)?.as_object().into_iter().flatten().map(|(index, _)| index.clone()).collect())
    }

    /// Removes older indexes of this name, also those that an interrupted rebuild left.
    fn remove_replaced(&self, index: &str) -> Result<(), EngineError> {
        let prefix = format!("{}-", self.name());
        let is_of_name = |name: &str| {
            let parts = name.strip_prefix(&prefix).and_then(|rest| rest.split_once('-'));
            parts.is_some_and(|(short, number)| {
                short.chars().count() == FINGERPRINT_CHARS && number.chars().all(|c| c.is_ascii_digit())
            })
        };
        let reply = self.call(Method::Get, &format!("/{prefix}*/_mapping"), None)?;
        let all = self.judged(&reply)?;
        let all: Vec<EngineIndex> =
            all.as_object().into_iter().flatten().filter_map(|(name, of)| found(name, of)).collect();
        let number = all.iter().find(|found| found.index == index).map_or(0, EngineIndex::number);
        for old in all.iter().filter(|old| old.index != index && is_of_name(&old.index) && old.number() <= number) {
            let reply = self.call(Method::Delete, &format!("/{}", old.index), None)?;
            // 404: another process has removed it.
            if reply.status != 404 {
                self.judged(&reply)?;
            }
        }
        Ok(())
    }

    fn data_nodes(&self) -> Result<u64, EngineError> {
        let health = self.ask(Method::Get, "/_cluster/health", None)?;
        health["number_of_data_nodes"].as_u64().ok_or_else(|| self.unexpected("it doesn't say how many nodes it has"))
    }
}

/// Reads what an index says of itself; `None` if byt did not make it.
fn found(index: &str, of: &Value) -> Option<EngineIndex> {
    let meta = of.pointer("/mappings/_meta/byt")?;
    let text = |key: &str| Some(meta.get(key)?.as_str()?.to_owned());
    let origin = IndexOrigin { fingerprint: text("fingerprint")?, ledger: text("ledger")? };
    Some(EngineIndex { index: index.to_owned(), origin, layout: meta.get("layout")?.as_u64()? })
}
