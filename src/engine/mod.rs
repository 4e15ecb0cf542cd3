//! The engine: a cluster of OpenSearch or Elasticsearch that holds the same articles as the index.
//!
//! What lies in the cluster under a name is an alias of one index. Its documents are articles by their ids; the version of
//! a document is the position of the article's line in the ledger, so an older line never replaces a newer one, whoever
//! sends it and however often. One more document, the [`PushMark`], records up to where the ledger was sent.
//!
//! ```text
//! cluster     requests, and a verdict on every answer: an answer that lacks a shard is rejected
//! verdict     what the status and the body of an answer mean
//! layout      fields and analysis of an index          document   an article as their content
//! reading     searches, counts, groups, pages              health     nodes, and what the cluster has seen of a ledger
//! indices     creates, finds and switches indexes      bulk       sends documents until each is acknowledged
//! ```
//!
//! This module knows no queries: it gets them as JSON.

mod bulk;
mod cluster;
mod document;
mod errors;
mod health;
mod indices;
mod layout;
mod mark;
mod reading;
mod verdict;

pub(crate) use bulk::{Item, Refusal};
pub(crate) use cluster::{Cluster, Name};
pub(crate) use document::{EngineDocument, tombstone};
pub(crate) use errors::EngineError;
pub(crate) use indices::{EngineIndex, IndexOrigin};
pub(crate) use layout::{FILLER, FieldLengths, PAGE_HITS_MAX};
pub(crate) use mark::{Failed, PushMark};
pub(crate) use reading::{EngineHit, EnginePage, StoredVersion};
